//! The tables that people read: payoffs, clauses by side, chances of events, and what sides see that believe otherwise.

use super::beliefs::{Seen, SeenEvent};
use super::over_time::EventResult;
use super::run::RunResults;
use super::sides::SideResult;
use super::tables::{add, measured};
use crate::report::{Cell, Column, Kind, Table};
use crate::statistics::Measure;

impl RunResults {
    /// The payoff of every side: its mean with its error, percentiles, and the chance of a loss. What is the same on
    /// every path has no percentiles.
    pub(super) fn payoff_table(&self, head: &str) -> Table {
        payoffs(head, &self.sides.iter().collect::<Vec<_>>())
    }

    /// What each side pays and receives in money, and what its mean payments return; nothing where no side does both.
    pub(super) fn returns_table(&self, head: &str) -> Option<Table> {
        let mut table = Table::new(vec![
            Column::new(head, "", Kind::Text),
            Column::new("paid", "", Kind::Measure),
            Column::new("received", "", Kind::Measure),
            Column::new("multiple", "", Kind::Number),
            Column::new("IRR, % a year", "", Kind::Number),
            Column::new("paid back", "", Kind::Date),
        ]);
        for returns in &self.returns {
            let Some(side) = self.sides.get(returns.side) else { continue };
            let row = vec![
                side.label.as_str().into(),
                measured(returns.paid),
                measured(returns.received),
                returns.multiple().into(),
                returns.rate.only().map(|rate| 100.0 * rate).into(),
                returns.paid_back.into(),
            ];
            add(&mut table, row);
        }
        (!self.returns.is_empty()).then_some(table)
    }

    /// What each side received under each clause, present value, in the order of the file; what it paid is below zero.
    /// The last row adds it up to the payoffs.
    pub(super) fn clause_table(&self, head: &str) -> Table {
        let sides = self.sides.iter().map(|side| Column::new(&side.label, "", Kind::Measure));
        let mut table =
            Table::new(std::iter::once(Column::new(head, "", Kind::Text)).chain(sides).collect());
        let mut terms: Vec<(&str, &str)> = Vec::new();
        for moved in &self.moved {
            let moves = moved.present_value.is_some_and(|value| value.value != 0.0);
            if moves && !terms.iter().any(|(term, _)| *term == moved.term) {
                terms.push((&moved.term, &moved.term_label));
            }
        }
        for (term, label) in terms {
            let cell = |side: usize| {
                let own = self.moved.iter().find(|own| own.term == term && own.side == side);
                let value = own.and_then(|own| own.present_value);
                value
                    .filter(|value| value.value != 0.0)
                    .map_or(Cell::Blank, |it| measured(Some(it)))
            };
            let mut row: Vec<Cell> = vec![label.into()];
            row.extend((0..self.sides.len()).map(cell));
            add(&mut table, row);
        }
        let mut row: Vec<Cell> = vec!["payoff".into()];
        row.extend(self.sides.iter().map(|side| measured(side.mean)));
        add(&mut table, row);
        table
    }

    /// Clauses under which nothing moved on any path.
    pub(super) fn idle_clauses(&self) -> Vec<&str> {
        let mut idle: Vec<(&str, &str)> = Vec::new();
        for moved in &self.moved {
            if !idle.iter().any(|(term, _)| *term == moved.term) {
                idle.push((&moved.term, &moved.term_label));
            }
        }
        let moves = |term: &str| {
            let own = self.moved.iter().filter(|moved| moved.term == term);
            own.filter_map(|moved| moved.present_value).any(|value| value.value != 0.0)
        };
        idle.retain(|(term, _)| !moves(term));
        idle.into_iter().map(|(_, label)| label).collect()
    }

    /// The chance of each event by the end, the first so many of them, and of one that ends a clause also the chance that
    /// it comes before whatever else ends it.
    pub(super) fn event_table(&self, head: &str, most: usize) -> Table {
        let shown = || self.events.iter().take(most);
        let ends_clauses = shown().any(|event| event.while_running.is_some());
        let mut columns =
            vec![Column::new(head, "", Kind::Text), Column::new("probability", "", Kind::Share)];
        if ends_clauses {
            columns.push(Column::new("while its clause runs", "", Kind::Share));
        }
        let mut table = Table::new(columns);
        for event in shown() {
            let mut row = vec![event.label.as_str().into(), measured(event.by_horizon())];
            if ends_clauses {
                let within = event.while_running.map(|within| measured(Some(within)));
                row.push(within.unwrap_or(Cell::Blank));
            }
            add(&mut table, row);
        }
        table
    }

    /// The part of each payoff's variance that rests on assumed numbers, where it is known of any.
    pub(super) fn assumed_table(&self, head: &str) -> Option<Table> {
        let known: Vec<&SideResult> =
            self.sides.iter().filter(|side| side.assumed.is_some()).collect();
        let mut table = Table::new(vec![
            Column::new(head, "", Kind::Text),
            Column::new("from assumed numbers", "", Kind::Share),
        ]);
        for side in &known {
            // An estimate of a share can come out beyond its bounds, which a share cannot.
            let share =
                side.assumed.map(|share| Measure { value: share.value.clamp(0.0, 1.0), ..share });
            add(&mut table, vec![side.label.as_str().into(), measured(share)]);
        }
        (!known.is_empty()).then_some(table)
    }

    /// The payoffs that sides expect in the worlds that they believe in.
    pub(super) fn believed_payoffs(&self, head: &str) -> Table {
        payoffs(head, &self.beliefs.iter().map(|seen| &seen.side).collect::<Vec<_>>())
    }

    /// The events that somebody sees otherwise, if there are any.
    pub(super) fn believed_events(&self, head: &str, base: &str) -> Option<Table> {
        let mut table = Table::new(vec![
            Column::new(head, "", Kind::Text),
            Column::new("probability", "", Kind::Share),
            Column::new(base, "", Kind::Share),
        ]);
        for Seen { side, events } in &self.beliefs {
            for SeenEvent { event, base } in events {
                let words = format!("{}: {}", side.label, event.label);
                let own = EventResult::by_horizon(event);
                add(&mut table, vec![words.into(), measured(own), measured(*base)]);
            }
        }
        (!table.rows().is_empty()).then_some(table)
    }
}

/// One row a side.
fn payoffs(head: &str, sides: &[&SideResult]) -> Table {
    let spread = sides.iter().any(|side| !side.is_constant());
    let mut columns =
        vec![Column::new(head, "", Kind::Text), Column::new("mean", "", Kind::Measure)];
    if spread {
        columns.extend(["P5", "P50", "P95"].map(|name| Column::new(name, "", Kind::Number)));
    }
    columns.push(Column::new("P(loss)", "", Kind::Share));
    let mut table = Table::new(columns);
    for side in sides {
        let mut row: Vec<Cell> = vec![side.label.as_str().into(), measured(side.mean)];
        let percentile = |place: usize| {
            if side.is_constant() {
                return Cell::Blank;
            }
            side.quantile(place).map(|measure| measure.value).filter(|it| it.is_finite()).into()
        };
        row.extend((0..3).filter(|_| spread).map(percentile));
        row.push(measured(side.loss));
        add(&mut table, row);
    }
    table
}
