//! Runs plans together on common draws and keeps every value that each is asked for.

use super::refused::StudyFailure;
use crate::engine::{self, Prepared, Series, TrackResult};
use crate::plan::{Plan, TrackId};
use crate::simulation::{Failure, Job, Scenario, Settings, TooLarge};
use std::sync::Arc;

/// Bytes that a value takes: itself, and itself again while it is used.
const BYTES: u64 = 16;

/// A plan and the tracks of it that are kept, of a scenario that says what is wrong where it fails.
pub(super) struct Planned<'run> {
    pub(super) scenario: &'run Scenario,
    pub(super) plan: Plan,
    pub(super) tracks: Vec<TrackId>,
}

/// For each plan, for each of its tracks, one value a path.
pub(super) type Kept = Vec<Vec<Arc<Vec<f64>>>>;

/// Runs plans with the settings of the first one's scenario.
pub(super) fn run_plans(
    what: &str,
    planned: Vec<Planned<'_>>,
    settings: &Settings,
) -> Result<Kept, StudyFailure> {
    let Some(first) = planned.first() else { return Ok(Vec::new()) };
    let job = Job::new(first.scenario, settings);
    let paths = job.model().settings.paths;
    let values: u64 = planned.iter().map(|one| one.tracks.len() as u64).sum();
    let need = paths.saturating_mul(values).saturating_mul(BYTES);
    if let Some(most) = settings.largest_memory().filter(|most| need > *most) {
        let fits = Some(most / (values * BYTES).max(1) / 64 * 64).filter(|paths| *paths > 0);
        let name = what.to_owned();
        return Err(Failure::TooLarge(TooLarge { name, paths, need, most, fits }).into());
    }
    let engine_settings =
        engine::Settings { exact_values: u64::MAX, ..job.engine_settings(what, 0..paths) };
    engine_settings.progress.tell(0);
    let plans: Vec<Plan> = planned.iter().map(|one| one.plan.clone()).collect();
    let failed = |scenario: &Scenario, failure| {
        scenario.failure(failure, Job::new(scenario, settings).model(), None)
    };
    let prepared = engine_settings.threads.run(|| Prepared::new(plans, &[]));
    let together =
        prepared.run(&engine_settings).map_err(|failure| failed(first.scenario, failure))?;
    let mut kept = Vec::new();
    for (one, outcome) in planned.iter().zip(together.deals) {
        let outcome = outcome.map_err(|failure| failed(one.scenario, failure))?;
        let values = |track: &TrackId| match outcome.tracks.get(*track) {
            Some(TrackResult::Distribution(_, Series::Every(values))) => {
                values.first().cloned().unwrap_or_default()
            }
            _ => Arc::default(),
        };
        kept.push(one.tracks.iter().map(values).collect());
    }
    Ok(kept)
}
