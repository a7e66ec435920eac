//! One number per path: the program's own arithmetic over lanes.

pub mod aligned;
pub mod math;
