//! Settles one company after another: receipts, closings, dues, funding, and its end.

use super::dues::{Due, runs_both_ways};
use super::estate::Ending;
use super::funding::Raised;
use super::read::Company;
use crate::kind::{CapTableRequest, FlowRequest};
use crate::plan::{AccountId, AccountKind, Called, Demand, FlowKind, NodeId, Step, TermId, Why};
use crate::scenario::CapTableMeta;
use crate::scenario::ledger::Entry;
use crate::scenario::lowering::Lowering;
use std::collections::BTreeMap;

/// A company whose ledger is settled.
pub(in crate::scenario) struct Settled {
    pub(in crate::scenario) name: String,
    pub(in crate::scenario) cash: NodeId,
    pub(in crate::scenario) insolvency: NodeId,
    pub(in crate::scenario) stakes: Vec<(AccountId, NodeId)>,
    pub(in crate::scenario) cap_table: CapTableMeta,
}

/// Whether a company is alive at the close, by account.
pub(super) type Alive = BTreeMap<AccountId, NodeId>;

/// What is written while companies are settled.
pub(super) struct Books<'a> {
    pub(super) ledger: &'a mut Vec<Entry>,
    /// What reaches each company in the period.
    incoming: BTreeMap<AccountId, Vec<NodeId>>,
    /// The sum of that, promised before it is known.
    received: BTreeMap<AccountId, NodeId>,
    alive: Alive,
}

impl Books<'_> {
    /// Remembers what reaches an account beside the flows that terms asked for.
    pub(super) fn received_by(&mut self, account: AccountId, amount: NodeId) {
        self.incoming.entry(account).or_default().push(amount);
    }
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
    /// Settles every company: returns what can be tracked of it. The ledger gets its postings.
    pub(in crate::scenario) fn settle_companies(
        &mut self,
        companies: &[Company],
        flows: &[(TermId, FlowRequest)],
        cap_table: &[(TermId, CapTableRequest)],
        ledger: &mut Vec<Entry>,
    ) -> Vec<Settled> {
        let cap_table = self.by_content(cap_table);
        let requests = Requests { flows, cap_table: &cap_table };
        let mut books = self.open_books(companies, ledger);
        // Flows that no company pays are certain, as long as the payee is alive.
        for (term, request) in flows {
            // What may turn into a claim on a company is settled with what that company owes.
            let claim = runs_both_ways(request, request.to, &books.alive)
                && books.alive.contains_key(&request.to);
            if claim || books.alive.contains_key(&request.from) {
                continue;
            }
            let amount = self.while_alive(request.amount, request.to, &books.alive);
            self.post((*term, Why::Clause), request, amount, &mut books);
        }
        let settled = companies
            .iter()
            .map(|company| self.settle_company(company, requests, &mut books))
            .collect();
        for company in companies {
            let parts = books.incoming.remove(&company.account).unwrap_or_default();
            let sum = self.sum(&parts);
            if let Some(&later) = books.received.get(&company.account) {
                self.builder.define(later, sum);
            }
        }
        settled
    }

    /// Whether a company is alive at the opening, and what it receives, is asked by others before it is known.
    fn open_books<'a>(&mut self, companies: &[Company], ledger: &'a mut Vec<Entry>) -> Books<'a> {
        let mut alive = Alive::new();
        let mut received = BTreeMap::new();
        for company in companies {
            let later = self.builder.later(&format!("companies.{} alive", company.name));
            alive.insert(company.account, later);
            self.promised.alive.insert(company.account, later);
            let later = self.builder.later(&format!("companies.{} receipts", company.name));
            received.insert(company.account, later);
        }
        Books { ledger, incoming: BTreeMap::new(), received, alive }
    }

    /// The sum; zero of nothing.
    pub(super) fn sum(&mut self, parts: &[NodeId]) -> NodeId {
        let mut parts = parts.iter().copied();
        let first = parts.next().unwrap_or_else(|| self.builder.constant(0.0));
        parts.fold(first, |sum, part| self.builder.add(sum, part))
    }

    /// An amount where the company of this account was alive at the opening; of a party, the amount.
    pub(super) fn while_alive(
        &mut self,
        amount: NodeId,
        account: AccountId,
        alive: &Alive,
    ) -> NodeId {
        match alive.get(&account) {
            Some(&close) => {
                let open = self.builder.previous(close);
                self.builder.multiply(amount, open)
            }
            None => amount,
        }
    }

    /// The name under which a company moves money by itself.
    pub(super) fn own_term(&mut self, company: &Company, what: &str) -> TermId {
        let term = self.builder.term(&format!("{}.{what}", company.name));
        self.own_terms.insert(term, (company.account, what.to_owned()));
        term
    }

    /// Posts a flow and, where the payee keeps only a margin, the cost of what it delivers.
    fn post(
        &mut self,
        (term, why): (TermId, Why),
        request: &FlowRequest,
        amount: NodeId,
        books: &mut Books<'_>,
    ) {
        books.ledger.push(Entry {
            term,
            from: request.from,
            to: request.to,
            kind: request.kind,
            amount,
            paid_at: request.paid_at,
            why,
            step: request.step,
        });
        if request.kind == FlowKind::Cash {
            books.incoming.entry(request.to).or_default().push(amount);
        }
        if let Some(margin) = request.margin {
            let cost = self.cost_of(amount, margin);
            books.ledger.push(Entry {
                term,
                from: request.to,
                to: AccountId::WORLD,
                kind: request.kind,
                amount: cost,
                paid_at: request.paid_at,
                why,
                step: Step::Cost,
            });
            let minus = self.builder.negate(cost);
            books.incoming.entry(request.to).or_default().push(minus);
        }
    }

    fn cost_of(&mut self, amount: NodeId, margin: NodeId) -> NodeId {
        let builder = &mut self.builder;
        let one = builder.constant(1.0);
        let part = builder.subtract(one, margin);
        let cost = builder.multiply(amount, part);
        builder.quantize(cost)
    }

    fn settle_company(
        &mut self,
        company: &Company,
        requests: Requests<'_>,
        books: &mut Books<'_>,
    ) -> Settled {
        let name = &company.name;
        let zero = self.builder.constant(0.0);
        let one = self.builder.constant(1.0);
        let alive_close = books.alive.get(&company.account).copied().unwrap_or(one);
        let alive_open = self.builder.previous(alive_close);
        let inflow = self.receipts(company, alive_open, books);
        let cash_close = self.builder.later(&format!("cash({name})"));
        let cash_open = self.builder.previous(cash_close);
        let mut table = self.closings(company, requests, alive_open, cash_open);
        let exercised = self.pay_strikes(company, &table, books);
        // Cash before anything is raised.
        let available = self.builder.add(cash_open, inflow);
        let available = match exercised {
            Some(money) => self.builder.add(available, money),
            None => available,
        };
        let dues = self.dues(company, requests.flows, &books.alive);
        let amounts: Vec<NodeId> = dues.iter().map(|due| due.amount).collect();
        let owed = self.sum(&amounts);
        let before_funding = self.builder.subtract(available, owed);
        let raised = self.raise(company, before_funding, alive_open, books);
        let claims = self.claims(company, requests, &table, (alive_open, raised.insolvent));
        let ending = self.ending(company, alive_open, raised, books);
        // An insolvent company pays what it has and what is found of its value, by rank.
        let dead_price = self.builder.multiply(ending.price, raised.insolvent);
        let pot = self.builder.add(available, dead_price);
        let rungs: Vec<_> = claims.iter().map(super::instruments::Instrument::rung).collect();
        let paid = self.pay(&dues, &rungs, pot, raised.insolvent);
        self.post_dues(company, &dues, &paid, books);
        let paid_sum = self.sum(&paid);
        let left = self.builder.subtract(available, paid_sum);
        let left = self.builder.add(left, raised.amount);
        self.sell_for_funding(company, raised, &mut table);
        self.close_table(company, &mut table);
        let estate = self.builder.add(left, ending.price);
        let estate = self.builder.select(ending.over, estate, zero);
        let receipts = self.distribute(company, requests, &table, claims, estate);
        let cap_table = self.look_at_table(company, &table, &receipts);
        self.post_receipts(company, receipts, books);
        let kept = self.builder.select(ending.over, zero, left);
        let cash_start = self.builder.quantize(company.cash);
        let cash = self.builder.followed(cash_start, kept);
        self.builder.define(cash_close, cash);
        let alive_value = self.builder.followed(one, ending.alive_after);
        self.builder.define(alive_close, alive_value);
        let demand = if company.funding.is_some() { Demand::Finite } else { Demand::NotNegative };
        // The horizon empties the account; before it, a gap that nobody funds is an error.
        self.builder.name(Called::path(format!("companies.{name}.cash")), left, demand);
        let value = Called::path(format!("companies.{name}.value"));
        self.builder.name(value, company.value, Demand::Finite);
        let close = self.builder.close_time();
        let insolvency =
            self.builder.latched(&format!("{name}.insolvent"), raised.insolvent, close);
        let stakes = self.stakes(&table);
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

    /// What comes in: from others, and from the world through operations.
    fn receipts(&mut self, company: &Company, alive_open: NodeId, books: &mut Books<'_>) -> NodeId {
        let zero = self.builder.constant(0.0);
        let mut inflow = books.received.get(&company.account).copied().unwrap_or(zero);
        for (flow, rate) in &company.inflows {
            let length = self.builder.period_length();
            let due = self.builder.multiply(*rate, length);
            let due = self.builder.multiply(due, alive_open);
            let amount = self.builder.quantize(due);
            let term = self.own_term(company, flow);
            let entry =
                Entry::cash(term, AccountId::WORLD, company.account, amount, Why::Operation);
            books.ledger.push(entry);
            inflow = self.builder.add(inflow, amount);
        }
        inflow
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
        let value = self.builder.maximum(company.value, zero);
        let part = self.builder.select(dead, raised.recovery, one);
        let price = self.builder.multiply(value, part);
        let price = self.builder.select(ends, price, zero);
        let price = self.builder.quantize(price);
        let term = self.own_term(company, "value");
        let entry = Entry::cash(term, AccountId::WORLD, company.account, price, Why::Value);
        books.ledger.push(entry);
        // What still reaches a company that is over, such as a stake in another, goes the same way.
        let over = self.builder.not(alive_after);
        let over = self.builder.or(over, horizon);
        Ending { over, alive_after, price }
    }

    fn post_dues(
        &mut self,
        company: &Company,
        dues: &[Due],
        paid: &[NodeId],
        books: &mut Books<'_>,
    ) {
        for (due, &amount) in dues.iter().zip(paid) {
            if let Some(both) = due.both_ways {
                let (more, less) = if both.from == company.account {
                    (amount, both.receipt)
                } else {
                    (both.receipt, amount)
                };
                let amount = self.builder.subtract(more, less);
                let paid_at = due.paid_at;
                let entry = Entry::cash(due.term, both.from, both.to, amount, due.why);
                books.ledger.push(Entry { paid_at, step: due.step, ..entry });
                books.received_by(company.account, both.receipt);
                continue;
            }
            let request = FlowRequest {
                from: company.account,
                to: due.to,
                kind: FlowKind::Cash,
                amount,
                paid_at: due.paid_at,
                rank: due.rank,
                covers: None,
                replaces: None,
                margin: due.margin,
                either_way: false,
                step: due.step,
            };
            self.post((due.term, due.why), &request, amount, books);
        }
    }

    fn post_receipts(
        &mut self,
        company: &Company,
        receipts: Vec<(TermId, AccountId, NodeId)>,
        books: &mut Books<'_>,
    ) {
        let shares = self.own_term(company, "value");
        for (term, holder, amount) in receipts {
            let why = if term == shares { Why::Holders } else { Why::Clause };
            books.ledger.push(Entry::cash(term, company.account, holder, amount, why));
            if self.builder.accounts()[holder.index()].kind == AccountKind::Company {
                books.incoming.entry(holder).or_default().push(amount);
            }
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
