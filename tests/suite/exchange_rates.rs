//! Exchange rates against slopes that are known: straight lines, a cap that begins to bind, and what does nothing.

use dealsim::studies::{Rate, Rates, SideRates, StudyFailure, rates};
use dealsim::{Files, Memory, Overrides, Settings};
use std::path::Path;
use std::sync::Arc;

/// A share of sales that are uniform on [10, 30], a price, a guarantee that binds on half of the paths, and a bonus that is
/// paid up to a target of 5.
const DEAL: &str = "\
format = 1
allow = [\"unread-input\"]
time = { start = 2026-01-01, end = 2026-12-31, step = \"year\" }
parties = { buyer = { discount_rate = 0 }, seller = { discount_rate = 0 } }
[inputs]
sales = { value = { uniform = [10, 30] } }
share = { value = 0.2 }
price = { value = 5 }
least = { value = 20 }
bonus = { value = 5 }
idle = { value = 1 }
[terms]
share = { kind = \"lump_sum\", from = \"buyer\", to = \"seller\", amount = \"share * max(least, sales)\", on = 2026-12-31 }
price = { kind = \"lump_sum\", from = \"seller\", to = \"buyer\", amount = \"price\", on = 2026-12-31 }
bonus = { kind = \"lump_sum\", from = \"buyer\", to = \"seller\", amount = \"min(bonus, 5) + 0.5 * max(bonus - 5, 0)\", on = 2026-12-31 }
";

fn asked(deal: &str, keys: &[&str]) -> Result<Rates, StudyFailure> {
    let files: Arc<dyn Files> = Arc::new(Memory::new().with("deal.toml", deal));
    let keys: Vec<(String, Option<f64>)> =
        keys.iter().map(|key| (format!("inputs.{key}.value"), None)).collect();
    let settings = Settings::paths(16_384);
    rates(&files, Path::new("deal.toml"), &Overrides::new(), &keys, &settings)
}

fn found(keys: &[&str]) -> Rates {
    asked(DEAL, keys).unwrap_or_else(|failure| panic!("{failure}"))
}

fn seller(rates: &Rates) -> &SideRates {
    rates.sides.iter().find(|side| side.name == "seller").expect("a seller")
}

fn even(rate: &Rate) -> (f64, [f64; 2]) {
    match rate {
        Rate::Even(ratio) => (ratio.value, ratio.interval),
        other => panic!("{other:?}"),
    }
}

#[test]
fn rates_are_ratios_of_slopes_with_intervals_that_hold_them() {
    let rates = found(&["share", "price", "least"]);
    let seller = seller(&rates);
    // The share is of max(20, sales): mean 22.5. One more of it makes up for 22.5 more of the price.
    let (value, [low, high]) = even(&seller.rates[0][1]);
    assert!(low <= 22.5 && 22.5 <= high && low <= value && value <= high, "{seller:?}");
    // The standard deviation of max(20, sales) is √(25 (1/3 − 1/4) · …): its mean square is 20²/2 + mean of s² over [20, 30]/2.
    let square: f64 = 0.5 * 400.0 + 0.5 * (27_000.0 - 8_000.0) / 30.0;
    let error = (square - 22.5 * 22.5).sqrt() / 128.0;
    assert!(((high - low) / (2.0 * 1.96 * error) - 1.0).abs() < 0.1, "{low} {high} {error}");
    // The other way round: one more of the price for 1/22.5 more of the share.
    let (back, _) = even(&seller.rates[1][0]);
    assert!((back * value - 1.0).abs() < 1e-9);
    // The guarantee binds on half of the paths: its slope is 0.2 × 0.5, and bends smoothly there.
    let least = seller.worth[2];
    assert!(!least.kink, "{least:?}");
    let slope = least.rising.expect("a slope");
    assert!((slope.value - 0.1).abs() < 4.0 * slope.standard_error.expect("an error"), "{slope:?}");
    // The buyer pays what the seller gets: its rates are the same.
    let buyer = rates.sides.iter().find(|side| side.name == "buyer").expect("a buyer");
    assert!((even(&buyer.rates[0][1]).0 - value).abs() < 1e-9);
}

#[test]
fn a_kink_has_a_rate_to_each_side() {
    let rates = found(&["bonus", "price"]);
    let seller = seller(&rates);
    assert!(seller.worth[0].kink && !seller.worth[1].kink, "{:?}", seller.worth);
    // One more bonus is worth a half beyond the target, one less a whole.
    let Rate::Kinked { rising: Some(rising), falling: Some(falling) } = seller.rates[0][1] else {
        panic!("{:?}", seller.rates)
    };
    assert!((rising.value - 0.5).abs() < 1e-6 && (falling.value - 1.0).abs() < 1e-6);
    // One more of the price costs the seller 1: the bonus has to rise by 2 for it; one less lets it fall by 1.
    let Rate::Kinked { rising: Some(rising), falling: Some(falling) } = seller.rates[1][0] else {
        panic!("{:?}", seller.rates)
    };
    assert!((rising.value - 2.0).abs() < 1e-6 && (falling.value - 1.0).abs() < 1e-6);
    assert!(rates.terminal(120, false).contains('↑') && rates.terminal(120, true).contains("up "));
    rates.rates_table().and(rates.slopes_table()).expect("tables");
}

#[test]
fn what_does_nothing_makes_up_for_nothing() {
    let rates = found(&["price", "idle"]);
    assert_eq!(seller(&rates).rates[0][1], Rate::Undetermined);
    let failure = asked(DEAL, &["price", "sales"]).map(|_| ()).expect_err("drawn").to_string();
    assert!(failure.contains("inputs.sales.value is no fixed number"), "{failure}");
    let failure = asked(DEAL, &["price"]).map(|_| ()).expect_err("one").to_string();
    assert!(failure.contains("two numbers"), "{failure}");
}

#[test]
fn a_side_with_beliefs_has_rates_of_its_own() {
    let deal = format!("{DEAL}[beliefs.seller]\ninputs.sales.value = {{ uniform = [30, 50] }}\n");
    let rates = asked(&deal, &["share", "price"]).unwrap_or_else(|failure| panic!("{failure}"));
    let seller = seller(&rates);
    let (own, [low, high]) = even(&seller.rates[0][1]);
    assert!(low <= 40.0 && 40.0 <= high, "{own} {low} {high}");
    let base = seller.in_base.as_ref().expect("the base world");
    let (_, [low, high]) = even(&base[0][1]);
    assert!(low <= 22.5 && 22.5 <= high);
}
