//! The passes of a negotiation: a first look at all packages, a long one at those that matter, and a search around the solutions.

use super::answer::{Agreement, Negotiation, Package, SideAnswer};
use super::pool::{Pool, best_for_each};
use super::question::{Question, Setting, Terms};
use super::scored::{Scored, scored};
use super::valued::{FIRST_LOOK, Runner, Valued};
use crate::bargaining::robustly_undominated;
use crate::document::{Files, Overrides};
use crate::simulation::Settings;
use crate::studies::refused::{Refusal, StudyFailure};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

/// More packages than these are a grid that nobody meant.
const MOST: usize = 100_000;

/// Rounds of the search around the solutions, each at half the distance of the one before.
const ROUNDS: i32 = 6;

/// Looks for the packages that all sides would sign.
///
/// Every package of the grid is run on 1,024 paths, half of which choose. Those that nothing clearly beats are run on all
/// paths, and so are the neighbours of each solution, at half the distance each time. Rules choose on one half of the paths;
/// what is told of a package that they name comes from the other half.
///
/// # Errors
/// When a file is wrong with some package, nothing says what sides have otherwise, or a run fails.
pub fn negotiate(
    files: &Arc<dyn Files>,
    overrides: &Overrides,
    question: &Question,
    settings: &Settings,
) -> Result<Negotiation, StudyFailure> {
    refuse(question)?;
    let settings = &settings.unless_said(question.paths, question.seed);
    let mut runner = Runner::new(files, overrides, question, settings)?;
    let first_look = FIRST_LOOK.min(runner.paths);
    let look = Pool {
        without: runner.walk_away(first_look)?,
        packages: runner.value(&question.grid(), first_look, false)?,
    };
    let (again, thinned) = look.worth_another_look(question);
    let chosen: Vec<Terms> =
        again.iter().map(|place| look.packages[*place].terms.clone()).collect();
    let mut pool = Pool {
        without: runner.walk_away(runner.paths)?,
        packages: runner.value(&chosen, runner.paths, true)?,
    };
    for (_, terms) in &question.scored {
        if !pool.has(terms) {
            let valued = runner.value(std::slice::from_ref(terms), runner.paths, true)?;
            pool.packages.extend(valued);
        }
    }
    let before = pool.packages.len();
    polish(&mut runner, &mut pool)?;
    let polished = pool.packages.len() - before;
    let scored = scored(&mut runner, &pool)?;
    let agreement = pool.agreement(&runner)?;
    let sides = pool.sides(&runner, &agreement);
    let refined = again.len();
    let told = Told { agreement, scored, sides, refined, polished, thinned, first_look };
    Ok(told.negotiation(&runner, &look, &pool))
}

fn refuse(question: &Question) -> Result<(), StudyFailure> {
    let count = question.packages();
    let (message, help) = if question.issues.is_empty() {
        (
            "nothing is bargained about".to_owned(),
            "name issues: inputs.stake.value=0.2..0.5, or tables [issues.NAME] in a study file",
        )
    } else if count > MOST {
        (
            format!("the grid has {count} packages, at most {MOST} are looked at"),
            "give ranges fewer steps: the solutions are refined between the values of the grid anyway",
        )
    } else {
        return Ok(());
    };
    Err(StudyFailure::Refused(Refusal { message, help: help.to_owned() }))
}

/// Looks around each solution and what is the best for each side, at half the distance of the grid, then a quarter, and so on.
fn polish(runner: &mut Runner<'_>, pool: &mut Pool) -> Result<(), StudyFailure> {
    let question = runner.question;
    for round in 1..=ROUNDS {
        let mut around: Vec<Terms> = Vec::new();
        let best = best_for_each(&pool.utilities());
        let solutions = pool.maxima(question.ideal).into_iter().map(|(_, found)| found.package);
        let centres: BTreeSet<usize> = solutions.chain(best).collect();
        for package in centres {
            let centre = &pool.packages[package].terms;
            for (place, issue) in question.issues.iter().enumerate() {
                let (Some(step), Some(Setting::Number(at))) = (issue.step(), centre.get(place))
                else {
                    continue;
                };
                for way in [-1.0, 1.0] {
                    let mut terms = centre.clone();
                    let number = issue.within(at + way * libm::ldexp(step, -round));
                    terms[place] = Setting::Number(number);
                    if !pool.has(&terms) && !around.contains(&terms) {
                        around.push(terms);
                    }
                }
            }
        }
        if around.is_empty() {
            return Ok(());
        }
        pool.packages.extend(runner.value(&around, runner.paths, true)?);
    }
    Ok(())
}

/// What was found, before it is put together.
struct Told {
    agreement: Agreement,
    scored: Vec<Scored>,
    sides: Vec<SideAnswer>,
    refined: usize,
    polished: usize,
    thinned: bool,
    first_look: u64,
}

impl Told {
    fn negotiation(self, runner: &Runner<'_>, look: &Pool, pool: &Pool) -> Negotiation {
        let table = pool.utilities();
        let undominated: BTreeSet<usize> =
            robustly_undominated(&table.worth, |one, other, side| pool.margin(one, other, side))
                .into_iter()
                .collect();
        let row = |valued: &Valued, refined: bool, undominated: bool| Package {
            terms: valued.terms.clone(),
            view: valued.told().clone(),
            refined,
            in_zone: valued.choosing.sides.iter().all(|side| side.gain.value >= 0.0),
            undominated,
        };
        let mut packages: Vec<Package> = look
            .packages
            .iter()
            .filter(|valued| !pool.has(&valued.terms))
            .map(|valued| row(valued, false, false))
            .collect();
        let again = pool.packages.iter().enumerate();
        packages.extend(again.map(|(place, one)| row(one, true, undominated.contains(&place))));
        let (written, alternative) = (&runner.written, &runner.alternative);
        let mut files: Vec<PathBuf> = runner.question.files.clone();
        for path in written.read_paths().into_iter().chain(alternative.read_paths()) {
            if !files.contains(&path) {
                files.push(path);
            }
        }
        Negotiation {
            question: runner.question.clone(),
            deal: written.name().to_owned(),
            signed: written.signing().map(|signing| signing.event.clone()),
            walk_away: (alternative.name().to_owned(), alternative.path().to_path_buf()),
            sides: self.sides,
            others: runner.others.clone(),
            believed: runner.believed(),
            agreement: self.agreement,
            scored: self.scored,
            packages,
            refined: self.refined,
            polished: self.polished,
            thinned: self.thinned,
            money: written.money().to_owned(),
            paths: (self.first_look, runner.paths),
            work: runner.work,
            seed: written.paths_and_seed(runner.settings).1,
            sampler: written.sampler_name(runner.settings),
            files,
        }
    }
}
