//! A loan to a company that turns into shares in a large enough round.

use super::Term;
use super::clause::{Clause, rank};
use super::holding::begins;
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::kind::{CapTableRequest, FlowRequest, NoteRequest, Params, Reading};
use crate::plan::Step;

/// See the entry.
pub(super) struct Convertible;

impl Term for Convertible {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "convertible",
            summary: "Money lent to a company that turns into shares in a qualifying round, at the lower of the cap's and the discounted price; otherwise it is a claim.",
            parameters: &[
                Parameter::required("from", Takes::Account, "who lends"),
                Parameter::required("to", Takes::Company, "to which company"),
                Parameter::required("amount", Takes::Number, "how much, in money, on `starts`").within_when_used(Range::NotNegative),
                Parameter::optional(
                    "interest",
                    Takes::Number,
                    "0",
                    "simple interest a year, added to what is owed",
                ),
                Parameter::optional(
                    "cap",
                    Takes::Number,
                    "none",
                    "the value of the company at which it converts at most; at exit or horizon it may convert at the cap instead of being repaid",
                ).within_when_used(Range::Positive),
                Parameter::optional(
                    "cap_counted",
                    Takes::Word(&["pre_money", "post_money"]),
                    "pre_money",
                    "whether the cap is a value before the notes convert, or one of all shares after they have",
                ),
                Parameter::optional(
                    "discount",
                    Takes::Number,
                    "0",
                    "the part of the round's price that it need not pay",
                ).within_when_used(Range::BelowOne),
                Parameter::optional(
                    "qualifying",
                    Takes::Number,
                    "0",
                    "the least amount of a round (or conditional_funding with a price) in which it converts, in money",
                ).within_when_used(Range::NotNegative),
                Parameter::optional(
                    "maturity",
                    Takes::Date,
                    "never",
                    "the day at whose end it falls due",
                ),
                Parameter::optional(
                    "at_maturity",
                    Takes::Word(&["repay", "convert"]),
                    "repay",
                    "what happens then: it is repaid with interest, or turns into shares at the cap",
                ),
                Parameter::optional(
                    "class",
                    Takes::Text,
                    "that of the round",
                    "the class that it turns into",
                ),
            ],
            example: "[companies.lab]\ncash = 1\nvalue = 30\nholders = { seller = \"rest\" }\n\n[events.series_a]\nhazard = 0.5\n\n[terms.note]\nkind = \"convertible\"\nfrom = \"buyer\"\nto = \"lab\"\namount = 1\ninterest = 0.08\ncap = 8\ndiscount = 0.2\nqualifying = 2\nmaturity = 2027-12-31\n\n[terms.series_a]\nkind = \"round\"\nfrom = \"buyer\"\nto = \"lab\"\namount = 5\npre_money = 15\non = \"series_a\"\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>) {
        let from = params.account("from");
        let to = params.company("to");
        let amount = params.number("amount", Reading::Close);
        let interest = params.number_or("interest", 0.0, Reading::Close);
        let cap = params.optional("cap", Reading::Close);
        let cap_after_notes = params.word("cap_counted") == "post_money";
        let discount = params.number_or("discount", 0.0, Reading::Close);
        let least_round = params.number_or("qualifying", 0.0, Reading::Close);
        let maturity = params.end_of_day("maturity");
        let converts_at_maturity = params.word("at_maturity") == "convert";
        if converts_at_maturity && cap.is_none() {
            params.missing("cap");
        }
        let class = params.text("class").unwrap_or_default();
        let clause = Clause::read(params);
        let issued = begins(params, &clause);
        let rank = rank(params);
        let path = params.path.clone();
        let builder = params.builder();
        let matures = builder.constant(maturity.unwrap_or(f64::INFINITY));
        let converted = builder.later(&format!("{path} converted"));
        let (Some(holder), Some(company)) = (from, to) else {
            builder.define(converted, matures);
            return;
        };
        let note = NoteRequest {
            company,
            holder,
            class,
            principal: amount,
            interest,
            issued,
            matures,
            cap,
            cap_after_notes,
            discount,
            least_round,
            converts_at_maturity,
            rank,
            converted,
        };
        let zero = builder.constant(0.0);
        let lent = builder.happens(issued);
        let lent = builder.select(lent, amount, zero);
        params.keep_used_within("amount", lent, Range::NotNegative);
        let builder = params.builder();
        let lent = builder.quantize(lent);
        let mut flows = vec![FlowRequest {
            paid_at: Some(issued),
            step: Step::Lent,
            ..FlowRequest::cash(holder, company, lent)
        }];
        if maturity.is_some() && !converts_at_maturity {
            // A round of the same moment comes first.
            let due = builder.happens(matures);
            let before = builder.less_equal(issued, matures);
            let waiting = builder.less(matures, converted);
            let due = builder.and(due, before);
            let due = builder.and(due, waiting);
            let balance = note.balance_at(matures, builder);
            let balance = builder.select(due, balance, zero);
            flows.push(FlowRequest {
                rank,
                paid_at: Some(matures),
                step: Step::Repaid,
                ..FlowRequest::cash(company, holder, builder.quantize(balance))
            });
        }
        for flow in flows {
            params.scope.flow(flow);
        }
        params.scope.issue(CapTableRequest::Note(note));
    }
}
