//! One path of a scenario, chosen by its number or by what a side gets on it.

use super::failure::Failure;
use super::job::Job;
use super::scenario::Scenario;
use super::settings::Settings;
use crate::draw::Sampler;
use crate::engine::{self, Outcome, Series, TrackResult};
use crate::plan::Plan;
use crate::results::{Trace, Tracing};
use crate::statistics::LEAF;
use std::ops::Range;
use std::sync::Arc;

/// Which path is traced.
#[derive(Clone, Debug)]
pub(crate) enum Which {
    /// The one with this number, from 0.
    Path(u64),
    /// The one at a quantile of a side's payoff: side and probability. The worst has probability 0.
    At(String, f64),
}

impl Scenario {
    /// One path as a dated ledger.
    ///
    /// # Errors
    /// A path or a side that there is not, and whatever stops a run.
    pub(crate) fn trace(&self, which: &Which, settings: &Settings) -> Result<Trace, Failure> {
        let job = Job::new(self, settings);
        let path = job.chosen(which)?;
        let paths = job.model().settings.paths;
        let refused = || {
            let sentence = format!("path {path} is none of the {paths} paths, which count from 0");
            Failure::Refused(sentence)
        };
        if path >= paths {
            return Err(refused());
        }
        let tracing = Tracing::new(Arc::clone(&job.model));
        let leaf = LEAF as u64;
        let from = path / leaf * leaf;
        let outcome = job.every_value(tracing.plan(), from..(from + leaf).min(paths))?;
        tracing.read(&outcome, path).ok_or_else(refused)
    }
}

impl Scenario {
    /// Which dimensions of a Sobol sequence belong to which draws, in words; nothing with other samplers.
    pub(crate) fn dimensions(&self, settings: &Settings) -> Option<String> {
        let job = Job::new(self, settings);
        let is_sobol = job.model().settings.sampler == Sampler::Sobol;
        is_sobol.then(|| job.prepared().dimensions().to_string())
    }

    /// All paths with everything that a trace reads of each.
    ///
    /// # Errors
    /// Whatever stops a run.
    pub(crate) fn traced(&self, settings: &Settings) -> Result<(Tracing, Outcome), Failure> {
        let job = Job::new(self, settings);
        let tracing = Tracing::new(Arc::clone(&job.model));
        let outcome = job.every_value(tracing.plan(), 0..job.model.settings.paths)?;
        Ok((tracing, outcome))
    }
}

impl Job<'_> {
    /// Runs a plan with every value kept.
    fn every_value(&self, plan: &Plan, paths: Range<u64>) -> Result<Outcome, Failure> {
        let settings = self.engine_settings(&self.model.name, paths);
        let settings = engine::Settings { exact_values: u64::MAX, ..settings };
        let outcome = engine::run(plan, &settings);
        outcome.map_err(|failure| self.scenario.failure(failure, &self.model, None))
    }

    /// The number of the path; of a quantile the one whose rank is nearest to it.
    fn chosen(&self, which: &Which) -> Result<u64, Failure> {
        let (side, probability) = match which {
            Which::Path(path) => return Ok(*path),
            Which::At(side, probability) => (side, *probability),
        };
        let Some(found) = self.model.sides.iter().find(|known| known.name == *side) else {
            let known: Vec<&str> = self.model.sides.iter().map(|one| one.name.as_str()).collect();
            let sentence =
                format!("no side is called `{side}`: the sides are {}", known.join(", "));
            return Err(Failure::Refused(sentence));
        };
        let plan = self.model.plan.asked_for(&[found.payoff]);
        let outcome = self.every_value(&plan, 0..self.model.settings.paths)?;
        let values = outcome.tracks.iter().find_map(|track| match track {
            TrackResult::Distribution(_, Series::Every(values)) => values.first(),
            _ => None,
        });
        let mut order: Vec<(f64, u64)> =
            values.into_iter().flat_map(|values| values.iter().copied()).zip(0..).collect();
        order.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rank")]
        let rank = (probability * order.len().saturating_sub(1) as f64).round() as usize;
        Ok(order.get(rank).map_or(0, |(_, path)| *path))
    }
}
