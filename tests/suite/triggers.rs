//! What an event triggers: closed forms of its chances, of what it takes from whom, and of a cap that is used up before it.

use dealsim::statistics::Measure;
use dealsim::studies::{StudyFailure, Trigger, TriggerSide, trigger};
use dealsim::{Files, Memory, Overrides, Settings};
use libm::{exp, log};
use std::path::Path;
use std::sync::Arc;

/// Ten a year to the seller until the end comes at a hazard of 0.2, or another one at 0.1, over ten years; the seller
/// discounts at 5 % a year.
const DEAL: &str = "\
format = 1
time = { start = 2026-01-01, end = 2036-01-01, step = \"month\" }
parties = { buyer = { discount_rate = 0 }, seller = { discount_rate = 0.05 } }
[events.stop]
hazard = 0.2
[events.lapse]
hazard = 0.1
[terms.rent]
kind = \"formula_flow\"
from = \"buyer\"
to = \"seller\"
amount = 10
ends = [\"stop\", \"lapse\"]
";

fn found_with(text: &str, event: &str, settings: &Settings) -> Result<Trigger, StudyFailure> {
    let memory: Arc<dyn Files> = Arc::new(Memory::new().with("deal.toml", text.to_owned()));
    trigger(&memory, Path::new("deal.toml"), event, &Overrides::new(), settings)
}

fn found(text: &str) -> Trigger {
    found_with(text, "stop", &Settings::paths(20_000)).expect("a study")
}

fn close(found: Measure, wanted: f64) {
    let error = found.standard_error.expect("an error");
    assert!((found.value - wanted).abs() < 4.0 * error + 1e-9, "{found:?}, not {wanted}");
}

fn side(found: &Trigger, name: &str) -> TriggerSide {
    let place = found.sides.iter().position(|(known, _)| known == name).expect("a side");
    found.found[place].expect("it is there")
}

/// The chance that a hazard strikes within some years before another one does.
fn first_of(hazard: f64, other: f64, years: f64) -> f64 {
    hazard / (hazard + other) * (1.0 - exp(-(hazard + other) * years))
}

/// The mean of ten a year while two hazards, or the force of interest, leave something of it.
fn annuity(force: f64) -> f64 {
    10.0 / force * (1.0 - exp(-10.0 * force))
}

#[test]
fn chances_are_those_of_two_hazards_in_a_race() {
    let found = found(DEAL);
    for by in &found.dates {
        let years = f64::from(by.date.year() - 2026) + f64::from(by.date.month() - 1) / 12.0;
        close(by.happened, 1.0 - exp(-0.2 * years));
        close(by.within.expect("another end"), first_of(0.2, 0.1, years));
        assert!(by.before_cap.is_none());
    }
    let clause = &found.clauses[0];
    close(clause.other_end.expect("another end"), 1.0 - exp(-1.0));
    close(clause.within, first_of(0.2, 0.1, 10.0));
    assert_eq!((clause.used_up, clause.before_both), (None, clause.within));
}

#[test]
fn a_contract_with_and_without_it_differs_by_two_annuities() {
    let found = found(DEAL);
    let (buyer, seller) = (side(&found, "buyer"), side(&found, "seller"));
    close(buyer.with, -annuity(0.3));
    close(buyer.without, -annuity(0.1));
    close(buyer.difference, annuity(0.1) - annuity(0.3));
    // What is paid within a month is dated at its close, half a month late on average.
    let late = 1.0 / (1.0 + 0.05 / 24.0);
    let force = log(1.05);
    close(seller.difference, (annuity(0.3 + force) - annuity(0.1 + force)) * late);
    // Path by path on the same draws: nothing moves where it does not happen, so that all of it is moved where it does.
    let triggered = buyer.triggered.expect("it happens");
    let chance = found.by_end().expect("dates").happened.value;
    assert!((triggered.forcing.value * chance - buyer.difference.value).abs() < 1e-9);
    // The buyer discounts at nothing: at any time it is the same.
    let later = triggered.later.expect("one rate");
    assert_eq!(later.difference.value.to_bits(), triggered.forcing.value.to_bits());
    assert!((later.with.value - later.never.value - later.difference.value).abs() < 1e-9);
}

#[test]
fn later_flows_are_valued_at_the_time_of_the_event() {
    // Without another end, what is left at a time t is an annuity of what is left of the ten years.
    let text = DEAL.replace("ends = [\"stop\", \"lapse\"]", "ends = \"stop\"");
    let text = text.replace("[events.lapse]\nhazard = 0.1\n", "");
    let found = found(&text);
    let force = log(1.05);
    let chance = 1.0 - exp(-2.0);
    // E[10 (1 − e^(−δ (10 − T))) / δ; T < 10], T exponential.
    let grown = 0.2 / (0.2 - force) * (exp(-10.0 * force) - exp(-2.0));
    let lost = 10.0 / force * (chance - grown) / chance;
    let later = side(&found, "seller").triggered.and_then(|one| one.later).expect("one rate");
    let late = 1.0 / (1.0 + 0.05 / 24.0);
    close(later.difference, -lost * late);
    assert!(found.dates.iter().all(|by| by.within.is_none()));
    assert_eq!(found.clauses[0].other_end, None);
}

#[test]
fn conditioning_is_not_forcing() {
    // The event does nothing, but where it strikes early so does the cause that ends the payment.
    let text =
        DEAL.replace("[events.stop]\nhazard = 0.2\n", "[events.stop]\nany_of = [\"lapse\"]\n");
    let found = found(&text);
    let buyer = side(&found, "buyer");
    let triggered = buyer.triggered.expect("it happens");
    // Its cause is not kept from happening, so the payment ends all the same.
    assert_eq!((buyer.difference.value, triggered.forcing.value), (0.0, 0.0));
    // On the paths with it ten a year are paid until it comes, on others for ten years.
    let until = (annuity(0.1) - 100.0 * exp(-1.0)) / (1.0 - exp(-1.0));
    close(triggered.conditioning.expect("other paths"), 100.0 - until);
    assert!(found.terminal(120, true).contains("conditioning"));
}

#[test]
fn a_cap_is_used_up_when_what_is_due_reaches_it() {
    // Ten a year reach 25 after two years and a half, whatever the event does.
    let found = found(&format!("{DEAL}cap = 25\n").replace(", \"lapse\"", ""));
    let clause = &found.clauses[0];
    close(clause.before_cap.expect("a cap"), 1.0 - exp(-0.5));
    let used_up = clause.used_up.expect("a cap");
    assert_eq!(used_up.value, 1.0);
    assert_eq!(clause.before_both, clause.before_cap.expect("a cap"));
    close(found.by_end().expect("dates").before_cap.expect("a cap"), 1.0 - exp(-0.5));
    // Within a period it is reached in a straight line: at 2.55 years of a grid of years just as well.
    let yearly = DEAL.replace("step = \"month\"", "step = \"year\"");
    let yearly = format!("{yearly}cap = 25.5\n").replace(", \"lapse\"", "");
    let found = found_with(&yearly, "stop", &Settings::paths(20_000)).expect("a study");
    close(found.clauses[0].before_cap.expect("a cap"), 1.0 - exp(-0.51));
}

#[test]
fn clauses_are_found_that_name_it_by_another_event() {
    let text = DEAL.replace("\"stop\", \"lapse\"", "\"either\", 2030-12-31")
        + "[events.either]\nany_of = [\"stop\", \"lapse\"]\n\
           [terms.fee]\nkind = \"lump_sum\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 1\non = 2026-06-30\n";
    let found = found(&text);
    let paths: Vec<&str> = found.clauses.iter().map(|clause| clause.path.as_str()).collect();
    assert_eq!(paths, ["terms.rent"]);
    // What else ends it is the other event of the two, or the day, whichever comes first.
    close(found.clauses[0].within, first_of(0.2, 0.1, 5.0));
    assert_eq!(found.clauses[0].other_end.map(|one| one.value), Some(1.0));
    assert!(found.ends_on.is_none());
    let text = text.replace("any_of = [\"stop\", \"lapse\"]", "any_of = [\"stop\"]");
    let found = found_with(&text, "stop", &Settings::paths(640)).expect("a study");
    assert_eq!(found.ends_on.map(|day| day.to_string()).as_deref(), Some("2030-12-31"));
}

#[test]
fn titles_say_the_numbers_that_are_found() {
    let found = found(DEAL);
    let by_end = found.by_end().expect("dates");
    let said = found.terminal(120, true);
    assert!(said.is_ascii() && said.contains("hastening it is not worked out"), "{said}");
    let percent = |measure: Measure| format!("{:.0}", 100.0 * measure.value);
    let pictures = found.pictures();
    let title = &pictures[0].caption.title;
    assert!(title.contains("by Dec 2035, "), "{title}");
    assert!(title.contains(&percent(by_end.happened)), "{title}");
    assert!(title.contains(&percent(by_end.within.expect("another end"))), "{title}");
    let title = &pictures[1].caption.title;
    let forcing = side(&found, "buyer").triggered.expect("it happens").forcing.value;
    assert!(title.contains(&format!("{forcing:.1} more for Buyer")), "{title}");
    assert!(title.contains("less for Seller"), "{title}");
}

#[test]
fn what_cannot_be_forced_is_refused_and_what_never_happens_is_absent() {
    let refused = |event: &str| {
        found_with(DEAL, event, &Settings::paths(64)).expect_err("refused").to_string()
    };
    assert!(refused("stopp").contains("did you mean `stop`?"));
    assert!(refused("zzz").contains("there are stop, lapse") || refused("zzz").contains("did you"));
    let text = DEAL.replace("[events.stop]\nhazard = 0.2", "[events.stop]\nhazard = 0");
    let found = found(&text);
    assert!(side(&found, "buyer").triggered.is_none());
    assert_eq!(side(&found, "buyer").difference.value, 0.0);
    assert_eq!(found.pictures().len(), 1);
}
