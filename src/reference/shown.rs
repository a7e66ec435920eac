//! Families, kinds, functions and codes as text for a terminal.

use super::families::{Family, Found, Place, families};
use super::wrapped::wrapped;
use crate::catalogue::{Entry, Parameter};
use crate::diagnose::codes::{CODES, Code};
use crate::formula::{FUNCTIONS, Function};

/// Columns of a line.
const WIDTH: usize = 100;

/// What is known of something that has a name.
#[must_use]
pub fn shown(found: &Found) -> String {
    match found {
        Found::Family(family) => shown_family(family),
        Found::Kind(family, entry) => shown_kind(family, entry),
        Found::Functions => functions(),
        Found::Function(function) => self::function(function),
        Found::Codes => codes(),
        Found::Code(code) => shown_code(code),
        Found::Key(name, places) => shown_key(name, places),
    }
}

/// A family: each kind with its summary.
#[must_use]
pub fn shown_family(family: &Family) -> String {
    let mut text = format!("{}\n{}\n", family.name, wrapped(family.summary, 2, WIDTH));
    let rows = family.entries.iter().map(|entry| (entry.name.to_owned(), entry.summary));
    text.push_str(&table(rows.collect()));
    if !family.common.is_empty() {
        text.push_str(&format!("\n  Every one of the {} also takes\n\n", family.name));
        text.push_str(&parameters(family.common));
    }
    text
}

/// A kind: summary, parameters, example.
#[must_use]
pub fn shown_kind(family: &Family, entry: &Entry) -> String {
    let mut text = format!("{} is {}\n\n", entry.name, family.one);
    text.push_str(&wrapped(entry.summary, 2, WIDTH));
    if !entry.parameters.is_empty() {
        text.push_str("\nParameters\n");
        text.push_str(&parameters(entry.parameters));
    }
    let common = family.common_of(entry);
    if !common.is_empty() {
        let names: Vec<&str> = common.iter().map(|parameter| parameter.name).collect();
        let sentence = format!(
            "It also takes {}: `dealsim list {name}` says what they mean.",
            names.join(", "),
            name = family.name
        );
        text.push('\n');
        text.push_str(&wrapped(&sentence, 2, WIDTH));
    }
    text.push_str("\nExample, a whole scenario that runs\n");
    for line in entry.scenario().trim_end().lines() {
        text.push_str(format!("  {line}").trim_end());
        text.push('\n');
    }
    text
}

/// A code: title and explanation.
#[must_use]
pub fn shown_code(code: &Code) -> String {
    format!("{}: {}\n\n{}", code.code, code.title, wrapped(code.explanation, 2, WIDTH))
}

/// A key: each place that takes it, with what it means there; places where it means the same stand together.
fn shown_key(name: &str, places: &[Place]) -> String {
    let mut meanings: Vec<(&str, &str, Vec<&str>)> = Vec::new();
    for place in places {
        let same = |known: &&mut (&str, &str, Vec<&str>)| {
            (known.0, known.1) == (place.summary, place.takes.as_str())
        };
        match meanings.iter_mut().find(same) {
            Some((.., of)) => of.push(&place.of),
            None => meanings.push((place.summary, &place.takes, vec![&place.of])),
        }
    }
    let mut text = format!("{name} is a key\n");
    for (summary, takes, of) in meanings {
        text.push('\n');
        text.push_str(&wrapped(&format!("{}:", of.join("; ")), 2, WIDTH));
        text.push_str(&wrapped(summary, 4, WIDTH));
        if !takes.is_empty() {
            text.push_str(&wrapped(takes, 4, WIDTH));
        }
    }
    text
}

/// What a function takes, as it is called: `clamp(x, low, high)`.
pub(super) fn signature(function: &Function) -> String {
    let names: Vec<&str> = function.arguments.iter().map(|argument| argument.name).collect();
    let more = if function.variadic { ", …" } else { "" };
    format!("{}({}{more})", function.name, names.join(", "))
}

fn function(function: &Function) -> String {
    let mut text = format!("{} is a function of formulas\n\n", signature(function));
    text.push_str(&wrapped(function.summary, 2, WIDTH));
    text.push_str(&format!("\nExample\n  \"{}\"\n", function.example));
    text
}

fn functions() -> String {
    let rows = FUNCTIONS.iter().map(|function| (signature(function), function.summary));
    format!("functions\n  What a formula may call.\n\n{}", table(rows.collect()))
}

fn codes() -> String {
    let rows = CODES.iter().map(|code| (code.code.to_owned(), code.title));
    let summary = "What messages are marked with; `dealsim explain CODE` says more.";
    format!("codes\n  {summary}\n\n{}", table(rows.collect()))
}

/// Everything that there is.
#[must_use]
pub fn overview() -> String {
    let mut text = String::new();
    for family in families() {
        let rows = family.entries.iter().map(|entry| (entry.name.to_owned(), entry.summary));
        text.push_str(&format!("{}\n{}\n", family.name, table(rows.collect())));
    }
    text
}

/// Names beside sentences, the sentences folded.
fn table(rows: Vec<(String, &str)>) -> String {
    let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0) + 2;
    let mut text = String::new();
    for (name, sentence) in rows {
        let folded = wrapped(sentence, 2 + width, WIDTH);
        text.push_str(&format!("  {name:width$}{}", folded.trim_start()));
    }
    text
}

fn parameters(parameters: &[Parameter]) -> String {
    let width = parameters.iter().map(|parameter| parameter.name.len()).max().unwrap_or(0) + 2;
    let mut text = String::new();
    for parameter in parameters {
        let need = match (parameter.required, parameter.default) {
            (true, _) => "; required".to_owned(),
            (false, "") => String::new(),
            (false, default) => format!("; otherwise {default}"),
        };
        let takes = format!("{}{need}", parameter.description());
        let summary = wrapped(parameter.summary, 2 + width, WIDTH);
        text.push_str(&format!("  {:width$}{}", parameter.name, summary.trim_start()));
        text.push_str(&wrapped(&takes, 2 + width, WIDTH));
    }
    text
}
