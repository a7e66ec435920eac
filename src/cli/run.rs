//! Simulates, writes the folder, prints the summary.

use super::check::{complain, expand};
use super::exit;
use crate::engine::{self, CompileError, Failure, Level, Settings};
use crate::report::receipt::{self, FileHash};
use crate::report::{FolderError, OutputFolder, Receipt};
use crate::results::RunResults;
use crate::scenario::{Loaded, Model, load};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

/// What was asked.
pub(super) struct Request {
    pub(super) files: Vec<PathBuf>,
    pub(super) paths: Option<u64>,
    pub(super) seed: Option<u64>,
    pub(super) sets: Vec<String>,
    pub(super) output: PathBuf,
    pub(super) quiet: bool,
}

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Values that are kept one by one before later distributions are sketched: 128 MiB.
const EXACT_VALUES: u64 = 16 << 20;

/// `dealsim run`.
pub(super) fn run(request: &Request) -> u8 {
    let _ = ctrlc::set_handler(|| INTERRUPTED.store(true, std::sync::atomic::Ordering::Relaxed));
    let mut verdict = exit::DONE;
    for file in expand(&request.files) {
        let loaded = load(&file, &request.sets);
        let folder = request.files.iter().any(|given| given.is_dir());
        if folder && !loaded.runnable && !loaded.diagnostics.has_errors() {
            continue;
        }
        complain(&loaded);
        let code = match &loaded.model {
            Some(model) => one(request, &file, &loaded, model),
            None => exit::INPUT,
        };
        verdict = verdict.max(code);
        if code == exit::INTERRUPTED {
            break;
        }
    }
    verdict
}

fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

fn one(request: &Request, file: &Path, loaded: &Loaded, model: &Model) -> u8 {
    let mut model = model.clone();
    model.settings.paths = request.paths.unwrap_or(model.settings.paths).max(1);
    model.settings.seed = request.seed.unwrap_or(model.settings.seed);
    let settings = Settings {
        seed: model.settings.seed,
        paths: 0..model.settings.paths,
        sampler: model.settings.sampler,
        block_paths: 512,
        exact_values: EXACT_VALUES,
        whole_run_paths: model.settings.paths,
        level: Level::Best,
        interrupted: &INTERRUPTED,
        progress: &|_| {},
    };
    let outcome = match engine::run(&model.plan, &settings) {
        Ok(outcome) => outcome,
        Err(failure) => return failed(&failure, file, &model),
    };
    let shown = file.display().to_string();
    let results = RunResults::new(&model, &outcome, &shown);
    let deal = file
        .parent()
        .and_then(Path::file_name)
        .map_or_else(|| "deal".to_owned(), |name| name.to_string_lossy().into_owned());
    let stem =
        file.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    let target = request.output.join(deal).join(stem);
    if let Err(error) = write(&target, &results, file, loaded, &model, request) {
        say(&format!("error: {error}"));
        return if error.is_input() { exit::INPUT } else { exit::MACHINE };
    }
    if !request.quiet {
        let _ = writeln!(std::io::stdout(), "{}", results.terminal(100, false));
        let _ = writeln!(std::io::stdout(), "wrote {}\n", target.display());
    }
    exit::DONE
}

fn write(
    target: &Path,
    results: &RunResults,
    file: &Path,
    loaded: &Loaded,
    model: &Model,
    request: &Request,
) -> Result<(), FolderError> {
    let mut folder = OutputFolder::create(target)?;
    results.write(&mut folder)?;
    let base = file.parent().unwrap_or(Path::new(""));
    let receipt = Receipt {
        program: receipt::PROGRAM.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        format: 1,
        command: "run".to_owned(),
        scenario: receipt::relative_path(file, base),
        files: loaded
            .files
            .iter()
            .map(|read| FileHash::of(&receipt::relative_path(&read.path, base), &read.bytes))
            .collect(),
        seed: model.settings.seed,
        paths: model.settings.paths,
        sampler: model.settings.sampler.name().to_owned(),
        sets: request.sets.clone(),
        settings: BTreeMap::new(),
        outputs: folder.outputs(),
    };
    // Texts and whole numbers alone: turning them into JSON cannot fail.
    folder.write("receipt.json", &receipt.to_json().unwrap_or_default())?;
    folder.finish()
}

fn failed(failure: &Failure, file: &Path, model: &Model) -> u8 {
    let label = |named: usize| model.plan.named.get(named).map_or("a value", |named| &named.label);
    match failure {
        Failure::Interrupted => {
            say("interrupted: the previous output is as it was");
            exit::INTERRUPTED
        }
        Failure::NotFinite(bad) => {
            let date = model.grid.date(bad.index);
            say(&format!(
                "error: {} is not a finite number, or negative where it must not be, on path {} at {date} in {} (seed {})",
                label(bad.named),
                bad.path.unwrap_or(0),
                file.display(),
                model.settings.seed,
            ));
            exit::INPUT
        }
        Failure::Compile(CompileError::NotFinite { named, index, value }) => {
            let date = model.grid.date(*index);
            say(&format!("error: {} is {value} at {date} in {}", label(*named), file.display()));
            exit::INPUT
        }
        Failure::Compile(CompileError::Cycle(_)) => {
            say("error: values that need one another in the same period");
            exit::INPUT
        }
        Failure::TooManyDimensions(sentence) => {
            say(&format!("error: {sentence}"));
            exit::INPUT
        }
    }
}
