//! What a scenario assumes: its numbers as they are written, and where they come from, as its authors said.

use super::model::SourceNote;
use crate::document::{Table, Value, ValueKind};

/// Keys that say something about a number and are no part of it.
const ABOUT: [&str; 7] = ["source", "as_of", "confidence", "note", "label", "unit", "chart"];
/// Sections whose tables are assumptions, whether or not they say where they come from.
const SECTIONS: [&str; 7] =
    ["parties", "companies", "inputs", "drivers", "events", "terms", "correlations"];

/// Every table of a document that names a source or a confidence.
pub(super) fn collect(root: &Table) -> Vec<SourceNote> {
    let mut notes = assumptions(root);
    notes.retain(|note| !note.source.is_empty() || !note.confidence.is_empty());
    notes
}

/// Every table of a document that names a source or a confidence, and everything named in a section of assumptions.
pub(super) fn assumptions(root: &Table) -> Vec<SourceNote> {
    let mut notes = Vec::new();
    for entry in &root.entries {
        walk(&entry.key.name, &entry.value, &mut notes);
    }
    notes.sort_by(|left, right| left.path.cmp(&right.path));
    notes
}

fn walk(path: &str, value: &Value, notes: &mut Vec<SourceNote>) {
    let own = path.split_once('.').filter(|(_, name)| !name.contains('.'));
    let named = own.is_some_and(|(section, _)| SECTIONS.contains(&section));
    let ValueKind::Table(table) = &value.kind else {
        if named {
            notes.push(SourceNote {
                path: path.to_owned(),
                value: said(value),
                ..SourceNote::default()
            });
        }
        return;
    };
    let text = |key: &str| match table.get(key).map(|entry| &entry.value.kind) {
        Some(ValueKind::Text(text)) => text.clone(),
        Some(ValueKind::Date(date)) => date.to_string(),
        _ => String::new(),
    };
    let unit = text("unit");
    let note = SourceNote {
        path: path.to_owned(),
        value: format!("{} {unit}", numbers(table)).trim_end().to_owned(),
        source: text("source"),
        as_of: text("as_of"),
        confidence: text("confidence"),
        note: text("note"),
    };
    if named || !note.source.is_empty() || !note.confidence.is_empty() {
        notes.push(note);
    }
    for entry in &table.entries {
        walk(&format!("{path}.{}", entry.key.name), &entry.value, notes);
    }
}

/// What a table says of its number: the bare value where it has one and nothing else, else its keys with theirs.
fn numbers(table: &Table) -> String {
    let noted = |value: &Value| match &value.kind {
        ValueKind::Table(inner) => {
            inner.get("source").is_some() || inner.get("confidence").is_some()
        }
        _ => false,
    };
    // A table with its own source has its own line.
    let own: Vec<_> = table
        .entries
        .iter()
        .filter(|entry| !ABOUT.contains(&entry.key.name.as_str()) && !noted(&entry.value))
        .collect();
    match own.as_slice() {
        [only] if only.key.name == "value" => said(&only.value),
        all => {
            let one = |entry: &&crate::document::Entry| {
                format!("{} = {}", entry.key.name, said(&entry.value))
            };
            all.iter().map(one).collect::<Vec<_>>().join(", ")
        }
    }
}

/// A value as a file writes it, without quotation marks.
fn said(value: &Value) -> String {
    match &value.kind {
        ValueKind::Boolean(value) => value.to_string(),
        ValueKind::Integer(value) => value.to_string(),
        ValueKind::Float(value) => value.to_string(),
        ValueKind::Text(text) => text.clone(),
        ValueKind::Date(date) => date.to_string(),
        ValueKind::List(values) => {
            format!("[{}]", values.iter().map(said).collect::<Vec<_>>().join(", "))
        }
        ValueKind::Table(table) => match table.entries.as_slice() {
            [only] => format!("{} {}", only.key.name, said(&only.value)),
            _ => format!("{{ {} }}", numbers(table)),
        },
    }
}
