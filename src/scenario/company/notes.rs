//! Notes in a round: each converts at the lower of its cap's price and the round's price less its discount.

use super::cap_table::{CapTable, PaidIn};
use crate::kind::{NoteRequest, RoundPrice, RoundSize};
use crate::plan::NodeId;
use crate::scenario::lowering::Lowering;

/// What a round comes to, for each share that was outstanding before it.
pub(super) struct RoundTerms {
    /// New shares of the investor.
    pub(super) investor: NodeId,
    /// All shares after the round.
    pub(super) expansion: NodeId,
    /// New shares of each note, zero where it stays a note.
    notes: Vec<NodeId>,
    /// Where each note converts.
    open: Vec<NodeId>,
}

/// A price that a note may convert at: shares for each share outstanding before, or for each after all notes.
#[derive(Clone, Copy)]
struct Price {
    shares: NodeId,
    /// Whether the price is counted over the shares after all notes have converted.
    after_notes: bool,
}

impl Lowering<'_, '_> {
    /// Works out a round for all notes at once.
    ///
    /// With g the shares after conversion for each share before, a note of balance B gets B / cap (or g B / cap where
    /// the cap is a value after the notes) by its cap, and by its discount d the share B / ((1 − d) · pre-money), or
    /// g B / ((1 − d) (post-money − amount)) where the round says post-money: the more of the two. So g = 1 + α + β g,
    /// solved for the choices of the notes; g grows from pass to pass, so a choice can only turn towards a price that
    /// counts g, and as many passes as there are such choices, and one, find the end.
    pub(super) fn round_terms(
        &mut self,
        table: &CapTable,
        round: RoundSize,
        active: NodeId,
        time: NodeId,
    ) -> RoundTerms {
        let outstanding = self.sum(&table.counts());
        let (pre_money, after_notes) = match round.price {
            RoundPrice::PreMoney(pre) => (pre, false),
            RoundPrice::PerShare(price) => (self.builder.multiply(price, outstanding), false),
            RoundPrice::PostMoney(post) => (self.builder.subtract(post, round.amount), true),
        };
        let mut open = Vec::new();
        let mut prices = Vec::new();
        for index in 0..table.notes.len() {
            let (is_open, options) =
                self.prices(table, index, (pre_money, after_notes), (round.amount, active, time));
            open.push(is_open);
            prices.push(options);
        }
        let (growth, notes) = self.solve_growth(&prices);
        let invested = self.builder.divide(round.amount, pre_money);
        let investor = if after_notes { self.builder.multiply(invested, growth) } else { invested };
        let expansion = self.builder.add(growth, investor);
        RoundTerms { investor, expansion, notes, open }
    }

    fn prices(
        &mut self,
        table: &CapTable,
        index: usize,
        (pre_money, after_notes): (NodeId, bool),
        (amount, active, time): (NodeId, NodeId, NodeId),
    ) -> (NodeId, Vec<Price>) {
        let zero = self.builder.constant(0.0);
        let one = self.builder.constant(1.0);
        let Some(note) = table.notes.get(index) else { return (zero, Vec::new()) };
        let request = note.request.clone();
        let waiting = self.builder.less(time, note.converted);
        let lent = self.builder.less_equal(request.issued, time);
        let running = self.builder.less_equal(time, request.matures);
        let large = self.builder.less_equal(request.least_round, amount);
        let mut open = active;
        for flag in [waiting, lent, running, large] {
            open = self.builder.and(open, flag);
        }
        let balance = request.balance_at(time, &mut self.builder);
        let balance = self.builder.select(open, balance, zero);
        let kept = self.builder.subtract(one, request.discount);
        let price = self.builder.multiply(kept, pre_money);
        let shares = self.builder.divide(balance, price);
        let mut prices = vec![Price { shares, after_notes }];
        if let Some(cap) = request.cap {
            let shares = self.builder.divide(balance, cap);
            let by_cap = Price { shares, after_notes: request.cap_after_notes };
            if request.cap_after_notes == after_notes {
                let more = self.builder.maximum(prices[0].shares, shares);
                prices = vec![Price { shares: more, after_notes }];
            } else {
                prices.push(by_cap);
            }
        }
        (open, prices)
    }

    /// All shares after conversion for each share before, and the new ones of each note.
    fn solve_growth(&mut self, prices: &[Vec<Price>]) -> (NodeId, Vec<NodeId>) {
        let one = self.builder.constant(1.0);
        let zero = self.builder.constant(0.0);
        let choices = prices.iter().filter(|options| options.len() > 1).count();
        let mut growth = one;
        let mut notes = Vec::new();
        for _ in 0..=choices {
            let mut fixed = one;
            let mut growing = zero;
            let mut chosen = Vec::new();
            for options in prices {
                let mut plain = zero;
                let mut with_growth = zero;
                for option in options {
                    if option.after_notes {
                        with_growth = option.shares;
                    } else {
                        plain = option.shares;
                    }
                }
                if options.len() > 1 {
                    let grown = self.builder.multiply(with_growth, growth);
                    let better = self.builder.less(plain, grown);
                    plain = self.builder.select(better, zero, plain);
                    with_growth = self.builder.select(better, with_growth, zero);
                }
                fixed = self.builder.add(fixed, plain);
                growing = self.builder.add(growing, with_growth);
                chosen.push((plain, with_growth));
            }
            let rest = self.builder.subtract(one, growing);
            growth = self.builder.divide(fixed, rest);
            notes = chosen;
        }
        let notes = notes
            .into_iter()
            .map(|(plain, with_growth)| {
                let grown = self.builder.multiply(with_growth, growth);
                self.builder.add(plain, grown)
            })
            .collect();
        (growth, notes)
    }

    /// Issues the shares of the notes that convert.
    pub(super) fn convert_notes(
        &mut self,
        table: &mut CapTable,
        class: &str,
        terms: &RoundTerms,
        outstanding: NodeId,
        time: NodeId,
    ) {
        let zero = self.builder.constant(0.0);
        for (index, (&ratio, &open)) in terms.notes.iter().zip(&terms.open).enumerate() {
            let Some(note) = table.notes.get(index) else { continue };
            let request = note.request.clone();
            let converted = self.builder.select(open, time, note.converted);
            let class = if request.class.is_empty() { class } else { request.class.as_str() };
            let new = self.builder.multiply(ratio, outstanding);
            self.issue_to(table, (request.holder, class), open, new);
            let balance = request.balance_at(time, &mut self.builder);
            let amount = self.builder.select(open, balance, zero);
            table.paid_in.push(PaidIn { class: class.to_owned(), amount, time });
            if let Some(note) = table.notes.get_mut(index) {
                note.converted = converted;
            }
        }
    }

    /// Shares at the cap, for each share outstanding before; zero where there is no cap.
    pub(super) fn ratio_at_cap(&mut self, request: &NoteRequest, balance: NodeId) -> NodeId {
        let Some(cap) = request.cap else { return self.builder.constant(0.0) };
        let ratio = self.builder.divide(balance, cap);
        if !request.cap_after_notes {
            return ratio;
        }
        let one = self.builder.constant(1.0);
        let others = self.builder.subtract(one, ratio);
        self.builder.divide(ratio, others)
    }
}
