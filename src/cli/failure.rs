//! What a run that leaves nothing says, with the command that shows it again.

use super::check::show;
use super::exit;
use super::say::say;
use crate::diagnose::{Diagnostics, Sources};
use crate::engine::{CompileError, Failure};
use crate::scenario::Model;
use crate::statistics::LEAF;
use std::path::Path;

/// Says that somebody stopped it, and gives the exit code.
pub(super) fn stopped() -> u8 {
    say("interrupted: the previous output is as it was");
    exit::INTERRUPTED
}

/// What ran when it failed.
pub(super) struct Ran<'run> {
    pub(super) file: &'run Path,
    pub(super) sets: &'run [String],
    pub(super) sources: &'run Sources,
    pub(super) model: &'run Model,
    /// The side in whose world it ran; none for the base world.
    pub(super) side: Option<&'run str>,
}

/// Says why, and gives the exit code.
pub(super) fn failed(failure: &Failure, ran: &Ran<'_>) -> u8 {
    let Ran { file, model, side, .. } = *ran;
    if let Some(side) = side
        && !matches!(failure, Failure::Interrupted)
    {
        say(&format!("in the world that {side} believes in:"));
    }
    match failure {
        Failure::Interrupted => {
            return stopped();
        }
        Failure::NotFinite(bad) => {
            let path = bad.path.unwrap_or(0);
            let when = format!("on path {path} at {}", model.grid.date(bad.index));
            bad_number(ran, bad.named, bad.value, &when);
            say(&format!("  to see it again: {}", replay(ran, path)));
        }
        Failure::Compile(CompileError::NotFinite(fault)) => {
            let when = format!("on every path at {}", model.grid.date(fault.index));
            bad_number(ran, fault.named, fault.value, &when);
            say(&format!("  to see it again: {}", replay(ran, 0)));
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

/// Shows a bad number where it stands, or names it where it stands nowhere.
fn bad_number(ran: &Ran<'_>, named: usize, value: f64, when: &str) {
    let (finding, placed) = ran.model.bad_number(named, value, when);
    if placed {
        show(&Diagnostics::from_iter([finding]), ran.sources);
    } else {
        say(&format!("error: {} in {}", finding.message, ran.file.display()));
        finding.help.iter().for_each(|help| say(&format!("  help: {help}")));
    }
}

/// The command that runs the 64 paths around one; beliefs run with whole runs only, so theirs runs all up to it.
fn replay(ran: &Ran<'_>, path: u64) -> String {
    let Ran { file, sets, model, side, .. } = *ran;
    let leaf = LEAF as u64;
    let from = path / leaf * leaf;
    let mut command = format!("dealsim run {}", quoted(&file.display().to_string()));
    for set in sets {
        command.push_str(&format!(" --set {}", quoted(set)));
    }
    let (seed, paths) = (model.settings.seed, model.settings.paths);
    let to = (from + leaf).min(paths);
    if side.is_some() {
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
