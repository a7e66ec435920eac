//! Sine and cosine of whole turns, and from them two standard normals out of two uniforms.

use super::logarithm::rough_ln_of_normal;
use super::polynomial::polynomial;

/// sin(π/2 r) / r in r² on |r| ≤ ½; fitted, as the constants that follow, by `benches/fit_polynomials.py`.
const SINE: [f64; 7] = [
    std::f64::consts::FRAC_PI_2,
    -0.645_964_097_506_244_3,
    0.079_692_626_246_043_01,
    -0.004_681_754_132_340_976,
    0.000_160_441_150_742_190_9,
    -3.598_643_352_982_31e-6,
    5.633_933_781_537_854e-8,
];

/// (1 − cos(π/2 r)) / r² in r².
const COSINE: [f64; 7] = [
    1.233_700_550_136_169_7,
    -0.253_669_507_901_047_8,
    0.020_863_480_763_340_773,
    -0.000_919_260_274_546_844_7,
    2.520_203_902_802_917_8e-5,
    -4.710_678_405_505_227e-7,
    6.329_396_344_967_424e-9,
];

/// Adding 1.5 × 2⁵² leaves the nearest whole number in the lowest bits.
const TO_WHOLE: f64 = 6_755_399_441_055_744.0;

/// sin(2πv) and cos(2πv) for v in [0, 1]. Largest errors measured: 2.4 and 2.5 ulp over 43,000 points.
#[inline(always)]
#[must_use]
pub fn sine_cosine_of_turns(v: f64) -> (f64, f64) {
    let quarters = 4.0 * v;
    let shifted = quarters + TO_WHOLE;
    let r = quarters - (shifted - TO_WHOLE);
    let square = r * r;
    let sine = r * polynomial(&SINE, square);
    let cosine = 1.0 - square * polynomial(&COSINE, square);
    let quarter = shifted.to_bits();
    let odd = quarter & 1 == 1;
    let (y, x) = if odd { (cosine, sine) } else { (sine, cosine) };
    // The second bit of the quarter is the sign of the sine; that of the cosine is one quarter ahead.
    let y_sign = (quarter & 2) << 62;
    let x_sign = (quarter.wrapping_add(1) & 2) << 62;
    (f64::from_bits(y.to_bits() ^ y_sign), f64::from_bits(x.to_bits() ^ x_sign))
}

/// Turns pairs of independent uniforms in (0, 1), lanes `i` and `i + N` of every 2 `N`, into pairs of
/// independent standard normals (Box & Muller 1958): √(−2 ln u) times cosine and sine of v turns.
#[inline(always)]
pub fn normals_by_pairs<const N: usize>(lanes: &mut [[[f64; N]; 2]]) {
    // Two passes: a processor overlaps more of their turns than of one long loop's. The root belongs to the
    // second, because a processor divides and takes roots in one place, beside everything else.
    for [first, _] in lanes.iter_mut() {
        for u in first {
            *u = -2.0 * rough_ln_of_normal(*u);
        }
    }
    for [first, second] in lanes {
        for (square, v) in first.iter_mut().zip(second) {
            let radius = square.sqrt();
            let (sine, cosine) = sine_cosine_of_turns(*v);
            *v = radius * sine;
            *square = radius * cosine;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ln, reference};
    use super::*;

    #[test]
    fn agrees_with_the_reference() {
        let sine = include_str!("reference/sine_of_turns.txt");
        reference::check(sine, |v, _| sine_cosine_of_turns(v).0, 2.5);
        let cosine = include_str!("reference/cosine_of_turns.txt");
        reference::check(cosine, |v, _| sine_cosine_of_turns(v).1, 2.5);
    }

    #[test]
    fn whole_quarters_are_exact() {
        for (v, sine, cosine) in [
            (0.0, 0.0, 1.0),
            (0.25, 1.0, 0.0),
            (0.5, 0.0, -1.0),
            (0.75, -1.0, 0.0),
            (1.0, 0.0, 1.0),
        ] {
            assert_eq!(sine_cosine_of_turns(v), (sine, cosine), "{v}");
        }
    }

    #[test]
    fn a_pair_of_normals_gives_its_uniforms_back() {
        for i in 0..1_000 {
            let u = (f64::from(i) + 0.5) / 1_000.0;
            let v = (f64::from(i * 617 % 1_000) + 0.5) / 1_000.0;
            let mut pair = [[[u], [v]]];
            normals_by_pairs(&mut pair);
            let [[[x], [y]]] = pair;
            let square = -2.0 * ln(u);
            assert!((x * x + y * y - square).abs() < 1e-14 * square.max(1.0), "{u}");
            let turns = libm::atan2(y, x) / std::f64::consts::TAU;
            assert!((turns - turns.floor() - v).abs() < 1e-15 * 4.0, "{v}");
        }
    }
}
