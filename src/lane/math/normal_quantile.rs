//! The quantile of the standard normal distribution, which turns every uniform into a normal.

use super::logarithm::{ln, rough_ln_of_normal};
use super::polynomial::polynomial;

const SQRT_TWO_PI: f64 = 2.506_628_274_631_000_7;

/// Below this probability, and above one minus it, the tail's formula is used.
const BODY_FROM: f64 = 1.0 / 512.0;

/// (quantile / (p − ½) − √(2π)) / w in w = −ln(4 p (1 − p)), above and below the line; fitted, as the
/// constants that follow, by `benches/fit_polynomials.py`. All are positive, so nothing cancels.
const BODY: [f64; 8] = [
    0.656_233_747_738_434_1,
    0.118_276_708_218_322_41,
    0.035_306_354_118_153_783,
    0.004_569_838_201_673_759,
    0.000_570_976_153_260_481_4,
    4.670_107_811_996_482e-5,
    2.619_912_444_107_91e-6,
    8.244_263_664_188_621e-8,
];
const BODY_BELOW: [f64; 9] = [
    1.0,
    0.130_456_923_648_530_76,
    0.057_372_013_536_656_09,
    0.005_972_692_360_241_442,
    0.001_021_284_948_056_920_4,
    7.718_651_145_679_773e-5,
    5.427_418_345_605_651e-6,
    2.265_959_658_627_986e-7,
    1.883_686_001_503_691_6e-9,
];

/// d + quantile in d, where d = √(−2 ln p), for d up to 8.75, which is p above 2.4 × 10⁻¹⁷.
const TAIL: [f64; 8] = [
    3.241_271_869_532_469,
    10.943_819_555_865_966,
    7.191_548_786_258_567,
    4.573_379_117_889_157,
    1.374_075_792_417_513_3,
    0.127_782_155_529_432_73,
    0.003_332_260_041_508_884_5,
    1.623_931_793_194_954e-5,
];
const TAIL_BELOW: [f64; 9] = [
    1.0,
    6.196_093_449_875_470_5,
    7.251_262_946_034_175,
    4.475_525_537_425_383_5,
    2.210_552_689_711_051,
    0.449_004_084_487_429_73,
    0.030_475_285_599_470_38,
    0.000_597_213_975_889_831_8,
    2.055_176_606_547_179_3e-6,
];

/// The same from there on down to the least positive number.
const FAR: [f64; 9] = [
    3.314_980_243_517_786_6,
    10.872_701_322_949_542,
    4.680_409_184_876_854,
    0.619_673_243_978_128_8,
    0.031_075_118_848_293_226,
    0.000_611_145_874_593_062_3,
    4.308_119_377_008_67e-6,
    7.963_244_535_148_11e-9,
    5.355_327_669_492_262e-13,
];
const FAR_BELOW: [f64; 9] = [
    1.0,
    6.292_214_492_235_169,
    6.211_086_717_860_82,
    1.685_071_956_509_159,
    0.167_974_961_532_600_1,
    0.006_794_647_212_971_611,
    0.000_110_773_269_767_342_03,
    6.470_348_185_777_42e-7,
    9.449_424_967_582_573e-10,
];
const FAR_FROM: f64 = 8.75;

/// The x below which a standard normal falls with probability `p`.
///
/// Largest error measured: 2.7 ulp over 40,000 points from 10⁻³⁰⁷ to 1 − 2⁻⁵³.
/// The quantile of 1 − p is exactly minus that of p wherever 1 − p is exact. The quantile of 0 is −∞
/// and of 1 is ∞; outside it is NaN.
#[inline(always)]
#[must_use]
pub fn normal_quantile(p: f64) -> f64 {
    let from_half = p - 0.5;
    let smaller = if from_half < 0.0 { p } else { 1.0 - p };
    let d = (-2.0 * ln(smaller)).sqrt();
    let near = polynomial(&TAIL, d) / polynomial(&TAIL_BELOW, d);
    let far = polynomial(&FAR, d) / polynomial(&FAR_BELOW, d);
    // The leading term is d: what is fitted is a fifth of it or less, and so is its rounding.
    let tail = d - if d < FAR_FROM { near } else { far };
    let unbounded = if smaller == 0.0 { f64::INFINITY } else { tail };
    if smaller < BODY_FROM { unbounded.copysign(from_half) } else { body(p, body_variable(p)) }
}

/// w, on which the body's formula is built.
#[inline(always)]
fn body_variable(p: f64) -> f64 {
    -rough_ln_of_normal((p * (1.0 - p)) * 4.0)
}

/// The quantile where neither `p` nor 1 − p is under [`BODY_FROM`].
#[inline(always)]
fn body(p: f64, w: f64) -> f64 {
    (p - 0.5) * (SQRT_TWO_PI + (w * polynomial(&BODY, w)) / polynomial(&BODY_BELOW, w))
}

/// Probabilities that are looked through together for those outside the body.
const GROUP: usize = 32;

/// Replaces each probability by its [`normal_quantile`], bit for bit, in a fraction of the time:
/// all as if they were in the body, and then the two in five hundred that are not, one by one.
#[inline(always)]
pub fn normal_quantiles(values: &mut [f64]) {
    let (groups, rest) = values.as_chunks_mut::<GROUP>();
    for group in groups {
        let probabilities = *group;
        // Two short loops: a processor overlaps more of their turns than of one long loop's.
        let mut variables = [0.0; GROUP];
        let mut outside = false;
        for (w, &p) in variables.iter_mut().zip(&probabilities) {
            *w = body_variable(p);
            outside |= is_outside_body(p);
        }
        for ((value, &p), &w) in group.iter_mut().zip(&probabilities).zip(&variables) {
            *value = body(p, w);
        }
        if outside {
            mend(&probabilities, group);
        }
    }
    for value in rest {
        *value = normal_quantile(*value);
    }
}

/// Whether `normal_quantile` would not use the body's formula, or `p` is not a number.
#[inline(always)]
fn is_outside_body(p: f64) -> bool {
    !(p >= BODY_FROM && 1.0 - p >= BODY_FROM)
}

#[cold]
#[inline(never)]
fn mend(probabilities: &[f64; GROUP], values: &mut [f64; GROUP]) {
    for (value, &p) in values.iter_mut().zip(probabilities) {
        if is_outside_body(p) {
            *value = normal_quantile(p);
        }
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the standard library is what it is compared with")]
mod tests {
    use super::super::reference;
    use super::*;

    #[test]
    fn agrees_with_the_reference() {
        let table = include_str!("reference/normal_quantile.txt");
        reference::check(table, |p, _| normal_quantile(p), 3.0);
    }

    #[test]
    fn mirrors_exactly() {
        let mut p = 2.0_f64.powi(-53);
        while p < 0.5 {
            for q in [p, (p * 1.37 * 2.0_f64.powi(53)).floor() * 2.0_f64.powi(-53)] {
                assert_eq!(normal_quantile(1.0 - q), -normal_quantile(q), "{q:e}");
            }
            p += p * 0.01 + 2.0_f64.powi(-53);
            p = (p * 2.0_f64.powi(53)).floor() * 2.0_f64.powi(-53);
        }
        assert_eq!(normal_quantile(0.5), 0.0);
    }

    #[test]
    fn never_falls_across_the_joins() {
        for join in [BODY_FROM, (-0.5 * FAR_FROM * FAR_FROM).exp(), 1.0 - BODY_FROM] {
            let mut p = join * (1.0 - 1e-13);
            while p < join * (1.0 + 1e-13) {
                // Two neighbours may differ by rounding, but not by more than the stated error.
                let (x, next) = (normal_quantile(p), normal_quantile(p.next_up()));
                assert!(next - x > -6.0 * f64::EPSILON * x.abs(), "{p:e}");
                p = p.next_up();
            }
        }
    }

    #[test]
    fn ends_of_the_range() {
        assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
        assert_eq!(normal_quantile(1.0), f64::INFINITY);
        for p in [-1e-300, -1.0, 1.0 + f64::EPSILON, 2.0, f64::NAN, f64::INFINITY] {
            assert!(normal_quantile(p).is_nan(), "{p:e}");
        }
    }

    #[test]
    fn slices_give_the_same_bits() {
        let mut values: Vec<f64> = (0..1_000).map(|i| (f64::from(i) + 0.5) / 1_000.0).collect();
        values.extend([0.0, 1.0, -0.1, 1.1, f64::NAN, 1e-300, BODY_FROM, 1.0 - BODY_FROM]);
        values.extend((0..200).map(|i| (f64::from(i) + 0.5) / 1e4));
        for start in [0, 7] {
            let mut together = values[start..].to_vec();
            normal_quantiles(&mut together);
            for (x, &p) in together.iter().zip(&values[start..]) {
                let alone = normal_quantile(p);
                assert!(x.to_bits() == alone.to_bits() || x.is_nan() && alone.is_nan(), "{p:e}");
            }
        }
    }
}
