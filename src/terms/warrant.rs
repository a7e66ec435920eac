//! A right to buy new shares at a price.

use super::Term;
use super::clause::Clause;
use super::holding::{CLASS, begins, class, one_of};
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::kind::{CapTableRequest, Params, Reading, Strike, WarrantRequest, WarrantSize};

/// See the entry.
pub(super) struct Warrant;

impl Term for Warrant {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "warrant",
            summary: "A right to buy new shares at a price, used where they are worth more: on an event or at expiry for cash, at the company's end net of the price.",
            parameters: &[
                Parameter::required("company", Takes::Company, "whose shares"),
                Parameter::required("holder", Takes::Account, "who may buy"),
                Parameter::optional("shares", Takes::Number, "", "how many shares").within_when_used(Range::NotNegative),
                Parameter::optional(
                    "stake",
                    Takes::Number,
                    "",
                    "instead of `shares`: the fraction of the company that they are just after the exercise",
                ).within_when_used(Range::BelowOne),
                Parameter::optional(
                    "strike",
                    Takes::Number,
                    "",
                    "the price of one share, in money",
                ).within_when_used(Range::NotNegative),
                Parameter::optional(
                    "strike_value",
                    Takes::Number,
                    "",
                    "instead of `strike`: the value of all shares before the exercise at which it is at the money",
                ).within_when_used(Range::NotNegative),
                Parameter::optional(
                    "on",
                    Takes::Events,
                    "never",
                    "when it has to be decided: used where value and cash over the shares outstanding exceed the strike, otherwise it lapses",
                ),
                Parameter::optional(
                    "expires",
                    Takes::Date,
                    "never",
                    "its last day, on which it is decided likewise",
                ),
                CLASS,
            ],
            example: "[companies.lab]\ncash = 1\nvalue = \"100 * exp(0.1 * t)\"\nshares = 1000\nholders = { seller = \"rest\" }\n\n[terms.warrant]\nkind = \"warrant\"\ncompany = \"lab\"\nholder = \"buyer\"\nshares = 50\nstrike = 0.11\nexpires = 2028-12-31\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>) {
        let company = params.company("company");
        let holder = params.account("holder");
        let size = one_of(params, &["shares", "stake"]);
        let strike = one_of(params, &["strike", "strike_value"]);
        let on = super::messages::falls_due(params);
        let expires = params.end_of_day("expires");
        let class = class(params);
        let clause = Clause::read(params);
        let from = begins(params, &clause);
        let builder = params.builder();
        let mut decided = builder.constant(expires.unwrap_or(f64::INFINITY));
        if let Some(on) = on {
            let on = on.time(builder);
            decided = builder.minimum(on, decided);
        }
        let (Some(size), Some(strike)) = (size, strike) else { return };
        let size = match size {
            "shares" => WarrantSize::Count(params.number("shares", Reading::Close)),
            _ => WarrantSize::FractionAfter(params.number("stake", Reading::Close)),
        };
        let strike = match strike {
            "strike" => Strike::PerShare(params.number("strike", Reading::Close)),
            _ => Strike::Value(params.number("strike_value", Reading::Close)),
        };
        let (Some(company), Some(holder)) = (company, holder) else { return };
        let request = WarrantRequest { company, holder, class, size, strike, from, decided };
        params.scope.issue(CapTableRequest::Warrant(request));
    }
}
