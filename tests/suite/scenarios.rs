//! Every scenario that comes with the program is good, and every one with terms runs.

use crate::support::{How, path, simulate};
use dealsim::scenario::load;
use std::path::{Path, PathBuf};

fn below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let at = entry.expect("an entry").path();
        if at.ends_with("studies") {
            continue;
        }
        if at.is_dir() {
            below(&at, found);
        } else if at.extension().is_some_and(|extension| extension == "toml") {
            found.push(at);
        }
    }
}

#[test]
fn every_study_that_comes_with_the_program_is_good() {
    let folder = path("scenarios/microsoft-openai/studies");
    let files =
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("one").path());
    let files: Vec<PathBuf> = files.collect();
    assert!(files.len() > 5, "the studies are there");
    let checked = std::process::Command::new(env!("CARGO_BIN_EXE_dealsim"))
        .arg("check")
        .args(&files)
        .output()
        .expect("the program");
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
}

#[test]
fn every_scenario_reads_without_a_finding_and_runs() {
    let mut files = Vec::new();
    below(&path("scenarios"), &mut files);
    files.sort();
    assert!(files.len() > 20, "the scenarios are there");
    for file in files {
        let loaded = load(&file, &[]);
        let said = dealsim::diagnose::render(&loaded.diagnostics, &loaded.sources, false);
        assert!(loaded.diagnostics.is_empty(), "{}:\n{said}", file.display());
        if let (true, Some(model)) = (loaded.runnable, &loaded.model) {
            let outcome = simulate(model, How { every_value: false, ..How::paths(64) });
            assert_eq!(outcome.paths, 64, "{}", file.display());
        }
    }
}
