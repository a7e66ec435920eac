//! Shares set aside for staff, before or after a round.

use super::Term;
use super::clause::Clause;
use super::holding::{CLASS, begins, class};
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::kind::{CapTableRequest, EventTime, Params, Reading, ShareRequest, ShareSize};

/// See the entry.
pub(super) struct OptionPool;

impl Term for OptionPool {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "option_pool",
            summary: "Shares set aside, as a fraction of the company after a round, at the cost of those before it or of all.",
            parameters: &[
                Parameter::required("company", Takes::Company, "whose shares"),
                Parameter::required("holder", Takes::Account, "for whom they are set aside"),
                Parameter::required(
                    "stake",
                    Takes::Number,
                    "the pool as a fraction of the company just after the round, or just after it is made",
                ).within_when_used(Range::BelowOne),
                Parameter::optional(
                    "round",
                    Takes::Text,
                    "none: the pool is made on `starts`",
                    "the term of kind \"round\" that it closes with",
                ),
                Parameter::optional(
                    "counted",
                    Takes::Word(&["pre_money", "post_money"]),
                    "pre_money",
                    "\"pre_money\" makes it just before the round, at the cost of those who were there; \"post_money\" just after it, at the cost of all",
                ),
                CLASS,
            ],
            example: "[companies.lab]\ncash = 1\nvalue = 100\nholders = { seller = \"rest\" }\n\n[terms.series_a]\nkind = \"round\"\nfrom = \"buyer\"\nto = \"lab\"\namount = 5\npost_money = 20\non = 2026-06-30\n\n[terms.pool]\nkind = \"option_pool\"\ncompany = \"lab\"\nholder = \"seller\"\nstake = 0.10\nround = \"series_a\"\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>) {
        let company = params.company("company");
        let holder = params.account("holder");
        let stake = params.number("stake", Reading::Close);
        let round = params.text("round");
        let before = params.word("counted") == "pre_money";
        let class = class(params);
        let clause = Clause::read(params);
        let at = EventTime::sharp(begins(params, &clause));
        let (Some(company), Some(holder)) = (company, holder) else { return };
        let size = match round {
            Some(round) => ShareSize::Pool { fraction: stake, round, before },
            None => ShareSize::FractionAfter(stake),
        };
        let request = ShareRequest { company, holder, class, size, at };
        params.scope.issue(CapTableRequest::Shares(request));
    }
}
