//! How results hang on what goes into them: parts of variance, what knowing a number is worth, the ranges in which most bad cases
//! lie, and a first screening.

mod boxes;
mod indices;
mod knowing;
mod morris;
mod peeling;
mod piecewise;

pub use boxes::{Counts, Range, chance_of_idle_limit, counted, inside, worst_box};
pub use indices::{Indices, indices};
pub use knowing::value_of_knowing;
pub use morris::{Effect, morris, trajectories};
pub use piecewise::PiecewiseLinear;
