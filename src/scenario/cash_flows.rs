//! What each side pays and receives in money by date, undiscounted: what a rate of return, a multiple and a payback
//! are read from.

use super::ledger::Entry;
use super::lowering::Lowering;
use super::model::{CashMeta, MovingCash};
use super::parties::Side;
use crate::plan::{FlowKind, NodeId, ReadAt, Sink, TrackId};

/// The payments of a side with the world outside it, by how they are dated.
#[derive(Default)]
struct Payments {
    /// Paid and received.
    all: [Vec<NodeId>; 2],
    /// At the closes of periods, what is paid counted negative.
    closing: Vec<NodeId>,
    /// At one time on every path, what is paid counted negative.
    dated: Vec<(f64, Vec<NodeId>)>,
    /// At a time that differs from path to path, paid and received: amounts and amounts times times.
    moving: [Vec<(NodeId, NodeId)>; 2],
}

impl Payments {
    /// Adds an amount at a time that is the same on every path.
    fn on(&mut self, time: f64, amount: NodeId) {
        match self.dated.iter_mut().find(|(known, _)| *known == time) {
            Some((_, parts)) => parts.push(amount),
            None => self.dated.push((time, vec![amount])),
        }
    }
}

impl Lowering<'_, '_> {
    /// Tracks the money of every side that both pays and receives some.
    pub(super) fn track_cash(&mut self, sides: &[Side], entries: &[Entry]) -> Vec<CashMeta> {
        let mut metas = Vec::new();
        for (number, side) in sides.iter().enumerate() {
            let payments = self.payments_of(side, entries);
            if payments.all.iter().any(Vec::is_empty) {
                continue;
            }
            let [paid, received] = &payments.all;
            let totals = [paid, received].map(|parts| {
                let sum = self.total_of(parts);
                let total = self.builder.accumulate("cash", sum);
                self.builder.track(total, ReadAt::End, Sink::Moments)
            });
            let closing = (!payments.closing.is_empty())
                .then(|| self.track_to_date(&payments.closing, ReadAt::EachStep));
            let dated = payments.dated.iter();
            let dated = dated
                .map(|(time, parts)| (*time, self.track_to_date(parts, ReadAt::End)))
                .collect();
            let mut moving = Vec::new();
            for (sign, parts) in [-1.0, 1.0].into_iter().zip(&payments.moving) {
                if parts.is_empty() {
                    continue;
                }
                let (amounts, timed): (Vec<NodeId>, Vec<NodeId>) = parts.iter().copied().unzip();
                moving.push(MovingCash {
                    sign,
                    amount: self.track_to_date(&amounts, ReadAt::EachStep),
                    amount_times_time: self.track_to_date(&timed, ReadAt::EachStep),
                });
            }
            metas.push(CashMeta { side: number, totals, closing, dated, moving });
        }
        metas
    }

    fn payments_of(&mut self, side: &Side, entries: &[Entry]) -> Payments {
        let mut payments = Payments::default();
        for entry in entries.iter().filter(|entry| entry.kind == FlowKind::Cash) {
            let [pays, receives] =
                [entry.from, entry.to].map(|account| side.parties.contains(&account));
            if pays == receives || self.builder.as_constant(entry.amount) == Some(0.0) {
                continue;
            }
            payments.all[usize::from(receives)].push(entry.amount);
            let signed = if receives { entry.amount } else { self.builder.negate(entry.amount) };
            let Some(time) = entry.paid_at else {
                payments.closing.push(signed);
                continue;
            };
            if let Some(day) = self.builder.evaluate_constant(time) {
                payments.on(day, signed);
                continue;
            }
            if let Some((flag, day)) = self.on_a_day(time) {
                // What is paid when the day's period is another one is paid at its close.
                let zero = self.builder.constant(0.0);
                payments.on(day, self.builder.select(flag, signed, zero));
                payments.closing.push(self.builder.select(flag, zero, signed));
                continue;
            }
            // What never comes has the amount zero and an infinite time.
            let zero = self.builder.constant(0.0);
            let never = self.builder.constant(f64::INFINITY);
            let comes = self.builder.less(time, never);
            let time = self.builder.select(comes, time, zero);
            let timed = self.builder.multiply(entry.amount, time);
            payments.moving[usize::from(receives)].push((entry.amount, timed));
        }
        payments
    }

    /// Of a time that is a known day where a flag holds and the close where not: the flag and the day.
    fn on_a_day(&mut self, time: NodeId) -> Option<(NodeId, f64)> {
        let [flag, day, otherwise] = self.builder.as_select(time)?;
        let close = self.builder.close_time();
        let day = self.builder.evaluate_constant(day)?;
        (otherwise == close).then_some((flag, day))
    }

    fn track_to_date(&mut self, parts: &[NodeId], read: ReadAt) -> TrackId {
        let sum = self.total_of(parts);
        let to_date = self.builder.accumulate("cash to date", sum);
        self.builder.track(to_date, read, Sink::Moments)
    }
}
