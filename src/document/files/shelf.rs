//! What was read for one scenario: each file once, so that the bytes that are hashed are those that were parsed.

use super::{Files, Unreadable};
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// A file as it was read, so that a receipt can say which bytes a result rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadedFile {
    /// Its path as messages show it.
    pub path: PathBuf,
    /// The key by which it is one file, however its path is spelt.
    pub identity: PathBuf,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
}

/// The files of one scenario, and of whatever is made of it by other numbers.
pub struct Shelf {
    files: Arc<dyn Files>,
    /// By identity.
    read: Mutex<BTreeMap<PathBuf, LoadedFile>>,
}

impl Shelf {
    /// A shelf that is filled from these files.
    #[must_use]
    pub fn new(files: Arc<dyn Files>) -> Self {
        Self { files, read: Mutex::default() }
    }

    /// Where its files come from, for scenarios beside this one.
    #[must_use]
    pub fn files(&self) -> Arc<dyn Files> {
        Arc::clone(&self.files)
    }

    /// The key by which one file is one file.
    ///
    /// # Errors
    /// When there is no such file, or it may not be looked at.
    pub fn identity(&self, path: &Path) -> Result<PathBuf, Unreadable> {
        self.files.identity(path)
    }

    /// A file, read when it is asked for first; from then on under the path that it had then.
    ///
    /// # Errors
    /// When there is no such file, it is too large, or it may not be read.
    pub fn take(&self, path: &Path) -> Result<LoadedFile, Unreadable> {
        let identity = self.files.identity(path)?;
        // Held while the file is read: two that ask at once get the same bytes.
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = read.get(&identity) {
            return Ok(known.clone());
        }
        let bytes = self.files.read(path)?.into();
        let file = LoadedFile { path: path.to_path_buf(), identity: identity.clone(), bytes };
        read.insert(identity, file.clone());
        Ok(file)
    }
}

impl fmt::Debug for Shelf {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        out.debug_list().entries(read.values().map(|file| &file.path)).finish()
    }
}
