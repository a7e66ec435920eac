//! A scenario as it was read, before anything in it is looked at: what many scenarios with other numbers start from.

use super::sections::merge_rules;
use crate::diagnose::{Diagnostics, Sources};
use crate::document::{Document, Entry, Files, Overrides, Shelf, Table, read};
use crate::formula::{MoneyScale, parse_number};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A scenario and all that it extends, as one tree of texts.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Where it was read from.
    pub path: PathBuf,
    /// Its name where it says none.
    pub(super) title: String,
    /// The texts that findings point into.
    pub(super) sources: Sources,
    /// What was wrong with the texts.
    pub(super) diagnostics: Diagnostics,
    /// The tree; none where a file could not be read or understood.
    pub(super) document: Option<Document>,
    /// Every file that was read, and that will be.
    pub(super) shelf: Arc<Shelf>,
}

impl Draft {
    /// Reads a scenario with everything that it extends.
    #[must_use]
    pub fn read(files: Arc<dyn Files>, path: &Path) -> Self {
        let shelf = Arc::new(Shelf::new(files));
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let document = read(path, &shelf, &merge_rules(), &mut sources, &mut diagnostics);
        let title =
            path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
        Self { path: path.to_path_buf(), title, sources, diagnostics, document, shelf }
    }

    /// Where its files come from.
    #[must_use]
    pub fn files(&self) -> Arc<dyn Files> {
        self.shelf.files()
    }

    /// The same with values laid over it once and for all.
    #[must_use]
    pub fn laid(&self, overrides: &Overrides) -> Self {
        let mut laid = self.clone();
        if let Some(document) = &mut laid.document {
            document.lay_over(overrides, &mut laid.sources, &mut laid.diagnostics);
        }
        laid
    }

    /// The number at a key path, or in the `value` of what is there; none where it is no fixed number.
    #[must_use]
    pub fn number(&self, key: &str, money: &str) -> Option<f64> {
        let mut steps = key.split('.');
        let root = &self.document.as_ref()?.root;
        let mut value = &root.get(steps.next()?)?.value;
        for step in steps {
            value = &value.as_table()?.get(step.trim_matches('"'))?.value;
        }
        let value = match value.as_table() {
            Some(table) => &table.get("value")?.value,
            None => value,
        };
        let scale = MoneyScale::from_unit(money).unwrap_or_default();
        value.as_number().or_else(|| parse_number(value.as_text()?, scale))
    }

    /// Pairs of inputs or drivers that are correlated, by their key paths.
    #[must_use]
    pub fn correlated(&self) -> Vec<(String, String)> {
        let root = self.document.as_ref().map(|document| &document.root);
        let table = root.and_then(|root| root.get("correlations")?.value.as_table());
        let path = |name: &str| {
            let name = name.trim().trim_matches('"');
            let is_input = self.item("inputs", name).is_some();
            format!("{}.{name}", if is_input { "inputs" } else { "drivers" })
        };
        let pair = |entry: &Entry| {
            let (one, other) = entry.key.name.split_once('~')?;
            Some((path(one), path(other)))
        };
        table.into_iter().flat_map(|table| &table.entries).filter_map(pair).collect()
    }

    /// The table of an item; none where there is no such item.
    #[must_use]
    pub fn item(&self, section: &str, name: &str) -> Option<&Table> {
        let section = self.document.as_ref()?.root.get(section)?.value.as_table()?;
        section.get(name)?.value.as_table()
    }
}
