//! The cap table: one lane of shares for each holder and class, and the closings of a period in their order.

use super::books::Books;
use super::closing::is_round;
use super::read::Company;
use super::settle::Requests;
use crate::kind::{COMMON_CLASS, CapTableRequest, NoteRequest};
use crate::plan::{AccountId, Called, Demand, NodeId, PlanBuilder, Step, TermId, Why};
use crate::scenario::ledger::Entry;
use crate::scenario::lowering::Lowering;
use crate::scenario::{CapTableMeta, ShareLine};

/// The shares of one holder of one class; where a preference belongs to what was paid, those that came under one term.
pub(super) struct Lane {
    pub(super) holder: AccountId,
    pub(super) class: String,
    /// The term under which they came, where that matters.
    pub(super) lot: Option<TermId>,
    /// How many after the closings so far.
    pub(super) count: NodeId,
    start: NodeId,
    close: NodeId,
}

/// A note, and when it has converted after the closings so far.
pub(super) struct OpenNote {
    pub(super) term: TermId,
    pub(super) request: NoteRequest,
    pub(super) converted: NodeId,
}

/// Money paid for shares in a period.
pub(super) struct PaidIn {
    pub(super) class: String,
    /// Who paid.
    pub(super) holder: AccountId,
    /// The term under which it was paid.
    pub(super) lot: TermId,
    pub(super) amount: NodeId,
    pub(super) time: NodeId,
}

/// A cap table within a period.
pub(super) struct CapTable {
    pub(super) lanes: Vec<Lane>,
    pub(super) notes: Vec<OpenNote>,
    pub(super) paid_in: Vec<PaidIn>,
    /// When the last closing of the period was; -1 for none.
    pub(super) closed_at: NodeId,
    /// What holders of warrants pay: term, holder, amount and time.
    pub(super) exercised: Vec<(TermId, AccountId, NodeId, NodeId)>,
}

impl CapTable {
    /// The counts of all lanes.
    pub(super) fn counts(&self) -> Vec<NodeId> {
        self.lanes.iter().map(|lane| lane.count).collect()
    }

    /// The lane of a holder and class, or of its shares of that class under a term.
    pub(super) fn lane(
        &mut self,
        (holder, class, term): (AccountId, &str, Option<TermId>),
    ) -> Option<&mut Lane> {
        self.lanes.iter_mut().find(|lane| {
            lane.holder == holder && lane.class == class && (lane.lot.is_none() || lane.lot == term)
        })
    }

    /// Adds new shares that a holder gets of a class under a term.
    pub(super) fn issue(
        &mut self,
        builder: &mut PlanBuilder,
        (holder, class, term): (AccountId, &str, TermId),
        new: NodeId,
    ) {
        if let Some(lane) = self.lane((holder, class, Some(term))) {
            lane.count = builder.add(lane.count, new);
        }
    }
}

impl Lowering<'_, '_> {
    /// The cap table after the closings of the period.
    pub(super) fn closings(
        &mut self,
        company: &Company,
        requests: Requests<'_>,
        alive_open: NodeId,
        cash_open: NodeId,
    ) -> CapTable {
        let mut table = self.open_table(company, requests);
        let zero = self.builder.constant(0.0);
        let value = self.builder.maximum(company.value, zero);
        let worth = self.builder.add(value, cash_open);
        let closings = self.closings_of(company, requests, &table);
        for moment in self.moments(&closings, alive_open) {
            self.close(&mut table, &closings, &moment, worth);
        }
        table
    }

    fn open_table(&mut self, company: &Company, requests: Requests<'_>) -> CapTable {
        let zero = self.builder.constant(0.0);
        let mut starts: Vec<(AccountId, String, Option<TermId>, NodeId)> = Vec::new();
        for &(holder, shares) in &company.holders {
            match starts.iter_mut().find(|(known, ..)| *known == holder) {
                Some((.., sum)) => *sum = self.builder.add(*sum, shares),
                None => starts.push((holder, COMMON_CLASS.to_owned(), None, shares)),
            }
        }
        for (holder, class, lot) in newcomers(company, requests) {
            let lot = lot.filter(|_| has_lots(company, requests, &class));
            let known = |it: &(AccountId, String, Option<TermId>, NodeId)| {
                (it.0, &it.1, it.2) == (holder, &class, lot)
            };
            if !starts.iter().any(known) {
                starts.push((holder, class, lot, zero));
            }
        }
        // Shares under a term before those that came otherwise, which would take them in.
        starts.sort_by_key(|(.., lot, _)| lot.is_none());
        let mut lanes = Vec::new();
        for (holder, class, lot, start) in starts {
            let close = self.builder.later(&format!("{} shares", company.name));
            let count = self.builder.previous(close);
            lanes.push(Lane { holder, class, lot, count, start, close });
        }
        let mut notes = Vec::new();
        for (term, request) in requests.of(company.account) {
            if let CapTableRequest::Note(note) = request {
                let converted = self.builder.previous(note.converted);
                notes.push(OpenNote { term: *term, request: note.clone(), converted });
            }
        }
        let closed_at = self.builder.constant(-1.0);
        CapTable { lanes, notes, paid_in: Vec::new(), closed_at, exercised: Vec::new() }
    }

    /// Posts what holders of warrants pay; returns the sum where there are any.
    pub(super) fn pay_strikes(
        &mut self,
        company: &Company,
        table: &CapTable,
        books: &mut Books<'_>,
    ) -> Option<NodeId> {
        let mut amounts = Vec::new();
        for &(term, holder, amount, time) in &table.exercised {
            books.ledger.push(Entry {
                paid_at: Some(time),
                step: Step::Strike,
                ..Entry::cash(term, holder, company.account, amount, Why::Clause)
            });
            let minus = self.builder.negate(amount);
            books.received_by(holder, minus, minus);
            amounts.push(amount);
        }
        if amounts.is_empty() { None } else { Some(self.sum(&amounts)) }
    }

    /// New shares for whoever fills a gap: raised / pre-money of what is outstanding.
    pub(super) fn sell_for_funding(
        &mut self,
        company: &Company,
        raised: super::funding::Raised,
        table: &mut CapTable,
    ) {
        let Some(funding) = &company.funding else { return };
        let zero = self.builder.constant(0.0);
        let pre_money = self.pre_money(company, funding);
        let outstanding = self.sum(&table.counts());
        let part = self.builder.divide(raised.amount, pre_money);
        let new = self.builder.multiply(part, outstanding);
        let any = self.builder.less(zero, raised.amount);
        let new = self.builder.select(any, new, zero);
        if let Some(lane) = table.lane((funding.from, COMMON_CLASS, None)) {
            lane.count = self.builder.add(lane.count, new);
        }
        let close = self.builder.close_time();
        table.closed_at = self.builder.select(any, close, table.closed_at);
    }

    /// Names what is shown of a cap table to whoever asks for it.
    pub(super) fn look_at_table(
        &mut self,
        company: &Company,
        table: &CapTable,
        receipts: &[(TermId, AccountId, NodeId)],
    ) -> CapTableMeta {
        let called = Called::words(format!("cap table of {}", company.name));
        let zero = self.builder.constant(0.0);
        let closed_at = self.builder.name(called.clone(), table.closed_at, Demand::Nothing);
        let mut lines = Vec::new();
        for lane in &table.lanes {
            let of_lane = |paid: &&PaidIn| {
                let same = paid.holder == lane.holder && paid.class == lane.class;
                same && (lane.lot.is_none() || lane.lot == Some(paid.lot))
            };
            let amounts: Vec<NodeId> =
                table.paid_in.iter().filter(of_lane).map(|paid| paid.amount).collect();
            let now = self.sum(&amounts);
            let paid = self.builder.accumulate("paid for shares", now);
            lines.push(ShareLine {
                holder: lane.holder,
                class: lane.class.clone(),
                under: lane.lot,
                shares: self.builder.name(called.clone(), lane.count, Demand::Nothing),
                paid: self.builder.name(called.clone(), paid, Demand::Nothing),
            });
        }
        let mut by_holder: Vec<(AccountId, Vec<NodeId>)> = Vec::new();
        for &(_, holder, amount) in receipts {
            match by_holder.iter_mut().find(|(known, _)| *known == holder) {
                Some((_, parts)) => parts.push(amount),
                None => by_holder.push((holder, vec![amount])),
            }
        }
        by_holder.sort_by_key(|(holder, _)| holder.index());
        let receipts = by_holder
            .into_iter()
            .map(|(holder, parts)| {
                let sum = self.sum(&parts);
                // What is paid in a period; nothing at the start.
                let sum = self.builder.followed(zero, sum);
                (holder, self.builder.name(called.clone(), sum, Demand::Nothing))
            })
            .collect();
        CapTableMeta { closed_at, lines, receipts }
    }

    /// Hands the counts and the notes to the next period.
    pub(super) fn close_table(&mut self, company: &Company, table: &mut CapTable) {
        let never = self.builder.constant(f64::INFINITY);
        for note in &table.notes {
            let value = self.builder.followed(never, note.converted);
            self.builder.define(note.request.converted, value);
            self.accrue(&note.request);
        }
        for lane in &mut table.lanes {
            let value = self.builder.followed(lane.start, lane.count);
            self.builder.define(lane.close, value);
            lane.count = value;
        }
        if !table.notes.is_empty() {
            let all = self.sum(&table.counts());
            let label = format!("companies.{}.shares", company.name);
            self.builder.name(Called::path(label), all, Demand::NotNegative);
        }
    }

    /// The fraction of each holder, over all classes.
    pub(super) fn stakes(&mut self, table: &CapTable) -> Vec<(AccountId, NodeId)> {
        let all = self.sum(&table.counts());
        let mut holders: Vec<(AccountId, NodeId)> = Vec::new();
        for lane in &table.lanes {
            match holders.iter_mut().find(|(known, _)| *known == lane.holder) {
                Some((_, sum)) => *sum = self.builder.add(*sum, lane.count),
                None => holders.push((lane.holder, lane.count)),
            }
        }
        for (_, count) in &mut holders {
            *count = self.builder.divide(*count, all);
        }
        holders
    }
}

/// Whether a class has a preference that belongs to what was paid for each of its shares.
pub(super) fn has_lots(company: &Company, requests: Requests<'_>, class: &str) -> bool {
    requests.of(company.account).any(|(_, request)| {
        matches!(request, CapTableRequest::Preference(it) if it.class == class && it.paid.is_none())
    })
}

/// Holders and classes that terms bring in, and under which term.
fn newcomers(
    company: &Company,
    requests: Requests<'_>,
) -> Vec<(AccountId, String, Option<TermId>)> {
    let mut found = Vec::new();
    for (term, request) in requests.of(company.account) {
        let term = Some(*term);
        match request {
            CapTableRequest::Shares(it) => found.push((it.holder, it.class.clone(), term)),
            CapTableRequest::Warrant(it) => found.push((it.holder, it.class.clone(), term)),
            CapTableRequest::Note(note) if !note.class.is_empty() => {
                found.push((note.holder, note.class.clone(), term));
            }
            CapTableRequest::Note(note) => {
                found.push((note.holder, COMMON_CLASS.to_owned(), term));
                for (_, other) in requests.of(company.account) {
                    if let CapTableRequest::Shares(shares) = other
                        && is_round(other)
                    {
                        found.push((note.holder, shares.class.clone(), term));
                    }
                }
            }
            _ => {}
        }
    }
    if let Some(funding) = &company.funding {
        found.push((funding.from, COMMON_CLASS.to_owned(), None));
    }
    found
}
