//! A scenario that is checked and ready to run, from wherever its text comes.

use super::failure::Failure;
use super::job::Job;
use super::run::Run;
use super::settings::Settings;
use crate::diagnose::Findings;
#[cfg(feature = "disk")]
use crate::document::Disk;
use crate::document::{Files, LoadedFile, Memory, NewValue, Overrides};
use crate::scenario::{Draft, Model};
use std::path::Path;
use std::sync::Arc;

/// A scenario that is checked and ready to run.
///
/// ```
/// use dealsim::{Memory, Scenario, Settings};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let world = "format = 1\ntime = { start = 2025-01-01, end = 2027-01-01, step = \"year\" }\n\
///     parties = { buyer = { discount_rate = 0 }, seller = { discount_rate = 0 } }";
/// let fee = "extends = \"world.toml\"\n\
///     [terms.fee]\nkind = \"lump_sum\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 3\non = 2026-06-30";
/// let files = Memory::new().with("world.toml", world).with("deals/fee.toml", fee.replace("world", "../world"));
/// let deal = Scenario::read(files, "deals/fee.toml")?;
/// assert_eq!(deal.sides().collect::<Vec<_>>(), ["buyer", "seller"]);
/// assert_eq!(deal.run(&Settings::paths(64))?.payoff("seller")?.mean.value, 3.0);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Scenario {
    draft: Arc<Draft>,
    overrides: Overrides,
    model: Arc<Model>,
    files: Arc<[LoadedFile]>,
    warnings: Findings,
    has_terms: bool,
}

impl Scenario {
    /// Opens a file of the disk, with everything that it extends and names.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    #[cfg(feature = "disk")]
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Findings> {
        Self::read(Disk, path)
    }

    /// Reads a text, which messages call by this name.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn from_text(name: &str, text: &str) -> Result<Self, Findings> {
        Self::read(Memory::new().with(name, text), name)
    }

    /// Reads one of these files, with everything that it extends and names.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(files: impl Files + 'static, path: impl AsRef<Path>) -> Result<Self, Findings> {
        Self::read_with(Arc::new(files), path.as_ref(), &Overrides::new())
    }

    /// The same, with values laid over it.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read_with(
        files: Arc<dyn Files>,
        path: &Path,
        overrides: &Overrides,
    ) -> Result<Self, Findings> {
        Self::checked(Arc::new(Draft::read(files, path)), overrides.clone())
    }

    /// The scenario with one value changed, or taken out by `false`. It is checked as a whole again, and nothing is read
    /// again.
    ///
    /// # Errors
    /// Everything that is wrong with it then, at its place in the key, the value or the files.
    ///
    /// ```
    /// # let text = "format = 1\ntime = { start = 2025-01-01, end = 2027-01-01, step = \"year\" }\n\
    /// #     parties = { buyer = { discount_rate = 0 }, seller = { discount_rate = 0 } }\n\
    /// #     [terms.fee]\nkind = \"lump_sum\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 3\non = 2026-06-30";
    /// # let deal = dealsim::Scenario::from_text("deal.toml", text).unwrap();
    /// let dearer = deal.with("terms.fee.amount", 4.5).unwrap();
    /// # let _ = dearer;
    /// let why = deal.with("terms.fea.amount", 4.5).unwrap_err();
    /// assert_eq!(why.iter().next().unwrap().help, "did you mean `fee`?");
    /// ```
    pub fn with(&self, key: &str, value: impl Into<NewValue>) -> Result<Self, Findings> {
        self.with_all(&Overrides::new().with(key, value))
    }

    /// The scenario with several values changed, in their order.
    ///
    /// # Errors
    /// Everything that is wrong with it then.
    pub fn with_all(&self, overrides: &Overrides) -> Result<Self, Findings> {
        Self::checked(Arc::clone(&self.draft), self.overrides.clone().and(overrides))
    }

    pub(super) fn checked(draft: Arc<Draft>, overrides: Overrides) -> Result<Self, Findings> {
        let loaded = draft.checked(&overrides);
        let findings = Findings::new(loaded.sources, loaded.diagnostics);
        let Some(model) = loaded.model else { return Err(findings) };
        Ok(Self {
            draft,
            overrides,
            model: Arc::new(model),
            files: loaded.files.into(),
            warnings: findings,
            has_terms: loaded.runnable,
        })
    }

    /// Simulates it.
    ///
    /// # Errors
    /// When a number is not what it must be on some path, somebody asks to stop, or it needs too much memory.
    pub fn run(&self, settings: &Settings) -> Result<Run, Failure> {
        let job = Job::new(self, settings);
        let part = job.part(0..job.model.settings.paths)?;
        job.finish(part)
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.model.name
    }

    /// What it says about itself.
    #[must_use]
    pub fn about(&self) -> &str {
        &self.model.about
    }

    /// The unit of its money: `USD bn`.
    #[must_use]
    pub fn money(&self) -> &str {
        &self.model.money
    }

    /// Its sides by name: parties that bargain as one, or a party by itself.
    pub fn sides(&self) -> impl Iterator<Item = &str> {
        self.model.sides.iter().map(|side| side.name.as_str())
    }

    /// Its drivers by name.
    pub fn drivers(&self) -> impl Iterator<Item = &str> {
        self.model.drivers.iter().map(|driver| driver.name.as_str())
    }

    /// Its events by name.
    pub fn events(&self) -> impl Iterator<Item = &str> {
        self.model.events.iter().map(|event| event.name.as_str())
    }

    /// Whether it has terms: a scenario without any is a world for others.
    #[must_use]
    pub fn has_terms(&self) -> bool {
        self.has_terms
    }

    /// What is probably not as meant.
    #[must_use]
    pub fn warnings(&self) -> &Findings {
        &self.warnings
    }

    /// What is laid over its files.
    #[must_use]
    pub fn overrides(&self) -> &Overrides {
        &self.overrides
    }

    /// Where it was read from.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.draft.path
    }

    /// Every file that was read for it.
    pub(crate) fn files(&self) -> &[LoadedFile] {
        &self.files
    }

    /// Its texts, as they were read.
    pub(super) fn draft(&self) -> &Draft {
        &self.draft
    }

    /// What the engine runs, and what its numbers mean.
    pub(crate) fn model(&self) -> &Model {
        &self.model
    }
}
