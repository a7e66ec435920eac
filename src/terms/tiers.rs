//! Shares that depend on how much has been measured or received: by slice, or one share for the whole.

use super::windows::{Measured, WindowSum, Windows};
use crate::catalogue::Range;
use crate::diagnose::Diagnostic;
use crate::document::Table;
use crate::kind::{Params, Reading};
use crate::plan::{NodeId, PlanBuilder};

/// What the thresholds are compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum On {
    Base,
    Received,
}

/// What a tier's share applies to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Basis {
    Slice,
    Whole,
}

/// The tiers of an entitlement.
pub(super) struct Tiers {
    on: On,
    basis: Basis,
    /// From which amount on, and which share of the base.
    steps: Vec<(NodeId, NodeId)>,
    /// The base so far in the window.
    base: WindowSum,
    /// What has fallen due so far in the window.
    due: WindowSum,
    /// The windows.
    pub(super) windows: Windows,
}

/// What tiers make of a base.
pub(super) struct Tiered {
    /// What falls due.
    pub(super) due: NodeId,
    /// How much of the base went through each tier.
    pub(super) used: Vec<NodeId>,
}

impl Tiers {
    /// Reads `tiers`, `tier_on` and `tier_basis`, where there are tiers.
    pub(super) fn read(params: &mut Params<'_>, start: f64, received: bool) -> Option<Self> {
        let value = params.value("tiers")?.clone();
        let words: &'static [&'static str] =
            if received { &["received", "base"] } else { &["base", "received"] };
        let on =
            if params.word_of("tier_on", words) == "received" { On::Received } else { On::Base };
        let basis = match params.word_of("tier_basis", &["slice", "whole"]) {
            "whole" => Basis::Whole,
            _ => Basis::Slice,
        };
        let Some(table) = value.as_table().cloned() else {
            let wanted = "a table such as { 0 = \"5%\", 100 = \"7%\" }";
            params.wrong_type("tiers", value.span, value.description(), wanted);
            return None;
        };
        // Of receipts, which tiers of profit count, there is one whole to share; of sales a price may be said.
        let range = if received { Range::Fraction } else { Range::Any };
        let steps = steps(params, "tiers", &table, range);
        let zero_first = steps.first().and_then(|(from, _)| params.builder().as_constant(*from));
        if on == On::Received && zero_first != Some(0.0) {
            let message =
                format!("the tiers of {} on what is received do not begin at 0", params.path);
            let finding = Diagnostic::error("tiers-begin", value.span, message);
            params.complain(finding.help(
                "write the share that holds from the first payment: { 0 = 0.75, 13 = 0.49 }",
            ));
        }
        let windows = Windows::read(params, Measured::Tiers, start);
        let path = params.path.clone();
        let builder = params.builder();
        let zero = builder.constant(0.0);
        let base = WindowSum::new(builder, &format!("{path}.base"), &windows, zero);
        let due = WindowSum::new(builder, &format!("{path}.due"), &windows, zero);
        Some(Self { on, basis, steps, base, due, windows })
    }

    /// The share of each tier.
    pub(super) fn shares(&self) -> Vec<NodeId> {
        self.steps.iter().map(|(_, share)| *share).collect()
    }

    /// Whether the thresholds are about what was received.
    pub(super) fn on_received(&self) -> bool {
        self.on == On::Received
    }

    /// What falls due on a base in the period; `received` so far in the window. What is below zero earns nothing.
    pub(super) fn apply(
        &mut self,
        builder: &mut PlanBuilder,
        base: NodeId,
        received: NodeId,
    ) -> Tiered {
        let zero = builder.constant(0.0);
        let base = builder.maximum(base, zero);
        let base = builder.quantize(base);
        let before = self.base.now;
        self.base.add(builder, base);
        let now = self.base.now;
        let tiered = match (self.on, self.basis) {
            (On::Base, Basis::Slice) => self.slices(builder, before, now),
            (On::Base, Basis::Whole) => self.whole(builder, base, now),
            (On::Received, Basis::Slice) => self.until_received(builder, base, received),
            (On::Received, Basis::Whole) => self.by_received(builder, base, received),
        };
        let due = builder.quantize(tiered.due);
        self.due.add(builder, due);
        Tiered { due, used: tiered.used }
    }

    /// Nothing more falls due in this period.
    pub(super) fn finish(self, builder: &mut PlanBuilder) {
        self.base.finish(builder);
        self.due.finish(builder);
    }

    /// Whether a share is known to be at least the one before, so that nothing is ever taken back.
    fn shares_rise(&self, builder: &PlanBuilder) -> bool {
        let shares: Vec<Option<f64>> =
            self.steps.iter().map(|(_, share)| builder.evaluate_constant(*share)).collect();
        shares.windows(2).all(|pair| matches!(pair, [Some(a), Some(b)] if a <= b))
    }

    /// Whether what was paid may be taken back when its window closes.
    pub(super) fn takes_back(&self, builder: &PlanBuilder) -> bool {
        self.on == On::Base && self.basis == Basis::Whole && !self.shares_rise(builder)
    }

    fn next(&self, index: usize) -> Option<NodeId> {
        self.steps.get(index + 1).map(|(from, _)| *from)
    }

    /// Each slice of the base at its own share.
    fn slices(&self, builder: &mut PlanBuilder, before: NodeId, now: NodeId) -> Tiered {
        let mut due = builder.constant(0.0);
        let mut used = Vec::new();
        for (index, &(from, share)) in self.steps.iter().enumerate() {
            let mut inside = |sum: NodeId| {
                let above = builder.maximum(sum, from);
                match self.next(index) {
                    Some(until) => builder.minimum(above, until),
                    None => above,
                }
            };
            let (high, low) = (inside(now), inside(before));
            let slice = builder.subtract(high, low);
            let part = builder.multiply(slice, share);
            due = builder.add(due, part);
            used.push(slice);
        }
        Tiered { due, used }
    }

    /// The share of the tier that the base has reached, on all of it: what that is beyond what fell due before. What a
    /// lower share takes back is settled when the window closes.
    fn whole(&self, builder: &mut PlanBuilder, base: NodeId, now: NodeId) -> Tiered {
        let (share, used) = self.reached(builder, base, now);
        let all = builder.multiply(share, now);
        let more = builder.subtract(all, self.due.now);
        let zero = builder.constant(0.0);
        let upwards = builder.maximum(more, zero);
        if self.shares_rise(builder) {
            return Tiered { due: upwards, used };
        }
        let closes = self.windows.closes(builder);
        Tiered { due: builder.select(closes, more, upwards), used }
    }

    /// The share of the tier that receipts have reached at the period's opening, on all of the period's base.
    fn by_received(&self, builder: &mut PlanBuilder, base: NodeId, received: NodeId) -> Tiered {
        let (share, used) = self.reached(builder, base, received);
        Tiered { due: builder.multiply(share, base), used }
    }

    /// The share of the tier in which a sum lies, and the base as used there.
    fn reached(
        &self,
        builder: &mut PlanBuilder,
        base: NodeId,
        sum: NodeId,
    ) -> (NodeId, Vec<NodeId>) {
        let zero = builder.constant(0.0);
        let mut share = zero;
        let mut used: Vec<NodeId> = Vec::new();
        for &(from, own) in &self.steps {
            let there = builder.less_equal(from, sum);
            share = builder.select(there, own, share);
            for earlier in &mut used {
                *earlier = builder.select(there, zero, *earlier);
            }
            used.push(builder.select(there, base, zero));
        }
        (share, used)
    }

    /// Each share until so much has been received: the base that fills a tier is used up, the rest goes to the next.
    fn until_received(&self, builder: &mut PlanBuilder, base: NodeId, received: NodeId) -> Tiered {
        let zero = builder.constant(0.0);
        let mut left = base;
        let mut sum = received;
        let mut due = zero;
        let mut used = Vec::new();
        for (index, &(_, share)) in self.steps.iter().enumerate() {
            let wanted = builder.multiply(left, share);
            let (part, spent) = match self.next(index) {
                None => (wanted, left),
                Some(until) => {
                    let room = builder.subtract(until, sum);
                    let room = builder.maximum(room, zero);
                    let part = builder.minimum(wanted, room);
                    // A tier that pays nothing is never filled: it takes all, once it is reached.
                    let fits = builder.less_equal(wanted, room);
                    let open = builder.less(zero, room);
                    let all = builder.and(fits, open);
                    let filling = builder.divide(room, share);
                    let none = builder.less_equal(share, zero);
                    let filling = builder.select(none, zero, filling);
                    (part, builder.select(all, left, filling))
                }
            };
            due = builder.add(due, part);
            sum = builder.add(sum, part);
            left = builder.subtract(left, spent);
            used.push(spent);
        }
        Tiered { due, used }
    }

    /// What somebody else gets of the base that went through the tiers: a share for each, as `steps` say by threshold.
    pub(super) fn aligned(
        &self,
        builder: &PlanBuilder,
        steps: &[(NodeId, NodeId)],
    ) -> Option<Vec<Option<NodeId>>> {
        let mut shares = vec![None; self.steps.len()];
        for &(from, share) in steps {
            let same = |known: NodeId| {
                known == from
                    || (builder.as_constant(known).is_some()
                        && builder.as_constant(known) == builder.as_constant(from))
            };
            let first = self.steps.iter().position(|&(known, _)| same(known))?;
            for slot in shares.iter_mut().skip(first) {
                *slot = Some(share);
            }
        }
        Some(shares)
    }
}

/// Thresholds and values, as a table says them: `{ 0 = 0.75, 13 = 0.49 }`; a threshold may be a formula in quotes.
pub(super) fn steps(
    params: &mut Params<'_>,
    key: &str,
    table: &Table,
    range: Range,
) -> Vec<(NodeId, NodeId)> {
    let mut steps: Vec<(NodeId, NodeId)> = Vec::new();
    let mut last: Option<f64> = None;
    for entry in &table.entries {
        let name = &entry.key.name;
        let from = match params.scope.human_number(name) {
            Some(number) => params.builder().constant(number),
            None => params.scope.formula(name, entry.key.span, Reading::Open),
        };
        let from = params.builder().quantize(from);
        let known = params.builder().evaluate_constant(from);
        let from = match known {
            Some(number) => params.builder().constant(number),
            None => from,
        };
        if let (Some(last), Some(known)) = (last, known)
            && known <= last
        {
            let message = format!("the thresholds of `{key}` in {} do not rise", params.path);
            let finding = Diagnostic::error("tiers-order", entry.key.span, message);
            params.complain(
                finding
                    .here("not above the one before")
                    .help("write the lowest threshold first, each one once"),
            );
        }
        last = known.or(last);
        let site = params.site(&format!("{key}.{name}"));
        let share = params.number_within(&entry.value, &site, Reading::Open, range);
        steps.push((from, share));
    }
    steps
}
