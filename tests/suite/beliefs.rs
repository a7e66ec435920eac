//! What one side believes: the same draws through other distributions, its own payoff alone, and a base world that stays as it is.

use crate::support::{How, Ran, model_of, read, settings, simulate};
use crate::watched::HALF_QUANTUM;
use dealsim::diagnose::{Severity, render};
use dealsim::draw::Sampler;
use dealsim::engine::Prepared;
use dealsim::scenario::{Loaded, Model};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// The seller is paid sales unless an event comes first; both sides have a discount rate of zero.
const DEAL: &str = "format = 1\nmoney = \"USD bn\"\n\
    time = { start = 2025-01-01, end = 2030-01-01, step = \"quarter\" }\n\
    parties = { buyer = { discount_rate = 0 }, seller = { discount_rate = 0 } }\n\
    [inputs.sales]\nvalue = { lognormal = { median = 10, sigma = 0.5 } }\n\
    [inputs.cost]\nvalue = { uniform = [1, 3] }\n\
    [drivers.price]\nprocess = \"geometric_brownian\"\nstart = 1\ndrift = 0\nvolatility = 0.2\n\
    [events.ban]\nhazard = 0.2\n\
    [events.war]\nhazard = 0.1\n\
    [terms.purchase]\nkind = \"lump_sum\"\nfrom = \"buyer\"\nto = \"seller\"\namount = \"sales\"\non = 2026-06-30\n\
    [terms.fee]\nkind = \"formula_flow\"\nfrom = \"seller\"\nto = \"buyer\"\namount = \"cost * price\"\nends = \"ban\"\n";

fn deal(beliefs: &str) -> String {
    format!("{DEAL}{beliefs}")
}

/// The world that the only side with beliefs believes in, run.
fn believed(model: &Model, how: How) -> Ran {
    let [belief] = model.beliefs.as_slice() else { panic!("one side has beliefs") };
    let together = Prepared::new(vec![model.plan.clone(), belief.model.plan.clone()], &[]);
    let deals = together.run(&settings(how)).expect("it runs").deals;
    let outcome = deals[1].clone().expect("the run is good");
    Ran { model: (*belief.model).clone(), outcome }
}

/// Every number that a run leaves.
fn every(model: &Model, how: How) -> String {
    format!("{:?}", simulate(model, how).tracks)
}

#[test]
fn a_belief_about_a_median_scales_every_value() {
    let beliefs = "[beliefs.seller]\ninputs.sales.value = { lognormal = { median = 20, sigma = 0.5 } }\n\
                   inputs.cost.value = 0\n";
    let model = model_of(&deal(beliefs));
    for sampler in [Sampler::Random, Sampler::Antithetic, Sampler::Sobol] {
        let how = How { sampler, ..How::paths(512) };
        // Without the fee, the payoff is what was sold, in both worlds.
        let base = Ran::text(&DEAL.replace("uniform = [1, 3]", "uniform = [0, 1e-300]"), how);
        let own = believed(&model, how);
        for (base, own) in base.payoffs("seller").iter().zip(own.payoffs("seller")) {
            // Half a quantum of the doubled amount, and twice half a quantum of the single one.
            let allowed = 3.0 * HALF_QUANTUM;
            assert!((own - 2.0 * base).abs() <= allowed, "{sampler:?}: {own}, not twice {base}");
        }
    }
}

#[test]
fn the_world_of_a_belief_is_the_scenario_with_those_numbers() {
    let beliefs = "[beliefs.seller]\nevents.ban.hazard = 0.05\ndrivers.price = { drift = 0.1, volatility = 0.3 }\n";
    let how = How::paths(512);
    let own = believed(&model_of(&deal(beliefs)), how);
    let numbers = DEAL
        .replace("hazard = 0.2", "hazard = 0.05")
        .replace("drift = 0\nvolatility = 0.2", "drift = 0.1\nvolatility = 0.3");
    let written = Ran::text(&numbers, how);
    assert_eq!(own.payoffs("seller"), written.payoffs("seller"));
    assert_eq!(own.driver_values("price", 20), written.driver_values("price", 20));
    assert_ne!(own.payoffs("seller"), Ran::text(DEAL, how).payoffs("seller"));
}

#[test]
fn beliefs_leave_the_base_world_alone() {
    let beliefs =
        "[beliefs.seller]\ninputs.cost.value = 2\n[beliefs.buyer]\nevents.ban.hazard = 0.5\n";
    let (with, without) = (model_of(&deal(beliefs)), model_of(DEAL));
    for sampler in [Sampler::Random, Sampler::Sobol] {
        let how = How { sampler, ..How::paths(256) };
        assert!(every(&with, how) == every(&without, how), "{sampler:?}");
    }
    let sides: Vec<&str> =
        with.beliefs.iter().map(|belief| with.sides[belief.side].name.as_str()).collect();
    assert_eq!(sides, ["buyer", "seller"]);
}

fn dealsim(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dealsim"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the program starts")
}

/// Every file below a folder with its bytes, by its path from there.
fn tree(folder: &Path, from: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let at = entry.path();
        if at.is_dir() {
            tree(&at, from, found);
        } else {
            let name = at.strip_prefix(from).expect("inside").display().to_string();
            found.insert(name, fs::read(&at).expect("a file"));
        }
    }
}

/// What a run of this text leaves, and what it prints.
fn left(text: &str, folder: &Path, more: &[&str]) -> (BTreeMap<String, Vec<u8>>, String) {
    fs::create_dir_all(folder.join("deal")).expect("a folder");
    fs::write(folder.join("deal/it.toml"), text).expect("a file");
    let mut arguments = vec!["run", "deal/it.toml", "--paths", "300"];
    arguments.extend(more);
    let output = dealsim(&arguments, folder);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let (mut files, target) = (BTreeMap::new(), folder.join("output/deal/it"));
    if target.exists() {
        tree(&target, &target, &mut files);
    }
    (files, String::from_utf8_lossy(&output.stdout).into_owned())
}

fn summary(files: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    String::from_utf8_lossy(&files["summary.csv"]).lines().map(str::to_owned).collect()
}

#[test]
fn a_run_adds_the_own_payoff_of_each_side_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (base, plain) = left(DEAL, folder.path(), &[]);
    let text = deal("[beliefs.seller]\nevents.ban.hazard = 0.05\n");
    let (with, shown) = left(&text, folder.path(), &[]);
    for (name, bytes) in &base {
        if !["summary.csv", "report.html", "receipt.json"].contains(&name.as_str()) {
            assert!(with[name] == *bytes, "{name} is not as without beliefs");
        }
    }
    assert_eq!(base.len(), with.len());
    let (base, with) = (summary(&base), summary(&with));
    assert_eq!(with[..base.len()], base[..]);
    let (written, _) = left(DEAL, folder.path(), &["--set", "events.ban.hazard=0.05"]);
    let row = |start: &str| {
        let written = summary(&written);
        written.into_iter().find(|line| line.starts_with(start)).expect("a row")
    };
    // Money that moves and what clauses run are not looked at there: seven columns and two.
    let unsaid = |row: String| {
        let kept: Vec<&str> = row.rsplitn(10, ',').last().into_iter().collect();
        format!("{}{}", kept.concat(), ",".repeat(9))
    };
    // The war is as likely as before and the buyer's payoff there is nobody's business.
    let own = [
        row("side,seller,").replacen("side,", "belief,", 1),
        row("event,ban,").replacen("event,ban,Ban", "believed_event,seller.ban,Seller: Ban", 1),
    ]
    .map(unsaid);
    assert_eq!(with[base.len()..], own[..]);
    assert!(shown.contains("through its own eyes") && shown.contains("Seller: Ban"), "{shown}");
    assert!(!plain.contains("own eyes"), "{plain}");
}

#[test]
fn parts_of_a_run_with_beliefs_join_to_the_whole() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = deal("[beliefs.buyer]\nevents.ban.hazard = 0.05\n");
    let (whole, _) = left(&text, folder.path(), &[]);
    let target = folder.path().join("output/deal/it");
    fs::remove_dir_all(&target).expect("it can go");
    left(&text, folder.path(), &["--from", "0", "--to", "128"]);
    left(&text, folder.path(), &["--from", "128", "--to", "300"]);
    let parts = ["output/deal/it.parts/0-128.part", "output/deal/it.parts/128-300.part"];
    assert!(dealsim(&["merge", parts[0], parts[1], "--quiet"], folder.path()).status.success());
    let mut merged = BTreeMap::new();
    tree(&target, &target, &mut merged);
    assert!(merged == whole);
}

#[test]
fn a_world_that_breaks_stops_the_run_and_names_who_believes_in_it() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = deal("[beliefs.seller]\ninputs.cost.value = \"ln(sales - 10)\"\n");
    fs::write(folder.path().join("it.toml"), text).expect("a file");
    let output = dealsim(&["run", "it.toml", "--paths", "200", "--quiet"], folder.path());
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains("in the world that Seller believes in:\nerror[not-finite]: inputs.cost"),
        "{said}"
    );
    assert!(!folder.path().join("output").exists());
    let again = said.split("to see it again: dealsim ").nth(1).expect("a command");
    let arguments: Vec<&str> = again.split_whitespace().collect();
    let replayed = dealsim(&arguments, folder.path());
    let replayed = String::from_utf8_lossy(&replayed.stderr).into_owned();
    assert_eq!(replayed, said);
}

/// A scenario of two files, the second over the first.
fn extended(base: &str, over: &str, sets: &[&str]) -> Loaded {
    let over = format!("extends = \"base.toml\"\n{over}");
    let sets: Vec<String> = sets.iter().map(|&set| set.to_owned()).collect();
    read(&[("over.toml", &over), ("base.toml", base)], &sets)
}

#[test]
fn beliefs_come_through_extends_and_arguments() {
    let base = deal("[beliefs.seller]\nevents.ban.hazard = 0.05\nevents.war.hazard = 0.01\n");
    let over = "[beliefs.seller]\nevents.ban.hazard = 0.06\n";
    let loaded = extended(
        &base,
        over,
        &["beliefs.seller.inputs.cost.value=2.5", "beliefs.buyer.events.war.hazard=0.5"],
    );
    let findings = render(&loaded.diagnostics, &loaded.sources, false);
    let model = loaded.model.unwrap_or_else(|| panic!("{findings}"));
    assert_eq!(findings, "");
    let how = How::paths(256);
    let seen = |side: &str| {
        let at = model.sides.iter().position(|known| known.name == side).expect("a side");
        let belief = model.beliefs.iter().find(|belief| belief.side == at).expect("a belief");
        every(&belief.model, how)
    };
    let text = DEAL
        .replace("hazard = 0.2", "hazard = 0.06")
        .replace("hazard = 0.1", "hazard = 0.01")
        .replace("{ uniform = [1, 3] }", "2.5");
    assert!(seen("seller") == every(&model_of(&text), how));
    assert!(
        seen("buyer") == every(&model_of(&DEAL.replace("hazard = 0.1\n", "hazard = 0.5\n")), how)
    );
    assert_eq!(
        extended(&base, "[beliefs]\nseller = false\n", &[])
            .model
            .expect("it is good")
            .beliefs
            .len(),
        0
    );
}

#[test]
fn a_correlation_is_believed_either_way_round() {
    let text = DEAL.replace("[events.ban]", "[correlations]\n\"sales ~ cost\" = 0.5\n[events.ban]");
    let beliefs = "[beliefs.seller.correlations]\n\"cost ~ sales\" = -0.5\n";
    let how = How::paths(256);
    let own = believed(&model_of(&format!("{text}{beliefs}")), how);
    let written = Ran::text(&text.replace("= 0.5\n[events", "= -0.5\n[events"), how);
    assert_eq!(own.payoffs("seller"), written.payoffs("seller"));
}

/// What is said of a deal with these beliefs.
fn said(beliefs: &str) -> String {
    let loaded = read(&[("it.toml", &deal(beliefs))], &[]);
    render(&loaded.diagnostics, &loaded.sources, false)
}

#[test]
fn what_cannot_be_believed_is_said_where_it_is_written() {
    for (beliefs, code, place, help) in [
        (
            "[beliefs.seler]\nevents.ban.hazard = 1",
            "unknown-name",
            "seler",
            "did you mean `seller`?",
        ),
        ("[beliefs.seller.events.bam]\nhazard = 1", "unknown-name", "bam", "did you mean `ban`?"),
        (
            "[beliefs.seller.events.ban]\nhazrd = 1",
            "unknown-key",
            "hazrd",
            "did you mean `hazard`?",
        ),
        (
            "[beliefs.seller.event.ban]\nhazard = 1",
            "unknown-key",
            "event",
            "did you mean `events`?",
        ),
        (
            "[beliefs.seller.drivers.sales]\nvalue = 1",
            "unknown-name",
            "sales",
            "write inputs.sales",
        ),
        (
            "[beliefs.seller.inputs.cost]\nvalue = \"saless\"",
            "unknown-name",
            "saless",
            "did you mean `sales`?",
        ),
        (
            "[beliefs.seller.parties.buyer]\ndiscount_rate = 1",
            "belief-about-contract",
            "parties",
            "input",
        ),
        ("[beliefs]\nseller = 3", "wrong-type", "3", "[beliefs.seller]"),
        ("[beliefs.seller]\nevents = false", "wrong-type", "false", "above its keys"),
    ] {
        let text = said(beliefs);
        assert!(text.ends_with("\n1 error\n"), "{beliefs}:\n{text}");
        assert!(text.starts_with(&format!("error[{code}]")), "{beliefs}:\n{text}");
        let (marked, marks) = text
            .split_once('^')
            .map(|(before, after)| {
                let line = before.rsplit("\n").nth(1).unwrap_or_default().to_owned();
                (line, 1 + after.chars().take_while(|&sign| sign == '^').count())
            })
            .expect("a mark");
        assert!(marked.contains(place) && marks == place.len(), "{beliefs}:\n{text}");
        assert!(text.contains("= help: ") && text.contains(help), "{beliefs}:\n{text}");
    }
    // What is wrong because of a belief, in a place where nothing is wrong without it.
    let gone = said("[beliefs.seller]\nevents.ban = false");
    assert!(gone.contains("ends = \"ban\"") && gone.contains("this side believes in"), "{gone}");
}

#[test]
fn a_fault_of_the_scenario_is_told_once() {
    let text = DEAL.replace("\"cost * price\"", "\"coast * price\"");
    let loaded =
        read(&[("it.toml", &format!("{text}[beliefs.seller]\nevents.ban.hazard = 0.1\n"))], &[]);
    assert_eq!(loaded.diagnostics.in_source_order().len(), 1);
}

#[test]
fn a_belief_that_changes_nothing_is_a_warning() {
    for (beliefs, findings) in [
        ("[beliefs.seller]\nevents.ban.hazard = 0.2\n", 1),
        ("[beliefs.seller]\n", 1),
        ("[beliefs.seller]\nevents.ban.source = \"a newspaper\"\n", 1),
        ("[beliefs.seller]\nevents.ban = { hazard = 0.3, source = \"a newspaper\" }\n", 0),
    ] {
        let loaded = read(&[("it.toml", &deal(beliefs))], &[]);
        let found = loaded.diagnostics.in_source_order();
        assert!(
            found.iter().all(|one| (one.severity, one.code) == (Severity::Warning, "idle-belief"))
        );
        assert_eq!(found.len(), findings, "{beliefs}");
        assert!(loaded.model.is_some());
    }
}
