//! Sums over Poisson numbers and the gamma times of their arrivals, for what happens again.

use libm::exp;

/// The probability that a gamma variable of whole shape `n` and scale 1 lies above `x`.
pub(crate) fn gamma_above(n: i32, x: f64) -> f64 {
    let mut term = exp(-x);
    let mut sum = 0.0;
    for k in 0..n {
        sum += term;
        term *= x / f64::from(k + 1);
    }
    sum
}

/// The mean over a Poisson number with this mean, cut off at `most`, of what a function makes of it.
pub(crate) fn over_counts(mean: f64, most: i32, of: impl Fn(i32) -> f64) -> f64 {
    let mut term = exp(-mean);
    let (mut sum, mut left) = (0.0, 1.0);
    for n in 0..most {
        sum += term * of(n);
        left -= term;
        term *= mean / f64::from(n + 1);
    }
    sum + left * of(most)
}
