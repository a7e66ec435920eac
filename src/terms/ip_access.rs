//! Access to somebody's technology: worth something to its user, but not cash.

use super::Term;
use super::clause::Clause;
use crate::catalogue::{Entry, Parameter, Takes};
use crate::kind::{FlowRequest, Params};
use crate::plan::{AccountId, FlowKind};

/// See the entry.
pub(super) struct IpAccess;

impl Term for IpAccess {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "ip_access",
            summary: "Access to technology: a benefit to its user while in force, reported apart from cash.",
            parameters: &[
                Parameter::required("to", Takes::Account, "who has access"),
                Parameter::required(
                    "benefit",
                    Takes::Number,
                    "what it is worth to them, in money a year",
                ),
            ],
            example: "[terms.licence]\nkind = \"ip_access\"\nto = \"buyer\"\nbenefit = \"4 * exp(0.2 * t)\"\nends = 2028-12-31\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>) {
        let to = params.account("to");
        let reading = Clause::base_reading(params);
        let benefit = params.number("benefit", reading);
        let clause = Clause::read(params);
        let builder = params.builder();
        let force = clause.in_force(builder);
        let length = builder.period_length();
        let part = builder.multiply(length, force);
        let amount = builder.multiply(part, benefit);
        let amount = builder.quantize(amount);
        if let Some(to) = to {
            let request = FlowRequest::cash(AccountId::WORLD, to, amount);
            params.scope.flow(FlowRequest { kind: FlowKind::Benefit, ..request });
        }
    }
}
