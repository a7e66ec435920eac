//! What several deals leave: each its own outcome or failure, and the differences between them.

use super::batches::Ready;
use super::outcome::{Outcome, Series, SlotSink, TrackResult, Tracks};
use super::part::{Cells, Slot, Sums, Whole};
use super::run::Failure;
use crate::plan::{Sink, TrackId};
use crate::statistics::probability::EventCounts;
use crate::statistics::{JointHistogram, MeanAccumulator, Sketch};
use std::ops::Range;
use std::sync::Arc;

/// What several deals leave.
#[derive(Clone, Debug)]
pub struct Together {
    /// Each deal's own, in the order in which they were given.
    pub deals: Vec<Result<Outcome, Failure>>,
    /// The differences that were asked for, each with its mean, its error and its distribution; absent where one of the
    /// two deals failed, has another grid, or does not track what was asked for.
    pub differences: Vec<Option<TrackResult>>,
}

impl Together {
    /// What a deal tracked; absent where it failed.
    #[must_use]
    pub fn track(&self, deal: usize, id: TrackId) -> Option<&TrackResult> {
        self.deals.get(deal)?.as_ref().ok()?.tracks.get(id)
    }
}

/// The slots of a batch, read.
pub(super) struct Finished {
    slots: Vec<Read>,
    joints: Vec<JointHistogram>,
}

/// What one slot holds. Whoever shares it shares its values.
enum Read {
    Numbers {
        mean: Option<MeanAccumulator>,
        every: Option<Arc<Vec<f64>>>,
        sketch: Option<Arc<Sketch>>,
    },
    Arrivals(EventCounts),
}

impl Read {
    fn of(Slot { sink, sketch }: Slot) -> Self {
        let (mean, every, sketched) = match sink {
            SlotSink::Moments(tree) => (tree.finish(), None, false),
            SlotSink::Every(tree, values) => (tree.finish(), Some(Arc::new(values)), false),
            SlotSink::Sketch(tree) => (tree.finish(), None, true),
            SlotSink::Both(tree, values) => (tree.finish(), Some(Arc::new(values)), true),
            SlotSink::Arrivals(counts) => return Self::Arrivals(counts),
            SlotSink::Joint(_) | SlotSink::Nothing | SlotSink::Pairs(..) => (None, None, false),
        };
        Self::Numbers { mean, every, sketch: sketched.then(|| Arc::new(sketch)) }
    }
}

impl Finished {
    pub(super) fn of(ready: &Ready, Sums { slots, cells }: Sums, whole: &Whole) -> Self {
        let mut slots = slots.into_iter();
        let own: Vec<Read> = slots.by_ref().take(ready.program.slots.len()).map(Read::of).collect();
        let sums = slots.map(|slot| match slot.sink {
            SlotSink::Joint(tree) => tree.finish(),
            _ => None,
        });
        let joint =
            |(Cells { grid, counts }, sums)| JointHistogram::new(grid, counts, sums, whole.unit);
        Self { slots: own, joints: cells.into_iter().zip(sums).map(joint).collect() }
    }

    /// What a member of the batch leaves.
    pub(super) fn outcome(
        &self,
        ready: &Ready,
        member: usize,
        paths: Range<u64>,
        whole: &Whole,
    ) -> Outcome {
        let (deal, leaves) = (&ready.batch.deals[member], &ready.program.leaves[member]);
        let periods = ready.batch.plan.periods;
        let exact = whole.budget.exact(&deal.tracks, periods);
        let mut tracks = Tracks::default();
        for ((track, slots), exact) in deal.tracks.iter().zip(&leaves.tracks).zip(exact) {
            let result = match track.sink {
                Sink::Moments => TrackResult::Moments(self.means(slots)),
                Sink::Arrivals => TrackResult::Arrivals(
                    self.arrivals(slots).unwrap_or_else(|| EventCounts::new(periods, whole.unit)),
                ),
                Sink::Distribution => self.distribution(slots, exact),
            };
            tracks.put(track.id, result);
        }
        let joint = |number: &u32| self.joints.get(*number as usize).cloned();
        Outcome {
            first_path: paths.start,
            paths: paths.end - paths.start,
            tracks,
            joints: leaves.joints.iter().filter_map(joint).collect(),
        }
    }

    /// A difference of two members.
    pub(super) fn difference(&self, slot: u32, whole: &Whole) -> TrackResult {
        self.distribution(&[slot], whole.budget.keeps_differences())
    }

    fn distribution(&self, slots: &[u32], exact: bool) -> TrackResult {
        let own = || slots.iter().filter_map(|&slot| self.slots.get(slot as usize));
        let series = if exact {
            Series::Every(own().filter_map(Read::every).collect())
        } else {
            Series::Sketches(own().filter_map(Read::sketch).collect())
        };
        TrackResult::Distribution(self.means(slots), series)
    }

    fn means(&self, slots: &[u32]) -> Vec<MeanAccumulator> {
        let mean = |&slot: &u32| match self.slots.get(slot as usize)? {
            Read::Numbers { mean, .. } => mean.clone(),
            Read::Arrivals(_) => None,
        };
        slots.iter().filter_map(mean).collect()
    }

    fn arrivals(&self, slots: &[u32]) -> Option<EventCounts> {
        match self.slots.get(*slots.first()? as usize)? {
            Read::Arrivals(counts) => Some(counts.clone()),
            Read::Numbers { .. } => None,
        }
    }
}

impl Read {
    fn every(&self) -> Option<Arc<Vec<f64>>> {
        match self {
            Self::Numbers { every, .. } => every.clone(),
            Self::Arrivals(_) => None,
        }
    }

    fn sketch(&self) -> Option<Arc<Sketch>> {
        match self {
            Self::Numbers { sketch, .. } => sketch.clone(),
            Self::Arrivals(_) => None,
        }
    }
}
