//! What was named on the command line: the scenario files, and where the results of each go.

use super::exit;
use super::publish::target;
use super::say::say;
use crate::report::OutputFolder;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Files as they are, and of folders the scenario files in them, by name; the exit code where a folder gives none.
pub(super) fn expand(given: &[PathBuf]) -> Result<Vec<PathBuf>, u8> {
    let mut all = Vec::new();
    for path in given {
        if !path.is_dir() {
            all.push(path.clone());
            continue;
        }
        let inside = match scenarios_in(path) {
            Ok(inside) => inside,
            Err(error) => {
                say(&format!("error: cannot look into {}: {error}", path.display()));
                return Err(exit::INPUT);
            }
        };
        if inside.is_empty() {
            say(&format!("error: there is no scenario file in {}", path.display()));
            say(&format!("  help: {}", deeper(path)));
            return Err(exit::INPUT);
        }
        all.extend(inside);
    }
    Ok(all)
}

/// The files of a folder that end in `.toml`, by name; hidden ones belong to other programs.
pub(super) fn scenarios_in(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut inside = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let toml = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"));
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if toml && !name.starts_with('.') && !path.is_dir() {
            inside.push(path);
        }
    }
    inside.sort();
    Ok(inside)
}

/// Which folders in a folder hold scenarios.
fn deeper(folder: &Path) -> String {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut holding: Vec<String> = entries
        .map(|entry| entry.path())
        .filter(|path| scenarios_in(path).is_ok_and(|inside| !inside.is_empty()))
        .map(|path| path.display().to_string())
        .collect();
    holding.sort();
    if holding.is_empty() {
        return "name a file, or a folder that holds files that end in .toml".to_owned();
    }
    let holding: Vec<&str> = holding.iter().map(String::as_str).collect();
    format!("folders are not searched deeper: name {}", crate::diagnose::listed(holding, 4))
}

/// Looks before the first path runs whether every scenario has a folder to itself; the exit code where one has not.
pub(super) fn check_targets(files: &[PathBuf], output: &Path) -> Result<(), u8> {
    let mut taken: BTreeMap<PathBuf, &Path> = BTreeMap::new();
    for file in files {
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        if stem.chars().all(|sign| sign == '.') {
            say(&format!("error: {} has no name to call its results by", file.display()));
            say("  help: rename it, such as deal.toml");
            return Err(exit::INPUT);
        }
        let target = target(output, file);
        // Some file systems do not tell letters by their case.
        let key = if cfg!(any(windows, target_os = "macos")) {
            PathBuf::from(target.to_string_lossy().to_lowercase())
        } else {
            target.clone()
        };
        if let Some(other) = taken.insert(key, file) {
            say(&format!(
                "error: {} and {} would both write {}",
                other.display(),
                file.display(),
                target.display()
            ));
            say("  help: rename one of them, or run them apart with another --output");
            return Err(exit::INPUT);
        }
    }
    Ok(())
}

/// Looks before the first path runs whether the folder of a scenario's results can be made, and whether it holds those of
/// another scenario; the exit code where something stands in the way.
pub(super) fn check_target(file: &Path, output: &Path) -> Result<(), u8> {
    let target = target(output, file);
    if let Err(error) = OutputFolder::create(&target) {
        say(&format!("error: {error}"));
        return Err(if error.is_input() { exit::INPUT } else { exit::MACHINE });
    }
    let Some(other) = made_from(&target).filter(|other| *other != way(&target, file)) else {
        return Ok(());
    };
    if target.exists() {
        say(&format!("error: {} holds the results of {other}", target.display()));
        say("  help: rename the file, choose another --output, or take these results away");
        return Err(exit::INPUT);
    }
    Ok(())
}

/// Notes of which scenario a folder holds the results, beside it: a receipt does not say where files lie.
pub(super) fn note_target(file: &Path, output: &Path) {
    let target = target(output, file);
    if let Some(note) = note_of(&target) {
        // Without the note the folder is only less guarded.
        let _ = std::fs::write(note, way(&target, file));
    }
}

/// The scenario of which a folder holds the results, where a note beside it says so and it is still there.
pub(super) fn scenario_of(target: &Path) -> Option<PathBuf> {
    let file = target.parent()?.join(made_from(target)?);
    file.is_file().then_some(file)
}

fn made_from(target: &Path) -> Option<String> {
    std::fs::read_to_string(note_of(target)?).ok()
}

/// `OUTPUT/DEAL/.SCENARIO.of`.
fn note_of(target: &Path) -> Option<PathBuf> {
    let name = target.file_name()?.to_string_lossy();
    Some(target.with_file_name(format!(".{name}.of")))
}

/// The way to a scenario from the folder that holds its results: both may move together.
fn way(target: &Path, file: &Path) -> String {
    let whole = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let from = target.parent().map(whole).unwrap_or_default();
    let to = whole(file);
    let shared = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let up = from.components().skip(shared).map(|_| "..".to_owned());
    let down = to.components().skip(shared);
    let down = down.map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}
