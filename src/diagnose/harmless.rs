//! Texts that do nothing but stand there: no character that a terminal obeys or that turns a line round, and no cell that a
//! spreadsheet runs.

use std::borrow::Cow;

/// Whether a character is obeyed instead of shown: control characters except the line break and the tab, and those that
/// turn the direction of what follows.
#[must_use]
pub fn is_obeyed(sign: char) -> bool {
    sign.is_control() && !matches!(sign, '\n' | '\t')
        || matches!(sign, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A text with what would be obeyed written out, such as `\u{1b}`.
#[must_use]
pub fn shown(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_obeyed) {
        return Cow::Borrowed(text);
    }
    let mut result = String::with_capacity(text.len());
    for sign in text.chars() {
        if is_obeyed(sign) { result.extend(sign.escape_unicode()) } else { result.push(sign) }
    }
    Cow::Owned(result)
}

/// A text as a cell of a table that a spreadsheet may open: one that it would take for a formula begins with an apostrophe.
/// A number, also a negative one or a percentage, is none.
#[must_use]
pub fn cell(text: &str) -> Cow<'_, str> {
    let runs = match text.chars().next() {
        Some('=' | '@' | '\t' | '\r') => true,
        Some('+' | '-') => {
            let number = text.trim_end_matches([' ', '%']);
            let rest = number.get(1..).unwrap_or_default();
            !rest.starts_with(|first: char| first.is_ascii_digit() || first == '.')
                || number.parse::<f64>().is_err()
        }
        _ => false,
    };
    if runs { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_obeyed_is_written_out() {
        assert_eq!(shown("a\u{1b}[2Jb\u{202e}c\u{7}\u{9b}"), "a\\u{1b}[2Jb\\u{202e}c\\u{7}\\u{9b}");
        assert!(matches!(shown("Zwölf € – 1 %\n\tagain"), Cow::Borrowed(_)));
    }

    #[test]
    fn formulas_are_texts_and_numbers_stay_numbers() {
        for runs in ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "--1", "-", "\t=1", "+inf"] {
            assert_eq!(cell(runs), format!("'{runs}"));
        }
        for plain in ["-5", "+1.5", "-0.3 %", "-1e-9", "-.5", "a=b", "", "Buyer", "1-2"] {
            assert_eq!(cell(plain), plain);
        }
    }
}
