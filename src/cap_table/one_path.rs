//! Runs one path and reads named values of it.

use crate::engine::{self, Failure, Series, Settings, TrackResult};
use crate::plan::{ReadAt, Sink};
use crate::scenario::Model;
use crate::statistics::LEAF;

/// The values of a path by named value and period, the start first; one that could not be read is empty.
pub(super) fn values(model: &Model, named: &[usize], path: u64) -> Result<Vec<Vec<f64>>, Failure> {
    let mut plan = model.plan.asked_for(&[]);
    for named in named.iter().filter_map(|&number| model.plan.named.get(number)) {
        plan.keep(named.node, ReadAt::EachStep, Sink::Distribution);
    }
    // A part of a run begins and ends where a leaf does.
    let first = path / LEAF as u64 * LEAF as u64;
    let last = first + LEAF as u64;
    let written = &model.settings;
    let settings = Settings {
        paths: first..last,
        sampler: written.sampler,
        block_paths: LEAF,
        exact_values: u64::MAX,
        ..Settings::new(written.seed, written.paths.max(last))
    };
    let outcome = engine::run(&plan, &settings)?;
    let place = usize::try_from(path - first).unwrap_or(0);
    let of_path = |track: &TrackResult| match track {
        TrackResult::Distribution(_, Series::Every(values)) => {
            values.iter().filter_map(|at| at.get(place).copied()).collect()
        }
        _ => Vec::new(),
    };
    Ok(outcome.tracks.iter().map(of_path).collect())
}
