//! Days, the grid of periods, and time in years.

mod date;
mod grid;

pub use date::{parse_date, parse_duration};
pub use grid::{Grid, Step};
