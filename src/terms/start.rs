//! When a term comes into force, and what a deadline for that does to it.

use crate::kind::{EventTime, Params};
use crate::plan::{NodeId, PlanBuilder};

/// What a term waits for, and until when.
#[derive(Clone, Copy)]
pub(super) struct Start {
    starts: Option<EventTime>,
    by: Option<NodeId>,
}

impl Start {
    /// Reads `starts` and `by`.
    pub(super) fn read(params: &mut Params<'_>) -> Self {
        let starts = params.opening("starts");
        if let Some(starts) = starts {
            params.not_after_end("starts", starts, "the start");
        }
        let by = params.end_of_day("by");
        if by.is_some_and(|by| by <= 0.0) {
            super::messages::before_start(params, "by", "the deadline");
        }
        Self { starts, by: by.map(|by| params.builder().constant(by)) }
    }

    /// The deadline, where there is one.
    pub(super) fn by(self) -> Option<NodeId> {
        self.by
    }

    /// Whether it waits for something to start.
    pub(super) fn waits(self) -> bool {
        self.starts.is_some()
    }

    /// What it waits for, never where the deadline passed first.
    fn in_time(self, builder: &mut PlanBuilder) -> Option<EventTime> {
        let starts = self.starts?;
        let Some(by) = self.by else { return Some(starts) };
        let never = builder.constant(f64::INFINITY);
        Some(starts.map(builder, |time, builder| {
            let in_time = builder.less_equal(time, by);
            builder.select(in_time, time, never)
        }))
    }

    /// When it comes into force; minus infinity for from the start, infinite where the deadline passed first.
    pub(super) fn time(self, builder: &mut PlanBuilder) -> NodeId {
        match self.in_time(builder) {
            Some(starts) => starts.time(builder),
            None => builder.constant(f64::NEG_INFINITY),
        }
    }

    /// One where it has come into force for what falls due at a moment: a date starts after what falls due at the end
    /// of the day before.
    pub(super) fn has_begun(self, at: NodeId, builder: &mut PlanBuilder) -> NodeId {
        match self.in_time(builder) {
            Some(starts) => starts.has_begun(at, builder),
            None => builder.constant(1.0),
        }
    }
}
