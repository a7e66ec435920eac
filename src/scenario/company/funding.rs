//! Who funds a company when cash runs short, at what price, and when nobody does any more.

use super::read::Company;
use super::settle::Books;
use crate::catalogue::Range;
use crate::diagnose::Diagnostic;
use crate::document::Table;
use crate::kind::{Reading, Scope};
use crate::plan::{AccountId, NodeId, Why};
use crate::scenario::ledger::Entry;
use crate::scenario::lowering::Lowering;
use crate::scenario::sections::unknown_keys;

/// What `funding` of a company says.
pub(super) struct Funding {
    pub(super) from: AccountId,
    floor: NodeId,
    pub(super) discount: NodeId,
    most: NodeId,
    recovery: NodeId,
}

/// What came of a gap.
#[derive(Clone, Copy)]
pub(super) struct Raised {
    pub(super) amount: NodeId,
    /// One where the company is insolvent in this period.
    pub(super) insolvent: NodeId,
    /// What part of its value is found in an insolvency.
    pub(super) recovery: NodeId,
}

impl Lowering<'_, '_> {
    /// Reads `funding`.
    pub(super) fn funding(&mut self, path: &str, table: &Table) -> Option<Funding> {
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
        let mut read = |key: &str, default: f64, range: Range| match table.get(key) {
            Some(entry) => {
                let site = format!("{inner}.{key}");
                self.lower_number_within(&entry.value, &site, Reading::Close, range)
            }
            None => self.builder.constant(default),
        };
        let floor = read("floor", 0.0, Range::Any);
        let discount = read("discount", 0.0, Range::BelowOne);
        let most = read("max", f64::INFINITY, Range::NotNegative);
        let recovery = read("recovery", 0.0, Range::Fraction);
        Some(Funding { from: from?, floor, discount, most, recovery })
    }

    /// What a round when cash is short is priced at, before its money.
    pub(super) fn pre_money(&mut self, company: &Company, funding: &Funding) -> NodeId {
        let one = self.builder.constant(1.0);
        let kept = self.builder.subtract(one, funding.discount);
        self.builder.multiply(company.value, kept)
    }

    /// Raises what is missing to the floor, or finds the company insolvent.
    pub(super) fn raise(
        &mut self,
        company: &Company,
        before: NodeId,
        alive_open: NodeId,
        books: &mut Books<'_>,
    ) -> Raised {
        let zero = self.builder.constant(0.0);
        let Some(funding) = &company.funding else {
            return Raised { amount: zero, insolvent: zero, recovery: zero };
        };
        let label = format!("{}.funding", company.name);
        let pre_money = self.pre_money(company, funding);
        let builder = &mut self.builder;
        let floor = builder.quantize(funding.floor);
        let gap = builder.subtract(floor, before);
        let gap = builder.maximum(gap, zero);
        let gap = builder.multiply(gap, alive_open);
        let short = builder.less(zero, gap);
        let sum = builder.later(&label);
        let so_far = builder.previous(sum);
        let wanted = builder.add(so_far, gap);
        let within = builder.less_equal(wanted, funding.most);
        let priced = builder.less(zero, pre_money);
        let possible = builder.and(within, priced);
        let amount = builder.multiply(gap, possible);
        let after = builder.add(so_far, amount);
        let total = builder.followed(zero, after);
        builder.define(sum, total);
        let impossible = builder.not(possible);
        let insolvent = builder.and(short, impossible);
        let term = self.own_term(company, "funding");
        let entry = Entry::cash(term, funding.from, company.account, amount, Why::Funding);
        books.ledger.push(entry);
        Raised { amount, insolvent, recovery: funding.recovery }
    }
}
