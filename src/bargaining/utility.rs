//! What a distribution of payoffs is worth to a side that may shun risk, and the certain amount that is worth the same.

use crate::lane::math::{exp, ln, pow};

/// How a side weighs payoffs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Utility {
    /// By their mean.
    Neutral,
    /// Constant absolute risk aversion: (1 − exp(−a x)) / a, a in one over money.
    ConstantAbsolute {
        /// The aversion, above zero.
        aversion: f64,
    },
    /// Constant relative risk aversion of wealth and payoff: x^(1 − γ) / (1 − γ), the logarithm where γ is 1.
    ConstantRelative {
        /// The aversion γ, above zero.
        aversion: f64,
        /// What the side has beside the deal, in money.
        wealth: f64,
    },
    /// Mean less λ times the mean loss of the worst part α.
    MeanTail {
        /// λ, at least zero.
        weight: f64,
        /// α, above 0 and at most 1.
        worst: f64,
    },
}

/// Why a payoff has no utility.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NoUtility {
    /// The payoff that leaves the side without wealth.
    pub payoff: f64,
}

impl Utility {
    /// Contributions of paths whose mean is the utility, in path order. For a tail they are those of Rockafellar and Uryasev
    /// (2000), so that their spread is that of the estimate.
    ///
    /// # Errors
    /// With relative aversion, where wealth and payoff are not positive together on some path.
    pub fn contributions(&self, payoffs: &[f64]) -> Result<Vec<f64>, NoUtility> {
        match *self {
            Self::MeanTail { weight, worst } => {
                let edge = edge(payoffs, worst);
                let loss = |payoff: f64| -edge + (edge - payoff).max(0.0) / worst;
                Ok(payoffs.iter().map(|payoff| payoff - weight * loss(*payoff)).collect())
            }
            _ => payoffs.iter().map(|payoff| self.of(*payoff)).collect(),
        }
    }

    /// The utility of a certain amount.
    ///
    /// # Errors
    /// With relative aversion, where wealth and amount are not positive together.
    pub fn of(&self, amount: f64) -> Result<f64, NoUtility> {
        Ok(match *self {
            Self::Neutral => amount,
            Self::ConstantAbsolute { aversion } => (1.0 - exp(-aversion * amount)) / aversion,
            Self::ConstantRelative { aversion, wealth } => {
                let all = wealth + amount;
                if all <= 0.0 || all.is_nan() {
                    return Err(NoUtility { payoff: amount });
                }
                if aversion == 1.0 { ln(all) } else { pow(all, 1.0 - aversion) / (1.0 - aversion) }
            }
            Self::MeanTail { weight, .. } => amount * (1.0 + weight),
        })
    }

    /// The certain amount of money that has this utility; not finite where none has.
    #[must_use]
    pub fn certain(&self, utility: f64) -> f64 {
        match *self {
            Self::Neutral => utility,
            Self::ConstantAbsolute { aversion } => -ln(1.0 - aversion * utility) / aversion,
            Self::ConstantRelative { aversion: 1.0, wealth } => exp(utility) - wealth,
            Self::ConstantRelative { aversion, wealth } => {
                pow((1.0 - aversion) * utility, 1.0 / (1.0 - aversion)) - wealth
            }
            Self::MeanTail { weight, .. } => utility / (1.0 + weight),
        }
    }

    /// How much money one more unit of utility is at a level of it: what turns an error of utility into one of money.
    #[must_use]
    pub fn money_per_unit(&self, utility: f64) -> f64 {
        match *self {
            Self::Neutral => 1.0,
            Self::ConstantAbsolute { aversion } => 1.0 / (1.0 - aversion * utility),
            Self::ConstantRelative { aversion, wealth } => {
                pow(self.certain(utility) + wealth, aversion)
            }
            Self::MeanTail { weight, .. } => 1.0 / (1.0 + weight),
        }
    }

    /// Whether chances of two packages may be mixed in it: not where it looks at the tail of the whole.
    #[must_use]
    pub fn takes_lotteries(&self) -> bool {
        !matches!(self, Self::MeanTail { .. })
    }
}

/// The payoff at the upper end of the worst part, the smallest one that has at least that part at or below it.
fn edge(payoffs: &[f64], worst: f64) -> f64 {
    let mut sorted = payoffs.to_vec();
    let place = libm::ceil(worst * payoffs.len() as f64) as usize;
    let place = place.clamp(1, payoffs.len().max(1)) - 1;
    if sorted.is_empty() {
        return f64::NAN;
    }
    *sorted.select_nth_unstable_by(place, f64::total_cmp).1
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [Utility; 5] = [
        Utility::Neutral,
        Utility::ConstantAbsolute { aversion: 0.02 },
        Utility::ConstantRelative { aversion: 1.0, wealth: 50.0 },
        Utility::ConstantRelative { aversion: 3.0, wealth: 50.0 },
        Utility::MeanTail { weight: 0.5, worst: 0.1 },
    ];

    #[test]
    fn the_certain_equivalent_of_a_certain_amount_is_that_amount() {
        for kind in KINDS {
            for amount in [-20.0, 0.0, 3.5, 80.0] {
                let back = kind.certain(kind.of(amount).unwrap());
                assert!((back - amount).abs() < 1e-9, "{kind:?} {amount} {back}");
                let own = kind.contributions(&[amount; 8]).unwrap();
                assert!((kind.certain(own[3]) - amount).abs() < 1e-9, "{kind:?}");
            }
        }
    }

    #[test]
    fn money_per_unit_is_the_slope_of_the_certain_equivalent() {
        for kind in KINDS {
            let at = kind.of(12.0).unwrap();
            let step = 1e-6 * at.abs();
            let slope = (kind.certain(at + step) - kind.certain(at - step)) / (2.0 * step);
            assert!((slope / kind.money_per_unit(at) - 1.0).abs() < 1e-6, "{kind:?}");
        }
    }

    #[test]
    fn the_tail_is_the_mean_loss_of_the_worst() {
        // Payoffs 1 to 100: the worst tenth has a mean of 5.5, so 50.5 + λ · 5.5.
        let payoffs: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        let kind = Utility::MeanTail { weight: 0.5, worst: 0.1 };
        let own = kind.contributions(&payoffs).unwrap();
        let mean = own.iter().sum::<f64>() / 100.0;
        assert!((mean - (50.5 + 0.5 * 5.5)).abs() < 1e-12, "{mean}");
    }

    #[test]
    fn absolute_aversion_to_a_normal_payoff_costs_half_its_variance() {
        // E exp(−a X) of a normal X: certainty equivalent μ − a σ²/2; a fine grid of quantiles stands for the normal.
        let payoffs: Vec<f64> = (0..200_000)
            .map(|path| crate::lane::math::normal_quantile((f64::from(path) + 0.5) / 200_000.0))
            .map(|normal| 10.0 + 4.0 * normal)
            .collect();
        let kind = Utility::ConstantAbsolute { aversion: 0.1 };
        let own = kind.contributions(&payoffs).unwrap();
        let certain = kind.certain(own.iter().sum::<f64>() / 200_000.0);
        assert!((certain - (10.0 - 0.05 * 16.0)).abs() < 1e-3, "{certain}");
    }

    #[test]
    fn wealth_that_is_gone_has_no_utility() {
        let kind = Utility::ConstantRelative { aversion: 2.0, wealth: 5.0 };
        assert_eq!(kind.contributions(&[1.0, -5.0]), Err(NoUtility { payoff: -5.0 }));
    }
}
