//! Runs a plan over blocks of paths; knows no kind.

mod block;
mod checks;
mod compile;
mod cut;
mod draws;
mod folding;
mod fusion;
mod kernels;
mod known;
mod memory;
mod outcome;
mod part;
mod pilot;
mod program;
mod registers;
mod run;
mod settings;
mod value;
mod waves;

pub use compile::{CompileError, compile};
pub use known::{KnownFault, known_faults};
pub use memory::{memory_need, paths_that_fit};
pub use outcome::{Outcome, Series, TrackResult};
pub use part::{Part, PartMismatch};
pub use program::{Fusion, Instruction, Operand, Program};
pub use run::{Failure, NotFinite, run, run_part};
pub use settings::{Level, Progress, Settings, Stop, Threads};
