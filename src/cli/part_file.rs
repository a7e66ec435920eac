//! Parts of a run as files, so that a long run can be spread over machines and joined to the same bytes.

use super::exit;
use super::publish::target;
use super::say::{print, say};
use crate::engine::Part;
use crate::report::FileHash;
use crate::scenario::RunSettings;
use crate::simulation::Scenario;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use std::path::Path;

/// The first bytes of every part.
const MARK: &[u8; 16] = b"dealsim part  3\n";

/// The length of the hash that follows the mark.
const HASH: usize = 32;

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
    /// Its bytes are not those that were written.
    Damaged,
    /// Its sums are not those of the paths that it names.
    Unsound,
    /// It cannot be put into bytes, or holds something else.
    Format(postcard::Error),
}

impl fmt::Display for PartError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign => {
                write!(out, "this is no part of a run, or one of another version of the format")
            }
            Self::Damaged => {
                write!(out, "this part of a run is damaged or cut short: copy it or run it again")
            }
            Self::Unsound => write!(
                out,
                "this part of a run holds sums of other paths than it names: run it again"
            ),
            Self::Format(cause) => write!(out, "this part of a run cannot be read: {cause}"),
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
        let body = postcard::to_stdvec(self).map_err(PartError::Format)?;
        let mut bytes = MARK.to_vec();
        bytes.extend_from_slice(&Sha256::digest(&body));
        bytes.extend(body);
        Ok(bytes)
    }

    /// Reads a part.
    ///
    /// # Errors
    /// When it is something else, or incomplete.
    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, PartError> {
        let rest = bytes.strip_prefix(MARK).ok_or(PartError::Foreign)?;
        let (hash, body) = rest.split_at_checked(HASH).ok_or(PartError::Damaged)?;
        // A sum that was changed on the way would pass for a result.
        if Sha256::digest(body)[..] != *hash {
            return Err(PartError::Damaged);
        }
        let read: Self = postcard::from_bytes(body).map_err(PartError::Format)?;
        if read.part.is_sound() { Ok(read) } else { Err(PartError::Unsound) }
    }
}

/// Keeps a part of a run beside where the whole would go; gives the exit code.
pub(super) fn keep(
    part: Part,
    scenario: &Scenario,
    settings: RunSettings,
    output: &Path,
    quiet: bool,
) -> u8 {
    let paths = part.paths();
    let of = PartOf {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        scenario: scenario.path().display().to_string(),
        files: scenario.hashes(),
        sets: scenario.overrides().texts().map(str::to_owned).collect(),
        seed: settings.seed,
        paths: settings.paths,
        sampler: settings.sampler.name().to_owned(),
    };
    let mut folder = target(output, scenario.path());
    folder.as_mut_os_string().push(".parts");
    let target = folder.join(format!("{}-{}.part", paths.start, paths.end));
    let bytes = PartFile { of, part }.to_bytes().map_err(|error| error.to_string());
    let written = bytes
        .and_then(|bytes| write_whole(&folder, &target, &bytes).map_err(|error| error.to_string()));
    if let Err(cause) = written {
        say(&format!("error: {} cannot be written: {cause}", target.display()));
        return exit::MACHINE;
    }
    if !quiet {
        print(&format!("wrote {}", target.display()));
    }
    exit::DONE
}

/// Writes beside the target and renames, so that a part is whole or not there.
fn write_whole(folder: &Path, target: &Path, bytes: &[u8]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    // Not a private temporary file: others may read a part as they read other results.
    let folder = tempfile::Builder::new().prefix(".part-").tempdir_in(folder)?;
    let new = folder.path().join("new");
    std::fs::write(&new, bytes)?;
    std::fs::rename(&new, target)
}
