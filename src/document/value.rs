//! The tree that a scenario file is read into: every key and value knows where it was written.

use crate::diagnose::Span;
use jiff::civil::Date;

/// A value and where it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: ValueKind,
}

/// What a value can be.
#[derive(Clone, Debug, PartialEq)]
pub enum ValueKind {
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Float(f64),
    /// A string: a formula, a name or prose, as its key decides.
    Text(String),
    /// A civil date.
    Date(Date),
    /// A list.
    List(Vec<Value>),
    /// A table.
    Table(Table),
}

impl Value {
    /// The number, where it is a whole number or one with a fraction.
    #[must_use]
    pub fn as_number(&self) -> Option<f64> {
        match self.kind {
            #[expect(clippy::cast_precision_loss, reason = "a number that a person wrote")]
            ValueKind::Integer(number) => Some(number as f64),
            ValueKind::Float(number) => Some(number),
            _ => None,
        }
    }

    /// The text, where it is a string.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        if let ValueKind::Text(text) = &self.kind { Some(text) } else { None }
    }

    /// The table, where it is one.
    #[must_use]
    pub fn as_table(&self) -> Option<&Table> {
        if let ValueKind::Table(table) = &self.kind { Some(table) } else { None }
    }

    /// What it is, in words, for messages: "a number", "a list", and so on.
    #[must_use]
    pub fn description(&self) -> &'static str {
        match self.kind {
            ValueKind::Boolean(_) => "true or false",
            ValueKind::Integer(_) | ValueKind::Float(_) => "a number",
            ValueKind::Text(_) => "a text",
            ValueKind::Date(_) => "a date",
            ValueKind::List(_) => "a list",
            ValueKind::Table(_) => "a table",
        }
    }
}

/// A key and where it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its name without quotes.
    pub name: String,
    /// Where it stands.
    pub span: Span,
}

/// One `key = value`.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: Key,
    /// The value.
    pub value: Value,
}

/// A table, its entries in source order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Its entries; no two have the same key.
    pub entries: Vec<Entry>,
}

impl Table {
    /// The entry with this key.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key.name == name)
    }
}
