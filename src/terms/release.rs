//! An amount that waits for an event: released by it, or something else at a deadline without it.

use super::clause::Clause;
use super::messages;
use super::payment::Due;
use crate::kind::{EventTime, Params, Reading};

/// Reads `amount`, `on`, and the deadline with what is paid without the event.
pub(super) fn release(params: &mut Params<'_>, clause: &Clause) -> Due {
    let amount = clause.number(params, "amount", Reading::Close);
    if !params.has("on") {
        params.missing("on");
    }
    let on = messages::falls_due(params);
    let otherwise = clause.number_or(params, "otherwise", 0.0, Reading::Close);
    if params.has("otherwise") && clause.by().is_none() {
        messages::otherwise_without_by(params);
    }
    let builder = params.builder();
    let never = builder.constant(f64::INFINITY);
    let on = on.unwrap_or_else(|| EventTime::sharp(never));
    let event = on.time(builder);
    let by = clause.by().unwrap_or(never);
    let in_time = builder.less_equal(event, by);
    let time = builder.minimum(event, by);
    let released = clause.at(&amount, time, params);
    let instead = clause.at(&otherwise, time, params);
    let holds = clause.holds_at(time, params);
    let amount = params.builder().select(in_time, released, instead);
    Due { amount, time, holds }
}
