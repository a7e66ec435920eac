//! The command line.

use super::study::{Asked, asked_of_all};
use super::words;
use crate::results::{Charts, Timeline};
use crate::studies::Order;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::process::ExitCode;

/// Simulates deal terms: what each clause of a deal is worth to each side, in every future.
#[derive(Debug, Parser)]
#[command(name = "dealsim", version)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

/// What the program is asked to do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Simulates scenarios, writes their tables and charts, and prints a summary.
    Run {
        /// Scenario files, or folders of them.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// How many paths, instead of what the scenario says.
        #[arg(long, value_parser = clap::value_parser!(u64).range(1..))]
        paths: Option<u64>,
        /// The seed, instead of what the scenario says.
        #[arg(long)]
        seed: Option<u64>,
        /// Lays `key.path=value` over the scenario.
        #[arg(long = "set")]
        sets: Vec<String>,
        /// Where results go.
        #[arg(long, default_value = "output")]
        output: PathBuf,
        /// Prints nothing but errors.
        #[arg(long)]
        quiet: bool,
        /// Runs a part only, from this path on (a multiple of 64), and keeps it for `merge`.
        #[arg(long, value_name = "PATH")]
        from: Option<u64>,
        /// Runs a part only, up to before this path (a multiple of 64).
        #[arg(long, value_name = "PATH")]
        to: Option<u64>,
        /// Refuses a run that needs more memory than this: 2GiB, 500MB.
        #[arg(long, default_value = "4GiB", value_parser = bytes, value_name = "BYTES")]
        max_memory: u64,
        #[command(flatten)]
        shown: Shown,
        /// Prints the whole summary of each of several scenarios, not only how they compare.
        #[arg(long, short)]
        verbose: bool,
    },
    /// Holds deals against the first of them on the same draws: who gains, on how many futures, by which change.
    Compare {
        /// Scenario files; the first is the one that others are held against.
        #[arg(required = true, value_name = "FILE")]
        deals: Vec<PathBuf>,
        /// The file that others are held against, where it is not the first.
        #[arg(long, value_name = "FILE")]
        baseline: Option<PathBuf>,
        /// How the bridge lays changes over the first deal: each alone, or in all orders, each with its average.
        #[arg(long, value_name = "alone|shapley", value_parser = super::compare::order)]
        order: Option<Order>,
        #[command(flatten)]
        asked: Asked,
    },
    /// Turns one or two numbers of a deal over a range: what each side gains over its alternative, and where that is nothing.
    Sweep {
        /// A scenario file.
        #[arg(value_name = "FILE")]
        deal: PathBuf,
        /// A number and its range or list: inputs.stake.value=0.2..0.5, terms.fee.rate=10%,15%,20%.
        #[arg(required = true, value_name = "KEY=VALUES")]
        ranges: Vec<String>,
        /// How many values of a range.
        #[arg(long, default_value_t = 9)]
        steps: usize,
        /// Looks only at the paths on which this event happens in the deal as it is written.
        #[arg(long, value_name = "EVENT")]
        given: Option<String>,
        #[command(flatten)]
        asked: Asked,
    },
    /// Looks for the value of a number at which a statement about payoffs holds.
    Solve {
        /// A scenario file.
        #[arg(value_name = "FILE")]
        deal: PathBuf,
        /// The number: inputs.stake.value.
        key: String,
        /// Where to look: 0..0.6.
        #[arg(long = "in", value_name = "LOW..HIGH", allow_hyphen_values = true)]
        within: String,
        /// The statement: "mean(buyer) = mean(buyer in no-deal.toml)", "p05(seller) = 0".
        statement: String,
        #[command(flatten)]
        asked: Asked,
    },
    /// Takes each clause of a deal out in turn: what it is worth to each side, beside what it moved.
    Worth {
        /// A scenario file.
        #[arg(value_name = "FILE")]
        deal: PathBuf,
        #[command(flatten)]
        asked: Asked,
    },
    /// Runs many scenarios, each with a grid of overrides; those whose results are up to date are left as they are.
    Batch {
        /// Scenario files, folders of them, or patterns such as deals/*.toml.
        #[arg(required = true, value_name = "FILE|FOLDER|PATTERN")]
        deals: Vec<PathBuf>,
        /// A key and the values that it takes in turn: terms.fee.rate=10%,15%,20%, inputs.stake.value=0.2..0.5.
        #[arg(long, value_name = "KEY=VALUES")]
        grid: Vec<String>,
        /// How many values of a range.
        #[arg(long, default_value_t = 9)]
        steps: usize,
        /// Runs also what is up to date.
        #[arg(long)]
        again: bool,
        #[command(flatten)]
        asked: Asked,
    },
    /// Runs the study that a file describes: `study = "compare"` and the arguments of that command, one key each.
    Study {
        /// A study file.
        file: PathBuf,
        #[command(flatten)]
        asked: Asked,
    },
    /// Makes a result again from what its receipt says, and names the first file and byte that differ.
    Verify {
        /// The receipt of a result, or its folder.
        receipt: PathBuf,
        /// From where the paths of the receipt go: of a run the folder of its scenario, of a study where it was started.
        #[arg(long, value_name = "FOLDER")]
        files: Option<PathBuf>,
        /// Refuses a run that needs more memory than this: 2GiB, 500MB.
        #[arg(long, default_value = "4GiB", value_parser = bytes, value_name = "BYTES")]
        max_memory: u64,
    },
    /// Looks for the packages that all sides would sign: zone, frontier, Nash and other solutions, what is left on the table.
    Negotiate {
        /// A scenario, or a study file with `study = "negotiate"`.
        #[arg(value_name = "FILE")]
        deal: PathBuf,
        /// What is bargained about: inputs.stake.value=0.2..0.5, terms.fee.rate=5%,10%.
        #[arg(value_name = "KEY=VALUES")]
        issues: Vec<String>,
        /// What the sides have without a deal, where the file does not say it.
        #[arg(long, value_name = "FILE")]
        walk_away: Option<PathBuf>,
        /// The sides that bargain; all of them where none are named.
        #[arg(long, value_delimiter = ',', value_name = "SIDE,SIDE")]
        between: Vec<String>,
        /// How many values of a range the grid has.
        #[arg(long, default_value_t = 9)]
        steps: usize,
        /// A package to score: "inputs.stake.value=0.33 terms.fee.rate=5%".
        #[arg(long = "score", value_name = "KEY=VALUE ...")]
        scores: Vec<String>,
        #[command(flatten)]
        asked: Asked,
    },
    /// Exchange rates: how much of one number of a deal makes up for one more of another, for each side.
    Rates {
        /// A scenario file.
        #[arg(value_name = "FILE")]
        deal: PathBuf,
        /// Two or more numbers, each perhaps with the value at which rates are wanted: inputs.stake.value=0.33.
        #[arg(required = true, num_args = 2.., value_name = "KEY[=VALUE]")]
        keys: Vec<String>,
        #[command(flatten)]
        asked: Asked,
    },
    /// What decides the answer: inputs set to two values, parts of the variance, and what knowing a number is worth.
    Sensitivity {
        /// A scenario file.
        #[arg(value_name = "FILE")]
        deal: PathBuf,
        /// The deal that it is held against: what decides the difference?
        #[arg(long, value_name = "FILE")]
        against: Option<PathBuf>,
        #[command(flatten)]
        asked: Asked,
    },
    /// Which worlds break a deal: the few ranges of inputs in which most of a side's bad paths lie.
    Worlds {
        #[command(flatten)]
        request: super::worlds::Request,
        #[command(flatten)]
        asked: Asked,
    },
    /// What an event triggers: how likely it is while the contract runs, and what it takes from whom or gives.
    Trigger {
        /// A scenario file.
        #[arg(value_name = "FILE")]
        deal: PathBuf,
        /// The event.
        #[arg(value_name = "EVENT")]
        event: String,
        #[command(flatten)]
        asked: Asked,
    },
    /// What each side thinks of a package, through its own eyes and in the base world, and the bet in it.
    Beliefs {
        /// Scenario files with beliefs.
        #[arg(required = true, value_name = "FILE")]
        deals: Vec<PathBuf>,
        #[command(flatten)]
        asked: Asked,
    },
    /// Joins parts of a run into the results of the whole run, byte for byte.
    Merge {
        /// Parts that `run --from --to` wrote, in any order.
        #[arg(required = true)]
        parts: Vec<PathBuf>,
        /// Where the scenario is, if not where it was.
        #[arg(long, value_name = "FILE")]
        scenario: Option<PathBuf>,
        /// Where results go.
        #[arg(long, default_value = "output")]
        output: PathBuf,
        /// Prints nothing but errors.
        #[arg(long)]
        quiet: bool,
        #[command(flatten)]
        shown: Shown,
    },
    /// Reads scenarios and says everything that is wrong with them; runs nothing.
    Check {
        /// Scenario files, or folders of them.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Lays `key.path=value` over the scenario.
        #[arg(long = "set")]
        sets: Vec<String>,
        /// Prints the findings as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Says what is probably not as meant and only a run can show, after 2,000 paths; ends with 1 where something is.
    Lint {
        /// Scenario files, or folders of them.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// How many paths the run has, instead of 2,000.
        #[arg(long, value_parser = clap::value_parser!(u64).range(1..))]
        paths: Option<u64>,
        /// The seed, instead of what the scenario says.
        #[arg(long)]
        seed: Option<u64>,
        /// Lays `key.path=value` over the scenario.
        #[arg(long = "set")]
        sets: Vec<String>,
        /// Prints the findings as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Shows who owns what after each closing of a path, or who gets what for which value at the end.
    Captable {
        /// A scenario file.
        file: PathBuf,
        /// The table as it is at the end of this day, instead of after each closing.
        #[arg(long, value_name = "DATE")]
        at: Option<jiff::civil::Date>,
        /// Which path.
        #[arg(long, default_value_t = 0, value_name = "N")]
        path: u64,
        /// What each holder gets for every value of the company in a range, from break to break.
        #[arg(long, value_parser = super::captable::range, value_name = "LEAST..MOST")]
        exit: Option<(f64, f64)>,
        /// With `--exit`: of which company, where there are several.
        #[arg(long, value_name = "NAME")]
        company: Option<String>,
        /// Writes the table to this file as well.
        #[arg(long, value_name = "FILE")]
        csv: Option<PathBuf>,
        /// Lays `key.path=value` over the scenario.
        #[arg(long = "set")]
        sets: Vec<String>,
    },
    /// Shows one path as a dated ledger: who paid whom when, under which clause, and why.
    #[command(group = clap::ArgGroup::new("which").required(true))]
    Trace {
        /// A scenario file.
        file: PathBuf,
        /// The path with this number, from 0.
        #[arg(long, group = "which", value_name = "N")]
        path: Option<u64>,
        /// The path at a percentile of a side's payoff: `microsoft=p05`.
        #[arg(long, group = "which", value_name = "SIDE=pNN", value_parser = super::trace::at)]
        at: Option<crate::simulation::Which>,
        /// The path on which a side does worst.
        #[arg(long, group = "which", value_name = "SIDE")]
        worst: Option<String>,
        #[command(flatten)]
        asked: Asked,
    },
    /// Shows the kinds that there are, or one of them with its parameters and an example.
    List {
        /// A family (distributions, processes, events, terms), `functions`, `codes`, or a kind.
        kind: Option<String>,
    },
    /// Explains a kind, a code of a message, or where the numbers of a scenario come from.
    Explain {
        /// A kind, a code, or a scenario file.
        #[arg(value_name = "KIND|CODE|FILE")]
        what: String,
        /// With a file: a key path such as `terms.revenue_share`.
        path: Option<String>,
        /// Lays `key.path=value` over the scenario.
        #[arg(long = "set")]
        sets: Vec<String>,
    },
}

/// What is shown of a run.
#[derive(Debug, clap::Args)]
pub(super) struct Shown {
    /// Which pictures: all of them, the few that answer the question of the deal, all as SVG only, or none.
    #[arg(long, default_value = "all", value_name = "all|few|svg|none")]
    charts: Charts,
    /// At which dates series are read that no picture shows: at year ends, or at all closes.
    #[arg(long, default_value = "years", value_name = "years|all")]
    timeline: Timeline,
}

impl Shown {
    pub(super) fn asked(&self) -> crate::results::Asked {
        crate::results::Asked { charts: self.charts, timeline: self.timeline }
    }
}

impl Command {
    /// What every study is asked, where this is one.
    fn asked_mut(&mut self) -> Option<&mut Asked> {
        match self {
            Self::Compare { asked, .. }
            | Self::Sweep { asked, .. }
            | Self::Solve { asked, .. }
            | Self::Worth { asked, .. }
            | Self::Batch { asked, .. }
            | Self::Negotiate { asked, .. }
            | Self::Rates { asked, .. }
            | Self::Sensitivity { asked, .. }
            | Self::Trace { asked, .. }
            | Self::Worlds { asked, .. }
            | Self::Beliefs { asked, .. }
            | Self::Trigger { asked, .. }
            | Self::Study { asked, .. } => Some(asked),
            _ => None,
        }
    }
}

/// Reads the words of a command line, the name of the program first.
pub(super) fn parsed<W: AsRef<OsStr>>(words: &[W]) -> Result<Command, clap::Error> {
    let program = Arguments::command();
    let matches = program.clone().try_get_matches_from(words.iter().map(AsRef::as_ref))?;
    let mut command = Arguments::from_arg_matches(&matches)?.command;
    if let Some((name, matches)) = matches.subcommand()
        && let Some(own) = program.find_subcommand(name)
        && let Some(asked) = command.asked_mut()
    {
        let of_all = asked_of_all();
        let of_all = |id: &str| of_all.iter().any(|known| known == id);
        asked.said = words::words(matches, own, |id| !of_all(id));
        asked.options = words::words(matches, own, of_all);
    }
    Ok(command)
}

/// Runs the program; its verdict is the exit code.
#[must_use]
pub fn main() -> ExitCode {
    let words: Vec<OsString> = std::env::args_os().collect();
    let command = parsed(&words).unwrap_or_else(|error| error.exit());
    let code = super::dispatch::dispatch(command);
    let code = if super::say::lost() { code.max(super::exit::MACHINE) } else { code };
    ExitCode::from(code)
}

/// Reads an amount of memory: a number of bytes, or one with KB, MB, GB (thousands) or KiB, MiB, GiB (1,024s).
pub(super) fn bytes(text: &str) -> Result<u64, String> {
    let units: [(&str, u64); 7] = [
        ("KiB", 1 << 10),
        ("MiB", 1 << 20),
        ("GiB", 1 << 30),
        ("KB", 1_000),
        ("MB", 1_000_000),
        ("GB", 1_000_000_000),
        ("B", 1),
    ];
    let found = units.iter().find_map(|&(unit, size)| Some((text.strip_suffix(unit)?, size)));
    let (number, size) = found.unwrap_or((text, 1));
    match number.trim().parse::<f64>() {
        Ok(number) if number.is_finite() && number >= 0.0 => Ok((number * size as f64) as u64),
        _ => Err("write a number with a unit: 2GiB, 500MB".to_owned()),
    }
}
