//! What is probably not as meant and only a run can show: rules, each with a scenario on which it speaks and one on which it does not.

mod alone;
mod apart;
mod caps;
mod deciding;
mod few;
mod idle;
mod inside;
mod looking;
mod moving;
mod unlimited;

pub use looking::{PATHS, RULES, Rule, lint};
