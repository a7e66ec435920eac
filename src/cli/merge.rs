//! Joins the parts of a run; the result has the bytes of the whole run.

use super::check::complain;
use super::exit;
use super::part_file::{PartFile, PartOf};
use super::publish::Published;
use super::run::watch_for_interruptions;
use super::say::say;
use crate::engine::{Part, PartMismatch};
use crate::results::Asked;
use crate::scenario::load;
use std::path::{Path, PathBuf};

/// `dealsim merge`.
pub(super) fn merge(
    parts: &[PathBuf],
    scenario: Option<&Path>,
    output: &Path,
    quiet: bool,
    asked: Asked,
) -> u8 {
    watch_for_interruptions();
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
    let loaded = load(&file, &of.sets);
    complain(&loaded);
    let Some(model) = &loaded.model else {
        say(
            "  help: parts name their scenario as it was given; say where it is now with --scenario FILE",
        );
        return exit::INPUT;
    };
    let mut model = model.clone();
    model.settings.paths = of.paths;
    model.settings.seed = of.seed;
    let published = Published {
        file: &file,
        loaded: &loaded,
        model: &model,
        sets: &of.sets,
        output,
        quiet,
        asked,
    };
    if published.files() != of.files {
        say(&format!(
            "error: {} or a file that it reads has changed since the parts ran",
            file.display()
        ));
        say("  help: bring the old files back, or run the parts again");
        return exit::INPUT;
    }
    published.publish(&part.finish(&model.plan))
}

/// Reads the parts and joins them in the order of their paths; or everything that is wrong with them.
fn joined(parts: &[PathBuf]) -> Result<(PartOf, Part), Vec<String>> {
    let mut read = Vec::new();
    let mut strangers = Vec::new();
    for path in parts {
        let shown = path.display();
        match std::fs::read(path).map(|bytes| PartFile::from_bytes(&bytes)) {
            Ok(Ok(file)) => read.push((path, file)),
            Ok(Err(error)) => strangers.push(format!("{shown}: {error}")),
            Err(error) => strangers.push(format!("{shown} cannot be read: {error}")),
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
