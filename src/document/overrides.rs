//! Values laid over a scenario: from the command line as text, from a program by type, with one set of checks.

use jiff::civil::Date;
use std::fmt::{self, Write as _};

/// Values to lay over a scenario, in their order: the last one said of a key wins.
///
/// ```
/// use dealsim::Overrides;
///
/// let changed = Overrides::new().with("terms.fee.rate", 0.15).with("terms.fee.cap", "2bn").without("terms.penalty");
/// let said: Vec<&str> = changed.texts().collect();
/// assert_eq!(said, ["terms.fee.rate=0.15", "terms.fee.cap=\"2bn\"", "terms.penalty=false"]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    pub(super) all: Vec<Override>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Override {
    /// `key.path=value`.
    pub(super) text: String,
    /// How long the key is, where a program gave key and value each by itself.
    pub(super) key: Option<usize>,
}

impl Override {
    /// The name under which messages show it.
    pub(super) fn name(&self) -> String {
        let by = if self.key.is_some() { "with" } else { "--set" };
        format!("{by} {}", self.text)
    }
}

impl Overrides {
    /// None.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// One more: a key path such as `terms.fee.rate`, with quotes around a key that has blanks or points, and its value.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<NewValue>) -> Self {
        let text = format!("{key}={}", value.into());
        self.all.push(Override { text, key: Some(key.len()) });
        self
    }

    /// One more that takes the named thing out: a term, an event, a side's beliefs.
    #[must_use]
    pub fn without(self, key: &str) -> Self {
        self.with(key, false)
    }

    /// One more as `--set` takes it: `key.path=value`, where a value that is no TOML is a text.
    #[must_use]
    pub fn set(mut self, text: impl Into<String>) -> Self {
        self.all.push(Override { text: text.into(), key: None });
        self
    }

    /// All of them as `--set` takes them.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|one| one.text.as_str())
    }

    /// Those of another list after these.
    #[must_use]
    pub fn and(mut self, more: &Self) -> Self {
        self.all.extend_from_slice(&more.all);
        self
    }
}

impl<T: Into<String>> FromIterator<T> for Overrides {
    fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> Self {
        texts.into_iter().fold(Self::new(), Self::set)
    }
}

/// A value for a key of a scenario, whatever the key may take: a distribution is a table.
///
/// ```
/// use dealsim::NewValue;
///
/// let stake = NewValue::table([("uniform", [0.2, 0.49])]);
/// assert_eq!(stake.to_string(), "{ \"uniform\" = [0.2, 0.49] }");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum NewValue {
    /// `true` or `false`; `false` takes a named thing out.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A number. One that is not finite is refused with its place, as in a file.
    Number(f64),
    /// A formula, a name or a number with a unit, as the key decides.
    Text(String),
    /// A day.
    Date(Date),
    /// A list.
    List(Vec<NewValue>),
    /// A table.
    Table(Vec<(String, NewValue)>),
}

impl NewValue {
    /// A table of these keys.
    pub fn table<'k, V: Into<Self>>(entries: impl IntoIterator<Item = (&'k str, V)>) -> Self {
        Self::Table(
            entries.into_iter().map(|(key, value)| (key.to_owned(), value.into())).collect(),
        )
    }
}

macro_rules! from {
    ($($type:ty => |$value:ident| $made:expr),* $(,)?) => {
        $(impl From<$type> for NewValue {
            fn from($value: $type) -> Self {
                $made
            }
        })*
    };
}

from! {
    bool => |value| Self::Boolean(value),
    i32 => |value| Self::Integer(value.into()),
    u32 => |value| Self::Integer(value.into()),
    i64 => |value| Self::Integer(value),
    f64 => |value| Self::Number(value),
    &str => |value| Self::Text(value.to_owned()),
    String => |value| Self::Text(value),
    Date => |value| Self::Date(value),
}

impl<V: Into<NewValue>> From<Vec<V>> for NewValue {
    fn from(values: Vec<V>) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }
}

impl<V: Into<NewValue>, const N: usize> From<[V; N]> for NewValue {
    fn from(values: [V; N]) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }
}

impl fmt::Display for NewValue {
    /// As TOML.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean(value) => write!(out, "{value}"),
            Self::Integer(value) => write!(out, "{value}"),
            Self::Number(value) if value.is_nan() => out.write_str("nan"),
            // The shortest text that reads back as the same number.
            Self::Number(value) => write!(out, "{value:?}"),
            Self::Text(text) => quoted(text, out),
            Self::Date(day) => write!(out, "{day}"),
            Self::List(values) => {
                out.write_char('[')?;
                for (place, value) in values.iter().enumerate() {
                    write!(out, "{}{value}", if place == 0 { "" } else { ", " })?;
                }
                out.write_char(']')
            }
            Self::Table(entries) => {
                out.write_str("{ ")?;
                for (place, (key, value)) in entries.iter().enumerate() {
                    out.write_str(if place == 0 { "" } else { ", " })?;
                    quoted(key, out)?;
                    write!(out, " = {value}")?;
                }
                out.write_str(" }")
            }
        }
    }
}

/// A text as a basic string of TOML.
fn quoted(text: &str, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    out.write_char('"')?;
    for letter in text.chars() {
        match letter {
            '"' | '\\' => write!(out, "\\{letter}")?,
            control if control.is_control() => write!(out, "\\U{:08X}", u32::from(control))?,
            other => out.write_char(other)?,
        }
    }
    out.write_char('"')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnose::{Diagnostics, Sources};
    use crate::document::ValueKind;
    use crate::document::parse;
    use proptest::prelude::*;

    fn read_back(value: &NewValue) -> Option<ValueKind> {
        let (mut sources, mut findings) = (Sources::default(), Diagnostics::default());
        let table = parse(&format!("a = {value}"), "a.toml", &mut sources, &mut findings)?;
        Some(table.get("a")?.value.kind.clone())
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text in "\\PC{0,12}|[\"\\\\\\x00-\\x1f\\x7f\u{80}-\u{9f}a]{0,8}") {
            prop_assert_eq!(read_back(&text.as_str().into()), Some(ValueKind::Text(text)));
        }

        #[test]
        fn every_number_comes_back_to_the_last_bit(number in proptest::num::f64::NORMAL | proptest::num::f64::SUBNORMAL) {
            let Some(ValueKind::Float(read)) = read_back(&number.into()) else {
                return Err(TestCaseError::fail(format!("{number} is no number in TOML")));
            };
            prop_assert_eq!(read.to_bits(), number.to_bits());
        }
    }

    #[test]
    fn a_number_that_is_not_finite_is_told_from_a_text() {
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(read_back(&number.into()), None, "{number}");
        }
    }
}
