//! Verdicts, and the exit codes that they become.

/// The run did what it was asked.
pub(super) const DONE: u8 = 0;
/// An assertion failed.
pub(super) const FAILED: u8 = 1;
/// The input is wrong.
pub(super) const INPUT: u8 = 2;
/// The precision that was asked for was not reached.
pub(super) const IMPRECISE: u8 = 3;
/// The machine failed: disk or memory.
pub(super) const MACHINE: u8 = 4;
/// Somebody stopped it.
pub(super) const INTERRUPTED: u8 = 130;
