//! Runs the worlds that sides believe in, all paths of each.

use super::failure::Failure;
use super::job::Job;
use crate::engine;
use crate::results::Seen;
use crate::scenario::{Belief, Model};

impl Job<'_> {
    /// What each side with beliefs sees.
    pub(super) fn beliefs(&self) -> Result<Vec<Seen>, Failure> {
        let see = |belief: &Belief| {
            let Belief { side, model } = belief;
            let side = self.model.sides.get(*side).map_or("", |side| side.label.as_str());
            let what = format!("{} through the eyes of {side}", self.model.name);
            let settings = self.engine_settings(&what, 0..self.model.settings.paths);
            settings.progress.tell(0);
            let plan = belief.plan();
            match engine::run(&plan, &settings) {
                Ok(outcome) => Ok(Seen::read(belief, &plan, &outcome, settings.sampler)),
                Err(failure) => {
                    let world = Model { settings: self.model.settings, ..(**model).clone() };
                    Err(self.scenario.failure(failure, &world, Some(side)))
                }
            }
        };
        self.model.beliefs.iter().map(see).collect()
    }
}
