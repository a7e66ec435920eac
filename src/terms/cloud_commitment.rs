//! A promise to buy compute from one provider, instead of what operations would buy elsewhere or on top of it.

use super::Term;
use super::clause::{Clause, rank};
use super::entitlement::{ALREADY, CAP, FLOOR, PER, paid};
use crate::catalogue::{Entry, Parameter, Takes};
use crate::kind::{FlowRequest, Params, Reading};

/// See the entry.
pub(super) struct CloudCommitment;

impl Term for CloudCommitment {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "cloud_commitment",
            summary: "Compute bought from one provider; what it covers is no longer bought elsewhere.",
            parameters: &[
                Parameter::required("from", Takes::Account, "who buys"),
                Parameter::required("to", Takes::Account, "who provides"),
                Parameter::required("spend", Takes::Number, "what is bought, in money a year"),
                Parameter::optional(
                    "covers",
                    Takes::Driver,
                    "nothing",
                    "the operating outflow of the buyer that this redirects; only what goes beyond it is extra",
                ),
                Parameter::optional(
                    "margin",
                    Takes::Number,
                    "1",
                    "the part that the provider keeps; its cost goes to `world`",
                ),
                CAP,
                FLOOR,
                ALREADY,
                PER,
            ],
            example: "[drivers.compute]\nformula = \"6 + 2 * t\"\n\n[companies.lab]\ncash = 200\noperating = { in = [], out = [\"compute\"] }\nvalue = \"10\"\nholders = { seller = \"rest\" }\n\n[terms.cloud]\nkind = \"cloud_commitment\"\nfrom = \"lab\"\nto = \"buyer\"\nspend = \"0.75 * compute\"\ncovers = \"compute\"\nmargin = 0.18\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>) {
        let from = params.account("from");
        let to = params.account("to");
        let reading = Clause::base_reading(params);
        let spend = params.number("spend", reading);
        let margin = params.optional("margin", Reading::Close);
        let covers = params.text("covers");
        let clause = Clause::read(params);
        let builder = params.builder();
        let force = clause.in_force(builder);
        let length = builder.period_length();
        let part = builder.multiply(length, force);
        let due = builder.multiply(part, spend);
        let amount = paid(params, &clause, due);
        let rank = rank(params);
        if let (Some(from), Some(to)) = (from, to) {
            let request = FlowRequest::cash(from, to, amount);
            params.scope.flow(FlowRequest { rank, covers, margin, ..request });
        }
    }
}
