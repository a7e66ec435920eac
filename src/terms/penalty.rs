//! What a breach costs: a fixed sum, so much a day, or a share of what is missing.

use super::Term;
use super::changes::Changing;
use super::clause::Clause;
use super::entitlement::Entitlement;
use super::payment::{Due, Payment};
use super::waiting::EVERY;
use crate::catalogue::{Entry, Parameter, Takes};
use crate::diagnose::Diagnostic;
use crate::kind::{Params, Reading};
use crate::plan::{NodeId, PlanBuilder, Step};

/// See the entry.
pub(super) struct Penalty;

impl Term for Penalty {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "penalty",
            summary: "A sum on an event, so much a day while in force, or a price for falling short of a level.",
            parameters: &[
                Parameter::required("from", Takes::Account, "who pays"),
                Parameter::required("to", Takes::Account, "who receives"),
                Parameter::optional(
                    "on",
                    Takes::Events,
                    "nothing",
                    "the event or date on which `amount` falls due",
                ),
                Parameter::optional(
                    "amount",
                    Takes::Number,
                    "none",
                    "a fixed sum, in money: on the event, or at the first close at which `of` is below `level`",
                ),
                Parameter::optional(
                    "a_day",
                    Takes::Number,
                    "none",
                    "so much for every calendar day in force; with `level`, in the periods that close below it",
                ),
                Parameter::optional(
                    "of",
                    Takes::Number,
                    "nothing",
                    "what has to reach the level: a driver or formula",
                ),
                Parameter::optional(
                    "level",
                    Takes::Number,
                    "0",
                    "what it has to reach, in the unit of `of`",
                ),
                Parameter::optional(
                    "rate",
                    Takes::Number,
                    "none",
                    "the share of what is missing to the level that is due a year",
                ),
                EVERY,
            ],
            example: "[drivers.uptime]\nformula = \"0.9 + 0.02 * t\"\n\n[events.breach]\nhazard = 0.2\n\n[terms.late]\nkind = \"penalty\"\nfrom = \"seller\"\nto = \"buyer\"\non = \"breach\"\namount = 5\n\n[terms.downtime]\nkind = \"penalty\"\nfrom = \"seller\"\nto = \"buyer\"\nof = \"uptime\"\nlevel = 0.95\na_day = 0.01\ncap = 2\nper = \"year\"\n",
        };
        &ENTRY
    }

    fn pays(&self) -> bool {
        true
    }

    fn lower(&self, params: &mut Params<'_>) {
        let payment = Payment::read(params);
        let clause = Clause::read(params).paying_every(params);
        let amount = clause.optional(params, "amount", 0.0, Reading::Close);
        let a_day = clause.optional(params, "a_day", 0.0, Reading::Close);
        let rate = clause.optional(params, "rate", 0.0, Reading::Close);
        if amount.is_none() && a_day.is_none() && rate.is_none() {
            let message = format!("nothing says how large {} is", params.path);
            let finding = Diagnostic::error("no-way-to-pay", params.span, message);
            params.complain(
                finding
                    .help("add `amount = …` (once), `a_day = …`, or `of`, `level` and `rate = …`"),
            );
        }
        let missing = missing(params, &clause, rate.is_some());
        let on = super::messages::falls_due(params);
        let mut entitlement = Entitlement::read(params, &clause, false);
        let Some(payment) = payment else { return };
        if let Some(amount) = amount {
            let due = once(params, &clause, &amount, on, missing);
            payment.one_of(params, &clause, due, &mut entitlement, Step::Plain);
        }
        let mut earned = Vec::new();
        if let Some(a_day) = a_day {
            let days = days(params);
            earned.push(clause.earned(params, &[&a_day], |builder, values, stretch| {
                let days = builder.multiply(days, stretch.force);
                let due = builder.multiply(days, values[0]);
                while_short(builder, due, missing)
            }));
        }
        if let (Some(rate), Some(missing)) = (rate, missing) {
            earned.push(clause.earned(params, &[&rate], |builder, values, stretch| {
                let due = builder.multiply(values[0], missing);
                stretch.of(due, builder)
            }));
        }
        for earned in earned {
            let mut paid = Vec::new();
            for (part, amount) in earned.parts {
                paid.push((part, entitlement.take_in(params, &clause, amount, part).paid));
            }
            payment.post_parts(params, &clause, &paid, Step::Plain);
        }
        payment.rest(params, &clause, entitlement);
        payment.otherwise(params, &clause);
    }
}

/// How much is missing to the level at the close; nothing where no level is watched.
fn missing(params: &mut Params<'_>, clause: &Clause, needed: bool) -> Option<NodeId> {
    if !params.has("of") {
        if needed || params.has("level") {
            params.missing("of");
        }
        return None;
    }
    let reading = Clause::base_reading(params);
    let of = clause.number(params, "of", reading);
    let level = clause.number_or(params, "level", 0.0, Reading::Close);
    let builder = params.builder();
    let of = clause.at_close(&of, builder);
    let level = clause.at_close(&level, builder);
    let missing = builder.subtract(level, of);
    let zero = builder.constant(0.0);
    Some(builder.maximum(missing, zero))
}

fn while_short(builder: &mut PlanBuilder, due: NodeId, missing: Option<NodeId>) -> NodeId {
    let Some(missing) = missing else { return due };
    let zero = builder.constant(0.0);
    let short = builder.less(zero, missing);
    builder.select(short, due, zero)
}

/// The fixed sum: on its event, or at the first close in force that falls short.
fn once(
    params: &mut Params<'_>,
    clause: &Clause,
    amount: &Changing,
    on: Option<crate::kind::EventTime>,
    missing: Option<NodeId>,
) -> Due {
    let label = format!("{}.breach", params.path);
    let builder = params.builder();
    let close = builder.close_time();
    let time = match (on, missing) {
        (Some(on), _) => on.time(builder),
        (None, Some(missing)) => {
            let zero = builder.constant(0.0);
            let short = builder.less(zero, missing);
            let force = clause.in_force(params);
            let builder = params.builder();
            let in_force = builder.less(zero, force);
            let breach = builder.and(short, in_force);
            let time = builder.latched(&label, breach, close);
            let holds = builder.constant(1.0);
            let amount = clause.at(amount, time, params);
            return Due { amount, time, holds };
        }
        (None, None) => {
            params.missing("on");
            close
        }
    };
    let amount = clause.at(amount, time, params);
    let holds = clause.holds_at(time, params);
    Due { amount, time, holds }
}

/// The calendar days of each period.
fn days(params: &mut Params<'_>) -> NodeId {
    let grid = params.scope.grid();
    let days = (0..=grid.periods())
        .map(|k| {
            let open = grid.date(k.saturating_sub(1));
            let days = open.until(grid.date(k)).map_or(0, |span| span.get_days());
            f64::from(days)
        })
        .collect();
    params.builder().series(days)
}
