//! Money lent: principal one way, interest and repayment the other.

use super::Term;
use super::clause::Clause;
use super::payment::{Payment, is_company};
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::kind::{CapTableRequest, ClaimRequest, FlowRequest, Params, Reading};
use crate::plan::{Binary, NodeId, PlanBuilder, Step};

/// See the entry.
pub(super) struct Loan;

impl Term for Loan {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "loan",
            summary: "Principal when it starts, interest at each close, repayment by a schedule; what is open at the horizon is repaid there, and what a company owes when it ends is a claim before all shares.",
            parameters: &[
                Parameter::required("from", Takes::Account, "who lends"),
                Parameter::required("to", Takes::Account, "who borrows"),
                Parameter::required("principal", Takes::Number, "how much is lent, in money")
                    .within_when_used(Range::NotNegative),
                Parameter::required(
                    "interest",
                    Takes::Number,
                    "a year, simple within a period: 0.08 or \"8%\"; a formula is read at each period's opening",
                ),
                Parameter::optional(
                    "repayment",
                    Takes::Word(&["bullet", "linear", "annuity"]),
                    "bullet",
                    "all at `ends`, in equal parts of principal at each close until then, or in equal payments of principal and interest",
                ),
                Parameter::optional(
                    "interest_is",
                    Takes::Word(&["paid", "capitalised"]),
                    "paid",
                    "whether interest is paid at each close or added to what is owed",
                ),
            ],
            example: "[terms.bridge]\nkind = \"loan\"\nfrom = \"buyer\"\nto = \"seller\"\nprincipal = 20\ninterest = \"8%\"\nstarts = 2025-07-01\nends = 2028-06-30\nrepayment = \"linear\"\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>) {
        let payment = Payment::read(params);
        let clause = Clause::read(params);
        let principal = clause.number(params, "principal", Reading::Close);
        let interest = clause.number(params, "interest", Reading::Open);
        let schedule = params.word("repayment");
        let capitalised = params.word("interest_is") == "capitalised";
        let path = params.path.clone();
        let Some(payment) = payment else { return };
        let builder = params.builder();
        let zero = builder.constant(0.0);
        let start = clause.start_time(builder);
        let drawn_at = builder.maximum(start, zero);
        let end = match clause.ends() {
            Some(ends) => ends.time(builder),
            None => builder.constant(f64::INFINITY),
        };
        let happens = builder.happens(drawn_at);
        let holds = clause.holds_once_begun(drawn_at, params);
        let principal = clause.at(&principal, drawn_at, params);
        let builder = params.builder();
        let drawn = builder.and(happens, holds);
        let drawn = builder.select(drawn, principal, zero);
        params.keep_used_within("principal", drawn, Range::NotNegative);
        let builder = params.builder();
        let drawn = builder.quantize(drawn);
        let owed = builder.later(&format!("{path}.owed"));
        let open = builder.previous(owed);
        // The old debt bears interest from the opening, the new one from its draw.
        let bearing = clause.accrued(params, &[&interest], |builder, values, stretch| {
            let old = stretch.of(values[0], builder);
            builder.multiply(old, open)
        });
        let fresh = clause.accrued(params, &[&interest], |builder, values, stretch| {
            let from = builder.maximum(stretch.from, drawn_at);
            let part = builder.overlap(from, stretch.until);
            let years = builder.multiply(stretch.length, part);
            let due = builder.multiply(years, values[0]);
            builder.multiply(due, drawn)
        });
        let builder = params.builder();
        let bears = builder.add(bearing, fresh);
        let bears = builder.quantize(bears);
        let borrower = payment.request.to;
        let company = is_company(builder, borrower);
        // What a company owes at the horizon is a claim on its value, with all others by rank.
        let matures = if company { builder.happens(end) } else { matures(builder, end) };
        let rate = clause.at_close(&interest, builder);
        let part = instalment(builder, schedule, rate, end);
        // What is drawn at the close itself is not yet repaid there.
        let close = builder.close_time();
        let earlier = builder.less(drawn_at, close);
        let fresh = builder.select(earlier, drawn, zero);
        let repayable = builder.add(open, fresh);
        let part = builder.multiply(repayable, part);
        let part = builder.quantize(part);
        let debt = builder.add(open, drawn);
        let (grown, paid_interest) =
            if capitalised { (builder.add(debt, bears), zero) } else { (debt, bears) };
        let repaid = builder.select(matures, grown, part);
        let left = builder.subtract(grown, repaid);
        let value = builder.followed(zero, left);
        builder.define(owed, value);
        let ending = builder.happens(end);
        let day = builder.select(ending, end, close);
        payment.post_at(params, drawn, drawn_at, Step::Lent);
        let back = FlowRequest {
            from: payment.request.to,
            to: payment.request.from,
            paid_at: Some(day),
            either_way: false,
            ..payment.request.clone()
        };
        params.scope.flow(FlowRequest {
            amount: paid_interest,
            step: Step::Interest,
            ..back.clone()
        });
        let rank = back.rank;
        params.scope.flow(FlowRequest { amount: repaid, step: Step::Repaid, ..back });
        if company {
            params.scope.issue(CapTableRequest::Claim(ClaimRequest {
                company: borrower,
                holder: payment.request.from,
                balance: left,
                rank,
            }));
        }
    }
}

/// One in the period in which everything is repaid: that of the end, or the last.
fn matures(builder: &mut PlanBuilder, end: NodeId) -> NodeId {
    let mut flags = vec![0.0; builder.periods() + 1];
    if let Some(last) = flags.last_mut() {
        *last = 1.0;
    }
    let last = builder.series(flags);
    let ending = builder.happens(end);
    builder.or(last, ending)
}

/// The part of the debt that is repaid at a close: of n instalments still to come 1/n, or i / ((1 + i)^n − 1) where
/// interest i a period and principal together stay the same.
fn instalment(builder: &mut PlanBuilder, schedule: &str, rate: NodeId, end: NodeId) -> NodeId {
    let zero = builder.constant(0.0);
    if schedule == "bullet" {
        return zero;
    }
    let open = builder.open_time();
    let left = builder.subtract(end, open);
    let length = builder.period_length();
    let count = builder.divide(left, length);
    let one = builder.constant(1.0);
    let count = builder.maximum(count, one);
    let linear = builder.divide(one, count);
    if schedule == "linear" {
        return linear;
    }
    let each = builder.multiply(rate, length);
    let factor = builder.add(one, each);
    let power = builder.binary(Binary::Power, factor, count);
    let growth = builder.subtract(power, one);
    let part = builder.divide(each, growth);
    let free = builder.binary(Binary::Equal, each, zero);
    builder.select(free, linear, part)
}
