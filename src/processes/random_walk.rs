//! A sum of independent steps: Brownian motion with drift.

use super::Process;
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::kind::{Diffusion, Params, Reading};
use crate::plan::NodeId;

/// See the entry.
pub(super) struct RandomWalk;

impl Process for RandomWalk {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "random_walk",
            summary: "Steps that add up (arithmetic Brownian motion): it drifts, wanders and may fall below zero; exact in any step.",
            parameters: &[
                Parameter::required("start", Takes::Number, "its value at the start"),
                Parameter::optional(
                    "drift",
                    Takes::Number,
                    "0",
                    "what its mean gains in a year, in its own unit",
                ),
                Parameter::required(
                    "volatility",
                    Takes::Number,
                    "standard deviation of its change over a year, in its own unit",
                )
                .within(Range::NotNegative),
            ],
            example: "[drivers.margin]\nprocess = \"random_walk\"\nstart = 5\ndrift = 0.5\nvolatility = 2\n",
        };
        &ENTRY
    }

    /// `x' = x + μ dt + σ √dt Z`.
    fn lower(&self, params: &mut Params<'_>) -> NodeId {
        let start = params.number("start", Reading::Close);
        let drift = params.number_or("drift", 0.0, Reading::Open);
        let volatility = params.spread("volatility");
        let name = params.name().to_owned();
        let shock = params.scope.shock(&name);
        let path = params.path.clone();
        let builder = params.builder();
        let years = builder.period_years();
        let value = builder.later(&path);
        let before = builder.previous(value);
        let spread = builder.scale(volatility, years.sqrt());
        let noise = builder.multiply(spread, shock);
        let gain = builder.scale(drift, years);
        let next = builder.add(before, gain);
        let next = builder.add(noise, next);
        let result = builder.followed(start, next);
        builder.define(value, result);
        params.scope.diffuses(&name, Diffusion { logarithmic: false, spread });
        result
    }
}
