//! Many deals on the same draws: what one is worth over another, and which change makes the difference.

mod bridge;
mod compare;
mod forcing;
mod pair;
mod payoffs;
mod refused;
mod shown;
mod words;

pub use bridge::{Bridge, Step};
pub use compare::{Comparison, Deal, Versus, compare};
pub use pair::{LEVELS, Pair, Shares};
pub use refused::{Refusal, StudyFailure};
