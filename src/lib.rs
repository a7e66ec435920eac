//! `dealsim` simulates deal terms: what each clause of a deal is worth to each side, in every future.
//!
//! ```text
//! scenario.toml -> document -> scenario -> plan -> engine -> outcome (ledger) -> statistics -> charts, report
//!                  spans       checked     nodes    blocks     double entry        with errors    PNG, CSV, HTML
//!                              ^ kinds are registered here: distributions, processes, events, terms
//! ```

pub mod diagnose;
pub mod document;
