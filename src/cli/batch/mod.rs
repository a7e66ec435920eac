//! Many scenarios, each with a grid of overrides: runs what is not up to date, and ends with a league table.

mod case;
mod cases;
mod covered;
mod league;
mod lines;
mod running;

pub(super) use running::{Request, batch};
