//! A quantity whose growth rate moves by itself, after Schwartz & Moon (2000).

use super::Process;
use super::decay::{
    MARKET_PRICE_OF_RISK, OWN_VOLATILITY, VOLATILITY_MEAN, VOLATILITY_SPEED, VolatilityKeys,
    volatility,
};
use super::geometric_brownian::lognormal_steps;
use super::mean_reverting::Pull;
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::diagnose::Diagnostic;
use crate::kind::{Params, Reading};
use crate::plan::NodeId;

/// See the entry.
pub(super) struct Growth;

/// The keys that say the growth rate here, instead of naming it.
const OWN_RATE: [&str; 8] = [
    "growth_start",
    "growth_mean",
    "growth_speed",
    "growth_volatility",
    "growth_volatility_mean",
    "growth_volatility_speed",
    "growth_market_price_of_risk",
    "growth_correlation",
];

impl Process for Growth {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "growth",
            summary: "A quantity whose growth rate is another driver, or moves by itself (Schwartz & Moon 2000); all rates as at each period's opening.",
            parameters: &[
                Parameter::required("start", Takes::Number, "its value at the start"),
                Parameter::optional(
                    "growth",
                    Takes::Number,
                    "said by `growth_start` and its companions",
                    "growth rate of its mean, a year; a driver in most deals",
                ),
                Parameter::required(
                    "volatility",
                    Takes::Number,
                    "standard deviation of its logarithm after a year, at the start",
                )
                .within(Range::NotNegative),
                VOLATILITY_MEAN,
                VOLATILITY_SPEED,
                MARKET_PRICE_OF_RISK,
                Parameter::optional(
                    "growth_start",
                    Takes::Number,
                    "nothing: `growth` says the rate",
                    "growth rate at the start, a year",
                ),
                Parameter::optional(
                    "growth_mean",
                    Takes::Number,
                    "needed with `growth_start`",
                    "the growth rate that it is pulled to, a year",
                ),
                Parameter::optional(
                    "growth_speed",
                    Takes::Number,
                    "needed with `growth_start`",
                    "how fast, a year: half of the gap closes in ln 2 / speed years",
                )
                .within(Range::NotNegative),
                Parameter::optional(
                    "growth_volatility",
                    Takes::Number,
                    "needed with `growth_start`",
                    "standard deviation a year of the noise of the growth rate, at the start",
                )
                .within(Range::NotNegative),
                Parameter::optional(
                    "growth_volatility_mean",
                    Takes::Number,
                    "0",
                    "what that volatility decays to",
                )
                .within(Range::NotNegative),
                Parameter::optional(
                    "growth_volatility_speed",
                    Takes::Number,
                    "0: it stays",
                    "how fast it does, a year",
                )
                .within(Range::NotNegative),
                Parameter::optional(
                    "growth_market_price_of_risk",
                    Takes::Number,
                    "0",
                    "times its volatility, it is taken off the drift of the growth rate",
                ),
                Parameter::optional(
                    "growth_correlation",
                    Takes::FixedNumber,
                    "0",
                    "correlation of the noise of the growth rate with that of the quantity",
                ),
            ],
            example: "[drivers.revenue]\nprocess = \"growth\"\nstart = 12.7\nvolatility = 0.25\nvolatility_mean = 0.1\nvolatility_speed = 0.3\ngrowth_start = 0.9\ngrowth_mean = 0.1\ngrowth_speed = 0.5\ngrowth_volatility = 0.2\ngrowth_volatility_speed = 0.3\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>) -> NodeId {
        let own: Vec<&str> = OWN_RATE.into_iter().filter(|key| params.has(key)).collect();
        if let (true, Some(first)) = (params.has("growth"), own.first()) {
            let message = format!("{} says its growth rate more than once", params.path);
            let finding = Diagnostic::error("not-together", params.span_of(first), message)
                .also(params.span_of("growth"), "named here")
                .help("keep `growth`, or `growth_start` and its companions");
            params.complain(finding);
        }
        let rate =
            if own.is_empty() { params.number("growth", Reading::Open) } else { own_rate(params) };
        let volatility = volatility(params, OWN_VOLATILITY);
        let rate = match params.optional("market_price_of_risk", Reading::Open) {
            Some(risk) => {
                let builder = params.builder();
                let price = builder.multiply(risk, volatility);
                builder.subtract(rate, price)
            }
            None => rate,
        };
        lognormal_steps(params, rate, volatility)
    }
}

/// The growth rate as at the opening, where it is said here.
fn own_rate(params: &mut Params<'_>) -> NodeId {
    let start = params.number("growth_start", Reading::Close);
    let mean = params.number("growth_mean", Reading::Open);
    let speed = params.number("growth_speed", Reading::Open);
    let keys = VolatilityKeys {
        start: "growth_volatility",
        mean: "growth_volatility_mean",
        speed: "growth_volatility_speed",
        otherwise: Some(0.0),
    };
    let volatility = volatility(params, keys);
    let risk = params.optional("growth_market_price_of_risk", Reading::Open);
    let shock = growth_shock(params);
    let label = params.site("growth");
    let pull = Pull { mean, speed, volatility, risk };
    let builder = params.builder();
    let rate = pull.followed(builder, &label, start, shock);
    builder.previous(rate)
}

/// The shock of the growth rate: one of its own, mixed with that of the quantity.
fn growth_shock(params: &mut Params<'_>) -> NodeId {
    let site = params.site("growth");
    let own = params.builder().normal_each_step(&site);
    let Some(correlation) = params.fixed("growth_correlation") else { return own };
    if !(-1.0..=1.0).contains(&correlation) {
        let span = params.span_of("growth_correlation");
        let message = "a correlation is a number between -1 and 1";
        params.complain(Diagnostic::error("bad-correlation", span, message).help("write 0.3, say"));
        return own;
    }
    let name = params.name().to_owned();
    let common = params.scope.shock(&name);
    let builder = params.builder();
    let shared = builder.scale(common, correlation);
    let rest = builder.scale(own, (1.0 - correlation * correlation).sqrt());
    builder.add(shared, rest)
}
