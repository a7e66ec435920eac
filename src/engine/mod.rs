//! Runs a plan over blocks of paths; knows no kind.

mod block;
mod compile;
mod draws;
mod kernels;
mod outcome;
mod program;
mod registers;
mod run;
mod value;

pub use compile::{CompileError, compile};
pub use outcome::{Outcome, Series, TrackResult};
pub use program::{Instruction, Program};
pub use run::{Failure, Level, NotFinite, Settings, run};
