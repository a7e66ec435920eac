//! Arrives at a rate: nobody knows when, but the rate is known.

use super::Event;
use super::arrival::arrival;
use super::window::{WINDOW, Window};
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::diagnose::Diagnostic;
use crate::kind::{Asked, EventTime, Params, Reading};
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
                    "arrivals a year; a formula is read at each period's opening; with a `window`, what arrives in it first",
                )
                .within(Range::NotNegative),
                Parameter::optional(
                    "monitoring",
                    Takes::Word(&["exact", "step", "middle"]),
                    "exact",
                    "\"exact\" gives its moment, \"step\" notices it at the period's close, \"middle\" puts it in the middle of the period in which it falls",
                ),
                WINDOW,
            ],
            example: "[events.declared]\nhazard = 0.08\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>) -> EventTime {
        let rate = rate(params, "hazard");
        let window = Window::read(params);
        let monitoring = params.word("monitoring");
        let site = params.site("");
        let path = params.path.clone();
        let builder = params.builder();
        // The rate that has added up when it arrives is exponential with mean one.
        let uniform = builder.uniform_once(&site);
        let logarithm = builder.logarithm(uniform);
        let patience = builder.negate(logarithm);
        let exact = arrival(params, rate, patience, window);
        if monitoring == "exact" {
            return EventTime::sharp(exact);
        }
        let builder = params.builder();
        let happens = builder.happens(exact);
        let mut seen = builder.close_time();
        if monitoring == "middle" {
            let length = builder.period_length();
            let half = builder.scale(length, 0.5);
            seen = builder.subtract(seen, half);
        }
        EventTime::sharp(builder.latched(&path, happens, seen))
    }
}

/// Arrivals a year.
pub(super) fn rate(params: &mut Params<'_>, key: &str) -> NodeId {
    let Some(rate) = params.read(key, Reading::Open) else {
        params.missing(key);
        return params.builder().constant(1.0);
    };
    if let Some(number) = params.builder().evaluate_constant(rate)
        && number < 0.0
    {
        let message = format!("{} cannot arrive at a rate of {number}", params.path);
        let span = params.span_of(key);
        let help = "write arrivals a year from 0: 0.08, say";
        params.complain(Diagnostic::error("negative-rate", span, message).help(help));
        return rate;
    }
    if let Some(value) = params.value(key).cloned() {
        let (site, reading, range) = (params.site(key), Reading::Open, Range::NotNegative);
        let asked = Asked { value: &value, site: &site, reading, range, only_where_used: false };
        params.scope.keep_within(rate, &asked);
    }
    rate
}
