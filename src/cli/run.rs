//! Simulates scenarios, or the paths of one that were asked for.

use super::check::{complain, expand};
use super::exit;
use super::failure::{Ran, failed, stopped};
use super::part_file::{PartFile, PartOf};
use super::progress;
use super::publish::Published;
use super::say::{print, say};
use crate::engine::{self, Level, Part, Settings};
use crate::plan::Plan;
use crate::results::Asked;
use crate::scenario::{Loaded, Model, load};
use crate::statistics::LEAF;
use indicatif::HumanBytes;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

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
}

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Where no handler can be set, an interruption ends the program at once: the output is safe either way.
pub(super) fn watch_for_interruptions() {
    let _ = ctrlc::set_handler(|| INTERRUPTED.store(true, Ordering::Relaxed));
}

/// Whether somebody has asked to stop.
pub(super) fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}

/// Values that are kept one by one before later distributions are sketched: 128 MiB.
const EXACT_VALUES: u64 = 16 << 20;

/// Paths that are worked on together: their registers stay in the second-level cache.
const BLOCK_PATHS: usize = 512;

/// `dealsim run`.
pub(super) fn run(request: &Request) -> u8 {
    watch_for_interruptions();
    let mut verdict = exit::DONE;
    let of_folder = request.files.iter().any(|given| given.is_dir());
    let mut ran = 0;
    for file in expand(&request.files) {
        let loaded = load(&file, &request.sets);
        if of_folder && !loaded.runnable && !loaded.diagnostics.has_errors() {
            continue;
        }
        complain(&loaded);
        ran += 1;
        let code = match &loaded.model {
            Some(model) => one(request, &file, &loaded, model),
            None => exit::INPUT,
        };
        verdict = verdict.max(code);
        if code == exit::INTERRUPTED {
            break;
        }
    }
    if ran == 0 {
        say("error: there is no scenario with terms in what was given");
        say("  help: name a scenario file, or a folder that holds some");
        return exit::INPUT;
    }
    verdict
}

fn one(request: &Request, file: &Path, loaded: &Loaded, model: &Model) -> u8 {
    let mut model = model.clone();
    model.settings.paths = request.paths.unwrap_or(model.settings.paths);
    model.settings.seed = request.seed.unwrap_or(model.settings.seed);
    let whole = model.settings.paths;
    let (from, to) = (request.from.unwrap_or(0), request.to.unwrap_or(whole));
    if let Some(fault) = bounds_fault(from, to, whole) {
        say(&format!("error: {fault}"));
        return exit::INPUT;
    }
    let bar = progress::bar(&model.name, to - from, request.quiet);
    let progress = |done| bar.set_position(done);
    let settings = settings(&model, from..to, &progress);
    if let Some(code) = too_large(request, &model, &settings) {
        return code;
    }
    let part = engine::run_part(&model.plan, &settings);
    bar.finish_and_clear();
    let published = Published {
        file,
        loaded,
        model: &model,
        sets: &request.sets,
        output: &request.output,
        quiet: request.quiet,
        asked: request.asked,
    };
    match part {
        Err(failure) => {
            let (sets, sources) = (&request.sets[..], &loaded.sources);
            failed(&failure, &Ran { file, sets, sources, model: &model, side: None })
        }
        Ok(part) if (from, to) == (0, whole) => published.publish(&part.finish(&model.plan)),
        Ok(part) => keep(&published, part),
    }
}

/// How a model is run, or the paths of it that are asked for.
pub(super) fn settings<'run>(
    model: &Model,
    paths: Range<u64>,
    progress: &'run (dyn Fn(u64) + Sync),
) -> Settings<'run> {
    Settings {
        seed: model.settings.seed,
        paths,
        sampler: model.settings.sampler,
        block_paths: BLOCK_PATHS,
        exact_values: EXACT_VALUES,
        whole_run_paths: model.settings.paths,
        level: Level::Best,
        interrupted: &INTERRUPTED,
        progress,
    }
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

/// Refuses a run that needs more memory than allowed, before it starts.
fn too_large(request: &Request, model: &Model, settings: &Settings<'_>) -> Option<u8> {
    // The worlds that sides believe in run one after the other, while the outcome of the base world is kept.
    let plans: Vec<Plan> = model.beliefs.iter().map(|belief| belief.plan()).collect();
    let worlds: Vec<_> =
        plans.iter().filter_map(|plan| engine::memory_need(plan, settings).ok()).collect();
    let base = engine::memory_need(&model.plan, settings).ok()?;
    let needs = |paths| {
        let beliefs = worlds.iter().map(|world| world(paths)).max().unwrap_or(0);
        base(paths).saturating_add(beliefs)
    };
    let need = needs(settings.whole_run_paths);
    if need <= request.max_memory {
        return None;
    }
    let fits = engine::paths_that_fit(needs, settings.whole_run_paths, request.max_memory);
    say(&format!(
        "error: {} paths of {} need up to {}, more than --max-memory {}",
        settings.whole_run_paths,
        model.name,
        HumanBytes(need),
        HumanBytes(request.max_memory),
    ));
    say(&match fits {
        Some(paths) => format!("  help: {paths} paths fit; or allow more memory"),
        None => "  help: not even 64 paths fit: allow more memory".to_owned(),
    });
    Some(exit::INPUT)
}

/// Writes a part beside where the results of the whole run will go.
fn keep(published: &Published<'_>, part: Part) -> u8 {
    if interrupted() {
        return stopped();
    }
    let paths = part.paths();
    let settings = &published.model.settings;
    let file = PartFile {
        of: PartOf {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            scenario: published.file.display().to_string(),
            files: published.files(),
            sets: published.sets.to_vec(),
            seed: settings.seed,
            paths: settings.paths,
            sampler: settings.sampler.name().to_owned(),
        },
        part,
    };
    let mut folder = published.target();
    folder.as_mut_os_string().push(".parts");
    let target = folder.join(format!("{}-{}.part", paths.start, paths.end));
    let written = file
        .to_bytes()
        .map_err(|error| error.to_string())
        .and_then(|bytes| write_whole(&folder, &target, &bytes).map_err(|error| error.to_string()));
    if let Err(cause) = written {
        say(&format!("error: {} cannot be written: {cause}", target.display()));
        return exit::MACHINE;
    }
    if !published.quiet {
        print(&format!("wrote {}", target.display()));
    }
    exit::DONE
}

/// Writes beside the target and renames, so that a part is whole or not there.
fn write_whole(folder: &Path, target: &Path, bytes: &[u8]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    // Not a private temporary file: others may read a part as they read other results.
    let folder = tempfile::Builder::new().prefix(".part-").tempdir_in(folder)?;
    let new = folder.path().join("new");
    std::fs::write(&new, bytes)?;
    std::fs::rename(&new, target)
}
