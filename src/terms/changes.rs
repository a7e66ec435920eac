//! Numbers of a clause that something replaces: "the rate becomes 8 % when it is restructured".

use crate::calendar::parse_date;
use crate::catalogue::{Parameter, Takes};
use crate::diagnose::{Diagnostic, nearest};
use crate::document::{Entry, Table, Value};
use crate::kind::{Asked, Cuts, EventTime, Params, Piece, Reading, When};
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
    base: Written,
    /// Number of the moment, and the value from then on.
    changes: Vec<(usize, Written)>,
}

/// A number as it was written, so that it can be read for any part of a period.
#[derive(Clone, Debug)]
struct Written {
    /// What it is on the whole of a period.
    node: NodeId,
    /// What was written, where and for which reading; absent where it was not, or was not sound.
    source: Option<(Value, String, Reading)>,
}

impl Written {
    fn fixed(node: NodeId) -> Self {
        Self { node, source: None }
    }

    fn read(params: &mut Params<'_>, value: &Value, site: String, reading: Reading) -> Self {
        let findings = params.scope.diagnostics().in_source_order().len();
        let node = params.scope.number(value, &site, reading);
        let sound = params.scope.diagnostics().in_source_order().len() == findings;
        // What was found wrong is told once; what is the same at all times is read once.
        let moves = sound && params.builder().evaluate_constant(node).is_none();
        Self { node, source: moves.then(|| (value.clone(), site, reading)) }
    }

    fn when(&self, params: &mut Params<'_>, when: When) -> NodeId {
        match (&self.source, when) {
            (None, _) | (_, When::Period) => self.node,
            (Some((value, site, reading)), _) => {
                params.scope.number_when(value, site, *reading, when)
            }
        }
    }

    fn cuts(&self, params: &mut Params<'_>) -> Cuts {
        match &self.source {
            Some((value, ..)) => params.scope.cuts(value),
            None => Cuts::default(),
        }
    }
}

impl Changing {
    /// A number that nothing changes.
    pub(super) fn fixed(base: NodeId) -> Self {
        Self { base: Written::fixed(base), changes: Vec::new() }
    }

    /// A number of its own, as written.
    pub(super) fn written(
        params: &mut Params<'_>,
        value: &Value,
        site: String,
        reading: Reading,
    ) -> Self {
        Self { base: Written::read(params, value, site, reading), changes: Vec::new() }
    }

    /// What cuts the periods in which it is read, besides the moments of its changes.
    pub(super) fn cuts(&self, params: &mut Params<'_>) -> Cuts {
        let mut cuts = self.base.cuts(params);
        for (_, change) in &self.changes {
            cuts.join(&change.cuts(params));
        }
        cuts
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
        self.numbered(params, (key, ""), absent, reading)
    }

    /// The same, drawn once more under a name for the time that it is read for.
    pub(super) fn numbered(
        &self,
        params: &mut Params<'_>,
        (key, again): (&str, &str),
        absent: f64,
        reading: Reading,
    ) -> Option<Changing> {
        let value = params.value(key).filter(|value| value.as_text() != Some("none")).cloned();
        let again = if again.is_empty() { String::new() } else { format!(".{again}") };
        let site = params.site(&format!("{key}{again}"));
        let written = value.map(|value| Written::read(params, &value, site, reading));
        let parameter = parameter_of(params, key);
        if let (Some(written), Some(parameter)) = (&written, parameter) {
            params.keep_within(key, written.node, reading, parameter);
        }
        let changes = self.changes_of(params, (key, &again), reading);
        if written.is_none() && changes.is_empty() {
            return None;
        }
        let base = written.unwrap_or_else(|| Written::fixed(params.builder().constant(absent)));
        Some(Changing { base, changes })
    }

    fn changes_of(
        &self,
        params: &mut Params<'_>,
        (key, again): (&str, &str),
        reading: Reading,
    ) -> Vec<(usize, Written)> {
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
            let site = params.site(&format!("changes.{key}.{name}{again}"));
            let written = Written::read(params, &entry.value, site.clone(), reading);
            if let Some(&Parameter { range, only_where_used, .. }) = parameter_of(params, key) {
                let value = &entry.value;
                let asked = Asked { value, site: &site, reading, range, only_where_used };
                params.scope.keep_within(written.node, &asked);
            }
            changes.push((moment, written));
        }
        changes
    }

    /// The value for what is measured at `time`, which is that of the period: what changes at that very moment has
    /// changed before it.
    pub(super) fn at(&self, number: &Changing, time: NodeId, builder: &mut PlanBuilder) -> NodeId {
        let replacements: Vec<NodeId> = number.changes.iter().map(|(_, it)| it.node).collect();
        self.latest_at(number, number.base.node, &replacements, time, builder)
    }

    /// The value at a moment, for what is paid then.
    pub(super) fn at_moment(
        &self,
        number: &Changing,
        time: NodeId,
        params: &mut Params<'_>,
    ) -> NodeId {
        let when = When::Moment(finite(time, params.builder()));
        let base = number.base.when(params, when);
        let replacements: Vec<NodeId> =
            number.changes.iter().map(|(_, it)| it.when(params, when)).collect();
        self.latest_at(number, base, &replacements, time, params.builder())
    }

    fn latest_at(
        &self,
        number: &Changing,
        base: NodeId,
        replacements: &[NodeId],
        time: NodeId,
        builder: &mut PlanBuilder,
    ) -> NodeId {
        self.latest(number, base, replacements, builder, |moments, moment, builder| {
            let open = moments.events.get(moment).map(|event| event.still_to_come(time, builder));
            let open = open.unwrap_or(time);
            builder.not(open)
        })
    }

    /// The value in a piece of a period: of two changes at once the one that was named later holds.
    pub(super) fn in_piece(
        &self,
        number: &Changing,
        piece: &Piece,
        params: &mut Params<'_>,
    ) -> NodeId {
        let base = number.base.when(params, piece.when);
        let replacements: Vec<NodeId> =
            number.changes.iter().map(|(_, it)| it.when(params, piece.when)).collect();
        let builder = params.builder();
        self.latest(number, base, &replacements, builder, |moments, moment, builder| {
            piece.is_after(moments.times[moment], builder)
        })
    }

    /// The value of the latest change that has happened.
    fn latest(
        &self,
        number: &Changing,
        base: NodeId,
        replacements: &[NodeId],
        builder: &mut PlanBuilder,
        happened: impl Fn(&Self, usize, &mut PlanBuilder) -> NodeId,
    ) -> NodeId {
        let mut value = base;
        let mut latest = builder.constant(f64::NEG_INFINITY);
        let moments = number.changes.iter().map(|(moment, _)| *moment);
        let mut changes: Vec<(usize, NodeId)> = moments.zip(replacements.iter().copied()).collect();
        changes.sort_by_key(|(moment, _)| *moment);
        let only = changes.len() == 1;
        for (moment, replacement) in changes {
            let there = happened(self, moment, builder);
            let time = self.times[moment];
            let newer = builder.less_equal(latest, time);
            let holds = if only { there } else { builder.and(there, newer) };
            value = match builder.as_constant(holds) {
                Some(flag) => {
                    if flag == 0.0 {
                        value
                    } else {
                        replacement
                    }
                }
                None => builder.select(holds, replacement, value),
            };
            latest = builder.select(holds, time, latest);
        }
        value
    }

    /// The times at which a number changes.
    pub(super) fn cut_by(&self, number: &Changing, cuts: &mut Cuts) {
        for (moment, _) in &number.changes {
            cuts.cut_at(self.times[*moment]);
        }
    }
}

/// A moment in the period in which it falls, and the close in all others, where nothing is paid.
fn finite(time: NodeId, builder: &mut PlanBuilder) -> NodeId {
    if builder.evaluate_constant(time).is_some_and(f64::is_finite) {
        return time;
    }
    let close = builder.close_time();
    let happens = builder.happens(time);
    builder.select(happens, time, close)
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
