//! Whether a result is there already: its receipt covers everything that decides its bytes, and the bytes are there.

use crate::report::receipt::{self, FileHash, Receipt, sha256};
use crate::simulation::{Job, Scenario, Settings};
use std::fs;
use std::path::Path;

/// Whether what stands in a folder is what a run of the scenario would write there.
pub(super) fn covered(
    target: &Path,
    scenario: &Scenario,
    settings: &Settings,
    shown: &[(String, String)],
) -> bool {
    let Ok(bytes) = fs::read(target.join(receipt::FILE_NAME)) else { return false };
    let Ok(receipt) = Receipt::from_json(&bytes) else { return false };
    let job = Job::new(scenario, settings);
    let own = job.model().settings;
    let sets: Vec<String> = scenario.overrides().texts().map(str::to_owned).collect();
    let mut files = scenario.hashes();
    files.sort();
    receipt.command == "run"
        && receipt.version == env!("CARGO_PKG_VERSION")
        && (receipt.seed, receipt.paths) == (own.seed, own.paths)
        && receipt.sampler == own.sampler.name()
        && receipt.sets == sets
        && receipt.files == files
        && shown.iter().all(|(key, value)| receipt.settings.get(key) == Some(value))
        && receipt.outputs.iter().all(|output| stands(target, output))
}

fn stands(target: &Path, output: &FileHash) -> bool {
    fs::read(target.join(&output.path)).is_ok_and(|bytes| sha256(&bytes) == output.sha256)
}
