//! Numbers of a clause that something replaces: "the rate becomes 8 % when it is restructured".

use crate::calendar::parse_date;
use crate::catalogue::{Parameter, Takes};
use crate::diagnose::{Diagnostic, nearest};
use crate::document::{Entry, Table};
use crate::kind::{Asked, EventTime, Params, Reading};
use crate::plan::{NodeId, PlanBuilder};

/// The moments at which numbers of one clause change, in the order in which they were first named.
#[derive(Default)]
pub(super) struct Moments {
    names: Vec<String>,
    events: Vec<EventTime>,
    times: Vec<NodeId>,
}

/// A number of a clause, and what replaces it from which moment on.
#[derive(Clone, Debug)]
pub(super) struct Changing {
    base: NodeId,
    /// Number of the moment, and the value from then on.
    changes: Vec<(usize, NodeId)>,
}

impl Changing {
    /// A number that nothing changes.
    pub(super) fn fixed(base: NodeId) -> Self {
        Self { base, changes: Vec::new() }
    }

    /// The numbers of the moments at which it changes.
    pub(super) fn moments(&self) -> impl Iterator<Item = usize> + '_ {
        self.changes.iter().map(|(moment, _)| *moment)
    }
}

impl Moments {
    /// Reads `changes`: every moment in it, and whether its keys are numbers of this clause.
    pub(super) fn read(params: &mut Params<'_>, known: &[&str]) -> Self {
        let mut moments = Self::default();
        let Some(value) = params.value("changes").cloned() else { return moments };
        let Some(table) = value.as_table() else {
            let wanted = "a table such as { rate = { restructured = 0.08 } }";
            params.wrong_type("changes", value.span, value.description(), wanted);
            return moments;
        };
        for entry in &table.entries {
            let name = entry.key.name.as_str();
            if !known.contains(&name) {
                let message =
                    format!("`{name}` is not a number of {} that can change", params.path);
                let help = match nearest(name, known.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("what can change here is {}", known.join(", ")),
                };
                let finding = Diagnostic::error("changes-nothing", entry.key.span, message);
                params.complain(finding.help(help));
            }
            match entry.value.as_table() {
                Some(table) => moments.note(params, table),
                None => {
                    let found = entry.value.description();
                    let wanted = "a table such as { restructured = 0.08, 2031-01-01 = 0.05 }";
                    params.wrong_type("changes", entry.value.span, found, wanted);
                }
            }
        }
        moments
    }

    fn note(&mut self, params: &mut Params<'_>, table: &Table) {
        for entry in &table.entries {
            let name = &entry.key.name;
            if self.names.contains(name) {
                continue;
            }
            let event = match parse_date(name) {
                // What is paid at the end of the day before is paid before the change.
                Some(date) => {
                    let time = params.scope.grid().years_to(date);
                    Some(EventTime::end_of_day(params.builder().constant(time)))
                }
                None => params.scope.event(name, entry.key.span),
            };
            let Some(event) = event else { continue };
            let time = event.time(params.builder());
            self.names.push(name.clone());
            self.events.push(event);
            self.times.push(time);
        }
    }

    /// A number that was said, with its changes; one that is only said in `changes` is `absent` before them.
    pub(super) fn number(
        &self,
        params: &mut Params<'_>,
        key: &str,
        absent: f64,
        reading: Reading,
    ) -> Option<Changing> {
        let written = params.read(key, reading);
        let parameter = parameter_of(params, key);
        if let (Some(node), Some(parameter)) = (written, parameter) {
            params.keep_within(key, node, reading, parameter);
        }
        let changes = self.changes_of(params, key, reading);
        if written.is_none() && changes.is_empty() {
            return None;
        }
        let base = written.unwrap_or_else(|| params.builder().constant(absent));
        Some(Changing { base, changes })
    }

    fn changes_of(
        &self,
        params: &mut Params<'_>,
        key: &str,
        reading: Reading,
    ) -> Vec<(usize, NodeId)> {
        let table = params.value("changes").and_then(|value| value.as_table());
        let entries: Vec<Entry> = table
            .and_then(|table| table.get(key))
            .and_then(|entry| entry.value.as_table())
            .map(|table| table.entries.clone())
            .unwrap_or_default();
        let mut changes = Vec::new();
        for entry in entries {
            let name = &entry.key.name;
            let Some(moment) = self.names.iter().position(|known| known == name) else { continue };
            let site = params.site(&format!("changes.{key}.{name}"));
            let node = params.scope.number(&entry.value, &site, reading);
            if let Some(&Parameter { range, only_where_used, .. }) = parameter_of(params, key) {
                let value = &entry.value;
                let asked = Asked { value, site: &site, reading, range, only_where_used };
                params.scope.keep_within(node, &asked);
            }
            changes.push((moment, node));
        }
        changes
    }

    /// The value for a payment at `time`: what changes at that very moment has changed before it.
    pub(super) fn at(&self, number: &Changing, time: NodeId, builder: &mut PlanBuilder) -> NodeId {
        self.latest(number, builder, |moments, moment, builder| {
            let open = moments.events.get(moment).map(|event| event.still_to_come(time, builder));
            let open = open.unwrap_or(time);
            builder.not(open)
        })
    }

    /// The value from the moment `since` on, until the next change.
    pub(super) fn from(
        &self,
        number: &Changing,
        since: Option<usize>,
        builder: &mut PlanBuilder,
    ) -> NodeId {
        let Some(since) = since else { return number.base };
        self.latest(number, builder, |moments, moment, builder| {
            match moment.cmp(&since) {
                std::cmp::Ordering::Equal => builder.constant(1.0),
                // Of two changes at once the one that was named later holds.
                std::cmp::Ordering::Less => {
                    builder.less_equal(moments.times[moment], moments.times[since])
                }
                std::cmp::Ordering::Greater => {
                    builder.less(moments.times[moment], moments.times[since])
                }
            }
        })
    }

    /// The value of the latest change that has happened.
    fn latest(
        &self,
        number: &Changing,
        builder: &mut PlanBuilder,
        happened: impl Fn(&Self, usize, &mut PlanBuilder) -> NodeId,
    ) -> NodeId {
        let mut value = number.base;
        let mut latest = builder.constant(f64::NEG_INFINITY);
        let mut changes = number.changes.clone();
        changes.sort_by_key(|(moment, _)| *moment);
        for (moment, replacement) in changes {
            let there = happened(self, moment, builder);
            let time = self.times[moment];
            let newer = builder.less_equal(latest, time);
            let holds = builder.and(there, newer);
            value = builder.select(holds, replacement, value);
            latest = builder.select(holds, time, latest);
        }
        value
    }

    /// The stretches of time between the moments in `which`: from, until, and the moment that opens each.
    pub(super) fn stretches(
        &self,
        which: &[usize],
        builder: &mut PlanBuilder,
    ) -> Vec<(NodeId, NodeId, Option<usize>)> {
        let never = builder.constant(f64::INFINITY);
        let always = builder.constant(f64::NEG_INFINITY);
        let first =
            which.iter().fold(never, |first, &moment| builder.minimum(first, self.times[moment]));
        let mut stretches = vec![(always, first, None)];
        for &moment in which {
            let from = self.times[moment];
            let mut until = never;
            for &other in which.iter().filter(|&&other| other != moment) {
                let time = self.times[other];
                let after = if other > moment {
                    builder.less_equal(from, time)
                } else {
                    builder.less(from, time)
                };
                let next = builder.select(after, time, never);
                until = builder.minimum(until, next);
            }
            stretches.push((from, until, Some(moment)));
        }
        stretches
    }
}

/// What is said of a key: by the kind, or of every term that pays.
pub(super) fn parameter_of(params: &Params<'_>, key: &str) -> Option<&'static Parameter> {
    let common = || super::entitlement::PAYMENT.iter().find(|parameter| parameter.name == key);
    params.parameter(key).or_else(common)
}

/// The keys of a clause that take a number which may move.
pub(super) fn changeable(params: &Params<'_>, common: &[&'static str]) -> Vec<&'static str> {
    let own = params.entry.parameters.iter();
    let mut known: Vec<&str> = own
        .filter(|parameter| parameter.takes == Takes::Number)
        .map(|parameter| parameter.name)
        .collect();
    known.extend(common);
    known
}
