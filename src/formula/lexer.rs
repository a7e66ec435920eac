//! Text to tokens with offsets; signs of other languages are named and read as if they were right.

use super::ast::BinaryOperator;
use super::faults::Faults;
use super::number::{self, MoneyScale};
use super::slips;
use jiff::civil::Date;
use std::ops::Range;

/// A word or sign of a formula.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) range: Range<usize>,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum TokenKind {
    Number(f64),
    Date(Date),
    /// Its text is what its range covers.
    Name,
    Operator(BinaryOperator),
    Not,
    Open,
    Close,
    Comma,
    Colon,
    /// Something that has been reported already.
    Fault,
    End,
}

use BinaryOperator as B;
use TokenKind as K;

/// Signs and what they are, longer ones first.
const SIGNS: &[(&str, TokenKind)] = &[
    ("<=", K::Operator(B::LessOrEqual)),
    (">=", K::Operator(B::GreaterOrEqual)),
    ("==", K::Operator(B::Equal)),
    ("!=", K::Operator(B::NotEqual)),
    ("<", K::Operator(B::Less)),
    (">", K::Operator(B::Greater)),
    ("+", K::Operator(B::Add)),
    ("-", K::Operator(B::Subtract)),
    ("*", K::Operator(B::Multiply)),
    ("/", K::Operator(B::Divide)),
    ("^", K::Operator(B::Power)),
    ("(", K::Open),
    (")", K::Close),
    (",", K::Comma),
    (":", K::Colon),
];

/// Signs of other languages, how they are read on, and what to write; looked up before `SIGNS`.
const FOREIGN: &[(&str, TokenKind, &str)] = &[
    ("===", K::Operator(B::Equal), "write `==`"),
    ("!==", K::Operator(B::NotEqual), "write `!=`"),
    ("**", K::Operator(B::Power), "write `^` for a power"),
    ("&&", K::Operator(B::And), "write `and`"),
    ("||", K::Operator(B::Or), "write `or`"),
    ("<>", K::Operator(B::NotEqual), "write `!=`"),
    ("=<", K::Operator(B::LessOrEqual), "write `<=`"),
    ("=>", K::Operator(B::GreaterOrEqual), "write `>=`"),
    (":=", K::Operator(B::Equal), "write `==` to compare; a formula assigns nothing"),
    (
        "//",
        K::Operator(B::Divide),
        "write `floor(a / b)` for a whole quotient, `a / b` for a fraction",
    ),
    ("&", K::Operator(B::And), "write `and`"),
    ("|", K::Operator(B::Or), "write `or`"),
    ("≤", K::Operator(B::LessOrEqual), "write `<=`"),
    ("≥", K::Operator(B::GreaterOrEqual), "write `>=`"),
    ("≠", K::Operator(B::NotEqual), "write `!=`"),
    ("×", K::Operator(B::Multiply), "write `*`"),
    ("·", K::Operator(B::Multiply), "write `*`"),
    ("÷", K::Operator(B::Divide), "write `/`"),
    ("−", K::Operator(B::Subtract), "write `-`, the plain minus of the keyboard"),
    ("–", K::Operator(B::Subtract), "write `-`, the plain minus of the keyboard"),
    ("—", K::Operator(B::Subtract), "write `-`, the plain minus of the keyboard"),
    ("%", K::Fault, "write `20%` without a space; a remainder is `x - floor(x / y) * y`"),
    ("[", K::Open, "write `(`"),
    ("{", K::Open, "write `(`"),
    ("]", K::Close, "write `)`"),
    ("}", K::Close, "write `)`"),
    (";", K::Comma, "write `,` between arguments"),
    ("?", K::Fault, "write `if(condition, a, b)`"),
    ("'", K::Fault, "leave out the quotes: names and dates stand as they are"),
    ("\"", K::Fault, "leave out the quotes: names and dates stand as they are"),
    ("$", K::Fault, "leave out the currency: amounts are in the money unit of the file"),
    ("€", K::Fault, "leave out the currency: amounts are in the money unit of the file"),
    ("£", K::Fault, "leave out the currency: amounts are in the money unit of the file"),
];

/// Cuts `text` into tokens; the last one is `End`.
pub(super) fn tokens(text: &str, scale: MoneyScale, faults: &mut Faults<'_>) -> Vec<Token> {
    let mut tokens = Vec::new();
    let (mut offset, mut depth) = (0, 0_usize);
    while let Some(rest) = text.get(offset..).filter(|rest| !rest.is_empty()) {
        let trimmed = rest.trim_start();
        offset += rest.len() - trimmed.len();
        let Some(first) = trimmed.chars().next() else { break };
        let begins = first.is_ascii_digit() || "$€£¥₹".contains(first) || code(trimmed);
        let letter = if begins { slips::amount(trimmed, offset, depth > 0, faults) } else { None };
        let (kind, length) = if let Some((meant, length)) = letter {
            let read = number::read(meant.written.trim_start_matches('-'), scale);
            (K::Number(read.unwrap_or(0.0)), length)
        } else if first.is_ascii_digit() || point_before_digit(trimmed) {
            number_or_date(trimmed, offset, scale, faults)
        } else if first.is_alphabetic() || first == '_' {
            word(trimmed, offset, faults)
        } else {
            sign(trimmed, offset, faults)
        };
        match kind {
            K::Open => depth += 1,
            K::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
        tokens.push(Token { kind, range: offset..offset + length });
        offset += length;
    }
    tokens.push(Token { kind: K::End, range: text.len()..text.len() });
    tokens
}

/// Whether the code of a currency stands at the start of `text`: three large letters and then a digit.
fn code(text: &str) -> bool {
    let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
    let rest = text.get(letters..).unwrap_or("").trim_start_matches(['$', ' ']);
    (2..=3).contains(&letters) && rest.starts_with(|next: char| next.is_ascii_digit())
}

fn point_before_digit(text: &str) -> bool {
    text.strip_prefix('.').is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_digit()))
}

/// The number or date at the start of `text`, and its length.
fn number_or_date(
    text: &str,
    offset: usize,
    scale: MoneyScale,
    faults: &mut Faults<'_>,
) -> (TokenKind, usize) {
    if let Some(written) = date_shape(text) {
        if let Ok(date) = written.parse::<Date>() {
            return (K::Date(date), written.len());
        }
        faults.syntax(
            &(offset..offset + written.len()),
            format!("there is no day {written}"),
            "write a date as year-month-day, or put spaces around `-` to subtract",
        );
        return (K::Number(0.0), written.len());
    }
    let length = number::extent(text);
    match number::read(&text[..length], scale) {
        Ok(number) => (K::Number(number), length),
        Err(fault) => {
            faults.syntax(&(offset..offset + length), fault.message, fault.help);
            (K::Number(0.0), length)
        }
    }
}

/// The start of `text` where it has the shape `dddd-dd-dd` and ends there.
fn date_shape(text: &str) -> Option<&str> {
    let written = text.get(..10)?;
    let shaped = written.bytes().enumerate().all(|(index, byte)| match index {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    let next = text.get(10..).and_then(|rest| rest.chars().next());
    let goes_on =
        next.is_some_and(|next| next.is_alphanumeric() || matches!(next, '_' | '.' | '%'));
    (shaped && !goes_on).then_some(written)
}

/// The name or keyword at the start of `text`, and its length.
fn word(text: &str, offset: usize, faults: &mut Faults<'_>) -> (TokenKind, usize) {
    let outside = |letter: char| !letter.is_alphanumeric() && letter != '_' && letter != '.';
    let length = text.find(outside).unwrap_or(text.len());
    let name = &text[..length];
    match name {
        "and" => (K::Operator(B::And), length),
        "or" => (K::Operator(B::Or), length),
        "not" => (K::Not, length),
        _ => {
            if name.split('.').any(str::is_empty) {
                let mended: Vec<_> = name.split('.').filter(|part| !part.is_empty()).collect();
                faults.syntax(
                    &(offset..offset + length),
                    "a point in a name stands between two parts of it",
                    format!("write `{}`", mended.join(".")),
                );
            }
            (K::Name, length)
        }
    }
}

/// The sign at the start of `text`, and its length.
fn sign(text: &str, offset: usize, faults: &mut Faults<'_>) -> (TokenKind, usize) {
    if let Some((written, kind, help)) = FOREIGN.iter().find(|(sign, ..)| text.starts_with(sign)) {
        let message = format!("`{written}` means nothing in a formula");
        faults.syntax(&(offset..offset + written.len()), message, *help);
        return (*kind, written.len());
    }
    if let Some((written, kind)) = SIGNS.iter().find(|(sign, _)| text.starts_with(sign)) {
        return (*kind, written.len());
    }
    let (kind, message, help) = match text.chars().next() {
        Some('=') => {
            (K::Operator(B::Equal), "`=` compares nothing".into(), "write `==` to compare")
        }
        Some('!') => (K::Not, "`!` means nothing in a formula".into(), "write `not`"),
        Some(other) => {
            let shown =
                if other.is_control() { "this character".into() } else { format!("`{other}`") };
            (K::Fault, format!("{shown} means nothing in a formula"), "take it out")
        }
        None => return (K::End, 0),
    };
    let length = text.chars().next().map_or(0, char::len_utf8);
    faults.syntax(&(offset..offset + length), message, help);
    (kind, length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnose::{Diagnostics, SourceId, Span};
    use jiff::civil::date;

    fn kinds(text: &str) -> (Vec<TokenKind>, Vec<String>) {
        let span = Span { source: SourceId(0), start: 0, end: text.len() };
        let mut diagnostics = Diagnostics::default();
        let mut faults = Faults::new(text, span, &mut diagnostics);
        let tokens = tokens(text, MoneyScale::default(), &mut faults);
        let help =
            diagnostics.in_source_order().iter().filter_map(|item| item.help.clone()).collect();
        (tokens.iter().map(|token| token.kind).collect(), help)
    }

    #[test]
    fn a_date_is_not_a_subtraction() {
        let minus = K::Operator(B::Subtract);
        let number = K::Number;
        for (text, expected) in [
            ("2025-12-31", vec![K::Date(date(2025, 12, 31))]),
            ("2025 - 12 - 31", vec![number(2025.0), minus, number(12.0), minus, number(31.0)]),
            ("12025-12-31", vec![number(12025.0), minus, number(12.0), minus, number(31.0)]),
            ("2025-12-31.5", vec![number(2025.0), minus, number(12.0), minus, number(31.5)]),
            ("2025-12-3", vec![number(2025.0), minus, number(12.0), minus, number(3.0)]),
        ] {
            let (mut found, help) = kinds(text);
            assert_eq!(found.pop(), Some(K::End));
            assert_eq!((found, help), (expected, vec![]), "{text}");
        }
        assert_eq!(
            kinds("2025-02-30").1,
            ["write a date as year-month-day, or put spaces around `-` to subtract"]
        );
    }

    #[test]
    fn names_hold_points_digits_and_letters_of_any_script() {
        assert_eq!(kinds("disputed_agi.upheld"), (vec![K::Name, K::End], vec![]));
        assert_eq!(kinds("größe_2"), (vec![K::Name, K::End], vec![]));
        assert_eq!(kinds("a..b."), (vec![K::Name, K::End], vec!["write `a.b`".into()]));
    }

    #[test]
    fn signs_of_other_languages_are_read_on() {
        let (found, help) = kinds("a && b = c ** 2 ≤ !d");
        let operator = K::Operator;
        assert_eq!(
            found,
            [
                K::Name,
                operator(B::And),
                K::Name,
                operator(B::Equal),
                K::Name,
                operator(B::Power),
                K::Number(2.0),
                operator(B::LessOrEqual),
                K::Not,
                K::Name,
                K::End
            ]
        );
        assert_eq!(
            help,
            [
                "write `and`",
                "write `==` to compare",
                "write `^` for a power",
                "write `<=`",
                "write `not`"
            ]
        );
    }

    #[test]
    fn no_sign_hides_a_longer_one() {
        for list in [
            SIGNS.iter().map(|(sign, _)| *sign).collect::<Vec<_>>(),
            FOREIGN.iter().map(|(sign, ..)| *sign).collect(),
        ] {
            for (index, sign) in list.iter().enumerate() {
                assert!(!list[index + 1..].iter().any(|later| later.starts_with(sign)), "{sign}");
            }
        }
        assert!(FOREIGN.iter().all(|(sign, ..)| !SIGNS.iter().any(|(own, _)| own == sign)));
    }
}
