//! How often something happens, and by when.

use super::mean::{SCRAMBLES, Unit, accumulate, paths_of_scramble};
use super::measure::Measure;
use super::moments::Moments;
use super::special::normal_quantile;
use super::tree::LEAF;
use serde::{Deserialize, Serialize};

/// The interval of Wilson (1927) for a probability of which `successes` in `trials` were seen; it
/// never leaves [0, 1] and has a width even where all or none succeeded. `None` without trials.
#[must_use]
pub fn wilson(successes: u64, trials: u64, level: f64) -> Option<(f64, f64)> {
    let z = normal_quantile(0.5 + 0.5 * level);
    wilson_at(successes as f64 / trials as f64, trials as f64, z).filter(|_| trials > 0)
}

fn wilson_at(p: f64, n: f64, z: f64) -> Option<(f64, f64)> {
    if n <= 0.0 {
        return None;
    }
    let share = z * z / n;
    let centre = (p + 0.5 * share) / (1.0 + share);
    let reach = z * (p * (1.0 - p) / n + 0.25 * share / n).sqrt() / (1.0 + share);
    Some(((centre - reach).max(0.0), (centre + reach).min(1.0)))
}

/// The share of independent trials that succeeded.
///
/// The standard error is sqrt(p (1 − p) / n), and where all or none succeeded the half-width of
/// Wilson's interval at one standard deviation, about 1 / (2n): what was never seen is not known to
/// be impossible.
#[must_use]
pub fn proportion(successes: u64, trials: u64) -> Option<Measure> {
    if trials == 0 {
        return None;
    }
    let (n, value) = (trials as f64, successes as f64 / trials as f64);
    let error = (value * (1.0 - value) / n).sqrt();
    let standard_error = seen_error(value, Some(error), n);
    Some(Measure { value, standard_error, count: trials })
}

/// The share of paths, in path order, on which something holds, with the error of their sampling
/// unit.
#[must_use]
pub fn proportion_of(flags: impl IntoIterator<Item = bool>, unit: Unit) -> Option<Measure> {
    let found = accumulate(flags.into_iter().map(f64::from), unit)?.measure()?;
    let standard_error =
        seen_error(found.value, found.standard_error, unit.independent(found.count));
    Some(Measure { standard_error, ..found })
}

/// The error of a share of paths; where all or none succeeded, the half-width of Wilson's interval.
pub(super) fn seen_error(value: f64, error: Option<f64>, independent: f64) -> Option<f64> {
    if value > 0.0 && value < 1.0 {
        return error;
    }
    wilson_at(value, independent, 1.0).map(|(low, high)| 0.5 * (high - low))
}

/// On how many paths an event happened in each period of the grid, and what the error of such a share needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventCounts {
    paths: u64,
    by_period: Vec<u64>,
    units: UnitCounts,
}

/// What is counted beside the paths, by sampling unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum UnitCounts {
    Path,
    /// Complete pairs by the period in which the event happened on the first and on the last of both.
    Pair {
        first: Vec<u64>,
        last: Vec<u64>,
    },
    /// Paths of each scramble by period.
    Scramble(Vec<[u64; SCRAMBLES]>),
}

impl EventCounts {
    /// Counts of a grid of so many periods, before any path.
    #[must_use]
    pub fn new(periods: usize, unit: Unit) -> Self {
        let none = || vec![0; periods];
        let units = match unit {
            Unit::Path => UnitCounts::Path,
            Unit::Pair => UnitCounts::Pair { first: none(), last: none() },
            Unit::Scramble => UnitCounts::Scramble(vec![[0; SCRAMBLES]; periods]),
        };
        Self { paths: 0, by_period: none(), units }
    }

    /// Adds the times of consecutive paths, the first of which has a number that is a multiple of 64; `closes` holds
    /// the close of every period. The first period also holds its opening; what comes after the last never happens.
    #[inline(always)]
    pub fn add(&mut self, times: &[f64], closes: &[f64]) {
        self.paths += times.len() as u64;
        count_by_period(&mut self.by_period, times, closes);
        match &mut self.units {
            UnitCounts::Path => {}
            UnitCounts::Pair { first, last } => {
                for pairs in times.as_chunks::<2>().0.chunks(LEAF / 2) {
                    let (mut early, mut late) = ([0.0; LEAF / 2], [0.0; LEAF / 2]);
                    for ((early, late), [one, mirror]) in early.iter_mut().zip(&mut late).zip(pairs)
                    {
                        (*early, *late) = (one.min(*mirror), one.max(*mirror));
                    }
                    count_by_period(first, &early[..pairs.len()], closes);
                    count_by_period(last, &late[..pairs.len()], closes);
                }
            }
            UnitCounts::Scramble(by_period) => {
                for (path, time) in times.iter().enumerate() {
                    let period = closes.partition_point(|close| close < time);
                    if let Some(counts) = by_period.get_mut(period) {
                        counts[path % SCRAMBLES] += 1;
                    }
                }
            }
        }
    }

    /// Adds the counts of other paths of the same run.
    pub fn append(&mut self, later: Self) {
        let add = |own: &mut [u64], more: &[u64]| {
            for (own, more) in own.iter_mut().zip(more) {
                *own += more;
            }
        };
        self.paths += later.paths;
        add(&mut self.by_period, &later.by_period);
        match (&mut self.units, &later.units) {
            (
                UnitCounts::Pair { first, last },
                UnitCounts::Pair { first: more_first, last: more_last },
            ) => {
                add(first, more_first);
                add(last, more_last);
            }
            (UnitCounts::Scramble(own), UnitCounts::Scramble(more)) => {
                for (own, more) in own.iter_mut().zip(more) {
                    add(own, more);
                }
            }
            // One run has one sampler.
            _ => {}
        }
    }

    /// Whether it counts so many paths, each in one period at most: what was read from a file may be anything.
    #[must_use]
    pub fn is_of(&self, paths: u64) -> bool {
        let within = |counts: &mut dyn Iterator<Item = u64>| {
            let mut sum = 0_u64;
            for count in counts {
                match sum.checked_add(count) {
                    Some(more) => sum = more,
                    None => return false,
                }
            }
            sum <= paths
        };
        let periods = self.by_period.len();
        let units = match &self.units {
            UnitCounts::Path => true,
            UnitCounts::Pair { first, last } => {
                first.len() == periods
                    && last.len() == periods
                    && within(&mut first.iter().copied())
                    && within(&mut last.iter().copied())
            }
            UnitCounts::Scramble(counts) => {
                counts.len() == periods && within(&mut counts.iter().flatten().copied())
            }
        };
        self.paths == paths && units && within(&mut self.by_period.iter().copied())
    }

    /// The paths on which it happened in period 1, 2, …
    #[must_use]
    pub fn by_period(&self) -> &[u64] {
        &self.by_period
    }

    /// P(event by the end of period k) for every k, with the error of the sampling unit. Empty without paths.
    #[must_use]
    pub fn cumulative(&self) -> Vec<Measure> {
        let mut so_far = 0;
        let found = self.by_period.iter().enumerate().filter_map(|(period, count)| {
            so_far += count;
            let found = proportion(so_far, self.paths)?;
            let unit = match &self.units {
                UnitCounts::Path => return Some(found),
                UnitCounts::Pair { .. } => Unit::Pair,
                UnitCounts::Scramble(_) => Unit::Scramble,
            };
            let error = self.error_of_units(period);
            let independent = unit.independent(self.paths);
            let standard_error = seen_error(found.value, error, independent);
            Some(Measure { standard_error, ..found })
        });
        found.collect()
    }

    /// The standard error of the mean over pairs or scrambles of what happened by the end of a period.
    fn error_of_units(&self, period: usize) -> Option<f64> {
        match &self.units {
            UnitCounts::Path => None,
            UnitCounts::Pair { first, last } => {
                let by_then = |counts: &[u64]| counts.iter().take(period + 1).sum::<u64>() as f64;
                let (pairs, both) = ((self.paths / 2) as f64, by_then(last));
                // A pair of which one path has the event counts as a half.
                let halves = by_then(first) - both;
                let (sum, squares) = (both + 0.5 * halves, both + 0.25 * halves);
                let variance = (squares - sum * sum / pairs) / (pairs - 1.0);
                (pairs > 1.0).then(|| (variance.max(0.0) / pairs).sqrt())
            }
            UnitCounts::Scramble(by_period) => {
                let mut shares = [0.0; SCRAMBLES];
                let mut filled = 0;
                for (scramble, share) in shares.iter_mut().enumerate() {
                    let paths = paths_of_scramble(self.paths, scramble);
                    if paths > 0 {
                        let counts = by_period.iter().take(period + 1);
                        *share = counts.map(|counts| counts[scramble]).sum::<u64>() as f64
                            / paths as f64;
                        filled += 1;
                    }
                }
                Moments::of_leaf(&shares[..filled]).standard_error()
            }
        }
    }
}

/// Counts times by the period in which they lie: after the close of the one before, up to its own.
#[inline(always)]
fn count_by_period(counts: &mut [u64], times: &[f64], closes: &[f64]) {
    let mut before = 0;
    for (count, &close) in counts.iter_mut().zip(closes) {
        // Vectors count what came by each close faster than one path after the other is looked up.
        let mut by_close = 0;
        for &time in times {
            by_close += u64::from(time <= close);
        }
        *count += by_close - before;
        before = by_close;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_is_the_textbook_interval() {
        // Newcombe (1998), table I: 81 of 263 gives 0.2553 to 0.3662, 0 of 20 gives 0 to 0.1611.
        let (low, high) = wilson(81, 263, 0.95).unwrap();
        assert!((low - 0.2553).abs() < 5e-5 && (high - 0.3662).abs() < 5e-5, "{low} {high}");
        let (low, high) = wilson(0, 20, 0.95).unwrap();
        assert!(low == 0.0 && (high - 0.1611).abs() < 5e-5, "{high}");
        assert_eq!(wilson(0, 0, 0.95), None);
    }

    #[test]
    fn what_was_never_seen_has_an_error() {
        let never = proportion(0, 100).unwrap();
        assert_eq!(never.value, 0.0);
        // Wilson at z = 1: from 0 to (1/n) / (1 + 1/n) = 1/101.
        assert!((never.standard_error.unwrap() - 0.5 / 101.0).abs() < 1e-15);
        let seen = proportion(20, 100).unwrap();
        assert!((seen.standard_error.unwrap() - 0.04).abs() < 1e-15);
        assert_eq!(proportion(0, 0), None);
        let flags = std::iter::repeat_n(true, 200);
        let always = proportion_of(flags, Unit::Pair).unwrap();
        assert!((always.standard_error.unwrap() - 0.5 / 101.0).abs() < 1e-15);
    }

    #[test]
    fn mirrored_flags_have_no_error() {
        let found = proportion_of((0..640).map(|p| p % 2 == 0), Unit::Pair).unwrap();
        assert_eq!((found.value, found.standard_error), (0.5, Some(0.0)));
    }

    /// Times on a grid of four years, some never; two halves of a run.
    fn times(count: u32) -> Vec<f64> {
        let time = |p: u32| f64::from(p * 7_919 % 613) / 100.0;
        (0..count).map(time).map(|time| if time > 5.0 { f64::INFINITY } else { time }).collect()
    }

    #[test]
    fn shares_by_date_are_those_of_flags() {
        let closes = [1.0, 2.0, 3.0, 4.0];
        for unit in [Unit::Path, Unit::Pair, Unit::Scramble] {
            for paths in [640, 1_001] {
                let all = times(paths);
                let mut first = EventCounts::new(4, unit);
                first.add(&all[..192], &closes);
                let mut second = EventCounts::new(4, unit);
                second.add(&all[192..], &closes);
                first.append(second);
                let both = first.cumulative();
                assert_eq!(both.len(), 4);
                for (found, close) in both.iter().zip(closes) {
                    let flags = all.iter().map(|time| *time <= close);
                    let expected = proportion_of(flags, unit).unwrap();
                    assert_eq!((found.value, found.count), (expected.value, expected.count));
                    let (own, other) =
                        (found.standard_error.unwrap(), expected.standard_error.unwrap());
                    // Over independent paths one divides by n, the other by n − 1. The odd path of an incomplete
                    // pair is in no pair.
                    let factor = if unit == Unit::Path { 1.0 / f64::from(paths) } else { 1e-12 };
                    assert!((own / other - 1.0).abs() < factor, "{unit:?} {paths} {own} {other}");
                }
            }
        }
    }

    #[test]
    fn the_first_period_holds_its_opening_and_the_end_its_close() {
        let mut counts = EventCounts::new(2, Unit::Path);
        counts.add(&[0.0, 1.0, 1.5, 2.0, 2.1, f64::INFINITY], &[1.0, 2.0]);
        assert_eq!(counts.by_period(), [2, 2]);
        assert!(EventCounts::new(3, Unit::Pair).cumulative().is_empty());
    }

    #[test]
    fn mirrored_times_leave_no_error() {
        let all: Vec<f64> = (0..640).map(|p| if p % 2 == 0 { 0.5 } else { 9.0 }).collect();
        let mut counts = EventCounts::new(1, Unit::Pair);
        counts.add(&all, &[1.0]);
        let found = counts.cumulative()[0];
        assert_eq!((found.value, found.standard_error), (0.5, Some(0.0)));
    }
}
