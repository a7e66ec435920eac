//! Access to somebody's technology: worth something to its user, but not cash.

use super::Term;
use super::clause::{Clause, Stretch};
use super::entitlement::Entitlement;
use super::payment::Payment;
use super::waiting::EVERY;
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::diagnose::Diagnostic;
use crate::kind::{Params, Reading};
use crate::plan::{AccountId, FlowKind, NodeId, PlanBuilder};

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
                    "what access to everything is worth to them, in money a year",
                ),
                Parameter::optional(
                    "scope",
                    Takes::Number,
                    "1",
                    "the part of everything that is accessible: 1 for all of it",
                )
                .within(Range::Fraction),
                Parameter::optional(
                    "carve_outs",
                    Takes::Table,
                    "none",
                    "what is excepted, by name, each as a part of the scope: `{ hardware = 0.1 }`",
                ),
                Parameter::optional(
                    "decays",
                    Takes::Table,
                    "never",
                    "`{ after = …, rate = … }`: from an event or date on the worth shrinks at this rate a year, continuously; a formula as rate is read at each period's opening",
                ),
                EVERY,
            ],
            example: "[events.substitutes]\nhazard = 0.4\n\n[terms.licence]\nkind = \"ip_access\"\nto = \"buyer\"\nbenefit = \"4 * exp(0.2 * t)\"\nscope = 0.9\ncarve_outs = { hardware = 0.1 }\ndecays = { after = \"substitutes\", rate = 0.5 }\nends = 2028-12-31\n",
        };
        &ENTRY
    }

    fn pays(&self) -> bool {
        true
    }

    fn lower(&self, params: &mut Params<'_>) {
        let payment = Payment::to_user(params);
        let clause = Clause::read(params).paying_every(params);
        let reading = Clause::base_reading(params);
        let benefit = clause.number(params, "benefit", reading);
        let scope = clause.number_or(params, "scope", 1.0, Reading::Open);
        let kept = kept_after_carve_outs(params);
        let decay = Decay::read(params);
        let earned = clause.earned(params, &[&benefit, &scope], |builder, values, stretch| {
            let share = builder.multiply(values[1], kept);
            let worth = builder.multiply(values[0], share);
            match &decay {
                Some(decay) => {
                    let years = decay.years(builder, stretch);
                    builder.multiply(years, worth)
                }
                None => stretch.of(worth, builder),
            }
        });
        let entitlement = Entitlement::read(params, &clause, false);
        let Some(payment) = payment else { return };
        payment.each_period(params, &clause, earned, entitlement);
        payment.otherwise(params, &clause);
    }
}

impl Payment {
    /// A benefit that comes from nobody's account.
    fn to_user(params: &mut Params<'_>) -> Option<Self> {
        let to = params.account("to");
        let mut payment = Self::between(params, AccountId::WORLD, to?);
        payment.request.kind = FlowKind::Benefit;
        Some(payment)
    }
}

/// What is left of the scope after the carve-outs.
fn kept_after_carve_outs(params: &mut Params<'_>) -> NodeId {
    let mut kept = params.builder().constant(1.0);
    let Some(value) = params.value("carve_outs").cloned() else { return kept };
    let Some(table) = value.as_table() else {
        let wanted = "a table such as { hardware = 0.1 }";
        params.wrong_type("carve_outs", value.span, value.description(), wanted);
        return kept;
    };
    for entry in &table.entries {
        let site = params.site(&format!("carve_outs.{}", entry.key.name));
        let part = params.number_within(&entry.value, &site, Reading::Open, Range::Fraction);
        kept = params.builder().subtract(kept, part);
    }
    if params.builder().evaluate_constant(kept).is_some_and(|kept| kept < 0.0) {
        let message = format!("the carve-outs of {} sum to more than everything", params.path);
        let finding = Diagnostic::error("carved-out-twice", value.span, message);
        params.complain(
            finding.help("write each as a part of the scope, so that they sum to 1 at most"),
        );
    }
    kept
}

/// Worth that shrinks continuously from a moment on.
struct Decay {
    after: NodeId,
    rate: NodeId,
    /// The part that was left at the period's opening.
    left: NodeId,
}

impl Decay {
    fn read(params: &mut Params<'_>) -> Option<Self> {
        let value = params.value("decays")?.clone();
        let Some(table) = value.as_table() else {
            let wanted = "a table such as { after = \"substitutes\", rate = 0.5 }";
            params.wrong_type("decays", value.span, value.description(), wanted);
            return None;
        };
        for entry in &table.entries {
            if !["after", "rate"].contains(&entry.key.name.as_str()) {
                let message = format!("unknown key `{}` in {}.decays", entry.key.name, params.path);
                let finding = Diagnostic::error("unknown-key", entry.key.span, message);
                params.complain(finding.help("it takes `after` and `rate`"));
            }
        }
        let Some(rate) = table.get("rate") else {
            let message = format!("`rate` is missing in {}.decays", params.path);
            let finding = Diagnostic::error("missing-key", value.span, message);
            params.complain(finding.help("add `rate = 0.5`: how much a year, continuously"));
            return None;
        };
        let site = params.site("decays.rate");
        let rate = params.scope.number(&rate.value, &site, Reading::Open);
        let after = match table.get("after") {
            Some(after) => params.event("decays", &after.value, true)?.time(params.builder()),
            None => params.builder().constant(f64::NEG_INFINITY),
        };
        let label = format!("{}.left", params.path);
        let builder = params.builder();
        let never = builder.constant(f64::INFINITY);
        let one = builder.constant(1.0);
        let part = builder.overlap(after, never);
        let length = builder.period_length();
        let years = builder.multiply(part, length);
        let exponent = builder.multiply(rate, years);
        let exponent = builder.negate(exponent);
        let factor = builder.exponential(exponent);
        let close = builder.later(&label);
        let left = builder.previous(close);
        let after_it = builder.multiply(left, factor);
        let value = builder.followed(one, after_it);
        builder.define(close, value);
        Some(Self { after, rate, left })
    }

    /// The years of a stretch, each moment counted by the part that is left then: the integral of
    /// left · exp(−rate · (s − a)) over the stretch, where a is when the decay begins in this period.
    fn years(&self, builder: &mut PlanBuilder, stretch: Stretch) -> NodeId {
        let (open, close) = (builder.open_time(), builder.close_time());
        let zero = builder.constant(0.0);
        let from = builder.maximum(stretch.from, open);
        let until = builder.minimum(stretch.until, close);
        let begins = builder.maximum(self.after, open);
        let begins = builder.minimum(begins, close);
        let age = |builder: &mut PlanBuilder, time: NodeId| {
            let age = builder.subtract(time, begins);
            builder.maximum(age, zero)
        };
        let (young, old) = (age(builder, from), age(builder, until));
        let gap = builder.subtract(old, young);
        let survives = |builder: &mut PlanBuilder, age: NodeId| {
            let exponent = builder.multiply(self.rate, age);
            let exponent = builder.negate(exponent);
            builder.exponential(exponent)
        };
        let (high, low) = (survives(builder, young), survives(builder, old));
        let shrunk = builder.subtract(high, low);
        let decayed = builder.divide(shrunk, self.rate);
        let decays = builder.binary(crate::plan::Binary::Equal, self.rate, zero);
        let decayed = builder.select(decays, gap, decayed);
        let whole = builder.multiply(stretch.length, stretch.force);
        let aged = builder.less(zero, gap);
        let before = builder.subtract(whole, gap);
        let sum = builder.add(before, decayed);
        let sum = builder.select(aged, sum, whole);
        let in_force = builder.less(zero, stretch.force);
        let sum = builder.select(in_force, sum, zero);
        builder.multiply(self.left, sum)
    }
}
