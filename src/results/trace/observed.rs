//! What terms and events did on all paths of a traced run.

use super::tracing::Tracing;
use crate::engine::{Outcome, Series, TrackResult};
use crate::plan::{FactKind, TrackId};
use std::collections::BTreeMap;

/// A part of a period that is none: what rounding of times leaves.
const NO_PART: f64 = 1e-9;

/// What one term did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Observed {
    /// On how many paths it was in force at all; none where it does not know.
    pub in_force: Option<u64>,
    /// The most periods for which it was in force on any path.
    pub longest: f64,
    /// On how many paths something was due under its cap, and on how many the cap was reached; none without a cap.
    pub capped: Option<(u64, u64)>,
}

impl Tracing {
    /// What each term did, by its key path.
    #[must_use]
    pub fn observed(&self, outcome: &Outcome) -> BTreeMap<String, Observed> {
        let mut all: BTreeMap<String, Observed> = BTreeMap::new();
        for (fact, tracks) in self.model.plan.facts.iter().zip(&self.facts) {
            let own = all.entry(fact.path.clone()).or_default();
            match (fact.kind, &tracks[..]) {
                (FactKind::InForce(_), [part]) => {
                    let periods = summed(columns(outcome, *part));
                    own.in_force = Some(count(periods.iter().map(|sum| *sum > NO_PART)));
                    own.longest = periods.into_iter().fold(0.0, f64::max);
                }
                (FactKind::Cap { .. }, [_, due, most, _]) => {
                    let (due, most) = (columns(outcome, *due), columns(outcome, *most));
                    own.capped = Some((
                        paths_where(due, due, |due, _| due > 0.0),
                        paths_where(due, most, |due, most| due > 0.0 && due >= most),
                    ));
                }
                _ => {}
            }
        }
        all
    }

    /// On how many paths each event happened, by its name.
    #[must_use]
    pub fn fired(&self, outcome: &Outcome) -> BTreeMap<String, u64> {
        let events = self.model.events.iter().zip(&self.events);
        let fired = |track: TrackId| {
            let times = columns(outcome, track).first();
            times.map_or(0, |times| count(times.iter().map(|time| time.is_finite())))
        };
        events.map(|(event, track)| (event.name.clone(), fired(*track))).collect()
    }

    /// The payoffs of each side, path by path.
    #[must_use]
    pub fn payoffs_of<'run>(&self, outcome: &'run Outcome) -> Vec<&'run [f64]> {
        let own =
            |track: &TrackId| columns(outcome, *track).first().map(|values| values.as_slice());
        self.payoffs.iter().filter_map(own).collect()
    }
}

/// The values of a track: one column a reading, one value a path.
fn columns(outcome: &Outcome, track: TrackId) -> &[std::sync::Arc<Vec<f64>>] {
    match outcome.tracks.get(track) {
        Some(TrackResult::Distribution(_, Series::Every(columns))) => columns,
        _ => &[],
    }
}

/// Path by path, the sum over all readings.
fn summed(columns: &[std::sync::Arc<Vec<f64>>]) -> Vec<f64> {
    let paths = columns.first().map_or(0, |column| column.len());
    let sum = |path: usize| {
        columns.iter().filter_map(|column| column.get(path)).fold(0.0, |sum, value| sum + value)
    };
    (0..paths).map(sum).collect()
}

/// On how many paths something holds of two numbers at some reading.
fn paths_where(
    one: &[std::sync::Arc<Vec<f64>>],
    other: &[std::sync::Arc<Vec<f64>>],
    holds: impl Fn(f64, f64) -> bool,
) -> u64 {
    let paths = one.first().map_or(0, |column| column.len());
    let at = |path: usize| {
        one.iter().zip(other).any(|(one, other)| match (one.get(path), other.get(path)) {
            (Some(one), Some(other)) => holds(*one, *other),
            _ => false,
        })
    };
    count((0..paths).map(at))
}

fn count(holds: impl Iterator<Item = bool>) -> u64 {
    holds.map(u64::from).sum()
}
