//! What else ends the clauses that name an event, and when their caps are used up, where the event never happens.

use crate::plan::{FactKind, NodeId, Plan, ReadAt, Sink, TrackId};
use crate::scenario::Model;
use crate::simulation::Scenario;
use crate::statistics::probability::proportion_of;
use crate::statistics::{Measure, Unit};
use std::collections::BTreeSet;
use std::sync::Arc;

use super::answer::TriggerClause;

/// The clauses that name an event, or an event that names it.
pub(super) fn naming(deal: &Scenario, event: &str) -> Vec<String> {
    let named = deal.named();
    let mut known = vec![format!("events.{event}")];
    let mut clauses: BTreeSet<&String> = BTreeSet::new();
    let mut at = 0;
    while let Some(one) = known.get(at).cloned() {
        at += 1;
        for (reader, _) in named.iter().filter(|(_, names)| names.contains(&one)) {
            if reader.starts_with("terms.") {
                clauses.insert(reader);
            } else if reader.starts_with("events.") && !known.contains(reader) {
                known.push(reader.clone());
            }
        }
    }
    deal.items_of("terms").into_iter().filter(|term| clauses.contains(term)).collect()
}

/// Where the values of a clause stand among the tracks of the plan without the event.
pub(super) struct Asked {
    path: String,
    ends: Vec<TrackId>,
    /// For each period, for each part of its cap: due before, due after, the most.
    caps: Vec<Vec<[TrackId; 3]>>,
}

impl Asked {
    /// Lets what is known of a clause leave the engine.
    pub(super) fn of(path: &str, plan: &mut Plan, periods: usize) -> Self {
        let facts: Vec<FactKind> =
            plan.facts.iter().filter(|fact| fact.path == path).map(|fact| fact.kind).collect();
        let mut keep =
            |node: NodeId, at: ReadAt| -> TrackId { plan.keep(node, at, Sink::Distribution) };
        let ends = facts.iter().filter_map(|fact| match *fact {
            FactKind::Ends(time) => Some(keep(time, ReadAt::End)),
            _ => None,
        });
        let ends = ends.collect();
        let mut caps = Vec::new();
        for period in (1..).take(periods) {
            let part = |fact: &FactKind| match *fact {
                FactKind::Cap { before, due, most, .. } => {
                    Some([before, due, most].map(|node| keep(node, ReadAt::Steps(vec![period]))))
                }
                _ => None,
            };
            caps.push(facts.iter().filter_map(part).collect());
        }
        Self { path: path.to_owned(), ends, caps }
    }

    pub(super) fn tracks(&self) -> Vec<TrackId> {
        self.ends.iter().chain(self.caps.iter().flatten().flatten()).copied().collect()
    }

    /// Reads them, in the order of the tracks.
    pub(super) fn read<'v>(
        self,
        model: &Model,
        values: &mut impl Iterator<Item = &'v Arc<Vec<f64>>>,
    ) -> Clause {
        let mut ends: Option<Vec<f64>> = None;
        for times in values.take(self.ends.len()) {
            ends = Some(match ends {
                None => times.to_vec(),
                Some(ends) => ends.iter().zip(times.iter()).map(|(a, b)| a.min(*b)).collect(),
            });
        }
        let mut used_up: Option<Vec<f64>> = None;
        for (place, parts) in self.caps.iter().enumerate() {
            let (from, until) = (model.grid.time(place), model.grid.time(place + 1));
            for _ in parts {
                let (Some(before), Some(due), Some(most)) =
                    (values.next(), values.next(), values.next())
                else {
                    continue;
                };
                let times = used_up.get_or_insert_with(|| vec![f64::INFINITY; due.len()]);
                let numbers = before.iter().zip(due.iter()).zip(most.iter());
                for (time, ((&before, &due), &most)) in times.iter_mut().zip(numbers) {
                    if due > 0.0 && due >= most && time.is_infinite() {
                        *time = crossing([before, due, most], from, until);
                    }
                }
            }
        }
        let horizon = model.grid.horizon();
        // What comes after the last period never comes.
        let ends = ends.filter(|ends| ends.iter().any(|time| *time <= horizon));
        let number = model.plan.terms.iter().position(|term| format!("terms.{term}") == self.path);
        let label = number.and_then(|number| model.term_labels.get(number));
        let label = label.filter(|label| !label.is_empty()).cloned();
        Clause { label: label.unwrap_or_else(|| self.path.clone()), path: self.path, ends, used_up }
    }
}

/// When what falls due reaches the most, in a straight line over the period.
fn crossing([before, due, most]: [f64; 3], from: f64, until: f64) -> f64 {
    let part = if due > before { ((most - before) / (due - before)).clamp(0.0, 1.0) } else { 0.0 };
    from + part * (until - from)
}

/// A clause where the event never happens, path by path.
pub(super) struct Clause {
    path: String,
    label: String,
    /// When something else ends it; none where nothing does on any path.
    pub(super) ends: Option<Vec<f64>>,
    /// When its cap is used up; none without a cap.
    pub(super) used_up: Option<Vec<f64>>,
}

impl Clause {
    /// How likely an event with these times is while the clause lasts.
    pub(super) fn told(&self, times: &[f64], horizon: f64, unit: Unit) -> Option<TriggerClause> {
        let share = |limit: &Option<Vec<f64>>| -> Option<Measure> {
            proportion_of(limit.as_ref()?.iter().map(|time| *time <= horizon), unit)
        };
        let before = |limits: [&Option<Vec<f64>>; 2]| {
            let happens = |(path, time): (usize, &f64)| {
                let first = limits.iter().all(|limit| precedes(*time, limit.as_deref(), path));
                *time <= horizon && first
            };
            proportion_of(times.iter().enumerate().map(happens), unit)
        };
        Some(TriggerClause {
            path: self.path.clone(),
            label: self.label.clone(),
            other_end: share(&self.ends),
            within: before([&self.ends, &None])?,
            used_up: share(&self.used_up),
            before_cap: self.used_up.as_ref().and_then(|_| before([&None, &self.used_up])),
            before_both: before([&self.ends, &self.used_up])?,
        })
    }
}

/// Whether a time precedes a limit on a path; at equal times the limit comes first, and no limit never does.
pub(super) fn precedes(time: f64, limit: Option<&[f64]>, path: usize) -> bool {
    limit.and_then(|limit| limit.get(path)).is_none_or(|limit| time < *limit)
}

/// The last of several limits, path by path; none where there are none.
pub(super) fn last_of<'v>(limits: impl Iterator<Item = &'v Vec<f64>>) -> Option<Vec<f64>> {
    limits.cloned().reduce(|one, other| one.iter().zip(&other).map(|(a, b)| a.max(*b)).collect())
}
