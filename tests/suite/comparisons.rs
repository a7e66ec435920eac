//! Deals held against one another: differences by closed forms, bridges that add up, and what is refused.

use dealsim::scenario::Block;
use dealsim::studies::{Comparison, Order, StudyFailure, compare};
use dealsim::{Files, Memory, Overrides, Settings};
use std::path::PathBuf;
use std::sync::Arc;

/// A fee of 20 % of sales that are drawn, and a fixed price.
const FIRST: &str = "\
format = 1
money = \"USD M\"
time = { start = 2026-01-01, end = 2027-12-31, step = \"year\" }
parties = { buyer = { discount_rate = 0.10, compounding = \"annual\" }, seller = { discount_rate = 0, compounding = \"annual\" } }
[inputs]
sales = { value = { uniform = [10, 30] } }
[terms.fee]
kind = \"lump_sum\"
from = \"buyer\"
to = \"seller\"
amount = \"0.2 * sales\"
on = 2026-12-31
[terms.price]
kind = \"lump_sum\"
from = \"buyer\"
to = \"seller\"
amount = 3
on = 2027-12-31
";

fn try_compare(files: &[(&str, &str)], settings: &Settings) -> Result<Comparison, StudyFailure> {
    let memory = files.iter().fold(Memory::new(), |all, (path, text)| all.with(path, *text));
    let shelf: Arc<dyn Files> = Arc::new(memory);
    let paths: Vec<PathBuf> = files
        .iter()
        .filter(|(path, _)| !path.starts_with("world") && !path.starts_with("no-deal"))
        .map(|(path, _)| PathBuf::from(path))
        .collect();
    compare(&shelf, &paths, &Overrides::new(), Order::Alone, settings)
}

fn compared(files: &[(&str, &str)]) -> Comparison {
    try_compare(files, &Settings::paths(4_096)).unwrap_or_else(|failure| panic!("{failure}"))
}

fn side(comparison: &Comparison, name: &str) -> usize {
    comparison.sides.iter().position(|(side, _)| side == name).expect("a side")
}

#[test]
fn a_dearer_fee_is_worth_its_share_of_sales_to_the_seller_on_every_path() {
    let second = FIRST.replace("0.2 * sales", "0.3 * sales");
    let comparison = compared(&[("a.toml", FIRST), ("b.toml", &second)]);
    let [versus] = &comparison.versus[..] else { panic!("one pair") };
    let pair = versus.pairs[side(&comparison, "seller")].as_ref().expect("a pair");
    // 0.1 × sales, uniform on [1, 3]: mean 2, standard deviation 2 / √12.
    let error = pair.difference.standard_error.expect("an error");
    assert!((error - 2.0 / 12.0_f64.sqrt() / 64.0).abs() < 0.05 * error, "{error}");
    assert!((pair.difference.value - 2.0).abs() < 4.0 * error, "{:?}", pair.difference);
    assert_eq!((pair.shares.better.value, pair.shares.worse.value), (1.0, 0.0));
    // Quantiles of a uniform law, each within its interval widened to four standard errors.
    for (level, (quantile, _)) in [0.05, 0.25, 0.5, 0.75, 0.95].iter().zip(&pair.quantiles) {
        let error = quantile.standard_error.expect("an error");
        assert!((quantile.value - (1.0 + 2.0 * level)).abs() < 4.0 * error, "{level} {quantile:?}");
    }
    // The buyer loses the same, a year later discounted at its own rate; on every path.
    let buyer = versus.pairs[side(&comparison, "buyer")].as_ref().expect("a pair");
    assert_eq!(buyer.shares.worse.value, 1.0);
    // One day short of a year: payments are due in the evening of 31 December.
    assert!((buyer.difference.value * 1.1 + pair.difference.value).abs() < 1e-6);
    let changes: Vec<&str> = versus.changes.iter().map(|change| change.name()).collect();
    assert_eq!((changes, versus.changes[0].block), (vec!["terms.fee"], Block::Deal));
}

#[test]
fn the_error_of_a_difference_is_that_of_what_differs() {
    // The price changes by a constant: the difference has no error, though both payoffs have one.
    let second = FIRST.replace("amount = 3", "amount = 4");
    let comparison = compared(&[("a.toml", FIRST), ("b.toml", &second)]);
    let pair = comparison.versus[0].pairs[side(&comparison, "seller")].as_ref().expect("a pair");
    assert_eq!((pair.difference.value, pair.difference.standard_error), (1.0, Some(0.0)));
    assert!(pair.first.standard_error.expect("an error") > 0.01);
}

#[test]
fn a_bridge_takes_each_change_alone_and_adds_up_to_the_last_quantum() {
    // Rate and base together: 0.2 × s → 0.3 × 2 s. Alone 0.1 s and 0.2 s; together 0.4 s, of which 0.1 s is interaction.
    let first = FIRST
        .replace("0.2 * sales", "rate * sales * size")
        .replace("[inputs]\n", "[inputs]\nrate = { value = 0.2 }\nsize = { value = 1 }\n");
    let second = first
        .replace("rate = { value = 0.2 }", "rate = { value = 0.3 }")
        .replace("size = { value = 1 }", "size = { value = 2 }");
    let comparison = compared(&[("a.toml", &first), ("b.toml", &second)]);
    let [versus] = &comparison.versus[..] else { panic!("one pair") };
    assert!(versus.changes.iter().all(|change| change.block == Block::World));
    for bridge in versus.bridges.iter().map(|bridge| bridge.as_ref().expect("a bridge")) {
        assert_eq!(bridge.sum().to_bits(), bridge.end.to_bits());
        assert_eq!(bridge.steps.len(), 2);
    }
    let bridge = versus.bridges[side(&comparison, "seller")].as_ref().expect("a bridge");
    let moved: Vec<f64> = bridge.steps.iter().map(|step| step.moved.value).collect();
    // In units of the mean of the drawn sales, whatever it came to: 0.1, 0.2 and 0.1.
    let sales = (bridge.start - 3.0) / 0.2;
    for (found, wanted) in moved.iter().zip([0.1, 0.2]).chain([(&bridge.interaction, 0.1)]) {
        assert!((found - wanted * sales).abs() < 1e-6, "{found} {wanted} {sales}");
    }
}

#[test]
fn deals_of_other_futures_are_refused_with_the_reason() {
    for (from, to, words) in [
        ("start = 2026-01-01", "start = 2025-01-01", "has start 2026-01-01, b.toml has 2025-01-01"),
        ("step = \"year\"", "step = \"quarter\"", "has step"),
        ("USD M", "EUR M", "has money USD M, b.toml has EUR M"),
        ("format = 1", "format = 1\nsimulation = { seed = 2 }", "has seed 1, b.toml has 2"),
        ("format = 1", "format = 1\nsimulation = { sampler = \"sobol\" }", "has sampler random"),
    ] {
        let second = FIRST.replace(from, to);
        match try_compare(&[("a.toml", FIRST), ("b.toml", &second)], &Settings::paths(64)) {
            Err(StudyFailure::Refused(refusal)) => {
                assert!(refusal.message.contains(words), "{}", refusal.message);
            }
            other => panic!("{from} to {to}: {:?}", other.map(|found| found.sides)),
        }
    }
    // One name drawn once a path here and at every step there.
    let drawn = |how: &str| format!("{FIRST}\n[drivers.price]\n{how}\n");
    let once = drawn("formula = { normal = { mean = 1, sd = 0.2 } }");
    let steps = drawn("process = \"geometric_brownian\"\nstart = 1\nvolatility = 0.2");
    match try_compare(&[("a.toml", &once), ("b.toml", &steps)], &Settings::paths(64)) {
        Err(StudyFailure::Refused(refusal)) => {
            let words =
                "`drivers.price` is drawn once a path in a.toml and at every step in b.toml";
            assert!(refusal.message.contains(words), "{}", refusal.message);
        }
        other => panic!("{:?}", other.map(|found| found.sides)),
    }
    match try_compare(
        &[("a.toml", FIRST), ("b.toml", "format = 1\nnonsense = 1\n")],
        &Settings::paths(64),
    ) {
        Err(StudyFailure::Wrong(findings)) => assert!(findings.to_string().contains("nonsense")),
        other => panic!("{:?}", other.map(|found| found.sides)),
    }
}

#[test]
fn a_deal_is_judged_as_signed_and_its_alternative_as_not_signed() {
    let proposal = FIRST
        .replace(
            "[terms.price]",
            "[events.closing]\nchance = { probability = 0.5, by = 2026-06-30 }\n[terms.price]",
        )
        .replace("on = 2027-12-31\n", "on = \"closing\"\npay_after = \"0 days\"\n")
        .replace("pay_after = \"0 days\"\n", "");
    let deal = format!("walk_away = \"no-deal.toml\"\nsigning = \"closing\"\n{proposal}");
    let comparison = compared(&[("a.toml", FIRST), ("b.toml", &deal), ("no-deal.toml", &proposal)]);
    assert_eq!(comparison.deals[1].signed.as_deref(), Some("closing"));
    let seller = side(&comparison, "seller");
    // Signed, the price of 3 is paid on every path; in the alternative, which has the same event, on none.
    let shares = comparison.deals[1].against_walk_away[seller].expect("shares");
    assert_eq!((shares.better.value, shares.worse.value), (1.0, 0.0));
    let pair = comparison.versus[0].pairs[seller].as_ref().expect("a pair");
    assert_eq!(
        pair.difference.value, 0.0,
        "the seller discounts at nothing: 3 is 3 whenever it is paid"
    );
}

#[test]
fn a_clause_that_is_taken_out_is_one_step() {
    let second = FIRST.split("[terms.price]").next().expect("a text").to_owned();
    let comparison = compared(&[("a.toml", FIRST), ("b.toml", &second)]);
    let versus = &comparison.versus[0];
    assert_eq!(versus.changes.len(), 1);
    let bridge = versus.bridges[side(&comparison, "seller")].as_ref().expect("a bridge");
    assert_eq!((bridge.steps[0].moved.value, bridge.interaction), (-3.0, 0.0));
    let text = comparison.terminal(120, false);
    assert!(text.contains("takes out terms.price"), "{text}");
    for table in [
        comparison.gains(),
        comparison.bridges(),
        comparison.changes(),
        comparison.against_walk_away(),
    ] {
        table.expect("a table");
    }
}

#[test]
fn over_all_orders_what_two_changes_do_together_is_shared_by_halves() {
    // A fee of sales times the price: 20 % on 20 becomes 30 % on 40. Alone 2 and 4, together 8.
    let deal = |rate: &str, size: &str| {
        FIRST.replace("\"0.2 * sales\"", "\"rate * size * sales\"").replace(
            "[inputs]\n",
            &format!("[inputs]\nrate = {{ value = {rate} }}\nsize = {{ value = {size} }}\n"),
        )
    };
    let memory = Memory::new().with("a.toml", deal("0.2", "1")).with("b.toml", deal("0.3", "2"));
    let shelf: Arc<dyn Files> = Arc::new(memory);
    let paths = [PathBuf::from("a.toml"), PathBuf::from("b.toml")];
    let run = |order| {
        compare(&shelf, &paths, &Overrides::new(), order, &Settings::paths(4_096))
            .unwrap_or_else(|failure| panic!("{failure}"))
    };
    let (alone, shared) = (run(Order::Alone), run(Order::Shapley));
    let seller = side(&alone, "seller");
    let bridge =
        |comparison: &Comparison| comparison.versus[0].bridges[seller].clone().expect("a bridge");
    let (alone, shared) = (bridge(&alone), bridge(&shared));
    assert_eq!((alone.start, alone.end), (shared.start, shared.end));
    assert_eq!(shared.sum().to_bits(), shared.end.to_bits());
    assert!(shared.interaction.abs() < 1e-8, "{shared:?}");
    for (one, half) in alone.steps.iter().zip(&shared.steps) {
        let wanted = one.moved.value + 0.5 * alone.interaction;
        assert!((half.moved.value - wanted).abs() < 1e-8, "{half:?}, not {wanted}");
    }
    assert!((alone.interaction - 2.0).abs() < 0.1, "{alone:?}");
}
