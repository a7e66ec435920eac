//! Runs the first paths beside themselves with the numbers that their author calls assumed drawn anew.

use super::failure::Failure;
use super::job::Job;
use crate::engine;
use crate::plan::Plan;
use crate::results::assumed_shares;
use crate::scenario::{Model, SourceNote};
use crate::statistics::Measure;

/// Paths that are enough for a share with an error of about one percent.
pub(super) const MOST_PATHS: u64 = 16_384;

/// The payoffs as they are, then with the assumed numbers drawn anew; nothing where no number says how sure it is.
pub(super) fn plans(model: &Model) -> Option<Vec<Plan>> {
    // What a side believes is no part of the base world.
    let own = |note: &&SourceNote| !note.path.starts_with("beliefs.");
    if model.sources.iter().filter(own).all(|note| note.confidence.is_empty()) {
        return None;
    }
    let payoffs: Vec<_> = model.sides.iter().map(|side| side.payoff).collect();
    let first = model.plan.asked_for(&payoffs);
    let again = first.redrawn(|site| confidence_of(model, site) == "assumed");
    Some(vec![first, again])
}

/// What the number closest around a site says of itself.
fn confidence_of<'a>(model: &'a Model, site: &str) -> &'a str {
    let around = |path: &str| {
        site.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let notes =
        model.sources.iter().filter(|note| !note.confidence.is_empty() && around(&note.path));
    notes.max_by_key(|note| note.path.len()).map_or("", |note| &note.confidence)
}

impl Job<'_> {
    /// For each side, the part of the variance of its payoff that would be gone if the uncertain numbers marked
    /// `confidence = "assumed"` were known; absent where nothing says `confidence`, or the payoff does not vary.
    ///
    /// The draws are those of the run, on its first paths. A number that is assumed but fixed has no part in a variance.
    pub(super) fn assumed(&self) -> Result<Vec<Option<Measure>>, Failure> {
        let nobody_knows = || vec![None; self.model.sides.len()];
        let Some(beside) = self.beside() else { return Ok(nobody_knows()) };
        let what = format!("{}, what is assumed", self.model.name);
        let paths = self.model.settings.paths.min(MOST_PATHS);
        let settings = engine::Settings {
            exact_values: u64::MAX,
            whole_run_paths: paths,
            ..self.engine_settings(&what, 0..paths)
        };
        settings.progress.tell(0);
        let unit = engine::unit_of(settings.sampler);
        match beside.run(&settings) {
            // Other draws of the same numbers may be bad where those of the run are not: then nobody knows the share.
            Ok(together) => Ok(match &together.deals[..] {
                [Ok(first), Ok(again)] => assumed_shares(&self.model, first, again, unit),
                _ => nobody_knows(),
            }),
            Err(engine::Failure::Interrupted) => Err(Failure::Interrupted),
            Err(_) => Ok(nobody_knows()),
        }
    }
}
