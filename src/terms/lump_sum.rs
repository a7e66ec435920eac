//! An amount on a date or when something happens.

use super::Term;
use super::clause::{Clause, rank};
use crate::catalogue::{Entry, Parameter, Takes};
use crate::kind::{EventTime, FlowRequest, Params, Reading};

/// See the entry.
pub(super) struct LumpSum;

impl Term for LumpSum {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "lump_sum",
            summary: "An amount paid once, on a date or at the moment of an event.",
            parameters: &[
                Parameter::required("from", Takes::Account, "who pays"),
                Parameter::required("to", Takes::Account, "who receives"),
                Parameter::required(
                    "amount",
                    Takes::Number,
                    "how much, in money; a formula reads the close of the period",
                ),
                Parameter::required(
                    "on",
                    Takes::Events,
                    "when: a date (the end of its day) or the first of these events",
                ),
            ],
            example: "[events.signed]\nhazard = 0.5\n\n[terms.fee]\nkind = \"lump_sum\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 10\non = \"signed\"\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>) {
        let from = params.account("from");
        let to = params.account("to");
        let amount = params.number("amount", Reading::Close);
        if !params.has("on") {
            params.missing("on");
        }
        let on = params.events("on", false);
        let clause = Clause::read(params);
        let builder = params.builder();
        let on = on.unwrap_or_else(|| EventTime::sharp(builder.constant(f64::INFINITY)));
        let time = on.time(builder);
        let happens = builder.happens(time);
        let holds = clause.holds_at(time, builder);
        let paid = builder.and(happens, holds);
        let zero = builder.constant(0.0);
        let due = builder.select(paid, amount, zero);
        let amount = builder.quantize(due);
        let rank = rank(params);
        if let (Some(from), Some(to)) = (from, to) {
            let request = FlowRequest::cash(from, to, amount);
            params.scope.flow(FlowRequest { rank, paid_at: Some(time), ..request });
        }
    }
}
