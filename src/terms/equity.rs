//! A stake in a company, granted at a closing.

use super::Term;
use super::clause::Clause;
use crate::catalogue::{Entry, Parameter, Takes};
use crate::kind::{EventTime, Params, Reading, ShareRequest};

/// See the entry.
pub(super) struct Equity;

impl Term for Equity {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "equity",
            summary: "New shares of a company for a holder, a stated fraction of it just after this closing.",
            parameters: &[
                Parameter::required("company", Takes::Company, "whose shares"),
                Parameter::required("holder", Takes::Account, "who gets them"),
                Parameter::required(
                    "stake",
                    Takes::Number,
                    "these shares as a fraction of the company just after this closing",
                ),
            ],
            example: "[companies.lab]\ncash = 10\noperating = { in = [], out = [] }\nvalue = \"100\"\nholders = { seller = \"rest\" }\n\n[events.restructured]\nchance = { probability = 0.7, by = 2025-12-31 }\n\n[terms.stake]\nkind = \"equity\"\ncompany = \"lab\"\nholder = \"buyer\"\nstake = { uniform = [0.20, 0.49] }\nstarts = \"restructured\"\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>) {
        let company = params.company("company");
        let holder = params.account("holder");
        let stake = params.number("stake", Reading::Close);
        let clause = Clause::read(params);
        let builder = params.builder();
        let start = clause.start_time(builder);
        // A grant without a date is made at the start.
        let zero = builder.constant(0.0);
        let time = builder.maximum(start, zero);
        let holds = clause.holds_at(time, builder);
        let never = builder.constant(f64::INFINITY);
        let time = builder.select(holds, time, never);
        if let (Some(company), Some(holder)) = (company, holder) {
            params.scope.issue(ShareRequest {
                company,
                holder,
                fraction: stake,
                at: EventTime::sharp(time),
            });
        }
    }
}
