//! What each side thinks of a package, through its own eyes and in the base world, and the bet that is in the difference.

mod answer;
mod picture;
mod shown;
mod study;

pub use answer::{Believed, BelievedDeal, BelievedEvent, BelievedSide};
pub use study::beliefs;
