//! What decides a payoff, where it is known: the function of Ishigami, a sum of normals, a number whose value to know has a closed
//! form, and a constant that is only assumed.

use dealsim::studies::{Factor, Input, Sensitivity, Swing, sensitivity};
use dealsim::{Files, Memory, Overrides, Settings};
use std::path::Path;
use std::sync::Arc;

const HEAD: &str = "\
format = 1
time = { start = 2026-01-01, end = 2026-12-31, step = \"year\" }
parties = { buyer = { discount_rate = 0 }, seller = { discount_rate = 0 } }
";

/// A deal that pays the buyer what a formula says.
fn deal(inputs: &str, formula: &str, more: &str) -> String {
    format!(
        "{more}\n{HEAD}\n[inputs]\n{inputs}\n[terms.good]\nkind = \"lump_sum\"\nfrom = \"world\"\nto = \"buyer\"\namount = \"{formula}\"\non = 2026-12-31\n"
    )
}

fn found(text: &str, paths: u64, against: Option<&str>) -> Sensitivity {
    let alone = format!(
        "{HEAD}[inputs]\na = {{ value = {{ normal = {{ mean = 0, sd = 1 }} }} }}\n[terms.none]\nkind = \"lump_sum\"\nfrom = \"world\"\nto = \"buyer\"\namount = \"2 * a\"\non = 2026-12-31\n"
    );
    let memory = Memory::new().with("deal.toml", text).with("none.toml", alone);
    let files: Arc<dyn Files> = Arc::new(memory);
    let settings = Settings::paths(paths);
    let against = against.map(Path::new);
    sensitivity(&files, Path::new("deal.toml"), against, &Overrides::new(), &settings)
        .unwrap_or_else(|failure| panic!("{failure}"))
}

fn buyer(found: &Sensitivity) -> usize {
    found.sides.iter().position(|(name, _)| name == "buyer").expect("a buyer")
}

fn factor<'f>(found: &'f Sensitivity, name: &str) -> &'f Factor {
    let known = found.factors.iter().find(|factor| factor.members.iter().any(|one| one == name));
    known.unwrap_or_else(|| panic!("{name}"))
}

fn input<'f>(found: &'f Sensitivity, path: &str) -> &'f Input {
    found.inputs.iter().find(|input| input.path == path).unwrap_or_else(|| panic!("{path}"))
}

fn swing(found: &Sensitivity, path: &str) -> Swing {
    input(found, path).swings[buyer(found)].expect("a swing")
}

/// First and total index of a factor are what they must be, within four errors that are small.
fn indices(found: &Sensitivity, name: &str, first: f64, total: f64) {
    let known = factor(found, name).indices[buyer(found)].expect("it varies");
    for (measure, wanted) in [(known.first, first), (known.total, total)] {
        let error = measure.standard_error.expect("an error");
        assert!(
            (measure.value - wanted).abs() <= 4.0 * error + 1e-9,
            "{name} {measure:?} {wanted}"
        );
        assert!(error < 0.03, "{name} {measure:?}");
    }
}

const NORMAL: &str = "{ value = { normal = { mean = 0, sd = 1 } } }";

#[test]
fn the_function_of_ishigami_has_its_published_indices() {
    // sin x is not in the language: x of an angle with the density of sin(x) is sin of a uniform. sin(x1) and sin²(x2) are
    // drawn as such: a = sin(x1) is arcsine on [−1, 1], a beta(1/2, 1/2); s = sin²(x2) is a beta(1/2, 1/2) on [0, 1].
    let inputs = "\
        a = { value = { beta = { alpha = 0.5, beta = 0.5, low = -1, high = 1 } } }\n\
        s = { value = { beta = { alpha = 0.5, beta = 0.5, low = 0, high = 1 } } }\n\
        x = { value = { uniform = [-3.141592653589793, 3.141592653589793] } }";
    let found = found(&deal(inputs, "a + 7 * s + 0.1 * x^4 * a", ""), 32_768, None);
    indices(&found, "inputs.a", 0.313905191147811, 0.557588855209959);
    indices(&found, "inputs.s", 0.442411144790041, 0.442411144790041);
    indices(&found, "inputs.x", 0.0, 0.243683664062148);
}

#[test]
fn a_sum_of_normals_has_shares_of_squares_and_straight_swings() {
    let inputs = format!("a = {NORMAL}\nb = {NORMAL}\nc = {NORMAL}");
    let found = found(&deal(&inputs, "10 + 3 * a + 4 * b", ""), 16_384, None);
    indices(&found, "inputs.a", 0.36, 0.36);
    indices(&found, "inputs.b", 0.64, 0.64);
    // Set to P10 and P90, which are drawn themselves: 3 × 2 × 1.2816.
    let swing = swing(&found, "inputs.a");
    let at = input(&found, "inputs.a").at;
    assert!((swing.swing.value - 3.0 * (at[1] - at[0])).abs() < 1e-6, "{swing:?}");
    assert!(
        (at[1] - 1.281551565545).abs() < 4.0 * 0.0134
            && (at[0] + 1.281551565545).abs() < 4.0 * 0.0134
    );
    // Given a near its P10, independent of b: the mean of 10 + 3 a there.
    let given = swing.given.expect("it is drawn");
    for (given, at) in given.iter().zip(at) {
        let error = given.standard_error.expect("an error");
        assert!((given.value - (10.0 + 3.0 * at)).abs() < 4.0 * error + 0.05, "{given:?}");
    }
    // c moves nothing, and is no row of the terminal.
    assert_eq!(
        factor(&found, "inputs.c").indices[buyer(&found)].expect("it varies").total.value,
        0.0
    );
    let text = found.terminal(120, true);
    assert!(text.is_ascii() && !text.contains("\nc "), "{text}");
    found.tornado_table().and(found.indices_table()).expect("tables");
}

#[test]
fn correlated_inputs_are_one_factor_and_what_is_given_says_more_than_what_is_set() {
    let inputs = format!("a = {NORMAL}\nb = {NORMAL}");
    let more = "";
    let text = format!("{}[correlations]\n\"a ~ b\" = 0.8\n", deal(&inputs, "a + b", more));
    let found = found(&text, 16_384, None);
    assert_eq!(factor(&found, "inputs.a").members, ["inputs.a", "inputs.b"]);
    indices(&found, "inputs.a", 1.0, 1.0);
    let known = input(&found, "inputs.a");
    assert!(known.correlated);
    // Set: 1 for 1. Given a, b is 0.8 a on average: 1.8 for 1.
    let swing = swing(&found, "inputs.a");
    let width = known.at[1] - known.at[0];
    assert!((swing.swing.value - width).abs() < 1e-6);
    let [low, high] = swing.given.expect("it is drawn");
    assert!(((high.value - low.value) / width - 1.8).abs() < 0.06, "{swing:?}");
}

#[test]
fn a_constant_with_a_band_enters_and_has_no_part_of_the_variance() {
    let inputs =
        format!("a = {NORMAL}\nk = {{ value = 2, band = [1, 4], confidence = \"assumed\" }}");
    let found = found(&deal(&inputs, "k * (5 + a)", ""), 4_096, None);
    let known = input(&found, "inputs.k");
    assert!(known.is_band && known.at == [1.0, 4.0] && known.confidence == "assumed");
    let swing = swing(&found, "inputs.k");
    let error = swing.swing.standard_error.expect("an error");
    assert!((swing.swing.value - 15.0).abs() < 4.0 * error && swing.given.is_none());
    assert!(found.terminal(120, false).contains("k ○"));
}

#[test]
fn what_knowing_is_worth_has_a_closed_form() {
    // The deal brings 0.5 + 3 a, the alternative 2 a: the gain is 0.5 + a. E max(0, 0.5 + a) − 0.5 = 0.5 Φ(0.5) + φ(0.5) − 0.5.
    let inputs = format!("a = {NORMAL}\nb = {NORMAL}");
    let text = deal(&inputs, "0.5 + 3 * a + b", "walk_away = \"none.toml\"");
    let found = found(&text, 65_536, None);
    let wanted = 0.5 * 0.691462461274013 + 0.352065326764300 - 0.5;
    let knowing = swing(&found, "inputs.a").knowing.expect("an alternative");
    let error = knowing.standard_error.expect("an error");
    assert!((knowing.value - wanted).abs() < 4.0 * error + 2e-3, "{knowing:?} {wanted}");
    // Knowing b, of deviation 1 too, is worth the same: both gains are 0.5 plus a normal.
    let knowing = swing(&found, "inputs.b").knowing.expect("an alternative");
    assert!((knowing.value - wanted).abs() < 4.0 * error + 2e-3, "{knowing:?} {wanted}");
}

#[test]
fn a_difference_of_two_deals_has_inputs_that_decide_it() {
    let inputs = format!("a = {NORMAL}\nb = {NORMAL}");
    let found = found(&deal(&inputs, "3 * a + 2 * b", ""), 16_384, Some("none.toml"));
    // 3 a + 2 b − 2 a: a fifth and four fifths.
    indices(&found, "inputs.a", 0.2, 0.2);
    indices(&found, "inputs.b", 0.8, 0.8);
    let known = input(&found, "inputs.a").at;
    assert!((swing(&found, "inputs.a").swing.value - (known[1] - known[0])).abs() < 1e-6);
    assert!(found.terminal(120, false).contains("what is gained over none.toml"));
}

#[test]
fn shocks_of_drivers_and_clocks_of_events_are_factors() {
    let text = format!(
        "{HEAD}[inputs]\nrate = {{ value = {{ uniform = [0.1, 0.3] }} }}\n[drivers.sales]\nprocess = \"geometric_brownian\"\nstart = 100\nvolatility = 0.3\n\
         [events.rival]\nhazard = 0.5\n[terms.share]\nkind = \"revenue_share\"\nfrom = \"buyer\"\nto = \"seller\"\nrate = \"rate\"\nof = \"sales\"\nends = \"rival\"\n"
    );
    let found = found(&text, 8_192, None);
    let all: f64 = ["drivers.sales", "events.rival", "inputs.rate"]
        .iter()
        .map(|name| factor(&found, name).indices[buyer(&found)].expect("it varies").total.value)
        .sum();
    // Totals count what is shared more than once, and nothing is missing.
    assert!(all > 0.98 && all < 1.6, "{all}");
    let text = found.terminal(120, false);
    assert!(text.contains("shocks of sales") && text.contains("clock of rival"), "{text}");
}
