//! One scenario of a batch: read, run unless it is up to date, and looked up again.

use super::cases::Case;
use super::covered::covered;
use super::league::Payoff;
use crate::diagnose::Findings;
use crate::document::{Files, Overrides};
use crate::results::Asked;
use crate::simulation::{Failure, Scenario, Settings};
use std::path::PathBuf;
use std::sync::Arc;

/// How all scenarios of a batch are run.
pub(super) struct How {
    pub(super) files: Arc<dyn Files>,
    /// What is laid over each.
    pub(super) overrides: Overrides,
    pub(super) settings: Settings,
    pub(super) asked: Asked,
    /// Whether also those run that are up to date.
    pub(super) again: bool,
}

/// What became of a scenario.
#[derive(Clone, Debug)]
pub(super) enum End {
    /// It has no terms: a world for others.
    World,
    /// Its results stand in their folder.
    Done {
        /// Whether they stood there before.
        before: bool,
        /// What it asserts and does not bear out.
        refuted: Vec<String>,
        /// What each side gets.
        payoffs: Vec<Payoff>,
        /// Every file that it read.
        read: Vec<PathBuf>,
    },
    /// The file is wrong.
    Broken(Box<Findings>),
    /// The run left nothing: exit code and why.
    Failed(u8, String),
    /// Somebody asked to stop.
    Stopped,
}

impl How {
    /// Runs one scenario, unless its results are there.
    pub(super) fn run(&self, case: &Case) -> End {
        let overrides = self.overrides.clone().and(&case.sets.iter().collect());
        let read = Scenario::read_with(Arc::clone(&self.files), &case.file, &overrides);
        let scenario = match read {
            Ok(scenario) if !scenario.has_terms() && !case.named => return End::World,
            Ok(scenario) if !scenario.has_terms() => {
                let why = "it has no terms, so there is nothing to run".to_owned();
                return End::Failed(super::super::exit::INPUT, why);
            }
            Ok(scenario) => scenario,
            Err(_) if self.settings.is_stopped() => return End::Stopped,
            Err(findings) => return End::Broken(Box::new(findings)),
        };
        let shown = [
            ("charts".to_owned(), self.asked.charts.to_string()),
            ("timeline".to_owned(), self.asked.timeline.to_string()),
        ];
        // What a scenario asserts is judged by its run.
        let asserts = !scenario.model().assertions.is_empty();
        let before =
            !self.again && !asserts && covered(&case.target, &scenario, &self.settings, &shown);
        let refuted = if before {
            Vec::new()
        } else {
            match self.simulate(case, &scenario) {
                Ok(refuted) => refuted,
                Err(end) => return end,
            }
        };
        match Payoff::all_of(&case.target) {
            Ok(payoffs) => End::Done { before, refuted, payoffs, read: scenario.read_paths() },
            Err(why) => End::Failed(super::super::exit::MACHINE, why),
        }
    }

    /// Runs a scenario and writes its results; gives what they refute.
    fn simulate(&self, case: &Case, scenario: &Scenario) -> Result<Vec<String>, End> {
        let settings = self.settings.clone().showing(self.asked);
        let run = scenario.run(&settings).map_err(|failure| match failure {
            Failure::Interrupted => End::Stopped,
            other => End::Failed(super::super::exit::INPUT, other.to_string()),
        })?;
        run.write(&case.target).map_err(|error| match error {
            crate::report::FolderError::Stopped => End::Stopped,
            error if error.is_input() => End::Failed(super::super::exit::INPUT, error.to_string()),
            error => End::Failed(super::super::exit::MACHINE, error.to_string()),
        })?;
        let refuted = run.verdicts().into_iter().filter(|verdict| !verdict.holds());
        Ok(refuted.map(|verdict| verdict.sentence()).collect())
    }
}
