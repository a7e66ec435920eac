//! Messages go to standard error, results to standard output.

use crate::diagnose::harmless;
use std::io::{ErrorKind, Write};
use std::sync::atomic::{AtomicBool, Ordering};

/// A message. Nobody can be told when even that fails.
pub(super) fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{}", harmless::shown(line));
}

static LOST: AtomicBool = AtomicBool::new(false);

/// A result. A reader that has gone away, as `head` does, is no fault; a full disk is one.
pub(super) fn print(text: &str) {
    print_as_it_is(&format!("{text}\n"));
}

/// A result that ends its own last line.
pub(super) fn print_as_it_is(text: &str) {
    let mut out = std::io::stdout();
    if let Err(error) = out.write_all(harmless::shown(text).as_bytes()).and_then(|()| out.flush())
        && error.kind() != ErrorKind::BrokenPipe
        && !LOST.swap(true, Ordering::Relaxed)
    {
        say(&format!("error: standard output cannot be written: {error}"));
    }
}

/// Whether a result could not be shown.
pub(super) fn lost() -> bool {
    LOST.load(Ordering::Relaxed)
}
