//! Conversion decided by all holders together: the value of one common share at which everybody's receipts are the estate.
//!
//! For a value v of one common share each instrument gets what is best for it at that v ([`Form`]): a rising broken
//! line. Their sum is one as well, so exactly one v exhausts the estate. It is an equilibrium: a class converts (a
//! warrant is exercised) where v is at least what it gets otherwise for each of its shares, and no class gains by
//! changing its mind alone. Classes decide one by one, as if their holders held nothing else.

use super::instruments::{Form, Instrument};
use crate::plan::NodeId;
use crate::scenario::lowering::Lowering;

impl Lowering<'_, '_> {
    /// What each instrument gets of an estate; together all of it, not rounded.
    pub(super) fn split_estate(
        &mut self,
        instruments: &[Instrument],
        estate: NodeId,
    ) -> Vec<NodeId> {
        let rungs: Vec<_> = instruments.iter().map(Instrument::rung).collect();
        let ladder = self.by_rank(&rungs, estate);
        let amounts: Vec<NodeId> = rungs.iter().map(|rung| rung.amount).collect();
        let owed = self.sum(&amounts);
        // As long as something owed is not paid in full, nobody is better off as a shareholder.
        let short = self.builder.less(estate, owed);
        let level = self.level(instruments, estate);
        instruments
            .iter()
            .zip(ladder)
            .map(|(instrument, rung)| {
                let share = self.receives(instrument, level);
                self.builder.select(short, rung, share)
            })
            .collect()
    }

    /// What an instrument gets where one common share is worth `level`.
    fn receives(&mut self, instrument: &Instrument, level: NodeId) -> NodeId {
        let fixed = instrument.fixed;
        let shares = self.builder.multiply(instrument.shares, level);
        match instrument.form {
            Form::Claim => fixed,
            Form::Converts => self.builder.maximum(fixed, shares),
            Form::Participates => self.builder.add(fixed, shares),
            Form::UpTo(cap) => {
                let both = self.builder.add(fixed, shares);
                let capped = self.builder.minimum(both, cap);
                self.builder.maximum(capped, shares)
            }
            Form::Exercises(strike) => {
                let price = self.builder.multiply(instrument.shares, strike);
                let gain = self.builder.subtract(shares, price);
                let zero = self.builder.constant(0.0);
                self.builder.maximum(gain, zero)
            }
        }
    }

    /// The levels at which an instrument's line breaks: (where it stops, where it starts).
    fn breaks(&mut self, instrument: &Instrument) -> (Option<NodeId>, Option<NodeId>) {
        let zero = self.builder.constant(0.0);
        let any = self.builder.less(zero, instrument.shares);
        let mut for_each = |amount: NodeId| {
            let each = self.builder.divide(amount, instrument.shares);
            self.builder.select(any, each, zero)
        };
        match instrument.form {
            Form::Claim | Form::Participates => (None, None),
            Form::Converts => (None, Some(for_each(instrument.fixed))),
            Form::Exercises(strike) => (None, Some(strike)),
            Form::UpTo(cap) => {
                let converts = for_each(cap);
                let room = self.builder.subtract(cap, instrument.fixed);
                let each = self.builder.divide(room, instrument.shares);
                (Some(self.builder.select(any, each, zero)), Some(converts))
            }
        }
    }

    /// The level that exhausts the estate: from the last break that the estate still reaches, straight on.
    pub(super) fn level(&mut self, instruments: &[Instrument], estate: NodeId) -> NodeId {
        let zero = self.builder.constant(0.0);
        let breaks: Vec<_> = instruments.iter().map(|it| self.breaks(it)).collect();
        let mut levels = vec![zero];
        levels.extend(breaks.iter().flat_map(|(stop, start)| [*stop, *start]).flatten());
        let mut best: Option<(NodeId, NodeId, NodeId)> = None;
        for level in levels {
            let parts: Vec<NodeId> =
                instruments.iter().map(|it| self.receives(it, level)).collect();
            let total = self.sum(&parts);
            let slope = self.slope(instruments, &breaks, level);
            best = Some(match best {
                None => (level, total, slope),
                Some((known, sum, rise)) => {
                    let reached = self.builder.less_equal(total, estate);
                    let higher = self.builder.less(known, level);
                    let better = self.builder.and(reached, higher);
                    (
                        self.builder.select(better, level, known),
                        self.builder.select(better, total, sum),
                        self.builder.select(better, slope, rise),
                    )
                }
            });
        }
        let Some((level, total, slope)) = best else { return zero };
        let rest = self.builder.subtract(estate, total);
        let rest = self.builder.maximum(rest, zero);
        let step = self.builder.divide(rest, slope);
        // Where nothing is left over, no shares need be there to take it.
        let any = self.builder.less(zero, rest);
        let step = self.builder.select(any, step, zero);
        self.builder.add(level, step)
    }

    /// Shares that take part just above a level.
    fn slope(
        &mut self,
        instruments: &[Instrument],
        breaks: &[(Option<NodeId>, Option<NodeId>)],
        level: NodeId,
    ) -> NodeId {
        let mut parts = Vec::new();
        for (instrument, (stop, start)) in instruments.iter().zip(breaks) {
            let shares = instrument.shares;
            if matches!(instrument.form, Form::Claim) {
                continue;
            }
            let mut flag = None;
            if let Some(start) = start {
                flag = Some(self.builder.less_equal(*start, level));
            }
            if let (Some(stop), Some(converted)) = (stop, flag) {
                let before = self.builder.less(level, *stop);
                flag = Some(self.builder.or(before, converted));
            }
            parts.push(match flag {
                Some(flag) => self.builder.multiply(shares, flag),
                None => shares,
            });
        }
        self.sum(&parts)
    }
}
