//! Happens with the last of others.

use super::Event;
use super::window::{WINDOW, Window};
use crate::catalogue::{Entry, Parameter, Takes};
use crate::kind::{EventTime, Params};

/// See the entry.
pub(super) struct AllOf;

impl Event for AllOf {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "all_of",
            summary: "Happens when all of these have happened.",
            parameters: &[Parameter::required("all_of", Takes::Events, "events and dates"), WINDOW],
            example: "[events.signed]\nhazard = 0.9\n\n[events.cleared]\nhazard = 0.5\n\n[events.closed]\nall_of = [\"signed\", \"cleared\"]\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>) -> EventTime {
        let window = Window::read(params);
        let mut result: Option<EventTime> = None;
        for item in params.listed("all_of") {
            let Some(time) = params.event("all_of", &item, false) else { continue };
            result = Some(match result {
                Some(first) => first.both(time, params.builder()),
                None => time,
            });
        }
        let builder = params.builder();
        match result {
            Some(last) => window.keeps(last, builder),
            None => EventTime::sharp(builder.constant(f64::INFINITY)),
        }
    }
}
