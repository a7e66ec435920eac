//! The alternative of both sides, the event that makes a deal, and bands of fixed numbers: read, or refused with a way out.

use crate::support::{findings, read};

const BASE: &str = "\
format = 1
time = { start = 2026-01-01, end = 2027-12-31, step = \"year\" }
parties = { a = { discount_rate = 0 }, b = { discount_rate = 0 } }
[events.closing]
chance = { probability = 0.5, by = 2026-06-30 }
[events.slump]
hazard = 0.1
[terms.fee]
kind = \"lump_sum\"
from = \"a\"
to = \"b\"
amount = { value = 3, BAND }
on = \"closing\"
";

/// The base file with keys at its top and a band beside its amount.
fn scenario(top: &str, band: &str) -> String {
    format!("{top}\n{BASE}").replace("BAND", band)
}

fn said(top: &str, band: &str) -> String {
    let text = scenario(top, band);
    findings(&read(&[("deal.toml", &text), ("no-deal.toml", &scenario("", "note = \"\""))], &[]))
}

#[test]
fn a_file_names_its_alternative_and_its_signing() {
    let text = scenario(
        "walk_away = \"../no-deal.toml\"\nsigning = \"closing\"",
        "band = [2, \"5\"], confidence = \"assumed\"",
    );
    let none = scenario("", "note = \"\"");
    let loaded = read(&[("deals/deal.toml", &text), ("no-deal.toml", &none)], &[]);
    let model = loaded.model.as_ref().unwrap_or_else(|| panic!("{}", findings(&loaded)));
    let alternative = model.walk_away.as_deref().expect("an alternative");
    assert_eq!(alternative, std::path::Path::new("deals/../no-deal.toml"));
    assert_eq!(model.signing.as_ref().expect("a signing").event, "closing");
    let [band] = &model.bands[..] else { panic!("{:?}", model.bands) };
    assert_eq!(
        (band.path.as_str(), band.value, band.low, band.high),
        ("terms.fee.amount", 3.0, 2.0, 5.0)
    );
}

#[test]
fn what_a_file_below_said_is_taken_out() {
    let below = scenario("walk_away = \"no-deal.toml\"\nsigning = \"closing\"", "note = \"\"");
    let none = scenario("", "note = \"\"");
    let over = "extends = \"below.toml\"\nwalk_away = false\nsigning = false\n";
    let files =
        [("over.toml", over), ("below.toml", below.as_str()), ("no-deal.toml", none.as_str())];
    let loaded = read(&files, &[]);
    let model = loaded.model.as_ref().unwrap_or_else(|| panic!("{}", findings(&loaded)));
    assert!(model.walk_away.is_none() && model.signing.is_none());
}

#[test]
fn what_cannot_be_meant_is_told_with_a_way_out() {
    for (top, band, words) in [
        ("walk_away = \"nothing.toml\"", "note = \"\"", "`nothing.toml` cannot be read"),
        ("walk_away = 3", "note = \"\"", "`walk_away` takes the name of a scenario file"),
        ("signing = \"closin\"", "note = \"\"", "did you mean `closing`?"),
        ("signing = \"slump\"", "note = \"\"", "signing = { event = \"slump\", on = DATE }"),
        ("signing = { event = \"slump\", on = \"soon\" }", "note = \"\"", "`on` takes a date"),
        ("", "band = [2]", "takes two numbers"),
        ("", "band = [5, 2]", "write the lower one first: [2, 5]"),
        ("", "band = [4, 5]", "does not hold 3"),
    ] {
        let said = said(top, band);
        assert!(said.contains(words), "{top} {band}:\n{said}");
        assert_eq!(said.matches("error[").count(), 1, "{said}");
    }
    assert_eq!(said("signing = { event = \"slump\", on = 2026-03-31 }", "note = \"\""), "");
    let drawn =
        BASE.replace("{ value = 3, BAND }", "{ value = { uniform = [1, 2] }, band = [1, 2] }");
    let said = findings(&read(&[("deal.toml", &drawn)], &[]));
    assert!(said.contains("is no fixed number"), "{said}");
}
