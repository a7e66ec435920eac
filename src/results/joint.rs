//! How the payoffs of two sides go together: correlation, who loses when, and the table of both.

use super::findings::{percentage, possessive};
use super::page::typeset;
use super::pictures::{Picture, stem_of, unit};
use super::reading;
use super::run::RunResults;
use super::sides::SideResult;
use super::tables::{add, measured};
use crate::charts::joint::{self, Joint, JointAxis};
use crate::engine::Outcome;
use crate::report::{Column, Kind, Table};
use crate::scenario::Model;
use crate::statistics::{self, JointHistogram, Measure, Quadrant, Unit, digits, rank_correlation};
use maud::{Markup, html};
use rayon::prelude::*;

/// A picture of fewer cells than these shows less than the table says.
const FEWEST_CELLS: usize = 5;

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

/// How closely two payoffs go together, in words and as a number; none where one of them does not vary. A few huge
/// payoffs decide their correlation, so ranks speak where there are any.
fn title(pair: &JointResult, first: &SideResult, second: &SideResult) -> Option<String> {
    let (name, correlation) = match pair.rank_correlation {
        Some(of_ranks) => ("rank correlation", of_ranks),
        None => ("correlation", pair.correlation?),
    };
    let (first, second) = (&first.label, &second.label);
    let said = match correlation.value {
        value if value >= 0.5 => format!("{first} and {second} do well on the same paths"),
        value if value >= 0.1 => format!("{first} and {second} tend to do well on the same paths"),
        value if value <= -0.5 => format!("What {first} gains, {second} loses"),
        value if value <= -0.1 => format!("What {first} gains, {second} tends to lose"),
        _ => format!("How {first} does says little about how {second} does"),
    };
    let both = pair.shares.first().copied().flatten().filter(|share| share.value > 0.0);
    let both =
        both.map_or_else(String::new, |both| format!("; both lose on {}", percentage(both.value)));
    let number = typeset(&digits::number(correlation.value, 2));
    Some(format!("{said} ({name} {number}){both}"))
}

fn axis(axis: &statistics::JointAxis, side: &SideResult) -> JointAxis {
    JointAxis {
        quantity: format!("{} payoff", possessive(&side.label)),
        from: axis.from,
        width: axis.width,
        cells: axis.cells,
        mean: side.mean.map(|mean| mean.value),
        median: side.quantile(1).map(|median| median.value),
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

    /// One picture for each pair of sides whose payoffs both vary, to more than a few pairs of values.
    pub(super) fn joint_pictures(&self) -> Vec<Picture> {
        let picture = |pair: &JointResult| {
            let filled = pair.histogram.cells().iter().filter(|paths| **paths > 0).count();
            if filled < FEWEST_CELLS {
                return None;
            }
            let (first, second) = (self.sides.get(pair.across)?, self.sides.get(pair.up)?);
            let title = title(pair, first, second)?;
            let subtitle = format!(
                "Payoff of {} (across) and of {} (up) on every path, present value at the start, {}",
                first.label, second.label, self.money
            );
            let grid = &pair.histogram.grid;
            let data = Joint {
                unit: unit(&self.money),
                across: axis(&grid.across, first),
                up: axis(&grid.up, second),
                counts: pair.histogram.cells().to_vec(),
                paths: pair.histogram.count(),
                quadrants: pair
                    .has_loss()
                    .then(|| pair.shares.map(|share| share.map_or(0.0, |share| share.value))),
            };
            let drawing = joint::draw(&data, &self.caption(title, subtitle));
            let stem = stem_of("joint", &format!("{}_{}", first.name, second.name));
            Some((stem, drawing, joint::table(&data)))
        };
        self.joints.iter().filter_map(picture).collect()
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
                        th { "sides" } th { "correlation" } th { "of ranks" }
                        @if losses {
                            th { "both lose" } th { "only second" } th { "only first" }
                        }
                    } }
                    tbody {
                        @for pair in &self.joints {
                            tr {
                                th { (label(pair.across)) " and " (label(pair.up)) }
                                td { (typeset(&digits::measure(pair.correlation.as_ref()))) }
                                td { (typeset(&digits::measure(pair.rank_correlation.as_ref()))) }
                                @if losses {
                                    @for share in pair.shares.iter().take(3).copied() { td { (super::terminal::percent(share)) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
