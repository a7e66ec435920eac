//! The exponential function, also of an unevaluated sum, for powers and the normal distribution.

use super::polynomial::polynomial;

/// (eʳ − 1 − r) / r² on |r| ≤ ln 2 / 2; see `benches/fit_polynomials.py`.
const REST: [f64; 10] = [
    0.500_000_000_000_000_1,
    0.166_666_666_666_666_69,
    0.041_666_666_666_624_094,
    0.008_333_333_333_330_06,
    0.001_388_888_891_722_929_7,
    0.000_198_412_698_630_655_98,
    2.480_152_127_174_715_4e-5,
    2.755_726_844_138_139e-6,
    2.762_009_995_870_314e-7,
    2.510_039_434_935_724_6e-8,
];

/// ln 2 in two parts; the first has trailing zeros, so that it times a small whole number is exact.
pub(super) const LN_2_HIGH: f64 = f64::from_bits(0x3FE6_2E42_FEE0_0000);
pub(super) const LN_2_LOW: f64 = f64::from_bits(0x3DEA_39EF_3579_3C76);

/// Adding 1.5 × 2⁵² leaves the nearest whole number in the lowest bits.
const TO_WHOLE: f64 = 6_755_399_441_055_744.0;

/// The largest `f64` whose exponential is finite.
pub(super) const LARGEST: f64 = 709.782_712_893_384;

/// Below this the exponential is not a normal number.
const SMALLEST: f64 = -708.396_418_532_264_1;

/// eˣ. Largest error measured: 0.89 ulp over 40,000 points of [−708.3, 709.78].
///
/// Above 709.782712893384 it is infinite. Below −708.3964185322641, where the true value is under
/// 2.3 × 10⁻³⁰⁸, it is flushed to 0. NaN stays NaN.
#[inline(always)]
#[must_use]
pub fn exp(x: f64) -> f64 {
    exp_of_sum(x, 0.0)
}

/// What is made of eˣ, by lane, on all lanes; the same bits as by [`exp`]. Lanes go through each of three
/// steps together, so that a processor works on others while the next operation on one waits for the last.
#[inline(always)]
pub fn exponentials<const N: usize>(
    lanes: &[f64; N],
    then: impl Fn(usize, f64) -> f64,
) -> [f64; N] {
    let (mut shifted, mut high, mut low) = ([0.0; N], [0.0; N], [0.0; N]);
    for lane in 0..N {
        (shifted[lane], high[lane], low[lane]) = reduced(lanes[lane], 0.0);
    }
    for lane in 0..N {
        high[lane] = exp_of_rest(high[lane], low[lane]);
    }
    for lane in 0..N {
        high[lane] = then(lane, scaled(high[lane], shifted[lane], lanes[lane]));
    }
    high
}

/// e^(high + low), where `low` is at most a few thousandths of a percent of 1.
///
/// At both ends of the range, where `low` alone decides whether the result is a number of full
/// precision, the caller must see to it. x = k ln 2 + r, and eʳ is a polynomial.
#[inline(always)]
pub(super) fn exp_of_sum(high: f64, low: f64) -> f64 {
    let (shifted, rest_high, rest_low) = reduced(high, low);
    scaled(exp_of_rest(rest_high, rest_low), shifted, high)
}

/// A number with k in its lowest bits, and r as a difference.
#[inline(always)]
fn reduced(high: f64, low: f64) -> (f64, f64, f64) {
    let shifted = high * std::f64::consts::LOG2_E + TO_WHOLE;
    let power_of_two = shifted - TO_WHOLE;
    (shifted, high - power_of_two * LN_2_HIGH, power_of_two * LN_2_LOW - low)
}

/// eʳ for r as a difference.
#[inline(always)]
fn exp_of_rest(rest_high: f64, rest_low: f64) -> f64 {
    let rest = rest_high - rest_low;
    1.0 + (rest_high - (rest_low - rest * rest * polynomial(&REST, rest)))
}

/// eˣ from eʳ: k is added to the exponent bits.
#[inline(always)]
fn scaled(near_one: f64, shifted: f64, x: f64) -> f64 {
    let scaled = f64::from_bits(near_one.to_bits().wrapping_add(shifted.to_bits() << 52));
    // What is not finite is made by a sum, which keeps NaN as it is.
    let bounded = if x <= LARGEST { scaled } else { x + f64::INFINITY };
    if x < SMALLEST { 0.0 } else { bounded }
}

#[cfg(test)]
mod tests {
    use super::super::reference;
    use super::*;

    #[test]
    fn agrees_with_the_reference() {
        reference::check(include_str!("reference/exp.txt"), |x, _| exp(x), 0.9);
    }

    #[test]
    fn on_all_lanes_as_on_one() {
        for i in 0..2_000 {
            let x = f64::from(i) * 0.73 - 730.0;
            let lanes = [x, -x, x * 1e-3, f64::INFINITY, f64::NEG_INFINITY, 0.0];
            let single = lanes.map(|x| exp(x).to_bits());
            assert_eq!(exponentials(&lanes, |_, y| y).map(f64::to_bits), single, "{x}");
        }
    }

    #[test]
    fn ends_of_the_range() {
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(exp(-0.0), 1.0);
        assert_eq!(exp(f64::INFINITY), f64::INFINITY);
        assert_eq!(exp(f64::NEG_INFINITY), 0.0);
        assert_eq!(exp(LARGEST.next_up()), f64::INFINITY);
        assert!(exp(LARGEST) > 1.797_693_134_862e308 && exp(LARGEST).is_finite());
        assert_eq!(exp(SMALLEST.next_down()), 0.0);
        assert!(exp(SMALLEST) >= f64::MIN_POSITIVE);
        for x in [710.0, 1e4, 1e300, f64::MAX] {
            assert_eq!((exp(x), exp(-x)), (f64::INFINITY, 0.0));
        }
        assert_eq!(exp(1e-300), 1.0);
        for payload in [0_u64, 1, 0x7FF, 0xABCDE] {
            assert!(exp(f64::from_bits(f64::NAN.to_bits() | payload)).is_nan());
        }
    }
}
