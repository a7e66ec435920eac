//! Where the ticks of an axis stand: round steps, powers of ten, or dates.

use super::moment;
use super::number::{self, TickFormat};
use super::quantity::Unit;
use crate::statistics::round_step::round_step;

/// One tick: where it stands and what is written beside it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tick {
    pub(super) at: f64,
    /// First line of the label; empty for a tick without one.
    pub(super) text: String,
    /// Second line, used by months for their year.
    pub(super) below: String,
}

impl Tick {
    fn plain(at: f64, text: String) -> Self {
        Self { at, text, below: String::new() }
    }
}

/// A range that holds `lo` and `hi`, is never empty, and never narrower than floating point can tick.
pub(super) fn usable_range(lo: f64, hi: f64) -> (f64, f64) {
    let size = lo.abs().max(hi.abs());
    if size < 1e-100 {
        return (-1.0, 1.0);
    }
    let least = size * 1e-6;
    if hi - lo >= least {
        return (lo, hi);
    }
    let middle = 0.5 * lo + 0.5 * hi;
    let half = 0.1 * middle.abs();
    (middle - half, middle + half)
}

/// Evenly spaced ticks between `lo` and `hi`, at most about `target` of them.
pub(super) fn linear(lo: f64, hi: f64, target: usize, unit: &Unit) -> Vec<Tick> {
    let step = round_step((hi - lo) / target.max(1) as f64);
    let first = libm::ceil(lo / step - 1e-6);
    let last = libm::floor(hi / step + 1e-6);
    let largest = (first * step).abs().max((last * step).abs());
    let format = TickFormat::new(largest, step, *unit == Unit::Fraction);
    let count = (last - first).clamp(0.0, 200.0) as usize;
    (0..=count)
        .map(|place| {
            let at = (first + place as f64) * step;
            Tick::plain(at, format.text(at))
        })
        .collect()
}

/// Powers of ten between `lo` and `hi` (with 2 and 5 where there are few), mirrored about zero down to `threshold`.
pub(super) fn logarithmic(lo: f64, hi: f64, threshold: Option<f64>, unit: &Unit) -> Vec<Tick> {
    let least = threshold.unwrap_or(lo.abs().min(hi.abs())).max(f64::MIN_POSITIVE);
    let most = lo.abs().max(hi.abs());
    let first = libm::floor(libm::log10(least) + 1e-9);
    let last = libm::ceil(libm::log10(most) - 1e-9);
    let decades = (last - first).clamp(0.0, 60.0);
    let factors: &[f64] = if decades <= 2.0 { &[1.0, 2.0, 5.0] } else { &[1.0] };
    let stride = libm::ceil(decades / 7.0).max(1.0);
    let mut sizes = Vec::new();
    let mut exponent = first;
    while exponent <= last {
        sizes.extend(factors.iter().map(|factor| factor * libm::exp10(exponent)));
        exponent += stride;
    }
    let mut ticks: Vec<f64> = sizes.iter().copied().filter(|at| *at >= lo && *at <= hi).collect();
    if threshold.is_some() {
        ticks.extend(sizes.iter().map(|size| -size).filter(|at| *at >= lo && *at <= hi));
        if lo <= 0.0 && hi >= 0.0 {
            ticks.push(0.0);
        }
    }
    ticks.sort_by(f64::total_cmp);
    ticks
        .into_iter()
        .map(|at| {
            let text =
                if *unit == Unit::Fraction { number::percent(at) } else { number::value(at) };
            Tick::plain(at, text)
        })
        .collect()
}

/// Ticks on dates between `lo` and `hi` (decimal years), at most `most` of them: years, or months with their year below.
pub(super) fn dates(lo: f64, hi: f64, most: usize) -> Vec<Tick> {
    const MONTHS: [i64; 11] = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200];
    let first_month = libm::ceil(lo * 12.0 - 1e-6) as i64;
    let last_month = libm::floor(hi * 12.0 + 1e-6) as i64;
    let span = (last_month - first_month).max(0);
    // Months and half years are for short spans only: over years they would be a crowd of names.
    let fits = |step: &i64| span / step < most.max(2) as i64 && (*step >= 12 || span <= 30);
    let step = MONTHS.into_iter().find(fits).unwrap_or(12_000);
    let start = first_month + (step - first_month.rem_euclid(step)) % step;
    let mut ticks = Vec::new();
    let mut month = start;
    while month <= last_month && ticks.len() < 400 {
        let at = month as f64 / 12.0;
        let (year, in_year) = (month.div_euclid(12), month.rem_euclid(12));
        ticks.push(if step >= 12 {
            Tick::plain(at, year.to_string())
        } else {
            let below =
                if in_year == 0 || ticks.is_empty() { year.to_string() } else { String::new() };
            Tick { at, text: moment::MONTH_NAMES[in_year as usize].to_string(), below }
        });
        month += step;
    }
    ticks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(ticks: &[Tick]) -> Vec<String> {
        ticks
            .iter()
            .map(|tick| format!("{} {}", tick.text, tick.below).trim().to_string())
            .collect()
    }

    #[test]
    fn linear_ticks_are_round_and_written_out() {
        let table: [(f64, f64, usize, &[&str]); 6] = [
            (0.0, 1045.0, 5, &["0", "250", "500", "750", "1,000"]),
            (-3.0, 2.0, 5, &["−3", "−2", "−1", "0", "1", "2"]),
            (0.0, 0.1, 5, &["0", "0.02", "0.04", "0.06", "0.08", "0.10"]),
            (0.0, 1e12, 4, &["0", "0.25tn", "0.50tn", "0.75tn", "1.00tn"]),
            (0.0, 3e-6, 3, &["0", "0.000001", "0.000002", "0.000003"]),
            (98.0, 103.0, 5, &["98", "99", "100", "101", "102", "103"]),
        ];
        for (lo, hi, target, expected) in table {
            assert_eq!(texts(&linear(lo, hi, target, &Unit::Plain)), expected, "{lo}..{hi}");
        }
    }

    #[test]
    fn logarithmic_ticks_mirror_about_zero() {
        let ticks = logarithmic(-150.0, 2000.0, Some(10.0), &Unit::Plain);
        assert_eq!(texts(&ticks), ["−100", "−10", "0", "10", "100", "1,000"]);
        let ticks = logarithmic(3.0, 60.0, None, &Unit::Plain);
        assert_eq!(texts(&ticks), ["5", "10", "20", "50"]);
    }

    #[test]
    fn dates_are_years_or_months_and_never_decimals() {
        assert_eq!(texts(&dates(2025.5, 2029.0, 8)), ["2026", "2027", "2028", "2029"]);
        assert_eq!(
            texts(&dates(2025.5, 2065.5, 9)),
            ["2030", "2035", "2040", "2045", "2050", "2055", "2060", "2065"]
        );
        let year = dates(2025.5, 2026.5, 6);
        assert_eq!(texts(&year), ["Jul 2025", "Oct", "Jan 2026", "Apr", "Jul"]);
    }

    #[test]
    fn ranges_are_never_empty() {
        for (lo, hi) in [(0.0, 0.0), (5.0, 5.0), (-1e12, -1e12), (1e-6, 1e-6), (0.0, 7.3)] {
            let (from, to) = usable_range(lo, hi);
            assert!(from <= lo && hi <= to && from < to, "{lo}..{hi} gave {from}..{to}");
            assert!(linear(from, to, 5, &Unit::Plain).len() >= 2);
        }
    }
}
