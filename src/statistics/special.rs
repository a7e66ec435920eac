//! The two special functions that intervals need: the incomplete beta function and the normal
//! quantile.

/// Iterations of the continued fraction: it needs a few times sqrt(max(a, b)), so this is enough
/// for 10^10 paths.
const MAX_ITERATIONS: u32 = 1_000_000;

/// The regularised incomplete beta function I_x(a, b) for a, b > 0, by the continued fraction
/// 8.17.22 of the NIST Digital Library of Mathematical Functions, evaluated by the modified Lentz
/// method. `x` is clamped to [0, 1].
#[must_use]
pub fn regularised_incomplete_beta(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let log_front = libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b)
        + a * libm::log(x)
        + b * libm::log1p(-x);
    let front = libm::exp(log_front);
    // The fraction converges fast below the mean of the distribution and its mirror image above.
    if x < (a + 1.0) / (a + b + 2.0) {
        front * continued_fraction(a, b, x) / a
    } else {
        1.0 - front * continued_fraction(b, a, 1.0 - x) / b
    }
}

fn continued_fraction(a: f64, b: f64, x: f64) -> f64 {
    let not_zero = |value: f64| if value.abs() < 1e-300 { 1e-300 } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / not_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for step in 1..MAX_ITERATIONS {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / not_zero(1.0 + even * d);
        c = not_zero(1.0 + even / c);
        fraction *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / not_zero(1.0 + odd * d);
        c = not_zero(1.0 + odd / c);
        let change = d * c;
        fraction *= change;
        if (change - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    fraction
}

/// P(B ≤ k) for a binomial B of `trials` with success probability `p`.
#[must_use]
pub fn binomial_cumulative(k: u64, trials: u64, p: f64) -> f64 {
    if k >= trials {
        return 1.0;
    }
    regularised_incomplete_beta((trials - k) as f64, (k + 1) as f64, 1.0 - p)
}

/// The z for which a standard normal lies below z with probability `p`, by bisection of the
/// complementary error function to the last bit or so. Infinite at 0 and 1.
#[must_use]
pub fn normal_quantile(p: f64) -> f64 {
    if p <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if p >= 1.0 {
        return f64::INFINITY;
    }
    let (mut low, mut high) = (-40.0, 40.0);
    for _ in 0..64 {
        let middle = 0.5 * (low + high);
        if 0.5 * libm::erfc(-middle * std::f64::consts::FRAC_1_SQRT_2) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::function::beta::beta_reg;

    #[test]
    fn the_incomplete_beta_function_is_that_of_an_independent_code() {
        for a in [0.5, 1.0, 3.0, 20.5, 400.0] {
            for b in [0.5, 2.0, 17.0, 1000.0] {
                for x in [0.0, 1e-6, 0.01, 0.2, 0.5, 0.9, 0.999, 1.0] {
                    let found = regularised_incomplete_beta(a, b, x);
                    // Both take differences of log gammas near 6e3, each with a relative rounding
                    // of 2e-16.
                    assert!(
                        (found - beta_reg(a, b, x)).abs() < 1e-11,
                        "a {a} b {b} x {x}: {found}"
                    );
                }
            }
        }
        // I_x(1, b) = 1 − (1 − x)^b and I_x(a, 1) = x^a, exactly known.
        assert!((regularised_incomplete_beta(1.0, 4.0, 0.5) - 0.9375).abs() < 1e-15);
        assert!((regularised_incomplete_beta(3.0, 1.0, 0.5) - 0.125).abs() < 1e-15);
    }

    #[test]
    fn a_fair_coin_thrown_four_times() {
        for (k, expected) in [(0, 1.0), (1, 5.0), (2, 11.0), (3, 15.0), (4, 16.0)] {
            assert!((binomial_cumulative(k, 4, 0.5) - expected / 16.0).abs() < 1e-15);
        }
    }

    #[test]
    fn a_large_sample_converges() {
        // The median of a symmetric beta is one half, however large its shapes.
        let half = regularised_incomplete_beta(5e6, 5e6, 0.5);
        assert!((half - 0.5).abs() < 1e-7, "{half}");
    }

    #[test]
    fn normal_quantiles_are_the_tabled_ones() {
        // Case STAT-02 of the validation set, `var_normal`.
        for (p, z) in [(0.9, 1.2815515655446), (0.95, 1.64485362695147), (0.99, 2.32634787404084)] {
            assert!((normal_quantile(p) - z).abs() < 1e-13);
            assert!((normal_quantile(1.0 - p) + z).abs() < 1e-13);
        }
        assert!(normal_quantile(0.5).abs() < 1e-15);
    }
}
