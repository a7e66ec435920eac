//! Simulates scenarios, or the paths of one that were asked for.

use super::check::complain;
use super::exit;
use super::failure::{failed, stopped};
use super::given::{check_target, check_targets, expand, note_target};
use super::part_file::keep;
use super::progress::Bar;
use super::publish::{deal_folder, publish};
use super::say::{print, say};
use super::screen::Screen;
use super::stoppable::{Stoppable, watched};
use super::study_file::is_study;
use crate::document::Overrides;
use crate::engine::Stop;
use crate::results::{self, Asked, Compared};
use crate::simulation::{Job, Run, Scenario, Settings};
use crate::statistics::LEAF;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What was asked.
pub(super) struct Request {
    pub(super) files: Vec<PathBuf>,
    pub(super) paths: Option<u64>,
    pub(super) seed: Option<u64>,
    pub(super) sets: Vec<String>,
    pub(super) output: PathBuf,
    pub(super) quiet: bool,
    /// Paths of a part, where only a part shall run.
    pub(super) from: Option<u64>,
    pub(super) to: Option<u64>,
    /// In bytes.
    pub(super) max_memory: u64,
    pub(super) asked: Asked,
    /// Whether each of several scenarios prints its whole summary.
    pub(super) verbose: bool,
}

/// `dealsim run`.
pub(super) fn run(request: &Request) -> u8 {
    let stop = watched();
    let mut verdict = exit::DONE;
    let of_folder = request.files.iter().any(|given| given.is_dir());
    let overrides: Overrides = request.sets.iter().collect();
    let mut ran = 0;
    let mut done = Vec::new();
    let given = match expand(&request.files)
        .and_then(|given| check_targets(&given, &request.output).map(|()| given))
    {
        Ok(given) => given,
        Err(code) => return code,
    };
    let whole = request.verbose || given.len() == 1;
    for file in given {
        if is_study(&file) {
            if !of_folder {
                say(&format!("error: {} is a study, not a scenario", file.display()));
                say(&format!("  help: dealsim study {}", file.display()));
                verdict = verdict.max(exit::INPUT);
                ran += 1;
            }
            continue;
        }
        let files = Arc::new(Stoppable(stop.clone()));
        let read = Scenario::read_with(files, &file, &overrides);
        if stop.is_asked() {
            return stopped();
        }
        if of_folder && read.as_ref().is_ok_and(|scenario| !scenario.has_terms()) {
            continue;
        }
        ran += 1;
        let exit_code = match &read {
            Ok(scenario) => {
                let (code, run) = one(request, scenario, &stop, whole);
                done.extend(run.map(|run| (deal_folder(&request.output, &file), compared(&run))));
                code
            }
            Err(findings) => {
                complain(findings);
                exit::INPUT
            }
        };
        verdict = verdict.max(exit_code);
        if exit_code == exit::INTERRUPTED {
            break;
        }
    }
    if ran == 0 {
        say("error: there is no scenario with terms in what was given");
        say("  help: name a scenario file, or a folder that holds some");
        return exit::INPUT;
    }
    if done.len() > 1 {
        verdict = verdict.max(write_indices(request, &done));
    }
    let done: Vec<Compared> = done.into_iter().map(|(_, run)| run).collect();
    if done.len() > 1 && !request.quiet {
        let Screen { width, ascii } = Screen::of_output();
        for table in results::comparison(&done) {
            print(&table.shown().to_terminal(width, ascii));
        }
        print(&results::legend(width, ascii));
    }
    verdict
}

/// Writes the page that compares the scenarios of a deal, for each deal of which several ran.
fn write_indices(request: &Request, done: &[(PathBuf, Compared)]) -> u8 {
    let mut folders: Vec<&PathBuf> = done.iter().map(|(folder, _)| folder).collect();
    folders.dedup();
    for folder in folders {
        let own = done.iter().filter(|(other, _)| other == folder);
        let runs: Vec<Compared> = own.map(|(_, run)| run.clone()).collect();
        if runs.len() < 2 {
            continue;
        }
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let page = folder.join("index.html");
        // As a whole or not at all.
        let beside = folder.join(".index.html.new");
        let written = std::fs::write(&beside, results::index_page(&name, &runs))
            .and_then(|()| std::fs::rename(&beside, &page));
        if let Err(error) = written {
            say(&format!("error: {} cannot be written: {error}", page.display()));
            return exit::MACHINE;
        }
        if !request.quiet {
            print(&format!("open {}\n", page.display()));
        }
    }
    exit::DONE
}

/// A run under the name of its file, in the world of the file that its scenario extends in the end.
fn compared(run: &Run) -> Compared {
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let file = run.scenario().path();
    let mut read = run.scenario().files().iter().map(|read| Path::new(&read.path));
    let toml = |path: &&Path| path.extension().is_some_and(|ending| ending == "toml");
    // What is extended is read before what extends it.
    let world = read.find(toml).map_or_else(|| name(file), name);
    let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Compared { world, name: stem, results: run.results().clone() }
}

/// Runs one scenario; gives the exit code, and what came of a whole run that left results.
fn one(request: &Request, scenario: &Scenario, stop: &Stop, shown: bool) -> (u8, Option<Run>) {
    complain(scenario.warnings());
    if let Err(code) = refuse_without_terms(scenario) {
        return (code, None);
    }
    let bar = Arc::new(Bar::new(request.quiet));
    let settings = settings(request, stop, &bar);
    let job = Job::new(scenario, &settings);
    let asked = job.model().settings;
    let whole = 0..asked.paths;
    if let Err(code) = check_target(scenario.path(), &request.output) {
        return (code, None);
    }
    let paths = request.from.unwrap_or(0)..request.to.unwrap_or(whole.end);
    if let Some(fault) = bounds_fault(paths.start, paths.end, whole.end) {
        say(&format!("error: {fault}"));
        return (exit::INPUT, None);
    }
    let ran = job
        .part(paths.clone())
        .and_then(|part| if paths == whole { job.finish(part).map(Ok) } else { Ok(Err(part)) });
    bar.clear();
    match ran {
        Ok(Ok(run)) => {
            let code = publish(&run, &request.output, request.quiet, shown);
            // What an assertion refutes was run and written all the same.
            let left = code == exit::DONE || code == exit::FAILED;
            if left {
                note_target(scenario.path(), &request.output);
            }
            (code, left.then_some(run))
        }
        Ok(Err(part)) => (keep(part, scenario, asked, &request.output, request.quiet), None),
        Err(failure) => (failed(&failure, scenario, asked), None),
    }
}

/// A file without terms has nothing to run.
///
/// # Errors
/// The exit code, once it was told.
pub(super) fn refuse_without_terms(scenario: &Scenario) -> Result<(), u8> {
    if scenario.has_terms() {
        return Ok(());
    }
    let name = scenario.path().display();
    say(&format!("error: {name} has no terms, so there is nothing to run"));
    say("  help: add a table under [terms], or run a file that extends this one and has some");
    Err(exit::INPUT)
}

/// How it is run.
fn settings(request: &Request, stop: &Stop, bar: &Arc<Bar>) -> Settings {
    let bar = Arc::clone(bar);
    let settings = request.paths.map_or_else(Settings::as_written, Settings::paths);
    let settings = request.seed.into_iter().fold(settings, Settings::seed);
    settings
        .most_memory(request.max_memory)
        .showing(request.asked)
        .stopped_by(stop.clone())
        .watched_by(move |stage| bar.tell(stage))
}

/// Parts begin and end where leaves of 64 paths do, or at the end of the run.
fn bounds_fault(from: u64, to: u64, paths: u64) -> Option<String> {
    let leaf = LEAF as u64;
    if from >= to || to > paths {
        return Some(format!("--from {from} --to {to} is no part of {paths} paths"));
    }
    if !from.is_multiple_of(leaf) || (!to.is_multiple_of(leaf) && to != paths) {
        return Some(format!(
            "parts begin and end at multiples of {leaf}: try --from {} --to {}",
            from / leaf * leaf,
            (to.div_ceil(leaf) * leaf).min(paths)
        ));
    }
    None
}
