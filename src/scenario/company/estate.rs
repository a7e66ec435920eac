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

impl Lowering<'_, '_> {
    /// An estate over claims by rank, preferences and shares, to the money quantum and without a rest.
    pub(super) fn distribute(
        &mut self,
        company: &Company,
        requests: Requests<'_>,
        table: &CapTable,
        claims: Vec<Instrument>,
        estate: NodeId,
    ) -> Receipts {
        let tiers = requests.of(company.account).find_map(|(term, request)| match request {
            CapTableRequest::Tiers(tiers) => Some((*term, tiers)),
            _ => None,
        });
        if let Some((term, tiers)) = tiers {
            if has_classes(company, requests) {
                self.tiers_and_classes(term);
            }
            return self.by_tiers(term, tiers, &claims, estate);
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
        self.round_parts(parts, estate)
    }

    /// An estate that goes to shares alone.
    fn by_shares(&mut self, company: &Company, table: &CapTable, estate: NodeId) -> Receipts {
        let term = self.builder.term(&format!("{}.value", company.name));
        let stakes = self.stakes(table);
        let parts = stakes
            .into_iter()
            .map(|(holder, stake)| (term, holder, self.builder.multiply(estate, stake)))
            .collect();
        self.round_parts(parts, estate)
    }

    /// Rounds running sums instead of parts: the parts differ from exact ones by less than a quantum, none is negative,
    /// nobody who is owed nothing gets something, and together they are the whole to the last bit.
    fn round_parts(&mut self, parts: Receipts, whole: NodeId) -> Receipts {
        let zero = self.builder.constant(0.0);
        let mut exact = zero;
        let mut before = zero;
        let last = parts.len().saturating_sub(1);
        let mut receipts = Receipts::new();
        for (index, (term, holder, part)) in parts.into_iter().enumerate() {
            exact = self.builder.add(exact, part);
            let upto = if index == last {
                whole
            } else {
                let rounded = self.builder.quantize(exact);
                self.builder.minimum(rounded, whole)
            };
            receipts.push((term, holder, self.builder.subtract(upto, before)));
            before = upto;
        }
        receipts
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
        let mut paid = self.by_rank(&rungs, estate);
        let sum = self.sum(&paid);
        paid.push(self.builder.subtract(estate, sum));
        let mut parts: Receipts = Vec::new();
        let owners = claims
            .iter()
            .filter_map(|claim| claim.owners.first().map(|&(owner, _)| (claim.term, owner)));
        for ((term, owner), amount) in owners.zip(&paid) {
            parts.push((term, owner, *amount));
        }
        parts.push((term, AccountId::WORLD, paid.last().copied().unwrap_or(estate)));
        let mut receipts = self.round_parts(parts, estate);
        if let Some((_, _, rest)) = receipts.pop() {
            self.builder.define(tiers.estate, rest);
        }
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
