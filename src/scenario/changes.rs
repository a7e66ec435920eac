//! What differs between two scenarios, item by item: in words, and as changes that can be laid over the first one alone.

use super::draft::Draft;
use super::explain::graph;
use super::names::Names;
use super::sections::NOTES;
use crate::diagnose::{Diagnostics, Sources};
use crate::document::{Document, Entry, Key, Table, Value, ValueKind};
use crate::formula::MoneyScale;
use std::collections::{BTreeMap, BTreeSet};

/// What a change belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Block {
    /// An input, a driver or a party that both files have with other numbers: another world, not another deal.
    World,
    /// A clause, an event or what only they need.
    Deal,
    /// What sides believe: it moves no number of the common world.
    Belief,
}

/// What happened to an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    /// It is only in the second file.
    Added,
    /// It is only in the first file.
    Removed,
    /// It is in both, and says something else.
    Altered,
}

/// One key that says something else, as written in the files; `None` where it is absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Its path below the item; empty for the item itself.
    pub key: String,
    /// In the first file.
    pub before: Option<String>,
    /// In the second file.
    pub after: Option<String>,
}

/// One item that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedItem {
    /// Its path: `terms.stake`.
    pub path: String,
    /// What happened to it.
    pub happened: Happened,
    /// Its keys that differ, in the order of the second file; none where it was added or removed.
    pub said: Vec<Said>,
}

/// Items that change together, because one alone would not make a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What it belongs to.
    pub block: Block,
    /// The items, the one that gives the change its name first.
    pub items: Vec<ChangedItem>,
}

impl Change {
    /// The path of the item that names it.
    #[must_use]
    pub fn name(&self) -> &str {
        self.items.first().map_or("", |item| item.path.as_str())
    }

    /// Two changes as one.
    #[must_use]
    pub fn joined(mut self, other: Self) -> Self {
        self.block = self.block.max(other.block);
        for item in other.items {
            if !self.items.contains(&item) {
                self.items.push(item);
            }
        }
        self
    }
}

/// Sections whose items are there for others to read: one that is added goes with what reads it.
const SUPPORT: [&str; 6] = ["inputs", "drivers", "events", "parties", "sides", "correlations"];

/// Sections whose items describe the world where both files have them.
const WORLD: [&str; 6] = ["inputs", "drivers", "parties", "sides", "companies", "correlations"];

/// Keys of a file that are no items: they say how to run and to show it.
const SETTINGS: [&str; 7] = ["format", "name", "about", "money", "time", "simulation", "extends"];

impl Draft {
    /// How another scenario differs, in the order: the world, the deal in the order of the other file, beliefs.
    #[must_use]
    pub fn changes_to(&self, other: &Self) -> Vec<Change> {
        let (Some(first), Some(second)) = (&self.document, &other.document) else {
            return Vec::new();
        };
        let mut sources = self.sources.clone();
        let shift = sources.absorb(&other.sources);
        let mut root = second.root.clone();
        shifted(&mut root, shift);
        changes(&first.root, &root, &sources)
    }

    /// This scenario with some changes of another one.
    #[must_use]
    pub fn with_changes(&self, other: &Self, chosen: &[&Change]) -> Self {
        let (Some(first), Some(second)) = (&self.document, &other.document) else {
            return self.clone();
        };
        let mut sources = self.sources.clone();
        let shift = sources.absorb(&other.sources);
        let mut root = second.root.clone();
        shifted(&mut root, shift);
        let mut files = first.files.clone();
        for file in &second.files {
            if !files.contains(file) {
                files.push(file.clone());
            }
        }
        let document = Document { root: applied(&first.root, &root, chosen), files };
        Self { sources, document: Some(document), ..self.clone() }
    }
}

/// Lets the places in a tree point into a list of sources that begins with others.
fn shifted(table: &mut Table, by: u32) {
    for entry in &mut table.entries {
        entry.key.span.source.0 += by;
        shift_value(&mut entry.value, by);
    }
}

fn shift_value(value: &mut Value, by: u32) {
    value.span.source.0 += by;
    match &mut value.kind {
        ValueKind::Table(table) => shifted(table, by),
        ValueKind::List(items) => items.iter_mut().for_each(|item| shift_value(item, by)),
        _ => {}
    }
}

/// How two scenarios differ, in the order: the world, the deal in the order of the second file, beliefs.
fn changes(first: &Table, second: &Table, sources: &Sources) -> Vec<Change> {
    let differ = Differ {
        items: differing(first, second, sources),
        before: reads(first),
        after: reads(second),
    };
    let mut found = differ.grouped();
    found.sort_by_key(|change| change.block);
    found
}

/// The first scenario with changes of the second laid over it.
fn applied(first: &Table, second: &Table, chosen: &[&Change]) -> Table {
    let mut root = first.clone();
    for item in chosen.iter().flat_map(|change| &change.items) {
        let Some((section, name)) = parts(&item.path) else { continue };
        put(&mut root, section, name, find(second, section, name));
    }
    root
}

/// Replaces one item, adds it, or takes it out.
fn put(root: &mut Table, section: &str, name: &str, entry: Option<&Entry>) {
    if !root.entries.iter().any(|known| known.key.name == section) {
        let Some(entry) = entry else { return };
        let key = Key { name: section.to_owned(), span: entry.key.span };
        let value = Value { span: entry.key.span, kind: ValueKind::Table(Table::default()) };
        root.entries.push(Entry { key, value });
    }
    let holder = root.entries.iter_mut().find(|known| known.key.name == section);
    let Some(Entry { value: Value { kind: ValueKind::Table(table), .. }, .. }) = holder else {
        return;
    };
    let at = table.entries.iter().position(|known| known.key.name == name);
    match (at.and_then(|at| table.entries.get_mut(at)), entry) {
        (Some(known), Some(entry)) => *known = entry.clone(),
        (Some(_), None) => table.entries.retain(|known| known.key.name != name),
        (None, Some(entry)) => table.entries.push(entry.clone()),
        (None, None) => {}
    }
}

fn parts(path: &str) -> Option<(&str, &str)> {
    path.split_once('.')
}

fn find<'t>(root: &'t Table, section: &str, name: &str) -> Option<&'t Entry> {
    root.get(section)?.value.as_table()?.get(name)
}

/// The items that each item reads.
fn reads(root: &Table) -> BTreeMap<String, BTreeSet<String>> {
    let names = Names::read(root, &mut Diagnostics::default());
    let scale = root.get("money").and_then(|entry| entry.value.as_text());
    graph(root, &names, scale.and_then(MoneyScale::from_unit).unwrap_or_default())
}

/// The items that differ, in the order of the second file, those that it lacks after them.
fn differing(first: &Table, second: &Table, sources: &Sources) -> Vec<ChangedItem> {
    let mut found = Vec::new();
    for section in sections(second) {
        for entry in entries(second, section) {
            let before = find(first, section, &entry.key.name).map(|entry| &entry.value);
            let path = format!("{section}.{}", entry.key.name);
            let (happened, said) = match before {
                None => (Happened::Added, Vec::new()),
                Some(before) => {
                    let mut said = Vec::new();
                    compare("", Some(before), Some(&entry.value), sources, &mut said);
                    (Happened::Altered, said)
                }
            };
            if happened == Happened::Added || !said.is_empty() {
                found.push(ChangedItem { path, happened, said });
            }
        }
    }
    for section in sections(first) {
        for entry in entries(first, section) {
            if find(second, section, &entry.key.name).is_none() {
                let path = format!("{section}.{}", entry.key.name);
                found.push(ChangedItem { path, happened: Happened::Removed, said: Vec::new() });
            }
        }
    }
    found
}

fn sections(root: &Table) -> impl Iterator<Item = &str> {
    let names = root.entries.iter().map(|entry| entry.key.name.as_str());
    names.filter(|name| !SETTINGS.contains(name))
}

fn entries<'t>(root: &'t Table, section: &str) -> &'t [Entry] {
    let table = root.get(section).and_then(|entry| entry.value.as_table());
    table.map_or(&[], |table| &table.entries)
}

/// Collects the leaves that say something else; notes say nothing that counts.
fn compare(
    key: &str,
    before: Option<&Value>,
    after: Option<&Value>,
    sources: &Sources,
    said: &mut Vec<Said>,
) {
    let tables = (before.and_then(Value::as_table), after.and_then(Value::as_table));
    let nested = match tables {
        (Some(one), Some(other)) => Some((one, other)),
        _ => None,
    };
    let Some((one, other)) = nested else {
        let written = |value: Option<&Value>| value.map(|value| written(value, sources));
        let same = match (before, after) {
            (Some(before), Some(after)) => same(before, after),
            (None, None) => true,
            _ => false,
        };
        if !same {
            let (before, after) = (written(before), written(after));
            said.push(Said { key: key.to_owned(), before, after });
        }
        return;
    };
    let mut keys: Vec<&str> = Vec::new();
    for entry in other.entries.iter().chain(&one.entries) {
        let name = entry.key.name.as_str();
        if !NOTES.contains(&name) && !keys.contains(&name) {
            keys.push(name);
        }
    }
    for name in keys {
        let path = if key.is_empty() { name.to_owned() } else { format!("{key}.{name}") };
        let value = |table: &Table| table.get(name).map(|entry| entry.value.clone());
        compare(&path, value(one).as_ref(), value(other).as_ref(), sources, said);
    }
}

/// A value as it stands in its file, on one line; a table without what is noted beside it.
fn written(value: &Value, sources: &Sources) -> String {
    if let Some(table) = value.as_table() {
        let said = table.entries.iter().filter(|e| !NOTES.contains(&e.key.name.as_str()));
        let said: Vec<_> = said.collect();
        return match said[..] {
            [only] if only.key.name == "value" => written(&only.value, sources),
            _ => {
                let parts: Vec<String> = said
                    .iter()
                    .map(|entry| format!("{} = {}", entry.key.name, written(&entry.value, sources)))
                    .collect();
                format!("{{ {} }}", parts.join(", "))
            }
        };
    }
    sources.slice(value.span).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether two values say the same, wherever and however they stand: `20%` in a table with a source is `20%`.
fn same(one: &Value, other: &Value) -> bool {
    match (&bare(one).kind, &bare(other).kind) {
        (ValueKind::Table(one), ValueKind::Table(other)) => {
            let counted = |table: &Table| {
                table.entries.iter().filter(|e| !NOTES.contains(&e.key.name.as_str())).count()
            };
            counted(one) == counted(other)
                && one.entries.iter().all(|entry| {
                    NOTES.contains(&entry.key.name.as_str())
                        || other
                            .get(&entry.key.name)
                            .is_some_and(|found| same(&entry.value, &found.value))
                })
        }
        (ValueKind::List(one), ValueKind::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        _ => match (bare(one).as_number(), bare(other).as_number()) {
            (Some(left), Some(right)) => left.total_cmp(&right).is_eq(),
            _ => bare(one).kind == bare(other).kind,
        },
    }
}

/// A number without the table that says where it comes from.
fn bare(value: &Value) -> &Value {
    let Some(table) = value.as_table() else { return value };
    let mut said = table.entries.iter().filter(|e| !NOTES.contains(&e.key.name.as_str()));
    match (said.next(), said.next()) {
        (Some(only), None) if only.key.name == "value" => &only.value,
        _ => value,
    }
}

/// The items that differ, and what reads what in either file.
struct Differ {
    items: Vec<ChangedItem>,
    before: BTreeMap<String, BTreeSet<String>>,
    after: BTreeMap<String, BTreeSet<String>>,
}

impl Differ {
    fn grouped(&self) -> Vec<Change> {
        let leads: Vec<usize> = (0..self.items.len()).filter(|&at| self.leads(at)).collect();
        let mut group: Vec<usize> = (0..leads.len()).collect();
        for one in 0..leads.len() {
            for other in 0..leads.len() {
                if self.needs(leads[one], leads[other]) {
                    let (from, to) = (group[one].max(group[other]), group[one].min(group[other]));
                    group.iter_mut().filter(|at| **at == from).for_each(|at| *at = to);
                }
            }
        }
        let mut found = Vec::new();
        for first in 0..leads.len() {
            let members = (0..leads.len()).filter(|&at| group[at] == first);
            let members: Vec<usize> = members.map(|at| leads[at]).collect();
            if !members.is_empty() {
                found.push(self.change(&members));
            }
        }
        found
    }

    /// Whether an item is a change of its own, and not only there for others to read.
    fn leads(&self, at: usize) -> bool {
        let item = &self.items[at];
        let Some((section, _)) = parts(&item.path) else { return false };
        if item.happened == Happened::Altered || !SUPPORT.contains(&section) {
            return true;
        }
        // A correlation between things that both files have is a statement about the world.
        let graph = if item.happened == Happened::Added { &self.after } else { &self.before };
        section == "correlations"
            && graph.get(&item.path).is_some_and(|reads| {
                !reads.iter().any(|path| self.happened(path) == Some(item.happened))
            })
    }

    fn happened(&self, path: &str) -> Option<Happened> {
        self.items.iter().find(|item| item.path == path).map(|item| item.happened)
    }

    /// Whether one change makes no scenario without another.
    fn needs(&self, one: usize, other: usize) -> bool {
        let (one, other) = (&self.items[one], &self.items[other]);
        let reads = |graph: &BTreeMap<String, BTreeSet<String>>| {
            graph.get(&one.path).is_some_and(|reads| reads.contains(&other.path))
        };
        // A correlation that changes goes with a change of what it names: a fixed number has none.
        if other.path.starts_with("correlations.") && self.names(&other.path, &one.path) {
            return true;
        }
        match other.happened {
            Happened::Added => reads(&self.after),
            Happened::Removed => one.happened != Happened::Added && reads(&self.before),
            Happened::Altered => false,
        }
    }

    /// Whether an item of either file names another.
    fn names(&self, path: &str, other: &str) -> bool {
        let reads = |graph: &BTreeMap<String, BTreeSet<String>>| {
            graph.get(path).is_some_and(|reads| reads.contains(other))
        };
        reads(&self.before) || reads(&self.after)
    }

    fn change(&self, members: &[usize]) -> Change {
        let mut items: Vec<ChangedItem> =
            members.iter().map(|&at| self.items[at].clone()).collect();
        let block = items.iter().map(block_of).max().unwrap_or(Block::Deal);
        let mut seen: BTreeSet<String> = items.iter().map(|item| item.path.clone()).collect();
        let mut open: Vec<String> = seen.iter().cloned().collect();
        while let Some(path) = open.pop() {
            for next in self.after.get(&path).into_iter().flatten() {
                let added = self.happened(next) == Some(Happened::Added);
                if added && seen.insert(next.clone()) {
                    open.push(next.clone());
                }
            }
        }
        for item in &self.items {
            let with = seen.contains(&item.path) || self.correlates(item, &seen);
            if with && !items.contains(item) {
                items.push(item.clone());
            }
        }
        Change { block, items }
    }

    /// Whether an item is a new correlation of something that is new in a change.
    fn correlates(&self, item: &ChangedItem, with: &BTreeSet<String>) -> bool {
        item.path.starts_with("correlations.")
            && item.happened == Happened::Added
            && self.after.get(&item.path).is_some_and(|reads| {
                let added = |path: &&String| self.happened(path) == Some(Happened::Added);
                let new: Vec<&String> = reads.iter().filter(added).collect();
                !new.is_empty() && new.iter().all(|path| with.contains(*path))
            })
    }
}

fn block_of(item: &ChangedItem) -> Block {
    match parts(&item.path) {
        Some(("beliefs", _)) => Block::Belief,
        Some((section, _)) if WORLD.contains(&section) && section != "companies" => Block::World,
        Some(("companies", _)) if item.happened == Happened::Altered => Block::World,
        _ => Block::Deal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::parse;

    const FIRST: &str = "format = 1
[parties]
a = { discount_rate = 0.1 }
b = { discount_rate = 0.1 }
[inputs]
sales = { value = { uniform = [1, 2] }, source = 'x' }
old = { value = 3 }
[terms]
fee = { kind = 'lump_sum', from = 'a', to = 'b', amount = 'old', on = 2027-01-01 }
rent = { kind = 'formula_flow', from = 'a', to = 'b', amount = '0.1 * sales' }
";

    fn tables(second: &str) -> (Table, Table, Sources) {
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let mut table = |text: &str| parse(text, "t", &mut sources, &mut diagnostics).unwrap();
        let (first, second) = (table(FIRST), table(second));
        (first, second, sources)
    }

    /// The changes, each with its block, its items and what they say.
    fn found(second: &str) -> Vec<String> {
        let (first, second, sources) = tables(second);
        let shown = |change: &Change| {
            let item = |item: &ChangedItem| {
                let said = item.said.iter().map(|said| {
                    let text = |side: &Option<String>| side.clone().unwrap_or("-".to_owned());
                    format!(" {}: {} > {}", said.key, text(&said.before), text(&said.after))
                });
                format!("{:?} {}{}", item.happened, item.path, said.collect::<String>())
            };
            let items: Vec<String> = change.items.iter().map(item).collect();
            format!("{:?}: {}", change.block, items.join("; "))
        };
        changes(&first, &second, &sources).iter().map(shown).collect()
    }

    #[test]
    fn the_same_file_has_no_changes_and_notes_are_none() {
        assert!(found(FIRST).is_empty());
        assert!(found(&FIRST.replace("source = 'x'", "source = 'y', label = 'S'")).is_empty());
        // A number is the same with and without the table that says where it comes from.
        assert!(found(&FIRST.replace("old = { value = 3 }", "old = 3")).is_empty());
    }

    #[test]
    fn a_number_says_what_it_was_and_what_it_is() {
        let second = FIRST.replace("0.1 * sales", "0.2 * sales");
        let wanted = "Deal: Altered terms.rent amount: '0.1 * sales' > '0.2 * sales'";
        assert_eq!(found(&second), [wanted]);
        let second = FIRST.replace("[1, 2]", "[1, 3]");
        let wanted = "World: Altered inputs.sales value.uniform: [1, 2] > [1, 3]";
        assert_eq!(found(&second), [wanted]);
    }

    #[test]
    fn what_a_new_clause_needs_goes_with_it() {
        let second = format!(
            "{FIRST}bonus = {{ kind = 'lump_sum', from = 'b', to = 'c', amount = 'size', on = 'deal' }}
[inputs.size]
value = {{ uniform = [1, 2] }}
[inputs.unread]
value = 4
[correlations]
'size ~ sales' = 0.5
[events.deal]
date = 2027-02-01
[parties.c]
discount_rate = 0.2
"
        );
        let found = found(&second);
        let wanted = "Deal: Added terms.bonus; Added inputs.size; Added correlations.size ~ sales; \
                      Added events.deal; Added parties.c";
        let sorted = |text: &str| {
            let mut items: Vec<String> =
                text.trim_start_matches("Deal: ").split("; ").map(str::to_owned).collect();
            items.sort();
            items
        };
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("Deal: Added terms.bonus"), "{found:?}");
        assert_eq!(sorted(&found[0]), sorted(wanted));
    }

    #[test]
    fn clauses_that_need_one_another_are_one_change() {
        let gone = FIRST
            .replace("fee = { kind = 'lump_sum', from = 'a', to = 'b', amount = 'old', on = 2027-01-01 }\n", "")
            .replace("0.1 * sales", "sales");
        let found = found(&gone);
        assert_eq!(found.len(), 2, "{found:?}");
        let (first, second, sources) = tables(&gone);
        let all = changes(&first, &second, &sources);
        let whole = applied(&first, &second, &all.iter().collect::<Vec<_>>());
        assert!(changes(&whole, &second, &sources).is_empty());
        let none = applied(&first, &second, &[]);
        assert!(changes(&none, &first, &sources).is_empty());
        let fee = all.iter().find(|change| change.name() == "terms.fee").unwrap();
        let alone = applied(&first, &second, &[fee]);
        assert!(find(&alone, "terms", "fee").is_none() && find(&alone, "terms", "rent").is_some());
    }

    #[test]
    fn an_item_that_reads_what_is_gone_goes_with_it() {
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let mut table = |text: &str| parse(text, "t", &mut sources, &mut diagnostics).unwrap();
        let more = "more = { kind = 'formula_flow', from = 'a', to = 'b', amount = 'total(fee)' }";
        let first = table(&format!("{FIRST}{more}\n"));
        let second = table("[terms]\nrent = { kind = 'formula_flow', amount = '0.1 * sales' }\n");
        let found = changes(&first, &second, &sources);
        let has = |change: &&Change, path: &str| change.items.iter().any(|item| item.path == path);
        let with = found.iter().find(|change| has(change, "terms.fee")).unwrap();
        assert!(has(&with, "terms.more"), "{with:?}");
    }
}
