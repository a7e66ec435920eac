//! What decides the answer? How payoffs hang on inputs, shocks of drivers, clocks of events, and numbers that are assumed.

mod answer;
mod factors;
mod picture;
mod shown;
mod study;
mod subject;

pub use answer::{Factor, Input, Sensitivity, Swing};
pub use study::sensitivity;
