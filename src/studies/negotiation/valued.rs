//! Runs packages on common draws: what each is worth to each side, on the paths that choose and on those that judge.

use super::question::{Question, Setting, Terms};
use crate::bargaining::Utility;
use crate::document::{Files, Overrides};
use crate::simulation::{Scenario, Settings};
use crate::statistics::probability::proportion_of;
use crate::statistics::units::in_groups;
use crate::statistics::{Measure, Unit, deviation_of, mean_of};
use crate::studies::forcing::{Forced, forcing};
use crate::studies::payoffs::unit;
use crate::studies::refused::{Refusal, StudyFailure};
use crate::studies::sheet::{CellPayoffs, Draws, Sheet};
use rayon::prelude::*;
use std::sync::Arc;

/// The number of the walk-away among what is run.
const WITHOUT: usize = 1;

/// The number of the first package.
const FIRST_PACKAGE: usize = 2;

/// Paths come in groups of these: as many as half of the scrambles of a sobol run, and whole pairs.
const GROUP: usize = 16;

/// Paths that a first look gives to every package; half of them choose.
pub(super) const FIRST_LOOK: u64 = 1_024;

/// Whether a path chooses packages; the others judge those that are chosen.
///
/// Whole pairs and, of a sobol run, whole scrambles are on one side, so that the two halves are independent.
fn chooses(path: usize) -> bool {
    (path / GROUP).is_multiple_of(2)
}

/// What a package is worth to a side on some paths.
#[derive(Clone, Debug)]
pub struct SideView {
    /// Its utility.
    pub utility: f64,
    /// What it gains over its walk-away, in utility.
    pub gain: Measure,
    /// What it gains, in certain money, through its own eyes.
    pub money_gain: Measure,
    /// The certain amount of money that is worth the same, through its own eyes.
    pub certain: f64,
    /// The same in the base world, whatever the side believes.
    pub certain_in_base: f64,
    /// The standard deviation of its payoff through its own eyes, over all paths.
    pub deviation: Option<f64>,
    /// What it gains on the path, at P10 and P90.
    pub spread: [f64; 2],
    /// Contributions to its utility, one for each independent part of the draws.
    pub(super) units: Arc<Vec<f64>>,
}

/// What a package is worth on some paths.
#[derive(Clone, Debug)]
pub struct View {
    /// For each side that bargains.
    pub sides: Vec<SideView>,
    /// For each other side of the deal, its mean gain over the walk-away in the base world; absent where the walk-away does
    /// not have it.
    pub others: Vec<Option<Measure>>,
    /// How often all that bargain are better off than without it.
    pub all_gain: Measure,
    /// How many paths.
    pub paths: u64,
}

/// A package with what it is worth.
#[derive(Clone, Debug)]
pub(super) struct Valued {
    pub(super) terms: Terms,
    pub(super) choosing: View,
    /// Absent after the first look.
    pub(super) judging: Option<View>,
}

/// What the walk-away is worth, on the paths that choose and on those that judge.
#[derive(Clone, Debug)]
pub(super) struct WalkAway {
    pub(super) choosing: Vec<SideView>,
    pub(super) judging: Vec<SideView>,
}

/// Runs packages.
pub(super) struct Runner<'run> {
    pub(super) question: &'run Question,
    pub(super) settings: &'run Settings,
    pub(super) written: Scenario,
    deal: Scenario,
    pub(super) alternative: Scenario,
    unit: Unit,
    /// Names and labels of the sides that bargain.
    pub(super) between: Vec<(String, String)>,
    /// Names and labels of the others.
    pub(super) others: Vec<(String, String)>,
    pub(super) utilities: Vec<Utility>,
    /// How many paths the packages that matter have.
    pub(super) paths: u64,
    /// Packages times paths that were run.
    pub(super) work: u64,
}

impl<'run> Runner<'run> {
    pub(super) fn new(
        files: &Arc<dyn Files>,
        overrides: &Overrides,
        question: &'run Question,
        settings: &'run Settings,
    ) -> Result<Self, StudyFailure> {
        let read = |path| Scenario::read_with(Arc::clone(files), path, overrides);
        let written = read(&question.deal)?;
        let Some(path) = question.walk_away.as_deref().or(written.walk_away()) else {
            return Err(StudyFailure::Refused(Refusal {
                message: format!("nothing says what the sides have without {}", question.deal.display()),
                help: "name it with --walk-away FILE, or write walk_away = \"FILE\" into the study or the deal".to_owned(),
            }));
        };
        let alternative = read(path)?;
        if let Some((what, one, two)) = written.differs_in(&alternative, settings) {
            return Err(StudyFailure::Refused(Refusal {
                message: format!(
                    "{} has {what} {one}, {} has {two}: their paths are not the same futures",
                    written.path().display(),
                    alternative.path().display()
                ),
                help: format!("give both files the same {what}"),
            }));
        }
        let (deal, alternative) = match written.signing() {
            Some(signing) => (
                written.with_all(&forcing(
                    &written,
                    &signing.event,
                    Forced::Certain(signing.on),
                ))?,
                alternative.with_all(&forcing(&alternative, &signing.event, Forced::Never))?,
            ),
            None => (written.clone(), alternative),
        };
        let rates = rates(&written, question);
        let (deal, alternative) = (deal.with_all(&rates)?, alternative.with_all(&rates)?);
        let (between, others) = sides(&written, &alternative, question)?;
        let utility = |(name, _): &(String, String)| {
            question.utilities.get(name).copied().unwrap_or(Utility::Neutral)
        };
        let (asked, _) = written.paths_and_seed(settings);
        Ok(Self {
            unit: unit(&written, settings),
            utilities: between.iter().map(utility).collect(),
            paths: (asked / 64 * 64).max(64),
            question,
            settings,
            written,
            deal,
            alternative,
            between,
            others,
            work: 0,
        })
    }

    /// Whether some side that bargains sees the world otherwise.
    pub(super) fn believed(&self) -> bool {
        let believes = |side: &&str| self.between.iter().any(|(name, _)| name == side);
        self.written.believing().iter().any(|side| believes(&side.as_str()))
    }

    /// What the sides have without a deal.
    pub(super) fn walk_away(&mut self, paths: u64) -> Result<WalkAway, StudyFailure> {
        let settings = self.settings.on_paths(paths);
        let sheet = self.sheet(&[], &settings)?;
        let without = sheet.run("the walk-away", &[WITHOUT], &settings)?;
        let without = without.first().ok_or_else(|| too_few("no walk-away"))?;
        let view = |judging| -> Result<Vec<SideView>, StudyFailure> {
            Ok(self.view(without, without, judging)?.sides)
        };
        Ok(WalkAway { choosing: view(false)?, judging: view(true)? })
    }

    /// The deal as it is, which deals the dimensions of a sobol run, the walk-away, and packages.
    fn sheet<'own>(
        &'own self,
        packages: &'own [Terms],
        settings: &Settings,
    ) -> Result<Sheet<'own>, StudyFailure> {
        let count = packages.len() + FIRST_PACKAGE;
        Sheet::new(count, (Draws::OfTheFirst, true), settings, |cell| match cell {
            0 => Ok(self.deal.clone()),
            WITHOUT => Ok(self.alternative.clone()),
            _ => {
                let laid = self.question.lays(&packages[cell - FIRST_PACKAGE]);
                Ok(self.deal.with_all(&laid)?)
            }
        })
    }

    /// What packages are worth; `judged` keeps the paths that judge as well.
    pub(super) fn value(
        &mut self,
        packages: &[Terms],
        paths: u64,
        judged: bool,
    ) -> Result<Vec<Valued>, StudyFailure> {
        let settings = self.settings.on_paths(paths);
        let sheet = self.sheet(packages, &settings)?;
        let without = sheet.run("the walk-away", &[WITHOUT], &settings)?;
        let without = without.first().ok_or_else(|| too_few("no walk-away"))?;
        let mut valued = Vec::with_capacity(packages.len());
        let all: Vec<usize> = (0..packages.len()).collect();
        for chunk in all.chunks(sheet.at_once(&settings)?) {
            let what = format!(
                "packages {} to {} of {}",
                valued.len() + 1,
                valued.len() + chunk.len(),
                packages.len()
            );
            let cells: Vec<usize> = chunk.iter().map(|package| package + FIRST_PACKAGE).collect();
            let payoffs = sheet.run(&what, &cells, &settings)?;
            let one = |(package, own): (&usize, &CellPayoffs)| -> Result<Valued, StudyFailure> {
                let judging = if judged { Some(self.view(own, without, true)?) } else { None };
                let choosing = self.view(own, without, false)?;
                Ok(Valued { terms: packages[*package].clone(), choosing, judging })
            };
            let views: Vec<Result<Valued, StudyFailure>> =
                settings.threads_run(|| (chunk, &payoffs[..]).into_par_iter().map(one).collect());
            for view in views {
                valued.push(view?);
            }
        }
        drop(sheet);
        self.work += paths * packages.len() as u64;
        Ok(valued)
    }

    /// What a package is worth on the paths that choose, or on those that judge.
    fn view(
        &self,
        own: &CellPayoffs,
        without: &CellPayoffs,
        judging: bool,
    ) -> Result<View, StudyFailure> {
        let part = |values: &[f64]| -> Vec<f64> {
            values
                .iter()
                .enumerate()
                .filter(|(path, _)| chooses(*path) != judging)
                .map(|(_, value)| *value)
                .collect()
        };
        let mut sides = Vec::new();
        let mut all_gain: Vec<bool> = Vec::new();
        for ((name, label), utility) in self.between.iter().zip(&self.utilities) {
            let seen = |payoffs: &CellPayoffs| part(payoffs.seen(name).unwrap_or_default());
            let (here, there) = (seen(own), seen(without));
            let gains: Vec<f64> = here.iter().zip(&there).map(|(own, other)| own - other).collect();
            all_gain.resize(gains.len(), true);
            for (all, gain) in all_gain.iter_mut().zip(&gains) {
                *all &= *gain > 0.0;
            }
            let weighed = |payoffs: &[f64]| -> Result<Vec<f64>, StudyFailure> {
                utility.contributions(payoffs).map_err(|why| no_utility(label, why.payoff))
            };
            let (units, other) = (self.units(&weighed(&here)?), self.units(&weighed(&there)?));
            let in_base = self.units(&weighed(&part(own.named(name).unwrap_or_default()))?);
            let deviation = deviation_of(&here);
            sides
                .push(SideView { deviation, ..side_view(utility, units, &other, &in_base, gains) });
        }
        let other = |(name, _): &(String, String)| {
            let (here, there) = (own.named(name)?, without.named(name)?);
            let gaps: Vec<f64> =
                part(here).iter().zip(part(there)).map(|(own, other)| own - other).collect();
            mean_of(&self.units(&gaps), Unit::Path)
        };
        let paths = all_gain.len() as u64;
        let all_gain =
            proportion_of(all_gain, Unit::Path).ok_or_else(|| too_few("no path at all"))?;
        Ok(View { sides, others: self.others.iter().map(other).collect(), all_gain, paths })
    }

    /// One number for each independent part of the draws, all of the same size.
    fn units(&self, values: &[f64]) -> Vec<f64> {
        in_groups(values, self.unit, GROUP)
    }
}

/// The mean of numbers and its error; no error where there are too few of them.
pub(super) fn measured(units: &[f64]) -> Measure {
    mean_of(units, Unit::Path).unwrap_or(Measure {
        value: f64::NAN,
        standard_error: None,
        count: units.len() as u64,
    })
}

fn side_view(
    utility: &Utility,
    units: Vec<f64>,
    other: &[f64],
    in_base: &[f64],
    mut gains: Vec<f64>,
) -> SideView {
    let gaps: Vec<f64> = units.iter().zip(other).map(|(own, other)| own - other).collect();
    let (own, without) = (measured(&units).value, measured(other).value);
    let gain = measured(&gaps);
    // A step of utility in money is another at each level: each mean has its own.
    let (here, there) = (utility.money_per_unit(own), utility.money_per_unit(without));
    let money: Vec<f64> =
        units.iter().zip(other).map(|(own, other)| here * own - there * other).collect();
    let money_gain =
        Measure { value: utility.certain(own) - utility.certain(without), ..measured(&money) };
    gains.sort_by(f64::total_cmp);
    let quantile =
        |level| crate::statistics::quantiles::quantile(&gains, level).unwrap_or(f64::NAN);
    SideView {
        utility: own,
        gain,
        money_gain,
        certain: utility.certain(own),
        certain_in_base: utility.certain(measured(in_base).value),
        deviation: None,
        spread: [quantile(0.1), quantile(0.9)],
        units: Arc::new(units),
    }
}

fn no_utility(label: &str, payoff: f64) -> StudyFailure {
    StudyFailure::Refused(Refusal {
        message: format!(
            "{label} has {payoff} on some path, which with its wealth is not above zero: relative aversion has no utility there"
        ),
        help: "give the side more wealth, or an absolute aversion: utility = { cara = 0.01 }"
            .to_owned(),
    })
}

fn too_few(what: &str) -> StudyFailure {
    StudyFailure::Refused(Refusal {
        message: format!("{what} says what packages are worth"),
        help: "ask for more paths: --paths 20000".to_owned(),
    })
}

/// The rates that utilities have of their own, laid over the parties of their sides.
fn rates(deal: &Scenario, question: &Question) -> Overrides {
    let mut laid = Overrides::new();
    for (side, rate) in &question.rates {
        for party in deal.places_of_side(side).iter().skip(1) {
            laid = laid.with(&format!("{party}.discount_rate"), *rate);
        }
    }
    laid
}

type Labelled = Vec<(String, String)>;

/// The sides that bargain, and the others.
fn sides(
    deal: &Scenario,
    alternative: &Scenario,
    question: &Question,
) -> Result<(Labelled, Labelled), StudyFailure> {
    let all = deal.side_labels();
    let there: Vec<&str> = alternative.sides().collect();
    let known = |name: &String| all.iter().find(|(known, _)| known == name).cloned();
    let missing = |name: &str, place: &std::path::Path, sides: Vec<&str>| {
        StudyFailure::Refused(Refusal {
            message: format!("no side of {} is called `{name}`", place.display()),
            help: format!("its sides are {}", sides.join(", ")),
        })
    };
    let named: Vec<String> = match question.between.as_slice() {
        [] => all.iter().map(|(name, _)| name.clone()).collect(),
        named => named.to_vec(),
    };
    let mut between = Labelled::new();
    for name in named.iter().chain(question.utilities.keys()) {
        let side = known(name).ok_or_else(|| missing(name, deal.path(), deal.sides().collect()))?;
        if !there.contains(&name.as_str()) {
            return Err(missing(name, alternative.path(), there.clone()));
        }
        if named.contains(name) && !between.contains(&side) {
            between.push(side);
        }
    }
    if between.len() < 2 {
        return Err(StudyFailure::Refused(Refusal {
            message: format!("{} sides bargain", between.len()),
            help: "name two or more: --between buyer,seller".to_owned(),
        }));
    }
    let others = all.into_iter().filter(|side| !between.contains(side)).collect();
    Ok((between, others))
}

/// What an issue is, as a number, for tables and slopes; none for options.
pub(super) fn number(setting: Setting) -> Option<f64> {
    match setting {
        Setting::Number(number) => Some(number),
        Setting::Option(_) => None,
    }
}
