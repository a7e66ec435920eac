//! Takes the event that makes a deal as certain, or as impossible: its causes are cut off, all other draws stay.

use crate::document::{NewValue, Overrides};
use crate::simulation::Scenario;
use jiff::civil::Date;

/// How an event is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Forced {
    /// It happens: on a day, or at its own drawn one.
    Certain(Option<Date>),
    /// It never happens.
    Never,
}

/// What has to be laid over a scenario; nothing where it has no such event.
///
/// A chance keeps its own draw of the day: whether and when are drawn apart, so forcing moves no date.
pub(super) fn forcing(scenario: &Scenario, event: &str, forced: Forced) -> Overrides {
    let none = Overrides::new();
    let Some(kinds) = scenario.keys_of("events", event) else { return none };
    let has = |kind: &str| kinds.iter().any(|key| key == kind);
    let probability = format!("events.{event}.chance.probability");
    match forced {
        Forced::Certain(None) if has("chance") => none.with(&probability, 1.0),
        Forced::Certain(None) => none,
        // It keeps its parts, which others may name.
        Forced::Certain(Some(date)) if has("chance") => {
            let chance = NewValue::table([
                ("probability", NewValue::Number(1.0)),
                ("on", NewValue::Date(date)),
            ]);
            none.with(&format!("events.{event}"), NewValue::table([("chance", chance)]))
        }
        Forced::Certain(Some(date)) => {
            none.with(&format!("events.{event}"), NewValue::table([("date", date)]))
        }
        Forced::Never if has("chance") => none.with(&probability, 0.0),
        Forced::Never => {
            let by = scenario.last_day();
            let chance = NewValue::table([
                ("probability", NewValue::Number(0.0)),
                ("by", NewValue::Date(by)),
            ]);
            none.with(&format!("events.{event}"), NewValue::table([("chance", chance)]))
        }
    }
}
