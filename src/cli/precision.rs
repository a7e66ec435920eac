//! How exact a study shall be, and how many paths it takes: `--paths auto --precision 0.5%`.

use crate::simulation::{Failure, Settings};
use crate::statistics::{LEAF, Measure};
use crate::studies::StudyFailure;
use std::fmt;

/// How many paths a study has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Paths {
    /// So many.
    Count(u64),
    /// As many as the precision takes.
    Auto,
}

/// Reads a number of paths, or `auto`.
pub(super) fn paths(text: &str) -> Result<Paths, String> {
    if text == "auto" {
        return Ok(Paths::Auto);
    }
    let count = text.replace('_', "").parse::<u64>().ok().filter(|count| *count > 0);
    count.map(Paths::Count).ok_or_else(|| "write a number of paths, or auto".to_owned())
}

/// The largest standard error that a study may leave.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Precision {
    /// In parts of the payoff's standard deviation.
    Part(f64),
    /// In money.
    Amount(f64),
}

impl fmt::Display for Precision {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Part(part) => write!(out, "{}%", 100.0 * part),
            Self::Amount(amount) => write!(out, "{amount}"),
        }
    }
}

/// Reads `0.5%`, in parts of the standard deviation, or an amount of money.
pub(super) fn precision(text: &str) -> Result<Precision, String> {
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|n| n.is_finite() && *n > 0.0);
    let read = match text.strip_suffix('%') {
        Some(percent) => number(percent).map(|percent| Precision::Part(percent / 100.0)),
        None => number(text).map(Precision::Amount),
    };
    read.ok_or_else(|| {
        "write 0.5%, in parts of the payoff's standard deviation, or an amount".to_owned()
    })
}

/// Something that a study found: its standard error, and the standard deviation of the payoff that it is about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Exactness {
    error: f64,
    deviation: f64,
}

impl Exactness {
    /// Of a number and the standard deviation of the payoff that it is about, path by path: an error says it only where all
    /// paths are independent. None where one is not there.
    pub(super) fn of(found: Measure, deviation: Option<f64>) -> Option<Self> {
        Some(Self { error: found.standard_error?, deviation: deviation? })
    }

    /// How many times larger than wanted the error is.
    fn excess(self, wanted: Precision) -> f64 {
        let most = match wanted {
            Precision::Part(part) => part * self.deviation,
            Precision::Amount(amount) => amount,
        };
        // No error is no excess, also where nothing varies.
        if self.error > 0.0 { self.error / most } else { 0.0 }
    }

    /// How many times larger than wanted the largest error is.
    pub(super) fn worst(all: Vec<Self>, wanted: Precision) -> f64 {
        all.into_iter().map(|one| one.excess(wanted)).fold(0.0, f64::max)
    }
}

/// What a study with a wanted precision came to.
pub(super) struct Reached<T> {
    /// The last study.
    pub(super) study: T,
    /// How many paths it had.
    pub(super) paths: u64,
    /// How many times larger than wanted its largest error is: at most one where the precision was reached.
    pub(super) excess: f64,
}

/// Paths of the first try.
const FIRST: u64 = 4_096;

/// Paths of the last.
const LAST: u64 = 1 << 24;

/// Runs a study with more paths until its largest error is as small as wanted, or no more paths can be had; once, where
/// their number is given.
pub(super) fn until<T>(
    wanted: Precision,
    count: Option<u64>,
    settings: &Settings,
    run: impl Fn(&Settings) -> Result<T, StudyFailure>,
    exactness: impl Fn(&T) -> Vec<Exactness>,
) -> Result<Reached<T>, StudyFailure> {
    let mut paths = count.unwrap_or(FIRST);
    let mut last: Option<Reached<T>> = None;
    loop {
        let study = match run(&settings.clone().with_paths(paths)) {
            Ok(study) => study,
            // What fits was run before.
            Err(StudyFailure::Failed(Failure::TooLarge(too_large))) => {
                return last.ok_or(StudyFailure::Failed(Failure::TooLarge(too_large)));
            }
            Err(failure) => return Err(failure),
        };
        let excess = Exactness::worst(exactness(&study), wanted);
        let reached = Reached { study, paths, excess };
        if excess <= 1.0 || paths >= LAST || count.is_some() {
            return Ok(reached);
        }
        last = Some(reached);
        paths = next(paths, excess);
    }
}

/// As many paths as the error says that it takes, and a tenth more; at least twice as many, in whole leaves.
fn next(paths: u64, excess: f64) -> u64 {
    let leaf = LEAF as u64;
    let wanted = paths as f64 * (1.1 * excess * excess).clamp(2.0, 64.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a number of paths"
    )]
    let wanted = wanted as u64;
    (wanted.div_ceil(leaf) * leaf).min(LAST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_precision_is_a_part_or_an_amount() {
        assert_eq!(precision("0.5%"), Ok(Precision::Part(0.005)));
        assert_eq!(precision("0.02"), Ok(Precision::Amount(0.02)));
        assert!(precision("0").is_err() && precision("-1%").is_err() && precision("x").is_err());
        assert_eq!(paths("auto"), Ok(Paths::Auto));
        assert_eq!(paths("20_000"), Ok(Paths::Count(20_000)));
        assert!(paths("0").is_err() && paths("many").is_err());
    }

    #[test]
    fn paths_grow_with_the_square_of_the_error() {
        assert_eq!(next(4_096, 1.01), 8_192);
        assert_eq!(next(4_096, 4.0), 72_128);
        assert_eq!(next(LAST - 64, 3.0), LAST);
        let found = Measure { value: 1.0, standard_error: Some(0.02), count: 400 };
        let found = Exactness::of(found, Some(2.0)).unwrap();
        assert!((found.excess(Precision::Part(0.01)) - 1.0).abs() < 1e-12);
        assert!((found.excess(Precision::Amount(0.005)) - 4.0).abs() < 1e-12);
    }
}
