//! How what falls due is posted: at its moment, or some time after it; what is unpaid at the horizon is settled there.

use super::clause::{Clause, Earned, Part, rank};
use super::entitlement::Entitlement;
use crate::calendar::parse_duration;
use crate::kind::{FlowRequest, Params, Reading};
use crate::plan::{AccountId, AccountKind, NodeId, PlanBuilder, Step};

/// How one term pays.
pub(super) struct Payment {
    /// Who pays whom, under which rank.
    pub(super) request: FlowRequest,
    /// How long after it is earned, in years.
    pub(super) after: f64,
    /// How much longer what is missing to the floor may wait, in years.
    pub(super) true_up: f64,
}

impl Payment {
    /// Reads `from`, `to`, `rank`, `pay_after` and `true_up`.
    pub(super) fn read(params: &mut Params<'_>) -> Option<Self> {
        let from = params.account("from");
        let to = params.account("to");
        Some(Self::between(params, from?, to?))
    }

    /// Reads `rank`, `pay_after` and `true_up`, for two accounts that are known.
    pub(super) fn between(params: &mut Params<'_>, from: AccountId, to: AccountId) -> Self {
        let rank = rank(params);
        let after = duration(params, "pay_after").unwrap_or(0.0);
        let true_up = duration(params, "true_up").unwrap_or(0.0);
        let nothing = params.builder().constant(0.0);
        // An amount below zero may be more than a company has, which then owes it like anything else.
        let either_way = is_company(params.builder(), to);
        let request = FlowRequest { rank, either_way, ..FlowRequest::cash(from, to, nothing) };
        Self { request, after, true_up }
    }

    /// The same without a wait.
    pub(super) fn at_once(&self) -> Self {
        Self { request: self.request.clone(), after: 0.0, true_up: self.true_up }
    }

    /// Pays in every period what was earned in it.
    pub(super) fn each_period(
        &self,
        params: &mut Params<'_>,
        clause: &Clause,
        earned: Earned,
        mut entitlement: Entitlement,
    ) {
        let mut paid = Vec::new();
        for (part, amount) in earned.parts {
            paid.push((part, entitlement.take_in(params, clause, amount, part).paid));
        }
        let takes_back = entitlement.takes_back(params.builder());
        let either_way = self.request.either_way || takes_back;
        let request = FlowRequest { either_way, ..self.request.clone() };
        Self { request, ..*self }.post_parts(params, clause, &paid, Step::Plain);
        self.rest(params, clause, entitlement);
    }

    /// Pays an amount once, at a time.
    pub(super) fn once(
        &self,
        params: &mut Params<'_>,
        clause: &Clause,
        due: Due,
        mut entitlement: Entitlement,
    ) {
        self.one_of(params, clause, due, &mut entitlement, Step::Plain);
        self.rest(params, clause, entitlement);
    }

    /// Pays one of several amounts, at a time.
    pub(super) fn one_of(
        &self,
        params: &mut Params<'_>,
        clause: &Clause,
        due: Due,
        entitlement: &mut Entitlement,
        step: Step,
    ) {
        let builder = params.builder();
        let happens = builder.happens(due.time);
        let falls_due = builder.and(happens, due.holds);
        let zero = builder.constant(0.0);
        let amount = builder.select(falls_due, due.amount, zero);
        let taken = entitlement.take_in(params, clause, amount, Part::Moment(due.time));
        self.post_at(params, taken.paid, due.time, step);
    }

    /// What falls due beside what was earned: what is missing to the floor, and the time after the horizon.
    pub(super) fn rest(&self, params: &mut Params<'_>, clause: &Clause, entitlement: Entitlement) {
        let rest = entitlement.finish(params, clause);
        if let Some(top_up) = rest.top_up {
            let later =
                Self { request: self.request.clone(), after: self.after + self.true_up, ..*self };
            later.post(params, top_up, Step::TopUp);
        }
        if let Some(tail) = rest.tail {
            self.at_once().post(params, tail, Step::AfterHorizon);
        }
    }

    /// What is paid instead where the clause did not start by its deadline.
    pub(super) fn otherwise(&self, params: &mut Params<'_>, clause: &Clause) {
        let otherwise = clause.optional(params, "otherwise", 0.0, Reading::Close);
        let Some(by) = clause.by() else {
            if otherwise.is_some() {
                super::messages::otherwise_without_by(params);
            }
            return;
        };
        if !clause.waits_to_start() {
            super::messages::by_without_start(params);
            return;
        }
        let Some(otherwise) = otherwise else { return };
        let builder = params.builder();
        let started = clause.start_time(builder);
        let never = builder.constant(f64::INFINITY);
        // The start that came too late is no start.
        let missed = builder.less_equal(never, started);
        let happens = builder.happens(by);
        let due = builder.and(happens, missed);
        let zero = builder.constant(0.0);
        let amount = clause.at(&otherwise, by, params);
        let builder = params.builder();
        let amount = builder.select(due, amount, zero);
        let amount = builder.quantize(amount);
        self.post_at(params, amount, by, Step::Instead);
    }

    /// Posts what was earned by the close of each period.
    pub(super) fn post(&self, params: &mut Params<'_>, amount: NodeId, step: Step) {
        let dt = params.scope.grid().dt();
        let shift = Shift::of(self.after, dt);
        let builder = params.builder();
        if shift.periods == 0 {
            self.send(params, amount, None, step);
            return;
        }
        let zero = builder.constant(0.0);
        let mut earned = vec![builder.followed(zero, amount)];
        for _ in 0..shift.periods {
            let last = earned.last().copied().unwrap_or(zero);
            earned.push(builder.previous(last));
        }
        let close = builder.close_time();
        let paid_at = (shift.early > 0.0).then(|| {
            let early = builder.constant(shift.early);
            builder.subtract(close, early)
        });
        let due = earned.last().copied().unwrap_or(zero);
        self.send(params, due, paid_at, step);
        // What would be paid after the horizon is settled there, each amount discounted from its own day.
        for (age, &unpaid) in earned.iter().enumerate().take(shift.periods) {
            let builder = params.builder();
            let last = last_period(builder);
            let unpaid = builder.select(last, unpaid, zero);
            #[expect(clippy::cast_precision_loss, reason = "a few periods")]
            let wait = builder.constant(self.after - age as f64 * dt);
            let day = builder.add(close, wait);
            self.send(params, unpaid, Some(day), step);
        }
    }

    /// Posts an amount that is earned at a time; zero on every other period.
    pub(super) fn post_at(
        &self,
        params: &mut Params<'_>,
        amount: NodeId,
        time: NodeId,
        step: Step,
    ) {
        let builder = params.builder();
        let zero = builder.constant(0.0);
        let close = builder.close_time();
        if self.after == 0.0 {
            let happens = builder.happens(time);
            let day = builder.select(happens, time, close);
            self.send(params, amount, Some(day), step);
            return;
        }
        // The amount waits until its day comes; the horizon does not wait for it.
        let after = builder.constant(self.after);
        let day = builder.add(time, after);
        let earned = builder.later("earned");
        let before = builder.previous(earned);
        let sum = builder.add(before, amount);
        let value = builder.followed(zero, sum);
        builder.define(earned, value);
        let comes = builder.happens(day);
        let last = last_period(builder);
        let beyond = builder.less(close, day);
        let settled = builder.and(last, beyond);
        let paid = builder.or(comes, settled);
        let amount = builder.select(paid, sum, zero);
        let known = builder.has_happened_by_close(time);
        let day = builder.select(known, day, close);
        self.send(params, amount, Some(day), step);
    }

    pub(super) fn send(
        &self,
        params: &mut Params<'_>,
        amount: NodeId,
        paid_at: Option<NodeId>,
        step: Step,
    ) {
        let step = if step == Step::Plain { self.request.step } else { step };
        params.scope.flow(FlowRequest { amount, paid_at, step, ..self.request.clone() });
    }
}

/// An amount that falls due once.
#[derive(Clone, Copy)]
pub(super) struct Due {
    /// How much, in money.
    pub(super) amount: NodeId,
    /// When, in years since the start; infinite for never.
    pub(super) time: NodeId,
    /// One where it falls due at that time.
    pub(super) holds: NodeId,
}

impl Due {
    /// What falls due in the period; zero in all others.
    pub(super) fn used(&self, builder: &mut PlanBuilder) -> NodeId {
        let now = builder.happens(self.time);
        let now = builder.and(now, self.holds);
        let zero = builder.constant(0.0);
        builder.select(now, self.amount, zero)
    }
}

/// A wait in whole periods: the one in which it ends, and how long before that one's close.
pub(super) struct Shift {
    pub(super) periods: usize,
    early: f64,
}

impl Shift {
    pub(super) fn of(after: f64, dt: f64) -> Self {
        // A wait of whole periods may be off by a rounding error: a second is no other period.
        let exact = after / dt;
        let whole = exact.round();
        let periods = if (exact - whole).abs() < 1e-7 { whole } else { exact.ceil() };
        let early = if periods == whole && (exact - whole).abs() < 1e-7 {
            0.0
        } else {
            periods * dt - after
        };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative")]
        Self { periods: (periods as usize).min(1200), early }
    }
}

/// Whether an account is that of a company.
pub(super) fn is_company(builder: &PlanBuilder, account: AccountId) -> bool {
    builder.accounts().get(account.index()).is_some_and(|it| it.kind == AccountKind::Company)
}

/// One in the last period.
pub(super) fn last_period(builder: &mut PlanBuilder) -> NodeId {
    let mut flags = vec![0.0; builder.periods() + 1];
    if let Some(last) = flags.last_mut() {
        *last = 1.0;
    }
    builder.series(flags)
}

/// A length of time in years, where it was said.
pub(super) fn duration(params: &mut Params<'_>, key: &str) -> Option<f64> {
    let value = params.value(key)?.clone();
    if let Some(years) = value.as_text().and_then(parse_duration) {
        return Some(years);
    }
    let wanted = "a length of time such as \"1 quarter\" or \"60 days\"";
    params.wrong_type(key, value.span, value.description(), wanted);
    None
}
