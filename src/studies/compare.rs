//! Compares deals path by path: what each side gains, on how many futures, and by which change.

use super::bridge::Bridge;
use super::forcing::{Forced, forcing};
use super::pair::{Pair, Shares, against};
use super::payoffs::{Payoffs, run_all, unit};
use super::refused::{Refusal, StudyFailure};
use super::shapley::Choices;
use crate::document::{Files, Overrides};
use crate::scenario::{Block, Change};
use crate::simulation::{Scenario, Settings};
use crate::statistics::Unit;
use std::path::PathBuf;
use std::sync::Arc;

/// In which order changes are laid over the first deal for the bridge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Each alone; what they do together is a step of its own.
    #[default]
    Alone,
    /// In all orders, each change with its average over them.
    Shapley,
}

/// A deal of a comparison.
#[derive(Clone, Debug)]
pub struct Deal {
    /// What it is called.
    pub name: String,
    /// Its file.
    pub path: PathBuf,
    /// The event that is taken as certain in it, because it makes it a deal.
    pub signed: Option<String>,
    /// For each side of the comparison, how often it is better than the alternative that the files name; absent where
    /// they name none or a deal does not have the side.
    pub against_walk_away: Vec<Option<Shares>>,
}

/// One deal against the first one.
#[derive(Clone, Debug)]
pub struct Versus {
    /// Its number.
    pub deal: usize,
    /// How it differs: the world, the deal, beliefs.
    pub changes: Vec<Change>,
    /// For each side of the comparison; absent where one of the two deals does not have it.
    pub pairs: Vec<Option<Pair>>,
    /// For each side, from the first deal to this one.
    pub bridges: Vec<Option<Bridge>>,
}

/// Deals held against one another on the same draws.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The deals, the one that others are held against first.
    pub deals: Vec<Deal>,
    /// Names and labels of the sides.
    pub sides: Vec<(String, String)>,
    /// The colour of each side, the same as in the pictures of its runs.
    pub(super) colours: Vec<usize>,
    /// The alternative that the files name.
    pub walk_away: Option<PathBuf>,
    /// All but the first deal against the first one.
    pub versus: Vec<Versus>,
    /// The unit of money.
    pub money: String,
    /// Every file that was read.
    pub files: Vec<PathBuf>,
    /// How the draws are made.
    pub sampler: String,
    /// How many paths.
    pub paths: u64,
    /// The seed.
    pub seed: u64,
}

/// Holds deals against the first of them.
///
/// A deal that names `signing` is taken as signed, and its alternative as not signed. The changes of each deal are laid over
/// the first one alone, one after the other, for the bridge; those that make no scenario alone are taken together.
///
/// # Errors
/// When a file is wrong, deals do not share start, step, end, sampler, seed and money, or a run fails.
pub fn compare(
    files: &Arc<dyn Files>,
    paths: &[PathBuf],
    overrides: &Overrides,
    order: Order,
    settings: &Settings,
) -> Result<Comparison, StudyFailure> {
    let read = |path: &PathBuf| Scenario::read_with(Arc::clone(files), path, overrides);
    let written: Vec<Scenario> = paths.iter().map(read).collect::<Result<_, _>>()?;
    let mut deals: Vec<Scenario> = Vec::new();
    for deal in &written {
        deals.push(signed(deal)?);
    }
    let alternative = match written.iter().find_map(Scenario::walk_away) {
        Some(path) => {
            Some(not_signed(&Scenario::read_with(Arc::clone(files), path, overrides)?, &written)?)
        }
        None => None,
    };
    let all: Vec<&Scenario> = deals.iter().chain(&alternative).collect();
    belong_together(&all, settings)?;
    let others = deals.iter().skip(1);
    let steps: Result<Vec<Steps>, Refusal> =
        others.map(|deal| Steps::of(&deals[0], deal).in_order(&deals[0], deal, order)).collect();
    let steps = steps?;
    let mut runs: Vec<Scenario> = deals.clone();
    runs.extend(alternative.clone());
    runs.extend(steps.iter().flat_map(Steps::deals).cloned());
    let payoffs = run_all(&runs, settings)?;
    let study = Study {
        unit: unit(&deals[0], settings),
        sides: sides(&deals),
        deals: &deals,
        payoffs: &payoffs,
        alternative: alternative.as_ref().map(|scenario| (scenario, &payoffs[deals.len()])),
    };
    Ok(study.comparison(&written, &steps, settings))
}

/// A deal with the event that makes it one taken as certain.
fn signed(deal: &Scenario) -> Result<Scenario, StudyFailure> {
    let Some(signing) = deal.signing() else { return Ok(deal.clone()) };
    let forced = forcing(deal, &signing.event, Forced::Certain(signing.on));
    Ok(deal.with_all(&forced)?)
}

/// The alternative with the events that make the deals taken as impossible.
fn not_signed(alternative: &Scenario, deals: &[Scenario]) -> Result<Scenario, StudyFailure> {
    let mut forced = Overrides::new();
    for signing in deals.iter().filter_map(Scenario::signing) {
        forced = forced.and(&forcing(alternative, &signing.event, Forced::Never));
    }
    Ok(alternative.with_all(&forced)?)
}

/// Refuses deals whose paths do not mean the same futures.
fn belong_together(deals: &[&Scenario], settings: &Settings) -> Result<(), Refusal> {
    let Some((first, others)) = deals.split_first() else { return Ok(()) };
    for other in others {
        if let Some((what, one, two)) = first.differs_in(other, settings) {
            return Err(Refusal {
                message: format!(
                    "{} has {what} {one}, {} has {two}: their paths are not the same futures",
                    first.path().display(),
                    other.path().display(),
                ),
                help: format!("give both files the same {what}, or compare them by hand"),
            });
        }
        if let Some((name, once)) = first.drawn_otherwise(other) {
            let [once, steps] = if once { [*first, *other] } else { [*other, *first] };
            return Err(Refusal {
                message: format!(
                    "`{name}` is drawn once a path in {} and at every step in {}: draws of one name that do not mean the same cannot be paired",
                    once.path().display(),
                    steps.path().display(),
                ),
                help: "call it otherwise in one of the files: they are two things".to_owned(),
            });
        }
    }
    Ok(())
}

/// The first deal with each change of another one alone.
struct Steps {
    changes: Vec<Change>,
    /// Number of the change, and the deal.
    alone: Vec<(usize, Scenario)>,
    /// Every choice of changes, where all orders are asked for.
    choices: Option<Choices>,
}

impl Steps {
    fn of(first: &Scenario, other: &Scenario) -> Self {
        let mut changes = Vec::new();
        let mut alone = Vec::new();
        let mut together: Option<Change> = None;
        for change in first.changes_to(other) {
            if change.block == Block::Belief {
                changes.push(change);
                continue;
            }
            match first.with_changes(other, &[&change]) {
                Ok(deal) => {
                    alone.push((changes.len(), deal));
                    changes.push(change);
                }
                // What makes no scenario alone is one change with the others of its sort.
                Err(_) => {
                    together = Some(match together {
                        Some(others) => others.joined(change),
                        None => change,
                    });
                }
            }
        }
        if let Some(change) = together {
            if let Ok(deal) = first.with_changes(other, &[&change]) {
                alone.push((changes.len(), deal));
            }
            changes.push(change);
        }
        Self { changes, alone, choices: None }
    }

    /// The same in the order that is asked for.
    fn in_order(
        mut self,
        first: &Scenario,
        other: &Scenario,
        order: Order,
    ) -> Result<Self, Refusal> {
        if order == Order::Shapley {
            let made: Vec<&Change> = self.alone.iter().map(|(at, _)| &self.changes[*at]).collect();
            self.choices = Some(Choices::of(first, other, &made)?);
        }
        Ok(self)
    }

    /// The deals that are run for it.
    fn deals(&self) -> impl Iterator<Item = &Scenario> {
        let choices = self.choices.iter().flat_map(|choices| &choices.deals);
        let alone = self.alone.iter().filter(|_| self.choices.is_none());
        choices.chain(alone.map(|(_, deal)| deal))
    }
}

/// The sides of all deals, each once, in the order in which they come.
fn sides(deals: &[Scenario]) -> Vec<(String, String)> {
    let mut sides: Vec<(String, String)> = Vec::new();
    for (name, label) in deals.iter().flat_map(Scenario::side_labels) {
        if !sides.iter().any(|(known, _)| *known == name) {
            sides.push((name, label));
        }
    }
    sides
}

/// The colour that each side has in the first deal that has it.
fn colours(deals: &[Scenario], sides: &[(String, String)]) -> Vec<usize> {
    let known: Vec<(String, usize)> = (deals.iter())
        .flat_map(|deal| deal.side_labels().into_iter().zip(deal.side_colours()))
        .map(|((name, _), colour)| (name, colour))
        .collect();
    let colour = |name: &str| known.iter().find(|(known, _)| known == name).map_or(0, |one| one.1);
    sides.iter().map(|(name, _)| colour(name)).collect()
}

/// The first deal with some changes, and what it leaves.
type Ran<'run> = (&'run Scenario, &'run Payoffs);

/// What has been run.
struct Study<'run> {
    unit: Unit,
    sides: Vec<(String, String)>,
    deals: &'run [Scenario],
    payoffs: &'run [Payoffs],
    alternative: Option<(&'run Scenario, &'run Payoffs)>,
}

impl Study<'_> {
    fn comparison(&self, written: &[Scenario], steps: &[Steps], settings: &Settings) -> Comparison {
        let mut next = self.deals.len() + usize::from(self.alternative.is_some());
        let mut versus = Vec::new();
        for (number, steps) in steps.iter().enumerate() {
            let ran: Vec<Ran<'_>> = steps.deals().zip(&self.payoffs[next..]).collect();
            next += ran.len();
            versus.push(self.versus(number + 1, steps, &ran));
        }
        let (paths, seed) = self.deals[0].paths_and_seed(settings);
        Comparison {
            deals: (0..self.deals.len())
                .map(|number| self.deal(number, &written[number]))
                .collect(),
            sides: self.sides.clone(),
            colours: colours(self.deals, &self.sides),
            walk_away: self.alternative.map(|(scenario, _)| scenario.path().to_path_buf()),
            versus,
            money: self.deals[0].money().to_owned(),
            files: self.files(),
            sampler: self.deals[0].sampler_name(settings),
            paths,
            seed,
        }
    }

    /// The files of all deals, each once.
    fn files(&self) -> Vec<PathBuf> {
        let mut files: Vec<PathBuf> = Vec::new();
        let alternative = self.alternative.map(|(scenario, _)| scenario);
        for scenario in self.deals.iter().chain(alternative) {
            for path in scenario.read_paths() {
                if !files.contains(&path) {
                    files.push(path);
                }
            }
        }
        files
    }

    fn deal(&self, number: usize, written: &Scenario) -> Deal {
        let share = |(name, _): &(String, String)| {
            let (scenario, payoffs) = self.alternative?;
            against(payoffs.named(scenario, name)?, self.payoff(number, name)?, self.unit)
        };
        Deal {
            name: written.name().to_owned(),
            path: written.path().to_path_buf(),
            signed: written.signing().map(|signing| signing.event.clone()),
            against_walk_away: self.sides.iter().map(share).collect(),
        }
    }

    fn versus(&self, deal: usize, made: &Steps, ran: &[Ran<'_>]) -> Versus {
        let pair = |(name, _): &(String, String)| {
            Pair::of(self.payoff(0, name)?, self.payoff(deal, name)?, self.unit)
        };
        let bridge = |(name, _): &(String, String)| {
            let (first, second) = (self.payoff(0, name)?, self.payoff(deal, name)?);
            let own: Option<Vec<&[f64]>> =
                ran.iter().map(|(deal, payoffs)| payoffs.named(deal, name)).collect();
            let numbers = made.alone.iter().map(|(change, _)| *change);
            match &made.choices {
                Some(choices) => {
                    let mut bridge = choices.bridge(&own?, self.unit)?;
                    for (step, change) in bridge.steps.iter_mut().zip(numbers) {
                        step.change = change;
                    }
                    Some(bridge)
                }
                None => {
                    let steps: Vec<(usize, &[f64])> = numbers.zip(own?).collect();
                    Bridge::of(first, &steps, second, self.unit)
                }
            }
        };
        let (pairs, bridges) =
            (self.sides.iter().map(pair).collect(), self.sides.iter().map(bridge).collect());
        Versus { deal, changes: made.changes.clone(), pairs, bridges }
    }

    fn payoff(&self, deal: usize, side: &str) -> Option<&[f64]> {
        self.payoffs[deal].named(&self.deals[deal], side)
    }
}
