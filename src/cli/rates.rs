//! Exchange rates between numbers of a deal.

use super::exit;
use super::precision::Exactness;
use super::say::say;
use super::study::{Asked, Left, Run, stem};
use super::sweep::number;
use crate::report::TableError;
use crate::results::Charts;
use crate::simulation::Settings;
use crate::studies::{Lever, Rates, SideRates, rates};
use std::path::Path;

/// `dealsim rates`.
pub(super) fn run(deal: &Path, keys: &[String], asked: Asked) -> u8 {
    let mut levers = Vec::new();
    for text in keys {
        let (key, at) = match text.split_once('=') {
            None => (text.as_str(), None),
            Some((key, value)) => match number(value) {
                Some(at) => (key, Some(at)),
                None => {
                    say(&format!("error: `{value}` is no number"));
                    say(
                        "  help: write a key, or a key and the number at which rates are wanted: inputs.stake.value=0.33",
                    );
                    return exit::INPUT;
                }
            },
        };
        levers.push((key.trim().to_owned(), at));
    }
    let study = Run::new(asked);
    let run = |settings: &Settings| rates(&study.files, deal, &study.overrides, &levers, settings);
    study.until_exact(run, exactness, left)
}

/// How exact it is what the whole of each number is worth to each side, as its slope says.
fn exactness(found: &Rates) -> Vec<Exactness> {
    let whole = |lever: &Lever| if lever.at == 0.0 { 1.0 } else { lever.at };
    let side = |side: &SideRates| {
        let worth = found.levers.iter().zip(&side.worth).flat_map(|(lever, worth)| {
            let slopes = worth.rising.into_iter().chain(worth.falling);
            slopes.map(|slope| slope.scaled(whole(lever)))
        });
        worth.filter_map(|one| Exactness::of(one, side.deviation)).collect::<Vec<_>>()
    };
    found.sides.iter().flat_map(side).collect()
}

fn left(found: &Rates) -> Result<Left, TableError> {
    let keys = found.levers.iter().map(|lever| lever.key.clone());
    Ok(Left {
        command: "rates",
        names: std::iter::once(stem(&found.path)).chain(keys).collect(),
        first: found.path.clone(),
        others: Vec::new(),
        files: found.files.clone(),
        seed: found.seed,
        paths: found.paths,
        sampler: found.sampler.clone(),
        said: found.levers.iter().map(|lever| (lever.key.clone(), lever.at.to_string())).collect(),
        tables: vec![("rates", found.rates_table()?), ("slopes", found.slopes_table()?)],
        pictures: Vec::new(),
        charts: Charts::All,
        told: found.told(),
    })
}
