//! The worlds that break a deal: a box that was planted in its inputs, the paths that did not choose it, outcomes and bands.

use dealsim::studies::{Source, StudyFailure, Worlds, WorldsAsked, worlds};
use dealsim::{Files, Memory, Overrides, Settings};
use std::path::Path;
use std::sync::Arc;

const HEAD: &str = "\
format = 1
time = { start = 2026-01-01, end = 2029-12-31, step = \"year\" }
parties = { buyer = { discount_rate = 0 }, seller = { discount_rate = 0 } }
";

/// A deal that pays the buyer what a formula says, on five uniform inputs.
fn deal(formula: &str, more: &str) -> String {
    let inputs: String = ["a", "b", "c", "d", "e"]
        .map(|name| format!("{name} = {{ value = {{ uniform = [0, 10] }} }}\n"))
        .concat();
    format!(
        "{HEAD}{more}\n[inputs]\n{inputs}[terms.good]\nkind = \"lump_sum\"\nfrom = \"world\"\nto = \"buyer\"\namount = \"{formula}\"\non = 2026-12-31\n"
    )
}

fn try_found(
    text: &str,
    asked: &WorldsAsked<'_>,
    settings: &Settings,
) -> Result<Worlds, StudyFailure> {
    let other = deal("2 * a", "");
    let memory = Memory::new().with("deal.toml", text).with("other.toml", other);
    let files: Arc<dyn Files> = Arc::new(memory);
    worlds(&files, Path::new("deal.toml"), &Overrides::new(), asked, settings)
}

const OF_BUYER: WorldsAsked<'static> =
    WorldsAsked { side: "buyer", below: 0.0, against: None, outcomes: &[] };

fn found(text: &str, asked: &WorldsAsked<'_>) -> Worlds {
    try_found(text, asked, &Settings::paths(10_000)).unwrap_or_else(|failure| panic!("{failure}"))
}

/// For each range its name and the levels of its limits.
fn ranges(found: &Worlds) -> Vec<(String, [Option<f64>; 2])> {
    let region = found.found.as_ref().expect("a box");
    let mut ranges: Vec<_> = region
        .ranges
        .iter()
        .map(|range| {
            let name = found.candidates[range.candidate].path.clone();
            (name, [range.low, range.high].map(|limit| limit.map(|limit| limit.level)))
        })
        .collect();
    ranges.sort_by(|one, other| one.0.cmp(&other.0));
    ranges
}

/// Names and levels are those that were planted, within five percentile points.
fn planted(found: &Worlds, wanted: &[(&str, [Option<f64>; 2])]) {
    let ranges = ranges(found);
    assert_eq!(ranges.len(), wanted.len(), "{ranges:?}");
    for ((name, levels), (wanted_name, wanted)) in ranges.iter().zip(wanted) {
        assert_eq!(name, wanted_name);
        for (level, wanted) in levels.iter().zip(wanted) {
            match (level, wanted) {
                (Some(level), Some(wanted)) => assert!((level - wanted).abs() < 0.05, "{ranges:?}"),
                _ => assert_eq!(level, wanted, "{ranges:?}"),
            }
        }
    }
}

#[test]
fn a_box_that_was_planted_in_a_deal_is_found_and_nothing_else() {
    let text = deal("if(a < 3 and b > 2 and b < 8, -1, 1)", "");
    let found = found(&text, &OF_BUYER);
    planted(&found, &[("inputs.a", [None, Some(0.3)]), ("inputs.b", [Some(0.2), Some(0.8)])]);
    let region = found.found.as_ref().expect("a box");
    assert!((found.bad.value - 0.18).abs() < 4.0 * found.bad.standard_error.expect("an error"));
    assert!(region.density.value > 0.98 && region.coverage.value > 0.98, "{region:?}");
    let limits = region.ranges.iter().flat_map(|range| [range.low, range.high]).flatten();
    for limit in limits {
        assert!(limit.chance < 1e-6 && limit.density_without < 0.95, "{limit:?}");
    }
    let said = found.sentence();
    assert!(said.contains("a is at most 2.99") && said.contains("b is from "), "{said}");
}

#[test]
fn half_of_the_paths_choose_and_the_other_half_judges() {
    // Bad on nine paths of ten where a is low, and on one of ten elsewhere: coverage and density have closed forms.
    let text = deal("if(if(a < 4, b < 9, b < 1), -1, 1)", "");
    let found = found(&text, &OF_BUYER);
    let region = found.found.as_ref().expect("a box");
    let held = |measure: dealsim::statistics::Measure, wanted: f64| {
        let error = measure.standard_error.expect("an error");
        // The limits lie within a percentile point of the true ones.
        assert!((measure.value - wanted).abs() < 4.0 * error + 0.02, "{measure:?} {wanted}");
    };
    // The box has b too, up to 9: within a < 4 all of it is bad.
    planted(&found, &[("inputs.a", [None, Some(0.4)]), ("inputs.b", [None, Some(0.9)])]);
    held(region.density, 1.0);
    held(region.coverage, 0.36 / 0.42);
    assert_eq!(region.mass.count, 5_000);
    for sampler in ["antithetic", "sobol"] {
        let text = format!("simulation = {{ sampler = \"{sampler}\", paths = 10_240 }}\n{text}");
        let found = try_found(&text, &OF_BUYER, &Settings::as_written()).expect("a study");
        let region = found.found.as_ref().expect("a box");
        held(region.coverage, 0.36 / 0.42);
        assert_eq!(region.mass.count, 5_120);
    }
}

#[test]
fn a_deal_is_held_against_another_on_the_same_paths() {
    // Worse than 2a where it pays a and e exceeds 7: by the path, not by the distribution.
    let text = deal("if(e > 7, a, 3 * a)", "");
    let against = WorldsAsked { against: Some(Path::new("other.toml")), ..OF_BUYER };
    let found = found(&text, &against);
    planted(&found, &[("inputs.e", [Some(0.7), None])]);
    assert!(
        found.sentence().starts_with("Less for Buyer than under other.toml"),
        "{}",
        found.sentence()
    );
}

#[test]
fn outcomes_are_limited_on_request_and_marked() {
    let more = "[drivers.sales]\nprocess = \"geometric_brownian\"\nstart = 100\nvolatility = 0.3\n[events.rival]\nhazard = 0.2\n";
    let text = deal("1", more).replace(
        "on = 2026-12-31",
        "on = 2029-12-31\nunless = \"rival\"\n[terms.cost]\nkind = \"lump_sum\"\nfrom = \"buyer\"\nto = \"world\"\namount = 0.5\non = 2026-12-31",
    );
    let outcomes = ["rival".to_owned(), "sales@2027-12-31".to_owned()];
    let asked = WorldsAsked { outcomes: &outcomes, ..OF_BUYER };
    let found = found(&text, &asked);
    let region = found.found.as_ref().expect("a box");
    assert_eq!(region.ranges.len(), 1);
    let candidate = &found.candidates[region.ranges[0].candidate];
    assert_eq!((candidate.path.as_str(), &candidate.source), ("events.rival", &Source::Event));
    assert!(found.sentence().contains("Rival happens by 2029-"), "{}", found.sentence());
    assert_eq!((region.coverage.value, region.density.value), (1.0, 1.0));
    let unknown = ["sale@2027-12-31".to_owned()];
    let failure =
        try_found(&text, &WorldsAsked { outcomes: &unknown, ..OF_BUYER }, &Settings::paths(640));
    assert!(failure.expect_err("no driver").to_string().contains("did you mean `sales`?"));
}

#[test]
fn what_is_assumed_enters_through_its_band() {
    let text = deal("if(margin > 0.75, -1, 1)", "");
    let margin = "[inputs]\nmargin = { value = 0.5, band = [0, 1], confidence = \"assumed\" }\n";
    let found = found(&text.replace("[inputs]\n", margin), &OF_BUYER);
    planted(&found, &[("inputs.margin", [Some(0.75), None])]);
    assert_eq!(found.candidates.iter().filter(|one| one.source == Source::Band).count(), 1);
}

#[test]
fn what_cannot_be_told_is_refused() {
    let refused = |text: &str, asked: &WorldsAsked<'_>| {
        try_found(text, asked, &Settings::paths(1_000)).expect_err("refused").to_string()
    };
    let rare = refused(&deal("if(a < 0.1, -1, 1)", ""), &OF_BUYER);
    assert!(rare.contains("100 are needed"), "{rare}");
    let nobody = refused(&deal("a", ""), &WorldsAsked { side: "bujer", ..OF_BUYER });
    assert!(nobody.contains("did you mean `buyer`?"), "{nobody}");
    // A coin that no candidate knows leaves nothing to say.
    let coin = "[events.coin]\nchance = { probability = 0.5, by = 2026-06-30 }\n";
    let text = deal("if(fired(coin), -1, 1)", coin);
    let found = found(&text, &OF_BUYER);
    assert!(found.found.is_none() && found.sentence().contains("no range"), "{}", found.sentence());
}
