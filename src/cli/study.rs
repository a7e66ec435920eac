//! What all studies share on the command line: how they run, what they write, and what is said when they leave nothing.

use super::check::complain;
use super::exit;
use super::failure::{failed_without_a_path, stopped};
use super::precision::{self, Exactness, Paths, Precision, Reached};
use super::progress::Bar;
use super::publish::deal_folder;
use super::say::{print, print_as_it_is, say};
use super::stoppable::{Stoppable, watched};
use super::words::joined;
use crate::charts::Caption;
use crate::document::{Files, Overrides};
use crate::engine::Stop;
use crate::report::receipt::{self, FileHash};
use crate::report::{FolderError, OutputFolder, Receipt, Table, TableError, Told};
use crate::results::{Charts, Picture, StudyPage, study_page, write_pictures};
use crate::simulation::{Failure, Settings};
use crate::statistics::digits;
use crate::studies::StudyFailure;
use clap::Args;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Columns of the terminal tables.
const WIDTH: usize = 120;

/// Names of folders end before file systems do.
const LONGEST_NAME: usize = 120;

/// What every study is asked.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Asked {
    /// How many paths, instead of what the scenarios say; `auto` for as many as the precision takes.
    #[arg(long, value_parser = precision::paths, value_name = "N|auto")]
    paths: Option<Paths>,
    /// The largest standard error of what the study finds: 0.5%, in parts of the payoff's standard deviation, or an amount of
    /// money. With --paths auto it is 0.5 % where nobody says.
    #[arg(long, value_parser = precision::precision)]
    precision: Option<Precision>,
    /// The seed, instead of what the scenarios say.
    #[arg(long)]
    seed: Option<u64>,
    /// Lays `key.path=value` over each scenario.
    #[arg(long = "set")]
    sets: Vec<String>,
    /// Where results go.
    #[arg(long, default_value = "output")]
    pub(super) output: PathBuf,
    /// Prints nothing but errors.
    #[arg(long)]
    pub(super) quiet: bool,
    /// Prints the tables as JSON.
    #[arg(long)]
    json: bool,
    /// Refuses a study that needs more memory than this: 2GiB, 500MB.
    #[arg(long, default_value = "4GiB", value_parser = super::args::bytes, value_name = "BYTES")]
    max_memory: u64,
    /// Which pictures: all of them, as SVG only, or none.
    #[arg(long, value_name = "all|few|svg|none")]
    pub(super) charts: Option<Charts>,
    /// What else was asked, as words: the receipt keeps them.
    #[arg(skip)]
    pub(super) said: Vec<String>,
    /// Which of these options were given, as words.
    #[arg(skip)]
    pub(super) options: Vec<String>,
}

impl Asked {
    /// The number of paths that was asked for.
    pub(super) fn count(&self) -> Option<u64> {
        match self.paths {
            Some(Paths::Count(count)) => Some(count),
            Some(Paths::Auto) | None => None,
        }
    }

    /// The precision that was asked for.
    pub(super) fn wanted(&self) -> Option<Precision> {
        let usual = (self.paths == Some(Paths::Auto)).then_some(Precision::Part(0.005));
        self.precision.or(usual)
    }
}

/// The names of what every study is asked.
pub(super) fn asked_of_all() -> Vec<String> {
    let command = Asked::augment_args(clap::Command::new("study"));
    command.get_arguments().map(|argument| argument.get_id().to_string()).collect()
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
        let settings = asked.count().map_or_else(Settings::as_written, Settings::paths);
        let settings = asked.seed.into_iter().fold(settings, Settings::seed);
        let settings = settings
            .most_memory(asked.max_memory)
            .stopped_by(stop.clone())
            .watched_by(move |stage| told.tell(stage));
        let files: Arc<dyn Files> = Arc::new(Stoppable(stop.clone()));
        let overrides = asked.sets.iter().collect();
        Self { asked, stop, bar, files, overrides, settings }
    }

    /// How each deal runs where nobody is told how far it is.
    pub(super) fn unwatched(&self) -> Settings {
        let settings = self.asked.count().map_or_else(Settings::as_written, Settings::paths);
        let settings = self.asked.seed.into_iter().fold(settings, Settings::seed);
        settings.most_memory(self.asked.max_memory).stopped_by(self.stop.clone())
    }

    /// Whether somebody asked to stop.
    pub(super) fn is_stopped(&self) -> bool {
        self.stop.is_asked()
    }

    /// The seed that was asked for; none is written as 0.
    pub(super) fn seed(&self) -> u64 {
        self.asked.seed.unwrap_or(0)
    }

    /// The number of paths that was asked for; none is written as 0.
    pub(super) fn paths(&self) -> u64 {
        self.asked.count().unwrap_or(0)
    }

    /// Runs a study, with as many paths as its precision takes where one was asked for; writes and prints what it left, and
    /// gives the exit code.
    pub(super) fn until_exact<T>(
        &self,
        run: impl Fn(&Settings) -> Result<T, StudyFailure>,
        exactness: impl Fn(&T) -> Vec<Exactness>,
        left: impl FnOnce(&T) -> Result<Left, TableError>,
    ) -> u8 {
        let Some(wanted) = self.asked.wanted() else {
            return self.ended(run(&self.settings), left);
        };
        let most = self.asked.count();
        let reached = match precision::until(wanted, most, &self.settings, run, exactness) {
            Ok(reached) => reached,
            Err(failure) => return self.ended(Err(failure), left),
        };
        let Reached { study, paths, excess } = reached;
        let code = self.ended(Ok(study), left);
        if code != exit::DONE || excess <= 1.0 {
            return code;
        }
        say(&format!(
            "error: the precision was not reached: with {paths} paths the largest standard error is {} times the one asked for",
            digits::number(excess, 3)
        ));
        say("  help: ask for less, for more paths, or allow more memory with --max-memory");
        exit::IMPRECISE
    }

    /// Writes and prints what a study left, or says why it left nothing; gives the exit code.
    pub(super) fn ended<T>(
        &self,
        study: Result<T, StudyFailure>,
        left: impl FnOnce(&T) -> Result<Left, TableError>,
    ) -> u8 {
        self.bar.clear();
        if self.stop.is_asked() {
            return stopped();
        }
        match study {
            Ok(study) => self.leave(left(&study)),
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

    /// Writes and prints what was left; gives the exit code.
    pub(super) fn leave(&self, left: Result<Left, TableError>) -> u8 {
        match left {
            Ok(left) => self.publish(left),
            Err(error) => {
                say(&format!("error: {error}"));
                exit::MACHINE
            }
        }
    }

    fn publish(&self, mut left: Left) -> u8 {
        let pictures = std::mem::take(&mut left.pictures);
        let left = &left;
        let target = left.target(&self.asked.output);
        match self.write(left, pictures, &target) {
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
            print_as_it_is(&left.told.to_terminal(WIDTH, false));
            print(&format!("\nwrote {}", target.display()));
        }
        exit::DONE
    }

    fn write(&self, left: &Left, pictures: Vec<Picture>, target: &Path) -> Result<(), FolderError> {
        let mut folder = OutputFolder::create(target)?.stopped_by(self.stop.clone());
        for (name, table) in &left.tables {
            // Texts and finite numbers alone: turning them into CSV cannot fail.
            folder.write(&format!("{name}.csv"), &table.to_csv().unwrap_or_default())?;
        }
        let charts = self.asked.charts.unwrap_or(left.charts);
        let captions: Vec<Caption> =
            pictures.iter().map(|picture| picture.caption.clone()).collect();
        let drawn = write_pictures(&mut folder, pictures, charts)?;
        let tables: Vec<(&str, &Table)> =
            left.tables.iter().map(|(name, table)| (*name, table)).collect();
        let title = format!("{} {}", left.command, left.names.join(", "));
        let told = left.told.clone().answered_by(captions.iter().map(|one| one.title.as_str()));
        let made = left.made();
        let page = study_page(&StudyPage {
            title: &title,
            told: &told,
            pictures: &drawn,
            tables: &tables,
            made: &made,
        });
        folder.write("report.html", page.as_bytes())?;
        let base = left.first.parent().unwrap_or(Path::new(""));
        let named = |path: &Path| receipt::relative_path(path, base);
        let hash = |path: &PathBuf| Some(FileHash::of(&named(path), &self.files.read(path).ok()?));
        let others: Vec<String> = left.others.iter().map(|path| named(path)).collect();
        let with = (!others.is_empty()).then(|| ("with".to_owned(), others.join(", ")));
        let said = Some(("arguments".to_owned(), joined(&self.asked.said)));
        let shown = Some(("charts".to_owned(), charts.to_string()));
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
            settings: with.into_iter().chain(left.said.clone()).chain(said).chain(shown).collect(),
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
    /// Its pictures.
    pub(super) pictures: Vec<Picture>,
    /// Which of them are drawn where nobody says.
    pub(super) charts: Charts,
    /// What is told of it.
    pub(super) told: Told,
}

impl Left {
    /// How it was made, in a sentence.
    fn made(&self) -> String {
        let number = |count: u64| digits::integer(i64::try_from(count).unwrap_or(i64::MAX));
        let paths = match self.paths {
            0 => "as many paths as each file says".to_owned(),
            1 => "1 path".to_owned(),
            paths => format!("{} paths", number(paths)),
        };
        let seed = if self.paths == 0 && self.seed == 0 {
            String::new()
        } else {
            format!(", seed {}", self.seed)
        };
        let version = env!("CARGO_PKG_VERSION");
        format!("dealsim {} {version}, {paths}{seed}, draws: {}", self.command, self.sampler)
    }

    /// `OUTPUT/DEAL/COMMAND-NAMES`.
    fn target(&self, output: &Path) -> PathBuf {
        let name = folder_name(&self.names.join("-"));
        deal_folder(output, &self.first).join(format!("{}-{name}", self.command))
    }
}

/// A name as a folder can have it.
pub(super) fn folder_name(name: &str) -> String {
    let plain =
        |sign: char| if sign.is_alphanumeric() || "._-".contains(sign) { sign } else { '_' };
    let whole: String = name.chars().map(plain).collect();
    let mut short: String = whole.chars().take(LONGEST_NAME).collect();
    if short != whole {
        // Two long lists must not share a folder.
        let hash = receipt::sha256(name.as_bytes());
        short.push_str(&format!("-{}", hash.get(..8).unwrap_or(&hash)));
    }
    short
}

/// The name of a file without its ending.
pub(super) fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
