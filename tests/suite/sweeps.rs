//! Numbers that are turned and looked for: lines and roots that are known in closed form.

use dealsim::studies::{Axis, Solved, Statement, StudyFailure, Sweep, solve, sweep};
use dealsim::{Files, Memory, Overrides, Settings};
use std::path::Path;
use std::sync::Arc;

/// A share of sales on [10, 30] against a price; without the deal the seller keeps half of sales at a cost of 8.
const DEAL: &str = "\
format = 1
walk_away = \"alone.toml\"
time = { start = 2026-01-01, end = 2026-12-31, step = \"year\" }
parties = { buyer = { discount_rate = 0 }, seller = { discount_rate = 0 } }
[inputs]
sales = { value = { uniform = [10, 30] } }
share = { value = 0.2 }
price = { value = 5 }
[terms.share]
kind = \"lump_sum\"
from = \"buyer\"
to = \"seller\"
amount = \"share * sales\"
on = 2026-12-31
[terms.price]
kind = \"lump_sum\"
from = \"seller\"
to = \"buyer\"
amount = \"price\"
on = 2026-12-31
";

const ALONE: &str = "\
format = 1
time = { start = 2026-01-01, end = 2026-12-31, step = \"year\" }
parties = { buyer = { discount_rate = 0 }, seller = { discount_rate = 0 } }
[inputs]
sales = { value = { uniform = [10, 30] } }
[terms.own]
kind = \"lump_sum\"
from = \"world\"
to = \"seller\"
amount = \"0.1 * sales\"
on = 2026-12-31
";

fn files() -> Arc<dyn Files> {
    Arc::new(Memory::new().with("deal.toml", DEAL).with("alone.toml", ALONE))
}

fn swept(axes: &[Axis]) -> Result<Sweep, StudyFailure> {
    sweep(&files(), Path::new("deal.toml"), &Overrides::new(), axes, None, &Settings::paths(4_096))
}

fn axis(key: &str, values: &[f64]) -> Axis {
    Axis { key: key.to_owned(), values: values.to_vec() }
}

fn solved(key: &str, within: (f64, f64), statement: &str, paths: u64) -> Solved {
    let statement = Statement::parse(statement).expect("a statement");
    let range = (key, within.0, within.1);
    let settings = Settings::paths(paths);
    solve(&files(), Path::new("deal.toml"), &Overrides::new(), range, &statement, &settings)
        .unwrap_or_else(|failure| panic!("{failure}"))
}

#[test]
fn gains_are_a_straight_line_with_the_error_of_what_differs() {
    let sweep = swept(&[axis("inputs.share.value", &[0.1, 0.3, 0.5])]).expect("a sweep");
    let seller = sweep.sides.iter().position(|(name, _)| name == "seller").expect("a seller");
    for point in &sweep.points {
        let side = point.sides[seller].as_ref().expect("a side");
        let gain = side.gain.expect("a gain");
        // (share − 0.1) × sales − 5, where sales have mean 20 and standard deviation 20 / √12.
        let slope = point.at[0] - 0.1;
        let error = slope.abs() * 20.0 / 12.0_f64.sqrt() / 64.0;
        assert!((gain.value - (20.0 * slope - 5.0)).abs() <= 4.0 * error + 1e-9, "{point:?}");
        assert!((gain.standard_error.expect("an error") - error).abs() < 0.05 * error + 1e-12);
    }
    // Nothing is gained where (share − 0.1) × mean of the drawn sales is 5: at 0.35.
    let [even] =
        &sweep.break_even.iter().filter(|even| even.side == seller).collect::<Vec<_>>()[..]
    else {
        panic!("{:?}", sweep.break_even)
    };
    let error = even.root.standard_error.expect("an error");
    assert!((even.root.at - 0.35).abs() < 4.0 * error && error < 0.01, "{even:?}");
    assert!(even.root.rising && sweep.walk_away_turns == [false]);
    assert!(sweep.terminal(120, false).contains("gains above inputs.share.value"));
}

#[test]
fn a_second_number_moves_the_break_even() {
    let axes =
        [axis("inputs.share.value", &[0.0, 0.25, 0.5]), axis("inputs.price.value", &[2.0, 5.0])];
    let sweep = swept(&axes).expect("a sweep");
    assert_eq!(sweep.points.len(), 6);
    let seller = sweep.sides.iter().position(|(name, _)| name == "seller").expect("a seller");
    let roots: Vec<(Option<f64>, f64, f64)> = sweep
        .break_even
        .iter()
        .filter(|even| even.side == seller)
        .map(|even| (even.beside, even.root.at, even.root.standard_error.expect("an error")))
        .collect();
    for ((beside, at, error), (price, wanted)) in roots.iter().zip([(2.0, 0.2), (5.0, 0.35)]) {
        assert_eq!(*beside, Some(price));
        assert!((at - wanted).abs() < 4.0 * error, "{at} {wanted}");
    }
    sweep.points_table().and(sweep.break_even_table()).expect("tables");
}

#[test]
fn a_key_that_the_alternative_has_is_turned_there_too() {
    // Sales are the same in both, whatever they are: the gain at a share of 0.2 is 0.1 × sales − 5.
    let values = [10.0, 20.0];
    let sweep = swept(&[axis("inputs.sales.value", &values)]).expect("a sweep");
    assert_eq!(sweep.walk_away_turns, [true]);
    let seller = sweep.sides.iter().position(|(name, _)| name == "seller").expect("a seller");
    for (point, sales) in sweep.points.iter().zip(values) {
        let gain = point.sides[seller].as_ref().and_then(|side| side.gain).expect("a gain");
        assert!((gain.value - (0.1 * sales - 5.0)).abs() < 1e-6, "{point:?}");
    }
}

/// Numbers are turned in one program; a day makes another deal of each point, and nothing is another program too. The
/// points are the same, whoever shares what.
#[test]
fn what_shapes_the_deal_is_compiled_for_each_point_and_counted() {
    let prices = [0.0, 1.0, 3.0, 4.0];
    let together = swept(&[axis("inputs.price.value", &prices)]).expect("it runs");
    let mut programs = together.programs.clone();
    programs.sort_unstable();
    assert_eq!(programs, [1, 3], "a price of nothing is never paid");
    let told = together.terminal(120, false);
    assert!(told.contains("3 points in 1 program, 1 compiled for itself"), "{told}");
    for (point, price) in together.points.iter().zip(prices) {
        let alone = swept(&[axis("inputs.price.value", &[price])]).expect("it runs");
        assert_eq!(alone.points[0], *point);
    }
    let one = swept(&[axis("inputs.share.value", &[0.3])]).expect("it runs");
    assert!(one.terminal(120, false).contains("each point was compiled for itself"));
}

/// A study that has no room for two points runs them one after the other, and one that has none for one is refused.
#[test]
fn points_run_as_many_at_a_time_as_memory_has_room_for() {
    let axes = [axis("inputs.price.value", &[1.0, 2.0, 3.0, 4.0])];
    let run = |settings: &Settings| {
        sweep(&files(), Path::new("deal.toml"), &Overrides::new(), &axes, None, settings)
    };
    let free = run(&Settings::paths(640)).expect("it runs");
    // Two sides, 24 bytes a value.
    let one = 640 * 2 * 24;
    let tight = run(&Settings::paths(640).most_memory(one)).expect("there is room for one");
    assert_eq!(tight.points, free.points);
    let failure = run(&Settings::paths(640).most_memory(one - 1)).expect_err("there is none");
    let told = failure.to_string();
    assert!(told.contains(&one.to_string()), "{told}");
}

#[test]
fn a_wrong_key_is_told_as_in_a_file() {
    match swept(&[axis("inputs.shar.value", &[0.1])]) {
        Err(StudyFailure::Wrong(findings)) => {
            assert!(findings.to_string().contains("did you mean `share`?"), "{findings}");
        }
        other => panic!("{:?}", other.map(|sweep| sweep.points)),
    }
}

#[test]
fn a_linear_root_lies_within_its_interval() {
    let solved = solved(
        "inputs.share.value",
        (0.0, 1.0),
        "mean(seller) = mean(seller in alone.toml)",
        4_096,
    );
    assert_eq!(solved.scan.len(), 65);
    let [root] = &solved.roots[..] else { panic!("{:?}", solved.roots) };
    let error = root.standard_error.expect("an error");
    // (share − 0.1) × mean sales = 5 at 0.35; the error is that of 0.25 × mean sales over mean sales.
    assert!((root.at - 0.35).abs() < 4.0 * error, "{root:?}");
    let wanted = 0.25 * 20.0 / 12.0_f64.sqrt() / 64.0 / 20.0;
    assert!((error - wanted).abs() < 0.1 * wanted, "{error} {wanted}");
    assert!(solved.terminal(100, false).contains("inputs.share.value = 0.3"));
}

#[test]
fn quantiles_and_losses_have_roots_too() {
    // P05 of share × sales − 5 is share × 11 − 5: nothing at 5/11.
    let found = solved("inputs.share.value", (0.0, 1.0), "p05(seller) = 0", 4_096);
    let root = found.roots[0];
    assert!(
        (root.at - 5.0 / 11.0).abs() < 4.0 * root.standard_error.expect("an error"),
        "{root:?}"
    );
    // The seller loses where share × sales < 5: at 0.25 on [10, 20), half of all paths.
    let found = solved(
        "inputs.share.value",
        (0.17, 0.49),
        "loss(seller) = 50%".replace("50%", "0.5").as_str(),
        4_096,
    );
    let root = found.roots[0];
    assert!((root.at - 0.25).abs() < 4.0 * root.standard_error.expect("an error"), "{root:?}");
    let none = solved("inputs.share.value", (0.6, 0.9), "mean(seller) = 0", 64);
    assert!(none.roots.is_empty());
    assert!(
        none.terminal(100, false).contains("nothing from 0.6"),
        "{}",
        none.terminal(100, false)
    );
}

#[test]
fn a_barrier_has_the_level_of_the_reflection_principle() {
    let text = "\
format = 1
time = { start = 2026-01-01, end = 2026-12-31, step = \"year\" }
parties = { payer = { discount_rate = 0 }, payee = { discount_rate = 0 } }
[inputs]
level = { value = 0.5 }
[drivers.walk]
process = \"random_walk\"
start = 0
volatility = 1
[events.hit]
threshold = \"walk >= level\"
monitoring = \"continuous\"
[terms.bonus]
kind = \"lump_sum\"
from = \"payer\"
to = \"payee\"
amount = 1
on = \"hit\"
";
    let files: Arc<dyn Files> = Arc::new(Memory::new().with("barrier.toml", text));
    // P(the highest value within a year is 1 or more) = 2 (1 − Φ(1)) = 0.317311.
    let statement = Statement::parse("mean(payee) = 0.317310507862914").expect("a statement");
    let range = ("inputs.level.value", 0.3, 2.0);
    let settings = Settings::paths(16_384);
    let solved =
        solve(&files, Path::new("barrier.toml"), &Overrides::new(), range, &statement, &settings)
            .unwrap_or_else(|failure| panic!("{failure}"));
    let [root] = &solved.roots[..] else { panic!("{:?}", solved.roots) };
    let error = root.standard_error.expect("an error");
    assert!((root.at - 1.0).abs() < 4.0 * error && !root.rising, "{root:?}");
    // The slope is −2 φ(1): the error of the share over it.
    let wanted = (0.317_311_f64 * 0.682_689 / 16_384.0).sqrt() / (2.0 * 0.241_971);
    // The slope rests on about 1,450 paths that change over seven pieces of the scan: 2.6 %, four times that.
    assert!((error - wanted).abs() < 0.105 * wanted, "{error} {wanted}");
}

#[test]
fn a_number_that_is_turned_leaves_its_band_and_one_that_the_alternative_cannot_take_is_an_error() {
    let banded = |share| format!("share = {{ value = 0.1, band = {share} }}");
    let alone = |share: &str| {
        ALONE
            .replace("[terms.own]", &format!("{share}\n[terms.own]"))
            .replace("0.1 * sales", "share * sales")
    };
    let swept = |alone: &str| {
        let files = Memory::new().with("deal.toml", DEAL).with("alone.toml", alone);
        let axes = [axis("inputs.share.value", &[0.2, 0.6])];
        sweep(
            &(Arc::new(files) as Arc<dyn Files>),
            Path::new("deal.toml"),
            &Overrides::new(),
            &axes,
            None,
            &Settings::paths(64),
        )
    };
    // Both at one share of the same sales: what is gained is the price alone, inside and outside the band.
    let sweep = swept(&alone(&banded("[0.05, 0.3]"))).expect("a sweep");
    assert_eq!(sweep.walk_away_turns, [true]);
    let seller = sweep.sides.iter().position(|(name, _)| name == "seller").expect("a seller");
    for point in &sweep.points {
        let gain = point.sides[seller].as_ref().and_then(|side| side.gain).expect("a gain");
        assert!((gain.value + 5.0).abs() < 1e-6, "{point:?}");
    }
    // A probability of 0.6 twice is more than the alternative can draw from: it must not be left as it is.
    let cannot =
        alone("share = { value = 0.1 }\n[inputs.pick]\nvalue = { bernoulli = \"0.5 + share\" }\n");
    match swept(&cannot.replace("share * sales", "pick * sales")) {
        Err(StudyFailure::Wrong(_)) => {}
        other => panic!("{:?}", other.map(|sweep| sweep.walk_away_turns)),
    }
}
