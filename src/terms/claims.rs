//! An amount each time that something happens: claims under warranties, with a basket, a cap and a last day.

use super::Term;
use super::changes::Changing;
use super::clause::Clause;
use super::entitlement::Entitlement;
use super::payment::{Due, Payment};
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::kind::{EventTime, Params, Reading};
use crate::plan::{NodeId, PlanBuilder, Step};

/// See the entry.
pub(super) struct Claims;

/// The words of `basket_is` and of a collar.
pub(super) const BASKETS: &[&str] = &["deductible", "tipping"];

impl Term for Claims {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "claims",
            summary: "An amount each time that something happens, such as a claim under a warranty or the launch of a product: with a basket, a `cap`, and the last day (`ends`) on which one can arise.",
            parameters: &[
                Parameter::required("from", Takes::Account, "who pays"),
                Parameter::required("to", Takes::Account, "who receives"),
                Parameter::required(
                    "on",
                    Takes::Events,
                    "what is claimed for: every time that a `recurring` event happens, other events and dates once each",
                ),
                Parameter::required(
                    "amount",
                    Takes::Number,
                    "how much each time, in money: a distribution is drawn anew each time, a formula reads that moment",
                )
                .within_when_used(Range::NotNegative),
                Parameter::optional(
                    "least",
                    Takes::Number,
                    "0",
                    "a single claim below this amount does not count at all",
                )
                .within_when_used(Range::NotNegative),
                Parameter::optional(
                    "basket",
                    Takes::Number,
                    "0",
                    "nothing is paid until claims come to more than this amount",
                )
                .within_when_used(Range::NotNegative),
                Parameter::optional(
                    "basket_is",
                    Takes::Word(BASKETS),
                    "deductible",
                    "\"deductible\": only what lies above the basket is paid; \"tipping\": once claims are above it, all of them are paid",
                ),
            ],
            example: "[events.claim]\nrecurring = { hazard = 0.8, most = 12 }\n\n[terms.warranty]\nkind = \"claims\"\nfrom = \"seller\"\nto = \"buyer\"\non = \"claim\"\namount = { lognormal = { mean = 2, sd = 1.5 } }\nbasket = 1\nbasket_is = \"tipping\"\ncap = 8\nends = 2027-06-30\n",
        };
        &ENTRY
    }

    fn pays(&self) -> bool {
        true
    }

    fn lower(&self, params: &mut Params<'_>) {
        let payment = Payment::read(params);
        let clause = Clause::read(params);
        let occasions = occasions(params);
        let least = clause.optional(params, "least", 0.0, Reading::Close);
        let mut basket = Basket::read(params, &clause, ("basket", "basket_is"));
        let mut entitlement = Entitlement::read(params, &clause, false);
        if !params.has("amount") {
            params.missing("amount");
        }
        let Some(payment) = payment else { return };
        for (name, event) in occasions {
            let time = event.time(params.builder());
            let findings = params.scope.diagnostics().in_source_order().len();
            let amount = clause.number_again(params, "amount", &name, Reading::Close);
            let Some(amount) = amount else { return };
            let amount = clause.at(&amount, time, params);
            // What is wrong with it is told once.
            if params.scope.diagnostics().in_source_order().len() > findings {
                return;
            }
            let holds = clause.holds_at(time, params);
            let claim = Due { amount, time, holds }.used(params.builder());
            params.keep_used_within("amount", claim, Range::NotNegative);
            let mut claim = params.builder().quantize(claim);
            if let Some(least) = &least {
                let least = clause.at(least, time, params);
                let builder = params.builder();
                let counts = builder.less_equal(least, claim);
                let zero = builder.constant(0.0);
                claim = builder.select(counts, claim, zero);
            }
            let amount = basket.take(params, &clause, claim, time);
            let holds = params.builder().constant(1.0);
            let due = Due { amount, time, holds };
            payment.one_of(params, &clause, due, &mut entitlement, Step::Plain);
        }
        basket.finish(params.builder());
        payment.rest(params, &clause, entitlement);
    }
}

/// Every time that something under `on` happens, with a name for what is drawn then.
fn occasions(params: &mut Params<'_>) -> Vec<(String, EventTime)> {
    if !params.has("on") {
        params.missing("on");
    }
    let mut found = Vec::new();
    for item in params.listed("on") {
        match item.as_text().filter(|name| !name.is_empty()) {
            Some(name) if crate::calendar::parse_date(name).is_none() => {
                let times = params.scope.occurrences(name, item.span);
                let numbered = times.into_iter().enumerate();
                found.extend(numbered.map(|(n, time)| (format!("{name}.{}", n + 1), time)));
            }
            _ => {
                let Some(event) = params.event("on", &item, false) else { continue };
                if super::messages::has_passed(event, params.builder()) {
                    super::messages::before_start(params, "on", "the day");
                }
                params.not_after_end("on", event, "the day");
                let time = event.time(params.builder());
                let day = params.builder().evaluate_constant(time).unwrap_or(0.0);
                found.push((format!("day {day}"), event));
            }
        }
    }
    found
}

/// What is due of all claims to date: what lies above the basket, or all of it once it is above.
struct Basket {
    level: Option<Changing>,
    tipping: bool,
    /// Claims to date, and what of them was due; at the opening of the period and then running.
    claimed: (NodeId, NodeId),
    due: (NodeId, NodeId),
}

impl Basket {
    fn read(params: &mut Params<'_>, clause: &Clause, (key, word): (&str, &str)) -> Self {
        let level = clause.optional(params, key, 0.0, Reading::Close);
        let tipping = params.word_of(word, BASKETS) == "tipping";
        let path = params.path.clone();
        let builder = params.builder();
        let mut state = |what: &str| {
            let later = builder.later(&format!("{path} {what}"));
            (later, builder.previous(later))
        };
        let (claimed, due) = (state("claimed"), state("due"));
        Self { level, tipping, claimed, due }
    }

    /// What becomes due with one more claim.
    fn take(
        &mut self,
        params: &mut Params<'_>,
        clause: &Clause,
        claim: NodeId,
        time: NodeId,
    ) -> NodeId {
        let Some(level) = &self.level else { return claim };
        let level = clause.at(level, time, params);
        let builder = params.builder();
        let level = builder.quantize(level);
        let claimed = builder.add(self.claimed.1, claim);
        let to_date = payable(claimed, level, self.tipping, builder);
        // Of what was paid nothing is taken back, should the basket grow.
        let to_date = builder.maximum(to_date, self.due.1);
        let now = builder.subtract(to_date, self.due.1);
        // Without a claim nothing falls due, should the basket shrink.
        let zero = builder.constant(0.0);
        let any = builder.less(zero, claim);
        let now = builder.select(any, now, zero);
        self.claimed.1 = claimed;
        self.due.1 = builder.add(self.due.1, now);
        now
    }

    fn finish(self, builder: &mut PlanBuilder) {
        let zero = builder.constant(0.0);
        for (later, now) in [self.claimed, self.due] {
            let value = builder.followed(zero, now);
            builder.define(later, value);
        }
    }
}

/// What counts of an amount under a basket: what lies above it, or all where it is above.
pub(super) fn payable(
    amount: NodeId,
    basket: NodeId,
    tipping: bool,
    builder: &mut PlanBuilder,
) -> NodeId {
    let zero = builder.constant(0.0);
    if tipping {
        let above = builder.less(basket, amount);
        builder.select(above, amount, zero)
    } else {
        let above = builder.subtract(amount, basket);
        builder.maximum(above, zero)
    }
}
