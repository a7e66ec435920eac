//! An amount on a date or when something happens.

use super::Term;
use super::clause::Clause;
use super::entitlement::Entitlement;
use super::payment::Payment;
use super::release::release;
use crate::catalogue::{Entry, Parameter, Takes};
use crate::kind::Params;

/// See the entry.
pub(super) struct LumpSum;

impl Term for LumpSum {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "lump_sum",
            summary: "An amount paid once, on a date or at the moment of an event.",
            parameters: &[
                Parameter::required("from", Takes::Account, "who pays"),
                Parameter::required("to", Takes::Account, "who receives"),
                Parameter::required(
                    "amount",
                    Takes::Number,
                    "how much, in money; a formula reads the close of the period",
                ),
                Parameter::required(
                    "on",
                    Takes::Events,
                    "when: a date (the end of its day) or the first of these events",
                ),
            ],
            example: "[events.signed]\nhazard = 0.5\n\n[terms.fee]\nkind = \"lump_sum\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 10\non = \"signed\"\n",
        };
        &ENTRY
    }

    fn pays(&self) -> bool {
        true
    }

    fn lower(&self, params: &mut Params<'_>) {
        let payment = Payment::read(params);
        let clause = Clause::read(params);
        let released = release(params, &clause);
        let entitlement = Entitlement::read(params, &clause, false);
        let Some(payment) = payment else { return };
        payment.once(params, &clause, released, entitlement);
    }
}
