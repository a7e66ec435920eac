//! From settled flows to postings, totals, and what each party's receipts are worth.

use super::lowering::{AtMoment, Lowering, Party};
use crate::kind::FlowRequest;
use crate::plan::{AccountId, Called, Demand, FlowKind, NodeId, Posting, Step, TermId, Why};
use std::collections::BTreeMap;

/// A flow as it is really paid.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) term: TermId,
    pub(super) from: AccountId,
    pub(super) to: AccountId,
    pub(super) kind: FlowKind,
    pub(super) amount: NodeId,
    pub(super) paid_at: Option<NodeId>,
    pub(super) why: Why,
    pub(super) step: Step,
}

impl Entry {
    /// Cash at the close of the period.
    pub(super) fn cash(
        term: TermId,
        from: AccountId,
        to: AccountId,
        amount: NodeId,
        why: Why,
    ) -> Self {
        let (kind, step) = (FlowKind::Cash, Step::Plain);
        Self { term, from, to, kind, amount, paid_at: None, why, step }
    }
}

/// An amount and when it is paid; at the close where absent.
type Dated = (NodeId, Option<NodeId>);

/// What was received, discounted.
#[derive(Debug, Default)]
pub(super) struct PresentValues {
    /// By party and term.
    pub(super) received: BTreeMap<(AccountId, TermId), NodeId>,
    /// Of both sides of payments between two parties whose rates differ, by term: value that is there on paper only.
    pub(super) on_paper: BTreeMap<TermId, NodeId>,
}

impl Lowering<'_, '_> {
    /// Writes the postings, and says the totals that formulas asked for; `flows` are what the terms asked for.
    pub(super) fn write_ledger(&mut self, entries: &[Entry], flows: &[(TermId, FlowRequest)]) {
        for entry in entries {
            self.builder.post(Posting {
                term: entry.term,
                from: entry.from,
                to: entry.to,
                kind: entry.kind,
                amount: entry.amount,
                paid_at: entry.paid_at,
                why: entry.why,
                step: entry.step,
                worth: Vec::new(),
            });
        }
        let wanted: Vec<(String, NodeId)> =
            self.promised.totals.iter().map(|(name, node)| (name.clone(), *node)).collect();
        for (name, later) in wanted {
            let term = self.builder.term(&name);
            let parts = self.parts_of_total(entries, term);
            self.promise_sum(&format!("total({name})"), &parts, later);
        }
        let wanted: Vec<((String, String), NodeId)> =
            self.promised.received.iter().map(|(key, node)| (key.clone(), *node)).collect();
        for ((party, name), later) in wanted {
            let term = self.builder.term(&name);
            let account = self.accounts.get(&party).copied();
            let parts: Vec<NodeId> = entries
                .iter()
                .filter(|entry| entry.term == term && Some(entry.to) == account)
                .map(|entry| entry.amount)
                .collect();
            self.promise_sum(&format!("received({party}, {name})"), &parts, later);
        }
        for promise in std::mem::take(&mut self.promised.at_moments) {
            self.sum_at_moment(&promise, entries, flows);
        }
    }

    /// What counts towards the total of a term: what was paid under it, also into escrow, less what came back from there.
    fn parts_of_total(&mut self, entries: &[Entry], term: TermId) -> Vec<NodeId> {
        let mut parts = Vec::new();
        for entry in entries.iter().filter(|entry| entry.term == term) {
            parts.extend(self.counted(entry.step, entry.amount, None, false).map(|part| part.0));
        }
        parts
    }

    /// What was paid at the opening, and what is dated in the period up to the moment. What a company pays may hang on
    /// whether it can pay all that it owes, also what is worked out here: then what it owes counts.
    fn sum_at_moment(
        &mut self,
        promise: &AtMoment,
        entries: &[Entry],
        flows: &[(TermId, FlowRequest)],
    ) {
        let term = self.builder.term(&promise.term);
        let account = promise.party.as_ref().map(|party| self.accounts.get(party).copied());
        let receives = |to: AccountId| account.is_none_or(|account| account == Some(to));
        let mut parts: Vec<Dated> = Vec::new();
        for entry in entries.iter().filter(|entry| entry.term == term && receives(entry.to)) {
            parts.extend(self.counted(entry.step, entry.amount, entry.paid_at, account.is_some()));
        }
        if parts.iter().any(|part| self.builder.reads_now(part.0, promise.node)) {
            let mut owed: Vec<Dated> = Vec::new();
            for (_, flow) in flows.iter().filter(|(own, flow)| *own == term && receives(flow.to)) {
                let mut amount = flow.amount;
                for party in [flow.from, flow.to] {
                    if let Some(&alive) = self.promised.alive.get(&party) {
                        let alive = self.builder.previous(alive);
                        amount = self.builder.multiply(amount, alive);
                    }
                }
                owed.extend(self.counted(flow.step, amount, flow.paid_at, account.is_some()));
            }
            if promise.term == promise.reader {
                // Of its own payments, those that come before the one that reads them.
                let builder = &self.builder;
                let first = owed.iter().position(|part| builder.reads_now(part.0, promise.node));
                owed.truncate(first.unwrap_or(owed.len()));
            }
            if owed.iter().any(|part| self.builder.reads_now(part.0, promise.node)) {
                // What accrues until a moment that hangs on it cannot count there: it stands as it did at the opening.
                parts.retain(|part| {
                    part.1.is_some() || !self.builder.reads_now(part.0, promise.node)
                });
            } else {
                parts = owed;
            }
        }
        let builder = &mut self.builder;
        let zero = builder.constant(0.0);
        let close = builder.close_time();
        let mut sum = builder.previous(promise.sum);
        for (amount, paid_at) in parts {
            let by_then = builder.less_equal(paid_at.unwrap_or(close), promise.moment);
            let part = builder.select(by_then, amount, zero);
            sum = builder.add(sum, part);
        }
        builder.define(promise.node, sum);
    }

    /// An amount as it counts towards the total of its term, or as somebody receives it, and when.
    fn counted(
        &mut self,
        step: Step,
        amount: NodeId,
        paid_at: Option<NodeId>,
        received: bool,
    ) -> Option<Dated> {
        match step.counts() {
            _ if received => Some((amount, paid_at)),
            0 => None,
            -1 => Some((self.builder.negate(amount), paid_at)),
            _ => Some((amount, paid_at)),
        }
    }

    fn promise_sum(&mut self, label: &str, parts: &[NodeId], later: NodeId) {
        let zero = self.builder.constant(0.0);
        let sum = parts.iter().fold(zero, |sum, part| self.builder.add(sum, *part));
        let total = self.builder.accumulate(label, sum);
        self.builder.define(later, total);
    }

    /// The present value to date of what each party received under each term, and of what two parties paid one another
    /// at rates that differ.
    pub(super) fn present_values(&mut self, entries: &[Entry]) -> PresentValues {
        let mut flows: BTreeMap<(AccountId, TermId), NodeId> = BTreeMap::new();
        let mut between: BTreeMap<TermId, NodeId> = BTreeMap::new();
        let parties = self.parties.clone();
        let close = self.builder.close_time();
        for (place, entry) in entries.iter().enumerate() {
            let time = entry.paid_at.unwrap_or(close);
            let paper = self.differs_on_paper(entry);
            for party in &parties {
                let sign =
                    i8::from(entry.to == party.account) - i8::from(entry.from == party.account);
                if sign == 0 {
                    continue;
                }
                let worth = self.present_value(entry, party, time);
                self.builder.value_posting(place, party.account, worth);
                self.add_signed(&mut flows, (party.account, entry.term), worth, sign);
                if paper {
                    self.add_signed(&mut between, entry.term, worth, sign);
                }
            }
        }
        let mut values = PresentValues::default();
        for ((party, term), flow) in flows {
            let value = self.builder.accumulate("present value", flow);
            let name = &self.builder.accounts()[party.index()].name;
            let path = self.path_of_term(term);
            let called = Called::words(format!("present value of {name} under {path}")).under(path);
            self.builder.name(called, value, Demand::FiniteAtEnd);
            values.received.insert((party, term), value);
        }
        for (term, flow) in between {
            let value = self.builder.accumulate("value on paper", flow);
            values.on_paper.insert(term, value);
        }
        values
    }

    /// Whether a payment goes from party to party at two rates, so that its present values do not cancel.
    fn differs_on_paper(&self, entry: &Entry) -> bool {
        let party = |account| self.parties.iter().find(|party| party.account == account);
        let (Some(payer), Some(payee)) = (party(entry.from), party(entry.to)) else { return false };
        self.rate_of(entry, payer) != self.rate_of(entry, payee)
    }

    fn add_signed<Key: Ord>(
        &mut self,
        sums: &mut BTreeMap<Key, NodeId>,
        key: Key,
        worth: NodeId,
        sign: i8,
    ) {
        let before = sums.get(&key).copied();
        let sum = match (before, sign) {
            (Some(sum), 1) => self.builder.add(sum, worth),
            (Some(sum), _) => self.builder.subtract(sum, worth),
            (None, 1) => worth,
            (None, _) => self.builder.negate(worth),
        };
        sums.insert(key, sum);
    }

    fn present_value(&mut self, entry: &Entry, party: &Party, time: NodeId) -> NodeId {
        let amount = entry.amount;
        // A payment that never happens has amount zero and an infinite time, which a rate of zero cannot discount.
        let zero = self.builder.constant(0.0);
        let never = self.builder.constant(f64::INFINITY);
        let comes = self.builder.less(time, never);
        let time = self.builder.select(comes, time, zero);
        let rate = self.rate_of(entry, party);
        let factor = self.discount_factor(rate, time);
        if self.builder.as_constant(amount) == Some(0.0) {
            return zero;
        }
        let site = self.rate_site(entry, party);
        let called = Called::words(format!("the discount factor under {site}")).under(site);
        self.builder.name(called, factor, Demand::Finite);
        // In quanta too, so that sums of present values are exact in any order: no name of a clause or a party shows.
        let worth = self.builder.multiply(amount, factor);
        self.builder.quantize(worth)
    }

    /// The key path of a term, or of the company that does it by itself.
    fn path_of_term(&self, term: TermId) -> String {
        let name = self.builder.terms().get(term.index()).map_or("", String::as_str);
        let section = if self.own_terms.contains_key(&term) { "companies" } else { "terms" };
        format!("{section}.{name}")
    }

    /// Names every flow, so that an amount that is not finite stops the run.
    pub(super) fn name_flows(&mut self, entries: &[Entry]) {
        for entry in entries {
            let from = &self.builder.accounts()[entry.from.index()].name;
            let to = &self.builder.accounts()[entry.to.index()].name;
            let path = self.path_of_term(entry.term);
            let called = Called::words(format!("flow from {from} to {to} under {path}"));
            self.builder.name(called.under(path), entry.amount, Demand::Finite);
        }
    }
}
