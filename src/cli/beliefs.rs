//! What each side thinks of packages.

use super::precision::Exactness;
use super::study::{Asked, Left, Run, stem};
use crate::report::TableError;
use crate::results::Charts;
use crate::simulation::Settings;
use crate::studies::{Believed, beliefs};
use std::path::PathBuf;

/// `dealsim beliefs`.
pub(super) fn run(deals: &[PathBuf], asked: Asked) -> u8 {
    let study = Run::new(asked);
    let run = |settings: &Settings| beliefs(&study.files, deals, &study.overrides, settings);
    study.until_exact(run, exactness, left)
}

/// How exact what beliefs add is.
fn exactness(found: &Believed) -> Vec<Exactness> {
    let sides = found.deals.iter().flat_map(|deal| deal.sides.iter().flatten());
    sides.filter_map(|side| Exactness::of(side.bet, side.deviation)).collect()
}

fn left(found: &Believed) -> Result<Left, TableError> {
    let mut paths = found.deals.iter().map(|deal| deal.path.clone());
    let first = paths.next().unwrap_or_default();
    Ok(Left {
        command: "beliefs",
        names: found.deals.iter().map(|deal| stem(&deal.path)).collect(),
        first,
        others: paths.collect(),
        files: found.files.clone(),
        seed: found.seed,
        paths: found.paths,
        sampler: found.sampler.clone(),
        said: Vec::new(),
        tables: vec![("sides", found.sides_table()?), ("events", found.events_table()?)],
        pictures: found.pictures(),
        charts: Charts::All,
        told: found.told(),
    })
}
