//! Company money: what falls due is paid as far as there is cash, gaps are funded, and holders receive the value once.

use super::ledger::Entry;
use super::lowering::Lowering;
use super::names::Item;
use super::sections::{NOTES, unknown_keys};
use crate::diagnose::{Diagnostic, nearest};
use crate::document::{Table, ValueKind};
use crate::kind::{FlowRequest, Reading, Scope, ShareRequest};
use crate::plan::{AccountId, Demand, FlowKind, NodeId, TermId};
use std::collections::BTreeMap;

/// A company as written.
pub(super) struct Company {
    pub(super) name: String,
    pub(super) account: AccountId,
    cash: NodeId,
    inflows: Vec<(String, NodeId)>,
    outflows: Vec<(String, NodeId)>,
    value: NodeId,
    holders: Vec<(AccountId, NodeId)>,
    funding: Option<Funding>,
}

struct Funding {
    from: AccountId,
    floor: NodeId,
    discount: NodeId,
    most: NodeId,
    recovery: NodeId,
}

/// A company whose ledger is settled.
pub(super) struct Settled {
    pub(super) name: String,
    pub(super) cash: NodeId,
    pub(super) insolvency: NodeId,
    pub(super) stakes: Vec<(AccountId, NodeId)>,
}

/// What a company owes in a period under one flow.
struct Due {
    term: TermId,
    to: AccountId,
    amount: NodeId,
    paid_at: Option<NodeId>,
    rank: i32,
    margin: Option<NodeId>,
    note: &'static str,
}

impl Lowering<'_, '_> {
    /// Reads `[companies]`.
    pub(super) fn read_companies(&mut self) -> Vec<Company> {
        let items = Self::items_of(&self.names.companies);
        items.into_iter().filter_map(|(name, item)| self.read_company(&name, item)).collect()
    }

    fn read_company(&mut self, name: &str, item: Item<'_>) -> Option<Company> {
        let path = format!("companies.{name}");
        let table = item.table();
        let mut known = vec!["cash", "operating", "value", "holders", "funding"];
        known.extend(NOTES);
        unknown_keys(&path, table, &known, self.diagnostics);
        let account = *self.accounts.get(name)?;
        let cash = match table.get("cash") {
            Some(entry) => {
                let node = self.lower_number(&entry.value, &format!("{path}.cash"), Reading::Close);
                self.once_only(node, &entry.value, &format!("{path}.cash"));
                node
            }
            None => self.builder.constant(0.0),
        };
        let value = match table.get("value") {
            Some(entry) => {
                self.lower_number(&entry.value, &format!("{path}.value"), Reading::Close)
            }
            None => {
                let message = format!("`value` is missing in {path}");
                let help = "add `value = …`: what the enterprise is worth, without its cash; 0 for nothing";
                let finding = Diagnostic::error("missing-key", item.span, message);
                self.diagnostics.push(finding.help(help));
                self.builder.constant(0.0)
            }
        };
        let operating = table.get("operating").and_then(|entry| entry.value.as_table());
        if let Some(operating) = operating {
            unknown_keys(&format!("{path}.operating"), operating, &["in", "out"], self.diagnostics);
        }
        let inflows = self.operating_flows(operating, "in");
        let outflows = self.operating_flows(operating, "out");
        let holders = self.holders(&path, item);
        let funding = self.funding(&path, table);
        Some(Company {
            name: name.to_owned(),
            account,
            cash,
            inflows,
            outflows,
            value,
            holders,
            funding,
        })
    }

    fn operating_flows(&mut self, table: Option<&Table>, key: &str) -> Vec<(String, NodeId)> {
        let Some(entry) = table.and_then(|table| table.get(key)) else { return Vec::new() };
        let items = match &entry.value.kind {
            ValueKind::List(items) => items.clone(),
            _ => vec![entry.value.clone()],
        };
        let mut flows = Vec::new();
        for item in items {
            if let Some(name) = item.as_text() {
                let node = self.driver(name, item.span, Reading::Close);
                flows.push((name.to_owned(), node));
            } else {
                let message = format!("`operating.{key}` lists the names of drivers");
                let finding = Diagnostic::error("wrong-type", item.span, message);
                self.diagnostics.push(finding.help(format!("write {key} = [\"revenue\"]")));
            }
        }
        flows
    }

    fn holders(&mut self, path: &str, item: Item<'_>) -> Vec<(AccountId, NodeId)> {
        let Some(entry) = item.table().get("holders") else {
            let message = format!("`holders` is missing in {path}");
            let help =
                "add `holders = { founders = \"rest\" }`: who owns it at the start, as fractions";
            let finding = Diagnostic::error("missing-key", item.span, message);
            self.diagnostics.push(finding.help(help));
            return Vec::new();
        };
        let Some(table) = entry.value.as_table() else {
            let finding = Diagnostic::error("wrong-type", entry.value.span, "`holders` is a table");
            self.diagnostics.push(finding.help("write { founders = \"rest\" }"));
            return Vec::new();
        };
        let mut holders = Vec::new();
        let mut rest = None;
        let mut sum = self.builder.constant(0.0);
        for holder in &table.entries {
            let Some(account) = self.account(&holder.key.name, holder.key.span) else { continue };
            if holder.value.as_text() == Some("rest") {
                if let Some((_, earlier)) = rest {
                    let finding = Diagnostic::error(
                        "two-rests",
                        holder.value.span,
                        "only one holder can have the rest",
                    );
                    self.diagnostics.push(
                        finding
                            .also(earlier, "the rest goes here")
                            .help("write a fraction for one of the two, such as 0.3"),
                    );
                } else {
                    rest = Some((account, holder.value.span));
                }
                continue;
            }
            let site = format!("{path}.holders.{}", holder.key.name);
            let node = self.lower_number(&holder.value, &site, Reading::Close);
            self.once_only(node, &holder.value, &site);
            sum = self.builder.add(sum, node);
            holders.push((account, node));
        }
        let fixed = self.builder.evaluate_constant(sum);
        if let Some((account, _)) = rest {
            let one = self.builder.constant(1.0);
            let node = self.builder.subtract(one, sum);
            holders.push((account, node));
        }
        let good = match (fixed, rest) {
            (Some(sum), Some(_)) => sum <= 1.0,
            (Some(sum), None) => (sum - 1.0).abs() < 1e-12,
            (None, Some(_)) => true,
            (None, None) => false,
        };
        if !good {
            let found = fixed.map_or_else(
                || "not fixed".to_owned(),
                |sum| format!("{}", (sum * 1e9).round() / 1e9),
            );
            let message =
                format!("the fractions of the holders of {path} sum to {found}, not to 1");
            let finding = Diagnostic::error("holders-sum", entry.value.span, message);
            self.diagnostics.push(finding.help("give one holder \"rest\""));
        }
        holders
    }

    fn funding(&mut self, path: &str, table: &Table) -> Option<Funding> {
        let entry = table.get("funding")?;
        let inner = format!("{path}.funding");
        let Some(table) = entry.value.as_table() else {
            let message = format!("{inner} is a table");
            let finding = Diagnostic::error("wrong-type", entry.value.span, message);
            let help = "write { from = \"investors\", floor = 2, discount = 0.2, max = 120 }";
            self.diagnostics.push(finding.help(help));
            return None;
        };
        let known = ["from", "floor", "discount", "max", "recovery"];
        unknown_keys(&inner, table, &known, self.diagnostics);
        let from = match table.get("from") {
            Some(entry) => {
                let text = entry.value.as_text().unwrap_or("").to_owned();
                self.account(&text, entry.value.span)
            }
            None => {
                let message = format!("`from` is missing in {inner}");
                let finding = Diagnostic::error("missing-key", entry.value.span, message);
                self.diagnostics
                    .push(finding.help("add `from = …`: who funds it when cash runs short"));
                None
            }
        };
        let mut read = |key: &str, default: f64| match table.get(key) {
            Some(entry) => {
                self.lower_number(&entry.value, &format!("{inner}.{key}"), Reading::Close)
            }
            None => self.builder.constant(default),
        };
        let floor = read("floor", 0.0);
        let discount = read("discount", 0.0);
        let most = read("max", f64::INFINITY);
        let recovery = read("recovery", 0.0);
        Some(Funding { from: from?, floor, discount, most, recovery })
    }

    /// Settles every company: returns what can be tracked of it. The ledger gets its postings.
    pub(super) fn settle_companies(
        &mut self,
        companies: &[Company],
        flows: &[(TermId, FlowRequest)],
        issues: &[(TermId, ShareRequest)],
        ledger: &mut Vec<Entry>,
    ) -> Vec<Settled> {
        // Whether a company is alive at the opening is asked by flows of other companies too.
        let mut alive: BTreeMap<AccountId, NodeId> = BTreeMap::new();
        for company in companies {
            let later = self.builder.later(&format!("companies.{} alive", company.name));
            alive.insert(company.account, later);
        }
        // Dues of companies are paid as far as the payer can; what reaches another company is known by promise.
        let mut received: BTreeMap<AccountId, NodeId> = BTreeMap::new();
        for company in companies {
            let later = self.builder.later(&format!("companies.{} receipts", company.name));
            received.insert(company.account, later);
        }
        let mut incoming: BTreeMap<AccountId, Vec<NodeId>> = BTreeMap::new();
        let mut settled = Vec::new();
        // Flows that no company pays are certain, as long as the payee is alive.
        for (term, request) in flows {
            if alive.contains_key(&request.from) {
                continue;
            }
            let amount = self.while_alive(request.amount, request.to, &alive);
            self.post(ledger, *term, request, amount, &mut incoming);
        }
        for company in companies {
            let dues = self.dues(company, flows, &alive);
            let result = self.settle_company(
                company,
                dues,
                issues,
                &alive,
                &received,
                &mut incoming,
                ledger,
            );
            settled.push(result);
        }
        for company in companies {
            let parts = incoming.remove(&company.account).unwrap_or_default();
            let sum = self.sum(&parts);
            if let Some(&later) = received.get(&company.account) {
                self.builder.define(later, sum);
            }
        }
        settled
    }

    fn sum(&mut self, parts: &[NodeId]) -> NodeId {
        let mut parts = parts.iter().copied();
        let first = parts.next().unwrap_or_else(|| self.builder.constant(0.0));
        parts.fold(first, |sum, part| self.builder.add(sum, part))
    }

    fn while_alive(
        &mut self,
        amount: NodeId,
        account: AccountId,
        alive: &BTreeMap<AccountId, NodeId>,
    ) -> NodeId {
        match alive.get(&account) {
            Some(&close) => {
                let open = self.builder.previous(close);
                self.builder.multiply(amount, open)
            }
            None => amount,
        }
    }

    /// Posts a flow and, where the payee keeps only a margin, the cost of what it delivers.
    fn post(
        &mut self,
        ledger: &mut Vec<Entry>,
        term: TermId,
        request: &FlowRequest,
        amount: NodeId,
        incoming: &mut BTreeMap<AccountId, Vec<NodeId>>,
    ) {
        ledger.push(Entry {
            term,
            from: request.from,
            to: request.to,
            kind: request.kind,
            amount,
            paid_at: request.paid_at,
            note: request.note,
        });
        if request.kind == FlowKind::Cash {
            incoming.entry(request.to).or_default().push(amount);
        }
        if let Some(margin) = request.margin {
            let cost = self.cost_of(amount, margin);
            ledger.push(Entry {
                term,
                from: request.to,
                to: AccountId::WORLD,
                kind: request.kind,
                amount: cost,
                paid_at: request.paid_at,
                note: "cost of delivery",
            });
            let minus = self.builder.negate(cost);
            incoming.entry(request.to).or_default().push(minus);
        }
    }

    fn cost_of(&mut self, amount: NodeId, margin: NodeId) -> NodeId {
        let builder = &mut self.builder;
        let one = builder.constant(1.0);
        let part = builder.subtract(one, margin);
        let cost = builder.multiply(amount, part);
        builder.quantize(cost)
    }

    /// What a company owes in the period: operations first as written, then terms.
    fn dues(
        &mut self,
        company: &Company,
        flows: &[(TermId, FlowRequest)],
        alive: &BTreeMap<AccountId, NodeId>,
    ) -> Vec<Due> {
        let mut dues = Vec::new();
        let mut covered: BTreeMap<&str, Vec<NodeId>> = BTreeMap::new();
        let mut named: Vec<(TermId, &str)> = Vec::new();
        for (term, request) in flows {
            if request.from != company.account {
                continue;
            }
            let amount = self.while_alive(request.amount, request.from, alive);
            let amount = self.while_alive(amount, request.to, alive);
            if let Some(covers) = &request.covers {
                covered.entry(covers).or_default().push(amount);
                named.push((*term, covers));
            }
            dues.push(Due {
                term: *term,
                to: request.to,
                amount,
                paid_at: request.paid_at,
                rank: request.rank,
                margin: request.margin,
                note: request.note,
            });
        }
        for (term, name) in named {
            if !company.outflows.iter().any(|(known, _)| known == name) {
                self.not_covered(company, term, name);
            }
        }
        let outflows = company.outflows.clone();
        for (name, rate) in outflows {
            let length = self.builder.period_length();
            let due = self.builder.multiply(rate, length);
            let due = self.while_alive(due, company.account, alive);
            let mut due = self.builder.quantize(due);
            if let Some(parts) = covered.get(name.as_str()) {
                // What a term buys already is not bought again; below zero the term alone is the cost.
                let redirected = self.sum(parts);
                let rest = self.builder.subtract(due, redirected);
                let zero = self.builder.constant(0.0);
                due = self.builder.maximum(rest, zero);
            }
            let term = self.builder.term(&format!("{}.{name}", company.name));
            dues.push(Due {
                term,
                to: AccountId::WORLD,
                amount: due,
                paid_at: None,
                rank: 0,
                margin: None,
                note: "operations",
            });
        }
        dues
    }

    fn not_covered(&mut self, company: &Company, term: TermId, name: &str) {
        let term = self.builder.terms().get(usize::from(term.0)).cloned().unwrap_or_default();
        let Some(item) = self.names.terms.get(&term) else { return };
        let span = item.table().get("covers").map_or(item.span, |entry| entry.value.span);
        let message = format!("companies.{} has no operating outflow `{name}`", company.name);
        let known = company.outflows.iter().map(|(name, _)| name.as_str());
        let help = match nearest(name, known.clone()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if company.outflows.is_empty() => {
                "leave `covers` out: its operations pay for nothing".to_owned()
            }
            None => {
                let known: Vec<&str> = known.collect();
                format!("name one of {}, or leave `covers` out", known.join(", "))
            }
        };
        self.diagnostics.push(Diagnostic::error("covers-nothing", span, message).help(help));
    }

    #[expect(clippy::too_many_arguments, reason = "the state of one settlement under way")]
    fn settle_company(
        &mut self,
        company: &Company,
        dues: Vec<Due>,
        issues: &[(TermId, ShareRequest)],
        alive: &BTreeMap<AccountId, NodeId>,
        received: &BTreeMap<AccountId, NodeId>,
        incoming: &mut BTreeMap<AccountId, Vec<NodeId>>,
        ledger: &mut Vec<Entry>,
    ) -> Settled {
        let name = company.name.clone();
        let account = company.account;
        let zero = self.builder.constant(0.0);
        let one = self.builder.constant(1.0);
        let alive_close = alive.get(&account).copied().unwrap_or(one);
        let alive_open = self.builder.previous(alive_close);
        // Operations bring in money from the world.
        let mut inflow = received.get(&account).copied().unwrap_or(zero);
        for (flow, rate) in company.inflows.clone() {
            let length = self.builder.period_length();
            let due = self.builder.multiply(rate, length);
            let due = self.builder.multiply(due, alive_open);
            let amount = self.builder.quantize(due);
            let term = self.builder.term(&format!("{name}.{flow}"));
            ledger.push(Entry::cash(term, AccountId::WORLD, account, amount, "operations"));
            inflow = self.builder.add(inflow, amount);
        }
        // Cash before anything is raised.
        let cash_close = self.builder.later(&format!("cash({name})"));
        let cash_open = self.builder.previous(cash_close);
        let available = self.builder.add(cash_open, inflow);
        let amounts: Vec<NodeId> = dues.iter().map(|due| due.amount).collect();
        let owed = self.sum(&amounts);
        let before_funding = self.builder.subtract(available, owed);
        let (raised, insolvent, recovery) =
            self.raise(company, before_funding, alive_open, ledger, &name);
        let cash_start = self.builder.quantize(company.cash);
        // An insolvent company pays what it has, by rank; equal ranks share.
        let paid = self.pay(&dues, available, insolvent);
        for (due, &amount) in dues.iter().zip(&paid) {
            let request = FlowRequest {
                from: account,
                to: due.to,
                kind: FlowKind::Cash,
                amount,
                paid_at: due.paid_at,
                rank: due.rank,
                covers: None,
                margin: due.margin,
                note: due.note,
            };
            self.post(ledger, due.term, &request, amount, incoming);
        }
        let paid_sum = self.sum(&paid);
        let mut left = self.builder.subtract(available, paid_sum);
        left = self.builder.add(left, raised);
        // Shares: closings first, then what funding issues.
        let shares = self.shares(company, issues, raised, alive_open);
        // What is left of an insolvent company, and the value of one that reaches the horizon, goes to its holders.
        let horizon = self.at_horizon();
        let dead_now = insolvent;
        let alive_after = {
            let not_dead = self.builder.not(dead_now);
            self.builder.multiply(alive_open, not_dead)
        };
        let value = self.builder.maximum(company.value, zero);
        let sold = self.builder.select(dead_now, recovery, one);
        let price = self.builder.multiply(value, sold);
        let ends_alive = self.builder.and(horizon, alive_after);
        let ends = self.builder.or(ends_alive, dead_now);
        let price = self.builder.select(ends, price, zero);
        let price = self.builder.quantize(price);
        let value_term = self.builder.term(&format!("{name}.value"));
        ledger.push(Entry::cash(value_term, AccountId::WORLD, account, price, "enterprise value"));
        // What still reaches a company that is over, such as a stake in another, goes the same way.
        let over = self.builder.not(alive_after);
        let over = self.builder.or(over, horizon);
        let estate = self.builder.add(left, price);
        let estate = self.builder.select(over, estate, zero);
        let receipts = self.distribute(estate, &shares);
        for (&(holder, _), &receipt) in shares.iter().zip(&receipts) {
            ledger.push(Entry::cash(value_term, account, holder, receipt, "to holders"));
            if self.builder.accounts()[holder.index()].kind == crate::plan::AccountKind::Company {
                incoming.entry(holder).or_default().push(receipt);
            }
        }
        let kept = self.builder.select(over, zero, left);
        let cash = self.builder.followed(cash_start, kept);
        self.builder.define(cash_close, cash);
        let alive_value = self.builder.followed(one, alive_after);
        self.builder.define(alive_close, alive_value);
        let demand = if company.funding.is_some() { Demand::Finite } else { Demand::NotNegative };
        // The horizon empties the account; before it, a gap that nobody funds is an error.
        self.builder.name(format!("companies.{name}.cash"), left, demand);
        self.builder.name(format!("companies.{name}.value"), company.value, Demand::Finite);
        let close = self.builder.close_time();
        let insolvency = self.builder.latched(&format!("{name}.insolvent"), dead_now, close);
        // Formulas and events read the account as it is before the horizon empties it.
        let seen = self.builder.select(horizon, left, kept);
        let seen = self.builder.followed(cash_start, seen);
        self.keep_promises(&name, seen, &shares);
        let at_close = self.builder.followed(cash_start, left);
        let stakes = self.fractions(&shares);
        Settled { name, cash: at_close, insolvency, stakes }
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

    /// Raises what is missing to the floor, or finds the company insolvent: (raised, insolvent now, recovery rate).
    fn raise(
        &mut self,
        company: &Company,
        before: NodeId,
        alive_open: NodeId,
        ledger: &mut Vec<Entry>,
        name: &str,
    ) -> (NodeId, NodeId, NodeId) {
        let zero = self.builder.constant(0.0);
        let Some(funding) = &company.funding else { return (zero, zero, zero) };
        let builder = &mut self.builder;
        let floor = builder.quantize(funding.floor);
        let gap = builder.subtract(floor, before);
        let gap = builder.maximum(gap, zero);
        let gap = builder.multiply(gap, alive_open);
        let short = builder.less(zero, gap);
        let sum = builder.later(&format!("{name}.funding"));
        let so_far = builder.previous(sum);
        let wanted = builder.add(so_far, gap);
        let within = builder.less_equal(wanted, funding.most);
        let one = builder.constant(1.0);
        let kept = builder.subtract(one, funding.discount);
        let pre_money = builder.multiply(company.value, kept);
        let priced = builder.less(zero, pre_money);
        let possible = builder.and(within, priced);
        let raised = builder.multiply(gap, possible);
        let after = builder.add(so_far, raised);
        let total = builder.followed(zero, after);
        builder.define(sum, total);
        let impossible = builder.not(possible);
        let insolvent = builder.and(short, impossible);
        let term = builder.term(&format!("{name}.funding"));
        let entry =
            Entry::cash(term, funding.from, company.account, raised, "round when cash is short");
        ledger.push(entry);
        (raised, insolvent, funding.recovery)
    }

    /// What is paid of each due.
    fn pay(&mut self, dues: &[Due], available: NodeId, insolvent: NodeId) -> Vec<NodeId> {
        if self.builder.as_constant(insolvent) == Some(0.0) {
            return dues.iter().map(|due| due.amount).collect();
        }
        let mut ranks: Vec<i32> = dues.iter().map(|due| due.rank).collect();
        ranks.sort_unstable();
        ranks.dedup();
        let zero = self.builder.constant(0.0);
        let one = self.builder.constant(1.0);
        let mut left = self.builder.maximum(available, zero);
        let mut paid = vec![zero; dues.len()];
        for rank in ranks {
            let members: Vec<usize> =
                (0..dues.len()).filter(|&index| dues[index].rank == rank).collect();
            let amounts: Vec<NodeId> = members.iter().map(|&index| dues[index].amount).collect();
            let owed = self.sum(&amounts);
            let enough = self.builder.less_equal(owed, left);
            let ratio = self.builder.divide(left, owed);
            let factor = self.builder.select(enough, one, ratio);
            let mut spent = zero;
            for index in members {
                let share = self.builder.multiply(dues[index].amount, factor);
                let share = self.round_down(share);
                let amount = self.builder.select(enough, dues[index].amount, share);
                paid[index] = self.builder.select(insolvent, amount, dues[index].amount);
                spent = self.builder.add(spent, amount);
            }
            left = self.builder.subtract(left, spent);
            left = self.builder.maximum(left, zero);
        }
        paid
    }

    /// To the multiple of the money quantum below, so that parts never sum to more than the whole.
    fn round_down(&mut self, amount: NodeId) -> NodeId {
        let half = self.builder.constant(0.5 / QUANTA_PER_UNIT);
        let less = self.builder.subtract(amount, half);
        self.builder.quantize(less)
    }

    /// Shares of each holder at the close: (holder, count at the close).
    fn shares(
        &mut self,
        company: &Company,
        issues: &[(TermId, ShareRequest)],
        raised: NodeId,
        alive_open: NodeId,
    ) -> Vec<(AccountId, NodeId)> {
        let mut holders: Vec<(AccountId, NodeId)> = Vec::new();
        for &(holder, fraction) in &company.holders {
            match holders.iter_mut().find(|(known, _)| *known == holder) {
                Some((_, sum)) => *sum = self.builder.add(*sum, fraction),
                None => holders.push((holder, fraction)),
            }
        }
        let zero = self.builder.constant(0.0);
        let newcomers = issues
            .iter()
            .filter(|(_, issue)| issue.company == company.account)
            .map(|(_, issue)| issue.holder)
            .chain(company.funding.as_ref().map(|funding| funding.from));
        for holder in newcomers {
            if !holders.iter().any(|(known, _)| *known == holder) {
                holders.push((holder, zero));
            }
        }
        let laters: Vec<NodeId> = holders
            .iter()
            .map(|_| self.builder.later(&format!("{} shares", company.name)))
            .collect();
        let mut now: Vec<NodeId> =
            laters.iter().map(|&later| self.builder.previous(later)).collect();
        for (term, issue) in issues.iter().filter(|(_, issue)| issue.company == company.account) {
            let time = issue.at.time(&mut self.builder);
            let happens = self.builder.happens(time);
            let happens = self.builder.multiply(happens, alive_open);
            let outstanding = self.sum(&now);
            // A fraction f after the closing is f / (1 − f) of what was outstanding before.
            let one = self.builder.constant(1.0);
            let others = self.builder.subtract(one, issue.fraction);
            let ratio = self.builder.divide(issue.fraction, others);
            let new = self.builder.multiply(ratio, outstanding);
            let new = self.builder.select(happens, new, zero);
            // A part below nothing, or of the whole or more, cannot be had by new shares.
            let label =
                format!("shares issued under terms.{}", self.builder.terms()[term.0 as usize]);
            self.builder.name(label, new, Demand::NotNegative);
            for ((holder, _), count) in holders.iter().zip(&mut now) {
                if *holder == issue.holder {
                    *count = self.builder.add(*count, new);
                }
            }
        }
        if let Some(funding) = &company.funding {
            // New shares are sold at pre-money over what is outstanding: raised / pre-money of it.
            let one = self.builder.constant(1.0);
            let kept = self.builder.subtract(one, funding.discount);
            let pre_money = self.builder.multiply(company.value, kept);
            let outstanding = self.sum(&now);
            let part = self.builder.divide(raised, pre_money);
            let new = self.builder.multiply(part, outstanding);
            let any = self.builder.less(zero, raised);
            let new = self.builder.select(any, new, zero);
            for ((holder, _), count) in holders.iter().zip(&mut now) {
                if *holder == funding.from {
                    *count = self.builder.add(*count, new);
                }
            }
        }
        let mut result = Vec::new();
        for (((holder, start), later), count) in holders.into_iter().zip(laters).zip(now) {
            let value = self.builder.followed(start, count);
            self.builder.define(later, value);
            result.push((holder, value));
        }
        result
    }

    /// The fraction of each holder.
    fn fractions(&mut self, shares: &[(AccountId, NodeId)]) -> Vec<(AccountId, NodeId)> {
        let counts: Vec<NodeId> = shares.iter().map(|&(_, count)| count).collect();
        let all = self.sum(&counts);
        shares.iter().map(|&(holder, count)| (holder, self.builder.divide(count, all))).collect()
    }

    /// An amount over the holders: by their shares, the last has what rounding leaves.
    fn distribute(&mut self, amount: NodeId, shares: &[(AccountId, NodeId)]) -> Vec<NodeId> {
        let fractions = self.fractions(shares);
        let mut left = amount;
        let mut receipts = Vec::new();
        for (index, &(_, fraction)) in fractions.iter().enumerate() {
            if index + 1 == fractions.len() {
                receipts.push(left);
                break;
            }
            let part = self.builder.multiply(amount, fraction);
            let part = self.builder.quantize(part);
            left = self.builder.subtract(left, part);
            receipts.push(part);
        }
        receipts
    }

    fn keep_promises(&mut self, name: &str, cash: NodeId, shares: &[(AccountId, NodeId)]) {
        if let Some(&later) = self.promised.cash.get(name) {
            self.builder.define(later, cash);
        }
        let fractions = self.fractions(shares);
        let wanted: Vec<((String, String), NodeId)> = self
            .promised
            .stakes
            .iter()
            .filter(|((_, company), _)| company == name)
            .map(|(key, node)| (key.clone(), *node))
            .collect();
        for ((party, _), later) in wanted {
            let account = self.accounts.get(&party).copied();
            let fraction = fractions.iter().find(|(holder, _)| Some(*holder) == account);
            let node = match fraction {
                Some(&(_, fraction)) => fraction,
                None => self.builder.constant(0.0),
            };
            self.builder.define(later, node);
        }
    }
}

/// How many money quanta make one unit.
const QUANTA_PER_UNIT: f64 = 1_073_741_824.0;
