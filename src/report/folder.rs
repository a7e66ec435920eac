//! The output folder of a run: it appears as a whole or not at all, and never in place of somebody
//! else's files.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Component, Path, PathBuf};

use tempfile::TempDir;

use super::receipt::{self, FileHash};
use crate::engine::Stop;

/// The parts of a temporary folder: what is being written, what is being replaced, and the mark of
/// a living run.
const NEW: &str = "new";
const OLD: &str = "old";
const LOCK: &str = "lock";

/// The length of the random part of a temporary folder's name.
const RANDOM_LETTERS: usize = 6;

/// Why an output folder could not be written.
#[derive(Debug)]
pub enum FolderError {
    /// The target is not a folder that this program may replace.
    NotOurs {
        /// The target as given.
        path: PathBuf,
        /// What is there instead, such as `is a file`.
        found: &'static str,
    },
    /// A file's name leaves the folder or names nothing.
    BadName(String),
    /// The folder would be finished without a receipt, and the next run could not know it again.
    NoReceipt(PathBuf),
    /// Somebody asked to stop meanwhile.
    Stopped,
    /// The machine refused.
    Io {
        /// What was tried, such as `write`.
        doing: &'static str,
        /// On what.
        path: PathBuf,
        /// The machine's own reason.
        source: io::Error,
    },
    /// The new output could not be put in place, and the old one could not be put back; nothing is
    /// lost.
    Stranded {
        /// The target as given.
        path: PathBuf,
        /// Where the old output is now.
        old: PathBuf,
        /// The machine's own reason.
        source: io::Error,
    },
}

impl FolderError {
    /// Whether the user named a wrong target (exit code 2), not the machine failed (exit code 4).
    #[must_use]
    pub fn is_input(&self) -> bool {
        matches!(self, Self::NotOurs { .. })
    }

    fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { doing, path: path.to_owned(), source }
    }
}

impl fmt::Display for FolderError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotOurs { path, found } => write!(
                out,
                "`{}` {found}: only an empty folder or an earlier output (with {} in it) \
                 is replaced; choose another folder or move this one away",
                path.display(),
                receipt::FILE_NAME
            ),
            Self::BadName(name) => {
                write!(out, "`{name}` does not name a file inside the output folder")
            }
            Self::NoReceipt(path) => {
                write!(out, "`{}` would be left without a receipt", path.display())
            }
            Self::Stopped => out.write_str("somebody asked to stop"),
            Self::Io { doing, path, source } => {
                write!(out, "cannot {doing} `{}`: {source}", path.display())
            }
            Self::Stranded { path, old, source } => write!(
                out,
                "cannot put the new output at `{}`: {source}; the old output is now at `{}`",
                path.display(),
                old.display()
            ),
        }
    }
}

impl std::error::Error for FolderError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } | Self::Stranded { source, .. } => Some(source),
            Self::NotOurs { .. } | Self::BadName(_) | Self::NoReceipt(_) | Self::Stopped => None,
        }
    }
}

/// An output folder under way.
///
/// Files go to a temporary folder beside the target. [`OutputFolder::finish`] puts it in the
/// target's place; dropping it instead leaves everything as it was. What a killed run left behind
/// is cleared away by the next run to the same target, and an output that it had already moved
/// aside is put back.
#[derive(Debug)]
pub struct OutputFolder {
    given: PathBuf,
    place: PathBuf,
    // Dropped in this order: the temporary folder goes while it is still marked as alive, and then
    // the folders above it that only this run has made.
    workshop: TempDir,
    _lock: File,
    parents: MadeFolders,
    written: BTreeMap<String, String>,
    stop: Stop,
}

impl OutputFolder {
    /// Prepares to replace `target`.
    ///
    /// # Errors
    /// When the target is there and neither empty nor an earlier output, or the machine refuses.
    pub fn create(target: &Path) -> Result<Self, FolderError> {
        let (place, parents) = resolve(target)?;
        let (Some(parent), Some(name)) = (place.parent(), place.file_name()) else {
            return Err(FolderError::NotOurs {
                path: target.to_owned(),
                found: "is no folder of its own",
            });
        };
        let prefix = format!(".{}.dealsim-", name.to_string_lossy());
        clear_stale(parent, &prefix, &place);
        check_replaceable(target, &place)?;
        let (workshop, lock) = open_workshop(parent, &prefix)?;
        let new = workshop.path().join(NEW);
        fs::create_dir(&new).map_err(FolderError::io("make", &new))?;
        let given = target.to_owned();
        let written = BTreeMap::new();
        let stop = Stop::default();
        Ok(Self { given, place, workshop, _lock: lock, parents, written, stop })
    }

    /// Looks before every file, and before it is put in its place, whether somebody asked to stop.
    #[must_use]
    pub fn stopped_by(mut self, stop: Stop) -> Self {
        self.stop = stop;
        self
    }

    /// The target as it was given.
    #[must_use]
    pub fn target(&self) -> &Path {
        &self.given
    }

    /// Writes one file under a relative name such as `charts/fan.svg`; folders on the way are made.
    /// A second file of one name replaces the first.
    ///
    /// # Errors
    /// When the name leaves the folder, somebody asked to stop, or the machine refuses.
    pub fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), FolderError> {
        self.may_go_on()?;
        let relative = Path::new(name);
        let inside = relative.components().all(|part| matches!(part, Component::Normal(_)));
        if name.is_empty() || name.ends_with('/') || !inside {
            return Err(FolderError::BadName(name.to_owned()));
        }
        let path = self.workshop.path().join(NEW).join(relative);
        let shown = self.given.join(relative);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(FolderError::io("make the folder of", &shown))?;
        }
        fs::write(&path, bytes).map_err(FolderError::io("write", &shown))?;
        self.written.insert(name.to_owned(), receipt::sha256(bytes));
        Ok(())
    }

    /// What was written so far except the receipt, by name: the `outputs` of the receipt, which is
    /// written last.
    #[must_use]
    pub fn outputs(&self) -> Vec<FileHash> {
        self.written
            .iter()
            .filter(|(name, _)| *name != receipt::FILE_NAME)
            .map(|(name, hash)| FileHash { path: name.clone(), sha256: hash.clone() })
            .collect()
    }

    /// Whether nobody asked to stop.
    ///
    /// # Errors
    /// When somebody did.
    fn may_go_on(&self) -> Result<(), FolderError> {
        self.going_on()()
    }

    /// The same question for whoever works on what is written here: drawings on other threads.
    pub fn going_on(&self) -> impl Fn() -> Result<(), FolderError> + Send + Sync + use<> {
        let stop = self.stop.clone();
        move || if stop.is_asked() { Err(FolderError::Stopped) } else { Ok(()) }
    }

    /// Puts the folder in the target's place.
    ///
    /// # Errors
    /// When somebody asked to stop, when no receipt was written, when meanwhile something else stands in the place, or when the
    /// machine refuses; then the previous output is still there.
    pub fn finish(self) -> Result<(), FolderError> {
        if !self.written.contains_key(receipt::FILE_NAME) {
            return Err(FolderError::NoReceipt(self.given));
        }
        self.may_go_on()?;
        check_replaceable(&self.given, &self.place)?;
        let (new, old) = (self.workshop.path().join(NEW), self.workshop.path().join(OLD));
        match swap(&new, &self.place, &old) {
            Ok(()) => {
                self.parents.keep();
                Ok(())
            }
            Err(Failed::Unchanged(source)) => {
                Err(FolderError::Io { doing: "replace", path: self.given, source })
            }
            Err(Failed::Displaced(source)) => {
                // The old output is inside: the folder must outlive this run.
                let old = self.workshop.keep().join(OLD);
                self.parents.keep();
                Err(FolderError::Stranded { path: self.given, old, source })
            }
        }
    }
}

/// Folders made on the way to a target, from the outermost; those that are still empty go when the
/// run fails.
#[derive(Debug, Default)]
struct MadeFolders(Vec<PathBuf>);

impl MadeFolders {
    fn keep(mut self) {
        self.0.clear();
    }
}

impl Drop for MadeFolders {
    fn drop(&mut self) {
        for folder in self.0.iter().rev() {
            // Another run may have put something there by now; then it stays.
            let _ = fs::remove_dir(folder);
        }
    }
}

/// The real place of a target, through links, with the folders above it made.
fn resolve(target: &Path) -> Result<(PathBuf, MadeFolders), FolderError> {
    if fs::symlink_metadata(target).is_ok() {
        let place = fs::canonicalize(target).map_err(FolderError::io("follow", target))?;
        return Ok((place, MadeFolders::default()));
    }
    let Some(name) = target.file_name() else {
        return Err(FolderError::NotOurs { path: target.to_owned(), found: "is no folder's name" });
    };
    let parent = match target.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    let missing = parent.ancestors().take_while(|p| *p != Path::new("") && !p.exists());
    let mut made = MadeFolders(missing.map(Path::to_owned).collect());
    made.0.reverse();
    fs::create_dir_all(parent).map_err(FolderError::io("make", parent))?;
    let parent = fs::canonicalize(parent).map_err(FolderError::io("follow", parent))?;
    Ok((parent.join(name), made))
}

/// Refuses whatever is neither absent, nor empty, nor an output of this program.
fn check_replaceable(given: &Path, place: &Path) -> Result<(), FolderError> {
    let refuse = |found| Err(FolderError::NotOurs { path: given.to_owned(), found });
    match fs::symlink_metadata(place) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(source) => return Err(FolderError::io("look at", given)(source)),
        Ok(there) if !there.is_dir() => return refuse("is not a folder"),
        Ok(_) => {}
    }
    match fs::read(place.join(receipt::FILE_NAME)) {
        Ok(json) if receipt::is_receipt(&json) => return Ok(()),
        Ok(_) => return refuse("holds a receipt that this program did not write"),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(source) => return Err(FolderError::io("read the receipt in", given)(source)),
    }
    let mut entries = fs::read_dir(place).map_err(FolderError::io("look into", given))?;
    if entries.next().is_none() { Ok(()) } else { refuse("holds other files") }
}

/// A fresh temporary folder with a locked file in it: the lock ends with the process, however that
/// ends.
fn open_workshop(parent: &Path, prefix: &str) -> Result<(TempDir, File), FolderError> {
    let refused = FolderError::io("make a temporary folder in", parent);
    let mut attempt = open_workshop_once(parent, prefix);
    for _ in 0..3 {
        // Another run's clearing may have taken the folder for a stale one before it was locked.
        if attempt.is_ok() {
            break;
        }
        attempt = open_workshop_once(parent, prefix);
    }
    attempt.map_err(refused)
}

fn open_workshop_once(parent: &Path, prefix: &str) -> io::Result<(TempDir, File)> {
    let folder =
        tempfile::Builder::new().prefix(prefix).rand_bytes(RANDOM_LETTERS).tempdir_in(parent)?;
    let path = folder.path().join(LOCK);
    let lock = File::create_new(&path)?;
    match lock.try_lock() {
        // A file system without locks can still be written to; nobody will clear there either.
        Ok(()) => {}
        Err(fs::TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {}
        Err(error) => return Err(error.into()),
    }
    fs::metadata(&path)?;
    Ok((folder, lock))
}

/// Removes what killed runs to the same target left, and puts back an output that they had moved
/// aside. Nothing here is worth failing for: whatever cannot be cleared stays for the next run.
fn clear_stale(parent: &Path, prefix: &str, place: &Path) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    let mut stale: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.file_name().is_some_and(|name| is_workshop(name, prefix)))
        .collect();
    stale.sort();
    for folder in stale {
        match File::open(folder.join(LOCK)) {
            Ok(lock) if lock.try_lock().is_err() => continue,
            Ok(_) => {}
            // A run gets its lock before it puts anything beside it, so this one has ended: it was killed while it tidied up.
            Err(_) if folder.join(OLD).exists() || folder.join(NEW).exists() => {}
            Err(_) => {
                // It may be about to get its lock. An empty folder is no loss to a run that tries again.
                let _ = fs::remove_dir(&folder);
                continue;
            }
        }
        let old = folder.join(OLD);
        let rescued = !old.exists() || place.exists() || fs::rename(&old, place).is_ok();
        if rescued {
            let _ = fs::remove_dir_all(&folder);
        }
    }
}

fn is_workshop(name: &OsStr, prefix: &str) -> bool {
    name.to_str().and_then(|name| name.strip_prefix(prefix)).is_some_and(|random| {
        random.len() == RANDOM_LETTERS
            && random.bytes().all(|letter| letter.is_ascii_alphanumeric())
    })
}

/// How an exchange failed.
enum Failed {
    /// Everything is as it was.
    Unchanged(io::Error),
    /// The old folder has been moved aside and could not be moved back.
    Displaced(io::Error),
}

/// Moves `place` to `old` if it is there, and `new` to `place`; goes back when the second step
/// fails.
fn swap(new: &Path, place: &Path, old: &Path) -> Result<(), Failed> {
    let replaced = match fs::rename(place, old) {
        Ok(()) => true,
        Err(error) if error.kind() == ErrorKind::NotFound => false,
        Err(error) => return Err(Failed::Unchanged(error)),
    };
    let Err(error) = fs::rename(new, place) else { return Ok(()) };
    if replaced && fs::rename(old, place).is_err() {
        return Err(Failed::Displaced(error));
    }
    Err(Failed::Unchanged(error))
}

#[cfg(test)]
#[path = "folder_tests.rs"]
mod tests;
