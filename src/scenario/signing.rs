//! Reads what makes a file a deal to be judged: the alternative of both sides, and the event that makes it a deal.

use super::keys::known;
use super::names::{Names, unknown};
use super::sections::unknown_keys;
use crate::diagnose::{Diagnostic, Diagnostics, Sources, Span};
use crate::document::{Shelf, Table, Value, ValueKind};
use jiff::civil::Date;
use std::path::PathBuf;

/// The event that makes a deal of a proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signing {
    /// Its name.
    pub event: String,
    /// The day on which it is taken to happen; otherwise its own drawn one.
    pub on: Option<Date>,
    /// Where that is written.
    pub span: Span,
}

/// Whether an event has a date of its own when it is certain: one that comes after another has only what that one has.
fn has_a_day(event: &Table) -> bool {
    let chance = event.get("chance").and_then(|entry| entry.value.as_table());
    event.get("date").is_some() || chance.is_some_and(|chance| chance.get("after").is_none())
}

/// The file that `walk_away` names: what both sides have without this deal.
pub(super) fn walk_away(
    root: &Table,
    sources: &Sources,
    shelf: &Shelf,
    diagnostics: &mut Diagnostics,
) -> Option<PathBuf> {
    let value = said(root, "walk_away")?;
    let Some(name) = value.as_text() else {
        let message = "`walk_away` takes the name of a scenario file";
        let finding = Diagnostic::error("wrong-type", value.span, message);
        diagnostics.push(finding.help("write `walk_away = \"no-deal.toml\"`, or take it out"));
        return None;
    };
    let path = sources.folder(value.span.source).join(name);
    if shelf.identity(&path).is_err() {
        let message = format!("`{name}` cannot be read");
        let help = "name a file beside the one that says this, with its ending";
        diagnostics.push(Diagnostic::error("cannot-read", value.span, message).help(help));
        return None;
    }
    Some(path)
}

/// The event that `signing` names, with the day where one is said.
pub(super) fn signing(
    root: &Table,
    names: &Names<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Signing> {
    let value = said(root, "signing")?;
    let (event, on) = match &value.kind {
        ValueKind::Text(_) => (value, None),
        ValueKind::Table(table) => {
            unknown_keys("signing", table, &known("signing"), diagnostics);
            (&table.get("event")?.value, table.get("on").map(|entry| &entry.value))
        }
        _ => return refused(value, diagnostics),
    };
    let Some(name) = event.as_text() else { return refused(event, diagnostics) };
    let Some(item) = names.events.get(name) else {
        let known = names.events.keys().map(String::as_str);
        diagnostics.push(unknown("event", name, event.span, known));
        return None;
    };
    let on = match on.map(|value| (&value.kind, value)) {
        Some((ValueKind::Date(date), _)) => Some(*date),
        Some((_, value)) => {
            let finding = Diagnostic::error("wrong-type", value.span, "`on` takes a date");
            diagnostics.push(finding.help("write it as 2025-12-31, without quotes"));
            return None;
        }
        None => None,
    };
    if on.is_none() && !has_a_day(item.table()) {
        let message = format!("nothing says on which day `{name}` happens when it is certain");
        let finding = Diagnostic::error("missing-key", event.span, message);
        let help = format!("write `signing = {{ event = \"{name}\", on = DATE }}`");
        diagnostics.push(finding.also(item.span, "it is of a kind without a date").help(help));
        return None;
    }
    Some(Signing { event: name.to_owned(), on, span: event.span })
}

/// What stands under a key at the top of the file; `false` takes out what a file below said.
fn said<'t>(root: &'t Table, key: &str) -> Option<&'t Value> {
    let value = &root.get(key)?.value;
    (value.kind != ValueKind::Boolean(false)).then_some(value)
}

fn refused(value: &Value, diagnostics: &mut Diagnostics) -> Option<Signing> {
    let message = "`signing` takes the name of an event";
    let finding = Diagnostic::error("wrong-type", value.span, message);
    diagnostics.push(finding.help("write `signing = \"closing\"`, or `{ event = …, on = DATE }`"));
    None
}
