//! What a side that sees the world otherwise expects of the same contract: its own payoff, never added to any other.

use super::aligned::Aligned;
use super::over_time::{self, EventResult};
use super::page::typeset;
use super::reading;
use super::run::RunResults;
use super::sides::{self, SideResult};
use super::terminal::{known_digits, percent};
use crate::draw::Sampler;
use crate::engine::Outcome;
use crate::scenario::Belief;
use crate::statistics::{Measure, digits};
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

    /// The tables for a terminal: payoffs first, then the events that somebody sees otherwise.
    pub(super) fn belief_lines(&self, width: usize, ascii: bool) -> Vec<String> {
        if self.beliefs.is_empty() {
            return Vec::new();
        }
        let header = ["through its own eyes", "mean", "P5", "P50", "P95", "P(loss)"];
        let mut payoffs = Aligned::new(&header);
        let by = format!("event by {}, as seen by", self.end);
        let mut events = Aligned::new(&[&by, "probability", "base world"]);
        let mut changed = false;
        for Seen { side, events: own } in &self.beliefs {
            payoffs.push(payoff_cells(side));
            for event in own {
                events.push(event_cells(side, event));
                changed = true;
            }
        }
        let mut parts = vec![payoffs.lines(width, ascii)];
        parts.extend(changed.then(|| events.lines(width, ascii)));
        parts
    }

    /// The same tables for a page.
    pub(super) fn belief_section(&self) -> Markup {
        let payoffs: Vec<Vec<String>> =
            self.beliefs.iter().map(|seen| payoff_cells(&seen.side)).collect();
        let cells =
            |seen: &Seen| seen.events.iter().map(|own| event_cells(&seen.side, own)).collect();
        let events: Vec<Vec<String>> =
            self.beliefs.iter().flat_map(|seen| -> Vec<_> { cells(seen) }).collect();
        html! {
            @if !payoffs.is_empty() {
                h2 { "Through their own eyes" }
                p {
                    "The payoff that each of these sides expects in the world that it believes in, " (self.money)
                    ", with the same draws. Payoffs of different worlds are never added."
                }
                (rows(&["side", "mean", "P5", "P50", "P95", "chance of a loss"], &payoffs))
                @if !events.is_empty() {
                    (rows(&[&format!("event by {}, as seen by", self.end), "probability", "in the base world"], &events))
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

fn payoff_cells(side: &SideResult) -> Vec<String> {
    let mut row = vec![side.label.clone(), digits::measure(side.mean.as_ref())];
    row.extend((0..3).map(|place| known_digits(side.quantile(place))));
    row.push(percent(side.loss));
    row
}

fn event_cells(side: &SideResult, own: &SeenEvent) -> Vec<String> {
    let words = format!("{}: {}", side.label, own.event.label);
    vec![words, percent(own.event.by_horizon()), percent(own.base)]
}

fn rows(header: &[&str], rows: &[Vec<String>]) -> Markup {
    html! {
        table {
            thead { tr { @for cell in header { th { (cell) } } } }
            tbody {
                @for row in rows {
                    tr {
                        @for (place, cell) in row.iter().enumerate() {
                            @if place == 0 { th { (cell) } } @else { td { (typeset(cell)) } }
                        }
                    }
                }
            }
        }
    }
}
