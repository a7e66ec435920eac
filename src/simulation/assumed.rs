//! Runs the first paths twice, the second time with the numbers that their author calls assumed drawn anew.

use super::failure::Failure;
use super::job::Job;
use crate::draw::Sampler;
use crate::engine;
use crate::plan::Plan;
use crate::results::assumed_shares;
use crate::scenario::{Model, SourceNote};
use crate::statistics::Measure;

/// Paths that are enough for a share with an error of about one percent.
pub(super) const MOST_PATHS: u64 = 16_384;

/// The same payoffs twice.
pub(super) struct Both {
    /// As they are.
    pub(super) first: Plan,
    /// With the assumed numbers drawn anew.
    pub(super) again: Plan,
}

/// What has to run; nothing where no number says how sure it is.
pub(super) fn plans(model: &Model) -> Option<Both> {
    // What a side believes is no part of the base world.
    let own = |note: &&SourceNote| !note.path.starts_with("beliefs.");
    if model.sources.iter().filter(own).all(|note| note.confidence.is_empty()) {
        return None;
    }
    let payoffs: Vec<_> = model.sides.iter().map(|side| side.payoff).collect();
    let first = model.plan.asked_for(&payoffs);
    let again = first.redrawn(|site| confidence_of(model, site) == "assumed");
    Some(Both { first, again })
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
    /// The draws are random ones of the run's seed, also where the run's own sampler is another: renamed draws would move the
    /// others in a Sobol sequence, and both runs have to share them. A number that is assumed but fixed has no part in a variance.
    pub(super) fn assumed(&self) -> Result<Vec<Option<Measure>>, Failure> {
        let Some(Both { first, again }) = plans(&self.model) else {
            return Ok(vec![None; self.model.sides.len()]);
        };
        let what = format!("{}, what is assumed", self.model.name);
        let paths = self.model.settings.paths.min(MOST_PATHS);
        let settings = engine::Settings {
            sampler: Sampler::Random,
            exact_values: u64::MAX,
            whole_run_paths: paths,
            ..self.engine_settings(&what, 0..paths)
        };
        let payoffs = |plan| match engine::run(plan, &settings) {
            Ok(outcome) => Ok(Some(outcome)),
            Err(engine::Failure::Interrupted) => Err(Failure::Interrupted),
            // Other draws of the same numbers may be bad where those of the run are not: then nobody knows the share.
            Err(_) => Ok(None),
        };
        match (payoffs(&first)?, payoffs(&again)?) {
            (Some(first), Some(again)) => Ok(assumed_shares(&self.model, &first, &again)),
            _ => Ok(vec![None; self.model.sides.len()]),
        }
    }
}
