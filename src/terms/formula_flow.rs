//! Any flow that the formula language can say.

use super::Term;
use super::clause::{Clause, rank};
use super::entitlement::{ALREADY, CAP, FLOOR, PER, paid};
use crate::catalogue::{Entry, Parameter, Takes};
use crate::kind::{FlowRequest, Params};

/// See the entry.
pub(super) struct FormulaFlow;

impl Term for FormulaFlow {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "formula_flow",
            summary: "Any flow that a formula can say, in money a year; below zero it runs the other way.",
            parameters: &[
                Parameter::required("from", Takes::Account, "who pays"),
                Parameter::required("to", Takes::Account, "who receives"),
                Parameter::required("amount", Takes::Number, "how much, in money a year"),
                CAP,
                FLOOR,
                ALREADY,
                PER,
            ],
            example: "[terms.support]\nkind = \"formula_flow\"\nfrom = \"buyer\"\nto = \"seller\"\namount = \"2 + 0.5 * t\"\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>) {
        let from = params.account("from");
        let to = params.account("to");
        let reading = Clause::base_reading(params);
        let amount = params.number("amount", reading);
        let clause = Clause::read(params);
        let builder = params.builder();
        let force = clause.in_force(builder);
        let length = builder.period_length();
        let part = builder.multiply(length, force);
        let due = builder.multiply(part, amount);
        let amount = paid(params, &clause, due);
        let rank = rank(params);
        if let (Some(from), Some(to)) = (from, to) {
            params.scope.flow(FlowRequest { rank, ..FlowRequest::cash(from, to, amount) });
        }
    }
}
