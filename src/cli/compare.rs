//! Holds deals against one another on the same draws.

use super::check::complain;
use super::exit;
use super::failure::{failed_without_a_path, stopped};
use super::progress::Bar;
use super::publish::deal_folder;
use super::say::{print, print_as_it_is, say};
use super::stoppable::{Stoppable, watched};
use crate::document::{Files, Overrides};
use crate::report::receipt::{self, FileHash};
use crate::report::{FolderError, OutputFolder, Receipt, Table, TableError};
use crate::simulation::{Failure, Settings};
use crate::studies::{Comparison, StudyFailure, compare};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What was asked.
pub(super) struct Request {
    pub(super) files: Vec<PathBuf>,
    /// The file that others are held against, where it is not the first.
    pub(super) baseline: Option<PathBuf>,
    pub(super) paths: Option<u64>,
    pub(super) seed: Option<u64>,
    pub(super) sets: Vec<String>,
    pub(super) output: PathBuf,
    pub(super) quiet: bool,
    pub(super) json: bool,
    /// In bytes.
    pub(super) max_memory: u64,
}

/// Columns of the terminal tables.
const WIDTH: usize = 120;

/// Names of folders end before file systems do.
const LONGEST_NAME: usize = 120;

/// `dealsim compare`.
pub(super) fn run(request: &Request) -> u8 {
    let mut paths: Vec<PathBuf> = request.baseline.iter().cloned().collect();
    paths.extend(
        request.files.iter().filter(|file| Some(*file) != request.baseline.as_ref()).cloned(),
    );
    if paths.len() < 2 {
        say("error: one deal has nothing to be compared with");
        say(
            "  help: name two scenario files or more; the first is the one that others are held against",
        );
        return exit::INPUT;
    }
    let stop = watched();
    let files: Arc<dyn Files> = Arc::new(Stoppable(stop.clone()));
    let overrides: Overrides = request.sets.iter().collect();
    let bar = Arc::new(Bar::new(request.quiet));
    let told = Arc::clone(&bar);
    let settings = request.paths.map_or_else(Settings::as_written, Settings::paths);
    let settings = request.seed.into_iter().fold(settings, Settings::seed);
    let settings = settings
        .most_memory(request.max_memory)
        .stopped_by(stop.clone())
        .watched_by(move |stage| told.tell(stage));
    let compared = compare(&files, &paths, &overrides, &settings);
    bar.clear();
    if stop.is_asked() {
        return stopped();
    }
    match compared {
        Ok(comparison) => publish(&comparison, &files, request),
        Err(StudyFailure::Wrong(findings)) => {
            complain(&findings);
            exit::INPUT
        }
        Err(StudyFailure::Refused(refusal)) => {
            say(&format!("error: {}", refusal.message));
            say(&format!("  help: {}", refusal.help));
            exit::INPUT
        }
        Err(StudyFailure::Failed(Failure::Interrupted)) => stopped(),
        Err(StudyFailure::Failed(failure)) => failed_without_a_path(&failure),
    }
}

/// The tables of a comparison, by the names of their files.
fn tables(comparison: &Comparison) -> Result<Vec<(&'static str, Table)>, TableError> {
    let mut tables = vec![
        ("gains", comparison.gains()?),
        ("bridge", comparison.bridges()?),
        ("changes", comparison.changes()?),
    ];
    if comparison.walk_away.is_some() {
        tables.push(("walk_away", comparison.against_walk_away()?));
    }
    Ok(tables)
}

fn publish(comparison: &Comparison, files: &Arc<dyn Files>, request: &Request) -> u8 {
    let tables = match tables(comparison) {
        Ok(tables) => tables,
        Err(error) => {
            say(&format!("error: {error}"));
            return exit::MACHINE;
        }
    };
    let target = target(comparison, &request.output);
    match write(comparison, &tables, files, request, &target) {
        Ok(()) => {}
        Err(FolderError::Stopped) => return stopped(),
        Err(error) => {
            say(&format!("error: {error}"));
            return if error.is_input() { exit::INPUT } else { exit::MACHINE };
        }
    }
    if request.json {
        let all: BTreeMap<&str, &Table> =
            tables.iter().map(|(name, table)| (*name, table)).collect();
        // Texts and finite numbers alone: turning them into JSON cannot fail.
        let json = serde_json::to_string_pretty(&all).unwrap_or_default();
        print(&json);
    } else if !request.quiet {
        print_as_it_is(&comparison.terminal(WIDTH, false));
        print(&format!("\nwrote {}", target.display()));
    }
    exit::DONE
}

/// `OUTPUT/DEAL/compare-FIRST-SECOND…`.
fn target(comparison: &Comparison, output: &Path) -> PathBuf {
    let stems: Vec<String> = comparison
        .deals
        .iter()
        .map(|deal| deal.path.file_stem().unwrap_or_default().to_string_lossy().into_owned())
        .collect();
    let whole = stems.join("-");
    let mut name: String = whole.chars().take(LONGEST_NAME).collect();
    if name != whole {
        // Two long lists must not share a folder.
        let hash = receipt::sha256(whole.as_bytes());
        name.push_str(&format!("-{}", hash.get(..8).unwrap_or(&hash)));
    }
    let first = comparison.deals.first().map_or(Path::new(""), |deal| deal.path.as_path());
    deal_folder(output, first).join(format!("compare-{name}"))
}

fn write(
    comparison: &Comparison,
    tables: &[(&str, Table)],
    files: &Arc<dyn Files>,
    request: &Request,
    target: &Path,
) -> Result<(), FolderError> {
    let mut folder = OutputFolder::create(target)?;
    for (name, table) in tables {
        // Texts and finite numbers alone: turning them into CSV cannot fail.
        folder.write(&format!("{name}.csv"), &table.to_csv().unwrap_or_default())?;
    }
    let first = comparison.deals.first().map_or(Path::new(""), |deal| deal.path.as_path());
    let base = first.parent().unwrap_or(Path::new(""));
    let named = |path: &Path| receipt::relative_path(path, base);
    let others: Vec<String> =
        comparison.deals.iter().skip(1).map(|deal| named(&deal.path)).collect();
    let hash = |path: &PathBuf| Some(FileHash::of(&named(path), &files.read(path).ok()?));
    let receipt = Receipt {
        program: receipt::PROGRAM.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        format: 1,
        command: "compare".to_owned(),
        scenario: named(first),
        files: comparison.files.iter().filter_map(hash).collect(),
        seed: comparison.seed,
        paths: comparison.paths,
        sampler: comparison.sampler.clone(),
        sets: request.sets.clone(),
        settings: BTreeMap::from([("with".to_owned(), others.join(", "))]),
        outputs: folder.outputs(),
    };
    folder.write(receipt::FILE_NAME, &receipt.to_json().unwrap_or_default())?;
    folder.finish()
}
