//! A cap or a floor over what several clauses pay together.

use super::clause::{Clause, Part};
use super::entitlement::Entitlement;
use super::payment::Payment;
use super::{Asked, Term};
use crate::catalogue::{Entry, Parameter, Takes};
use crate::diagnose::Diagnostic;
use crate::kind::Params;

/// See the entry.
pub(super) struct JointLimit;

impl Term for JointLimit {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "joint_limit",
            summary: "A `cap` or a `floor` over what several clauses pay together, each after its own: what the cap leaves is paid under them, what is missing to the floor under this one.",
            parameters: &[
                Parameter::required("from", Takes::Account, "who pays under these clauses"),
                Parameter::required("to", Takes::Account, "who receives"),
                Parameter::required(
                    "of",
                    Takes::Terms,
                    "the clauses: in one period the cap is filled in the order written here",
                ),
            ],
            example: "[drivers.sales]\nformula = \"10 + 5 * t\"\n\n[terms.royalty]\nkind = \"revenue_share\"\nfrom = \"buyer\"\nto = \"seller\"\nrate = \"10%\"\nof = \"sales\"\n\n[terms.milestone]\nkind = \"lump_sum\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 3\non = 2026-06-30\n\n[terms.both]\nkind = \"joint_limit\"\nfrom = \"buyer\"\nto = \"seller\"\nof = [\"milestone\", \"royalty\"]\ncap = 5\nfloor = 0.5\nper = { cap = \"life\", floor = \"year\" }\n",
        };
        &ENTRY
    }

    fn pays(&self) -> bool {
        true
    }

    fn takes_in_hand(&self) -> &'static [(&'static str, bool)] {
        &[("of", true)]
    }

    fn lower(&self, params: &mut Params<'_>) {
        if !params.has("cap") && !params.has("floor") {
            let message = format!("{} limits nothing", params.path);
            let finding = Diagnostic::error("missing-key", params.span, message);
            params.complain(finding.help("add `cap = …`, `floor = …` or both"));
        }
    }

    fn rework(&self, params: &mut Params<'_>, asked: Vec<Asked>) -> Vec<Asked> {
        let Some(payment) = Payment::read(params) else { return asked };
        let clause = Clause::read(params);
        let mut entitlement = Entitlement::read(params, &clause, false);
        let (from, to) = (payment.request.from, payment.request.to);
        let mut left = Vec::new();
        for mut asked in asked {
            if asked.goes(from, to) {
                let part = asked.request.paid_at.map_or(Part::Whole, Part::Moment);
                let due = asked.request.amount;
                asked.request.amount = entitlement.take_in(params, &clause, due, part).paid;
            }
            left.push(asked);
        }
        payment.rest(params, &clause, entitlement);
        left
    }
}
