//! Yearly rates and how they compound: whose rate a payment is discounted at, and what it is worth at the start.
//!
//! A rate belongs to the risk of what is paid. The term's own comes first, for payer and payee alike; then that of the
//! company whose shares are paid for or receive; then that of the party.

use super::ledger::Entry;
use super::lowering::{Lowering, Party};
use crate::diagnose::{Diagnostic, Diagnostics};
use crate::document::Table;
use crate::kind::{CapTableRequest, Reading};
use crate::plan::{AccountId, Called, Demand, NodeId, TermId};
use std::collections::BTreeMap;

/// How a yearly rate compounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compounding {
    /// Once a year: (1 + r)^(−t).
    Annual,
    /// At every moment: exp(−r t).
    Continuous,
}

impl Compounding {
    /// What a table says under `compounding`; otherwise what holds around it.
    pub(super) fn of(table: &Table, otherwise: Self, diagnostics: &mut Diagnostics) -> Self {
        let Some(entry) = table.get("compounding") else { return otherwise };
        match entry.value.as_text() {
            Some("annual") => Self::Annual,
            Some("continuous") => Self::Continuous,
            _ => {
                let message = "`compounding` takes \"annual\" or \"continuous\"";
                let finding = Diagnostic::error("unknown-word", entry.value.span, message);
                diagnostics.push(finding.help(format!("leave it out for {}", otherwise.word())));
                otherwise
            }
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Annual => "annual",
            Self::Continuous => "continuous",
        }
    }
}

/// A discount rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rate {
    /// How much a year.
    pub(super) a_year: NodeId,
    /// How it compounds.
    pub(super) compounding: Compounding,
}

/// Rates that come before those of the parties.
#[derive(Debug, Default)]
pub(super) struct OwnRates {
    pub(super) terms: BTreeMap<TermId, Rate>,
    pub(super) companies: BTreeMap<AccountId, Rate>,
    /// Under which terms shares of which company are paid for or receive.
    pub(super) shares: BTreeMap<TermId, AccountId>,
}

impl OwnRates {
    /// The rate of a payment that is not the party's.
    fn of(&self, entry: &Entry) -> Option<Rate> {
        let of_company = || self.companies.get(self.shares.get(&entry.term)?).copied();
        self.terms.get(&entry.term).copied().or_else(of_company)
    }
}

impl Lowering<'_, '_> {
    /// What a table says of a rate of its own: `discount_rate`, and `compounding` beside it.
    pub(super) fn own_rate(&mut self, path: &str, table: &Table) -> Option<Rate> {
        let compounding = Compounding::of(table, self.compounding, self.diagnostics);
        let Some(entry) = table.get("discount_rate") else {
            if let Some(alone) = table.get("compounding") {
                let message = format!("{path} says how a rate compounds, and no rate");
                let help = "add `discount_rate = …` beside it, or leave it out";
                let finding = Diagnostic::error("missing-key", alone.key.span, message);
                self.diagnostics.push(finding.help(help));
            }
            return None;
        };
        let site = format!("{path}.discount_rate");
        let a_year = self.lower_number(&entry.value, &site, Reading::Close);
        self.once_only(a_year, &entry.value, &site);
        self.builder.name(Called::path(site), a_year, Demand::Finite);
        Some(Rate { a_year, compounding })
    }

    /// Remembers under which terms shares of a company are paid for or receive something.
    pub(super) fn note_share_terms(&mut self, issues: &[(TermId, CapTableRequest)]) {
        for (term, request) in issues {
            if !matches!(request, CapTableRequest::Claim(_)) {
                self.own_rates.shares.insert(*term, request.company());
            }
        }
        for (&term, (company, what)) in &self.own_terms {
            if ["value", "funding"].contains(&what.as_str()) {
                self.own_rates.shares.insert(term, *company);
            }
        }
    }

    /// The rate at which a party discounts a payment.
    pub(super) fn rate_of(&self, entry: &Entry, party: &Party) -> Rate {
        self.own_rates.of(entry).unwrap_or(party.rate)
    }

    /// The same in words that lead to the place where it is written.
    pub(super) fn rate_site(&self, entry: &Entry, party: &Party) -> String {
        let term = |term: TermId| self.builder.terms().get(term.index()).cloned();
        let company = |account: AccountId| &self.builder.accounts()[account.index()].name;
        if self.own_rates.terms.contains_key(&entry.term) {
            return format!("terms.{}.discount_rate", term(entry.term).unwrap_or_default());
        }
        let holder = self.own_rates.shares.get(&entry.term);
        match holder.filter(|account| self.own_rates.companies.contains_key(account)) {
            Some(&account) => format!("companies.{}.discount_rate", company(account)),
            None => format!("parties.{}.discount_rate", party.name),
        }
    }

    /// What one unit of money at a time is worth at the start.
    pub(super) fn discount_factor(&mut self, rate: Rate, time: NodeId) -> NodeId {
        let builder = &mut self.builder;
        let force = match rate.compounding {
            // (1 + r)^(−t) = exp(−t ln(1 + r)).
            Compounding::Annual => {
                let one = builder.constant(1.0);
                let factor = builder.add(one, rate.a_year);
                builder.logarithm(factor)
            }
            Compounding::Continuous => rate.a_year,
        };
        let product = builder.multiply(force, time);
        let exponent = builder.negate(product);
        builder.exponential(exponent)
    }
}
