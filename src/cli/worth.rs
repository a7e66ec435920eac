//! Takes each clause of a deal out in turn.

use super::precision::Exactness;
use super::study::{Asked, Left, Run, stem};
use crate::report::TableError;
use crate::results::Charts;
use crate::simulation::Settings;
use crate::studies::{Worth, worth};
use std::path::Path;

/// `dealsim worth`.
pub(super) fn run(deal: &Path, asked: Asked) -> u8 {
    let study = Run::new(asked);
    let run = |settings: &Settings| worth(&study.files, deal, &study.overrides, settings);
    study.until_exact(run, exactness, left)
}

/// How exact the worth of each clause is to each side.
fn exactness(worth: &Worth) -> Vec<Exactness> {
    let pairs = worth.clauses.iter().flat_map(|clause| clause.pairs.iter().flatten());
    pairs.filter_map(|pair| Exactness::of(pair.difference, pair.deviation)).collect()
}

fn left(worth: &Worth) -> Result<Left, TableError> {
    Ok(Left {
        command: "worth",
        names: vec![stem(&worth.path)],
        first: worth.path.clone(),
        others: Vec::new(),
        files: worth.files.clone(),
        seed: worth.seed,
        paths: worth.paths,
        sampler: worth.sampler.clone(),
        said: Vec::new(),
        tables: vec![("worth", worth.worth_table()?), ("moved", worth.moved_table()?)],
        pictures: worth.pictures(),
        charts: Charts::All,
        told: worth.told(),
    })
}
