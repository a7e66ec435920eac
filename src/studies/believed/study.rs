//! Runs packages, and the walk-away of each, in the base world and in that of each side, on the same uniforms.

use super::answer::{Believed, BelievedDeal, BelievedEvent, BelievedSide};
use crate::document::{Files, Overrides};
use crate::plan::{ReadAt, Sink, TrackId};
use crate::scenario::Model;
use crate::simulation::{Scenario, Settings};
use crate::statistics::probability::proportion_of;
use crate::statistics::{Measure, Unit, deviation_of, mean_of};
use crate::studies::forcing::{Forced, forcing};
use crate::studies::payoffs::unit;
use crate::studies::planned::{Planned, run_plans};
use crate::studies::refused::{Refusal, StudyFailure};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A scenario that runs: a package, or a walk-away.
struct Seen {
    scenario: Scenario,
    /// Where its base world stands among the plans.
    base: usize,
    /// Where the worlds of its sides stand, by their numbers.
    own: Vec<(usize, usize)>,
}

/// What each side thinks of each package.
///
/// # Errors
/// When a file is wrong, no side of any package has beliefs, the files do not belong together, or a run fails.
pub fn beliefs(
    files: &Arc<dyn Files>,
    paths: &[PathBuf],
    overrides: &Overrides,
    settings: &Settings,
) -> Result<Believed, StudyFailure> {
    let read = |path: &Path| Scenario::read_with(Arc::clone(files), path, overrides);
    let mut packages = Vec::new();
    let mut scenarios: Vec<Scenario> = Vec::new();
    let mut read_files: Vec<PathBuf> = Vec::new();
    for path in paths {
        let written = read(path)?;
        let signing = written.signing().map(|signing| (signing.event.clone(), signing.on));
        let forced = |scenario: &Scenario, how: Forced| {
            let laid = signing.as_ref().map(|(event, _)| forcing(scenario, event, how));
            scenario.with_all(&laid.unwrap_or_default())
        };
        let on = signing.as_ref().and_then(|(_, on)| *on);
        scenarios.push(forced(&written, Forced::Certain(on))?);
        let package = scenarios.len() - 1;
        let away = match written.walk_away() {
            Some(path) => {
                scenarios.push(forced(&read(path)?, Forced::Never)?);
                Some(scenarios.len() - 1)
            }
            None => None,
        };
        packages.push((written, package, away));
    }
    for path in scenarios.iter().flat_map(Scenario::read_paths) {
        if !read_files.contains(&path) {
            read_files.push(path);
        }
    }
    let Some((first, ..)) = packages.first() else {
        return Err(Refusal {
            message: "no package is named".to_owned(),
            help: "name one scenario file or more".to_owned(),
        }
        .into());
    };
    agree(&scenarios, settings)?;
    if packages.iter().all(|(written, ..)| written.believing().is_empty()) {
        let message = format!("no side of {} sees the world otherwise", first.path().display());
        let help =
            "say what a side believes: [beliefs.buyer] and below it events.rival.hazard = 0.1";
        return Err(Refusal { message, help: help.to_owned() }.into());
    }
    let (seen, kept) = run(&scenarios, settings)?;
    let study = Study { seen, kept, unit: unit(first, settings) };
    let sides = first.side_labels();
    let (count, seed) = first.paths_and_seed(settings);
    Ok(Believed {
        deals: packages.iter().map(|package| study.deal(package, &sides)).collect(),
        colours: first.side_colours(),
        money: first.money().to_owned(),
        sampler: first.sampler_name(settings),
        files: read_files,
        paths: count,
        seed,
        sides,
    })
}

/// Refuses files whose paths are not the same futures.
fn agree(scenarios: &[Scenario], settings: &Settings) -> Result<(), StudyFailure> {
    let [first, others @ ..] = scenarios else { return Ok(()) };
    for other in others {
        if let Some((what, one, two)) = first.differs_in(other, settings) {
            let message = format!(
                "{what} is {one} in one file and {two} in the other: their paths are not the same futures"
            );
            return Err(
                Refusal { message, help: format!("give both files the same {what}") }.into()
            );
        }
    }
    Ok(())
}

/// For each plan, what it keeps: payoffs first, then the times of events.
type Kept = Vec<Vec<Arc<Vec<f64>>>>;

/// Runs every scenario in the base world, and in that of each side with beliefs, of which only its own payoff is read.
fn run(scenarios: &[Scenario], settings: &Settings) -> Result<(Vec<Seen>, Kept), StudyFailure> {
    fn planned<'run>(
        scenario: &'run Scenario,
        model: &Model,
        payoffs: &[TrackId],
    ) -> Planned<'run> {
        let mut plan = model.plan.asked_for(payoffs);
        let mut tracks = payoffs.to_vec();
        let nodes = model.events.iter().filter_map(|event| model.plan.track(event.track));
        for node in nodes.map(|track| track.node).collect::<Vec<_>>() {
            tracks.push(plan.keep(node, ReadAt::End, Sink::Distribution));
        }
        Planned { scenario, plan, tracks }
    }
    let mut all: Vec<Planned<'_>> = Vec::new();
    let mut seen: Vec<Seen> = Vec::new();
    // All base worlds come first, so that none of them hangs on what somebody believes.
    for scenario in scenarios {
        let model = scenario.model();
        let payoffs: Vec<TrackId> = model.sides.iter().map(|side| side.payoff).collect();
        seen.push(Seen { scenario: scenario.clone(), base: all.len(), own: Vec::new() });
        all.push(planned(scenario, model, &payoffs));
    }
    for (scenario, seen) in scenarios.iter().zip(&mut seen) {
        for belief in &scenario.model().beliefs {
            let Some(side) = belief.model.sides.get(belief.side) else { continue };
            seen.own.push((belief.side, all.len()));
            all.push(planned(scenario, &belief.model, &[side.payoff]));
        }
    }
    let kept = run_plans("what sides believe", all, settings)?;
    Ok((seen, kept))
}

/// What has been run.
struct Study {
    seen: Vec<Seen>,
    kept: Kept,
    unit: Unit,
}

impl Study {
    /// The payoffs of a side in the base world, and in its own where it has one.
    fn payoffs(&self, run: usize, side: &str) -> Option<(&[f64], Option<&[f64]>)> {
        let seen = self.seen.get(run)?;
        let place = seen.scenario.sides().position(|name| name == side)?;
        let base = self.kept.get(seen.base)?.get(place)?;
        let own = seen.own.iter().find(|(known, _)| *known == place);
        let own = own.and_then(|(_, plan)| self.kept.get(*plan)?.first());
        Some((base, own.map(|own| own.as_slice())))
    }

    fn deal(
        &self,
        (written, package, away): &(Scenario, usize, Option<usize>),
        sides: &[(String, String)],
    ) -> BelievedDeal {
        let (mut all, mut in_base) = (Vec::new(), Vec::new());
        for (name, label) in sides {
            let away = away.and_then(|away| self.payoffs(away, name));
            let Some((base, own)) = self.payoffs(*package, name) else {
                all.push(None);
                continue;
            };
            if own.is_some() && away.is_some_and(|(_, own)| own.is_none()) {
                in_base.push(label.clone());
            }
            all.push(self.side(base, own, away));
        }
        BelievedDeal {
            name: written.name().to_owned(),
            path: written.path().to_path_buf(),
            signed: written.signing().map(|signing| signing.event.clone()),
            walk_away: away.and_then(|_| written.walk_away().map(Path::to_path_buf)),
            events: self.events(*package, sides),
            sides: all,
            base_walk_away: in_base,
        }
    }

    fn side(
        &self,
        base: &[f64],
        own: Option<&[f64]>,
        away: Option<(&[f64], Option<&[f64]>)>,
    ) -> Option<BelievedSide> {
        let less = |one: &[f64], other: &[f64]| -> Vec<f64> {
            one.iter().zip(other).map(|(one, other)| one - other).collect()
        };
        let mean = |values: &[f64]| mean_of(values, self.unit);
        let in_own = own.unwrap_or(base);
        let gains = away.map(|(there, there_own)| {
            [less(base, there), less(in_own, there_own.unwrap_or(there))]
        });
        let (here, seen) = match &gains {
            Some([base, own]) => (base.as_slice(), own.as_slice()),
            None => (base, in_own),
        };
        Some(BelievedSide {
            believes: own.is_some(),
            base: mean(base)?,
            own: mean(in_own)?,
            gain_base: gains.as_ref().and_then(|[base, _]| mean(base)),
            gain_own: gains.as_ref().and_then(|[_, own]| mean(own)),
            bet: mean(&less(seen, here))?,
            deviation: deviation_of(here),
        })
    }

    /// Events that some side holds for more or less likely.
    fn events(&self, package: usize, sides: &[(String, String)]) -> Vec<BelievedEvent> {
        let Some(seen) = self.seen.get(package) else { return Vec::new() };
        let model = seen.scenario.model();
        let happens = |plan: usize, first: usize, place: usize| -> Option<Measure> {
            let times = self.kept.get(plan)?.get(first + place)?;
            // What comes after the last period never happens.
            proportion_of(times.iter().map(|time| *time <= model.grid.horizon()), self.unit)
        };
        let event = |(place, event): (usize, &crate::scenario::EventMeta)| {
            let base = happens(seen.base, model.sides.len(), place)?;
            let own = |(name, _): &(String, String)| {
                let number = seen.scenario.sides().position(|side| side == name)?;
                let (_, plan) = seen.own.iter().find(|(known, _)| *known == number)?;
                happens(*plan, 1, place)
            };
            let own: Vec<Option<Measure>> = sides.iter().map(own).collect();
            let differs = own.iter().flatten().any(|own| own.value != base.value);
            let (name, label) = (event.name.clone(), event.label.clone());
            (differs && event.part.is_none()).then_some(BelievedEvent { name, label, base, own })
        };
        model.events.iter().enumerate().filter_map(event).collect()
    }
}
