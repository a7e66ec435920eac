//! Amounts as in a letter or a spreadsheet: `$8 million`, `EUR 8M`, `10,000,000`, `0,25`, `20 percent`.

/// An amount that was written in another way than a scenario takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeantAmount {
    /// How a scenario writes it: `8M`, `10_000_000`, `0.25`, `20%`.
    pub written: String,
    /// Another amount that it may mean as well: `1,234` is 1_234 or 1.234.
    pub or: Option<String>,
    /// Whether a currency stood beside it.
    pub currency: bool,
}

/// Signs and codes of currencies, longer ones first.
const CURRENCIES: [&str; 29] = [
    "dollars", "dollar", "euros", "euro", "pounds", "US$", "USD", "EUR", "GBP", "CHF", "JPY",
    "CNY", "RMB", "INR", "CAD", "AUD", "NZD", "SEK", "NOK", "DKK", "SGD", "HKD", "BRL", "$", "€",
    "£", "¥", "₹", "₩",
];

/// Words for scales, longer ones first, and how a scenario writes each.
const SCALES: [(&str, &str); 24] = [
    ("thousands", "k"),
    ("thousand", "k"),
    ("millions", "M"),
    ("million", "M"),
    ("billions", "bn"),
    ("billion", "bn"),
    ("trillions", "tn"),
    ("trillion", "tn"),
    ("per cent", "%"),
    ("percent", "%"),
    ("mio.", "M"),
    ("mrd.", "bn"),
    ("mio", "M"),
    ("mrd", "bn"),
    ("pct", "%"),
    ("bln", "bn"),
    ("mln", "M"),
    ("mm", "M"),
    ("mn", "M"),
    ("bn", "bn"),
    ("tn", "tn"),
    ("m", "M"),
    ("k", "k"),
    ("%", "%"),
];

/// The amount that a whole text means; nothing where it is none, or written as it should be.
#[must_use]
pub fn meant_amount(text: &str) -> Option<MeantAmount> {
    let text = text.trim();
    let (sign, text) = match text.strip_prefix(['-', '−']) {
        Some(rest) => ("-", rest.trim_start()),
        None => ("", text),
    };
    let (before, rest) = without_currency(text);
    let digits = rest.trim_end_matches(|letter: char| !letter.is_ascii_digit());
    let (number, after) = rest.split_at(digits.len());
    let (scale, after) = scale_of(after.trim_start());
    let (behind, after) = without_currency(after.trim_start());
    if !after.trim().is_empty() || !number.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let currency = before || behind;
    let (plain, or) = plain_number(number)?;
    let written = match scale {
        None if currency => scaled(&plain),
        None => grouped(&plain),
        Some(scale) => format!("{plain}{scale}"),
    };
    let written = format!("{sign}{written}");
    let or = or.map(|or| format!("{sign}{}{}", grouped(&or), scale.unwrap_or("")));
    (written.replace('_', "") != format!("{sign}{text}").replace('_', "") || or.is_some())
        .then_some(MeantAmount { written, or, currency })
}

/// Takes a currency off the front of a text.
fn without_currency(text: &str) -> (bool, &str) {
    let found = CURRENCIES.iter().find_map(|sign| {
        let rest = text.strip_prefix(sign)?;
        let word = sign.ends_with(char::is_alphabetic);
        (!word || !rest.starts_with(char::is_alphabetic)).then_some(rest)
    });
    found.map_or((false, text), |rest| (true, rest.trim_start()))
}

/// Takes a scale off the front of a text.
fn scale_of(text: &str) -> (Option<&'static str>, &str) {
    let lower = text.to_lowercase();
    let found = SCALES.iter().find(|(word, _)| {
        lower.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphabetic))
    });
    match found {
        Some((word, short)) => (Some(short), text.get(word.len()..).unwrap_or("")),
        None => (None, text),
    }
}

/// A number without separators of thousands and with a point for its decimals, and another reading of it.
fn plain_number(text: &str) -> Option<(String, Option<String>)> {
    let groups: Vec<&str> = text.split([',', '.', '\'', '’', ' ', '_']).collect();
    if groups.iter().any(|group| group.is_empty() || !group.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let separators: Vec<char> = text.chars().filter(|letter| !letter.is_ascii_digit()).collect();
    let last = separators.last().copied();
    let joined: String = groups.concat();
    let whole = groups.len() > 1
        && groups[0].len() <= 3
        && groups[1..].iter().all(|group| group.len() == 3);
    let same = separators.iter().all(|sign| Some(*sign) == last);
    let decimals = || {
        let (before, after) = groups.split_at(groups.len() - 1);
        let sound = before.len() == 1
            || (before[0].len() <= 3 && before[1..].iter().all(|group| group.len() == 3));
        sound.then(|| format!("{}.{}", before.concat(), after.concat()))
    };
    match (last, separators.len()) {
        (None, _) => Some((joined, None)),
        (Some('.'), 1) => Some((decimals()?, None)),
        (Some(','), 1) if whole && groups[0] != "0" => Some((joined, decimals())),
        (Some(','), 1) => Some((decimals()?, None)),
        _ if same && whole => Some((joined, None)),
        (Some(',' | '.'), _) if !same => Some((decimals()?, None)),
        _ if separators.iter().all(|sign| *sign == '_') => Some((joined, None)),
        _ => None,
    }
}

/// A number of units of currency with the largest scale that shortens it.
fn scaled(plain: &str) -> String {
    for (zeros, scale) in [("000000000", "bn"), ("000000", "M"), ("000", "k")] {
        if let Some(short) =
            plain.strip_suffix(zeros).filter(|short| !short.is_empty() && !plain.contains('.'))
        {
            return format!("{short}{scale}");
        }
    }
    grouped(plain)
}

/// Digits in groups of three from five digits on.
fn grouped(plain: &str) -> String {
    let (whole, decimals) = plain.split_once('.').map_or((plain, None), |(w, d)| (w, Some(d)));
    let mut text = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 && whole.len() > 3 {
            text.push('_');
        }
        text.push(digit);
    }
    decimals.map_or(text.clone(), |decimals| format!("{text}.{decimals}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_understood_however_it_is_written() {
        for (text, written, or, currency) in [
            ("$8 million", "8M", None, true),
            ("EUR 8M", "8M", None, true),
            ("8M EUR", "8M", None, true),
            ("$8,000,000", "8M", None, true),
            ("US$ 1.5 billion", "1.5bn", None, true),
            ("8 Mio. €", "8M", None, true),
            ("8 million dollars", "8M", None, true),
            ("8 million", "8M", None, false),
            ("10,000,000", "10_000_000", None, false),
            ("10'000'000", "10_000_000", None, false),
            ("10 000 000", "10_000_000", None, false),
            ("1.000.000,50", "1_000_000.50", None, false),
            ("1,000,000.50", "1_000_000.50", None, false),
            ("0,25", "0.25", None, false),
            ("0,250", "0.250", None, false),
            ("12,5", "12.5", None, false),
            ("12,5 %", "12.5%", None, false),
            ("20 percent", "20%", None, false),
            ("1,234", "1_234", Some("1.234"), false),
            ("-$5", "-5", None, true),
        ] {
            let meant = meant_amount(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(
                (meant.written.as_str(), meant.or.as_deref(), meant.currency),
                (written, or, currency),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_amount_or_a_good_one_is_left_alone() {
        for text in [
            "8M",
            "20%",
            "1_000",
            "12.5",
            "sales",
            "20% * sales",
            "8x",
            "$",
            "1,2,3",
            "MUSD",
            "",
            "2027-06-30",
            "8 horses",
            "8bn",
        ] {
            assert_eq!(meant_amount(text), None, "{text}");
        }
    }
}
