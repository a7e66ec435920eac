//! Quantiles of the gamma distribution of scale one.

use super::peaked::{self, Peaked};
use super::tabulated::Knot;
use super::tail::{LEAST, Search, beyond, normal_density, solve};
use crate::statistics::incomplete_gamma::regularised_incomplete_gamma;

/// x · density at x.
fn slope_in_log(shape: f64, x: f64) -> f64 {
    libm::exp(shape * libm::log(x) - x - libm::lgamma(shape))
}

/// ln of the quantile at Φ(z).
fn log_quantile(shape: f64, z: f64) -> f64 {
    let target = beyond(z);
    // Wilson & Hilferty (1931): the cube root is nearly normal. Near zero the cumulative function is xᵃ / (a Γ(a)).
    let root = 1.0 - 1.0 / (9.0 * shape) + z / (3.0 * shape.sqrt());
    let by_root = shape * root * root * root;
    let below = if z < 0.0 { target } else { 1.0 - target };
    let by_power = (libm::log(below) + libm::lgamma(shape + 1.0)) / shape;
    let start = if root > 0.2 { libm::log(by_root) } else { by_power };
    let search = Search { start, low: LEAST, high: 60.0, rising: z < 0.0 };
    solve(target, &search, |s| {
        let x = libm::exp(s);
        let (lower, upper) = regularised_incomplete_gamma(shape, x);
        (if z < 0.0 { lower } else { upper }, slope_in_log(shape, x))
    })
}

/// The quantile at Φ(z), by the series and the fraction of the incomplete gamma function.
pub(super) fn by_series(shape: f64, z: f64) -> Knot {
    let x = libm::exp(log_quantile(shape, z));
    Knot { value: x, slope: normal_density(z) * x / slope_in_log(shape, x) }
}

/// The gamma distribution of a shape and scale one.
pub(super) enum Standard {
    BySeries(f64),
    Peaked(Peaked),
}

impl Standard {
    /// Of a shape.
    pub(super) fn of(shape: f64) -> Self {
        if shape < peaked::FROM {
            Self::BySeries(shape)
        } else {
            Self::Peaked(Peaked::gamma(shape))
        }
    }

    /// The quantile at Φ(z).
    pub(super) fn quantile(&self, z: f64) -> Knot {
        match self {
            Self::BySeries(shape) => by_series(*shape, z),
            Self::Peaked(peaked) => peaked.quantile(z),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tabulated::tests::largest_error;
    use super::*;
    use statrs::function::gamma::{gamma_lr, gamma_ur};

    const SHAPES: [f64; 6] = [0.05, 0.5, 1.0, 3.7, 60.0, 5_000.0];

    #[test]
    fn inverts_an_independent_cumulative_function() {
        for shape in SHAPES {
            for step in -80..=80 {
                let z = f64::from(step) * 0.1;
                let x = by_series(shape, z).value;
                let wanted = beyond(z);
                let found = if z < 0.0 { gamma_lr(shape, x) } else { gamma_ur(shape, x) };
                let tolerance = 1e-10 * wanted * (1.0 + shape.sqrt());
                assert!(
                    (found - wanted).abs() <= tolerance || x < 1e-300,
                    "{shape} z {z}: {x} {found:e} {wanted:e}"
                );
            }
        }
    }

    #[test]
    fn the_table_is_within_millionths_of_a_standard_deviation() {
        for shape in SHAPES {
            let error = largest_error(8.2, |z| by_series(shape, z)) / shape.sqrt();
            let bound = if shape < 0.5 { 1.5e-5 } else { 4e-6 };
            assert!(error < bound, "{shape}: {error:e}");
        }
    }
}
