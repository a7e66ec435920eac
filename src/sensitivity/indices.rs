//! The part of a variance that goes with one input alone, and with all that it takes part in.
//!
//! - I. M. Sobol, "Sensitivity estimates for nonlinear mathematical models", Mathematical Modelling and Computational
//!   Experiments 1 (1993).
//! - M. J. W. Jansen, "Analysis of variance designs for model output", Computer Physics Communications 117 (1999).
//! - A. Saltelli et al., "Variance based sensitivity analysis of model output", Computer Physics Communications 181 (2010).

use crate::statistics::units::units;
use crate::statistics::{Measure, Unit, mean_of};

/// First and total index of an input.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Indices {
    /// The part of the variance that would be gone on average if the input alone were known.
    pub first: Measure,
    /// The part that would be left if all others were known.
    pub total: Measure,
}

/// The indices of an input, from three results path by path: as they are, with everything drawn anew, and with the input
/// alone drawn anew as in the second. Absent where the result does not vary.
///
/// The first index is estimated after Saltelli and others (2010), the total one after Jansen (1999); errors are those of a
/// ratio of means over independent parts of the draws.
#[must_use]
pub fn indices(base: &[f64], anew: &[f64], mixed: &[f64], unit: Unit) -> Option<Indices> {
    let all: Vec<f64> = base.iter().chain(anew).copied().collect();
    let middle = mean_of(&all, Unit::Path)?.value;
    let spread = |value: f64| (value - middle) * (value - middle);
    let each = |of: &dyn Fn(f64, f64, f64) -> f64| -> Vec<f64> {
        base.iter()
            .zip(anew)
            .zip(mixed)
            .map(|((base, anew), mixed)| of(*base, *anew, *mixed))
            .collect()
    };
    let variance = each(&|base, anew, _| 0.5 * (spread(base) + spread(anew)));
    let first = each(&|base, anew, mixed| (anew - middle) * (mixed - base));
    let total = each(&|base, _, mixed| 0.5 * (mixed - base) * (mixed - base));
    Some(Indices { first: ratio(&first, &variance, unit)?, total: ratio(&total, &variance, unit)? })
}

/// A ratio of two means; absent where the second is nothing.
fn ratio(above: &[f64], below: &[f64], unit: Unit) -> Option<Measure> {
    let over = units(above, unit);
    let under = units(below, unit);
    let size = mean_of(&under, Unit::Path)?.value;
    if size <= 0.0 || size.is_nan() {
        return None;
    }
    let value = mean_of(&over, Unit::Path)?.value / size;
    let residuals: Vec<f64> =
        over.iter().zip(&under).map(|(over, under)| (over - value * under) / size).collect();
    let error = mean_of(&residuals, Unit::Path)?.standard_error;
    Some(Measure { value, standard_error: error, count: above.len() as u64 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::Stream;

    const PATHS: usize = 65_536;

    /// Uniforms in [0, 1): base, and drawn anew.
    fn drawn(name: &str) -> Vec<f64> {
        let mut values = vec![0.0; PATHS];
        Stream::new(5, name).fill_uniforms(0, 0, &mut values);
        values
    }

    /// Indices of all inputs of a function of so many uniforms.
    fn all(inputs: usize, of: impl Fn(&[f64]) -> f64) -> Vec<Indices> {
        let column = |tag: &str| -> Vec<Vec<f64>> {
            (0..inputs).map(|input| drawn(&format!("{tag}{input}"))).collect()
        };
        let (base, anew) = (column("a"), column("b"));
        let run = |which: &dyn Fn(usize) -> bool| -> Vec<f64> {
            let point = |path: usize| -> Vec<f64> {
                (0..inputs)
                    .map(|input| if which(input) { anew[input][path] } else { base[input][path] })
                    .collect()
            };
            (0..PATHS).map(|path| of(&point(path))).collect()
        };
        let (first, second) = (run(&|_| false), run(&|_| true));
        (0..inputs)
            .map(|input| {
                indices(&first, &second, &run(&|other| other == input), Unit::Path).unwrap()
            })
            .collect()
    }

    fn close(found: Measure, wanted: f64) {
        let error = found.standard_error.unwrap();
        assert!((found.value - wanted).abs() <= 4.0 * error + 1e-12, "{found:?} for {wanted}");
        assert!(error < 0.02, "{found:?}");
    }

    #[test]
    fn ishigami() {
        // Ishigami and Homma (1990), a = 7, b = 0.1: x3 has no part alone and a quarter with x1.
        let pi = std::f64::consts::PI;
        let found = all(3, |u| {
            let x: Vec<f64> = u.iter().map(|u| pi * (2.0 * u - 1.0)).collect();
            let second = libm::sin(x[1]);
            libm::sin(x[0])
                + 7.0 * second * second
                + 0.1 * x[2] * x[2] * x[2] * x[2] * libm::sin(x[0])
        });
        let first = [0.313905191147811, 0.442411144790041, 0.0];
        let total = [0.557588855209959, 0.442411144790041, 0.243683664062148];
        for (place, found) in found.into_iter().enumerate() {
            close(found.first, first[place]);
            close(found.total, total[place]);
        }
    }

    #[test]
    fn the_g_function_of_sobol() {
        // Product of (|4 x − 2| + a) / (1 + a): V_i = 1 / (3 (1 + a)²), V = Π (1 + V_i) − 1.
        let a = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0];
        let found = all(8, |u| {
            u.iter().zip(a).map(|(u, a)| ((4.0 * u - 2.0).abs() + a) / (1.0 + a)).product()
        });
        let own = a.map(|a: f64| 1.0 / (3.0 * (1.0 + a) * (1.0 + a)));
        let product: f64 = own.iter().map(|own| 1.0 + own).product();
        let variance = product - 1.0;
        for (found, own) in found.into_iter().zip(own) {
            close(found.first, own / variance);
            close(found.total, own * (product / (1.0 + own)) / variance);
        }
    }

    #[test]
    fn a_sum_of_normals_has_shares_of_squares() {
        let found = all(3, |u| {
            let normal = crate::lane::math::normal_quantile;
            3.0 * normal(u[0].max(1e-12)) + 4.0 * normal(u[1].max(1e-12))
        });
        for (found, wanted) in found.into_iter().zip([0.36, 0.64, 0.0]) {
            close(found.first, wanted);
            close(found.total, wanted);
        }
        assert_eq!(indices(&[1.0; 64], &[1.0; 64], &[1.0; 64], Unit::Path), None);
    }
}
