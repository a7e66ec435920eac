//! How two numbers go together over all paths: counts in cells, quadrants about zero, correlation.

use super::mean::{SCRAMBLES, Unit};
use super::measure::Measure;
use super::moments::Moments;
use super::probability::{proportion, seen_error};
use super::quantiles::quantile;
use super::round_step::round_step;
use super::tree::{LEAF, Merge};
use serde::{Deserialize, Serialize};

/// Errors come from this many groups of paths. No sampling unit lies in two of them.
const GROUPS: usize = SCRAMBLES;
/// Cells along an axis: at most this many and those at both ends, at least half as many.
const CELLS: f64 = 56.0;

/// Cells of equal width along one axis. Zero is an edge of a cell or lies outside.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct JointAxis {
    /// The lower edge of the first cell.
    pub from: f64,
    /// The width of a cell.
    pub width: f64,
    /// How many cells.
    pub cells: usize,
    /// What sums are taken about: the median of the sample that chose the axis.
    centre: f64,
}

impl JointAxis {
    /// An axis for numbers like those of a sample: from its 0.5th to its 99.5th percentile, cut further where a long
    /// tail would squeeze the rest into few cells.
    #[must_use]
    pub fn around(sample: &[f64]) -> Self {
        let mut sorted = sample.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let at = |p| quantile(&sorted, p).unwrap_or(0.0);
        let (lower, upper, centre) = (at(0.05), at(0.95), at(0.5));
        let core = upper - lower;
        let (low, high) = if core > 0.0 {
            (at(0.005).max(lower - 0.5 * core), at(0.995).min(upper + 0.5 * core))
        } else {
            (at(0.0), at(1.0))
        };
        // Numbers that are all the same get a few cells of a tenth of their size.
        let same = high - low <= 1e-6 * low.abs().max(high.abs());
        let width = round_step(if same { 0.1 * centre.abs() } else { (high - low) / CELLS });
        let first = libm::floor(low / width + 1e-9);
        let last = libm::ceil(high / width - 1e-9).max(first + 1.0);
        // In cells a width apart two more than said above are possible; numbers too large to have a width get one.
        let cells = if (last - first).is_finite() { last - first } else { 1.0 };
        Self { from: first * width, width, cells: cells.min(CELLS + 2.0) as usize, centre }
    }

    /// The cell of a number; none beyond the ends. The upper end belongs to the last cell: caps often lie on it.
    #[inline(always)]
    fn place(&self, value: f64) -> Option<usize> {
        let place = (value - self.from) / self.width;
        let inside = place >= 0.0 && place <= self.cells as f64;
        inside.then(|| (place as usize).min(self.cells - 1))
    }
}

/// The cells of a joint histogram. They are chosen by a few paths before the first is counted, the same for every part
/// of a run.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct JointGrid {
    /// The axis of the first number.
    pub across: JointAxis,
    /// The axis of the second.
    pub up: JointAxis,
}

/// Counts of pairs of numbers. They are whole numbers: neither the order nor the grouping of paths shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JointCounts {
    /// Paths in each cell: row by row from the lowest, each ascending.
    cells: Vec<u64>,
    /// Paths of each group by the signs of both numbers, in the order of [`Quadrant`].
    quadrants: Box<[[u64; 4]; GROUPS]>,
}

/// The sums of each group about the centre of the grid: of the first number, of the second, of their squares and of
/// their product.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JointSums {
    sums: Box<[[f64; GROUPS]; 5]>,
}

/// On which side of zero both numbers lie; zero is no loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quadrant {
    /// Both are below zero.
    BothBelow,
    /// The second alone is below zero.
    SecondBelow,
    /// The first alone is below zero.
    FirstBelow,
    /// Neither is below zero.
    NeitherBelow,
}

impl Quadrant {
    /// All four, in the order in which they are counted.
    pub const ALL: [Self; 4] =
        [Self::BothBelow, Self::SecondBelow, Self::FirstBelow, Self::NeitherBelow];
}

/// The group of a path by its place in its leaf.
#[inline(always)]
fn group(place: usize, unit: Unit) -> usize {
    match unit {
        Unit::Path | Unit::Scramble => place % GROUPS,
        // Both paths of a pair belong to one group.
        Unit::Pair => place / 2 % GROUPS,
    }
}

impl JointCounts {
    /// No path in any cell of a grid.
    #[must_use]
    pub fn new(grid: &JointGrid) -> Self {
        Self {
            cells: vec![0; grid.across.cells * grid.up.cells],
            quadrants: Box::new([[0; 4]; GROUPS]),
        }
    }

    /// Counts the pairs of one leaf: up to 64 consecutive paths, the first of which has a number that is a multiple of
    /// 64. The grid is that of [`JointCounts::new`].
    pub fn add_leaf(&mut self, grid: &JointGrid, xs: &[f64], ys: &[f64], unit: Unit) {
        for (place, (&x, &y)) in xs.iter().zip(ys).enumerate() {
            if let (Some(column), Some(row)) = (grid.across.place(x), grid.up.place(y)) {
                self.cells[row * grid.across.cells + column] += 1;
            }
            let quadrant = 2 * usize::from(y >= 0.0) + usize::from(x >= 0.0);
            // As listed: both below, the second alone, the first alone, neither.
            self.quadrants[group(place, unit)][quadrant] += 1;
        }
    }

    /// Whether it counts so many paths in the cells of a grid: what was read from a file may be anything.
    #[must_use]
    pub fn is_of(&self, grid: &JointGrid, paths: u64) -> bool {
        let sum = |counts: &mut dyn Iterator<Item = u64>| {
            let mut sum = 0_u64;
            for count in counts {
                sum = sum.checked_add(count)?;
            }
            Some(sum)
        };
        grid.across.cells.checked_mul(grid.up.cells) == Some(self.cells.len())
            && sum(&mut self.cells.iter().copied()).is_some_and(|inside| inside <= paths)
            && sum(&mut self.quadrants.iter().flatten().copied()) == Some(paths)
    }

    /// Adds the counts of other paths in the same grid.
    pub fn append(&mut self, later: &Self) {
        for (own, more) in self.cells.iter_mut().zip(&later.cells) {
            *own += more;
        }
        for (own, more) in self.quadrants.iter_mut().zip(later.quadrants.iter()) {
            for (own, more) in own.iter_mut().zip(more) {
                *own += more;
            }
        }
    }
}

impl JointSums {
    /// The sums of one leaf, as [`JointCounts::add_leaf`] takes it.
    #[must_use]
    pub fn of_leaf(grid: &JointGrid, xs: &[f64], ys: &[f64], unit: Unit) -> Self {
        debug_assert!(xs.len() <= LEAF && xs.len() == ys.len());
        let mut sums = Box::new([[0.0; GROUPS]; 5]);
        for (place, (x, y)) in xs.iter().zip(ys).enumerate() {
            let (x, y) = (x - grid.across.centre, y - grid.up.centre);
            let group = group(place, unit);
            for (sum, term) in sums.iter_mut().zip([x, y, x * x, y * y, x * y]) {
                sum[group] += term;
            }
        }
        Self { sums }
    }
}

impl Merge for JointSums {
    fn merge(mut self, later: Self) -> Self {
        for (own, more) in self.sums.iter_mut().flatten().zip(later.sums.iter().flatten()) {
            *own += more;
        }
        self
    }
}

/// How two numbers went together over a run.
#[derive(Clone, Debug, PartialEq)]
pub struct JointHistogram {
    /// The cells.
    pub grid: JointGrid,
    counts: JointCounts,
    sums: Option<JointSums>,
    unit: Unit,
}

impl JointHistogram {
    /// What was counted and summed over the same paths; no sums where there was no path.
    #[must_use]
    pub fn new(grid: JointGrid, counts: JointCounts, sums: Option<JointSums>, unit: Unit) -> Self {
        Self { grid, counts, sums, unit }
    }

    /// The histogram of numbers in path order: the cells are chosen by all of them.
    #[must_use]
    pub fn of(xs: &[f64], ys: &[f64], unit: Unit) -> Self {
        let grid = JointGrid { across: JointAxis::around(xs), up: JointAxis::around(ys) };
        let mut counts = JointCounts::new(&grid);
        let mut tree = super::tree::LeafTree::default();
        for (xs, ys) in xs.chunks(LEAF).zip(ys.chunks(LEAF)) {
            counts.add_leaf(&grid, xs, ys, unit);
            tree.push_leaf(JointSums::of_leaf(&grid, xs, ys, unit));
        }
        Self::new(grid, counts, tree.finish(), unit)
    }

    /// Paths in each cell: row by row from the lowest, each ascending.
    #[must_use]
    pub fn cells(&self) -> &[u64] {
        &self.counts.cells
    }

    /// The number of paths, also of those beyond the cells.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.counts.quadrants.iter().flatten().sum()
    }

    /// The share of paths in a quadrant, with its error: that of independent paths, or from 32 groups of pairs or
    /// scrambles. `None` without paths.
    #[must_use]
    pub fn share(&self, quadrant: Quadrant) -> Option<Measure> {
        let place = quadrant as usize;
        let all = self.counts.quadrants.iter();
        let found = proportion(all.clone().map(|group| group[place]).sum(), self.count())?;
        if self.unit == Unit::Path {
            return Some(found);
        }
        let own = |group: &[u64; 4]| {
            let paths: u64 = group.iter().sum();
            (paths > 0).then(|| group[place] as f64 / paths as f64)
        };
        let shares: Vec<f64> = all.filter_map(own).collect();
        let error = Moments::of_leaf(&shares).standard_error();
        let independent = self.unit.independent(found.count);
        Some(Measure { standard_error: seen_error(found.value, error, independent), ..found })
    }

    /// The correlation of Bravais and Pearson. Its error is that of the jackknife that leaves out one of 32 groups at a
    /// time (Efron & Tibshirani 1993, chapter 11). `None` where one of the numbers does not vary.
    #[must_use]
    pub fn correlation(&self) -> Option<Measure> {
        let sums = &self.sums.as_ref()?.sums;
        let counts = self.counts.quadrants.iter().map(|group| group.iter().sum::<u64>());
        let counts: Vec<u64> = counts.collect();
        let without = |left_out: Option<usize>| {
            let kept = |group: &usize| Some(*group) != left_out;
            let paths: u64 = (0..GROUPS).filter(kept).map(|group| counts[group]).sum();
            let [x, y, xx, yy, xy] = std::array::from_fn(|term| {
                (0..GROUPS).filter(kept).map(|group| sums[term][group]).sum::<f64>()
            });
            let n = paths as f64;
            let variation = (xx - x * x / n) * (yy - y * y / n);
            let found = (xy - x * y / n) / variation.sqrt();
            (paths > 1 && variation > 0.0 && found.is_finite()).then(|| found.clamp(-1.0, 1.0))
        };
        let value = without(None)?;
        let filled: Vec<usize> = (0..GROUPS).filter(|group| counts[*group] > 0).collect();
        let estimates: Option<Vec<f64>> =
            filled.iter().map(|group| without(Some(*group))).collect();
        let standard_error = estimates.filter(|estimates| estimates.len() > 2).map(|estimates| {
            let groups = estimates.len() as f64;
            ((groups - 1.0) / groups * Moments::of_leaf(&estimates).m2).sqrt()
        });
        Some(Measure { value, standard_error, count: self.count() })
    }
}

#[cfg(test)]
#[path = "joint_tests.rs"]
mod tests;
