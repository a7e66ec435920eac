//! How much of each payoff's variance rests on numbers that their author calls assumed.

use crate::engine::{Outcome, Series, TrackResult};
use crate::plan::TrackId;
use crate::scenario::Model;
use crate::statistics::mean::SCRAMBLES;
use crate::statistics::{Measure, Unit};

/// For each side, the part of the variance of its payoff that goes with what was drawn anew between two runs; absent where the
/// payoff does not vary.
///
/// It is the total index of Homma and Saltelli (1996) of the group, estimated after Jansen (1999): half the mean square of the
/// difference of two payoffs that share every other draw, over the variance.
#[must_use]
pub fn assumed_shares(
    model: &Model,
    first: &Outcome,
    again: &Outcome,
    unit: Unit,
) -> Vec<Option<Measure>> {
    let share = |track| total_index(values(first, track)?, values(again, track)?, unit);
    model.sides.iter().map(|side| share(side.payoff)).collect()
}

fn values(outcome: &Outcome, track: TrackId) -> Option<&[f64]> {
    match outcome.tracks.get(track)? {
        TrackResult::Distribution(_, Series::Every(columns)) => {
            columns.first().map(|column| column.as_slice())
        }
        _ => None,
    }
}

/// Jansen's estimator with the error of a ratio of means over independent units.
fn total_index(first: &[f64], second: &[f64], unit: Unit) -> Option<Measure> {
    let count = first.len() as f64;
    let pairs = || first.iter().zip(second);
    let mean = pairs().map(|(a, b)| a + b).sum::<f64>() / (2.0 * count);
    let spread = |(a, b): (&f64, &f64)| 0.5 * ((a - mean) * (a - mean) + (b - mean) * (b - mean));
    let moved = |(a, b): (&f64, &f64)| 0.5 * (a - b) * (a - b);
    let variance = pairs().map(spread).sum::<f64>() / count;
    if variance <= 0.0 || count < 2.0 {
        return None;
    }
    let share = pairs().map(moved).sum::<f64>() / count / variance;
    let units = match unit {
        Unit::Path => first.len(),
        Unit::Pair => first.len().div_ceil(2),
        Unit::Scramble => first.len().min(SCRAMBLES),
    };
    let mut residuals = vec![0.0; units];
    for (path, pair) in pairs().enumerate() {
        let own = match unit {
            Unit::Path => path,
            Unit::Pair => path / 2,
            Unit::Scramble => path % SCRAMBLES,
        };
        residuals[own] += moved(pair) - share * spread(pair);
    }
    let units = units as f64;
    let squares = residuals.iter().map(|residual| residual * residual).sum::<f64>();
    let error = (squares / (units * (units - 1.0))).sqrt() / (variance * (count / units));
    let standard_error = (units > 1.0).then_some(error);
    Some(Measure { value: share, standard_error, count: first.len() as u64 })
}

#[cfg(test)]
mod tests {
    use super::total_index;
    use crate::draw::Stream;
    use crate::statistics::Unit;

    /// y = 3 a + 4 b: redrawing b moves 16/25 of the variance.
    #[test]
    fn the_share_of_a_sum_is_known() {
        let draw = |name: &str| {
            let mut values = vec![0.0; 8_192];
            Stream::new(1, name).fill_normals(0, 0, &mut values);
            values
        };
        let (a, b, c) = (draw("a"), draw("b"), draw("c"));
        let sum =
            |b: &[f64]| -> Vec<f64> { a.iter().zip(b).map(|(a, b)| 3.0 * a + 4.0 * b).collect() };
        for unit in [Unit::Path, Unit::Pair, Unit::Scramble] {
            let share = total_index(&sum(&b), &sum(&c), unit).expect("it varies");
            let error = share.standard_error.expect("many paths");
            assert!(((share.value - 0.64) / error).abs() < 4.0, "{share:?}");
            assert!(error < 0.02);
        }
        assert_eq!(total_index(&[1.0, 1.0], &[1.0, 1.0], Unit::Path), None);
    }
}
