//! A share of something that flows: of revenue, most often.

use super::Term;
use super::clause::{Clause, rank};
use super::entitlement::{ALREADY, CAP, FLOOR, PER, paid};
use crate::catalogue::{Entry, Parameter, Takes};
use crate::kind::{FlowRequest, Params, Reading};

/// See the entry.
pub(super) struct RevenueShare;

impl Term for RevenueShare {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "revenue_share",
            summary: "A share of a driver, paid while in force, up to a cap and down to a floor.",
            parameters: &[
                Parameter::required("from", Takes::Account, "who pays"),
                Parameter::required("to", Takes::Account, "who receives"),
                Parameter::required("rate", Takes::Number, "the share: 0.20 or \"20%\""),
                Parameter::required(
                    "of",
                    Takes::Number,
                    "a share of what: a driver or formula, in money a year",
                ),
                CAP,
                FLOOR,
                ALREADY,
                PER,
            ],
            example: "[drivers.revenue]\nformula = \"10 + 5 * t\"\n\n[terms.share]\nkind = \"revenue_share\"\nfrom = \"seller\"\nto = \"buyer\"\nrate = \"20%\"\nof = \"revenue\"\ncap = 12\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>) {
        let from = params.account("from");
        let to = params.account("to");
        let reading = Clause::base_reading(params);
        let rate = params.number("rate", Reading::Open);
        let base = params.number("of", reading);
        let clause = Clause::read(params);
        let builder = params.builder();
        let force = clause.in_force(builder);
        let length = builder.period_length();
        let part = builder.multiply(rate, length);
        let part = builder.multiply(part, force);
        let due = builder.multiply(part, base);
        let amount = paid(params, &clause, due);
        let rank = rank(params);
        if let (Some(from), Some(to)) = (from, to) {
            params.scope.flow(FlowRequest { rank, ..FlowRequest::cash(from, to, amount) });
        }
    }
}
