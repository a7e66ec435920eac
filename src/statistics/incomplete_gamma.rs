//! The incomplete gamma function, which gamma-distributed inputs are inverted from.

/// Terms of the series or the fraction: either needs a few times the square root of `shape`.
const MAX_TERMS: u32 = 1_000_000;

/// The regularised incomplete gamma functions P(a, x) and Q(a, x) = 1 − P for a > 0, each without the
/// cancellation that taking it from the other would bring: the series 8.7.1 below the mean, the continued fraction
/// 8.9.2 (modified Lentz method) above it, both of the NIST Digital Library of Mathematical Functions.
#[must_use]
pub fn regularised_incomplete_gamma(shape: f64, x: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    let front = libm::exp(shape * libm::log(x) - x - libm::lgamma(shape));
    if x < shape + 1.0 {
        let lower = front * series(shape, x);
        (lower, 1.0 - lower)
    } else {
        let upper = front * continued_fraction(shape, x);
        (1.0 - upper, upper)
    }
}

fn series(shape: f64, x: f64) -> f64 {
    let mut term = 1.0 / shape;
    let mut sum = term;
    for step in 1..MAX_TERMS {
        term *= x / (shape + f64::from(step));
        sum += term;
        if term <= sum * f64::EPSILON {
            break;
        }
    }
    sum
}

fn continued_fraction(shape: f64, x: f64) -> f64 {
    let not_zero = |value: f64| if value.abs() < 1e-300 { 1e-300 } else { value };
    let mut below = x + 1.0 - shape;
    let mut c = 1e300;
    let mut d = 1.0 / not_zero(below);
    let mut fraction = d;
    for step in 1..MAX_TERMS {
        let n = f64::from(step);
        let above = -n * (n - shape);
        below += 2.0;
        d = 1.0 / not_zero(above * d + below);
        c = not_zero(below + above / c);
        let change = d * c;
        fraction *= change;
        if (change - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    fraction
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::function::gamma::{gamma_lr, gamma_ur};

    #[test]
    fn agrees_with_an_independent_code() {
        for shape in [0.05, 0.5, 1.0, 3.7, 40.0, 900.0] {
            for part in [1e-6, 0.01, 0.3, 0.9, 1.0, 1.1, 2.0, 5.0] {
                let x = shape * part;
                let (lower, upper) = regularised_incomplete_gamma(shape, x);
                // Both take the exponential of a difference of numbers near `shape` ln `shape`.
                let tolerance = 1e-13 * (1.0 + shape);
                assert!((lower - gamma_lr(shape, x)).abs() < tolerance, "{shape} {x}: {lower}");
                assert!((upper - gamma_ur(shape, x)).abs() < tolerance, "{shape} {x}: {upper}");
            }
        }
    }

    #[test]
    fn of_shape_one_it_is_the_exponential_far_into_the_tail() {
        for x in [1e-12, 0.2, 1.0, 5.0, 30.0, 500.0] {
            let (lower, upper) = regularised_incomplete_gamma(1.0, x);
            assert!((lower + libm::expm1(-x)).abs() <= 1e-14 * lower, "{x}");
            assert!((upper - libm::exp(-x)).abs() <= 1e-12 * upper, "{x}");
        }
    }
}
