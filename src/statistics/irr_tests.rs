//! Published rates, several rates, no rate, and rates that are put in and found again.

use super::*;
use proptest::prelude::*;

fn day(date: &str) -> i64 {
    let date: jiff::civil::Date = date.parse().unwrap();
    let epoch = jiff::civil::date(1970, 1, 1);
    i64::from(epoch.until(date).unwrap().get_days())
}

fn days(flows: &[(&str, f64)]) -> Vec<(i64, f64)> {
    flows.iter().map(|(date, amount)| (day(date), *amount)).collect()
}

#[test]
fn irr_02_spreadsheet_examples() {
    let flows = yearly(&[-70000.0, 12000.0, 15000.0, 18000.0, 21000.0, 26000.0]);
    let rate = internal_rate(&flows).only().unwrap();
    assert!((rate - 0.0866309480365316).abs() < 1e-12, "{rate}");

    let amounts = [-10000.0, 3000.0, 4200.0, 6800.0];
    let early = net_present_value_one_period_early(0.1, &amounts);
    assert!((early - 1188.44341233522).abs() < 1e-9, "{early}");
    let now = net_present_value(0.1, &yearly(&amounts));
    assert!((now - 1307.28775356874).abs() < 1e-9, "{now}");

    let amounts = [-120000.0, 39000.0, 30000.0, 21000.0, 37000.0, 46000.0];
    let cases = [(6, 0.12, 0.12609413), (4, 0.12, -0.048044655), (6, 0.14, 0.134759111)];
    for (years, reinvest, expected) in cases {
        let rate = modified_internal_rate(&amounts[..years], 0.10, reinvest).unwrap();
        assert!((rate - expected).abs() < 1e-8, "{rate}");
    }
    assert_eq!(modified_internal_rate(&[1.0, 2.0], 0.1, 0.1), None);
    assert_eq!(modified_internal_rate(&[], 0.1, 0.1), None);
}

#[test]
fn irr_03_two_rates_are_both_told() {
    let flows = yearly(&[100.0, -230.0, 132.0]);
    let InternalRate::Several(rates) = internal_rate(&flows) else { panic!("one rate") };
    assert_eq!(rates.len(), 2);
    assert!((rates[0] - 0.1).abs() < 1e-12 && (rates[1] - 0.2).abs() < 1e-12, "{rates:?}");
    assert!((net_present_value(0.15, &flows) + 0.18903591682421).abs() < 1e-12);
    assert_eq!(internal_rate(&flows).only(), None);
}

#[test]
fn irr_05_dates_in_any_order_and_a_rate_near_minus_one() {
    let flows = days(&[
        ("2015-06-11", -1000.0),
        ("2015-07-21", -9000.0),
        ("2018-06-10", 20000.0),
        ("2015-10-17", -3000.0),
    ]);
    let rate = internal_rate_of_days(&flows).only().unwrap();
    assert!((rate - 0.16353715844).abs() < 1e-11, "{rate}");
    let value = net_present_value(0.1, &years_of_days(&flows));
    assert!((value - 2218.42566365675).abs() < 1e-9, "{value}");

    let flows = days(&[("2021-06-09", -134.09), ("2021-08-11", 40.86)]);
    let rate = internal_rate_of_days(&flows).only().unwrap();
    assert!((rate + 0.998976923173428).abs() < 1e-13, "{rate}");

    assert_eq!(internal_rate(&yearly(&[1.0, 2.0, 3.0])), InternalRate::None);
    assert_eq!(internal_rate(&yearly(&[-1.0, -2.0, -3.0])), InternalRate::None);
}

#[test]
fn nothing_has_no_rate() {
    assert_eq!(internal_rate(&[]), InternalRate::None);
    assert_eq!(internal_rate(&[(0.0, 0.0), (1.0, 0.0)]), InternalRate::None);
    assert_eq!(internal_rate(&[(0.0, -5.0)]), InternalRate::None);
    assert_eq!(internal_rate(&[(0.0, -5.0), (1.0, f64::NAN), (2.0, 9.0)]), InternalRate::None);
    // Both at one date: what is left is a single flow.
    assert_eq!(internal_rate(&[(1.0, -5.0), (1.0, 7.0)]), InternalRate::None);
    // Two changes of sign, and yet never zero: 100 − 100 z + 132 z² has no real root.
    assert_eq!(internal_rate(&yearly(&[100.0, -100.0, 132.0])), InternalRate::None);
}

#[test]
fn money_back_is_a_rate_of_zero() {
    let rate = internal_rate(&yearly(&[-100.0, 100.0])).only().unwrap();
    assert!(rate.abs() < 1e-15, "{rate}");
}

#[test]
fn two_rates_that_coincide_are_one() {
    // (1.1 − (1 + r))² · 100: 121 − 220 z + 100 z² in z = 1 + r, earliest amount first in 1 / z.
    let rate = internal_rate(&yearly(&[100.0, -220.0, 121.0])).only().unwrap();
    // A double root is known to the square root of the rounding only.
    assert!((rate - 0.1).abs() < 1e-7, "{rate}");
}

#[test]
fn extremes_of_size_and_time_stay_finite() {
    // A cent for a billion ten years later: −100% to eleven digits of (1 + r) = 1e-11^(1/10).
    let rate = internal_rate(&[(0.0, -1e9), (10.0, 0.01)]).only().unwrap();
    assert!((rate - (libm::pow(1e-11, 0.1) - 1.0)).abs() < 1e-14, "{rate}");
    // Twice the money within a second is no rate that a number can hold.
    assert_eq!(internal_rate(&[(0.0, -1.0), (3e-8, 2.0)]), InternalRate::None);
    // Half of the money within a second is a loss of everything, a year.
    let lost = internal_rate(&[(0.0, -2.0), (3e-8, 1.0)]).only().unwrap();
    assert!(lost > -1.0 && lost < -0.999);
}

/// The amounts by year of the product of (1 − growth / z) over all growths, so that z = 1 + r are
/// its roots.
fn amounts_with_roots(growths: &[f64]) -> Vec<f64> {
    let mut amounts = vec![1.0];
    for growth in growths {
        let mut longer = amounts.clone();
        longer.push(0.0);
        for (year, amount) in amounts.iter().enumerate() {
            longer[year + 1] -= growth * amount;
        }
        amounts = longer;
    }
    amounts
}

proptest! {
    #[test]
    fn planted_rates_are_all_found(mut steps in prop::collection::vec(0.05..0.6f64, 1..6)) {
        // Growths at least 5% apart, beginning above one half.
        let mut at = 0.5;
        for step in &mut steps {
            at += *step;
            *step = at;
        }
        let found = match internal_rate(&yearly(&amounts_with_roots(&steps))) {
            InternalRate::One(rate) => vec![rate],
            InternalRate::Several(rates) => rates,
            InternalRate::None => vec![],
        };
        prop_assert_eq!(found.len(), steps.len());
        for (rate, growth) in found.iter().zip(&steps) {
            // The amounts are rounded to 1e-16 of at most 2^5 · 3^5; a root moves by that over the
            // product of its distances to the other four, at least 0.05 · 0.1 · 0.15 · 0.2.
            prop_assert!((rate + 1.0 - growth).abs() < 1e-8, "{} {}", rate, growth);
        }
    }

    #[test]
    fn no_crossing_of_a_fine_grid_is_missed(
        flows in prop::collection::vec((0.0..10.0f64, -100.0..100.0f64), 2..15),
    ) {
        // Rates from −63% to 172% in steps of a thousandth of ln(1 + r).
        let value = |step: i32| net_present_value(libm::expm1(f64::from(step) / 1000.0), &flows);
        let crossings: Vec<f64> = (-1000..1000)
            .filter(|step| (value(*step) > 0.0) != (value(step + 1) > 0.0))
            .map(|step| f64::from(step) / 1000.0)
            .collect();
        let found = match internal_rate(&flows) {
            InternalRate::One(rate) => vec![rate],
            InternalRate::Several(rates) => rates,
            InternalRate::None => vec![],
        };
        for from in crossings {
            let hit = |rate: &f64| (from - 1e-9..from + 0.001 + 1e-9).contains(&libm::log1p(*rate));
            prop_assert!(found.iter().any(hit), "{} {:?}", from, found);
        }
        for rate in found {
            let size: f64 = flows
                .iter()
                .map(|(years, amount)| amount.abs() * libm::exp(-libm::log1p(rate) * years))
                .sum();
            // A rate near −1 is stored to 1e-16 of 1, which the tenth year multiplies by 10 / (1 + r).
            let slack = 1e-14 * (10.0 / (1.0 + rate) + 40.0);
            prop_assert!(net_present_value(rate, &flows).abs() <= size * slack);
        }
    }

    #[test]
    fn an_investment_has_one_rate_and_it_is_worth_nothing_there(
        outlay in 1.0..1e4f64,
        returns in prop::collection::vec((0.1..20.0f64, 0.0..1e3f64), 1..30),
    ) {
        let mut flows = vec![(0.0, -outlay)];
        flows.extend(returns);
        if let Some(rate) = internal_rate(&flows).only() {
            let gross: f64 = flows
                .iter()
                .map(|(years, amount)| amount.abs() * libm::exp(-libm::log1p(rate) * years))
                .sum();
            // The rate is rounded to 1e-16 of 1 + r or, near −1, of itself: times years of at most
            // 20.
            let slack = 1e-15 * (20.0 / (1.0 + rate) + 40.0);
            prop_assert!(net_present_value(rate, &flows).abs() <= gross * slack);
        } else {
            prop_assert!(flows[1..].iter().all(|(_, amount)| *amount == 0.0));
        }
    }
}

#[test]
fn times_that_rounding_sets_apart_are_one_time() {
    let next = 1.0 + f64::EPSILON;
    let flows = [(0.0, -100.0), (1.0, 200.0), (next, -90.0), (2.0, 5.0)];
    let joined = [(0.0, -100.0), (1.0, 110.0), (2.0, 5.0)];
    assert_eq!(internal_rate(&flows), internal_rate(&joined));
}
