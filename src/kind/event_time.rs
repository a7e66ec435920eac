//! When an event happens, as lanes: one time that precedes the payments of its moment, one that follows them.

use crate::plan::{NodeId, PlanBuilder};

/// The time of an event in years since the start, infinite for never.
///
/// A date includes its day: what is paid at its end is still paid. Any other event comes first in a tie. Both are
/// kept apart, so that any mixture of them (`any_of`) still knows which is which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventTime {
    /// The time of what comes before the payments of the same moment.
    pub before_payments: Option<NodeId>,
    /// The time of what comes after them.
    pub after_payments: Option<NodeId>,
}

impl EventTime {
    /// An event that comes first in a tie.
    #[must_use]
    pub fn sharp(time: NodeId) -> Self {
        Self { before_payments: Some(time), after_payments: None }
    }

    /// The end of a day.
    #[must_use]
    pub fn end_of_day(time: NodeId) -> Self {
        Self { before_payments: None, after_payments: Some(time) }
    }

    /// The times of which the earlier is its own.
    pub fn times(self) -> impl Iterator<Item = NodeId> {
        self.before_payments.into_iter().chain(self.after_payments)
    }

    /// When it happens.
    pub fn time(self, builder: &mut PlanBuilder) -> NodeId {
        match (self.before_payments, self.after_payments) {
            (Some(a), Some(b)) => builder.minimum(a, b),
            (Some(a), None) | (None, Some(a)) => a,
            (None, None) => builder.constant(f64::INFINITY),
        }
    }

    /// The earlier of two.
    #[must_use]
    pub fn either(self, other: Self, builder: &mut PlanBuilder) -> Self {
        let mut join = |a: Option<NodeId>, b: Option<NodeId>| match (a, b) {
            (Some(a), Some(b)) => Some(builder.minimum(a, b)),
            (a, b) => a.or(b),
        };
        Self {
            before_payments: join(self.before_payments, other.before_payments),
            after_payments: join(self.after_payments, other.after_payments),
        }
    }

    /// The later of two.
    #[must_use]
    pub fn both(self, other: Self, builder: &mut PlanBuilder) -> Self {
        let a = self.time(builder);
        let b = other.time(builder);
        let time = builder.maximum(a, b);
        let dates_only = self.before_payments.is_none() && other.before_payments.is_none();
        if dates_only { Self::end_of_day(time) } else { Self::sharp(time) }
    }

    /// Both times changed alike.
    #[must_use]
    pub fn map(
        self,
        builder: &mut PlanBuilder,
        mut change: impl FnMut(NodeId, &mut PlanBuilder) -> NodeId,
    ) -> Self {
        Self {
            before_payments: self.before_payments.map(|time| change(time, builder)),
            after_payments: self.after_payments.map(|time| change(time, builder)),
        }
    }

    /// The same where a flag is set, never elsewhere.
    #[must_use]
    pub fn only_if(self, flag: NodeId, builder: &mut PlanBuilder) -> Self {
        let never = builder.constant(f64::INFINITY);
        self.map(builder, |time, builder| builder.select(flag, time, never))
    }

    /// One where what begins with it holds for the payments of time `at`; with the start of the run everything holds that
    /// began by then.
    pub fn has_begun(self, at: NodeId, builder: &mut PlanBuilder) -> NodeId {
        let zero = builder.constant(0.0);
        let first = builder.less_equal(at, zero);
        let mut begun = zero;
        if let Some(time) = self.before_payments {
            begun = builder.less_equal(time, at);
        }
        if let Some(time) = self.after_payments {
            let earlier = builder.less(time, at);
            let same = builder.less_equal(time, at);
            let same = builder.and(first, same);
            let dated = builder.or(earlier, same);
            begun = builder.or(begun, dated);
        }
        begun
    }

    /// One where it has not happened before the payments of time `at`.
    pub fn still_to_come(self, at: NodeId, builder: &mut PlanBuilder) -> NodeId {
        let mut open = builder.constant(1.0);
        if let Some(time) = self.before_payments {
            let later = builder.less(at, time);
            open = builder.and(open, later);
        }
        if let Some(time) = self.after_payments {
            let later = builder.less_equal(at, time);
            open = builder.and(open, later);
        }
        open
    }
}
