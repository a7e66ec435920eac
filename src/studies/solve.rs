//! The value of one number of a deal at which a statement about payoffs holds: a scan that is shown, and every root that it sees.

use super::forcing::{Forced, forcing};
use super::payoffs::unit;
use super::refused::{Refusal, StudyFailure};
use super::roots::{Root, roots};
use super::sheet::{CellPayoffs, Draws, Sheet};
use super::statement::{Operand, Statement, Statistic};
use crate::document::{Files, NewValue, Overrides};
use crate::simulation::{Scenario, Settings};
use crate::statistics::probability::proportion_of;
use crate::statistics::{Measure, Sample, Unit, deviation_of};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Points of the scan.
pub const SCAN: usize = 65;

/// Times a piece that holds a root is halved: to a thousandth of the distance of two points of the scan.
const HALVINGS: usize = 10;

/// What came of looking for the value.
#[derive(Clone, Debug)]
pub struct Solved {
    /// The statement.
    pub statement: Statement,
    /// The number that was turned.
    pub key: String,
    /// The deal's file.
    pub path: PathBuf,
    /// Left less right at each point of the scan.
    pub scan: Vec<(f64, Measure)>,
    /// The largest standard deviation, over all paths, of a payoff that the statement names, at each point of the scan.
    pub deviations: Vec<Option<f64>>,
    /// Where it is nothing, ascending.
    pub roots: Vec<Root>,
    /// Other files in which the number was turned alike, because they have it too.
    pub alike: Vec<PathBuf>,
    /// The other files that the statement names.
    pub others: Vec<PathBuf>,
    /// Every file that was read.
    pub files: Vec<PathBuf>,
    /// How the draws are made.
    pub sampler: String,
    /// How many paths.
    pub paths: u64,
    /// The seed.
    pub seed: u64,
}

/// Looks for the values in a range at which a statement holds.
///
/// # Errors
/// When a file is wrong at some point, a side is not there, the deals do not belong together, or a run fails.
pub fn solve(
    files: &Arc<dyn Files>,
    path: &Path,
    overrides: &Overrides,
    (key, low, high): (&str, f64, f64),
    statement: &Statement,
    settings: &Settings,
) -> Result<Solved, StudyFailure> {
    let mut equation = Equation::new(files, path, overrides, key, statement, settings)?;
    let step = (high - low) / (SCAN - 1) as f64;
    let at = |point| if point + 1 == SCAN { high } else { low + step * point as f64 };
    let at: Vec<f64> = (0..SCAN).map(at).collect();
    let (scan, deviations): (Vec<Measure>, Vec<Option<f64>>) =
        equation.all(&at)?.into_iter().unzip();
    let scan: Vec<(f64, Measure)> = at.into_iter().zip(scan).collect();
    let mut found = Vec::new();
    for root in roots(&scan) {
        found.push(equation.refined(root, &scan)?);
    }
    let (paths, seed) = equation.deal.paths_and_seed(settings);
    let mut read = equation.deal.read_paths();
    for path in equation.others.values().flat_map(|other| other.scenario.read_paths()) {
        if !read.contains(&path) {
            read.push(path);
        }
    }
    let others = equation.others.values().map(|other| other.scenario.path().to_path_buf());
    let others = others.collect();
    let alike = equation.others.iter().filter(|(_, other)| other.turns);
    Ok(Solved {
        statement: statement.clone(),
        key: key.to_owned(),
        path: path.to_path_buf(),
        alike: alike.map(|(_, other)| other.scenario.path().to_path_buf()).collect(),
        others,
        files: read,
        sampler: equation.deal.sampler_name(settings),
        scan,
        deviations,
        roots: found,
        paths,
        seed,
    })
}

/// Another file of the statement.
struct Other {
    scenario: Scenario,
    /// Whether it has the key too.
    turns: bool,
    /// Its payoffs as it is, where it does not turn.
    as_it_is: Option<CellPayoffs>,
}

/// Left less right as a function of the number.
struct Equation<'run> {
    deal: Scenario,
    others: BTreeMap<String, Other>,
    key: &'run str,
    statement: &'run Statement,
    settings: &'run Settings,
    unit: Unit,
}

/// The payoffs of a point: of the deal, and of the other files by name.
struct Ran {
    deal: CellPayoffs,
    others: BTreeMap<String, CellPayoffs>,
}

impl<'run> Equation<'run> {
    fn new(
        files: &Arc<dyn Files>,
        path: &Path,
        overrides: &Overrides,
        key: &'run str,
        statement: &'run Statement,
        settings: &'run Settings,
    ) -> Result<Self, StudyFailure> {
        let written = Scenario::read_with(Arc::clone(files), path, overrides)?;
        let signing = written.signing().cloned();
        let deal = match &signing {
            Some(signing) => {
                let forced = forcing(&written, &signing.event, Forced::Certain(signing.on));
                written.with_all(&forced)?
            }
            None => written.clone(),
        };
        let mut others = BTreeMap::new();
        for operand in [&statement.left, &statement.right] {
            let Operand::Payoff { file: Some(file), .. } = operand else { continue };
            let beside = path.parent().unwrap_or(Path::new("")).join(file);
            let given = if files.identity(&beside).is_ok() { beside } else { PathBuf::from(file) };
            let scenario = Scenario::read_with(Arc::clone(files), &given, overrides)?;
            let is_walk_away = written
                .walk_away()
                .is_some_and(|away| files.identity(away).ok() == files.identity(&given).ok());
            let scenario = match (&signing, is_walk_away, scenario.signing().cloned()) {
                (Some(signing), true, _) => {
                    scenario.with_all(&forcing(&scenario, &signing.event, Forced::Never))?
                }
                (_, false, Some(own)) => {
                    scenario.with_all(&forcing(&scenario, &own.event, Forced::Certain(own.on)))?
                }
                _ => scenario,
            };
            if let Some((what, one, two)) = deal.differs_in(&scenario, settings) {
                return Err(StudyFailure::Refused(Refusal {
                    message: format!(
                        "{} has {what} {one}, {} has {two}: their paths are not the same futures",
                        path.display(),
                        given.display()
                    ),
                    help: format!("give both files the same {what}"),
                }));
            }
            let turns = scenario.with(key, NewValue::Number(1.0)).is_ok()
                || scenario.with(key, NewValue::Number(0.0)).is_ok();
            others.insert(file.clone(), Other { scenario, turns, as_it_is: None });
        }
        let unit = unit(&written, settings);
        Ok(Self { deal, others, key, statement, settings, unit })
    }

    fn at(&mut self, value: f64) -> Result<Measure, StudyFailure> {
        let all = self.all(&[value])?;
        all.into_iter().next().map(|(found, _)| found).ok_or_else(few)
    }

    /// Left less right at some values, which are read once each and compiled together; with each the largest standard
    /// deviation of a payoff that the statement names.
    fn all(&mut self, values: &[f64]) -> Result<Vec<(Measure, Option<f64>)>, StudyFailure> {
        let (settings, key, how) = (self.settings, self.key, (Draws::Alone, false));
        for other in self.others.values_mut().filter(|other| !other.turns) {
            if other.as_it_is.is_none() {
                let sheet = Sheet::new(1, how, settings, |_| Ok(other.scenario.clone()))?;
                let payoffs = sheet.run(other.scenario.name(), &[0], settings)?.pop();
                drop(sheet);
                other.as_it_is = payoffs;
            }
        }
        let turned = |scenario: &Scenario| {
            let scenario = scenario.clone();
            Sheet::new(values.len(), how, settings, move |place| {
                Ok(scenario.with(key, NewValue::Number(values[place]))?)
            })
        };
        let deals = turned(&self.deal)?;
        let mut alike = Vec::new();
        for (name, other) in self.others.iter().filter(|(_, other)| other.turns) {
            alike.push((name, turned(&other.scenario)?));
        }
        let at_once = deals.at_once(settings)?.div_ceil(1 + alike.len());
        let mut found = Vec::with_capacity(values.len());
        let places: Vec<usize> = (0..values.len()).collect();
        for chunk in places.chunks(at_once) {
            let what = format!("{}: {key} at {} values", self.deal.name(), values.len());
            let own = deals.run(&what, chunk, settings)?;
            let mut others: Vec<BTreeMap<String, CellPayoffs>> = vec![BTreeMap::new(); own.len()];
            for (name, sheet) in &alike {
                for (others, there) in others.iter_mut().zip(sheet.run(&what, chunk, settings)?) {
                    others.insert((*name).clone(), there);
                }
            }
            for (deal, mut others) in own.into_iter().zip(others) {
                for (name, other) in &self.others {
                    others.extend(other.as_it_is.clone().map(|there| (name.clone(), there)));
                }
                found.push(self.found(&Ran { deal, others })?);
            }
        }
        Ok(found)
    }

    /// Left less right at a point, and how much the payoffs vary there.
    fn found(&self, ran: &Ran) -> Result<(Measure, Option<f64>), StudyFailure> {
        let Statement { left, right } = self.statement;
        let named = [left, right].into_iter().filter_map(|operand| match operand {
            Operand::Payoff { side, file, .. } => payoffs(ran, side, file.as_deref()).ok(),
            Operand::Number(_) => None,
        });
        let deviation = named.filter_map(deviation_of).reduce(f64::max);
        Ok((self.difference(left, right, ran)?, deviation))
    }

    /// Left less right, with the paired error where both are means.
    fn difference(
        &self,
        left: &Operand,
        right: &Operand,
        ran: &Ran,
    ) -> Result<Measure, StudyFailure> {
        let means = (self.mean_of(left, ran)?, self.mean_of(right, ran)?);
        if let (Some(left), Some(right)) = means {
            return Sample::of_differences(right, left, self.unit).mean().ok_or_else(few);
        }
        let (left, right) = (self.value(left, ran)?, self.value(right, ran)?);
        let (left, right) = left.zip(right).ok_or_else(few)?;
        let square = |measure: Measure| measure.standard_error.map(|error| error * error);
        let standard_error =
            square(left).zip(square(right)).map(|(one, other)| (one + other).sqrt());
        Ok(Measure {
            value: left.value - right.value,
            standard_error,
            count: left.count.max(right.count),
        })
    }

    /// The payoffs behind an operand that is a mean.
    fn mean_of<'r>(
        &self,
        operand: &Operand,
        ran: &'r Ran,
    ) -> Result<Option<&'r [f64]>, StudyFailure> {
        match operand {
            Operand::Payoff { statistic: Statistic::Mean, side, file } => {
                payoffs(ran, side, file.as_deref()).map(Some)
            }
            _ => Ok(None),
        }
    }

    fn value(&self, operand: &Operand, ran: &Ran) -> Result<Option<Measure>, StudyFailure> {
        let (statistic, side, file) = match operand {
            Operand::Number(value) => {
                return Ok(Some(Measure { value: *value, standard_error: Some(0.0), count: 0 }));
            }
            Operand::Payoff { statistic, side, file } => (*statistic, side, file.as_deref()),
        };
        let values = payoffs(ran, side, file)?;
        let sample = || Sample::new(values.to_vec(), self.unit);
        Ok(match statistic {
            Statistic::Mean => sample().mean(),
            Statistic::Quantile(level) => sample().quantile(level),
            Statistic::Loss => proportion_of(values.iter().map(|value| *value < 0.0), self.unit),
        })
    }

    /// A root between two points of the scan, closer: halved until nothing more is to be seen at so many paths.
    fn refined(&mut self, root: Root, scan: &[(f64, Measure)]) -> Result<Root, StudyFailure> {
        let at = |point: f64| scan.iter().find(|(at, _)| at.total_cmp(&point).is_eq()).copied();
        let (Some(mut low), Some(mut high)) = (at(root.between.0), at(root.between.1)) else {
            return Ok(root);
        };
        for _ in 0..HALVINGS {
            let middle = 0.5 * (low.0 + high.0);
            let here = (middle, self.at(middle)?);
            if here.1.value == 0.0 {
                return Ok(Root { at: middle, ..root });
            }
            if (here.1.value > 0.0) == (low.1.value > 0.0) {
                low = here;
            } else {
                high = here;
            }
        }
        let close = roots(&[low, high]).pop().unwrap_or(root);
        let error =
            close.standard_error.zip(slope_around(scan, root.between)).map(|(error, slope)| {
                // The error of left less right is what the line of the last piece says of it, times its slope.
                let own = ((high.1.value - low.1.value) / (high.0 - low.0)).abs();
                error * own / slope
            });
        let standard_error = error.filter(|error| error.is_finite()).or(root.standard_error);
        Ok(Root { at: close.at, standard_error, ..root })
    }
}

/// Points of the scan to either side over which the slope at a root is taken.
const AROUND: usize = 3;

/// The slope of the scan around the two points that hold a root: over several pieces, because that of one piece hangs on
/// the few paths that change within it; over one where the line turns among them.
fn slope_around(scan: &[(f64, Measure)], (low, _): (f64, f64)) -> Option<f64> {
    let place = scan.iter().position(|(at, _)| at.total_cmp(&low).is_eq())?;
    let wide = scan.get(place.saturating_sub(AROUND)..(place + 2 + AROUND).min(scan.len()))?;
    let rises = |pair: &[(f64, Measure)]| pair[1].1.value >= pair[0].1.value;
    let first = wide.windows(2).next().map(rises)?;
    let used = if wide.windows(2).all(|pair| rises(pair) == first) {
        wide
    } else {
        scan.get(place..place + 2)?
    };
    let (first, last) = (used.first()?, used.last()?);
    Some(((last.1.value - first.1.value) / (last.0 - first.0)).abs())
}

fn few() -> StudyFailure {
    let message = "there are too few paths for an error".to_owned();
    StudyFailure::Refused(Refusal { message, help: "ask for more --paths".to_owned() })
}

/// The payoffs of a side in the deal or in another file.
fn payoffs<'r>(ran: &'r Ran, side: &str, file: Option<&str>) -> Result<&'r [f64], StudyFailure> {
    let place = match file {
        Some(file) => ran.others.get(file),
        None => Some(&ran.deal),
    };
    let found = place.and_then(|payoffs| payoffs.named(side));
    found.ok_or_else(|| {
        let sides: Vec<&str> = place.into_iter().flat_map(CellPayoffs::sides).collect();
        StudyFailure::Refused(Refusal {
            message: format!("no side of {} is called `{side}`", file.unwrap_or("the deal")),
            help: format!("its sides are {}", sides.join(", ")),
        })
    })
}
