//! Happens with the first of others.

use super::Event;
use super::window::{WINDOW, Window};
use crate::catalogue::{Entry, Parameter, Takes};
use crate::kind::{EventTime, Params};

/// See the entry.
pub(super) struct AnyOf;

impl Event for AnyOf {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "any_of",
            summary: "Happens as soon as one of these has happened.",
            parameters: &[Parameter::required("any_of", Takes::Events, "events and dates"), WINDOW],
            example: "[events.declared]\nhazard = 0.08\n\n[events.over]\nany_of = [\"declared\", 2028-12-31]\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>) -> EventTime {
        let window = Window::read(params);
        let mut first: Option<EventTime> = None;
        for item in params.listed("any_of") {
            let Some(time) = params.event("any_of", &item, false) else { continue };
            let builder = params.builder();
            let time = window.keeps(time, builder);
            first = Some(match first {
                Some(first) => first.either(time, builder),
                None => time,
            });
        }
        first.unwrap_or_else(|| EventTime::sharp(params.builder().constant(f64::INFINITY)))
    }
}
