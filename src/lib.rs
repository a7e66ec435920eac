//! `dealsim` simulates deal terms: what each clause of a deal is worth to each side, in every future.
//!
//! ```text
//! scenario.toml -> document -> scenario -> plan -> engine -> outcome (ledger) -> statistics -> charts, report
//!                  spans       checked     nodes    blocks     double entry        with errors    PNG, CSV, HTML
//!                              ^ kinds are registered here: distributions, processes, events, terms
//! ```
//!
//! # From a text to an answer
//!
//! ```
//! use dealsim::{Scenario, Settings, TableName};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let text = r#"
//! format = 1
//! name   = "A licence"
//! money  = "USD M"
//! time   = { start = 2025-01-01, end = 2030-01-01, step = "quarter" }
//!
//! [parties]
//! maker    = { discount_rate = 0.08 }
//! inventor = { discount_rate = 0.12 }
//!
//! [drivers.sales]
//! process = "geometric_brownian"
//! start   = 100
//! volatility = 0.3
//!
//! [events.rival]
//! hazard = 0.1
//!
//! [terms.fee]
//! kind = "revenue_share"
//! from = "maker"
//! to   = "inventor"
//! rate = 0.05
//! of   = "sales"
//! ends = "rival"
//! "#;
//!
//! // Everything that is wrong with it would come back at once, with places and ways out: `Findings` is an error.
//! let deal = Scenario::from_text("licence.toml", text)?;
//! let run = deal.run(&Settings::paths(10_000))?;
//!
//! // No number comes without its error.
//! let fee = run.payoff("inventor")?;
//! let error = fee.mean.standard_error.unwrap();
//! assert!(fee.mean.value > 10.0 && error < 0.2);
//! assert!(fee.quantile(0.05).unwrap().value < fee.mean.value);
//! // 1 − exp(−0.5), within four standard errors.
//! let rival = run.probability("rival")?;
//! assert!((rival.value - 0.393469).abs() < 4.0 * rival.standard_error.unwrap());
//!
//! // The same deal at another rate, on the same draws: path by path, what the inventor gains.
//! let dearer = deal.with("terms.fee.rate", 0.06)?.run(&Settings::paths(10_000))?;
//! let pairs = dearer.payoffs("inventor")?.iter().zip(run.payoffs("inventor")?);
//! assert!(pairs.into_iter().all(|(more, less)| more >= less));
//!
//! // Tables for other programs, with typed columns.
//! let csv = run.table(TableName::Summary).to_csv()?;
//! assert!(csv.starts_with(b"kind,name,"));
//! # Ok(())
//! # }
//! ```

#![cfg_attr(not(feature = "cli"), allow(dead_code, reason = "what only the command line calls"))]

pub mod bargaining;
pub mod calendar;
pub mod cap_table;
pub mod catalogue;
pub mod charts;
#[cfg(feature = "cli")]
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
pub mod sensitivity;
pub mod simulation;
pub mod spelling;
pub mod statistics;
pub mod studies;
pub mod terms;

pub use diagnose::{Finding, Findings};
#[cfg(feature = "disk")]
pub use document::Disk;
pub use document::{Files, Memory, NewValue, Overrides, Unreadable};
pub use draw::Sampler;
pub use engine::{Stop, Threads};
pub use report::Table;
pub use simulation::{
    Failure, Payoff, Picture, Run, Scenario, Settings, Stage, TableName, Unknown,
};
pub use statistics::Measure;
