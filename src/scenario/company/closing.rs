//! One closing: how many shares it issues, given what is outstanding when its turn comes.

use super::cap_table::{CapTable, PaidIn};
use crate::kind::{COMMON_CLASS, RoundPrice, RoundSize, ShareRequest, ShareSize, WarrantRequest};
use crate::plan::{AccountId, Demand, NodeId, TermId};
use crate::scenario::lowering::Lowering;

/// Something that changes the counts at a time.
pub(super) struct Closing<'a> {
    pub(super) term: TermId,
    /// Order among closings of one moment: the name of the term, or of the round that a pool closes with.
    pub(super) key: (String, i8),
    pub(super) time: NodeId,
    pub(super) act: Act<'a>,
}

/// What a closing does.
pub(super) enum Act<'a> {
    Shares(&'a ShareRequest),
    Warrant(&'a WarrantRequest),
    /// The note of this number turns into shares at its cap.
    Maturity(usize),
}

impl Lowering<'_, '_> {
    /// Lets one closing happen where `active`; `worth` is what the whole company is worth then.
    pub(super) fn close_one(
        &mut self,
        table: &mut CapTable,
        closings: &[Closing<'_>],
        index: usize,
        active: NodeId,
        worth: NodeId,
    ) {
        let Some(closing) = closings.get(index) else { return };
        let outstanding = self.sum(&table.counts());
        match closing.act {
            Act::Maturity(note) => self.mature(table, note, active, closing.time),
            Act::Warrant(warrant) => self.exercise(table, closing, warrant, active, worth),
            Act::Shares(shares) => {
                let new = match &shares.size {
                    ShareSize::FractionAfter(fraction) => {
                        self.fraction_after(*fraction, outstanding)
                    }
                    ShareSize::Count(count) => *count,
                    ShareSize::Round(round) => {
                        let class = shares.class.as_str();
                        self.round(table, class, *round, active, closing.time)
                    }
                    ShareSize::Pool { fraction, round, before } => {
                        let size = round_named(closings, round).filter(|_| *before);
                        let fraction = match size {
                            Some(size) => {
                                let terms = self.round_terms(table, size, active, closing.time);
                                self.builder.multiply(*fraction, terms.expansion)
                            }
                            None => *fraction,
                        };
                        self.fraction_after(fraction, outstanding)
                    }
                };
                self.issue_to(table, (shares.holder, &shares.class), active, new);
                // A part below nothing, or of the whole or more, cannot be had by new shares.
                let zero = self.builder.constant(0.0);
                let new = self.builder.select(active, new, zero);
                let term = self.builder.terms().get(closing.term.index()).cloned();
                let label = format!("shares issued under terms.{}", term.unwrap_or_default());
                self.builder.name(label, new, Demand::NotNegative);
            }
        }
    }

    /// A fraction f after the closing is f / (1 − f) of what was outstanding before.
    pub(super) fn fraction_after(&mut self, fraction: NodeId, outstanding: NodeId) -> NodeId {
        let one = self.builder.constant(1.0);
        let others = self.builder.subtract(one, fraction);
        let ratio = self.builder.divide(fraction, others);
        self.builder.multiply(ratio, outstanding)
    }

    /// Adds new shares to a lane where `active`.
    pub(super) fn issue_to(
        &mut self,
        table: &mut CapTable,
        (holder, class): (AccountId, &str),
        active: NodeId,
        new: NodeId,
    ) {
        let zero = self.builder.constant(0.0);
        let new = self.builder.select(active, new, zero);
        if let Some(lane) = table.lane(holder, class) {
            lane.count = self.builder.add(lane.count, new);
        }
    }

    /// Shares that the money of a round buys, after open notes have converted in it.
    fn round(
        &mut self,
        table: &mut CapTable,
        class: &str,
        round: RoundSize,
        active: NodeId,
        time: NodeId,
    ) -> NodeId {
        let outstanding = self.sum(&table.counts());
        let new = if table.notes.is_empty() {
            match round.price {
                RoundPrice::PreMoney(pre) => {
                    let ratio = self.builder.divide(round.amount, pre);
                    self.builder.multiply(ratio, outstanding)
                }
                RoundPrice::PostMoney(post) => {
                    let fraction = self.builder.divide(round.amount, post);
                    self.fraction_after(fraction, outstanding)
                }
                RoundPrice::PerShare(price) => self.builder.divide(round.amount, price),
            }
        } else {
            let terms = self.round_terms(table, round, active, time);
            self.convert_notes(table, class, &terms, outstanding, time);
            self.builder.multiply(terms.investor, outstanding)
        };
        let zero = self.builder.constant(0.0);
        let amount = self.builder.select(active, round.amount, zero);
        table.paid_in.push(PaidIn { class: class.to_owned(), amount, time });
        new
    }

    /// A note that matures as shares, at its cap.
    fn mature(&mut self, table: &mut CapTable, index: usize, active: NodeId, time: NodeId) {
        let outstanding = self.sum(&table.counts());
        let Some(note) = table.notes.get(index) else { return };
        let request = note.request.clone();
        let converted = note.converted;
        let waiting = self.builder.less(time, converted);
        let lent = self.builder.less_equal(request.issued, time);
        let open = self.builder.and(waiting, lent);
        let open = self.builder.and(active, open);
        let balance = request.balance_at(time, &mut self.builder);
        let ratio = self.ratio_at_cap(&request, balance);
        let new = self.builder.multiply(ratio, outstanding);
        let class = if request.class.is_empty() { COMMON_CLASS } else { request.class.as_str() };
        self.issue_to(table, (request.holder, class), open, new);
        let zero = self.builder.constant(0.0);
        let amount = self.builder.select(open, balance, zero);
        table.paid_in.push(PaidIn { class: class.to_owned(), amount, time });
        let converted = self.builder.select(open, time, converted);
        if let Some(note) = table.notes.get_mut(index) {
            note.converted = converted;
        }
    }
}

/// The round of this name.
fn round_named(closings: &[Closing<'_>], name: &str) -> Option<RoundSize> {
    closings.iter().find_map(|closing| match closing.act {
        Act::Shares(ShareRequest { size: ShareSize::Round(round), .. })
            if closing.key.0 == name =>
        {
            Some(*round)
        }
        _ => None,
    })
}
