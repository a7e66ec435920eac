//! A bell curve with heavy tails, by degrees of freedom, location and scale or by percentiles.

use super::Distribution;
use super::elicited::{Family, P5, P10, P25, P50, P75, P90, P95, Percentiles};
use super::tabulated::{self, Knot};
use super::tail::{beyond, normal_density};
use super::ways::one_way;
use super::{drawable, order, standard_beta};
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::kind::{Params, Reading};
use crate::lane::math;
use crate::plan::NodeId;

/// See the entry.
pub(super) struct StudentT;

impl Distribution for StudentT {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "student_t",
            summary: "A bell curve with heavy tails.",
            parameters: &[
                Parameter::required(
                    "df",
                    Takes::FixedNumber,
                    "degrees of freedom, above zero: fewer are heavier tails; no mean at 1 or less, no variance at 2 or less",
                ).within(Range::Positive),
                Parameter::optional("location", Takes::Number, "0", "its median"),
                Parameter::optional(
                    "scale",
                    Takes::Number,
                    "1",
                    "its scale, above zero: sd = scale · √(df / (df − 2))",
                ).within(Range::Positive),
                P5,
                P10,
                P25,
                P50,
                P75,
                P90,
                P95,
            ],
            example: "[inputs.surprise]\nvalue = { student_t = { df = 4, p10 = -0.3, p90 = 0.5 } }\n",
        };
        &ENTRY
    }

    fn readings(&self) -> &'static [[&'static str; 2]] {
        &[["df", "scale"], ["location", "scale"]]
    }

    fn tail_index(&self) -> Option<&'static str> {
        Some("df")
    }

    fn lower(&self, params: &mut Params<'_>, probability: NodeId) -> NodeId {
        if !one_way(params, &[&["location", "scale"]], &["df"]) {
            return params.builder().constant(1.0);
        }
        let freedom = order::positive_number(params, "df");
        if !drawable::is_finite(params, freedom) {
            return params.builder().constant(0.0);
        }
        let (location, scale) = match Percentiles::read(params) {
            Some(percentiles) => {
                let family = Family {
                    standard: &|p| {
                        let z = math::normal_quantile(p);
                        if z == 0.0 { 0.0 } else { z * math::exp(log_ratio(freedom, z).value) }
                    },
                    range: (f64::NEG_INFINITY, f64::INFINITY),
                    to: |value| value,
                    from: |value| value,
                };
                let (location, scale) = family.member(params, &percentiles);
                (params.builder().constant(location), params.builder().constant(scale))
            }
            None => (
                params.number_or("location", 0.0, Reading::Close),
                params.number_or("scale", 1.0, Reading::Close),
            ),
        };
        order::positive(params, "scale", scale);
        let builder = params.builder();
        let log_ratio = tabulated::read(builder, probability, |z| log_ratio(freedom, z));
        let ratio = builder.exponential(log_ratio);
        let normal = builder.normal_quantile(probability);
        let standard = builder.multiply(normal, ratio);
        let part = builder.multiply(scale, standard);
        builder.add(location, part)
    }
}

/// ln(t / z) for the quantiles t and z of Student's and the normal distribution at one probability: nearly a parabola
/// however heavy the tails, so that the error of the table is a part of t.
fn log_ratio(freedom: f64, z: f64) -> Knot {
    if freedom >= NEARLY_NORMAL {
        return nearly_normal(freedom, z);
    }
    let log_front = libm::lgamma(0.5 * freedom + 0.5)
        - libm::lgamma(0.5 * freedom)
        - 0.5 * libm::log(freedom * std::f64::consts::PI);
    let log_density = |t: f64| log_front - (0.5 * freedom + 0.5) * libm::log1p(t * t / freedom);
    let log_normal = |z: f64| libm::log(normal_density(z));
    if z == 0.0 {
        return Knot { value: log_normal(0.0) - log_density(0.0), slope: 0.0 };
    }
    let t = quantile_beyond(freedom, z.abs());
    let slope_of_t = libm::exp(log_normal(z) - log_density(t));
    let slope = slope_of_t / t - 1.0 / z.abs();
    Knot { value: libm::log(t / z.abs()), slope: slope * z.signum() }
}

/// Degrees of freedom from which on the distribution is so near the normal that its expansion holds to the last digits.
const NEARLY_NORMAL: f64 = 1e5;

/// The same by the expansion in powers of 1 / ν (Abramowitz & Stegun 26.7.5); what is left out is of the order of
/// z⁸ / ν⁴, below 10⁻¹² at the farthest z.
fn nearly_normal(freedom: f64, z: f64) -> Knot {
    let square = z * z;
    let powers = |of: &[f64]| of.iter().rfold(0.0, |sum, factor| sum * square + factor);
    // t / z = 1 + first / ν + second / ν² + third / ν³, and its derivative in z².
    let [first, first_rise] = [powers(&[0.25, 0.25]), 0.25];
    let second = powers(&[3.0, 16.0, 5.0]) / 96.0;
    let second_rise = powers(&[16.0, 10.0]) / 96.0;
    let third = powers(&[-15.0, 17.0, 19.0, 3.0]) / 384.0;
    let third_rise = powers(&[17.0, 38.0, 9.0]) / 384.0;
    let small = (first + (second + third / freedom) / freedom) / freedom;
    let rise = (first_rise + (second_rise + third_rise / freedom) / freedom) / freedom;
    Knot { value: libm::log1p(small), slope: 2.0 * z * rise / (1.0 + small) }
}

/// The t that is exceeded as often as a standard normal exceeds `z` > 0.
///
/// P(|T| > t) is the incomplete beta function of ν / (ν + t²); near the middle its complement is the smaller.
fn quantile_beyond(freedom: f64, z: f64) -> f64 {
    let outside = 2.0 * beyond(z);
    if outside < 0.5 {
        let z = math::normal_quantile(outside);
        let x = libm::exp(standard_beta::log_quantile(0.5 * freedom, 0.5, outside, z));
        (freedom * (1.0 - x) / x).sqrt()
    } else {
        let inside = libm::erf(z * std::f64::consts::FRAC_1_SQRT_2);
        let z = math::normal_quantile(inside);
        let y = libm::exp(standard_beta::log_quantile(0.5, 0.5 * freedom, inside, z));
        (freedom * y / (1.0 - y)).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tabulated::tests::largest_error;
    use super::*;
    use statrs::distribution::{ContinuousCDF, StudentsT};

    const FREEDOMS: [f64; 7] = [0.7, 1.0, 2.0, 3.0, 5.5, 30.0, 1_000.0];

    #[test]
    fn inverts_an_independent_cumulative_function() {
        for freedom in FREEDOMS {
            let oracle = StudentsT::new(0.0, 1.0, freedom).unwrap();
            for step in 1..=80 {
                let z = f64::from(step) * 0.1;
                let t = z * libm::exp(log_ratio(freedom, z).value);
                let (found, wanted) = (oracle.sf(t), beyond(z));
                assert!(
                    (found - wanted).abs() <= 1e-10 * wanted,
                    "{freedom} {z}: {found} {wanted}"
                );
            }
        }
    }

    #[test]
    fn with_two_degrees_of_freedom_it_has_a_formula() {
        // t = (2u − 1) / √(2 u (1 − u)), Shaw (2006).
        for z in [0.01_f64, 0.5, 1.0, 3.0, 6.0] {
            let u = beyond(z);
            let exact =
                libm::erf(z * std::f64::consts::FRAC_1_SQRT_2) / (2.0 * u * (1.0 - u)).sqrt();
            let found = z * libm::exp(log_ratio(2.0, z).value);
            assert!((found / exact - 1.0).abs() < 1e-12, "{z}: {found} {exact}");
        }
    }

    #[test]
    fn near_the_normal_the_expansion_goes_on_from_the_inversion() {
        for z in [-8.2, -3.0, -0.4, 0.0, 1.0, 2.5, 6.0, 8.2] {
            let (exact, expanded) = (log_ratio(9.9e4, z), nearly_normal(9.9e4, z));
            assert!((exact.value - expanded.value).abs() < 2e-11, "{z}: {exact:?} {expanded:?}");
            assert!((exact.slope - expanded.slope).abs() < 2e-10, "{z}: {exact:?} {expanded:?}");
            assert!(log_ratio(1e300, z).value.abs() < 1e-290);
        }
    }

    #[test]
    fn the_table_is_within_four_millionths_of_the_value() {
        for freedom in FREEDOMS {
            let error = largest_error(8.2, |z| log_ratio(freedom, z));
            assert!(error < 4e-6, "{freedom}: {error:e}");
        }
    }
}
