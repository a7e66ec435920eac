//! What it would be worth to know a number before a deal is signed: the expected value of partial perfect information.
//!
//! - H. Raiffa and R. Schlaifer, "Applied Statistical Decision Theory" (1961).
//! - M. Strong, J. E. Oakley and A. Brennan, "Estimating multiparameter partial expected value of perfect information from a
//!   probabilistic sensitivity analysis sample", Medical Decision Making 34 (2014), for the regression.

use super::piecewise::PiecewiseLinear;
use crate::statistics::units::in_groups;
use crate::statistics::{Measure, Unit, mean_of};

/// Paths of one fold that stand together: whole pairs, and half of the scrambles of a sobol run.
const GROUP: usize = 16;

/// Knots of the mean gain over the number.
const KNOTS: usize = 12;

/// What a side would gain on average by knowing a number before it chooses between two deals: E max(0, E(gain given number)) less
/// max(0, E gain). Absent with too few paths.
///
/// The mean gain over the number is fitted on one half of the paths, and the choice that it leads to is valued on the other,
/// both ways round: a choice cannot be better than the best one, so that the value is never flattered by the fit. 0 is an
/// answer.
#[must_use]
pub fn value_of_knowing(number: &[f64], gain: &[f64], unit: Unit) -> Option<Measure> {
    let fold = |path: usize| (path / GROUP) % 2;
    let mut parts = Vec::new();
    for held_out in 0..2 {
        let part = |values: &[f64], own: bool| -> Vec<f64> {
            let chosen =
                values.iter().enumerate().filter(|(path, _)| (fold(*path) == held_out) == own);
            chosen.map(|(_, value)| *value).collect()
        };
        let (number_here, gain_here) = (part(number, true), part(gain, true));
        let (number_there, gain_there) = (part(number, false), part(gain, false));
        let fit = PiecewiseLinear::fit(&number_there, &gain_there, KNOTS)?;
        let signs_blindly = mean_of(&gain_there, Unit::Path)?.value > 0.0;
        let more: Vec<f64> = number_here
            .iter()
            .zip(&gain_here)
            .map(|(number, gain)| {
                let signs = fit.at(*number) > 0.0;
                if signs == signs_blindly {
                    0.0
                } else if signs {
                    *gain
                } else {
                    -gain
                }
            })
            .collect();
        parts.extend(in_groups(&more, unit, GROUP));
    }
    let found = mean_of(&parts, Unit::Path)?;
    Some(Measure { value: found.value.max(0.0), count: gain.len() as u64, ..found })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::Stream;
    use crate::lane::math::{exp, normal_cdf};

    fn normals(name: &str, count: usize) -> Vec<f64> {
        let mut values = vec![0.0; count];
        Stream::new(9, name).fill_normals(0, 0, &mut values);
        values
    }

    #[test]
    fn a_normal_number_has_a_value_in_closed_form() {
        // gain = a + b X + noise: E max(0, a + b X) − max(0, a) = a Φ(a/b) + b φ(a/b) − max(0, a).
        let count = 131_072;
        let (x, noise) = (normals("x", count), normals("noise", count));
        for (a, b) in [(0.5, 1.0), (-0.3, 2.0), (0.0, 1.0)] {
            let gain: Vec<f64> =
                x.iter().zip(&noise).map(|(x, noise)| a + b * x + 2.0 * noise).collect();
            let density = exp(-0.5 * (a / b) * (a / b)) / (2.0 * std::f64::consts::PI).sqrt();
            let wanted = a * normal_cdf(a / b) + b * density - f64::max(0.0, a);
            let found = value_of_knowing(&x, &gain, Unit::Path).unwrap();
            let error = found.standard_error.unwrap();
            // A choice near the edge costs next to nothing where it is wrong: second order in the error of the fit.
            assert!(
                (found.value - wanted).abs() < 4.0 * error + 1e-3,
                "{a} {b}: {found:?} for {wanted}"
            );
        }
    }

    #[test]
    fn what_changes_no_choice_is_worth_nothing() {
        let (x, noise) = (normals("x", 8_192), normals("noise", 8_192));
        let sure: Vec<f64> = x.iter().map(|x| 50.0 + x).collect();
        assert_eq!(value_of_knowing(&x, &sure, Unit::Path).unwrap().value, 0.0);
        let other: Vec<f64> = noise.iter().map(|noise| 1.0 + noise).collect();
        let found = value_of_knowing(&x, &other, Unit::Path).unwrap();
        assert!(found.value < 0.02, "{found:?}");
    }
}
