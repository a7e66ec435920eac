//! What some paths of a run add up to, before anything is divided or sorted: parts can be kept, sent and joined.

use super::outcome::SlotSink;
use super::run::NotFinite;
use super::shapes::Budget;
use crate::plan::Site;
use crate::statistics::{JointCounts, JointGrid, Merge, Sketch, Unit};
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

/// What leaves one batch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Sums {
    /// Those of the tracked values, then the sums of the joint histograms.
    pub(super) slots: Vec<Slot>,
    /// Those of the joint histograms.
    pub(super) cells: Vec<Cells>,
}

/// What all parts of a run have in common.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Whole {
    pub(super) unit: Unit,
    pub(super) budget: Budget,
    /// The dimensions of a Sobol sequence, in their order; empty for other samplers.
    pub(super) dimensions: Vec<Site>,
}

/// What the paths `from..to` of a run add up to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    from: u64,
    to: u64,
    /// Batch by batch.
    pub(super) sums: Vec<Sums>,
    /// For each deal, the first value that was not what it must be.
    pub(super) failures: Vec<Option<NotFinite>>,
    pub(super) whole: Whole,
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
    pub(super) fn new(paths: Range<u64>, deals: usize, whole: Whole) -> Self {
        let failures = vec![None; deals];
        Self { from: paths.start, to: paths.end, sums: Vec::new(), failures, whole }
    }

    /// Which paths.
    #[must_use]
    pub fn paths(&self) -> Range<u64> {
        self.from..self.to
    }

    /// The first value of a deal that was not what it must be.
    #[must_use]
    pub fn failure(&self, deal: usize) -> Option<NotFinite> {
        self.failures.get(deal).copied().flatten()
    }

    /// Joins the part that follows directly. The result has the bits of one run over both.
    ///
    /// # Errors
    /// When `later` does not follow, or is of another run; this part is then as before.
    pub fn append(&mut self, later: Self) -> Result<(), PartMismatch> {
        if later.from != self.to {
            return Err(PartMismatch::Gap { expected: self.to, found: later.from });
        }
        let alike = |(own, more): (&Sums, &Sums)| own.is_like(more);
        if self.whole != later.whole
            || self.failures.len() != later.failures.len()
            || self.sums.len() != later.sums.len()
            || !self.sums.iter().zip(&later.sums).all(alike)
        {
            return Err(PartMismatch::OtherRun);
        }
        for (own, more) in self.sums.iter_mut().zip(later.sums) {
            own.append(more);
        }
        for (own, more) in self.failures.iter_mut().zip(later.failures) {
            *own = own.or(more);
        }
        self.to = later.to;
        Ok(())
    }
}

impl Sums {
    fn is_like(&self, other: &Self) -> bool {
        let alike = |(own, other): (&Slot, &Slot)| {
            std::mem::discriminant(&own.sink) == std::mem::discriminant(&other.sink)
        };
        let grids = |sums: &Self| sums.cells.iter().map(|cells| cells.grid).collect::<Vec<_>>();
        self.slots.len() == other.slots.len()
            && self.slots.iter().zip(&other.slots).all(alike)
            && grids(self) == grids(other)
    }

    fn append(&mut self, later: Self) {
        for (own, more) in self.cells.iter_mut().zip(later.cells) {
            own.counts.append(&more.counts);
        }
        for (own, more) in self.slots.iter_mut().zip(later.slots) {
            join(&mut own.sink, more.sink);
            own.sketch = std::mem::take(&mut own.sketch).merge(more.sketch);
        }
    }
}

/// Joins what a slot took from the paths that follow directly.
pub(super) fn join(total: &mut SlotSink, later: SlotSink) {
    match (total, later) {
        (SlotSink::Moments(tree), SlotSink::Moments(more))
        | (SlotSink::Sketch(tree), SlotSink::Sketch(more)) => tree.append(more),
        (SlotSink::Every(tree, every), SlotSink::Every(more, values))
        | (SlotSink::Both(tree, every), SlotSink::Both(more, values)) => {
            tree.append(more);
            every.extend_from_slice(&values);
        }
        (SlotSink::Arrivals(counts), SlotSink::Arrivals(more)) => counts.append(more),
        (SlotSink::Joint(tree), SlotSink::Joint(more)) => tree.append(more),
        (SlotSink::Pairs(xs, ys), SlotSink::Pairs(more_xs, more_ys)) => {
            xs.extend_from_slice(&more_xs);
            ys.extend_from_slice(&more_ys);
        }
        // Every block of a run has the same shapes.
        _ => {}
    }
}
