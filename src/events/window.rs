//! The dates between which an event can happen.

use crate::catalogue::{Parameter, Takes};
use crate::kind::{EventTime, Params};
use crate::plan::{NodeId, PlanBuilder};

/// The parameter of every kind that takes a window.
pub(super) const WINDOW: Parameter = Parameter::optional(
    "window",
    Takes::Table,
    "always",
    "`from` and `until`, each an event, a date (inclusive) or a list of which the first counts",
);

/// When an event can happen: from one time until another, both of which may be events.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Window {
    from: Option<EventTime>,
    until: Option<EventTime>,
}

impl Window {
    /// Reads the table `window`.
    pub(super) fn read(params: &mut Params<'_>) -> Self {
        let Some(table) = params.nested("window", &["from", "until"]) else {
            return Self::default();
        };
        Self::read_from(&mut params.within("window", &table))
    }

    /// Reads `from` and `until`.
    pub(super) fn read_from(params: &mut Params<'_>) -> Self {
        Self { from: params.opening("from"), until: params.events("until", false) }
    }

    /// Whether it stands open all the time.
    pub(super) fn is_always(self) -> bool {
        self.from.is_none() && self.until.is_none()
    }

    /// An event where it lies in the window; elsewhere it never happens.
    pub(super) fn keeps(self, event: EventTime, builder: &mut PlanBuilder) -> EventTime {
        if self.is_always() {
            return event;
        }
        let never = builder.constant(f64::INFINITY);
        // The end of the day before the window opens on a date is not in it.
        let before_payments = event.before_payments.map(|time| {
            let inside = self.holds_at(time, builder);
            builder.select(inside, time, never)
        });
        let after_payments = event.after_payments.map(|time| {
            let inside = self.holds_at_close(time, builder);
            builder.select(inside, time, never)
        });
        EventTime { before_payments, after_payments }
    }

    /// When it opens, where it does not stand open from the start.
    pub(super) fn opening(self, builder: &mut PlanBuilder) -> Option<NodeId> {
        self.from.map(|from| from.time(builder))
    }

    /// When it closes, where anything closes it.
    pub(super) fn closing(self, builder: &mut PlanBuilder) -> Option<NodeId> {
        self.until.map(|until| until.time(builder))
    }

    /// One where what is read at a close lies in it: the end of the day before the first does not.
    pub(super) fn holds_at_close(self, time: NodeId, builder: &mut PlanBuilder) -> NodeId {
        let holds = self.holds_at(time, builder);
        let Some(from) = self.from else { return holds };
        let begun = from.has_begun(time, builder);
        builder.and(holds, begun)
    }

    /// One where a moment lies in it; what closes it comes first in a tie.
    pub(super) fn holds_at(self, time: NodeId, builder: &mut PlanBuilder) -> NodeId {
        let mut holds = builder.constant(1.0);
        if let Some(opening) = self.opening(builder) {
            holds = builder.less_equal(opening, time);
        }
        if let Some(until) = self.until {
            let open = until.still_to_come(time, builder);
            holds = builder.and(holds, open);
        }
        holds
    }
}
