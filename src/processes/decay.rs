//! Gaps that close exponentially: what is left of one after a period, and volatilities that decay to a long-run value.

use crate::catalogue::{Parameter, Range, Takes};
use crate::kind::{Params, Reading};
use crate::plan::{Binary, NodeId, PlanBuilder};

/// `e^(−speed dt)`: the part of a gap that is left after a period.
pub(super) fn kept(builder: &mut PlanBuilder, speed: NodeId) -> NodeId {
    let years = builder.period_years();
    kept_of(builder, speed, years)
}

/// The same after so many years.
pub(super) fn kept_of(builder: &mut PlanBuilder, speed: NodeId, years: f64) -> NodeId {
    let exponent = builder.scale(speed, -years);
    builder.exponential(exponent)
}

/// `(1 − e^(−speed dt)) / speed`: the years that a gap which closes counts for; the period itself where the speed is 0.
pub(super) fn closing_years(builder: &mut PlanBuilder, speed: NodeId) -> NodeId {
    let years = builder.period_years();
    closing_years_of(builder, speed, years)
}

/// The same over so many years.
pub(super) fn closing_years_of(builder: &mut PlanBuilder, speed: NodeId, years: f64) -> NodeId {
    let kept = kept_of(builder, speed, years);
    let one = builder.constant(1.0);
    let lost = builder.subtract(one, kept);
    let ratio = builder.divide(lost, speed);
    let zero = builder.constant(0.0);
    let still = builder.binary(Binary::Equal, speed, zero);
    let length = builder.constant(years);
    builder.select(still, length, ratio)
}

/// What `volatility` decays to.
pub(super) const VOLATILITY_MEAN: Parameter = Parameter::optional(
    "volatility_mean",
    Takes::Number,
    "`volatility`: it stays",
    "what the volatility decays to",
)
.within(Range::NotNegative);

/// How fast it does.
pub(super) const VOLATILITY_SPEED: Parameter = Parameter::optional(
    "volatility_speed",
    Takes::Number,
    "0: it stays",
    "how fast the volatility decays to `volatility_mean`, a year: half of the gap closes in ln 2 / speed years",
).within(Range::NotNegative);

/// The price that a risk-adjusted drift pays.
pub(super) const MARKET_PRICE_OF_RISK: Parameter = Parameter::optional(
    "market_price_of_risk",
    Takes::Number,
    "0",
    "times the volatility, it is taken off the drift: for values under risk-adjusted probabilities",
);

/// Keys of a volatility that may decay.
#[derive(Clone, Copy)]
pub(super) struct VolatilityKeys {
    /// Its value at the start.
    pub(super) start: &'static str,
    /// What it decays to.
    pub(super) mean: &'static str,
    /// How fast.
    pub(super) speed: &'static str,
    /// What it decays to where that is not said: itself, or a number.
    pub(super) otherwise: Option<f64>,
}

/// The volatility of the driver itself.
pub(super) const OWN_VOLATILITY: VolatilityKeys = VolatilityKeys {
    start: "volatility",
    mean: "volatility_mean",
    speed: "volatility_speed",
    otherwise: None,
};

/// A volatility as at the opening of the period: `mean + (start − mean) e^(−speed t)`.
pub(super) fn volatility(params: &mut Params<'_>, keys: VolatilityKeys) -> NodeId {
    let start = params.spread(keys.start);
    let Some(speed) = params.optional(keys.speed, Reading::Open) else { return start };
    let mean = match (params.optional(keys.mean, Reading::Open), keys.otherwise) {
        (Some(mean), _) => mean,
        (None, Some(number)) => params.builder().constant(number),
        (None, None) => start,
    };
    let builder = params.builder();
    let open = builder.open_time();
    let passed = builder.multiply(speed, open);
    let exponent = builder.negate(passed);
    let left = builder.exponential(exponent);
    let gap = builder.subtract(start, mean);
    let above = builder.multiply(gap, left);
    builder.add(mean, above)
}
