//! Which sections and keys a file may have; what is not among them is an error with the nearest name.

use crate::diagnose::{Diagnostic, Diagnostics, listed, nearest};
use crate::document::{MergeRules, Table};
use crate::events;
use std::sync::LazyLock;

/// Keys that say where a number comes from; every item takes them.
pub(super) const NOTES: [&str; 8] =
    ["source", "as_of", "unit", "confidence", "note", "label", "band", "allow"];

/// What may stand at the top of a file.
pub(super) const SECTIONS: [&str; 20] = [
    "format",
    "allow",
    "name",
    "about",
    "money",
    "walk_away",
    "signing",
    "compounding",
    "time",
    "simulation",
    "parties",
    "sides",
    "companies",
    "inputs",
    "drivers",
    "correlations",
    "events",
    "terms",
    "beliefs",
    "assertions",
];

/// The keys that choose what kind of driver an item is.
pub(super) const DRIVER_KINDS: [&str; 5] = ["process", "formula", "stock", "schedule", "running"];

/// The keys that choose what kind of thing an item of a section is.
static DISCRIMINATORS: LazyLock<[(&str, &[&str]); 3]> = LazyLock::new(|| {
    [("terms", &["kind"]), ("drivers", &DRIVER_KINDS), ("events", events::names())]
});

/// How a file is laid over the one that it extends.
pub(super) fn merge_rules() -> MergeRules {
    MergeRules {
        discriminators: &*DISCRIMINATORS,
        in_parts: &[("companies", &["funding", "operating"]), ("terms", &["changes"])],
    }
}

/// Complains of keys that are not known.
pub(super) fn unknown_keys(
    path: &str,
    table: &Table,
    known: &[&str],
    diagnostics: &mut Diagnostics,
) {
    for entry in &table.entries {
        let name = entry.key.name.as_str();
        if known.contains(&name) {
            continue;
        }
        let place = if path.is_empty() { "this file".to_owned() } else { path.to_owned() };
        let message = format!("unknown key `{name}` in {place}");
        let help = match nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                let own = known.iter().copied().filter(|key| !NOTES.contains(key));
                format!("known keys are {}", listed(own, 16))
            }
        };
        diagnostics.push(Diagnostic::error("unknown-key", entry.key.span, message).help(help));
    }
}
