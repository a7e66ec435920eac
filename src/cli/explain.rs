//! Explains a kind, a code, or a part of a scenario.

use super::check::complain as complain_of;
use super::exit;
use super::say::{print_as_it_is, say};
use crate::diagnose::nearest;
use crate::document::Disk;
use crate::reference::{find, shown, words, wrapped};
use crate::scenario::{Draft, Explained, Explanation, WrittenValue};
use std::path::Path;
use std::sync::Arc;

/// Columns of a line.
const WIDTH: usize = 100;

/// `dealsim explain`.
pub(super) fn explain(what: &str, path: Option<&str>, sets: &[String]) -> u8 {
    let is_file = Path::new(what).extension().is_some_and(|extension| extension == "toml");
    if path.is_none() && !is_file && !Path::new(what).is_file() {
        return named(what);
    }
    let draft = Draft::read(Arc::new(Disk), Path::new(what));
    match draft.explained(&sets.iter().collect(), path.unwrap_or_default()) {
        Explanation::Found(explained) => {
            print_as_it_is(&text(&explained));
            exit::DONE
        }
        Explanation::NoSuchPath(message, help) => {
            complain(&message, &help);
            exit::INPUT
        }
        Explanation::Broken(findings) => {
            complain_of(&findings);
            exit::INPUT
        }
    }
}

/// Shows everything of one name.
pub(super) fn named(word: &str) -> u8 {
    let found = find(word);
    if found.is_empty() {
        let help = match nearest(word, words()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`dealsim list` shows all kinds, `dealsim list codes` all codes".to_owned(),
        };
        complain(&format!("no kind, key, function or code is called `{word}`"), &help);
        return exit::INPUT;
    }
    let texts: Vec<String> = found.iter().map(shown).collect();
    print_as_it_is(&texts.join("\n"));
    exit::DONE
}

fn complain(message: &str, help: &str) {
    say(&format!("error: {message}\n  help: {help}"));
}

/// A part of a scenario as text.
fn text(explained: &Explained) -> String {
    let mut lines = String::new();
    if !explained.path.is_empty() {
        let label = match explained.label.as_str() {
            "" => String::new(),
            label => format!("  {label}"),
        };
        lines.push_str(&format!("{}{label}\n  {}\n", explained.path, explained.place));
    }
    if let Some(kind) = explained.kind {
        lines.push_str(&wrapped(&format!("{}: {}", kind.name, kind.summary), 2, WIDTH));
    }
    lines.push('\n');
    lines.push_str(&values(&explained.values, 2));
    let neighbours =
        [("\nreads\n", &explained.reads), ("\nbelieved otherwise\n", &explained.believed)];
    for (title, neighbours) in neighbours.into_iter().filter(|(_, some)| !some.is_empty()) {
        lines.push_str(title);
        for neighbour in neighbours {
            lines.push_str(&format!("  {}\n", neighbour.path));
            lines.push_str(&values(&neighbour.values, 4));
        }
    }
    for (title, paths) in
        [("\nthrough these", &explained.reads_through), ("\nread by", &explained.read_by)]
    {
        if !paths.is_empty() {
            lines.push_str(&format!("{title}\n{}", wrapped(&paths.join(", "), 2, WIDTH)));
        }
    }
    lines
}

/// Values one below the other: key, what was written, where, and under it what was said about it.
fn values(values: &[WrittenValue], indent: usize) -> String {
    let blank = " ".repeat(indent);
    let widest = |of: fn(&WrittenValue) -> String| {
        let lengths = values.iter().map(|value| of(value).chars().count());
        lengths.filter(|length| *length <= 48).max().unwrap_or(0)
    };
    let (keys, writings) = (widest(|value| value.path.clone()), widest(meaning));
    let mut lines = String::new();
    for value in values {
        let written = meaning(value);
        if !written.is_empty() || value.notes.is_empty() {
            let line = format!("{blank}{:keys$}  {written:writings$}  {}", value.path, value.place);
            lines.push_str(line.trim_end());
            lines.push('\n');
        }
        for (key, said) in &value.notes {
            let inner = if written.is_empty() { indent } else { indent + 4 };
            let folded = wrapped(said, inner + 12, WIDTH);
            lines.push_str(&format!("{}{key:12}{}", " ".repeat(inner), folded.trim_start()));
        }
    }
    lines
}

/// What was written, and the number that it means where that is not the same.
fn meaning(value: &WrittenValue) -> String {
    match value.number {
        Some(number) => format!("{} = {number}", value.written),
        None => value.written.clone(),
    }
}
