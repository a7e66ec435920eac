//! Notes at a company's end: over which shares their caps are counted, when who takes shares hangs on that.
//!
//! By a post-money cap a note of balance B has B / cap of all shares that take part once it and all others have
//! converted; notes and preferred shares that take money back are not among them, nor is what is unissued. The more
//! convert, the more shares a note has. All are counted first; then whoever would be the last to convert, the one that
//! is owed most for each of its shares, is asked whether it would rather be paid, and leaves where it would. It is the
//! largest set of which nobody gains by leaving, and nobody outside of it gains by joining.

use super::instruments::{Form, Instrument};
use crate::plan::{Binary, NodeId};
use crate::scenario::lowering::Lowering;

impl Lowering<'_, '_> {
    /// Says how many shares each note turns into; whoever takes money instead of shares has none.
    pub(super) fn count_notes(&mut self, instruments: &mut [Instrument], estate: NodeId) {
        if instruments.iter().all(|it| it.by_cap.is_none()) {
            return;
        }
        let one = self.builder.constant(1.0);
        let written: Vec<NodeId> = instruments.iter().map(|it| it.shares).collect();
        let choosers = instruments.iter().filter(|it| matches!(it.form, Form::Converts)).count();
        let mut counted = vec![one; instruments.len()];
        // Nobody's count hangs on the first to convert.
        for _ in 1..choosers {
            self.count_shares(instruments, &written, &counted);
            let level = self.level(instruments, estate);
            self.let_the_last_leave(instruments, &mut counted, level);
        }
        self.count_shares(instruments, &written, &counted);
    }

    /// Counts the shares of notes over those that take part; who does not has none.
    fn count_shares(
        &mut self,
        instruments: &mut [Instrument],
        written: &[NodeId],
        counted: &[NodeId],
    ) {
        let zero = self.builder.constant(0.0);
        let one = self.builder.constant(1.0);
        let mut base = zero;
        for ((instrument, &shares), &flag) in instruments.iter_mut().zip(written).zip(counted) {
            if instrument.by_cap.is_none() {
                instrument.shares = self.builder.multiply(shares, flag);
                base = self.builder.add(base, instrument.shares);
            }
        }
        let mut by_base = zero;
        let mut by_all = zero;
        let mut weights = Vec::new();
        for (instrument, &flag) in instruments.iter().zip(counted) {
            let weight = instrument.by_cap.map(|(weight, after_notes)| {
                let weight = self.builder.multiply(weight, flag);
                if after_notes {
                    by_all = self.builder.add(by_all, weight);
                } else {
                    by_base = self.builder.add(by_base, weight);
                }
                (weight, after_notes)
            });
            weights.push(weight);
        }
        let others = self.builder.multiply(by_base, base);
        let others = self.builder.add(base, others);
        let rest = self.builder.subtract(one, by_all);
        let all = self.builder.divide(others, rest);
        for (instrument, weight) in instruments.iter_mut().zip(weights) {
            if let Some((weight, after_notes)) = weight {
                let over = if after_notes { all } else { base };
                instrument.shares = self.builder.multiply(weight, over);
            }
        }
    }

    /// Takes out whoever is owed most for each share, where that is more than the level gives.
    fn let_the_last_leave(
        &mut self,
        instruments: &[Instrument],
        counted: &mut [NodeId],
        level: NodeId,
    ) {
        let zero = self.builder.constant(0.0);
        let nobody = self.builder.constant(-1.0);
        let mut highest = nobody;
        let mut owed_each = Vec::new();
        for instrument in instruments {
            let each = if matches!(instrument.form, Form::Converts) {
                let any = self.builder.less(zero, instrument.shares);
                let each = self.builder.divide(instrument.fixed, instrument.shares);
                self.builder.select(any, each, nobody)
            } else {
                nobody
            };
            highest = self.builder.maximum(highest, each);
            owed_each.push(each);
        }
        let unwilling = self.builder.less(level, highest);
        for (each, flag) in owed_each.into_iter().zip(counted) {
            let last = self.builder.binary(Binary::Equal, each, highest);
            let leaves = self.builder.and(last, unwilling);
            let stays = self.builder.not(leaves);
            *flag = self.builder.and(*flag, stays);
        }
    }
}
