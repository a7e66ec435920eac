//! Which worlds break a deal? The few ranges of inputs in which most of a side's bad paths lie, held against paths that did not
//! choose them.

mod answer;
mod candidates;
mod picture;
mod shown;
mod study;

pub use answer::{Candidate, Limit, Limited, Region, Source, Worlds};
pub use study::{Asked, worlds};
