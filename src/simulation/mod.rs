//! One scenario from text to results: what the command line, other languages and studies call.

mod assumed;
mod beliefs;
mod cap_table;
mod failure;
mod job;
mod memory;
mod payoff;
mod run;
mod scenario;
mod settings;
mod studied;
mod traced;
#[cfg(feature = "disk")]
mod written;

pub use failure::{BadNumber, Failure, TooLarge};
pub use payoff::Payoff;
pub use run::{Picture, Run, TableName, Unknown};
pub use scenario::Scenario;
pub use settings::{Settings, Stage};

pub(crate) use job::Job;
#[cfg(feature = "cli")]
pub(crate) use traced::Which;
