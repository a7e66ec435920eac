//! A sample of any size brought down to the bars and marks of one histogram.

use super::sample::Sample;
use super::ticks::usable_range;
use crate::statistics::round_step::round_step;

/// A value that many paths share exactly, such as a payoff of 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PointMass {
    /// The value, in the unit of the sample.
    pub value: f64,
    /// The fraction of all paths that have it.
    pub share: f64,
}

/// A sample as counts in bars of equal width, with its marks.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Binned {
    /// How many values there are that are finite (and smaller than 1e100, beyond which nothing can be drawn).
    pub count: u64,
    /// How many values were left out because they are not finite.
    pub not_finite: u64,
    /// Left edge of the first bar.
    pub from: f64,
    /// Width of every bar; zero is always an edge or outside the range.
    pub bar_width: f64,
    /// Values in each bar, point masses excluded.
    pub counts: Vec<u64>,
    /// Values left of the first bar, point masses excluded.
    pub below: u64,
    /// Values right of the last bar, point masses excluded.
    pub above: u64,
    /// Values that more than one path in fifty shares, ascending.
    pub masses: Vec<PointMass>,
    /// How many values are below zero.
    pub negative: u64,
    /// The smallest value.
    pub lowest: f64,
    /// The largest value.
    pub highest: f64,
    /// The mean; may be replaced by the caller's own to agree with a table to the last digit.
    pub mean: f64,
    /// The 5th percentile (type 7), likewise.
    pub p05: f64,
    /// The median, likewise.
    pub p50: f64,
    /// The 95th percentile, likewise.
    pub p95: f64,
}

/// Bars in the shown range, about.
const BARS: f64 = 60.0;
/// The share of paths from which a repeated value is a point mass.
const MASS: f64 = 0.02;

impl Binned {
    /// Bins a sample in its own unit: the range from the 0.5th to the 99.5th percentile, cut further where a long
    /// tail would squeeze the rest into few bars. Takes about 0.05 s a million values.
    #[must_use]
    pub fn of(values: &[f64]) -> Self {
        let mut sample = Sample::new(values);
        let hundredths: Vec<f64> = (0..=100).map(|i| f64::from(i) / 100.0).collect();
        let quantiles = sample.quantiles(&hundredths);
        let outer = sample.quantiles(&[0.005, 0.05, 0.5, 0.95, 0.995]);
        let (Some(lowest), Some(highest)) = (quantiles.first(), quantiles.last()) else {
            return Self { not_finite: sample.not_finite as u64, ..Self::default() };
        };
        let mut binned = Self {
            count: sample.values().len() as u64,
            not_finite: sample.not_finite as u64,
            lowest: *lowest,
            highest: *highest,
            mean: sample.mean(),
            p05: outer[1],
            p50: outer[2],
            p95: outer[3],
            ..Self::default()
        };
        binned.masses = masses(sample.values(), &quantiles);
        // In a small sample nothing lies beyond the outer percentiles that could be spared.
        let small = binned.count < 400;
        let outer = if small { (*lowest, *highest) } else { (outer[0], outer[4]) };
        binned.choose_range(outer.0, outer.1);
        binned.fill(sample.values());
        binned
    }

    /// Right edge of the last bar.
    #[must_use]
    pub fn to(&self) -> f64 {
        self.from + self.bar_width * self.counts.len() as f64
    }

    fn choose_range(&mut self, p005: f64, p995: f64) {
        let core = self.p95 - self.p05;
        let (mut lo, mut hi) = (p005, p995);
        if core > 0.0 {
            lo = lo.max(self.p05 - 0.5 * core);
            hi = hi.min(self.p95 + 0.5 * core);
            if self.mean > hi && self.mean < self.p95 + 3.0 * core {
                hi = self.mean + 0.1 * core;
            }
            if self.mean < lo && self.mean > self.p05 - 3.0 * core {
                lo = self.mean - 0.1 * core;
            }
        } else if lo == hi {
            (lo, hi) = (self.lowest, self.highest);
        }
        let (lo, hi) = usable_range(lo, hi);
        self.bar_width = round_step((hi - lo) / BARS);
        let first = libm::floor(lo / self.bar_width + 1e-9);
        let last = libm::ceil(hi / self.bar_width - 1e-9).max(first + 1.0);
        self.from = first * self.bar_width;
        self.counts = vec![0; (last - first) as usize];
    }

    fn fill(&mut self, values: &[f64]) {
        let to = self.to();
        for value in values {
            if *value < 0.0 {
                self.negative += 1;
            }
            if self.masses.binary_search_by(|mass| mass.value.total_cmp(value)).is_ok() {
                continue;
            }
            if *value < self.from {
                self.below += 1;
            } else if *value > to {
                self.above += 1;
            } else {
                // A value on the last edge belongs to the last bar.
                let place = ((value - self.from) / self.bar_width) as usize;
                let place = place.min(self.counts.len() - 1);
                self.counts[place] += 1;
            }
        }
    }
}

/// Values that lie on two neighbouring hundredths and on more than one path in fifty.
fn masses(values: &[f64], hundredths: &[f64]) -> Vec<PointMass> {
    let mut candidates: Vec<f64> = hundredths
        .windows(2)
        .filter_map(|pair| match pair {
            [a, b] if a.total_cmp(b).is_eq() => Some(*a),
            _ => None,
        })
        .collect();
    candidates.dedup();
    let mut counts = vec![0_u64; candidates.len()];
    if !candidates.is_empty() {
        for value in values {
            if let Ok(place) = candidates.binary_search_by(|candidate| candidate.total_cmp(value)) {
                counts[place] += 1;
            }
        }
    }
    let share = |count: u64| count as f64 / values.len() as f64;
    let shares = candidates.into_iter().zip(counts);
    shares
        .filter(|(_, count)| *count > 2 && share(*count) > MASS)
        .map(|(value, count)| PointMass { value, share: share(count) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_counted_once() {
        let mut values: Vec<f64> = (0..1000_u32).map(|i| f64::from(i * i) / 100.0 - 20.0).collect();
        values.extend([0.0; 400]);
        values.extend([f64::NAN; 3]);
        let binned = Binned::of(&values);
        assert_eq!(binned.count, 1400);
        assert_eq!(binned.not_finite, 3);
        assert_eq!(binned.masses.len(), 1);
        // The square 2000 / 100 less 20 is not reached: all zeros are those that were added.
        assert!((binned.masses[0].share - 400.0 / 1400.0).abs() < 1e-12);
        let bars: u64 = binned.counts.iter().sum();
        assert_eq!(bars + binned.below + binned.above + 400, 1400);
        let negative = values.iter().filter(|value| **value < 0.0).count();
        assert_eq!(binned.negative, negative as u64);
    }

    #[test]
    fn zero_is_an_edge_of_the_bars() {
        let values: Vec<f64> = (0..5000_u32).map(|i| f64::from(i) * 0.013 - 21.7).collect();
        let binned = Binned::of(&values);
        let edges = -binned.from / binned.bar_width;
        assert!((edges - libm::round(edges)).abs() < 1e-9, "{} {}", binned.from, binned.bar_width);
        assert!((30..=100).contains(&binned.counts.len()));
    }

    #[test]
    fn equal_and_empty_samples_have_a_range_or_none() {
        let same = Binned::of(&[7.5; 100]);
        assert_eq!(same.masses.len(), 1);
        assert!(same.from < 7.5 && same.to() > 7.5);
        assert_eq!(Binned::of(&[]).count, 0);
    }

    #[test]
    fn a_long_tail_does_not_squeeze_the_bars() {
        let values: Vec<f64> = (1..20_000_u32)
            .map(|i| {
                let u = f64::from(i) / 20_000.0;
                libm::pow(u / (1.0 - u), 2.0)
            })
            .collect();
        let binned = Binned::of(&values);
        assert!(binned.to() < 4.0 * binned.p95 && binned.to() > binned.p95);
    }
}
