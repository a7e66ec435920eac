//! How the payoffs of two sides go together: correlation, who loses when, and the table of both.

use super::run::RunResults;
use super::tables::{add, measured};
use crate::engine::Outcome;
use crate::report::{Column, Kind, Table};
use crate::scenario::Model;
use crate::statistics::{JointHistogram, Measure, Quadrant, digits};
use maud::{Markup, html};

/// Two sides and how their payoffs lie together.
#[derive(Clone, Debug)]
pub(super) struct JointResult {
    /// Number of the side that goes across.
    pub(super) across: usize,
    /// Number of the side that goes up.
    pub(super) up: usize,
    pub(super) histogram: JointHistogram,
    pub(super) correlation: Option<Measure>,
    /// Shares of paths, in the order of [`Quadrant::ALL`].
    pub(super) shares: [Option<Measure>; 4],
}

/// Reads every pair.
pub(super) fn read(model: &Model, outcome: &Outcome) -> Vec<JointResult> {
    let pairs = model.joints.iter().filter_map(|pair| {
        let histogram = outcome.joints.get(pair.joint)?.clone();
        Some(JointResult {
            across: pair.across,
            up: pair.up,
            correlation: histogram.correlation(),
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
    /// One row for each pair of sides: the correlation of their payoffs (present value at the start), and on which
    /// share of paths both, one or none of them has a payoff below zero.
    #[must_use]
    pub fn joint(&self) -> Table {
        let mut table = Table::new(vec![
            Column::new("first", "", Kind::Text),
            Column::new("second", "", Kind::Text),
            Column::new("correlation", "", Kind::Measure),
            Column::new("both_lose", "", Kind::Measure),
            Column::new("only_second_loses", "", Kind::Measure),
            Column::new("only_first_loses", "", Kind::Measure),
            Column::new("neither_loses", "", Kind::Measure),
        ]);
        for pair in &self.joints {
            let name = |side: usize| self.sides.get(side).map(|side| side.name.clone());
            let mut row =
                vec![name(pair.across).into(), name(pair.up).into(), measured(pair.correlation)];
            row.extend(pair.shares.map(measured));
            add(&mut table, row);
        }
        table
    }

    /// The same for the page.
    pub(super) fn joint_table(&self) -> Markup {
        let label = |side: usize| self.sides.get(side).map_or("", |side| side.label.as_str());
        let losses = self.joints.iter().any(JointResult::has_loss);
        html! {
            @if !self.joints.is_empty() {
                p { "How the payoffs of two sides go together, path by path." }
                table {
                    thead { tr {
                        th { "sides" } th { "correlation" }
                        @if losses {
                            th { "both lose" } th { "only the second loses" }
                            th { "only the first loses" } th { "neither loses" }
                        }
                    } }
                    tbody {
                        @for pair in &self.joints {
                            tr {
                                th { (label(pair.across)) " and " (label(pair.up)) }
                                td { (digits::measure(pair.correlation.as_ref())) }
                                @if losses {
                                    @for share in pair.shares { td { (super::terminal::percent(share)) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
