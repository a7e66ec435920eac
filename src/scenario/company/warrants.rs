//! Warrants: how many shares, at what price, for those that are exercised on their day and those that are still open.

use crate::kind::{Strike, WarrantRequest, WarrantSize};
use crate::plan::NodeId;
use crate::scenario::lowering::Lowering;

impl Lowering<'_, '_> {
    /// What one share costs, with so many outstanding.
    pub(super) fn strike(&mut self, warrant: &WarrantRequest, outstanding: NodeId) -> NodeId {
        match warrant.strike {
            Strike::PerShare(strike) => strike,
            Strike::Value(value) => self.builder.divide(value, outstanding),
        }
    }

    /// How many shares a single warrant is for, with so many outstanding.
    pub(super) fn warrant_count(
        &mut self,
        warrant: &WarrantRequest,
        outstanding: NodeId,
    ) -> NodeId {
        match warrant.size {
            WarrantSize::Count(count) => count,
            WarrantSize::FractionAfter(fraction) => {
                let one = self.builder.constant(1.0);
                let others = self.builder.subtract(one, fraction);
                let ratio = self.builder.divide(fraction, others);
                self.builder.multiply(ratio, outstanding)
            }
        }
    }
}
