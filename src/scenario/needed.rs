//! Which items there are, and which of them name another one and so cannot be without it.

use super::draft::Draft;
use super::explain::graph;
use super::names::Names;
use crate::diagnose::Diagnostics;
use crate::formula::MoneyScale;
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
