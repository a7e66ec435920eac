//! Reads `[beliefs]`: for each side that says some, the scenario with the world as that side sees it.

use super::names::unknown;
use super::sections::{NOTES, SECTIONS, merge_rules, unknown_keys};
use crate::diagnose::{Diagnostic, Diagnostics, Span};
use crate::document::{Entry, Table, Value, ValueKind, merge};

/// What a side may have beliefs about: the world, and no part of the contract.
const WORLD: [&str; 4] = ["inputs", "drivers", "events", "correlations"];

/// The scenario as one side sees it.
pub(super) struct World {
    /// The side.
    pub(super) side: String,
    /// The whole document, with the beliefs laid over it and none left.
    pub(super) root: Table,
    /// Where the side's name stands.
    span: Span,
    /// Where the beliefs were written.
    written: Vec<Span>,
}

/// Every world that somebody believes in.
pub(super) fn worlds(root: &Table, diagnostics: &mut Diagnostics) -> Vec<World> {
    let Some(beliefs) = root.get("beliefs") else { return Vec::new() };
    let Some(table) = beliefs.value.as_table() else {
        let message = "`beliefs` is a section of tables, one for each side";
        let finding = Diagnostic::error("wrong-type", beliefs.value.span, message);
        diagnostics.push(finding.help("write [beliefs.some_side] above what that side believes"));
        return Vec::new();
    };
    let mut base = root.clone();
    base.entries.retain(|entry| entry.key.name != "beliefs");
    table.entries.iter().filter_map(|entry| world(&base, entry, diagnostics)).collect()
}

impl World {
    /// Hands on what was found wrong with this world and is not wrong with the scenario itself.
    pub(super) fn report(&self, own: &Diagnostics, diagnostics: &mut Diagnostics) {
        for finding in own.in_source_order() {
            let place = finding.labels.first().map(|label| label.span);
            if place.is_some_and(|span| diagnostics.has(finding.code, span)) {
                continue;
            }
            let in_belief = finding.labels.iter().any(|label| self.wrote(label.span));
            let finding = finding.clone();
            diagnostics.push(if in_belief {
                finding
            } else {
                finding.also(self.span, "in the world that this side believes in")
            });
        }
    }

    /// Whether a place lies within what the side believes.
    fn wrote(&self, span: Span) -> bool {
        let within = |written: &Span| {
            written.source == span.source && written.start <= span.start && span.end <= written.end
        };
        self.written.iter().any(within)
    }
}

fn world(base: &Table, belief: &Entry, diagnostics: &mut Diagnostics) -> Option<World> {
    let side = &belief.key.name;
    check_side(base, belief, diagnostics);
    let Some(table) = belief.value.as_table() else {
        let message = format!("beliefs.{side} is a table, not {}", belief.value.description());
        let finding = Diagnostic::error("wrong-type", belief.value.span, message);
        diagnostics.push(finding.help(format!("write [beliefs.{side}] above what it believes")));
        return None;
    };
    let mut known = WORLD.to_vec();
    known.extend(SECTIONS);
    unknown_keys(&format!("beliefs.{side}"), table, &known, diagnostics);
    let mut over = Table::default();
    let mut said = 0;
    for section in &table.entries {
        let name = section.key.name.as_str();
        if !WORLD.contains(&name) {
            about_contract(section, diagnostics);
            continue;
        }
        let Some(items) = section.value.as_table() else {
            let message = format!("`{name}` is a section of named tables");
            let finding = Diagnostic::error("wrong-type", section.value.span, message);
            diagnostics
                .push(finding.help(format!("write [beliefs.{side}.{name}.…] above its keys")));
            continue;
        };
        let mut believed = Table::default();
        for item in &items.entries {
            let Some(item) = known_item(base, name, item, diagnostics) else { continue };
            said += told(base, name, &item, diagnostics);
            believed.entries.push(item);
        }
        let value = Value { span: section.value.span, kind: ValueKind::Table(believed) };
        over.entries.push(Entry { key: section.key.clone(), value });
    }
    if said == 0 && !diagnostics.has_errors() {
        let message = format!("beliefs.{side} changes nothing");
        let finding = Diagnostic::warning("idle-belief", belief.key.span, message);
        diagnostics.push(finding.help("say what this side sees otherwise, or take it out"));
    }
    let mut written = Vec::new();
    places(table, &mut written);
    let mut root = base.clone();
    merge(&mut root, over, &merge_rules(), diagnostics);
    Some(World { side: side.clone(), root, span: belief.key.span, written })
}

/// Complains of a belief that belongs to no side.
fn check_side(base: &Table, belief: &Entry, diagnostics: &mut Diagnostics) {
    let name = &belief.key.name;
    let (sides, parties) = (items(base, "sides"), items(base, "parties"));
    if sides.iter().any(|side| side.key.name == *name) {
        return;
    }
    let within = |party: &str| {
        sides.iter().find(|side| {
            let list = side.value.as_table().and_then(|table| table.get("parties"));
            let list = list.map(|entry| &entry.value.kind);
            matches!(list, Some(ValueKind::List(list))
                if list.iter().any(|member| member.as_text() == Some(party)))
        })
    };
    let span = belief.key.span;
    if !parties.iter().any(|party| party.key.name == *name) {
        let own = parties.iter().filter(|party| within(&party.key.name).is_none());
        let known = sides.iter().chain(own).map(|entry| entry.key.name.as_str());
        diagnostics.push(unknown("side", name, span, known));
    } else if let Some(side) = within(name) {
        let side_name = &side.key.name;
        let message = format!("beliefs belong to sides, and `{name}` is a party of `{side_name}`");
        let finding = Diagnostic::error("belief-of-party", span, message);
        let help = format!("write [beliefs.{side_name}]");
        diagnostics.push(finding.also(side.key.span, "its side").help(help));
    }
}

/// Complains of a section that is no part of the world; keys that nobody knows have been told.
fn about_contract(section: &Entry, diagnostics: &mut Diagnostics) {
    let name = section.key.name.as_str();
    if !SECTIONS.contains(&name) {
        return;
    }
    let message = format!("`{name}` cannot be believed: the sides look at one and the same deal");
    let finding = Diagnostic::error("belief-about-contract", section.key.span, message);
    diagnostics.push(finding.help(
        "beliefs are about inputs, drivers, events and correlations; make an uncertain number an \
         input that the deal reads",
    ));
}

/// The item as it will be laid over the scenario's own; absent where the scenario has none of this name.
fn known_item(
    base: &Table,
    section: &str,
    item: &Entry,
    diagnostics: &mut Diagnostics,
) -> Option<Entry> {
    let mut item = item.clone();
    let name = item.key.name.clone();
    let own = items(base, section);
    if section == "correlations" {
        // A pair has no order: what is believed of it replaces what the scenario says either way round.
        let halves = |key: &str| {
            let (a, b) = key.split_once('~')?;
            Some((a.trim().to_owned(), b.trim().to_owned()))
        };
        let turned = halves(&name).map(|(a, b)| (b, a));
        let same = |key: &str| {
            let pair = halves(key);
            pair.is_some() && (pair == halves(&name) || pair == turned)
        };
        if let Some(own) = own.iter().find(|entry| same(&entry.key.name)) {
            item.key.name.clone_from(&own.key.name);
        }
        return Some(item);
    }
    if own.iter().any(|entry| entry.key.name == name) {
        return Some(item);
    }
    let what = section.trim_end_matches('s');
    let elsewhere = ["inputs", "drivers", "events"]
        .into_iter()
        .find(|other| items(base, other).iter().any(|entry| entry.key.name == name));
    let finding = match elsewhere {
        Some(other) => {
            let message = format!("no {what} is called `{name}`");
            let finding = Diagnostic::error("unknown-name", item.key.span, message);
            finding.help(format!("it is one of the {other}: write {other}.{name}"))
        }
        None => {
            let known = own.iter().map(|entry| entry.key.name.as_str());
            unknown(what, &name, item.key.span, known)
        }
    };
    diagnostics.push(finding);
    None
}

/// How many things are said of an item, apart from where they come from; warns of those that the scenario says too.
fn told(base: &Table, section: &str, item: &Entry, diagnostics: &mut Diagnostics) -> usize {
    let own = items(base, section).iter().find(|entry| entry.key.name == item.key.name);
    let own = own.map(|entry| &entry.value);
    let mut warn = |entry: &Entry, own: Option<&Value>| {
        if own.is_some_and(|own| same(own, &entry.value)) {
            let message = "the scenario says the same: this belief changes nothing";
            let finding = Diagnostic::warning("idle-belief", entry.key.span, message);
            diagnostics.push(finding.help("take it out, or say another value"));
        }
    };
    match (&item.value.kind, own.map(|own| &own.kind)) {
        (ValueKind::Table(new), Some(ValueKind::Table(own))) => {
            let said = new.entries.iter().filter(|key| !NOTES.contains(&key.key.name.as_str()));
            said.inspect(|key| warn(key, own.get(&key.key.name).map(|entry| &entry.value))).count()
        }
        _ => {
            warn(item, own);
            1
        }
    }
}

/// The entries of a section; none where it is missing or no table.
fn items<'doc>(root: &'doc Table, section: &str) -> &'doc [Entry] {
    let table = root.get(section).and_then(|entry| entry.value.as_table());
    table.map_or(&[], |table| &table.entries)
}

/// Whether two values say the same, wherever they stand.
fn same(one: &Value, other: &Value) -> bool {
    match (&one.kind, &other.kind) {
        (ValueKind::Table(one), ValueKind::Table(other)) => {
            let has = |entry: &Entry| {
                let found = other.get(&entry.key.name);
                found.is_some_and(|found| same(&found.value, &entry.value))
            };
            one.entries.len() == other.entries.len() && one.entries.iter().all(has)
        }
        (ValueKind::List(one), ValueKind::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        _ => match (one.as_number(), other.as_number()) {
            (Some(left), Some(right)) => left.total_cmp(&right).is_eq(),
            _ => one.kind == other.kind,
        },
    }
}

/// Where the keys and values of a table stand.
fn places(table: &Table, found: &mut Vec<Span>) {
    for entry in &table.entries {
        found.push(entry.key.span);
        match &entry.value.kind {
            ValueKind::Table(inner) => places(inner, found),
            _ => found.push(entry.value.span),
        }
    }
}
