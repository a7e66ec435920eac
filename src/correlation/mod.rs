//! Correlations that somebody typed: can all hold at once, their factor, and the nearest that can.

mod matrix;
mod nearest;

pub use matrix::{CorrelationMatrix, NotPositive, PairFault, groups};
