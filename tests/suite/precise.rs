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
    let (code, _, said) = dealsim(
        folder.path(),
        &[
            "solve",
            "deal.toml",
            "terms.bonus.amount",
            "--in",
            "0..3",
            "mean(seller) = 3",
            "--paths",
            "auto",
        ],
    );
    assert!(code == Some(2) && said.contains("how many --paths"), "{said}");
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
