//! Notes in a moment: which of them convert, by which cap or price, and into which class.

use super::cap_table::{CapTable, PaidIn};
use super::closing::{Act, Closing, Moment};
use super::moment::{Line, Part};
use crate::kind::{COMMON_CLASS, NoteRequest};
use crate::plan::{Called, Demand, NodeId};
use crate::scenario::lowering::Lowering;

/// What a moment offers to the notes.
#[derive(Clone, Copy)]
pub(super) struct Offer {
    pub(super) time: NodeId,
    /// The sum of new money, without conversions.
    pub(super) money: NodeId,
    /// What one of money buys, where anybody may buy.
    pub(super) price: Option<Line>,
    /// Whether anybody buys.
    pub(super) bought: NodeId,
}

/// A note at a moment.
pub(super) struct Converting {
    /// Where it turns into shares.
    open: NodeId,
    /// What it is owed there, zero elsewhere.
    balance: NodeId,
    /// What its cap gives.
    pub(super) by_cap: Option<ByCap>,
    /// What the price of the round less its discount gives.
    pub(super) by_price: Option<Line>,
}

/// So much of a capitalization.
#[derive(Clone, Copy)]
pub(super) struct ByCap {
    /// Balance over cap.
    pub(super) weight: NodeId,
    /// Whether the capitalization counts all notes.
    pub(super) after_notes: bool,
    /// Shares outstanding before the moment.
    pub(super) outstanding: NodeId,
}

impl Converting {
    /// Whether it takes the better of two.
    pub(super) fn can_choose(&self) -> bool {
        self.by_cap.is_some() && self.by_price.is_some()
    }
}

impl Lowering<'_, '_> {
    /// What each note may do at a moment.
    pub(super) fn converting(
        &mut self,
        table: &CapTable,
        closings: &[Closing<'_>],
        moment: &Moment,
        offer: Offer,
    ) -> Vec<Converting> {
        let zero = self.builder.constant(0.0);
        let one = self.builder.constant(1.0);
        let outstanding = self.sum(&table.counts());
        let mut found = Vec::new();
        for (index, note) in table.notes.iter().enumerate() {
            let request = &note.request;
            let waiting = self.builder.less(offer.time, note.converted);
            let lent = self.builder.less_equal(request.issued, offer.time);
            let there = self.builder.and(waiting, lent);
            let running = self.builder.less_equal(offer.time, request.matures);
            let large = self.builder.less_equal(request.least_round, offer.money);
            let qualifies = self.builder.and(running, large);
            let qualifies = self.builder.and(qualifies, offer.bought);
            let mut matures = zero;
            for &(member, active) in moment {
                let act = closings.get(member).map(|closing| closing.act);
                if matches!(act, Some(Act::Maturity(of)) if of == index) {
                    matures = self.builder.or(matures, active);
                }
            }
            let open = self.builder.or(qualifies, matures);
            let open = self.builder.and(open, there);
            let balance = request.balance_at(offer.time, &mut self.builder);
            let balance = self.builder.select(open, balance, zero);
            let (cap, discount) = self.favoured(table, index, offer.time);
            let by_cap = cap.map(|cap| {
                let weight = self.builder.divide(balance, cap);
                ByCap { weight, after_notes: request.cap_after_notes, outstanding }
            });
            let by_price = offer.price.map(|price| {
                let kept = self.builder.subtract(one, discount);
                let money = self.builder.divide(balance, kept);
                let money = self.builder.select(qualifies, money, zero);
                self.times(price, money)
            });
            found.push(Converting { open, balance, by_cap, by_price });
        }
        found
    }

    /// A note's cap and discount at a time: of a most-favoured one, the best that it and later notes have.
    pub(super) fn favoured(
        &mut self,
        table: &CapTable,
        index: usize,
        time: NodeId,
    ) -> (Option<NodeId>, NodeId) {
        let zero = self.builder.constant(0.0);
        let never = self.builder.constant(f64::INFINITY);
        let Some(note) = table.notes.get(index) else { return (None, zero) };
        let (mut cap, mut discount) = (note.request.cap, note.request.discount);
        if !note.request.most_favoured {
            return (cap, discount);
        }
        for (other, later) in table.notes.iter().enumerate() {
            if other == index {
                continue;
            }
            let not_before = self.builder.less_equal(note.request.issued, later.request.issued);
            let lent = self.builder.less_equal(later.request.issued, time);
            let counts = self.builder.and(not_before, lent);
            if let Some(its) = later.request.cap {
                let its = self.builder.select(counts, its, never);
                cap = Some(cap.map_or(its, |own| self.builder.minimum(own, its)));
            }
            let its = self.builder.select(counts, later.request.discount, zero);
            discount = self.builder.maximum(discount, its);
        }
        (cap, discount)
    }

    /// Turns the notes of a moment into shares; `bought` are the classes that money buys, and where.
    pub(super) fn convert_notes(
        &mut self,
        table: &mut CapTable,
        bought: &[(String, NodeId)],
        notes: &[Converting],
        (shares, time): (&[NodeId], NodeId),
    ) {
        let zero = self.builder.constant(0.0);
        let one = self.builder.constant(1.0);
        for (index, (note, &new)) in notes.iter().zip(shares).enumerate() {
            let Some(request) = table.notes.get(index).map(|it| it.request.clone()) else {
                continue;
            };
            let Some(term) = table.notes.get(index).map(|it| it.term) else { continue };
            // Its own class, or that of the first investor who is there, or common shares.
            let mut classes: Vec<(&str, NodeId)> = Vec::new();
            if request.class.is_empty() {
                let mut rest = one;
                for (class, active) in bought {
                    classes.push((class, self.builder.and(rest, *active)));
                    let absent = self.builder.not(*active);
                    rest = self.builder.and(rest, absent);
                }
                classes.push((COMMON_CLASS, rest));
            } else {
                classes.push((&request.class, one));
            }
            for (class, flag) in classes {
                let here = self.builder.select(flag, new, zero);
                table.issue(&mut self.builder, (request.holder, class, term), here);
                let amount = self.builder.select(flag, note.balance, zero);
                let class = class.to_owned();
                let holder = request.holder;
                table.paid_in.push(PaidIn { class, holder, lot: term, amount, time });
            }
            if let Some(known) = table.notes.get_mut(index) {
                known.converted = self.builder.select(note.open, time, known.converted);
            }
        }
    }

    /// The classes that money buys at a moment, and where.
    pub(super) fn classes_bought(
        &mut self,
        closings: &[Closing<'_>],
        parts: &[Part],
    ) -> Vec<(String, NodeId)> {
        let mut classes: Vec<(String, NodeId)> = Vec::new();
        for part in parts {
            let Some(closing) = closings.get(part.closing) else { continue };
            let (Some(_), Act::Shares(shares)) = (closing.round(), closing.act) else { continue };
            match classes.iter_mut().find(|(class, _)| *class == shares.class) {
                Some((_, active)) => *active = self.builder.or(*active, part.active),
                None => classes.push((shares.class.clone(), part.active)),
            }
        }
        classes
    }

    /// Insists that what the clauses of a moment take leaves a part of the company to others.
    pub(super) fn insist_on_room(
        &mut self,
        table: &CapTable,
        closings: &[Closing<'_>],
        parts: &[Part],
        (notes, room): (&[Converting], NodeId),
    ) {
        let weights: Vec<Option<NodeId>> = notes
            .iter()
            .map(|note| note.by_cap.filter(|cap| cap.after_notes))
            .map(|cap| Some(cap?.weight))
            .collect();
        let by_caps = self.insist_on_caps(table, &weights);
        let one = self.builder.constant(1.0);
        let mut names: Vec<&str> = parts
            .iter()
            .filter_map(|part| closings.get(part.closing))
            .filter_map(|closing| self.builder.terms().get(closing.term.index()))
            .map(String::as_str)
            .collect();
        for (note, known) in notes.iter().zip(&table.notes) {
            if note.by_cap.is_some() || note.by_price.is_some() {
                names.extend(self.builder.terms().get(known.term.index()).map(String::as_str));
            }
        }
        let label = format!("{} at one moment", listed(names));
        // What is wrong with the caps alone is said of them.
        let zero = self.builder.constant(0.0);
        let caps_are_good = self.builder.less(zero, by_caps);
        let room = self.builder.select(caps_are_good, room, one);
        self.builder.name(Called::words(label), room, Demand::Room);
    }

    /// Insists that post-money caps leave a part of the company to others; returns that part. `weights` are balance over
    /// cap, of each note that has such a cap.
    pub(super) fn insist_on_caps(
        &mut self,
        table: &CapTable,
        weights: &[Option<NodeId>],
    ) -> NodeId {
        let one = self.builder.constant(1.0);
        let mut names = Vec::new();
        let mut parts = Vec::new();
        for (weight, note) in weights.iter().zip(&table.notes) {
            let Some(weight) = weight else { continue };
            parts.push(*weight);
            names.extend(self.builder.terms().get(note.term.index()).map(String::as_str));
        }
        if parts.is_empty() {
            return one;
        }
        let label = format!("{} by cap", listed(names));
        let sum = self.sum(&parts);
        let room = self.builder.subtract(one, sum);
        self.builder.name(Called::words(label), room, Demand::Room);
        room
    }

    /// Insists that all investors of a moment pay one price.
    pub(super) fn insist_on_one_price(
        &mut self,
        closings: &[Closing<'_>],
        parts: &[Part],
        (price, total): (Option<Line>, NodeId),
    ) {
        /// Prices that were worked out in two ways differ by rounding.
        const SAME: f64 = 1.0 - 1e-9;
        let Some(price) = price else { return };
        let prices: Vec<(NodeId, Line, &str)> = parts
            .iter()
            .filter_map(|part| {
                let closing = closings.get(part.closing)?;
                let name = self.builder.terms().get(closing.term.index())?;
                Some((part.active, part.each()?, name.as_str()))
            })
            .collect();
        if prices.len() < 2 {
            return;
        }
        let label = listed(prices.iter().map(|it| it.2).collect());
        let prices: Vec<(NodeId, Line)> = prices.iter().map(|it| (it.0, it.1)).collect();
        let one = self.builder.constant(1.0);
        let reference = self.at(price, total);
        let mut least = one;
        for (active, line) in prices {
            let each = self.at(line, total);
            let low = self.builder.minimum(each, reference);
            let high = self.builder.maximum(each, reference);
            let ratio = self.builder.divide(low, high);
            let ratio = self.builder.select(active, ratio, one);
            least = self.builder.minimum(least, ratio);
        }
        let same = self.builder.constant(SAME);
        let room = self.builder.subtract(least, same);
        self.builder.name(Called::words(label), room, Demand::OnePrice);
    }

    /// Balance over cap of a note that may convert at the company's end.
    pub(super) fn weight_at_end(
        &mut self,
        table: &CapTable,
        index: usize,
        balance: NodeId,
    ) -> Option<NodeId> {
        let close = self.builder.close_time();
        let (cap, _) = self.favoured(table, index, close);
        cap.map(|cap| self.builder.divide(balance, cap))
    }

    /// Keeps what a note's interest has come to at the close of the period.
    pub(super) fn accrue(&mut self, request: &NoteRequest) {
        request.interest.keep(request.issued, &mut self.builder);
    }
}

/// Clauses as a message names them, in the order of their names.
fn listed(mut names: Vec<&str>) -> String {
    names.sort_unstable();
    names.dedup();
    let paths: Vec<String> = names.iter().map(|name| format!("terms.{name}")).collect();
    paths.join(", ")
}
