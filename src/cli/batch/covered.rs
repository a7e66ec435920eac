//! Whether a result is there already: its receipt covers everything that decides its bytes, and the bytes are there.

use crate::report::receipt::{self, FileHash, Receipt, sha256};
use crate::simulation::{Job, Scenario, Settings};
use std::fs;
use std::path::Path;

/// Whether what stands in a folder is what a run of the scenario would write there.
pub(super) fn covered(
    receipt: &Receipt,
    target: &Path,
    scenario: &Scenario,
    settings: &Settings,
    shown: &[(String, String)],
) -> bool {
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

/// The receipt of a folder.
pub(super) fn recorded(target: &Path) -> Option<Receipt> {
    Receipt::from_json(&fs::read(target.join(receipt::FILE_NAME)).ok()?).ok()
}

fn stands(target: &Path, output: &FileHash) -> bool {
    fs::read(target.join(&output.path)).is_ok_and(|bytes| sha256(&bytes) == output.sha256)
}
