//! The cells of joint histograms, chosen by the first paths of the whole run before any path is counted.

use super::outcome::{Series, TrackResult};
use super::run::{Failure, run};
use super::settings::{Progress, Settings};
use crate::plan::{NodeId, Plan, ReadAt, Sink, Track};
use crate::statistics::{JointAxis, JointGrid};

/// Paths that choose the cells. Every part of a run looks at the same ones.
const PILOT_PATHS: u64 = 1024;

/// The cells of every joint histogram of a plan.
///
/// # Errors
/// As [`run`]: the whole run fails where its first paths do.
pub(super) fn choose_cells(plan: &Plan, settings: &Settings) -> Result<Vec<JointGrid>, Failure> {
    if plan.joints.is_empty() {
        return Ok(Vec::new());
    }
    let mut nodes: Vec<NodeId> =
        plan.joints.iter().flat_map(|joint| [joint.across, joint.up]).collect();
    nodes.sort_unstable();
    nodes.dedup();
    let track = |&node: &NodeId| Track { node, at: ReadAt::End, sink: Sink::Distribution };
    let pilot = Plan { tracks: nodes.iter().map(track).collect(), ..plan.asked_for(&[]) };
    let settings = Settings {
        paths: 0..settings.whole_run_paths.min(PILOT_PATHS),
        exact_values: u64::MAX,
        progress: Progress::default(),
        ..settings.clone()
    };
    let outcome = run(&pilot, &settings)?;
    let axis = |node: NodeId| {
        let track = nodes.binary_search(&node).ok().and_then(|place| outcome.tracks.get(place));
        let sample = match track {
            Some(TrackResult::Distribution(_, Series::Every(values))) => values.first(),
            _ => None,
        };
        JointAxis::around(sample.map_or(&[], Vec::as_slice))
    };
    let grid =
        |joint: &crate::plan::Joint| JointGrid { across: axis(joint.across), up: axis(joint.up) };
    Ok(plan.joints.iter().map(grid).collect())
}
