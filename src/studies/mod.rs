//! Many deals on the same draws: what one is worth over another, and which change makes the difference.

mod bridge;
mod compare;
mod drawn;
mod forcing;
pub mod negotiation;
mod pair;
mod payoffs;
mod planned;
mod rated;
mod rates;
mod refused;
mod roots;
mod shown;
mod slopes;
mod solve;
mod solved;
mod statement;
mod sweep;
mod swept;
mod valued;
mod words;
mod worth;

pub use bridge::{Bridge, Step};
pub use compare::{Comparison, Deal, Versus, compare};
pub use negotiation::is_study;
pub use pair::{LEVELS, Pair, Shares};
pub use rates::{LeverWorth, Rate, Rates, Ratio, SideRates, rates};
pub use refused::{Refusal, StudyFailure};
pub use roots::{Root, roots};
pub use slopes::Lever;
pub use solve::{SCAN, Solved, solve};
pub use statement::{Operand, Statement, Statistic};
pub use sweep::{Axis, BreakEven, Point, SideAt, Sweep, sweep};
pub use worth::{Clause, Kept, Worth, worth};
