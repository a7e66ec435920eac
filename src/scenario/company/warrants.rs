//! Warrants: exercised on their day where the shares are worth more than the price, or decided when the company ends.

use super::cap_table::CapTable;
use super::closing::Closing;
use crate::kind::{Strike, WarrantRequest, WarrantSize};
use crate::plan::NodeId;
use crate::scenario::lowering::Lowering;

impl Lowering<'_, '_> {
    /// How many shares, and what one costs, with so many outstanding.
    pub(super) fn warrant_terms(
        &mut self,
        warrant: &WarrantRequest,
        outstanding: NodeId,
    ) -> (NodeId, NodeId) {
        let count = match warrant.size {
            WarrantSize::Count(count) => count,
            WarrantSize::FractionAfter(fraction) => self.fraction_after(fraction, outstanding),
        };
        let strike = match warrant.strike {
            Strike::PerShare(strike) => strike,
            Strike::Value(value) => self.builder.divide(value, outstanding),
        };
        (count, strike)
    }

    /// Exercises a warrant where a share of the company, worth `worth` with its cash, is worth more than the strike.
    pub(super) fn exercise(
        &mut self,
        table: &mut CapTable,
        closing: &Closing<'_>,
        warrant: &WarrantRequest,
        active: NodeId,
        worth: NodeId,
    ) {
        let outstanding = self.sum(&table.counts());
        let (count, strike) = self.warrant_terms(warrant, outstanding);
        let builder = &mut self.builder;
        let at_strike = builder.multiply(strike, outstanding);
        let in_the_money = builder.less(at_strike, worth);
        let begun = builder.less_equal(warrant.from, closing.time);
        let now = builder.and(in_the_money, begun);
        let now = builder.and(active, now);
        let price = builder.multiply(count, strike);
        let zero = builder.constant(0.0);
        let price = builder.select(now, price, zero);
        let price = builder.quantize(price);
        table.exercised.push((closing.term, warrant.holder, price, closing.time));
        self.issue_to(table, (warrant.holder, &warrant.class), now, count);
    }
}
