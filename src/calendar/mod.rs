//! Days, the grid of periods, and time in years.

mod date;
mod day_count;
mod grid;

pub use date::{parse_date, parse_duration};
pub use day_count::DayCount;
pub use grid::{Grid, Step, add_months};
