//! Where a part of a scenario comes from: each value as resolved with its file and line, what it reads, and what reads it.

use super::draft::Draft;
use super::names::Names;
use super::references::{References, entry_of};
use super::sections::NOTES;
use crate::catalogue::Entry;
use crate::diagnose::{Diagnostics, Findings, SourceId, Sources, Span, listed, nearest};
use crate::document::{Overrides, Table, Value, ValueKind};
use crate::formula::{MoneyScale, parse_number};
use std::collections::{BTreeMap, BTreeSet};

/// One value as it was written last.
#[derive(Clone, Debug, PartialEq)]
pub struct WrittenValue {
    /// Its key path below what was asked for; empty for that itself.
    pub path: String,
    /// As it stands in the file; empty for a table that only holds notes.
    pub written: String,
    /// The number that it means, where it is a human number such as `20%`.
    pub number: Option<f64>,
    /// File and line.
    pub place: String,
    /// `source`, `as_of`, `unit`, `confidence` and `note`, as far as said.
    pub notes: Vec<(String, String)>,
}

/// Another item that is read, or that reads.
#[derive(Clone, Debug, PartialEq)]
pub struct Neighbour {
    /// Its key path.
    pub path: String,
    /// Its values.
    pub values: Vec<WrittenValue>,
}

/// What is known of one part of a scenario.
#[derive(Clone, Debug)]
pub struct Explained {
    /// Its key path.
    pub path: String,
    /// Its name for readers; empty where none was said.
    pub label: String,
    /// Where it stands.
    pub place: String,
    /// The kind that it is of.
    pub kind: Option<&'static Entry>,
    /// Its values, or its items where it is a section.
    pub values: Vec<WrittenValue>,
    /// The items that it names.
    pub reads: Vec<Neighbour>,
    /// Items that those name in turn, by path.
    pub reads_through: Vec<String>,
    /// What sides believe otherwise of it and of all that it reads.
    pub believed: Vec<Neighbour>,
    /// Items that name it, by path.
    pub read_by: Vec<String>,
}

/// What came of asking.
#[derive(Debug)]
pub enum Explanation {
    /// What is known.
    Found(Box<Explained>),
    /// There is no such path: what is wrong, and the way out.
    NoSuchPath(String, String),
    /// The file cannot be read.
    Broken(Findings),
}

impl Draft {
    /// Explains the part of the scenario that stands under a key path; with an empty path, its sections.
    #[must_use]
    pub fn explained(&self, overrides: &Overrides, path: &str) -> Explanation {
        let (mut sources, mut diagnostics) = (self.sources.clone(), self.diagnostics.clone());
        let Some(document) = &self.document else {
            return Explanation::Broken(Findings::new(sources, diagnostics));
        };
        let mut document = document.clone();
        document.lay_over(overrides, &mut sources, &mut diagnostics);
        let root = &document.root;
        let keys = match with_section(root, keys_of(path)) {
            Ok(keys) => keys,
            Err((message, help)) => return Explanation::NoSuchPath(message, help),
        };
        let whole = Value {
            span: Span { source: SourceId(0), start: 0, end: 0 },
            kind: ValueKind::Table(root.clone()),
        };
        // A part of an event, such as `agi.filed`, is explained by the event that has it.
        let (keys, part) = without_part(&whole, keys);
        let value = match find(&whole, &keys) {
            Ok(value) => value,
            Err((message, help)) => return Explanation::NoSuchPath(message, help),
        };
        // Faults of the names are for `check`; what can be explained is.
        let names = Names::read(root, &mut Diagnostics::default());
        let scale = root.get("money").and_then(|entry| entry.value.as_text());
        let scale = scale.and_then(MoneyScale::from_unit).unwrap_or_default();
        let reader = Reader { root, sources: &sources, scale, graph: graph(root, &names, scale) };
        let mut explained = reader.explained(&keys, value);
        if let Some(part) = part {
            explained.path = format!("{}.{part}", explained.path);
        }
        Explanation::Found(Box::new(explained))
    }
}

/// The keys of a path: parts between points, quotes around those with points in them.
fn keys_of(path: &str) -> Vec<String> {
    let mut keys = vec![String::new()];
    let mut quote = None;
    for letter in path.chars() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (None, '"' | '\'') => quote = Some(letter),
            (None, '.') => keys.push(String::new()),
            _ => {
                if let Some(key) = keys.last_mut() {
                    key.push(letter);
                }
            }
        }
    }
    keys.retain(|key| !key.is_empty());
    keys
}

/// Sections of items that may be asked for by their names alone.
const OF_ITEMS: [&str; 7] =
    ["terms", "events", "inputs", "drivers", "companies", "sides", "parties"];

/// The keys of a path that may begin with the name of an item, from the top of the file; or what is wrong where several
/// items have that name, and the way out.
fn with_section(root: &Table, mut keys: Vec<String>) -> Result<Vec<String>, (String, String)> {
    let Some(first) = keys.first() else { return Ok(keys) };
    if root.get(first).is_some() {
        return Ok(keys);
    }
    let has = |section: &&str| {
        let items = root.get(section).and_then(|entry| entry.value.as_table());
        items.is_some_and(|items| items.get(first).is_some())
    };
    let sections: Vec<&str> = OF_ITEMS.into_iter().filter(has).collect();
    match sections[..] {
        [] => Ok(keys),
        [section] => {
            keys.insert(0, section.to_owned());
            Ok(keys)
        }
        _ => {
            let paths: Vec<String> =
                sections.iter().map(|section| format!("`{section}.{first}`")).collect();
            let message = format!("{} things are called `{first}`", paths.len());
            Err((message, format!("ask for one of {}", paths.join(", "))))
        }
    }
}

/// The keys of the event where they name a part of one, and the part.
fn without_part(root: &Value, mut keys: Vec<String>) -> (Vec<String>, Option<String>) {
    let [section, _, part] = &keys[..] else { return (keys, None) };
    let event = find(root, &keys[..2]).ok().and_then(Value::as_table);
    let Some(event) = event.filter(|event| section == "events" && event.get(part).is_none()) else {
        return (keys, None);
    };
    // A kind says what its parts are called; those of the first of several are called as these.
    let named = |entry: &Entry| entry.summary.contains(&format!("`.{part}`"));
    let runs = || {
        let runners = event.get("first_of").map(|entry| &entry.value.kind);
        matches!(runners, Some(ValueKind::List(items))
            if items.iter().any(|item| item.as_text() == Some(part.as_str())))
    };
    let found = entry_of("events", event).is_some_and(named) || runs();
    let part = if found { keys.pop() } else { None };
    (keys, part)
}

/// The value under a path, or what is wrong and the way out.
fn find<'v>(root: &'v Value, keys: &[String]) -> Result<&'v Value, (String, String)> {
    let mut value = root;
    for (depth, key) in keys.iter().enumerate() {
        let walked = keys[..depth].join(".");
        let Some(table) = value.as_table() else {
            let message = format!("`{walked}` is {}, not a table", value.description());
            return Err((message, format!("ask for `{walked}`")));
        };
        let Some(entry) = table.get(key) else {
            let names: Vec<&str> = table.entries.iter().map(|e| e.key.name.as_str()).collect();
            let wanted = keys[..=depth].join(".");
            let help = match nearest(key, names.iter().copied()) {
                Some(near) if walked.is_empty() => format!("did you mean `{near}`?"),
                Some(near) => format!("did you mean `{walked}.{near}`?"),
                None => format!("there are {}", listed(names, 12)),
            };
            return Err((format!("there is no `{wanted}` in this scenario"), help));
        };
        value = &entry.value;
    }
    Ok(value)
}

/// For each item, the items that it names.
pub(super) fn graph(
    root: &Table,
    names: &Names<'_>,
    scale: MoneyScale,
) -> BTreeMap<String, BTreeSet<String>> {
    let references = References::new(names, scale);
    let mut graph = BTreeMap::new();
    for section in &root.entries {
        for item in section.value.as_table().map(|t| t.entries.as_slice()).unwrap_or_default() {
            let (section, name) = (section.key.name.as_str(), item.key.name.as_str());
            let found = references.of_item(section, name, &item.value);
            graph.insert(format!("{section}.{name}"), found);
        }
    }
    graph
}

struct Reader<'a> {
    root: &'a Table,
    sources: &'a Sources,
    scale: MoneyScale,
    graph: BTreeMap<String, BTreeSet<String>>,
}

impl Reader<'_> {
    fn explained(&self, keys: &[String], value: &Value) -> Explained {
        let path = keys.join(".");
        let item = keys.get(..2).map(|keys| keys.join(".")).unwrap_or_default();
        let table = value.as_table();
        let direct = self.graph.get(&item).cloned().unwrap_or_default();
        let section = keys.first().map_or("", String::as_str);
        let reads_through = self.through(&direct, &item);
        let all = std::iter::once(&item).chain(&direct).chain(&reads_through);
        Explained {
            believed: all.flat_map(|path| self.beliefs(path)).collect(),
            label: table.map_or_else(String::new, |table| text(table, "label")),
            place: if keys.is_empty() { String::new() } else { self.place(value) },
            kind: table.filter(|_| keys.len() == 2).and_then(|table| entry_of(section, table)),
            values: if keys.len() < 2 { self.items(value) } else { self.values(value) },
            reads: direct.iter().map(|path| self.neighbour(path)).collect(),
            reads_through,
            read_by: self
                .graph
                .iter()
                .filter(|(_, found)| found.contains(&item))
                .map(|(path, _)| path.clone())
                .collect(),
            path,
        }
    }

    /// What the items of `direct` read in turn, without these and the one that was asked for.
    fn through(&self, direct: &BTreeSet<String>, item: &str) -> Vec<String> {
        let mut seen = direct.clone();
        let mut open: Vec<&String> = direct.iter().collect();
        while let Some(path) = open.pop() {
            for next in self.graph.get(path).into_iter().flatten() {
                if seen.insert(next.clone()) {
                    open.push(next);
                }
            }
        }
        seen.into_iter().filter(|path| !direct.contains(path) && path != item).collect()
    }

    fn neighbour(&self, path: &str) -> Neighbour {
        let entry = path.split_once('.').and_then(|(section, name)| {
            let section = self.root.get(section)?.value.as_table()?;
            section.get(name)
        });
        let values = match entry {
            // Who somebody is, is not what a number rests on: the label and the place are enough.
            Some(entry) if path.starts_with("parties.") || path.starts_with("companies.") => {
                vec![self.heading("label", &entry.value)]
            }
            Some(entry) => self.values(&entry.value),
            None => Vec::new(),
        };
        Neighbour { path: path.to_owned(), values }
    }

    /// What sides believe otherwise of an item.
    fn beliefs(&self, path: &str) -> Vec<Neighbour> {
        let Some((section, name)) = path.split_once('.') else { return Vec::new() };
        let sides = self.root.get("beliefs").and_then(|entry| entry.value.as_table());
        let sides = sides.map(|table| table.entries.as_slice()).unwrap_or_default();
        let believed = sides.iter().filter_map(|side| {
            let section = side.value.as_table()?.get(section)?.value.as_table()?;
            let entry = section.get(name)?;
            let path = format!("beliefs.{}.{path}", side.key.name);
            Some(Neighbour { path, values: self.values(&entry.value) })
        });
        believed.collect()
    }

    /// File and line of a value.
    fn place(&self, value: &Value) -> String {
        let line = self.sources.line_column(value.span).0;
        format!("{}:{line}", self.sources.name(value.span.source))
    }

    /// The items of a section, or the sections of a file: names with their labels.
    fn items(&self, value: &Value) -> Vec<WrittenValue> {
        let entries = value.as_table().map(|table| table.entries.as_slice()).unwrap_or_default();
        entries.iter().map(|entry| self.heading(&entry.key.name, &entry.value)).collect()
    }

    /// A value; of a table only its label.
    fn heading(&self, path: &str, value: &Value) -> WrittenValue {
        let mut item = self.leaf(path, value);
        if let ValueKind::Table(table) = &value.kind {
            item.written = match text(table, "label") {
                label if label.is_empty() => String::new(),
                label => format!("\"{label}\""),
            };
        }
        item
    }

    /// Every value below one, each with the notes that stand beside it.
    fn values(&self, value: &Value) -> Vec<WrittenValue> {
        let mut values = Vec::new();
        self.walk("", value, &mut values);
        values
    }

    fn walk(&self, path: &str, value: &Value, values: &mut Vec<WrittenValue>) {
        let ValueKind::Table(table) = &value.kind else {
            values.push(self.leaf(path, value));
            return;
        };
        let notes = notes(table);
        let said: Vec<_> =
            table.entries.iter().filter(|e| !NOTES.contains(&e.key.name.as_str())).collect();
        let inline = self.sources.slice(value.span).starts_with('{');
        if inline && notes.is_empty() && !path.is_empty() && !holds_notes(table) {
            values.push(self.leaf(path, value));
            return;
        }
        // A number with notes is one line: its `value` and what was said about it.
        if let ([only], false) = (&said[..], path.is_empty()) {
            let key = if only.key.name == "value" {
                path.to_owned()
            } else {
                joined(path, &only.key.name)
            };
            if only.value.as_table().is_none_or(|inner| !holds_notes(inner)) {
                values.push(WrittenValue { notes, ..self.leaf(&key, &only.value) });
                return;
            }
        }
        for entry in said {
            self.walk(&joined(path, &entry.key.name), &entry.value, values);
        }
        if !notes.is_empty() {
            let place = self.place(value);
            let (path, written) = (path.to_owned(), String::new());
            values.push(WrittenValue { path, written, number: None, place, notes });
        }
    }

    fn leaf(&self, path: &str, value: &Value) -> WrittenValue {
        let written = self.sources.slice(value.span);
        let written = written.split_whitespace().collect::<Vec<_>>().join(" ");
        let number = value.as_text().and_then(|text| parse_number(text, self.scale));
        let place = self.place(value);
        WrittenValue { path: path.to_owned(), written, number, place, notes: Vec::new() }
    }
}

fn joined(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

fn text(table: &Table, key: &str) -> String {
    match table.get(key).map(|entry| &entry.value.kind) {
        Some(ValueKind::Text(text)) => text.clone(),
        Some(ValueKind::Date(date)) => date.to_string(),
        _ => String::new(),
    }
}

/// What was said about where a number comes from; the label is shown elsewhere.
fn notes(table: &Table) -> Vec<(String, String)> {
    let keys = NOTES.iter().filter(|key| **key != "label");
    let said = keys.map(|key| ((*key).to_owned(), text(table, key)));
    said.filter(|(_, text)| !text.is_empty()).collect()
}

/// Whether a table or one in it says where a number comes from.
fn holds_notes(table: &Table) -> bool {
    !notes(table).is_empty()
        || table.entries.iter().any(|entry| entry.value.as_table().is_some_and(holds_notes))
}
