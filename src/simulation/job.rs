//! A scenario with the settings of one run: its paths, all or some, and what goes with them.

use super::assumed;
use super::failure::Failure;
use super::run::Run;
use super::scenario::Scenario;
use super::settings::{Settings, Stage};
use crate::engine::{self, Part, Prepared, Progress};
use crate::scenario::Model;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// A scenario with the settings of one run.
pub(crate) struct Job<'run> {
    pub(super) scenario: &'run Scenario,
    /// With paths, seed and sampler as they are asked for.
    pub(super) model: Arc<Model>,
    pub(super) settings: &'run Settings,
    /// The scenario and the worlds that sides believe in, compiled once.
    prepared: OnceLock<Prepared>,
    /// What shows how much hangs on assumed numbers, where something says how sure it is.
    beside: OnceLock<Option<Prepared>>,
}

impl<'run> Job<'run> {
    /// A run of this scenario.
    pub(crate) fn new(scenario: &'run Scenario, settings: &'run Settings) -> Self {
        let mut model = scenario.model().clone();
        let own = &mut model.settings;
        own.paths = settings.paths.unwrap_or(own.paths);
        own.seed = settings.seed.unwrap_or(own.seed);
        own.sampler = settings.sampler.unwrap_or(own.sampler);
        let (prepared, beside) = (OnceLock::new(), OnceLock::new());
        Self { scenario, model: Arc::new(model), settings, prepared, beside }
    }

    /// The programs of the scenario and of the worlds that sides believe in, in the order of the model.
    pub(super) fn prepared(&self) -> &Prepared {
        let prepare = || Prepared::new(self.model.plans(), &[]);
        self.settings.threads.run(|| self.prepared.get_or_init(prepare))
    }

    /// The programs of the payoffs beside themselves with assumed numbers drawn anew.
    pub(super) fn beside(&self) -> Option<&Prepared> {
        let prepare = || assumed::plans(&self.model).map(|plans| Prepared::new(plans, &[]));
        self.settings.threads.run(|| self.beside.get_or_init(prepare)).as_ref()
    }

    /// What runs.
    pub(crate) fn scenario(&self) -> &Scenario {
        self.scenario
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

    /// Runs some of its paths, after a look at the memory that all may need; the worlds that sides believe in with it.
    pub(crate) fn part(&self, paths: Range<u64>) -> Result<Part, Failure> {
        self.fits()?;
        let settings = self.engine_settings(&self.model.name, paths);
        settings.progress.tell(0);
        let failed = |failure| self.scenario.failure(failure, &self.model, None);
        let part = self.prepared().run_part(&settings).map_err(failed)?;
        if let Some(failure) = self.prepared().failure(&part, 0) {
            return Err(failed(failure));
        }
        for (place, belief) in self.model.beliefs.iter().enumerate() {
            if let Some(failure) = self.prepared().failure(&part, place + 1) {
                return Err(self.failed_belief(belief, failure));
            }
        }
        Ok(part)
    }

    /// Runs what goes with all of its paths, and leaves what both come to.
    pub(crate) fn finish(self, part: Part) -> Result<Run, Failure> {
        let mut deals = self.prepared().finish(part).deals.into_iter();
        let outcome = deals.next().unwrap_or(Err(engine::Failure::Interrupted));
        let outcome =
            outcome.map_err(|failure| self.scenario.failure(failure, &self.model, None))?;
        let beliefs = self.beliefs(deals)?;
        let assumed = self.assumed()?;
        Ok(Run::new(self, outcome, beliefs, assumed))
    }
}
