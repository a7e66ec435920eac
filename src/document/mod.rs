//! TOML as a tree with places; knows no kind.

mod extends;
mod files;
mod line;
mod load;
mod mend;
mod merge;
mod overrides;
mod parse;
mod set;
mod slips;
mod value;

#[cfg(feature = "disk")]
pub use files::Disk;
pub use files::{Files, LARGEST_FILE, LoadedFile, Memory, Shelf, Unreadable};
pub use load::{Document, read};
pub use merge::{MergeRules, merge};
pub use overrides::{NewValue, Overrides};
pub use parse::parse;
pub use value::{Entry, Key, Table, Value, ValueKind};
