//! How results hang on what goes into them: parts of variance, what knowing a number is worth, and a first screening.

mod indices;
mod knowing;
mod morris;
mod piecewise;

pub use indices::{Indices, indices};
pub use knowing::value_of_knowing;
pub use morris::{Effect, morris, trajectories};
pub use piecewise::PiecewiseLinear;
