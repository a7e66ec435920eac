//! Quantiles of the beta distribution on [0, 1], which `beta`, `pert` and `student_t` rest on.

use super::peaked::{self, Peaked};
use super::tabulated::Knot;
use super::tail::{LEAST, Search, beyond, normal_density, solve};
use crate::statistics::special::regularised_incomplete_beta;

/// ln B(α, β).
fn log_beta(alpha: f64, beta: f64) -> f64 {
    libm::lgamma(alpha) + libm::lgamma(beta) - libm::lgamma(alpha + beta)
}

/// x · density at x.
fn slope_in_log(alpha: f64, beta: f64, x: f64) -> f64 {
    libm::exp(alpha * libm::log(x) + (beta - 1.0) * libm::log1p(-x) - log_beta(alpha, beta))
}

/// ln x such that a beta variable is below x with probability `target`, which is best when it is at most a half;
/// `z` is the standard normal at that probability and only guides the search.
pub(super) fn log_quantile(alpha: f64, beta: f64, target: f64, z: f64) -> f64 {
    let sum = alpha + beta;
    let mean = alpha / sum;
    let spread = (mean * (1.0 - mean) / (sum + 1.0)).sqrt();
    let by_normal = mean + z * spread;
    // Near zero the cumulative function is x^α / (α B).
    let by_power = (libm::log(target * alpha) + log_beta(alpha, beta)) / alpha;
    let start = if by_normal > 0.0 { libm::log(by_normal) } else { by_power };
    let search = Search { start, low: LEAST, high: 0.0, rising: true };
    solve(target, &search, |s| {
        let x = libm::exp(s);
        (regularised_incomplete_beta(alpha, beta, x), slope_in_log(alpha, beta, x))
    })
}

/// The beta distribution of two shapes.
pub(super) enum Standard {
    ByFraction(f64, f64),
    Peaked(Peaked),
}

impl Standard {
    /// Of two shapes.
    pub(super) fn of(alpha: f64, beta: f64) -> Self {
        if alpha.max(beta) < peaked::FROM {
            Self::ByFraction(alpha, beta)
        } else {
            Self::Peaked(Peaked::beta(alpha, beta))
        }
    }

    /// The quantile at Φ(z).
    pub(super) fn quantile(&self, z: f64) -> Knot {
        match self {
            Self::ByFraction(alpha, beta) => by_fraction(*alpha, *beta, z),
            Self::Peaked(peaked) => peaked.quantile(z),
        }
    }
}

/// The quantile at Φ(z) by the incomplete beta function, from the side on which less than half of the probability lies.
pub(super) fn by_fraction(alpha: f64, beta: f64, z: f64) -> Knot {
    let target = beyond(z);
    let (first, second) = if z < 0.0 { (alpha, beta) } else { (beta, alpha) };
    let x = libm::exp(log_quantile(first, second, target, -z.abs()));
    let slope = normal_density(z) * x / slope_in_log(first, second, x);
    Knot { value: if z < 0.0 { x } else { 1.0 - x }, slope }
}

#[cfg(test)]
mod tests {
    use super::super::tabulated::tests::largest_error;
    use super::*;
    use statrs::distribution::{Beta, ContinuousCDF};

    const SHAPES: [(f64, f64); 8] = [
        (1.0, 1.0),
        (2.0, 5.0),
        (5.0, 1.4),
        (0.5, 0.5),
        (0.1, 3.0),
        (3.0, 0.2),
        (40.0, 60.0),
        (900.0, 90.0),
    ];

    #[test]
    fn inverts_an_independent_cumulative_function() {
        for (alpha, beta) in SHAPES {
            let oracle = Beta::new(alpha, beta).unwrap();
            for step in -80..=80 {
                let z = f64::from(step) * 0.1;
                let x = by_fraction(alpha, beta, z).value;
                let wanted = beyond(z);
                let found = if z < 0.0 { oracle.cdf(x) } else { oracle.sf(x) };
                // One ulp of x moves the probability by density · ulp, which counts where x is nearly one.
                let ulp = f64::EPSILON * slope_in_log(alpha, beta, x).min(1e30);
                let tolerance = 1e-10 * wanted + 2.0 * ulp;
                assert!(
                    (found - wanted).abs() <= tolerance || x == 1.0 || x < 1e-300,
                    "{alpha} {beta} z {z}: {x} {found:e} {wanted:e}"
                );
            }
        }
    }

    #[test]
    fn slopes_are_those_of_the_quantile() {
        for (alpha, beta) in SHAPES {
            for z in [-3.0, -1.0, 0.0, 0.7, 2.0] {
                let difference = (by_fraction(alpha, beta, z + 1e-4).value
                    - by_fraction(alpha, beta, z - 1e-4).value)
                    / 2e-4;
                let slope = by_fraction(alpha, beta, z).slope;
                assert!(
                    (difference - slope).abs() < 1e-6,
                    "{alpha} {beta} {z}: {slope} {difference}"
                );
            }
        }
    }

    #[test]
    fn the_table_is_within_millionths_of_a_standard_deviation() {
        for (alpha, beta) in SHAPES {
            let sum: f64 = alpha + beta;
            let spread = (alpha * beta / (sum + 1.0)).sqrt() / sum;
            let error = largest_error(8.2, |z| by_fraction(alpha, beta, z)) / spread;
            let bound = if alpha.min(beta) < 0.5 { 1.5e-5 } else { 4e-6 };
            assert!(error < bound, "{alpha} {beta}: {error:e}");
        }
    }
}
