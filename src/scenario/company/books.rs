//! The books while companies are settled: what reaches whom, what of it is sure, and who is alive.

use super::circles::circles;
use super::dues::runs_both_ways;
use super::failure::{Course, Payment};
use super::read::Company;
use super::settle::{Requests, Settled};
use crate::kind::{CapTableRequest, FlowRequest};
use crate::plan::{AccountId, AccountKind, FlowKind, NodeId, Step, TermId, Why};
use crate::scenario::ledger::Entry;
use crate::scenario::lowering::Lowering;
use std::collections::{BTreeMap, BTreeSet};

/// Whether a company is alive at the close, by account.
pub(super) type Alive = BTreeMap<AccountId, NodeId>;

/// What reaches a company in a period.
#[derive(Clone, Copy)]
struct Incoming {
    /// What arrives.
    actual: NodeId,
    /// What would arrive if the company lived through the period; nothing of what is not sure.
    expected: Option<NodeId>,
}

/// Sums of that, promised before they are known.
#[derive(Clone, Copy)]
struct Receipts {
    /// All that arrives.
    all: NodeId,
    /// What arrives of what is sure.
    sure: NodeId,
    /// What would arrive of it.
    expected: NodeId,
}

/// What is written while companies are settled.
pub(super) struct Books<'a> {
    pub(super) ledger: &'a mut Vec<Entry>,
    incoming: BTreeMap<AccountId, Vec<Incoming>>,
    receipts: BTreeMap<AccountId, Receipts>,
    pub(super) alive: Alive,
    courses: BTreeMap<AccountId, Course>,
    /// The number of each company's circle.
    circles: BTreeMap<AccountId, usize>,
    /// Terms under which shares are paid for.
    of_shares: BTreeSet<TermId>,
}

impl Books<'_> {
    /// How far a company that can fail gets.
    pub(super) fn course(&self, company: AccountId) -> Option<Course> {
        self.courses.get(&company).copied()
    }

    /// Whether shares are paid for under a term.
    pub(super) fn is_of_shares(&self, term: TermId) -> bool {
        self.of_shares.contains(&term)
    }

    /// Remembers what reaches an account, and what would if its company lived through the period.
    pub(super) fn received_by(&mut self, account: AccountId, actual: NodeId, expected: NodeId) {
        self.incoming
            .entry(account)
            .or_default()
            .push(Incoming { actual, expected: Some(expected) });
    }

    /// Remembers what reaches an account from another; of a company of its own circle nothing is sure.
    fn received_from(&mut self, from: AccountId, to: AccountId, actual: NodeId, expected: NodeId) {
        let same = self.circles.get(&from).is_some_and(|own| self.circles.get(&to) == Some(own));
        let expected = (!same).then_some(expected);
        self.incoming.entry(to).or_default().push(Incoming { actual, expected });
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
        let groups = circles(companies, requests);
        let mut books = self.open_books(companies, requests, &groups, ledger);
        self.post_certain(requests, &mut books);
        let mut settled: Vec<(usize, Settled)> = Vec::new();
        for group in &groups {
            let circle: Vec<_> = group
                .iter()
                .filter_map(|&place| companies.get(place))
                .map(|company| self.stand(company, requests, &mut books))
                .collect();
            let receipts = self.sure_receipts(&circle);
            let members = group.iter().zip(circle).zip(receipts);
            for ((&place, standing), receipts) in members {
                settled
                    .push((place, self.settle_company(standing, receipts, requests, &mut books)));
            }
        }
        self.close_books(&books);
        settled.sort_by_key(|(place, _)| *place);
        settled.into_iter().map(|(_, settled)| settled).collect()
    }

    /// Posts what no company pays: it is certain, as long as the payee is alive.
    fn post_certain(&mut self, requests: Requests<'_>, books: &mut Books<'_>) {
        for (term, request) in requests.flows {
            // What may turn into a claim on a company is settled with what that company owes.
            let claim = runs_both_ways(request, request.to, &books.alive)
                && books.alive.contains_key(&request.to);
            if claim || books.alive.contains_key(&request.from) {
                continue;
            }
            let owed = self.while_alive(request.amount, request.to, &books.alive);
            let payment = Payment {
                term: *term,
                to: request.to,
                step: request.step,
                paid_at: request.paid_at,
                amount: owed,
            };
            let amount = self.arriving(payment, books);
            let paid_at = self.settled_at(request.paid_at, request.to, books);
            let request = FlowRequest { paid_at, ..request.clone() };
            self.post((*term, Why::Clause), &request, (amount, owed), books);
        }
    }

    /// Whether a company is alive at the opening, what it receives and when it fails are asked by others before they are
    /// known.
    fn open_books<'a>(
        &mut self,
        companies: &[Company],
        requests: Requests<'_>,
        groups: &[Vec<usize>],
        ledger: &'a mut Vec<Entry>,
    ) -> Books<'a> {
        let mut books = Books {
            ledger,
            incoming: BTreeMap::new(),
            receipts: BTreeMap::new(),
            alive: Alive::new(),
            courses: BTreeMap::new(),
            circles: BTreeMap::new(),
            of_shares: BTreeSet::new(),
        };
        for company in companies {
            let name = &company.name;
            let mut later = |what: &str| self.builder.later(&format!("companies.{name} {what}"));
            let alive = later("alive");
            books.alive.insert(company.account, alive);
            let (all, sure) = (later("receipts"), later("sure receipts"));
            let expected = later("expected receipts");
            self.promised.alive.insert(company.account, alive);
            books.receipts.insert(company.account, Receipts { all, sure, expected });
            if company.funding.is_some() {
                let course = self.promised_course(name);
                books.courses.insert(company.account, course);
            }
        }
        for (number, group) in groups.iter().enumerate() {
            for company in group.iter().filter_map(|&place| companies.get(place)) {
                books.circles.insert(company.account, number);
            }
        }
        for (term, request) in requests.cap_table {
            if !matches!(request, CapTableRequest::Claim(_)) {
                books.of_shares.insert(*term);
            }
        }
        books
    }

    /// Says what was promised.
    fn close_books(&mut self, books: &Books<'_>) {
        for (account, receipts) in &books.receipts {
            let parts = books.incoming.get(account).map_or(&[][..], Vec::as_slice);
            let all: Vec<NodeId> = parts.iter().map(|part| part.actual).collect();
            let is_sure = |part: &&Incoming| part.expected.is_some();
            let sure: Vec<NodeId> = parts.iter().filter(is_sure).map(|part| part.actual).collect();
            let expected: Vec<NodeId> = parts.iter().filter_map(|part| part.expected).collect();
            for (later, parts) in
                [(receipts.all, all), (receipts.sure, sure), (receipts.expected, expected)]
            {
                let sum = self.sum(&parts);
                self.builder.define(later, sum);
            }
        }
    }

    /// What a company receives: all of it, what of it is sure, and what would be if it lived through the period.
    pub(super) fn receipts_of(&mut self, company: AccountId, books: &Books<'_>) -> [NodeId; 3] {
        let zero = self.builder.constant(0.0);
        let known = books.receipts.get(&company);
        known.map_or([zero; 3], |known| [known.all, known.sure, known.expected])
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
    pub(super) fn post(
        &mut self,
        (term, why): (TermId, Why),
        request: &FlowRequest,
        (amount, expected): (NodeId, NodeId),
        books: &mut Books<'_>,
    ) {
        let (from, to) = (request.from, request.to);
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
            books.received_from(from, to, amount, expected);
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
            let expected = self.cost_of(expected, margin);
            let less = self.builder.negate(expected);
            books.received_from(from, to, minus, less);
        }
    }

    pub(super) fn cost_of(&mut self, amount: NodeId, margin: NodeId) -> NodeId {
        let builder = &mut self.builder;
        let one = builder.constant(1.0);
        let part = builder.subtract(one, margin);
        let cost = builder.multiply(amount, part);
        builder.quantize(cost)
    }

    /// Posts what holders and creditors get of an estate.
    pub(super) fn post_receipts(
        &mut self,
        company: &Company,
        receipts: Vec<(TermId, AccountId, NodeId)>,
        books: &mut Books<'_>,
    ) {
        let shares = self.own_term(company, "value");
        for (term, holder, amount) in receipts {
            let why = if term == shares { Why::Holders } else { Why::Clause };
            let paid_at = self.settled_at(None, company.account, books);
            let entry = Entry::cash(term, company.account, holder, amount, why);
            books.ledger.push(Entry { paid_at, ..entry });
            if self.builder.accounts()[holder.index()].kind == AccountKind::Company {
                books.received_from(company.account, holder, amount, amount);
            }
        }
    }
}
