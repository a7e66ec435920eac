//! The cap table of one path: who has how many shares after each closing, and who gets what for which value at the end.

mod closings;
mod one_path;
mod payout;

pub use closings::closings;
pub use payout::payout;
