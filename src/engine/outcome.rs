//! What a run leaves: for each tracked value its mean, its distribution or its arrivals.

use crate::statistics::probability::EventCounts;
use crate::statistics::{JointHistogram, JointSums, LeafTree, MeanAccumulator, Sketch};
use serde::{Deserialize, Serialize};

/// The result of one track.
#[derive(Clone, Debug)]
pub enum TrackResult {
    /// Mean and spread, one for each time of reading.
    Moments(Vec<MeanAccumulator>),
    /// Mean and distribution, one for each time of reading.
    Distribution(Vec<MeanAccumulator>, Series),
    /// How many paths have a time in period 1, 2, …; the rest never.
    Arrivals(EventCounts),
}

/// The distribution of a value at each time of reading.
#[derive(Clone, Debug)]
pub enum Series {
    /// Every value in path order, one list for each time of reading.
    Every(Vec<Vec<f64>>),
    /// Counts by bucket, one sketch for each time of reading.
    Sketches(Vec<Sketch>),
}

/// What a run leaves.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Number of the first path.
    pub first_path: u64,
    /// How many paths ran.
    pub paths: u64,
    /// One result for each track of the plan.
    pub tracks: Vec<TrackResult>,
    /// One for each pair of values whose joint distribution the plan asks for.
    pub joints: Vec<JointHistogram>,
}

/// Where one slot of a block goes while the block runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum SlotSink {
    /// Means only.
    Moments(LeafTree<MeanAccumulator>),
    /// Means and every value.
    Every(LeafTree<MeanAccumulator>, Vec<f64>),
    /// Means; the values go to the sketch of the slot, which all blocks share.
    Sketch(LeafTree<MeanAccumulator>),
    /// Counts by period.
    Arrivals(EventCounts),
    /// Sums of a pair; its counts go to cells that all blocks share.
    Joint(LeafTree<JointSums>),
}
