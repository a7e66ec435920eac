//! Money that is released by an event before a deadline, and less or none of it otherwise.

use super::Term;
use super::clause::Clause;
use super::entitlement::Entitlement;
use super::payment::Payment;
use super::release::release;
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::diagnose::Diagnostic;
use crate::document::ValueKind;
use crate::kind::{
    Asked, COMMON_CLASS, CapTableRequest, EventTime, Params, Reading, RoundPrice, RoundSize,
    ShareRequest, ShareSize,
};
use crate::plan::NodeId;

/// See the entry.
pub(super) struct ConditionalFunding;

impl Term for ConditionalFunding {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "conditional_funding",
            summary: "Money released by an event; by a deadline without it, another amount instead.",
            parameters: &[
                Parameter::required("from", Takes::Account, "who funds"),
                Parameter::required("to", Takes::Account, "who is funded"),
                Parameter::required("amount", Takes::Number, "how much, in money")
                    .within_when_used(Range::NotNegative),
                Parameter::required("on", Takes::Events, "what releases it"),
                Parameter::optional(
                    "price",
                    Takes::Table,
                    "no shares",
                    "`{ post_money = … }`: the funder gets amount / post_money of the company",
                ),
            ],
            example: "[companies.lab]\ncash = 10\noperating = { in = [], out = [] }\nvalue = \"100\"\nholders = { seller = \"rest\" }\n\n[events.restructured]\nchance = { probability = 0.7, by = 2025-12-31 }\n\n[terms.round]\nkind = \"conditional_funding\"\nfrom = \"buyer\"\nto = \"lab\"\namount = 30\non = \"restructured\"\nby = 2025-12-31\notherwise = 10\nprice = { post_money = 300 }\n",
        };
        &ENTRY
    }

    fn pays(&self) -> bool {
        true
    }

    fn lower(&self, params: &mut Params<'_>) {
        let payment = Payment::read(params);
        let clause = Clause::read(params);
        let released = release(params, &clause);
        let price = post_money(params);
        let entitlement = Entitlement::read(params, &clause, false);
        let Some(payment) = payment else { return };
        let (company, holder) = (payment.request.to, payment.request.from);
        let rank = payment.request.rank;
        let used = released.used(params.builder());
        params.keep_used_within("amount", used, Range::NotNegative);
        payment.once(params, &clause, released, entitlement);
        if let Some(price) = price {
            let builder = params.builder();
            let never = builder.constant(f64::INFINITY);
            let at = builder.select(released.holds, released.time, never);
            params.scope.issue(CapTableRequest::Shares(ShareRequest {
                company,
                holder,
                class: COMMON_CLASS.to_owned(),
                size: ShareSize::Round(RoundSize {
                    amount: released.amount,
                    price: RoundPrice::PostMoney(price),
                }),
                at: EventTime::sharp(at),
                rank,
                paid: None,
            }));
        }
    }
}

/// The post-money value of `price`, where one was said.
fn post_money(params: &mut Params<'_>) -> Option<NodeId> {
    let value = params.value("price")?.clone();
    let ValueKind::Table(table) = &value.kind else {
        let wanted = "a table such as { post_money = 300 }";
        params.wrong_type("price", value.span, value.description(), wanted);
        return None;
    };
    let site = params.site("price.post_money");
    for entry in &table.entries {
        if entry.key.name != "post_money" {
            let message = format!("unknown key `{}` in {}.price", entry.key.name, params.path);
            let finding = Diagnostic::error("unknown-key", entry.key.span, message);
            params.complain(finding.help("it takes `post_money = …`, in money"));
        }
    }
    let post = table.get("post_money")?.value.clone();
    let node = params.scope.number(&post, &site, Reading::Close);
    let (reading, range) = (Reading::Close, Range::Positive);
    let asked = Asked { value: &post, site: &site, reading, range, only_where_used: true };
    params.scope.keep_within(node, &asked);
    Some(node)
}
