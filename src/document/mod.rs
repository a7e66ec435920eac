//! TOML as a tree with places; knows no kind.

mod extends;
mod load;
mod merge;
mod parse;
mod set;
mod unquoted;
mod value;

pub use load::{Document, LoadedFile, folder_of, load};
pub use merge::{MergeRules, merge};
pub use parse::parse;
pub use value::{Entry, Key, Table, Value, ValueKind};
