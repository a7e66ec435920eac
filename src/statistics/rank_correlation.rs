//! Whether two numbers rise and fall together, however far: the correlation of their ranks.

use super::mean::{SCRAMBLES, Unit};
use super::measure::Measure;
use super::moments::Moments;

/// Spearman's (1904) rank correlation of numbers in path order, equal numbers sharing their mean rank.
///
/// A few huge values, which decide the correlation of the numbers themselves, count as much as any other. The standard
/// error is that of the mean over 32 groups of paths, none of which splits a pair or a scramble; it is absent with
/// fewer than 256 paths or where a number does not vary within a group. `None` where one of the numbers does not vary.
///
/// # Panics
/// When the samples differ in length, which those of one run cannot.
#[must_use]
pub fn rank_correlation(xs: &[f64], ys: &[f64], unit: Unit) -> Option<Measure> {
    assert_eq!(xs.len(), ys.len(), "samples of one run differ in length");
    let value = of_ranks(&ranks(xs), &ranks(ys))?;
    let own = |group: usize| {
        let of_group = |values: &[f64]| -> Vec<f64> {
            let member = |(path, value): (usize, &f64)| {
                let place = if unit == Unit::Pair { path / 2 } else { path };
                (place % SCRAMBLES == group).then_some(*value)
            };
            values.iter().enumerate().filter_map(member).collect()
        };
        let (xs, ys) = (of_group(xs), of_group(ys));
        (xs.len() >= 8).then(|| of_ranks(&ranks(&xs), &ranks(&ys))).flatten()
    };
    let estimates: Option<Vec<f64>> = (0..SCRAMBLES).map(own).collect();
    let standard_error =
        estimates.and_then(|estimates| Moments::of_leaf(&estimates).standard_error());
    Some(Measure { value, standard_error, count: xs.len() as u64 })
}

/// The rank of every value, 1 being the least; equal values have the mean of theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<(f64, usize)> =
        values.iter().enumerate().map(|(path, value)| (*value, path)).collect();
    // Zeros of both signs are one number.
    order.sort_unstable_by(|a, b| (a.0 + 0.0).total_cmp(&(b.0 + 0.0)).then(a.1.cmp(&b.1)));
    let mut ranks = vec![0.0; values.len()];
    let mut below = 0;
    for equal in order.chunk_by(|a, b| a.0 == b.0) {
        let rank = below as f64 + 0.5 * (equal.len() + 1) as f64;
        for (_, path) in equal {
            ranks[*path] = rank;
        }
        below += equal.len();
    }
    ranks
}

/// The correlation of two lists of ranks, whose mean is known.
fn of_ranks(xs: &[f64], ys: &[f64]) -> Option<f64> {
    let mean = 0.5 * (xs.len() + 1) as f64;
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (x, y) in xs.iter().zip(ys) {
        let (x, y) = (x - mean, y - mean);
        xx += x * x;
        yy += y * y;
        xy += x * y;
    }
    (xx > 0.0 && yy > 0.0).then(|| (xy / (xx * yy).sqrt()).clamp(-1.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::Stream;

    #[test]
    fn ranks_share_ties() {
        assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0, 3.0]), [4.0, 1.0, 4.0, 2.0, 4.0]);
        assert_eq!(ranks(&[0.0, -0.0, -1.0]), [2.5, 2.5, 1.0]);
        assert!(ranks(&[]).is_empty());
    }

    #[test]
    fn small_samples_by_hand() {
        // 1 − 6 Σd² / (n (n² − 1)) with d = 1, 1, 1, 1, 0: 1 − 24 / 120.
        let found = rank_correlation(&[1., 2., 3., 4., 5.], &[2., 1., 4., 3., 5.], Unit::Path);
        let found = found.unwrap();
        assert!((found.value - 0.8).abs() < 1e-15);
        assert_eq!((found.standard_error, found.count), (None, 5));
        assert_eq!(rank_correlation(&[1.0, 2.0], &[7.0, 7.0], Unit::Path), None);
        assert_eq!(rank_correlation(&[], &[], Unit::Path), None);
        // A monotone function of the other, however steep.
        let xs: Vec<f64> = (0..640).map(f64::from).collect();
        let ys: Vec<f64> = xs.iter().map(|x| -libm::exp(x / 10.0)).collect();
        let found = rank_correlation(&xs, &ys, Unit::Pair).unwrap();
        assert_eq!((found.value, found.standard_error), (-1.0, Some(0.0)));
    }

    #[test]
    fn normals_have_the_rank_correlation_of_their_correlation() {
        let (first, second) = (Stream::new(5, "first"), Stream::new(5, "second"));
        let r: f64 = -0.7;
        let xs: Vec<f64> = (0..64_000).map(|path| first.shock(path, 1)).collect();
        let own = (0..64_000).map(|path| second.shock(path, 1));
        let rest = (1.0 - r * r).sqrt();
        let ys: Vec<f64> = xs.iter().zip(own).map(|(x, own)| r * x + rest * own).collect();
        let found = rank_correlation(&xs, &ys, Unit::Path).unwrap();
        // 6/π asin(r/2) (Pearson 1907).
        let exact = 6.0 / std::f64::consts::PI * libm::asin(0.5 * r);
        let error = found.standard_error.unwrap();
        assert!(((found.value - exact) / error).abs() < 4.0, "{found:?} {exact}");
        // n times the variance as a series in r² (Fieller, Hartley & Pearson 1957); an error from 32 groups varies by a
        // part 1/√62 of itself.
        let square = r * r;
        let series = [1.0, -1.563_465, 0.304_743, 0.155_286, 0.061_552, 0.022_099];
        let variance = series.iter().rev().fold(0.0, |sum, term| sum * square + term);
        let expected = (variance / 64_000.0).sqrt();
        assert!((error / expected - 1.0).abs() < 4.0 / 62_f64.sqrt(), "{error} {expected}");
    }
}
