//! What the user types.

mod args;
mod batch;
mod beliefs;
mod captable;
mod check;
mod compare;
mod dispatch;
mod exit;
mod explain;
mod failure;
mod given;
mod lint;
mod list;
mod merge;
mod negotiate;
mod part_file;
mod precision;
mod progress;
mod publish;
mod rates;
mod run;
mod say;
mod screen;
mod sensitivity;
mod solve;
mod stoppable;
mod study;
mod study_file;
mod sweep;
mod trace;
mod trigger;
mod verify;
mod words;
mod worlds;
mod worth;

pub use args::main;
