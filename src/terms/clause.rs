//! What every term understands: when it is in force, and which of its numbers change when.

use super::changes::{Changing, Moments, changeable};
use super::start::Start;
use crate::catalogue::{Parameter, Takes};
use crate::diagnose::Diagnostic;
use crate::document::ValueKind;
use crate::kind::{Cuts, EventTime, Occasions, Params, Piece, Reading, Years};
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
        "in force while this holds: dates, schedules and events at their moments, drivers as at each period's opening",
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
    condition: Option<Changing>,
    in_period: &'static str,
    suspended: Option<Suspension>,
    moments: Moments,
    /// What cuts the levels that payments are held against, and the moments of payment.
    levels: Cuts,
    /// When it pays, where that is not at each close.
    occasions: Option<Occasions>,
    /// How it counts the years of what accrues.
    years: Years,
}

/// What is earned in a period, in the order of time.
pub(super) struct Earned {
    /// Amounts and the pieces of the period in which they are earned; one amount where nothing cuts it.
    pub(super) parts: Vec<(Part, NodeId)>,
}

/// The part of a period in which something is earned.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part {
    /// All of it.
    Whole,
    /// A piece of it.
    Piece(Piece),
    /// A moment of it.
    Moment(NodeId),
}

impl From<NodeId> for Earned {
    fn from(amount: NodeId) -> Self {
        Self { parts: vec![(Part::Whole, amount)] }
    }
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
    /// How many years it is by the clause's own count, where that is not the grid's.
    years: Option<NodeId>,
}

impl Stretch {
    /// What a yearly rate adds up to in it.
    pub(super) fn of(&self, rate: NodeId, builder: &mut PlanBuilder) -> NodeId {
        let years = match self.years {
            Some(years) => years,
            None => builder.multiply(self.length, self.force),
        };
        builder.multiply(years, rate)
    }
}

impl Clause {
    /// Reads the common keys.
    pub(super) fn read(params: &mut Params<'_>) -> Self {
        let start = Start::read(params);
        let ends = super::option::ends(params);
        let condition = params.text("while").map(|_| {
            let condition = Moments::default().number(params, "while", 1.0, Reading::Open);
            condition.unwrap_or_else(|| Changing::fixed(params.builder().constant(1.0)))
        });
        let in_period = params.word_of("in_period", &["prorate", "none", "full"]);
        let suspended = suspension(params);
        let pays = super::find(params.entry.name).is_some_and(super::Term::pays);
        let common: &[&str] = if pays { &["cap", "floor", "otherwise", "tail"] } else { &[] };
        let known = changeable(params, common);
        let moments = Moments::read(params, &known);
        let levels = params.value("cap").cloned();
        let levels = levels.map(|cap| params.scope.cuts(&cap)).unwrap_or_default();
        let (occasions, years) = (None, Years::default());
        let clause = Self {
            start,
            ends,
            condition,
            in_period,
            suspended,
            moments,
            levels,
            occasions,
            years,
        };
        let path = params.path.clone();
        let in_force = clause.in_force(params);
        params.builder().fact(&path, FactKind::InForce(in_force));
        for time in clause.ends.into_iter().flat_map(EventTime::times) {
            params.builder().fact(&path, FactKind::Ends(time));
        }
        clause
    }

    /// The same clause, paying as `every` says.
    pub(super) fn paying_every(mut self, params: &mut Params<'_>) -> Self {
        let Some(months) = crate::kind::months(params, "every") else { return self };
        let (start, grid) = (self.start_time(params.builder()), params.scope.grid());
        let occasions = Occasions::since(start, months, grid, params.builder());
        self.levels.join(&occasions.cuts());
        self.occasions = Some(occasions);
        self
    }

    /// The same clause, counting years as `day_count` says.
    pub(super) fn counting(self, params: &mut Params<'_>) -> Self {
        Self { years: super::interest::years(params), ..self }
    }

    /// When it pays, where that is not at each close.
    pub(super) fn occasions(&self) -> Option<&Occasions> {
        self.occasions.as_ref()
    }

    /// How it counts the years of what accrues.
    pub(super) fn years(&self) -> &Years {
        &self.years
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

    /// A number that is drawn once more for something that happens again.
    pub(super) fn number_again(
        &self,
        params: &mut Params<'_>,
        key: &str,
        again: &str,
        reading: Reading,
    ) -> Option<Changing> {
        self.moments.numbered(params, (key, again), 0.0, reading)
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
    pub(super) fn at(&self, number: &Changing, time: NodeId, params: &mut Params<'_>) -> NodeId {
        self.moments.at_moment(number, time, params)
    }

    /// The value of a number in a part of the period.
    pub(super) fn in_part(&self, number: &Changing, part: Part, params: &mut Params<'_>) -> NodeId {
        match part {
            Part::Whole => self.at_close(number, params.builder()),
            Part::Piece(piece) => self.moments.in_piece(number, &piece, params),
            Part::Moment(time) => self.at(number, time, params),
        }
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

    /// One where it holds in a piece of the period what must hold there: the condition, and "none" in the period of the
    /// ending.
    fn holds_in(&self, piece: &Piece, part: NodeId, params: &mut Params<'_>) -> NodeId {
        let mut part = part;
        if let (Some(ends), "none") = (self.ends, self.in_period) {
            let builder = params.builder();
            let close = builder.close_time();
            let open = ends.still_to_come(close, builder);
            part = builder.multiply(part, open);
        }
        if let Some(condition) = &self.condition {
            let holds = self.moments.in_piece(condition, piece, params);
            let builder = params.builder();
            let zero = builder.constant(0.0);
            part = builder.select(holds, part, zero);
        }
        part
    }

    /// The fraction of the period in which it is in force.
    pub(super) fn in_force(&self, params: &mut Params<'_>) -> NodeId {
        self.accrued(params, &[], |_, _, stretch| stretch.force)
    }

    /// What adds up in the period: the sum over the stretches in which it is in force and `numbers` stay the same of
    /// what `amount` makes of their values there.
    pub(super) fn accrued(
        &self,
        params: &mut Params<'_>,
        numbers: &[&Changing],
        amount: impl Fn(&mut PlanBuilder, &[NodeId], Stretch) -> NodeId,
    ) -> NodeId {
        let parts = self.accrued_in_pieces(params, numbers, &Cuts::default(), amount);
        let builder = params.builder();
        let sum = parts.into_iter().map(|(_, part)| part);
        let sum = sum.reduce(|sum, part| builder.add(sum, part));
        sum.unwrap_or_else(|| builder.constant(0.0))
    }

    /// The same as what is earned: piece by piece where the level of a cap changes within the period.
    pub(super) fn earned(
        &self,
        params: &mut Params<'_>,
        numbers: &[&Changing],
        amount: impl Fn(&mut PlanBuilder, &[NodeId], Stretch) -> NodeId,
    ) -> Earned {
        if self.levels.is_empty() {
            return self.accrued(params, numbers, amount).into();
        }
        let parts = self.accrued_in_pieces(params, numbers, &self.levels, amount);
        let parts = parts.into_iter().map(|(piece, amount)| (Part::Piece(piece), amount));
        Earned { parts: parts.collect() }
    }

    /// The same piece by piece in the order of time, also cut at what else cuts the period.
    pub(super) fn accrued_in_pieces(
        &self,
        params: &mut Params<'_>,
        numbers: &[&Changing],
        also: &Cuts,
        amount: impl Fn(&mut PlanBuilder, &[NodeId], Stretch) -> NodeId,
    ) -> Vec<(Piece, NodeId)> {
        let mut cuts = also.clone();
        for number in numbers.iter().copied().chain(&self.condition) {
            let own = number.cuts(params);
            cuts.join(&own);
            self.moments.cut_by(number, &mut cuts);
        }
        let intervals = self.intervals(params.builder());
        let length = params.builder().period_length();
        let mut parts = Vec::new();
        for piece in params.scope.pieces(&cuts) {
            let values: Vec<NodeId> = numbers
                .iter()
                .map(|number| self.moments.in_piece(number, &piece, params))
                .collect();
            let mut sum: Option<NodeId> = None;
            for &(start, end) in &intervals {
                let builder = params.builder();
                let (from, until) = if cuts.is_empty() {
                    (start, end)
                } else {
                    (builder.maximum(piece.from, start), builder.minimum(piece.until, end))
                };
                let force = builder.overlap(from, until);
                let force = self.holds_in(&piece, force, params);
                let years = (!self.years.are_of_grid()).then(|| {
                    let years = self.years.between(from, until, params.builder());
                    self.holds_in(&piece, years, params)
                });
                let builder = params.builder();
                let stretch = Stretch { from, until, force, length, years };
                let part = amount(builder, &values, stretch);
                sum = Some(match sum {
                    Some(sum) => builder.add(sum, part),
                    None => part,
                });
            }
            if let Some(sum) = sum {
                parts.push((piece, piece.where_it_exists(sum, params.builder())));
            }
        }
        parts
    }

    /// One where it is in force at a moment, for the payments of that moment.
    pub(super) fn holds_at(&self, time: NodeId, params: &mut Params<'_>) -> NodeId {
        let begun = self.start.has_begun(time, params.builder());
        let holds = self.holds_once_begun(time, params);
        params.builder().and(begun, holds)
    }

    /// The same for what falls due with the start itself, such as a principal or an advance.
    pub(super) fn holds_once_begun(&self, time: NodeId, params: &mut Params<'_>) -> NodeId {
        let builder = params.builder();
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
        if let Some(condition) = &self.condition {
            let condition = self.moments.at_moment(condition, time, params);
            holds = params.builder().and(holds, condition);
        }
        holds
    }

    /// One where it goes on beyond the close of the period.
    pub(super) fn goes_on(&self, params: &mut Params<'_>) -> NodeId {
        let close = params.builder().close_time();
        let mut holds = self.holds_at(close, params);
        let builder = params.builder();
        if let Some(ends) = self.ends {
            let end = ends.time(builder);
            let later = builder.less(close, end);
            holds = builder.and(holds, later);
        }
        holds
    }

    /// One in the period in which it ends after it was in force, where anything ends it.
    pub(super) fn is_ending(&self, params: &mut Params<'_>) -> Option<NodeId> {
        let builder = params.builder();
        let end = self.ends?.time(builder);
        let start = self.start_time(builder);
        let zero = builder.constant(0.0);
        let start = builder.maximum(start, zero);
        let was_in_force = builder.less(start, end);
        let happens = builder.happens(end);
        let mut ending = builder.and(happens, was_in_force);
        if let Some(condition) = &self.condition {
            let condition = self.moments.at_moment(condition, end, params);
            ending = params.builder().and(ending, condition);
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
