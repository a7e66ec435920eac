//! The payoff of a side: a distribution of present values, asked by name.

use crate::statistics::{Interval, Measure, Quantiles, Tail};

/// The payoff of a side over all paths: what it receives less what it pays, present value at the start.
#[derive(Clone, Debug)]
pub struct Payoff {
    /// Its mean with its standard error.
    pub mean: Measure,
    pub(super) distribution: Quantiles,
    /// How far from zero it is nothing.
    pub(super) dust: f64,
}

impl Payoff {
    /// The value below which it stays with this probability: 0.05 for the fifth percentile.
    #[must_use]
    pub fn quantile(&self, probability: f64) -> Option<Measure> {
        self.distribution.quantile(probability)
    }

    /// Where that value lies at a level such as 0.95.
    #[must_use]
    pub fn interval(&self, probability: f64, level: f64) -> Interval {
        self.distribution.interval(probability, level)
    }

    /// The probability of a loss.
    #[must_use]
    pub fn loss(&self) -> Option<Measure> {
        self.distribution.probability_below_zero(self.dust)
    }

    /// The mean of the worst part, such as 0.05.
    #[must_use]
    pub fn worst(&self, share: f64) -> Option<Measure> {
        self.distribution.expected_shortfall(Tail::Lower, share)
    }
}
