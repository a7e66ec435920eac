//! Reads `[events]`: each is worked out when something first asks for it.

use super::lowering::{EventState, Lowering};
use super::names::{unknown, unknown_in_a_crowd};
use super::sections::{NOTES, unknown_keys};
use crate::diagnose::{Diagnostic, Span, nearest};
use crate::events;
use crate::kind::{EventPart, EventTime, Params, Scope};
use crate::plan::{Called, Demand, NodeId};
use crate::terms;

impl Lowering<'_, '_> {
    /// Lowers every event.
    pub(super) fn lower_events(&mut self) {
        for (name, item) in Self::items_of(&self.names.events) {
            self.event_time(&name, item.span);
        }
        let spans = std::mem::take(&mut self.promised.event_parts);
        for (name, span) in spans {
            if let Some(&later) = self.event_times.get(&name)
                && !self.builder.is_defined(later)
            {
                let never = self.unknown_part(&name, span);
                self.builder.define(later, never);
            }
        }
    }

    /// Says when a part of an event happens.
    pub(super) fn event_part(&mut self, event: &str, part: EventPart, time: EventTime) {
        let name = format!("{event}.{}", part.name);
        let path = format!("events.{name}");
        let node = time.time(&mut self.builder);
        match self.event_times.get(&name) {
            Some(&later) => self.builder.define(later, node),
            None => {
                self.event_times.insert(name.clone(), node);
            }
        }
        self.builder.name(Called::path(path), node, Demand::Nothing);
        self.events.insert(name, EventState::Done(time));
        self.event_parts.entry(event.to_owned()).or_default().insert(part);
    }

    /// The names of every time that an event happens: its numbered parts where it happens again and again, or itself.
    pub(super) fn occurrences_of(&self, name: &str) -> Vec<String> {
        let most = self.names.events.get(name).and_then(|item| {
            let table = item.table().get("recurring")?.value.as_table()?;
            table.get("most")?.value.as_number()
        });
        match most.and_then(events::whole_count) {
            Some(most) => (1..=most).map(|number| format!("{name}.{number}")).collect(),
            None => vec![name.to_owned()],
        }
    }

    /// The names of the parts of an event, in alphabetical order.
    pub(super) fn parts_of(&self, event: &str) -> Vec<EventPart> {
        self.event_parts.get(event).into_iter().flatten().cloned().collect()
    }

    /// Complains of a part that an event does not have; something that never happens stands in.
    fn unknown_part(&mut self, name: &str, span: Span) -> NodeId {
        let event = name.split('.').next().unwrap_or(name);
        let part = name.strip_prefix(event).unwrap_or("").trim_start_matches('.');
        let known: Vec<String> = self.parts_of(event).into_iter().map(|part| part.name).collect();
        let message = format!("event `{event}` has no part called `{part}`");
        let help = match nearest(part, known.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{event}.{near}`?"),
            None if known.is_empty() => {
                format!("write `{event}`: events of its kind have no parts")
            }
            None => format!("its parts are {}", known.join(", ")),
        };
        self.diagnostics.push(Diagnostic::error("unknown-part", span, message).help(help));
        self.builder.constant(f64::INFINITY)
    }

    /// The node that stands for an event's time, also while the event is being worked out.
    pub(super) fn event_node(&mut self, name: &str, span: Span) -> Option<NodeId> {
        if let Some(&node) = self.event_times.get(name) {
            return Some(node);
        }
        if let Some(moment) = self.moment_of_term(name) {
            return Some(moment);
        }
        let event = name.split('.').next().unwrap_or(name);
        if !self.names.events.contains_key(event) {
            self.unknown_event(name, span);
            return None;
        }
        if event != name {
            // A part of what is worked out already would be known; others are looked at when all events are.
            if matches!(self.events.get(event), Some(EventState::Done(_))) {
                return Some(self.unknown_part(name, span));
            }
            self.promised.event_parts.insert(name.to_owned(), span);
        }
        let node = self.builder.later(&format!("events.{name}"));
        self.event_times.insert(name.to_owned(), node);
        Some(node)
    }

    /// Keeps that something names a part of an event.
    pub(super) fn keep_named(&mut self, name: &str) {
        if name.contains('.') {
            self.named_parts.insert(name.to_owned());
        }
    }

    /// The moment of a term whose kind is an event, unless an event has its name.
    fn moment_of_term(&mut self, name: &str) -> Option<NodeId> {
        if self.names.events.contains_key(name) {
            return None;
        }
        let kind = self.names.terms.get(name)?.text("kind")?;
        terms::find(kind)?.is_event().then(|| self.moment(name))
    }

    fn unknown_event(&mut self, name: &str, span: Span) {
        if self.diagnostics.crowded() {
            self.diagnostics.push(unknown_in_a_crowd("event", name, span));
            return;
        }
        let finding = unknown("event", name, span, self.names.events.keys().map(String::as_str));
        self.diagnostics.push(finding);
    }

    /// When an event happens.
    pub(super) fn event_time(&mut self, name: &str, span: Span) -> Option<EventTime> {
        match self.events.get(name) {
            Some(EventState::Done(time)) => return Some(*time),
            Some(EventState::UnderWay) => {
                let message = format!("event `{name}` waits for itself");
                let help = "an event can be made of others, but not of itself: take it out of its own list";
                let finding = Diagnostic::error("event-loop", span, message);
                self.diagnostics.push(finding.help(help));
                return None;
            }
            None => {}
        }
        if let Some((event, _)) = name.split_once('.')
            && self.names.events.contains_key(event)
        {
            self.event_time(event, span)?;
            return match self.events.get(name) {
                Some(EventState::Done(time)) => Some(*time),
                _ => Some(EventTime::sharp(self.unknown_part(name, span))),
            };
        }
        if let Some(moment) = self.moment_of_term(name) {
            return Some(EventTime::end_of_day(moment));
        }
        let Some(item) = self.names.events.get(name).copied() else {
            self.unknown_event(name, span);
            return None;
        };
        self.events.insert(name.to_owned(), EventState::UnderWay);
        let table = item.table();
        let kinds: Vec<_> =
            table.entries.iter().filter(|entry| events::find(&entry.key.name).is_some()).collect();
        let path = format!("events.{name}");
        let found = match kinds[..] {
            [entry] => events::find(&entry.key.name),
            _ => {
                self.not_one_event_kind(
                    &path,
                    item.span,
                    kinds.first().copied(),
                    kinds.get(1).copied(),
                );
                None
            }
        };
        let Some(kind) = found else {
            // One that never happens stands in, so that whoever names it is not blamed as well.
            let never = EventTime::sharp(self.builder.constant(f64::INFINITY));
            if let Some(&later) = self.event_times.get(name) {
                let node = never.time(&mut self.builder);
                self.builder.define(later, node);
            }
            self.events.insert(name.to_owned(), EventState::Done(never));
            return Some(never);
        };
        let mut known: Vec<&str> = NOTES.to_vec();
        known.extend(kind.entry().parameters.iter().map(|parameter| parameter.name));
        unknown_keys(&path, table, &known, self.diagnostics);
        // Events that this one is made of are worked out on the way, and have a flag of their own.
        let outer = std::mem::replace(&mut self.saw_ledger, false);
        self.under_way.push(path.clone());
        let mut params =
            Params { table, span: item.span, path: path.clone(), entry: kind.entry(), scope: self };
        let mut time = kind.lower(&mut params);
        self.under_way.pop();
        if std::mem::replace(&mut self.saw_ledger, outer) {
            // It waits for flows that it may itself end: others read a stand-in, said once all flows are known.
            let worked_out = time.time(&mut self.builder);
            let stand_in = self.builder.later(&path);
            self.ledger_events.push((stand_in, worked_out));
            time = EventTime::sharp(stand_in);
        }
        let node = time.time(&mut self.builder);
        if let Some(later) = self.event_node(name, item.span) {
            self.builder.define(later, node);
        }
        self.builder.name(Called::path(path), node, Demand::Nothing);
        self.events.insert(name.to_owned(), EventState::Done(time));
        Some(time)
    }

    fn not_one_event_kind(
        &mut self,
        path: &str,
        span: Span,
        first: Option<&crate::document::Entry>,
        second: Option<&crate::document::Entry>,
    ) {
        let finding = match (first, second) {
            (Some(first), Some(second)) => {
                let message = format!("{path} happens in more than one way");
                Diagnostic::error("two-kinds", second.key.span, message)
                    .also(first.key.span, "said here first")
                    .help("keep one of them, and join two events with any_of or all_of")
            }
            _ => Diagnostic::error("no-kind", span, format!("nothing says how {path} happens"))
                .help("add the key of a kind, such as `hazard = 0.08`; `dealsim list events` shows them all"),
        };
        self.diagnostics.push(finding);
    }

    /// Says what events that wait for the ledger are: the crossing on the flows as they would be without the event.
    pub(super) fn settle_ledger_events(&mut self) {
        let events = std::mem::take(&mut self.ledger_events);
        let mut replace = std::collections::HashMap::new();
        for (stand_in, _) in &events {
            let before = self.builder.previous(*stand_in);
            replace.insert(*stand_in, before);
        }
        for (stand_in, worked_out) in &events {
            // What latches is the crossing that the others were told, not the one on the flows that it ended.
            let before = self.builder.previous(*stand_in);
            for reader in self.builder.readers_of_previous(*worked_out) {
                replace.insert(reader, before);
            }
        }
        for (stand_in, worked_out) in events {
            let provisional = self.builder.substitute(worked_out, &replace);
            self.builder.define(stand_in, provisional);
        }
    }
}
