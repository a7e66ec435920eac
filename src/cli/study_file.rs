//! A study as a file beside its scenarios: one key for each argument of the command that `study` names.

use super::args::Arguments;
use super::words::{is_flag, is_path};
use crate::diagnose::{Diagnostic, Diagnostics, Findings, Sources, listed, nearest};
use crate::document::{Disk, Entry, Files, Table, Value, ValueKind, parse};
use clap::{ArgAction, Command, CommandFactory};
use std::path::Path;

/// Studies whose command takes the file itself, because it says more than arguments do.
const OWN_FILE: [&str; 1] = ["negotiate"];

/// Keys of every study file that are no arguments: what it is, and what a reader is told.
const PROSE: [&str; 3] = ["study", "name", "about"];

/// Whether a file is a study, by its first table; a file that cannot be read is none.
pub(super) fn is_study(path: &Path) -> bool {
    let Ok(bytes) = Disk.read(path) else { return false };
    let text = String::from_utf8_lossy(&bytes);
    let top = text.lines().map(str::trim).take_while(|line| !line.starts_with('['));
    let keys = top.filter_map(|line| line.split_once('='));
    keys.into_iter().any(|(key, _)| key.trim() == "study")
}

/// The study that a file asks for, by its first table.
pub(super) fn names(path: &Path) -> Option<String> {
    let bytes = Disk.read(path).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let top = text.lines().map(str::trim).take_while(|line| !line.starts_with('['));
    let (_, value) =
        top.filter_map(|line| line.split_once('=')).find(|(key, _)| key.trim() == "study")?;
    let value = value.trim_start().strip_prefix(['"', '\''])?;
    value.split(['"', '\'']).next().map(str::to_owned)
}

/// The words of the command that a file asks for, and of options that take the place of the file's own.
///
/// # Errors
/// Everything that is wrong with the file.
pub(super) fn read(path: &Path, options: &[String]) -> Result<Vec<String>, Findings> {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let shown = path.display().to_string();
    let text = match Disk.read(path) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(why) => {
            let source = sources.add(&shown, "");
            let span = crate::diagnose::Span { source, start: 0, end: 0 };
            let finding = Diagnostic::error("bad-study", span, format!("it cannot be read: {why}"));
            diagnostics
                .push(finding.help("name a study file, such as one with `study = \"compare\"`"));
            return Err(Findings::new(sources, diagnostics));
        }
    };
    let table = parse(&text, &shown, &mut sources, &mut diagnostics);
    let mut reader = Reader { path, options, diagnostics };
    let words = table.and_then(|table| reader.command(&table));
    match words {
        Some(words) if !reader.diagnostics.has_errors() => Ok(words),
        _ => Err(Findings::new(sources, reader.diagnostics)),
    }
}

/// A file while it is turned into words.
struct Reader<'file> {
    path: &'file Path,
    options: &'file [String],
    diagnostics: Diagnostics,
}

impl Reader<'_> {
    fn command(&mut self, table: &Table) -> Option<Vec<String>> {
        let program = Arguments::command();
        let studies: Vec<&Command> = program.get_subcommands().filter(|one| is_one(one)).collect();
        let names: Vec<&str> = studies.iter().map(|one| one.get_name()).collect();
        let all = listed(names.iter().copied(), 99);
        let Some(entry) = table.get("study") else {
            let span = table.entries.first().map(|entry| entry.key.span)?;
            self.fault(
                span,
                "it does not say which study it is",
                &format!("write study = … : {all}"),
            );
            return None;
        };
        let name = entry.value.as_text().unwrap_or_default();
        let Some(command) = studies.iter().find(|one| one.get_name() == name) else {
            let near = nearest(name, names.iter().copied());
            let help =
                near.map_or(format!("there are {all}"), |near| format!("did you mean `{near}`?"));
            self.fault(entry.value.span, &format!("`{name}` is no study"), &help);
            return None;
        };
        let mut words = vec!["dealsim".to_owned(), name.to_owned()];
        let mut places: Vec<(usize, Vec<String>)> = Vec::new();
        if OWN_FILE.contains(&name) {
            words.extend(self.options.iter().cloned());
            words.push(self.path.display().to_string());
            return Some(words);
        }
        for entry in &table.entries {
            if !PROSE.contains(&entry.key.name.as_str()) {
                self.argument(command, entry, &mut words, &mut places);
            }
        }
        places.sort_by_key(|(place, _)| *place);
        words.extend(self.options.iter().cloned());
        words.extend(places.into_iter().flat_map(|(_, values)| values));
        Some(words)
    }

    /// The words of one key.
    fn argument(
        &mut self,
        command: &Command,
        entry: &Entry,
        words: &mut Vec<String>,
        places: &mut Vec<(usize, Vec<String>)>,
    ) {
        let key = entry.key.name.as_str();
        let called = |argument: &&clap::Arg| {
            argument.get_long().unwrap_or(argument.get_id().as_str()) == key
        };
        let Some(argument) = command.get_arguments().find(called) else {
            let names: Vec<&str> = (command.get_arguments())
                .map(|argument| argument.get_long().unwrap_or(argument.get_id().as_str()))
                .collect();
            let near = nearest(key, names.iter().copied());
            let all = || format!("it has {}", listed(names.iter().copied(), 99));
            let help = near.map_or_else(all, |near| format!("did you mean `{near}`?"));
            let message = format!("`{}` has no argument `{key}`", command.get_name());
            self.fault(entry.key.span, &message, &help);
            return;
        };
        let several = matches!(argument.get_action(), ArgAction::Append);
        let Some(mut values) = self.values(&entry.value, several) else { return };
        if is_path(argument) && key != "output" {
            let folder = self.path.parent().unwrap_or(Path::new(""));
            values.iter_mut().for_each(|value| *value = folder.join(&*value).display().to_string());
        }
        match argument.get_long() {
            Some(long) if is_flag(argument) => match entry.value.kind {
                ValueKind::Boolean(true) => words.push(format!("--{long}")),
                ValueKind::Boolean(false) => {}
                _ => {
                    self.fault(entry.value.span, &format!("`{key}` is true or false"), "write true")
                }
            },
            Some(long) => {
                // What is asked on the command line takes the place of what the file says, unless both can stand.
                let begins = format!("--{long}=");
                if several || !self.options.iter().any(|option| option.starts_with(&begins)) {
                    words.extend(values.iter().map(|value| format!("{begins}{value}")));
                }
            }
            None => {
                let place =
                    command.get_positionals().position(|one| one.get_id() == argument.get_id());
                places.push((place.unwrap_or_default(), values));
            }
        }
    }

    /// A value as words: a list is several, a table is several of the form `key=value`.
    fn values(&mut self, value: &Value, several: bool) -> Option<Vec<String>> {
        match &value.kind {
            ValueKind::List(items) if several => items.iter().map(|item| self.word(item)).collect(),
            ValueKind::Table(table) if several => {
                let word = |entry: &Entry| {
                    let value = match &entry.value.kind {
                        ValueKind::List(items) => {
                            let items: Option<Vec<String>> =
                                items.iter().map(|item| self.word(item)).collect();
                            items?.join(",")
                        }
                        _ => self.word(&entry.value)?,
                    };
                    Some(format!("{}={value}", entry.key.name))
                };
                table.entries.iter().map(word).collect()
            }
            _ => Some(vec![self.word(value)?]),
        }
    }

    fn word(&mut self, value: &Value) -> Option<String> {
        match &value.kind {
            ValueKind::Boolean(value) => Some(value.to_string()),
            ValueKind::Integer(number) => Some(number.to_string()),
            ValueKind::Float(number) => Some(number.to_string()),
            ValueKind::Text(text) => Some(text.clone()),
            ValueKind::Date(date) => Some(date.to_string()),
            ValueKind::List(_) | ValueKind::Table(_) => {
                let message = format!("one value stands here, not {}", value.description());
                self.fault(value.span, &message, "write a text, a number or a date");
                None
            }
        }
    }

    fn fault(&mut self, span: crate::diagnose::Span, message: &str, help: &str) {
        self.diagnostics.push(Diagnostic::error("bad-study", span, message).help(help));
    }
}

/// Whether a command is a study: it is asked what every study is asked.
fn is_one(command: &Command) -> bool {
    let has = |id: &str| command.get_arguments().any(|argument| argument.get_id() == id);
    command.get_name() != "study" && super::study::asked_of_all().iter().all(|id| has(id))
}
