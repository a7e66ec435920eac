//! Rules of `lint`: each speaks on one scenario and is silent on another much like it, and is silenced where it is meant.

use dealsim::studies::lint::{PATHS, RULES, lint};
use dealsim::{Scenario, Settings};
use std::path::Path;
use std::process::Command;

/// The codes that `lint` finds in a text.
fn found(text: &str) -> Vec<&'static str> {
    let scenario = Scenario::from_text("deal.toml", text).unwrap_or_else(|why| panic!("{why}"));
    let findings = lint(&scenario, &Settings::paths(PATHS)).unwrap_or_else(|why| panic!("{why}"));
    let mut codes: Vec<&'static str> = findings.iter().map(|finding| finding.code).collect();
    // One rule may speak of several sides.
    codes.dedup();
    codes
}

#[test]
fn every_rule_speaks_on_one_scenario_and_is_silent_on_the_other() {
    for rule in &RULES {
        assert_eq!(found(rule.fires), [rule.code], "{}", rule.fires);
        let silent = rule.silent();
        assert_ne!(silent, rule.fires, "{}", rule.code);
        assert!(found(&silent).is_empty(), "{}: {:?}", rule.code, found(&silent));
    }
}

#[test]
fn every_rule_is_silenced_at_the_top_of_the_file() {
    for rule in &RULES {
        let allowed = format!("allow = [\"{}\"]\n{}", rule.code, rule.fires);
        assert!(found(&allowed).is_empty(), "{}", rule.code);
        let explained = dealsim::diagnose::codes::CODES.iter().any(|code| code.code == rule.code);
        assert!(explained, "{} is not explained", rule.code);
    }
}

#[test]
fn risk_that_a_negotiation_counts_twice_is_asked_about_once() {
    let deal = "format = 1
time = { start = 2026-01-01, end = 2027-12-31, step = \"quarter\" }
parties = { buyer = { discount_rate = 0.03 }, seller = { discount_rate = 0.12 } }
inputs = { price = { value = { uniform = [1, 3] } } }
[terms.fee]
kind = \"lump_sum\"
from = \"buyer\"
to = \"seller\"
amount = \"price\"
on = 2026-12-31
";
    let study = "study = \"negotiate\"\ndeal = \"deal.toml\"\nwalk_away = \"deal.toml\"\n\
        [issues.fee]\nkey = \"terms.fee.amount\"\nrange = [1, 2]\n[sides.seller]\nutility = { cara = 0.1 }\n";
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("deal.toml"), deal).expect("a file");
    let said = |text: &str| {
        std::fs::write(folder.path().join("study.toml"), text).expect("a file");
        let (checked, _, warned) = dealsim(folder.path(), &["check", "study.toml"]);
        let (linted, _, _) = dealsim(folder.path(), &["lint", "study.toml"]);
        assert_eq!(checked, Some(0), "{warned}");
        (linted, warned)
    };
    let (code, warned) = said(study);
    assert_eq!(code, Some(1), "{warned}");
    assert!(
        warned.contains(
            "warning[risk-counted-twice]: seller shuns risk, and parties.seller discounts"
        ),
        "{warned}"
    );
    assert!(warned.contains("--> study.toml:7:") && warned.contains("at 12.0 %"), "{warned}");
    for (wrong, right) in [
        ("cara = 0.1", "cara = 0.1, discount_rate = 0.03"),
        ("sides.seller", "sides.buyer"),
        ("{ cara = 0.1 }", "\"neutral\""),
        ("study =", "allow = [\"risk-counted-twice\"]\nstudy ="),
    ] {
        let (code, warned) = said(&study.replace(wrong, right));
        assert!(code == Some(0) && warned.is_empty(), "{right}: {warned}");
    }
    let (code, printed, _) = dealsim(folder.path(), &["explain", "risk-counted-twice"]);
    assert!(code == Some(0) && printed.contains("mended:"), "{printed}");
}

#[test]
fn shares_granted_on_the_last_day_are_in_force() {
    let deal = "format = 1
time = { start = 2026-01-01, end = 2027-12-31, step = \"quarter\" }
parties = { founder = { discount_rate = 0.1 }, fund = { discount_rate = 0.1 } }
events = { last = { date = 2027-12-31 } }
companies = { firm = { cash = 1, value = 100, holders = { founder = \"rest\" } } }
[terms.stake]
kind = \"equity\"
company = \"firm\"
holder = \"fund\"
stake = 0.2
starts = \"last\"
";
    assert!(found(deal).is_empty(), "{:?}", found(deal));
    let none = found(&deal.replace("stake = 0.2", "stake = 0"));
    assert!(none.contains(&"in-force-on-no-path"), "{none:?}");
}

fn dealsim(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dealsim"));
    let output = command.current_dir(folder).args(arguments).output().expect("the program runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn the_command_shows_the_place_and_ends_with_one() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [("bad.toml", RULES[0].fires), ("good.toml", &RULES[0].silent())] {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    let (code, _, said) = dealsim(folder.path(), &["lint", "bad.toml"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("warning[cap-never-reached]: ") && said.contains("--> bad.toml:5:"),
        "{said}"
    );
    let (code, printed, said) = dealsim(folder.path(), &["lint", "good.toml"]);
    assert!(code == Some(0) && printed.contains("good.toml: nothing to say"), "{printed}{said}");
    let (code, printed, _) = dealsim(folder.path(), &["lint", "bad.toml", "good.toml", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&printed).expect("JSON");
    assert_eq!((code, json.as_array().map(Vec::len)), (Some(1), Some(1)));
    let (code, printed, _) = dealsim(folder.path(), &["explain", "cap-never-reached"]);
    assert!(code == Some(0) && printed.contains("wrong:"), "{printed}");
}
