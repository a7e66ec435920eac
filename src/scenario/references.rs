//! Which names an item of a scenario mentions, read from what was written and from what its kind says about its keys.

use super::names::Names;
use super::sections::NOTES;
use crate::catalogue::{Entry, Takes};
use crate::diagnose::Diagnostics;
use crate::document::{Table, Value, ValueKind};
use crate::formula::{self, ArgumentKind, Expression, ExpressionKind, MoneyScale};
use crate::{events, processes, terms};
use std::collections::BTreeSet;

/// What a text may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    /// A formula, or one name of any sort.
    Formula,
    /// A party or a company.
    Account,
    /// An event.
    Event,
    /// A clause.
    Term,
    /// A table whose `from` and `until` are events.
    Times,
    /// Prose, words and files name nothing.
    Nothing,
}

/// Finds the names that items mention.
pub(super) struct References<'doc> {
    names: &'doc Names<'doc>,
    scale: MoneyScale,
}

impl<'doc> References<'doc> {
    pub(super) fn new(names: &'doc Names<'doc>, scale: MoneyScale) -> Self {
        Self { names, scale }
    }

    /// The paths (`inputs.stake`) that the item `section.name` mentions.
    pub(super) fn of_item(&self, section: &str, name: &str, value: &Value) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        if section == "correlations" {
            for side in name.split('~') {
                self.bare(side.trim(), Sort::Formula, &mut found);
            }
        }
        match &value.kind {
            ValueKind::Table(table) => {
                let entry = entry_of(section, table);
                for item in &table.entries {
                    let key = item.key.name.as_str();
                    match key {
                        "holders" => self.keys(&item.value, Sort::Account, &mut found),
                        "pays" | "keeps" => self.keys(&item.value, Sort::Event, &mut found),
                        "changes" => {
                            let changed = item.value.as_table().into_iter();
                            for inner in changed.flat_map(|table| &table.entries) {
                                self.keys(&inner.value, Sort::Event, &mut found);
                            }
                        }
                        _ => {}
                    }
                    self.value(&item.value, sort_of(section, key, entry), &mut found);
                }
            }
            _ => self.value(value, Sort::Formula, &mut found),
        }
        found.remove(&format!("{section}.{name}"));
        found
    }

    fn value(&self, value: &Value, sort: Sort, found: &mut BTreeSet<String>) {
        match &value.kind {
            ValueKind::Text(text) => self.text(text, value, sort, found),
            ValueKind::List(items) => {
                items.iter().for_each(|item| self.value(item, sort, found));
            }
            ValueKind::Table(table) => {
                for item in &table.entries {
                    let key = item.key.name.as_str();
                    let inner = match (sort, key) {
                        (Sort::Nothing, _) => sort,
                        (Sort::Times, "from" | "until") => Sort::Event,
                        _ => sort_of("", key, None),
                    };
                    self.value(&item.value, inner, found);
                }
            }
            _ => {}
        }
    }

    /// The holders of a company, and events that release or change something, are keys.
    fn keys(&self, value: &Value, sort: Sort, found: &mut BTreeSet<String>) {
        for item in value.as_table().map(|table| table.entries.as_slice()).unwrap_or_default() {
            self.bare(&item.key.name, sort, found);
        }
    }

    fn text(&self, text: &str, value: &Value, sort: Sort, found: &mut BTreeSet<String>) {
        if sort == Sort::Nothing || self.bare(text, sort, found) || sort != Sort::Formula {
            return;
        }
        // Faults of the formula are told by `check`; here only its names count.
        let mut ignored = Diagnostics::default();
        if let Some(tree) = formula::parse(text, value.span, self.scale, &mut ignored) {
            self.tree(&tree, found);
        }
    }

    /// One name that stands alone. A formula may be one, and a key that nobody described may hold any.
    fn bare(&self, name: &str, sort: Sort, found: &mut BTreeSet<String>) -> bool {
        let names = self.names;
        let numbers = [("inputs", &names.inputs), ("drivers", &names.drivers)];
        let accounts = [("parties", &names.parties), ("companies", &names.companies)];
        let others = [("events", &names.events), ("terms", &names.terms)];
        let wanted: Vec<_> = match sort {
            Sort::Formula => numbers.into_iter().chain(others).chain(accounts).collect(),
            Sort::Account => accounts.into(),
            Sort::Event => vec![("events", &names.events)],
            Sort::Term => vec![("terms", &names.terms)],
            Sort::Times | Sort::Nothing => Vec::new(),
        };
        // A part of an event, such as `agi.upheld`, is the event's.
        let name = match name.split_once('.') {
            Some((event, _)) if names.events.contains_key(event) => event,
            _ => name,
        };
        let place = wanted.into_iter().find(|(_, items)| items.contains_key(name));
        found.extend(place.map(|(section, _)| format!("{section}.{name}")));
        place.is_some()
    }

    fn tree(&self, tree: &Expression, found: &mut BTreeSet<String>) {
        match &tree.kind {
            ExpressionKind::Name(name) => {
                self.bare(name, Sort::Formula, found);
            }
            ExpressionKind::Unary { operand, .. } => self.tree(operand, found),
            ExpressionKind::Binary { left, right, .. } => {
                self.tree(left, found);
                self.tree(right, found);
            }
            ExpressionKind::Call { function, arguments } => {
                for (index, argument) in arguments.iter().enumerate() {
                    let kind = function.arguments.get(index).map(|argument| argument.kind);
                    self.argument(argument, kind.unwrap_or(ArgumentKind::Value), found);
                }
            }
            ExpressionKind::Number(_) | ExpressionKind::Date(_) | ExpressionKind::Knots(_) => {}
        }
    }

    fn argument(&self, argument: &Expression, kind: ArgumentKind, found: &mut BTreeSet<String>) {
        let ExpressionKind::Name(name) = &argument.kind else {
            return self.tree(argument, found);
        };
        match kind {
            ArgumentKind::Event => self.bare(name, Sort::Event, found),
            ArgumentKind::Party | ArgumentKind::Company => self.bare(name, Sort::Account, found),
            ArgumentKind::Term if self.names.terms.contains_key(name) => {
                found.insert(format!("terms.{name}"))
            }
            _ => self.bare(name, Sort::Formula, found),
        };
    }
}

/// The kind of an item, as its table says.
pub(super) fn entry_of(section: &str, table: &Table) -> Option<&'static Entry> {
    let text = |key: &str| table.get(key).and_then(|entry| entry.value.as_text());
    match section {
        "terms" => terms::find(text("kind")?).map(|kind| kind.entry()),
        "drivers" => processes::find(text("process")?).map(|kind| kind.entry()),
        "events" => table
            .entries
            .iter()
            .find_map(|entry| events::find(&entry.key.name))
            .map(|kind| kind.entry()),
        _ => None,
    }
}

/// What the texts under a key name.
fn sort_of(section: &str, key: &str, entry: Option<&Entry>) -> Sort {
    if NOTES.contains(&key) || ["kind", "process", "history", "chart", "colour"].contains(&key) {
        return Sort::Nothing;
    }
    if ["window", "suspended", "decision"].contains(&key) {
        return Sort::Times;
    }
    let own = entry.map(|entry| entry.parameters).unwrap_or_default();
    let common = if section == "terms" { terms::COMMON } else { &[] };
    let parameter = own.iter().chain(common).find(|parameter| parameter.name == key);
    match (parameter.map(|parameter| parameter.takes), section, key) {
        (Some(Takes::Account | Takes::Company | Takes::Party), _, _)
        | (None, "sides", "parties") => Sort::Account,
        (Some(Takes::Events), _, _) => Sort::Event,
        (Some(Takes::Terms), _, _) => Sort::Term,
        (Some(Takes::Text | Takes::Word(_) | Takes::File | Takes::Duration), _, _)
        | (None, _, "compounding" | "interpolate") => Sort::Nothing,
        (None, _, "from" | "to" | "holder" | "party" | "company") => Sort::Account,
        _ => Sort::Formula,
    }
}
