//! Companies: what falls due is paid as far as there is cash, gaps are funded, and holders receive the value once.

mod books;
mod cap_table;
mod circles;
mod closing;
mod dues;
mod estate;
mod failure;
mod funding;
mod holders;
mod instruments;
mod liquidity;
mod moment;
mod notes;
mod order;
mod ranks;
mod read;
mod settle;
mod solution;
mod standing;
mod warrants;
mod water_level;

pub(super) use read::Company;
pub(super) use settle::Settled;
