//! The ladder of claims: smaller ranks are paid first, equal ranks share in proportion to what they are owed.

use crate::plan::NodeId;
use crate::scenario::lowering::Lowering;

/// One rung's member.
#[derive(Clone, Copy)]
pub(super) struct Owed {
    /// Its place: claims before preferences, then by rank.
    pub(super) place: (u8, i32),
    /// How much.
    pub(super) amount: NodeId,
}

impl Lowering<'_, '_> {
    /// What each member gets of a pot, in the order of the members; not rounded.
    pub(super) fn by_rank(&mut self, members: &[Owed], pot: NodeId) -> Vec<NodeId> {
        let mut places: Vec<(u8, i32)> = members.iter().map(|member| member.place).collect();
        places.sort_unstable();
        places.dedup();
        let zero = self.builder.constant(0.0);
        let one = self.builder.constant(1.0);
        let mut left = self.builder.maximum(pot, zero);
        let mut paid = vec![zero; members.len()];
        for place in places {
            let rung = || members.iter().enumerate().filter(move |(_, it)| it.place == place);
            let amounts: Vec<NodeId> = rung().map(|(_, member)| member.amount).collect();
            let owed = self.sum(&amounts);
            let enough = self.builder.less_equal(owed, left);
            let ratio = self.builder.divide(left, owed);
            let factor = self.builder.select(enough, one, ratio);
            for (index, member) in rung() {
                let share = self.builder.multiply(member.amount, factor);
                if let Some(slot) = paid.get_mut(index) {
                    *slot = share;
                }
            }
            let spent = self.builder.minimum(owed, left);
            left = self.builder.subtract(left, spent);
        }
        paid
    }
}
