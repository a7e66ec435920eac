//! Arrives again and again: claims, breaches, launches.

use super::Event;
use super::arrival::arrival;
use super::hazard::rate;
use super::window::{WINDOW, Window};
use crate::catalogue::{Entry, Parameter, Takes};
use crate::diagnose::Diagnostic;
use crate::kind::{EventPart, EventTime, Params};

/// See the entry.
pub(super) struct Recurring;

/// More than these are no list of single events.
const MOST: f64 = 100.0;

impl Event for Recurring {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "recurring",
            summary: "Arrives again and again at a yearly rate, up to so many times; by itself it is the first of them, and its parts `.1`, `.2` and so on are one each.",
            parameters: &[
                Parameter::required(
                    "recurring",
                    Takes::Table,
                    "`hazard` (arrivals a year; a formula is read at each period's opening) and `most` (how many are counted, a number up to 100; what would arrive after them does not happen). `count(event)` in formulas says how many there were, a `claims` clause pays for each",
                ),
                WINDOW,
            ],
            example: "[events.breach]\nrecurring = { hazard = 0.5, most = 6 }\nwindow = { until = 2027-06-30 }\n\n[events.third_breach]\nthreshold = \"count(breach) >= 3\"\n\n[terms.fine]\nkind = \"lump_sum\"\nfrom = \"seller\"\nto = \"buyer\"\namount = 4\non = \"breach.2\"\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>) -> EventTime {
        let never = EventTime::sharp(params.builder().constant(f64::INFINITY));
        if !params.has("recurring") {
            return never;
        }
        let Some(table) = params.nested("recurring", &["hazard", "most"]) else { return never };
        let window = Window::read(params);
        let (event, path) = (params.name().to_owned(), params.path.clone());
        let mut own = params.within("recurring", &table);
        let own = &mut own;
        let rate = rate(own, "hazard");
        let Some(most) = most(own) else { return never };
        let mut first = never;
        let mut patience = own.builder().constant(0.0);
        for number in 1..=most {
            // The rate that adds up between two of them is exponential with mean one.
            let builder = own.builder();
            let uniform = builder.uniform_once(&format!("{path}.{number}"));
            let logarithm = builder.logarithm(uniform);
            patience = builder.subtract(patience, logarithm);
            let time = EventTime::sharp(arrival(own, rate, patience, window));
            if number == 1 {
                first = time;
            }
            let part = EventPart {
                name: number.to_string(),
                told_by_another: number == 1,
                only_where_named: number == 1,
            };
            own.scope.part(&event, part, time);
        }
        first
    }
}

/// How many are counted.
fn most(params: &mut Params<'_>) -> Option<usize> {
    if !params.has("most") {
        params.missing("most");
    }
    let number = params.fixed("most")?;
    let most = whole_count(number);
    if most.is_none() {
        let message =
            format!("`most` in {} takes a whole number up to 100, not {number}", params.path);
        let span = params.span_of("most");
        let help = "write `most = 6`: six times at most";
        params.complain(Diagnostic::error("wrong-type", span, message).help(help));
    }
    most
}

/// A number of times, where it is one.
#[must_use]
pub fn whole_count(number: f64) -> Option<usize> {
    let whole = number.fract() == 0.0 && (1.0..=MOST).contains(&number);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "100 at most")]
    whole.then_some(number as usize)
}
