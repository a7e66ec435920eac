//! A stake in a company, granted at a closing.

use super::Term;
use super::clause::{Clause, rank};
use super::holding::{CLASS, class, closes, one_of};
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::kind::{CapTableRequest, EventTime, Params, Reading, ShareRequest, ShareSize};

/// See the entry.
pub(super) struct Equity;

impl Term for Equity {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "equity",
            summary: "New shares of a company for a holder, a stated fraction of it just after this closing, or so many.",
            parameters: &[
                Parameter::required("company", Takes::Company, "whose shares"),
                Parameter::required("holder", Takes::Account, "who gets them"),
                Parameter::optional(
                    "stake",
                    Takes::Number,
                    "",
                    "these shares as a fraction of the company just after this closing",
                ).within_when_used(Range::BelowOne),
                Parameter::optional(
                    "shares",
                    Takes::Number,
                    "",
                    "instead of `stake`: how many shares; a company has `shares` of them at the start, 1 where it says nothing",
                ).within_when_used(Range::NotNegative),
                Parameter::optional(
                    "paid",
                    Takes::Number,
                    "nothing",
                    "what was paid for them, in money, where a `preference` gives that back; no money moves",
                ).within_when_used(Range::NotNegative),
                CLASS,
            ],
            example: "[companies.lab]\ncash = 10\noperating = { in = [], out = [] }\nvalue = \"100\"\nholders = { seller = \"rest\" }\n\n[events.restructured]\nchance = { probability = 0.7, by = 2025-12-31 }\n\n[terms.stake]\nkind = \"equity\"\ncompany = \"lab\"\nholder = \"buyer\"\nstake = { uniform = [0.20, 0.49] }\nstarts = \"restructured\"\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>) {
        let company = params.company("company");
        let holder = params.account("holder");
        let size = one_of(params, &["stake", "shares"]);
        let class = class(params);
        let clause = Clause::read(params);
        // A grant without a date is made at the start.
        let at = EventTime::sharp(closes(params, &clause));
        let rank = rank(params);
        let paid = params.optional("paid", Reading::Close);
        let size = match size {
            Some("stake") => ShareSize::FractionAfter(params.number("stake", Reading::Close)),
            Some(_) => ShareSize::Count(params.number("shares", Reading::Close)),
            None => return,
        };
        if let (Some(company), Some(holder)) = (company, holder) {
            let request = ShareRequest { company, holder, class, size, at, rank, paid };
            params.scope.issue(CapTableRequest::Shares(request));
        }
    }
}
