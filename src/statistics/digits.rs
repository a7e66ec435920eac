//! Numbers as people read them: no digit beyond the error, thousands set apart, absent as a dash.

use super::measure::Measure;

/// How something that has no value is shown.
pub const ABSENT: &str = "–";

/// No number is shown with more significant digits than this, however small its error.
const MOST_DIGITS: i32 = 12;

/// Outside these sizes a number is shown with an exponent.
const PLAIN: std::ops::Range<f64> = 1e-6..1e18;

/// A measure with its error, "275.1 ± 0.9".
///
/// The error has two significant digits while its leading digits are below 355 and one from there
/// on, the value ends at the same place: the rule of the Particle Data Group (*Review of Particle
/// Physics*, introduction, 5.3), which never rounds an error by more than 15%. Without an error the
/// value has four significant digits and no sign of certainty; with an error of zero or beyond its
/// twelfth digit it is shown alone.
#[must_use]
pub fn measure(measure: Option<&Measure>) -> String {
    let Some(measure) = measure else { return ABSENT.to_owned() };
    let value = measure.value;
    match measure.standard_error {
        None => number(value, 4),
        Some(0.0) => exact(value),
        Some(error) if !value.is_finite() || !error.is_finite() => format!("{value} ± {error}"),
        Some(error) => {
            let size = value.abs().max(error);
            if PLAIN.contains(&size) {
                let place = error_place(error);
                if value != 0.0 && place < exponent(value) - MOST_DIGITS + 1 {
                    return exact(value);
                }
                format!("{} ± {}", at_place(value, place), at_place(error, place))
            } else {
                format!("{value:.2e} ± {error:.1e}")
            }
        }
    }
}

/// A number to so many significant digits, 1 at least, with thousands set apart: 1234567 to four is
/// "1,235,000".
#[must_use]
pub fn number(value: f64, significant: u32) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let digits = significant.clamp(1, MOST_DIGITS as u32) as i32;
    if !PLAIN.contains(&value.abs()) {
        return scientific(value, digits);
    }
    at_place(value, exponent_rounded(value, digits) - digits + 1)
}

/// A number that has no error: all its digits up to twelve, without trailing zeros.
#[must_use]
pub fn exact(value: f64) -> String {
    let text = number(value, MOST_DIGITS as u32);
    if text.contains('.') && !text.contains('e') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// A whole number with thousands set apart.
#[must_use]
pub fn integer(value: i64) -> String {
    grouped(&value.to_string())
}

/// A fraction as a percentage to so many significant digits: 0.1234 to three is "12.3%".
#[must_use]
pub fn percent(fraction: f64, significant: u32) -> String {
    format!("{}%", number(100.0 * fraction, significant))
}

/// The power of ten of the last digit of an error that is worth printing.
fn error_place(error: f64) -> i32 {
    let leading = format!("{error:.2e}");
    let (digits, exponent) = leading.split_once('e').unwrap_or(("0", "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let mantissa: f64 = digits.parse().unwrap_or(0.0);
    if mantissa < 3.55 { exponent - 1 } else { exponent }
}

/// The power of ten of the first digit.
fn exponent(value: f64) -> i32 {
    exponent_rounded(value, 16)
}

/// The power of ten of the first digit after rounding to so many significant digits.
fn exponent_rounded(value: f64, significant: i32) -> i32 {
    let text = format!("{value:.*e}", (significant - 1).max(0) as usize);
    text.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0)
}

fn scientific(value: f64, digits: i32) -> String {
    format!("{value:.*e}", (digits - 1).max(0) as usize)
}

/// A number rounded to a power of ten, as plain digits with thousands set apart.
fn at_place(value: f64, place: i32) -> String {
    let plain = if place <= 0 {
        format!("{value:.*}", place.unsigned_abs() as usize)
    } else {
        let unit = (0..place).fold(1.0, |unit: f64, _| unit * 10.0);
        let leading = format!("{:.0}", value / unit);
        if leading.trim_start_matches('-') == "0" {
            leading
        } else {
            leading + &"0".repeat(place.unsigned_abs() as usize)
        }
    };
    grouped(&plain)
}

/// Commas between thousands of the digits before the point; a zero loses its sign.
fn grouped(plain: &str) -> String {
    let is_zero = plain.chars().all(|c| matches!(c, '-' | '0' | '.'));
    let (sign, rest) = match plain.strip_prefix('-') {
        Some(rest) => (if is_zero { "" } else { "-" }, rest),
        None => ("", plain),
    };
    let (whole, fraction) = rest.split_once('.').map_or((rest, None), |(a, b)| (a, Some(b)));
    let mut text = sign.to_owned();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) && digit.is_ascii_digit() {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_error(value: f64, standard_error: f64) -> String {
        measure(Some(&Measure { value, standard_error: Some(standard_error), count: 100 }))
    }

    #[test]
    fn digits_stop_at_the_error() {
        for (value, error, expected) in [
            (275.1234, 0.912, "275.1 ± 0.9"),
            (0.827, 0.119, "0.83 ± 0.12"),
            (0.827, 0.367, "0.8 ± 0.4"),
            (-275.1234, 0.0123, "-275.123 ± 0.012"),
            (1234567.0, 678.0, "1,234,600 ± 700"),
            (1234567.0, 1234.0, "1,234,600 ± 1,200"),
            (3.0, 460.0, "0 ± 500"),
            (-0.001, 0.2, "0.00 ± 0.20"),
            (10.0, 0.099, "10.00 ± 0.10"),
            (1e-9, 2.34e-11, "1.00e-9 ± 2.3e-11"),
            (4e21, 2e19, "4.00e21 ± 2.0e19"),
            (0.0, 0.005, "0.000 ± 0.005"),
        ] {
            assert_eq!(with_error(value, error), expected, "{value} {error}");
        }
    }

    #[test]
    fn what_is_absent_is_a_dash_and_what_is_certain_has_no_error() {
        assert_eq!(measure(None), "–");
        assert_eq!(with_error(92.0, 0.0), "92");
        assert_eq!(with_error(0.1, 0.0), "0.1");
        assert_eq!(with_error(1000.0, 0.0), "1,000");
        let single = Measure { value: 1234.56, standard_error: None, count: 1 };
        assert_eq!(measure(Some(&single)), "1,235");
        assert_eq!(with_error(f64::NAN, 1.0), "NaN ± 1");
        // An error in the last bits does not print sixteen digits.
        assert_eq!(with_error(5.5, 1e-16), "5.5");
    }

    #[test]
    fn plain_numbers_keep_significant_digits() {
        for (value, digits, expected) in [
            (1234567.0, 4, "1,235,000"),
            (999.96, 4, "1,000"),
            (0.00012345, 3, "0.000123"),
            (-12.3456, 4, "-12.35"),
            (123456.0, 6, "123,456"),
            (-123456.0, 2, "-120,000"),
            (0.0, 4, "0"),
            (-0.0, 4, "0"),
            (1e-9, 2, "1.0e-9"),
            (f64::INFINITY, 4, "inf"),
        ] {
            assert_eq!(number(value, digits), expected, "{value}");
        }
        assert_eq!(integer(-1_234_567), "-1,234,567");
        assert_eq!(integer(999), "999");
        assert_eq!(percent(0.1234, 3), "12.3%");
    }
}
