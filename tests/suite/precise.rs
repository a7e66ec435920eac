//! As many paths as a precision takes, and only the paths on which an event happens.

use std::path::Path;
use std::process::Command;

const DEAL: &str = "format = 1\n\
    time = { start = 2025-01-01, end = 2027-01-01, step = \"year\" }\n\
    parties = { buyer = { discount_rate = 0 }, seller = { discount_rate = 0 } }\n\
    [inputs.price]\nvalue = { uniform = [0, 4] }\n\
    [events.sale]\nchance = { probability = 0.25, by = 2026-06-30 }\n\
    [terms.fee]\nkind = \"lump_sum\"\nfrom = \"buyer\"\nto = \"seller\"\namount = \"price\"\non = 2026-06-30\n\
    [terms.bonus]\nkind = \"lump_sum\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 2\non = \"sale\"\n";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("deal.toml"), DEAL).expect("a file");
    let dear = DEAL.replace("\"price\"", "\"2 * price\"");
    std::fs::write(folder.path().join("dear.toml"), dear).expect("a file");
    let less = DEAL.replace("amount = 2", "amount = 1");
    std::fs::write(folder.path().join("less.toml"), less).expect("a file");
    folder
}

/// Exit code, output and messages.
fn dealsim(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dealsim"));
    let all = arguments.iter().chain(&["--charts", "none"]);
    let output = command.current_dir(folder).args(all).output().expect("the program runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// The number of paths in the receipt of the one result of a command.
fn paths(folder: &Path, command: &str) -> f64 {
    let mut results = std::fs::read_dir(folder.join("output")).expect("a folder").flatten();
    let deal = results.next().expect("a deal").path();
    let results = std::fs::read_dir(deal).expect("a folder").flatten();
    let found = results.map(|entry| entry.path()).find(|path| {
        path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(command))
    });
    let text =
        std::fs::read_to_string(found.expect("a result").join("receipt.json")).expect("a receipt");
    let receipt: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    receipt["paths"].as_f64().expect("a number")
}

#[test]
fn a_comparison_takes_the_paths_that_its_error_asks_for() {
    let folder = folder();
    let auto = ["compare", "deal.toml", "dear.toml", "--paths", "auto", "--precision", "0.01"];
    let (code, _, said) = dealsim(folder.path(), &auto);
    assert_eq!(code, Some(0), "{said}");
    // The gain is the price: its standard deviation is 4 / √12, and the error is to be 0.01 at most.
    let needed = 16.0 / 12.0 / 1e-4;
    let taken = paths(folder.path(), "compare");
    assert!(taken > 0.95 * needed && taken < 2.2 * needed, "{taken}, not {needed}");
    // In parts of the standard deviation of the payoff of the dearer deal: √(4 · 16 / 12 + 4 · 3 / 16).
    let part = ["compare", "deal.toml", "dear.toml", "--precision", "0.5%", "--paths", "auto"];
    let (code, _, said) = dealsim(folder.path(), &part);
    assert_eq!(code, Some(0), "{said}");
    let needed = 16.0 / 12.0 / (0.005 * 0.005 * (64.0 / 12.0 + 0.75));
    let taken = paths(folder.path(), "compare");
    assert!(taken > 0.95 * needed && taken < 2.5 * needed, "{taken}, not {needed}");
}

#[test]
fn what_is_not_reached_ends_with_three_and_leaves_results() {
    let folder = folder();
    let few = ["compare", "deal.toml", "dear.toml", "--paths", "640", "--precision", "0.01"];
    let (code, printed, said) = dealsim(folder.path(), &few);
    assert_eq!(code, Some(3), "{said}");
    // The error of 640 paths is about 4 / √12 / √640 = 0.0456.
    assert!(
        said.contains("with 640 paths the largest standard error is 4.")
            && printed.contains("wrote"),
        "{said}"
    );
    let little =
        ["worth", "deal.toml", "--paths", "auto", "--precision", "0.0001", "--max-memory", "10MB"];
    let (code, _, said) = dealsim(folder.path(), &little);
    assert_eq!(code, Some(3), "{said}");
    assert!(paths(folder.path(), "worth") >= 4_096.0);
}

/// The standard deviation of what the seller gets, path by path: a price and two on a quarter of the paths.
fn deviation() -> f64 {
    (16.0 / 12.0 + 4.0 * 0.25 * 0.75_f64).sqrt()
}

/// Runs a study as exactly as asked for, and holds its number of paths against what that takes.
fn takes(study: &[&str], precision: &str, needed: f64) {
    let folder = folder();
    let all = [study, &["--paths", "auto", "--precision", precision]].concat();
    let (code, _, said) = dealsim(folder.path(), &all);
    assert_eq!(code, Some(0), "{study:?}: {said}");
    let taken = paths(folder.path(), study[0]);
    assert!(taken > 0.95 * needed && taken < 2.5 * needed, "{study:?}: {taken}, not {needed}");
}

#[test]
fn every_study_takes_the_paths_that_its_error_asks_for() {
    // Near the root the error is that of the mean payoff itself: a hundredth of the deviation takes 10,000 paths.
    let solve =
        ["solve", "deal.toml", "terms.bonus.amount", "--in", "1.5..2.5", "mean(seller) = 2.5"];
    takes(&solve, "1%", 1e4);
    // Nothing else varies where the price is set: the mean payoff is what is known least.
    takes(&["sensitivity", "deal.toml"], "1%", 1e4);
    // With the price at two only the bonus varies, and the whole of it is worth two on a quarter of the paths: all that varies.
    let rates = ["rates", "deal.toml", "terms.bonus.amount", "terms.fee.amount=2"];
    takes(&rates, "1%", 1e4);
    // A package gains one on a quarter of the paths over a bonus of one; half of the paths judge it.
    let negotiate = [
        "negotiate",
        "deal.toml",
        "terms.bonus.amount=1..3",
        "--walk-away",
        "less.toml",
        "--score",
        "terms.bonus.amount=2",
        "--steps",
        "3",
    ];
    let error = 0.003 * deviation();
    takes(&negotiate, "0.3%", 2.0 * 0.1875 / (error * error));
}

#[test]
fn a_payoff_varies_by_as_much_however_it_is_drawn() {
    // A sobol run knows the mean of a price far better: its first try is as exact as 200,000 random paths. A deviation that
    // was taken from the error of the mean would ask it for as many.
    let folder = folder();
    let set = "simulation.sampler=\"sobol\"";
    let sobol = [
        "compare",
        "deal.toml",
        "dear.toml",
        "--set",
        set,
        "--paths",
        "auto",
        "--precision",
        "0.1%",
    ];
    let (code, _, said) = dealsim(folder.path(), &sobol);
    assert_eq!((code, paths(folder.path(), "compare")), (Some(0), 4096.0), "{said}");
}

#[test]
fn each_scenario_of_a_batch_takes_the_paths_that_it_needs() {
    let folder = folder();
    let path = folder.path();
    let auto = ["batch", "deal.toml", "dear.toml", "--paths", "auto", "--precision", "1%"];
    let (code, printed, said) = dealsim(path, &auto);
    assert!(code == Some(0) && !printed.contains("up to date"), "{printed}{said}");
    for scenario in ["deal", "dear"] {
        let taken = paths(path, scenario);
        assert!(taken > 0.95e4 && taken < 2.5e4, "{scenario}: {taken}");
    }
    let (code, printed, _) = dealsim(path, &auto);
    assert!(code == Some(0) && printed.matches("up to date").count() == 2, "{printed}");
    let few = ["batch", "deal.toml", "--paths", "640", "--precision", "1%"];
    for before in [false, true] {
        let (code, printed, said) = dealsim(path, &few);
        assert_eq!((code, printed.contains("up to date")), (Some(3), before), "{printed}{said}");
        // √640 paths know the mean to 3.95 % of a deviation.
        assert!(said.contains("with 640 paths the largest standard error is 3.95 times"), "{said}");
    }
    let deal = path.file_name().expect("a name").to_string_lossy().into_owned();
    for result in ["batch-deal", "batch-deal-dear"] {
        let receipt = format!("output/{deal}/{result}/receipt.json");
        let mut command = Command::new(env!("CARGO_BIN_EXE_dealsim"));
        let output =
            command.current_dir(path).args(["verify", &receipt]).output().expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{result}: {said}");
    }
}

#[test]
fn given_an_event_only_its_paths_count() {
    let folder = folder();
    let given = [
        "sweep",
        "deal.toml",
        "inputs.price.value=1,3",
        "--given",
        "sale",
        "--paths",
        "4096",
        "--json",
    ];
    let (code, printed, said) = dealsim(folder.path(), &given);
    assert_eq!(code, Some(0), "{said}");
    let json: serde_json::Value = serde_json::from_str(&printed).expect("JSON");
    // The sale has happened on each of these paths: price and bonus, for sure.
    let text = json["points"].to_string();
    for payoff in ["3", "5"] {
        let wanted = format!("\"value\":{payoff}.0");
        assert!(text.contains(&wanted), "{payoff}: {text}");
    }
    let (_, printed, _) = dealsim(folder.path(), &given[..7]);
    let line = printed.lines().find(|line| line.starts_with("only the ")).expect("a line");
    let count: f64 =
        line.split(' ').nth(2).and_then(|n| n.replace(',', "").parse().ok()).expect("a count");
    let error = (4096.0 * 0.25 * 0.75_f64).sqrt();
    assert!((count - 1024.0).abs() < 4.0 * error && line.contains("of 4,096 paths"), "{line}");
    for (arguments, words) in [
        (["--given", "sales", "--paths", "4096"], "did you mean `sale`?"),
        (["--given", "sale", "--paths", "640"], "400 are needed"),
    ] {
        let all = [&given[..3], &arguments].concat();
        let (code, _, said) = dealsim(folder.path(), &all);
        assert!(code == Some(2) && said.contains(words), "{said}");
    }
}

#[test]
fn what_would_come_after_the_end_has_not_happened() {
    let folder = tempfile::tempdir().expect("a folder");
    let deal = "format = 1\ntime = { start = 2025-01-01, end = 2027-01-01, step = \"year\" }\n\
        parties = { buyer = { discount_rate = 0 }, seller = { discount_rate = 0 } }\n\
        [events.rival]\nhazard = 0.1\n\
        [terms.fee]\nkind = \"lump_sum\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 2\non = 2026-06-30\nunless = \"rival\"\n";
    std::fs::write(folder.path().join("deal.toml"), deal).expect("a file");
    let arguments = [
        "sweep",
        "deal.toml",
        "terms.fee.amount=1,2",
        "--given",
        "rival",
        "--paths",
        "10000",
        "--charts",
        "none",
    ];
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_dealsim"))
        .current_dir(folder.path())
        .args(arguments)
        .output()
        .expect("the program runs");
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    let count = said.split("only the ").nth(1).and_then(|rest| rest.split(" of ").next());
    let count: f64 = count.expect("a count").replace(',', "").parse().expect("a number");
    // 1 − exp(−0.2) of ten thousand, within four standard errors of √(n p (1 − p)).
    let wanted = 10_000.0 * (1.0 - libm::exp(-0.2));
    assert!((count - wanted).abs() < 4.0 * 39.0, "{count}, not {wanted}: {said}");
}
