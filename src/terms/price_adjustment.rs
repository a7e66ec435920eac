//! What a price at closing becomes once debt and working capital are counted.

use super::Term;
use super::claims::{BASKETS, payable};
use super::clause::Clause;
use super::entitlement::Entitlement;
use super::payment::{Due, Payment};
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::diagnose::Diagnostic;
use crate::kind::{Params, Reading};
use crate::plan::Unary;

/// See the entry.
pub(super) struct PriceAdjustment;

impl Term for PriceAdjustment {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "price_adjustment",
            summary: "The correction of a price at closing: less net debt, and by how far working capital is off its target, outside of a collar; below zero the seller pays.",
            parameters: &[
                Parameter::required("from", Takes::Account, "who pays the price"),
                Parameter::required("to", Takes::Account, "who receives it"),
                Parameter::required(
                    "on",
                    Takes::Events,
                    "when it is counted and paid: a date (the end of its day) or the first of these events",
                ),
                Parameter::optional(
                    "net_debt",
                    Takes::Number,
                    "0",
                    "debt less cash at that moment, in money: it comes off the price, and net cash is paid for",
                ),
                Parameter::optional(
                    "working_capital",
                    Takes::Number,
                    "none",
                    "what there is of it at that moment, in money",
                ),
                Parameter::optional(
                    "target",
                    Takes::Number,
                    "0",
                    "the working capital that the price takes for granted, in money",
                ),
                Parameter::optional(
                    "collar",
                    Takes::Number,
                    "0",
                    "how far working capital may be off its target, either way, before anything is paid",
                )
                .within_when_used(Range::NotNegative),
                Parameter::optional(
                    "collar_is",
                    Takes::Word(BASKETS),
                    "deductible",
                    "\"deductible\": only what lies outside the collar is paid; \"tipping\": outside of it all of the difference",
                ),
                Parameter::optional(
                    "most",
                    Takes::Number,
                    "none",
                    "the largest correction for working capital, either way, in money",
                )
                .within_when_used(Range::NotNegative),
            ],
            example: "[inputs.capital]\nvalue = { normal = { mean = 10, sd = 2 } }\n\n[terms.adjustment]\nkind = \"price_adjustment\"\nfrom = \"buyer\"\nto = \"seller\"\non = 2025-03-31\nnet_debt = 4\nworking_capital = \"capital\"\ntarget = 10\ncollar = 1\ncollar_is = \"tipping\"\nmost = 3\n",
        };
        &ENTRY
    }

    fn pays(&self) -> bool {
        true
    }

    fn lower(&self, params: &mut Params<'_>) {
        let payment = Payment::read(params);
        let clause = Clause::read(params);
        if !params.has("net_debt") && !params.has("working_capital") {
            let message = format!("nothing says what {} corrects", params.path);
            let finding = Diagnostic::error("no-way-to-pay", params.span, message);
            params.complain(
                finding.help("add `net_debt = …`, or `working_capital = …` and `target = …`"),
            );
        }
        if !params.has("on") {
            params.missing("on");
        }
        let on = super::messages::falls_due(params);
        let debt = clause.optional(params, "net_debt", 0.0, Reading::Close);
        let capital = clause.optional(params, "working_capital", 0.0, Reading::Close);
        let target = clause.number_or(params, "target", 0.0, Reading::Close);
        let collar = clause.number_or(params, "collar", 0.0, Reading::Close);
        let most = clause.optional(params, "most", 0.0, Reading::Close);
        let tipping = params.word("collar_is") == "tipping";
        let entitlement = Entitlement::read(params, &clause, false);
        let (Some(payment), Some(on)) = (payment, on) else { return };
        let time = on.time(params.builder());
        let mut amount = params.builder().constant(0.0);
        if let Some(debt) = debt {
            let debt = clause.at(&debt, time, params);
            amount = params.builder().subtract(amount, debt);
        }
        if let Some(capital) = capital {
            let capital = clause.at(&capital, time, params);
            let target = clause.at(&target, time, params);
            let collar = clause.at(&collar, time, params);
            let most = most.map(|most| clause.at(&most, time, params));
            let builder = params.builder();
            let off = builder.subtract(capital, target);
            let size = builder.unary(Unary::Absolute, off);
            let mut size = payable(size, collar, tipping, builder);
            if let Some(most) = most {
                size = builder.minimum(size, most);
            }
            let zero = builder.constant(0.0);
            let short = builder.less(off, zero);
            let less = builder.negate(size);
            let correction = builder.select(short, less, size);
            amount = builder.add(amount, correction);
        }
        let holds = clause.holds_at(time, params);
        payment.once(params, &clause, Due { amount, time, holds }, entitlement);
    }
}
