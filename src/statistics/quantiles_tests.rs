//! Published quantiles, exact coverage and the width of intervals.

use super::*;
use proptest::prelude::*;

/// Case STAT-01 of the validation set: the 100 numbers of SciPy's `TestQuantiles`.
const STAT_01: [f64; 100] = [
    0.706560797,
    0.727229578,
    0.990399276,
    0.927065621,
    0.158953014,
    0.887764025,
    0.239407086,
    0.349638551,
    0.972791145,
    0.149789972,
    0.9369477,
    0.132359948,
    0.046041972,
    0.641675031,
    0.945530547,
    0.224218684,
    0.771450991,
    0.820257774,
    0.336458052,
    0.589113496,
    0.509736129,
    0.696838829,
    0.491323573,
    0.622767425,
    0.775189248,
    0.64146145,
    0.1184552,
    0.77302945,
    0.319280007,
    0.752229111,
    0.047841438,
    0.466295911,
    0.583850781,
    0.840581845,
    0.550086491,
    0.466470062,
    0.504765074,
    0.22685596,
    0.362641207,
    0.891620942,
    0.127898691,
    0.490094097,
    0.044882048,
    0.041441695,
    0.317976349,
    0.504135618,
    0.567353033,
    0.434617473,
    0.636243375,
    0.231803616,
    0.230154113,
    0.160011327,
    0.819464108,
    0.854706985,
    0.438809221,
    0.487427267,
    0.78690731,
    0.408367937,
    0.405534192,
    0.25044446,
    0.995309248,
    0.144389588,
    0.739947527,
    0.953543606,
    0.680051621,
    0.388382017,
    0.863530727,
    0.006514031,
    0.118007779,
    0.924024803,
    0.384236354,
    0.893687694,
    0.626534881,
    0.473051932,
    0.750134705,
    0.241843555,
    0.432947602,
    0.689538104,
    0.136934797,
    0.150206859,
    0.474335206,
    0.907775349,
    0.525869295,
    0.189184225,
    0.854284286,
    0.831089744,
    0.251637345,
    0.587038213,
    0.254475554,
    0.237781276,
    0.82792862,
    0.480283781,
    0.594514455,
    0.213641488,
    0.024194386,
    0.536668589,
    0.699497811,
    0.892804071,
    0.093835427,
    0.731107772,
];

fn stat_01() -> Vec<f64> {
    let mut values = STAT_01.to_vec();
    values.sort_by(f64::total_cmp);
    values
}

#[test]
fn stat_01_type_7() {
    let sorted = stat_01();
    let expected = [
        (0.05, 0.0477514647),
        (0.25, 0.24123443775),
        (0.5, 0.504450346),
        (0.75, 0.757034581),
        (0.95, 0.93737684235),
    ];
    for (p, value) in expected {
        assert!((quantile(&sorted, p).unwrap() - value).abs() < 1e-12, "p {p}");
    }
    assert_eq!(quantile(&sorted, 0.0), Some(0.006514031));
    assert_eq!(quantile(&sorted, 1.0), Some(0.995309248));
    assert_eq!(quantile(&[], 0.5), None);
}

#[test]
fn stat_01_harrell_davis() {
    let sorted = stat_01();
    let published = [(0.25, 0.253210762), (0.5, 0.512847491), (0.75, 0.762232442)];
    for (p, value) in published {
        assert!((harrell_davis(&sorted, p).unwrap() - value).abs() < 5e-8, "p {p}");
    }
    let recomputed = [
        (0.05, 0.0628351481941459),
        (0.25, 0.253210762136703),
        (0.5, 0.512847490791992),
        (0.75, 0.762232442368334),
        (0.95, 0.943169880741704),
    ];
    for (p, value) in recomputed {
        assert!((harrell_davis(&sorted, p).unwrap() - value).abs() < 1e-12, "p {p}");
    }
    assert_eq!(harrell_davis(&sorted, 0.0), Some(0.006514031));
    assert_eq!(harrell_davis(&sorted, 1.0), Some(0.995309248));
}

#[test]
fn stat_01_harrell_davis_jackknife() {
    let sorted = stat_01();
    for (p, error) in [(0.25, 0.0379258), (0.5, 0.0380656), (0.75, 0.0380013)] {
        let found = harrell_davis_error(&sorted, p).unwrap();
        assert!((found - error).abs() < 5e-8, "p {p}: {found}");
    }
    assert_eq!(harrell_davis_error(&sorted[..2], 0.5), None);
}

#[test]
fn the_window_of_harrell_davis_loses_no_weight() {
    for (count, p) in [(10, 0.5), (5_000, 0.001), (20_000, 0.05), (20_000, 0.5), (20_000, 0.9999)] {
        let n = count as f64;
        let (_, weights) = beta_weights(count, (n + 1.0) * p, (n + 1.0) * (1.0 - p));
        let total: f64 = weights.iter().sum();
        // Each cumulative value carries the rounding of a log gamma near 2e5, relative 2e-16 each.
        assert!((total - 1.0).abs() < 1e-10, "{count} {p}: {total}");
    }
}

#[test]
fn exact_ranks_of_ten_values_are_the_tabled_ones() {
    // Bin(10, 1/2): P(B ≤ 1) = 11/1024 = 0.0107, P(B ≤ 2) = 56/1024 = 0.0547. So X(2) and X(9)
    // bound the median with 97.9%, and X(3) and X(8) with only 89.1%.
    let found = rank_bounds(10, 0.5, 0.95, Unit::Path);
    assert_eq!((found.low, found.high, found.basis), (Some(2), Some(9), Basis::ExactBinomial));
    assert_eq!(rank_bounds(10, 0.5, 0.89, Unit::Path).low, Some(3));
    // Five values cannot bound the 5% quantile from below: 0.95^5 = 0.774 of the time it lies under
    // all of them. From above X(2) does, as P(B ≤ 1) = 0.774 + 0.204 = 0.977.
    let small = rank_bounds(5, 0.05, 0.95, Unit::Path);
    assert_eq!((small.low, small.high), (None, Some(2)));
    assert_eq!(rank_bounds(0, 0.5, 0.95, Unit::Path).low, None);
}

#[test]
fn pairs_count_half() {
    let found = rank_bounds(20, 0.5, 0.95, Unit::Pair);
    assert_eq!((found.low, found.high), (Some(3), Some(18)));
}

#[test]
fn the_normal_approximation_is_a_little_wider_than_the_truth() {
    for (count, p) in [(4_000u64, 0.5), (25_000, 0.05), (25_000, 0.95), (200_000, 0.005)] {
        for level in [0.68, 0.9, 0.95, 0.99] {
            let found = rank_bounds(count, p, level, Unit::Path);
            let outside = 0.5 * (1.0 - level);
            let below = |rank: u64| binomial_cumulative(rank - 1, count, p);
            if found.basis == Basis::NormalApproximation {
                let (low, high) = (found.low.unwrap(), found.high.unwrap());
                assert!(
                    below(low) <= outside && below(high) >= 1.0 - outside,
                    "{count} {p} {level}"
                );
                assert!(below(low + 5) > outside && below(high - 5) < 1.0 - outside, "too wide");
            }
        }
    }
    assert_eq!(rank_bounds(4_000, 0.5, 0.95, Unit::Path).basis, Basis::NormalApproximation);
}

#[test]
fn an_interval_reads_the_sample_and_gives_a_standard_error() {
    let sorted: Vec<f64> = (1..=10).map(f64::from).collect();
    let found = interval(&sorted, 0.5, 0.95, Unit::Path);
    assert_eq!((found.low, found.high), (Some(2.0), Some(9.0)));
    let error = found.standard_error().unwrap();
    assert!((error - 7.0 / (2.0 * 1.959963984540054)).abs() < 1e-12);
    assert_eq!(interval(&sorted, 0.01, 0.95, Unit::Path).standard_error(), None);
}

proptest! {
    #[test]
    fn exact_ranks_cover_and_are_the_tightest(count in 1u64..400, p in 0.001..0.999f64) {
        let found = rank_bounds(count, p, 0.9, Unit::Path);
        let below = |rank: u64| binomial_cumulative(rank - 1, count, p);
        if let Some(low) = found.low {
            prop_assert!(below(low) <= 0.05);
            prop_assert!(below(low + 1) > 0.05);
        } else {
            prop_assert!(below(1) > 0.05);
        }
        if let Some(high) = found.high {
            prop_assert!(below(high) >= 0.95);
            prop_assert!(high == 1 || below(high - 1) < 0.95);
        } else {
            prop_assert!(below(count) < 0.95);
        }
    }

    #[test]
    fn type_7_is_monotone_and_inside(
        mut values in prop::collection::vec(-1e6..1e6f64, 1..50),
        p in 0.0..1.0f64,
        q in 0.0..1.0f64,
    ) {
        values.sort_by(f64::total_cmp);
        let low = quantile(&values, p.min(q)).unwrap();
        let high = quantile(&values, p.max(q)).unwrap();
        prop_assert!(values[0] <= low && low <= high && high <= values[values.len() - 1]);
    }
}
