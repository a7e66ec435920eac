//! Rounding to whole numbers and to the money quantum by adding and taking away a large number,
//! because the platform's rounding is a call on the oldest x86-64 and cannot be vectorised there.

/// The step of every flow and cap: 2⁻³⁰ of the money unit, about a dollar where the unit is a billion.
pub const MONEY_QUANTUM: f64 = 1.0 / 1_073_741_824.0;

/// From 2⁵² on every `f64` is whole.
const WHOLE_FROM: f64 = 4_503_599_627_370_496.0;

/// From 2²² on every `f64` is a multiple of the money quantum.
const QUANTIZED_FROM: f64 = 4_194_304.0;

/// Numbers of `[anchor, 2 anchor)` lie one step apart, so the sum is rounded to that step by the
/// processor, half to even. The anchor takes the sign of `x`, hence a sum never leaves that range.
#[inline(always)]
fn round_to_spacing_at(anchor: f64, x: f64) -> f64 {
    let signed = anchor.copysign(x);
    let rounded = (x + signed) - signed;
    if x.abs() < anchor { rounded.copysign(x) } else { x }
}

/// The nearest whole number, halves to the even one. Exact; keeps the sign of zero; NaN stays NaN.
#[inline(always)]
#[must_use]
pub fn round_half_even(x: f64) -> f64 {
    round_to_spacing_at(WHOLE_FROM, x)
}

/// The greatest whole number that is not above `x`. Exact; keeps the sign of zero; NaN stays NaN.
#[inline(always)]
#[must_use]
pub fn floor(x: f64) -> f64 {
    let nearest = round_half_even(x);
    nearest - if nearest > x { 1.0 } else { 0.0 }
}

/// The nearest multiple of [`MONEY_QUANTUM`], halves to the even one. Exact at every magnitude
/// (from 2²² on every number is such a multiple); NaN stays NaN.
#[inline(always)]
#[must_use]
pub fn quantize(x: f64) -> f64 {
    round_to_spacing_at(QUANTIZED_FROM, x)
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the standard library is what it is compared with")]
mod tests {
    use super::*;

    /// Halves, neighbours of whole numbers, both sides of each limit, and special values.
    fn awkward() -> Vec<f64> {
        let mut values = vec![0.0, 1e-300, 5e-324, 0.1, 0.3, f64::MAX, f64::INFINITY];
        for power in [-31, -30, -29, -2, -1, 0, 1, 10, 20, 21, 22, 23, 30, 50, 51, 52, 53, 60] {
            let whole = 2.0_f64.powi(power);
            for value in [whole, 1.5 * whole, whole + 0.5, whole + 2.0_f64.powi(-31)] {
                values.extend([value, value.next_up(), value.next_down()]);
            }
        }
        values.extend((0..4000).map(|i| f64::from(i) * 0.25 * 1.000_000_01));
        values.extend((0..400).map(|i| f64::from(i) * 0.5));
        let negative: Vec<f64> = values.iter().map(|x| -x).collect();
        values.extend(negative);
        values
    }

    #[test]
    fn whole_numbers_agree_with_the_standard_library_bit_by_bit() {
        for x in awkward() {
            assert_eq!(floor(x).to_bits(), x.floor().to_bits(), "floor({x:e})");
            assert_eq!(
                round_half_even(x).to_bits(),
                x.round_ties_even().to_bits(),
                "round_half_even({x:e})"
            );
        }
        assert!(floor(f64::NAN).is_nan() && round_half_even(f64::NAN).is_nan());
    }

    #[test]
    fn the_quantum_divides_every_quantized_number() {
        for x in awkward().into_iter().filter(|x| x.abs() < 1e300) {
            let steps = x / MONEY_QUANTUM;
            assert_eq!(quantize(x), steps.round_ties_even() * MONEY_QUANTUM, "{x:e}");
        }
        assert!(quantize(f64::NAN).is_nan());
    }
}
