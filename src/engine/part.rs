//! What some paths of a run add up to, before anything is divided or sorted: parts can be kept, sent and joined.

use super::outcome::SlotSink;
use super::run::NotFinite;
use super::shapes::Budget;
use crate::plan::Site;
use crate::statistics::{JointCounts, JointGrid, LEAF, Merge, Sketch, Unit};
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

    /// Whether every sum is over these paths, as a run makes it. A part that was read from a file may be anything: its hash
    /// tells of damage and not of a maker.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let leaf = LEAF as u64;
        self.from < self.to
            && self.from.is_multiple_of(leaf)
            && self.sums.iter().all(|sums| sums.is_over(self.from..self.to))
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
    fn is_over(&self, paths: Range<u64>) -> bool {
        let count = paths.end - paths.start;
        let leaves = paths.start / LEAF as u64..paths.end.div_ceil(LEAF as u64);
        let sound = |slot: &Slot| match &slot.sink {
            SlotSink::Moments(tree) => tree.holds(leaves.clone()),
            SlotSink::Sketch(tree) => tree.holds(leaves.clone()) && slot.sketch.count() == count,
            SlotSink::Every(tree, values) => {
                tree.holds(leaves.clone()) && values.len() as u64 == count
            }
            SlotSink::Both(tree, values) => {
                tree.holds(leaves.clone())
                    && values.len() as u64 == count
                    && slot.sketch.count() == count
            }
            SlotSink::Joint(tree) => tree.holds(leaves.clone()),
            SlotSink::Arrivals(counts) => counts.is_of(count),
            SlotSink::Pairs(xs, ys) => xs.len() == ys.len(),
            SlotSink::Nothing => true,
        };
        self.slots.iter().all(sound)
            && self.cells.iter().all(|cells| cells.counts.is_of(&cells.grid, count))
    }

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::probability::EventCounts;
    use crate::statistics::{LeafTree, MeanAccumulator};

    fn part(sink: SlotSink) -> Part {
        let slots = vec![Slot { sink, sketch: Sketch::default() }];
        let budget = Budget { values: 0, paths: 128 };
        let whole = Whole { unit: Unit::Path, budget, dimensions: Vec::new() };
        let sums = vec![Sums { slots, cells: Vec::new() }];
        Part { sums, ..Part::new(0..128, 1, whole) }
    }

    /// A part that was made by hand may name other leaves, values or counts than its paths have: none is joined.
    #[test]
    fn sums_that_no_run_makes_are_seen() {
        let tree = |from: u64, leaves: u64| {
            let mut tree = LeafTree::starting_at(from);
            let leaf = || MeanAccumulator::of_leaf(&[1.0; LEAF], Unit::Path);
            (0..leaves).for_each(|_| tree.push_leaf(leaf()));
            tree
        };
        assert!(part(SlotSink::Moments(tree(0, 2))).is_sound());
        assert!(part(SlotSink::Every(tree(0, 2), vec![1.0; 128])).is_sound());
        assert!(part(SlotSink::Nothing).is_sound());
        for bad in [
            SlotSink::Moments(tree(2, 2)),
            SlotSink::Moments(tree(0, 3)),
            SlotSink::Every(tree(0, 2), vec![1.0; 127]),
            SlotSink::Sketch(tree(0, 2)),
            SlotSink::Arrivals(EventCounts::new(4, Unit::Path)),
        ] {
            assert!(!part(bad).is_sound());
        }
        let empty = Part { to: 0, ..part(SlotSink::Nothing) };
        assert!(!empty.is_sound());
    }
}
