//! Companies that pay one another: which need one another's solvency, and whose payments are sure to arrive.
//!
//! A payment counts for the payee's solvency where the payer can make it without those of the circle that are not sure
//! themselves: first those who need none of them, then those who can pay with these, and so on. What an insolvent company of the
//! circle still pays arrives as well, but saves nobody.

use super::funding::Room;
use super::read::Company;
use super::settle::Requests;
use super::standing::Standing;
use crate::kind::CapTableRequest;
use crate::plan::{AccountId, NodeId};
use crate::scenario::lowering::Lowering;
use std::collections::BTreeSet;

/// Companies in groups that need one another, each by its place; the groups in the order of their first company.
pub(super) fn circles(companies: &[Company], requests: Requests<'_>) -> Vec<Vec<usize>> {
    let count = companies.len();
    let place = |account: AccountId| companies.iter().position(|it| it.account == account);
    let mut needs = vec![vec![false; count]; count];
    let mut edge = |from: Option<usize>, to: Option<usize>| {
        if let (Some(from), Some(to)) = (from, to) {
            needs[to][from] = true;
        }
    };
    for (_, request) in requests.flows {
        let payer = place(request.from).filter(|&payer| companies[payer].funding.is_some());
        edge(payer, place(request.to));
    }
    for company in companies {
        let own = place(company.account);
        for (holder, _) in &company.holders {
            edge(own, place(*holder));
        }
        for (_, request) in requests.of(company.account) {
            edge(own, holder_of(request).and_then(place));
        }
    }
    for through in 0..count {
        for from in 0..count {
            for to in 0..count {
                needs[from][to] |= needs[from][through] && needs[through][to];
            }
        }
    }
    let mut taken = BTreeSet::new();
    let mut groups = Vec::new();
    #[expect(clippy::needless_range_loop, reason = "the table is read both ways")]
    for first in 0..count {
        if taken.contains(&first) {
            continue;
        }
        let together =
            |other: &usize| *other == first || needs[first][*other] && needs[*other][first];
        let group: Vec<usize> = (first..count).filter(together).collect();
        taken.extend(group.iter().copied());
        groups.push(group);
    }
    groups
}

fn holder_of(request: &CapTableRequest) -> Option<AccountId> {
    match request {
        CapTableRequest::Shares(request) => Some(request.holder),
        CapTableRequest::Claim(request) => Some(request.holder),
        CapTableRequest::Note(request) => Some(request.holder),
        CapTableRequest::Warrant(request) => Some(request.holder),
        CapTableRequest::Preference(_) | CapTableRequest::Tiers(_) => None,
    }
}

impl Lowering<'_, '_> {
    /// What each company of a circle is sure to receive at the close from the others.
    pub(super) fn sure_receipts(&mut self, circle: &[Standing<'_>]) -> Vec<NodeId> {
        let one = self.builder.constant(1.0);
        let zero = self.builder.constant(0.0);
        // Who cannot fail pays in any case.
        let mut sure: Vec<NodeId> =
            circle.iter().map(|it| if it.room.is_some() { zero } else { one }).collect();
        for _ in 0..circle.len() {
            sure = (0..circle.len())
                .map(|place| {
                    let Some(standing) = circle.get(place) else { return one };
                    let Some(room) = standing.room else { return one };
                    let receipts = self.sure_of(circle, standing, &sure);
                    self.pays_in_full(standing, room, receipts)
                })
                .collect();
        }
        circle.iter().map(|standing| self.sure_of(circle, standing, &sure)).collect()
    }

    fn pays_in_full(&mut self, standing: &Standing<'_>, room: Room, receipts: NodeId) -> NodeId {
        let before = self.builder.add(standing.before, receipts);
        let fails = self.falls_short(room, before, standing.alive_open);
        self.builder.not(fails)
    }

    /// What a company receives from those of its circle whose flags are up.
    fn sure_of(
        &mut self,
        circle: &[Standing<'_>],
        payee: &Standing<'_>,
        sure: &[NodeId],
    ) -> NodeId {
        let mut parts = Vec::new();
        for (payer, &flag) in circle.iter().zip(sure) {
            for due in payer.dues.iter().filter(|due| due.to == payee.company.account) {
                let kept = match due.margin {
                    Some(margin) => {
                        let cost = self.cost_of(due.amount, margin);
                        self.builder.subtract(due.amount, cost)
                    }
                    None => due.amount,
                };
                parts.push(self.builder.multiply(kept, flag));
            }
        }
        self.sum(&parts)
    }
}
