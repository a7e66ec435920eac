//! From what is earned to what is paid: tiers, then recoupment, then guarantee, then cap, each over its own window.

use super::cap::Cap;
use super::changes::Changing;
use super::clause::{Clause, Part};
use super::tiers::{Tiered, Tiers};
use super::windows::{Measured, WindowSum, Windows};
use crate::catalogue::{Parameter, Range, Takes};
use crate::diagnose::Diagnostic;
use crate::kind::{Params, Reading};
use crate::plan::{NodeId, PlanBuilder};

/// The key under which numbers of a clause change.
pub(super) const CHANGES: Parameter = Parameter::optional(
    "changes",
    Takes::Table,
    "nothing changes",
    "numbers that are replaced: `{ rate = { restructured = 0.08, 2031-01-01 = 0.05 } }`; the latest change holds, from its moment on (a date: the beginning of its day)",
);

/// Keys of every term that pays money, besides its own and those of every term.
pub(super) const PAYMENT: &[Parameter] = &[
    Parameter::optional(
        "by",
        Takes::Date,
        "no deadline",
        "the last day on which it can start, or on which what it waits for can happen",
    ),
    Parameter::optional(
        "otherwise",
        Takes::Number,
        "0",
        "what is paid on that day where it has not",
    ),
    CHANGES,
    Parameter::optional("cap", Takes::Number, "none", "most that is paid in a window, in money")
        .within(Range::NotNegative),
    Parameter::optional(
        "floor",
        Takes::Number,
        "none",
        "least that is paid in a whole window, in money; what is missing falls due when the window closes or the term ends",
    ),
    Parameter::optional(
        "in_part",
        Takes::Word(&["full", "prorate", "none"]),
        "full",
        "what `floor` and `cap` are in a window in which the clause is only partly in force: as written, by the part of its time, or nothing (no floor; a cap of 0)",
    ),
    Parameter::optional(
        "true_up",
        Takes::Duration,
        "at once",
        "how long after its window closes what is missing to the floor is paid: \"60 days\"",
    ),
    Parameter::optional(
        "already",
        Takes::Number,
        "0",
        "paid before the start; counts towards the first window",
    )
    .within(Range::NotNegative),
    Parameter::optional(
        "per",
        Takes::Word(super::windows::WINDOWS),
        "life",
        "the window in which cap, floor and tiers are measured; a table where they differ: `{ tiers = \"year\", cap = \"life\" }`",
    ),
    Parameter::optional(
        "tiers",
        Takes::Table,
        "none",
        "shares of the base by how much there was: `{ 0 = \"5%\", 100 = \"7%\" }`, each from its amount of money on",
    ),
    Parameter::optional(
        "tier_on",
        Takes::Word(&["base", "received"]),
        "base",
        "what the thresholds are compared with: the base, or what was paid",
    ),
    Parameter::optional(
        "tier_basis",
        Takes::Word(&["slice", "whole"]),
        "slice",
        "each share for its own slice, or the one that was reached for the whole: what a lower one takes back is settled when the window closes",
    ),
    Parameter::optional(
        "pay_after",
        Takes::Duration,
        "at once",
        "how long after it is earned it is paid: \"1 quarter\"; what is unpaid at the horizon is settled there and discounted from its day",
    ),
    Parameter::optional(
        "tail",
        Takes::Number,
        "none",
        "what it is worth at the horizon where it goes on after it, in money; paid there, within what a cap for life leaves",
    ),
];

/// What payers take back out of what falls due before anything is paid.
pub(super) struct Recoupment {
    /// What is there to be taken back at the start.
    pub(super) start: NodeId,
    /// What is added in the period.
    pub(super) added: NodeId,
    /// The part of each amount due that is set against it.
    pub(super) credit: NodeId,
}

/// An entitlement in the making: amounts due go in, amounts paid come out.
pub(super) struct Entitlement {
    tiers: Option<Tiers>,
    recoupment: Option<Unrecouped>,
    floor: Option<Floor>,
    cap: Option<Cap>,
    /// What was received so far, where tiers go by it.
    received: Option<WindowSum>,
    already: NodeId,
}

/// What is still to be taken back.
struct Unrecouped {
    balance: NodeId,
    start: NodeId,
    /// What of it is open now.
    open: NodeId,
    credit: NodeId,
}

/// A guarantee, and what was paid towards it.
struct Floor {
    level: Changing,
    windows: Windows,
    paid: WindowSum,
    /// The part of what is missing that is paid; all of it where absent.
    part: Option<NodeId>,
    /// The part of the level that counts in the window; all of it where absent.
    in_part: Option<NodeId>,
}

/// What becomes of an amount that is earned.
pub(super) struct Taken {
    /// What is paid.
    pub(super) paid: NodeId,
    /// What the cap cuts off.
    pub(super) cut: NodeId,
    /// How much of the base went through each tier.
    pub(super) used: Vec<NodeId>,
}

/// What falls due once all amounts of the period are in.
pub(super) struct Rest {
    /// What is missing to the floor.
    pub(super) top_up: Option<NodeId>,
    /// What goes on after the horizon.
    pub(super) tail: Option<NodeId>,
}

impl Entitlement {
    /// Reads the keys of a payment; tiers are about receipts by default where `received` is set.
    pub(super) fn read(params: &mut Params<'_>, clause: &Clause, received: bool) -> Self {
        let start = clause.start_time(params.builder());
        let start = params.builder().evaluate_constant(start).unwrap_or(0.0);
        let cap = clause.optional(params, "cap", f64::INFINITY, Reading::Open);
        let floor = clause.optional(params, "floor", 0.0, Reading::Open);
        floor_under_cap(params, clause, cap.as_ref(), floor.as_ref());
        let tiers = Tiers::read(params, start, received);
        let already = clause.number_or(params, "already", 0.0, Reading::Open);
        let already = clause.at_close(&already, params.builder());
        let already = params.builder().quantize(already);
        let label = format!("{}.paid", params.path);
        let floor = floor.map(|level| {
            let windows = Windows::read(params, Measured::Floor, start);
            let paid = WindowSum::new(params.builder(), &label, &windows, already);
            let in_part = in_part(params, clause, &windows);
            Floor { level, windows, paid, part: None, in_part }
        });
        let cap = cap.map(|level| {
            let windows = Windows::read(params, Measured::Cap, start);
            let in_part = in_part(params, clause, &windows);
            Cap::new(params, level, windows, already).in_part(in_part)
        });
        let by_receipts = tiers.as_ref().filter(|tiers| tiers.on_received());
        let received = by_receipts
            .map(|tiers| WindowSum::new(params.builder(), &label, &tiers.windows, already));
        Self { tiers, recoupment: None, floor, cap, received, already }
    }

    /// Pays only a part of what is missing to the floor.
    pub(super) fn short_of(mut self, part: Option<NodeId>) -> Self {
        if let Some(floor) = &mut self.floor {
            floor.part = part;
        }
        self
    }

    /// Takes something back out of what falls due.
    pub(super) fn recouping(self, params: &mut Params<'_>, recoupment: &Recoupment) -> Self {
        let label = format!("{}.unrecouped", params.path);
        let builder = params.builder();
        let balance = builder.later(&label);
        let open = builder.previous(balance);
        let open = builder.add(open, recoupment.added);
        let Recoupment { start, credit, .. } = *recoupment;
        Self { recoupment: Some(Unrecouped { balance, start, open, credit }), ..self }
    }

    /// Puts a cap where none was written.
    pub(super) fn capped_by(
        mut self,
        params: &mut Params<'_>,
        clause: &Clause,
        cap: NodeId,
    ) -> Self {
        if self.cap.is_some() {
            return self;
        }
        let start = clause.start_time(params.builder());
        let start = params.builder().evaluate_constant(start).unwrap_or(0.0);
        let windows = Windows::read(params, Measured::Cap, start);
        self.cap = Some(Cap::new(params, Changing::fixed(cap), windows, self.already));
        self
    }

    /// Whether what was paid may be taken back later.
    pub(super) fn takes_back(&self, builder: &PlanBuilder) -> bool {
        self.tiers.as_ref().is_some_and(|tiers| tiers.takes_back(builder))
    }

    /// The shares of the tiers; none where there are no tiers.
    pub(super) fn shares(&self) -> Vec<NodeId> {
        self.tiers.as_ref().map(Tiers::shares).unwrap_or_default()
    }

    /// The shares of somebody else in each tier; `None` where a threshold is none of the tiers'.
    pub(super) fn aligned(
        &self,
        params: &mut Params<'_>,
        steps: &[(NodeId, NodeId)],
    ) -> Option<Vec<Option<NodeId>>> {
        self.tiers.as_ref()?.aligned(params.builder(), steps)
    }

    /// What is paid on an amount earned in a part of the period, or a base where there are tiers; amounts of one period
    /// come in order.
    pub(super) fn take_in(
        &mut self,
        params: &mut Params<'_>,
        clause: &Clause,
        base: NodeId,
        part: Part,
    ) -> Taken {
        let received = self.received.as_ref().map(|sum| sum.now);
        let builder = params.builder();
        let zero = builder.constant(0.0);
        let (mut due, used) = match &mut self.tiers {
            Some(tiers) => {
                let Tiered { due, used } = tiers.apply(builder, base, received.unwrap_or(zero));
                (due, used)
            }
            None => (builder.quantize(base), Vec::new()),
        };
        if let Some(recoupment) = &mut self.recoupment {
            let most = builder.multiply(due, recoupment.credit);
            let most = builder.quantize(most);
            let most = builder.maximum(most, zero);
            let credited = builder.minimum(most, recoupment.open);
            due = builder.subtract(due, credited);
            recoupment.open = builder.subtract(recoupment.open, credited);
        }
        let paid = self.under_cap(params, clause, due, part);
        let builder = params.builder();
        let cut = builder.subtract(due, paid);
        Taken { paid, cut, used }
    }

    /// What is paid of an amount due, counted everywhere.
    fn under_cap(
        &mut self,
        params: &mut Params<'_>,
        clause: &Clause,
        due: NodeId,
        part: Part,
    ) -> NodeId {
        let paid = match &mut self.cap {
            Some(cap) => cap.pays(params, clause, due, part),
            None => due,
        };
        if let Some(received) = &mut self.received {
            received.add(params.builder(), paid);
        }
        if let Some(floor) = &mut self.floor {
            floor.paid.add(params.builder(), paid);
        }
        paid
    }

    /// Counts something that was paid before it was earned: towards the cap, not towards the floor.
    pub(super) fn count(&mut self, params: &mut Params<'_>, amount: NodeId) {
        if let Some(cap) = &mut self.cap {
            cap.count(params, amount);
        }
        if let Some(received) = &mut self.received {
            received.add(params.builder(), amount);
        }
    }

    /// Closes the period: what is missing to the floor, and what goes on after the horizon.
    pub(super) fn finish(mut self, params: &mut Params<'_>, clause: &Clause) -> Rest {
        let top_up = self.top_up(params, clause);
        let top_up = top_up.map(|missing| self.under_cap(params, clause, missing, Part::Whole));
        let tail = clause.optional(params, "tail", 0.0, Reading::Close).map(|tail| {
            let goes_on = clause.goes_on(params);
            let builder = params.builder();
            let mut flags = vec![0.0; builder.periods() + 1];
            if let Some(last) = flags.last_mut() {
                *last = 1.0;
            }
            let last = builder.series(flags);
            let due = builder.and(last, goes_on);
            let zero = builder.constant(0.0);
            let tail = clause.at_close(&tail, builder);
            let tail = builder.select(due, tail, zero);
            let tail = builder.quantize(tail);
            match &self.cap {
                Some(cap) if cap.is_for_life() => {
                    let room = cap.room(params, clause);
                    params.builder().minimum(tail, room)
                }
                _ => tail,
            }
        });
        if let Some(cap) = self.cap {
            cap.finish(params);
        }
        let builder = params.builder();
        if let Some(recoupment) = self.recoupment {
            let value = builder.followed(recoupment.start, recoupment.open);
            builder.define(recoupment.balance, value);
        }
        if let Some(received) = self.received {
            received.finish(builder);
        }
        if let Some(floor) = self.floor {
            floor.paid.finish(builder);
        }
        if let Some(tiers) = self.tiers {
            tiers.finish(builder);
        }
        Rest { top_up, tail }
    }

    /// What is missing to the floor falls due when the window closes, or when the term ends in it.
    fn top_up(&self, params: &mut Params<'_>, clause: &Clause) -> Option<NodeId> {
        let Floor { level, windows, paid, part, in_part } = self.floor.as_ref()?;
        let so_far = paid.now;
        let force = clause.in_force(params);
        let ending = clause.is_ending(params);
        let builder = params.builder();
        let closes = windows.closes(builder);
        let zero = builder.constant(0.0);
        let in_force = builder.less(zero, force);
        let mut trued_up = builder.and(closes, in_force);
        if let Some(ending) = ending {
            trued_up = builder.or(trued_up, ending);
        }
        let mut floor = clause.at_close(level, builder);
        if let Some(in_part) = in_part {
            floor = builder.multiply(floor, *in_part);
        }
        let floor = builder.quantize(floor);
        let missing = builder.subtract(floor, so_far);
        let missing = builder.maximum(missing, zero);
        let missing = match part {
            Some(part) => {
                let due = builder.multiply(missing, *part);
                builder.quantize(due)
            }
            None => missing,
        };
        Some(builder.select(trued_up, missing, zero))
    }
}

/// The part of a level that counts in a window that the clause does not fill; absent where all of it does.
fn in_part(params: &mut Params<'_>, clause: &Clause, windows: &Windows) -> Option<NodeId> {
    let word = params.word_of("in_part", &["full", "prorate", "none"]);
    if word == "full" || windows.word == "life" {
        return None;
    }
    let builder = params.builder();
    let start = clause.start_time(builder);
    let end = clause.ends().map(|ends| ends.time(builder));
    let part = windows.part_between(builder, start, end);
    if word == "prorate" {
        return Some(part);
    }
    let one = builder.constant(1.0);
    Some(builder.less_equal(one, part))
}

fn floor_under_cap(
    params: &mut Params<'_>,
    clause: &Clause,
    cap: Option<&Changing>,
    floor: Option<&Changing>,
) {
    let (Some(cap), Some(floor)) = (cap, floor) else { return };
    let same = params.value("per").is_none_or(|per| per.as_table().is_none());
    let builder = params.builder();
    let (cap, floor) = (clause.at_close(cap, builder), clause.at_close(floor, builder));
    if let (true, Some(cap), Some(floor)) =
        (same, builder.as_constant(cap), builder.as_constant(floor))
        && floor > cap
    {
        let message = format!("the floor of {} ({floor}) is above its cap ({cap})", params.path);
        let (cap_span, floor_span) = (params.span_of("cap"), params.span_of("floor"));
        params.complain(
            Diagnostic::error("floor-above-cap", floor_span, message)
                .here("a floor here")
                .also(cap_span, "a cap there")
                .help("lower the floor or raise the cap"),
        );
    }
}
