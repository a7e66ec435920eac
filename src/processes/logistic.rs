//! Adoption with a ceiling: the logistic curve, with or without noise.

use super::Process;
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::kind::{Params, Reading};
use crate::plan::NodeId;

/// See the entry.
pub(super) struct Logistic;

impl Process for Logistic {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "logistic",
            summary: "Adoption with a ceiling (logistic curve); with noise, the log odds of what is reached drift and wander; exact in any step.",
            parameters: &[
                Parameter::required(
                    "start",
                    Takes::Number,
                    "its value at the start, above 0 and below the ceiling",
                ).within(Range::Positive),
                Parameter::required("ceiling", Takes::Number, "what it never passes").within(Range::Positive),
                Parameter::required(
                    "speed",
                    Takes::Number,
                    "growth rate a year while the ceiling is far: the log odds of value / ceiling rise by it each year",
                ),
                Parameter::optional(
                    "volatility",
                    Takes::Number,
                    "0: no noise",
                    "standard deviation of the log odds after a year; the median stays on the curve",
                ).within(Range::NotNegative),
            ],
            example: "[drivers.users]\nprocess = \"logistic\"\nstart = 5\nceiling = 100\nspeed = 0.9\nvolatility = 0.2\n",
        };
        &ENTRY
    }

    /// `y' = y + r dt + σ √dt Z` for the log odds `y = ln(x / (ceiling − x))`, which without noise is the closed form of dx = r x (1 − x / ceiling) dt.
    fn lower(&self, params: &mut Params<'_>) -> NodeId {
        let start = params.number("start", Reading::Close);
        let speed = params.number("speed", Reading::Open);
        let ceiling = params.number("ceiling", Reading::Open);
        let volatility = params.optional_spread("volatility");
        let name = params.name().to_owned();
        let noise = volatility.map(|volatility| (volatility, params.scope.shock(&name)));
        let label = params.site("odds");
        let builder = params.builder();
        let years = builder.period_years();
        let room = builder.subtract(ceiling, start);
        let odds = builder.divide(start, room);
        let first = builder.logarithm(odds);
        let value = builder.later(&label);
        let before = builder.previous(value);
        let gain = builder.scale(speed, years);
        let mut next = builder.add(before, gain);
        if let Some((volatility, shock)) = noise {
            let spread = builder.scale(volatility, years.sqrt());
            let noise = builder.multiply(spread, shock);
            next = builder.add(noise, next);
        }
        let odds = builder.followed(first, next);
        builder.define(value, odds);
        let turned = builder.negate(odds);
        let against = builder.exponential(turned);
        let one = builder.constant(1.0);
        let below = builder.add(one, against);
        builder.divide(ceiling, below)
    }
}
