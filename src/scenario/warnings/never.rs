//! Events that cannot happen, and clauses that are in force at no time.

use super::Look;
use crate::calendar::parse_duration;
use crate::diagnose::{Diagnostic, Span};
use crate::document::{Table, Value, ValueKind};

/// How far events made of events are followed.
const DEEPEST: usize = 16;

/// What is known of the time of an event before anything is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
enum When {
    /// On every path, in years since the start.
    At(f64),
    Never,
    /// Nobody can say.
    Open,
}

/// When a clause is in force, as far as it is known: from its start, which is certain, to its end at the latest.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    pub(super) from: f64,
    until: f64,
}

impl Window {
    /// Whether a clause may be in force at a time.
    pub(super) fn holds(self, time: f64) -> bool {
        self.from <= time && time < self.until - 1e-9
    }
}

impl Look<'_, '_> {
    /// Tells events that cannot happen, and clauses that are never in force.
    pub(super) fn never(&mut self) {
        let names = self.names;
        for (name, item) in &names.events {
            if let Some((span, why)) = self.cannot(item.table()) {
                let message = format!("the event `{name}` cannot happen: {why}");
                let finding = Diagnostic::warning("cannot-fire", span, message);
                let help = "check its sides, their units and the direction of the comparison";
                self.warn(item.table(), finding.help(help));
            }
        }
        for (name, item) in &names.terms {
            let table = item.table();
            if let Some((span, why)) = self.idle(table) {
                let message = format!("terms.{name} is never in force: {why}");
                let finding = Diagnostic::warning("never-in-force", span, message);
                let help = "correct the dates or events, or take the clause out";
                self.warn(table, finding.help(help));
            }
        }
    }

    /// Why an event cannot happen, by its own cause. A probability of 0 is a switch that somebody has turned off.
    fn cannot(&self, table: &Table) -> Option<(Span, String)> {
        let threshold = table.get("threshold")?;
        let why = self.out_of_reach(&threshold.value)?;
        Some((threshold.value.span, why))
    }

    /// Why a clause is in force at no time.
    fn idle(&self, table: &Table) -> Option<(Span, String)> {
        let names = |key: &str| self.listed(table, key);
        for (key, other) in [("on", "unless"), ("starts", "ends"), ("starts", "unless")] {
            let (one, two) = (names(key), names(other));
            let same = two.iter().find(|value| {
                one.len() == 1 && value.as_text().is_some() && value.as_text() == one[0].as_text()
            });
            if let Some(same) = same {
                let name = same.as_text().unwrap_or("");
                return Some((same.span, format!("`{key}` and `{other}` are both `{name}`")));
            }
        }
        for key in ["on", "starts"] {
            let events = names(key);
            let never = |value: &Value| self.when(value, true, 0) == When::Never;
            if let Some(first) = events.first()
                && events.iter().all(never)
            {
                return Some((first.span, format!("what `{key}` names cannot happen")));
            }
        }
        let (from, until) = self.bounds(table)?;
        let end = names("ends").into_iter().chain(names("unless")).next();
        let span = end.map_or_else(
            || table.get("starts").map(|entry| entry.value.span),
            |end| Some(end.span),
        )?;
        (until <= from + 1e-9).then(|| (span, "it ends before it starts".to_owned()))
    }

    /// Start and latest end of a clause, where its start is certain.
    fn bounds(&self, table: &Table) -> Option<(f64, f64)> {
        let starts = self.listed(table, "starts");
        let mut from = if starts.is_empty() { 0.0 } else { f64::INFINITY };
        for start in &starts {
            match self.when(start, true, 0) {
                When::At(time) => from = from.min(time),
                When::Never => {}
                When::Open => return None,
            }
        }
        let mut until = f64::INFINITY;
        for end in self.listed(table, "ends") {
            if let When::At(time) = self.when(&end, false, 0) {
                until = until.min(time);
            }
        }
        Some((from.max(0.0), until))
    }

    /// When a clause is in force; nothing where its start is not certain or it is not in force at all.
    pub(super) fn window(&self, table: &Table) -> Option<Window> {
        let conditional = ["while", "on", "unless"].iter().any(|key| table.get(key).is_some());
        let (from, until) = self.bounds(table).filter(|_| !conditional)?;
        (from < until && from < self.grid.time(self.grid.periods()))
            .then_some(Window { from, until })
    }

    /// The events and dates of a key.
    fn listed(&self, table: &Table, key: &str) -> Vec<Value> {
        match table.get(key).map(|entry| &entry.value) {
            Some(Value { kind: ValueKind::List(list), .. }) => list.clone(),
            Some(one) => vec![one.clone()],
            None => Vec::new(),
        }
    }

    /// When something under a key comes, where that is known.
    pub(super) fn known_moment(&self, table: &Table, key: &str, opening: bool) -> Option<f64> {
        let times: Vec<When> =
            self.listed(table, key).iter().map(|value| self.when(value, opening, 0)).collect();
        match first(&times) {
            When::At(time) => Some(time),
            _ => None,
        }
    }

    fn when(&self, value: &Value, opening: bool, depth: usize) -> When {
        match &value.kind {
            ValueKind::Date(date) if opening => When::At(self.grid.years_to(*date)),
            ValueKind::Date(date) => When::At(self.grid.years_to_end_of(*date)),
            ValueKind::Text(name) => self.when_event(name, depth),
            _ => When::Open,
        }
    }

    fn when_event(&self, name: &str, depth: usize) -> When {
        let Some(item) = self.names.events.get(name).filter(|_| depth < DEEPEST) else {
            return When::Open;
        };
        let table = item.table();
        if self.cannot(table).is_some() {
            return When::Never;
        }
        if table.get("window").is_some() {
            return When::Open;
        }
        for entry in &table.entries {
            let parts = || match &entry.value.kind {
                ValueKind::List(list) => {
                    list.iter().map(|value| self.when(value, false, depth + 1)).collect()
                }
                _ => vec![self.when(&entry.value, false, depth + 1)],
            };
            match entry.key.name.as_str() {
                "date" => return self.when(&entry.value, false, depth),
                "any_of" => return first(&parts()),
                "all_of" => return last(&parts()),
                "delayed" => return self.when_delayed(&entry.value, depth).unwrap_or(When::Open),
                _ => {}
            }
        }
        When::Open
    }

    fn when_delayed(&self, value: &Value, depth: usize) -> Option<When> {
        let table = value.as_table()?;
        let events = self.listed(table, "event");
        let times: Vec<When> =
            events.iter().map(|event| self.when(event, false, depth + 1)).collect();
        let by = &table.get("by")?.value;
        let length = by.as_text().and_then(parse_duration).or_else(|| self.constant(by));
        Some(match (first(&times), length) {
            (When::At(time), Some(length)) => When::At(time + length),
            (When::Never, _) => When::Never,
            _ => When::Open,
        })
    }
}

/// The first of several events: known where all are.
fn first(times: &[When]) -> When {
    let at =
        times.iter().filter_map(|when| if let When::At(time) = when { Some(*time) } else { None });
    if times.contains(&When::Open) || times.is_empty() {
        return When::Open;
    }
    at.reduce(f64::min).map_or(When::Never, When::At)
}

/// The last of several events: never where one of them is.
fn last(times: &[When]) -> When {
    if times.contains(&When::Never) {
        return When::Never;
    }
    let at = times.iter().map(|when| if let When::At(time) = when { Some(*time) } else { None });
    let at: Option<Vec<f64>> = at.collect();
    at.and_then(|at| at.into_iter().reduce(f64::max)).map_or(When::Open, When::At)
}
