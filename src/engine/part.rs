//! What some paths of a run add up to, before anything is divided or sorted: parts can be kept, sent and joined.

use super::outcome::{Outcome, Series, SlotSink, TrackResult};
use crate::plan::{Plan, Sink};
use crate::statistics::probability::EventCounts;
use crate::statistics::{
    JointCounts, JointGrid, JointHistogram, MeanAccumulator, Merge, Sketch, Unit,
};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// One tracked number at one time of reading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Slot {
    pub(super) sink: SlotSink,
    /// Its values by bucket; empty where they are kept one by one or not at all.
    pub(super) sketch: Sketch,
}

/// The cells of a pair of values, and how many paths are in each.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Cells {
    pub(super) grid: JointGrid,
    pub(super) counts: JointCounts,
}

/// What the paths `from..to` of a run add up to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    from: u64,
    to: u64,
    /// Those of the tracks, then the sums of the joint histograms.
    slots: Vec<Slot>,
    /// Those of the joint histograms.
    cells: Vec<Cells>,
    unit: Unit,
}

/// Why two parts do not belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartMismatch {
    /// The second does not begin where the first ends.
    Gap {
        /// The path that comes next.
        expected: u64,
        /// The first path of the other part.
        found: u64,
    },
    /// They track other numbers.
    OtherRun,
}

impl Part {
    pub(super) fn new(paths: Range<u64>, slots: Vec<Slot>, cells: Vec<Cells>, unit: Unit) -> Self {
        Self { from: paths.start, to: paths.end, slots, cells, unit }
    }

    /// Which paths.
    #[must_use]
    pub fn paths(&self) -> Range<u64> {
        self.from..self.to
    }

    /// Joins the part that follows directly. The result has the bits of one run over both.
    ///
    /// # Errors
    /// When `later` does not follow, or is of another run; this part is then as before.
    pub fn append(&mut self, later: Self) -> Result<(), PartMismatch> {
        if later.from != self.to {
            return Err(PartMismatch::Gap { expected: self.to, found: later.from });
        }
        let alike = |(own, other): (&Slot, &Slot)| {
            std::mem::discriminant(&own.sink) == std::mem::discriminant(&other.sink)
        };
        let grids = |part: &Self| part.cells.iter().map(|cells| cells.grid).collect::<Vec<_>>();
        if self.slots.len() != later.slots.len()
            || !self.slots.iter().zip(&later.slots).all(alike)
            || self.unit != later.unit
            || grids(self) != grids(&later)
        {
            return Err(PartMismatch::OtherRun);
        }
        for (own, more) in self.cells.iter_mut().zip(later.cells) {
            own.counts.append(&more.counts);
        }
        for (own, more) in self.slots.iter_mut().zip(later.slots) {
            join(&mut own.sink, more.sink);
            own.sketch = std::mem::take(&mut own.sketch).merge(more.sketch);
        }
        self.to = later.to;
        Ok(())
    }

    /// Reads the sums: means with errors, distributions, arrivals.
    #[must_use]
    pub fn finish(self, plan: &Plan) -> Outcome {
        let mut slots = self.slots.into_iter();
        let mut tracks = Vec::new();
        for track in &plan.tracks {
            let mut means: Vec<MeanAccumulator> = Vec::new();
            let mut every = Vec::new();
            let mut sketches = Vec::new();
            let mut arrivals = None;
            for Slot { sink, sketch } in slots.by_ref().take(track.readings(plan.periods)) {
                match sink {
                    SlotSink::Moments(tree) => means.extend(tree.finish()),
                    SlotSink::Every(tree, values) => {
                        means.extend(tree.finish());
                        every.push(values);
                    }
                    SlotSink::Sketch(tree) => {
                        means.extend(tree.finish());
                        sketches.push(sketch);
                    }
                    SlotSink::Arrivals(counts) => arrivals = Some(counts),
                    // Those come after the slots of all tracks.
                    SlotSink::Joint(_) => {}
                }
            }
            tracks.push(match track.sink {
                Sink::Moments => TrackResult::Moments(means),
                Sink::Arrivals => TrackResult::Arrivals(
                    arrivals.unwrap_or_else(|| EventCounts::new(plan.periods, self.unit)),
                ),
                Sink::Distribution if sketches.is_empty() => {
                    TrackResult::Distribution(means, Series::Every(every))
                }
                Sink::Distribution => TrackResult::Distribution(means, Series::Sketches(sketches)),
            });
        }
        let sums = slots.map(|slot| match slot.sink {
            SlotSink::Joint(tree) => tree.finish(),
            _ => None,
        });
        let joint =
            |(Cells { grid, counts }, sums)| JointHistogram::new(grid, counts, sums, self.unit);
        let joints = self.cells.into_iter().zip(sums).map(joint).collect();
        Outcome { first_path: self.from, paths: self.to - self.from, tracks, joints }
    }
}

/// Joins what a slot took from the paths that follow directly.
pub(super) fn join(total: &mut SlotSink, later: SlotSink) {
    match (total, later) {
        (SlotSink::Moments(tree), SlotSink::Moments(more))
        | (SlotSink::Sketch(tree), SlotSink::Sketch(more)) => tree.append(more),
        (SlotSink::Every(tree, every), SlotSink::Every(more, values)) => {
            tree.append(more);
            every.extend_from_slice(&values);
        }
        (SlotSink::Arrivals(counts), SlotSink::Arrivals(more)) => counts.append(more),
        (SlotSink::Joint(tree), SlotSink::Joint(more)) => tree.append(more),
        // Every block of a run has the same shapes.
        _ => {}
    }
}
