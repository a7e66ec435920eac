//! Numbers as people write them: grouped thousands, a true minus sign, no exponents, no idle zeros.

/// The space before a percent sign: narrow, and never broken over lines.
const THIN_SPACE: char = '\u{202f}';

/// Words for large factors, largest first.
const SUFFIXES: [(f64, &str); 3] = [(1e12, "tn"), (1e9, "bn"), (1e6, "m")];

/// Magnitudes from here on are written as a power of ten.
const TOO_LARGE: f64 = 1e15;
/// Magnitudes below this are written as a power of ten.
const TOO_SMALL: f64 = 1e-7;

/// Whether a number can be drawn: finite, and not so large that differences overflow.
pub(super) fn drawable(number: f64) -> bool {
    number.abs() < 1e100
}

/// `number` with `decimals` digits after the point, grouped, with a true minus sign and never `−0`.
pub(super) fn fixed(number: f64, decimals: usize) -> String {
    let digits = format!("{:.*}", decimals, number.abs());
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let mut text = String::new();
    if number < 0.0 && digits.chars().any(|c| ('1'..='9').contains(&c)) {
        text.push('−');
    }
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// `number` at three significant digits (more before the point), without idle zeros: `1,045`, `12.2`, `0.04`.
pub(super) fn value(number: f64) -> String {
    if !number.is_finite() {
        return "–".to_string();
    }
    let size = number.abs();
    if size == 0.0 {
        return "0".to_string();
    }
    if !(TOO_SMALL..TOO_LARGE).contains(&size) {
        return power_of_ten(number);
    }
    let (factor, word) = word_for(size);
    trimmed(number / factor) + word
}

/// Factor and word for a number of this size; rounding to three digits can carry: 999,999,999 is 1bn.
fn word_for(size: f64) -> (f64, &'static str) {
    let fits = |(factor, _): &(f64, &str)| size >= factor * 0.9995;
    SUFFIXES.into_iter().find(fits).unwrap_or((1.0, ""))
}

/// `number` with the digits that can be seen on an axis `span` long: to about a hundredth of it, never finer than
/// three significant digits unless the axis itself is.
pub(super) fn value_in(number: f64, span: f64) -> String {
    let (size, reach) = (number.abs(), number.abs().max(span));
    let comparable = drawable(number) && drawable(span) && span > 1e-12 * size;
    if !comparable || !(TOO_SMALL..TOO_LARGE).contains(&reach) {
        return value(number);
    }
    let (factor, word) = word_for(size);
    let scale = magnitude(span / factor);
    let own = 2 - magnitude(number / factor);
    let (least, most) = ((1 - scale).max(0), (2 - scale).max(0));
    let decimals = usize::try_from(own.clamp(least, most)).unwrap_or(0);
    let text = trim_zeros(fixed(rounded(number / factor), decimals));
    if text == "0" { text } else { text + word }
}

/// Three significant digits without trailing zeros after the point.
fn trimmed(number: f64) -> String {
    let decimals = usize::try_from((2 - magnitude(number)).max(0)).unwrap_or(0);
    trim_zeros(fixed(rounded(number), decimals))
}

/// From ten thousand on, the number at three significant digits: 46,014 is 46,000.
fn rounded(number: f64) -> f64 {
    if number.abs() < 1e4 {
        return number;
    }
    format!("{number:.2e}").parse().unwrap_or(number)
}

/// The exponent of the leading digit.
fn magnitude(number: f64) -> i32 {
    // Formatting is exact where log10 may be one off at powers of ten.
    let text = format!("{number:e}");
    text.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0)
}

fn trim_zeros(text: String) -> String {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_string()
    } else {
        text
    }
}

/// A number outside the range of words: `2.5×10¹⁶`.
fn power_of_ten(number: f64) -> String {
    let text = format!("{number:.2e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let mantissa = trim_zeros(mantissa.to_string()).replace('-', "−");
    let raised: String = exponent.chars().filter_map(superscript).collect();
    format!("{mantissa}×10{raised}")
}

fn superscript(digit: char) -> Option<char> {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    match digit {
        '-' => Some('⁻'),
        _ => digit.to_digit(10).and_then(|d| RAISED.get(d as usize).copied()),
    }
}

/// A fraction as a percentage that never rounds to a certainty it is not: `12 %`, `0.4 %`, `<0.01 %`, `>99.9 %`.
pub(crate) fn percent(fraction: f64) -> String {
    if !fraction.is_finite() {
        return "–".to_string();
    }
    let hundredths = fraction * 100.0;
    let size = hundredths.abs();
    let text = if size > 0.0 && size < 0.0095 {
        let sign = if fraction < 0.0 { "−" } else { "" };
        format!("{sign}<0.01")
    } else if size > 0.0 && size < 0.095 {
        fixed(hundredths, 2)
    } else if size > 99.9 && size < 100.0 {
        let sign = if fraction < 0.0 { "−" } else { "" };
        format!("{sign}>99.9")
    } else if size < 10.0 || (size > 99.0 && size < 100.0) {
        trim_zeros(fixed(hundredths, 1))
    } else if size < 1e6 {
        fixed(hundredths, 0)
    } else {
        value(hundredths)
    };
    format!("{text}{THIN_SPACE}%")
}

/// How all ticks of one axis are written, so that they share factor and digits.
#[derive(Debug, Clone, Copy)]
pub(super) struct TickFormat {
    factor: f64,
    word: &'static str,
    decimals: usize,
    powers: bool,
    percent: bool,
}

impl TickFormat {
    /// For ticks up to `largest` in magnitude that lie `step` apart; `percent` writes 0.12 as `12 %`.
    pub(super) fn new(largest: f64, step: f64, percent: bool) -> Self {
        let (largest, step) =
            if percent { (largest * 100.0, step * 100.0) } else { (largest, step) };
        let (factor, word) = SUFFIXES
            .into_iter()
            .find(|(factor, _)| largest >= *factor * (1.0 - 1e-9))
            .unwrap_or((1.0, ""));
        let powers = largest >= TOO_LARGE * (1.0 - 1e-9) || step / factor < TOO_SMALL;
        // A step is 1, 2, 2.5 or 5 times a power of ten: the digits that it needs are exact.
        let scaled = step / factor;
        let decimals = (0..=9).find(|digits| is_whole(scaled * libm::exp10(f64::from(*digits))));
        Self { factor, word, decimals: decimals.unwrap_or(9) as usize, powers, percent }
    }

    /// The text of one tick.
    pub(super) fn text(&self, tick: f64) -> String {
        let tick = if self.percent { tick * 100.0 } else { tick };
        let unit = if self.percent { format!("{THIN_SPACE}%") } else { String::new() };
        if self.powers && tick != 0.0 {
            return power_of_ten(tick) + &unit;
        }
        let text = fixed(tick / self.factor, self.decimals);
        let zero = !text.chars().any(|c| ('1'..='9').contains(&c));
        if zero { format!("0{unit}") } else { text + self.word + &unit }
    }
}

fn is_whole(number: f64) -> bool {
    number >= 0.5 && (number - libm::round(number)).abs() < 1e-6 * number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_read_as_people_write_them() {
        let table = [
            (0.0, "0"),
            (-0.0, "0"),
            (1045.3, "1,045"),
            (73.84, "73.8"),
            (12.0, "12"),
            (2.5, "2.5"),
            (0.04, "0.04"),
            (-3.0, "−3"),
            (0.000001, "0.000001"),
            (999.7, "1,000"),
            (99.97, "100"),
            (123_456.0, "123,000"),
            (9_999.6, "10,000"),
            (1_500_000.0, "1.5m"),
            (999_999_999.0, "1bn"),
            (1e12, "1tn"),
            (-2.5e16, "−2.5×10¹⁶"),
            (4e-9, "4×10⁻⁹"),
            (f64::NAN, "–"),
        ];
        for (number, text) in table {
            assert_eq!(value(number), text, "{number:e}");
        }
    }

    #[test]
    fn labels_have_the_digits_that_their_axis_shows() {
        let table = [
            (63.74, 1850.0, "64"),
            (-4.76, 1850.0, "−5"),
            (2.994, 13.0, "3"),
            (7.09, 13.0, "7.1"),
            (0.0492, 36.0, "0"),
            (999.98342, 0.05, "999.983"),
            (-2.65e-9, 5e-6, "0"),
            (46_014.0, 1e5, "46,000"),
            (2.5e9, 1e10, "2.5bn"),
            (5.0, 0.0, "5"),
        ];
        for (number, span, text) in table {
            assert_eq!(value_in(number, span), text, "{number} on {span}");
        }
    }

    #[test]
    fn percentages_never_round_to_a_certainty() {
        let table = [
            (0.12, "12\u{202f}%"),
            (0.004, "0.4\u{202f}%"),
            (0.0, "0\u{202f}%"),
            (1.0, "100\u{202f}%"),
            (0.9996, ">99.9\u{202f}%"),
            (0.9950, "99.5\u{202f}%"),
            (0.0004, "0.04\u{202f}%"),
            (0.00004, "<0.01\u{202f}%"),
            (-0.034, "−3.4\u{202f}%"),
            (3.5, "350\u{202f}%"),
        ];
        for (fraction, text) in table {
            assert_eq!(percent(fraction), text, "{fraction}");
        }
    }

    #[test]
    fn ticks_share_their_digits_and_word() {
        type Case = (f64, f64, bool, &'static [f64], &'static [&'static str]);
        let table: [Case; 8] = [
            (2000.0, 500.0, false, &[0.0, 500.0, 1500.0], &["0", "500", "1,500"]),
            (2.0, 0.5, false, &[-0.5, 0.0, 2.0], &["−0.5", "0", "2.0"]),
            (7.5, 2.5, false, &[2.5, 5.0], &["2.5", "5.0"]),
            (0.08, 0.02, false, &[0.02, 0.08], &["0.02", "0.08"]),
            (2e6, 5e5, false, &[0.0, 5e5, 2e6], &["0", "0.5m", "2.0m"]),
            (1e12, 2e11, false, &[2e11, 1e12], &["0.2tn", "1.0tn"]),
            (1.0, 0.25, true, &[0.0, 0.25, 1.0], &["0\u{202f}%", "25\u{202f}%", "100\u{202f}%"]),
            (3e-6, 1e-6, false, &[1e-6, 3e-6], &["0.000001", "0.000003"]),
        ];
        for (largest, step, percent, ticks, texts) in table {
            let format = TickFormat::new(largest, step, percent);
            let got: Vec<String> = ticks.iter().map(|tick| format.text(*tick)).collect();
            assert_eq!(got, texts, "largest {largest}, step {step}");
        }
    }
}
