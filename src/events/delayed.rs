//! Happens some time after another.

use super::Event;
use super::frozen::frozen;
use super::window::{WINDOW, Window};
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::kind::{EventTime, Params};
use crate::plan::NodeId;

/// See the entry.
pub(super) struct Delayed;

impl Event for Delayed {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "delayed",
            summary: "Happens some time after the first of others.",
            parameters: &[
                Parameter::required(
                    "delayed",
                    Takes::Table,
                    "`event` (an event, a date or a list of which the first counts) and `by` (\"6 months\", or years as a number, a formula read at the close of the period in which the event happens, or a distribution)",
                ),
                WINDOW,
            ],
            example: "[events.notice]\nhazard = 0.5\n\n[events.out]\ndelayed = { event = \"notice\", by = \"6 months\" }\n\n[events.cured]\ndelayed = { event = \"notice\", by = { uniform = [0, 2] } }\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>) -> EventTime {
        let never = EventTime::sharp(params.builder().constant(f64::INFINITY));
        if !params.has("delayed") {
            return never;
        }
        let Some(table) = params.nested("delayed", &["event", "by"]) else { return never };
        let window = Window::read(params);
        let mut own = params.within("delayed", &table);
        if !own.has("event") {
            own.missing("event");
        }
        if !own.has("by") {
            own.missing("by");
        }
        let event = own.events("event", false);
        let by = own.years("by");
        match (event, by) {
            (Some(event), Some(by)) => {
                let time = later(event, ("by", by), &mut own);
                window.keeps(time, own.builder())
            }
            _ => never,
        }
    }
}

/// The event later by so many years, as they are in the period in which it happens; they stand at a key.
pub(super) fn later(
    event: EventTime,
    (key, by): (&str, NodeId),
    params: &mut Params<'_>,
) -> EventTime {
    let at = event.time(params.builder());
    let by = frozen(params, by, at);
    params.keep_used_within(key, by, Range::NotNegative);
    let builder = params.builder();
    let zero = builder.constant(0.0);
    let by = builder.maximum(by, zero);
    event.map(builder, |time, builder| builder.add(time, by))
}
