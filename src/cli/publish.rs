//! Writes what came of a run into its folder, whole or not at all, and prints the summary.

use super::exit;
use super::failure::{Ran, failed, stopped};
use super::progress;
use super::run::{interrupted, settings};
use super::say::{print, say};
use crate::engine::Outcome;
use crate::report::receipt::{self, FileHash};
use crate::report::{FolderError, OutputFolder, Receipt};
use crate::results::{self, Asked, RunResults, Seen};
use crate::scenario::{Loaded, Model};
use std::path::{Path, PathBuf};

/// A scenario that was run, and where its results go.
pub(super) struct Published<'run> {
    pub(super) file: &'run Path,
    pub(super) loaded: &'run Loaded,
    pub(super) model: &'run Model,
    pub(super) sets: &'run [String],
    pub(super) output: &'run Path,
    pub(super) quiet: bool,
    pub(super) asked: Asked,
}

impl Published<'_> {
    /// `OUTPUT/DEAL/SCENARIO`: the deal is the folder of the file.
    pub(super) fn target(&self) -> PathBuf {
        let folder = std::path::absolute(self.file).ok();
        let deal = folder
            .as_deref()
            .and_then(Path::parent)
            .and_then(Path::file_name)
            .map_or_else(|| "deal".to_owned(), |name| name.to_string_lossy().into_owned());
        let stem = self.file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        self.output.join(deal).join(stem)
    }

    /// The hashes of every file that was read, by path from the folder of the scenario.
    pub(super) fn files(&self) -> Vec<FileHash> {
        let base = self.file.parent().unwrap_or(Path::new(""));
        let hash = |read: &crate::document::LoadedFile| {
            FileHash::of(&receipt::relative_path(&read.path, base), &read.bytes)
        };
        self.loaded.files.iter().map(hash).collect()
    }

    /// Tables, pictures, receipt and summary; gives the exit code.
    pub(super) fn publish(&self, outcome: &Outcome) -> u8 {
        let shown = self.file.display().to_string();
        let beliefs = match self.beliefs() {
            Ok(beliefs) => beliefs,
            Err(code) => return code,
        };
        let results =
            RunResults::new(self.model, outcome, &shown, self.asked).with_beliefs(beliefs);
        let target = self.target();
        match self.write(&target, &results) {
            Ok(true) => {}
            Ok(false) => return stopped(),
            Err(error) => {
                say(&format!("error: {error}"));
                return if error.is_input() { exit::INPUT } else { exit::MACHINE };
            }
        }
        if !self.quiet {
            print(&results.terminal(100, false));
            print(&format!("wrote {}\n", target.display()));
        }
        exit::DONE
    }

    /// Runs the worlds that sides believe in, all paths of each: a run in parts does so once, when its parts are
    /// joined. The exit code where one of them leaves nothing.
    fn beliefs(&self) -> Result<Vec<Seen>, u8> {
        let mut all = Vec::new();
        for belief in &self.model.beliefs {
            let side = self.model.sides.get(belief.side).map_or("", |side| side.label.as_str());
            let paths = self.model.settings.paths;
            let name = format!("{} through the eyes of {side}", self.model.name);
            let bar = progress::bar(&name, paths, self.quiet);
            let report = |done| bar.set_position(done);
            let seen = results::see(belief, &settings(self.model, 0..paths, &report));
            bar.finish_and_clear();
            match seen {
                Ok(seen) => all.push(seen),
                Err(failure) => {
                    let believed =
                        Model { settings: self.model.settings, ..(*belief.model).clone() };
                    let ran = Ran {
                        file: self.file,
                        sets: self.sets,
                        sources: &self.loaded.sources,
                        model: &believed,
                        side: Some(side),
                    };
                    return Err(failed(&failure, &ran));
                }
            }
        }
        Ok(all)
    }

    /// Whether the results are in their place; they are not where somebody stopped it meanwhile.
    fn write(&self, target: &Path, results: &RunResults) -> Result<bool, FolderError> {
        let mut folder = OutputFolder::create(target)?;
        results.write(&mut folder)?;
        let base = self.file.parent().unwrap_or(Path::new(""));
        let receipt = Receipt {
            program: receipt::PROGRAM.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            format: 1,
            command: "run".to_owned(),
            scenario: receipt::relative_path(self.file, base),
            files: self.files(),
            seed: self.model.settings.seed,
            paths: self.model.settings.paths,
            sampler: self.model.settings.sampler.name().to_owned(),
            sets: self.sets.to_vec(),
            settings: results
                .precision()
                .map(|text| ("percentiles".to_owned(), text))
                .into_iter()
                .collect(),
            outputs: folder.outputs(),
        };
        // Texts and whole numbers alone: turning them into JSON cannot fail.
        folder.write("receipt.json", &receipt.to_json().unwrap_or_default())?;
        if interrupted() {
            return Ok(false);
        }
        folder.finish().map(|()| true)
    }
}
