//! The windows in which an entitlement is measured: its life, calendar or contract years, periods.

use crate::calendar::Grid;
use crate::diagnose::Diagnostic;
use crate::document::ValueKind;
use crate::kind::Params;
use crate::plan::{NodeId, PlanBuilder};

/// The words of `per`, the usual one first.
pub(super) const WINDOWS: &[&str] = &["life", "year", "contract_year", "period"];

/// What is measured in a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measured {
    Tiers,
    Floor,
    Cap,
}

impl Measured {
    fn key(self) -> &'static str {
        match self {
            Self::Tiers => "tiers",
            Self::Floor => "floor",
            Self::Cap => "cap",
        }
    }
}

/// The windows of one kind, as flags by period.
#[derive(Clone, Debug)]
pub(super) struct Windows {
    /// Its word.
    pub(super) word: &'static str,
    /// One in the first period of a window, by period; the start counts as none.
    first: Vec<bool>,
    /// When the window of each period opens and closes, also beyond the run.
    bounds: Vec<(f64, f64)>,
}

impl Windows {
    /// Reads `per`: one word, or a table of words for tiers, floor and cap.
    pub(super) fn read(params: &mut Params<'_>, measured: Measured, start: f64) -> Self {
        let word = word(params, measured);
        let grid = params.scope.grid();
        let periods = grid.periods();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "12 at most")]
        let a_year = (1.0 / grid.dt()).round().max(1.0) as usize;
        // Contract years are counted from the period in which the term starts, where that is known.
        let begins = grid.period_of(start.max(0.0)).unwrap_or(1);
        let begins = if grid.time(begins) == start { begins + 1 } else { begins };
        let first: Vec<bool> = (0..=periods)
            .map(|k| match word {
                _ if k == 0 => false,
                "period" => true,
                "year" => k == 1 || grid.calendar_year(k) != grid.calendar_year(k - 1),
                "contract_year" => k >= begins && (k - begins) % a_year == 0,
                _ => k == 1,
            })
            .collect();
        let bounds = bounds(grid, word, &first, a_year);
        Self { word, first, bounds }
    }

    /// The sum so far in its window, at the period's opening, of what `sum` stands for at the close.
    pub(super) fn at_open(&self, builder: &mut PlanBuilder, sum: NodeId) -> NodeId {
        let before = builder.previous(sum);
        let keep: Vec<f64> = self
            .first
            .iter()
            .enumerate()
            .map(|(k, first)| f64::from(u8::from(!first || k <= 1)))
            .collect();
        let keep = builder.series(keep);
        builder.multiply(before, keep)
    }

    /// The part of its window in which the clause is in force between two times; an end that is not known yet is still
    /// to come.
    pub(super) fn part_between(
        &self,
        builder: &mut PlanBuilder,
        start: NodeId,
        end: Option<NodeId>,
    ) -> NodeId {
        let opens = builder.series(self.bounds.iter().map(|bounds| bounds.0).collect());
        let closes = builder.series(self.bounds.iter().map(|bounds| bounds.1).collect());
        let zero = builder.constant(0.0);
        let start = builder.maximum(start, zero);
        let from = builder.maximum(opens, start);
        let last = self.bounds.len().saturating_sub(1);
        let horizon = builder.constant(builder.times().get(last).copied().unwrap_or(0.0));
        let within = builder.minimum(closes, horizon);
        let until = match end {
            Some(end) if builder.evaluate_constant(end).is_some() => builder.minimum(within, end),
            Some(end) => {
                let known = builder.has_happened_by_close(end);
                let earlier = builder.minimum(within, end);
                builder.select(known, earlier, within)
            }
            None => within,
        };
        let inside = builder.subtract(until, from);
        let inside = builder.maximum(inside, zero);
        let whole = builder.subtract(closes, opens);
        builder.divide(inside, whole)
    }

    /// One in the last period of a window.
    pub(super) fn closes(&self, builder: &mut PlanBuilder) -> NodeId {
        let last = self.first.len();
        let flags = (0..last)
            .map(|k| {
                let closes = k > 0 && (k + 1 == last || self.first[k + 1]);
                f64::from(u8::from(closes))
            })
            .collect();
        builder.series(flags)
    }
}

/// When the window of each period opens and closes: calendar years whole, also where the run begins or ends in them.
fn bounds(grid: Grid, word: &str, first: &[bool], a_year: usize) -> Vec<(f64, f64)> {
    let step = grid.dt();
    (0..first.len())
        .map(|k| {
            let k = k.max(1);
            let opening = (1..=k).rev().find(|&before| first[before]);
            match word {
                "period" => (grid.time(k - 1), grid.time(k)),
                "year" => {
                    let year = grid.calendar_year(k);
                    let day = |year: i16| {
                        let day = jiff::civil::Date::new(year, 1, 1);
                        day.map_or(f64::NAN, |day| grid.years_to(day))
                    };
                    (day(year), day(year.saturating_add(1)))
                }
                _ => {
                    #[expect(clippy::cast_precision_loss, reason = "1200 at most")]
                    let length = a_year as f64 * step;
                    let opens = grid.time(opening.unwrap_or(1) - 1);
                    (opens, opens + length)
                }
            }
        })
        .collect()
}

fn word(params: &mut Params<'_>, measured: Measured) -> &'static str {
    let Some(value) = params.value("per").cloned() else { return "life" };
    let ValueKind::Table(table) = &value.kind else { return params.word_of("per", WINDOWS) };
    for entry in &table.entries {
        if !["tiers", "floor", "cap"].contains(&entry.key.name.as_str()) {
            let message = format!("unknown key `{}` in {}.per", entry.key.name, params.path);
            let finding = Diagnostic::error("unknown-key", entry.key.span, message);
            params.complain(finding.help("it takes `tiers`, `floor` and `cap`"));
        }
    }
    let Some(entry) = table.get(measured.key()) else { return "life" };
    let text = entry.value.as_text().unwrap_or("");
    match WINDOWS.iter().find(|word| **word == text) {
        Some(word) => word,
        None => {
            let message = format!("`per.{}` in {} is no window", measured.key(), params.path);
            let finding = Diagnostic::error("unknown-word", entry.value.span, message);
            let help = "write \"life\", \"year\", \"contract_year\" or \"period\"";
            params.complain(finding.help(help));
            "life"
        }
    }
}

/// A sum that starts again in every window.
pub(super) struct WindowSum {
    later: NodeId,
    start: NodeId,
    /// What it is at the period's opening, and then with all that was added.
    pub(super) now: NodeId,
}

impl WindowSum {
    /// A sum that is `start` at the start of the run.
    pub(super) fn new(
        builder: &mut PlanBuilder,
        label: &str,
        windows: &Windows,
        start: NodeId,
    ) -> Self {
        let later = builder.later(label);
        let now = windows.at_open(builder, later);
        Self { later, start, now }
    }

    /// Adds to it in this period.
    pub(super) fn add(&mut self, builder: &mut PlanBuilder, amount: NodeId) {
        self.now = builder.add(self.now, amount);
    }

    /// Nothing more is added in this period.
    pub(super) fn finish(self, builder: &mut PlanBuilder) {
        let value = builder.followed(self.start, self.now);
        builder.define(self.later, value);
    }
}
