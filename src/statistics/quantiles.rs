//! Quantiles of a sorted sample, and how far they can be trusted.

use super::mean::Unit;
use super::special::{binomial_cumulative, normal_quantile, regularised_incomplete_beta};

/// From this binomial variance on, ranks come from the normal approximation.
const LARGE_VARIANCE: f64 = 1000.0;

/// The quantile of type 7 of Hyndman & Fan (1996), the default of R and NumPy: linear between the
/// order statistics around 1 + (n − 1) p. `sorted` ascends; `p` is clamped to [0, 1]. `None` for an
/// empty sample.
#[must_use]
pub fn quantile(sorted: &[f64], p: f64) -> Option<f64> {
    quantile_by_rank(sorted.len() as u64, p, |rank| sorted[(rank - 1) as usize])
}

/// Type 7 over anything that can name its order statistics, rank 1 being the least.
pub(super) fn quantile_by_rank(count: u64, p: f64, at: impl Fn(u64) -> f64) -> Option<f64> {
    let last = count.checked_sub(1)?;
    let place = last as f64 * p.clamp(0.0, 1.0);
    let below = place.floor();
    let (low, fraction) = (below as u64, place - below);
    let first = at(low + 1);
    if fraction == 0.0 || low == last {
        return Some(first);
    }
    let second = at(low + 2);
    // Equal neighbours stay exactly what they are.
    Some(if first == second { first } else { first + (second - first) * fraction })
}

/// How the ranks of an [`Interval`] were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// From the exact binomial distribution.
    ExactBinomial,
    /// From the normal approximation of the binomial, widened outward past its skewness.
    NormalApproximation,
}

/// A confidence interval between two order statistics (David & Nagaraja, *Order Statistics*, 7.1).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower end; absent when the sample is too small to bound the quantile from below.
    pub low: Option<f64>,
    /// The upper end; absent when the sample is too small to bound the quantile from above.
    pub high: Option<f64>,
    /// The probability with which such an interval covers the quantile, at least.
    pub level: f64,
    /// Where the ranks come from.
    pub basis: Basis,
}

impl Interval {
    /// The width of the interval in units of one normal standard error; absent when an end is.
    #[must_use]
    pub fn standard_error(&self) -> Option<f64> {
        let z = normal_quantile(0.5 + 0.5 * self.level);
        Some((self.high? - self.low?) / (2.0 * z))
    }
}

/// The ranks (1 is the least value) between which the p-quantile lies with probability `level` at
/// least.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RankBounds {
    /// The rank of the lower end, if there is one.
    pub low: Option<u64>,
    /// The rank of the upper end, if there is one.
    pub high: Option<u64>,
    /// Where the ranks come from.
    pub basis: Basis,
}

/// Ranks of the order statistics that bound the p-quantile of `count` values with probability
/// `level` at least.
///
/// With independent paths the number of values below the quantile is binomial. The exact
/// distribution is used while its variance is below 1000; above, the normal approximation widened
/// by one rank beyond rounding, which covers the skewness term (z² − 1)(1 − 2p) / 6 of Cornish &
/// Fisher (1938) up to a level of 99%.
///
/// Of antithetic pairs only half the paths count as independent, which is right for pairs that
/// agree perfectly and too wide otherwise. Sobol points are counted as independent paths, which is
/// usually too wide; a better error comes from the 32 scrambles ([`super::Sample::quantile`]).
#[must_use]
pub fn rank_bounds(count: u64, p: f64, level: f64, unit: Unit) -> RankBounds {
    match unit {
        Unit::Path | Unit::Scramble => independent_rank_bounds(count, p, level),
        Unit::Pair => {
            let half = independent_rank_bounds(count / 2, p, level);
            RankBounds {
                low: half.low.map(|rank| 2 * rank - 1),
                high: half.high.map(|rank| (2 * rank).min(count)),
                basis: half.basis,
            }
        }
    }
}

fn independent_rank_bounds(count: u64, p: f64, level: f64) -> RankBounds {
    let p = p.clamp(0.0, 1.0);
    let outside = 0.5 * (1.0 - level.clamp(0.0, 1.0));
    let mean = count as f64 * p;
    let variance = mean * (1.0 - p);
    let in_sample = |rank: u64| (1..=count).contains(&rank).then_some(rank);
    if variance >= LARGE_VARIANCE {
        let reach = normal_quantile(1.0 - outside) * variance.sqrt();
        return RankBounds {
            low: in_sample(((mean - reach).floor() - 1.0).max(0.0) as u64),
            high: in_sample((mean + reach).ceil() as u64 + 2),
            basis: Basis::NormalApproximation,
        };
    }
    // Largest rank with P(B ≤ rank − 1) ≤ outside; smallest with P(B ≤ rank − 1) ≥ 1 − outside.
    let below = |rank: u64| binomial_cumulative(rank - 1, count, p);
    let low = first_rank(count, |rank| below(rank) > outside) - 1;
    let high = first_rank(count, |rank| below(rank) >= 1.0 - outside);
    RankBounds { low: in_sample(low), high: in_sample(high), basis: Basis::ExactBinomial }
}

/// The first rank in 1..=count from which `holds` is true, count + 1 if it never is. `holds` is
/// monotone.
fn first_rank(count: u64, holds: impl Fn(u64) -> bool) -> u64 {
    let (mut low, mut high) = (1, count + 1);
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

/// The interval of the p-quantile of a sorted sample. See [`rank_bounds`] for what `unit` does.
#[must_use]
pub fn interval(sorted: &[f64], p: f64, level: f64, unit: Unit) -> Interval {
    interval_by_rank(sorted.len() as u64, p, level, unit, |rank| sorted[(rank - 1) as usize])
}

/// [`interval`] over anything that can name its order statistics.
pub(super) fn interval_by_rank(
    count: u64,
    p: f64,
    level: f64,
    unit: Unit,
    at: impl Fn(u64) -> f64,
) -> Interval {
    let ranks = rank_bounds(count, p, level, unit);
    Interval { low: ranks.low.map(&at), high: ranks.high.map(&at), level, basis: ranks.basis }
}

/// The quantile estimator of Harrell & Davis (1982): the mean of all order statistics, weighted by
/// the beta distribution of the one at (n + 1) p. Smoother than type 7 in small samples of a
/// continuous quantity.
#[must_use]
pub fn harrell_davis(sorted: &[f64], p: f64) -> Option<f64> {
    let (first, last) = (*sorted.first()?, *sorted.last()?);
    if p <= 0.0 {
        return Some(first);
    }
    if p >= 1.0 {
        return Some(last);
    }
    let n = sorted.len() as f64;
    let (begin, weights) = beta_weights(sorted.len(), (n + 1.0) * p, (n + 1.0) * (1.0 - p));
    Some(weights.iter().zip(&sorted[begin..]).map(|(weight, value)| weight * value).sum())
}

/// The jackknife standard error of [`harrell_davis`]; `None` below three values or at p = 0 or 1.
#[must_use]
pub fn harrell_davis_error(sorted: &[f64], p: f64) -> Option<f64> {
    if sorted.len() < 3 || p <= 0.0 || p >= 1.0 {
        return None;
    }
    // Leaving out value i moves all later values one place down: below i with the value's own
    // weight, after it with the weight of the place before. Both halves are running sums.
    let rest = sorted.len() - 1;
    let n = sorted.len() as f64;
    let (begin, inner) = beta_weights(rest, n * p, n * (1.0 - p));
    let mut weights = vec![0.0; rest];
    weights[begin..begin + inner.len()].copy_from_slice(&inner);
    let mut estimate: f64 = weights.iter().zip(&sorted[1..]).map(|(w, x)| w * x).sum();
    let mut estimates = Vec::with_capacity(sorted.len());
    estimates.push(estimate);
    for (weight, neighbours) in weights.iter().zip(sorted.windows(2)) {
        estimate += weight * (neighbours[0] - neighbours[1]);
        estimates.push(estimate);
    }
    let mean = estimates.iter().sum::<f64>() / n;
    let squares: f64 = estimates.iter().map(|e| (e - mean) * (e - mean)).sum();
    Some((squares * (n - 1.0) / n).sqrt())
}

/// The probability that a beta(a, b) variable gives to each of `count` equal slices of [0, 1], from
/// the first slice that matters. Slices more than ten standard deviations and sixty slices from the
/// mean weigh less than e^-50.
fn beta_weights(count: usize, a: f64, b: f64) -> (usize, Vec<f64>) {
    let n = count as f64;
    let mean = a / (a + b);
    let deviation = (mean * (1.0 - mean) / (a + b + 1.0)).sqrt();
    let reach = 10.0 * deviation + 60.0 / n;
    let begin = ((mean - reach) * n).floor().max(0.0) as usize;
    let end = (((mean + reach) * n).ceil() as usize).min(count);
    let mut below = regularised_incomplete_beta(a, b, begin as f64 / n);
    let weights = (begin..end)
        .map(|slice| {
            let cumulative = regularised_incomplete_beta(a, b, (slice + 1) as f64 / n);
            let weight = cumulative - below;
            below = cumulative;
            weight
        })
        .collect();
    (begin, weights)
}

#[cfg(test)]
#[path = "quantiles_tests.rs"]
mod tests;
