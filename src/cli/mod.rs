//! What the user types.

mod args;
mod captable;
mod check;
mod compare;
mod exit;
mod explain;
mod failure;
mod list;
mod merge;
mod part_file;
mod progress;
mod publish;
mod run;
mod say;
mod screen;
mod solve;
mod stoppable;
mod study;
mod sweep;
mod trace;

pub use args::main;
