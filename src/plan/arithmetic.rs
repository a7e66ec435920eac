//! Operations on single numbers, with the very functions that work on lanes: what is the same on all paths is worked out once.

use super::{Binary, Unary};
use crate::lane::math;

/// A function of one number.
#[inline(always)]
pub fn unary(operation: Unary, a: f64) -> f64 {
    match operation {
        Unary::Negate => -a,
        Unary::Absolute => a.abs(),
        Unary::SquareRoot => a.sqrt(),
        Unary::Exponential => math::exp(a),
        Unary::Logarithm => math::ln(a),
        Unary::Floor => math::floor(a),
        Unary::Quantize => math::quantize(a),
        Unary::Not => flag(a == 0.0),
        Unary::NormalCumulative => math::normal_cdf(a),
        Unary::NormalQuantile => math::normal_quantile(a),
    }
}

/// A function of two numbers.
#[inline(always)]
pub fn binary(operation: Binary, a: f64, b: f64) -> f64 {
    match operation {
        Binary::Add => a + b,
        Binary::Subtract => a - b,
        Binary::Multiply => a * b,
        Binary::Divide => a / b,
        Binary::Minimum => minimum(a, b),
        Binary::Maximum => maximum(a, b),
        Binary::Power => math::pow(a, b),
        Binary::Less => flag(a < b),
        Binary::LessEqual => flag(a <= b),
        Binary::Equal => flag(a == b),
        Binary::And => flag(a != 0.0 && b != 0.0),
        Binary::Or => flag(a != 0.0 || b != 0.0),
    }
}

/// One where set, zero where not.
#[inline(always)]
pub fn flag(set: bool) -> f64 {
    if set { 1.0 } else { 0.0 }
}

/// The smaller, as one comparison: `f64::min` would also ask for NaN.
#[inline(always)]
pub fn minimum(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

/// The larger.
#[inline(always)]
pub fn maximum(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

/// The fraction of [open, close] that lies between `start` and `end`: exactly 1 where they cover it.
#[inline(always)]
pub fn overlap(start: f64, end: f64, open: f64, close: f64, per_year: f64) -> f64 {
    let from = maximum(start, open);
    let until = minimum(end, close);
    let part = maximum((until - from) * per_year, 0.0);
    let whole = start <= open && end >= close;
    if whole { 1.0 } else { part }
}

/// Linear reading of quantiles at equally spaced probabilities from 0 to 1.
#[inline(always)]
pub fn table(probability: f64, quantiles: &[f64]) -> f64 {
    let cells = quantiles.len() - 1;
    #[expect(clippy::cast_precision_loss, reason = "tables are small")]
    let place = probability * cells as f64;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 ≤ place ≤ cells"
    )]
    let cell = (place as usize).min(cells - 1);
    #[expect(clippy::cast_precision_loss, reason = "tables are small")]
    let part = place - cell as f64;
    let low = quantiles[cell];
    low + (quantiles[cell + 1] - low) * part
}
