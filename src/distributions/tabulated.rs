//! Reads a quantile that has no formula from a table that is made with the plan.
//!
//! The table is equally spaced in z = Φ⁻¹(u), not in u: there the quantiles of all usual distributions are smooth,
//! tails included. Reading between two entries is linear; the error is at most h² / 8 times the second derivative of
//! the quantile in z, where h = 17 / 4096. Measured by the tests of each kind, as parts of the standard deviation:
//! under 4 × 10⁻⁶ for beta and gamma shapes from ½, under 1.5 × 10⁻⁵ down to 0.05, both far below the standard error
//! of any mean that can be simulated.

use crate::lane::math;
use crate::plan::{NodeId, PlanBuilder};

/// A uniform is at least 2⁻⁵³, so |z| is at most 8.21.
const REACH: f64 = 8.5;
/// A power of two: finding the cell then rounds nothing.
const CELLS: u32 = 4096;
/// Entries from one inversion to the next; those between follow from values and slopes.
const STRIDE: u32 = 8;

/// A quantile at one z, and its derivative in z.
#[derive(Clone, Copy, Debug)]
pub(super) struct Knot {
    pub(super) value: f64,
    pub(super) slope: f64,
}

/// The value at `probability` of a function of z; worked out directly where the probability is a number.
pub(super) fn read(
    builder: &mut PlanBuilder,
    probability: NodeId,
    quantile: impl Fn(f64) -> Knot,
) -> NodeId {
    if let Some(known) = builder.evaluate_constant(probability) {
        let z = math::normal_quantile(known).clamp(-REACH, REACH);
        return builder.constant(quantile(z).value);
    }
    let z = builder.normal_quantile(probability);
    let part = builder.scale(z, 0.5 / REACH);
    let half = builder.constant(0.5);
    let place = builder.add(part, half);
    let (zero, one) = (builder.constant(0.0), builder.constant(1.0));
    let place = builder.maximum(place, zero);
    let place = builder.minimum(place, one);
    builder.table(place, entries(quantile))
}

/// All entries: inverted at every eighth, and cubic between those with the slopes limited as by Fritsch & Carlson
/// (1980), so that where the quantile rises the entries do.
fn entries(quantile: impl Fn(f64) -> Knot) -> Vec<f64> {
    let width = 2.0 * REACH * f64::from(STRIDE) / f64::from(CELLS);
    let mut knots: Vec<Knot> =
        (0..=CELLS / STRIDE).map(|knot| quantile(f64::from(knot) * width - REACH)).collect();
    limit(&mut knots, width);
    let mut entries = Vec::with_capacity(CELLS as usize + 1);
    for pair in knots.windows(2) {
        let [left, right] = pair else { continue };
        entries.extend((0..STRIDE).map(|step| {
            let t = f64::from(step) / f64::from(STRIDE);
            cubic(left, right, width, t)
        }));
    }
    entries.extend(knots.last().map(|knot| knot.value));
    entries
}

fn limit(knots: &mut [Knot], width: f64) {
    let secants: Vec<f64> =
        knots.windows(2).map(|pair| (pair[1].value - pair[0].value) / width).collect();
    for (index, knot) in knots.iter_mut().enumerate() {
        let left = index.checked_sub(1).map_or(secants[0], |before| secants[before]);
        let right = secants.get(index).copied().unwrap_or(left);
        let most = if left * right > 0.0 { 3.0 * left.abs().min(right.abs()) } else { 0.0 };
        let same_way = knot.slope * left > 0.0;
        knot.slope = if same_way { knot.slope.clamp(-most, most) } else { 0.0 };
    }
}

fn cubic(left: &Knot, right: &Knot, width: f64, t: f64) -> f64 {
    let rest = 1.0 - t;
    let bend = t * rest;
    let rise = right.value - left.value;
    let from_left = width * left.slope - rise;
    let from_right = rise - width * right.slope;
    left.value + t * rise + bend * (rest * from_left + t * from_right)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// The largest difference between reading the table and the function itself, for |z| up to `reach`.
    pub(in super::super) fn largest_error(reach: f64, quantile: impl Fn(f64) -> Knot) -> f64 {
        let entries = entries(&quantile);
        (0..20_000)
            .map(|step| {
                let z = (f64::from(step) / 9_999.5 - 1.0) * reach;
                let place = z * (0.5 / REACH) + 0.5;
                (crate::plan::arithmetic::table(place, &entries) - quantile(z).value).abs()
            })
            .fold(0.0, f64::max)
    }

    /// Mean and standard deviation of what is read from the table.
    pub(in super::super) fn moments_of_table(quantile: impl Fn(f64) -> Knot) -> (f64, f64) {
        let entries = entries(&quantile);
        let middle = quantile(0.0).value;
        const PARTS: u32 = 8;
        let width = 2.0 * REACH / f64::from(CELLS * PARTS);
        let (mut mean, mut square) = (0.0, 0.0);
        for step in 0..=CELLS * PARTS {
            let z = f64::from(step) * width - REACH;
            let place = f64::from(step) / f64::from(CELLS * PARTS);
            let away = crate::plan::arithmetic::table(place, &entries) - middle;
            let weight = width * math::exp(-0.5 * z * z) / std::f64::consts::TAU.sqrt();
            mean += weight * away;
            square += weight * away * away;
        }
        (middle + mean, (square - mean * mean).sqrt())
    }

    #[test]
    fn a_parabola_is_read_with_the_error_of_its_chord() {
        let error = largest_error(8.0, |z| Knot { value: z * z, slope: 2.0 * z });
        let half_cell = REACH / f64::from(CELLS);
        let chord = half_cell * half_cell;
        assert!(error <= chord * 1.000_001 && error > chord * 0.99, "{error:e} {chord:e}");
    }

    #[test]
    fn entries_rise_even_where_slopes_are_nonsense() {
        for slope in [f64::NAN, f64::INFINITY, -1.0, 1e9] {
            let entries = entries(|z| Knot { value: math::normal_cdf(z), slope });
            assert!(entries.windows(2).all(|pair| pair[1] - pair[0] >= -f64::EPSILON), "{slope}");
        }
    }
}
