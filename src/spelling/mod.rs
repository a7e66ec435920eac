//! What people write in letters and spreadsheets, turned into the one spelling that a scenario takes.

mod amount;
mod day;

pub use amount::{MeantAmount, meant_amount};
pub use day::{MeantDay, meant_day};
