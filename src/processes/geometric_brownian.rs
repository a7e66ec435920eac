//! Growth with proportional noise, stepped exactly.

use super::Process;
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::kind::{Diffusion, Params, Reading};
use crate::plan::NodeId;

/// See the entry.
pub(super) struct GeometricBrownian;

impl Process for GeometricBrownian {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "geometric_brownian",
            summary: "Growth with proportional noise: the logarithm drifts and wanders; exact in any step.",
            parameters: &[
                Parameter::required("start", Takes::Number, "its value at the start"),
                Parameter::optional("drift", Takes::Number, "0", "growth rate of its mean, a year"),
                Parameter::required(
                    "volatility",
                    Takes::Number,
                    "standard deviation of its logarithm after a year",
                )
                .within(Range::NotNegative),
            ],
            example: "[drivers.price]\nprocess = \"geometric_brownian\"\nstart = 100\ndrift = 0.05\nvolatility = 0.2\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>) -> NodeId {
        let drift = params.number_or("drift", 0.0, Reading::Open);
        let volatility = params.spread("volatility");
        lognormal_steps(params, drift, volatility)
    }
}

/// `x' = x · exp((rate − σ²/2) dt + σ √dt Z)`, with `rate` and σ as at the opening.
pub(super) fn lognormal_steps(params: &mut Params<'_>, rate: NodeId, volatility: NodeId) -> NodeId {
    let start = params.number("start", Reading::Close);
    let name = params.name().to_owned();
    let shock = params.scope.shock(&name);
    let path = params.path.clone();
    let builder = params.builder();
    let years = builder.period_years();
    let value = builder.later(&path);
    let before = builder.previous(value);
    let variance = builder.multiply(volatility, volatility);
    let half = builder.scale(variance, -0.5);
    let exponent = builder.add(rate, half);
    let exponent = builder.scale(exponent, years);
    let spread = builder.scale(volatility, years.sqrt());
    let noise = builder.multiply(spread, shock);
    let exponent = builder.add(noise, exponent);
    let factor = builder.exponential(exponent);
    let next = builder.multiply(before, factor);
    let result = builder.followed(start, next);
    builder.define(value, result);
    params.scope.diffuses(&name, Diffusion { logarithmic: true, spread });
    result
}
