//! What is known at a path's start, so that nothing of it is read late; and which events rest on flows or drivers.

use super::lowering::Lowering;
use super::references::References;
use crate::diagnose::Diagnostics;
use crate::document::{Table, Value, ValueKind};
use crate::formula::{Expression, ExpressionKind, FunctionKind, parse, parse_number};
use std::collections::{BTreeMap, BTreeSet};

/// How far ahead a value can be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sight {
    /// Whether it is known for all dates once the inputs are drawn and the times of events are known.
    pub(super) known: bool,
    /// Whether something in it moves that is.
    pub(super) moves: bool,
}

impl Sight {
    const FIXED: Self = Self { known: true, moves: false };
    const MOVING: Self = Self { known: true, moves: true };
    const STATE: Self = Self { known: false, moves: false };

    fn and(self, other: Self) -> Self {
        Self { known: self.known && other.known, moves: self.moves || other.moves }
    }
}

/// What an event waits for, whatever it is made of.
#[derive(Clone, Debug, Default)]
pub(super) struct Rests {
    /// Whether flows are among it.
    pub(super) on_flows: bool,
    /// Whether a company is among it, which every flow of its own may reach.
    pub(super) on_companies: bool,
    /// The drivers among it.
    pub(super) drivers: BTreeSet<String>,
    /// The events among it.
    pub(super) events: BTreeSet<String>,
    /// The clauses among it.
    pub(super) terms: BTreeSet<String>,
}

/// What was found out so far, by name.
#[derive(Debug, Default)]
pub(super) struct Foreseen {
    drivers: BTreeMap<String, Sight>,
    events: BTreeMap<String, Rests>,
}

impl Lowering<'_, '_> {
    /// The tree of a text that is no number; faults are told where it is lowered.
    pub(super) fn tree_of(&self, text: &str, value: &Value) -> Option<Expression> {
        if parse_number(text, self.scale).is_some() {
            return None;
        }
        parse(text, value.span, self.scale, &mut Diagnostics::default())
    }

    /// How far ahead a driver can be seen.
    pub(super) fn sight_of_driver(&mut self, name: &str) -> Sight {
        if let Some(&sight) = self.foreseen.drivers.get(name) {
            return sight;
        }
        // One that is asked while it is worked out goes in a circle.
        self.foreseen.drivers.insert(name.to_owned(), Sight::STATE);
        let Some(item) = self.names.drivers.get(name).copied() else { return Sight::STATE };
        let table = item.table();
        let sight = if let Some(entry) = table.get("schedule") {
            self.sight_of_points(&entry.value)
        } else if let (Some(entry), None) = (table.get("formula"), table.get("start")) {
            self.sight(&entry.value)
        } else {
            Sight::STATE
        };
        self.foreseen.drivers.insert(name.to_owned(), sight);
        sight
    }

    fn sight_of_points(&mut self, value: &Value) -> Sight {
        let points: Vec<Value> = value
            .as_table()
            .map(|table| table.entries.iter().map(|entry| entry.value.clone()).collect())
            .unwrap_or_default();
        points.iter().fold(Sight::MOVING, |sight, point| sight.and(self.sight(point)))
    }

    /// How far ahead a number can be seen, as it is written.
    pub(super) fn sight(&mut self, value: &Value) -> Sight {
        match &value.kind {
            ValueKind::Text(text) => match self.tree_of(text, value) {
                Some(tree) => self.sight_of_tree(&tree),
                None => Sight::FIXED,
            },
            ValueKind::Table(table) => {
                if let Some(entry) = table.get("schedule") {
                    return self.sight_of_points(&entry.value.clone());
                }
                match table.get("value") {
                    Some(entry) => self.sight(&entry.value.clone()),
                    None => Sight::FIXED,
                }
            }
            _ => Sight::FIXED,
        }
    }

    /// How far ahead a formula can be seen.
    pub(super) fn sight_of_tree(&mut self, tree: &Expression) -> Sight {
        match &tree.kind {
            ExpressionKind::Number(_) | ExpressionKind::Knots(_) | ExpressionKind::Date(_) => {
                Sight::FIXED
            }
            ExpressionKind::Name(name) => match name.as_str() {
                "t" | "year" => Sight::MOVING,
                "dt" => Sight::FIXED,
                _ if self.names.inputs.contains_key(name) => Sight::FIXED,
                _ => self.sight_of_driver(name),
            },
            ExpressionKind::Unary { operand, .. } => self.sight_of_tree(operand),
            ExpressionKind::Binary { left, right, .. } => {
                let left = self.sight_of_tree(left);
                left.and(self.sight_of_tree(right))
            }
            ExpressionKind::Call { function, arguments } => match function.kind {
                FunctionKind::Fired | FunctionKind::Since | FunctionKind::Count => Sight::MOVING,
                FunctionKind::Prev
                | FunctionKind::Total
                | FunctionKind::Received
                | FunctionKind::Cash
                | FunctionKind::Stake => Sight::STATE,
                _ => arguments.iter().fold(Sight::FIXED, |sight, argument| {
                    let next = self.sight_of_tree(argument);
                    sight.and(next)
                }),
            },
        }
    }

    /// What an event or one of its parts waits for.
    pub(super) fn rests(&mut self, name: &str) -> Rests {
        let event = name.split('.').next().unwrap_or(name).to_owned();
        if let Some(rests) = self.foreseen.events.get(&event) {
            return rests.clone();
        }
        let mut rests = Rests::default();
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let section = if self.names.events.contains_key(&event) { "events" } else { "terms" };
        let mut stack = vec![format!("{section}.{event}")];
        while let Some(path) = stack.pop() {
            if !seen.insert(path.clone()) {
                continue;
            }
            let Some((section, name)) = path.split_once('.') else { continue };
            let items = match section {
                "drivers" => {
                    rests.drivers.insert(name.to_owned());
                    &self.names.drivers
                }
                "events" => {
                    rests.events.insert(name.to_owned());
                    &self.names.events
                }
                // A clause is an event where it is an option: it is exercised by what its period brings.
                "terms" => {
                    rests.on_flows = true;
                    rests.terms.insert(name.to_owned());
                    continue;
                }
                "companies" => {
                    rests.on_companies = true;
                    continue;
                }
                _ => continue,
            };
            let Some(item) = items.get(name) else { continue };
            rests.on_flows |= self.reads_ledger(item.table());
            let found = References::new(&self.names, self.scale).of_item(section, name, item.value);
            stack.extend(found);
        }
        self.foreseen.events.insert(event, rests.clone());
        rests
    }

    /// Whether a text in a table reads the ledger.
    fn reads_ledger(&self, table: &Table) -> bool {
        table.entries.iter().any(|entry| self.value_reads_ledger(&entry.value))
    }

    fn value_reads_ledger(&self, value: &Value) -> bool {
        match &value.kind {
            ValueKind::Text(text) => {
                self.tree_of(text, value).is_some_and(|tree| reads_ledger(&tree))
            }
            ValueKind::List(items) => items.iter().any(|item| self.value_reads_ledger(item)),
            ValueKind::Table(table) => self.reads_ledger(table),
            _ => false,
        }
    }

    /// The beginning of the day of an event that is a date.
    pub(super) fn day_of_event(&self, name: &str) -> Option<f64> {
        let table = self.names.events.get(name)?.table();
        let value = &table.get("date").filter(|_| table.get("window").is_none())?.value;
        match value.kind {
            ValueKind::Date(date) => Some(self.grid.years_to(date)),
            _ => None,
        }
    }

    /// Whether what is lowered now may read the time of an event in its own period: nothing that the event waits for
    /// hangs on it.
    pub(super) fn comes_first(&mut self, event: &str) -> bool {
        let rests = self.rests(event);
        !rests.on_flows && self.does_not_wait_for_this(&rests)
    }

    /// The same for what is read at a moment, by when flows are known.
    pub(super) fn comes_first_at_moment(&mut self, event: &str) -> bool {
        let rests = self.rests(event);
        let flows_count = self.under_way.is_empty() && !rests.on_companies;
        (flows_count || !rests.on_flows) && self.does_not_wait_for_this(&rests)
    }

    fn does_not_wait_for_this(&self, rests: &Rests) -> bool {
        match self.under_way.last().and_then(|path| path.split_once('.')) {
            Some(("drivers", driver)) => !rests.drivers.contains(driver),
            Some(("events", name)) => !rests.events.contains(name),
            _ => !rests.terms.contains(&self.term_name),
        }
    }
}

fn reads_ledger(tree: &Expression) -> bool {
    match &tree.kind {
        ExpressionKind::Unary { operand, .. } => reads_ledger(operand),
        ExpressionKind::Binary { left, right, .. } => reads_ledger(left) || reads_ledger(right),
        ExpressionKind::Call { function, arguments } => {
            let ledger = matches!(
                function.kind,
                FunctionKind::Total
                    | FunctionKind::Received
                    | FunctionKind::Cash
                    | FunctionKind::Stake
            );
            ledger || arguments.iter().any(reads_ledger)
        }
        _ => false,
    }
}
