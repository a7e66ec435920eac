//! What decides the answer of a deal.

use super::precision::Exactness;
use super::study::{Asked, Left, Run, stem};
use crate::report::TableError;
use crate::results::{Charts, Picture};
use crate::simulation::Settings;
use crate::studies::{Input, Sensitivity, sensitivity};
use std::path::Path;

/// `dealsim sensitivity`.
pub(super) fn run(deal: &Path, against: Option<&Path>, asked: Asked) -> u8 {
    let study = Run::new(asked);
    let run =
        |settings: &Settings| sensitivity(&study.files, deal, against, &study.overrides, settings);
    study.until_exact(run, exactness, left)
}

/// How exact the mean of each side is, and what each input moves it by; parts of a variance are no money.
fn exactness(found: &Sensitivity) -> Vec<Exactness> {
    let side = |(place, deviation): (usize, &Option<f64>)| {
        let mean = found.base.get(place).copied().flatten();
        let swing = |input: &Input| Some(input.swings.get(place).copied().flatten()?.swing);
        let measures = mean.into_iter().chain(found.inputs.iter().filter_map(swing));
        measures.filter_map(|one| Exactness::of(one, *deviation)).collect::<Vec<_>>()
    };
    found.deviations.iter().enumerate().flat_map(side).collect()
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
        told: found.told(),
    })
}
