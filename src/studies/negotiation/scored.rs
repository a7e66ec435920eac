//! A package on the table: who would refuse it, what it leaves there, and what a side would need to be as well off as without.

use super::pool::Pool;
use super::question::{Setting, Terms};
use super::valued::{Runner, View};
use crate::bargaining::score;
use crate::statistics::Measure;
use crate::studies::refused::StudyFailure;

/// What one side could have more with no other side below the package.
#[derive(Clone, Debug)]
pub struct More {
    /// Number of the side.
    pub side: usize,
    /// How much more, in certain money of the base world, on the paths that did not choose it.
    pub money: f64,
    /// The package that gives it.
    pub terms: Terms,
}

/// What a side below its walk-away would need of one issue, all others as they are, to be as well off as without a deal.
#[derive(Clone, Debug)]
pub struct Need {
    /// Number of the side.
    pub side: usize,
    /// Number of the issue.
    pub issue: usize,
    /// By how much the issue would have to change, with its error.
    pub change: Measure,
}

/// A package on the table.
#[derive(Clone, Debug)]
pub struct Scored {
    /// What it is called.
    pub name: String,
    /// What it is.
    pub terms: Terms,
    /// What it is worth.
    pub view: View,
    /// What it leaves on the table.
    pub left: Vec<More>,
    /// The part of the largest gains in the same proportion that it reaches; absent where a side is no better off than without.
    pub efficiency: Option<f64>,
    /// What sides below their walk-away would need.
    pub needs: Vec<Need>,
}

/// Scores the packages that the question names; all of them are in the pool.
pub(super) fn scored(runner: &mut Runner<'_>, pool: &Pool) -> Result<Vec<Scored>, StudyFailure> {
    let mut scored = Vec::new();
    for (name, terms) in &runner.question.scored {
        let Some(own) = pool.packages.iter().find(|package| package.terms == *terms) else {
            continue;
        };
        let table = pool.table(|side| side.certain_in_base);
        let worth: Vec<f64> = own.choosing.sides.iter().map(|side| side.certain_in_base).collect();
        let found = score(&table, &worth);
        let more = |(side, more): (usize, &Option<(f64, usize)>)| {
            let (_, package) = (*more)?;
            let better = &pool.packages[package];
            let money =
                better.told().sides[side].certain_in_base - own.told().sides[side].certain_in_base;
            Some(More { side, money, terms: better.terms.clone() })
        };
        scored.push(Scored {
            name: name.clone(),
            terms: terms.clone(),
            view: own.told().clone(),
            left: found.on_the_table.iter().enumerate().filter_map(more).collect(),
            efficiency: found.efficiency,
            needs: needs(runner, terms, own.told())?,
        });
    }
    Ok(scored)
}

/// What each side below its walk-away would need of each issue that has a range.
fn needs(runner: &mut Runner<'_>, terms: &Terms, view: &View) -> Result<Vec<Need>, StudyFailure> {
    let mut needs = Vec::new();
    let short: Vec<usize> =
        (0..view.sides.len()).filter(|side| view.sides[*side].gain.value < 0.0).collect();
    for (place, issue) in runner.question.issues.iter().enumerate() {
        let (Some(step), Setting::Number(from)) = (issue.step(), terms[place]) else { continue };
        for &side in &short {
            let gain = view.sides[side].gain;
            let Some((at, slope)) = even(runner, terms, (place, step), side, gain.value)? else {
                continue;
            };
            let error = gain.standard_error.map(|error| (error / slope).abs());
            let change = Measure { value: at - from, standard_error: error, count: gain.count };
            needs.push(Need { side, issue: place, change });
        }
    }
    Ok(needs)
}

/// Where a side's gain is nothing when one issue changes alone, and its slope there; none where that is beyond the range.
///
/// Straight lines through the last two points, from the package and a step beside it.
fn even(
    runner: &mut Runner<'_>,
    terms: &Terms,
    (place, step): (usize, f64),
    side: usize,
    gain: f64,
) -> Result<Option<(f64, f64)>, StudyFailure> {
    let Setting::Number(from) = terms[place] else { return Ok(None) };
    let issue = &runner.question.issues[place];
    let mut known = (from, gain);
    let mut at = issue.within(from + step);
    if at == from {
        at = issue.within(from - step);
    }
    for _ in 0..SECANTS {
        let mut tried = terms.clone();
        tried[place] = Setting::Number(at);
        let valued = runner.value(std::slice::from_ref(&tried), runner.paths, true)?;
        let Some(here) = valued.first().map(|one| one.told().sides[side].gain.value) else {
            return Ok(None);
        };
        let slope = (here - known.1) / (at - known.0);
        let next = at - here / slope;
        if !next.is_finite() || next != issue.within(next) {
            return Ok(None);
        }
        if (next - at).abs() <= CLOSE * step.abs() {
            return Ok(Some((next, slope)));
        }
        known = (at, here);
        at = next;
    }
    Ok(None)
}

/// Parts of a step of the grid within which a place is found.
const CLOSE: f64 = 1e-4;

/// Straight lines that are drawn to where a gain is nothing, before it is given up.
const SECANTS: usize = 12;
