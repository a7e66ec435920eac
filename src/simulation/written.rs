//! What a run leaves on the disk: a folder with its tables, pictures, page and receipt, whole or not at all.

use super::run::Run;
use super::scenario::Scenario;
use crate::document::LoadedFile;
use crate::report::receipt::{self, FileHash};
use crate::report::{FolderError, OutputFolder, Receipt};
use std::path::Path;

impl Scenario {
    /// The hashes of every file that was read, by path from the folder of the scenario.
    pub(crate) fn hashes(&self) -> Vec<FileHash> {
        let own = self.identity();
        let folder = own.parent().unwrap_or(Path::new(""));
        let hash = |read: &LoadedFile| {
            FileHash::of(&receipt::path_from(folder, &read.identity), &read.bytes)
        };
        self.files().iter().map(hash).collect()
    }

    /// The key by which its file is one file, however its path is spelt.
    pub(crate) fn identity(&self) -> &Path {
        let own = self.files().iter().find(|read| read.path == self.path());
        own.map_or_else(|| self.path(), |read| &read.identity)
    }

    /// Its file, by its own name.
    pub(crate) fn file_name(&self) -> String {
        self.identity().file_name().unwrap_or_default().to_string_lossy().into_owned()
    }
}

impl Run {
    /// Writes tables, pictures, the page and the receipt into a folder, which appears as a whole or not at all and replaces
    /// only an earlier output.
    ///
    /// # Errors
    /// When something else stands in its place, somebody asks to stop, or the machine refuses.
    pub fn write(&self, folder: impl AsRef<Path>) -> Result<(), FolderError> {
        let mut folder = OutputFolder::create(folder.as_ref())?.stopped_by(self.stop.clone());
        self.results.write(&mut folder)?;
        let settings = self.model.settings;
        let precision = self.results.precision().map(|text| ("percentiles".to_owned(), text));
        let dimensions = self.dimensions.clone().map(|text| ("dimensions".to_owned(), text));
        let asked = self.results.asked();
        let shown = [
            ("charts".to_owned(), asked.charts.to_string()),
            ("timeline".to_owned(), asked.timeline.to_string()),
        ];
        let receipt = Receipt {
            program: receipt::PROGRAM.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            format: 1,
            command: "run".to_owned(),
            scenario: self.scenario.file_name(),
            files: self.scenario.hashes(),
            seed: settings.seed,
            paths: settings.paths,
            sampler: settings.sampler.name().to_owned(),
            sets: self.scenario.overrides().texts().map(str::to_owned).collect(),
            settings: precision
                .into_iter()
                .chain(dimensions)
                .chain(self.noted.clone())
                .chain(shown)
                .collect(),
            outputs: folder.outputs(),
        };
        // Texts and whole numbers alone: turning them into JSON cannot fail.
        folder.write(receipt::FILE_NAME, &receipt.to_json().unwrap_or_default())?;
        folder.finish()
    }
}
