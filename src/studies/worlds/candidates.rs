//! What ranges are looked for: inputs that are drawn, numbers with a band, and on request outcomes.

use super::answer::{Candidate, Source};
use crate::diagnose::nearest;
use crate::plan::{NodeId, Plan, ReadAt, Sink, TrackId};
use crate::simulation::Scenario;
use crate::studies::planned::Planned;
use crate::studies::refused::Refusal;
use jiff::civil::Date;

/// What is run of a deal: the payoff of one side, and all candidates.
pub(super) struct Subject<'run> {
    scenario: &'run Scenario,
    plan: Plan,
    payoff: TrackId,
    pub(super) candidates: Vec<Candidate>,
    values: Vec<TrackId>,
}

impl<'run> Subject<'run> {
    /// The payoff of a side, by its number in the deal.
    pub(super) fn new(scenario: &'run Scenario, side: usize) -> Option<Self> {
        let model = scenario.model();
        let payoff = model.sides.get(side)?.payoff;
        let plan = model.plan.asked_for(&[payoff]);
        Some(Self { scenario, plan, payoff, candidates: Vec::new(), values: Vec::new() })
    }

    /// Adds every input that is drawn, and every number whose band is.
    pub(super) fn add_inputs(&mut self, bands: &[&str]) {
        let mut found: Vec<(String, NodeId)> = Vec::new();
        for named in &self.plan.named {
            let Some(path) = &named.called.path else { continue };
            let input = path.strip_prefix("inputs.").is_some_and(|name| !name.contains('.'));
            let is_own = named.called.label == *path;
            if (input || (is_own && bands.contains(&path.as_str())))
                && self.plan.is_drawn(named.node)
                && !found.iter().any(|(known, _)| known == path)
            {
                found.push((path.clone(), named.node));
            }
        }
        found.sort_by(|one, other| one.0.cmp(&other.0));
        for (path, node) in found {
            let name = path.strip_prefix("inputs.").unwrap_or(&path);
            let label = name.replace('_', " ");
            let source = if bands.contains(&path.as_str()) { Source::Band } else { Source::Input };
            let unit = String::new();
            self.add(Candidate { path, label, unit, source }, node, ReadAt::End);
        }
    }

    /// Adds an outcome: an event, or a driver at a date, `revenue@2030-12-31`.
    pub(super) fn add_outcome(&mut self, text: &str) -> Result<(), Refusal> {
        let model = self.scenario.model();
        let name = text.split('@').next().unwrap_or(text);
        if let Some((_, day)) = text.split_once('@') {
            let date: Date = day.trim().parse().map_err(|_| Refusal {
                message: format!("`{day}` is no date"),
                help: "write a driver and a day: revenue@2030-12-31".to_owned(),
            })?;
            let drivers = model.drivers.iter();
            let driver = drivers.clone().find(|driver| driver.name == name.trim());
            let driver = driver.ok_or_else(|| {
                unknown("driver", name, drivers.map(|driver| driver.name.as_str()).collect())
            })?;
            let grid = model.grid;
            let time = grid.years_to_end_of(date);
            let period = grid.period_of(time).filter(|_| time > 0.0).ok_or_else(|| Refusal {
                message: format!("{date} is not between the start and the end of the deal"),
                help: format!("name a day from {} to {}", grid.start(), grid.last_day()),
            })?;
            let node = model.plan.track(driver.track).map(|track| track.node);
            let candidate = Candidate {
                path: format!("drivers.{}", driver.name),
                label: format!("{} on {date}", driver.label),
                unit: driver.unit.clone(),
                source: Source::Driver(date),
            };
            let at = ReadAt::Steps(vec![u32::try_from(period).unwrap_or(u32::MAX)]);
            self.add_node(candidate, node, at);
            return Ok(());
        }
        let events = model.events.iter();
        let event = events.clone().find(|event| event.name == name.trim());
        let event = event.ok_or_else(|| {
            let mut refusal =
                unknown("event", name, events.map(|event| event.name.as_str()).collect());
            if model.drivers.iter().any(|driver| driver.name == name.trim()) {
                refusal.help = format!(
                    "say at which day the driver is meant: {name}@{}",
                    model.grid.last_day()
                );
            }
            refusal
        })?;
        let node = model.plan.track(event.track).map(|track| track.node);
        let candidate = Candidate {
            path: format!("events.{}", event.name),
            label: event.label.clone(),
            unit: String::new(),
            source: Source::Event,
        };
        self.add_node(candidate, node, ReadAt::End);
        Ok(())
    }

    fn add_node(&mut self, candidate: Candidate, node: Option<NodeId>, at: ReadAt) {
        if let Some(node) = node {
            self.add(candidate, node, at);
        }
    }

    fn add(&mut self, candidate: Candidate, node: NodeId, at: ReadAt) {
        self.values.push(self.plan.keep(node, at, Sink::Distribution));
        self.candidates.push(candidate);
    }

    /// The payoff first, then the candidates.
    pub(super) fn planned(&self) -> Planned<'run> {
        let tracks = std::iter::once(self.payoff).chain(self.values.iter().copied()).collect();
        Planned { scenario: self.scenario, plan: self.plan.clone(), tracks }
    }
}

/// Nothing has this name.
pub(super) fn unknown(what: &str, name: &str, known: Vec<&str>) -> Refusal {
    let near = nearest(name.trim(), known.iter().copied());
    let all = || match known.is_empty() {
        true => format!("it has no {what} at all"),
        false => format!("there are {}", known.join(", ")),
    };
    Refusal {
        message: format!("the deal has no {what} `{}`", name.trim()),
        help: near.map_or_else(all, |near| format!("did you mean `{near}`?")),
    }
}
