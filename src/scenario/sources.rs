//! Where the numbers of a scenario come from, as its authors said.

use super::model::SourceNote;
use crate::document::{Table, Value, ValueKind};

/// Every table of a document that names a source or a confidence.
pub(super) fn collect(root: &Table) -> Vec<SourceNote> {
    let mut notes = Vec::new();
    for entry in &root.entries {
        walk(&entry.key.name, &entry.value, &mut notes);
    }
    notes.sort_by(|left, right| left.path.cmp(&right.path));
    notes
}

fn walk(path: &str, value: &Value, notes: &mut Vec<SourceNote>) {
    let ValueKind::Table(table) = &value.kind else { return };
    let text = |key: &str| match table.get(key).map(|entry| &entry.value.kind) {
        Some(ValueKind::Text(text)) => text.clone(),
        Some(ValueKind::Date(date)) => date.to_string(),
        _ => String::new(),
    };
    let note = SourceNote {
        path: path.to_owned(),
        source: text("source"),
        as_of: text("as_of"),
        confidence: text("confidence"),
        note: text("note"),
    };
    if !note.source.is_empty() || !note.confidence.is_empty() {
        notes.push(note);
    }
    for entry in &table.entries {
        walk(&format!("{path}.{}", entry.key.name), &entry.value, notes);
    }
}
