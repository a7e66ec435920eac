//! Happens at the end of a day.

use super::Event;
use super::window::{WINDOW, Window};
use crate::catalogue::{Entry, Parameter, Takes};
use crate::kind::{EventTime, Params};

/// See the entry.
pub(super) struct Date;

impl Event for Date {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "date",
            summary: "Happens at the end of a day: what is paid on that day is still paid.",
            parameters: &[Parameter::required("date", Takes::Date, "the day, inclusive"), WINDOW],
            example: "[events.contract_end]\ndate = 2028-12-31\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>) -> EventTime {
        let time = params.end_of_day("date").unwrap_or(f64::INFINITY);
        let window = Window::read(params);
        let builder = params.builder();
        let day = EventTime::end_of_day(builder.constant(time));
        window.keeps(day, builder)
    }
}
