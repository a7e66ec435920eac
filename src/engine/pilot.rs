//! The cells of joint histograms, chosen by the first paths of the whole run before any path is counted.

use super::deals::Deals;
use super::outcome::SlotSink;
use super::run::Failure;
use super::settings::{Progress, Settings};
use super::shapes::Shape;
use super::simulate::{Left, Simulation};
use crate::statistics::{JointAxis, JointGrid};

/// Paths that choose the cells. Every part of a run looks at the same ones.
const PILOT_PATHS: u64 = 1024;

/// The cells of every joint histogram of a batch, and the deals that fail on the first paths of the run.
///
/// # Errors
/// As a run.
pub(super) fn choose_cells(
    simulation: &Simulation<'_>,
    settings: &Settings,
) -> Result<Left<Vec<JointGrid>>, Failure> {
    let program = &simulation.ready.program;
    if program.joints == 0 {
        return Ok(Left { result: Vec::new(), failed: Deals::NONE, last: None });
    }
    let mut shapes = vec![Shape::Nothing; program.slots.len()];
    shapes.resize(program.slots.len() + program.joints, Shape::Pairs);
    let settings = Settings {
        paths: 0..settings.whole_run_paths.min(PILOT_PATHS),
        progress: Progress::default(),
        ..settings.clone()
    };
    let Left { result, failed, last } = simulation.waves(&shapes, &[], &settings)?;
    let grid = |sink: &SlotSink| match sink {
        SlotSink::Pairs(xs, ys) => {
            Some(JointGrid { across: JointAxis::around(xs), up: JointAxis::around(ys) })
        }
        _ => None,
    };
    Ok(Left { result: result.sinks.iter().filter_map(grid).collect(), failed, last })
}
