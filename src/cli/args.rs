//! The command line.

use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// Simulates deal terms: what each clause of a deal is worth to each side, in every future.
#[derive(Debug, Parser)]
#[command(name = "dealsim", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Simulates scenarios, writes their tables and charts, and prints a summary.
    Run {
        /// Scenario files, or folders of them.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// How many paths, instead of what the scenario says.
        #[arg(long)]
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
}

/// Runs the program; its verdict is the exit code.
#[must_use]
pub fn main() -> ExitCode {
    let code = match Arguments::parse().command {
        Command::Run { files, paths, seed, sets, output, quiet } => {
            super::run::run(&super::run::Request { files, paths, seed, sets, output, quiet })
        }
        Command::Check { files, sets, json } => super::check::check(&files, &sets, json),
    };
    ExitCode::from(code)
}
