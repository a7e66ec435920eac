//! How often something happens, and by when.

use super::mean::{Unit, accumulate};
use super::measure::Measure;
use super::special::normal_quantile;
use super::tree::Merge;

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

fn seen_error(value: f64, error: Option<f64>, independent: f64) -> Option<f64> {
    if value > 0.0 && value < 1.0 {
        return error;
    }
    wilson_at(value, independent, 1.0).map(|(low, high)| 0.5 * (high - low))
}

/// On how many paths an event happened in each period of the grid.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventCounts {
    /// The paths on which it happened first in period k, by k.
    pub by_period: Vec<u64>,
    /// The number of paths looked at.
    pub paths: u64,
}

impl EventCounts {
    /// Counts of a grid of so many periods, before any path.
    #[must_use]
    pub fn new(periods: usize) -> Self {
        Self { by_period: vec![0; periods], paths: 0 }
    }

    /// Adds a path: the period in which the event happened, `None` when it did not within the grid.
    pub fn add(&mut self, period: Option<usize>) {
        self.paths += 1;
        if let Some(count) = period.and_then(|period| self.by_period.get_mut(period)) {
            *count += 1;
        }
    }

    /// P(event by the end of period k) for every k, taking paths as independent (too wide an error,
    /// as a rule, for antithetic and sobol runs). Empty without paths.
    #[must_use]
    pub fn cumulative(&self) -> Vec<Measure> {
        let mut so_far = 0;
        self.by_period
            .iter()
            .filter_map(|count| {
                so_far += count;
                proportion(so_far, self.paths)
            })
            .collect()
    }
}

impl Merge for EventCounts {
    fn merge(mut self, later: Self) -> Self {
        if self.by_period.len() < later.by_period.len() {
            self.by_period.resize(later.by_period.len(), 0);
        }
        for (own, more) in self.by_period.iter_mut().zip(&later.by_period) {
            *own += more;
        }
        self.paths += later.paths;
        self
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

    #[test]
    fn dates_add_up() {
        let mut first = EventCounts::new(3);
        for period in [Some(0), Some(2), None, Some(2)] {
            first.add(period);
        }
        let mut second = EventCounts::new(3);
        second.add(Some(1));
        let both = first.merge(second);
        let values: Vec<f64> = both.cumulative().iter().map(|measure| measure.value).collect();
        assert_eq!(values, [0.2, 0.4, 0.8]);
        assert!(EventCounts::new(3).cumulative().is_empty());
    }
}
