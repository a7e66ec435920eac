//! What a run that leaves nothing says, with the command that shows it again.

use super::check::complain;
use super::exit;
use super::say::say;
use super::words::quoted;
use crate::scenario::RunSettings;
use crate::simulation::{BadNumber, Failure, Scenario, TooLarge};
use crate::statistics::LEAF;
use indicatif::HumanBytes;

/// Says that somebody stopped it, and gives the exit code.
pub(super) fn stopped() -> u8 {
    say("interrupted: the previous output is as it was");
    exit::INTERRUPTED
}

/// Says why, and gives the exit code.
pub(super) fn failed(failure: &Failure, scenario: &Scenario, settings: RunSettings) -> u8 {
    match failure {
        Failure::Interrupted => return stopped(),
        Failure::BadNumber(bad) => {
            bad_number(bad);
            if let Some(path) = bad.path {
                let again = replay(scenario, settings, path);
                say(&format!("  to see it again: {again}"));
            }
        }
        Failure::TooLarge(too_large) => refuse(too_large),
        Failure::Refused(sentence) => say(&format!("error: {sentence}")),
    }
    exit::INPUT
}

/// Says why a study failed, and gives the exit code.
pub(super) fn failed_without_a_path(failure: &Failure) -> u8 {
    match failure {
        Failure::Interrupted => return stopped(),
        Failure::BadNumber(bad) => bad_number(bad),
        Failure::TooLarge(too_large) => refuse(too_large),
        Failure::Refused(sentence) => say(&format!("error: {sentence}")),
    }
    exit::INPUT
}

/// Shows a bad number where it stands, or names it where it stands nowhere.
fn bad_number(bad: &BadNumber) {
    if let Some(side) = &bad.side {
        say(&format!("in the world that {side} believes in:"));
    }
    if let Some(findings) = &bad.at {
        complain(findings);
        return;
    }
    say(&format!("error: {} in {}", bad.message, bad.file));
    if !bad.help.is_empty() {
        say(&format!("  help: {}", bad.help));
    }
}

fn refuse(too_large: &TooLarge) {
    let TooLarge { name, paths, need, most, fits } = too_large;
    say(&format!(
        "error: {paths} paths of {name} need up to {}, more than --max-memory {}",
        HumanBytes(*need),
        HumanBytes(*most),
    ));
    say(&match fits {
        Some(paths) => format!("  help: {paths} paths fit; or allow more memory"),
        None => "  help: not even 64 paths fit: allow more memory".to_owned(),
    });
}

/// The command that runs the 64 paths around one.
fn replay(scenario: &Scenario, settings: RunSettings, path: u64) -> String {
    let leaf = LEAF as u64;
    let from = path / leaf * leaf;
    let mut command = format!("dealsim run {}", quoted(&scenario.path().display().to_string()));
    for set in scenario.overrides().texts() {
        command.push_str(&format!(" --set {}", quoted(set)));
    }
    let RunSettings { seed, paths, .. } = settings;
    let to = (from + leaf).min(paths);
    command + &format!(" --seed {seed} --paths {paths} --from {from} --to {to}")
}
