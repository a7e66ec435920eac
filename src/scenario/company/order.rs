//! An order among clauses that hangs on what they say: sums in floating point then have the same bits whatever the
//! clauses are called and wherever they stand.

use crate::kind::{CapTableRequest, ShareSize, WarrantSize};
use crate::kind::{Participation, RoundPrice, Strike};
use crate::plan::{NodeId, TermId};
use crate::scenario::lowering::Lowering;

/// What decides the order: the sort of thing, whose, of which class, and its numbers.
type Key<'a> = (u8, usize, &'a str, Vec<u64>);

impl Lowering<'_, '_> {
    /// What the terms asked of cap tables, in an order that names do not decide.
    pub(super) fn by_content(
        &self,
        requests: &[(TermId, CapTableRequest)],
    ) -> Vec<(TermId, CapTableRequest)> {
        let mut keyed: Vec<_> =
            requests.iter().map(|request| (self.content(&request.1), request.clone())).collect();
        keyed.sort_by(|left, right| left.0.cmp(&right.0));
        keyed.into_iter().map(|(_, request)| request).collect()
    }

    fn content<'a>(&self, request: &'a CapTableRequest) -> Key<'a> {
        match request {
            CapTableRequest::Shares(shares) => {
                let (sort, mut nodes) = size(&shares.size);
                nodes.extend([shares.at.before_payments, shares.at.after_payments, shares.paid]);
                let mut numbers = self.prints(nodes);
                numbers.push(u64::from(shares.rank.unsigned_abs()));
                (sort, shares.holder.index(), &shares.class, numbers)
            }
            CapTableRequest::Claim(claim) => {
                (10, claim.holder.index(), "", self.prints(vec![Some(claim.balance)]))
            }
            CapTableRequest::Note(note) => {
                let rates = note.interest.rates.iter().map(|(_, rate)| Some(*rate));
                let mut nodes: Vec<_> =
                    std::iter::once(Some(note.principal)).chain(rates).collect();
                nodes.extend([
                    Some(note.issued),
                    Some(note.matures),
                    note.cap,
                    Some(note.discount),
                    Some(note.least_round),
                    Some(note.exit_multiple),
                ]);
                let mut numbers = self.prints(nodes);
                let flags = [note.cap_after_notes, note.most_favoured, note.converts_at_maturity];
                numbers.extend(flags.map(u64::from));
                (11, note.holder.index(), &note.class, numbers)
            }
            CapTableRequest::Warrant(warrant) => {
                let (WarrantSize::Count(count) | WarrantSize::FractionAfter(count)) = warrant.size;
                let (Strike::PerShare(strike) | Strike::Value(strike)) = warrant.strike;
                let nodes = [count, strike, warrant.from, warrant.decided].map(Some).to_vec();
                (12, warrant.holder.index(), &warrant.class, self.prints(nodes))
            }
            CapTableRequest::Preference(preference) => {
                let mut nodes = vec![preference.paid, Some(preference.multiple)];
                if let Participation::UpTo(cap) = preference.participation {
                    nodes.push(Some(cap));
                }
                (13, 0, &preference.class, self.prints(nodes))
            }
            CapTableRequest::Tiers(_) => (14, 0, "", Vec::new()),
        }
    }

    fn prints(&self, nodes: Vec<Option<NodeId>>) -> Vec<u64> {
        nodes.into_iter().map(|node| node.map_or(0, |it| self.builder.fingerprint(it))).collect()
    }
}

fn size(size: &ShareSize) -> (u8, Vec<Option<NodeId>>) {
    match size {
        ShareSize::FractionAfter(fraction) => (0, vec![Some(*fraction)]),
        ShareSize::Count(count) => (1, vec![Some(*count)]),
        ShareSize::Round(round) => match round.price {
            RoundPrice::PreMoney(value) => (2, vec![Some(round.amount), Some(value)]),
            RoundPrice::PreMoneyOutstanding(value) => (3, vec![Some(round.amount), Some(value)]),
            RoundPrice::PostMoney(value) => (4, vec![Some(round.amount), Some(value)]),
            RoundPrice::PerShare(value) => (5, vec![Some(round.amount), Some(value)]),
        },
        ShareSize::Pool(pool) => (6, vec![Some(pool.fraction), pool.granted, pool.strike]),
    }
}
