//! The coefficients of a metalog through given quantiles, and whether its quantile rises everywhere.
//!
//! Keelin (2016), "The Metalog Distributions", Decision Analysis 13(4): the logistic quantile whose location and scale
//! are polynomials of the probability.

use crate::lane::math;

/// Ends of the range: with them, what has a metalog distribution is a logarithm of the distance to the end (equations
/// 11 and 12 of the paper), or of the odds between two ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    pub(super) low: Option<f64>,
    pub(super) high: Option<f64>,
}

impl Scale {
    pub(super) fn contains(self, value: f64) -> bool {
        self.low.is_none_or(|low| value > low) && self.high.is_none_or(|high| value < high)
    }

    /// A value on the unbounded scale.
    pub(super) fn stretched(self, value: f64) -> f64 {
        match (self.low, self.high) {
            (None, None) => value,
            (Some(low), None) => math::ln(value - low),
            (None, Some(high)) => -math::ln(high - value),
            (Some(low), Some(high)) => math::ln((value - low) / (high - value)),
        }
    }

    /// And back.
    pub(super) fn back(self, stretched: f64) -> f64 {
        match (self.low, self.high) {
            (None, None) => stretched,
            (Some(low), None) => low + math::exp(stretched),
            (None, Some(high)) => high - math::exp(-stretched),
            (Some(low), Some(high)) => low + (high - low) / (1.0 + math::exp(-stretched)),
        }
    }
}

/// quantile(u) = A(u − ½) + ln(u / (1 − u)) · B(u − ½), with the coefficients of A and B by rising power.
#[derive(Clone, Debug)]
pub(super) struct Metalog {
    pub(super) plain: Vec<f64>,
    pub(super) with_logit: Vec<f64>,
}

/// The terms in the order of the paper's equation 6: whether one is multiplied by the logit, and its power of u − ½.
const TERMS: [(bool, usize); 10] = [
    (false, 0),
    (true, 0),
    (true, 1),
    (false, 1),
    (false, 2),
    (true, 2),
    (false, 3),
    (true, 3),
    (false, 4),
    (true, 4),
];

fn logit(u: f64) -> f64 {
    math::ln(u) - math::ln(1.0 - u)
}

impl Metalog {
    /// The one with as many terms as there are points that goes through all of them: (probability, quantile), at most
    /// ten, probabilities all different.
    pub(super) fn through(points: &[(f64, f64)]) -> Self {
        let terms = TERMS.get(..points.len()).unwrap_or(&TERMS);
        let rows = points
            .iter()
            .map(|&(u, value)| {
                let mut row: Vec<f64> = terms
                    .iter()
                    .map(|&(with_logit, power)| {
                        let factor = if with_logit { logit(u) } else { 1.0 };
                        (0..power).fold(factor, |product, _| product * (u - 0.5))
                    })
                    .collect();
                row.push(value);
                row
            })
            .collect();
        let solution = solve(rows);
        let pick = |wanted: bool| {
            let chosen = terms.iter().zip(&solution).filter(|((with, _), _)| *with == wanted);
            chosen.map(|(_, coefficient)| *coefficient).collect()
        };
        Self { plain: pick(false), with_logit: pick(true) }
    }

    /// The probabilities between which the quantile falls, where it does.
    pub(super) fn falls(&self) -> Option<(f64, f64)> {
        // Equally spaced in the normal quantile, out to the least uniform that can be drawn.
        const STEPS: u32 = 4_096;
        let probabilities = (0..=STEPS)
            .map(|step| math::normal_cdf(16.4 * (f64::from(step) / f64::from(STEPS) - 0.5)));
        let mut falling: Option<(f64, f64)> = None;
        for u in probabilities {
            if self.slope(u) > 0.0 {
                if falling.is_some() {
                    break;
                }
            } else {
                falling = Some((falling.map_or(u, |(from, _)| from), u));
            }
        }
        falling
    }

    /// u (1 − u) times the derivative of the quantile at u.
    fn slope(&self, u: f64) -> f64 {
        let d = u - 0.5;
        let odds = u * (1.0 - u);
        let bend = derivative(&self.plain, d) + logit(u) * derivative(&self.with_logit, d);
        odds * bend + polynomial(&self.with_logit, d)
    }

    /// The points moved towards those of the plain hump through the outer two just as far as needed. The points that
    /// are possible form a convex set, so there is one such distance.
    pub(super) fn nearest_possible(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
        let (Some(&first), Some(&last)) = (points.first(), points.last()) else {
            return points.to_vec();
        };
        let plain = Self::through(&[first, last]);
        let moved = |part: f64| -> Vec<(f64, f64)> {
            let towards = |&(u, value): &(f64, f64)| {
                let hump = plain.plain[0] + plain.with_logit[0] * logit(u);
                (u, value + part * (hump - value))
            };
            points.iter().map(towards).collect()
        };
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..20 {
            let middle = 0.5 * (low + high);
            if Self::through(&moved(middle)).falls().is_some() {
                low = middle
            } else {
                high = middle
            }
        }
        // A little further, so that what is printed in four digits is possible too.
        moved(high + 0.01 * (1.0 - high))
    }
}

fn polynomial(coefficients: &[f64], d: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, coefficient| sum * d + coefficient)
}

fn derivative(coefficients: &[f64], d: f64) -> f64 {
    let powers = (1_u32..).zip(coefficients.iter().skip(1)).collect::<Vec<_>>();
    powers
        .iter()
        .rev()
        .fold(0.0, |sum, (power, coefficient)| sum * d + f64::from(*power) * **coefficient)
}

/// Solves linear equations, each row with its right side last, by elimination with the largest pivot.
fn solve(mut rows: Vec<Vec<f64>>) -> Vec<f64> {
    let count = rows.len();
    for column in 0..count {
        let pivot = (column..count)
            .max_by(|&a, &b| rows[a][column].abs().total_cmp(&rows[b][column].abs()))
            .unwrap_or(column);
        rows.swap(column, pivot);
        let (above, below) = rows.split_at_mut(column + 1);
        let Some(leading) = above.last() else { continue };
        for row in below {
            let factor = row[column] / leading[column];
            for (value, known) in row.iter_mut().zip(leading).skip(column) {
                *value -= factor * known;
            }
        }
    }
    let mut solution = vec![0.0; count];
    for index in (0..count).rev() {
        let row = &rows[index];
        let known: f64 = (index + 1..count).map(|column| row[column] * solution[column]).sum();
        solution[index] = (row[count] - known) / row[index];
    }
    solution
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quantile(fit: &Metalog, u: f64) -> f64 {
        polynomial(&fit.plain, u - 0.5) + logit(u) * polynomial(&fit.with_logit, u - 0.5)
    }

    #[test]
    fn goes_through_its_points() {
        let all = [0.01, 0.05, 0.1, 0.25, 0.4, 0.6, 0.75, 0.9, 0.95, 0.99];
        for count in 2..=all.len() {
            let points: Vec<(f64, f64)> =
                all[..count].iter().map(|&u| (u, 3.0 + math::normal_quantile(u))).collect();
            let fit = Metalog::through(&points);
            for (u, value) in points {
                assert!((quantile(&fit, u) - value).abs() < 1e-9, "{count}: {u}");
            }
        }
    }

    #[test]
    fn three_symmetric_percentiles_have_the_closed_form_of_the_paper() {
        // Equations 27 to 30, with r = (median − low) / (high − low).
        for (low, median, high) in [(2.0, 5.0, 11.0), (-3.0, 0.0, 3.0), (10.0, 14.0, 16.0)] {
            let alpha = 0.1;
            let log_odds = logit(1.0 - alpha);
            let (width, r) = (high - low, (median - low) / (high - low));
            let fit = Metalog::through(&[(alpha, low), (0.5, median), (1.0 - alpha, high)]);
            let exact = [
                median,
                0.5 * width / log_odds,
                width * (1.0 - 2.0 * r) / ((1.0 - 2.0 * alpha) * log_odds),
            ];
            for (found, exact) in
                [fit.plain[0], fit.with_logit[0], fit.with_logit[1]].iter().zip(exact)
            {
                assert!((found - exact).abs() < 1e-12, "{found} {exact}");
            }
        }
    }

    #[test]
    fn three_symmetric_percentiles_are_possible_where_the_paper_says() {
        // Possible for k < r < 1 − k with k = ½ (1 − 1.66711 (½ − α)).
        for alpha in [0.05, 0.1, 0.25] {
            let k = 0.5 * (1.0 - 1.667_11 * (0.5 - alpha));
            let falls = |r: f64| {
                Metalog::through(&[(alpha, 0.0), (0.5, r), (1.0 - alpha, 1.0)]).falls().is_some()
            };
            assert!(falls(k - 1e-4) && !falls(k + 1e-4), "{alpha} {k}");
            assert!(falls(1.0 - k + 1e-4) && !falls(1.0 - k - 1e-4), "{alpha} {k}");
        }
    }

    #[test]
    fn the_nearest_possible_points_are_possible_and_near() {
        let points = [(0.1, 0.0), (0.25, 0.3), (0.5, 0.32), (0.9, 1.0)];
        assert!(Metalog::through(&points).falls().is_some());
        let moved = Metalog::nearest_possible(&points);
        assert!(Metalog::through(&moved).falls().is_none());
        let halfway: Vec<(f64, f64)> =
            points.iter().zip(&moved).map(|(a, b)| (a.0, a.1 + 0.9 * (b.1 - a.1))).collect();
        assert!(Metalog::through(&halfway).falls().is_some(), "{moved:?}");
    }
}
