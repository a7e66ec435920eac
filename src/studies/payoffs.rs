//! Runs several deals on the same draws and keeps every payoff, path by path.

use super::planned::{Planned, run_plans};
use super::refused::StudyFailure;
use crate::draw::Sampler;
use crate::engine::{self, Outcome, Prepared, Series, TrackResult};
use crate::plan::TrackId;
use crate::simulation::{Failure, Job, Scenario, Settings, TooLarge};
use crate::statistics::{Measure, Unit};
use std::sync::Arc;

/// The payoffs of one deal: for each side of its model, one a path.
#[derive(Clone, Debug, Default)]
pub(super) struct Payoffs {
    by_side: Vec<Arc<Vec<f64>>>,
    /// Those of sides that see the world otherwise, in the world that each believes in.
    seen: Vec<(usize, Arc<Vec<f64>>)>,
}

impl Payoffs {
    /// Those of the sides of a deal, in the order of its model.
    pub(super) fn new(by_side: Vec<Arc<Vec<f64>>>) -> Self {
        Self { by_side, seen: Vec::new() }
    }

    /// The same with those of a side in the world that it believes in.
    pub(super) fn seeing(mut self, side: usize, values: Arc<Vec<f64>>) -> Self {
        self.seen.push((side, values));
        self
    }

    /// How many sides there are.
    pub(super) fn sides(&self) -> usize {
        self.by_side.len()
    }

    /// Those of a side, by its number in the deal's model, to be kept.
    pub(super) fn shared(&self, side: usize) -> Arc<Vec<f64>> {
        self.by_side.get(side).cloned().unwrap_or_default()
    }

    /// Those of a side, by its number in the deal's model.
    pub(super) fn of(&self, side: usize) -> &[f64] {
        self.by_side.get(side).map_or(&[], |values| values.as_slice())
    }

    /// Those of a side of the deal, by its name; none where the deal does not have it.
    pub(super) fn named(&self, deal: &Scenario, side: &str) -> Option<&[f64]> {
        let place = deal.sides().position(|name| name == side)?;
        Some(self.of(place))
    }

    /// Those of a side through its own eyes, by its number: in the world that it believes in, where that was run.
    pub(super) fn seen_by(&self, place: usize) -> &[f64] {
        let seen = self.seen.iter().find(|(of, _)| *of == place);
        seen.map_or(self.of(place), |(_, values)| values.as_slice())
    }
}

/// What is independent of what in runs of a scenario.
pub(super) fn unit(scenario: &Scenario, settings: &Settings) -> Unit {
    match Job::new(scenario, settings).model().settings.sampler {
        Sampler::Random => Unit::Path,
        Sampler::Antithetic => Unit::Pair,
        Sampler::Sobol => Unit::Scramble,
    }
}

/// Bytes that a payoff takes: itself, and itself again while it is sorted and paired.
const BYTES: u64 = 24;

/// Runs deals together on the draws of their common seed.
pub(super) fn run_all(
    scenarios: &[Scenario],
    settings: &Settings,
) -> Result<Vec<Payoffs>, Failure> {
    Ok(run_beside(scenarios, settings, &[])?.0)
}

/// The same, with the means of other numbers of the first deal.
pub(super) fn run_beside(
    scenarios: &[Scenario],
    settings: &Settings,
    others: &[TrackId],
) -> Result<(Vec<Payoffs>, Vec<Option<Measure>>), Failure> {
    fits(scenarios, settings)?;
    let jobs: Vec<Job<'_>> =
        scenarios.iter().map(|scenario| Job::new(scenario, settings)).collect();
    let Some(first) = jobs.first() else { return Ok((Vec::new(), Vec::new())) };
    let payoffs = |job: &Job<'_>| -> Vec<TrackId> {
        job.model().sides.iter().map(|side| side.payoff).collect()
    };
    let asked = |(place, job): (usize, &Job<'_>)| {
        let mut tracks = payoffs(job);
        tracks.extend(others.iter().filter(|_| place == 0));
        job.model().plan.asked_for(&tracks)
    };
    let plans = jobs.iter().enumerate().map(asked).collect();
    let name = format!("{} deals", jobs.len());
    let what = if jobs.len() == 1 { &first.model().name } else { &name };
    let engine_settings = engine::Settings {
        exact_values: u64::MAX,
        ..first.engine_settings(what, 0..first.model().settings.paths)
    };
    engine_settings.progress.tell(0);
    let prepared = engine_settings.threads.run(|| Prepared::new(plans, &[]));
    let together = prepared
        .run(&engine_settings)
        .map_err(|failure| first.scenario().failure(failure, first.model(), None))?;
    let means = |outcome: &Outcome| -> Vec<Option<Measure>> {
        let mean = |track: &TrackId| match outcome.tracks.get(*track) {
            Some(TrackResult::Moments(means) | TrackResult::Distribution(means, _)) => {
                means.first()?.measure()
            }
            _ => None,
        };
        others.iter().map(mean).collect()
    };
    let beside = together.deals.first().and_then(|first| first.as_ref().ok()).map(means);
    let read = |(job, outcome): (&Job<'_>, Result<Outcome, engine::Failure>)| {
        let outcome =
            outcome.map_err(|failure| job.scenario().failure(failure, job.model(), None))?;
        let values = |track: TrackId| match outcome.tracks.get(track) {
            Some(TrackResult::Distribution(_, Series::Every(values))) => {
                values.first().cloned().unwrap_or_default()
            }
            _ => Arc::default(),
        };
        let by_side = payoffs(job).into_iter().map(values).collect();
        Ok(Payoffs { by_side, seen: Vec::new() })
    };
    let all: Result<Vec<Payoffs>, Failure> = jobs.iter().zip(together.deals).map(read).collect();
    Ok((all?, beside.unwrap_or_default()))
}

/// Runs deals together, with the worlds that sides believe in.
pub(super) fn run_seen(
    scenarios: &[Scenario],
    settings: &Settings,
) -> Result<Vec<Payoffs>, StudyFailure> {
    let mut planned: Vec<Planned<'_>> = Vec::new();
    // All deals in the base world come first, so that none of them hangs on what somebody believes.
    for scenario in scenarios {
        let model = scenario.model();
        let tracks: Vec<TrackId> = model.sides.iter().map(|side| side.payoff).collect();
        planned.push(Planned { scenario, plan: model.plan.asked_for(&tracks), tracks });
    }
    let mut believed: Vec<(usize, usize)> = Vec::new();
    for (place, scenario) in scenarios.iter().enumerate() {
        for belief in &scenario.model().beliefs {
            let Some(side) = belief.model.sides.get(belief.side) else { continue };
            let plan = belief.model.plan.asked_for(&[side.payoff]);
            planned.push(Planned { scenario, plan, tracks: vec![side.payoff] });
            believed.push((place, belief.side));
        }
    }
    let mut kept = run_plans(&format!("{} deals", scenarios.len()), planned, settings)?.into_iter();
    let mut left: Vec<Payoffs> = kept
        .by_ref()
        .take(scenarios.len())
        .map(|by_side| Payoffs { by_side, seen: Vec::new() })
        .collect();
    for ((place, side), values) in believed.into_iter().zip(kept) {
        left[place].seen.push((side, values.into_iter().next().unwrap_or_default()));
    }
    Ok(left)
}

/// Runs one deal.
pub(super) fn run_one(scenario: &Scenario, settings: &Settings) -> Result<Payoffs, Failure> {
    Ok(run_all(std::slice::from_ref(scenario), settings)?.pop().unwrap_or_default())
}

/// Refuses a study whose payoffs may need more memory than allowed, before it starts.
fn fits(scenarios: &[Scenario], settings: &Settings) -> Result<(), Failure> {
    let Some(most) = settings.largest_memory() else { return Ok(()) };
    let models = scenarios.iter().map(|scenario| Job::new(scenario, settings));
    let mut paths = 0;
    let mut values = 0_u64;
    for job in models {
        paths = job.model().settings.paths;
        values += job.model().sides.len() as u64;
    }
    let need = paths.saturating_mul(values).saturating_mul(BYTES);
    if need <= most {
        return Ok(());
    }
    let fits = Some(most / (values * BYTES).max(1) / 64 * 64).filter(|paths| *paths > 0);
    let name = format!("a study of {} deals", scenarios.len());
    Err(Failure::TooLarge(TooLarge { name, paths, need, most, fits }))
}
