//! What a run leaves: for each tracked value its mean, its distribution or its arrivals.

use crate::plan::TrackId;
use crate::statistics::probability::EventCounts;
use crate::statistics::{JointHistogram, JointSums, LeafTree, MeanAccumulator, Sketch};
use serde::{Deserialize, Serialize};
use std::ops::Index;
use std::sync::Arc;

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

/// The distribution of a value at each time of reading. Deals that have a value in common have it in memory once.
#[derive(Clone, Debug)]
pub enum Series {
    /// Every value in path order, one list for each time of reading.
    Every(Vec<Arc<Vec<f64>>>),
    /// Counts by bucket, one sketch for each time of reading.
    Sketches(Vec<Arc<Sketch>>),
}

/// The results of what one deal tracks, by the number that its plan gave each.
#[derive(Clone, Debug, Default)]
pub struct Tracks(Vec<Option<TrackResult>>);

impl Tracks {
    /// The result of a track; absent where it was not asked for.
    #[must_use]
    pub fn get(&self, id: TrackId) -> Option<&TrackResult> {
        self.0.get(id.index())?.as_ref()
    }

    /// Every result, by number.
    pub fn iter(&self) -> impl Iterator<Item = &TrackResult> {
        self.0.iter().flatten()
    }

    /// Puts a result in its place.
    pub fn put(&mut self, id: TrackId, result: TrackResult) {
        if self.0.len() <= id.index() {
            self.0.resize_with(id.index() + 1, || None);
        }
        self.0[id.index()] = Some(result);
    }
}

/// # Panics
/// Where the track was not asked for.
impl Index<TrackId> for Tracks {
    type Output = TrackResult;

    #[expect(clippy::expect_used, reason = "indexing says so; who does not know asks `get`")]
    fn index(&self, id: TrackId) -> &TrackResult {
        self.get(id).expect("the track was asked for")
    }
}

impl FromIterator<(TrackId, TrackResult)> for Tracks {
    fn from_iter<I: IntoIterator<Item = (TrackId, TrackResult)>>(results: I) -> Self {
        let mut tracks = Self::default();
        results.into_iter().for_each(|(id, result)| tracks.put(id, result));
        tracks
    }
}

/// What a run leaves.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Number of the first path.
    pub first_path: u64,
    /// How many paths ran.
    pub paths: u64,
    /// The result of each track of the plan.
    pub tracks: Tracks,
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
    /// Means and every value, which also go to the sketch of the slot: one deal has room for them and another has not.
    Both(LeafTree<MeanAccumulator>, Vec<f64>),
    /// Nothing is taken.
    Nothing,
    /// Every pair of values.
    Pairs(Vec<f64>, Vec<f64>),
}
