//! `dealsim` simulates deal terms: what each clause of a deal is worth to each side, in every future.
//!
//! ```text
//! scenario.toml -> document -> scenario -> plan -> engine -> outcome (ledger) -> statistics -> charts, report
//!                  spans       checked     nodes    blocks     double entry        with errors    PNG, CSV, HTML
//!                              ^ kinds are registered here: distributions, processes, events, terms
//! ```

pub mod calendar;
pub mod catalogue;
pub mod charts;
pub mod cli;
pub mod correlation;
pub mod diagnose;
pub mod distributions;
pub mod document;
pub mod draw;
pub mod engine;
pub mod events;
pub mod formula;
pub mod kind;
pub mod lane;
pub mod plan;
pub mod processes;
pub mod reference;
pub mod report;
pub mod results;
pub mod scenario;
pub mod statistics;
pub mod terms;

pub use document::{Disk, Files, Memory, NewValue, Overrides, Unreadable};
