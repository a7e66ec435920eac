//! Exact fractions of whole numbers, for results that are worked out without rounding.

use std::cmp::Ordering;
use std::ops::{Add, Div, Mul, Sub};

/// A fraction in lowest terms, its lower number positive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ratio {
    up: i128,
    down: i128,
}

impl Ratio {
    /// `up / down`.
    pub(crate) fn new(up: i128, down: i128) -> Self {
        assert!(down != 0, "nothing divides by zero here");
        let (mut a, mut b) = (up.unsigned_abs(), down.unsigned_abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let common = i128::try_from(a.max(1)).expect("small numbers") * down.signum();
        Self { up: up / common, down: down / common }
    }

    /// The nearest number in floating point, to a few units in the last place.
    #[expect(clippy::cast_precision_loss, reason = "what is compared is far coarser")]
    pub(crate) fn to_f64(self) -> f64 {
        self.up as f64 / self.down as f64
    }
}

fn times(a: i128, b: i128) -> i128 {
    a.checked_mul(b).expect("fractions of small numbers")
}

impl Add for Ratio {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        let up = times(self.up, other.down).checked_add(times(other.up, self.down));
        Self::new(up.expect("fractions of small numbers"), times(self.down, other.down))
    }
}

impl Sub for Ratio {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + Self { up: -other.up, down: other.down }
    }
}

impl Mul for Ratio {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        // Common factors first, so that the products stay small.
        let one = Self::new(self.up, other.down);
        let two = Self::new(other.up, self.down);
        Self::new(times(one.up, two.up), times(one.down, two.down))
    }
}

impl Div for Ratio {
    type Output = Self;
    #[expect(
        clippy::suspicious_arithmetic_impl,
        reason = "division is multiplication by the inverse"
    )]
    fn div(self, other: Self) -> Self {
        self * Self::new(other.down, other.up)
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        (*self - *other).up.cmp(&0)
    }
}
