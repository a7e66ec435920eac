//! What clauses are worth: differences of closed forms, sums that hold to the last bit, and clauses that go together.

use dealsim::statistics::Measure;
use dealsim::studies::{StudyFailure, Worth, worth};
use dealsim::{Files, Memory, Overrides, Settings};
use libm::exp;
use std::path::Path;
use std::sync::Arc;

const WORLD: &str = "\
format = 1
money = \"USD M\"
time = { start = 2026-01-01, end = 2035-12-31, step = \"year\" }
parties = { buyer = { discount_rate = 0 }, seller = { discount_rate = 0 } }
";

/// Ten a year until a default that comes at a rate of a fifth a year, a price that is drawn, and a bonus on the price.
const DEAL: &str = "\
[inputs]
price = { value = { uniform = [2, 6] } }
[events.default]
hazard = 0.2
[terms.rent]
kind = \"formula_flow\"
from = \"buyer\"
to = \"seller\"
amount = 10
ends = \"default\"
[terms.sale]
kind = \"lump_sum\"
from = \"buyer\"
to = \"seller\"
amount = \"price\"
on = 2026-12-31
";

fn try_worth(text: &str, paths: u64) -> Result<Worth, StudyFailure> {
    let files: Arc<dyn Files> = Arc::new(Memory::new().with("deal.toml", format!("{WORLD}{text}")));
    worth(&files, Path::new("deal.toml"), &Overrides::new(), &Settings::paths(paths))
}

fn valued(text: &str) -> Worth {
    try_worth(text, 16_384).unwrap_or_else(|failure| panic!("{failure}"))
}

/// What a clause is worth to the seller, and what it moved.
fn of_seller(worth: &Worth, path: &str) -> (Measure, Option<Measure>) {
    let side = worth.sides.iter().position(|(name, _)| name == "seller").expect("a side");
    let clause = worth.clauses.iter().find(|clause| clause.path == path).expect("a clause");
    (clause.pairs[side].as_ref().expect("a pair").difference, clause.moved[side])
}

fn close(found: Measure, wanted: f64) {
    let error = found.standard_error.expect("an error");
    assert!((found.value - wanted).abs() < 4.0 * error, "{found:?}, not {wanted}");
}

#[test]
fn a_clause_is_worth_the_difference_of_closed_forms() {
    let worth = valued(DEAL);
    // A hazard λ leaves ∫ 10 exp(-λt) dt over ten years of the rent.
    let rent = 10.0 / 0.2 * (1.0 - exp(-2.0));
    let (value, moved) = of_seller(&worth, "terms.rent");
    close(value, rent);
    assert_eq!(moved.expect("it moves").value.to_bits(), value.value.to_bits());
    close(of_seller(&worth, "terms.sale").0, 4.0);
    // Nothing moves under the event, and without it the rent is paid to the end.
    let (value, moved) = of_seller(&worth, "events.default");
    assert!(moved.is_none());
    close(value, rent - 100.0);
    let shares = worth.clauses[2].pairs[1].as_ref().expect("a pair").shares;
    close(shares.worse, 1.0 - exp(-2.0));
    assert_eq!(shares.better.value, 0.0);
}

#[test]
fn clauses_that_do_not_meet_add_up_and_others_leave_a_rest() {
    let worth = valued(DEAL);
    let bridge = worth.bridges[1].as_ref().expect("a bridge");
    assert_eq!((bridge.interaction, bridge.end), (0.0, 0.0));
    assert_eq!(bridge.sum().to_bits(), bridge.end.to_bits());
    // Each of two rents ends the other: together they are worth more than the sum of each alone by what both lose.
    let both = format!(
        "{DEAL}[events.enough]\nthreshold = \"total(sale) >= 3\"\n[terms.late]\nkind = \"lump_sum\"\n\
         from = \"buyer\"\nto = \"seller\"\namount = 5\non = 2030-12-31\nunless = \"enough\"\n"
    );
    let worth = valued(&both);
    let bridge = worth.bridges[1].as_ref().expect("a bridge");
    assert_eq!(bridge.sum().to_bits(), bridge.end.to_bits());
    // With the sale goes the event that reads it, and the late payment stays: it is then paid on every path.
    let sale = worth.clauses.iter().find(|clause| clause.path == "terms.sale").expect("a clause");
    assert_eq!(sale.with, ["events.enough"]);
    // The price is 3 or more on three paths of four, on which the late payment is lost.
    close(of_seller(&worth, "terms.sale").0, 4.0 - 5.0 * 0.75);
    close(of_seller(&worth, "terms.late").0, 5.0 * 0.25);
    // All: price and a quarter of the late payment. Alone they are worth 0.25 and 1.25, so together 3.75 more.
    let rest = Measure { value: -bridge.interaction, ..of_seller(&worth, "terms.sale").0 };
    close(rest, 4.0 + 1.25 - 0.25 - 1.25);
}

#[test]
fn what_names_a_clause_goes_with_it_or_keeps_it() {
    let named = format!(
        "{DEAL}[terms.bonus]\nkind = \"lump_sum\"\nfrom = \"buyer\"\nto = \"seller\"\n\
         amount = \"0.5 * total(sale)\"\non = 2027-12-31\n"
    );
    let worth = valued(&named);
    let sale = worth.clauses.iter().find(|clause| clause.path == "terms.sale").expect("a clause");
    assert_eq!(sale.with, ["terms.bonus"]);
    close(of_seller(&worth, "terms.sale").0, 6.0);
    close(of_seller(&worth, "terms.bonus").0, 2.0);
    let read = format!("{DEAL}[drivers.paid]\nformula = \"total(sale)\"\n");
    let worth = valued(&read);
    assert_eq!(worth.kept[0].path, "terms.sale");
    assert!(worth.kept[0].why.contains("drivers.paid reads it"), "{:?}", worth.kept);
    assert!(matches!(try_worth("", 64), Err(StudyFailure::Refused(_) | StudyFailure::Wrong(_))));
}

#[test]
fn what_sides_believe_moves_no_worth() {
    let believing = format!("{DEAL}[beliefs.seller]\nevents.default.hazard = 0.5\n");
    let (plain, believing) = (valued(DEAL), valued(&believing));
    for path in ["terms.rent", "events.default"] {
        assert_eq!(of_seller(&plain, path), of_seller(&believing, path));
    }
}

#[test]
fn the_tables_say_what_the_study_found() {
    let worth = valued(DEAL);
    let csv = |table: dealsim::Table| {
        String::from_utf8(table.to_csv().expect("a table")).expect("a text")
    };
    let table = csv(worth.worth_table().expect("a table"));
    assert!(table.contains("\nterms.rent,") && table.contains("\nevents.default,"), "{table}");
    assert!(table.contains("\ninteraction,,seller,0"), "{table}");
    let moved = csv(worth.moved_table().expect("a table"));
    assert!(moved.contains("\nterms.sale,") && !moved.contains("events."), "{moved}");
    let shown = worth.terminal(120, true);
    assert!(
        shown.contains("all clauses") && shown.contains("can happen") && shown.is_ascii(),
        "{shown}"
    );
}
