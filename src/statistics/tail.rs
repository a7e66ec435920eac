//! The mean of the worst or best part of a sample, with its error.

use super::mean::{Unit, accumulate};
use super::measure::Measure;
use super::sample::Sample;
use super::sketch::Sketch;

/// Which end of the sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tail {
    /// The smallest values.
    Lower,
    /// The largest values.
    Upper,
}

impl Tail {
    /// How far a value lies beyond the threshold, into this tail; 0 on the other side.
    fn excess(self, value: f64, threshold: f64) -> f64 {
        match self {
            Self::Lower => (threshold - value).max(0.0),
            Self::Upper => (value - threshold).max(0.0),
        }
    }

    fn beyond(self, threshold: f64, distance: f64) -> f64 {
        match self {
            Self::Lower => threshold - distance,
            Self::Upper => threshold + distance,
        }
    }

    /// The rank, counted from the least, at which `tail_count` values lie in this tail.
    fn rank(self, count: u64, tail_count: f64) -> u64 {
        let within = (tail_count.ceil().max(1.0) as u64).min(count);
        match self {
            Self::Lower => within,
            Self::Upper => count + 1 - within,
        }
    }
}

/// Expected shortfall (CVaR): the mean of the `share` of all values that is furthest in the tail.
///
/// Estimated as threshold ± mean(excess) / share at the order statistic that minimises it
/// (Rockafellar & Uryasev 2000), which counts the value at the boundary in part. The standard error
/// is that of its influence function, sqrt(Var(excess)) / (share sqrt(n)) for independent paths,
/// and is computed from the sample's own unit. Absent when fewer than two values lie in the tail.
/// `None` for an empty sample or a share outside (0, 1].
#[must_use]
pub fn expected_shortfall(sample: &Sample, tail: Tail, share: f64) -> Option<Measure> {
    let count = sample.count();
    if count == 0 || !(share > 0.0 && share <= 1.0) {
        return None;
    }
    let tail_count = count as f64 * share;
    let threshold = *sample.sorted().get((tail.rank(count, tail_count) - 1) as usize)?;
    let excess = sample.by_path().iter().map(|&value| tail.excess(value, threshold));
    let mean = accumulate(excess, sample.unit())?.measure()?;
    Some(Measure {
        value: tail.beyond(threshold, mean.value / share),
        standard_error: mean.standard_error.map(|e| e / share).filter(|_| tail_count >= 2.0),
        count,
    })
}

/// [`expected_shortfall`] from a sketch: every value in the tail to a relative 1/512.
///
/// The sketch knows no path, so pairs count as half as many independent units and sobol points as
/// independent paths; both are usually too wide. The rounding of the sketch is added to the error.
#[must_use]
pub fn expected_shortfall_of_sketch(
    sketch: &Sketch,
    tail: Tail,
    share: f64,
    unit: Unit,
) -> Option<Measure> {
    let count = sketch.count();
    if count == 0 || !(share > 0.0 && share <= 1.0) {
        return None;
    }
    let n = count as f64;
    let threshold = sketch.order_statistic(tail.rank(count, n * share))?;
    let mean_over = |term: &dyn Fn(f64) -> f64| {
        sketch.buckets().map(|(value, times)| term(value) * times as f64).sum::<f64>() / n
    };
    let mean = mean_over(&|value| tail.excess(value, threshold));
    let variance = mean_over(&|value| {
        let deviation = tail.excess(value, threshold) - mean;
        deviation * deviation
    });
    let value = tail.beyond(threshold, mean / share);
    let sampling = (variance / unit.independent(count)).sqrt() / share;
    let error = sketch_error(sampling, value);
    Some(Measure { value, standard_error: Some(error).filter(|_| n * share >= 2.0), count })
}

/// A sampling error together with the rounding to the middle of a bucket, uniform within ± 1/512 of
/// the value.
pub(super) fn sketch_error(sampling: f64, value: f64) -> f64 {
    let rounding = value * Sketch::RELATIVE_ERROR;
    (sampling * sampling + rounding * rounding / 3.0).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::special::normal_quantile;

    /// A sample without randomness: the quantiles at the middles of n equal slices of probability.
    fn stratified(count: u32, quantile: impl Fn(f64) -> f64) -> Vec<f64> {
        (0..count).map(|i| quantile((f64::from(i) + 0.5) / f64::from(count))).collect()
    }

    /// Case STAT-02: (name, quantile, upper tails, lower tails) at 10%, 5% and 1%.
    type Case = (&'static str, fn(f64) -> f64, [f64; 3], Option<[f64; 3]>);

    const STAT_02: [Case; 3] = [
        (
            "normal",
            normal_quantile,
            [1.75498331932487, 2.06271280750743, 2.66521422034581],
            Some([-1.75498331932487, -2.06271280750743, -2.66521422034581]),
        ),
        (
            "lognormal",
            |p| libm::exp(0.5 * normal_quantile(p)),
            [2.46164127931861, 2.85859129531254, 3.84125304276558],
            Some([0.423924370618105, 0.362205825805634, 0.266755053310681]),
        ),
        (
            "exponential",
            |p| -0.5 * libm::log1p(-p),
            [1.65129254649702, 1.99786613677699, 2.80258509299405],
            None,
        ),
    ];

    #[test]
    fn stat_02_closed_forms() {
        for (name, quantile, upper, lower) in STAT_02 {
            let sample = Sample::new(stratified(20_000, quantile), Unit::Path);
            for (at, share) in [0.1, 0.05, 0.01].into_iter().enumerate() {
                // The middle of the last slice is short of its mean by about 0.3 / n / density,
                // relative to the tail 0.3 / (n share) of the last spacing, which is below 2 here.
                let bound = 2.0 * 0.3 / (20_000.0 * share);
                let found = expected_shortfall(&sample, Tail::Upper, share).unwrap();
                assert!((found.value - upper[at]).abs() < bound, "{name} {share}: {found:?}");
                assert!((found.value - upper[at]).abs() < 4.0 * found.standard_error.unwrap());
                if let Some(lower) = lower {
                    let found = expected_shortfall(&sample, Tail::Lower, share).unwrap();
                    assert!((found.value - lower[at]).abs() < bound, "{name} {share}: {found:?}");
                }
            }
        }
    }

    #[test]
    fn the_error_is_that_of_the_influence_function() {
        // Exponential of rate 2: the excess over any threshold is exponential too, so over all
        // values its mean is s / 2 and its second moment s / 2; the standard error is sqrt(s / 2 −
        // s² / 4) / (s sqrt n).
        let (n, share) = (20_000, 0.05f64);
        let sample = Sample::new(stratified(n, |p| -0.5 * libm::log1p(-p)), Unit::Path);
        let found =
            expected_shortfall(&sample, Tail::Upper, share).unwrap().standard_error.unwrap();
        let expected = (share / 2.0 - share * share / 4.0).sqrt() / (share * f64::from(n).sqrt());
        // Stratification loses less than 0.5% of the second moment at a thousand values in the
        // tail.
        assert!((found / expected - 1.0).abs() < 0.005, "{found} {expected}");
    }

    #[test]
    fn the_value_at_the_boundary_counts_in_part() {
        // The worst quarter of six values is one and a half of them: (1 + 0.5 · 2) / 1.5.
        let sample = Sample::new(vec![6.0, 5.0, 1.0, 2.0, 3.0, 4.0], Unit::Path);
        let worst = expected_shortfall(&sample, Tail::Lower, 0.25).unwrap();
        assert!((worst.value - 2.0 / 1.5).abs() < 1e-15);
        assert_eq!(worst.standard_error, None);
        let best = expected_shortfall(&sample, Tail::Upper, 0.25).unwrap();
        assert!((best.value - 8.5 / 1.5).abs() < 1e-15);
        let all = expected_shortfall(&sample, Tail::Lower, 1.0).unwrap();
        assert!((all.value - 3.5).abs() < 1e-15 && all.standard_error.is_some());
        assert_eq!(expected_shortfall(&sample, Tail::Lower, 0.0), None);
        assert_eq!(expected_shortfall(&Sample::new(vec![], Unit::Path), Tail::Lower, 0.1), None);
    }

    #[test]
    fn a_sketch_agrees_within_its_bound() {
        let values = stratified(20_000, normal_quantile);
        let mut sketch = Sketch::default();
        sketch.add(&values);
        let sample = Sample::new(values, Unit::Path);
        for tail in [Tail::Lower, Tail::Upper] {
            let exact = expected_shortfall(&sample, tail, 0.05).unwrap();
            let found = expected_shortfall_of_sketch(&sketch, tail, 0.05, Unit::Path).unwrap();
            let gap = (found.value - exact.value).abs();
            assert!(gap <= exact.value.abs() * Sketch::RELATIVE_ERROR, "{gap}");
            let ratio = found.standard_error.unwrap() / exact.standard_error.unwrap();
            assert!((0.99..1.05).contains(&ratio), "{ratio}");
        }
    }
}
