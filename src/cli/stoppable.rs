//! What the user can stop: a run, and the reading of files before it.

use super::exit;
use crate::document::{Disk, Files, Unreadable};
use crate::engine::Stop;
use std::path::{Path, PathBuf};

/// A request to stop that the first Ctrl-C, or another wish of the system to end, makes; the second one ends the program
/// at once. Where no handler can be set, the first does: the output is safe either way.
pub(super) fn watched() -> Stop {
    let stop = Stop::default();
    let asked = stop.clone();
    let _ = ctrlc::set_handler(move || {
        if asked.ask() {
            std::process::exit(exit::INTERRUPTED.into());
        }
    });
    stop
}

/// The disk, until somebody asks to stop.
pub(super) struct Stoppable(pub(super) Stop);

impl Files for Stoppable {
    fn identity(&self, path: &Path) -> Result<PathBuf, Unreadable> {
        if self.0.is_asked() {
            return Err(Unreadable::Refused("somebody asked to stop".to_owned()));
        }
        Disk.identity(path)
    }

    fn read(&self, path: &Path) -> Result<Vec<u8>, Unreadable> {
        Disk.read(path)
    }
}
