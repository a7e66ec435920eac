//! Happens with a probability by a deadline, on a day, or with another event.

use super::Event;
use super::arrival::arrival;
use super::frozen::frozen;
use super::window::{WINDOW, Window};
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::diagnose::Diagnostic;
use crate::kind::{EventPart, EventTime, Params, Reading};
use crate::plan::{NodeId, PlanBuilder};

/// See the entry.
pub(super) struct Chance;

const KEYS: [&str; 4] = ["probability", "by", "on", "after"];

impl Event for Chance {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "chance",
            summary: "Happens with a probability: at any moment up to `by`, all equally likely, at the end of the day `on`, or at the moment of the event `after`; its parts are `.yes` and `.no`.",
            parameters: &[
                Parameter::required(
                    "chance",
                    Takes::Table,
                    "`probability` between 0 and 1, and one of `by` (a deadline, inclusive), `on` (a day) and `after` (an event, or a list of which the first counts); a probability that changes is read at each period's opening on the way to a deadline, and at the close of the period of a day or an event. `.yes` is the event itself; `.no` comes where it has not happened by the deadline, on the day, or with the event",
                ),
                WINDOW,
            ],
            example: "[events.restructured]\nchance = { probability = 0.70, by = 2025-12-31 }\n\n[events.readout]\nhazard = 0.6\n\n[events.success]\nchance = { probability = 0.4, after = \"readout\" }\n\n[terms.stop_costs]\nkind = \"lump_sum\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 3\non = \"success.no\"\n",
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
        let window = Window::read(params);
        let event = params.name().to_owned();
        let mut own = params.within("chance", &table);
        let own = &mut own;
        if !own.has("probability") {
            own.missing("probability");
        }
        let Some(occasion) = Occasion::read(own) else { return never };
        let reading = match occasion {
            Occasion::By(_) => Reading::Open,
            Occasion::At(_) => Reading::Close,
        };
        let Some(probability) = own.probability("probability", reading) else {
            return never;
        };
        let uniform = own.builder().uniform_once(&site);
        let (yes, no) = match occasion {
            Occasion::By(deadline) => {
                let deadline = own.builder().constant(deadline);
                by_deadline(own, probability, uniform, (deadline, window))
            }
            Occasion::At(moment) => {
                let moment = window.keeps(moment, own.builder());
                let at = moment.time(own.builder());
                let probability = frozen(own, probability, at);
                own.keep_used_within("probability", probability, Range::Fraction);
                let builder = own.builder();
                let happens = builder.less(uniform, probability);
                let fails = builder.not(happens);
                (moment.only_if(happens, builder), moment.only_if(fails, builder))
            }
        };
        for (name, time) in [("yes", yes), ("no", no)] {
            let part =
                EventPart { name: name.to_owned(), told_by_another: true, only_where_named: true };
            params.scope.part(&event, part, time);
        }
        yes
    }
}

/// When it is decided.
#[derive(Clone, Copy)]
enum Occasion {
    /// Bit by bit up to a deadline, in years.
    By(f64),
    /// At a moment.
    At(EventTime),
}

/// When it happens on the way to the deadline, at a rate of the probability by what time there is, so that all moments
/// are equally likely while the probability stays; and when it has not happened there.
fn by_deadline(
    params: &mut Params<'_>,
    probability: NodeId,
    uniform: NodeId,
    (deadline, window): (NodeId, Window),
) -> (EventTime, EventTime) {
    let path = format!("{}.no", params.path);
    let builder = params.builder();
    let never = builder.constant(f64::INFINITY);
    let zero = builder.constant(0.0);
    let opening = window.opening(builder).map(|opening| builder.maximum(opening, zero));
    let length = match opening {
        Some(opening) => builder.subtract(deadline, opening),
        None => deadline,
    };
    let time = if builder.is_once(probability) {
        // Given that it is below the probability, the uniform over the probability is uniform again.
        let happens = builder.less(uniform, probability);
        let part = builder.divide(uniform, probability);
        let wait = builder.multiply(length, part);
        let time = match opening {
            Some(opening) => builder.add(opening, wait),
            None => wait,
        };
        let time = builder.select(happens, time, never);
        let time = in_time(time, (opening, deadline), builder);
        window.keeps(EventTime::sharp(time), builder).time(builder)
    } else {
        // After the deadline it does not matter.
        let open = builder.open_time();
        let counts = builder.less(open, deadline);
        let used = builder.select(counts, probability, zero);
        params.keep_used_within("probability", used, Range::Fraction);
        let builder = params.builder();
        let rate = builder.divide(probability, length);
        let time = arrival(params, rate, uniform, window);
        let builder = params.builder();
        let by_then = builder.less_equal(time, deadline);
        builder.select(by_then, time, never)
    };
    let builder = params.builder();
    let missed = builder.less_equal(never, time);
    let no = if builder.is_once(time) {
        builder.select(missed, deadline, never)
    } else {
        let due = builder.happens(deadline);
        let due = builder.and(due, missed);
        builder.latched(&path, due, deadline)
    };
    (EventTime::sharp(time), EventTime::end_of_day(no))
}

/// A time that a window which opens only after the deadline leaves out.
fn in_time(
    time: NodeId,
    (opening, deadline): (Option<NodeId>, NodeId),
    builder: &mut PlanBuilder,
) -> NodeId {
    let Some(opening) = opening else { return time };
    let never = builder.constant(f64::INFINITY);
    let opens = builder.less_equal(opening, deadline);
    builder.select(opens, time, never)
}

impl Occasion {
    fn read(params: &mut Params<'_>) -> Option<Self> {
        match (params.has("by"), params.has("on"), params.has("after")) {
            (true, false, false) => read_day(params, "by").map(Self::By),
            (false, true, false) => {
                let day = read_day(params, "on")?;
                Some(Self::At(EventTime::end_of_day(params.builder().constant(day))))
            }
            (false, false, true) => params.events("after", false).map(Self::At),
            _ => {
                let message = format!("{} needs a deadline, a day or an event", params.path);
                let help = "add one of `by = 2025-12-31` (at any moment up to it), `on = 2025-12-31` (on that day) and `after = \"event\"` (with it)";
                let span = params.span;
                params.complain(Diagnostic::error("missing-key", span, message).help(help));
                None
            }
        }
    }
}

/// The deadline or the day, in years.
fn read_day(params: &mut Params<'_>, key: &str) -> Option<f64> {
    let spread = key == "by";
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
    Some(time)
}
