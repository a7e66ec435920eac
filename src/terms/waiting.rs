//! What is earned period by period and paid every so many months: it waits for its day.

use super::clause::{Clause, Part};
use super::payment::{Payment, Shift, is_company, last_period};
use crate::catalogue::{Parameter, Takes};
use crate::kind::{CapTableRequest, ClaimRequest, Occasions, Params};
use crate::plan::{NodeId, PlanBuilder, Step};

/// The key of every term that pays again and again.
pub(super) const EVERY: Parameter = Parameter::optional(
    "every",
    Takes::Duration,
    "each step of the run",
    "how often it pays: \"month\", \"quarter\", \"half_year\", \"year\" or \"4 months\", a multiple of the step, counted from `starts`; what is not due at the end of the run is settled there",
);

impl Part {
    /// One where it ends at or before a moment of the period.
    pub(super) fn is_over_by(self, moment: NodeId, builder: &mut PlanBuilder) -> NodeId {
        let close = builder.close_time();
        let until = match self {
            Self::Whole => close,
            Self::Piece(piece) => builder.minimum(piece.until, close),
            Self::Moment(time) => time,
        };
        builder.less_equal(until, moment)
    }
}

impl Payment {
    /// Posts what was earned in the parts of each period: at its close, or on the next day on which the clause pays.
    pub(super) fn post_parts(
        &self,
        params: &mut Params<'_>,
        clause: &Clause,
        parts: &[(Part, NodeId)],
        step: Step,
    ) {
        let builder = params.builder();
        let Some(occasions) = clause.occasions() else {
            let sum = parts.iter().map(|(_, amount)| *amount);
            if let Some(sum) = sum.reduce(|sum, amount| builder.add(sum, amount)) {
                self.post(params, sum, step);
            }
            return;
        };
        let zero = builder.constant(0.0);
        let balance = builder.later("earned and not yet due");
        let open = builder.previous(balance);
        let mut paid = zero;
        let mut dues = Vec::new();
        for occasion in occasions.slots() {
            let mut earned = open;
            for &(part, amount) in parts {
                let over = part.is_over_by(occasion.moment, builder);
                let amount = builder.select(over, amount, zero);
                earned = builder.add(earned, amount);
            }
            let due = builder.subtract(earned, paid);
            let due = builder.select(occasion.falls, due, zero);
            paid = builder.add(paid, due);
            dues.push((due, occasion.moment));
        }
        let all = parts.iter().fold(open, |sum, (_, amount)| builder.add(sum, *amount));
        let left = builder.subtract(all, paid);
        let last = last_period(builder);
        let settled = builder.select(last, left, zero);
        let kept = builder.subtract(left, settled);
        let value = builder.followed(zero, kept);
        builder.define(balance, value);
        self.send_dues(params, occasions, &dues, settled, step);
        self.claim(params, kept);
    }

    fn send_dues(
        &self,
        params: &mut Params<'_>,
        occasions: &Occasions,
        dues: &[(NodeId, NodeId)],
        settled: NodeId,
        step: Step,
    ) {
        let close = params.builder().close_time();
        if occasions.are_closes() {
            let sum = dues.iter().fold(settled, |sum, due| params.builder().add(sum, due.0));
            if self.after > 0.0 {
                self.post(params, sum, step);
            } else {
                self.send(params, sum, Some(close), step);
            }
            return;
        }
        for &(due, moment) in dues {
            self.send_after(params, due, moment, step);
        }
        if self.after > 0.0 {
            self.post(params, settled, step);
        } else {
            self.send(params, settled, Some(close), step);
        }
    }

    /// Posts what falls due at a moment inside a period, or so long after it.
    fn send_after(&self, params: &mut Params<'_>, due: NodeId, moment: NodeId, step: Step) {
        let waits = Shift::of(self.after, params.scope.grid().dt()).periods;
        let builder = params.builder();
        let (zero, never) = (builder.constant(0.0), builder.constant(f64::INFINITY));
        let after = builder.constant(self.after);
        let mut amount = builder.followed(zero, due);
        let mut moment = builder.followed(never, moment);
        for age in 0..=waits {
            let builder = params.builder();
            if age > 0 {
                amount = builder.previous(amount);
                moment = builder.previous(moment);
            }
            let day = builder.add(moment, after);
            let close = builder.close_time();
            let comes = builder.happens(day);
            // What is unpaid at the horizon is settled there, discounted from its own day.
            let last = last_period(builder);
            let known = builder.less(day, never);
            let beyond = builder.less(close, day);
            let beyond = builder.and(beyond, known);
            let beyond = builder.and(beyond, last);
            let now = builder.or(comes, beyond);
            let now_due = builder.select(now, amount, zero);
            let day = builder.select(now, day, close);
            self.send(params, now_due, Some(day), step);
        }
    }

    /// What a company has not yet paid is a claim, should it end.
    fn claim(&self, params: &mut Params<'_>, balance: NodeId) {
        let company = self.request.from;
        if !is_company(params.builder(), company) {
            return;
        }
        let builder = params.builder();
        let zero = builder.constant(0.0);
        let balance = builder.maximum(balance, zero);
        params.scope.issue(CapTableRequest::Claim(ClaimRequest {
            company,
            holder: self.request.to,
            balance,
            rank: self.request.rank,
        }));
    }
}
