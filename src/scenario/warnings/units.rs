//! Money, shares and rates a year at the keys that take them: what a number is known to be has to fit its key.

use super::Look;
use crate::diagnose::Diagnostic;
use crate::distributions;
use crate::document::{Table, Value, ValueKind};
use crate::scenario::dimensions::{self, Dimension};
use crate::scenario::sections::NOTES;

/// What a key takes an amount of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quantity {
    Money,
    MoneyAYear,
    /// A part of something.
    Share,
    /// A rate of interest, return or discount, a year.
    Rate,
    /// The drift of a growing quantity, a year.
    Growth,
    /// The standard deviation of a logarithm after a year.
    Volatility,
    /// A number of times.
    Times,
}

use Quantity::{Growth, Money, MoneyAYear, Rate, Share, Times, Volatility};

impl Quantity {
    /// The dimension, where only one will do; a rate a year may be written as a plain percentage.
    fn dimension(self) -> Dimension {
        match self {
            Money => dimensions::MONEY,
            MoneyAYear => dimensions::MONEY_A_YEAR,
            Share | Rate | Growth | Volatility | Times => dimensions::SHARE_OR_RATE,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Money => "a sum of money",
            MoneyAYear => "money a year",
            Share => "a share",
            Rate | Growth | Volatility => "a rate a year",
            Times => "a number of times",
        }
    }
}

/// What a key of an item takes; nothing where numbers of any unit will do.
pub(super) fn quantity(section: &str, kind: &str, key: &str) -> Option<Quantity> {
    Some(match (section, kind, key) {
        ("parties", _, "discount_rate") => Rate,
        ("companies", _, "cash" | "value") => Money,
        ("drivers", "geometric_brownian" | "jump_diffusion", "drift") => Growth,
        ("drivers", "growth", "growth" | "growth_start" | "growth_mean") => Growth,
        (
            "drivers",
            "growth",
            "volatility_mean" | "growth_volatility" | "growth_volatility_mean",
        ) => Volatility,
        (
            "drivers",
            "geometric_brownian" | "jump_diffusion" | "growth" | "logistic",
            "volatility",
        ) => Volatility,
        ("terms", "formula_flow", "amount") => MoneyAYear,
        ("terms", "waterfall", "amount") | ("terms", "penalty", "of" | "level" | "rate") => {
            return None;
        }
        ("terms", "cloud_commitment", "price") => Times,
        ("terms", _, "of" | "benefit" | "spend") => MoneyAYear,
        (
            "terms",
            _,
            "amount" | "cap" | "floor" | "already" | "tail" | "otherwise" | "advance" | "recoups"
            | "target" | "target_then" | "loss_before" | "invested" | "pre_money" | "post_money"
            | "principal" | "basket" | "least" | "net_debt" | "working_capital" | "collar" | "most"
            | "qualifying" | "paid" | "strike" | "strike_value" | "a_day" | "price",
        ) => Money,
        (
            "terms",
            _,
            "rate" | "credit" | "catch_up" | "stake" | "discount" | "margin" | "shortfall"
            | "scope",
        ) => Share,
        ("terms", _, "interest" | "preferred_return" | "discount_rate") => Rate,
        ("terms", _, "multiple" | "participation_cap") => Times,
        _ => return None,
    })
}

/// The kind of an item, as its table names it.
pub(super) fn kind_of<'a>(section: &str, table: &'a Table) -> &'a str {
    let key = if section == "drivers" { "process" } else { "kind" };
    table.get(key).and_then(|entry| entry.value.as_text()).unwrap_or("")
}

impl Look<'_, '_> {
    /// Complains where what a number is known to be cannot stand at its key.
    pub(super) fn units(&mut self) {
        for (section, name, item) in self.items() {
            let table = item.table();
            let kind = kind_of(section, table);
            for entry in &table.entries {
                let key = entry.key.name.as_str();
                let path = format!("{section}.{name}.{key}");
                match (section, key, quantity(section, kind, key)) {
                    (_, _, Some(Share)) if self.counts_units(table) => {}
                    (_, _, Some(quantity)) => self.unit(&path, quantity, &entry.value),
                    ("terms", "tiers", _) if !self.counts_units(table) => {
                        for tier in entries(&entry.value) {
                            self.unit(&path, Share, &tier.1);
                        }
                    }
                    ("terms", "pays" | "keeps", _) => {
                        for (released, amount) in entries(&entry.value) {
                            self.unit(&format!("{path}.{released}"), Money, &amount);
                        }
                    }
                    ("terms", "changes", _) => {
                        for (changed, value) in entries(&entry.value) {
                            let Some(quantity) = quantity(section, kind, &changed) else {
                                continue;
                            };
                            for (_, number) in entries(&value) {
                                self.unit(&format!("{path}.{changed}"), quantity, &number);
                            }
                        }
                    }
                    ("companies", "funding", _) => {
                        for (inner, value) in entries(&entry.value) {
                            let quantity = match inner.as_str() {
                                "floor" | "max" => Money,
                                "discount" => Share,
                                _ => continue,
                            };
                            self.unit(&format!("{path}.{inner}"), quantity, &value);
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    /// Whether the base of a share is counted in units of its own, so that its rate is a price.
    pub(super) fn counts_units(&self, table: &Table) -> bool {
        let Some(of) = table.get("of") else { return false };
        let Some(tree) = self.tree(&of.value) else { return false };
        tree.names().into_iter().any(|(name, _)| {
            let item = self.names.drivers.get(name).or_else(|| self.names.inputs.get(name));
            let unit = item.and_then(|item| item.text("unit"));
            unit.is_some_and(|unit| dimensions::of_unit(unit, self.money()) == Dimension::Unknown)
        })
    }

    fn unit(&mut self, path: &str, quantity: Quantity, value: &Value) {
        match &value.kind {
            ValueKind::Text(_) => self.unit_of_text(path, quantity, value),
            ValueKind::List(items) => items.iter().for_each(|item| self.unit(path, quantity, item)),
            ValueKind::Table(table) => {
                for entry in &table.entries {
                    let key = entry.key.name.as_str();
                    let number =
                        key == "value" || key == "schedule" || distributions::find(key).is_some();
                    let date = key.starts_with(|first: char| first.is_ascii_digit());
                    let quantile =
                        key.strip_prefix('p').is_some_and(|rest| rest.parse::<u8>().is_ok());
                    let own = [
                        "low", "high", "mode", "mean", "sd", "median", "min", "max", "number",
                        "values",
                    ];
                    if number || date || quantile || own.contains(&key) && !NOTES.contains(&key) {
                        self.unit(path, quantity, &entry.value);
                    }
                }
            }
            _ => {}
        }
    }

    fn unit_of_text(&mut self, path: &str, quantity: Quantity, value: &Value) {
        let Some(tree) = self.tree(value) else { return };
        let money = self.money();
        let known = dimensions::of_tree(&tree, self.names, self.sources, self.scale, money);
        if known.fits(quantity.dimension()) {
            return;
        }
        let (is, wanted) = (known.words(), quantity.words());
        let written = value.as_text().unwrap_or("").trim();
        let shown = crate::scenario::names::shortened(written);
        let message = format!("{path} takes {wanted}, and `{shown}` is {is}");
        let help = match (quantity, is) {
            (Money, "money a year") => {
                format!("money a year is not money: say for how long, \"{shown} * dt\" or \"{shown} * 0.5\", or use a formula_flow")
            }
            (Money | MoneyAYear, "a share" | "a rate a year") => {
                format!("write what it is a share of: \"{shown} * revenue\", or the amount of money itself")
            }
            (MoneyAYear, "money") => format!("say how much a year: \"{shown} / 1\" for what comes in a year, or give the driver its `unit`"),
            (Share, "money" | "money a year") => "write the share itself, such as \"5%\"; where the base counts pieces, give its driver a `unit`".to_owned(),
            (Times, _) => "write how many times, such as 1.5".to_owned(),
            _ => format!("write {wanted}, such as \"5%\""),
        };
        let finding = Diagnostic::error("wrong-quantity", value.span, message);
        self.found.push(finding.here(is).help(help));
    }
}

/// The entries of a table, with their keys.
pub(super) fn entries(value: &Value) -> Vec<(String, Value)> {
    let table = value.as_table().map(|table| table.entries.as_slice()).unwrap_or_default();
    table.iter().map(|entry| (entry.key.name.clone(), entry.value.clone())).collect()
}
