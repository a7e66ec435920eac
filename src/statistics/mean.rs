//! The mean of a series with the standard error that its way of sampling deserves.

use super::measure::Measure;
use super::moments::Moments;
use super::tree::{LEAF, LeafTree, Merge};
use serde::{Deserialize, Serialize};

/// The number of independent Owen scrambles that a sobol run deals its paths to.
pub const SCRAMBLES: usize = 32;

/// What is independent of what in a sample, and so what the error is computed from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Unit {
    /// Every path is independent of the others (`random`).
    Path,
    /// Path 2k + 1 mirrors path 2k, and the pair is the sampling unit (`antithetic`).
    Pair,
    /// Path p belongs to scramble p mod 32, and the error comes from the 32 scramble means
    /// (`sobol`).
    Scramble,
}

/// What is kept beside the moments of the paths, by unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum UnitSums {
    Path,
    /// Moments of the means of complete pairs.
    Pair(Moments),
    /// The sum of each scramble. The counts follow from the number of paths.
    Scramble(Box<[f64; SCRAMBLES]>),
}

/// A mean under way: made leaf by leaf, merged in a [`LeafTree`], read with its error.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MeanAccumulator {
    paths: Moments,
    units: UnitSums,
}

impl MeanAccumulator {
    /// One leaf: the values of up to 64 consecutive paths, the first of which has a number that is
    /// a multiple of 64. Only the last leaf of a run may hold fewer than 64.
    ///
    /// # Panics
    /// When more than 64 values are given.
    #[inline(always)]
    #[must_use]
    pub fn of_leaf(values: &[f64], unit: Unit) -> Self {
        assert!(values.len() <= LEAF, "a leaf holds at most {LEAF} paths");
        let units = match unit {
            Unit::Path => UnitSums::Path,
            Unit::Pair => {
                let (pairs, _odd) = values.as_chunks::<2>();
                let mut means = [0.0; LEAF / 2];
                for (mean, [first, mirror]) in means.iter_mut().zip(pairs) {
                    *mean = 0.5 * (first + mirror);
                }
                UnitSums::Pair(Moments::of_leaf(&means[..pairs.len()]))
            }
            Unit::Scramble => {
                let mut sums = Box::new([0.0; SCRAMBLES]);
                for row in values.chunks(SCRAMBLES) {
                    add(&mut sums, row);
                }
                UnitSums::Scramble(sums)
            }
        };
        Self { paths: Moments::of_leaf(values), units }
    }

    /// The moments of the single paths, whatever the unit: spread, least and largest.
    #[must_use]
    pub fn paths(&self) -> &Moments {
        &self.paths
    }

    /// The mean with its standard error; `None` when there was no path.
    ///
    /// The error is absent with fewer than two units. Paths whose values are all equal have an
    /// error of exactly 0.
    #[must_use]
    pub fn measure(&self) -> Option<Measure> {
        let value = self.paths.mean()?;
        let standard_error = match &self.units {
            UnitSums::Path => self.paths.standard_error(),
            UnitSums::Pair(pairs) => pairs.standard_error(),
            UnitSums::Scramble(_) if self.paths.min == self.paths.max => {
                self.scramble_means().and_then(|means| means.variance()).map(|_| 0.0)
            }
            UnitSums::Scramble(_) => {
                self.scramble_means().as_ref().and_then(Moments::standard_error)
            }
        };
        Some(Measure { value, standard_error, count: self.paths.count })
    }

    /// The moments of the means of the scrambles that have a path.
    fn scramble_means(&self) -> Option<Moments> {
        let UnitSums::Scramble(sums) = &self.units else { return None };
        let paths = self.paths.count;
        let mut means = [0.0; SCRAMBLES];
        let mut filled = 0;
        for (scramble, (mean, sum)) in means.iter_mut().zip(sums.iter()).enumerate() {
            let count = paths_of_scramble(paths, scramble);
            if count > 0 {
                *mean = sum / count as f64;
                filled += 1;
            }
        }
        Some(Moments::of_leaf(&means[..filled]))
    }
}

/// How many of so many paths belong to a scramble.
pub(super) fn paths_of_scramble(paths: u64, scramble: usize) -> u64 {
    let (whole, rest) = (paths / SCRAMBLES as u64, paths % SCRAMBLES as u64);
    whole + u64::from((scramble as u64) < rest)
}

fn add(sums: &mut [f64; SCRAMBLES], more: &[f64]) {
    for (sum, value) in sums.iter_mut().zip(more) {
        *sum += value;
    }
}

impl Merge for MeanAccumulator {
    fn merge(self, later: Self) -> Self {
        let units = match (self.units, later.units) {
            (UnitSums::Path, UnitSums::Path) => UnitSums::Path,
            (UnitSums::Pair(first), UnitSums::Pair(second)) => UnitSums::Pair(first.merge(second)),
            (UnitSums::Scramble(mut first), UnitSums::Scramble(second)) => {
                add(&mut first, second.as_slice());
                UnitSums::Scramble(first)
            }
            _ => unreachable!("one run has one sampler"),
        };
        Self { paths: self.paths.merge(later.paths), units }
    }
}

/// The mean of values in path order, with the bits that a run in blocks gives.
#[must_use]
pub fn mean_of(values: &[f64], unit: Unit) -> Option<Measure> {
    accumulate(values.iter().copied(), unit)?.measure()
}

/// How far values lie from their mean, path by path, whatever their sampling unit; none with fewer than two.
#[must_use]
pub fn deviation_of(values: &[f64]) -> Option<f64> {
    accumulate(values.iter().copied(), Unit::Path)?.paths().standard_deviation()
}

/// The accumulator of a series in path order that need not be stored.
#[must_use]
pub fn accumulate(values: impl IntoIterator<Item = f64>, unit: Unit) -> Option<MeanAccumulator> {
    let mut tree = LeafTree::default();
    let mut leaf = Vec::with_capacity(LEAF);
    for value in values {
        leaf.push(value);
        if leaf.len() == LEAF {
            tree.push_leaf(MeanAccumulator::of_leaf(&leaf, unit));
            leaf.clear();
        }
    }
    if !leaf.is_empty() {
        tree.push_leaf(MeanAccumulator::of_leaf(&leaf, unit));
    }
    tree.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn perfectly_mirrored_pairs_have_no_error() {
        let values: Vec<f64> = (0..1000).map(|p| if p % 2 == 0 { 3.0 } else { 5.0 }).collect();
        let paired = mean_of(&values, Unit::Pair).unwrap();
        assert_eq!((paired.value, paired.standard_error, paired.count), (4.0, Some(0.0), 1000));
        // As independent paths: variance 1000 / 999, error sqrt(1 / 999).
        let single = mean_of(&values, Unit::Path).unwrap().standard_error.unwrap();
        assert!((single - (1.0f64 / 999.0).sqrt()).abs() < 1e-15);
    }

    #[test]
    fn pair_means_are_the_units() {
        // Pair means 2, 6, 10; variance 16; error sqrt(16 / 3). The odd last path counts in the
        // mean only.
        let found = mean_of(&[1.0, 3.0, 5.0, 7.0, 9.0, 11.0, 6.0], Unit::Pair).unwrap();
        assert_eq!(found.value, 6.0);
        assert!((found.standard_error.unwrap() - (16.0f64 / 3.0).sqrt()).abs() < 1e-15);
        assert_eq!(mean_of(&[1.0, 3.0], Unit::Pair).unwrap().standard_error, None);
    }

    #[test]
    fn scramble_means_are_the_units() {
        // Scramble s has the constant value s, whatever else: means 0..31, variance 32 · 33 / 12 =
        // 88.
        let values: Vec<f64> = (0..32 * 41).map(|p| f64::from(p % 32)).collect();
        let found = mean_of(&values, Unit::Scramble).unwrap();
        assert_eq!(found.value, 15.5);
        assert!((found.standard_error.unwrap() - (88.0f64 / 32.0).sqrt()).abs() < 1e-14);
        // Points that fill every scramble alike leave no error, however much the paths vary.
        let even: Vec<f64> = (0..32 * 64).map(|p| f64::from(p / 32)).collect();
        assert_eq!(mean_of(&even, Unit::Scramble).unwrap().standard_error, Some(0.0));
    }

    #[test]
    fn an_incomplete_round_of_scrambles_counts_its_paths() {
        let values: Vec<f64> = (0..40).map(|p| f64::from(p % 32)).collect();
        let found = mean_of(&values, Unit::Scramble).unwrap();
        // Each scramble mean is its number although the first eight have two paths and the others
        // one.
        assert!((found.standard_error.unwrap() - (88.0f64 / 32.0).sqrt()).abs() < 1e-14);
        assert_eq!(found.value, (0..40).map(|p| f64::from(p % 32)).sum::<f64>() / 40.0);
    }

    #[test]
    fn absent_stays_absent_and_constant_is_exact() {
        for unit in [Unit::Path, Unit::Pair, Unit::Scramble] {
            assert_eq!(mean_of(&[], unit), None);
            assert_eq!(mean_of(&[2.5], unit).unwrap().standard_error, None);
            let constant = mean_of(&[0.1; 333], unit).unwrap();
            assert_eq!((constant.value, constant.standard_error), (0.1, Some(0.0)));
        }
    }

    proptest! {
        #[test]
        fn blocks_do_not_show(
            values in prop::collection::vec(-1e3..1e3f64, 1..2000),
            leaves_a_block in 1usize..9,
            unit in prop::sample::select(vec![Unit::Path, Unit::Pair, Unit::Scramble]),
        ) {
            let mut whole = LeafTree::default();
            for (number, block) in values.chunks(leaves_a_block * LEAF).enumerate() {
                let mut tree = LeafTree::starting_at((number * leaves_a_block) as u64);
                for leaf in block.chunks(LEAF) {
                    tree.push_leaf(MeanAccumulator::of_leaf(leaf, unit));
                }
                whole.append(tree);
            }
            let measure = whole.finish().unwrap().measure().unwrap();
            let expected = mean_of(&values, unit).unwrap();
            prop_assert_eq!(measure.value.to_bits(), expected.value.to_bits());
            prop_assert_eq!(
                measure.standard_error.map(f64::to_bits),
                expected.standard_error.map(f64::to_bits)
            );
        }
    }
}
