//! The one place that knows how a track of the outcome is read: means, quantiles, arrivals.

use super::sketched;
use crate::draw::Sampler;
use crate::engine::{Outcome, Series, TrackResult};
use crate::lane::math::MONEY_QUANTUM;
use crate::plan::TrackId;
use crate::statistics::{Measure, Quantiles, Sample, Sketch, Unit, digits, quantiles};

/// What is independent of what under a sampler.
pub(super) fn unit_of(sampler: Sampler) -> Unit {
    match sampler {
        Sampler::Random => Unit::Path,
        Sampler::Antithetic => Unit::Pair,
        Sampler::Sobol => Unit::Scramble,
    }
}

/// How many times a track was read; zero for arrivals and for a track that is not there.
pub(super) fn readings(outcome: &Outcome, track: TrackId) -> usize {
    match outcome.tracks.get(track) {
        Some(TrackResult::Moments(means) | TrackResult::Distribution(means, _)) => means.len(),
        Some(TrackResult::Arrivals(_)) | None => 0,
    }
}

/// How many distributions were counted into sketches, and how many there are.
pub(super) fn sketched(outcome: &Outcome) -> (usize, usize) {
    let of = |track: &TrackResult| match track {
        TrackResult::Distribution(_, Series::Sketches(_)) => (1, 1),
        TrackResult::Distribution(..) => (0, 1),
        _ => (0, 0),
    };
    outcome.tracks.iter().map(of).fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
}

/// What an amount of money may differ from zero by where it is zero: a few quanta, left by rounding and discounting.
const DUST: f64 = 4.0 * MONEY_QUANTUM;

/// The same with an amount of money that is next to nothing taken for zero.
pub(super) fn without_dust(measure: Option<Measure>) -> Option<Measure> {
    let zero = |measure: Measure| {
        let error = measure.standard_error;
        let none = measure.value.abs() <= DUST && error.is_none_or(|error| error <= DUST);
        let exact = Measure { value: 0.0, standard_error: error.map(|_| 0.0), ..measure };
        if none { exact } else { measure }
    };
    measure.map(zero)
}

/// How far from zero a payoff is nothing: a few quanta, or a part of what is shown of it that nobody sees.
pub(crate) fn dust_of(outcome: &Outcome, track: TrackId) -> f64 {
    let ends = quantiles_at(outcome, track, 0, [0.05, 0.95]);
    let scale = ends.into_iter().flatten().map(f64::abs).fold(0.0, f64::max);
    DUST.max(digits::DUST * scale)
}

/// The mean of one reading; absent where the track has none.
pub(super) fn mean(outcome: &Outcome, track: TrackId, at: usize) -> Option<Measure> {
    match outcome.tracks.get(track)? {
        TrackResult::Moments(means) | TrackResult::Distribution(means, _) => {
            means.get(at)?.measure()
        }
        TrackResult::Arrivals(_) => None,
    }
}

/// The distribution of one reading with all that can be asked of it; absent where only the mean was
/// kept. Copies the values of this reading, those no further from zero than `dust` as zeros.
pub(super) fn distribution(
    outcome: &Outcome,
    track: TrackId,
    at: usize,
    unit: Unit,
    dust: f64,
) -> Option<Quantiles> {
    let TrackResult::Distribution(_, series) = outcome.tracks.get(track)? else { return None };
    match series {
        Series::Every(columns) => {
            let snapped = |value: &f64| if value.abs() <= dust { 0.0 } else { *value };
            let values = columns.get(at)?.iter().map(snapped).collect();
            Some(Quantiles::Exact(Sample::new(values, unit)))
        }
        Series::Sketches(sketches) => {
            Some(Quantiles::Sketch(Sketch::clone(sketches.get(at)?), unit))
        }
    }
}

/// Every value of the last reading in path order, where the run kept them.
pub(super) fn every_value(outcome: &Outcome, track: TrackId) -> Option<&[f64]> {
    match outcome.tracks.get(track)? {
        TrackResult::Distribution(_, Series::Every(columns)) => {
            columns.last().map(|column| column.as_slice())
        }
        _ => None,
    }
}

/// The values of one reading, in path order or laid out from a sketch, those that are nothing as zeros, and how far from
/// zero that is; absent where only the mean was kept.
pub(super) fn values_at(outcome: &Outcome, track: TrackId, at: usize) -> Option<(Vec<f64>, f64)> {
    let TrackResult::Distribution(_, series) = outcome.tracks.get(track)? else { return None };
    match series {
        Series::Every(columns) => {
            let column = columns.get(at)?;
            let scale = column.iter().map(|value| value.abs()).fold(0.0, f64::max);
            let dust = DUST.min(digits::DUST * scale);
            let snapped = |value: &f64| if value.abs() <= dust { 0.0 } else { *value };
            Some((column.iter().map(snapped).collect(), dust))
        }
        Series::Sketches(sketches) => Some((sketched::laid_out(sketches.get(at)?).0, 0.0)),
    }
}

/// Quantiles of type 7 of one reading at ascending probabilities, without their errors: what a fan
/// needs, many times cheaper than [`distribution`].
pub(super) fn quantiles_at<const N: usize>(
    outcome: &Outcome,
    track: TrackId,
    at: usize,
    probabilities: [f64; N],
) -> [Option<f64>; N] {
    let Some(TrackResult::Distribution(_, series)) = outcome.tracks.get(track) else {
        return [None; N];
    };
    match series {
        Series::Every(columns) => {
            let Some(column) = columns.get(at) else { return [None; N] };
            let mut values = column.to_vec();
            put_in_place(&mut values, &probabilities);
            probabilities.map(|p| quantiles::quantile(&values, p))
        }
        Series::Sketches(sketches) => {
            probabilities.map(|p| sketches.get(at).and_then(|sketch| sketch.quantile(p)))
        }
    }
}

/// Brings the order statistics that these ascending quantiles read to where a full sort would put
/// them, in linear time.
fn put_in_place(values: &mut [f64], probabilities: &[f64]) {
    let Some(last) = values.len().checked_sub(1) else { return };
    let mut from = 0;
    for p in probabilities {
        let below = ((last as f64 * p.clamp(0.0, 1.0)).floor() as usize).min(last);
        for rank in [below, (below + 1).min(last)] {
            if rank >= from {
                values[from..].select_nth_unstable_by(rank - from, f64::total_cmp);
                from = rank + 1;
            }
        }
    }
}

/// P(by the close of period k) for every period; empty where the track counts no arrivals.
pub(super) fn cumulative(outcome: &Outcome, track: TrackId) -> Vec<Measure> {
    match outcome.tracks.get(track) {
        Some(TrackResult::Arrivals(counts)) => counts.cumulative(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_statistics_that_are_read_are_those_of_a_full_sort() {
        for count in [1_usize, 2, 3, 40, 1000, 1001] {
            let values: Vec<f64> = (0..count).map(|i| ((i * 7919) % count / 2) as f64).collect();
            let mut sorted = values.clone();
            sorted.sort_by(f64::total_cmp);
            let probabilities = [0.0, 0.05, 0.25, 0.5, 0.5, 0.95, 1.0];
            let mut partly = values;
            put_in_place(&mut partly, &probabilities);
            for p in probabilities {
                assert_eq!(quantiles::quantile(&partly, p), quantiles::quantile(&sorted, p));
            }
        }
    }
}
