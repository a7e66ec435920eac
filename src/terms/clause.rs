//! What every term understands: when it is in force, and which of its numbers change when.

use super::changes::{Changing, Moments, changeable};
use super::start::Start;
use crate::catalogue::{Parameter, Takes};
use crate::diagnose::Diagnostic;
use crate::document::ValueKind;
use crate::kind::{EventTime, Params, Reading};
use crate::plan::{FactKind, NodeId, PlanBuilder};

/// Keys of every term: when it is in force, what changes in it, whose claim comes first.
pub(super) const TIMING: &[Parameter] = &[
    Parameter::optional(
        "starts",
        Takes::Events,
        "the start of the run",
        "in force from the first of these; a date means the beginning of its day",
    ),
    Parameter::optional(
        "ends",
        Takes::Events,
        "never",
        "in force until the first of these; a date includes its day",
    ),
    Parameter::optional(
        "unless",
        Takes::Events,
        "never",
        "not in force once one of these has happened",
    ),
    Parameter::optional(
        "while",
        Takes::Formula,
        "always",
        "in force in the periods at whose opening this holds",
    ),
    Parameter::optional(
        "suspended",
        Takes::Table,
        "never",
        "`{ from = …, until = … }`: not in force between two events or dates; what falls into that time is lost",
    ),
    Parameter::optional(
        "in_period",
        Takes::Word(&["prorate", "none", "full"]),
        "prorate",
        "what it earns in the period in which it ends",
    ),
    Parameter::optional(
        "rank",
        Takes::Number,
        "0",
        "order of claims when the payer's money is short: smaller is paid first, equal ranks share",
    ),
    Parameter::optional(
        "base_at",
        Takes::Word(&["close", "open", "mean"]),
        "close",
        "when in the period the base is read",
    ),
    Parameter::optional(
        "discount_rate",
        Takes::Number,
        "the company's for its shares, otherwise the party's",
        "a year: what is paid under this clause is discounted at it, for who pays and who is paid alike",
    ),
    Parameter::optional(
        "compounding",
        Takes::Word(&["annual", "continuous"]),
        "as at the top of the file",
        "how that rate compounds",
    ),
    super::escrow::ESCROW,
];

/// The time in which a term is not in force.
#[derive(Clone, Copy, Debug)]
struct Suspension {
    from: EventTime,
    until: NodeId,
}

/// When a term is in force, and how its numbers change.
pub(super) struct Clause {
    start: Start,
    ends: Option<EventTime>,
    condition: Option<NodeId>,
    in_period: &'static str,
    suspended: Option<Suspension>,
    moments: Moments,
}

/// A stretch of time in which a term is in force and none of its numbers changes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    /// When it begins.
    pub(super) from: NodeId,
    /// When it ends.
    pub(super) until: NodeId,
    /// The fraction of the period that it takes up.
    pub(super) force: NodeId,
    /// The length of the period in years.
    pub(super) length: NodeId,
}

impl Stretch {
    /// What a yearly rate adds up to in it.
    pub(super) fn of(&self, rate: NodeId, builder: &mut PlanBuilder) -> NodeId {
        let years = builder.multiply(self.length, self.force);
        builder.multiply(years, rate)
    }
}

impl Clause {
    /// Reads the common keys.
    pub(super) fn read(params: &mut Params<'_>) -> Self {
        let start = Start::read(params);
        let ends = super::option::ends(params);
        let condition = params.has("while").then(|| {
            let span = params.span_of("while");
            let text = params.text("while").unwrap_or_default();
            params.scope.formula(&text, span, Reading::Open)
        });
        let in_period = params.word_of("in_period", &["prorate", "none", "full"]);
        let suspended = suspension(params);
        let known = changeable(params, &["cap", "floor", "otherwise", "tail"]);
        let moments = Moments::read(params, &known);
        let clause = Self { start, ends, condition, in_period, suspended, moments };
        let path = params.path.clone();
        let builder = params.builder();
        let in_force = clause.in_force(builder);
        builder.fact(&path, FactKind::InForce(in_force));
        clause
    }

    /// When the base of a flow is read.
    pub(super) fn base_reading(params: &mut Params<'_>) -> Reading {
        match params.word_of("base_at", &["close", "open", "mean"]) {
            "open" => Reading::Open,
            "mean" => Reading::Mean,
            _ => Reading::Close,
        }
    }

    /// A number that must be said, and its changes.
    pub(super) fn number(&self, params: &mut Params<'_>, key: &str, reading: Reading) -> Changing {
        if let Some(number) = self.moments.number(params, key, 0.0, reading) {
            return number;
        }
        params.missing(key);
        Changing::fixed(params.builder().constant(1.0))
    }

    /// A number that may be left out, and its changes.
    pub(super) fn optional(
        &self,
        params: &mut Params<'_>,
        key: &str,
        absent: f64,
        reading: Reading,
    ) -> Option<Changing> {
        self.moments.number(params, key, absent, reading)
    }

    /// A number that is `absent` where it is left out, and its changes.
    pub(super) fn number_or(
        &self,
        params: &mut Params<'_>,
        key: &str,
        absent: f64,
        reading: Reading,
    ) -> Changing {
        match self.optional(params, key, absent, reading) {
            Some(number) => number,
            None => Changing::fixed(params.builder().constant(absent)),
        }
    }

    /// The value of a number for a payment at a time.
    pub(super) fn at(&self, number: &Changing, time: NodeId, builder: &mut PlanBuilder) -> NodeId {
        self.moments.at(number, time, builder)
    }

    /// The value of a number for what is paid or measured at the close of the period.
    pub(super) fn at_close(&self, number: &Changing, builder: &mut PlanBuilder) -> NodeId {
        let close = builder.close_time();
        self.moments.at(number, close, builder)
    }

    /// When it comes into force; minus infinity for from the start, infinite where the deadline passed first.
    pub(super) fn start_time(&self, builder: &mut PlanBuilder) -> NodeId {
        self.start.time(builder)
    }

    /// The deadline, where there is one.
    pub(super) fn by(&self) -> Option<NodeId> {
        self.start.by()
    }

    /// Whether it waits for something to start.
    pub(super) fn waits_to_start(&self) -> bool {
        self.start.waits()
    }

    /// The times between which it is in force, one or two pairs.
    fn intervals(&self, builder: &mut PlanBuilder) -> Vec<(NodeId, NodeId)> {
        let start = self.start_time(builder);
        let never = builder.constant(f64::INFINITY);
        let end = match (self.ends, self.in_period) {
            (None, _) | (Some(_), "none") => never,
            (Some(ends), "full") => {
                let end = ends.time(builder);
                let part = builder.overlap(start, end);
                let zero = builder.constant(0.0);
                let any = builder.less(zero, part);
                builder.select(any, never, end)
            }
            (Some(ends), _) => ends.time(builder),
        };
        match self.suspended {
            None => vec![(start, end)],
            Some(suspension) => {
                let from = suspension.from.time(builder);
                let before = builder.minimum(end, from);
                let again = builder.maximum(start, suspension.until);
                vec![(start, before), (again, end)]
            }
        }
    }

    /// What holds in a period as a whole: the condition at its opening, and "none" in the period of the ending.
    fn whole_period(&self, fraction: NodeId, builder: &mut PlanBuilder) -> NodeId {
        let mut fraction = fraction;
        if let (Some(ends), "none") = (self.ends, self.in_period) {
            let close = builder.close_time();
            let open = ends.still_to_come(close, builder);
            fraction = builder.multiply(fraction, open);
        }
        if let Some(condition) = self.condition {
            let zero = builder.constant(0.0);
            fraction = builder.select(condition, fraction, zero);
        }
        fraction
    }

    /// The fraction of the period in which it is in force.
    pub(super) fn in_force(&self, builder: &mut PlanBuilder) -> NodeId {
        let mut sum: Option<NodeId> = None;
        for (from, until) in self.intervals(builder) {
            let part = builder.overlap(from, until);
            sum = Some(match sum {
                Some(sum) => builder.add(sum, part),
                None => part,
            });
        }
        let sum = sum.unwrap_or_else(|| builder.constant(0.0));
        self.whole_period(sum, builder)
    }

    /// What adds up in the period: the sum over the stretches in which it is in force and `numbers` stay the same of
    /// what `amount` makes of their values there.
    pub(super) fn accrued(
        &self,
        builder: &mut PlanBuilder,
        numbers: &[&Changing],
        amount: impl Fn(&mut PlanBuilder, &[NodeId], Stretch) -> NodeId,
    ) -> NodeId {
        let mut which: Vec<usize> = numbers.iter().flat_map(|number| number.moments()).collect();
        which.sort_unstable();
        which.dedup();
        let length = builder.period_length();
        let mut sum: Option<NodeId> = None;
        for (start, end) in self.intervals(builder) {
            let stretches = if which.is_empty() {
                vec![(start, end, None)]
            } else {
                self.moments.stretches(&which, builder)
            };
            for (from, until, moment) in stretches {
                let (from, until) = if which.is_empty() {
                    (from, until)
                } else {
                    (builder.maximum(from, start), builder.minimum(until, end))
                };
                let force = builder.overlap(from, until);
                let force = self.whole_period(force, builder);
                let values: Vec<NodeId> = numbers
                    .iter()
                    .map(|number| self.moments.from(number, moment, builder))
                    .collect();
                let part = amount(builder, &values, Stretch { from, until, force, length });
                sum = Some(match sum {
                    Some(sum) => builder.add(sum, part),
                    None => part,
                });
            }
        }
        sum.unwrap_or_else(|| builder.constant(0.0))
    }

    /// One where it is in force at a moment, for the payments of that moment.
    pub(super) fn holds_at(&self, time: NodeId, builder: &mut PlanBuilder) -> NodeId {
        let begun = self.start.has_begun(time, builder);
        let holds = self.holds_once_begun(time, builder);
        builder.and(begun, holds)
    }

    /// The same for what falls due with the start itself, such as a principal or an advance.
    pub(super) fn holds_once_begun(&self, time: NodeId, builder: &mut PlanBuilder) -> NodeId {
        let mut holds = builder.constant(1.0);
        if let Some(ends) = self.ends {
            let open = ends.still_to_come(time, builder);
            holds = builder.and(holds, open);
        }
        if let Some(suspension) = self.suspended {
            let before = suspension.from.still_to_come(time, builder);
            let after = builder.less_equal(suspension.until, time);
            let free = builder.or(before, after);
            holds = builder.and(holds, free);
        }
        if let Some(condition) = self.condition {
            holds = builder.and(holds, condition);
        }
        holds
    }

    /// One where it goes on beyond the close of the period.
    pub(super) fn goes_on(&self, builder: &mut PlanBuilder) -> NodeId {
        let close = builder.close_time();
        let mut holds = self.holds_at(close, builder);
        if let Some(ends) = self.ends {
            let end = ends.time(builder);
            let later = builder.less(close, end);
            holds = builder.and(holds, later);
        }
        holds
    }

    /// One in the period in which it ends after it was in force, where anything ends it.
    pub(super) fn is_ending(&self, builder: &mut PlanBuilder) -> Option<NodeId> {
        let end = self.ends?.time(builder);
        let start = self.start_time(builder);
        let zero = builder.constant(0.0);
        let start = builder.maximum(start, zero);
        let was_in_force = builder.less(start, end);
        let happens = builder.happens(end);
        let mut ending = builder.and(happens, was_in_force);
        if let Some(condition) = self.condition {
            ending = builder.and(ending, condition);
        }
        Some(ending)
    }

    /// When the term ends, where anything ends it.
    pub(super) fn ends(&self) -> Option<EventTime> {
        self.ends
    }
}

/// The two times of `suspended`; an `until` that came before leaves nothing to suspend.
fn suspension(params: &mut Params<'_>) -> Option<Suspension> {
    let value = params.value("suspended")?.clone();
    let Some(table) = value.as_table() else {
        let wanted = "a table such as { from = \"filed\", until = \"upheld\" }";
        params.wrong_type("suspended", value.span, value.description(), wanted);
        return None;
    };
    for entry in &table.entries {
        if !["from", "until"].contains(&entry.key.name.as_str()) {
            let message = format!("unknown key `{}` in {}.suspended", entry.key.name, params.path);
            let finding = Diagnostic::error("unknown-key", entry.key.span, message);
            params.complain(finding.help("it takes `from` and `until`: events or dates"));
        }
    }
    let Some(from) = table.get("from") else {
        let message = format!("`from` is missing in {}.suspended", params.path);
        let finding = Diagnostic::error("missing-key", value.span, message);
        params.complain(finding.help("add `from = …`: the event or date that suspends it"));
        return None;
    };
    let from = match from.value.kind {
        // What is paid at the end of the day before is not suspended yet.
        ValueKind::Date(date) => {
            let time = params.scope.grid().years_to(date);
            EventTime::end_of_day(params.builder().constant(time))
        }
        _ => params.event("suspended", &from.value, true)?,
    };
    let until = match table.get("until") {
        Some(until) => params.event("suspended", &until.value, false)?.time(params.builder()),
        None => params.builder().constant(f64::INFINITY),
    };
    let builder = params.builder();
    let never = builder.constant(f64::INFINITY);
    let begins = from.time(builder);
    let over = builder.less_equal(until, begins);
    let mut unless_over = |time: Option<NodeId>| time.map(|time| builder.select(over, never, time));
    let from = EventTime {
        before_payments: unless_over(from.before_payments),
        after_payments: unless_over(from.after_payments),
    };
    let until = unless_over(Some(until)).unwrap_or(never);
    Some(Suspension { from, until })
}

/// The rank of a term's claims.
pub(super) fn rank(params: &mut Params<'_>) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "ranks are small whole numbers")]
    params.fixed("rank").map_or(0, |rank| rank.clamp(-1e6, 1e6) as i32)
}
