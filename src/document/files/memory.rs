//! Files that a program holds itself: tests, a page and other languages need no disk.

use super::{Files, LARGEST_FILE, Unreadable, missing};
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

/// Files in memory, by path.
///
/// ```
/// use dealsim::{Files, Memory};
/// use std::path::Path;
///
/// let files = Memory::new().with("deals/a.toml", "extends = \"../world.toml\"").with("world.toml", "format = 1");
/// assert_eq!(files.read(Path::new("deals/../world.toml")).unwrap(), b"format = 1");
/// let why = files.read(Path::new("wrold.toml")).unwrap_err();
/// assert_eq!(why.to_string(), "it does not exist: did you mean `world.toml`?");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Memory {
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl Memory {
    /// No files.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With one file more, or another in its place.
    #[must_use]
    pub fn with(mut self, path: impl AsRef<Path>, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.insert(plain(path.as_ref()), bytes.into());
        self
    }

    /// The key of a file that is there.
    fn found(&self, path: &Path) -> Result<(PathBuf, &Vec<u8>), Unreadable> {
        let key = plain(path);
        if let Some(bytes) = self.files.get(&key) {
            return Ok((key, bytes));
        }
        if self.files.keys().any(|file| file.starts_with(&key)) {
            return Err(Unreadable::Refused("it is a folder".to_owned()));
        }
        if key.ancestors().skip(1).any(|above| self.files.contains_key(above)) {
            let reason = "a part of its path is a file, not a folder";
            return Err(Unreadable::Refused(reason.to_owned()));
        }
        let beside = self.files.keys().filter(|file| file.parent() == key.parent());
        Err(missing(path, beside.filter_map(|file| file.file_name().and_then(OsStr::to_str))))
    }
}

impl Files for Memory {
    fn identity(&self, path: &Path) -> Result<PathBuf, Unreadable> {
        self.found(path).map(|(key, _)| key)
    }

    fn read(&self, path: &Path) -> Result<Vec<u8>, Unreadable> {
        let (_, bytes) = self.found(path)?;
        if bytes.len() as u64 > LARGEST_FILE {
            return Err(Unreadable::TooLarge);
        }
        Ok(bytes.clone())
    }
}

/// A path without `.`, and with `..` followed.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(plain.components().next_back(), Some(Component::Normal(_))) =>
            {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}
