//! The one place that reads scenario files: a path and its overrides become one tree.

use super::extends::Chain;
use super::merge::MergeRules;
use super::set;
use super::value::Table;
use crate::diagnose::{Diagnostics, Sources, Span, nearest};
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

/// The largest scenario file, in bytes. Whatever is larger is data, or not a scenario at all.
const LARGEST_FILE: u64 = 16 * 1024 * 1024;

/// A scenario with everything it extends, as one tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// The merged tree, without `extends`.
    pub root: Table,
    /// Every file read, the extended ones first.
    pub files: Vec<LoadedFile>,
}

/// A file as it was read, so that a receipt can say which bytes a result rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadedFile {
    /// Its path as messages show it.
    pub path: PathBuf,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Reads a scenario file, the files that it extends, and the `--set` arguments (`key.path=value`)
/// over them.
///
/// Later says win: extended files in the order of the list, each after what it extends itself, then
/// the file, then `sets` in their order. A file that is reached twice counts once, where it is
/// reached first.
///
/// `None` where a file cannot be read, or cannot be told to be what was meant. A value that a scenario cannot have
/// leaves a stand-in and its finding, an override that leads nowhere its finding alone: the tree is worth
/// checking further, so look at `diagnostics` also where there is one.
#[must_use]
pub fn load(
    path: &Path,
    sets: &[String],
    rules: &MergeRules,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Document> {
    let mut document = Chain::new(rules, sources, diagnostics).follow(path)?;
    for argument in sets {
        set::apply(&mut document.root, argument, sources, diagnostics);
    }
    Some(document)
}

/// The folder of the file that a span lies in, to which paths written there are relative; the
/// current folder for what was written on the command line.
#[must_use]
pub fn folder_of(span: Span, sources: &Sources) -> PathBuf {
    let name = sources.name(span.source);
    if name.starts_with(set::SOURCE_NAME) {
        return PathBuf::new();
    }
    Path::new(name).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// Why a file could not be read.
#[derive(Debug)]
pub(super) enum Unreadable {
    /// There is no such file; perhaps one of this name was meant.
    Missing(Option<String>),
    /// It has more bytes than a scenario may have.
    TooLarge,
    /// The system's reason.
    Refused(String),
}

/// The path by which one file is always known, however it is spelt.
pub(super) fn identity(path: &Path) -> Result<PathBuf, Unreadable> {
    path.canonicalize().map_err(|error| unreadable(path, &error))
}

/// The bytes of a file.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Unreadable> {
    let mut bytes = Vec::new();
    // A device has no length to ask for, so the limit is on what is read.
    File::open(path)
        .and_then(|file| file.take(LARGEST_FILE + 1).read_to_end(&mut bytes))
        .map_err(|error| unreadable(path, &error))?;
    if bytes.len() as u64 > LARGEST_FILE { Err(Unreadable::TooLarge) } else { Ok(bytes) }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Unreadable {
    match error.kind() {
        ErrorKind::NotFound => Unreadable::Missing(nearest_file(path)),
        ErrorKind::PermissionDenied => Unreadable::Refused("it may not be read".to_owned()),
        ErrorKind::IsADirectory => Unreadable::Refused("it is a folder".to_owned()),
        _ => Unreadable::Refused(error.to_string()),
    }
}

/// A scenario file of nearly this name in the same folder.
fn nearest_file(path: &Path) -> Option<String> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let names: Vec<String> = folder
        .unwrap_or(Path::new("."))
        .read_dir()
        .ok()?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".toml"))
        .collect();
    nearest(path.file_name()?.to_str()?, names.iter().map(String::as_str)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnose::render;
    use std::fmt::Write as _;
    use std::fs;

    const RULES: MergeRules = MergeRules { discriminators: &[("terms", &["kind"])] };

    /// Writes the files, loads the first, and gives the document and the findings without the
    /// folder's name.
    fn loaded(files: &[(&str, &[u8])], sets: &[&str]) -> (Option<Document>, String) {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
        let path = folder.path().join(files[0].0);
        let document = load(&path, &sets, &RULES, &mut sources, &mut diagnostics);
        let prefix = format!("{}/", folder.path().display());
        (document, render(&diagnostics, &sources, false).replace(&prefix, ""))
    }

    fn number(document: &Document, section: &str, key: &str) -> Option<f64> {
        document.root.get(section)?.value.as_table()?.get(key)?.value.as_number()
    }

    #[test]
    fn later_files_override_earlier_ones_and_a_set_overrides_all() {
        let files: &[(&str, &[u8])] = &[
            ("deals/a.toml", b"extends = ['base/b.toml', 'c.toml']\n[inputs]\nd = 1"),
            ("deals/base/b.toml", b"extends = '../w.toml'\n[inputs]\nb = 2\nc = 2\nd = 2\ne = 2"),
            ("deals/c.toml", b"extends = 'w.toml'\n[inputs]\nc = 3\nd = 3"),
            ("deals/w.toml", b"[inputs]\na = 4\nb = 4\nc = 4\nd = 4\ne = 4"),
        ];
        let (document, findings) = loaded(files, &["inputs.e=5"]);
        assert_eq!(findings, "");
        let document = document.unwrap();
        assert!(document.root.get("extends").is_none());
        // w is reached twice and counts where it is reached first: it does not undo what b says.
        for (key, value) in [("a", 4.0), ("b", 2.0), ("c", 3.0), ("d", 1.0), ("e", 5.0)] {
            assert_eq!(number(&document, "inputs", key), Some(value), "{key}");
        }
        let names: Vec<_> = document.files.iter().map(|f| f.path.file_name().unwrap()).collect();
        assert_eq!(names, ["w.toml", "b.toml", "c.toml", "a.toml"]);
        assert_eq!(document.files[3].bytes, files[0].1);
    }

    #[test]
    fn a_cycle_is_printed() {
        let (document, findings) = loaded(
            &[
                ("a.toml", b"extends = 'b.toml'"),
                ("b.toml", b"# around\nextends = ['c.toml', 'c.toml']"),
                ("c.toml", b"extends = './a.toml'"),
            ],
            &[],
        );
        assert!(document.is_none());
        assert!(
            findings.contains("a.toml extends b.toml extends c.toml extends a.toml"),
            "{findings}"
        );
        assert!(findings.contains(" --> c.toml:1:11\n"), "{findings}");
        let (_, own) = loaded(&[("a.toml", b"extends = 'a.toml'")], &[]);
        assert!(own.contains("a.toml extends a.toml"), "{own}");
    }

    #[test]
    fn a_missing_file_is_shown_where_it_is_named() {
        let (document, findings) = loaded(
            &[
                ("a.toml", b"name = 'x'\nextends = ['wrold.toml', 'gone/x.toml']"),
                ("world.toml", b""),
            ],
            &[],
        );
        assert!(document.is_none());
        assert!(
            findings.contains("error[extends-missing]: `wrold.toml` does not exist"),
            "{findings}"
        );
        assert!(findings.contains(" --> a.toml:2:12\n"), "{findings}");
        assert!(findings.contains("did you mean `world.toml`?"), "{findings}");
        assert!(findings.ends_with("2 errors\n"), "{findings}");
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        let (_, not_text) = loaded(&[("a.toml", b"name = 'x'\ntext = '\xff'\n")], &[]);
        assert!(
            not_text.contains("error[cannot-read]") && not_text.contains("a.toml:2:9"),
            "{not_text}"
        );
        let mut large = b"# ".to_vec();
        large.resize(16 * 1024 * 1024 + 1, b'x');
        let (document, too_large) = loaded(&[("a.toml", &large)], &[]);
        assert!(document.is_none() && too_large.contains("error[file-too-large]"), "{too_large}");
        let (_, folder) = loaded(&[("a.toml", b"extends = 'f'"), ("f/x.toml", b"")], &[]);
        assert!(
            folder.contains("error[cannot-read]") && folder.contains("a.toml:1:11"),
            "{folder}"
        );
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let path = Path::new("no/such/deal.toml");
        assert!(load(path, &[], &RULES, &mut sources, &mut diagnostics).is_none());
        let text = render(&diagnostics, &sources, false);
        assert!(
            text.starts_with("error[cannot-read]: `no/such/deal.toml` does not exist\n"),
            "{text}"
        );
    }

    #[test]
    fn extends_that_names_no_file_is_refused() {
        for value in ["3", "{ a = 'b' }", "['b.toml', 3]", "''"] {
            let text = format!("extends = {value}");
            let (document, findings) = loaded(&[("a.toml", text.as_bytes()), ("b.toml", b"")], &[]);
            assert!(document.is_none() && findings.contains("error[bad-extends]"), "{findings}");
        }
    }

    #[test]
    fn a_chain_without_end_is_cut() {
        let texts: Vec<(String, String)> =
            (0..70).map(|k| (format!("{k}.toml"), format!("extends = '{}.toml'", k + 1))).collect();
        let files: Vec<(&str, &[u8])> =
            texts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
        let (document, findings) = loaded(&files, &[]);
        assert!(document.is_none() && findings.contains("error[too-deep]"), "{findings}");
    }

    #[test]
    fn ten_thousand_items_over_ten_thousand_load_at_once() {
        let (mut base, mut over) = (String::new(), "extends = 'b.toml'\n".to_owned());
        for k in 0..10_000 {
            write!(base, "[inputs.i{k}]\nvalue = {k}\nnote = 'n'\n").unwrap();
            write!(over, "[inputs.i{}]\nvalue = {k}\n", 9_999 - k).unwrap();
        }
        let (document, findings) =
            loaded(&[("a.toml", over.as_bytes()), ("b.toml", base.as_bytes())], &[]);
        assert_eq!(findings, "");
        let document = document.unwrap();
        let inputs = document.root.get("inputs").unwrap().value.as_table().unwrap();
        assert_eq!(inputs.entries.len(), 10_000);
        assert_eq!(inputs.entries[0].key.name, "i0");
        let first = inputs.entries[0].value.as_table().unwrap();
        assert_eq!(first.get("value").unwrap().value.as_number(), Some(9_999.0));
        assert_eq!(first.entries.len(), 2);
    }

    #[test]
    fn a_path_is_relative_to_the_file_that_says_it() {
        let mut sources = Sources::default();
        let span = |source| Span { source, start: 0, end: 0 };
        let file = sources.add("deals/world.toml", "");
        let argument = sources.add("--set drivers.r.history=a/b.csv", "");
        assert_eq!(folder_of(span(file), &sources), Path::new("deals"));
        assert_eq!(folder_of(span(argument), &sources), Path::new(""));
    }
}
