//! Messages go to standard error, results to standard output.

use std::io::Write;

/// A message. Nobody can be told when even that fails.
pub(super) fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// A result. A reader that has gone away, as `head` does, is no fault.
pub(super) fn print(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}
