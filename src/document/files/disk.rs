//! Files of the machine: regular ones only, and none that has no end.

use super::{Files, LARGEST_FILE, Unreadable, missing};
use std::fs::{File, FileType, metadata};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

/// The machine's own files.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

impl Disk {
    /// The bytes of a regular file of at most so many bytes. Whatever else has a path, such as a pipe that nobody
    /// writes to or a device without end, is not opened.
    ///
    /// # Errors
    /// When there is no such file, it is too large, or it may not be read.
    pub fn read_up_to(path: &Path, limit: u64) -> Result<Vec<u8>, Unreadable> {
        let why = |error| unreadable(path, &error);
        let kind = metadata(path).map_err(why)?.file_type();
        if !kind.is_file() {
            return Err(Unreadable::Refused(format!("it is {}", said(kind))));
        }
        let mut bytes = Vec::new();
        // A file may grow while it is read, or say that it is empty: the limit is on what comes.
        File::open(path)
            .and_then(|file| file.take(limit.saturating_add(1)).read_to_end(&mut bytes))
            .map_err(why)?;
        if bytes.len() as u64 > limit { Err(Unreadable::TooLarge) } else { Ok(bytes) }
    }
}

impl Files for Disk {
    fn identity(&self, path: &Path) -> Result<PathBuf, Unreadable> {
        path.canonicalize().map_err(|error| unreadable(path, &error))
    }

    fn read(&self, path: &Path) -> Result<Vec<u8>, Unreadable> {
        Self::read_up_to(path, LARGEST_FILE)
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Unreadable {
    match error.kind() {
        ErrorKind::NotFound => {
            let names = names_beside(path);
            missing(path, names.iter().map(String::as_str))
        }
        ErrorKind::PermissionDenied => Unreadable::Refused("it may not be read".to_owned()),
        ErrorKind::NotADirectory => {
            Unreadable::Refused("a part of its path is a file, not a folder".to_owned())
        }
        _ => Unreadable::Refused(error.to_string()),
    }
}

/// The names in the folder of a path, in order.
fn names_beside(path: &Path) -> Vec<String> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let entries = folder.unwrap_or(Path::new(".")).read_dir();
    let mut names: Vec<String> = entries
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    names.sort();
    names
}

/// What a thing with a path is that is no regular file.
#[cfg(unix)]
fn said(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    if kind.is_dir() {
        "a folder"
    } else if kind.is_fifo() {
        "a pipe, not a file"
    } else if kind.is_socket() {
        "a socket, not a file"
    } else {
        "a device, not a file"
    }
}

/// What a thing with a path is that is no regular file.
#[cfg(not(unix))]
fn said(kind: FileType) -> &'static str {
    if kind.is_dir() { "a folder" } else { "no file" }
}
