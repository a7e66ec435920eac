//! The words of shares, dates and names in titles.

use crate::charts;
use jiff::civil::Date;

/// A fraction of paths as a percentage that never rounds to a certainty it is not, as pictures write it.
pub(crate) fn percentage(fraction: f64) -> String {
    charts::percent(fraction)
}

/// A number with its unit, where it has one.
pub(crate) fn with_unit(number: &str, unit: &str) -> String {
    if unit.is_empty() { number.to_owned() } else { format!("{number} {unit}") }
}

/// The month whose last day, or a later day of which, precedes a close: the close of 1 January 2031 is `Dec 2030`.
pub(crate) fn month_before(close: Date) -> String {
    month(close.yesterday().unwrap_or(close))
}

/// `Jul 2035`.
pub(crate) fn month(date: Date) -> String {
    const NAMES: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let place = usize::from(date.month().unsigned_abs()).saturating_sub(1);
    format!("{} {}", NAMES.get(place).copied().unwrap_or(""), date.year())
}

/// A day as a decimal year in which a month is a twelfth, as pictures take it.
pub(crate) fn decimal_year(date: Date) -> f64 {
    let days = f64::from(date.day() - 1) / f64::from(date.days_in_month());
    f64::from(date.year()) + (f64::from(date.month() - 1) + days) / 12.0
}

/// Names in a row: "A", "A and B", "A, B and C".
pub(crate) fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Whose something is: "Buyer's", "the holders'".
pub(crate) fn possessive(name: &str) -> String {
    if name.ends_with('s') { format!("{name}'") } else { format!("{name}'s") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn dates_and_names_read_as_people_say_them() {
        assert_eq!([with_unit("3", "USD"), with_unit("3", "")], ["3 USD", "3"]);
        assert_eq!([possessive("Buyer"), possessive("holders")], ["Buyer's", "holders'"]);
        assert_eq!(month(date(2035, 7, 1)), "Jul 2035");
        assert_eq!(decimal_year(date(2025, 7, 1)), 2025.5);
        assert_eq!(decimal_year(date(2030, 12, 31)), 2030.0 + (11.0 + 30.0 / 31.0) / 12.0);
    }
}
