//! Per cent written as a plain number: a share of 20, a discount rate of 9, a volatility of 25.

use super::Look;
use super::units::{Quantity, entries, kind_of, quantity};
use crate::diagnose::Diagnostic;
use crate::document::{Table, Value, ValueKind};

impl Quantity {
    /// From where on a number is asked about: hardly any deal has a larger one.
    fn largest(self) -> Option<f64> {
        match self {
            Self::Share | Self::Rate => Some(1.0),
            Self::Growth | Self::Volatility => Some(3.0),
            Self::Money | Self::MoneyAYear | Self::Times => None,
        }
    }
}

impl Look<'_, '_> {
    /// Asks about shares and rates that are far too large.
    pub(super) fn percents(&mut self) {
        for (section, name, item) in self.items() {
            let table = item.table();
            let kind = kind_of(section, table);
            // Where pieces are counted, a rate is the price of one.
            let counts = self.counts_units(table);
            for entry in &table.entries {
                let key = entry.key.name.as_str();
                let path = format!("{section}.{name}.{key}");
                // Out of their range these are errors.
                let ranged =
                    ["credit", "catch_up", "stake", "discount", "margin", "shortfall", "scope"];
                let taken = quantity(section, kind, key).filter(|_| !ranged.contains(&key));
                if let Some(quantity) = taken.filter(|taken| *taken != Quantity::Share || !counts) {
                    self.percent(table, &path, quantity, &entry.value);
                }
                if key == "tiers" && !counts {
                    for (_, share) in entries(&entry.value) {
                        self.percent(table, &path, Quantity::Share, &share);
                    }
                }
                if key == "changes" {
                    for (changed, values) in entries(&entry.value) {
                        let Some(quantity) = quantity(section, kind, &changed) else { continue };
                        if quantity != Quantity::Share || !counts {
                            for (_, value) in entries(&values) {
                                self.percent(table, &format!("{path}.{changed}"), quantity, &value);
                            }
                        }
                    }
                }
            }
        }
    }

    fn percent(&mut self, item: &Table, path: &str, quantity: Quantity, value: &Value) {
        let Some(largest) = quantity.largest() else { return };
        let found = self.numbers(value).into_iter().find(|(number, _)| number.abs() > largest);
        let Some((number, place)) = found else { return };
        let percent = (number * 1e6).round() / 1e4;
        let a_year = if quantity == Quantity::Share { "" } else { " a year" };
        let message = format!("{path} is {number}, which is {percent} %{a_year}");
        let help = format!(
            "did you mean \"{number}%\"? `allow = [\"likely-percent\"]` where {percent} % is meant"
        );
        let mut finding = Diagnostic::warning("likely-percent", value.span, message).help(help);
        if place.span != value.span && place.span.source == value.span.source {
            finding = finding.also(place.span, "written here");
        }
        self.warn(item, finding);
    }

    /// The numbers that a value may be, as far as they are written out: where they stand, and how large they are.
    fn numbers(&self, value: &Value) -> Vec<(f64, Value)> {
        if let Some(number) = self.constant(value) {
            return vec![(number, self.origin(value))];
        }
        let ValueKind::Table(table) = &value.kind else {
            let name = value.as_text().unwrap_or("").trim();
            let input = self.names.inputs.get(name).map(|item| item.value);
            return input.map(|input| self.numbers(input)).unwrap_or_default();
        };
        let mut all = Vec::new();
        for entry in &table.entries {
            match entry.key.name.as_str() {
                "value" => all.extend(self.numbers(&entry.value)),
                "schedule" => {
                    entries(&entry.value).iter().for_each(|(_, at)| all.extend(self.numbers(at)));
                }
                "uniform" | "triangular" | "pert" | "normal" | "choice" => {
                    all.extend(self.typical(&entry.value));
                }
                _ => {}
            }
        }
        all
    }

    /// The numbers around which a distribution lies; none where one of them is small, for then all may be meant.
    fn typical(&self, value: &Value) -> Vec<(f64, Value)> {
        let list = match &value.kind {
            ValueKind::List(list) => list.iter().take(3).cloned().collect(),
            ValueKind::Table(table) => {
                let known = ["low", "mode", "high", "mean", "p10", "p50", "p90"];
                let own =
                    table.entries.iter().filter(|entry| known.contains(&entry.key.name.as_str()));
                own.map(|entry| entry.value.clone()).collect()
            }
            _ => Vec::new(),
        };
        let numbers = list.into_iter().filter_map(|value| Some((self.literal(&value)?, value)));
        let least = numbers.min_by(|(one, _), (other, _)| one.abs().total_cmp(&other.abs()));
        least.into_iter().collect()
    }

    /// Where a number is written that is read by the name of an input.
    fn origin(&self, value: &Value) -> Value {
        let input = value.as_text().and_then(|name| self.names.inputs.get(name.trim()));
        match input.map(|item| item.value) {
            Some(input) => self.origin(input),
            None => match &value.kind {
                ValueKind::Table(table) => {
                    table.get("value").map_or(value.clone(), |entry| self.origin(&entry.value))
                }
                _ => value.clone(),
            },
        }
    }
}
