//! The files of `scenarios/clauses` against sums worked out by hand.

use crate::clauses::{exact, moved};
use crate::support::{How, Ran};

/// A file of `scenarios/clauses` on one path, which is enough where nothing is drawn.
fn clause_file(name: &str) -> Ran {
    Ran::file(&format!("scenarios/clauses/{name}.toml"), How::paths(1))
}

#[test]
fn file_01_an_earn_out_with_catch_up() {
    let ran = Ran::file("scenarios/clauses/01-earn-out.toml", How::paths(20_000));
    // With revenue r, uniform on 20 … 60: nothing to 30, then (r − 30)/2, which reaches the cap of 9 at r = 48, before it
    // would reach r/5 at r = 50; from there on 9.
    let mean = ((48.0 - 30.0) * 9.0 / 2.0 + (60.0 - 48.0) * 9.0) / 40.0;
    // Year one ends at t = 1; a quarter later each side discounts at its own rate.
    ran.payoff("seller").agrees("seller", mean * libm::exp(-0.12 * 1.25));
    ran.payoff("buyer").agrees("buyer", -mean * libm::exp(-0.08 * 1.25));
}

#[test]
fn file_02_royalties_by_slice_and_by_whole() {
    let ran = clause_file("02-royalty");
    let sales = [80.0_f64, 120.0, 160.0, 200.0, 240.0];
    let earned = sales.map(|sales| 0.05 * sales.min(100.0) + 0.07 * (sales - 100.0).max(0.0));
    // Half of each royalty goes against 8: 2.0 of 4.0, 3.2 of 6.4, then the last 2.8.
    assert!(earned[0] / 2.0 + earned[1] / 2.0 + 2.8 == 8.0);
    let paid = [6.0 + 2.0, 3.2 + (3.0 - 2.0), earned[2] - 2.8, earned[3], earned[4]];
    exact(&moved(&ran, "royalty", "publisher", "author").1, &paid);
    // By the whole: at 80 all at 5 %, in the other years all at 7 %.
    let whole = [0.05 * 80.0, 0.07 * 120.0, 0.07 * 160.0, 0.07 * 200.0, 0.07 * 240.0];
    exact(&moved(&ran, "translation", "publisher", "author").1, &whole);
}

#[test]
fn file_06_a_capped_right_to_profits() {
    let ran = clause_file("06-capped-profit-right");
    // 2025 loses 10 more: 15 to make good. 2026 shares 20 − 15 = 5, of which 3.75.
    // 2027: 9.25 more fill the first step with 9.25/0.75 of 60; the rest pays 49 %.
    let first = (13.0 - 3.75) / 0.75;
    let second = 60.0 - first;
    let to_2027 = 13.0 + 0.49 * second;
    let to_2028 = to_2027 + 0.49 * 80.0;
    // 2029: until 92 at 49 %, and everything else reverts.
    let third = (92.0 - to_2028) / 0.49;
    exact(
        &moved(&ran, "profit_right", "lab", "investor").1,
        &[0.0, 3.75, 9.25 + 0.49 * second, 0.49 * 80.0, 92.0 - to_2028],
    );
    exact(
        &moved(&ran, "profit_right", "lab", "staff").1,
        &[0.0, 0.0, 0.49 * second, 0.49 * 80.0, 0.49 * third],
    );
    exact(
        &moved(&ran, "profit_right", "lab", "foundation").1,
        &[
            0.0,
            0.25 * 5.0,
            0.25 * first + 0.02 * second,
            0.02 * 80.0,
            0.02 * third + (120.0 - third),
        ],
    );
}

#[test]
fn file_09_access_that_decays_once_substitutes_arrive() {
    let ran = Ran::file("scenarios/clauses/09-access-that-decays.toml", How::paths(20_000));
    // Worth at time s, given the arrival T with density h·exp(−hT): 1 before it, exp(−k(s − T)) after it. Its mean is
    // exp(−hs) + h·(exp(−hs) − exp(−ks)) / (k − h), here with h = 0.4, k = 0.5; integrated from 0 to 5:
    let (h, k) = (0.4, 0.5);
    let until = |rate: f64| (1.0 - libm::exp(-rate * 5.0)) / rate;
    let mean = until(h) + h * (until(h) - until(k)) / (k - h);
    ran.payoff("user").agrees("user", 10.0 * 0.8 * (1.0 - 0.1) * mean);
}

#[test]
fn file_10_a_cloud_commitment() {
    let ran = clause_file("10-cloud-commitment");
    let bought = 0.9 * 6.0;
    let first = bought + 0.5 * (7.0 - bought);
    let later = bought + 0.5 * (12.0 - 6.0);
    exact(&moved(&ran, "cloud", "lab", "provider").1, &[first, first, later, later, later]);
    let cost = (1.0 - 0.3) * bought;
    let more = cost + (1.0 - 0.1) * 3.0;
    exact(&moved(&ran, "cloud", "provider", "world").1, &[cost, cost, more, more, more]);
    exact(&moved(&ran, "lab.compute", "lab", "world").1, &[4.0, 4.0, 3.0, 3.0, 3.0]);
}

#[test]
fn file_08_a_tranche_that_shrinks_at_a_deadline() {
    let ran = Ran::file("scenarios/clauses/08-tranche-that-shrinks.toml", How::paths(20_000));
    // It happens by mid-2026 (1.5 years) with 0.7, evenly: by the end of 2025 with 0.7 · 1 / 1.5.
    let in_time = 0.7 / 1.5;
    // 30 buy 10 % of a company with 10 + 30 in cash and worth 100; 10 buy 10/300 of one with 10 + 10.
    let with = 0.1 * (100.0 + 40.0) - 30.0;
    let without = 10.0 / 300.0 * (100.0 + 20.0) - 10.0;
    let mean = in_time * with + (1.0 - in_time) * without;
    ran.payoff("funder").agrees("funder", mean);
}

/// A file on one path with an input or event fixed.
fn fixed(name: &str, set: &str) -> Ran {
    let sets = [set.to_owned()];
    Ran::file_with(&format!("scenarios/clauses/{name}.toml"), &sets, How::paths(1))
}

#[test]
fn file_01_on_single_revenues() {
    // Below the target, on the way to its 20 %, at the cap; paid in 2026, a quarter after the year.
    for (revenue, due) in [(30.0, 0.0), (40.0, 5.0), (47.0, 8.5), (48.0, 9.0), (60.0, 9.0)] {
        let ran = fixed("01-earn-out", &format!("inputs.first_year.value={revenue}"));
        exact(&moved(&ran, "earn_out", "buyer", "seller").1, &[0.0, due, 0.0, 0.0, 0.0]);
    }
    // Without the cap it has caught up at 50, and gets 20 % beyond.
    for (revenue, due) in [(49.0, 9.5), (50.0, 10.0), (55.0, 11.0)] {
        let sets =
            [format!("inputs.first_year.value={revenue}"), "terms.earn_out.cap=100".to_owned()];
        let ran = Ran::file_with("scenarios/clauses/01-earn-out.toml", &sets, How::paths(1));
        exact(&moved(&ran, "earn_out", "buyer", "seller").1, &[0.0, due, 0.0, 0.0, 0.0]);
    }
}

#[test]
fn file_08_in_time_and_too_late() {
    for (date, paid) in [
        ("2025-11-15", [30.0, 0.0, 0.0, 0.0, 0.0]),
        ("2025-12-31", [30.0, 0.0, 0.0, 0.0, 0.0]),
        ("2026-01-01", [10.0, 0.0, 0.0, 0.0, 0.0]),
    ] {
        let ran =
            fixed("08-tranche-that-shrinks", &format!("events.restructured={{ date = {date} }}"));
        exact(&moved(&ran, "tranche", "funder", "lab").1, &paid);
    }
}

#[test]
fn file_09_from_a_known_day_on() {
    // 7.2 a year for two and a quarter years, then less by half a year, continuously, for two and three quarters.
    let ran = fixed("09-access-that-decays", "events.substitutes={ date = 2027-03-31 }");
    let worth = 7.2 * (2.25 + (1.0 - libm::exp(-0.5 * 2.75)) / 0.5);
    let found = moved(&ran, "access", "world", "user").0;
    exact(&[found], &[worth]);
}

#[test]
fn file_12_a_most_favoured_licensee() {
    let ran = Ran::file("scenarios/clauses/12-most-favoured.toml", How::paths(64));
    // 14 February is the middle of February: the later licence begins at t = 1 + 1.5/12 and leaves 1.875 years.
    let lower = (80.0 * (0.10 * 1.125 + 0.07 * 1.875), 50.0 * 0.07 * 1.875);
    let higher = (80.0 * 0.10 * 3.0, 50.0 * 0.12 * 1.875);
    // Each of twelve payments is rounded to the quantum.
    let rounding = 12.0 * libm::exp2(-31.0) + 1e-12;
    let same = |paid: f64, expected: f64| (paid + expected).abs() <= rounding;
    let (first, second) = (ran.payoffs("first"), ran.payoffs("second"));
    let mut seen = [0, 0];
    for (first, second) in first.iter().zip(second) {
        let is_lower = same(*second, lower.1);
        let expected = if is_lower { lower } else { higher };
        assert!(same(*first, expected.0) && same(*second, expected.1), "{first} and {second}");
        seen[usize::from(is_lower)] += 1;
    }
    assert!(seen[0] > 0 && seen[1] > 0, "both futures come up");
}
