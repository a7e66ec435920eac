//! One or two numbers of a deal turned over a range: what each side gets at each point, and where its gain is nothing.

use super::forcing::{Forced, forcing};
use super::given::Given;
use super::pair::{Shares, against};
use super::payoffs::{Payoffs, run_one, unit};
use super::refused::{Refusal, StudyFailure};
use super::roots::{Root, roots};
use crate::document::{Files, NewValue, Overrides};
use crate::simulation::{Scenario, Settings};
use crate::statistics::{Measure, Sample, Unit, deviation_of};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A number that is turned.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// Its key path.
    pub key: String,
    /// The values that it takes, ascending.
    pub values: Vec<f64>,
}

/// What a side gets at a point.
#[derive(Clone, Debug, PartialEq)]
pub struct SideAt {
    /// Its mean payoff.
    pub mean: Measure,
    /// The standard deviation of its payoff, over all paths.
    pub deviation: Option<f64>,
    /// Its payoff at P5, P50 and P95.
    pub quantiles: [Measure; 3],
    /// The mean of what it gains over the alternative on the same path, where a file names one.
    pub gain: Option<Measure>,
    /// How often it is better than the alternative.
    pub shares: Option<Shares>,
}

/// A point of the grid.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// The value of each axis.
    pub at: Vec<f64>,
    /// The sides; absent for one that this deal does not have.
    pub sides: Vec<Option<SideAt>>,
}

/// Where a side's mean gain over the alternative is nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct BreakEven {
    /// Number of the side.
    pub side: usize,
    /// The value of the second axis; none where there is one axis.
    pub beside: Option<f64>,
    /// The value of the first axis, between two points of the grid, with its error.
    pub root: Root,
}

/// One or two numbers turned over a range.
#[derive(Clone, Debug)]
pub struct Sweep {
    /// The deal.
    pub name: String,
    /// Its file.
    pub path: PathBuf,
    /// The event that is taken as certain in it.
    pub signed: Option<String>,
    /// The event on whose paths alone it looks, and how many they are.
    pub given: Option<(String, usize)>,
    /// What is turned.
    pub axes: Vec<Axis>,
    /// Names and labels of the sides.
    pub sides: Vec<(String, String)>,
    /// The colour of each side, the same as in the pictures of its runs.
    pub(super) colours: Vec<usize>,
    /// The alternative that the file names.
    pub walk_away: Option<PathBuf>,
    /// Whether the alternative has the key of each axis too, and is turned with the deal.
    pub walk_away_turns: Vec<bool>,
    /// The points, the last axis fastest.
    pub points: Vec<Point>,
    /// Where gains are nothing.
    pub break_even: Vec<BreakEven>,
    /// The files that were read.
    pub files: Vec<PathBuf>,
    /// The unit of money.
    pub money: String,
    /// How many paths.
    pub paths: u64,
    /// The seed.
    pub seed: u64,
    /// How the draws are made.
    pub sampler: String,
}

/// Turns one or two numbers of a deal. Where the file names an alternative that has the key too, it is turned alike.
/// With an event it looks at the paths alone on which that happens in the deal as it is written.
///
/// # Errors
/// When the file is wrong at some point, there is no axis or more than two, or a run fails.
pub fn sweep(
    files: &Arc<dyn Files>,
    path: &Path,
    overrides: &Overrides,
    axes: &[Axis],
    given: Option<&str>,
    settings: &Settings,
) -> Result<Sweep, StudyFailure> {
    if axes.is_empty() || axes.len() > 2 || axes.iter().any(|axis| axis.values.is_empty()) {
        return Err(StudyFailure::Refused(Refusal {
            message: format!("{} numbers are turned", axes.len()),
            help: "turn one or two, each over a range such as inputs.stake.value=0.2..0.5"
                .to_owned(),
        }));
    }
    let written = Scenario::read_with(Arc::clone(files), path, overrides)?;
    let mut turner = Turner::new(files, written, overrides, settings)?;
    turner.given = given.map(|event| Given::of(&turner.deal, event, settings)).transpose()?;
    let mut points = Vec::new();
    for at in grid(axes) {
        points.push(turner.point(axes, at)?);
    }
    let mut swept = turner.sweep(axes, points);
    swept.given =
        given.map(str::to_owned).zip(swept.given).map(|(event, (_, count))| (event, count));
    Ok(swept)
}

/// Every point of the grid, the last axis fastest.
fn grid(axes: &[Axis]) -> Vec<Vec<f64>> {
    axes.iter().fold(vec![Vec::new()], |points, axis| {
        let further = |point: &Vec<f64>| {
            axis.values
                .iter()
                .map(|value| [point.as_slice(), &[*value]].concat())
                .collect::<Vec<_>>()
        };
        points.iter().flat_map(further).collect()
    })
}

/// A deal and what it left.
type Ran = (Scenario, Payoffs);

/// Runs a deal and its alternative with numbers turned.
pub(super) struct Turner<'run> {
    written: Scenario,
    deal: Scenario,
    alternative: Option<Scenario>,
    /// Of the alternative as it is; run when it is first asked for.
    as_it_is: Option<Payoffs>,
    turns: Vec<bool>,
    /// The paths that are looked at; all of them where absent.
    given: Option<Given>,
    settings: &'run Settings,
    unit: Unit,
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
        Ok(Self {
            written,
            deal,
            alternative,
            as_it_is: None,
            turns: Vec::new(),
            given: None,
            settings,
            unit,
        })
    }

    /// The payoffs of the deal with numbers laid over it, and of its alternative.
    pub(super) fn run(&mut self, keys: &[(&str, f64)]) -> Result<(Ran, Option<Ran>), StudyFailure> {
        let deal = laid(&self.deal, keys)?;
        let payoffs = run_one(&deal, self.settings)?;
        let Some(alternative) = &self.alternative else { return Ok(((deal, payoffs), None)) };
        self.turns =
            (keys.iter().map(|key| has(alternative, *key))).collect::<Result<_, StudyFailure>>()?;
        let shared: Vec<(&str, f64)> = (keys.iter().zip(&self.turns))
            .filter(|(_, turns)| **turns)
            .map(|(key, _)| *key)
            .collect();
        let other = if shared.is_empty() {
            if self.as_it_is.is_none() {
                self.as_it_is = Some(run_one(alternative, self.settings)?);
            }
            (alternative.clone(), self.as_it_is.clone().unwrap_or_default())
        } else {
            let turned = laid(alternative, &shared)?;
            let payoffs = run_one(&turned, self.settings)?;
            (turned, payoffs)
        };
        Ok(((deal, payoffs), Some(other)))
    }

    fn point(&mut self, axes: &[Axis], at: Vec<f64>) -> Result<Point, StudyFailure> {
        let keys: Vec<(&str, f64)> =
            axes.iter().zip(&at).map(|(axis, value)| (axis.key.as_str(), *value)).collect();
        let ((deal, payoffs), other) = self.run(&keys)?;
        let unit = self.unit;
        let kept = |values: &[f64]| match &self.given {
            Some(given) => given.keep(values),
            None => values.to_vec(),
        };
        let side = |(name, _): &(String, String)| {
            let own = kept(payoffs.named(&deal, name)?);
            let own = own.as_slice();
            let sample = Sample::new(own.to_vec(), unit);
            let beside =
                other.as_ref().and_then(|(scenario, payoffs)| payoffs.named(scenario, name));
            let beside = beside.map(kept);
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
        Ok(Point { at, sides: self.written.side_labels().iter().map(side).collect() })
    }

    fn sweep(self, axes: &[Axis], points: Vec<Point>) -> Sweep {
        let (paths, seed) = self.written.paths_and_seed(self.settings);
        let sides = self.written.side_labels();
        let mut files = self.written.read_paths();
        for path in self.alternative.iter().flat_map(Scenario::read_paths) {
            if !files.contains(&path) {
                files.push(path);
            }
        }
        Sweep {
            name: self.written.name().to_owned(),
            path: self.written.path().to_path_buf(),
            signed: self.written.signing().map(|signing| signing.event.clone()),
            break_even: break_even(axes, &points, sides.len()),
            given: self.given.as_ref().map(|given| (String::new(), given.count)),
            axes: axes.to_vec(),
            sides,
            colours: self.written.side_colours(),
            walk_away: self.alternative.as_ref().map(|scenario| scenario.path().to_path_buf()),
            walk_away_turns: self.turns,
            points,
            files,
            money: self.written.money().to_owned(),
            paths,
            seed,
            sampler: self.written.sampler_name(self.settings),
        }
    }
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

/// Where the gain of each side is nothing along the first axis, for each value of the second.
fn break_even(axes: &[Axis], points: &[Point], sides: usize) -> Vec<BreakEven> {
    let besides: Vec<Option<f64>> = match axes {
        [_, second] => second.values.iter().copied().map(Some).collect(),
        _ => vec![None],
    };
    let mut found = Vec::new();
    for side in 0..sides {
        for beside in &besides {
            let line = points.iter().filter(|point| point.at.get(1).copied() == *beside);
            let gains: Vec<(f64, Measure)> = line
                .filter_map(|point| Some((point.at[0], point.sides.get(side)?.as_ref()?.gain?)))
                .collect();
            found.extend(roots(&gains).into_iter().map(|root| BreakEven {
                side,
                beside: *beside,
                root,
            }));
        }
    }
    found
}
