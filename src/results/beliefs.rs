//! What a side that sees the world otherwise expects of the same contract: its own payoff, never added to any other.

use super::over_time::{self, EventResult};
use super::page::rendered;
use super::reading;
use super::run::RunResults;
use super::sides::{self, SideResult};
use crate::draw::Sampler;
use crate::engine::Outcome;
use crate::scenario::Belief;
use crate::statistics::Measure;
use maud::{Markup, html};

/// One side's payoff and the events, in the world that it believes in.
#[derive(Clone, Debug)]
pub struct Seen {
    pub(super) side: SideResult,
    /// Only those that are as likely on every date as in the base world are left out, once both are known.
    pub(super) events: Vec<SeenEvent>,
}

/// An event in the world that a side believes in.
#[derive(Clone, Debug)]
pub(super) struct SeenEvent {
    pub(super) event: EventResult,
    /// Its probability by the horizon in the base world.
    pub(super) base: Option<Measure>,
}

impl Seen {
    /// Reads what a run of the plan of a belief left.
    #[must_use]
    pub fn read(belief: &Belief, outcome: &Outcome, sampler: Sampler) -> Self {
        let model = &belief.model;
        let unit = reading::unit_of(sampler);
        let side = model.sides.get(belief.side).map(|side| sides::read_one(side, outcome, unit));
        let events = over_time::events(model, outcome);
        Self {
            side: side.unwrap_or_default(),
            events: events.into_iter().map(|event| SeenEvent { event, base: None }).collect(),
        }
    }
}

impl RunResults {
    /// Adds what sides see that believe in other worlds. Nothing else that is shown changes.
    #[must_use]
    pub fn with_beliefs(mut self, beliefs: Vec<Seen>) -> Self {
        self.beliefs = beliefs;
        for seen in &mut self.beliefs {
            seen.events.retain_mut(|own| {
                let event = &own.event;
                let same = |base: &&EventResult| (&base.of, &base.name) == (&event.of, &event.name);
                let base = self.events.iter().find(same);
                let changed = base.is_none_or(|base| !as_likely(base, event));
                own.base = base.and_then(EventResult::by_horizon);
                changed
            });
        }
        self
    }

    /// The tables for a page.
    pub(super) fn belief_section(&self) -> Markup {
        html! {
            @if !self.beliefs.is_empty() {
                p {
                    "The payoff that each of these sides expects in the world that it believes in"
                    (self.in_money()) ", with the same draws. Payoffs of different worlds are never added."
                }
                (rendered(&self.believed_payoffs("side").shown()))
                @if let Some(events) = self.believed_events(&format!("event by {}, as seen by", self.last_day()), "in the base world") {
                    (rendered(&events.shown()))
                }
            }
        }
    }
}

/// Whether two events have the same probability by every date.
fn as_likely(one: &EventResult, other: &EventResult) -> bool {
    let values = |event: &EventResult| -> Vec<u64> {
        event.cumulative.iter().map(|(_, measure)| measure.value.to_bits()).collect()
    };
    values(one) == values(other)
}
