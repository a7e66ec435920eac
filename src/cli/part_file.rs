//! Parts of a run as files, so that a long run can be spread over machines and joined to the same bytes.

use crate::engine::Part;
use crate::report::FileHash;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The first bytes of every part.
const MARK: &[u8; 16] = b"dealsim part  1\n";

/// What the parts of one run have in common.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PartOf {
    /// The version of the program that ran.
    pub(super) version: String,
    /// The scenario file, as it was given.
    pub(super) scenario: String,
    /// Every file that was read, with its hash.
    pub(super) files: Vec<FileHash>,
    /// Overrides from the command line, in the order given.
    pub(super) sets: Vec<String>,
    /// The seed.
    pub(super) seed: u64,
    /// The number of paths of the whole run.
    pub(super) paths: u64,
    /// `random`, `antithetic` or `sobol`.
    pub(super) sampler: String,
}

/// A part with what it is a part of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct PartFile {
    /// What all parts of the run have in common.
    pub(super) of: PartOf,
    /// What its paths add up to.
    pub(super) part: Part,
}

/// A part that cannot be read or written.
#[derive(Debug)]
pub(super) enum PartError {
    /// It does not begin as a part does.
    Foreign,
    /// It ends early or is damaged.
    Damaged(postcard::Error),
}

impl fmt::Display for PartError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign => {
                write!(out, "this is no part of a run, or one of another version of the format")
            }
            Self::Damaged(cause) => write!(out, "this part of a run is damaged: {cause}"),
        }
    }
}

impl std::error::Error for PartError {}

impl PartFile {
    /// The part as bytes.
    ///
    /// # Errors
    /// Never in practice: every field can be written.
    pub(super) fn to_bytes(&self) -> Result<Vec<u8>, PartError> {
        let mut bytes = MARK.to_vec();
        bytes.extend(postcard::to_stdvec(self).map_err(PartError::Damaged)?);
        Ok(bytes)
    }

    /// Reads a part.
    ///
    /// # Errors
    /// When it is something else, or incomplete.
    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, PartError> {
        let body = bytes.strip_prefix(MARK).ok_or(PartError::Foreign)?;
        postcard::from_bytes(body).map_err(PartError::Damaged)
    }
}
