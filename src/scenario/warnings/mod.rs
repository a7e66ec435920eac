//! What no deal can mean, or hardly any: told by reading the file alone, without a draw.
//!
//! A warning is silenced where it is meant: `allow = ["code"]` at the item, or at the top of the file.

mod allow;
mod counts;
mod itself;
mod never;
mod percents;
mod reach;
mod shares;
mod units;
mod unread;
mod values;

use super::lowering::Lowering;
use super::names::{Item, Names};
use crate::calendar::Grid;
use crate::diagnose::{Diagnostic, Sources};
use crate::document::Table;
use crate::formula::MoneyScale;

pub(super) use allow::{allowed, check_allowed};

/// A scenario while it is looked over.
struct Look<'a, 'doc> {
    root: &'doc Table,
    names: &'a Names<'doc>,
    sources: &'a Sources,
    scale: MoneyScale,
    grid: Grid,
    found: Vec<Diagnostic>,
}

impl Lowering<'_, '_> {
    /// Tells what cannot be meant.
    pub(super) fn look_over(&mut self) {
        let mut look = Look {
            root: self.root,
            names: &self.names,
            sources: self.sources,
            scale: self.scale,
            grid: self.grid,
            found: Vec::new(),
        };
        look.units();
        look.percents();
        look.itself();
        look.never();
        look.counts();
        look.shares();
        // A name that is misspelt elsewhere leaves its input unread.
        if !self.diagnostics.has_errors() {
            look.unread();
        }
        look.labels();
        let found = look.found;
        found.into_iter().for_each(|finding| self.diagnostics.push(finding));
        self.check_watches();
    }
}

impl<'doc> Look<'_, 'doc> {
    /// Every item of every section that has any, with the name of the section.
    fn items(&self) -> Vec<(&'static str, String, Item<'doc>)> {
        let names = self.names;
        let sections = [
            ("parties", &names.parties),
            ("sides", &names.sides),
            ("companies", &names.companies),
            ("inputs", &names.inputs),
            ("drivers", &names.drivers),
            ("events", &names.events),
            ("terms", &names.terms),
        ];
        let of =
            |(section, items): (&'static str, &std::collections::BTreeMap<String, Item<'doc>>)| {
                let all = items.iter().map(|(name, item)| (section, name.clone(), *item));
                all.collect::<Vec<_>>()
            };
        sections.into_iter().flat_map(of).collect()
    }

    /// Keeps a warning about an item, unless it allows it.
    fn warn(&mut self, item: &Table, finding: Diagnostic) {
        if !allow::allowed(item, finding.code) {
            self.found.push(finding);
        }
    }

    fn money(&self) -> &'doc str {
        let money = self.root.get("money").and_then(|entry| entry.value.as_text());
        money.unwrap_or("").trim()
    }
}
