//! One scenario of a batch: read, run unless it is up to date, and looked up again.

use super::super::precision::{Exactness, Precision, Reached, until};
use super::cases::Case;
use super::covered::{covered, recorded};
use super::league::Payoff;
use crate::diagnose::Findings;
use crate::document::{Files, Overrides};
use crate::results::Asked;
use crate::simulation::{Failure, Run, Scenario, Settings};
use crate::statistics::digits;
use crate::studies::StudyFailure;
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
    /// The largest error that a mean payoff may have.
    pub(super) wanted: Option<Precision>,
    /// How many paths there are, where not as many as that takes.
    pub(super) count: Option<u64>,
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
        /// How often larger than wanted its largest error is, in words, where that was asked for and not reached.
        short: Option<String>,
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
        // What a scenario asserts is judged by its run.
        let asserts = !scenario.model().assertions.is_empty();
        let there = if self.again || asserts { None } else { self.there(case, &scenario) };
        let before = there.is_some();
        let (refuted, short) = match there {
            Some(short) => (Vec::new(), short),
            None => match self.simulate(case, &scenario) {
                Ok(found) => found,
                Err(end) => return end,
            },
        };
        match Payoff::all_of(&case.target) {
            Ok(payoffs) => {
                End::Done { before, refuted, payoffs, read: scenario.read_paths(), short }
            }
            Err(why) => End::Failed(super::super::exit::MACHINE, why),
        }
    }

    /// Whether its results are there, and how far they fall short of what was asked for.
    fn there(&self, case: &Case, scenario: &Scenario) -> Option<Option<String>> {
        let mut shown = vec![
            ("charts".to_owned(), self.asked.charts.to_string()),
            ("timeline".to_owned(), self.asked.timeline.to_string()),
        ];
        let receipt = recorded(&case.target)?;
        let mut settings = self.settings.clone();
        let mut short = None;
        if let Some(wanted) = self.wanted {
            // How many paths that takes, only a run tells: the one that left the receipt did.
            let said = receipt.settings.get(PRECISION)?;
            short = said.split_once(": ").map(|(_, short)| short.to_owned());
            shown.push((PRECISION.to_owned(), precise(wanted, short.as_deref())));
            if self.count.is_none() {
                settings = settings.with_paths(receipt.paths);
            }
        }
        covered(&receipt, &case.target, scenario, &settings, &shown).then_some(short)
    }

    /// Runs a scenario, with as many paths as its precision takes where one was asked for.
    fn ran(&self, scenario: &Scenario) -> Result<(Run, Option<String>), StudyFailure> {
        let settings = self.settings.clone().showing(self.asked);
        let run = |settings: &Settings| scenario.run(settings).map_err(StudyFailure::from);
        let Some(wanted) = self.wanted else { return Ok((run(&settings)?, None)) };
        let exactness = |run: &Run| -> Vec<Exactness> {
            let spreads = run.spreads().into_iter();
            spreads.filter_map(|(mean, spread)| Exactness::of(mean, spread)).collect()
        };
        let Reached { study, paths, excess } =
            until(wanted, self.count, &settings, run, exactness)?;
        let short = (excess > 1.0).then(|| {
            let paths = digits::integer(i64::try_from(paths).unwrap_or(i64::MAX));
            let times = digits::number(excess, 3);
            format!(
                "with {paths} paths the largest standard error is {times} times the one asked for"
            )
        });
        Ok((study.noting(PRECISION, precise(wanted, short.as_deref())), short))
    }

    /// Runs a scenario and writes its results; gives what they refute, and how far they fall short of what was asked for.
    fn simulate(
        &self,
        case: &Case,
        scenario: &Scenario,
    ) -> Result<(Vec<String>, Option<String>), End> {
        let (run, short) = self.ran(scenario).map_err(|failure| match failure {
            StudyFailure::Failed(Failure::Interrupted) => End::Stopped,
            other => End::Failed(super::super::exit::INPUT, other.to_string()),
        })?;
        run.write(&case.target).map_err(|error| match error {
            crate::report::FolderError::Stopped => End::Stopped,
            error if error.is_input() => End::Failed(super::super::exit::INPUT, error.to_string()),
            error => End::Failed(super::super::exit::MACHINE, error.to_string()),
        })?;
        let refuted = run.verdicts().into_iter().filter(|verdict| !verdict.holds());
        Ok((refuted.map(|verdict| verdict.sentence()).collect(), short))
    }
}

/// What the receipt of a run with a precision calls it.
const PRECISION: &str = "precision";

/// What it says there.
fn precise(wanted: Precision, short: Option<&str>) -> String {
    short.map_or_else(|| wanted.to_string(), |short| format!("{wanted}: {short}"))
}
