//! Arrives at a rate: nobody knows when, but the rate is known.

use super::Event;
use crate::catalogue::{Entry, Parameter, Takes};
use crate::kind::{EventTime, Params, Reading};
use crate::plan::NodeId;

/// See the entry.
pub(super) struct Hazard;

impl Event for Hazard {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "hazard",
            summary: "Arrives at a yearly rate: within a year with probability 1 − exp(−rate) while the rate stays.",
            parameters: &[
                Parameter::required(
                    "hazard",
                    Takes::Number,
                    "arrivals a year; a formula is read at each period's opening",
                ),
                Parameter::optional(
                    "monitoring",
                    Takes::Word(&["exact", "step"]),
                    "exact",
                    "\"exact\" gives its moment, \"step\" notices it at the period's close",
                ),
            ],
            example: "[events.declared]\nhazard = 0.08\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>) -> EventTime {
        let rate = params.number("hazard", Reading::Open);
        let noticed = params.word("monitoring") == "step";
        let site = params.site("");
        let path = params.path.clone();
        let builder = params.builder();
        // The rate that has added up when it arrives is exponential with mean one.
        let uniform = builder.uniform_once(&site);
        let logarithm = builder.logarithm(uniform);
        let patience = builder.negate(logarithm);
        let exact = if builder.is_once(rate) {
            builder.divide(patience, rate)
        } else {
            arrival(params, rate, patience)
        };
        if !noticed {
            return EventTime::sharp(exact);
        }
        let builder = params.builder();
        // Noticed at the close of the period in which it falls.
        let happens = builder.happens(exact);
        let close = builder.close_time();
        EventTime::sharp(builder.latched(&path, happens, close))
    }
}

/// When the sum of `rate` over time reaches `patience`.
fn arrival(params: &mut Params<'_>, rate: NodeId, patience: NodeId) -> NodeId {
    let path = params.path.clone();
    let builder = params.builder();
    let zero = builder.constant(0.0);
    let rate = builder.maximum(rate, zero);
    let length = builder.period_length();
    let part = builder.multiply(rate, length);
    let sum = builder.accumulate(&path, part);
    let before = builder.previous(sum);
    let reached = builder.less_equal(patience, sum);
    let left = builder.subtract(patience, before);
    let wait = builder.divide(left, rate);
    let open = builder.open_time();
    let time = builder.add(open, wait);
    builder.latched(&path, reached, time)
}
