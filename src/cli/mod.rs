//! What the user types.

mod args;
mod check;
mod exit;
mod failure;
mod merge;
mod part_file;
mod progress;
mod publish;
mod run;
mod say;

pub use args::main;
