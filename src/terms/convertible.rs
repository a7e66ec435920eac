//! A loan to a company that turns into shares in a large enough round.

use super::Term;
use super::clause::{Clause, rank};
use super::holding::begins;
use super::interest::{DAY_COUNT, accrual};
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::diagnose::Diagnostic;
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
                    "form",
                    Takes::Word(&["note", "post_money_safe", "pre_money_safe"]),
                    "note",
                    "\"note\" is debt; the SAFEs bear no interest, do not fall due, and stand at the company's end after all debt, beside preferred shares. The post-money SAFE counts its cap over all shares once notes have converted, the old pre-money SAFE over those before",
                ),
                Parameter::optional(
                    "interest",
                    Takes::Number,
                    "0",
                    "interest a year, added to what is owed: simple, unless `compounded` says otherwise",
                ),
                Parameter::optional(
                    "compounded",
                    Takes::Duration,
                    "never",
                    "how often interest bears interest itself: \"month\", \"quarter\", \"half_year\", \"year\", \"4 months\" or \"never\", a multiple of the step, counted from `starts`",
                ),
                DAY_COUNT,
                Parameter::optional(
                    "cap",
                    Takes::Number,
                    "none",
                    "the value of the company at which it converts at most; at exit or horizon it may convert at the cap instead of being repaid",
                ).within_when_used(Range::Positive),
                Parameter::optional(
                    "cap_counted",
                    Takes::Word(&["pre_money", "post_money"]),
                    "what `form` says; of a note \"pre_money\"",
                    "over which shares the cap is counted: \"pre_money\" leaves out all notes and counts pools that grow in the round, \"post_money\" counts all notes and leaves out what is added to pools and not promised",
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
                    "the least sum of new money at one moment (rounds, and conditional_funding with a price) in which it converts, in money",
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
                    "most_favoured",
                    Takes::Flag,
                    "false",
                    "true: it also has the lowest cap and the largest discount of the company's notes that were lent no earlier",
                ),
                Parameter::optional(
                    "exit_multiple",
                    Takes::Number,
                    "1",
                    "how often the principal comes back where the company is sold, or the run ends, before it has converted",
                ).within_when_used(Range::NotNegative),
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
        let cap = params.optional("cap", Reading::Close);
        let (is_safe, cap_after_notes) = form(params);
        let most_favoured = params.flag("most_favoured", false);
        let exit_multiple = params.number_or("exit_multiple", 1.0, Reading::Close);
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
        let interest = accrual(params, issued);
        let rank = rank(params);
        let path = params.path.clone();
        let builder = params.builder();
        let matures = builder.constant(maturity.unwrap_or(f64::INFINITY));
        let converted = builder.later(&format!("{path} converted"));
        let (Some(holder), Some(company)) = (from, to) else {
            builder.define(converted, matures);
            builder.define(interest.interest, matures);
            builder.define(interest.base, matures);
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
            most_favoured,
            least_round,
            converts_at_maturity,
            exit_multiple,
            beside_preferred: is_safe,
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

/// Whether it is a SAFE, and whether its cap counts all notes.
fn form(params: &mut Params<'_>) -> (bool, bool) {
    let form = params.word("form");
    let counted = params.word("cap_counted");
    let post_money =
        if params.has("cap_counted") { counted == "post_money" } else { form == "post_money_safe" };
    let is_safe = form != "note";
    if is_safe {
        for key in ["interest", "compounded", "day_count", "maturity", "at_maturity"] {
            not_of_a_safe(params, key);
        }
    }
    (is_safe, post_money)
}

/// A SAFE is no debt: it has neither interest nor a day on which it falls due.
fn not_of_a_safe(params: &mut Params<'_>, key: &str) {
    if params.has(key) {
        let message = format!("{} is a SAFE, which has no `{key}`", params.path);
        let finding = Diagnostic::error("not-of-a-safe", params.span_of(key), message);
        params.complain(finding.help("take it out, or write `form = \"note\"`"));
    }
}
