//! The worlds that sides believe in, which ran together with the scenario.

use super::failure::Failure;
use super::job::Job;
use crate::engine::{self, Outcome};
use crate::results::Seen;
use crate::scenario::{Belief, Model};

impl Job<'_> {
    /// What each side with beliefs sees, from what runs of their worlds left.
    pub(super) fn beliefs(
        &self,
        left: impl Iterator<Item = Result<Outcome, engine::Failure>>,
    ) -> Result<Vec<Seen>, Failure> {
        let sampler = self.model.settings.sampler;
        let see = |(belief, outcome): (&Belief, Result<Outcome, engine::Failure>)| match outcome {
            Ok(outcome) => Ok(Seen::read(belief, &outcome, sampler)),
            Err(failure) => Err(self.failed_belief(belief, failure)),
        };
        self.model.beliefs.iter().zip(left).map(see).collect()
    }

    /// Why the world of a belief leaves nothing.
    pub(super) fn failed_belief(&self, belief: &Belief, failure: engine::Failure) -> Failure {
        let side = self.model.sides.get(belief.side).map_or("", |side| side.label.as_str());
        let world = Model { settings: self.model.settings, ..(*belief.model).clone() };
        self.scenario.failure(failure, &world, Some(side))
    }
}
