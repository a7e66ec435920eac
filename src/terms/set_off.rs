//! What one side owes under some clauses, taken off what the other pays it under others.

use super::{Asked, Term};
use crate::catalogue::{Entry, Parameter, Takes};
use crate::kind::{FlowRequest, Params};
use crate::plan::{NodeId, PlanBuilder};

/// See the entry.
pub(super) struct SetOff;

impl Term for SetOff {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "set_off",
            summary: "What is owed under some clauses is not paid when it falls due, but taken off what the other side pays under others from then on; both are in the ledger, at the same moment.",
            parameters: &[
                Parameter::required(
                    "from",
                    Takes::Party,
                    "who may set off: who pays under `against`",
                ),
                Parameter::required("to", Takes::Party, "against whom: who pays under `of`"),
                Parameter::required(
                    "of",
                    Takes::Terms,
                    "the clauses whose debts are set off, in the order in which they are satisfied",
                ),
                Parameter::required(
                    "against",
                    Takes::Terms,
                    "the clauses whose payments they are taken off: in one period in the order written here",
                ),
                Parameter::optional(
                    "rest",
                    Takes::Word(&["lapses", "owed"]),
                    "lapses",
                    "what becomes of a debt that nothing was left to set off against: it is never paid, or paid at the end of the run",
                ),
            ],
            example: "[events.claim]\nrecurring = { hazard = 0.8, most = 12 }\n\n[terms.warranty]\nkind = \"claims\"\nfrom = \"seller\"\nto = \"buyer\"\non = \"claim\"\namount = 2\n\n[terms.deferred]\nkind = \"lump_sum\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 6\non = 2027-06-30\n\n[terms.offsetting]\nkind = \"set_off\"\nfrom = \"buyer\"\nto = \"seller\"\nof = \"warranty\"\nagainst = \"deferred\"\n",
        };
        &ENTRY
    }

    fn takes_in_hand(&self) -> &'static [(&'static str, bool)] {
        &[("of", false), ("against", true)]
    }

    fn lower(&self, _params: &mut Params<'_>) {}

    fn rework(&self, params: &mut Params<'_>, asked: Vec<Asked>) -> Vec<Asked> {
        let (payer, debtor) = (params.party("from"), params.party("to"));
        let owed = params.word("rest") == "owed";
        let (Some(payer), Some(debtor)) = (payer, debtor) else { return asked };
        let path = params.path.clone();
        let builder = params.builder();
        let zero = builder.constant(0.0);
        let close = builder.close_time();
        // What each payment still has room for.
        let mut rooms: Vec<(NodeId, NodeId)> = Vec::new();
        let mut left = Vec::new();
        let mut debts: Vec<Asked> = Vec::new();
        for asked in asked {
            if asked.key == "against" && asked.goes(payer, debtor) {
                let day = asked.request.paid_at.unwrap_or(close);
                rooms.push((builder.maximum(asked.request.amount, zero), day));
            }
            if asked.key == "of" && asked.goes(debtor, payer) {
                debts.push(asked);
            } else {
                left.push(asked);
            }
        }
        // The debts of one clause are one account.
        while let Some(first) = debts.first().cloned() {
            let term = first.term;
            let (own, others): (Vec<Asked>, Vec<Asked>) =
                debts.into_iter().partition(|debt| debt.term == term);
            debts = others;
            let balance = builder.later(&format!("{path} waiting"));
            let mut taken = zero;
            for (room, day) in &mut rooms {
                let open = builder.previous(balance);
                let mut due = builder.subtract(open, taken);
                for debt in &own {
                    let (amount, at) = positive(&debt.request, builder);
                    let there = builder.less_equal(at, *day);
                    let amount = builder.select(there, amount, zero);
                    due = builder.add(due, amount);
                }
                let due = builder.maximum(due, zero);
                let off = builder.minimum(due, *room);
                *room = builder.subtract(*room, off);
                taken = builder.add(taken, off);
                let request =
                    FlowRequest { amount: off, paid_at: Some(*day), ..first.request.clone() };
                left.push(Asked { request, ..first.clone() });
            }
            let mut now = builder.previous(balance);
            for debt in &own {
                let (amount, _) = positive(&debt.request, builder);
                now = builder.add(now, amount);
            }
            now = builder.subtract(now, taken);
            let value = builder.followed(zero, now);
            builder.define(balance, value);
            if owed {
                let last = super::payment::last_period(builder);
                let amount = builder.select(last, now, zero);
                let request = FlowRequest { amount, paid_at: Some(close), ..first.request.clone() };
                left.push(Asked { request, ..first.clone() });
            }
        }
        left
    }
}

/// What is owed, and when; what would go the other way is none.
fn positive(request: &FlowRequest, builder: &mut PlanBuilder) -> (NodeId, NodeId) {
    let zero = builder.constant(0.0);
    let close = builder.close_time();
    (builder.maximum(request.amount, zero), request.paid_at.unwrap_or(close))
}
