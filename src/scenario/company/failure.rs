//! When a company fails inside a period, and what of the period's money moves before that.
//!
//! Net operations run in a straight line between the period's dated flows. A company fails where cash and the funding that is
//! left reach zero; where its shares have no positive price, nobody funds it, and it fails where cash reaches the floor. What is
//! dated before that is paid, what has accrued until then is a claim, and nothing later happens. So the length of a period
//! decides nothing where operations and value stay the same in it.

use super::books::Books;
use super::dues::Due;
use crate::lane::math::MONEY_QUANTUM;
use crate::plan::{AccountId, NodeId, Step, TermId, Why};
use crate::scenario::lowering::Lowering;
use std::collections::BTreeMap;

/// A failure at the very opening comes so much later, in parts of the period, so that it is one of this period.
const AFTER_THE_OPENING: f64 = 1e-12;

/// How far a company that can fail gets in a period.
#[derive(Clone, Copy)]
pub(super) struct Course {
    /// One where it fails in the period.
    pub(super) fails: NodeId,
    /// When it fails; otherwise the close.
    pub(super) until: NodeId,
    /// The part of the period until then; otherwise all of it.
    pub(super) part: NodeId,
}

/// A payment that is owed to a company.
#[derive(Clone, Copy)]
pub(super) struct Payment {
    pub(super) term: TermId,
    pub(super) to: AccountId,
    pub(super) step: Step,
    pub(super) paid_at: Option<NodeId>,
    pub(super) amount: NodeId,
}

/// What decides when cash is gone.
pub(super) struct Drain {
    /// Cash at the opening and the funding that is left.
    pub(super) start: NodeId,
    /// Net operations of a whole period.
    pub(super) net: NodeId,
    /// Dated flows: when, and how much comes in.
    pub(super) dated: Vec<(NodeId, NodeId)>,
}

impl Lowering<'_, '_> {
    /// A course that is not known yet.
    pub(super) fn promised_course(&mut self, company: &str) -> Course {
        let builder = &mut self.builder;
        Course {
            fails: builder.later(&format!("companies.{company} fails")),
            until: builder.later(&format!("companies.{company} until")),
            part: builder.later(&format!("companies.{company} part of the period")),
        }
    }

    /// Says a course.
    pub(super) fn keep_course(&mut self, course: Course, fails: NodeId, drain: Drain) {
        let runs_dry = self.runs_dry(drain);
        let builder = &mut self.builder;
        let (open, close) = (builder.open_time(), builder.close_time());
        let one = builder.constant(1.0);
        let length = builder.period_length();
        let moment = builder.scale(length, AFTER_THE_OPENING);
        let earliest = builder.add(open, moment);
        let runs_dry = builder.maximum(runs_dry, earliest);
        let until = builder.select(fails, runs_dry, close);
        let years = builder.subtract(runs_dry, open);
        let part = builder.divide(years, length);
        let part = builder.select(fails, part, one);
        builder.define(course.fails, fails);
        builder.define(course.until, until);
        builder.define(course.part, part);
    }

    /// The first moment at which nothing is left; the close where there is none.
    fn runs_dry(&mut self, drain: Drain) -> NodeId {
        let zero = self.builder.constant(0.0);
        let never = self.builder.constant(f64::INFINITY);
        let (open, close) = (self.builder.open_time(), self.builder.close_time());
        let length = self.builder.period_length();
        let mut jumps: BTreeMap<NodeId, Vec<NodeId>> = BTreeMap::new();
        for (time, amount) in drain.dated {
            jumps.entry(time).or_default().push(amount);
        }
        let jumps: Vec<(NodeId, NodeId)> =
            jumps.into_iter().map(|(time, amounts)| (time, self.sum(&amounts))).collect();
        let falls = self.builder.less(drain.net, zero);
        let down = self.builder.negate(drain.net);
        let mut first = close;
        for from in std::iter::once(open).chain(jumps.iter().map(|(time, _)| *time)) {
            let builder = &mut self.builder;
            let elapsed = builder.subtract(from, open);
            let elapsed = builder.divide(elapsed, length);
            let earned = builder.multiply(drain.net, elapsed);
            let mut left = builder.add(drain.start, earned);
            for &(time, amount) in &jumps {
                let moved = builder.less_equal(time, from);
                let amount = builder.select(moved, amount, zero);
                left = builder.add(left, amount);
            }
            let gone = builder.less(left, zero);
            let lasts = builder.divide(left, down);
            let lasts = builder.multiply(lasts, length);
            let lasts = builder.select(falls, lasts, never);
            let lasts = builder.select(gone, zero, lasts);
            let mut dry = builder.add(from, lasts);
            for &(time, _) in &jumps {
                let after = builder.less(from, time);
                let before = builder.less(time, dry);
                let between = builder.and(after, before);
                dry = builder.select(between, never, dry);
            }
            if from != open {
                let happens = builder.happens(from);
                dry = builder.select(happens, dry, never);
            }
            first = builder.minimum(first, dry);
        }
        first
    }

    /// What reaches a company of a payment that is owed to it: what is dated after its failure does not, and of what accrues
    /// only the part until then. What is lent, and what is paid for shares, is settled with them.
    pub(super) fn arriving(&mut self, payment: Payment, books: &Books<'_>) -> NodeId {
        let Payment { term, to, step, paid_at, amount } = payment;
        let Some(course) = books.course(to) else { return amount };
        if step == Step::Lent || books.is_of_shares(term) {
            return amount;
        }
        match paid_at {
            None => {
                let part = self.builder.multiply(amount, course.part);
                self.builder.quantize(part)
            }
            Some(time) => {
                let in_time = self.builder.less_equal(time, course.until);
                let lives = self.builder.not(course.fails);
                let comes = self.builder.or(in_time, lives);
                let zero = self.builder.constant(0.0);
                self.builder.select(comes, amount, zero)
            }
        }
    }

    /// When a payment of the period is made by or to a company.
    pub(super) fn settled_at(
        &mut self,
        time: Option<NodeId>,
        company: AccountId,
        books: &Books<'_>,
    ) -> Option<NodeId> {
        let Some(course) = books.course(company) else { return time };
        let Some(time) = time else { return Some(course.until) };
        let sooner = self.builder.minimum(time, course.until);
        Some(self.builder.select(course.fails, sooner, time))
    }

    /// What comes of an operating inflow: a little more than its part rather than less, so that cash never falls below zero.
    pub(super) fn earned(&mut self, amount: NodeId, course: Course) -> NodeId {
        let part = self.builder.multiply(amount, course.part);
        let below = self.round_down(part);
        let inexact = self.builder.less(below, part);
        let step = self.builder.scale(inexact, MONEY_QUANTUM);
        let above = self.builder.add(below, step);
        self.builder.select(course.fails, above, amount)
    }

    /// Of a due, where the company fails: what is paid before, and what is left as a claim.
    pub(super) fn around_failure(&mut self, due: &Due, course: Course) -> (NodeId, NodeId) {
        let zero = self.builder.constant(0.0);
        if due.why == Why::Operation {
            let part = self.builder.multiply(due.amount, course.part);
            return (self.round_down(part), zero);
        }
        let Some(time) = due.paid_at else {
            let claim = if due.step == Step::Repaid {
                due.amount
            } else {
                self.builder.multiply(due.amount, course.part)
            };
            return (zero, claim);
        };
        let builder = &mut self.builder;
        let before = builder.less(time, course.until);
        let paid = builder.select(before, due.amount, zero);
        let open = match due.step {
            Step::Repaid => due.amount,
            Step::Interest => builder.multiply(due.amount, course.part),
            _ => {
                let now = builder.less_equal(time, course.until);
                builder.select(now, due.amount, zero)
            }
        };
        (paid, builder.select(before, zero, open))
    }

    /// To the multiple of the money quantum at or below, so that parts never sum to more than the whole.
    pub(super) fn round_down(&mut self, amount: NodeId) -> NodeId {
        let nearest = self.builder.quantize(amount);
        let above = self.builder.less(amount, nearest);
        let step = self.builder.scale(above, MONEY_QUANTUM);
        self.builder.subtract(nearest, step)
    }
}
