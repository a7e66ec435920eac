//! Where a company stands before it is known whether it lives through the period: its cash, its cap table, what it owes.

use super::books::Books;
use super::cap_table::CapTable;
use super::dues::Due;
use super::funding::Room;
use super::read::Company;
use super::settle::Requests;
use crate::plan::{AccountId, NodeId, Why};
use crate::scenario::ledger::Entry;
use crate::scenario::lowering::Lowering;

/// A company in a period.
pub(super) struct Standing<'c> {
    pub(super) company: &'c Company,
    pub(super) alive_open: NodeId,
    /// Whether it is alive at the close, promised.
    pub(super) alive_close: NodeId,
    pub(super) cash_open: NodeId,
    /// Its cash at the close, promised.
    pub(super) cash_close: NodeId,
    pub(super) table: CapTable,
    /// What is paid for shares by warrants.
    pub(super) exercised: NodeId,
    /// What operations bring in a whole period, and what of it arrives.
    pub(super) earns: [NodeId; 2],
    pub(super) dues: Vec<Due>,
    /// Cash before anything is raised, without what comes from its circle.
    pub(super) before: NodeId,
    /// What can be raised, where somebody funds it.
    pub(super) room: Option<Room>,
}

impl Lowering<'_, '_> {
    /// Works out where a company stands.
    pub(super) fn stand<'c>(
        &mut self,
        company: &'c Company,
        requests: Requests<'_>,
        books: &mut Books<'_>,
    ) -> Standing<'c> {
        let zero = self.builder.constant(0.0);
        let one = self.builder.constant(1.0);
        let alive_close = books.alive.get(&company.account).copied().unwrap_or(one);
        let alive_open = self.builder.previous(alive_close);
        let earns = self.operating_receipts(company, alive_open, books);
        let cash_close = self.builder.later(&format!("cash({})", company.name));
        let cash_open = self.builder.previous(cash_close);
        let table = self.closings(company, requests, alive_open, cash_open);
        let exercised = self.pay_strikes(company, &table, books).unwrap_or(zero);
        let dues = self.dues(company, requests.flows, &books.alive);
        let amounts: Vec<NodeId> = dues.iter().map(|due| due.amount).collect();
        let owed = self.sum(&amounts);
        let [_, _, expected] = self.receipts_of(company.account, books);
        let available = self.sum(&[cash_open, expected, earns[0], exercised]);
        let before = self.builder.subtract(available, owed);
        let room = self.room(company);
        Standing {
            company,
            alive_open,
            alive_close,
            cash_open,
            cash_close,
            table,
            exercised,
            earns,
            dues,
            before,
            room,
        }
    }

    /// What comes in through operations: in a whole period, and until the company fails.
    fn operating_receipts(
        &mut self,
        company: &Company,
        alive_open: NodeId,
        books: &mut Books<'_>,
    ) -> [NodeId; 2] {
        let mut sums = [self.builder.constant(0.0); 2];
        for (flow, rate) in &company.inflows {
            let length = self.builder.period_length();
            let due = self.builder.multiply(*rate, length);
            let due = self.builder.multiply(due, alive_open);
            let whole = self.builder.quantize(due);
            let amount = match books.course(company.account) {
                Some(course) => self.earned(whole, course),
                None => whole,
            };
            let term = self.own_term(company, flow);
            let entry =
                Entry::cash(term, AccountId::WORLD, company.account, amount, Why::Operation);
            let paid_at = self.settled_at(None, company.account, books);
            books.ledger.push(Entry { paid_at, ..entry });
            sums = [self.builder.add(sums[0], whole), self.builder.add(sums[1], amount)];
        }
        sums
    }
}
