//! Where bytes come from: one trait between what is read and what holds it.

#[cfg(feature = "disk")]
mod disk;
mod memory;
mod shelf;

#[cfg(feature = "disk")]
pub use disk::Disk;
pub use memory::Memory;
pub use shelf::{LoadedFile, Shelf};

use crate::diagnose::nearest;
use std::fmt;
use std::path::{Path, PathBuf};

/// The largest scenario or CSV file, in bytes. Whatever is larger is not what a scenario reads.
pub const LARGEST_FILE: u64 = 16 * 1024 * 1024;

/// What holds the files of scenarios: a disk, the memory of a program, an archive, a page.
///
/// A scenario names files by paths relative to the file that names them; a path is joined and handed on as it is.
pub trait Files: Send + Sync {
    /// The key by which one file is one file, however its path is spelt.
    ///
    /// # Errors
    /// When there is no such file, or it may not be looked at.
    fn identity(&self, path: &Path) -> Result<PathBuf, Unreadable>;

    /// The bytes of a file of at most [`LARGEST_FILE`].
    ///
    /// # Errors
    /// When there is no such file, it is too large, or it may not be read.
    fn read(&self, path: &Path) -> Result<Vec<u8>, Unreadable>;
}

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// There is no such file; perhaps one of this name in the same folder was meant.
    Missing(Option<String>),
    /// It has more bytes than a file may have.
    TooLarge,
    /// The reason, as in "it is a folder".
    Refused(String),
}

impl fmt::Display for Unreadable {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(None) => out.write_str("it does not exist"),
            Self::Missing(Some(meant)) => {
                write!(out, "it does not exist: did you mean `{meant}`?")
            }
            Self::TooLarge => write!(out, "it is larger than {} MiB", LARGEST_FILE >> 20),
            Self::Refused(reason) => out.write_str(reason),
        }
    }
}

impl std::error::Error for Unreadable {}

/// A missing file, and the name of nearly that spelling and of the same ending among those that are there.
fn missing<'a>(path: &Path, names: impl IntoIterator<Item = &'a str>) -> Unreadable {
    let wanted = path.file_name().and_then(|name| name.to_str());
    let of_its_kind = |name: &&str| Path::new(name).extension() == path.extension();
    let meant = wanted.and_then(|wanted| nearest(wanted, names.into_iter().filter(of_its_kind)));
    Unreadable::Missing(meant.map(str::to_owned))
}

#[cfg(all(test, feature = "disk"))]
mod tests;
