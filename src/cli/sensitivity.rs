//! What decides the answer of a deal.

use super::study::{Asked, Left, Run, WIDTH, stem};
use crate::report::TableError;
use crate::results::{Charts, Picture};
use crate::studies::{Sensitivity, sensitivity};
use std::path::Path;

/// `dealsim sensitivity`.
pub(super) fn run(deal: &Path, against: Option<&Path>, asked: Asked) -> u8 {
    let study = Run::new(asked);
    let found = sensitivity(&study.files, deal, against, &study.overrides, &study.settings);
    study.finish(found, left)
}

fn left(found: &Sensitivity) -> Result<Left, TableError> {
    let others = found.against.iter().chain(&found.alternative);
    let against = found.against.as_ref().map(|path| stem(path));
    let mut names = vec![stem(&found.path)];
    names.extend(against);
    let mut other: Vec<_> = others.cloned().collect();
    other.dedup();
    let pictures = found
        .pictures()
        .into_iter()
        .map(|(side, tornado, caption)| Picture::new(&format!("tornado_{side}"), caption, tornado));
    Ok(Left {
        command: "sensitivity",
        names,
        first: found.path.clone(),
        others: other,
        files: found.files.clone(),
        seed: found.seed,
        paths: found.paths,
        sampler: found.sampler.clone(),
        said: Vec::new(),
        tables: vec![("tornado", found.tornado_table()?), ("indices", found.indices_table()?)],
        pictures: pictures.collect(),
        charts: Charts::All,
        text: found.terminal(WIDTH, false),
    })
}
