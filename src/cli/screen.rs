//! What the terminal is like that results are printed on.

use std::io::IsTerminal;

/// The terminal of standard output.
#[derive(Clone, Copy, Debug)]
pub(super) struct Screen {
    /// Columns.
    pub(super) width: usize,
    /// Whether it shows ASCII only.
    pub(super) ascii: bool,
}

/// Columns where nobody says how many there are, as in a file.
const UNKNOWN: usize = 100;
/// No table is narrower.
const LEAST: usize = 40;
/// Lines beyond this are hard to follow.
const MOST: usize = 160;

impl Screen {
    /// Asks the terminal. A file, and a pipe, are taken for one of 100 columns.
    pub(super) fn of_output() -> Self {
        let there = std::io::stdout().is_terminal();
        let asked = terminal_size::terminal_size_of(std::io::stdout());
        let width = asked.filter(|_| there).map(|(width, _)| usize::from(width.0));
        let width = width.filter(|width| *width > 0).unwrap_or(UNKNOWN).clamp(LEAST, MOST);
        Self { width, ascii: there && is_dumb() }
    }
}

/// Whether the terminal says that it knows no signs of its own.
fn is_dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|name| name == "dumb")
}

/// Whether messages on standard error may be coloured: on a terminal that knows colours, unless `NO_COLOR` is set to
/// anything (no-color.org).
pub(super) fn colours() -> bool {
    let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    std::io::stderr().is_terminal() && !unwanted && !is_dumb()
}
