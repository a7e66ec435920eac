//! Holds deals against one another on the same draws.

use super::exit;
use super::precision::Exactness;
use super::say::say;
use super::study::{Asked, Left, Run, stem};
use crate::report::TableError;
use crate::results::Charts;
use crate::simulation::Settings;
use crate::studies::{Comparison, Order, compare};
use std::path::{Path, PathBuf};

/// `dealsim compare`.
pub(super) fn run(files: &[PathBuf], baseline: Option<&Path>, order: Order, asked: Asked) -> u8 {
    let mut paths: Vec<PathBuf> = baseline.iter().map(|path| path.to_path_buf()).collect();
    paths.extend(files.iter().filter(|file| Some(file.as_path()) != baseline).cloned());
    if paths.len() < 2 {
        say("error: one deal has nothing to be compared with");
        say(
            "  help: name two scenario files or more; the first is the one that others are held against",
        );
        return exit::INPUT;
    }
    let study = Run::new(asked);
    let run =
        |settings: &Settings| compare(&study.files, &paths, &study.overrides, order, settings);
    study.until_exact(run, exactness, left)
}

/// Reads the order of a bridge.
pub(super) fn order(text: &str) -> Result<Order, String> {
    match text {
        "alone" => Ok(Order::Alone),
        "shapley" => Ok(Order::Shapley),
        _ => Err("say alone or shapley".to_owned()),
    }
}

/// How exact the gain of each side is.
fn exactness(comparison: &Comparison) -> Vec<Exactness> {
    let pairs = comparison.versus.iter().flat_map(|versus| versus.pairs.iter().flatten());
    pairs.filter_map(|pair| Exactness::of(pair.difference, pair.deviation)).collect()
}

fn left(comparison: &Comparison) -> Result<Left, TableError> {
    let mut tables = vec![
        ("gains", comparison.gains()?),
        ("bridge", comparison.bridges()?),
        ("changes", comparison.changes()?),
    ];
    if comparison.walk_away.is_some() {
        tables.push(("walk_away", comparison.against_walk_away()?));
    }
    let mut paths = comparison.deals.iter().map(|deal| deal.path.clone());
    let first = paths.next().unwrap_or_default();
    Ok(Left {
        command: "compare",
        names: comparison.deals.iter().map(|deal| stem(&deal.path)).collect(),
        others: paths.collect(),
        first,
        files: comparison.files.clone(),
        seed: comparison.seed,
        paths: comparison.paths,
        sampler: comparison.sampler.clone(),
        said: Vec::new(),
        tables,
        pictures: comparison.pictures(),
        charts: Charts::All,
        told: comparison.told(),
    })
}
