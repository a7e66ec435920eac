//! Happens with a probability by a deadline, or on a day.

use super::Event;
use crate::catalogue::{Entry, Parameter, Takes};
use crate::diagnose::{Diagnostic, nearest};
use crate::document::ValueKind;
use crate::kind::{EventTime, Params, Reading};
use crate::plan::NodeId;

/// See the entry.
pub(super) struct Chance;

const KEYS: [&str; 3] = ["probability", "by", "on"];

impl Event for Chance {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "chance",
            summary: "Happens with a probability: at any moment up to `by`, all equally likely, or at the end of the day `on`.",
            parameters: &[Parameter::required(
                "chance",
                Takes::Table,
                "`probability` between 0 and 1, and `by` (a deadline, inclusive) or `on` (a day)",
            )],
            example: "[events.restructured]\nchance = { probability = 0.70, by = 2025-12-31 }\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>) -> EventTime {
        let Some((probability, deadline, spread)) = read(params) else {
            return EventTime::sharp(params.builder().constant(f64::INFINITY));
        };
        let site = params.site("");
        let builder = params.builder();
        let uniform = builder.uniform_once(&site);
        let happens = builder.less(uniform, probability);
        let never = builder.constant(f64::INFINITY);
        let deadline = builder.constant(deadline);
        if spread {
            // Given that it is below the probability, the uniform over the probability is uniform again.
            let part = builder.divide(uniform, probability);
            let time = builder.multiply(deadline, part);
            return EventTime::sharp(builder.select(happens, time, never));
        }
        EventTime::end_of_day(builder.select(happens, deadline, never))
    }
}

/// Probability, deadline in years, and whether the moment is spread up to it.
fn read(params: &mut Params<'_>) -> Option<(NodeId, f64, bool)> {
    let value = params.value("chance")?.clone();
    let ValueKind::Table(table) = &value.kind else {
        let wanted = "a table such as { probability = 0.7, by = 2025-12-31 }";
        params.wrong_type("chance", value.span, value.description(), wanted);
        return None;
    };
    for entry in &table.entries {
        if !KEYS.contains(&entry.key.name.as_str()) {
            let message = format!("unknown key `{}` in {}.chance", entry.key.name, params.path);
            let help = match nearest(&entry.key.name, KEYS) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "it takes `probability`, and `by` or `on`".to_owned(),
            };
            params.complain(Diagnostic::error("unknown-key", entry.key.span, message).help(help));
        }
    }
    let Some(probability) = table.get("probability") else {
        let message = format!("`probability` is missing in {}.chance", params.path);
        let help = "add `probability = …` between 0 and 1";
        params.complain(Diagnostic::error("missing-key", value.span, message).help(help));
        return None;
    };
    let site = params.site("probability");
    let node = params.scope.number(&probability.value, &site, Reading::Close);
    if let Some(number) = params.builder().as_constant(node)
        && !(0.0..=1.0).contains(&number)
    {
        let message = format!("a probability lies between 0 and 1, not at {number}");
        let help = format!("write 0.7 or \"70%\" for seventy percent in {}", params.path);
        let span = probability.value.span;
        params.complain(Diagnostic::error("bad-probability", span, message).help(help));
    }
    let (day, spread) = match (table.get("by"), table.get("on")) {
        (Some(by), None) => (by, true),
        (None, Some(on)) => (on, false),
        _ => {
            let message = format!("{}.chance needs a deadline or a day", params.path);
            let help = "add `by = 2025-12-31` (at any moment up to it) or `on = 2025-12-31` (on that day), not both";
            params.complain(Diagnostic::error("missing-key", value.span, message).help(help));
            return None;
        }
    };
    let ValueKind::Date(date) = day.value.kind else {
        let found = day.value.description();
        params.wrong_type(&day.key.name, day.value.span, found, "a date such as 2025-12-31");
        return None;
    };
    let time = params.scope.grid().years_to_end_of(date);
    if time <= 0.0 {
        let message = format!("the deadline of {} lies before the start", params.path);
        let help = "move the deadline after [time] start, or say what happened with `date`";
        let span = day.value.span;
        params.complain(Diagnostic::error("before-start", span, message).help(help));
        return None;
    }
    Some((node, time, spread))
}
