//! Pulled back to a level: the Ornstein–Uhlenbeck process, stepped exactly.

use super::Process;
use crate::catalogue::{Entry, Parameter, Takes};
use crate::kind::{Params, Reading};
use crate::plan::{Binary, NodeId};

/// See the entry.
pub(super) struct MeanReverting;

impl Process for MeanReverting {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "mean_reverting",
            summary: "Pulled back to a level (Ornstein–Uhlenbeck); exact in any step.",
            parameters: &[
                Parameter::required("start", Takes::Number, "its value at the start"),
                Parameter::required("mean", Takes::Number, "the level that pulls"),
                Parameter::required(
                    "speed",
                    Takes::Number,
                    "how fast, a year: half of a gap closes in ln 2 / speed years",
                ),
                Parameter::required(
                    "volatility",
                    Takes::Number,
                    "standard deviation a year of the noise",
                ),
            ],
            example: "[drivers.pace]\nprocess = \"mean_reverting\"\nstart = 0.9\nmean = 0.1\nspeed = 0.5\nvolatility = 0.2\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>) -> NodeId {
        let start = params.number("start", Reading::Close);
        let mean = params.number("mean", Reading::Open);
        let speed = params.number("speed", Reading::Open);
        let volatility = params.number("volatility", Reading::Open);
        let name = params.name().to_owned();
        let shock = params.scope.shock(&name);
        let path = params.path.clone();
        let builder = params.builder();
        let years = builder.period_years();
        let value = builder.later(&path);
        let before = builder.previous(value);
        // x' = mean + (x − mean) e^(−κ dt) + σ √((1 − e^(−2κ dt)) / (2κ)) Z; for κ = 0 the root is √dt.
        let exponent = builder.scale(speed, -years);
        let decay = builder.exponential(exponent);
        let square = builder.multiply(decay, decay);
        let one = builder.constant(1.0);
        let lost = builder.subtract(one, square);
        let twice = builder.scale(speed, 2.0);
        let ratio = builder.divide(lost, twice);
        let zero = builder.constant(0.0);
        let still = builder.binary(Binary::Equal, speed, zero);
        let length = builder.period_length();
        let ratio = builder.select(still, length, ratio);
        let root = builder.square_root(ratio);
        let spread = builder.multiply(volatility, root);
        let noise = builder.multiply(spread, shock);
        let closed = builder.subtract(one, decay);
        let level = builder.multiply(mean, closed);
        let kept = builder.multiply(before, decay);
        let next = builder.add(kept, level);
        let next = builder.add(noise, next);
        let result = builder.followed(start, next);
        builder.define(value, result);
        result
    }
}
