//! Reads and complains, runs nothing.

use super::exit;
use crate::diagnose::{Diagnostics, Sources, render, to_json};
use crate::scenario::{Loaded, load};
use serde_json::Value;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

/// `dealsim check`.
pub(super) fn check(files: &[PathBuf], sets: &[String], json: bool) -> u8 {
    let mut verdict = exit::DONE;
    let mut findings = Vec::new();
    for file in expand(files) {
        let loaded = load(&file, sets);
        if loaded.diagnostics.has_errors() {
            verdict = exit::INPUT;
        }
        if json {
            if let Value::Array(of_file) = to_json(&loaded.diagnostics, &loaded.sources) {
                findings.extend(of_file);
            }
        } else {
            complain(&loaded);
            if !loaded.diagnostics.has_errors() {
                let _ = writeln!(std::io::stdout(), "{}: nothing wrong", file.display());
            }
        }
    }
    if json {
        // One list for all files, so that a program reads one value.
        let _ = writeln!(std::io::stdout(), "{:#}", Value::Array(findings));
    }
    verdict
}

/// Shows the findings of a reading.
pub(super) fn complain(loaded: &Loaded) {
    show(&loaded.diagnostics, &loaded.sources);
}

/// Shows findings, where there are any.
pub(super) fn show(findings: &Diagnostics, sources: &Sources) {
    if !findings.is_empty() {
        let color = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        let text = render(findings, sources, color);
        let _ = writeln!(std::io::stderr(), "{text}");
    }
}

/// Files as they are, and of folders the scenario files in them, by name.
pub(super) fn expand(files: &[PathBuf]) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for file in files {
        if !file.is_dir() {
            all.push(file.clone());
            continue;
        }
        let mut inside: Vec<PathBuf> = std::fs::read_dir(file)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.extension() == Some(Path::new("toml").as_os_str()))
            .collect();
        inside.sort();
        all.extend(inside);
    }
    all
}
