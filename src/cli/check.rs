//! Reads and complains, runs nothing.

use super::args::parsed;
use super::dispatch::why;
use super::exit;
use super::given::expand;
use super::say::{print, say};
use super::screen::colours;
use super::study_file::is_study;
use crate::diagnose::Findings;
use crate::document::Disk;
use crate::simulation::Scenario;
use crate::studies::negotiation::look_over;
use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// `dealsim check`.
pub(super) fn check(files: &[PathBuf], sets: &[String], json: bool) -> u8 {
    let mut verdict = exit::DONE;
    let mut all = Vec::new();
    let files = match expand(files) {
        Ok(files) => files,
        Err(code) => return code,
    };
    for file in files {
        if is_study(&file) {
            verdict = verdict.max(check_study(&file, json, &mut all));
            continue;
        }
        let read = Scenario::read_with(Arc::new(Disk), &file, &sets.iter().collect());
        let findings = match &read {
            Ok(scenario) => scenario.warnings(),
            Err(findings) => findings,
        };
        if findings.has_errors() {
            verdict = exit::INPUT;
        }
        if json {
            if let Value::Array(of_file) = findings.to_json() {
                all.extend(of_file);
            }
        } else {
            complain(findings);
            if !findings.has_errors() {
                print(&format!("{}: nothing wrong", file.display()));
            }
        }
    }
    if json {
        // One list for all files, so that a program reads one value.
        print(&format!("{:#}", Value::Array(all)));
    }
    verdict
}

/// Says what is wrong with a study file itself; its deals are files of their own.
fn check_study(file: &Path, json: bool, all: &mut Vec<Value>) -> u8 {
    let words = match super::study_file::read(file, &[]) {
        Ok(words) => words,
        Err(findings) => {
            match findings.to_json() {
                Value::Array(of_file) if json => all.extend(of_file),
                _ => complain(&findings),
            }
            return exit::INPUT;
        }
    };
    if let Err(error) = parsed(&words) {
        say(&format!("error: {}: {}", file.display(), why(&error)));
        return exit::INPUT;
    }
    match looked_over(file) {
        Ok(findings) => {
            match findings.to_json() {
                Value::Array(of_file) if json => all.extend(of_file),
                _ => complain(&findings),
            }
            if !json {
                print(&format!("{}: nothing wrong", file.display()));
            }
            exit::DONE
        }
        Err(findings) => {
            match findings.to_json() {
                Value::Array(of_file) if json => all.extend(of_file),
                _ => complain(&findings),
            }
            exit::INPUT
        }
    }
}

/// What is probably not as meant in a study file; only negotiations are asked.
///
/// # Errors
/// What is wrong with it or with its deal.
pub(super) fn looked_over(file: &Path) -> Result<Findings, Findings> {
    if super::study_file::names(file) != Some("negotiate".to_owned()) {
        return Ok(Findings::default());
    }
    let files: Arc<dyn crate::document::Files> = Arc::new(Disk);
    look_over(&files, file)
}

/// Shows findings, where there are any.
pub(super) fn complain(findings: &Findings) {
    if !findings.is_empty() {
        let _ = writeln!(std::io::stderr(), "{}", findings.rendered(colours()));
    }
}
