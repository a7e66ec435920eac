//! Reads days and lengths of time as people write them in a contract.

use jiff::civil::Date;

/// Days in an average year of the Julian calendar; only lengths in days and weeks need it.
const DAYS_A_YEAR: f64 = 365.25;

/// The day that `YYYY-MM-DD` names; any other spelling, or a day that no calendar has, is `None`.
#[must_use]
pub fn parse_date(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    let shape = bytes.len() == 10
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if !shape {
        return None;
    }
    let year = text.get(0..4)?.parse().ok()?;
    let month = text.get(5..7)?.parse().ok()?;
    let day = text.get(8..10)?.parse().ok()?;
    Date::new(year, month, day).ok()
}

/// A length of time in years: `"30 days"`, `"2 weeks"`, `"1 quarter"`, `"6 months"`, `"2 years"`.
///
/// Months, quarters and years count as months / 12, as the grid does. A day counts as 1 / 365.25 of
/// a year, because a length has no date of its own from which its real days could be counted.
/// Negative lengths are `None`.
#[must_use]
pub fn parse_duration(text: &str) -> Option<f64> {
    let text = text.trim();
    let split = text.find(|letter: char| letter.is_ascii_alphabetic() || letter.is_whitespace())?;
    let (number, unit) = text.split_at(split);
    let plain = number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let count: f64 = if plain { number.parse().ok()? } else { return None };
    let years = match unit.trim() {
        "day" | "days" => count / DAYS_A_YEAR,
        "week" | "weeks" => count * 7.0 / DAYS_A_YEAR,
        "month" | "months" => count / 12.0,
        "quarter" | "quarters" => count * 3.0 / 12.0,
        "year" | "years" => count,
        _ => return None,
    };
    years.is_finite().then_some(years)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_read_strictly() {
        assert_eq!(parse_date("2030-12-31"), Some(date(2030, 12, 31)));
        assert_eq!(parse_date("2024-02-29"), Some(date(2024, 2, 29)));
        let wrong = [
            "2023-02-29",
            "2030-13-01",
            "2030-1-1",
            "31.12.2030",
            "2030-12-31 ",
            "+203-12-31",
            "",
            "2030-12-3é",
        ];
        for text in wrong {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }

    #[test]
    fn lengths_are_years() {
        assert_eq!(parse_duration("6 months"), Some(0.5));
        assert_eq!(parse_duration("1 quarter"), Some(0.25));
        assert_eq!(parse_duration("2 years"), Some(2.0));
        assert_eq!(parse_duration("1.5 years"), Some(1.5));
        assert_eq!(parse_duration("30 days"), Some(30.0 / 365.25));
        assert_eq!(parse_duration("4weeks"), Some(28.0 / 365.25));
        for text in ["months", "6", "-1 day", "inf years", "nan days", "6 moons", "1 2 days", ""] {
            assert_eq!(parse_duration(text), None, "{text}");
        }
    }
}
