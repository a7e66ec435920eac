//! A part of the price that depends on what is measured after the sale.

use super::Term;
use super::changes::Changing;
use super::clause::Clause;
use super::entitlement::Entitlement;
use super::payment::{Due, Payment};
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::diagnose::Diagnostic;
use crate::kind::{Params, Reading};
use crate::plan::{NodeId, Step};

/// See the entry.
pub(super) struct EarnOut;

impl Term for EarnOut {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "earn_out",
            summary: "A price that depends on what is measured between `starts` and `ends`, with a catch-up, due when the measuring ends.",
            parameters: &[
                Parameter::required("from", Takes::Account, "who pays"),
                Parameter::required("to", Takes::Account, "who receives"),
                Parameter::required(
                    "of",
                    Takes::Number,
                    "what is measured: a driver or formula, in money a year, added up from `starts` to `ends`",
                ),
                Parameter::optional(
                    "target",
                    Takes::Number,
                    "0",
                    "what has to be measured before anything is due, in money",
                ),
                Parameter::optional(
                    "rate",
                    Takes::Number,
                    "0",
                    "the share of what is measured beyond the target; with a catch-up, of everything measured",
                ),
                Parameter::optional(
                    "catch_up",
                    Takes::Number,
                    "none",
                    "the part of what is beyond the target that is due until `rate` of everything measured is reached: 1 for all of it",
                ).within(Range::Fraction),
                Parameter::optional(
                    "amount",
                    Takes::Number,
                    "0",
                    "a fixed sum that is due where the target is reached, in money",
                ),
                Parameter::optional(
                    "made_up_by",
                    Takes::Date,
                    "no second chance",
                    "where the target was missed, measuring goes on to the end of this day, and what is due by then is paid",
                ),
                Parameter::optional(
                    "target_then",
                    Takes::Number,
                    "`target`",
                    "what has to be measured by that day, in money",
                ),
            ],
            example: "[drivers.revenue]\nformula = \"10 + 5 * t\"\n\n[terms.earn_out]\nkind = \"earn_out\"\nfrom = \"buyer\"\nto = \"seller\"\nof = \"revenue\"\nends = 2025-12-31\ntarget = 10\nrate = 0.2\ncatch_up = 1\ncap = 3\npay_after = \"1 quarter\"\n",
        };
        &ENTRY
    }

    fn pays(&self) -> bool {
        true
    }

    fn lower(&self, params: &mut Params<'_>) {
        let payment = Payment::read(params);
        let clause = Clause::read(params);
        let Some(ends) = clause.ends() else {
            let message = format!("`ends` is missing in {}", params.path);
            let finding = Diagnostic::error("missing-key", params.span, message);
            params
                .complain(finding.help("add `ends = …`: when the measuring ends and it falls due"));
            return;
        };
        let price = Price::read(params, &clause);
        let reading = Clause::base_reading(params);
        let base = clause.number(params, "of", reading);
        let target = clause.number_or(params, "target", 0.0, Reading::Close);
        let then = clause.optional(params, "target_then", 0.0, Reading::Close);
        let mut entitlement = Entitlement::read(params, &clause, false);
        let label = format!("{}.measured", params.path);
        let builder = params.builder();
        let end = ends.time(builder);
        let start = clause.start_time(builder);
        let part = clause
            .accrued(params, &[&base], |builder, values, stretch| stretch.of(values[0], builder));
        let builder = params.builder();
        let part = builder.quantize(part);
        let measured = builder.accumulate(&label, part);
        let level = clause.at(&target, end, params);
        let amount = price.due(params, &clause, measured, level, end);
        let builder = params.builder();
        let holds = builder.less(start, end);
        let reached = builder.less_equal(level, measured);
        let reached = met_at(builder, &label, reached, end);
        let again = params.end_of_day("made_up_by");
        let Some(payment) = payment else { return };
        let due = Due { amount, time: end, holds };
        payment.one_of(params, &clause, due, &mut entitlement, Step::Plain);
        if let Some(day) = again {
            let builder = params.builder();
            let day = builder.constant(day);
            let length = builder.period_length();
            let force = builder.overlap(start, day);
            let years = builder.multiply(length, force);
            let rate = clause.at_close(&base, builder);
            let part = builder.multiply(years, rate);
            let part = builder.quantize(part);
            let measured = builder.accumulate(&label, part);
            let level = clause.at(then.as_ref().unwrap_or(&target), day, params);
            let amount = price.due(params, &clause, measured, level, day);
            let builder = params.builder();
            let missed = builder.not(reached);
            let later = builder.less(end, day);
            let missed = builder.and(missed, later);
            let holds = builder.and(holds, missed);
            let due = Due { amount, time: day, holds };
            payment.one_of(params, &clause, due, &mut entitlement, Step::CatchUp);
        }
        payment.rest(params, &clause, entitlement);
    }
}

/// Whether something held at the close of the period in which `time` fell; zero before.
fn met_at(
    builder: &mut crate::plan::PlanBuilder,
    label: &str,
    holds: NodeId,
    time: NodeId,
) -> NodeId {
    let met = builder.later(&format!("{label}.met"));
    let before = builder.previous(met);
    let happens = builder.happens(time);
    let now = builder.select(happens, holds, before);
    let zero = builder.constant(0.0);
    let value = builder.followed(zero, now);
    builder.define(met, value);
    met
}

/// What is due on what was measured.
struct Price {
    rate: Changing,
    catch_up: Option<Changing>,
    amount: Changing,
}

impl Price {
    fn read(params: &mut Params<'_>, clause: &Clause) -> Self {
        if !params.has("rate") && !params.has("amount") {
            params.missing("rate");
        }
        Self {
            rate: clause.number_or(params, "rate", 0.0, Reading::Close),
            catch_up: clause.optional(params, "catch_up", 0.0, Reading::Close),
            amount: clause.number_or(params, "amount", 0.0, Reading::Close),
        }
    }

    /// With excess e = max(0, measured − target): rate · e, or with a catch-up the smaller of catch_up · e and
    /// rate · measured, which is the larger share until the payee has caught up; and the fixed sum.
    fn due(
        &self,
        params: &mut Params<'_>,
        clause: &Clause,
        measured: NodeId,
        target: NodeId,
        time: NodeId,
    ) -> NodeId {
        let rate = clause.at(&self.rate, time, params);
        let catch_up = self.catch_up.as_ref().map(|catch_up| clause.at(catch_up, time, params));
        let fixed = clause.at(&self.amount, time, params);
        let builder = params.builder();
        let zero = builder.constant(0.0);
        let beyond = builder.subtract(measured, target);
        let excess = builder.maximum(beyond, zero);
        let plain = builder.multiply(rate, excess);
        let share = match catch_up {
            Some(catch_up) => {
                let caught = builder.multiply(catch_up, excess);
                let all = builder.multiply(rate, measured);
                let least = builder.minimum(caught, all);
                builder.maximum(least, plain)
            }
            None => plain,
        };
        let reached = builder.less_equal(zero, beyond);
        let fixed = builder.select(reached, fixed, zero);
        builder.add(share, fixed)
    }
}
