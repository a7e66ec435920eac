//! How the payoffs of two sides go together: correlation, who loses when, and the table of both.

use super::reading;
use super::run::RunResults;
use super::tables::{add, measured};
use crate::engine::Outcome;
use crate::report::{Column, Kind, Table};
use crate::scenario::Model;
use crate::statistics::{JointHistogram, Measure, Quadrant, Unit, rank_correlation};
use rayon::prelude::*;

/// Two sides and how their payoffs lie together.
#[derive(Clone, Debug)]
pub(super) struct JointResult {
    /// Number of the side that goes across.
    pub(super) across: usize,
    /// Number of the side that goes up.
    pub(super) up: usize,
    pub(super) histogram: JointHistogram,
    pub(super) correlation: Option<Measure>,
    /// Where the run kept every value.
    pub(super) rank_correlation: Option<Measure>,
    /// Shares of paths, in the order of [`Quadrant::ALL`].
    pub(super) shares: [Option<Measure>; 4],
}

/// Reads every pair.
pub(super) fn read(model: &Model, outcome: &Outcome, unit: Unit) -> Vec<JointResult> {
    let payoffs = |side: usize| {
        model.sides.get(side).and_then(|side| reading::every_value(outcome, side.payoff))
    };
    let pairs = model.joints.par_iter().filter_map(|pair| {
        let histogram = outcome.joints.get(pair.joint)?.clone();
        let both = payoffs(pair.across).zip(payoffs(pair.up));
        Some(JointResult {
            across: pair.across,
            up: pair.up,
            correlation: histogram.correlation(),
            rank_correlation: both.and_then(|(xs, ys)| rank_correlation(xs, ys, unit)),
            shares: Quadrant::ALL.map(|quadrant| histogram.share(quadrant)),
            histogram,
        })
    });
    pairs.collect()
}

impl JointResult {
    /// Whether any path has a payoff below zero.
    pub(super) fn has_loss(&self) -> bool {
        self.shares.iter().take(3).flatten().any(|share| share.value > 0.0)
    }
}

impl RunResults {
    /// One row for each pair of sides: the correlation of their payoffs (present value at the start) and that of the
    /// ranks (absent where the run was too long to keep every payoff), and on which share of paths both, one or none of
    /// them has a payoff below zero.
    #[must_use]
    pub fn joint(&self) -> Table {
        let mut table = Table::new(vec![
            Column::new("first", "", Kind::Text),
            Column::new("second", "", Kind::Text),
            Column::new("correlation", "", Kind::Measure),
            Column::new("rank_correlation", "", Kind::Measure),
            Column::new("both_lose", "", Kind::Measure),
            Column::new("only_second_loses", "", Kind::Measure),
            Column::new("only_first_loses", "", Kind::Measure),
            Column::new("neither_loses", "", Kind::Measure),
        ]);
        for pair in &self.joints {
            let name = |side: usize| self.sides.get(side).map(|side| side.name.clone());
            let mut row = vec![name(pair.across).into(), name(pair.up).into()];
            row.extend([pair.correlation, pair.rank_correlation].map(measured));
            row.extend(pair.shares.map(measured));
            add(&mut table, row);
        }
        table
    }

    /// The same for people.
    pub(super) fn joint_shown(&self) -> Table {
        let losses = self.joints.iter().any(JointResult::has_loss);
        let mut columns = vec![
            Column::new("sides", "", Kind::Text),
            Column::new("correlation", "", Kind::Measure),
            Column::new("of ranks", "", Kind::Measure),
        ];
        if losses {
            let heads = ["both lose", "only the second loses", "only the first loses"];
            columns.extend(heads.map(|head| Column::new(head, "", Kind::Share)));
        }
        let mut table = Table::new(columns);
        let label = |side: usize| self.sides.get(side).map_or("", |side| side.label.as_str());
        for pair in &self.joints {
            let both = format!("{} and {}", label(pair.across), label(pair.up));
            let mut row = vec![both.into(), measured(pair.correlation)];
            row.push(measured(pair.rank_correlation));
            if losses {
                row.extend(pair.shares.iter().take(3).copied().map(measured));
            }
            add(&mut table, row);
        }
        table
    }
}
