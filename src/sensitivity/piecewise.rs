//! A mean that follows a number in straight pieces: least squares between knots at its quantiles.

/// Straight pieces between knots.
#[derive(Clone, Debug, PartialEq)]
pub struct PiecewiseLinear {
    knots: Vec<f64>,
    heights: Vec<f64>,
}

impl PiecewiseLinear {
    /// The pieces of least squares of `values` over `at`, between at most so many knots; absent without a finite number.
    #[must_use]
    pub fn fit(at: &[f64], values: &[f64], most: usize) -> Option<Self> {
        let mut sorted: Vec<f64> = at.iter().copied().filter(|at| at.is_finite()).collect();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().checked_sub(1)?;
        let most = most.max(2);
        let mut knots: Vec<f64> =
            (0..most).map(|place| sorted[place * last / (most - 1)]).collect();
        knots.dedup();
        let count = knots.len();
        // Normal equations of hats over the knots: only neighbours overlap.
        let (mut middle, mut beside, mut right) =
            (vec![0.0; count], vec![0.0; count], vec![0.0; count]);
        for (at, value) in
            at.iter().zip(values).filter(|(at, value)| at.is_finite() && value.is_finite())
        {
            let (place, part) = piece(&knots, *at);
            middle[place] += (1.0 - part) * (1.0 - part);
            right[place] += (1.0 - part) * value;
            if place + 1 < count {
                middle[place + 1] += part * part;
                beside[place] += part * (1.0 - part);
                right[place + 1] += part * value;
            }
        }
        let size = middle.iter().fold(0.0_f64, |most, one| most.max(*one));
        for one in &mut middle {
            // A knot that nothing reaches takes no part.
            *one += 1e-12 * size;
        }
        Some(Self { heights: solved(middle, &beside, right), knots })
    }

    /// The mean at a number; beyond the last knots it stays as it is there.
    #[must_use]
    pub fn at(&self, at: f64) -> f64 {
        let (place, part) = piece(&self.knots, at);
        let here = self.heights[place];
        self.heights.get(place + 1).map_or(here, |next| here + part * (next - here))
    }
}

/// The piece that holds a number, and how far along it lies.
fn piece(knots: &[f64], at: f64) -> (usize, f64) {
    let after = knots.partition_point(|knot| *knot <= at);
    let place = after.saturating_sub(1).min(knots.len().saturating_sub(2));
    match knots.get(place + 1) {
        Some(next) => (place, ((at - knots[place]) / (next - knots[place])).clamp(0.0, 1.0)),
        None => (place, 0.0),
    }
}

/// Solves a symmetric system of three diagonals (Thomas).
fn solved(mut middle: Vec<f64>, beside: &[f64], mut right: Vec<f64>) -> Vec<f64> {
    let count = middle.len();
    for place in 1..count {
        let factor = beside[place - 1] / middle[place - 1];
        middle[place] -= factor * beside[place - 1];
        right[place] -= factor * right[place - 1];
    }
    for place in (0..count).rev() {
        let after = if place + 1 < count { beside[place] * right[place + 1] } else { 0.0 };
        right[place] = (right[place] - after) / middle[place];
    }
    right
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_straight_line_and_a_kink_at_a_knot_come_back() {
        let at: Vec<f64> = (0..=400).map(|place| f64::from(place) / 100.0 - 2.0).collect();
        let line: Vec<f64> = at.iter().map(|x| 3.0 - 2.0 * x).collect();
        let kink: Vec<f64> = at.iter().map(|x| x.max(0.0)).collect();
        for (values, wanted) in [(line, 3.0 - 2.0 * 1.3), (kink, 1.3)] {
            let fit = PiecewiseLinear::fit(&at, &values, 9).unwrap();
            assert!((fit.at(1.3) - wanted).abs() < 1e-8, "{}", fit.at(1.3));
        }
    }

    #[test]
    fn two_values_have_two_means_and_one_has_one() {
        let at = [0.0, 1.0, 0.0, 1.0, 1.0];
        let fit = PiecewiseLinear::fit(&at, &[1.0, 10.0, 3.0, 20.0, 30.0], 9).unwrap();
        assert!((fit.at(0.0) - 2.0).abs() < 1e-9 && (fit.at(1.0) - 20.0).abs() < 1e-9);
        let fit = PiecewiseLinear::fit(&[4.0, 4.0], &[1.0, 3.0], 9).unwrap();
        assert!((fit.at(7.0) - 2.0).abs() < 1e-9);
        assert_eq!(PiecewiseLinear::fit(&[], &[], 9), None);
    }
}
