//! What a class of shares gets before the others when the company ends.

use super::Term;
use super::clause::{Clause, rank};
use super::interest::{DAY_COUNT, RETURN_COMPOUNDED, growth};
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::kind::{CapTableRequest, Params, Participation, PreferenceRequest, Reading};

/// See the entry.
pub(super) struct Preference;

impl Term for Preference {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "preference",
            summary: "At the company's end a class of shares first gets back what was paid for it, by rank after all claims; it converts where that is better for it.",
            parameters: &[
                Parameter::required("company", Takes::Company, "whose shares"),
                Parameter::required("class", Takes::Text, "which class"),
                Parameter::optional(
                    "multiple",
                    Takes::Number,
                    "1",
                    "how often what was paid comes back first",
                ).within_when_used(Range::NotNegative),
                Parameter::optional(
                    "preferred_return",
                    Takes::Number,
                    "0",
                    "a return a year on what was paid that is due first as well",
                ),
                RETURN_COMPOUNDED,
                DAY_COUNT,
                Parameter::optional(
                    "paid",
                    Takes::Number,
                    "what rounds and converted notes brought for the class",
                    "what was paid for the class, at the start, in money",
                ).within_when_used(Range::NotNegative),
                Parameter::optional(
                    "participation",
                    Takes::Word(&["none", "full"]),
                    "none",
                    "\"full\": it shares in the rest as well; \"none\": it takes the preference or converts, all classes deciding together",
                ),
                Parameter::optional(
                    "participation_cap",
                    Takes::Number,
                    "none",
                    "it shares in the rest until it has this multiple of what was paid in all, or converts",
                ).within_when_used(Range::NotNegative),
            ],
            example: "[companies.lab]\ncash = 1\nvalue = { uniform = [2, 60] }\nholders = { seller = \"rest\" }\n\n[terms.series_a]\nkind = \"round\"\nfrom = \"buyer\"\nto = \"lab\"\namount = 5\npost_money = 20\non = 2026-06-30\nclass = \"series_a\"\n\n[terms.series_a_preference]\nkind = \"preference\"\ncompany = \"lab\"\nclass = \"series_a\"\nmultiple = 1.5\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>) {
        let company = params.company("company");
        if !params.has("class") {
            params.missing("class");
        }
        let class = params.text("class");
        let multiple = params.number_or("multiple", 1.0, Reading::Close);
        let preferred_return = params.number_or("preferred_return", 0.0, Reading::Close);
        let growth = growth(params);
        let paid = params.optional("paid", Reading::Close);
        let full = params.word("participation") == "full";
        let cap = params.optional("participation_cap", Reading::Close);
        let participation = match cap {
            Some(cap) => Participation::UpTo(cap),
            None if full => Participation::Full,
            None => Participation::None,
        };
        // Whether it is in force when the company ends.
        let clause = Clause::read(params);
        let close = params.builder().close_time();
        let in_force = clause.holds_at(close, params);
        let rank = rank(params);
        let (Some(company), Some(class)) = (company, class) else { return };
        params.scope.issue(CapTableRequest::Preference(PreferenceRequest {
            company,
            class,
            paid,
            multiple,
            preferred_return,
            growth,
            participation,
            in_force,
            rank,
        }));
    }
}
