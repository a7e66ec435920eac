//! One path as a dated ledger: who paid whom when, under which clause, and why; sums equal to the payoffs to the last bit.

mod observed;
mod picture;
mod read;
mod tables;
mod tracing;
mod words;

pub use observed::Observed;
pub use read::Trace;
pub use tracing::Tracing;
