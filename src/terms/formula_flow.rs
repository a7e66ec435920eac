//! Any flow that the formula language can say.

use super::Term;
use super::clause::Clause;
use super::entitlement::Entitlement;
use super::payment::Payment;
use super::waiting::EVERY;
use crate::catalogue::{Entry, Parameter, Takes};
use crate::kind::Params;

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
                EVERY,
            ],
            example: "[terms.support]\nkind = \"formula_flow\"\nfrom = \"buyer\"\nto = \"seller\"\namount = \"2 + 0.5 * t\"\n",
        };
        &ENTRY
    }

    fn pays(&self) -> bool {
        true
    }

    fn lower(&self, params: &mut Params<'_>) {
        let payment = Payment::read(params);
        let clause = Clause::read(params).paying_every(params);
        let reading = Clause::base_reading(params);
        let amount = clause.number(params, "amount", reading);
        let earned = clause
            .earned(params, &[&amount], |builder, values, stretch| stretch.of(values[0], builder));
        let entitlement = Entitlement::read(params, &clause, false);
        let Some(mut payment) = payment else { return };
        payment.request.either_way = true;
        payment.each_period(params, &clause, earned, entitlement);
        payment.otherwise(params, &clause);
    }
}
