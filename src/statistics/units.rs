//! Values of paths as one value for each independent part of the draws, so that errors are those of independent numbers.

use super::mean::{SCRAMBLES, Unit, mean_of};

/// Values in path order as one value for each independent part of the draws, all of the same weight.
#[must_use]
pub fn units(values: &[f64], unit: Unit) -> Vec<f64> {
    in_groups(values, unit, SCRAMBLES)
}

/// The same where paths come in groups of so many scrambles.
#[must_use]
pub fn in_groups(values: &[f64], unit: Unit, scrambles: usize) -> Vec<f64> {
    match unit {
        Unit::Path => values.to_vec(),
        Unit::Pair => values.chunks(2).map(|pair| mean(pair.iter().copied())).collect(),
        Unit::Scramble => (0..scrambles.min(values.len()))
            .map(|scramble| mean(values.iter().skip(scramble).step_by(scrambles).copied()))
            .collect(),
    }
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let values: Vec<f64> = values.collect();
    mean_of(&values, Unit::Path).map_or(f64::NAN, |mean| mean.value)
}
