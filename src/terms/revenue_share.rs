//! A share of something that flows: of revenue, most often.

use super::Term;
use super::clause::Clause;
use super::entitlement::Entitlement;
use super::payment::Payment;
use super::share;
use super::waiting::EVERY;
use crate::catalogue::{Entry, Parameter, Takes};
use crate::kind::Params;

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
                Parameter::optional(
                    "rate",
                    Takes::Number,
                    "`tiers`",
                    "the share: 0.20 or \"20%\"; to be said where there are no tiers",
                ),
                Parameter::required(
                    "of",
                    Takes::Number,
                    "a share of what: a driver or formula, in money a year",
                ),
                EVERY,
            ],
            example: "[drivers.revenue]\nformula = \"10 + 5 * t\"\n\n[events.restructured]\nhazard = 0.3\n\n[terms.share]\nkind = \"revenue_share\"\nfrom = \"seller\"\nto = \"buyer\"\nrate = \"20%\"\nof = \"revenue\"\ncap = 12\nchanges = { rate = { restructured = \"8%\" } }\npay_after = \"1 quarter\"\n",
        };
        &ENTRY
    }

    fn pays(&self) -> bool {
        true
    }

    fn lower(&self, params: &mut Params<'_>) {
        let payment = Payment::read(params);
        let clause = Clause::read(params).paying_every(params);
        let earned = share::earned(params, &clause);
        let entitlement = Entitlement::read(params, &clause, false);
        let Some(payment) = payment else { return };
        payment.each_period(params, &clause, earned, entitlement);
        payment.otherwise(params, &clause);
    }
}
