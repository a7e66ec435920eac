//! The natural logarithm, once as one number and once as an unevaluated sum, for powers.

use super::compensated::{product, sum_of_ordered};
use super::exponential::{LN_2_HIGH, LN_2_LOW};
use super::polynomial::polynomial;

/// (ln((1 + s) / (1 − s)) − 2s) / s³ in s²; see `benches/fit_polynomials.py`.
const REST: [f64; 7] = [
    0.666_666_666_666_667,
    0.399_999_999_998_995_05,
    0.285_714_286_259_759_4,
    0.222_222_111_347_204_07,
    0.181_828_891_307_023_87,
    0.153_317_214_197_091_52,
    0.146_164_519_203_888_2,
];

/// The same without its first term: (ln((1 + s) / (1 − s)) − 2s − 2s³/3) / s⁵ in s².
const FAR_REST: [f64; 7] = [
    0.400_000_000_000_000_24,
    0.285_714_285_713_385_6,
    0.222_222_222_710_778_6,
    0.181_818_082_515_405_02,
    0.153_855_745_053_328_89,
    0.132_859_671_118_762_5,
    0.129_134_980_693_839_63,
];

const SQRT_HALF_BITS: u64 = 0x3FE6_A09E_667F_3BCD;
const ONE_BITS: u64 = 0x3FF0_0000_0000_0000;
const MANTISSA: u64 = 0x000F_FFFF_FFFF_FFFF;

/// 2⁵², whose lowest bit counts ones: a whole number in its mantissa can be read as `f64`.
const TWO_52: f64 = 4_503_599_627_370_496.0;

/// ln x. Largest error measured: 0.79 ulp over 45,000 points, subnormal ones among them.
///
/// ln 0 = −∞, of a negative number NaN, ln ∞ = ∞.
#[inline(always)]
#[must_use]
pub fn ln(x: f64) -> f64 {
    let (normal, shift) = normalised(x);
    let finite = ln_of_normal(normal, shift);
    let positive = if x < f64::INFINITY { finite } else { x };
    let outside = if x == 0.0 { f64::NEG_INFINITY } else { f64::NAN };
    if x > 0.0 { positive } else { outside }
}

/// A subnormal number times 2⁵⁴ and the exponent to take away again.
#[inline(always)]
fn normalised(x: f64) -> (f64, f64) {
    let subnormal = x < f64::MIN_POSITIVE;
    let scaled = x * 18_014_398_509_481_984.0;
    (if subnormal { scaled } else { x }, if subnormal { 54.0 } else { 0.0 })
}

/// (k, f) with x = 2ᵏ (1 + f) and 1 + f in [√½, √2), for normal positive x. Both are exact.
#[inline(always)]
fn exponent_and_fraction(x: f64) -> (f64, f64) {
    let bits = x.to_bits().wrapping_add(ONE_BITS - SQRT_HALF_BITS);
    let biased = f64::from_bits((bits >> 52) | TWO_52.to_bits());
    let fraction = f64::from_bits((bits & MANTISSA).wrapping_add(SQRT_HALF_BITS));
    (biased - (TWO_52 + 1023.0), fraction - 1.0)
}

/// ln(x) − shift ln 2 for normal positive x, by ln(1 + f) = ln((1 + s) / (1 − s)), s = f / (2 + f).
#[inline(always)]
fn ln_of_normal(x: f64, shift: f64) -> f64 {
    let (exponent, f) = exponent_and_fraction(x);
    let power_of_two = exponent - shift;
    let s = f / (2.0 + f);
    let square = s * s;
    let half_f_square = 0.5 * f * f;
    // 2s = f − f²/2 + s f²/2: f is exact, so only small terms are rounded before the last sum.
    let rest = s * (half_f_square + square * polynomial(&REST, square));
    power_of_two * LN_2_HIGH - ((half_f_square - (rest + power_of_two * LN_2_LOW)) - f)
}

/// ln(x) for normal positive x, right to an ulp of 1 or of the result, whichever is more: near x = 1
/// the digits of a small result are not kept. Fewer steps wait for one another than in [`ln`].
#[inline(always)]
pub(super) fn rough_ln_of_normal(x: f64) -> f64 {
    let (power_of_two, f) = exponent_and_fraction(x);
    let s = f / (2.0 + f);
    let square = s * s;
    power_of_two * std::f64::consts::LN_2 + (2.0 * s + s * square * polynomial(&REST, square))
}

/// ln x as high and low part with about 65 correct bits, for positive finite x.
#[inline(always)]
pub(super) fn ln_as_sum(x: f64) -> (f64, f64) {
    let (normal, shift) = normalised(x);
    let (exponent, f) = exponent_and_fraction(normal);
    let power_of_two = exponent - shift;
    let below = 2.0 + f;
    let below_error = f - (below - 2.0);
    let s = f / below;
    let (back, back_error) = product(s, below);
    let s_error = (((f - back) - back_error) - s * below_error) / below;
    // s² and (2/3) s³, each with its error.
    let (square, square_rounding) = product(s, s);
    let square_error = square_rounding + 2.0 * s * s_error;
    let (cube, cube_rounding) = product(s, square);
    let cube_error = cube_rounding + (s * square_error + s_error * square);
    let (term, term_rounding) = product(TWO_THIRDS, cube);
    let term_error = term_rounding + (TWO_THIRDS * cube_error + TWO_THIRDS_ERROR * cube);
    let far = cube * square * polynomial(&FAR_REST, square);
    // Largest first: k ln 2, 2s, (2/3) s³, and all that is small.
    let (first, first_error) = sum_of_ordered(power_of_two * LN_2_HIGH, 2.0 * s);
    let (second, second_error) = sum_of_ordered(first, term);
    let small = (2.0 * s_error + power_of_two * LN_2_LOW) + (term_error + far);
    sum_of_ordered(second, small + (first_error + second_error))
}

const TWO_THIRDS: f64 = 2.0 / 3.0;
/// 2/3 lies above its nearest `f64` by this: 3 × TWO_THIRDS = 2 − 2⁻⁵³.
const TWO_THIRDS_ERROR: f64 = f64::EPSILON / 6.0;

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the standard library is what it is compared with")]
mod tests {
    use super::super::reference;
    use super::*;

    #[test]
    fn agrees_with_the_reference() {
        reference::check(include_str!("reference/ln.txt"), |x, _| ln(x), 0.8);
    }

    #[test]
    fn ends_of_the_range() {
        assert_eq!(ln(1.0).to_bits(), 0.0_f64.to_bits());
        assert_eq!(ln(0.0), f64::NEG_INFINITY);
        assert_eq!(ln(-0.0), f64::NEG_INFINITY);
        assert_eq!(ln(f64::INFINITY), f64::INFINITY);
        for x in [-5e-324, -1.0, f64::MIN, f64::NEG_INFINITY, f64::NAN, -f64::NAN] {
            assert!(ln(x).is_nan(), "{x:e}");
        }
    }

    #[test]
    fn the_sum_has_more_than_sixty_bits() {
        // ln 2, ln 10 and ln 1.25 to 36 digits, as their nearest f64 and the remainder.
        for (x, high, low) in [
            (2.0, std::f64::consts::LN_2, 2.319_046_813_846_3e-17),
            (10.0, std::f64::consts::LN_10, -2.170_756_223_382_249_4e-16),
            (1.25, 0.223_143_551_314_209_76, -9.091_270_597_324_799e-18),
        ] {
            let (a, b) = ln_as_sum(x);
            assert!(
                ((a - high) + (b - low)).abs() < high * 2.0_f64.powi(-63),
                "ln {x}: {a:e} {b:e}"
            );
        }
    }
}
