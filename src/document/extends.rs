//! Follows `extends` from file to file, each file once, and lays them over each other.

use super::files::{LARGEST_FILE, Shelf, Unreadable};
use super::load::Document;
use super::merge::{MergeRules, merge};
use super::parse::{DEEPEST, parse_source};
use super::value::{Table, ValueKind};
use crate::diagnose::{Diagnostic, Diagnostics, SourceId, Sources, Span};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The files of one scenario while they are read.
pub(super) struct Chain<'a> {
    shelf: &'a Shelf,
    rules: &'a MergeRules,
    sources: &'a mut Sources,
    diagnostics: &'a mut Diagnostics,
    document: Document,
    /// The files that were begun, by identity, so that each counts once.
    seen: BTreeSet<PathBuf>,
    /// The files from the first to the one being read, by identity.
    open: Vec<PathBuf>,
    /// Whether every file could be read.
    sound: bool,
}

impl<'a> Chain<'a> {
    pub(super) fn new(
        shelf: &'a Shelf,
        rules: &'a MergeRules,
        sources: &'a mut Sources,
        diagnostics: &'a mut Diagnostics,
    ) -> Self {
        let document = Document { root: Table::default(), files: Vec::new() };
        let (seen, open) = (BTreeSet::new(), Vec::new());
        Self { shelf, rules, sources, diagnostics, document, seen, open, sound: true }
    }

    /// The tree of a file and of all that it extends; `None` where one of them cannot be read or is
    /// not valid.
    pub(super) fn follow(mut self, path: &Path) -> Option<Document> {
        self.file(path, None);
        self.sound.then_some(self.document)
    }

    /// Reads one file; `named` is where another file names it.
    fn file(&mut self, path: &Path, named: Option<Span>) {
        match self.shelf.identity(path) {
            Ok(file) if self.open.contains(&file) => self.cycle(&file, named),
            Ok(file) if self.seen.contains(&file) => {}
            Ok(_) if self.open.len() >= DEEPEST => self.too_long(named),
            Ok(file) => {
                self.seen.insert(file.clone());
                self.open.push(file);
                if self.layer(path, named).is_none() {
                    self.sound = false;
                }
                self.open.pop();
            }
            Err(why) => self.unreadable(path, named, why),
        }
    }

    /// Lays a file over what it extends.
    fn layer(&mut self, path: &Path, named: Option<Span>) -> Option<()> {
        let file = match self.shelf.take(path) {
            Ok(file) => file,
            Err(why) => {
                self.unreadable(path, named, why);
                return None;
            }
        };
        let source = self.keep_text(path, &file.bytes)?;
        let mut table = parse_source(source, self.sources, self.diagnostics)?.table;
        let folder = path.parent().unwrap_or(Path::new(""));
        for (name, span) in self.extended(&mut table) {
            self.file(&folder.join(name), Some(span));
        }
        self.document.files.push(file);
        merge(&mut self.document.root, table, self.rules, self.diagnostics);
        Some(())
    }

    /// Keeps the text of a file; where it is not text, as much of it as shows the place.
    fn keep_text(&mut self, path: &Path, bytes: &[u8]) -> Option<SourceId> {
        match std::str::from_utf8(bytes) {
            Ok(text) => Some(self.sources.add_file(path, text)),
            Err(error) => {
                let sound = bytes.get(..error.valid_up_to()).unwrap_or_default();
                let source = self.sources.add_file(path, String::from_utf8_lossy(sound));
                let span = Span { source, start: sound.len(), end: sound.len() };
                let message = format!("`{}` is not UTF-8 text", path.display());
                let finding = Diagnostic::error("cannot-read", span, message);
                let finding = finding.here("here begins what is not text");
                self.diagnostics.push(finding.help("save the file as UTF-8 in your editor"));
                None
            }
        }
    }

    /// Takes `extends` out of a table: the names of files, and where each stands.
    fn extended(&mut self, table: &mut Table) -> Vec<(String, Span)> {
        let at = table.entries.iter().position(|entry| entry.key.name == "extends");
        let Some(at) = at else { return Vec::new() };
        let value = table.entries.remove(at).value;
        let values = match value.kind {
            ValueKind::List(values) => values,
            _ => vec![value],
        };
        let mut names = Vec::new();
        for value in values {
            match value.as_text() {
                Some(name) if !name.is_empty() => names.push((name.to_owned(), value.span)),
                _ => {
                    self.sound = false;
                    let message = "`extends` takes the name of a file, or a list of such names";
                    let finding = Diagnostic::error("bad-extends", value.span, message);
                    self.diagnostics.push(finding.help("write `extends = \"world.toml\"`"));
                }
            }
        }
        names
    }

    fn cycle(&mut self, file: &Path, named: Option<Span>) {
        self.sound = false;
        let Some(span) = named else { return };
        let start = self.open.iter().position(|open| open == file).unwrap_or(0);
        let around = self.open.iter().skip(start).map(PathBuf::as_path).chain([file]);
        let names: Vec<String> = around.map(file_name).collect();
        let message = format!("these files extend each other: {}", names.join(" extends "));
        let finding = Diagnostic::error("extends-cycle", span, message);
        let help =
            "take one `extends` of the chain out, or move what the files share into one more file";
        self.diagnostics.push(finding.help(help));
    }

    fn too_long(&mut self, named: Option<Span>) {
        self.sound = false;
        let Some(span) = named else { return };
        let message = format!("more than {DEEPEST} files extend each other in a row");
        let finding = Diagnostic::error("too-deep", span, message);
        self.diagnostics.push(finding.help("join some of these files"));
    }

    fn unreadable(&mut self, path: &Path, named: Option<Span>, why: Unreadable) {
        self.sound = false;
        let name = path.display().to_string();
        // The first file is named on the command line, which is no text to point into.
        let span = named.unwrap_or_else(|| {
            let source = self.sources.add_file(path, "");
            Span { source, start: 0, end: 0 }
        });
        let said = named.map(|span| self.sources.slice(span).trim_matches(['"', '\'']).to_owned());
        let said = said.unwrap_or(name);
        self.diagnostics.push(match why {
            Unreadable::Missing(meant) => {
                let code = if named.is_some() { "extends-missing" } else { "cannot-read" };
                let finding = Diagnostic::error(code, span, format!("`{said}` does not exist"));
                finding.help(match (meant, named) {
                    (Some(meant), _) => format!("did you mean `{meant}`?"),
                    (None, Some(_)) => {
                        "check the path; it is relative to the file that says it".to_owned()
                    }
                    (None, None) => "check the path".to_owned(),
                })
            }
            Unreadable::TooLarge => {
                let most = LARGEST_FILE >> 20;
                let message = format!("`{said}` is larger than a scenario file may be, {most} MiB");
                let finding = Diagnostic::error("file-too-large", span, message);
                finding.help("move long series into a CSV file that a driver names")
            }
            Unreadable::Refused(reason) => {
                let message = format!("`{said}` cannot be read: {reason}");
                Diagnostic::error("cannot-read", span, message).help("check the path")
            }
        });
    }
}

/// The last part of a path, which is enough to tell the files of a cycle apart.
fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
