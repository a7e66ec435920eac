//! The most that is paid in a window: paid to date is the smaller of the cap and what fell due to date.

use super::changes::Changing;
use super::clause::{Clause, Part};
use super::windows::{WindowSum, Windows};
use crate::kind::Params;
use crate::plan::{Called, Demand, FactKind, NodeId};

/// A cap, and the sums that it is held against.
pub(super) struct Cap {
    pub(super) level: Changing,
    windows: Windows,
    /// What fell due so far in the window.
    owed: WindowSum,
    /// What of it was paid.
    paid: WindowSum,
    already: NodeId,
    /// The part of the level that counts in the window; all of it where absent.
    in_part: Option<NodeId>,
}

impl Cap {
    /// A cap in a window, in which something was paid `already`.
    pub(super) fn new(
        params: &mut Params<'_>,
        level: Changing,
        windows: Windows,
        already: NodeId,
    ) -> Self {
        let path = params.path.clone();
        let builder = params.builder();
        let owed = WindowSum::new(builder, &path, &windows, already);
        let paid = WindowSum::new(builder, &path, &windows, already);
        Self { level, windows, owed, paid, already, in_part: None }
    }

    /// Counts only a part of the level.
    pub(super) fn in_part(self, in_part: Option<NodeId>) -> Self {
        Self { in_part, ..self }
    }

    /// Whether it holds over the life of the clause.
    pub(super) fn is_for_life(&self) -> bool {
        self.windows.word == "life"
    }

    fn level_now(&self, params: &mut Params<'_>, clause: &Clause, part: Part) -> NodeId {
        let level = clause.in_part(&self.level, part, params);
        let builder = params.builder();
        let level = match self.in_part {
            Some(in_part) => builder.multiply(level, in_part),
            None => level,
        };
        builder.quantize(level)
    }

    /// What is paid of an amount due: paid to date = min(cap, due to date), as increments: exact, since all are
    /// multiples of the quantum.
    pub(super) fn pays(
        &mut self,
        params: &mut Params<'_>,
        clause: &Clause,
        due: NodeId,
        part: Part,
    ) -> NodeId {
        let cap = self.level_now(params, clause, part);
        let path = params.path.clone();
        let builder = params.builder();
        let before = self.owed.now;
        self.owed.add(builder, due);
        // The cap would hide an amount that is no number.
        let called = Called::words(format!("{path}, due to date")).under(path.clone());
        builder.name(called, self.owed.now, Demand::FiniteWhereRead);
        // What was paid stays paid, where the cap falls below it or lay below it from the start.
        let fixed = builder.evaluate_constant(cap).zip(builder.evaluate_constant(self.already));
        let most = match fixed {
            Some((cap_now, already)) if already <= cap_now => cap,
            _ => builder.maximum(cap, self.paid.now),
        };
        let to_date = builder.minimum(self.owed.now, most);
        let paid = builder.subtract(to_date, self.paid.now);
        self.paid.now = to_date;
        builder.fact(&path, FactKind::Cap { before, due: self.owed.now, most, paid });
        paid
    }

    /// Counts something that was paid before it was earned.
    pub(super) fn count(&mut self, params: &mut Params<'_>, amount: NodeId) {
        self.owed.add(params.builder(), amount);
        self.paid.add(params.builder(), amount);
    }

    /// What is left under it.
    pub(super) fn room(&self, params: &mut Params<'_>, clause: &Clause) -> NodeId {
        let cap = self.level_now(params, clause, Part::Whole);
        let builder = params.builder();
        let room = builder.subtract(cap, self.paid.now);
        let zero = builder.constant(0.0);
        builder.maximum(room, zero)
    }

    /// Nothing more falls due in this period.
    pub(super) fn finish(self, params: &mut Params<'_>) {
        self.owed.finish(params.builder());
        self.paid.finish(params.builder());
    }
}
