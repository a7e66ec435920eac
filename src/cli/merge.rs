//! Joins the parts of a run; the result has the bytes of the whole run.

use super::check::complain;
use super::exit;
use super::failure::{failed, stopped};
use super::part_file::{PartFile, PartOf};
use super::progress::Bar;
use super::publish::publish;
use super::say::say;
use super::stoppable::{Stoppable, watched};
use crate::document::{Disk, Unreadable};
use crate::engine::{Part, PartMismatch};
use crate::results::Asked;
use crate::simulation::{Job, Scenario, Settings};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The largest part, in bytes: exact values take an eighth of it at most, and sketches less than that.
const LARGEST_PART: u64 = 1 << 30;

/// `dealsim merge`.
pub(super) fn merge(
    parts: &[PathBuf],
    scenario: Option<&Path>,
    output: &Path,
    quiet: bool,
    asked: Asked,
) -> u8 {
    let stop = watched();
    let (of, part) = match joined(parts) {
        Ok(whole) => whole,
        Err(faults) => {
            for fault in faults {
                say(&format!("error: {fault}"));
            }
            return exit::INPUT;
        }
    };
    let file = scenario.map_or_else(|| PathBuf::from(&of.scenario), Path::to_path_buf);
    let files = Arc::new(Stoppable(stop.clone()));
    let read = Scenario::read_with(files, &file, &of.sets.iter().collect());
    if stop.is_asked() {
        return stopped();
    }
    let scenario = match read {
        Ok(scenario) => scenario,
        Err(findings) => {
            complain(&findings);
            say(
                "  help: parts name their scenario as it was given; say where it is now with --scenario FILE",
            );
            return exit::INPUT;
        }
    };
    complain(scenario.warnings());
    if scenario.hashes() != of.files {
        say(&format!(
            "error: {} or a file that it reads has changed since the parts ran",
            file.display()
        ));
        say("  help: bring the old files back, or run the parts again");
        return exit::INPUT;
    }
    let bar = Arc::new(Bar::new(quiet));
    let told = Arc::clone(&bar);
    let settings = Settings::paths(of.paths).seed(of.seed).stopped_by(stop);
    let settings = settings.showing(asked).watched_by(move |stage| told.tell(stage));
    let job = Job::new(&scenario, &settings);
    let own = job.model().settings;
    let run = job.finish(part);
    bar.clear();
    match run {
        Ok(run) => publish(&run, output, quiet, true),
        Err(failure) => failed(&failure, &scenario, own),
    }
}

/// Reads the parts and joins them in the order of their paths; or everything that is wrong with them.
fn joined(parts: &[PathBuf]) -> Result<(PartOf, Part), Vec<String>> {
    let mut read = Vec::new();
    let mut strangers = Vec::new();
    for path in parts {
        let shown = path.display();
        match Disk::read_up_to(path, LARGEST_PART).map(|bytes| PartFile::from_bytes(&bytes)) {
            Ok(Ok(file)) => read.push((path, file)),
            Ok(Err(error)) => strangers.push(format!("{shown}: {error}")),
            Err(Unreadable::TooLarge) => {
                strangers.push(format!("{shown} is larger than any part of a run"))
            }
            Err(why) => strangers.push(format!("{shown} cannot be read: {why}")),
        }
    }
    read.sort_by_key(|(_, file)| file.part.paths().start);
    let mut files = read.into_iter();
    let Some((first, PartFile { of, part: mut whole })) = files.next() else {
        return Err(strangers);
    };
    let mut faults = Vec::new();
    for (path, file) in files {
        if file.of != of {
            strangers.push(format!(
                "{} and {} are parts of different runs: {}",
                first.display(),
                path.display(),
                difference(&of, &file.of)
            ));
            continue;
        }
        match whole.append(file.part) {
            Ok(()) => {}
            Err(PartMismatch::Gap { expected, found }) => {
                let what = if found > expected { "is missing" } else { "is there twice" };
                let (from, to) = (expected.min(found), expected.max(found));
                faults.push(format!(
                    "the part from {from} to {to} {what}, before {}",
                    path.display()
                ));
            }
            Err(PartMismatch::OtherRun) => {
                faults.push(format!("{} tracks other numbers", path.display()));
            }
        }
    }
    let paths = whole.paths();
    if !strangers.is_empty() {
        // What is missing between parts that do not belong together says nothing.
        faults = strangers;
    }
    if faults.is_empty() && (paths.start, paths.end) != (0, of.paths) {
        faults.push(format!(
            "the parts hold the paths {} to {} of a run of {}",
            paths.start, paths.end, of.paths
        ));
    }
    if faults.is_empty() { Ok((of, whole)) } else { Err(faults) }
}

/// The first thing in which two runs differ.
fn difference(a: &PartOf, b: &PartOf) -> String {
    if a.version != b.version {
        format!("versions {} and {} of the program", a.version, b.version)
    } else if a.seed != b.seed {
        format!("seeds {} and {}", a.seed, b.seed)
    } else if a.paths != b.paths {
        format!("{} and {} paths", a.paths, b.paths)
    } else if a.sampler != b.sampler {
        format!("samplers {} and {}", a.sampler, b.sampler)
    } else if a.sets != b.sets {
        "other overrides".to_owned()
    } else {
        "the scenario's files differ".to_owned()
    }
}
