//! What the user types.

mod args;
mod check;
mod exit;
mod run;

pub use args::main;
