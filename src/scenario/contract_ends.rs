//! Whether an event that ends a clause comes while that clause still runs: before everything else that ends it. The ends are
//! read one by one, because what a clause tells of them in its facts is their earliest, and that may be the event itself.

use super::lowering::Lowering;
use crate::document::{Table, Value, ValueKind};
use crate::plan::{NodeId, ReadAt, Sink, TrackId};

impl Lowering<'_, '_> {
    /// Tracks when an event comes before the other ends of some clause that it ends; nothing where it ends none, or nothing
    /// but the end of the run ends those that it does.
    pub(super) fn track_while_running(&mut self, event: &str, time: NodeId) -> Option<TrackId> {
        let mut latest: Option<NodeId> = None;
        for (_, item) in Self::items_of(&self.names.terms) {
            let ends = ends_of(item.table());
            if !ends.iter().any(|end| end.as_text() == Some(event)) {
                continue;
            }
            let never = self.builder.constant(f64::INFINITY);
            let mut until = never;
            for end in ends.iter().filter(|end| end.as_text() != Some(event)) {
                let end = self.end_time(end)?;
                until = self.builder.minimum(until, end);
            }
            latest = Some(match latest {
                Some(latest) => self.builder.maximum(latest, until),
                None => until,
            });
        }
        let latest = latest?;
        let never = self.builder.constant(f64::INFINITY);
        if latest == never {
            return None;
        }
        let comes = self.builder.less(time, latest);
        let within = self.builder.select(comes, time, never);
        Some(self.builder.track(within, ReadAt::End, Sink::Arrivals))
    }

    /// When a clause ends by a day or an event; nothing for what is neither.
    fn end_time(&mut self, end: &Value) -> Option<NodeId> {
        if let ValueKind::Date(date) = end.kind {
            return Some(self.builder.constant(self.grid.years_to_end_of(date)));
        }
        self.event_times.get(end.as_text()?).copied()
    }
}

/// Everything that ends a clause for good.
fn ends_of(clause: &Table) -> Vec<Value> {
    let mut ends = Vec::new();
    for key in ["ends", "unless"] {
        match clause.get(key).map(|entry| &entry.value) {
            Some(Value { kind: ValueKind::List(items), .. }) => ends.extend(items.iter().cloned()),
            Some(value) => ends.push(value.clone()),
            None => {}
        }
    }
    ends
}
