//! How much of each payoff's variance rests on numbers that their author calls assumed.

use crate::draw::Sampler;
use crate::engine::{self, Level, Outcome, Series, Settings, TrackResult};
use crate::plan::Plan;
use crate::scenario::{Model, SourceNote};
use crate::statistics::Measure;
use std::sync::atomic::AtomicBool;

/// Paths that are enough for a share with an error of about one percent.
const MOST_PATHS: u64 = 16_384;

/// For each side, the part of the variance of its payoff that would be gone if the uncertain numbers marked
/// `confidence = "assumed"` were known; absent where nothing says `confidence`, or the payoff does not vary.
///
/// It is the total index of Homma and Saltelli (1996) of the group, estimated after Jansen (1999): half the mean square of the
/// difference of two payoffs that share every other draw, over the variance. A number that is assumed but fixed has no
/// part in a variance. The draws are those of the run's seed, on its first paths, 16,384 at most.
pub(super) fn shares(model: &Model) -> Vec<Option<Measure>> {
    let none = vec![None; model.sides.len()];
    // What a side believes is no part of the base world.
    let own = |note: &&SourceNote| !note.path.starts_with("beliefs.");
    if model.sources.iter().filter(own).all(|note| note.confidence.is_empty()) {
        return none;
    }
    let tracks: Vec<usize> = model.sides.iter().map(|side| side.payoff).collect();
    let plan = model.plan.asked_for(&tracks);
    let again = plan.redrawn(|site| confidence_of(model, site) == "assumed");
    let paths = model.settings.paths.min(MOST_PATHS);
    match (
        simulate(&plan, model.settings.seed, paths),
        simulate(&again, model.settings.seed, paths),
    ) {
        (Some(first), Some(second)) => (0..tracks.len())
            .map(|side| total_index(values(&first, side)?, values(&second, side)?))
            .collect(),
        _ => none,
    }
}

/// What the number closest around a site says of itself.
fn confidence_of<'a>(model: &'a Model, site: &str) -> &'a str {
    let around = |path: &str| {
        site.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let notes =
        model.sources.iter().filter(|note| !note.confidence.is_empty() && around(&note.path));
    notes.max_by_key(|note| note.path.len()).map_or("", |note| &note.confidence)
}

fn simulate(plan: &Plan, seed: u64, paths: u64) -> Option<Outcome> {
    let settings = Settings {
        seed,
        paths: 0..paths,
        sampler: Sampler::Random,
        block_paths: 512,
        exact_values: u64::MAX,
        whole_run_paths: paths,
        level: Level::Best,
        interrupted: &AtomicBool::new(false),
        progress: &|_| {},
    };
    engine::run(plan, &settings).ok()
}

fn values(outcome: &Outcome, track: usize) -> Option<&[f64]> {
    match outcome.tracks.get(track)? {
        TrackResult::Distribution(_, Series::Every(columns)) => columns.first().map(Vec::as_slice),
        _ => None,
    }
}

/// Jansen's estimator with the error of a ratio of means.
fn total_index(first: &[f64], second: &[f64]) -> Option<Measure> {
    let count = first.len() as f64;
    let pairs = || first.iter().zip(second);
    let mean = pairs().map(|(a, b)| a + b).sum::<f64>() / (2.0 * count);
    let spread = |(a, b): (&f64, &f64)| 0.5 * ((a - mean) * (a - mean) + (b - mean) * (b - mean));
    let moved = |(a, b): (&f64, &f64)| 0.5 * (a - b) * (a - b);
    let variance = pairs().map(spread).sum::<f64>() / count;
    if variance <= 0.0 || count < 2.0 {
        return None;
    }
    let share = pairs().map(moved).sum::<f64>() / count / variance;
    let residual = |pair| {
        let residual = moved(pair) - share * spread(pair);
        residual * residual
    };
    let error = (pairs().map(residual).sum::<f64>() / (count * (count - 1.0))).sqrt() / variance;
    Some(Measure { value: share, standard_error: Some(error), count: first.len() as u64 })
}

#[cfg(test)]
mod tests {
    use super::total_index;
    use crate::draw::Stream;

    /// y = 3 a + 4 b: redrawing b moves 16/25 of the variance.
    #[test]
    fn the_share_of_a_sum_is_known() {
        let draw = |name: &str| {
            let mut values = vec![0.0; 8_192];
            Stream::new(1, name).fill_normals(0, 0, &mut values);
            values
        };
        let (a, b, c) = (draw("a"), draw("b"), draw("c"));
        let sum =
            |b: &[f64]| -> Vec<f64> { a.iter().zip(b).map(|(a, b)| 3.0 * a + 4.0 * b).collect() };
        let share = total_index(&sum(&b), &sum(&c)).expect("it varies");
        let error = share.standard_error.expect("many paths");
        assert!(((share.value - 0.64) / error).abs() < 4.0, "{share:?}");
        assert!(error < 0.02);
        assert_eq!(total_index(&[1.0, 1.0], &[1.0, 1.0]), None);
    }
}
