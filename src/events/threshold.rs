//! Happens when one value reaches another.

use super::Event;
use super::bridge::Bridge;
use super::window::{WINDOW, Window};
use crate::catalogue::{Entry, Parameter, Takes};
use crate::diagnose::Diagnostic;
use crate::kind::{self, EventTime, Params, Wandering, Watched};
use crate::plan::NodeId;

/// See the entry.
pub(super) struct Threshold;

impl Event for Threshold {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "threshold",
            summary: "Happens when a comparison or condition first holds: a stock or a ledger reading at the moment of crossing, a driver at the period's close, events alone at their own moments.",
            parameters: &[
                Parameter::required(
                    "threshold",
                    Takes::Formula,
                    "a comparison such as \"cumulative_profit >= 100\" (>= waits for a rise, <= for a fall), or a condition such as \"fired(readout) and not fired(success)\"",
                ),
                Parameter::optional(
                    "monitoring",
                    Takes::Word(&["exact", "step", "continuous"]),
                    "exact",
                    "\"exact\" gives the moment at which a stock crosses and reads a driver at the start and at every close, \"step\" notices it at a close, \"continuous\" watches a driver that diffuses all the time (Brownian bridge)",
                ),
                Parameter::optional(
                    "for",
                    Takes::Count,
                    "1",
                    "closes in a row at which it must hold; happens at the last of them",
                ),
                Parameter::optional(
                    "crossing",
                    Takes::Flag,
                    "false",
                    "whether it must come from the other side: what holds from the start, or when the window opens, does not count",
                ),
                WINDOW,
            ],
            example: "[drivers.price]\nprocess = \"geometric_brownian\"\nstart = 100\nvolatility = 0.2\n\n[drivers.profit]\nformula = \"5 * t\"\n\n[drivers.cumulative_profit]\nstock = { inflow = \"profit\" }\n\n[events.target]\nthreshold = \"cumulative_profit >= 20\"\n\n[events.touched]\nthreshold = \"price >= 130\"\nmonitoring = \"continuous\"\nwindow = { from = 2026-01-01, until = \"target\" }\n\n[events.lasting]\nthreshold = \"price > 110\"\nfor = 4\n",
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
        let window = Window::read(params);
        let crossing = params.flag("crossing", false);
        let closes = closes_in_a_row(params);
        let monitoring = params.word("monitoring");
        let Some(test) = params.scope.threshold(&text, span) else { return never };
        let watch = Watch { test, window, crossing };
        let (happens, time) = match (closes, monitoring) {
            (Some(_), "continuous") => {
                let message = format!("{} counts closes and watches in between", params.path);
                let finding = Diagnostic::error("for-continuous", params.span_of("for"), message);
                let other = params.span_of("monitoring");
                let help = "take out `monitoring` to count closes, or `for` to watch all the time";
                params.complain(finding.also(other, "watched all the time here").help(help));
                return never;
            }
            (Some(count), _) => watch.lasting(params, count),
            (None, "step") => watch.at_closes(params, false),
            (None, "exact") if watch.test.turns.is_some() && !crossing => {
                watch.turning(params, (&text, span))
            }
            (None, _) if watch.test.straight => watch.straight(params),
            (None, "continuous") => {
                let Some(wandering) = watch.test.wandering.clone() else {
                    return not_continuous(params, span, never);
                };
                let watched = Watched {
                    driver: wandering.driver.clone(),
                    rising: wandering.rising,
                    steady: wandering.steady,
                    from: watch.window.opening(params.builder()),
                    until: watch.window.closing(params.builder()),
                };
                params.scope.watches(watched, params.span_of("monitoring"));
                watch.continuous(params, &wandering)
            }
            (None, _) => watch.at_closes(params, true),
        };
        let path = params.path.clone();
        EventTime::sharp(params.builder().latched(&path, happens, time))
    }
}

/// How many closes in a row `for` asks for, where it asks.
fn closes_in_a_row(params: &mut Params<'_>) -> Option<f64> {
    let count = params.fixed("for")?;
    if count.fract() == 0.0 && count >= 1.0 {
        return Some(count);
    }
    let message = format!("`for` in {} takes a whole number of closes, not {count}", params.path);
    let span = params.span_of("for");
    let help = "write `for = 4`: four closes in a row";
    params.complain(Diagnostic::error("wrong-type", span, message).help(help));
    None
}

fn not_continuous(
    params: &mut Params<'_>,
    span: crate::diagnose::Span,
    never: EventTime,
) -> EventTime {
    let message = format!("nothing says how the two sides of {} move between closes", params.path);
    let finding = Diagnostic::error("not-continuous", span, message).help(
        "hold one driver of a process that diffuses (geometric_brownian, growth, random_walk) against a level of numbers, inputs, \
         schedules and t, or leave `monitoring` out",
    );
    params.complain(finding);
    never
}

/// What is waited for, and when.
struct Watch {
    test: kind::Threshold,
    window: Window,
    crossing: bool,
}

impl Watch {
    /// Whether it holds at the opening, and at the close.
    fn states(&self, params: &mut Params<'_>) -> (NodeId, NodeId) {
        let builder = params.builder();
        let before = builder.previous(self.test.distance);
        let at_open = builder.reached(before, self.test.or_equal);
        let at_close = builder.reached(self.test.distance, self.test.or_equal);
        (at_open, at_close)
    }

    /// Noticed at a close, and at the start of the run where `from_start` is set.
    fn at_closes(&self, params: &mut Params<'_>, from_start: bool) -> (NodeId, NodeId) {
        let (at_open, mut holds) = self.states(params);
        let builder = params.builder();
        if self.crossing {
            let other_side = builder.not(at_open);
            holds = builder.and(holds, other_side);
        }
        let close = builder.close_time();
        let inside = self.window.holds_at_close(close, builder);
        let now = builder.and(holds, inside);
        if self.crossing || !from_start {
            return (now, close);
        }
        let open = builder.open_time();
        let zero = builder.constant(0.0);
        let first = builder.less_equal(open, zero);
        let inside = self.window.holds_at(zero, builder);
        let first = builder.and(first, inside);
        let at_start = builder.and(first, at_open);
        let happens = builder.or(at_start, now);
        (happens, builder.select(at_start, zero, close))
    }

    /// At the first moment at which a condition of events holds: as the window opens, or when one of them happens.
    fn turning(
        &self,
        params: &mut Params<'_>,
        (text, span): (&str, crate::diagnose::Span),
    ) -> (NodeId, NodeId) {
        let builder = params.builder();
        let (zero, never) = (builder.constant(0.0), builder.constant(f64::INFINITY));
        let opening = self.window.opening(builder).map(|opening| builder.maximum(opening, zero));
        let mut moments = vec![opening.unwrap_or(zero)];
        moments.extend(self.test.turns.iter().flatten().copied());
        let (mut happens, mut time) = (zero, never);
        for moment in moments {
            let holds = params.scope.condition_at(text, span, moment);
            let builder = params.builder();
            let now = builder.happens(moment);
            let holds = builder.and(holds, now);
            let inside = self.window.holds_at(moment, builder);
            let holds = builder.and(holds, inside);
            let moment = builder.select(holds, moment, never);
            time = builder.minimum(time, moment);
            happens = builder.or(happens, holds);
        }
        (happens, time)
    }

    /// At the close that is the last of `count` in a row.
    fn lasting(&self, params: &mut Params<'_>, count: f64) -> (NodeId, NodeId) {
        let (at_open, holds) = self.states(params);
        let path = format!("{}.for", params.path);
        let builder = params.builder();
        let close = builder.close_time();
        let inside = self.window.holds_at_close(close, builder);
        let mut goes_on = builder.and(holds, inside);
        let zero = builder.constant(0.0);
        let row = builder.later(&path);
        let before = builder.previous(row);
        if self.crossing {
            let under_way = builder.less(zero, before);
            let other_side = builder.not(at_open);
            let begun = builder.or(under_way, other_side);
            goes_on = builder.and(goes_on, begun);
        }
        let one = builder.constant(1.0);
        let longer = builder.add(before, one);
        let next = builder.select(goes_on, longer, zero);
        let value = builder.followed(zero, next);
        builder.define(row, value);
        let enough = builder.constant(count);
        (builder.less_equal(enough, row), close)
    }

    /// At the moment at which a straight line is first there while the window stands open.
    fn straight(&self, params: &mut Params<'_>) -> (NodeId, NodeId) {
        let (at_open, at_close) = self.states(params);
        let builder = params.builder();
        let passes = crossing(&self.test, builder);
        let open = builder.open_time();
        let close = builder.close_time();
        if self.crossing {
            let other_side = builder.not(at_open);
            let changes = builder.and(at_close, other_side);
            let inside = self.window.holds_at(passes, builder);
            return (builder.and(changes, inside), passes);
        }
        let begins = builder.select(at_open, open, passes);
        let stops = builder.select(at_close, close, passes);
        let mut happens = builder.or(at_open, at_close);
        let mut time = begins;
        if let Some(opening) = self.window.opening(builder) {
            time = builder.maximum(begins, opening);
            let in_time = builder.less_equal(time, stops);
            happens = builder.and(happens, in_time);
        }
        let inside = self.window.holds_at(time, builder);
        (builder.and(happens, inside), time)
    }

    /// At the moment at which a diffusion first touches while the window stands open.
    fn continuous(&self, params: &mut Params<'_>, wandering: &Wandering) -> (NodeId, NodeId) {
        let builder = params.builder();
        let open = builder.open_time();
        let close = builder.close_time();
        let uniform = builder.uniform_each_step(&wandering.stray);
        let mut before = builder.previous(wandering.gap);
        let mut spread = wandering.spread;
        let mut begins = open;
        if let Some(opening) = self.window.opening(builder) {
            // Where the window opens within a period, the motion at that moment is drawn first.
            begins = builder.maximum(open, opening);
            begins = builder.minimum(begins, close);
            let length = builder.period_length();
            let passed = builder.subtract(begins, open);
            let passed = builder.divide(passed, length);
            let one = builder.constant(1.0);
            let left = builder.subtract(one, passed);
            let way = builder.subtract(wandering.gap, before);
            let way = builder.multiply(way, passed);
            let middle = builder.add(before, way);
            let variance = builder.multiply(passed, left);
            let deviation = builder.square_root(variance);
            let deviation = builder.multiply(deviation, spread);
            // The price at a moment is one, whichever event looks at it: the draw is the driver's and the moment's.
            let moment = builder.fingerprint(opening);
            let site = format!("drivers.{}.at.{moment:016x}", wandering.driver);
            let normal = builder.normal_each_step(&site);
            let noise = builder.multiply(deviation, normal);
            let noise = if wandering.rising { noise } else { builder.negate(noise) };
            before = builder.add(middle, noise);
            let root = builder.square_root(left);
            spread = builder.multiply(spread, root);
        }
        let other_side = wandering.other_side.as_deref();
        let other_side = other_side.map(|site| builder.uniform_each_step(site));
        let bridge = Bridge { before, after: wandering.gap, spread, uniform, other_side };
        let (mut reached, fraction) = bridge.passage(builder);
        let rest = builder.subtract(close, begins);
        let wait = builder.multiply(rest, fraction);
        let time = builder.add(begins, wait);
        let time = builder.minimum(time, close);
        if self.crossing {
            let zero = builder.constant(0.0);
            let other_side = builder.less(before, zero);
            reached = builder.and(reached, other_side);
        }
        let inside = self.window.holds_at(time, builder);
        (builder.and(reached, inside), time)
    }
}

/// When the straight line from the opening's distance to the close's passes zero.
fn crossing(test: &kind::Threshold, builder: &mut crate::plan::PlanBuilder) -> NodeId {
    let before = builder.previous(test.distance);
    let change = builder.subtract(test.distance, before);
    let negative = builder.negate(before);
    let part = builder.divide(negative, change);
    let length = builder.period_length();
    let wait = builder.multiply(part, length);
    let open = builder.open_time();
    let time = builder.add(open, wait);
    let close = builder.close_time();
    builder.minimum(time, close)
}
