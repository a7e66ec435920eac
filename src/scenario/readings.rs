//! What formulas read of the run: the clock, drivers, events and the ledger, each when the semantics say.

use super::formulas::{At, Context};
use super::lowering::{AtMoment, Lowering};
use super::names::unknown;
use super::pieces::Slot;
use crate::diagnose::Span;
use crate::formula::{Expression, ExpressionKind, FunctionKind};
use crate::kind::{Reading, Scope, When};
use crate::plan::NodeId;

impl Lowering<'_, '_> {
    /// A name: the clock, an input or a driver.
    pub(super) fn name(&mut self, name: &str, span: Span, context: Context) -> NodeId {
        match name {
            "t" => self.clock(context),
            "dt" => self.builder.period_length(),
            "year" => self.calendar_year(context.when),
            _ => {
                let parts = context.when != When::Period || context.reading == Reading::Open;
                let open = !self.inside.iter().any(|outer| outer == name);
                if parts && open && self.sight_of_driver(name).moves {
                    return self.inlined(name, context);
                }
                let reading = if context.is_at_moment() { Reading::Close } else { context.reading };
                self.driver(name, span, reading)
            }
        }
    }

    /// One where a day has begun by a piece of the period, by its opening or by its close.
    fn day_has_begun(&mut self, day: f64, context: Context) -> NodeId {
        let grid = self.grid;
        let closes = context.reading == Reading::Close;
        let begins: Vec<f64> = match context.when {
            When::Piece(number) => self.slots[number].from.clone(),
            _ if closes => (0..=grid.periods()).map(|k| grid.time(k)).collect(),
            _ => (0..=grid.periods()).map(|k| grid.time(k.saturating_sub(1))).collect(),
        };
        // At a close, the day that begins there is still to come.
        let strictly = closes && context.when == When::Period;
        let begun = |from: f64| if strictly { day < from || day <= 0.0 } else { day <= from };
        let flags = begins.into_iter().map(|from| f64::from(u8::from(begun(from)))).collect();
        self.builder.series(flags)
    }

    /// Years since the start: at the close where closes are read, otherwise in the middle; of a moment, itself.
    fn clock(&mut self, context: Context) -> NodeId {
        match (context.when, context.reading) {
            (When::Moment(moment), _) => moment,
            (_, Reading::Close) => self.builder.close_time(),
            (When::Piece(number), _) => self.slots[number].middle,
            (When::Period, _) => {
                let close = self.builder.close_time();
                self.read_at(close, Reading::Mean)
            }
        }
    }

    /// The calendar year in which a period closes, a piece lies or a moment falls.
    fn calendar_year(&mut self, when: When) -> NodeId {
        let grid = self.grid;
        let first = grid.start().year();
        let year_of = |time: f64| f64::from(grid.date_at(time).year());
        let years: Vec<f64> = match when {
            When::Period => (0..=grid.periods())
                .map(|k| f64::from(if k == 0 { first } else { grid.calendar_year(k) }))
                .collect(),
            When::Piece(number) => {
                let slot = &self.slots[number];
                let bounds = slot.from.iter().zip(&slot.until);
                bounds.map(|(from, until)| year_of(0.5 * (from + until))).collect()
            }
            When::Moment(moment) => {
                let mut year = self.builder.constant(f64::from(first));
                for next in first..grid.end().year() {
                    let Ok(day) = jiff::civil::Date::new(next + 1, 1, 1) else { continue };
                    let begun = self.after_date(grid.years_to(day), moment, false);
                    year = self.builder.add(year, begun);
                }
                return year;
            }
        };
        self.builder.series(years)
    }

    /// A driver that is known ahead in part, read through its own formula: each name in it by its own rule.
    fn inlined(&mut self, name: &str, context: Context) -> NodeId {
        let key = (name.to_owned(), context.when, context.reading);
        if let Some(&node) = self.inlined.get(&key) {
            return node;
        }
        let Some(item) = self.names.drivers.get(name).copied() else {
            return self.builder.constant(1.0);
        };
        let path = format!("drivers.{name}");
        let table = item.table();
        let at = At { reading: context.reading, when: context.when };
        self.inside.push(name.to_owned());
        let node = if let Some(entry) = table.get("schedule") {
            self.schedule(&entry.value, table.get("interpolate"), &path, at)
        } else if let Some(entry) = table.get("formula") {
            let tree = entry.value.as_text().and_then(|text| self.tree_of(text, &entry.value));
            match tree {
                // What may be no finite number is watched where the driver itself is worked out.
                Some(tree) => self.expression(&tree, Context { in_branch: true, ..context }),
                None => self.lower_number_at(&entry.value, &path, at, None),
            }
        } else {
            self.builder.constant(1.0)
        };
        self.inside.pop();
        self.inlined.insert(key, node);
        node
    }

    pub(super) fn event_reading(
        &mut self,
        kind: FunctionKind,
        arguments: &[Expression],
        context: Context,
    ) -> NodeId {
        let zero = self.builder.constant(0.0);
        let Some((name, span)) = name_of(arguments, 0) else { return zero };
        self.keep_named(&name);
        let Some((fired, time)) = self.fired(&name, span, context) else { return zero };
        if kind == FunctionKind::Fired {
            return fired;
        }
        let now = self.clock(context);
        let mut elapsed = self.builder.subtract(now, time);
        if matches!(context.when, When::Piece(_)) {
            // A piece after the event may be empty, as long as it has not happened.
            elapsed = self.builder.maximum(elapsed, zero);
        }
        self.builder.select(fired, elapsed, zero)
    }

    /// How often an event has happened.
    pub(super) fn count_reading(&mut self, arguments: &[Expression], context: Context) -> NodeId {
        let mut sum = self.builder.constant(0.0);
        let Some((name, span)) = name_of(arguments, 0) else { return sum };
        for occurrence in self.occurrences_of(&name) {
            let Some((fired, _)) = self.fired(&occurrence, span, context) else { return sum };
            sum = self.builder.add(sum, fired);
        }
        sum
    }

    /// Whether an event has happened, and when.
    fn fired(&mut self, name: &str, span: Span, context: Context) -> Option<(NodeId, NodeId)> {
        let mut time = self.event_node(name, span)?;
        let fired = match context.when {
            When::Moment(moment) if self.comes_first_at_moment(name) => {
                self.builder.less_equal(time, moment)
            }
            When::Piece(_) | When::Period if self.day_of_event(name).is_some() => {
                let day = self.day_of_event(name).unwrap_or(0.0);
                time = self.builder.constant(day);
                self.day_has_begun(day, context)
            }
            When::Piece(number) if self.comes_first(name) => {
                let Slot { begins, sole, .. } = self.slots[number];
                match sole {
                    Some((sole, passed)) if sole == time => {
                        self.builder.constant(f64::from(u8::from(passed)))
                    }
                    _ => self.builder.less_equal(time, begins),
                }
            }
            When::Period if context.reading == Reading::Close && self.comes_first(name) => {
                self.builder.has_happened_by_close(time)
            }
            _ => self.builder.had_happened_at_open(time),
        };
        Some((fired, time))
    }

    pub(super) fn ledger_reading(
        &mut self,
        kind: FunctionKind,
        arguments: &[Expression],
        span: Span,
        context: Context,
    ) -> NodeId {
        let zero = self.builder.constant(0.0);
        let Some((first, first_span)) = name_of(arguments, 0) else { return zero };
        self.saw_ledger |= context.ledger_at_close;
        let node = match kind {
            FunctionKind::Total => {
                if !self.check_term(&first, first_span) {
                    return zero;
                }
                Self::promise(&mut self.builder, &mut self.promised.totals, "total", &first)
            }
            FunctionKind::Cash => {
                if !self.check_company(&first, first_span) {
                    return zero;
                }
                Self::promise(&mut self.builder, &mut self.promised.cash, "cash", &first)
            }
            _ => {
                let Some((second, second_span)) = name_of(arguments, 1) else { return zero };
                if self.account(&first, first_span).is_none() {
                    return zero;
                }
                let (map, what, good) = if kind == FunctionKind::Received {
                    let good = self.check_term(&second, second_span);
                    (&mut self.promised.received, "received", good)
                } else {
                    let good = self.check_company(&second, second_span);
                    (&mut self.promised.stakes, "stake", good)
                };
                if !good {
                    return zero;
                }
                Self::promise_pair(&mut self.builder, map, what, &first, &second)
            }
        };
        let _ = span;
        match (context.when, context.ledger_at_close) {
            (_, true) => node,
            (When::Moment(moment), _) => self.ledger_at_moment(kind, arguments, moment, node),
            _ => self.builder.previous(node),
        }
    }

    /// A sum of flows at a moment: what was there at the opening, and what is dated up to and including it.
    fn ledger_at_moment(
        &mut self,
        kind: FunctionKind,
        arguments: &[Expression],
        moment: NodeId,
        sum: NodeId,
    ) -> NodeId {
        let name = |index| name_of(arguments, index).map(|(name, _)| name);
        let (party, term) = match kind {
            FunctionKind::Total => (None, name(0)),
            FunctionKind::Received => (name(0), name(1)),
            _ => return self.builder.previous(sum),
        };
        let Some(term) = term else { return self.builder.previous(sum) };
        let known = self.promised.at_moments.iter().find(|promise| {
            promise.moment == moment && promise.party == party && promise.term == term
        });
        if let Some(promise) = known {
            return promise.node;
        }
        let node = self.builder.later(&format!("what was paid under {term} by a moment"));
        let reader = self.term_name.clone();
        self.promised.at_moments.push(AtMoment { party, term, moment, sum, node, reader });
        node
    }

    fn check_term(&mut self, name: &str, span: Span) -> bool {
        let known = self.names.terms.contains_key(name);
        if !known {
            let names = self.names.terms.keys().map(String::as_str);
            self.diagnostics.push(unknown("term", name, span, names));
        }
        known
    }

    fn check_company(&mut self, name: &str, span: Span) -> bool {
        let known = self.names.companies.contains_key(name);
        if !known {
            let names = self.names.companies.keys().map(String::as_str);
            self.diagnostics.push(unknown("company", name, span, names));
        }
        known
    }
}

/// The name that is an argument, and where it stands.
fn name_of(arguments: &[Expression], index: usize) -> Option<(String, Span)> {
    let argument = arguments.get(index)?;
    match &argument.kind {
        ExpressionKind::Name(name) => Some((name.clone(), argument.span)),
        _ => None,
    }
}
