//! Runs what a study of sensitivity asks: inputs set to two values, factors drawn anew, and what knowing an input is worth.

use super::answer::{Factor, Input, Sensitivity, Swing};
use super::factors::{groups, owner};
use super::subject::Subject;
use crate::document::{Files, NewValue, Overrides};
use crate::sensitivity::{Indices, indices, value_of_knowing};
use crate::simulation::{Scenario, Settings};
use crate::statistics::units::units;
use crate::statistics::{Measure, Unit, deviation_of, mean_of, quantiles};
use crate::studies::forcing::{Forced, forcing};
use crate::studies::payoffs::{Payoffs, run_all, unit};
use crate::studies::planned::{Kept, Planned, run_plans};
use crate::studies::refused::{Refusal, StudyFailure};
use std::path::Path;
use std::sync::Arc;

/// Levels at which an input is set.
const LEVELS: [f64; 2] = [0.1, 0.9];

/// Levels to either side of these within which a path counts as one on which the input is drawn near them.
const AROUND: f64 = 0.05;

/// Works out how the payoffs of a deal, or its differences to another one, hang on what goes into them.
///
/// # Errors
/// When a file is wrong, the deals do not belong together, or a run fails.
pub fn sensitivity(
    files: &Arc<dyn Files>,
    path: &Path,
    against: Option<&Path>,
    overrides: &Overrides,
    settings: &Settings,
) -> Result<Sensitivity, StudyFailure> {
    let read = |path: &Path| Scenario::read_with(Arc::clone(files), path, overrides);
    let written = read(path)?;
    let walk_away = written.walk_away().map(Path::to_path_buf);
    let forced = |scenario: &Scenario, how: &dyn Fn(Option<jiff::civil::Date>) -> Forced| {
        let signing = written.signing().or(scenario.signing());
        let laid = signing.map(|signing| forcing(scenario, &signing.event, how(signing.on)));
        scenario.with_all(&laid.unwrap_or_default())
    };
    let deal = forced(&written, &Forced::Certain)?;
    let other = match against.map(Path::to_path_buf).or_else(|| walk_away.clone()) {
        Some(path) if walk_away.as_ref() == Some(&path) => {
            Some(forced(&read(&path)?, &|_| Forced::Never)?)
        }
        Some(path) => Some(forced(&read(&path)?, &Forced::Certain)?),
        None => None,
    };
    if let Some(other) = &other
        && let Some((what, one, two)) = deal.differs_in(other, settings)
    {
        return Err(StudyFailure::Refused(Refusal {
            message: format!(
                "{what} is {one} in one file and {two} in the other: their paths are not the same futures"
            ),
            help: format!("give both files the same {what}"),
        }));
    }
    let study = Study {
        unit: unit(&written, settings),
        sides: written.side_labels(),
        differences: against.is_some(),
        deal: &deal,
        other: other.as_ref(),
        settings,
    };
    let (base, factors) = study.factors()?;
    let inputs = study.inputs(&base)?;
    let mean = |side: usize| measured(&units(base.of(side)?, study.unit));
    let (paths, seed) = written.paths_and_seed(settings);
    let mut read_files = written.read_paths();
    for path in other.iter().flat_map(Scenario::read_paths) {
        if !read_files.contains(&path) {
            read_files.push(path);
        }
    }
    Ok(Sensitivity {
        name: written.name().to_owned(),
        path: written.path().to_path_buf(),
        signed: written.signing().map(|signing| signing.event.clone()),
        against: against.map(Path::to_path_buf),
        alternative: other.as_ref().map(|other| other.path().to_path_buf()),
        base: (0..study.sides.len()).map(mean).collect(),
        deviations: (0..study.sides.len()).map(|side| deviation_of(base.of(side)?)).collect(),
        sides: study.sides,
        inputs,
        factors,
        money: written.money().to_owned(),
        files: read_files,
        sampler: written.sampler_name(settings),
        paths,
        seed,
    })
}

fn measured(units: &[f64]) -> Option<Measure> {
    mean_of(units, Unit::Path)
}

/// What is looked at for each side, one value a path; absent for a side that only one of two deals has.
type Results = Vec<Option<Vec<f64>>>;

/// What is run.
struct Study<'run> {
    unit: Unit,
    sides: Vec<(String, String)>,
    /// Whether results are about the difference to the other deal.
    differences: bool,
    deal: &'run Scenario,
    other: Option<&'run Scenario>,
    settings: &'run Settings,
}

/// What is looked at for each side, path by path, and the inputs of the deal.
struct Base {
    results: Results,
    inputs: Vec<(String, Arc<Vec<f64>>)>,
}

impl Base {
    fn of(&self, side: usize) -> Option<&[f64]> {
        self.results.get(side)?.as_deref()
    }
}

impl Study<'_> {
    /// For each side of the deal, its number in the other one; none without differences.
    fn places(&self) -> Vec<Option<usize>> {
        let place = |name: &str| self.other?.sides().position(|known| known == name);
        self.sides.iter().map(|(name, _)| place(name)).collect()
    }

    /// What is looked at for each side, from the payoffs of both deals; absent for a side that only one of them has.
    fn results(&self, deal: &[Arc<Vec<f64>>], other: Option<&Vec<Arc<Vec<f64>>>>) -> Results {
        let one = |(own, place): (&Arc<Vec<f64>>, Option<usize>)| {
            let Some(other) = other else { return Some(own.as_ref().clone()) };
            let there = other.get(place?)?;
            Some(own.iter().zip(there.iter()).map(|(own, other)| own - other).collect())
        };
        deal.iter().zip(self.places()).map(one).collect()
    }

    /// The base run, and the indices of every factor.
    fn factors(&self) -> Result<(Base, Vec<Factor>), StudyFailure> {
        let deal = Subject::base(self.deal);
        let other = self.other.filter(|_| self.differences).map(Subject::base);
        let plans: Vec<_> = std::iter::once(&deal).chain(&other).map(Subject::plan).collect();
        let groups = groups(&plans, &self.deal.correlated());
        let mut planned: Vec<Planned<'_>> = vec![deal.planned()];
        planned.extend(other.iter().map(Subject::planned));
        let mut anew = |chosen: &dyn Fn(&str) -> bool| {
            planned.push(deal.redrawn(chosen));
            planned.extend(other.iter().map(|other| other.redrawn(chosen)));
        };
        anew(&|_| true);
        for group in &groups {
            anew(&|site| group.contains(&owner(site)));
        }
        let name = format!("what decides {}", self.deal.name());
        let kept: Kept = run_plans(&name, planned, self.settings)?;
        let stride = if other.is_some() { 2 } else { 1 };
        let run = |number: usize| {
            let own = kept.get(number * stride)?.get(..deal.sides())?;
            let there = if other.is_some() { kept.get(number * stride + 1) } else { None };
            Some(self.results(own, there))
        };
        let (Some(base), Some(all)) = (run(0), run(1)) else {
            return Ok((Base { results: Vec::new(), inputs: Vec::new() }, Vec::new()));
        };
        let factor = |(number, members): (usize, Vec<String>)| {
            let mixed = run(number + 2)?;
            let index = |side: usize| -> Option<Indices> {
                let (base, all) = (base.get(side)?.as_ref()?, all.get(side)?.as_ref()?);
                indices(base, all, mixed.get(side)?.as_ref()?, self.unit)
            };
            Some(Factor { members, indices: (0..self.sides.len()).map(index).collect() })
        };
        let factors = groups.into_iter().enumerate().filter_map(factor).collect();
        let values = kept.first().map_or(&[][..], |kept| &kept[deal.sides().min(kept.len())..]);
        let inputs = deal.inputs.iter().cloned().zip(values.iter().cloned()).collect();
        Ok((Base { results: base, inputs }, factors))
    }

    /// Every input that is drawn, and every fixed number with a band, set to two values.
    fn inputs(&self, base: &Base) -> Result<Vec<Input>, StudyFailure> {
        let mut inputs: Vec<Input> = Vec::new();
        let correlated = self.deal.correlated();
        for (path, values) in &base.inputs {
            let mut sorted = values.as_ref().clone();
            sorted.sort_by(f64::total_cmp);
            let at = LEVELS.map(|level| quantiles::quantile(&sorted, level).unwrap_or(f64::NAN));
            let pair = |(one, other): &(String, String)| one == path || other == path;
            inputs.push(self.input(path, at, false, correlated.iter().any(pair)));
        }
        for band in self.deal.bands() {
            inputs.push(self.input(&band.path, [band.low, band.high], true, false));
        }
        inputs.sort_by(|left, right| left.path.cmp(&right.path));
        let set = self.set(&inputs)?;
        let knowing = self.knowing()?;
        for (input, runs) in inputs.iter_mut().zip(set) {
            let drawn = base.inputs.iter().find(|(path, _)| *path == input.path);
            let swing = |side: usize| {
                let here = base.of(side)?;
                let [low, high] = runs.each_ref().map(|run| run.get(side)?.as_deref());
                let (low, high) = (low?, high?);
                let gaps: Vec<f64> = high.iter().zip(low).map(|(high, low)| high - low).collect();
                let mean = |values: &[f64]| measured(&units(values, self.unit));
                Some(Swing {
                    means: [mean(low)?, mean(high)?],
                    swing: mean(&gaps)?,
                    given: drawn.and_then(|(_, values)| given(values, here)),
                    knowing: self.known(&knowing, side, &input.path),
                })
            };
            input.swings = (0..self.sides.len()).map(swing).collect();
        }
        Ok(inputs)
    }

    fn input(&self, path: &str, at: [f64; 2], is_band: bool, correlated: bool) -> Input {
        let sources = self.deal.model().sources.iter();
        let mut confidence = sources.filter(|note| note.path == path).map(|note| &note.confidence);
        let confidence = confidence.next_back().cloned().unwrap_or_default();
        Input { path: path.to_owned(), at, is_band, confidence, correlated, swings: Vec::new() }
    }

    /// For each input, what each side has with it at the lower and at the upper value.
    fn set(&self, inputs: &[Input]) -> Result<Vec<[Results; 2]>, StudyFailure> {
        let mut runs: Vec<Scenario> = Vec::new();
        let mut places = Vec::new();
        let other = self.other.filter(|_| self.differences);
        let as_it_is = other.map(|other| {
            runs.push(other.clone());
            runs.len() - 1
        });
        for input in inputs {
            for at in input.at {
                let laid = Overrides::new()
                    .with(&self.deal.key_of_number(&input.path), NewValue::Number(at));
                runs.push(self.deal.with_all(&laid)?);
                let own = runs.len() - 1;
                // What only the deal has leaves the other as it is.
                let there = match other.map(|other| other.with_all(&laid)) {
                    Some(Ok(turned)) => {
                        runs.push(turned);
                        Some(runs.len() - 1)
                    }
                    _ => as_it_is,
                };
                places.push((own, there));
            }
        }
        let payoffs = run_all(&runs, self.settings)?;
        let of = |payoffs: &Payoffs| -> Vec<Arc<Vec<f64>>> {
            (0..payoffs.sides()).map(|side| payoffs.shared(side)).collect()
        };
        let one = |(own, there): (usize, Option<usize>)| {
            self.results(&of(&payoffs[own]), there.map(|there| of(&payoffs[there])).as_ref())
        };
        Ok(places.chunks(2).map(|pair| [one(pair[0]), one(pair[pair.len() - 1])]).collect())
    }

    /// For each side, its gain over the alternative and the inputs of the deal, both through its own eyes.
    fn knowing(&self) -> Result<Vec<Option<Seen>>, StudyFailure> {
        let Some(other) = self.other else {
            return Ok(self.sides.iter().map(|_| None).collect());
        };
        let subjects: Vec<Option<[Subject<'_>; 2]>> = self
            .sides
            .iter()
            .map(|(name, _)| Some([Subject::seen(self.deal, name)?, Subject::seen(other, name)?]))
            .collect();
        let planned = subjects.iter().flatten().flatten().map(Subject::planned).collect();
        let mut kept = run_plans("what knowing is worth", planned, self.settings)?.into_iter();
        let mut seen = Vec::new();
        for pair in &subjects {
            let Some([deal, _]) = pair else {
                seen.push(None);
                continue;
            };
            let (Some(here), Some(there)) = (kept.next(), kept.next()) else { break };
            let gain = here[0].iter().zip(there[0].iter()).map(|(own, other)| own - other);
            let inputs = deal.inputs.iter().cloned().zip(here[1..].iter().cloned()).collect();
            seen.push(Some(Seen { gain: gain.collect(), inputs }));
        }
        Ok(seen)
    }

    fn known(&self, seen: &[Option<Seen>], side: usize, path: &str) -> Option<Measure> {
        let seen = seen.get(side)?.as_ref()?;
        let (_, values) = seen.inputs.iter().find(|(known, _)| known == path)?;
        value_of_knowing(values, &seen.gain, self.unit)
    }
}

/// What a side gains over its alternative, and the inputs on the same paths.
struct Seen {
    gain: Vec<f64>,
    inputs: Vec<(String, Arc<Vec<f64>>)>,
}

/// Means over the paths on which a number is drawn near its P10 and near its P90.
fn given(values: &[f64], results: &[f64]) -> Option<[Measure; 2]> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|one, other| values[*one].total_cmp(&values[*other]));
    let near = |level: f64| {
        let rank = |level: f64| (level * order.len() as f64) as usize;
        let part = order.get(rank(level - AROUND)..rank(level + AROUND))?;
        let own: Vec<f64> = part.iter().map(|path| results[*path]).collect();
        measured(&own)
    };
    Some([near(LEVELS[0])?, near(LEVELS[1])?])
}
