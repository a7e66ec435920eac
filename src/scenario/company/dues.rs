//! What a company owes in a period, operations and clauses, what of it is covered, and what is paid of it.

use super::books::Alive;
use super::failure::Course;
use super::ranks::Owed;
use super::read::Company;
use crate::diagnose::{Diagnostic, nearest};
use crate::kind::FlowRequest;
use crate::plan::{AccountId, FlowKind, NodeId, Step, TermId, Why};
use crate::scenario::lowering::Lowering;
use std::collections::BTreeMap;

/// What a company owes in a period under one flow.
pub(super) struct Due {
    pub(super) term: TermId,
    pub(super) to: AccountId,
    pub(super) amount: NodeId,
    pub(super) paid_at: Option<NodeId>,
    pub(super) rank: i32,
    pub(super) margin: Option<NodeId>,
    pub(super) why: Why,
    pub(super) step: Step,
    pub(super) both_ways: Option<BothWays>,
}

/// A flow that may run either way, with somebody who is no company: one line of the ledger, signed.
#[derive(Clone, Copy)]
pub(super) struct BothWays {
    /// What the other side pays the company.
    pub(super) receipt: NodeId,
    /// Whose payment counts as positive.
    pub(super) from: AccountId,
    /// Who receives what is positive.
    pub(super) to: AccountId,
}

/// Whether a company's part of a flow is settled as a due and a receipt of that company.
pub(super) fn runs_both_ways(request: &FlowRequest, company: AccountId, alive: &Alive) -> bool {
    let other = if request.from == company { request.to } else { request.from };
    let one_of_two = request.from == company || request.to == company;
    let plain = request.covers.is_none() && request.margin.is_none();
    let plain = plain && request.kind == FlowKind::Cash;
    request.either_way && plain && one_of_two && !alive.contains_key(&other)
}

impl Lowering<'_, '_> {
    /// What a company owes in the period: terms first, then operations that they do not cover.
    pub(super) fn dues(
        &mut self,
        company: &Company,
        flows: &[(TermId, FlowRequest)],
        alive: &Alive,
    ) -> Vec<Due> {
        let mut dues = Vec::new();
        let mut covered: BTreeMap<&str, Vec<NodeId>> = BTreeMap::new();
        let mut named: Vec<(TermId, &str)> = Vec::new();
        for (term, request) in flows {
            if runs_both_ways(request, company.account, alive) {
                dues.push(self.both_ways(company, *term, request, alive));
                continue;
            }
            if request.from != company.account {
                continue;
            }
            let amount = self.while_alive(request.amount, request.from, alive);
            let amount = self.while_alive(amount, request.to, alive);
            if let Some(covers) = &request.covers {
                let replaces = request.replaces.unwrap_or(request.amount);
                let replaces = self.while_alive(replaces, request.from, alive);
                let replaces = self.while_alive(replaces, request.to, alive);
                covered.entry(covers).or_default().push(replaces);
                named.push((*term, covers));
            }
            dues.push(Due {
                term: *term,
                to: request.to,
                amount,
                paid_at: request.paid_at,
                rank: request.rank,
                margin: request.margin,
                why: Why::Clause,
                step: request.step,
                both_ways: None,
            });
        }
        for (term, name) in named {
            if !company.outflows.iter().any(|(known, _)| known == name) {
                self.not_covered(company, term, name);
            }
        }
        self.operating_dues(company, &covered, alive, &mut dues);
        dues
    }

    /// The due and the receipt of a flow that may run either way; one of them is zero.
    fn both_ways(
        &mut self,
        company: &Company,
        term: TermId,
        request: &FlowRequest,
        alive: &Alive,
    ) -> Due {
        let amount = self.while_alive(request.amount, company.account, alive);
        let zero = self.builder.constant(0.0);
        let positive = self.builder.maximum(amount, zero);
        let negative = self.builder.negate(amount);
        let negative = self.builder.maximum(negative, zero);
        let pays = request.from == company.account;
        let (due, receipt) = if pays { (positive, negative) } else { (negative, positive) };
        Due {
            term,
            to: if pays { request.to } else { request.from },
            amount: due,
            paid_at: request.paid_at,
            rank: request.rank,
            margin: None,
            why: Why::Clause,
            step: request.step,
            both_ways: Some(BothWays { receipt, from: request.from, to: request.to }),
        }
    }

    fn operating_dues(
        &mut self,
        company: &Company,
        covered: &BTreeMap<&str, Vec<NodeId>>,
        alive: &Alive,
        dues: &mut Vec<Due>,
    ) {
        for (name, rate) in &company.outflows {
            let length = self.builder.period_length();
            let due = self.builder.multiply(*rate, length);
            let due = self.while_alive(due, company.account, alive);
            let mut due = self.builder.quantize(due);
            if let Some(parts) = covered.get(name.as_str()) {
                // What a term buys already is not bought again; below zero the term alone is the cost.
                let redirected = self.sum(parts);
                let rest = self.builder.subtract(due, redirected);
                let zero = self.builder.constant(0.0);
                due = self.builder.maximum(rest, zero);
            }
            let term = self.own_term(company, name);
            dues.push(Due {
                term,
                to: AccountId::WORLD,
                amount: due,
                paid_at: None,
                rank: 0,
                margin: None,
                why: Why::Operation,
                step: Step::Plain,
                both_ways: None,
            });
        }
    }

    fn not_covered(&mut self, company: &Company, term: TermId, name: &str) {
        let term = self.builder.terms().get(term.index()).cloned().unwrap_or_default();
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

    /// What is paid of each due: all of it; of a company that fails what came before that, and then what is there, by rank
    /// together with `claims` that fall due because of it. `pot` is what there is without the dues.
    pub(super) fn pay(
        &mut self,
        dues: &[Due],
        claims: &[Owed],
        pot: NodeId,
        course: Option<Course>,
    ) -> Vec<NodeId> {
        let Some(course) = course.filter(|it| self.builder.as_constant(it.fails) != Some(0.0))
        else {
            return dues.iter().map(|due| due.amount).collect();
        };
        let parts: Vec<(NodeId, NodeId)> =
            dues.iter().map(|due| self.around_failure(due, course)).collect();
        let before: Vec<NodeId> = parts.iter().map(|(before, _)| *before).collect();
        let spent = self.sum(&before);
        let pot = self.builder.subtract(pot, spent);
        let owed = dues.iter().zip(&parts);
        let mut members: Vec<Owed> =
            owed.map(|(due, &(_, amount))| Owed { place: (0, due.rank), amount }).collect();
        members.extend_from_slice(claims);
        let shares = self.by_rank(&members, pot);
        dues.iter()
            .zip(before)
            .zip(shares)
            .map(|((due, before), share)| {
                let share = self.round_down(share);
                let paid = self.builder.add(before, share);
                self.builder.select(course.fails, paid, due.amount)
            })
            .collect()
    }
}
