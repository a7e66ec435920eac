//! TOML as a tree with places; knows no kind.

mod value;

pub use value::{Entry, Key, Table, Value, ValueKind};
