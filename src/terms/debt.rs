//! What is owed on a loan from moment to moment: interest that accrues, compounds and is paid, and principal that comes back.

use super::changes::Changing;
use super::clause::{Clause, Part};
use super::interest::Compounded;
use crate::diagnose::Diagnostic;
use crate::kind::{Cuts, Occasions, Params, months};
use crate::plan::{Binary, NodeId, PlanBuilder};

/// When a loan pays and compounds.
pub(super) struct Rhythm {
    /// The moments at which it does either, where these are not the closes of all periods.
    occasions: Option<Occasions>,
    /// Which of them are days of payment; none where it pays at each close.
    pays: Option<i32>,
    /// On which of them interest is added to what bears interest.
    compounds: Option<i32>,
    /// Whether it is added at each close.
    compounds_at_closes: bool,
}

impl Rhythm {
    /// Reads `every` and `compounded`.
    pub(super) fn read(params: &mut Params<'_>, clause: &Clause, capitalised: bool) -> Self {
        let every = months(params, "every");
        let compounded = Compounded::read(params);
        let compounds = match compounded {
            Compounded::Every(months) => Some(months),
            Compounded::Unsaid if capitalised => every,
            _ => None,
        };
        if let (Compounded::Every(months), false) = (compounded, capitalised)
            && every.is_none_or(|every| every <= months)
        {
            compounds_nothing(params);
        }
        let lattice = match (every, compounds) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        let uneven = |months: Option<i32>| {
            lattice.is_some_and(|lattice| months.is_some_and(|months| months % lattice != 0))
        };
        if uneven(every) || uneven(compounds) {
            uneven_rhythm(params);
        }
        let grid = params.scope.grid();
        let builder = params.builder();
        let start = clause.start_time(builder);
        let occasions = lattice.map(|months| Occasions::since(start, months, grid, builder));
        let times = |months: Option<i32>| Some(months? / lattice?);
        let at_closes = capitalised && every.is_none() && compounded == Compounded::Unsaid;
        let (pays, compounds) = (times(every), times(compounds));
        Self { occasions, pays, compounds, compounds_at_closes: at_closes }
    }

    fn cuts(&self) -> Cuts {
        self.occasions.as_ref().map(Occasions::cuts).unwrap_or_default()
    }

    /// How many months one of so many occasions covers.
    fn months(&self, times: Option<i32>) -> Option<f64> {
        Some(f64::from(self.occasions.as_ref()?.months() * times?))
    }
}

/// What a loan says beside its rhythm, and when it is drawn and ends.
pub(super) struct Terms<'a> {
    pub(super) schedule: &'static str,
    pub(super) capitalised: bool,
    pub(super) interest: &'a Changing,
    /// When it is drawn, in years since the start.
    pub(super) drawn_at: NodeId,
    /// What of it is drawn in the period.
    pub(super) drawn: NodeId,
    /// The day to which instalments are counted.
    pub(super) scheduled: NodeId,
    /// When it ends, then or before.
    pub(super) end: NodeId,
    /// One in the period in which all of it comes back.
    pub(super) matures: NodeId,
}

/// What is paid back at a moment.
pub(super) struct Paid {
    pub(super) interest: NodeId,
    pub(super) principal: NodeId,
    /// When, in years since the start.
    pub(super) day: NodeId,
}

/// What comes of a loan in each period.
pub(super) struct Debt {
    pub(super) payments: Vec<Paid>,
    /// All that is owed after them.
    pub(super) left: NodeId,
}

/// What is owed at a moment.
#[derive(Clone, Copy)]
struct Owed {
    principal: NodeId,
    /// What was drawn in this period and bears interest from its own day.
    fresh: NodeId,
    /// Interest that bears interest but is not principal: it is paid on the next day of payment.
    compounded: NodeId,
    /// Interest that bears none.
    simple: NodeId,
}

/// Interest on one of money from the opening up to a moment of the period.
#[derive(Clone, Copy)]
struct Yield {
    /// On what was owed at the opening.
    old: NodeId,
    /// On what was drawn in the period.
    fresh: NodeId,
}

impl Debt {
    /// Lets a loan run.
    pub(super) fn of(
        params: &mut Params<'_>,
        clause: &Clause,
        rhythm: &Rhythm,
        terms: &Terms<'_>,
    ) -> Self {
        let path = params.path.clone();
        let pieces = yields(params, clause, rhythm, terms);
        let builder = params.builder();
        let zero = builder.constant(0.0);
        let waits =
            rhythm.occasions.is_some() || (terms.capitalised && !rhythm.compounds_at_closes);
        let mut state =
            |what: &str, kept: bool| kept.then(|| builder.later(&format!("{path}.{what}")));
        let owed = state("owed", true);
        let simple = state("interest not yet due", waits);
        let compounded = state("compounded", waits && !terms.capitalised);
        let mut open = |state: Option<NodeId>| match state {
            Some(state) => builder.previous(state),
            None => zero,
        };
        let mut now = Owed {
            principal: open(owed),
            fresh: terms.drawn,
            compounded: open(compounded),
            simple: open(simple),
        };
        let mut payments = Vec::new();
        let mut so_far = Yield { old: zero, fresh: zero };
        let slots = rhythm.occasions.as_ref().map(Occasions::slots).unwrap_or_default();
        for occasion in slots {
            let builder = params.builder();
            let upto = earned_by(&pieces, Some(occasion.moment), builder);
            now.accrue(so_far, upto, builder);
            so_far = upto;
            let before = builder.less(occasion.moment, terms.end);
            let mut flag = |times: Option<i32>| {
                let flag = times.map(|times| occasion.every(times, builder));
                flag.map(|flag| builder.and(flag, before))
            };
            let (pays, compounds) = (flag(rhythm.pays), flag(rhythm.compounds));
            now.merge(terms.drawn_at, occasion.moment, occasion.falls, builder);
            if let Some(compounds) = compounds {
                now.compound(compounds, terms.capitalised, builder);
            }
            if let Some(pays) = pays {
                let rate = clause.at(terms.interest, occasion.moment, params);
                let part = terms.instalment(rhythm, rate, Some(occasion.moment), params.builder());
                payments.push(now.pay(pays, part, (occasion.moment, terms), params.builder()));
            }
        }
        let builder = params.builder();
        let all = earned_by(&pieces, None, builder);
        now.accrue(so_far, all, builder);
        let rate = clause.at_close(terms.interest, builder);
        let part = match rhythm.pays {
            Some(_) => zero,
            None => terms.instalment(rhythm, rate, None, builder),
        };
        payments.push(now.close(rhythm, terms, part, builder));
        let mut left: Option<NodeId> = None;
        for (state, now) in
            [(owed, now.principal), (simple, now.simple), (compounded, now.compounded)]
        {
            let Some(state) = state else { continue };
            let value = builder.followed(zero, now);
            builder.define(state, value);
            left = Some(match left {
                Some(left) => builder.add(left, now),
                None => now,
            });
        }
        Self { payments, left: left.unwrap_or(zero) }
    }
}

/// Interest on one of money in each piece of the period: on old debt from the opening, on new debt from its draw.
fn yields(
    params: &mut Params<'_>,
    clause: &Clause,
    rhythm: &Rhythm,
    terms: &Terms<'_>,
) -> Vec<(Part, Yield)> {
    let cuts = rhythm.cuts();
    let numbers = [terms.interest];
    let old = clause.accrued_in_pieces(params, &numbers, &cuts, |builder, values, stretch| {
        stretch.of(values[0], builder)
    });
    let years = clause.years().clone();
    let fresh = clause.accrued_in_pieces(params, &numbers, &cuts, |builder, values, stretch| {
        let from = builder.maximum(stretch.from, terms.drawn_at);
        let years = years.between(from, stretch.until, builder);
        builder.multiply(years, values[0])
    });
    let pairs = old.into_iter().zip(fresh);
    pairs.map(|((piece, old), (_, fresh))| (Part::Piece(piece), Yield { old, fresh })).collect()
}

/// What has been earned by a moment of the period, or by its close.
fn earned_by(pieces: &[(Part, Yield)], moment: Option<NodeId>, builder: &mut PlanBuilder) -> Yield {
    let mut sum: Option<Yield> = None;
    for &(part, mut piece) in pieces {
        if let Some(moment) = moment {
            let zero = builder.constant(0.0);
            let over = part.is_over_by(moment, builder);
            piece.old = builder.select(over, piece.old, zero);
            piece.fresh = builder.select(over, piece.fresh, zero);
        }
        sum = Some(match sum {
            Some(sum) => Yield {
                old: builder.add(sum.old, piece.old),
                fresh: builder.add(sum.fresh, piece.fresh),
            },
            None => piece,
        });
    }
    let zero = builder.constant(0.0);
    sum.unwrap_or(Yield { old: zero, fresh: zero })
}

impl Owed {
    /// Adds what was earned since a moment.
    fn accrue(&mut self, before: Yield, now: Yield, builder: &mut PlanBuilder) {
        let zero = builder.constant(0.0);
        let since = |now: NodeId, before: NodeId, builder: &mut PlanBuilder| {
            if before == zero { now } else { builder.subtract(now, before) }
        };
        let base = if self.compounded == zero {
            self.principal
        } else {
            builder.add(self.principal, self.compounded)
        };
        let old = since(now.old, before.old, builder);
        let old = builder.multiply(old, base);
        let fresh = since(now.fresh, before.fresh, builder);
        let fresh = builder.multiply(fresh, self.fresh);
        let earned = builder.add(old, fresh);
        let earned = builder.quantize(earned);
        self.simple = if self.simple == zero { earned } else { builder.add(self.simple, earned) };
    }

    /// What was drawn before a moment is principal like any other from then on.
    fn merge(
        &mut self,
        drawn_at: NodeId,
        moment: NodeId,
        falls: NodeId,
        builder: &mut PlanBuilder,
    ) {
        let zero = builder.constant(0.0);
        let earlier = builder.less(drawn_at, moment);
        let earlier = builder.and(earlier, falls);
        let merged = builder.select(earlier, self.fresh, zero);
        self.principal = builder.add(self.principal, merged);
        self.fresh = builder.subtract(self.fresh, merged);
    }

    /// Interest begins to bear interest.
    fn compound(&mut self, now: NodeId, capitalised: bool, builder: &mut PlanBuilder) {
        let zero = builder.constant(0.0);
        let moved = builder.select(now, self.simple, zero);
        self.simple = builder.subtract(self.simple, moved);
        let to = if capitalised { &mut self.principal } else { &mut self.compounded };
        *to = builder.add(*to, moved);
    }

    /// A day of payment inside the period or at its close: interest, unless it is capitalised, and a part of the principal.
    fn pay(
        &mut self,
        now: NodeId,
        part: NodeId,
        (day, terms): (NodeId, &Terms<'_>),
        builder: &mut PlanBuilder,
    ) -> Paid {
        let zero = builder.constant(0.0);
        let interest = if terms.capitalised {
            zero
        } else {
            let all = builder.add(self.simple, self.compounded);
            let interest = builder.select(now, all, zero);
            self.simple = builder.select(now, zero, self.simple);
            self.compounded = builder.select(now, zero, self.compounded);
            interest
        };
        let part = builder.multiply(self.principal, part);
        let part = builder.quantize(part);
        let principal = builder.select(now, part, zero);
        self.principal = builder.subtract(self.principal, principal);
        let close = builder.close_time();
        let day = builder.select(now, day, close);
        Paid { interest, principal, day }
    }

    /// The close of the period, or the end in it: what falls due there, and everything where the loan matures.
    fn close(
        &mut self,
        rhythm: &Rhythm,
        terms: &Terms<'_>,
        part: NodeId,
        builder: &mut PlanBuilder,
    ) -> Paid {
        let zero = builder.constant(0.0);
        let close = builder.close_time();
        let part = if part == zero {
            zero
        } else {
            // What is drawn at the close itself is not yet repaid there.
            let earlier = builder.less(terms.drawn_at, close);
            let fresh = builder.select(earlier, self.fresh, zero);
            let repayable = builder.add(self.principal, fresh);
            let part = builder.multiply(repayable, part);
            builder.quantize(part)
        };
        let debt = builder.add(self.principal, self.fresh);
        let all = builder.add(self.simple, self.compounded);
        let (grown, interest) = match (terms.capitalised, rhythm.pays) {
            (true, _) => {
                let all = builder.add(debt, self.simple);
                if rhythm.compounds_at_closes {
                    (all, zero)
                } else {
                    (builder.select(terms.matures, all, debt), zero)
                }
            }
            (false, None) => (debt, all),
            (false, Some(_)) => (debt, builder.select(terms.matures, all, zero)),
        };
        if rhythm.compounds_at_closes || (!terms.capitalised && rhythm.pays.is_none()) {
            (self.simple, self.compounded) = (zero, zero);
        } else {
            self.simple = builder.select(terms.matures, zero, self.simple);
            self.compounded = builder.select(terms.matures, zero, self.compounded);
        }
        let repaid = builder.select(terms.matures, grown, part);
        self.principal = builder.subtract(grown, repaid);
        self.fresh = zero;
        let ending = builder.happens(terms.end);
        let day = builder.select(ending, terms.end, close);
        Paid { interest, principal: repaid, day }
    }
}

impl Terms<'_> {
    /// The part of the debt that is repaid on a day of payment: of n instalments still to come 1/n, or i / ((1 + i)^n − 1)
    /// where interest i between two of them and principal together stay the same.
    fn instalment(
        &self,
        rhythm: &Rhythm,
        rate: NodeId,
        moment: Option<NodeId>,
        builder: &mut PlanBuilder,
    ) -> NodeId {
        let zero = builder.constant(0.0);
        if self.schedule == "bullet" {
            return zero;
        }
        let one = builder.constant(1.0);
        let (length, left) = match (rhythm.months(rhythm.pays), moment) {
            (Some(months), Some(moment)) => {
                let length = builder.constant(months / 12.0);
                let left = builder.subtract(self.scheduled, moment);
                (length, builder.add(left, length))
            }
            _ => {
                let open = builder.open_time();
                let left = builder.subtract(self.scheduled, open);
                (builder.period_length(), left)
            }
        };
        let count = builder.divide(left, length);
        let count = builder.maximum(count, one);
        let linear = builder.divide(one, count);
        if self.schedule == "linear" {
            return linear;
        }
        let each = self.interest_of_instalment(rhythm, rate, length, builder);
        let factor = builder.add(one, each);
        let power = builder.binary(Binary::Power, factor, count);
        let growth = builder.subtract(power, one);
        let part = builder.divide(each, growth);
        let free = builder.binary(Binary::Equal, each, zero);
        builder.select(free, linear, part)
    }

    /// Interest on one of money between two days of payment.
    fn interest_of_instalment(
        &self,
        rhythm: &Rhythm,
        rate: NodeId,
        length: NodeId,
        builder: &mut PlanBuilder,
    ) -> NodeId {
        let (Some(between), Some(pays)) = (rhythm.months(rhythm.compounds), rhythm.pays) else {
            return builder.multiply(rate, length);
        };
        let times = rhythm.compounds.map_or(1.0, |each| f64::from(pays) / f64::from(each));
        if self.capitalised || times <= 1.0 {
            return builder.multiply(rate, length);
        }
        let one = builder.constant(1.0);
        let times = builder.constant(times);
        let each = builder.scale(rate, between / 12.0);
        let factor = builder.add(one, each);
        let power = builder.binary(Binary::Power, factor, times);
        builder.subtract(power, one)
    }
}

/// Interest that is paid before it could bear interest.
fn compounds_nothing(params: &mut Params<'_>) {
    let message = format!(
        "`compounded` of {} compounds nothing: interest is paid before it could bear interest",
        params.path
    );
    let finding = Diagnostic::error("not-together", params.span_of("compounded"), message);
    params.complain(finding.help(
        "write `interest_is = \"capitalised\"` where it is added to what is owed, or a longer `every`",
    ));
}

/// Payment and compounding that do not fit into one another.
fn uneven_rhythm(params: &mut Params<'_>) {
    let message = format!(
        "neither of `every` and `compounded` of {} is a multiple of the other",
        params.path
    );
    let finding = Diagnostic::error("not-together", params.span_of("compounded"), message);
    params.complain(
        finding.help("write lengths of which one holds the other a whole number of times"),
    );
}
