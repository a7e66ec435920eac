//! Reads `[drivers]`: processes, formulas, schedules, stocks and running extremes.

use super::keys::known;
use super::lowering::Lowering;
use super::names::Item;
use super::sections::{DRIVER_KINDS, NOTES, unknown_keys};
use crate::diagnose::{Diagnostic, Span, nearest};
use crate::document::Table;
use crate::kind::{Params, Reading};
use crate::plan::{Called, Demand, NodeId};
use crate::processes;

impl Lowering<'_, '_> {
    /// Lowers every driver. Drivers are promised to one another first, so that their order does not matter.
    pub(super) fn lower_drivers(&mut self) {
        let items = Self::items_of(&self.names.drivers);
        for (name, item) in &items {
            let later = self.builder.later(&format!("drivers.{name}"));
            self.drivers.insert(name.clone(), later);
            if item.table().get("stock").is_some() {
                self.stocks.push(name.clone());
            }
        }
        // How a driver moves between closes is known once it is lowered: running extremes come last.
        let runs = |item: &Item<'_>| item.table().get("running").is_some();
        let (running, moving): (Vec<_>, Vec<_>) =
            items.into_iter().partition(|(_, item)| runs(item));
        for (name, item) in moving.into_iter().chain(running) {
            let path = format!("drivers.{name}");
            let findings = self.diagnostics.in_source_order().len();
            self.under_way.push(path.clone());
            let node = self.lower_driver(&path, item);
            self.under_way.pop();
            // What is wrong with a driver may have kept it from its shock.
            if self.diagnostics.in_source_order().len() > findings {
                self.correlations.excuse(&path);
            }
            if let Some(&later) = self.drivers.get(&name) {
                self.builder.define(later, node);
                self.builder.name(Called::path(path), later, Demand::Finite);
            }
        }
        self.correlations.without_shock(self.diagnostics);
    }

    fn lower_driver(&mut self, path: &str, item: Item<'_>) -> NodeId {
        let table = item.table();
        let chosen: Vec<_> = table
            .entries
            .iter()
            .filter(|entry| DRIVER_KINDS.contains(&entry.key.name.as_str()))
            .collect();
        let [entry] = chosen[..] else {
            return self.not_one_kind(path, item.span, &chosen);
        };
        let mut known: Vec<&str> = vec![entry.key.name.as_str(), "history", "chart"];
        known.extend(NOTES);
        let text = entry.value.as_text();
        match (entry.key.name.as_str(), text) {
            ("process", Some(name)) => {
                let Some(kind) = processes::find(name) else {
                    return self.unknown_process(name, entry.value.span);
                };
                known.extend(kind.entry().parameters.iter().map(|parameter| parameter.name));
                unknown_keys(path, table, &known, self.diagnostics);
                let mut params = Params {
                    table,
                    span: item.span,
                    path: path.to_owned(),
                    entry: kind.entry(),
                    scope: self,
                };
                kind.lower(&mut params)
            }
            ("formula", _) => {
                known.push("start");
                unknown_keys(path, table, &known, self.diagnostics);
                let step = self.lower_number(&entry.value, path, Reading::Close);
                match table.get("start") {
                    Some(start) => {
                        let start = self.lower_number(
                            &start.value,
                            &format!("{path}.start"),
                            Reading::Close,
                        );
                        self.builder.followed(start, step)
                    }
                    None => step,
                }
            }
            ("schedule", _) => {
                known.push("interpolate");
                unknown_keys(path, table, &known, self.diagnostics);
                self.schedule(&entry.value, table.get("interpolate"), path, Reading::Close.into())
            }
            ("stock", _) => {
                unknown_keys(path, table, &known, self.diagnostics);
                self.stock(path, entry.value.as_table(), entry.value.span)
            }
            ("running", _) => {
                unknown_keys(path, table, &known, self.diagnostics);
                self.running(path, entry.value.as_table(), entry.value.span)
            }
            _ => {
                let message = format!("`process` in {path} takes the name of a process");
                let finding = Diagnostic::error("wrong-type", entry.value.span, message);
                self.diagnostics.push(finding.help("`dealsim list processes` shows them all"));
                self.builder.constant(1.0)
            }
        }
    }

    fn not_one_kind(
        &mut self,
        path: &str,
        span: Span,
        chosen: &[&crate::document::Entry],
    ) -> NodeId {
        let finding = match chosen {
            [] => Diagnostic::error("no-kind", span, format!("nothing says how {path} moves"))
                .help("add one of process, formula, schedule, stock or running"),
            [first, second, ..] => {
                let message = format!("{path} moves in more than one way");
                Diagnostic::error("two-kinds", second.key.span, message)
                    .also(first.key.span, "said here first")
                    .help("keep one of them")
            }
            [_] => return self.builder.constant(1.0),
        };
        self.diagnostics.push(finding);
        self.builder.constant(1.0)
    }

    fn unknown_process(&mut self, name: &str, span: Span) -> NodeId {
        let message = format!("no process is called `{name}`");
        let help = match nearest(name, processes::ALL.iter().map(|kind| kind.entry().name)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`dealsim list processes` shows them all".to_owned(),
        };
        self.diagnostics.push(Diagnostic::error("unknown-kind", span, message).help(help));
        self.builder.constant(1.0)
    }

    /// An amount that adds up: start, plus inflow less outflow times the length of each period.
    fn stock(&mut self, path: &str, table: Option<&Table>, span: Span) -> NodeId {
        let Some(table) = table else {
            let message = format!("`stock` in {path} takes a table");
            let finding = Diagnostic::error("wrong-type", span, message);
            self.diagnostics.push(finding.help("write stock = { inflow = \"profit\" }"));
            return self.builder.constant(1.0);
        };
        let inner = format!("{path}.stock");
        unknown_keys(&inner, table, &known("stock"), self.diagnostics);
        let mut read = |key: &str| {
            let entry = table.get(key)?;
            let site = format!("{inner}.{key}");
            Some(match key {
                "start" => self.lower_number(&entry.value, &site, Reading::Close),
                _ => self.mean_of(&entry.value, &site, Reading::Close, false),
            })
        };
        let (inflow, outflow, start) = (read("inflow"), read("outflow"), read("start"));
        if inflow.is_none() && outflow.is_none() {
            let message = format!("`inflow` is missing in {inner}");
            let finding = Diagnostic::error("missing-key", span, message);
            self.diagnostics.push(finding.help("add `inflow = …`: what adds up, a year"));
        }
        let builder = &mut self.builder;
        let zero = builder.constant(0.0);
        let start = start.unwrap_or(zero);
        let rate = match (inflow, outflow) {
            (Some(inflow), Some(outflow)) => builder.subtract(inflow, outflow),
            (Some(inflow), None) => inflow,
            (None, Some(outflow)) => builder.negate(outflow),
            (None, None) => zero,
        };
        let sum = builder.later(path);
        let before = builder.previous(sum);
        let length = builder.period_length();
        let part = builder.multiply(rate, length);
        let after = builder.add(before, part);
        let result = builder.followed(start, after);
        builder.define(sum, result);
        result
    }
}
