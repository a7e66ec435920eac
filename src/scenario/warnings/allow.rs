//! `allow = ["code"]`: warnings that somebody has read and means.

use crate::diagnose::{Diagnostic, Diagnostics, Severity, listed, nearest};
use crate::document::{Table, Value, ValueKind};

/// The warnings that can be allowed: of `check`, and of `lint`.
const WARNINGS: [&str; 23] = [
    "already-above-cap",
    "cannot-fire",
    "cap-always-reached",
    "cap-never-reached",
    "changes-no-payoff",
    "counts-too-few",
    "idle-belief",
    "in-force-on-no-path",
    "likely-percent",
    "mean-of-few",
    "more-than-base",
    "mostly-out-of-bounds",
    "moves-less-than-error",
    "never-in-force",
    "no-correlation",
    "rates-apart",
    "rests-on-one-number",
    "rounds-to-nothing",
    "same-label",
    "shorter-than-a-step",
    "unlimited-funding",
    "unread-input",
    "watched-apart",
];

fn codes(table: &Table) -> Vec<&Value> {
    match table.get("allow").map(|entry| &entry.value) {
        Some(Value { kind: ValueKind::List(codes), .. }) => codes.iter().collect(),
        Some(one) => vec![one],
        None => Vec::new(),
    }
}

/// Whether a table allows a warning.
pub(in crate::scenario) fn allowed(table: &Table, code: &str) -> bool {
    codes(table).into_iter().any(|known| known.as_text() == Some(code))
}

/// Takes out the warnings that the top of the file allows, and complains of codes that nothing has, in every item.
pub(in crate::scenario) fn check_allowed(root: &Table, diagnostics: &mut Diagnostics) {
    diagnostics
        .retain(|finding| finding.severity == Severity::Error || !allowed(root, finding.code));
    let sections = root.entries.iter().filter_map(|section| section.value.as_table());
    let items =
        sections.flat_map(|section| &section.entries).filter_map(|item| item.value.as_table());
    for table in items.chain([root]) {
        for code in codes(table) {
            let text = code.as_text().unwrap_or("");
            if WARNINGS.contains(&text) {
                continue;
            }
            let message = format!("no warning is called `{text}`");
            let help = match nearest(text, WARNINGS) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => format!(
                    "write `allow = [\"…\"]` with one of {}",
                    listed(WARNINGS, WARNINGS.len())
                ),
            };
            diagnostics.push(Diagnostic::error("unknown-word", code.span, message).help(help));
        }
    }
}
