//! A scenario with the settings of one run: its paths, all or some, and what goes with them.

use super::failure::Failure;
use super::run::Run;
use super::scenario::Scenario;
use super::settings::{Settings, Stage};
use crate::engine::{self, Part, Progress};
use crate::scenario::Model;
use std::ops::Range;
use std::sync::Arc;

/// A scenario with the settings of one run.
pub(crate) struct Job<'run> {
    pub(super) scenario: &'run Scenario,
    /// With paths, seed and sampler as they are asked for.
    pub(super) model: Arc<Model>,
    pub(super) settings: &'run Settings,
}

impl<'run> Job<'run> {
    /// A run of this scenario.
    pub(crate) fn new(scenario: &'run Scenario, settings: &'run Settings) -> Self {
        let mut model = scenario.model().clone();
        let own = &mut model.settings;
        own.paths = settings.paths.unwrap_or(own.paths);
        own.seed = settings.seed.unwrap_or(own.seed);
        own.sampler = settings.sampler.unwrap_or(own.sampler);
        Self { scenario, model: Arc::new(model), settings }
    }

    /// The model with the settings of this run.
    pub(crate) fn model(&self) -> &Model {
        &self.model
    }

    /// How the engine runs some paths of it, and who is told.
    pub(crate) fn engine_settings(&self, what: &str, paths: Range<u64>) -> engine::Settings {
        let own = self.model.settings;
        let (what, of) = (what.to_owned(), paths.end - paths.start);
        let watcher = self.settings.watcher.clone();
        let usual = engine::Settings::new(own.seed, own.paths);
        engine::Settings {
            paths,
            sampler: own.sampler,
            exact_values: self.settings.exact_values.unwrap_or(usual.exact_values),
            stop: self.settings.stop.clone(),
            progress: Progress::new(move |done| watcher.tell(Stage { what: &what, done, of })),
            threads: self.settings.threads.clone(),
            ..usual
        }
    }

    /// Runs some of its paths, after a look at the memory that all may need.
    pub(crate) fn part(&self, paths: Range<u64>) -> Result<Part, Failure> {
        self.fits()?;
        let settings = self.engine_settings(&self.model.name, paths);
        settings.progress.tell(0);
        let part = engine::run_part(&self.model.plan, &settings);
        part.map_err(|failure| self.scenario.failure(failure, &self.model, None))
    }

    /// Runs what goes with all of its paths, and leaves what both come to.
    pub(crate) fn finish(self, part: Part) -> Result<Run, Failure> {
        let outcome = part.finish(&self.model.plan);
        let beliefs = self.beliefs()?;
        let assumed = self.assumed()?;
        Ok(Run::new(self, outcome, beliefs, assumed))
    }
}
