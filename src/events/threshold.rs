//! Happens when one value reaches another.

use super::Event;
use crate::catalogue::{Entry, Parameter, Takes};
use crate::kind::{self, EventTime, Params};
use crate::plan::NodeId;

/// See the entry.
pub(super) struct Threshold;

impl Event for Threshold {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "threshold",
            summary: "Happens when a comparison first holds: a stock or a ledger reading at the moment of crossing, a driver at the period's close.",
            parameters: &[
                Parameter::required(
                    "threshold",
                    Takes::Formula,
                    "a comparison such as \"cumulative_profit >= 100\"",
                ),
                Parameter::optional(
                    "monitoring",
                    Takes::Word(&["exact", "step"]),
                    "exact",
                    "\"exact\" gives the moment at which a stock crosses, \"step\" notices it at the period's close",
                ),
            ],
            example: "[drivers.profit]\nformula = \"5 * t\"\n\n[drivers.cumulative_profit]\nstock = { inflow = \"profit\" }\n\n[events.target]\nthreshold = \"cumulative_profit >= 20\"\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>) -> EventTime {
        let never = EventTime::sharp(params.builder().constant(f64::INFINITY));
        if !params.has("threshold") {
            return never;
        }
        let span = params.span_of("threshold");
        let Some(text) = params.text("threshold") else { return never };
        let Some(test) = params.scope.threshold(&text, span) else { return never };
        let exact = params.word("monitoring") == "exact";
        let path = params.path.clone();
        let builder = params.builder();
        let reached = builder.reached(test.distance, test.or_equal);
        let time =
            if exact && test.straight { crossing(test, builder) } else { builder.close_time() };
        EventTime::sharp(builder.latched(&path, reached, time))
    }
}

/// When the straight line from the opening's distance to the close's passes zero.
fn crossing(test: kind::Threshold, builder: &mut crate::plan::PlanBuilder) -> NodeId {
    let before = builder.previous(test.distance);
    let change = builder.subtract(test.distance, before);
    let negative = builder.negate(before);
    let part = builder.divide(negative, change);
    // Already reached at the opening (at the start of the run): at once.
    let zero = builder.constant(0.0);
    let there = builder.less_equal(zero, before);
    let part = builder.select(there, zero, part);
    let length = builder.period_length();
    let wait = builder.multiply(part, length);
    let open = builder.open_time();
    let time = builder.add(open, wait);
    let close = builder.close_time();
    builder.minimum(time, close)
}
