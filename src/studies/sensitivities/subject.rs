//! A deal with the payoffs and the drawn inputs that a study of sensitivity reads of it, in the base world or in a side's own.

use crate::plan::{NodeId, Plan, ReadAt, Sink, TrackId};
use crate::scenario::Model;
use crate::simulation::Scenario;
use crate::studies::planned::Planned;

/// What is read of a deal in one world.
pub(super) struct Subject<'run> {
    scenario: &'run Scenario,
    plan: Plan,
    /// Tracks of payoffs, by side.
    payoffs: Vec<TrackId>,
    /// Key paths of the inputs that are drawn.
    pub(super) inputs: Vec<String>,
    values: Vec<TrackId>,
}

impl<'run> Subject<'run> {
    /// The deal in the base world.
    pub(super) fn base(scenario: &'run Scenario) -> Self {
        Self::of(scenario, scenario.model(), None)
    }

    /// The deal through a side's own eyes, of which only its own payoff is read; the base world where it has no beliefs.
    pub(super) fn seen(scenario: &'run Scenario, side: &str) -> Option<Self> {
        let model = scenario.model();
        let place = model.sides.iter().position(|known| known.name == side)?;
        let belief = model.beliefs.iter().find(|belief| belief.side == place);
        let world = belief.map_or(model, |belief| &belief.model);
        Some(Self::of(scenario, world, Some(place)))
    }

    fn of(scenario: &'run Scenario, model: &Model, side: Option<usize>) -> Self {
        let payoffs: Vec<TrackId> = model
            .sides
            .iter()
            .enumerate()
            .filter(|(place, _)| side.is_none_or(|side| side == *place))
            .map(|(_, side)| side.payoff)
            .collect();
        let mut plan = model.plan.asked_for(&payoffs);
        let inputs: Vec<(String, NodeId)> = plan
            .named
            .iter()
            .filter_map(|named| Some((named.called.path.clone()?, named.node)))
            .filter(|(path, node)| is_input(path) && plan.is_drawn(*node))
            .collect();
        let mut values = Vec::new();
        for (_, node) in &inputs {
            values.push(plan.keep(*node, ReadAt::End, Sink::Distribution));
        }
        let inputs = inputs.into_iter().map(|(path, _)| path).collect();
        Self { scenario, plan, payoffs, inputs, values }
    }

    /// The plan, for its sites.
    pub(super) fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Payoffs first, then inputs.
    pub(super) fn planned(&self) -> Planned<'run> {
        let tracks = self.payoffs.iter().chain(&self.values).copied().collect();
        Planned { scenario: self.scenario, plan: self.plan.clone(), tracks }
    }

    /// The payoffs alone, where the draws of some are made anew.
    pub(super) fn redrawn(&self, chosen: impl Fn(&str) -> bool) -> Planned<'run> {
        let plan = self.plan.asked_for(&self.payoffs).redrawn(chosen);
        Planned { scenario: self.scenario, plan, tracks: self.payoffs.clone() }
    }

    /// How many payoffs come before the inputs.
    pub(super) fn sides(&self) -> usize {
        self.payoffs.len()
    }
}

/// Whether a key path is that of an input itself.
fn is_input(path: &str) -> bool {
    path.strip_prefix("inputs.").is_some_and(|name| !name.contains('.'))
}
