//! From what was asked to who does it.

use super::args::{Command, parsed};
use super::check::complain;
use super::exit;
use super::say::say;
use super::study::Asked;
use crate::simulation::Which;
use std::path::Path;

/// Does what was asked; gives the exit code.
pub(super) fn dispatch(command: Command) -> u8 {
    match command {
        Command::Run {
            files,
            paths,
            seed,
            sets,
            output,
            quiet,
            from,
            to,
            max_memory,
            shown,
            verbose,
        } => super::run::run(&super::run::Request {
            files,
            paths,
            seed,
            sets,
            output,
            quiet,
            from,
            to,
            max_memory,
            asked: shown.asked(),
            verbose,
        }),
        Command::Compare { deals, baseline, order, asked } => {
            super::compare::run(&deals, baseline.as_deref(), order.unwrap_or_default(), asked)
        }
        Command::Sweep { deal, ranges, steps, given, asked } => {
            super::sweep::run(&deal, &ranges, steps, given.as_deref(), asked)
        }
        Command::Solve { deal, key, within, statement, asked } => {
            super::solve::run(&deal, &key, &within, &statement, asked)
        }
        Command::Worth { deal, asked } => super::worth::run(&deal, asked),
        Command::Batch { deals, grid, steps, again, asked } => {
            super::batch::batch(&super::batch::Request { deals, grid, steps, again }, asked)
        }
        Command::Study { file, asked } => study(&file, &asked),
        Command::Verify { receipt, files, max_memory } => {
            super::verify::verify(&super::verify::Request { receipt, files, max_memory })
        }
        Command::Negotiate { deal, issues, walk_away, between, steps, scores, asked } => {
            let request =
                super::negotiate::Request { deal, issues, walk_away, between, steps, scores };
            super::negotiate::run(request, asked)
        }
        Command::Rates { deal, keys, asked } => super::rates::run(&deal, &keys, asked),
        Command::Sensitivity { deal, against, asked } => {
            super::sensitivity::run(&deal, against.as_deref(), asked)
        }
        Command::Beliefs { deals, asked } => super::beliefs::run(&deals, asked),
        Command::Trigger { deal, event, asked } => super::trigger::run(&deal, &event, asked),
        Command::Worlds { request, asked } => super::worlds::run(&request, asked),
        Command::Merge { parts, scenario, output, quiet, shown } => {
            super::merge::merge(&parts, scenario.as_deref(), &output, quiet, shown.asked())
        }
        Command::Check { files, sets, json } => super::check::check(&files, &sets, json),
        Command::Lint { files, paths, seed, sets, json } => {
            super::lint::run(&super::lint::Request { files, paths, seed, sets, json })
        }
        Command::Captable { file, at, path, exit, company, csv, sets } => {
            super::captable::captable(&super::captable::Request {
                file,
                sets,
                path,
                at,
                exit,
                company,
                csv,
            })
        }
        Command::Trace { file, path, at, worst, asked } => {
            let which = at.or(path.map(Which::Path));
            let worst = worst.map_or(Which::Path(0), |side| Which::At(side, 0.0));
            let which = which.unwrap_or(worst);
            super::trace::trace(&file, &which, asked)
        }
        Command::List { kind } => super::list::list(kind.as_deref()),
        Command::Explain { what, path, sets } => {
            super::explain::explain(&what, path.as_deref(), &sets)
        }
    }
}

/// Runs the study that a file describes.
fn study(file: &Path, asked: &Asked) -> u8 {
    let words = match super::study_file::read(file, &asked.options) {
        Ok(words) => words,
        Err(findings) => {
            complain(&findings);
            return exit::INPUT;
        }
    };
    match parsed(&words) {
        Ok(command) => dispatch(command),
        Err(error) => {
            say(&format!("error: {}: {}", file.display(), why(&error)));
            exit::INPUT
        }
    }
}

/// What is wrong with arguments, without how the command is used.
pub(super) fn why(error: &clap::Error) -> String {
    let text = error.render().to_string();
    let said = text.split("\n\nUsage").next().unwrap_or_default();
    said.trim_start_matches("error: ").trim().to_owned()
}
