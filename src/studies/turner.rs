//! Runs the points of a sweep: the deal with numbers turned, and the alternative turned alike where it has them.

use super::forcing::{Forced, forcing};
use super::given::Given;
use super::pair::against;
use super::payoffs::unit;
use super::refused::StudyFailure;
use super::sheet::{CellPayoffs, Draws, Sheet};
use super::sweep::{Axis, Point, SideAt};
use crate::document::{Files, NewValue, Overrides};
use crate::simulation::{Scenario, Settings};
use crate::statistics::{Sample, Unit, deviation_of};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The points of a grid.
pub(super) type At = Vec<Vec<f64>>;

/// Runs a deal and its alternative with numbers turned.
pub(super) struct Turner<'run> {
    pub(super) written: Scenario,
    pub(super) deal: Scenario,
    pub(super) alternative: Option<Scenario>,
    /// Whether the alternative has each key.
    pub(super) turns: Vec<bool>,
    /// The paths that are looked at; all of them where absent.
    pub(super) given: Option<Given>,
    pub(super) settings: &'run Settings,
    unit: Unit,
}

/// The deals of all points and their alternatives.
struct Sheets<'run> {
    deals: Sheet<'run>,
    alternatives: Option<Sheet<'run>>,
    /// For each point, which alternative is its.
    which: Vec<usize>,
}

impl<'run> Turner<'run> {
    pub(super) fn new(
        files: &Arc<dyn Files>,
        written: Scenario,
        overrides: &Overrides,
        settings: &'run Settings,
    ) -> Result<Self, StudyFailure> {
        let signing = written.signing().cloned();
        let forced = |scenario: &Scenario, how| match &signing {
            Some(signing) => scenario.with_all(&forcing(scenario, &signing.event, how)),
            None => Ok(scenario.clone()),
        };
        let on = signing.as_ref().and_then(|signing| signing.on);
        let deal = forced(&written, Forced::Certain(on))?;
        let alternative = match written.walk_away() {
            Some(path) => {
                let alternative = Scenario::read_with(Arc::clone(files), path, overrides)?;
                Some(forced(&alternative, Forced::Never)?)
            }
            None => None,
        };
        let unit = unit(&written, settings);
        Ok(Self { written, deal, alternative, turns: Vec::new(), given: None, settings, unit })
    }

    /// Every point of the grid, and how many of them share each program.
    pub(super) fn points(
        &mut self,
        axes: &[Axis],
        at: &At,
    ) -> Result<(Vec<Point>, Vec<usize>), StudyFailure> {
        let keys = |values: &[f64]| -> Vec<(&str, f64)> {
            axes.iter().map(|axis| axis.key.as_str()).zip(values.iter().copied()).collect()
        };
        if let (Some(alternative), Some(first)) = (&self.alternative, at.first()) {
            let has = |key| has(alternative, key);
            self.turns = keys(first).into_iter().map(has).collect::<Result<_, StudyFailure>>()?;
        }
        let (settings, how) = (self.settings, (Draws::Alone, false));
        let read = |point: usize| laid(&self.deal, &keys(&at[point]));
        let deals = Sheet::new(at.len(), how, settings, read)?;
        let (others, which) = self.shared(at);
        let alternatives = self.alternative.as_ref().map(|alternative| {
            Sheet::new(others.len(), how, settings, |other| {
                let shared = keys(&at[others[other]]).into_iter().zip(&self.turns);
                let shared = shared.filter(|(_, turns)| **turns).map(|(key, _)| key);
                laid(alternative, &shared.collect::<Vec<_>>())
            })
        });
        let sheets = Sheets { deals, alternatives: alternatives.transpose()?, which };
        let points = self.all(&sheets, at)?;
        Ok((points, sheets.deals.programs()))
    }

    /// Runs all points, as many at a time as memory has room for.
    fn all(&self, sheets: &Sheets<'_>, at: &At) -> Result<Vec<Point>, StudyFailure> {
        let Sheets { deals, alternatives, which } = sheets;
        let settings = self.settings;
        let mut at_once = deals.at_once(settings)?;
        if let Some(alternatives) = alternatives {
            at_once = at_once.min(alternatives.at_once(settings)?).div_ceil(2);
        }
        let mut points = Vec::with_capacity(at.len());
        let mut without: BTreeMap<usize, CellPayoffs> = BTreeMap::new();
        let all: Vec<usize> = (0..at.len()).collect();
        for chunk in all.chunks(at_once) {
            let bytes = deals.bytes(settings).saturating_mul(chunk.len() as u64);
            let what = told(&self.deal, at.len(), (points.len(), chunk.len()), bytes);
            let payoffs = deals.run(&what, chunk, settings)?;
            if let Some(alternatives) = alternatives {
                let needed: BTreeSet<usize> = chunk.iter().map(|point| which[*point]).collect();
                without.retain(|other, _| needed.contains(other));
                let new = needed.into_iter().filter(|other| !without.contains_key(other));
                let new: Vec<usize> = new.collect();
                let ran = alternatives.run(&format!("{what}, without"), &new, settings)?;
                without.extend(new.into_iter().zip(ran));
            }
            let point = |(own, point): (&CellPayoffs, &usize)| {
                self.point(own, without.get(&which[*point]), at[*point].clone())
            };
            let done: Vec<Point> =
                settings.threads_run(|| payoffs.par_iter().zip(chunk).map(point).collect());
            points.extend(done);
        }
        Ok(points)
    }

    /// The first point of each alternative, and for each point which alternative is its.
    fn shared(&self, at: &At) -> (Vec<usize>, Vec<usize>) {
        let mut known: BTreeMap<Vec<u64>, usize> = BTreeMap::new();
        let (mut first, mut which) = (Vec::new(), Vec::new());
        for (point, values) in at.iter().enumerate() {
            let shared = values.iter().zip(&self.turns).filter(|(_, turns)| **turns);
            let shared = shared.map(|(value, _)| value.to_bits()).collect();
            let next = first.len();
            let other = *known.entry(shared).or_insert(next);
            if other == next {
                first.push(point);
            }
            which.push(other);
        }
        (first, which)
    }

    /// What a point comes to.
    fn point(&self, own: &CellPayoffs, other: Option<&CellPayoffs>, at: Vec<f64>) -> Point {
        let unit = self.unit;
        let kept = |values: &[f64]| match &self.given {
            Some(given) => given.keep(values),
            None => values.to_vec(),
        };
        let side = |(name, _): &(String, String)| {
            let own = kept(own.named(name)?);
            let own = own.as_slice();
            let sample = Sample::new(own.to_vec(), unit);
            let beside = other.and_then(|payoffs| payoffs.named(name)).map(kept);
            let beside = beside.as_deref();
            let gain = beside
                .and_then(|alternative| Sample::of_differences(alternative, own, unit).mean());
            let quantile = |level| sample.quantile(level);
            Some(SideAt {
                mean: sample.mean()?,
                deviation: deviation_of(own),
                quantiles: [quantile(0.05)?, quantile(0.5)?, quantile(0.95)?],
                gain,
                shares: beside.and_then(|alternative| against(alternative, own, unit)),
            })
        };
        Point { at, sides: self.written.side_labels().iter().map(side).collect() }
    }
}

/// What runs now, told before it starts: which points of how many, and what their payoffs need.
fn told(deal: &Scenario, all: usize, (done, now): (usize, usize), bytes: u64) -> String {
    let megabytes = bytes.div_ceil(1 << 20);
    let (first, last) = (done + 1, done + now);
    format!("{}: points {first} to {last} of {all}, up to {megabytes} MiB", deal.name())
}

/// A deal with numbers laid over it. A number that is turned leaves the band that was written for the one in the file.
fn laid(scenario: &Scenario, keys: &[(&str, f64)]) -> Result<Scenario, StudyFailure> {
    let bands = &scenario.model().bands;
    let all = keys.iter().fold(Overrides::new(), |all, &(key, value)| {
        let all = all.with(key, NewValue::Number(value));
        match bands.iter().find(|band| key.strip_suffix(".value") == Some(&band.path)) {
            Some(band) => all.with(&format!("{}.band", band.path), NewValue::Boolean(false)),
            None => all,
        }
    });
    Ok(scenario.with_all(&all)?)
}

/// Whether an alternative has a key. One that only the deal has leaves it as it is; a number that the alternative has
/// and cannot take is an error, not a reason to leave it.
fn has(alternative: &Scenario, (key, value): (&str, f64)) -> Result<bool, StudyFailure> {
    match laid(alternative, &[(key, value)]) {
        Ok(_) => Ok(true),
        Err(StudyFailure::Wrong(findings))
            if findings.iter().any(|finding| ABSENT.contains(&finding.code)) =>
        {
            Ok(false)
        }
        Err(other) => Err(other),
    }
}

/// Codes of findings that say that there is no such key.
const ABSENT: [&str; 2] = ["set-unknown-path", "unknown-key"];
