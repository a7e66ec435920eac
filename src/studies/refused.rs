//! Why a study leaves nothing: a file is wrong, deals do not belong together, or a run failed.

use crate::diagnose::Findings;
use crate::simulation::Failure;
use std::fmt;

/// Two deals that cannot be held against one another path by path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What does not fit, and in which files.
    pub message: String,
    /// The way out.
    pub help: String,
}

/// Why a study leaves nothing.
#[derive(Clone, Debug)]
pub enum StudyFailure {
    /// A scenario is wrong.
    Wrong(Findings),
    /// The deals do not belong together.
    Refused(Refusal),
    /// A run failed.
    Failed(Failure),
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.message, self.help)
    }
}

impl fmt::Display for StudyFailure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wrong(findings) => findings.fmt(out),
            Self::Refused(refusal) => refusal.fmt(out),
            Self::Failed(failure) => failure.fmt(out),
        }
    }
}

impl std::error::Error for StudyFailure {}

impl From<Findings> for StudyFailure {
    fn from(findings: Findings) -> Self {
        Self::Wrong(findings)
    }
}

impl From<Refusal> for StudyFailure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Failure> for StudyFailure {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}
