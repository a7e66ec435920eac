//! Packages that two sides would sign, where the answer is known in closed form: a price, a price with a clause, risk that is
//! shunned, and a side that sees the world otherwise.

use dealsim::studies::StudyFailure;
use dealsim::studies::negotiation::{Named, Negotiation, Question, Setting, negotiate};
use dealsim::{Files, Memory, Overrides, Settings};
use std::path::Path;
use std::sync::Arc;

/// A good is worth a normal with mean 100 to the buyer, and 0.3 of it to the seller; a clause costs the seller 6 and brings
/// the buyer 10; a broker gets a twentieth of the price.
const DEAL: &str = "\
format = 1
walk_away = \"none.toml\"
time = { start = 2026-01-01, end = 2026-12-31, step = \"year\" }
parties = { buyer = { discount_rate = 0 }, seller = { discount_rate = 0 }, broker = { discount_rate = 0 } }
[inputs]
value = { value = { normal = { mean = 100, sd = 20 } } }
price = { value = 50 }
[terms]
good = { kind = \"lump_sum\", from = \"world\", to = \"buyer\", amount = \"value\", on = 2026-12-31 }
price = { kind = \"lump_sum\", from = \"buyer\", to = \"seller\", amount = \"price\", on = 2026-12-31 }
fee = { kind = \"lump_sum\", from = \"world\", to = \"broker\", amount = \"0.05 * price - 2\", on = 2026-12-31 }
service = { kind = \"lump_sum\", from = \"world\", to = \"buyer\", amount = 10, on = 2026-12-31 }
effort = { kind = \"lump_sum\", from = \"seller\", to = \"world\", amount = 6, on = 2026-12-31 }
";

const NONE: &str = "\
format = 1
time = { start = 2026-01-01, end = 2026-12-31, step = \"year\" }
parties = { buyer = { discount_rate = 0 }, seller = { discount_rate = 0 }, broker = { discount_rate = 0 } }
[inputs]
value = { value = { normal = { mean = 100, sd = 20 } } }
[terms]
use = { kind = \"lump_sum\", from = \"world\", to = \"seller\", amount = \"0.3 * value\", on = 2026-12-31 }
";

/// A price from 0 to 120 and a clause that is kept or not.
const STUDY: &str = "\
study = \"negotiate\"
deal = \"deal.toml\"
between = [\"buyer\", \"seller\"]
simulation = { paths = 4_096, seed = 3 }
[issues]
price = { key = \"inputs.price.value\", range = [0, 120], steps = 13 }
[issues.clause.options]
kept = {}
dropped = { \"terms.service\" = false, \"terms.effort\" = false }
[packages]
offer = { price = 30, clause = \"dropped\" }
";

fn files(study: &str, deal: &str) -> Arc<dyn Files> {
    let memory = Memory::new().with("deal.toml", deal).with("none.toml", NONE);
    Arc::new(memory.with("study.toml", study))
}

fn asked(study: &str, deal: &str) -> Result<Negotiation, StudyFailure> {
    let files = files(study, deal);
    let question = Question::read(&files, Path::new("study.toml"))?;
    negotiate(&files, &Overrides::new(), &question, &Settings::as_written())
}

fn found(study: &str, deal: &str) -> Negotiation {
    asked(study, deal).unwrap_or_else(|failure| panic!("{failure}"))
}

fn named<'n>(negotiation: &'n Negotiation, name: &str) -> &'n Named {
    let found = negotiation.agreement.named.iter().find(|named| named.name == name);
    found.unwrap_or_else(|| panic!("{name} among {:?}", negotiation.agreement.named.len()))
}

fn price(named: &Named) -> f64 {
    match named.terms[0] {
        Setting::Number(price) => price,
        Setting::Option(_) => f64::NAN,
    }
}

/// Whether a price is found to the resolution of the search and four errors of the gain that decides it.
fn near(named: &Named, wanted: f64, factor: f64) {
    let errors = named.view.sides.iter().filter_map(|side| side.gain.standard_error);
    let error = errors.fold(0.0, f64::max);
    let resolution = 10.0 / 64.0;
    let price = price(named);
    assert!((price - wanted).abs() <= resolution + factor * 4.0 * error, "{price} for {wanted}");
}

#[test]
fn a_sum_that_can_be_handed_over_is_halved_with_the_clause_that_makes_it_larger() {
    // With the clause the buyer gains 110 − p, the seller p − 6 − 30: 74 together, 37 each, at a price of 73.
    let found = found(STUDY, DEAL);
    for name in ["Nash", "Kalai-Smorodinsky", "equal gains"] {
        let named = named(&found, name);
        near(named, 73.0, 1.0);
        assert_eq!(named.terms[1], Setting::Option(0), "{name} keeps the clause");
        for side in &named.view.sides {
            let error = side.gain.standard_error.expect("an error");
            let wanted = if std::ptr::eq(side, &named.view.sides[0]) {
                110.0 - price(named)
            } else {
                price(named) - 36.0
            };
            assert!((side.gain.value - wanted).abs() < 4.0 * error + 1e-9, "{name} {side:?}");
        }
        assert!(named.robust());
    }
    // A broker that does not bargain gets 0.05 p − 2 whatever is drawn.
    let broker = named(&found, "Nash").view.others[0].expect("a broker");
    assert!((broker.value - (0.05 * price(named(&found, "Nash")) - 2.0)).abs() < 1e-6);
    // The walk-away of each may improve by all 74 before nothing is left.
    // How far the price may go for it hangs on what the other gains, which has the error of what it is worth on the other half.
    let bound = 4.0 * 20.0 / 2_048.0_f64.sqrt();
    for side in &found.sides {
        let room = side.room.expect("room");
        let error = room.standard_error.expect("an error");
        assert!((room.value - 74.0).abs() < 10.0 / 64.0 + bound + 4.0 * error, "{side:?}");
    }
}

#[test]
fn a_utility_may_have_a_rate_of_its_own() {
    // The seller waits a year for a price of 30, of which a fifth is lost at its rate of 0.25; without the deal it has 0.
    let deal = DEAL.replace("seller = { discount_rate = 0 }", "seller = { discount_rate = 0.25 }");
    let gain = |study: &str| found(study, &deal).scored[0].view.sides[1].money_gain;
    let dear = gain(STUDY);
    let own = format!("{STUDY}[sides.seller]\nutility = {{ discount_rate = 0 }}\n");
    let sure = gain(&own);
    assert!((dear.value + 6.0 - sure.value).abs() < 1e-6, "{dear:?}, {sure:?}");
    let error = sure.standard_error.expect("an error");
    assert!(sure.value.abs() < 4.0 * error && error > 0.05, "30 for 0.3 of 100: {sure:?}");
    let wrong = own.replace("discount_rate = 0 }", "discount_rate = 3 }");
    let failure = asked(&wrong, &deal).expect_err("a rate of 300 %").to_string();
    assert!(failure.contains("the discount rate of seller is no share"), "{failure}");
}

#[test]
fn a_package_without_the_clause_leaves_what_the_clause_makes() {
    let found = found(STUDY, DEAL);
    let offer = &found.scored[0];
    // At 30 without the clause the seller has 30 for 0.3 × 100: it gains about nothing, the buyer 70.
    let seller = offer.view.sides[1].gain;
    assert!(seller.value.abs() < 4.0 * seller.standard_error.expect("an error"));
    // With the clause 4 more are made: the buyer may have them where the seller is paid its 6, and the other way round.
    for side in 0..2 {
        let more = offer.left.iter().find(|more| more.side == side).expect("something is left");
        assert!((more.money - 4.0).abs() < 10.0 / 64.0 + 1e-6, "{more:?}");
        assert_eq!(more.terms[1], Setting::Option(0));
    }
    let short = STUDY.replace("price = 30", "price = 20");
    let found = asked(&short, DEAL).unwrap_or_else(|failure| panic!("{failure}"));
    let offer = &found.scored[0];
    assert!(offer.efficiency.is_none());
    let [need] = &offer.needs[..] else { panic!("{:?}", offer.needs) };
    // The seller needs what it is short of, in price, with the error of what it is worth to it: 0.3 × 20 / √2048.
    let error = need.change.standard_error.expect("an error");
    assert!((error - 0.3 * 20.0 / 2_048.0_f64.sqrt()).abs() < 0.05 * error);
    assert!((need.side, need.issue) == (1, 0) && (need.change.value - 10.0).abs() < 4.0 * error);
    assert!(
        found.terminal(120, false).contains("more of price to be as well off"),
        "{}",
        found.terminal(120, false)
    );
}

#[test]
fn whoever_shuns_risk_wants_more_for_it_and_gets_less_at_the_end() {
    // The buyer has CARA utility of a normal: a certain 110 − p − a σ²/2 with a = 0.02, so 4 less to share.
    let shy = format!("{STUDY}[sides.buyer]\nutility = {{ cara = 0.02 }}\n");
    let found = found(&shy, DEAL);
    let equal = named(&found, "equal gains");
    near(equal, 71.0, 2.0);
    let buyer = &equal.view.sides[0];
    let wanted = 110.0 - price(equal) - 0.02 * 400.0 / 2.0;
    let error = buyer.money_gain.standard_error.expect("an error");
    assert!((buyer.money_gain.value - wanted).abs() < 4.0 * error, "{buyer:?} {wanted}");
    // Nash maximises (1 − exp(−a (106 − p))) (p − 36): with a risk-averse buyer the seller gets more than half.
    let product =
        |price: f64| (1.0 - dealsim::lane::math::exp(-0.02 * (106.0 - price))) * (price - 36.0);
    let best = (3_600..10_600)
        .map(|cents| f64::from(cents) / 100.0)
        .max_by(|left, right| product(*left).total_cmp(&product(*right)))
        .expect("a price");
    near(named(&found, "Nash"), best, 2.0);
    assert!(best > 73.5, "{best}");
}

#[test]
fn a_side_that_sees_more_in_the_deal_pays_more() {
    // The buyer believes in 120: Nash halves 94, at a price of 83; sums stay those of the base world.
    let deal = format!(
        "{DEAL}[beliefs.buyer]\ninputs.value.value = {{ normal = {{ mean = 120, sd = 20 }} }}\n"
    );
    let found = found(STUDY, &deal);
    assert!(found.believed);
    near(named(&found, "Nash"), 83.0, 1.0);
    let nash = named(&found, "Nash");
    let sum: f64 = nash.view.sides.iter().map(|side| side.certain_in_base).sum();
    let error = nash.view.sides[0].gain.standard_error.expect("an error");
    assert!((sum - (110.0 - 6.0)).abs() < 4.0 * error, "{sum}");
}

#[test]
fn a_coin_is_tossed_where_a_thing_cannot_be_parted() {
    // Either the buyer pays 40 or 100, nothing between: gains (70, 4) and (10, 64). The line between them has Nash in its
    // middle: a fair coin with 40 and 34.
    let study = STUDY
        .replace("range = [0, 120], steps = 13", "options = [40, 100]")
        .replace("[packages]\noffer = { price = 30, clause = \"dropped\" }\n", "");
    let study = study.replace("between", "lotteries = true\nrounds = { round = \"a month\", first = \"seller\", patience = { buyer = 0.5, seller = 0.5 } }\nbetween");
    let found = found(&study, DEAL);
    let coin = &found.agreement.coins[0];
    // On the line u1 + u2 = 74, half of it each: gains of 37 mean a price of 73, which is 0.55 of the way.
    assert!((coin.chance - 0.55).abs() < 0.02 || (coin.chance - 0.45).abs() < 0.02, "{coin:?}");
    // Chosen on one half and told from the other: the errors of both.
    let bound = 4.0 * (2.0_f64 / 2_048.0).sqrt() * 20.0;
    assert!(coin.gains.iter().all(|gain| (gain - 37.0).abs() < bound), "{coin:?}");
    let talked = found.agreement.talked.as_ref().expect("talks");
    // All that is there: 104 with the clause. Half is left after a round, the seller is first: 2/3 of 104 for it, but no more
    // than 100 − 6; the buyer's half-third is what is left.
    let seller = talked.offers[1].gains[1] + 30.0;
    assert!((seller - 104.0 * 2.0 / 3.0).abs() < bound, "{talked:?}");
    assert_eq!((talked.first, talked.walk_away_binds), (1, [false, false]));
}

#[test]
fn an_empty_zone_says_how_much_is_missing() {
    let (study, _) = STUDY.split_once("[packages]").expect("packages");
    let study = study.replace("[0, 120]", "[0, 20]");
    let found = found(&study, DEAL);
    assert!(found.agreement.named.is_empty() && found.zone() == 0);
    let text = found.terminal(120, false);
    assert!(text.contains("No package of"), "{text}");
    found.packages_table().and(found.solutions_table()).and(found.sides_table()).expect("tables");
}

#[test]
fn packages_are_chosen_on_one_half_of_the_paths_and_told_from_the_other() {
    let found = found(STUDY, DEAL);
    let nash = named(&found, "Nash");
    assert_eq!(nash.view.paths, 2_048);
    let looked = found.packages.iter().find(|package| !package.refined).expect("one at least");
    assert_eq!(looked.view.paths, 512);
    // The standard error is that of half of the paths: 20 / √2048.
    let error = nash.view.sides[0].gain.standard_error.expect("an error");
    let wanted = (1.0 + 0.0) * 20.0 / 2_048.0_f64.sqrt();
    assert!((error - wanted).abs() < 0.05 * wanted, "{error} {wanted}");
}

#[test]
fn halves_of_every_sampler_are_independent_and_agree() {
    for sampler in ["random", "antithetic", "sobol"] {
        let line = format!("simulation = {{ sampler = \"{sampler}\" }}\n");
        let deal = DEAL.replace("[inputs]", &format!("{line}[inputs]"));
        let none = NONE.replace("[inputs]", &format!("{line}[inputs]"));
        let memory = Memory::new().with("deal.toml", deal).with("none.toml", none);
        let files: Arc<dyn Files> = Arc::new(memory.with("study.toml", STUDY));
        let question = Question::read(&files, Path::new("study.toml")).expect("a question");
        let found = negotiate(&files, &Overrides::new(), &question, &Settings::as_written())
            .unwrap_or_else(|failure| panic!("{failure}"));
        let buyer = &named(&found, "Nash").view.sides[0];
        let error = buyer.gain.standard_error.expect("an error");
        let wanted = 110.0 - price(named(&found, "Nash"));
        assert!((buyer.gain.value - wanted).abs() < 5.0 * error + 1e-9, "{sampler} {buyer:?}");
        let plain = 20.0 / 2_048.0_f64.sqrt();
        let bound = if sampler == "random" { 1.1 * plain } else { 0.5 * plain };
        assert!(error < bound, "{sampler}: {error}");
    }
}

#[test]
fn what_is_wrong_with_a_study_is_said_at_its_place() {
    for (from, to, wanted) in [
        ("deal = \"deal.toml\"\n", "", "does not say which deal"),
        ("range = [0, 120]", "range = [120, 0]", "ends below its beginning"),
        ("range = [0, 120], steps = 13", "rangee = [0, 120]", "did you mean `range`?"),
        (
            "price = 30, clause = \"dropped\"",
            "price = 300, clause = \"dropped\"",
            "price cannot be that",
        ),
        ("price = 30, clause = \"dropped\"", "price = 30", "does not say what clause is"),
        ("[packages]", "[sides.buyer]\nutility = { cara = -1 }\n[packages]", "utility of buyer"),
    ] {
        let study = STUDY.replace(from, to);
        assert_ne!(study, STUDY, "{from}");
        let failure = asked(&study, DEAL).map(|_| ()).expect_err(wanted).to_string();
        assert!(failure.contains(wanted) && failure.contains("study.toml:"), "{failure}");
    }
    let study = STUDY.replace("\"seller\"]", "\"sailor\"]");
    let failure = asked(&study, DEAL).map(|_| ()).expect_err("no such side").to_string();
    assert!(failure.contains("`sailor`") && failure.contains("buyer, seller"), "{failure}");
}

#[test]
fn the_study_of_the_page_runs_on_the_flagship() {
    let page =
        std::fs::read_to_string(crate::support::path("docs/negotiation.md")).expect("the page");
    let (_, after) = page.split_once("<!-- study -->\n```toml\n").expect("a study");
    let (study, _) = after.split_once("```").expect("its end");
    let folder = crate::support::path("scenarios/microsoft-openai");
    let here = folder.display().to_string().replace('\\', "/");
    let study = study
        .replace("\"restructured.toml\"", &format!("\"{here}/restructured.toml\""))
        .replace("\"talks-fail.toml\"", &format!("\"{here}/talks-fail.toml\""))
        .replace("20_000", "256")
        .replace("steps = 9", "steps = 2")
        .replace("[0.05, 0.12, 0.20]", "[0.12, 0.20]");
    let place = tempfile::tempdir().expect("a folder");
    let file = place.path().join("study.toml");
    std::fs::write(&file, study).expect("a file");
    let files: Arc<dyn Files> = Arc::new(dealsim::Disk);
    let question = Question::read(&files, &file).unwrap_or_else(|failure| panic!("{failure}"));
    let found = negotiate(&files, &Overrides::new(), &question, &Settings::as_written())
        .unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(
        found.packages.iter().filter(|one| !one.view.sides.is_empty()).count(),
        found.packages.len()
    );
    assert!(found.packages.len() >= 8 && found.scored.len() == 1);
    let text = found.terminal(120, true);
    assert!(text.is_ascii() && text.contains("`offer`"), "{text}");
    // The first line names the files, however deep they lie.
    assert!(text.lines().skip(1).all(|line| line.len() < 200), "{text}");
}
