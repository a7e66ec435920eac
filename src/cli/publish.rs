//! Writes what came of a run into its folder, whole or not at all, and prints the summary.

use super::exit;
use super::failure::stopped;
use super::say::{print, say};
use super::screen::Screen;
use crate::report::FolderError;
use crate::simulation::Run;
use std::path::{Component, Path, PathBuf};

/// A folder as it is reached: without steps into folders that the next step leaves, as in `studies/..`.
fn walked(folder: &Path) -> PathBuf {
    folder.components().fold(PathBuf::new(), |mut walked, part| {
        match part {
            Component::ParentDir => {
                walked.pop();
            }
            Component::CurDir => {}
            part => walked.push(part),
        }
        walked
    })
}

/// `OUTPUT/DEAL`: the deal is the folder of the file.
pub(super) fn deal_folder(output: &Path, file: &Path) -> PathBuf {
    let folder = std::path::absolute(file).ok().and_then(|file| file.parent().map(walked));
    let deal = folder
        .as_deref()
        .and_then(Path::file_name)
        .map_or_else(|| "deal".to_owned(), |name| name.to_string_lossy().into_owned());
    output.join(deal)
}

/// `OUTPUT/DEAL/SCENARIO`.
pub(super) fn target(output: &Path, file: &Path) -> PathBuf {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    deal_folder(output, file).join(stem)
}

/// Tables, pictures, receipt and summary; gives the exit code. `whole` says whether the summary is printed, or only where
/// the results are.
pub(super) fn publish(run: &Run, output: &Path, quiet: bool, whole: bool) -> u8 {
    let target = target(output, run.scenario().path());
    match run.write(&target) {
        Ok(()) => {}
        Err(FolderError::Stopped) => return stopped(),
        Err(error) => {
            say(&format!("error: {error}"));
            return if error.is_input() { exit::INPUT } else { exit::MACHINE };
        }
    }
    if whole && !quiet {
        let Screen { width, ascii } = Screen::of_output();
        print(&run.results().terminal(width, ascii));
        print(&format!("open {}\n", target.join("report.html").display()));
    } else if !quiet {
        print(&format!("wrote {}", target.display()));
    }
    judge(run, quiet)
}

/// Holds the results against what the scenario asserts of them; gives the exit code.
fn judge(run: &Run, quiet: bool) -> u8 {
    let verdicts = run.verdicts();
    let file = run.scenario().path().display();
    let failed = verdicts.iter().filter(|verdict| !verdict.holds()).count();
    for verdict in &verdicts {
        if !verdict.holds() {
            say(&format!("error: {file}: {}", verdict.sentence()));
        } else if verdict.errors().is_some_and(|errors| errors < 2.0) {
            say(&format!("warning: {file}: {}; more paths would tell", verdict.sentence()));
        }
    }
    if failed > 0 {
        return exit::FAILED;
    }
    if !verdicts.is_empty() && !quiet {
        print(&format!("assertions that hold: all {}\n", verdicts.len()));
    }
    exit::DONE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deal_is_the_folder_that_a_path_reaches() {
        let deal = |file: &str| deal_folder(Path::new("out"), Path::new(file));
        assert_eq!(deal("/deals/one/studies/../a.toml"), Path::new("out/one"));
        assert_eq!(deal("/deals/one/a.toml"), Path::new("out/one"));
        assert_eq!(deal("/a.toml"), Path::new("out/deal"));
    }
}
