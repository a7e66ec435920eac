//! What a run that leaves nothing says, with the command that shows it again.

use super::exit;
use super::say::say;
use crate::engine::{CompileError, Failure};
use crate::scenario::Model;
use crate::statistics::LEAF;
use std::path::Path;

/// Says why, and gives the exit code.
pub(super) fn failed(failure: &Failure, file: &Path, sets: &[String], model: &Model) -> u8 {
    failed_for(failure, file, sets, model, None)
}

/// Says that somebody stopped it, and gives the exit code.
pub(super) fn stopped() -> u8 {
    say("interrupted: the previous output is as it was");
    exit::INTERRUPTED
}

/// The same for a world in which one side believes; no side for the base world.
pub(super) fn failed_for(
    failure: &Failure,
    file: &Path,
    sets: &[String],
    model: &Model,
    side: Option<&str>,
) -> u8 {
    if let Some(side) = side
        && !matches!(failure, Failure::Interrupted)
    {
        say(&format!("in the world that {side} believes in:"));
    }
    let label = |named: usize| model.plan.named.get(named).map_or("a value", |named| &named.label);
    match failure {
        Failure::Interrupted => {
            return stopped();
        }
        Failure::NotFinite(bad) => {
            let date = model.grid.date(bad.index);
            let path = bad.path.unwrap_or(0);
            let fault = if bad.negative { "falls below zero" } else { "is not a finite number" };
            say(&format!(
                "error: {} {fault} on path {path} at {date} in {}",
                label(bad.named),
                file.display(),
            ));
            say(&format!("  help: {}", way_out(bad.negative)));
            say(&format!("  to see it again: {}", replay(file, sets, model, path, side.is_some())));
        }
        Failure::Compile(CompileError::NotFinite { named, index, value }) => {
            let date = model.grid.date(*index);
            let fault =
                if value.is_finite() { "falls below zero" } else { "is not a finite number" };
            say(&format!(
                "error: {} {fault} on every path, {value} at {date} in {}",
                label(*named),
                file.display()
            ));
            say(&format!("  help: {}", way_out(value.is_finite())));
            say(&format!("  to see it again: {}", replay(file, sets, model, 0, side.is_some())));
        }
        Failure::Compile(CompileError::Cycle(_)) => {
            say(&format!(
                "error: values of {} need one another in the same period",
                file.display()
            ));
        }
        Failure::TooManyDimensions(sentence) => say(&format!("error: {sentence}")),
    }
    exit::INPUT
}

/// What to look for where a number is below zero, or not finite.
fn way_out(negative: bool) -> &'static str {
    if negative {
        "a company that can run out of money needs `funding`, or the amount a `max(0, …)`"
    } else {
        "look for a division by zero, a logarithm or root of a negative number, or a rate that explodes"
    }
}

/// The command that runs the 64 paths around one; beliefs run with whole runs only, so theirs runs all up to it.
fn replay(file: &Path, sets: &[String], model: &Model, path: u64, believed: bool) -> String {
    let leaf = LEAF as u64;
    let from = path / leaf * leaf;
    let mut command = format!("dealsim run {}", quoted(&file.display().to_string()));
    for set in sets {
        command.push_str(&format!(" --set {}", quoted(set)));
    }
    let (seed, paths) = (model.settings.seed, model.settings.paths);
    let to = (from + leaf).min(paths);
    if believed {
        command.push_str(&format!(" --seed {seed} --paths {to}"));
    } else {
        command.push_str(&format!(" --seed {seed} --paths {paths} --from {from} --to {to}"));
    }
    command
}

/// A word for a shell, in single quotes where it needs them.
fn quoted(word: &str) -> String {
    let plain = |sign: char| sign.is_alphanumeric() || "-_./=+,:@%".contains(sign);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn words_come_through_a_shell_as_they_are() {
        assert_eq!(quoted("terms.share.rate=0.1"), "terms.share.rate=0.1");
        assert_eq!(quoted("my deal.toml"), "'my deal.toml'");
        assert_eq!(quoted("a'b"), "'a'\\''b'");
    }
}
