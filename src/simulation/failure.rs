//! Why a run left nothing, in words that stand by themselves.

use crate::diagnose::{Diagnostics, Findings};
use crate::engine::{self, CompileError, NotFinite};
use crate::scenario::Model;
use std::fmt;

/// Why a run left nothing.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Failure {
    /// Somebody asked to stop.
    Interrupted,
    /// A number is not what it must be.
    BadNumber(Box<BadNumber>),
    /// The run may need more memory than allowed.
    TooLarge(TooLarge),
    /// The scenario cannot be run as asked: one sentence.
    Refused(String),
}

/// A number that is not finite, or not one that its key can have, on the first path on which it is not.
#[derive(Clone, Debug)]
pub struct BadNumber {
    /// The side in whose world it ran; none for the base world.
    pub side: Option<String>,
    /// The path; none where it is the same on all of them.
    pub path: Option<u64>,
    /// What is said about it.
    pub message: String,
    /// The way out; empty where none is known.
    pub help: String,
    /// The file of the scenario.
    pub file: String,
    /// The finding at its place in the files, where it stands somewhere.
    pub at: Option<Findings>,
}

/// A run that may need more memory than allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TooLarge {
    /// The scenario.
    pub name: String,
    /// How many paths were asked for.
    pub paths: u64,
    /// How many bytes they may need.
    pub need: u64,
    /// How many are allowed.
    pub most: u64,
    /// How many paths fit; none where not even 64 do.
    pub fits: Option<u64>,
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Interrupted => out.write_str("somebody asked to stop"),
            Self::BadNumber(bad) => bad.fmt(out),
            Self::TooLarge(TooLarge { name, paths, need, most, .. }) => {
                write!(out, "{paths} paths of {name} need up to {need} bytes, more than {most}")
            }
            Self::Refused(sentence) => out.write_str(sentence),
        }
    }
}

impl fmt::Display for BadNumber {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(side) = &self.side {
            writeln!(out, "in the world that {side} believes in:")?;
        }
        match &self.at {
            Some(findings) => findings.fmt(out),
            None => write!(out, "{} in {}: {}", self.message, self.file, self.help),
        }
    }
}

impl std::error::Error for Failure {}

impl super::Scenario {
    /// The failure of a run of a model of this scenario; with the side in whose world it ran, if not in the base world.
    pub(crate) fn failure(
        &self,
        failure: engine::Failure,
        model: &Model,
        side: Option<&str>,
    ) -> Failure {
        match failure {
            engine::Failure::Interrupted => Failure::Interrupted,
            engine::Failure::NotFinite(NotFinite { path, index, named, value }) => {
                let path = path.unwrap_or(0);
                let when = format!("on path {path} at {}", model.grid.date(index));
                self.bad_number(model, side, (named, value), Some(path), &when)
            }
            engine::Failure::Compile(CompileError::NotFinite(fault)) => {
                let when = format!("on every path at {}", model.grid.date(fault.index));
                self.bad_number(model, side, (fault.named, fault.value), None, &when)
            }
            engine::Failure::Compile(CompileError::Cycle(_)) => Failure::Refused(format!(
                "values of {} need one another in the same period",
                self.path().display()
            )),
            engine::Failure::TooManyDimensions(sentence) => Failure::Refused(sentence),
        }
    }

    fn bad_number(
        &self,
        model: &Model,
        side: Option<&str>,
        (named, value): (usize, f64),
        path: Option<u64>,
        when: &str,
    ) -> Failure {
        let (finding, placed) = model.bad_number(named, value, when);
        let (message, help) = (finding.message.clone(), finding.help.clone().unwrap_or_default());
        let at = placed.then(|| {
            Findings::new(self.warnings().sources().clone(), Diagnostics::from_iter([finding]))
        });
        let (side, file) = (side.map(str::to_owned), self.path().display().to_string());
        Failure::BadNumber(Box::new(BadNumber { side, path, message, help, file, at }))
    }
}
