//! Numbers as people write them: `20%`, `38bn`, `1.5M`, `12_000`.

/// How many units of currency one unit of the file's money is, as a power of ten.
///
/// `money = "USD bn"` makes `38bn` the number 38, `1.5M` 0.0015 and `3k` 0.000003.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MoneyScale {
    exponent: i32,
}

/// The scales that a number or a money unit may end with, and their powers of ten.
const SCALES: &[(&str, i32)] = &[("k", 3), ("m", 6), ("bn", 9), ("tn", 12)];

/// Other spellings: allowed in a money unit, and in a number answered by the right one.
const OTHER_SCALES: &[(&str, &str)] = &[
    ("b", "bn"),
    ("billion", "bn"),
    ("billions", "bn"),
    ("million", "m"),
    ("millions", "m"),
    ("mio", "m"),
    ("mm", "m"),
    ("mn", "m"),
    ("mrd", "bn"),
    ("thousand", "k"),
    ("thousands", "k"),
    ("trillion", "tn"),
    ("trillions", "tn"),
];

fn exponent_of(scale: &str) -> Option<i32> {
    SCALES.iter().find(|(name, _)| *name == scale).map(|(_, exponent)| *exponent)
}

/// The short spelling of a scale that was written out.
fn short_scale(scale: &str) -> Option<&'static str> {
    OTHER_SCALES.iter().find(|(name, _)| *name == scale).map(|(_, short)| *short)
}

impl MoneyScale {
    /// Reads a money unit: a currency, and perhaps `k`, `M`, `bn` or `tn` after it.
    ///
    /// `None` where what follows the currency is not a scale.
    #[must_use]
    pub fn from_unit(text: &str) -> Option<Self> {
        let text = text.trim();
        let scale = |word: &str| {
            let word = word.trim().to_lowercase();
            exponent_of(short_scale(&word).unwrap_or(&word)).map(|exponent| Self { exponent })
        };
        if text.is_empty() || scale(text).is_some() {
            return scale(text);
        }
        let rest = text.strip_prefix(['$', '€', '£', '¥', '₹']).or_else(|| {
            let code = text.get(..3)?;
            code.bytes().all(|byte| byte.is_ascii_uppercase()).then(|| text.get(3..))?
        });
        let rest = rest.or_else(|| text.split_once(' ').map(|(_, rest)| rest)).unwrap_or("");
        if rest.trim().is_empty() { Some(Self::default()) } else { scale(rest) }
    }

    /// The power of ten of one unit of money: 9 for `USD bn`.
    #[must_use]
    pub fn exponent(self) -> i32 {
        self.exponent
    }
}

/// What is wrong with a number, and the way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NumberFault {
    pub(super) message: String,
    pub(super) help: String,
}

fn fault<T>(message: impl Into<String>, help: impl Into<String>) -> Result<T, NumberFault> {
    Err(NumberFault { message: message.into(), help: help.into() })
}

/// How many bytes at the start of `text`, which begins with a digit or a point, are meant as one
/// number.
pub(super) fn extent(text: &str) -> usize {
    let bytes = text.as_bytes();
    let run = |from: usize, wanted: fn(u8) -> bool| {
        bytes.iter().skip(from).take_while(|byte| wanted(**byte)).count()
    };
    let mut end = run(0, |byte| byte.is_ascii_digit() || byte == b'_' || byte == b'.');
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let digits = run(end + 1 + sign, |byte| byte.is_ascii_digit());
        if digits > 0 {
            end += 1 + sign + digits;
        }
    }
    if bytes.get(end) == Some(&b'%') {
        return end + 1;
    }
    let rest = text.get(end..).unwrap_or("");
    let suffix = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
    end + suffix.unwrap_or(rest.len())
}

/// Reads the whole of `text` as one number without sign.
pub(super) fn read(text: &str, scale: MoneyScale) -> Result<f64, NumberFault> {
    let bytes = text.as_bytes();
    let digits = bytes
        .iter()
        .take_while(|byte| byte.is_ascii_digit() || **byte == b'_' || **byte == b'.')
        .count();
    let (mantissa, rest) = text.split_at(digits);
    check_mantissa(mantissa)?;
    let (written_exponent, suffix) = split_exponent(rest);
    let shift = match suffix {
        "" => 0,
        "%" => -2,
        _ => match exponent_of(&suffix.to_lowercase()) {
            Some(exponent) => exponent - scale.exponent,
            None => return Err(unknown_scale(&text[..text.len() - suffix.len()], suffix)),
        },
    };
    let Ok(exponent) = written_exponent.parse::<i64>() else {
        return fault("this exponent is too large", "write a number between 1e-300 and 1e300");
    };
    let plain: String = mantissa.chars().filter(|letter| *letter != '_').collect();
    // One conversion from decimal digits rounds once: `1.5M` is then exactly what `0.0015` is.
    let decimal = format!("{plain}e{}", exponent.saturating_add(i64::from(shift)));
    let Ok(number) = decimal.parse::<f64>() else {
        return fault("this is not a number", "write digits and perhaps a point: `12.5`");
    };
    let vanished = number == 0.0 && plain.bytes().any(|byte| matches!(byte, b'1'..=b'9'));
    if vanished || !number.is_finite() {
        let extreme = if vanished { "small" } else { "large" };
        return fault(
            format!("this number is too {extreme} to compute with"),
            "write a number between 1e-300 and 1e300",
        );
    }
    Ok(number)
}

fn check_mantissa(mantissa: &str) -> Result<(), NumberFault> {
    let bare = || mantissa.replace(['_', '.'], "");
    if mantissa.matches('.').count() > 1 {
        return fault(
            "this number has more than one point",
            format!("group digits with `_` and keep one decimal point, or write `{}`", bare()),
        );
    }
    if mantissa.starts_with('.') || mantissa.ends_with('.') {
        let trimmed = mantissa.trim_end_matches('.');
        let mended = if trimmed.is_empty() { "0" } else { trimmed };
        let zero = if mended.starts_with('.') { "0" } else { "" };
        return fault(
            "a decimal point has digits on both sides",
            format!("write `{zero}{mended}`"),
        );
    }
    let stray = mantissa.split(['.', '_']).any(str::is_empty);
    if stray {
        return fault("`_` stands between two digits", "write `12_000` or `12000`");
    }
    Ok(())
}

/// The exponent that follows a mantissa ("0" where there is none) and the suffix after it.
fn split_exponent(rest: &str) -> (&str, &str) {
    let Some(after) = rest.strip_prefix(['e', 'E']) else { return ("0", rest) };
    let sign = usize::from(after.starts_with(['+', '-']));
    let digits = after.bytes().skip(sign).take_while(u8::is_ascii_digit).count();
    if digits == 0 { ("0", rest) } else { after.split_at(sign + digits) }
}

fn unknown_scale(number: &str, suffix: &str) -> NumberFault {
    let help = match short_scale(&suffix.to_lowercase()) {
        Some(short) => {
            let short = if short == "m" { "M" } else { short };
            format!("write `{number}{short}`")
        }
        None if suffix == "t" => {
            format!("write `{number} * t` for time, `{number}tn` for trillion")
        }
        None => {
            format!("write `{number} * {suffix}` to multiply; scales are `%`, `k`, `M`, `bn`, `tn`")
        }
    };
    NumberFault { message: format!("`{suffix}` is not a scale that a number can end with"), help }
}

/// Reads a plain human number: an optional sign, digits that `_` may group, a point, an exponent,
/// and one of
/// `%`, `k`, `M`, `bn`, `tn`. `None` for anything else, also for what is too large or too small for
/// an `f64`.
#[must_use]
pub fn parse_number(text: &str, scale: MoneyScale) -> Option<f64> {
    let text = text.trim();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    if !digits.starts_with(|letter: char| letter.is_ascii_digit()) || extent(digits) != digits.len()
    {
        return None;
    }
    read(digits, scale).ok().map(|number| sign * number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scale(unit: &str) -> MoneyScale {
        MoneyScale::from_unit(unit).unwrap()
    }

    #[test]
    fn scales_depend_on_the_unit_of_the_file() {
        for (unit, text, expected) in [
            ("USD bn", "38bn", 38.0),
            ("USD bn", "1.5M", 0.0015),
            ("USD bn", "1.5m", 0.0015),
            ("USD bn", "3k", 0.000_003),
            ("USD bn", "2tn", 2000.0),
            ("USD bn", "20%", 0.2),
            ("USD bn", "92", 92.0),
            ("USD", "38bn", 38e9),
            ("USD", "3k", 3000.0),
            ("USD M", "38bn", 38_000.0),
            ("USD M", "0.7%", 0.007),
            ("$bn", "-1_250.5bn", -1250.5),
            ("EUR", "+1e3", 1000.0),
            ("EUR", "2.5e-3M", 2500.0),
        ] {
            assert_eq!(parse_number(text, scale(unit)), Some(expected), "{text} in {unit}");
        }
    }

    #[test]
    fn units_are_a_currency_and_a_scale() {
        for (unit, exponent) in [
            ("USD", Some(0)),
            ("USD bn", Some(9)),
            ("USDbn", Some(9)),
            ("EUR million", Some(6)),
            ("£m", Some(6)),
            ("bn", Some(9)),
            ("credits", Some(0)),
            ("credits tn", Some(12)),
            ("USD zillion", None),
            ("", None),
        ] {
            assert_eq!(MoneyScale::from_unit(unit).map(MoneyScale::exponent), exponent, "{unit}");
        }
    }

    #[test]
    fn refusals_say_what_to_write() {
        for (text, help) in [
            ("38b", "write `38bn`"),
            ("38billion", "write `38bn`"),
            ("3mn", "write `3M`"),
            ("3x", "write `3 * x` to multiply; scales are `%`, `k`, `M`, `bn`, `tn`"),
            ("3t", "write `3 * t` for time, `3tn` for trillion"),
            ("5.", "write `5`"),
            (".5", "write `0.5`"),
            ("1.000.000", "group digits with `_` and keep one decimal point, or write `1000000`"),
            ("1__0", "write `12_000` or `12000`"),
            ("1e999", "write a number between 1e-300 and 1e300"),
            ("1e-999", "write a number between 1e-300 and 1e300"),
            ("1e99999999999999999999", "write a number between 1e-300 and 1e300"),
        ] {
            assert_eq!(extent(text), text.len(), "{text}");
            let fault = read(text, MoneyScale::default()).unwrap_err();
            assert_eq!(fault.help, help, "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in
            ["", "-", "abc", "1 2", "1,5", "--1", "%", "1%%", "١", "nan", "inf", "0x10", "1_"]
        {
            assert_eq!(parse_number(text, MoneyScale::default()), None, "{text}");
        }
    }
}
