//! Settles one company: closings, dues, funding, and its end.

use super::books::Books;
use super::dues::Due;
use super::estate::Ending;
use super::failure::{Drain, Payment};
use super::funding::Raised;
use super::instruments::Instrument;
use super::read::Company;
use super::standing::Standing;
use crate::catalogue::Range;
use crate::kind::{CapTableRequest, FlowRequest};
use crate::plan::{AccountId, Called, Demand, FlowKind, NodeId, TermId, Why};
use crate::scenario::CapTableMeta;
use crate::scenario::ledger::Entry;
use crate::scenario::lowering::Lowering;

/// A company whose ledger is settled.
pub(in crate::scenario) struct Settled {
    pub(in crate::scenario) name: String,
    pub(in crate::scenario) cash: NodeId,
    pub(in crate::scenario) insolvency: NodeId,
    pub(in crate::scenario) stakes: Vec<(AccountId, NodeId)>,
    pub(in crate::scenario) cap_table: CapTableMeta,
}

/// What the terms asked for.
#[derive(Clone, Copy)]
pub(super) struct Requests<'a> {
    pub(super) flows: &'a [(TermId, FlowRequest)],
    pub(super) cap_table: &'a [(TermId, CapTableRequest)],
}

impl<'a> Requests<'a> {
    /// What was asked of one company's cap table.
    pub(super) fn of(
        self,
        company: AccountId,
    ) -> impl Iterator<Item = &'a (TermId, CapTableRequest)> {
        self.cap_table.iter().filter(move |(_, request)| request.company() == company)
    }
}

impl Lowering<'_, '_> {
    /// Settles a company that is sure to receive this much from its circle.
    pub(super) fn settle_company(
        &mut self,
        mut standing: Standing<'_>,
        from_circle: NodeId,
        requests: Requests<'_>,
        books: &mut Books<'_>,
    ) -> Settled {
        let company = standing.company;
        let zero = self.builder.constant(0.0);
        let alive_open = standing.alive_open;
        let before = self.builder.add(standing.before, from_circle);
        let fails = match standing.room {
            Some(room) => self.falls_short(room, before, alive_open),
            None => zero,
        };
        let raised = self.raise(company, (before, fails, alive_open), standing.room, books);
        self.say_course(&standing, requests, fails, books);
        let claims =
            self.claims(company, requests, &standing.table, (alive_open, raised.insolvent));
        let ending = self.ending(company, alive_open, raised, books);
        // An insolvent company pays what it has and what is found of its value, by rank.
        let dead_price = self.builder.multiply(ending.price, raised.insolvent);
        let [all, sure, _] = self.receipts_of(company.account, books);
        let own =
            self.sum(&[standing.cash_open, standing.earns[1], standing.exercised, raised.amount]);
        let pot = self.sum(&[own, sure, from_circle, dead_price]);
        let rungs: Vec<_> = claims.iter().map(Instrument::rung).collect();
        let paid = self.pay(&standing.dues, &rungs, pot, books.course(company.account));
        self.post_dues(company, &standing.dues, &paid, books);
        let paid_sum = self.sum(&paid);
        let left = self.builder.add(own, all);
        let left = self.builder.subtract(left, paid_sum);
        self.sell_for_funding(company, raised, &mut standing.table);
        self.close_table(company, &mut standing.table);
        let estate = self.builder.add(left, ending.price);
        let estate = self.builder.select(ending.over, estate, zero);
        let given = self.distribute(company, requests, &standing.table, claims, estate);
        self.pay_what_is_given(company, estate, given.sum, books);
        let receipts = given.receipts;
        let cap_table = self.look_at_table(company, &standing.table, &receipts);
        self.post_receipts(company, receipts, books);
        self.close_company(&standing, raised, (ending, left, cap_table), books)
    }

    /// Says when the company fails.
    fn say_course(
        &mut self,
        standing: &Standing<'_>,
        requests: Requests<'_>,
        fails: NodeId,
        books: &Books<'_>,
    ) {
        let account = standing.company.account;
        let (Some(course), Some(room)) = (books.course(account), standing.room) else { return };
        // Where nobody funds it, it fails at the floor; otherwise at zero, with all that can be raised.
        let cash = standing.cash_open;
        let above = self.builder.subtract(cash, room.floor);
        let with = self.builder.add(cash, room.left);
        let start = self.builder.select(room.priced, with, above);
        let operations = standing.dues.iter().filter(|due| due.why == Why::Operation);
        let spent: Vec<NodeId> = operations.map(|due| due.amount).collect();
        let spent = self.sum(&spent);
        let net = self.builder.subtract(standing.earns[0], spent);
        let mut dated: Vec<(NodeId, NodeId)> = Vec::new();
        for due in &standing.dues {
            if let Some(time) = due.paid_at {
                dated.push((time, self.builder.negate(due.amount)));
            }
        }
        for (_, request) in requests.flows {
            let certain = request.to == account && !books.alive.contains_key(&request.from);
            if let (true, false, Some(time)) = (certain, request.either_way, request.paid_at) {
                dated.push((time, self.while_alive(request.amount, account, &books.alive)));
            }
        }
        self.keep_course(course, fails, Drain { start, net, dated });
    }

    /// Hands cash, life and stakes to the next period, and says what can be tracked.
    fn close_company(
        &mut self,
        standing: &Standing<'_>,
        raised: Raised,
        (ending, left, cap_table): (Ending, NodeId, CapTableMeta),
        books: &Books<'_>,
    ) -> Settled {
        let company = standing.company;
        let name = &company.name;
        let zero = self.builder.constant(0.0);
        let one = self.builder.constant(1.0);
        let kept = self.builder.select(ending.over, zero, left);
        let cash_start = self.builder.quantize(company.cash);
        let cash = self.builder.followed(cash_start, kept);
        self.builder.define(standing.cash_close, cash);
        let alive_value = self.builder.followed(one, ending.alive_after);
        self.builder.define(standing.alive_close, alive_value);
        let demand = if company.funding.is_some() { Demand::Finite } else { Demand::NotNegative };
        // The horizon empties the account; before it, a gap that nobody funds is an error.
        self.builder.name(Called::path(format!("companies.{name}.cash")), left, demand);
        let value = Called::path(format!("companies.{name}.value"));
        self.builder.name(value, company.value, Demand::Finite);
        let close = self.builder.close_time();
        let fails_at = books.course(company.account).map_or(close, |course| course.until);
        let insolvency =
            self.builder.latched(&format!("{name}.insolvent"), raised.insolvent, fails_at);
        let stakes = self.stakes(&standing.table);
        // Formulas and events read the account as it is before the horizon empties it.
        let horizon = self.at_horizon();
        // What is found of the value in an insolvency pays dues beyond the cash.
        let rest = self.builder.maximum(left, zero);
        let shown = self.builder.select(raised.insolvent, rest, left);
        let seen = self.builder.select(horizon, shown, kept);
        let seen = self.builder.followed(cash_start, seen);
        self.keep_promises(name, seen, &stakes);
        let at_close = self.builder.followed(cash_start, shown);
        Settled { name: name.clone(), cash: at_close, insolvency, stakes, cap_table }
    }

    /// Whether and at what price the company ends in the period; the price is posted.
    fn ending(
        &mut self,
        company: &Company,
        alive_open: NodeId,
        raised: Raised,
        books: &mut Books<'_>,
    ) -> Ending {
        let zero = self.builder.constant(0.0);
        let one = self.builder.constant(1.0);
        let horizon = self.at_horizon();
        let dead = raised.insolvent;
        let not_dead = self.builder.not(dead);
        let mut alive_after = self.builder.multiply(alive_open, not_dead);
        let mut ends_alive = self.builder.and(horizon, alive_after);
        if let Some(exit) = company.exit {
            let now = self.builder.happens(exit);
            let sold = self.builder.and(now, alive_after);
            ends_alive = self.builder.or(ends_alive, sold);
            let not_sold = self.builder.not(sold);
            alive_after = self.builder.multiply(alive_after, not_sold);
        }
        let ends = self.builder.or(ends_alive, dead);
        let part = self.builder.select(dead, raised.recovery, one);
        let counts = self.builder.less(zero, part);
        let counts = self.builder.and(counts, ends);
        let value = self.builder.select(counts, company.value, zero);
        let demand = Demand::Within { range: Range::NotNegative, at_opening: false };
        let called = Called::path(format!("companies.{}.value", company.name));
        self.builder.name(called, value, demand);
        let price = self.builder.multiply(value, part);
        let price = self.builder.select(ends, price, zero);
        let price = self.builder.quantize(price);
        let term = self.own_term(company, "value");
        let entry = Entry::cash(term, AccountId::WORLD, company.account, price, Why::Value);
        let paid_at = self.settled_at(None, company.account, books);
        books.ledger.push(Entry { paid_at, ..entry });
        // What still reaches a company that is over, such as a stake in another, goes the same way.
        let over = self.builder.not(alive_after);
        let over = self.builder.or(over, horizon);
        Ending { over, alive_after, price }
    }

    /// Who pays for the value pays what its holders get: parts are rounded each by itself, and no account keeps the rest.
    fn pay_what_is_given(
        &mut self,
        company: &Company,
        estate: NodeId,
        given: NodeId,
        books: &mut Books<'_>,
    ) {
        let of_value = |entry: &&mut Entry| {
            entry.why == Why::Value && entry.from == AccountId::WORLD && entry.to == company.account
        };
        if let Some(entry) = books.ledger.iter_mut().find(of_value) {
            let rest = self.builder.subtract(given, estate);
            entry.amount = self.builder.add(entry.amount, rest);
        }
    }

    fn post_dues(
        &mut self,
        company: &Company,
        dues: &[Due],
        paid: &[NodeId],
        books: &mut Books<'_>,
    ) {
        for (due, &amount) in dues.iter().zip(paid) {
            let paid_at = self.settled_at(due.paid_at, company.account, books);
            if let Some(both) = due.both_ways {
                let payment = Payment {
                    term: due.term,
                    to: company.account,
                    step: due.step,
                    paid_at: due.paid_at,
                    amount: both.receipt,
                };
                let receipt = self.arriving(payment, books);
                let (more, less) = if both.from == company.account {
                    (amount, receipt)
                } else {
                    (receipt, amount)
                };
                let amount = self.builder.subtract(more, less);
                let entry = Entry::cash(due.term, both.from, both.to, amount, due.why);
                books.ledger.push(Entry { paid_at, step: due.step, ..entry });
                books.received_by(company.account, receipt, both.receipt);
                continue;
            }
            let request = FlowRequest {
                from: company.account,
                to: due.to,
                kind: FlowKind::Cash,
                amount,
                paid_at,
                rank: due.rank,
                covers: None,
                replaces: None,
                margin: due.margin,
                either_way: false,
                step: due.step,
            };
            self.post((due.term, due.why), &request, (amount, amount), books);
        }
    }

    /// One in the last period.
    fn at_horizon(&mut self) -> NodeId {
        let periods = self.builder.periods();
        let mut flags = vec![0.0; periods + 1];
        if let Some(last) = flags.last_mut() {
            *last = 1.0;
        }
        self.builder.series(flags)
    }

    fn keep_promises(&mut self, name: &str, cash: NodeId, stakes: &[(AccountId, NodeId)]) {
        if let Some(&later) = self.promised.cash.get(name) {
            self.builder.define(later, cash);
        }
        let wanted: Vec<((String, String), NodeId)> = self
            .promised
            .stakes
            .iter()
            .filter(|((_, company), _)| company == name)
            .map(|(key, node)| (key.clone(), *node))
            .collect();
        for ((party, _), later) in wanted {
            let account = self.accounts.get(&party).copied();
            let stake = stakes.iter().find(|(holder, _)| Some(*holder) == account);
            let node = match stake {
                Some(&(_, stake)) => stake,
                None => self.builder.constant(0.0),
            };
            self.builder.define(later, node);
        }
    }
}
