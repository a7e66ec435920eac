//! The anatomy of an event.

use super::precision::Exactness;
use super::study::{Asked, Left, Run, stem};
use crate::report::TableError;
use crate::results::Charts;
use crate::simulation::Settings;
use crate::studies::{Trigger, trigger};
use std::path::Path;

/// `dealsim trigger`.
pub(super) fn run(deal: &Path, event: &str, asked: Asked) -> u8 {
    let study = Run::new(asked);
    let run = |settings: &Settings| trigger(&study.files, deal, event, &study.overrides, settings);
    study.until_exact(run, exactness, left)
}

/// How exact the contract with the event, less the same without, is to each side.
fn exactness(found: &Trigger) -> Vec<Exactness> {
    let sides = found.found.iter().flatten();
    sides.filter_map(|side| Exactness::of(side.difference, side.deviation)).collect()
}

fn left(found: &Trigger) -> Result<Left, TableError> {
    Ok(Left {
        command: "trigger",
        names: vec![stem(&found.path), found.event.0.clone()],
        first: found.path.clone(),
        others: Vec::new(),
        files: found.files.clone(),
        seed: found.seed,
        paths: found.paths,
        sampler: found.sampler.clone(),
        said: vec![("event".to_owned(), found.event.0.clone())],
        tables: vec![
            ("dates", found.dates_table()?),
            ("clauses", found.clauses_table()?),
            ("sides", found.sides_table()?),
        ],
        pictures: found.pictures(),
        charts: Charts::All,
        told: found.told(),
    })
}
