//! The values of one series over all paths: kept one by one while they are few, counted in a sketch
//! when many.

use super::mean::{SCRAMBLES, Unit, mean_of};
use super::measure::Measure;
use super::moments::Moments;
use super::probability::{proportion, proportion_of};
use super::quantiles::{self, Interval, interval_by_rank};
use super::sketch::Sketch;
use super::tail::{self, Tail, expected_shortfall, expected_shortfall_of_sketch};

/// The level of the interval from which the standard error of a quantile is read.
const ERROR_LEVEL: f64 = 0.95;

impl Unit {
    /// As how many independent paths a sample counts where only the number of paths is known: half
    /// of them for pairs, which cannot do worse, and all of them for sobol points, which as a rule
    /// do better.
    #[must_use]
    pub fn independent(self, paths: u64) -> f64 {
        match self {
            Self::Path | Self::Scramble => paths as f64,
            Self::Pair => 0.5 * paths as f64,
        }
    }
}

/// Every value of a series, in path order and in ascending order.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    by_path: Vec<f64>,
    sorted: Vec<f64>,
    unit: Unit,
}

impl Sample {
    /// A sample of values in path order.
    #[must_use]
    pub fn new(by_path: Vec<f64>, unit: Unit) -> Self {
        let mut sorted = by_path.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        Self { by_path, sorted, unit }
    }

    /// The differences `second − first`, path by path: what a change does to each future.
    ///
    /// # Panics
    /// When the samples differ in length, which two scenarios of one study cannot.
    #[must_use]
    pub fn of_differences(first: &[f64], second: &[f64], unit: Unit) -> Self {
        assert_eq!(first.len(), second.len(), "paired samples differ in length");
        Self::new(second.iter().zip(first).map(|(b, a)| b - a).collect(), unit)
    }

    /// The number of paths.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.by_path.len() as u64
    }

    /// The sampling unit.
    #[must_use]
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// The values by path number.
    #[must_use]
    pub fn by_path(&self) -> &[f64] {
        &self.by_path
    }

    /// The values in ascending order.
    #[must_use]
    pub fn sorted(&self) -> &[f64] {
        &self.sorted
    }

    /// The mean with its standard error.
    #[must_use]
    pub fn mean(&self) -> Option<Measure> {
        mean_of(&self.by_path, self.unit)
    }

    /// The quantile of type 7. Its standard error is the 95% order-statistic interval in units of a
    /// normal standard error, or for sobol the error of the mean of the 32 scrambles' own
    /// quantiles.
    #[must_use]
    pub fn quantile(&self, p: f64) -> Option<Measure> {
        let value = quantiles::quantile(&self.sorted, p)?;
        let standard_error = match self.unit {
            Unit::Path | Unit::Pair => self.interval(p, ERROR_LEVEL).standard_error(),
            Unit::Scramble => self.scramble_error(p),
        };
        Some(Measure { value, standard_error, count: self.count() })
    }

    /// The order-statistic interval of a quantile; see [`quantiles::rank_bounds`] for its
    /// assumptions.
    #[must_use]
    pub fn interval(&self, p: f64, level: f64) -> Interval {
        quantiles::interval(&self.sorted, p, level, self.unit)
    }

    /// The median with its error; of [`Sample::of_differences`] the median paired difference.
    #[must_use]
    pub fn median(&self) -> Option<Measure> {
        self.quantile(0.5)
    }

    fn scramble_error(&self, p: f64) -> Option<f64> {
        let mut estimates = [0.0; SCRAMBLES];
        for (scramble, estimate) in estimates.iter_mut().enumerate() {
            let mut own: Vec<f64> =
                self.by_path.iter().skip(scramble).step_by(SCRAMBLES).copied().collect();
            own.sort_unstable_by(f64::total_cmp);
            *estimate = quantiles::quantile(&own, p)?;
        }
        Moments::of_leaf(&estimates).standard_error()
    }
}

/// The distribution of one series, however it was kept.
#[derive(Debug, Clone, PartialEq)]
pub enum Quantiles {
    /// Every value.
    Exact(Sample),
    /// Counts, with the unit of the sampler that drew the values.
    Sketch(Sketch, Unit),
}

impl Quantiles {
    /// The number of paths.
    #[must_use]
    pub fn count(&self) -> u64 {
        match self {
            Self::Exact(sample) => sample.count(),
            Self::Sketch(sketch, _) => sketch.count(),
        }
    }

    /// The least and the largest value, exactly.
    #[must_use]
    pub fn range(&self) -> Option<(f64, f64)> {
        match self {
            Self::Exact(sample) => Some((*sample.sorted.first()?, *sample.sorted.last()?)),
            Self::Sketch(sketch, _) => sketch.range(),
        }
    }

    /// The quantile of type 7 with its error; from a sketch, the error includes the rounding to its
    /// buckets.
    #[must_use]
    pub fn quantile(&self, p: f64) -> Option<Measure> {
        match self {
            Self::Exact(sample) => sample.quantile(p),
            Self::Sketch(sketch, _) => {
                let value = sketch.quantile(p)?;
                let sampling = self.interval(p, ERROR_LEVEL).standard_error();
                let standard_error = sampling.map(|error| tail::sketch_error(error, value));
                Some(Measure { value, standard_error, count: sketch.count() })
            }
        }
    }

    /// The order-statistic interval of a quantile; see [`quantiles::rank_bounds`] for its
    /// assumptions. From a sketch its ends are moved outward by the bound of the sketch, so that it
    /// still covers.
    #[must_use]
    pub fn interval(&self, p: f64, level: f64) -> Interval {
        match self {
            Self::Exact(sample) => sample.interval(p, level),
            Self::Sketch(sketch, unit) => {
                let found = interval_by_rank(sketch.count(), p, level, *unit, |rank| {
                    sketch.order_statistic(rank).unwrap_or(f64::NAN)
                });
                // A value v was read as at most v (1 ± 1/512), so it is at most the reading over (1
                // − 1/512).
                let slack = Sketch::RELATIVE_ERROR / (1.0 - Sketch::RELATIVE_ERROR);
                Interval {
                    low: found.low.map(|end| end - slack * end.abs()),
                    high: found.high.map(|end| end + slack * end.abs()),
                    ..found
                }
            }
        }
    }

    /// The mean of the worst or best share of the values (CVaR).
    #[must_use]
    pub fn expected_shortfall(&self, tail: Tail, share: f64) -> Option<Measure> {
        match self {
            Self::Exact(sample) => expected_shortfall(sample, tail, share),
            Self::Sketch(sketch, unit) => expected_shortfall_of_sketch(sketch, tail, share, *unit),
        }
    }

    /// P(value < 0) with its error, where values no further from zero than `dust` count as zero. A sketch knows the count exactly but no pairs: they count as half as many
    /// independent paths, which is too wide as a rule and never too narrow.
    #[must_use]
    pub fn probability_below_zero(&self, dust: f64) -> Option<Measure> {
        match self {
            Self::Exact(sample) => {
                proportion_of(sample.by_path.iter().map(|value| *value < -dust), sample.unit)
            }
            Self::Sketch(sketch, unit) => {
                let found = proportion(sketch.count_below_zero(dust), sketch.count())?;
                let fewer = sketch.count() as f64 / unit.independent(sketch.count());
                Some(Measure {
                    standard_error: found.standard_error.map(|error| error * fewer.sqrt()),
                    ..found
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers 1..=n in an order that a multiplicative generator modulo a prime gives.
    fn shuffled(prime: u64, generator: u64) -> Vec<f64> {
        let mut at = 1;
        (1..prime)
            .map(|_| {
                at = at * generator % prime;
                at as f64
            })
            .collect()
    }

    #[test]
    fn a_quantile_carries_the_textbook_error() {
        // Uniform on 1..=n: the error of the median is n / (2 sqrt n) = sqrt(n) / 2.
        let sample = Sample::new(shuffled(10_007, 5), Unit::Path);
        let median = sample.median().unwrap();
        assert_eq!((median.value, median.count), (5003.5, 10_006));
        let expected = 10_006f64.sqrt() / 2.0;
        // The ranks are widened by at most 2 + 2 + rounding 2, over 2 z = 3.92.
        let excess = median.standard_error.unwrap() - expected;
        assert!((0.0..6.0 / 3.92).contains(&excess), "{excess}");
        let paired = Sample::new(shuffled(10_007, 5), Unit::Pair).median().unwrap();
        let ratio = paired.standard_error.unwrap() / median.standard_error.unwrap();
        assert!((ratio - 2f64.sqrt()).abs() < 0.05, "{ratio}");
    }

    #[test]
    fn scrambles_that_agree_leave_no_error() {
        let values: Vec<f64> = (0..32 * 100).map(|p| f64::from(p / 32)).collect();
        let found = Sample::new(values, Unit::Scramble).quantile(0.25).unwrap();
        assert_eq!((found.value, found.standard_error), (24.75, Some(0.0)));
        let few = Sample::new(vec![1.0; 20], Unit::Scramble).quantile(0.25).unwrap();
        assert_eq!((few.value, few.standard_error), (1.0, None));
    }

    #[test]
    fn the_median_difference_is_not_the_difference_of_medians() {
        let first = [1.0, 2.0, 3.0];
        let second = [9.0, 1.0, 2.0];
        let change = Sample::of_differences(&first, &second, Unit::Path).median().unwrap();
        assert_eq!(change.value, -1.0);
        assert_eq!(change.standard_error, None);
    }

    #[test]
    fn both_ways_of_keeping_agree() {
        let values: Vec<f64> = shuffled(10_007, 5).iter().map(|value| value - 2_000.5).collect();
        let mut sketch = Sketch::default();
        sketch.add(&values);
        let exact = Quantiles::Exact(Sample::new(values, Unit::Path));
        let counted = Quantiles::Sketch(sketch, Unit::Path);
        assert_eq!(exact.probability_below_zero(0.0).unwrap().value, 2_000.0 / 10_006.0);
        let (one, other) = (
            exact.probability_below_zero(0.0).unwrap(),
            counted.probability_below_zero(0.0).unwrap(),
        );
        assert_eq!((one.value, one.count), (other.value, other.count));
        // One divides by n − 1, the other by n: a relative 1 / 2n.
        let ratio = one.standard_error.unwrap() / other.standard_error.unwrap();
        assert!((ratio - 1.0).abs() < 1e-4, "{ratio}");
        assert_eq!((exact.count(), exact.range()), (counted.count(), counted.range()));
        for p in [0.05, 0.5, 0.95] {
            let (truth, found) = (exact.quantile(p).unwrap(), counted.quantile(p).unwrap());
            let gap = (found.value - truth.value).abs();
            assert!(gap <= truth.value.abs() * Sketch::RELATIVE_ERROR * 1.0001, "{p} {gap}");
            let (inner, outer) = (exact.interval(p, 0.95), counted.interval(p, 0.95));
            assert!(outer.low <= inner.low && outer.high >= inner.high);
        }
        let shortfall = |kept: &Quantiles| kept.expected_shortfall(Tail::Lower, 0.05).unwrap();
        let gap = (shortfall(&exact).value - shortfall(&counted).value).abs();
        assert!(gap <= shortfall(&exact).value.abs() * Sketch::RELATIVE_ERROR);
    }
}
