//! The reference pages, written from the definitions: a test compares them with the files under `docs/`.

use super::families::{Family, families};
use super::shown::signature;
use crate::catalogue::{Entry, Parameter};
use crate::diagnose::codes::{CODES, Code};
use crate::formula::FUNCTIONS;

const NOTE: &str = "<!-- Written from the program's own definitions. Do not edit: DEALSIM_BLESS=1 cargo test --test suite reference_pages -->";

/// `docs/kinds.md`: every family, kind and function.
#[must_use]
pub fn kinds_page() -> String {
    let mut text = format!("# Kinds\n\n{NOTE}\n\n");
    text.push_str(
        "Everything that a scenario can be made of. The same on a terminal: `dealsim list`, `dealsim explain KIND`. What the \
         sections of a file mean is said in [the language](language.md).\n\n",
    );
    for family in families() {
        let names: Vec<String> = family.entries.iter().map(|entry| link(entry.name)).collect();
        text.push_str(&format!("- [{}](#{}): {}\n", family.name, family.name, names.join(", ")));
    }
    text.push_str("- [functions](#functions) of formulas\n");
    for family in families() {
        text.push_str(&family_part(&family));
    }
    text.push_str("\n## functions\n\nWhat a formula may call.\n\n");
    text.push_str("| function | what it gives | example |\n| --- | --- | --- |\n");
    for function in FUNCTIONS {
        let row = [
            format!("`{}`", signature(function)),
            escaped(function.summary),
            format!("`{}`", function.example),
        ];
        text.push_str(&format!("| {} |\n", row.join(" | ")));
    }
    text
}

/// `docs/codes.md`: every code of a finding.
#[must_use]
pub fn codes_page() -> String {
    let mut text = format!("# Codes\n\n{NOTE}\n\n");
    text.push_str(
        "Every message about a scenario carries a code in brackets, `error[unknown-name]`, that does not change from version to \
         version. The same on a terminal: `dealsim explain CODE`. Each code has a broken scenario and its message in \
         [`tests/broken`](../tests/broken).\n",
    );
    for code in CODES {
        text.push_str(&code_part(code));
    }
    text
}

fn link(name: &str) -> String {
    format!("[{name}](#{name})")
}

fn family_part(family: &Family) -> String {
    let mut text = format!("\n## {}\n\n{}\n", family.name, family.summary);
    if !family.common.is_empty() {
        text.push_str(&format!(
            "\nEvery one of the {} takes these besides its own:\n\n",
            family.name
        ));
        text.push_str(&parameters(family.common));
    }
    for entry in &family.entries {
        text.push_str(&kind_part(entry));
    }
    text
}

fn kind_part(entry: &Entry) -> String {
    let mut text = format!("\n### {}\n\n{}\n", entry.name, entry.summary);
    if !entry.parameters.is_empty() {
        text.push('\n');
        text.push_str(&parameters(entry.parameters));
    }
    text.push_str(&format!("\n```toml\n{}\n```\n", entry.example.trim_end()));
    text
}

fn parameters(parameters: &[Parameter]) -> String {
    let mut text =
        "| parameter | takes | otherwise | what it is |\n| --- | --- | --- | --- |\n".to_owned();
    for parameter in parameters {
        let otherwise = if parameter.required { "**required**" } else { parameter.default };
        let row = [
            format!("`{}`", parameter.name),
            escaped(&parameter.description()),
            escaped(otherwise),
            escaped(parameter.summary),
        ];
        text.push_str(&format!("| {} |\n", row.join(" | ")));
    }
    text
}

fn code_part(code: &Code) -> String {
    let (why, examples) = match code.explanation.split_once("\n\n") {
        Some(parts) => parts,
        None => (code.explanation, ""),
    };
    let examples: Vec<&str> = examples.lines().map(str::trim_start).collect();
    let title = format!("\n## {}\n\n*{}*\n\n{why}\n", code.code, code.title);
    format!("{title}\n```text\n{}\n```\n", examples.join("\n"))
}

/// A text as it may stand in a cell of a table.
fn escaped(text: &str) -> String {
    text.replace('|', "\\|")
}
