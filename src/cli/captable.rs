//! Shows who owns what after each closing of a path, and who gets what for which value at the end.

use super::check::complain;
use super::exit;
use super::failure::failed;
use super::say::{print, say};
use crate::document::{Disk, Overrides};
use crate::report::Table;
use crate::simulation::Scenario;
use jiff::civil::Date;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What was asked.
pub(super) struct Request {
    pub(super) file: PathBuf,
    pub(super) sets: Vec<String>,
    pub(super) path: u64,
    pub(super) at: Option<Date>,
    /// Which values at the end, and of which company.
    pub(super) exit: Option<(f64, f64)>,
    pub(super) company: Option<String>,
    pub(super) csv: Option<PathBuf>,
}

/// `dealsim captable`.
pub(super) fn captable(request: &Request) -> u8 {
    let overrides: Overrides = request.sets.iter().collect();
    let scenario = match Scenario::read_with(Arc::new(Disk), &request.file, &overrides) {
        Ok(scenario) => scenario,
        Err(findings) => {
            complain(&findings);
            return exit::INPUT;
        }
    };
    complain(scenario.warnings());
    let table = match request.exit {
        None => scenario.cap_table(request.path, request.at),
        Some(range) => scenario.payout(request.company.as_deref(), request.path, range),
    };
    match table {
        Ok(table) => show(&table, request.csv.as_deref()),
        Err(failure) => failed(&failure, &scenario, scenario.model().settings),
    }
}

fn show(table: &Table, csv: Option<&Path>) -> u8 {
    let written = csv.map(|path| {
        let bytes = table.to_csv().map_err(|error| error.to_string())?;
        std::fs::write(path, bytes).map_err(|error| error.to_string())
    });
    if let (Some(Err(error)), Some(path)) = (written, csv) {
        say(&format!("error: {} cannot be written: {error}", path.display()));
        return exit::MACHINE;
    }
    print(&table.to_terminal(120, false));
    exit::DONE
}

/// Reads a range of values: `0..500`.
pub(super) fn range(text: &str) -> Result<(f64, f64), String> {
    let numbers = text.split_once("..").and_then(|(least, most)| {
        Some((least.trim().parse::<f64>().ok()?, most.trim().parse::<f64>().ok()?))
    });
    match numbers {
        Some((least, most)) if least >= 0.0 && least < most && most.is_finite() => {
            Ok((least, most))
        }
        _ => Err("write the least and the largest value, such as 0..500".to_owned()),
    }
}
