//! What all studies share on the command line: how they run, what they write, and what is said when they leave nothing.

use super::check::complain;
use super::exit;
use super::failure::{failed_without_a_path, stopped};
use super::progress::Bar;
use super::publish::deal_folder;
use super::say::{print, print_as_it_is, say};
use super::stoppable::{Stoppable, watched};
use crate::document::{Files, Overrides};
use crate::engine::Stop;
use crate::report::receipt::{self, FileHash};
use crate::report::{FolderError, OutputFolder, Receipt, Table, TableError};
use crate::simulation::{Failure, Settings};
use crate::studies::StudyFailure;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Columns of the terminal tables.
pub(super) const WIDTH: usize = 120;

/// Names of folders end before file systems do.
const LONGEST_NAME: usize = 120;

/// What every study is asked.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Asked {
    /// How many paths, instead of what the scenarios say.
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..))]
    paths: Option<u64>,
    /// The seed, instead of what the scenarios say.
    #[arg(long)]
    seed: Option<u64>,
    /// Lays `key.path=value` over each scenario.
    #[arg(long = "set")]
    sets: Vec<String>,
    /// Where results go.
    #[arg(long, default_value = "output")]
    output: PathBuf,
    /// Prints nothing but errors.
    #[arg(long)]
    quiet: bool,
    /// Prints the tables as JSON.
    #[arg(long)]
    json: bool,
    /// Refuses a study that needs more memory than this: 2GiB, 500MB.
    #[arg(long, default_value = "4GiB", value_parser = super::args::bytes, value_name = "BYTES")]
    max_memory: u64,
}

/// A study that is about to run.
pub(super) struct Run {
    asked: Asked,
    stop: Stop,
    bar: Arc<Bar>,
    /// Where scenarios come from.
    pub(super) files: Arc<dyn Files>,
    /// What is laid over each.
    pub(super) overrides: Overrides,
    /// How each deal runs.
    pub(super) settings: Settings,
}

impl Run {
    pub(super) fn new(asked: Asked) -> Self {
        let stop = watched();
        let bar = Arc::new(Bar::new(asked.quiet));
        let told = Arc::clone(&bar);
        let settings = asked.paths.map_or_else(Settings::as_written, Settings::paths);
        let settings = asked.seed.into_iter().fold(settings, Settings::seed);
        let settings = settings
            .most_memory(asked.max_memory)
            .stopped_by(stop.clone())
            .watched_by(move |stage| told.tell(stage));
        let files: Arc<dyn Files> = Arc::new(Stoppable(stop.clone()));
        let overrides = asked.sets.iter().collect();
        Self { asked, stop, bar, files, overrides, settings }
    }

    /// Writes and prints what a study left; gives the exit code.
    pub(super) fn finish<T>(
        &self,
        study: Result<T, StudyFailure>,
        left: impl FnOnce(&T) -> Result<Left, TableError>,
    ) -> u8 {
        self.bar.clear();
        if self.stop.is_asked() {
            return stopped();
        }
        match study {
            Ok(study) => match left(&study) {
                Ok(left) => self.publish(&left),
                Err(error) => {
                    say(&format!("error: {error}"));
                    exit::MACHINE
                }
            },
            Err(StudyFailure::Wrong(findings)) => {
                complain(&findings);
                exit::INPUT
            }
            Err(StudyFailure::Refused(refusal)) => {
                say(&format!("error: {}", refusal.message));
                say(&format!("  help: {}", refusal.help));
                exit::INPUT
            }
            Err(StudyFailure::Failed(Failure::Interrupted)) => stopped(),
            Err(StudyFailure::Failed(failure)) => failed_without_a_path(&failure),
        }
    }

    fn publish(&self, left: &Left) -> u8 {
        let target = left.target(&self.asked.output);
        match self.write(left, &target) {
            Ok(()) => {}
            Err(FolderError::Stopped) => return stopped(),
            Err(error) => {
                say(&format!("error: {error}"));
                return if error.is_input() { exit::INPUT } else { exit::MACHINE };
            }
        }
        if self.asked.json {
            let all: BTreeMap<&str, &Table> =
                left.tables.iter().map(|(name, table)| (*name, table)).collect();
            // Texts and finite numbers alone: turning them into JSON cannot fail.
            print(&serde_json::to_string_pretty(&all).unwrap_or_default());
        } else if !self.asked.quiet {
            print_as_it_is(&left.text);
            print(&format!("\nwrote {}", target.display()));
        }
        exit::DONE
    }

    fn write(&self, left: &Left, target: &Path) -> Result<(), FolderError> {
        let mut folder = OutputFolder::create(target)?.stopped_by(self.stop.clone());
        for (name, table) in &left.tables {
            // Texts and finite numbers alone: turning them into CSV cannot fail.
            folder.write(&format!("{name}.csv"), &table.to_csv().unwrap_or_default())?;
        }
        let base = left.first.parent().unwrap_or(Path::new(""));
        let named = |path: &Path| receipt::relative_path(path, base);
        let hash = |path: &PathBuf| Some(FileHash::of(&named(path), &self.files.read(path).ok()?));
        let others: Vec<String> = left.others.iter().map(|path| named(path)).collect();
        let with = (!others.is_empty()).then(|| ("with".to_owned(), others.join(", ")));
        let receipt = Receipt {
            program: receipt::PROGRAM.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            format: 1,
            command: left.command.to_owned(),
            scenario: named(&left.first),
            files: left.files.iter().filter_map(hash).collect(),
            seed: left.seed,
            paths: left.paths,
            sampler: left.sampler.clone(),
            sets: self.asked.sets.clone(),
            settings: with.into_iter().chain(left.said.clone()).collect(),
            outputs: folder.outputs(),
        };
        folder.write(receipt::FILE_NAME, &receipt.to_json().unwrap_or_default())?;
        folder.finish()
    }
}

/// What a study left.
pub(super) struct Left {
    /// The name of the command.
    pub(super) command: &'static str,
    /// The first file.
    pub(super) first: PathBuf,
    /// The other files that were named.
    pub(super) others: Vec<PathBuf>,
    /// What names the folder beside the command.
    pub(super) names: Vec<String>,
    /// Every file that was read.
    pub(super) files: Vec<PathBuf>,
    pub(super) seed: u64,
    pub(super) paths: u64,
    pub(super) sampler: String,
    /// What else was asked and moves results.
    pub(super) said: Vec<(String, String)>,
    /// The tables, by the names of their files.
    pub(super) tables: Vec<(&'static str, Table)>,
    /// What a terminal shows.
    pub(super) text: String,
}

impl Left {
    /// `OUTPUT/DEAL/COMMAND-NAMES`.
    fn target(&self, output: &Path) -> PathBuf {
        let plain =
            |sign: char| if sign.is_alphanumeric() || "._-".contains(sign) { sign } else { '_' };
        let whole: String = self.names.join("-").chars().map(plain).collect();
        let mut name: String = whole.chars().take(LONGEST_NAME).collect();
        if name != whole {
            // Two long lists must not share a folder.
            let hash = receipt::sha256(self.names.join("-").as_bytes());
            name.push_str(&format!("-{}", hash.get(..8).unwrap_or(&hash)));
        }
        deal_folder(output, &self.first).join(format!("{}-{name}", self.command))
    }
}

/// The name of a file without its ending.
pub(super) fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
