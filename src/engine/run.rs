//! How one plan is run, and why a run may leave nothing.

use super::compile::CompileError;
use super::outcome::Outcome;
use super::prepared::Prepared;
use super::settings::Settings;
use crate::plan::Plan;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A named value that is not a finite number, or not one that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct NotFinite {
    /// Number of the path; absent when it is the same on all.
    pub path: Option<u64>,
    /// Period, zero at the start.
    pub index: usize,
    /// Number of the named value in the plan.
    pub named: usize,
    /// Its value.
    pub value: f64,
}

/// Why a run left nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// The plan cannot be compiled.
    Compile(CompileError),
    /// A value is not what it must be.
    NotFinite(NotFinite),
    /// More random sites and periods than a Sobol sequence has dimensions: needed and available.
    TooManyDimensions(String),
    /// Somebody stopped it.
    Interrupted,
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Compile(error) => error.fmt(out),
            Self::NotFinite(NotFinite { path, index, named, value }) => {
                write!(out, "named value {named} is {value} in period {index}")?;
                path.map_or(Ok(()), |path| write!(out, " on path {path}"))
            }
            Self::TooManyDimensions(sentence) => out.write_str(sentence),
            Self::Interrupted => out.write_str("somebody asked to stop"),
        }
    }
}

impl std::error::Error for Failure {}

impl From<CompileError> for Failure {
    fn from(error: CompileError) -> Self {
        Self::Compile(error)
    }
}

/// Simulates one plan.
///
/// # Errors
/// See [`Failure`].
pub fn run(plan: &Plan, settings: &Settings) -> Result<Outcome, Failure> {
    let together = Prepared::new(vec![plan.clone()], &[]).run(settings)?;
    together.deals.into_iter().next().unwrap_or(Err(Failure::Interrupted))
}
