//! Money for new shares, at a price said before or after the money.

use super::Term;
use super::clause::{Clause, rank};
use super::holding::{CLASS, class, one_of};
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::kind::{
    CapTableRequest, EventTime, FlowRequest, Params, Reading, RoundPrice, RoundSize, ShareRequest,
    ShareSize,
};

/// See the entry.
pub(super) struct Round;

impl Term for Round {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "round",
            summary: "An investor pays a company for new shares, at a pre-money or post-money value or a price a share; convertibles turn into shares in it.",
            parameters: &[
                Parameter::required("from", Takes::Account, "who invests"),
                Parameter::required("to", Takes::Company, "whose shares"),
                Parameter::required("amount", Takes::Number, "how much, in money").within_when_used(Range::NotNegative),
                Parameter::required("on", Takes::Events, "when it closes"),
                Parameter::optional(
                    "pre_money",
                    Takes::Number,
                    "",
                    "what the company is worth before all money of that day; the price of a share is this over all shares that the money did not buy: notes that convert and pools that grow are in",
                ).within_when_used(Range::Positive),
                Parameter::optional(
                    "post_money",
                    Takes::Number,
                    "",
                    "what it is worth after all money of that day: the investor then has amount / post_money of it, convertibles included",
                ).within_when_used(Range::Positive),
                Parameter::optional(
                    "pre_money_counts",
                    Takes::Word(&["fully_diluted", "outstanding"]),
                    "fully_diluted",
                    "\"outstanding\": the price of a share is `pre_money` over the shares that were there, without notes that convert, pools that grow and grants of that day",
                ),
                Parameter::optional(
                    "price",
                    Takes::Number,
                    "",
                    "the price of one share, in money; a company has `shares` of them at the start",
                ).within_when_used(Range::Positive),
                CLASS,
            ],
            example: "[companies.lab]\ncash = 1\nvalue = 100\nholders = { seller = \"rest\" }\n\n[terms.series_a]\nkind = \"round\"\nfrom = \"buyer\"\nto = \"lab\"\namount = 5\npre_money = 15\non = 2026-06-30\nclass = \"series_a\"\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>) {
        let from = params.account("from");
        let to = params.company("to");
        let amount = params.number("amount", Reading::Close);
        if !params.has("on") {
            params.missing("on");
        }
        let on = super::messages::falls_due(params);
        let class = class(params);
        let priced = one_of(params, &["pre_money", "post_money", "price"]);
        let outstanding = params.word("pre_money_counts") == "outstanding";
        let clause = Clause::read(params);
        let rank = rank(params);
        let builder = params.builder();
        let never = builder.constant(f64::INFINITY);
        let time = on.map_or(never, |on| on.time(builder));
        let holds = clause.holds_at(time, params);
        let builder = params.builder();
        let time = builder.select(holds, time, never);
        let happens = builder.happens(time);
        let zero = builder.constant(0.0);
        let due = builder.select(happens, amount, zero);
        params.keep_used_within("amount", due, Range::NotNegative);
        let paid = params.builder().quantize(due);
        let (Some(holder), Some(company), Some(key)) = (from, to, priced) else { return };
        let value = params.number(key, Reading::Close);
        let builder = params.builder();
        let one = builder.constant(1.0);
        let used = builder.select(happens, value, one);
        params.keep_used_within(key, used, Range::Positive);
        let price = match key {
            "pre_money" if outstanding => RoundPrice::PreMoneyOutstanding(value),
            "pre_money" => RoundPrice::PreMoney(value),
            "post_money" => RoundPrice::PostMoney(value),
            _ => RoundPrice::PerShare(value),
        };
        let request = FlowRequest::cash(holder, company, paid);
        params.scope.flow(FlowRequest { rank, paid_at: Some(time), ..request });
        params.scope.issue(CapTableRequest::Shares(ShareRequest {
            company,
            holder,
            class,
            size: ShareSize::Round(RoundSize { amount, price }),
            at: EventTime::sharp(time),
            rank,
            paid: None,
        }));
    }
}
