//! What a company leaves at its exit, at the horizon or in an insolvency, and who gets it.

use super::cap_table::CapTable;
use super::instruments::{Instrument, has_classes};
use super::read::Company;
use super::settle::Requests;
use crate::diagnose::Diagnostic;
use crate::kind::{CapTableRequest, TiersRequest};
use crate::plan::{AccountId, NodeId, TermId};
use crate::scenario::lowering::Lowering;

/// Whether a company ends in the period, or is over.
#[derive(Clone, Copy)]
pub(super) struct Ending {
    /// One where it ends or has ended.
    pub(super) over: NodeId,
    /// One where it goes on after the period.
    pub(super) alive_after: NodeId,
    /// What is paid for it.
    pub(super) price: NodeId,
}

/// Who receives how much under which term.
pub(super) type Receipts = Vec<(TermId, AccountId, NodeId)>;

/// An estate as it goes out.
pub(super) struct Distributed {
    pub(super) receipts: Receipts,
    /// All of it: the estate but for what rounding leaves.
    pub(super) sum: NodeId,
}

impl Lowering<'_, '_> {
    /// An estate over claims by rank, preferences and shares, to the money quantum.
    pub(super) fn distribute(
        &mut self,
        company: &Company,
        requests: Requests<'_>,
        table: &CapTable,
        claims: Vec<Instrument>,
        estate: NodeId,
    ) -> Distributed {
        let tiers = requests.of(company.account).find_map(|(term, request)| match request {
            CapTableRequest::Tiers(tiers) => Some((*term, tiers)),
            _ => None,
        });
        if let Some((term, tiers)) = tiers {
            if has_classes(company, requests) {
                self.tiers_and_classes(term);
            }
            let receipts = self.by_tiers(term, tiers, &claims, estate);
            return Distributed { receipts, sum: estate };
        }
        if claims.is_empty() && !has_classes(company, requests) {
            return self.by_shares(company, table, estate);
        }
        let mut instruments = claims;
        instruments.extend(self.equity_instruments(company, requests, table));
        self.count_notes(&mut instruments, estate);
        let amounts = self.split_estate(&instruments, estate);
        let mut parts = Vec::new();
        for (instrument, amount) in instruments.iter().zip(amounts) {
            for &(owner, part) in &instrument.owners {
                let share = if instrument.owners.len() == 1 {
                    amount
                } else {
                    self.builder.multiply(amount, part)
                };
                parts.push((instrument.term, owner, share));
            }
        }
        self.rounded(parts)
    }

    /// An estate that goes to shares alone.
    fn by_shares(&mut self, company: &Company, table: &CapTable, estate: NodeId) -> Distributed {
        let term = self.builder.term(&format!("{}.value", company.name));
        let stakes = self.stakes(table);
        let parts = stakes
            .into_iter()
            .map(|(holder, stake)| (term, holder, self.builder.multiply(estate, stake)))
            .collect();
        self.rounded(parts)
    }

    /// Each part to the nearest quantum, whatever the others are: who is owed the same gets the same, and the order of
    /// holders, which is that of their names, shows nowhere. Together they are the whole but for half a quantum each.
    fn round_parts(&mut self, parts: Receipts) -> Receipts {
        let round = |(term, holder, part)| (term, holder, self.builder.quantize(part));
        parts.into_iter().map(round).collect()
    }

    fn rounded(&mut self, parts: Receipts) -> Distributed {
        let receipts = self.round_parts(parts);
        let amounts: Vec<NodeId> = receipts.iter().map(|receipt| receipt.2).collect();
        let sum = self.sum(&amounts);
        Distributed { receipts, sum }
    }

    /// Claims by rank, and then what the tiers of a term say.
    fn by_tiers(
        &mut self,
        term: TermId,
        tiers: &TiersRequest,
        claims: &[Instrument],
        estate: NodeId,
    ) -> Receipts {
        let rungs: Vec<_> = claims.iter().map(Instrument::rung).collect();
        let paid = self.by_rank(&rungs, estate);
        let mut parts: Receipts = Vec::new();
        let owners = claims
            .iter()
            .filter_map(|claim| claim.owners.first().map(|&(owner, _)| (claim.term, owner)));
        for ((term, owner), amount) in owners.zip(&paid) {
            parts.push((term, owner, *amount));
        }
        let mut receipts = self.round_parts(parts);
        let claimed: Vec<NodeId> = receipts.iter().map(|receipt| receipt.2).collect();
        let claimed = self.sum(&claimed);
        let rest = self.builder.subtract(estate, claimed);
        self.builder.define(tiers.estate, rest);
        receipts.extend(tiers.receipts.iter().map(|&(holder, amount)| (term, holder, amount)));
        receipts
    }

    fn tiers_and_classes(&mut self, term: TermId) {
        let name = self.builder.terms().get(term.index()).cloned().unwrap_or_default();
        let Some(item) = self.names.terms.get(&name).copied() else { return };
        let message =
            format!("terms.{name} says who gets the estate, and so do preferences or warrants");
        let finding = Diagnostic::error("one-of", item.span, message);
        self.diagnostics.push(finding.help("keep the tiers, or the preferences and warrants"));
    }
}
