//! Happens with a probability by a deadline, or on a day.

use super::Event;
use super::arrival::arrival;
use super::frozen::frozen;
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::diagnose::Diagnostic;
use crate::kind::{EventTime, Params, Reading};
use crate::plan::NodeId;

/// See the entry.
pub(super) struct Chance;

const KEYS: [&str; 3] = ["probability", "by", "on"];

impl Event for Chance {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "chance",
            summary: "Happens with a probability: at any moment up to `by`, all equally likely, or at the end of the day `on`.",
            parameters: &[Parameter::required(
                "chance",
                Takes::Table,
                "`probability` between 0 and 1, and `by` (a deadline, inclusive) or `on` (a day); a probability that changes is read at each period's opening on the way to a deadline, and at the close of the period of a day",
            )],
            example: "[events.restructured]\nchance = { probability = 0.70, by = 2025-12-31 }\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>) -> EventTime {
        let never = EventTime::sharp(params.builder().constant(f64::INFINITY));
        if !params.has("chance") {
            return never;
        }
        let Some(table) = params.nested("chance", &KEYS) else { return never };
        let site = params.site("");
        let mut own = params.within("chance", &table);
        let own = &mut own;
        if !own.has("probability") {
            own.missing("probability");
        }
        let Some((deadline, spread)) = read_day(own) else { return never };
        let reading = if spread { Reading::Open } else { Reading::Close };
        let Some(probability) = own.probability("probability", reading) else {
            return never;
        };
        let uniform = own.builder().uniform_once(&site);
        let deadline = own.builder().constant(deadline);
        if spread {
            let time = spread_out(own, probability, uniform, deadline);
            return EventTime::sharp(time);
        }
        let probability = frozen(own, probability, deadline);
        own.keep_used_within("probability", probability, Range::Fraction);
        let happens = own.builder().less(uniform, probability);
        EventTime::end_of_day(deadline).only_if(happens, own.builder())
    }
}

/// When it happens on the way to the deadline: at a rate of the probability a deadline's length, so that all moments
/// are equally likely while the probability stays.
fn spread_out(
    params: &mut Params<'_>,
    probability: NodeId,
    uniform: NodeId,
    deadline: NodeId,
) -> NodeId {
    let builder = params.builder();
    let never = builder.constant(f64::INFINITY);
    if builder.is_once(probability) {
        // Given that it is below the probability, the uniform over the probability is uniform again.
        let happens = builder.less(uniform, probability);
        let part = builder.divide(uniform, probability);
        let time = builder.multiply(deadline, part);
        return builder.select(happens, time, never);
    }
    // After the deadline it does not matter.
    let open = builder.open_time();
    let counts = builder.less(open, deadline);
    let zero = builder.constant(0.0);
    let used = builder.select(counts, probability, zero);
    params.keep_used_within("probability", used, Range::Fraction);
    let builder = params.builder();
    let rate = builder.divide(probability, deadline);
    let time = arrival(params, rate, uniform);
    let builder = params.builder();
    let in_time = builder.less_equal(time, deadline);
    builder.select(in_time, time, never)
}

/// The deadline or the day in years, and whether the moment is spread up to it.
fn read_day(params: &mut Params<'_>) -> Option<(f64, bool)> {
    let (key, spread) = match (params.has("by"), params.has("on")) {
        (true, false) => ("by", true),
        (false, true) => ("on", false),
        _ => {
            let message = format!("{} needs a deadline or a day", params.path);
            let help = "add `by = 2025-12-31` (at any moment up to it) or `on = 2025-12-31` (on that day), not both";
            let span = params.span;
            params.complain(Diagnostic::error("missing-key", span, message).help(help));
            return None;
        }
    };
    let time = params.end_of_day(key)?;
    if !spread && time > params.scope.grid().horizon() {
        params.after_end(key, "the day");
    }
    if time < 0.0 || (spread && time <= 0.0) {
        let message = format!("the deadline of {} lies before the start", params.path);
        let help = "move the deadline after [time] start, or say what happened with `date`";
        let span = params.span_of(key);
        params.complain(Diagnostic::error("before-start", span, message).help(help));
        return None;
    }
    Some((time, spread))
}
