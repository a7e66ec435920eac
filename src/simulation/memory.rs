//! Whether a run fits into the memory that it may have, told before it starts.

use super::assumed;
use super::failure::{Failure, TooLarge};
use super::job::Job;
use crate::engine::{self, memory_need, paths_that_fit};
use crate::plan::Plan;

impl Job<'_> {
    /// Refuses a run that may need more memory than allowed.
    pub(super) fn fits(&self) -> Result<(), Failure> {
        let Some(most) = self.settings.most_memory else { return Ok(()) };
        let paths = self.model.settings.paths;
        let settings = self.engine_settings("", 0..paths);
        // What goes with the run, one after the other, while the outcome of the base world is kept.
        let mut beside: Vec<(Plan, u64)> =
            self.model.beliefs.iter().map(|belief| (belief.plan(), paths)).collect();
        let assumed = assumed::plans(&self.model);
        beside.extend(assumed.map(|both| (both.first, paths.min(assumed::MOST_PATHS))));
        let worlds: Vec<_> = beside
            .iter()
            .filter_map(|(plan, most)| Some((memory_need(plan, &settings).ok()?, *most)))
            .collect();
        let failed = |failure: engine::Failure| self.scenario.failure(failure, &self.model, None);
        let base = memory_need(&self.model.plan, &settings).map_err(failed)?;
        let needs = |paths: u64| {
            let beside = worlds.iter().map(|(world, most)| world(paths.min(*most))).max();
            base(paths).saturating_add(beside.unwrap_or(0))
        };
        let need = needs(paths);
        if need <= most {
            return Ok(());
        }
        let fits = paths_that_fit(needs, paths, most);
        let name = self.model.name.clone();
        Err(Failure::TooLarge(TooLarge { name, paths, need, most, fits }))
    }
}
