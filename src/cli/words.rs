//! What was asked, as words of a command line that ask for the same again: receipts keep them.

use crate::report::receipt::relative_path;
use clap::builder::Arg;
use clap::parser::ValueSource;
use clap::{ArgAction, ArgMatches, Command};
use std::any::TypeId;
use std::path::{Path, PathBuf};

/// The words of those arguments that somebody gave and that are wanted: options, then the rest.
pub(super) fn words(
    matches: &ArgMatches,
    command: &Command,
    wanted: impl Fn(&str) -> bool,
) -> Vec<String> {
    let here = std::env::current_dir().unwrap_or_default();
    let (mut options, mut places) = (Vec::new(), Vec::new());
    for argument in command.get_arguments() {
        let id = argument.get_id().as_str();
        if !wanted(id) || matches.value_source(id) != Some(ValueSource::CommandLine) {
            continue;
        }
        if is_flag(argument) {
            options.extend(argument.get_long().map(|long| format!("--{long}")));
            continue;
        }
        for value in matches.get_raw(id).into_iter().flatten() {
            let value = if is_path(argument) {
                as_named(Path::new(value), &here)
            } else {
                value.to_string_lossy().into_owned()
            };
            match argument.get_long() {
                Some(long) => options.push(format!("--{long}={value}")),
                None => places.push(value),
            }
        }
    }
    options.extend(places);
    options
}

/// Whether an argument is there or not, and has no value.
pub(super) fn is_flag(argument: &Arg) -> bool {
    matches!(argument.get_action(), ArgAction::SetTrue)
}

/// Whether an argument names a file or a folder.
pub(super) fn is_path(argument: &Arg) -> bool {
    argument.get_value_parser().type_id() == TypeId::of::<PathBuf>()
}

/// A path as it was given; one from the root tells nothing about the machine.
fn as_named(path: &Path, here: &Path) -> String {
    if path.is_relative() { path.display().to_string() } else { relative_path(path, here) }
}

/// A word for a shell, in single quotes where it needs them.
pub(super) fn quoted(word: &str) -> String {
    let plain = |sign: char| sign.is_alphanumeric() || "-_./=+,:@%".contains(sign);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// Words as one line of a shell.
pub(super) fn joined(words: &[String]) -> String {
    words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
}

/// The words of a line that [`joined`] wrote.
pub(super) fn split(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut inside = false;
    let mut signs = line.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '\'' => {
                inside = !inside;
                word.get_or_insert_default();
            }
            '\\' if !inside => word.get_or_insert_default().extend(signs.next()),
            ' ' if !inside => words.extend(word.take()),
            _ => word.get_or_insert_default().push(sign),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_through_a_shell_as_they_are() {
        assert_eq!(quoted("terms.share.rate=0.1"), "terms.share.rate=0.1");
        assert_eq!(quoted("my deal.toml"), "'my deal.toml'");
        assert_eq!(quoted("a'b"), "'a'\\''b'");
    }

    #[test]
    fn a_line_is_split_where_it_was_joined() {
        let words = ["mean(a) = p05(b in it's.toml)", "", "--in=-1..1", "plain", " ", "ü"];
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        assert_eq!(split(&joined(&words)), words);
    }
}
