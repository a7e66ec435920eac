//! Whether a run fits into the memory that it may have, told before it starts.

use super::assumed;
use super::failure::{Failure, TooLarge};
use super::job::Job;
use crate::engine::{self, paths_that_fit};

impl Job<'_> {
    /// Refuses a run that may need more memory than allowed.
    pub(super) fn fits(&self) -> Result<(), Failure> {
        let Some(most) = self.settings.most_memory else { return Ok(()) };
        let paths = self.model.settings.paths;
        let settings = self.engine_settings("", 0..paths);
        let exact = engine::Settings { exact_values: u64::MAX, ..settings.clone() };
        // What hangs on assumed numbers is seen afterwards, while the outcome is kept.
        let needs = |paths: u64| {
            let few = paths.min(assumed::MOST_PATHS);
            let beside = self.beside().map_or(0, |beside| beside.memory_need(&exact, few));
            self.prepared().memory_need(&settings, paths).saturating_add(beside)
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
