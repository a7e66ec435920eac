//! Which items there are, where they stand, and which of them name another one and so cannot be without it.

use super::draft::Draft;
use super::explain::graph;
use super::names::Names;
use super::warnings::allowed;
use crate::diagnose::{Diagnostics, Findings, Span};
use crate::document::Value;
use crate::formula::{MoneyScale, parse_number};
use std::collections::{BTreeMap, BTreeSet};

impl Draft {
    /// The paths of the items of a section, in the order of the file.
    #[must_use]
    pub fn items_of(&self, section: &str) -> Vec<String> {
        let root = self.document.as_ref().map(|document| &document.root);
        let table = root.and_then(|root| root.get(section)?.value.as_table());
        let entries = table.map_or(&[][..], |table| &table.entries);
        entries.iter().map(|entry| format!("{section}.{}", entry.key.name)).collect()
    }

    /// Where the item of a path stands, or the one that it lies in.
    #[must_use]
    pub fn place(&self, path: &str) -> Option<Span> {
        let (section, rest) = path.split_once('.')?;
        let table = self.document.as_ref()?.root.get(section)?.value.as_table()?;
        let named = |name: &str| table.get(name).map(|entry| entry.key.span);
        named(rest).or_else(|| named(rest.split('.').next()?))
    }

    /// Whether the item of a path, or the top of the file, allows a warning.
    #[must_use]
    pub fn allows(&self, path: &str, code: &str) -> bool {
        let Some(document) = &self.document else { return false };
        let mut parts = path.split('.');
        let item =
            parts.next().zip(parts.next()).and_then(|(section, name)| self.item(section, name));
        allowed(&document.root, code) || item.is_some_and(|item| allowed(item, code))
    }

    /// Findings with the texts that they point into.
    #[must_use]
    pub fn found(&self, diagnostics: Diagnostics) -> Findings {
        Findings::new(self.sources.clone(), diagnostics)
    }

    /// Whether the item of a path has one of these keys.
    #[must_use]
    pub fn has(&self, path: &str, keys: &[&str]) -> bool {
        let table = self.value(path).and_then(Value::as_table);
        table.is_some_and(|table| keys.iter().any(|key| table.get(key).is_some()))
    }

    /// The keys of a table in the item of a path.
    #[must_use]
    pub fn keys_below(&self, path: &str, key: &str) -> Vec<String> {
        let table = self.value(&format!("{path}.{key}")).and_then(Value::as_table);
        let entries = table.map_or(&[][..], |table| &table.entries);
        entries.iter().map(|entry| entry.key.name.clone()).collect()
    }

    /// The number that stands under a path, plain or with what is noted beside it; none where it varies or is worked out.
    #[must_use]
    pub fn fixed(&self, path: &str) -> Option<f64> {
        let root = &self.document.as_ref()?.root;
        let scale = root.get("money").and_then(|entry| entry.value.as_text());
        let scale = scale.and_then(MoneyScale::from_unit).unwrap_or_default();
        let value = self.value(path)?;
        let value = match value.as_table() {
            Some(table) => &table.get("value")?.value,
            None => value,
        };
        value.as_number().or_else(|| parse_number(value.as_text()?, scale))
    }

    /// The text that stands under a path.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<&str> {
        self.value(path)?.as_text()
    }

    fn value(&self, path: &str) -> Option<&Value> {
        let mut parts = path.split('.');
        let mut value = &self.document.as_ref()?.root.get(parts.next()?)?.value;
        for part in parts {
            value = &value.as_table()?.get(part)?.value;
        }
        Some(value)
    }

    /// For each item, the items that it names.
    #[must_use]
    pub fn named(&self) -> BTreeMap<String, BTreeSet<String>> {
        let Some(document) = &self.document else { return BTreeMap::new() };
        let root = &document.root;
        let names = Names::read(root, &mut Diagnostics::default());
        let scale = root.get("money").and_then(|entry| entry.value.as_text());
        graph(root, &names, scale.and_then(MoneyScale::from_unit).unwrap_or_default())
    }
}
