//! Shares set aside for staff, before or after a round.

use super::Term;
use super::clause::{Clause, rank};
use super::holding::{CLASS, class, closes};
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::kind::{CapTableRequest, EventTime, Params, PoolSize, Reading, ShareRequest, ShareSize};

/// See the entry.
pub(super) struct OptionPool;

impl Term for OptionPool {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "option_pool",
            summary: "Shares set aside for staff, as a fraction of the company after a closing, at the cost of those before it or of all.",
            parameters: &[
                Parameter::required("company", Takes::Company, "whose shares"),
                Parameter::required("holder", Takes::Account, "for whom they are set aside"),
                Parameter::required(
                    "stake",
                    Takes::Number,
                    "what is added, or with `top_up` what the pool comes to, as a fraction of the company just after the round or just after it is made",
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
                    "\"pre_money\" makes it with the round, at the cost of those who were there and of notes, as the post-money SAFE has it; \"post_money\" just after it, at the cost of all",
                ),
                Parameter::optional(
                    "top_up",
                    Takes::Flag,
                    "false",
                    "true: `stake` is what the pool ends with, what the holder has of the class included (of a pool that says `granted`, only what is not granted); nothing is added where that is there already",
                ),
                Parameter::optional(
                    "promised",
                    Takes::Number,
                    "0",
                    "the part of what is added that is promised already: post-money caps count it, the rest of the increase they do not",
                ).within_when_used(Range::Fraction),
                Parameter::optional(
                    "granted",
                    Takes::Number,
                    "all of it, as shares",
                    "the part of the pool that is granted when the company ends; the rest gets nothing",
                ).within_when_used(Range::Fraction),
                Parameter::optional(
                    "strike",
                    Takes::Number,
                    "0",
                    "what a share under a granted option costs, in money",
                ).within_when_used(Range::NotNegative),
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
        let at = EventTime::sharp(closes(params, &clause));
        let rank = rank(params);
        let top_up = params.flag("top_up", false);
        let promised = params.number_or("promised", 0.0, Reading::Close);
        let granted = params.optional("granted", Reading::Close);
        let strike = params.optional("strike", Reading::Close);
        let (Some(company), Some(holder)) = (company, holder) else { return };
        let size = ShareSize::Pool(PoolSize {
            fraction: stake,
            round,
            after_round: !before,
            top_up,
            promised,
            granted,
            strike,
        });
        let request = ShareRequest { company, holder, class, size, at, rank, paid: None };
        params.scope.issue(CapTableRequest::Shares(request));
    }
}
