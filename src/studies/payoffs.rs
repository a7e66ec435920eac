//! Runs several deals on the same draws and keeps every payoff, path by path.

use crate::draw::Sampler;
use crate::engine::{self, Series, TrackResult};
use crate::simulation::{Failure, Job, Scenario, Settings, TooLarge};
use crate::statistics::Unit;

/// The payoffs of one deal: for each side of its model, one a path.
#[derive(Clone, Debug)]
pub(super) struct Payoffs {
    by_side: Vec<Vec<f64>>,
}

impl Payoffs {
    /// Those of a side, by its number in the deal's model.
    pub(super) fn of(&self, side: usize) -> &[f64] {
        self.by_side.get(side).map_or(&[], Vec::as_slice)
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

/// Runs deals one after the other on the draws of their common seed.
pub(super) fn run_all(
    scenarios: &[Scenario],
    settings: &Settings,
) -> Result<Vec<Payoffs>, Failure> {
    fits(scenarios, settings)?;
    scenarios.iter().map(|scenario| run(scenario, settings)).collect()
}

fn run(scenario: &Scenario, settings: &Settings) -> Result<Payoffs, Failure> {
    let job = Job::new(scenario, settings);
    let model = job.model();
    let tracks: Vec<_> = model.sides.iter().map(|side| side.payoff).collect();
    let plan = model.plan.asked_for(&tracks);
    let settings = engine::Settings {
        exact_values: u64::MAX,
        ..job.engine_settings(&model.name, 0..model.settings.paths)
    };
    settings.progress.tell(0);
    let outcome =
        engine::run(&plan, &settings).map_err(|failure| scenario.failure(failure, model, None))?;
    let values = |place: usize| match outcome.tracks.get(place) {
        Some(TrackResult::Distribution(_, Series::Every(values))) => {
            values.first().cloned().unwrap_or_default()
        }
        _ => Vec::new(),
    };
    Ok(Payoffs { by_side: (0..tracks.len()).map(values).collect() })
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
