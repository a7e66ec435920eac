//! A share of sales with what licences have around it: an advance that is credited, costs that are recouped, a minimum.

use super::Term;
use super::clause::Clause;
use super::entitlement::{Entitlement, Recoupment};
use super::payment::Payment;
use super::share;
use super::waiting::EVERY;
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::kind::{Params, Reading};
use crate::plan::{NodeId, Step};

/// See the entry.
pub(super) struct Royalty;

impl Term for Royalty {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "royalty",
            summary: "A share of sales, by tiers of a year where wanted, with an advance, recouped costs, a minimum and a cap.",
            parameters: &[
                Parameter::required("from", Takes::Account, "who pays"),
                Parameter::required("to", Takes::Account, "who receives"),
                Parameter::optional(
                    "rate",
                    Takes::Number,
                    "`tiers`",
                    "the share: 0.05 or \"5%\"; to be said where there are no tiers",
                ),
                Parameter::required(
                    "of",
                    Takes::Number,
                    "a share of what: a driver or formula, in money a year",
                ),
                Parameter::optional(
                    "advance",
                    Takes::Number,
                    "none",
                    "what is paid when it starts, in money, and then credited; it counts towards the cap and not towards the floor",
                ).within_when_used(Range::NotNegative),
                Parameter::optional(
                    "recoups",
                    Takes::Number,
                    "nothing",
                    "what the payer takes back out of royalties besides the advance, in money",
                ).within_when_used(Range::NotNegative),
                Parameter::optional(
                    "credit",
                    Takes::Number,
                    "1",
                    "the part of each royalty that is set against advance and recouped costs until they are used up",
                ).within(Range::Fraction),
                EVERY,
            ],
            example: "[drivers.sales]\nformula = \"60 + 40 * t\"\n\n[terms.licence]\nkind = \"royalty\"\nfrom = \"buyer\"\nto = \"seller\"\nof = \"sales\"\ntiers = { 0 = \"5%\", 100 = \"7%\" }\nper = \"contract_year\"\nadvance = 4\ncredit = 0.5\nfloor = 3\ntrue_up = \"60 days\"\n",
        };
        &ENTRY
    }

    fn pays(&self) -> bool {
        true
    }

    fn lower(&self, params: &mut Params<'_>) {
        let payment = Payment::read(params);
        let clause = Clause::read(params).paying_every(params);
        let earned = share::earned(params, &clause);
        let mut entitlement = Entitlement::read(params, &clause, false);
        let advance = clause.optional(params, "advance", 0.0, Reading::Close);
        let recoups = params.optional("recoups", Reading::Close);
        let credit = params.number_or("credit", 1.0, Reading::Open);
        let Some(payment) = payment else { return };
        if advance.is_some() || recoups.is_some() {
            let zero = params.builder().constant(0.0);
            let advance = match advance {
                Some(advance) => advanced(params, &clause, &payment, &advance),
                None => zero,
            };
            entitlement.count(params, advance);
            let start = recoups.unwrap_or(zero);
            let start = params.builder().quantize(start);
            entitlement =
                entitlement.recouping(params, &Recoupment { start, added: advance, credit });
        }
        payment.each_period(params, &clause, earned, entitlement);
        payment.otherwise(params, &clause);
    }
}

/// Posts the advance on the day on which the royalty starts; returns what of it falls into the period.
fn advanced(
    params: &mut Params<'_>,
    clause: &Clause,
    payment: &Payment,
    advance: &super::changes::Changing,
) -> NodeId {
    let builder = params.builder();
    let start = clause.start_time(builder);
    let zero = builder.constant(0.0);
    let day = builder.maximum(start, zero);
    let amount = clause.at(advance, day, params);
    let holds = clause.holds_once_begun(day, params);
    let builder = params.builder();
    let happens = builder.happens(day);
    let due = builder.and(happens, holds);
    let amount = builder.select(due, amount, zero);
    params.keep_used_within("advance", amount, Range::NotNegative);
    let builder = params.builder();
    let amount = builder.quantize(amount);
    payment.at_once().post_at(params, amount, day, Step::Advance);
    amount
}
