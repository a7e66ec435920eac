//! Money lent: principal one way, interest and repayment the other.

use super::Term;
use super::clause::Clause;
use super::debt::{Debt, Rhythm, Terms};
use super::entitlement::CHANGES;
use super::interest::DAY_COUNT;
use super::payment::{Payment, is_company};
use super::waiting::EVERY;
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::kind::{CapTableRequest, ClaimRequest, FlowRequest, Params, Reading};
use crate::plan::{NodeId, PlanBuilder, Step};

/// See the entry.
pub(super) struct Loan;

impl Term for Loan {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "loan",
            summary: "Principal when it starts, interest at each close or as often as `every` says, repayment by a schedule; what is open at the horizon is repaid there, and what a company owes when it ends is a claim before all shares.",
            parameters: &[
                Parameter::required("from", Takes::Account, "who lends"),
                Parameter::required("to", Takes::Account, "who borrows"),
                Parameter::required("principal", Takes::Number, "how much is lent, in money")
                    .within_when_used(Range::NotNegative),
                Parameter::required(
                    "interest",
                    Takes::Number,
                    "a year, simple until it is paid or compounded: 0.08 or \"8%\"; a formula is read at each period's opening",
                ),
                Parameter::optional(
                    "repayment",
                    Takes::Word(&["bullet", "linear", "annuity"]),
                    "bullet",
                    "all at `ends`, in equal parts of principal whenever it pays until then, or in equal payments of principal and interest; an event beside the date in `ends` makes all that is owed fall due at once",
                ),
                Parameter::optional(
                    "interest_is",
                    Takes::Word(&["paid", "capitalised"]),
                    "paid",
                    "whether interest is paid whenever it pays, or added to what is owed",
                ),
                EVERY,
                Parameter::optional(
                    "compounded",
                    Takes::Duration,
                    "`every`",
                    "how often interest that is not paid bears interest itself: \"month\", \"quarter\", \"half_year\", \"year\", \"4 months\" or \"never\", a multiple of the step, counted from `starts`",
                ),
                DAY_COUNT,
                CHANGES,
            ],
            example: "[events.breach]\nhazard = 0.1\n\n[events.called]\ndelayed = { event = \"breach\", by = \"60 days\" }\n\n[terms.bridge]\nkind = \"loan\"\nfrom = \"buyer\"\nto = \"seller\"\nprincipal = 20\ninterest = \"8%\"\nstarts = 2025-07-01\nends = [2028-06-30, \"called\"]\nrepayment = \"linear\"\nchanges = { interest = { breach = \"12%\" } }\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>) {
        let payment = Payment::read(params);
        let clause = Clause::read(params).counting(params);
        let principal = clause.number(params, "principal", Reading::Close);
        let interest = clause.number(params, "interest", Reading::Open);
        let schedule = params.word("repayment");
        let capitalised = params.word("interest_is") == "capitalised";
        let rhythm = Rhythm::read(params, &clause, capitalised);
        let Some(payment) = payment else { return };
        let builder = params.builder();
        let zero = builder.constant(0.0);
        let start = clause.start_time(builder);
        let drawn_at = builder.maximum(start, zero);
        let end = match clause.ends() {
            Some(ends) => ends.time(builder),
            None => builder.constant(f64::INFINITY),
        };
        let scheduled = scheduled(params).unwrap_or(end);
        let builder = params.builder();
        let happens = builder.happens(drawn_at);
        let holds = clause.holds_once_begun(drawn_at, params);
        let principal = clause.at(&principal, drawn_at, params);
        let builder = params.builder();
        let drawn = builder.and(happens, holds);
        let drawn = builder.select(drawn, principal, zero);
        params.keep_used_within("principal", drawn, Range::NotNegative);
        let builder = params.builder();
        let drawn = builder.quantize(drawn);
        let borrower = payment.request.to;
        let company = is_company(builder, borrower);
        // What a company owes at the horizon is a claim on its value, with all others by rank.
        let matures = if company { builder.happens(end) } else { matures(builder, end) };
        payment.post_at(params, drawn, drawn_at, Step::Lent);
        let terms = Terms {
            schedule,
            capitalised,
            interest: &interest,
            drawn_at,
            drawn,
            scheduled,
            end,
            matures,
        };
        let debt = Debt::of(params, &clause, &rhythm, &terms);
        let back = FlowRequest {
            from: payment.request.to,
            to: payment.request.from,
            either_way: false,
            ..payment.request.clone()
        };
        for paid in debt.payments {
            let flow = FlowRequest { paid_at: Some(paid.day), ..back.clone() };
            let (amount, step) = (paid.interest, Step::Interest);
            params.scope.flow(FlowRequest { amount, step, ..flow.clone() });
            let (amount, step) = (paid.principal, Step::Repaid);
            params.scope.flow(FlowRequest { amount, step, ..flow });
        }
        if company {
            params.scope.issue(CapTableRequest::Claim(ClaimRequest {
                company: borrower,
                holder: payment.request.from,
                balance: debt.left,
                rank: back.rank,
            }));
        }
    }
}

/// The day to which instalments are counted, where `ends` names an event beside it: nobody knows that one beforehand.
fn scheduled(params: &mut Params<'_>) -> Option<NodeId> {
    let items = params.listed("ends");
    items.iter().find(|item| item.as_text().is_some())?;
    let mut first: Option<f64> = None;
    for item in items {
        let Some(event) = params.event("ends", &item, false) else { continue };
        let time = event.time(params.builder());
        if let Some(time) = params.builder().evaluate_constant(time) {
            first = Some(first.map_or(time, |first| first.min(time)));
        }
    }
    first.map(|first| params.builder().constant(first))
}

/// One in the period in which everything is repaid: that of the end, or the last.
fn matures(builder: &mut PlanBuilder, end: NodeId) -> NodeId {
    let last = super::payment::last_period(builder);
    let ending = builder.happens(end);
    builder.or(last, ending)
}
