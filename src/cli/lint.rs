//! Says what is probably not as meant, after a short run.

use super::check::{complain, looked_over};
use super::exit;
use super::failure::{failed_without_a_path, stopped};
use super::given::expand;
use super::say::{print, say};
use super::stoppable::{Stoppable, watched};
use super::study_file::is_study;
use crate::document::Overrides;
use crate::simulation::{Failure, Scenario, Settings};
use crate::studies::StudyFailure;
use crate::studies::lint::{PATHS, lint};
use serde_json::Value;
use std::path::PathBuf;
use std::sync::Arc;

/// What was asked.
pub(super) struct Request {
    pub(super) files: Vec<PathBuf>,
    pub(super) paths: Option<u64>,
    pub(super) seed: Option<u64>,
    pub(super) sets: Vec<String>,
    pub(super) json: bool,
}

/// `dealsim lint`.
pub(super) fn run(request: &Request) -> u8 {
    let stop = watched();
    let settings = Settings::paths(request.paths.unwrap_or(PATHS)).stopped_by(stop.clone());
    let settings = request.seed.into_iter().fold(settings, Settings::seed);
    let overrides: Overrides = request.sets.iter().collect();
    let of_folder = request.files.iter().any(|given| given.is_dir());
    let (mut verdict, mut all) = (exit::DONE, Vec::new());
    let files = match expand(&request.files) {
        Ok(files) => files,
        Err(code) => return code,
    };
    for file in files {
        if is_study(&file) {
            let (code, findings) = match looked_over(&file) {
                Ok(findings) if findings.is_empty() => (exit::DONE, findings),
                Ok(findings) => (exit::FAILED, findings),
                Err(findings) => (exit::INPUT, findings),
            };
            verdict = verdict.max(code);
            match findings.to_json() {
                Value::Array(of_file) if request.json => all.extend(of_file),
                _ => complain(&findings),
            }
            continue;
        }
        let files = Arc::new(Stoppable(stop.clone()));
        let read = Scenario::read_with(files, &file, &overrides);
        if stop.is_asked() {
            return stopped();
        }
        let scenario = match read {
            Ok(scenario) if of_folder && !scenario.has_terms() => continue,
            Ok(scenario) => scenario,
            Err(findings) => {
                complain(&findings);
                verdict = verdict.max(exit::INPUT);
                continue;
            }
        };
        let found = match lint(&scenario, &settings) {
            Ok(found) => found,
            Err(StudyFailure::Failed(Failure::Interrupted)) => return stopped(),
            Err(StudyFailure::Failed(failure)) => {
                verdict = verdict.max(failed_without_a_path(&failure));
                continue;
            }
            Err(other) => {
                say(&format!("error: {}: {other}", file.display()));
                verdict = verdict.max(exit::INPUT);
                continue;
            }
        };
        let read = scenario.warnings();
        let clean = found.is_empty() && read.is_empty();
        if !clean {
            verdict = verdict.max(exit::FAILED);
        }
        if request.json {
            for findings in [read, &found] {
                if let Value::Array(of_file) = findings.to_json() {
                    all.extend(of_file);
                }
            }
        } else {
            complain(read);
            complain(&found);
            if clean {
                print(&format!("{}: nothing to say", file.display()));
            }
        }
    }
    if request.json {
        print(&format!("{:#}", Value::Array(all)));
    }
    verdict
}
