//! Numbers as people read them: four digits, no digit beyond the error, thousands set apart, absent as a dash.

use super::measure::Measure;

/// How something that has no value is shown.
pub const ABSENT: &str = "–";

/// No number is shown with more significant digits than this, however small its error.
const MOST_DIGITS: i32 = 12;

/// Outside these sizes a number is shown with an exponent.
const PLAIN: std::ops::Range<f64> = 1e-6..1e18;

/// What is smaller than this part of the largest number of its column is nothing.
pub const DUST: f64 = 1e-6;

/// Significant digits of the largest number of a column.
const DIGITS: i32 = 4;

/// How the numbers of one column are written: all with the same number of decimals, the largest with at most four
/// significant digits, none with more than its simulation error lets it have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Places {
    /// The size of the largest number.
    scale: f64,
    /// The power of ten of the last digit.
    last: i32,
}

impl Places {
    /// The places of a column of numbers, each with its standard error; absent where it has none, and zero where it is
    /// certain.
    #[must_use]
    pub fn of(numbers: &[(f64, Option<f64>)]) -> Self {
        let finite = || numbers.iter().filter(|(value, _)| value.is_finite());
        let scale = finite().map(|(value, _)| value.abs()).fold(0.0, f64::max);
        if !PLAIN.contains(&scale) {
            return Self { scale, last: 0 };
        }
        let most = exponent_rounded(scale, DIGITS) - DIGITS + 1;
        let errors = finite().filter_map(|(_, error)| *error).filter(|error| *error > DUST * scale);
        let finest = errors.map(error_place).min();
        let mut places = Self { scale, last: finest.map_or(most, |place| place.max(most)) };
        // Zeros that all numbers end on say something only beside an error.
        let idle = |places: &Self| finite().all(|(value, _)| places.text(*value).ends_with('0'));
        while finest.is_none() && places.last < 0 && idle(&places) {
            places.last += 1;
        }
        places
    }

    /// A number of the column.
    #[must_use]
    pub fn number(&self, value: f64) -> String {
        if value.abs() <= DUST * self.scale {
            return "0".to_owned();
        }
        if PLAIN.contains(&self.scale) { self.text(value) } else { scientific(value, DIGITS) }
    }

    /// A standard error beside a number of the column: `4.3`, or `<0.1` where it is too small for the decimals; none
    /// where there is none, or it is as good as zero.
    #[must_use]
    pub fn error(&self, error: Option<f64>) -> Option<String> {
        let error = error.filter(|error| *error > DUST * self.scale)?;
        if !PLAIN.contains(&self.scale) {
            return Some(scientific(error, 2));
        }
        let text = self.text(error);
        Some(if is_zero(&text) { format!("<{}", self.unit()) } else { text })
    }

    /// A share in percent that is neither 0 nor 100, and is never written as either.
    #[must_use]
    pub fn uncertain_percentage(&self, percentage: f64) -> String {
        let text = self.text(percentage);
        if is_zero(&text) {
            format!("<{}", self.unit())
        } else if text.starts_with("100") {
            format!(">{}", self.text(100.0 - libm::exp10(f64::from(self.last.min(0)))))
        } else {
            text
        }
    }

    fn text(&self, value: f64) -> String {
        at_place(value, self.last)
    }

    /// One in the last place.
    fn unit(&self) -> String {
        at_place(libm::exp10(f64::from(self.last)), self.last)
    }
}

fn is_zero(text: &str) -> bool {
    !text.chars().any(|c| ('1'..='9').contains(&c))
}

/// A number by itself with its error, "275.1 ± 0.9"; a dash where there is none.
#[must_use]
pub fn measure(measure: Option<&Measure>) -> String {
    let Some(measure) = measure else { return ABSENT.to_owned() };
    let places = Places::of(&[(measure.value, measure.standard_error)]);
    let error = places.error(measure.standard_error);
    places.number(measure.value) + &error.map_or_else(String::new, |error| format!(" ± {error}"))
}

/// The same where numbers of this size stand beside it: what is less than a millionth of that is nothing.
#[must_use]
pub fn measure_beside(found: Option<&Measure>, size: f64) -> String {
    let nothing = |value: f64| value.abs() <= DUST * size;
    match found {
        Some(found) if nothing(found.value) && found.standard_error.is_none_or(nothing) => {
            "0".to_owned()
        }
        _ => measure(found),
    }
}

/// A number to so many significant digits where numbers of this size stand beside it, as [`measure_beside`].
#[must_use]
pub fn number_beside(value: f64, significant: u32, size: f64) -> String {
    if value.abs() <= DUST * size { "0".to_owned() } else { number(value, significant) }
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

/// A whole number with thousands set apart.
#[must_use]
pub fn integer(value: i64) -> String {
    grouped(&value.to_string())
}

/// The power of ten of the last digit of an error that is worth printing.
fn error_place(error: f64) -> i32 {
    let leading = format!("{error:.2e}");
    let (digits, exponent) = leading.split_once('e').unwrap_or(("0", "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let mantissa: f64 = digits.parse().unwrap_or(0.0);
    if mantissa < 3.55 { exponent - 1 } else { exponent }
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

    fn column(numbers: &[(f64, f64)]) -> Vec<String> {
        let numbers: Vec<(f64, Option<f64>)> =
            numbers.iter().map(|(value, error)| (*value, Some(*error))).collect();
        let places = Places::of(&numbers);
        let cell = |(value, error): &(f64, Option<f64>)| {
            let error =
                places.error(*error).map_or_else(String::new, |error| format!(" ± {error}"));
            places.number(*value) + &error
        };
        numbers.iter().map(cell).collect()
    }

    #[test]
    fn a_column_has_one_number_of_decimals_and_none_beyond_its_errors() {
        type Case = (&'static [(f64, f64)], &'static [&'static str]);
        let table: [Case; 12] = [
            (&[(275.1234, 0.912), (29.7306, 0.0035)], &["275.1 ± 0.9", "29.7 ± <0.1"]),
            (&[(0.827, 0.119)], &["0.83 ± 0.12"]),
            (&[(0.827, 0.367)], &["0.8 ± 0.4"]),
            (&[(-275.1234, 0.0123)], &["-275.1 ± <0.1"]),
            (&[(1234567.0, 678.0), (5000.0, 0.0)], &["1,235,000 ± 1,000", "5,000"]),
            (&[(4.0, 20.0), (300.0, 20.0)], &["4 ± 20", "300 ± 20"]),
            (&[(-9.631_944_177_21, 0.0), (82.12, 0.0)], &["-9.63", "82.12"]),
            (&[(0.004_999_999_888, 0.0)], &["0.005"]),
            (&[(12.0, 0.0), (2.5, 0.0)], &["12.0", "2.5"]),
            (&[(431.0, 4.3), (5.11e-10, 1e-11), (0.0, 0.0)], &["431 ± 4", "0", "0"]),
            (&[(4e-9, 0.0)], &["4.000e-9"]),
            (&[(0.0, 0.0), (-0.0, 0.0)], &["0", "0"]),
        ];
        for (numbers, expected) in table {
            assert_eq!(column(numbers), expected, "{numbers:?}");
        }
    }

    #[test]
    fn a_share_is_not_rounded_to_a_certainty() {
        let places = Places::of(&[(70.4, Some(0.15)), (0.003, Some(0.001)), (99.998, Some(0.001))]);
        let said = [70.4, 0.003, 99.998].map(|share| places.uncertain_percentage(share));
        assert_eq!(said, ["70.4", "<0.1", ">99.9"]);
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
    }

    #[test]
    fn what_is_nothing_beside_the_others_is_zero() {
        let of = |value, error| Measure { value, standard_error: Some(error), count: 100 };
        assert_eq!(measure_beside(Some(&of(-7.702e-7, 4.2e-7)), 5.1), "0");
        assert_eq!(measure_beside(Some(&of(0.0, 4.7e-14)), 502.0), "0");
        // A small number with a large error is not nothing.
        assert_eq!(measure_beside(Some(&of(1e-7, 0.2)), 5.1), measure(Some(&of(1e-7, 0.2))));
        assert_eq!(measure_beside(Some(&of(0.02, 0.01)), 5.1), measure(Some(&of(0.02, 0.01))));
        assert_eq!(
            (number_beside(-9.31e-10, 3, 300.0), number_beside(0.018, 3, 300.0)),
            ("0".into(), "0.0180".into())
        );
    }
}
