//! Happens with the last of others.

use super::Event;
use crate::catalogue::{Entry, Parameter, Takes};
use crate::document::ValueKind;
use crate::kind::{EventTime, Params};

/// See the entry.
pub(super) struct AllOf;

impl Event for AllOf {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "all_of",
            summary: "Happens when all of these have happened.",
            parameters: &[Parameter::required("all_of", Takes::Events, "events and dates")],
            example: "[events.signed]\nhazard = 0.9\n\n[events.cleared]\nhazard = 0.5\n\n[events.closed]\nall_of = [\"signed\", \"cleared\"]\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>) -> EventTime {
        let items = match params.value("all_of").map(|value| value.kind.clone()) {
            Some(ValueKind::List(items)) => items,
            _ => params.value("all_of").cloned().into_iter().collect(),
        };
        let mut result: Option<EventTime> = None;
        for item in items {
            let Some(time) = params.event("all_of", &item, false) else { continue };
            result = Some(match result {
                Some(first) => first.both(time, params.builder()),
                None => time,
            });
        }
        result.unwrap_or_else(|| EventTime::sharp(params.builder().constant(f64::INFINITY)))
    }
}
