//! Two deals for one side, path by path: what the second is worth over the first, and on how many futures it is better.

use crate::statistics::probability::proportion_of;
use crate::statistics::{Dominance, Interval, Measure, Sample, Unit, deviation_of, dominance};

/// Quanta of money that a difference may have and still be none: a few roundings of the ledger.
pub(super) const FEW_QUANTA: f64 = 8.0 / 1_073_741_824.0;

/// A difference of at most this part of the scale of the payoffs is none.
const DUST: f64 = 1e-6;

/// Levels at which quantiles of a difference are shown.
pub const LEVELS: [f64; 5] = [0.05, 0.25, 0.50, 0.75, 0.95];

/// On how many futures one deal is better, worse or the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shares {
    /// Better.
    pub better: Measure,
    /// Worse.
    pub worse: Measure,
    /// The same to within a few roundings of the ledger.
    pub equal: Measure,
}

/// Two deals for one side, path by path.
#[derive(Clone, Debug)]
pub struct Pair {
    /// Mean payoff in the first.
    pub first: Measure,
    /// Mean payoff in the second.
    pub second: Measure,
    /// Median payoff in the first.
    pub first_median: Measure,
    /// Median payoff in the second.
    pub second_median: Measure,
    /// Standard deviation of the payoff in the second, over all paths.
    pub deviation: Option<f64>,
    /// Mean of the paired difference, second less first.
    pub difference: Measure,
    /// Quantiles of the paired difference at [`LEVELS`], each with its 95 % interval.
    pub quantiles: Vec<(Measure, Interval)>,
    /// How often the second is better.
    pub shares: Shares,
    /// Whether one is better for everybody.
    pub dominance: Dominance,
}

impl Pair {
    /// Compares payoffs in path order; absent where there are too few paths for an error.
    ///
    /// # Panics
    /// When the samples differ in length, which two deals of one study cannot.
    #[must_use]
    pub fn of(first: &[f64], second: &[f64], unit: Unit) -> Option<Self> {
        let none = no_difference(first, second);
        let differences = settled(first, second, none);
        let shares = shares(&differences, unit)?;
        let difference = Sample::new(differences, unit);
        let (first, second) =
            (Sample::new(first.to_vec(), unit), Sample::new(second.to_vec(), unit));
        let quantile =
            |level| Some((difference.quantile(level)?, difference.interval(level, 0.95)));
        Some(Self {
            first: first.mean()?,
            second: second.mean()?,
            first_median: first.median()?,
            second_median: second.median()?,
            deviation: deviation_of(second.by_path()),
            difference: difference.mean()?,
            quantiles: LEVELS.iter().map(|&level| quantile(level)).collect::<Option<_>>()?,
            shares,
            dominance: dominance(first.sorted(), second.sorted(), none),
        })
    }

    /// The median of the paired difference: not the difference of the medians.
    #[must_use]
    pub fn median(&self) -> Option<Measure> {
        self.quantiles.get(2).map(|(median, _)| *median)
    }
}

/// How often a payoff is better, worse or the same as that of the alternative on the same path.
#[must_use]
pub(super) fn against(alternative: &[f64], payoffs: &[f64], unit: Unit) -> Option<Shares> {
    shares(&settled(alternative, payoffs, no_difference(alternative, payoffs)), unit)
}

/// What a payoff is over another one on the same path; a difference of a few roundings is none.
#[must_use]
pub(super) fn differences(first: &[f64], second: &[f64]) -> Vec<f64> {
    settled(first, second, no_difference(first, second))
}

/// The largest difference that is none: roundings of the ledger, and what no reader would see.
fn no_difference(first: &[f64], second: &[f64]) -> f64 {
    let scale = |values: &[f64]| values.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
    let median = |values: &[f64]| {
        let mut sizes: Vec<f64> = values.iter().map(|value| value.abs()).collect();
        let middle = sizes.len() / 2;
        if sizes.is_empty() { 0.0 } else { *sizes.select_nth_unstable_by(middle, f64::total_cmp).1 }
    };
    // The median holds against a few enormous paths; where it is zero the largest payoff says the scale.
    let typical = median(first).max(median(second));
    let scale = if typical > 0.0 { typical } else { scale(first).max(scale(second)) };
    (DUST * scale).max(FEW_QUANTA)
}

/// The differences path by path, those that are none as exactly zero.
fn settled(first: &[f64], second: &[f64], none: f64) -> Vec<f64> {
    assert_eq!(first.len(), second.len(), "samples of one study differ in length");
    let gap = |(second, first): (&f64, &f64)| second - first;
    second.iter().zip(first).map(gap).map(|gap| if gap.abs() <= none { 0.0 } else { gap }).collect()
}

fn shares(differences: &[f64], unit: Unit) -> Option<Shares> {
    let share = |is: fn(f64) -> bool| proportion_of(differences.iter().map(|gap| is(*gap)), unit);
    Some(Shares {
        better: share(|gap| gap > 0.0)?,
        worse: share(|gap| gap < 0.0)?,
        equal: share(|gap| gap == 0.0)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_gain_is_better_on_every_path_and_has_no_error() {
        let first: Vec<f64> = (0..1_000).map(f64::from).collect();
        let second: Vec<f64> = first.iter().map(|value| value + 2.0).collect();
        let pair = Pair::of(&first, &second, Unit::Path).unwrap();
        assert_eq!((pair.difference.value, pair.difference.standard_error), (2.0, Some(0.0)));
        assert_eq!(pair.shares.better.value, 1.0);
        assert_eq!(pair.median().unwrap().value, 2.0);
        assert_eq!(pair.dominance, Dominance::OfSecond(crate::statistics::Order::First));
    }

    #[test]
    fn roundings_of_the_ledger_are_no_difference() {
        let first: Vec<f64> = (0..1_000).map(|path| 100.0 + f64::from(path)).collect();
        let second: Vec<f64> = first.iter().map(|value| value + 1e-9).collect();
        let pair = Pair::of(&first, &second, Unit::Path).unwrap();
        assert_eq!((pair.difference.value, pair.shares.equal.value), (0.0, 1.0));
        assert_eq!(pair.dominance, Dominance::Same);
    }

    #[test]
    fn what_is_better_on_a_quarter_of_the_paths_says_so() {
        let first = vec![1.0; 400];
        let second: Vec<f64> = (0..400).map(|path| if path % 4 == 0 { 5.0 } else { 0.5 }).collect();
        let pair = Pair::of(&first, &second, Unit::Path).unwrap();
        assert_eq!((pair.shares.better.value, pair.shares.worse.value), (0.25, 0.75));
        assert_eq!(pair.difference.value, 0.25 * 4.0 - 0.75 * 0.5);
        // The standard error of a share: sqrt(p (1 - p) / (n - 1)).
        let error = (0.25 * 0.75 / 399.0_f64).sqrt();
        assert!((pair.shares.better.standard_error.unwrap() - error).abs() < 1e-12);
    }
}
