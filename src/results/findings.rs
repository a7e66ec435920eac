//! Numbers as the words of a title: three digits, a true minus sign, never a false certainty.

use crate::statistics::digits;
use jiff::civil::Date;

/// A number to three significant digits (more before the point), without idle zeros.
pub(super) fn figure(value: f64) -> String {
    rounded(value, if value.abs() >= 1000.0 { 4 } else { 3 })
}

/// A number to so many significant digits, without idle zeros.
fn rounded(value: f64, significant: u32) -> String {
    let text = digits::number(value, significant);
    let plain = text.contains('.') && !text.contains('e');
    let text = if plain { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    text.replace('-', "−")
}

/// An amount with its unit.
pub(super) fn amount(value: f64, unit: &str) -> String {
    with_unit(&figure(value), unit)
}

/// Two amounts and the words between them: "between 3 and 7 USD bn", or "at 3 USD bn" where they
/// cannot be told apart.
pub(super) fn between(low: f64, high: f64, unit: &str) -> String {
    let (low, high) = (beside(low, high), beside(high, low));
    if low == high {
        format!("at {}", with_unit(&low, unit))
    } else {
        format!("between {low} and {}", with_unit(&high, unit))
    }
}

/// A number with the digits that matter next to another one: 0.0256 next to −71 is 0, 23.94 next to 452 is 24.
fn beside(value: f64, other: f64) -> String {
    let share = (value / other).abs();
    if share >= 0.1 || other == 0.0 || !share.is_finite() {
        figure(value)
    } else if share >= 0.01 {
        rounded(value, 2)
    } else if share >= 0.001 {
        rounded(value, 1)
    } else {
        figure(0.0)
    }
}

/// A fraction of paths as a percentage that never rounds to a certainty it is not.
pub(super) fn percentage(fraction: f64) -> String {
    let space = '\u{202f}';
    if fraction > 0.0 && fraction < 0.001 {
        format!("fewer than 0.1{space}%")
    } else if fraction > 0.999 && fraction < 1.0 {
        format!("more than 99.9{space}%")
    } else if fraction > 0.99 && fraction < 1.0 {
        format!("{}{space}%", figure(100.0 * fraction))
    } else {
        let text = digits::number(100.0 * fraction, 2);
        let text = if text.contains('.') {
            text.trim_end_matches('0').trim_end_matches('.')
        } else {
            &text
        };
        format!("{text}{space}%")
    }
}

/// `Jul 2035`.
pub(super) fn month(date: Date) -> String {
    const NAMES: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let place = usize::from(date.month().unsigned_abs()).saturating_sub(1);
    format!("{} {}", NAMES.get(place).copied().unwrap_or(""), date.year())
}

/// A day as a decimal year in which a month is a twelfth, as pictures take it.
pub(super) fn decimal_year(date: Date) -> f64 {
    let days = f64::from(date.day() - 1) / f64::from(date.days_in_month());
    f64::from(date.year()) + (f64::from(date.month() - 1) + days) / 12.0
}

/// Names in a row: "A", "A and B", "A, B and C".
pub(super) fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Whose something is: "Buyer's", "the holders'".
pub(super) fn possessive(name: &str) -> String {
    if name.ends_with('s') { format!("{name}'") } else { format!("{name}'s") }
}

fn with_unit(number: &str, unit: &str) -> String {
    if unit.is_empty() { number.to_owned() } else { format!("{number} {unit}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn titles_say_numbers_as_people_do() {
        assert_eq!(figure(74.02), "74");
        assert_eq!(figure(-3.25), "−3.25");
        assert_eq!(figure(210.4), "210");
        assert_eq!(figure(1234.56), "1,235");
        assert_eq!(between(1.0, 2.5, "USD bn"), "between 1 and 2.5 USD bn");
        assert_eq!(between(7.0, 7.001, ""), "at 7");
        assert_eq!(between(-71.2, 0.0256, ""), "between −71.2 and 0");
        assert_eq!(between(23.94, 451.6, ""), "between 24 and 452");
        assert_eq!(between(0.512, 120.0, ""), "between 0.5 and 120");
        assert_eq!(between(0.0, 0.25, ""), "between 0 and 0.25");
        assert_eq!(percentage(1.0), "100\u{202f}%");
        assert_eq!(percentage(0.123), "12\u{202f}%");
        assert_eq!(percentage(0.996), "99.6\u{202f}%");
        assert_eq!(percentage(0.000_01), "fewer than 0.1\u{202f}%");
        assert_eq!(percentage(0.0), "0\u{202f}%");
        assert_eq!([possessive("Buyer"), possessive("holders")], ["Buyer's", "holders'"]);
        assert_eq!(month(date(2035, 7, 1)), "Jul 2035");
        assert_eq!(decimal_year(date(2025, 7, 1)), 2025.5);
        assert_eq!(decimal_year(date(2030, 12, 31)), 2030.0 + (11.0 + 30.0 / 31.0) / 12.0);
    }
}
