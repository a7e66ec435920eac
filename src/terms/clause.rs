//! What every term understands: when it is in force.

use crate::catalogue::{Parameter, Takes};
use crate::kind::{EventTime, Params, Reading};
use crate::plan::{NodeId, PlanBuilder};

/// Keys that every term takes besides its own.
pub static COMMON: &[Parameter] = &[
    Parameter::optional(
        "starts",
        Takes::Events,
        "the start of the run",
        "in force from the first of these; a date means the beginning of its day",
    ),
    Parameter::optional(
        "ends",
        Takes::Events,
        "never",
        "in force until the first of these; a date includes its day",
    ),
    Parameter::optional(
        "unless",
        Takes::Events,
        "never",
        "not in force once one of these has happened",
    ),
    Parameter::optional(
        "while",
        Takes::Formula,
        "always",
        "in force in the periods at whose opening this holds",
    ),
    Parameter::optional(
        "in_period",
        Takes::Word(&["prorate", "none", "full"]),
        "prorate",
        "what it earns in the period in which it ends",
    ),
    Parameter::optional(
        "rank",
        Takes::Number,
        "0",
        "order of claims when the payer's money is short: smaller is paid first, equal ranks share",
    ),
    Parameter::optional(
        "base_at",
        Takes::Word(&["close", "open", "mean"]),
        "close",
        "when in the period the base is read",
    ),
    super::escrow::ESCROW,
];

/// When a term is in force.
pub(super) struct Clause {
    starts: Option<EventTime>,
    ends: Option<EventTime>,
    condition: Option<NodeId>,
    in_period: &'static str,
}

impl Clause {
    /// Reads the common keys.
    pub(super) fn read(params: &mut Params<'_>) -> Self {
        let starts = params.events("starts", true);
        let ends = params.events("ends", false);
        let unless = params.events("unless", false);
        let ends = match (ends, unless) {
            (Some(a), Some(b)) => Some(a.either(b, params.builder())),
            (a, b) => a.or(b),
        };
        let condition = params.has("while").then(|| {
            let span = params.span_of("while");
            let text = params.text("while").unwrap_or_default();
            params.scope.formula(&text, span, Reading::Open)
        });
        let in_period = params.word_of("in_period", &["prorate", "none", "full"]);
        Self { starts, ends, condition, in_period }
    }

    /// When the base of a flow is read.
    pub(super) fn base_reading(params: &mut Params<'_>) -> Reading {
        match params.word_of("base_at", &["close", "open", "mean"]) {
            "open" => Reading::Open,
            "mean" => Reading::Mean,
            _ => Reading::Close,
        }
    }

    /// When it comes into force; minus infinity for from the start.
    pub(super) fn start_time(&self, builder: &mut PlanBuilder) -> NodeId {
        match self.starts {
            Some(starts) => starts.time(builder),
            None => builder.constant(f64::NEG_INFINITY),
        }
    }

    /// The fraction of the period in which it is in force.
    pub(super) fn in_force(&self, builder: &mut PlanBuilder) -> NodeId {
        let start = self.start_time(builder);
        let never = builder.constant(f64::INFINITY);
        let fraction = match (self.ends, self.in_period) {
            (None, _) => builder.overlap(start, never),
            (Some(ends), "none") => {
                let whole = builder.overlap(start, never);
                let close = builder.close_time();
                let open = ends.still_to_come(close, builder);
                builder.multiply(whole, open)
            }
            (Some(ends), how) => {
                let end = ends.time(builder);
                let part = builder.overlap(start, end);
                if how == "full" {
                    let zero = builder.constant(0.0);
                    builder.less(zero, part)
                } else {
                    part
                }
            }
        };
        match self.condition {
            Some(condition) => {
                let zero = builder.constant(0.0);
                builder.select(condition, fraction, zero)
            }
            None => fraction,
        }
    }

    /// One where it is in force at a moment, before the payments of that moment.
    pub(super) fn holds_at(&self, time: NodeId, builder: &mut PlanBuilder) -> NodeId {
        let start = self.start_time(builder);
        let mut holds = builder.less_equal(start, time);
        if let Some(ends) = self.ends {
            let open = ends.still_to_come(time, builder);
            holds = builder.and(holds, open);
        }
        if let Some(condition) = self.condition {
            holds = builder.and(holds, condition);
        }
        holds
    }

    /// One in the period in which it ends after it was in force, where anything ends it.
    pub(super) fn is_ending(&self, builder: &mut PlanBuilder) -> Option<NodeId> {
        let end = self.ends?.time(builder);
        let start = self.start_time(builder);
        let zero = builder.constant(0.0);
        let start = builder.maximum(start, zero);
        let was_in_force = builder.less(start, end);
        let happens = builder.happens(end);
        let mut ending = builder.and(happens, was_in_force);
        if let Some(condition) = self.condition {
            ending = builder.and(ending, condition);
        }
        Some(ending)
    }
}

/// The rank of a term's claims.
pub(super) fn rank(params: &mut Params<'_>) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "ranks are small whole numbers")]
    params.fixed("rank").map_or(0, |rank| rank.clamp(-1e6, 1e6) as i32)
}
