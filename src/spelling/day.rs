//! Days as people write them in letters and spreadsheets, turned into the one spelling that a scenario takes.

use jiff::civil::Date;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A day that was written in another way, or does not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeantDay {
    /// What was meant: two days where day and month can be told apart by nothing.
    pub days: Vec<Date>,
    /// Whether its month has not so many days; the last day of it is then what is offered.
    pub impossible: bool,
}

/// The day that a text means, in whatever order and with whatever signs between its parts: `30.06.2029`, `6/30/2029`,
/// `2027-6-31`, `June 30, 2029`. Nothing where it is no day, and nothing for a day as it should be written.
#[must_use]
pub fn meant_day(text: &str) -> Option<MeantDay> {
    let text = text.trim().trim_matches(['"', '\'']);
    if text.len() == 10 && text.parse::<Date>().is_ok() {
        return None;
    }
    let parts: Vec<&str> =
        text.split([' ', ',', '.', '/', '-']).filter(|part| !part.is_empty()).collect();
    let [first, second, third] = parts[..] else { return None };
    let number = |part: &str| part.parse::<i16>().ok().filter(|_| part.len() <= 4);
    let ordinal = |part: &str| {
        number(part.trim_end_matches(|letter: char| letter.is_ascii_alphabetic()))
            .filter(|day| (1..=31).contains(day))
    };
    if let Some(month) = month(first) {
        return of(number(third)?, month, ordinal(second)?);
    }
    if let Some(month) = month(second) {
        return of(number(third)?, month, ordinal(first)?);
    }
    let (one, two, three) = (number(first)?, number(second)?, number(third)?);
    if first.len() == 4 {
        return of(one, two, three);
    }
    if third.len() != 4 {
        return None;
    }
    // A point between the parts is European; a slash may be either.
    if text.contains('.') || one > 12 {
        return of(three, two, one);
    }
    if two > 12 {
        return of(three, one, two);
    }
    let mut both = of(three, two, one)?;
    both.days.extend(of(three, one, two)?.days);
    both.days.dedup();
    Some(both)
}

fn month(word: &str) -> Option<i16> {
    let word = word.to_lowercase();
    let place = MONTHS.iter().position(|month| word.starts_with(month))?;
    let letters = word.chars().all(char::is_alphabetic);
    i16::try_from(place + 1).ok().filter(|_| letters)
}

fn of(year: i16, month: i16, day: i16) -> Option<MeantDay> {
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    let first = Date::new(year, month, 1).ok()?;
    if !(1000..=9999).contains(&year) || !(1..=31).contains(&day) {
        return None;
    }
    let last = first.last_of_month();
    let impossible = day > last.day();
    let days = vec![if impossible { last } else { Date::new(year, month, day).ok()? }];
    Some(MeantDay { days, impossible })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_understood_however_it_is_written() {
        for (text, wanted, impossible) in [
            ("30.06.2029", &["2029-06-30"][..], false),
            ("2027-06-31", &["2027-06-30"], true),
            ("2028-09-31", &["2028-09-30"], true),
            ("2027-02-29", &["2027-02-28"], true),
            ("2027-6-5", &["2027-06-05"], false),
            ("2027/06/05", &["2027-06-05"], false),
            ("07/01/2026", &["2026-01-07", "2026-07-01"], false),
            ("07/07/2026", &["2026-07-07"], false),
            ("6/30/2029", &["2029-06-30"], false),
            ("30/6/2029", &["2029-06-30"], false),
            ("June 30, 2029", &["2029-06-30"], false),
            ("30th June 2029", &["2029-06-30"], false),
            ("\"30-Jun-2029\"", &["2029-06-30"], false),
        ] {
            let meant = meant_day(text).unwrap_or_else(|| panic!("{text}"));
            let days: Vec<String> = meant.days.iter().map(ToString::to_string).collect();
            assert_eq!(
                (days, meant.impossible),
                (wanted.iter().map(|d| (*d).to_owned()).collect(), impossible),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_day_or_a_good_one_is_left_alone() {
        for text in [
            "2027-06-30",
            "10,000,000",
            "1.2.3",
            "closing",
            "5 / 2 / 3",
            "2027-13-01",
            "0-0-2027",
            "a - b - c",
        ] {
            assert_eq!(meant_day(text), None, "{text}");
        }
    }
}
