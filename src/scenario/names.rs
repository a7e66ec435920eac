//! Every name once: what the sections hold, and complaints about names that nobody has.

use super::sections::SECTIONS;
use crate::diagnose::{Diagnostic, Diagnostics, Span, listed, nearest};
use crate::document::{Table, Value, ValueKind};
use std::collections::BTreeMap;

/// One named table of a section.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item<'doc> {
    /// Where its name stands.
    pub(super) span: Span,
    /// What was written for it.
    pub(super) value: &'doc Value,
}

impl<'doc> Item<'doc> {
    /// Its table; an empty one for an input that is a bare number.
    pub(super) fn table(&self) -> &'doc Table {
        static EMPTY: Table = Table { entries: Vec::new() };
        match &self.value.kind {
            ValueKind::Table(table) => table,
            _ => &EMPTY,
        }
    }

    /// A key's text, where it is one.
    pub(super) fn text(&self, key: &str) -> Option<&'doc str> {
        self.table().get(key).and_then(|entry| entry.value.as_text())
    }
}

/// The named tables of every section, by name: the order in which they were written never matters.
#[derive(Debug, Default)]
pub(super) struct Names<'doc> {
    pub(super) parties: BTreeMap<String, Item<'doc>>,
    pub(super) sides: BTreeMap<String, Item<'doc>>,
    pub(super) companies: BTreeMap<String, Item<'doc>>,
    pub(super) inputs: BTreeMap<String, Item<'doc>>,
    pub(super) drivers: BTreeMap<String, Item<'doc>>,
    pub(super) events: BTreeMap<String, Item<'doc>>,
    pub(super) terms: BTreeMap<String, Item<'doc>>,
}

/// Names that formulas give a meaning of their own.
const RESERVED: [&str; 4] = ["t", "year", "dt", "world"];

impl<'doc> Names<'doc> {
    /// Collects the names and complains of those that are taken twice or badly formed.
    pub(super) fn read(root: &'doc Table, diagnostics: &mut Diagnostics) -> Self {
        super::sections::unknown_keys("", root, &SECTIONS, diagnostics);
        let mut section = |name: &str, bare: bool| items(root, name, bare, diagnostics);
        let names = Self {
            parties: section("parties", false),
            sides: section("sides", false),
            companies: section("companies", false),
            inputs: section("inputs", true),
            drivers: section("drivers", false),
            events: section("events", false),
            terms: section("terms", false),
        };
        twice(&names.inputs, &names.drivers, "an input", "a driver", diagnostics);
        twice(&names.parties, &names.companies, "a party", "a company", diagnostics);
        names
    }
}

/// Letters of a name: file systems end before 255.
const LONGEST_NAME: usize = 80;

fn items<'doc>(
    root: &'doc Table,
    section: &str,
    bare: bool,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<String, Item<'doc>> {
    let mut result = BTreeMap::new();
    let Some(entry) = root.get(section) else { return result };
    let Some(table) = entry.value.as_table() else {
        if let ValueKind::List(list) = &entry.value.kind {
            return listed_items(section, &entry.value, list, diagnostics);
        }
        let message = format!("`{section}` is a section of named tables");
        let finding = Diagnostic::error("wrong-type", entry.value.span, message);
        diagnostics.push(finding.help(format!("write [{section}.some_name] above its keys")));
        return result;
    };
    for item in &table.entries {
        let name = &item.key.name;
        let well_formed = name.len() <= LONGEST_NAME
            && name.starts_with(|first: char| first.is_ascii_alphabetic())
            && name.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == '_');
        if !well_formed || RESERVED.contains(&name.as_str()) {
            let shown = shortened(name);
            let message = format!("`{shown}` cannot be the name of one of the {section}");
            let help = if name.len() > LONGEST_NAME {
                "use at most 80 letters: files are called by it; a `label` may be longer"
            } else {
                "use letters, digits and underscores, a letter first, and none of t, year, dt, world"
            };
            diagnostics.push(Diagnostic::error("bad-name", item.key.span, message).help(help));
            continue;
        }
        if !bare && item.value.as_table().is_none() {
            let message = format!("{section}.{name} is a table, not {}", item.value.description());
            let help = format!("write [{section}.{name}] above its keys");
            diagnostics.push(Diagnostic::error("wrong-type", item.value.span, message).help(help));
            continue;
        }
        result.insert(name.clone(), Item { span: item.key.span, value: &item.value });
    }
    result
}

/// A list where named tables belong: one finding that shows a table, and the names that it gives.
fn listed_items<'doc>(
    section: &str,
    value: &Value,
    list: &'doc [Value],
    diagnostics: &mut Diagnostics,
) -> BTreeMap<String, Item<'doc>> {
    let named = |item: &'doc Value| {
        let own = item.as_table().and_then(|table| table.get("name")?.value.as_text());
        Some((item.as_text().or(own)?, item))
    };
    let names: Vec<(&str, &Value)> = list.iter().filter_map(named).collect();
    let first = names.first().map_or("some_name", |(name, _)| *name);
    let keys = match section {
        "parties" => "discount_rate = 0.10",
        "sides" => "parties = [\"one\", \"another\"]",
        "inputs" => "value = 5",
        "drivers" => "formula = \"…\"",
        "events" => "date = 2027-06-30",
        _ => "…",
    };
    let message = format!("`{section}` is a section of named tables, not a list");
    let help = format!("write [{section}.{first}] and below it {keys}; a table for each of them");
    diagnostics.push(Diagnostic::error("wrong-type", value.span, message).help(help));
    // What these tables would lack is told by this finding.
    diagnostics.quiet(value.span);
    names
        .into_iter()
        .map(|(name, item)| (name.to_owned(), Item { span: item.span, value: item }))
        .collect()
}

fn twice(
    first: &BTreeMap<String, Item<'_>>,
    second: &BTreeMap<String, Item<'_>>,
    what: &str,
    other: &str,
    diagnostics: &mut Diagnostics,
) {
    for (name, item) in second {
        if let Some(earlier) = first.get(name) {
            let message = format!("`{name}` is {what} and {other}");
            diagnostics.push(
                Diagnostic::error("name-taken", item.span, message)
                    .also(earlier.span, "taken here")
                    .help("give one of them another name"),
            );
        }
    }
}

/// An error for a name that nobody has.
pub(super) fn unknown<'a>(
    what: &str,
    name: &str,
    span: Span,
    known: impl IntoIterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let finding = Diagnostic::error("unknown-name", span, format!("no {what} is called `{name}`"));
    let help = match nearest(name, known.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            let mut some: Vec<&str> = known.into_iter().collect();
            some.sort_unstable();
            if some.is_empty() {
                format!("add a table for it: the scenario has no {what} at all")
            } else {
                format!("add a table for it, or use one of {}", listed(some, 12))
            }
        }
    };
    finding.help(help)
}

/// The same where so many findings have been made that looking for the nearest name takes long and helps nobody.
pub(super) fn unknown_in_a_crowd(what: &str, name: &str, span: Span) -> Diagnostic {
    Diagnostic::error("unknown-name", span, format!("no {what} is called `{name}`"))
        .help("check how it is spelt, or add a table for it")
}

/// The first characters of a text, enough to recognise it in a message.
pub(super) fn shortened(text: &str) -> String {
    let mut letters = text.chars();
    let start: String = letters.by_ref().take(40).collect();
    if letters.next().is_some() { format!("{start}…") } else { start }
}

/// A name made readable: `staff_and_investors` as "Staff and investors".
pub(super) fn readable(name: &str) -> String {
    let spaced = name.replace('_', " ");
    let mut letters = spaced.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => spaced,
    }
}
