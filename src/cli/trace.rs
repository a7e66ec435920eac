//! `dealsim trace`: one path as a dated ledger.

use super::exit;
use super::say::say;
use super::study::{Asked, Left, Run, stem};
use crate::report::TableError;
use crate::results::{Charts, Trace};
use crate::simulation::{Scenario, Which};
use crate::studies::{Refusal, StudyFailure};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Reads `SIDE=p05`.
pub(super) fn at(text: &str) -> Result<Which, String> {
    let found = text.rsplit_once("=p").and_then(|(side, percent)| {
        let percent: f64 = percent.parse().ok()?;
        (0.0..=100.0).contains(&percent).then(|| Which::At(side.to_owned(), percent / 100.0))
    });
    found.ok_or_else(|| "write a side and a percentile of its payoff: SIDE=p05".to_owned())
}

/// `dealsim trace`.
pub(super) fn trace(file: &Path, which: &Which, asked: Asked) -> u8 {
    if asked.wanted().is_some() {
        say("error: one path has no precision");
        say("  help: say how many --paths there are to choose from, or nothing");
        return exit::INPUT;
    }
    let study = Run::new(asked);
    let found = traced(&study, file, which);
    study.ended(found, left)
}

/// A path, and the run that it belongs to.
struct Traced {
    trace: Trace,
    file: PathBuf,
    /// The side by whose payoff it was chosen.
    about: Option<String>,
    /// Every file that was read.
    files: Vec<PathBuf>,
    paths: u64,
    seed: u64,
    sampler: String,
    /// Which dimensions of a Sobol sequence belong to which draws.
    dimensions: Option<String>,
}

fn traced(study: &Run, file: &Path, which: &Which) -> Result<Traced, StudyFailure> {
    let scenario = Scenario::read_with(Arc::clone(&study.files), file, &study.overrides)?;
    if !scenario.has_terms() {
        return Err(StudyFailure::Refused(Refusal {
            message: format!("{} has no terms, so there is nothing to trace", file.display()),
            help: "add a table under [terms], or trace a file that extends this one and has some"
                .to_owned(),
        }));
    }
    let (paths, seed) = scenario.paths_and_seed(&study.settings);
    Ok(Traced {
        trace: scenario.trace(which, &study.settings)?,
        file: file.to_path_buf(),
        about: match which {
            Which::Path(_) => None,
            Which::At(side, _) => Some(side.clone()),
        },
        files: scenario.read_paths(),
        paths,
        seed,
        sampler: scenario.sampler_name(&study.settings),
        dimensions: scenario.dimensions(&study.settings),
    })
}

fn left(found: &Traced) -> Result<Left, TableError> {
    let trace = &found.trace;
    let dimensions = found.dimensions.clone().map(|text| ("dimensions".to_owned(), text));
    Ok(Left {
        command: "trace",
        names: vec![stem(&found.file), format!("path-{}", trace.path)],
        first: found.file.clone(),
        others: Vec::new(),
        files: found.files.clone(),
        seed: found.seed,
        paths: found.paths,
        sampler: found.sampler.clone(),
        said: dimensions.into_iter().collect(),
        tables: vec![
            ("path", trace.number(found.paths)?),
            ("ledger", trace.ledger()?),
            ("sums", trace.sums()?),
            ("states", trace.states()?),
        ],
        pictures: vec![trace.picture(found.about.as_deref())],
        charts: Charts::All,
        told: trace.told()?,
    })
}
