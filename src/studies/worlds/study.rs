//! Looks for the worlds that break a deal: on one half of the paths, held against the other.

use super::answer::{Candidate, Limit, Limited, Region, Source, Worlds};
use super::candidates::{Subject, unknown};
use crate::document::{Files, NewValue, Overrides};
use crate::sensitivity::{Range, chance_of_idle_limit, counted, inside, worst_box};
use crate::simulation::{Failure, Scenario, Settings};
use crate::statistics::mean::SCRAMBLES;
use crate::statistics::probability::{proportion, proportion_of};
use crate::statistics::units::units;
use crate::statistics::{Measure, Unit, mean_of};
use crate::studies::forcing::{Forced, forcing};
use crate::studies::pair::{FEW_QUANTA, differences};
use crate::studies::payoffs::unit;
use crate::studies::planned::run_plans;
use crate::studies::refused::{Refusal, StudyFailure};
use std::path::Path;
use std::sync::Arc;

/// What is asked.
#[derive(Clone, Debug)]
pub struct Asked<'ask> {
    /// Whose paths are bad.
    pub side: &'ask str,
    /// Below what they are.
    pub below: f64,
    /// The deal that it is held against.
    pub against: Option<&'ask Path>,
    /// Outcomes that may be limited too: an event, or a driver at a date.
    pub outcomes: &'ask [String],
}

/// The fewest bad paths, and the fewest others, of which anything is said.
const FEWEST: u64 = 100;

/// Finds the few ranges of inputs in which most of the paths lie on which a side has too little.
///
/// # Errors
/// When a file is wrong, there is no such side, too few paths are bad or good, or a run fails.
pub fn worlds(
    files: &Arc<dyn Files>,
    path: &Path,
    overrides: &Overrides,
    asked: &Asked<'_>,
    settings: &Settings,
) -> Result<Worlds, StudyFailure> {
    let written = Scenario::read_with(Arc::clone(files), path, overrides)?;
    let other = match asked.against {
        Some(path) => Some(Scenario::read_with(Arc::clone(files), path, overrides)?),
        None => None,
    };
    let (deal, other) = as_signed(&written, other.as_ref())?;
    if let Some(other) = &other
        && let Some((what, one, two)) = deal.differs_in(other, settings)
    {
        let message = format!(
            "{what} is {one} in one file and {two} in the other: their paths are not the same futures"
        );
        return Err(Refusal { message, help: format!("give both files the same {what}") }.into());
    }
    let place = |scenario: &Scenario| {
        let place = scenario.sides().position(|name| name == asked.side);
        place.ok_or_else(|| unknown("side", asked.side, scenario.sides().collect()))
    };
    let number = place(&deal)?;
    let mut subject =
        Subject::new(&deal, number).ok_or_else(|| unknown("side", asked.side, Vec::new()))?;
    let bands: Vec<&str> = written.bands().iter().map(|band| band.path.as_str()).collect();
    subject.add_inputs(&bands);
    for outcome in asked.outcomes {
        subject.add_outcome(outcome)?;
    }
    let there = match &other {
        Some(other) => Subject::new(other, place(other)?),
        None => None,
    };
    let planned = std::iter::once(&subject).chain(&there).map(Subject::planned).collect();
    let kept = run_plans(&format!("worlds of {}", deal.name()), planned, settings)?;
    let Some((own, candidates)) = kept.first().and_then(|kept| kept.split_first()) else {
        return Err(StudyFailure::Failed(Failure::Interrupted));
    };
    let result = match kept.get(1).and_then(|kept| kept.first()) {
        Some(there) => differences(there, own),
        None => own.as_ref().clone(),
    };
    // A few roundings of the ledger below are none.
    let bad: Vec<bool> = result.iter().map(|result| *result < asked.below - FEW_QUANTA).collect();
    let unit = unit(&written, settings);
    let share = share_of_bad(&bad, unit, asked, &subject)?;
    let horizon = deal.model().grid.horizon();
    let numbers: Vec<Vec<f64>> = subject
        .candidates
        .iter()
        .zip(candidates)
        .map(|(candidate, values)| within(candidate, values, horizon))
        .collect();
    let numbers = slices(&numbers);
    let (paths, seed) = written.paths_and_seed(settings);
    let mut read_files = written.read_paths();
    for path in other.iter().flat_map(Scenario::read_paths) {
        if !read_files.contains(&path) {
            read_files.push(path);
        }
    }
    let label = |number: usize| deal.side_labels().get(number).cloned().unwrap_or_default();
    Ok(Worlds {
        name: written.name().to_owned(),
        path: written.path().to_path_buf(),
        signed: written.signing().map(|signing| signing.event.clone()),
        against: asked.against.map(Path::to_path_buf),
        side: label(number),
        colour: deal.side_colours().get(number).copied().unwrap_or(number),
        below: asked.below,
        bad: share,
        found: found(&numbers, &bad, unit),
        candidates: subject.candidates,
        grid: deal.model().grid,
        money: written.money().to_owned(),
        files: read_files,
        sampler: written.sampler_name(settings),
        paths,
        seed,
    })
}

/// Both deals as signed (the walk-away as never signed), each with its bands drawn.
fn as_signed(
    written: &Scenario,
    other: Option<&Scenario>,
) -> Result<(Scenario, Option<Scenario>), StudyFailure> {
    let drawn = |scenario: &Scenario| {
        written.bands().iter().filter(|band| holds(scenario, &band.path)).fold(
            Overrides::new(),
            |laid, band| {
                let ends = NewValue::List(vec![band.low.into(), band.high.into()]);
                let value = NewValue::table([("uniform", ends)]);
                let laid = laid.with(&written.key_of_number(&band.path), value);
                // What is drawn is no fixed number any more.
                let known = scenario.bands().iter().any(|known| known.path == band.path);
                if known { laid.with(&format!("{}.band", band.path), false) } else { laid }
            },
        )
    };
    let forced = |scenario: &Scenario, forced: &dyn Fn(Option<jiff::civil::Date>) -> Forced| {
        let signing = written.signing().or(scenario.signing());
        let laid = signing.map(|signing| forcing(scenario, &signing.event, forced(signing.on)));
        scenario.with_all(&laid.unwrap_or_default().and(&drawn(scenario)))
    };
    let deal = forced(written, &Forced::Certain)?;
    let is_walk_away =
        |other: &Scenario| written.walk_away().is_some_and(|own| own == other.path());
    let other = match other {
        Some(other) if is_walk_away(other) => Some(forced(other, &|_| Forced::Never)?),
        Some(other) => Some(forced(other, &Forced::Certain)?),
        None => None,
    };
    Ok((deal, other))
}

/// The values of a candidate; an event that comes after the last period never happens.
fn within(candidate: &Candidate, values: &[f64], horizon: f64) -> Vec<f64> {
    let late = |time: &f64| if *time <= horizon { *time } else { f64::INFINITY };
    match candidate.source {
        Source::Event => values.iter().map(late).collect(),
        _ => values.to_vec(),
    }
}

/// Whether a scenario has the item of a key path.
fn holds(scenario: &Scenario, path: &str) -> bool {
    let mut parts = path.split('.');
    let (Some(section), Some(name)) = (parts.next(), parts.next()) else { return false };
    scenario.keys_of(section, name).is_some()
}

/// How often a path is bad; refuses where nothing can be said.
fn share_of_bad(
    bad: &[bool],
    unit: Unit,
    asked: &Asked<'_>,
    subject: &Subject<'_>,
) -> Result<Measure, StudyFailure> {
    if subject.candidates.is_empty() {
        return Err(StudyFailure::Refused(Refusal {
            message: "the deal has no input that is drawn, and no number with a band".to_owned(),
            help: "draw an input, give an assumed number a `band`, or name outcomes with --outcome"
                .to_owned(),
        }));
    }
    let all = counted(&vec![true; bad.len()], bad);
    let (count, what) = if all.bad <= all.all - all.bad {
        (all.bad, "less than")
    } else {
        (all.all - all.bad, "at least")
    };
    let measure = proportion_of(bad.iter().copied(), unit).filter(|_| count >= FEWEST);
    measure.ok_or_else(|| {
        StudyFailure::Refused(Refusal {
            message: format!(
                "{} has {what} {} on {count} of {} paths",
                asked.side,
                asked.below,
                bad.len()
            ),
            help: format!(
                "{FEWEST} are needed to tell them from others: move --below, or ask for more --paths"
            ),
        })
    })
}

/// The box that one half of the sampling units chooses, as the other half sees it.
fn found(numbers: &[&[f64]], bad: &[bool], unit: Unit) -> Option<Region> {
    let half = |own: bool| {
        let chosen = move |path: &usize| chooses(*path, unit) == own;
        let pick = |values: &[f64]| -> Vec<f64> {
            (0..values.len()).filter(chosen).map(|path| values[path]).collect()
        };
        let flags: Vec<bool> = (0..bad.len()).filter(chosen).map(|path| bad[path]).collect();
        (numbers.iter().map(|values| pick(values)).collect::<Vec<_>>(), flags)
    };
    let (here, bad_here) = half(true);
    let ranges = worst_box(&slices(&here), &bad_here);
    if ranges.is_empty() {
        return None;
    }
    let (there, bad_there) = half(false);
    let there = slices(&there);
    let held = inside(&there, &ranges);
    let both: Vec<bool> = held.iter().zip(&bad_there).map(|(held, bad)| *held && *bad).collect();
    let all = vec![true; held.len()];
    let mut limited: Vec<(f64, Limited)> =
        ranges.iter().map(|range| limited(range, &ranges, numbers, &there, &bad_there)).collect();
    // What costs most density when it goes comes first.
    limited.sort_by(|one, other| one.0.total_cmp(&other.0));
    Some(Region {
        ranges: limited.into_iter().map(|(_, limited)| limited).collect(),
        coverage: part(&both, &bad_there, unit)?,
        density: part(&both, &held, unit)?,
        mass: part(&held, &all, unit)?,
    })
}

/// Whether a path is of the half that chooses: whole pairs and whole scrambles are.
fn chooses(path: usize, unit: Unit) -> bool {
    match unit {
        Unit::Path => path.is_multiple_of(2),
        Unit::Pair => (path / 2).is_multiple_of(2),
        Unit::Scramble => (path % SCRAMBLES).is_multiple_of(2),
    }
}

fn slices(numbers: &[Vec<f64>]) -> Vec<&[f64]> {
    numbers.iter().map(Vec::as_slice).collect()
}

/// The limits of one range, and how dense the box is without the one that matters most.
fn limited(
    range: &Range,
    ranges: &[Range],
    numbers: &[&[f64]],
    there: &[&[f64]],
    bad: &[bool],
) -> (f64, Limited) {
    let narrower = counted(&inside(there, ranges), bad);
    let limit = |value: Option<f64>, lower: bool| -> Option<Limit> {
        let value = value?;
        let others = ranges
            .iter()
            .map(|other| if other.factor == range.factor { range.without(lower) } else { *other });
        let wider = counted(&inside(there, &others.collect::<Vec<_>>()), bad);
        let all = numbers.get(range.factor)?;
        let beyond = all.iter().filter(|one| if lower { **one < value } else { **one <= value });
        Some(Limit {
            value,
            level: beyond.count() as f64 / all.len() as f64,
            chance: chance_of_idle_limit(narrower, wider),
            density_without: wider.bad as f64 / (wider.all as f64).max(1.0),
        })
    };
    let (low, high) = (limit(range.low, true), limit(range.high, false));
    let least = [low, high].into_iter().flatten().map(|limit| limit.density_without);
    let least = least.fold(f64::INFINITY, f64::min);
    (least, Limited { candidate: range.factor, low, high })
}

/// Which part of some paths others are, with the error of a ratio of means over independent parts of the draws.
fn part(some: &[bool], of: &[bool], unit: Unit) -> Option<Measure> {
    let number =
        |flags: &[bool]| -> Vec<f64> { flags.iter().map(|flag| f64::from(*flag)).collect() };
    let count = |flags: &[bool]| flags.iter().filter(|flag| **flag).count() as u64;
    let (above, below) = (count(some), count(of));
    let plain = proportion(above, below)?;
    if unit == Unit::Path || above == 0 || above == below {
        return Some(plain);
    }
    // Half of the scrambles are left, in their order: their mates stand in the half that chose.
    let grouped = |values: &[f64]| match unit {
        Unit::Scramble => crate::statistics::units::in_groups(values, unit, SCRAMBLES / 2),
        _ => units(values, unit),
    };
    let (above, below) = (grouped(&number(some)), grouped(&number(of)));
    let rest: Vec<f64> =
        above.iter().zip(&below).map(|(above, below)| above - plain.value * below).collect();
    let (rest, scale) = (mean_of(&rest, Unit::Path)?, mean_of(&below, Unit::Path)?);
    let standard_error = rest.standard_error.map(|error| error / scale.value);
    Some(Measure { standard_error, ..plain })
}
