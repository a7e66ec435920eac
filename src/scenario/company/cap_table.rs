//! The cap table: one lane of shares for each holder and class, and the closings of a period in their order.

use super::closing::{Act, Closing};
use super::read::Company;
use super::settle::{Books, Requests};
use crate::kind::{COMMON_CLASS, CapTableRequest, NoteRequest, ShareRequest, ShareSize};
use crate::plan::{AccountId, NodeId, Step, TermId, Why};
use crate::scenario::ledger::Entry;
use crate::scenario::lowering::Lowering;
use crate::scenario::names::unknown;

/// The shares of one holder of one class.
pub(super) struct Lane {
    pub(super) holder: AccountId,
    pub(super) class: String,
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
    pub(super) amount: NodeId,
    pub(super) time: NodeId,
}

/// A cap table within a period.
pub(super) struct CapTable {
    pub(super) lanes: Vec<Lane>,
    pub(super) notes: Vec<OpenNote>,
    pub(super) paid_in: Vec<PaidIn>,
    /// What holders of warrants pay: term, holder, amount and time.
    pub(super) exercised: Vec<(TermId, AccountId, NodeId, NodeId)>,
}

impl CapTable {
    /// The counts of all lanes.
    pub(super) fn counts(&self) -> Vec<NodeId> {
        self.lanes.iter().map(|lane| lane.count).collect()
    }

    /// The lane of a holder and class.
    pub(super) fn lane(&mut self, holder: AccountId, class: &str) -> Option<&mut Lane> {
        self.lanes.iter_mut().find(|lane| lane.holder == holder && lane.class == class)
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
        for (closing, active) in self.in_order(&closings, alive_open) {
            self.close_one(&mut table, &closings, closing, active, worth);
        }
        table
    }

    fn open_table(&mut self, company: &Company, requests: Requests<'_>) -> CapTable {
        let zero = self.builder.constant(0.0);
        let mut starts: Vec<(AccountId, String, NodeId)> = Vec::new();
        for &(holder, shares) in &company.holders {
            match starts.iter_mut().find(|(known, _, _)| *known == holder) {
                Some((_, _, sum)) => *sum = self.builder.add(*sum, shares),
                None => starts.push((holder, COMMON_CLASS.to_owned(), shares)),
            }
        }
        for (holder, class) in newcomers(company, requests) {
            if !starts.iter().any(|(known, of, _)| *known == holder && *of == class) {
                starts.push((holder, class, zero));
            }
        }
        let mut lanes = Vec::new();
        for (holder, class, start) in starts {
            let close = self.builder.later(&format!("{} shares", company.name));
            let count = self.builder.previous(close);
            lanes.push(Lane { holder, class, count, start, close });
        }
        let mut notes = Vec::new();
        for (term, request) in requests.of(company.account) {
            if let CapTableRequest::Note(note) = request {
                let converted = self.builder.previous(note.converted);
                notes.push(OpenNote { term: *term, request: note.clone(), converted });
            }
        }
        CapTable { lanes, notes, paid_in: Vec::new(), exercised: Vec::new() }
    }

    /// Everything that can change the counts of a company at a time, in the order that holds at one moment.
    fn closings_of<'a>(
        &mut self,
        company: &Company,
        requests: Requests<'a>,
        table: &CapTable,
    ) -> Vec<Closing<'a>> {
        let mut closings = Vec::new();
        for (term, request) in requests.of(company.account) {
            let name = self.builder.terms().get(term.index()).cloned().unwrap_or_default();
            match request {
                CapTableRequest::Shares(shares) => {
                    closings.extend(self.share_closing(*term, name, shares, requests));
                }
                CapTableRequest::Warrant(warrant) => closings.push(Closing {
                    term: *term,
                    key: (name, 0),
                    time: warrant.decided,
                    act: Act::Warrant(warrant),
                }),
                _ => {}
            }
        }
        for (index, note) in table.notes.iter().enumerate() {
            if note.request.converts_at_maturity {
                let name = self.builder.terms().get(note.term.index()).cloned();
                closings.push(Closing {
                    term: note.term,
                    key: (name.unwrap_or_default(), 0),
                    time: note.request.matures,
                    act: Act::Maturity(index),
                });
            }
        }
        closings.sort_by(|left, right| left.key.cmp(&right.key));
        closings
    }

    fn share_closing<'a>(
        &mut self,
        term: TermId,
        name: String,
        shares: &'a ShareRequest,
        requests: Requests<'_>,
    ) -> Option<Closing<'a>> {
        let ShareSize::Pool { round, before, .. } = &shares.size else {
            let time = shares.at.time(&mut self.builder);
            return Some(Closing { term, key: (name, 0), time, act: Act::Shares(shares) });
        };
        // A pool closes with its round: just before it, or just after.
        let found = requests.of(shares.company).find_map(|(other, request)| {
            let same = self.builder.terms().get(other.index()) == Some(round);
            match request {
                CapTableRequest::Shares(it) if same && is_round(request) => Some(it),
                _ => None,
            }
        });
        let Some(found) = found else {
            if let Some(item) = self.names.terms.get(&name).copied() {
                let span = item.table().get("round").map_or(item.span, |entry| entry.value.span);
                let known: Vec<String> = requests
                    .of(shares.company)
                    .filter(|(_, request)| is_round(request))
                    .filter_map(|(it, _)| self.builder.terms().get(it.index()).cloned())
                    .collect();
                let finding = unknown("round", round, span, known.iter().map(String::as_str));
                self.diagnostics.push(finding);
            }
            return None;
        };
        let time = found.at.time(&mut self.builder);
        let step = if *before { -1 } else { 1 };
        Some(Closing { term, key: (round.clone(), step), time, act: Act::Shares(shares) })
    }

    /// The closings as they follow each other by time, each with the flag of the paths on which it is its turn.
    fn in_order(&mut self, closings: &[Closing<'_>], alive_open: NodeId) -> Vec<(usize, NodeId)> {
        let times: Vec<NodeId> = closings.iter().map(|closing| closing.time).collect();
        let flags: Vec<NodeId> = times
            .iter()
            .map(|&time| {
                let happens = self.builder.happens(time);
                self.builder.multiply(happens, alive_open)
            })
            .collect();
        let turns = self.turns(&times);
        let mut order = Vec::new();
        for turn in 0..closings.len() {
            for (index, &flag) in flags.iter().enumerate() {
                match turns.get(index) {
                    Some(Turn::Known(known)) if *known == turn => order.push((index, flag)),
                    Some(&Turn::Varies { first, last, node }) if first <= turn && turn <= last => {
                        #[expect(clippy::cast_precision_loss, reason = "a handful of closings")]
                        let number = self.builder.constant(turn as f64);
                        let now = self.builder.binary(crate::plan::Binary::Equal, node, number);
                        order.push((index, self.builder.and(flag, now)));
                    }
                    _ => {}
                }
            }
        }
        order
    }

    /// How many closings come before each.
    fn turns(&mut self, times: &[NodeId]) -> Vec<Turn> {
        let fixed: Vec<Option<f64>> =
            times.iter().map(|&time| self.builder.evaluate_constant(time)).collect();
        let mut turns = Vec::new();
        for (index, &time) in times.iter().enumerate() {
            let mut certain = 0;
            let mut varying: Vec<NodeId> = Vec::new();
            for (other, &its) in times.iter().enumerate() {
                let wins_tie = other < index;
                match (fixed.get(other).copied().flatten(), fixed.get(index).copied().flatten()) {
                    _ if other == index => {}
                    (Some(its), Some(mine)) => {
                        certain += usize::from(its < mine || (its == mine && wins_tie));
                    }
                    _ if its == time => certain += usize::from(wins_tie),
                    _ if wins_tie => varying.push(self.builder.less_equal(its, time)),
                    _ => varying.push(self.builder.less(its, time)),
                }
            }
            turns.push(if varying.is_empty() {
                Turn::Known(certain)
            } else {
                #[expect(clippy::cast_precision_loss, reason = "a handful of closings")]
                let start = self.builder.constant(certain as f64);
                let (first, last) = (certain, certain + varying.len());
                varying.push(start);
                Turn::Varies { first, last, node: self.sum(&varying) }
            });
        }
        turns
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
            books.received_by(holder, minus);
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
        if let Some(lane) = table.lane(funding.from, COMMON_CLASS) {
            lane.count = self.builder.add(lane.count, new);
        }
    }

    /// Hands the counts and the notes to the next period.
    pub(super) fn close_table(&mut self, company: &Company, table: &mut CapTable) {
        let never = self.builder.constant(f64::INFINITY);
        for note in &table.notes {
            let value = self.builder.followed(never, note.converted);
            self.builder.define(note.request.converted, value);
        }
        for lane in &mut table.lanes {
            let value = self.builder.followed(lane.start, lane.count);
            self.builder.define(lane.close, value);
            lane.count = value;
        }
        if !table.notes.is_empty() {
            let all = self.sum(&table.counts());
            let label = format!("companies.{}.shares", company.name);
            self.builder.name(label, all, crate::plan::Demand::NotNegative);
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

/// When it is a closing's turn among those of its period.
enum Turn {
    Known(usize),
    Varies { first: usize, last: usize, node: NodeId },
}

/// Whether a request is money for shares.
fn is_round(request: &CapTableRequest) -> bool {
    matches!(request, CapTableRequest::Shares(it) if matches!(it.size, ShareSize::Round(_)))
}

/// Holders and classes that terms bring in.
fn newcomers(company: &Company, requests: Requests<'_>) -> Vec<(AccountId, String)> {
    let mut found = Vec::new();
    for (_, request) in requests.of(company.account) {
        match request {
            CapTableRequest::Shares(shares) => found.push((shares.holder, shares.class.clone())),
            CapTableRequest::Warrant(it) => found.push((it.holder, it.class.clone())),
            CapTableRequest::Note(note) if !note.class.is_empty() => {
                found.push((note.holder, note.class.clone()));
            }
            CapTableRequest::Note(note) => {
                found.push((note.holder, COMMON_CLASS.to_owned()));
                for (_, other) in requests.of(company.account) {
                    if let CapTableRequest::Shares(shares) = other
                        && is_round(other)
                    {
                        found.push((note.holder, shares.class.clone()));
                    }
                }
            }
            _ => {}
        }
    }
    if let Some(funding) = &company.funding {
        found.push((funding.from, COMMON_CLASS.to_owned()));
    }
    found
}
