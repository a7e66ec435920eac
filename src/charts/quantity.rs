//! How the numbers of one chart are to be read: money, a share, or a plain number.

use super::number;

/// The unit of the numbers on an axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unit {
    /// A named unit, written in the axis title only: `USD bn`, `USD bn a year`, `users, million`.
    Named(String),
    /// Fractions, written as percentages: 0.12 is `12 %`.
    Fraction,
    /// A plain number without a unit.
    Plain,
}

impl Unit {
    /// The axis title.
    pub(super) fn title(&self) -> &str {
        match self {
            Self::Named(name) => name,
            Self::Fraction | Self::Plain => "",
        }
    }

    /// A single number for a label, at three significant digits.
    pub(super) fn label(&self, value: f64) -> String {
        match self {
            Self::Fraction => number::percent(value),
            Self::Named(_) | Self::Plain => number::value(value),
        }
    }

    /// A single number with the digits that can be seen on an axis `span` long.
    pub(super) fn label_in(&self, value: f64, span: f64) -> String {
        match self {
            Self::Fraction => number::percent(value),
            Self::Named(_) | Self::Plain => number::value_in(value, span),
        }
    }

    /// The same with its sign, for changes.
    pub(super) fn signed_in(&self, value: f64, span: f64) -> String {
        let text = self.label_in(value, span);
        let zero = !text.chars().any(|c| ('1'..='9').contains(&c));
        if value > 0.0 && !zero { format!("+{text}") } else { text }
    }
}
