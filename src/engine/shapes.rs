//! What each slot keeps: exact distributions for the first tracks of each deal that fit its budget, sketches for others.

use super::program::{Program, SlotKind};
use crate::plan::{Batch, Sink, Track};
use serde::{Deserialize, Serialize};

/// What a slot keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Nothing.
    Nothing,
    Moments,
    Every,
    Sketch,
    /// Every value and a sketch.
    Both,
    Arrivals,
    Joint,
    /// Every pair of values.
    Pairs,
}

impl Shape {
    /// Whether values are counted into the slot's sketch.
    pub(super) fn is_sketched(self) -> bool {
        matches!(self, Self::Sketch | Self::Both)
    }

    /// What two readers of a slot need.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            // Every other shape has the means too.
            (Self::Moments, other) | (other, Self::Moments) => other,
            (Self::Every, Self::Sketch | Self::Both) | (Self::Sketch | Self::Both, Self::Every) => {
                Self::Both
            }
            (Self::Both, _) | (_, Self::Both) => Self::Both,
            (same, _) => same,
        }
    }
}

/// How much of a run is kept value by value: the same for each deal, whatever runs beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Budget {
    /// How many values a deal may keep.
    pub(super) values: u64,
    /// Paths of the whole run, of which a part may run.
    pub(super) paths: u64,
}

impl Budget {
    /// Which of a deal's tracks keep every value: the first distributions that fit.
    pub(super) fn exact(self, tracks: &[Track], periods: usize) -> Vec<bool> {
        let mut left = self.values;
        let fits = |track: &Track| {
            if track.sink != Sink::Distribution {
                return false;
            }
            let need = self.paths.saturating_mul(track.readings(periods) as u64);
            let fits = need <= left;
            left -= if fits { need } else { 0 };
            fits
        };
        tracks.iter().map(fits).collect()
    }

    /// Whether a difference keeps every value.
    pub(super) fn keeps_differences(self) -> bool {
        self.paths <= self.values
    }
}

/// What each slot of a program keeps.
pub(super) fn shapes(batch: &Batch, program: &Program, budget: Budget) -> Vec<Shape> {
    let least = |kind: &SlotKind| match kind {
        SlotKind::Numbers => Shape::Moments,
        SlotKind::Arrivals => Shape::Arrivals,
    };
    let mut shapes: Vec<Shape> = program.slots.iter().map(least).collect();
    let distribution = |exact| if exact { Shape::Every } else { Shape::Sketch };
    for (deal, leaves) in batch.deals.iter().zip(&program.leaves) {
        let exact = budget.exact(&deal.tracks, batch.plan.periods);
        for ((track, slots), exact) in deal.tracks.iter().zip(&leaves.tracks).zip(exact) {
            let shape = match track.sink {
                Sink::Moments => Shape::Moments,
                Sink::Arrivals => Shape::Arrivals,
                Sink::Distribution => distribution(exact),
            };
            for &slot in slots {
                shapes[slot as usize] = shapes[slot as usize].and(shape);
            }
        }
    }
    for &slot in program.differences.iter().flatten() {
        let shape = distribution(budget.keeps_differences());
        shapes[slot as usize] = shapes[slot as usize].and(shape);
    }
    shapes
}
