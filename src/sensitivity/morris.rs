//! A first screening of many inputs by steps of one at a time.
//!
//! - M. D. Morris, "Factorial sampling plans for preliminary computational experiments", Technometrics 33 (1991).
//! - F. Campolongo, J. Cariboni and A. Saltelli, "An effective screening design for sensitivity analysis of large models",
//!   Environmental Modelling and Software 22 (2007), for the mean of sizes.

use crate::draw::Stream;
use crate::statistics::mean::accumulate;
use crate::statistics::{LEAF, Moments, Unit};

/// What steps of one input do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// Mean of the elementary effects μ.
    pub mean: f64,
    /// Mean of their sizes μ*.
    pub mean_size: f64,
    /// Their standard deviation σ: an effect that hangs on the other inputs, or is no straight line.
    pub deviation: Option<f64>,
}

/// The effects of all inputs, from trajectories on which one input changes at each step, and the results at their points.
/// Absent where a step changes no input or several, or there are not as many results as points.
#[must_use]
pub fn morris(trajectories: &[Vec<Vec<f64>>], results: &[Vec<f64>]) -> Option<Vec<Effect>> {
    let inputs = trajectories.first()?.first()?.len();
    let mut effects: Vec<Vec<f64>> = vec![Vec::new(); inputs];
    if trajectories.len() != results.len() {
        return None;
    }
    for (points, results) in trajectories.iter().zip(results) {
        if points.len() != results.len() {
            return None;
        }
        for (pair, result) in points.windows(2).zip(results.windows(2)) {
            let steps: Vec<f64> =
                pair[1].iter().zip(&pair[0]).map(|(to, from)| to - from).collect();
            let mut changed = steps.iter().enumerate().filter(|(_, step)| **step != 0.0);
            let (Some((input, step)), None) = (changed.next(), changed.next()) else { return None };
            effects.get_mut(input)?.push((result[1] - result[0]) / step);
        }
    }
    let effect = |effects: Vec<f64>| {
        let sizes: Vec<f64> = effects.iter().map(|effect| effect.abs()).collect();
        let moments = whole(&effects)?;
        Some(Effect {
            mean: moments.mean()?,
            mean_size: whole(&sizes)?.mean()?,
            deviation: moments.standard_deviation(),
        })
    };
    effects.into_iter().map(effect).collect()
}

/// Moments of any number of values.
fn whole(values: &[f64]) -> Option<Moments> {
    accumulate(values.iter().copied(), Unit::Path).map(|all| *all.paths())
}

/// Trajectories of points in the unit cube: from a random point of a grid of so many levels (even, at least two), each input
/// moves once by levels / (2 (levels − 1)), in random order and to the side that has room.
#[must_use]
pub fn trajectories(inputs: usize, levels: u32, count: usize, seed: u64) -> Vec<Vec<Vec<f64>>> {
    let levels = levels.max(2) / 2 * 2;
    let step = f64::from(levels) / (2.0 * f64::from(levels - 1));
    let stream = Stream::new(seed, "morris");
    let mut trajectories = Vec::with_capacity(count);
    for number in (0_u32..).take(count) {
        let mut uniforms = vec![0.0; (2 * inputs).next_multiple_of(LEAF)];
        stream.fill_uniforms(0, number, &mut uniforms);
        let start = |input: usize| {
            let level = (uniforms[input] * f64::from(levels)) as u32;
            f64::from(level.min(levels - 1)) / f64::from(levels - 1)
        };
        let mut order: Vec<usize> = (0..inputs).collect();
        order.sort_by(|one, other| uniforms[inputs + one].total_cmp(&uniforms[inputs + other]));
        let mut points: Vec<Vec<f64>> = vec![(0..inputs).map(start).collect()];
        for input in order {
            let mut next = points.last().cloned().unwrap_or_default();
            // To the side that stays on the grid: exactly one of them does.
            next[input] += if next[input] + step <= 1.0 + 1e-9 { step } else { -step };
            points.push(next);
        }
        trajectories.push(points);
    }
    trajectories
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exercise_of_the_primer_comes_out() {
        // Saltelli et al., "Global Sensitivity Analysis: The Primer" (2008), exercise 4 on page 138: six trajectories.
        let third = |levels: [i32; 2]| levels.map(|level| f64::from(level) / 3.0).to_vec();
        let points = [
            [[0, 1], [0, 3], [2, 3]],
            [[0, 1], [2, 1], [2, 3]],
            [[2, 0], [2, 2], [0, 2]],
            [[1, 3], [3, 3], [3, 1]],
            [[1, 3], [1, 1], [3, 1]],
            [[1, 2], [1, 0], [3, 0]],
        ];
        let results = [
            [0.97, 0.71, 2.39],
            [0.97, 2.3, 2.39],
            [1.87, 2.4, 0.87],
            [2.15, 1.71, 1.54],
            [2.15, 2.17, 1.54],
            [2.2, 1.87, 1.0],
        ];
        let points: Vec<Vec<Vec<f64>>> =
            points.into_iter().map(|own| own.into_iter().map(third).collect()).collect();
        let results: Vec<Vec<f64>> = results.iter().map(|own| own.to_vec()).collect();
        let found = morris(&points, &results).unwrap();
        let wanted = [(0.65, 1.62, 1.79410702021925), (0.21, 0.35, 0.411995145602469)];
        for (found, (mean, size, deviation)) in found.iter().zip(wanted) {
            assert!((found.mean - mean).abs() < 1e-9 && (found.mean_size - size).abs() < 1e-9);
            assert!((found.deviation.unwrap() - deviation).abs() < 1e-9, "{found:?}");
        }
        assert_eq!(morris(&points, &results[1..]), None);
        assert_eq!(morris(&[vec![vec![0.0, 0.0], vec![1.0, 1.0]]], &[vec![0.0, 1.0]]), None);
    }

    /// The function of Morris (1991) of 20 inputs, without its random coefficients.
    fn published(x: &[f64]) -> f64 {
        let w = |input: usize| match input {
            2 | 4 | 6 => 2.0 * (1.1 * x[input] / (x[input] + 0.1) - 0.5),
            _ => 2.0 * (x[input] - 0.5),
        };
        let w: Vec<f64> = (0..20).map(w).collect();
        let mut sum: f64 = w[..10].iter().map(|w| 20.0 * w).sum();
        for i in 0..6 {
            for j in i + 1..6 {
                sum -= 15.0 * w[i] * w[j];
                for l in j + 1..5 {
                    sum -= 10.0 * w[i] * w[j] * w[l];
                    for s in l + 1..4 {
                        sum += 5.0 * w[i] * w[j] * w[l] * w[s];
                    }
                }
            }
        }
        sum
    }

    #[test]
    fn the_published_function_parts_into_three_kinds_of_inputs() {
        let points = trajectories(20, 4, 40, 3);
        let results: Vec<Vec<f64>> =
            points.iter().map(|own| own.iter().map(|x| published(x)).collect()).collect();
        let found = morris(&points, &results).unwrap();
        // Straight and alone: inputs 8 to 10, an effect of 2 × 20.
        for effect in &found[7..10] {
            assert!((effect.mean - 40.0).abs() < 1e-9 && effect.deviation.unwrap() < 1e-9);
        }
        // No part at all: 11 to 20. With others or bent: 1 to 7.
        for effect in &found[10..] {
            assert!(effect.mean_size.abs() < 1e-9);
        }
        for effect in &found[..7] {
            assert!(effect.deviation.unwrap() > 5.0 && effect.mean_size > 20.0, "{effect:?}");
        }
        for points in &points {
            assert!(points.iter().flatten().all(|at| (-1e-9..=1.0 + 1e-9).contains(at)));
        }
    }
}
