//! From what falls due to what is paid: floor and cap, over the window in which they are measured.

use super::clause::Clause;
use crate::catalogue::{Parameter, Takes};
use crate::diagnose::Diagnostic;
use crate::kind::{Params, Reading};
use crate::plan::NodeId;

/// Parameters of every term whose payments can be capped.
pub(super) const CAP: Parameter =
    Parameter::optional("cap", Takes::Number, "none", "most that is paid in a window, in money");
pub(super) const FLOOR: Parameter = Parameter::optional(
    "floor",
    Takes::Number,
    "none",
    "least that is paid in a whole window, in money; what is missing is paid when the window closes or the term ends",
);
pub(super) const ALREADY: Parameter = Parameter::optional(
    "already",
    Takes::Number,
    "0",
    "paid before the start; counts towards the first window",
);
pub(super) const PER: Parameter = Parameter::optional(
    "per",
    Takes::Word(&["life", "year", "contract_year", "period"]),
    "life",
    "the window in which cap and floor are measured",
);

/// The windows in which an entitlement is measured, as flags by period.
pub(super) struct Windows {
    /// One in the first period of a window, by period; the start counts as none.
    first: Vec<bool>,
}

impl Windows {
    /// Reads `per`.
    pub(super) fn read(params: &mut Params<'_>) -> Self {
        let per = params.word_of("per", &["life", "year", "contract_year", "period"]);
        let grid = params.scope.grid();
        let periods = grid.periods();
        let a_year = (1.0 / grid.dt()).round().max(1.0) as usize;
        let first = (0..=periods)
            .map(|k| match per {
                _ if k == 0 => false,
                "period" => true,
                "year" => k == 1 || grid.calendar_year(k) != grid.calendar_year(k - 1),
                "contract_year" => (k - 1) % a_year == 0,
                _ => k == 1,
            })
            .collect();
        Self { first }
    }

    /// The sum of `amount` so far in its window, at the period's opening.
    pub(super) fn sum_at_open(&self, params: &mut Params<'_>, later: NodeId) -> NodeId {
        let builder = params.builder();
        let before = builder.previous(later);
        let keep: Vec<f64> = self
            .first
            .iter()
            .enumerate()
            .map(|(k, first)| f64::from(u8::from(!first || k <= 1)))
            .collect();
        let keep = builder.series(keep);
        builder.multiply(before, keep)
    }

    /// One in the last period of a window.
    pub(super) fn closes(&self, params: &mut Params<'_>) -> NodeId {
        let last = self.first.len();
        let flags = (0..last)
            .map(|k| {
                let closes = k > 0 && (k + 1 == last || self.first[k + 1]);
                f64::from(u8::from(closes))
            })
            .collect();
        params.builder().series(flags)
    }
}

/// What is paid in the period for what falls due in it.
pub(super) fn paid(params: &mut Params<'_>, clause: &Clause, due: NodeId) -> NodeId {
    let cap = params.optional("cap", Reading::Open);
    let floor = params.optional("floor", Reading::Open);
    if let (Some(cap), Some(floor)) = (cap, floor) {
        floor_under_cap(params, cap, floor);
    }
    let due = params.builder().quantize(due);
    if cap.is_none() && floor.is_none() {
        return due;
    }
    let windows = Windows::read(params);
    let already = params.number_or("already", 0.0, Reading::Open);
    let path = params.path.clone();
    let builder = params.builder();
    let already = builder.quantize(already);
    let owed = builder.later(&path);
    let before = windows.sum_at_open(params, owed);
    let mut due = due;
    if let Some(floor) = floor {
        due = with_floor(params, clause, &windows, floor, before, due);
    }
    let builder = params.builder();
    let to_date = builder.add(before, due);
    let state = builder.followed(already, to_date);
    builder.define(owed, state);
    match cap {
        Some(cap) => under_cap(params, &windows, cap, already, to_date),
        None => due,
    }
}

/// Paid to date = min(cap, due to date), as increments: exact, since all are multiples of the quantum.
fn under_cap(
    params: &mut Params<'_>,
    windows: &Windows,
    cap: NodeId,
    already: NodeId,
    to_date: NodeId,
) -> NodeId {
    let path = params.path.clone();
    let builder = params.builder();
    let sum = builder.later(&path);
    let before = windows.sum_at_open(params, sum);
    let builder = params.builder();
    let cap = builder.quantize(cap);
    // What was paid stays paid, where the cap falls below it or lay below it from the start.
    let fixed = builder.evaluate_constant(cap).zip(builder.evaluate_constant(already));
    let room = match fixed {
        Some((cap_now, already)) if already <= cap_now => cap,
        _ => builder.maximum(cap, before),
    };
    let paid = builder.minimum(to_date, room);
    let state = builder.followed(already, paid);
    builder.define(sum, state);
    builder.subtract(paid, before)
}

/// What is missing to the floor falls due when the window closes, or when the term ends in it.
fn with_floor(
    params: &mut Params<'_>,
    clause: &Clause,
    windows: &Windows,
    floor: NodeId,
    before: NodeId,
    due: NodeId,
) -> NodeId {
    let closes = windows.closes(params);
    let force = clause.in_force(params.builder());
    let builder = params.builder();
    let zero = builder.constant(0.0);
    let in_force = builder.less(zero, force);
    let mut trued_up = builder.and(closes, in_force);
    if let Some(ending) = clause.is_ending(builder) {
        trued_up = builder.or(trued_up, ending);
    }
    let floor = builder.quantize(floor);
    let so_far = builder.add(before, due);
    let missing = builder.subtract(floor, so_far);
    let missing = builder.maximum(missing, zero);
    let top_up = builder.select(trued_up, missing, zero);
    builder.add(due, top_up)
}

fn floor_under_cap(params: &mut Params<'_>, cap: NodeId, floor: NodeId) {
    let builder = params.builder();
    if let (Some(cap), Some(floor)) = (builder.as_constant(cap), builder.as_constant(floor))
        && floor > cap
    {
        let message = format!("the floor of {} ({floor}) is above its cap ({cap})", params.path);
        let (cap_span, floor_span) = (params.span_of("cap"), params.span_of("floor"));
        params.complain(
            Diagnostic::error("floor-above-cap", floor_span, message)
                .here("a floor here")
                .also(cap_span, "a cap there")
                .help("lower the floor or raise the cap"),
        );
    }
}
