//! The worlds that break a deal.

use super::precision::Exactness;
use super::study::{Asked, Left, Run, stem};
use crate::report::TableError;
use crate::results::Charts;
use crate::simulation::Settings;
use crate::studies::{Worlds, WorldsAsked, worlds};
use std::path::PathBuf;

/// What was asked.
#[derive(Debug, clap::Args)]
pub(super) struct Request {
    /// A scenario file.
    #[arg(value_name = "FILE")]
    pub(super) deal: PathBuf,
    /// Whose paths are bad.
    #[arg(long, value_name = "SIDE")]
    pub(super) side: String,
    /// A path is bad where the side has less than this, or with --against gains less.
    #[arg(long, default_value_t = 0.0, value_name = "AMOUNT", allow_hyphen_values = true)]
    pub(super) below: f64,
    /// The deal that it is held against: where does this one leave the side worse off?
    #[arg(long, value_name = "FILE")]
    pub(super) against: Option<PathBuf>,
    /// An outcome that may be limited too: an event, or a driver at a day: revenue@2030-12-31.
    #[arg(long = "outcome", value_name = "EVENT|DRIVER@DATE")]
    pub(super) outcomes: Vec<String>,
}

/// `dealsim worlds`.
pub(super) fn run(request: &Request, asked: Asked) -> u8 {
    let study = Run::new(asked);
    let of = WorldsAsked {
        side: &request.side,
        below: request.below,
        against: request.against.as_deref(),
        outcomes: &request.outcomes,
    };
    let run =
        |settings: &Settings| worlds(&study.files, &request.deal, &study.overrides, &of, settings);
    study.until_exact(run, exactness, left)
}

/// How exact coverage and density are, beside how much being bad itself varies from path to path.
fn exactness(found: &Worlds) -> Vec<Exactness> {
    let region = found.found.iter().flat_map(|region| [region.coverage, region.density]);
    let deviation = libm::sqrt(found.bad.value * (1.0 - found.bad.value));
    region.filter_map(|share| Exactness::of(share, Some(deviation))).collect()
}

fn left(found: &Worlds) -> Result<Left, TableError> {
    let mut names = vec![stem(&found.path)];
    names.extend(found.against.as_ref().map(|path| stem(path)));
    names.extend([found.side.0.clone(), found.below.to_string()]);
    Ok(Left {
        command: "worlds",
        names,
        first: found.path.clone(),
        others: found.against.iter().cloned().collect(),
        files: found.files.clone(),
        seed: found.seed,
        paths: found.paths,
        sampler: found.sampler.clone(),
        said: vec![("below".to_owned(), found.below.to_string())],
        tables: vec![
            ("ranges", found.ranges_table()?),
            ("shares", found.shares_table()?),
            ("candidates", found.candidates_table()?),
        ],
        pictures: found.pictures(),
        charts: Charts::All,
        told: found.told(),
    })
}
