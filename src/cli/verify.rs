//! Makes a result again from what its receipt says, and names the first byte that differs.

use super::args::parsed;
use super::dispatch::dispatch;
use super::exit;
use super::given::scenario_of;
use super::say::{print, say};
use super::words::split;
use crate::report::receipt::{self, FileHash, Receipt, sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What was asked.
pub(super) struct Request {
    pub(super) receipt: PathBuf,
    /// Where the files are that were read, if not where they were.
    pub(super) files: Option<PathBuf>,
    /// In bytes.
    pub(super) max_memory: u64,
}

/// `dealsim verify`.
pub(super) fn verify(request: &Request) -> u8 {
    match verified(request) {
        Ok(count) => {
            print(&format!("verified: {count} files, the same bytes"));
            exit::DONE
        }
        Err(Not { code, said }) => {
            said.iter().for_each(|line| say(line));
            code
        }
    }
}

/// Why a result is not verified.
struct Not {
    code: u8,
    said: Vec<String>,
}

impl Not {
    fn because(code: u8, message: String, help: &str) -> Self {
        Self { code, said: vec![format!("error: {message}"), format!("  help: {help}")] }
    }
}

/// How many files have the bytes that were recorded.
fn verified(request: &Request) -> Result<usize, Not> {
    let shown = request.receipt.display();
    let given = if request.receipt.is_dir() {
        request.receipt.join(receipt::FILE_NAME)
    } else {
        request.receipt.clone()
    };
    let unreadable = |error: &dyn std::fmt::Display| {
        let help = "name the receipt.json of a result, or its folder";
        Not::because(exit::INPUT, format!("{shown} cannot be read: {error}"), help)
    };
    let place = std::path::absolute(&given).map_err(|error| unreadable(&error))?;
    let bytes = fs::read(&place).map_err(|error| unreadable(&error))?;
    let old = Receipt::from_json(&bytes).map_err(|error| unreadable(&error))?;
    // A receipt of a run names files from the folder of its scenario, which a note beside the results tells; one of a study
    // from where the program was started.
    let scenario = place.parent().filter(|_| old.command == "run").and_then(scenario_of);
    let known = scenario.and_then(|file| Some(file.parent()?.to_path_buf()));
    if let Some(folder) = request.files.as_ref().or(known.as_ref()) {
        std::env::set_current_dir(folder).map_err(|error| {
            let message = format!("{} cannot be entered: {error}", folder.display());
            Not::because(
                exit::INPUT,
                message,
                "name the folder from which the paths of the receipt go",
            )
        })?;
    }
    inputs(&old)?;
    let (fresh, folder) = made_again(&old, request.max_memory)?;
    let recorded = place.parent().unwrap_or(Path::new(""));
    let new = fs::read(folder.join(receipt::FILE_NAME)).map_err(|error| unreadable(&error))?;
    let new = Receipt::from_json(&new).map_err(|error| unreadable(&error))?;
    let difference =
        difference(&Outcome { of: &old, at: recorded }, &Outcome { of: &new, at: &folder });
    drop(fresh);
    let Some(difference) = difference else { return Ok(old.outputs.len()) };
    let mut said = vec![format!("error: {difference}")];
    if old.version != env!("CARGO_PKG_VERSION") {
        said.push(format!(
            "  help: version {} wrote it, this is {}: verify it with the same version",
            old.version,
            env!("CARGO_PKG_VERSION")
        ));
    }
    Err(Not { code: exit::FAILED, said })
}

/// Refuses to go on where a file that was read is not what it was.
fn inputs(old: &Receipt) -> Result<(), Not> {
    let help =
        "bring the old file back; with --files FOLDER say from where the paths of the receipt go";
    for FileHash { path, sha256: hash } in &old.files {
        match fs::read(path) {
            Err(error) => {
                let message = format!("{path}, which was read, cannot be read now: {error}");
                return Err(Not::because(exit::INPUT, message, help));
            }
            Ok(bytes) if sha256(&bytes) != *hash => {
                let message = format!("{path}, which was read, has changed since");
                return Err(Not::because(exit::FAILED, message, help));
            }
            Ok(_) => {}
        }
    }
    Ok(())
}

/// Asks for the same again; gives the folder that holds everything, and in it the one of the result.
fn made_again(old: &Receipt, max_memory: u64) -> Result<(tempfile::TempDir, PathBuf), Not> {
    let machine = |error: std::io::Error| {
        let message = format!("a folder for the second result cannot be made: {error}");
        Not::because(exit::MACHINE, message, "make room in the folder for temporary files")
    };
    let fresh = tempfile::tempdir().map_err(machine)?;
    let mut words = vec!["dealsim".to_owned(), old.command.clone()];
    match old.settings.get("arguments") {
        Some(line) => words.extend(split(line)),
        None => words.push(old.scenario.clone()),
    }
    let said = |key: &str| Some(format!("--{key}={}", old.settings.get(key)?));
    words.extend(["charts", "timeline"].into_iter().filter_map(said));
    // A study is made again on as many paths as it took; scenarios of a batch take as many as each needs.
    words.extend(said("precision").filter(|_| old.command == "batch"));
    if old.command != "batch" || old.paths > 0 {
        words.push(format!("--paths={}", old.paths));
    }
    if old.command != "batch" || old.seed > 0 {
        words.push(format!("--seed={}", old.seed));
    }
    words.push(format!("--max-memory={max_memory}"));
    words.push(format!("--output={}", fresh.path().display()));
    words.push("--quiet".to_owned());
    words.extend(old.sets.iter().map(|set| format!("--set={set}")));
    let command = parsed(&words).map_err(|error| {
        let message = format!("this version cannot ask for it again: {error}");
        Not::because(exit::INPUT, message, "verify it with the version that wrote it")
    })?;
    // A scenario of a batch that is broken, and an assertion that fails, are part of what was recorded.
    let code = dispatch(command);
    match result_in(fresh.path(), &old.command) {
        Some(folder) => Ok((fresh, folder)),
        None if code != exit::DONE => Err(Not { code, said: Vec::new() }),
        None => {
            let help = "tell the authors of the program";
            Err(Not::because(exit::MACHINE, "the second run left no receipt".to_owned(), help))
        }
    }
}

/// The folder of the one result below another: `DEAL/NAME`.
fn result_in(folder: &Path, command: &str) -> Option<PathBuf> {
    let inside = |folder: &Path| -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect()
    };
    let mut results = inside(folder).into_iter().flat_map(|deal| inside(&deal));
    results.find(|result| {
        let bytes = fs::read(result.join(receipt::FILE_NAME)).unwrap_or_default();
        Receipt::from_json(&bytes).is_ok_and(|receipt| receipt.command == command)
    })
}

/// A result: its receipt and where it lies.
struct Outcome<'all> {
    of: &'all Receipt,
    at: &'all Path,
}

/// The first file and byte in which two results differ, in words.
fn difference(old: &Outcome<'_>, new: &Outcome<'_>) -> Option<String> {
    let hashes = |one: &Outcome<'_>| -> BTreeMap<String, String> {
        one.of.outputs.iter().map(|file| (file.path.clone(), file.sha256.clone())).collect()
    };
    let (before, after) = (hashes(old), hashes(new));
    let names: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    names.into_iter().find_map(|name| match (before.get(name), after.get(name)) {
        (Some(_), None) => Some(format!("{name} was written, and is not written now")),
        (None, _) => Some(format!("{name} is written now, and was not")),
        (Some(hash), Some(now)) => file_difference(name, old.at, new.at, hash, hash == now),
    })
}

/// How one file differs. `same` says whether the second run gives what the receipt says.
fn file_difference(name: &str, old: &Path, new: &Path, hash: &str, same: bool) -> Option<String> {
    let Ok(before) = fs::read(old.join(name)) else {
        return Some(format!("{name} is no longer beside its receipt"));
    };
    let as_recorded = sha256(&before) == hash;
    if same && as_recorded {
        return None;
    }
    let after = fs::read(new.join(name)).unwrap_or_default();
    let why = if as_recorded {
        "a run gives other bytes now"
    } else {
        "it was changed after it was written"
    };
    let Some(at) = first_difference(&before, &after) else {
        return Some(format!(
            "{name} is as a run writes it, and the receipt has the hash of another one"
        ));
    };
    let lines = before.iter().take(at).filter(|byte| **byte == b'\n').count() + 1;
    Some(format!("{name} differs at byte {at}, in line {lines}: {why}"))
}

/// The place of the first byte that differs, from 0; the end of the shorter one where it begins the longer one.
fn first_difference(one: &[u8], other: &[u8]) -> Option<usize> {
    let differs = one.iter().zip(other).position(|(a, b)| a != b);
    differs.or_else(|| (one.len() != other.len()).then(|| one.len().min(other.len())))
}

#[cfg(test)]
mod tests {
    use super::first_difference;

    #[test]
    fn the_first_byte_that_differs_is_named() {
        assert_eq!(first_difference(b"abc", b"abc"), None);
        assert_eq!(first_difference(b"abc", b"axc"), Some(1));
        assert_eq!(first_difference(b"abc", b"ab"), Some(2));
        assert_eq!(first_difference(b"", b"a"), Some(0));
    }
}
