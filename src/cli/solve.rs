//! Looks for the value of a number at which a statement holds.

use super::exit;
use super::precision::Exactness;
use super::say::say;
use super::study::{Asked, Left, Run, stem};
use super::sweep::range;
use crate::report::TableError;
use crate::results::Charts;
use crate::simulation::Settings;
use crate::studies::{Solved, Statement, solve};
use std::path::Path;

/// `dealsim solve`.
pub(super) fn run(file: &Path, key: &str, within: &str, statement: &str, asked: Asked) -> u8 {
    let Some((low, high)) = range(within).filter(|(low, high)| low < high) else {
        say(&format!("error: `{within}` is no range of numbers"));
        say("  help: write --in 0..0.6, the lower end first");
        return exit::INPUT;
    };
    let statement = match Statement::parse(statement) {
        Ok(statement) => statement,
        Err(why) => {
            say(&format!("error: {why}"));
            return exit::INPUT;
        }
    };
    let study = Run::new(asked);
    let range = (key, low, high);
    let run = |settings: &Settings| {
        solve(&study.files, file, &study.overrides, range, &statement, settings)
    };
    study.until_exact(run, exactness, left)
}

/// How exact left less right is: at the roots, as the points to either side have it; at all points where nothing holds.
fn exactness(solved: &Solved) -> Vec<Exactness> {
    let near = |at: f64| {
        let between = |root: &crate::studies::Root| at == root.between.0 || at == root.between.1;
        solved.roots.is_empty() || solved.roots.iter().any(between)
    };
    let points = solved.scan.iter().zip(&solved.deviations).filter(|((at, _), _)| near(*at));
    points.filter_map(|((_, value), deviation)| Exactness::of(*value, *deviation)).collect()
}

fn left(solved: &Solved) -> Result<Left, TableError> {
    Ok(Left {
        command: "solve",
        names: vec![stem(&solved.path), solved.key.clone(), solved.statement.to_string()],
        first: solved.path.clone(),
        others: solved.others.clone(),
        files: solved.files.clone(),
        seed: solved.seed,
        paths: solved.paths,
        sampler: solved.sampler.clone(),
        said: vec![
            ("key".to_owned(), solved.key.clone()),
            ("statement".to_owned(), solved.statement.to_string()),
        ],
        tables: vec![("roots", solved.roots_table()?), ("scan", solved.scan_table()?)],
        pictures: solved.pictures(),
        charts: Charts::All,
        told: solved.told(),
    })
}
