//! Counts, sums and squared deviations of one series or two, in a fixed order of additions.

use super::tree::Merge;
use serde::{Deserialize, Serialize};

/// Additions run in eight interleaved lanes, so that a processor with vectors of any width gives
/// the same bits.
const LANES: usize = 8;

/// Sums `term(i, lane value)` over a slice: value i goes to lane i mod 8, and the lanes meet in a
/// fixed tree.
#[inline(always)]
fn lane_sum(values: &[f64], term: impl Fn(f64) -> f64) -> f64 {
    let mut lanes = [0.0; LANES];
    let (rows, rest) = values.as_chunks::<LANES>();
    for row in rows {
        for (lane, &value) in lanes.iter_mut().zip(row) {
            *lane += term(value);
        }
    }
    for (lane, &value) in lanes.iter_mut().zip(rest) {
        *lane += term(value);
    }
    join(lanes)
}

/// As [`lane_sum`], over two slices of equal length.
fn lane_sum_of_pairs(xs: &[f64], ys: &[f64], term: impl Fn(f64, f64) -> f64) -> f64 {
    let mut lanes = [0.0; LANES];
    let (x_rows, x_rest) = xs.as_chunks::<LANES>();
    let (y_rows, y_rest) = ys.as_chunks::<LANES>();
    for (x_row, y_row) in x_rows.iter().zip(y_rows) {
        for ((lane, &x), &y) in lanes.iter_mut().zip(x_row).zip(y_row) {
            *lane += term(x, y);
        }
    }
    for ((lane, &x), &y) in lanes.iter_mut().zip(x_rest).zip(y_rest) {
        *lane += term(x, y);
    }
    join(lanes)
}

/// The least and the largest value, in lanes too; exact in any order.
#[inline(always)]
pub(super) fn range(values: &[f64]) -> (f64, f64) {
    let mut least = [f64::INFINITY; LANES];
    let mut most = [f64::NEG_INFINITY; LANES];
    let (rows, rest) = values.as_chunks::<LANES>();
    for row in rows {
        // Both in full each time: what is stored only where it changes has to be waited for.
        least = std::array::from_fn(|i| if row[i] < least[i] { row[i] } else { least[i] });
        most = std::array::from_fn(|i| if row[i] > most[i] { row[i] } else { most[i] });
    }
    for ((low, high), &value) in least.iter_mut().zip(&mut most).zip(rest) {
        *low = if value < *low { value } else { *low };
        *high = if value > *high { value } else { *high };
    }
    (
        halved(least, |a, b| if b < a { b } else { a }),
        halved(most, |a, b| if b > a { b } else { a }),
    )
}

/// One of eight numbers by comparing halves: no chain of eight that wait for one another.
#[inline(always)]
fn halved(lanes: [f64; LANES], better: impl Fn(f64, f64) -> f64) -> f64 {
    let four: [f64; 4] = std::array::from_fn(|i| better(lanes[i], lanes[i + 4]));
    better(better(four[0], four[2]), better(four[1], four[3]))
}

#[inline(always)]
fn join([a, b, c, d, e, f, g, h]: [f64; LANES]) -> f64 {
    ((a + b) + (c + d)) + ((e + f) + (g + h))
}

/// Count, sum, squared deviations from the mean, least and largest of a series.
///
/// A leaf is summed in two passes; two accumulators are merged by the update of Chan, Golub &
/// LeVeque (1979), so the variance of a large sample around a large mean does not cancel away.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Moments {
    /// The number of values.
    pub count: u64,
    /// Their sum.
    pub sum: f64,
    /// The sum of squared deviations from their mean.
    pub m2: f64,
    /// The least value; infinity when there is none.
    pub min: f64,
    /// The largest value; minus infinity when there is none.
    pub max: f64,
}

impl Moments {
    /// The moments of no value at all.
    pub const EMPTY: Self =
        Self { count: 0, sum: 0.0, m2: 0.0, min: f64::INFINITY, max: f64::NEG_INFINITY };

    /// The moments of one leaf: up to [`super::LEAF`] values in path order.
    #[inline(always)]
    #[must_use]
    pub fn of_leaf(values: &[f64]) -> Self {
        if values.is_empty() {
            return Self::EMPTY;
        }
        let sum = lane_sum(values, |value| value);
        let mean = sum / values.len() as f64;
        let m2 = lane_sum(values, |value| (value - mean) * (value - mean));
        let (min, max) = range(values);
        Self { count: values.len() as u64, sum, m2, min, max }
    }

    /// The arithmetic mean. Of values that are all the same it is that value, to the last bit.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        match self.count {
            0 => None,
            _ if self.is_constant() => Some(self.min),
            count => Some(self.sum / count as f64),
        }
    }

    /// The variance with n − 1 below; absent for fewer than two values.
    #[must_use]
    pub fn variance(&self) -> Option<f64> {
        match self.count {
            0 | 1 => None,
            _ if self.is_constant() => Some(0.0),
            count => Some(self.m2 / (count - 1) as f64),
        }
    }

    /// The square root of the variance.
    #[must_use]
    pub fn standard_deviation(&self) -> Option<f64> {
        self.variance().map(f64::sqrt)
    }

    /// The standard error of the mean of independent values: sqrt(variance / n).
    #[must_use]
    pub fn standard_error(&self) -> Option<f64> {
        self.variance().map(|variance| (variance / self.count as f64).sqrt())
    }

    fn is_constant(&self) -> bool {
        self.min == self.max
    }
}

impl Merge for Moments {
    fn merge(self, later: Self) -> Self {
        if self.count == 0 {
            return later;
        }
        if later.count == 0 {
            return self;
        }
        let (n, m) = (self.count as f64, later.count as f64);
        let gap = later.sum / m - self.sum / n;
        Self {
            count: self.count + later.count,
            sum: self.sum + later.sum,
            m2: (self.m2 + later.m2) + gap * gap * (n * m / (n + m)),
            min: self.min.min(later.min),
            max: self.max.max(later.max),
        }
    }
}

/// Moments of two series on the same paths, for correlations and shares of variance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CoMoments {
    /// The moments of the first series.
    pub x: Moments,
    /// The moments of the second series.
    pub y: Moments,
    /// The sum of products of deviations from the two means.
    pub cross: f64,
}

impl CoMoments {
    /// The joint moments of one leaf.
    ///
    /// # Panics
    /// When the slices differ in length, which two series of one run cannot.
    #[must_use]
    pub fn of_leaf(xs: &[f64], ys: &[f64]) -> Self {
        assert_eq!(xs.len(), ys.len(), "two series of one leaf differ in length");
        let (x, y) = (Moments::of_leaf(xs), Moments::of_leaf(ys));
        let count = xs.len().max(1) as f64;
        let (mean_x, mean_y) = (x.sum / count, y.sum / count);
        let cross = lane_sum_of_pairs(xs, ys, |x, y| (x - mean_x) * (y - mean_y));
        Self { x, y, cross }
    }

    /// The covariance with n − 1 below.
    #[must_use]
    pub fn covariance(&self) -> Option<f64> {
        match self.x.count {
            0 | 1 => None,
            _ if self.x.is_constant() || self.y.is_constant() => Some(0.0),
            count => Some(self.cross / (count - 1) as f64),
        }
    }

    /// Pearson's correlation, within [−1, 1]; absent when one of the two does not vary.
    #[must_use]
    pub fn correlation(&self) -> Option<f64> {
        let spread = self.x.standard_deviation()? * self.y.standard_deviation()?;
        (spread > 0.0).then_some(())?;
        self.covariance().map(|covariance| (covariance / spread).clamp(-1.0, 1.0))
    }

    /// The share of y's variance that the part x of it carries: cov(x, y) / var(y). Over parts that
    /// add up to y the shares add up to one. Absent when y does not vary.
    #[must_use]
    pub fn share_of_variance(&self) -> Option<f64> {
        let variance = self.y.variance().filter(|variance| *variance > 0.0)?;
        self.covariance().map(|covariance| covariance / variance)
    }
}

impl Merge for CoMoments {
    fn merge(self, later: Self) -> Self {
        if self.x.count == 0 {
            return later;
        }
        if later.x.count == 0 {
            return self;
        }
        let (n, m) = (self.x.count as f64, later.x.count as f64);
        let gap_x = later.x.sum / m - self.x.sum / n;
        let gap_y = later.y.sum / m - self.y.sum / n;
        Self {
            x: self.x.merge(later.x),
            y: self.y.merge(later.y),
            cross: (self.cross + later.cross) + gap_x * gap_y * (n * m / (n + m)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree::{LEAF, LeafTree};
    use super::*;

    /// Values 1 to n around a mean so large that the textbook formula loses all digits of the
    /// variance.
    fn staircase(count: usize, offset: f64) -> Vec<f64> {
        (1..=count).map(|i| offset + i as f64).collect()
    }

    fn moments(values: &[f64]) -> Moments {
        let mut tree = LeafTree::default();
        for leaf in values.chunks(LEAF) {
            tree.push_leaf(Moments::of_leaf(leaf));
        }
        tree.finish().unwrap()
    }

    #[test]
    fn the_variance_of_a_staircase_survives_a_large_mean() {
        // Var(1..n) = n (n + 1) / 12 with n − 1 below; integers below 2^53 leave only rounding in
        // the squares.
        let count = 1000;
        let found = moments(&staircase(count, 1e9));
        assert_eq!(found.mean(), Some(1e9 + 500.5));
        let expected = 1000.0 * 1001.0 / 12.0;
        let error = (found.variance().unwrap() - expected).abs() / expected;
        // The leaves' means carry a relative rounding of 2^-53 of 1e9, far below the deviations.
        assert!(error < 1e-9, "relative error {error}");
        assert_eq!((found.min, found.max), (1e9 + 1.0, 1e9 + 1000.0));
    }

    #[test]
    fn a_constant_has_no_error_and_one_value_none_at_all() {
        let constant = moments(&[0.1; 1000]);
        assert_eq!(constant.mean(), Some(0.1));
        assert_eq!(constant.standard_error(), Some(0.0));
        assert_eq!(Moments::of_leaf(&[5.0]).standard_error(), None);
        assert_eq!(Moments::EMPTY.mean(), None);
        assert_eq!(Moments::EMPTY.merge(constant), constant.merge(Moments::EMPTY));
    }

    #[test]
    fn the_order_of_additions_is_the_documented_one() {
        let values: Vec<f64> = (0..61).map(|i| 1.0 / f64::from(i + 1)).collect();
        let mut lanes = [0.0; 8];
        for (i, value) in values.iter().enumerate() {
            lanes[i % 8] += value;
        }
        let [a, b, c, d, e, f, g, h] = lanes;
        let expected: f64 = ((a + b) + (c + d)) + ((e + f) + (g + h));
        assert_eq!(Moments::of_leaf(&values).sum.to_bits(), expected.to_bits());
    }

    #[test]
    fn correlation_and_shares_of_variance_are_those_of_the_parts() {
        let xs = staircase(300, 0.0);
        let ys: Vec<f64> = xs.iter().map(|x| 7.0 - 2.0 * x).collect();
        let total: Vec<f64> = xs.iter().zip(&ys).map(|(x, y)| x + y).collect();
        let joint = |a: &[f64], b: &[f64]| {
            let mut tree = LeafTree::default();
            for (a, b) in a.chunks(LEAF).zip(b.chunks(LEAF)) {
                tree.push_leaf(CoMoments::of_leaf(a, b));
            }
            tree.finish().unwrap()
        };
        let close = |found: Option<f64>, expected: f64| (found.unwrap() - expected).abs() < 1e-13;
        assert!(close(joint(&xs, &ys).correlation(), -1.0));
        // total = 7 − x, so x carries −1 of its variance and y carries 2.
        assert!(close(joint(&xs, &total).share_of_variance(), -1.0));
        assert!(close(joint(&ys, &total).share_of_variance(), 2.0));
        assert_eq!(joint(&xs, &[3.0; 300]).correlation(), None);
        assert_eq!(joint(&xs, &[3.0; 300]).share_of_variance(), None);
    }
}
