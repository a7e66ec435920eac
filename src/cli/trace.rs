//! `dealsim trace`: one path as a dated ledger.

use super::check::complain;
use super::exit;
use super::failure::failed_without_a_path;
use super::run::refuse_without_terms;
use super::say::{print, say};
use super::stoppable::{Stoppable, watched};
use crate::document::{Files, Overrides};
use crate::report::Table;
use crate::results::Trace;
use crate::simulation::{Scenario, Settings, Which};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What was asked.
pub(super) struct Request {
    pub(super) file: PathBuf,
    pub(super) which: Which,
    pub(super) paths: Option<u64>,
    pub(super) seed: Option<u64>,
    pub(super) sets: Vec<String>,
    pub(super) output: Option<PathBuf>,
    pub(super) json: bool,
}

/// Reads `SIDE=p05`.
pub(super) fn at(text: &str) -> Result<Which, String> {
    let found = text.rsplit_once("=p").and_then(|(side, percent)| {
        let percent: f64 = percent.parse().ok()?;
        (0.0..=100.0).contains(&percent).then(|| Which::At(side.to_owned(), percent / 100.0))
    });
    found.ok_or_else(|| "write a side and a percentile of its payoff: SIDE=p05".to_owned())
}

/// `dealsim trace`.
pub(super) fn trace(request: &Request) -> u8 {
    let stop = watched();
    let files: Arc<dyn Files> = Arc::new(Stoppable(stop.clone()));
    let overrides: Overrides = request.sets.iter().collect();
    let scenario = match Scenario::read_with(files, &request.file, &overrides) {
        Ok(scenario) => scenario,
        Err(findings) => {
            complain(&findings);
            return exit::INPUT;
        }
    };
    if let Err(code) = refuse_without_terms(&scenario) {
        return code;
    }
    let settings = request.paths.map_or_else(Settings::as_written, Settings::paths);
    let settings = request.seed.into_iter().fold(settings, Settings::seed).stopped_by(stop);
    match scenario.trace(&request.which, &settings) {
        Ok(trace) => match show(request, &trace) {
            Ok(()) => exit::DONE,
            Err(cause) => {
                say(&format!("error: {cause}"));
                exit::MACHINE
            }
        },
        Err(failure) => failed_without_a_path(&failure),
    }
}

/// Prints a trace, and writes its tables where a folder was named.
fn show(request: &Request, trace: &Trace) -> Result<(), String> {
    let told = |error: &dyn std::fmt::Display| error.to_string();
    let tables = [
        ("ledger", trace.ledger().map_err(|error| told(&error))?),
        ("sums", trace.sums().map_err(|error| told(&error))?),
        ("states", trace.states().map_err(|error| told(&error))?),
    ];
    if request.json {
        let mut whole = serde_json::Map::new();
        whole.insert("path".to_owned(), json!(trace.path));
        for (name, table) in &tables {
            whole.insert((*name).to_owned(), parsed(table)?);
        }
        print(&format!("{:#}", Value::Object(whole)));
    } else {
        print(&trace.terminal(160).map_err(|error| told(&error))?);
    }
    let Some(folder) = &request.output else { return Ok(()) };
    for (name, table) in &tables {
        let bytes = table.to_csv().map_err(|error| told(&error))?;
        write(folder, name, &bytes)
            .map_err(|error| format!("{} cannot be written: {error}", folder.display()))?;
    }
    if !request.json {
        print(&format!("wrote {}", folder.display()));
    }
    Ok(())
}

fn parsed(table: &Table) -> Result<Value, String> {
    let bytes = table.to_json().map_err(|error| error.to_string())?;
    serde_json::from_slice(&bytes).map_err(|error| error.to_string())
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join(format!("{name}.csv")), bytes)
}
