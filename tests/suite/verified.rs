//! A receipt is enough to make a result again, and what differs is named by file and byte.

use std::path::Path;
use std::process::Command;

const DEAL: &str = "format = 1\nmoney = \"USD bn\"\n\
    time = { start = 2025-01-01, end = 2027-01-01, step = \"quarter\" }\n\
    parties = { buyer = { discount_rate = 0 }, seller = { discount_rate = 0 } }\n\
    [inputs.price]\nvalue = { uniform = [0, 4] }\n\
    [terms.fee]\nkind = \"lump_sum\"\nfrom = \"buyer\"\nto = \"seller\"\namount = \"price\"\n\
    on = 2026-06-30\n";

/// A folder with a deal and a dearer one.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("deal.toml"), DEAL).expect("a file");
    let dear = DEAL.replace("\"price\"", "\"price + 1\"");
    std::fs::write(folder.path().join("dear.toml"), dear).expect("a file");
    folder
}

/// Exit code, output and messages.
fn dealsim(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dealsim"));
    let output = command.current_dir(folder).args(arguments).output().expect("the program runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// The folder of the one result in `output`.
fn result(folder: &Path) -> std::path::PathBuf {
    let inside = |folder: &Path| {
        let entries = std::fs::read_dir(folder).expect("a folder").flatten();
        entries.map(|entry| entry.path()).find(|path| path.is_dir()).expect("something")
    };
    inside(&inside(&folder.join("output")))
}

#[test]
fn runs_and_studies_are_made_again() {
    for command in [
        &[
            "run",
            "deal.toml",
            "--charts",
            "svg",
            "--timeline",
            "all",
            "--set",
            "inputs.price.value=3",
        ][..],
        &["run", "deal.toml", "--charts", "none", "--seed", "9"],
        &["compare", "deal.toml", "dear.toml", "--seed", "4"],
        &["sweep", "deal.toml", "terms.fee.amount=-1..3", "--steps", "3"],
        &[
            "solve",
            "deal.toml",
            "terms.fee.amount",
            "--in",
            "0..3",
            "mean(seller) = mean(seller in dear.toml)",
        ],
        &["worth", "deal.toml", "--set", "terms.fee.amount=2 * price"],
        &["sensitivity", "deal.toml", "--against", "dear.toml"],
        &["rates", "deal.toml", "terms.fee.amount=2", "parties.seller.discount_rate=0.1"],
        &[
            "negotiate",
            "deal.toml",
            "terms.fee.amount=1..3",
            "--walk-away",
            "dear.toml",
            "--score",
            "terms.fee.amount=2",
            "--steps",
            "3",
        ],
        &["trace", "deal.toml", "--at", "seller=p25"],
        &["trace", "deal.toml", "--path", "7", "--set", "simulation.sampler=\"sobol\""],
    ] {
        let folder = folder();
        let all: Vec<&str> = command.iter().copied().chain(["--paths", "640"]).collect();
        let (code, _, said) = dealsim(folder.path(), &all);
        assert_eq!(code, Some(0), "{command:?}: {said}");
        let result = result(folder.path());
        let receipt = result.join("receipt.json").display().to_string();
        let (code, printed, said) = dealsim(folder.path(), &["verify", &receipt]);
        assert_eq!(code, Some(0), "{command:?}: {said}");
        assert!(printed.starts_with("verified: "), "{printed}");
        // From elsewhere, once it is said from where the paths go.
        let elsewhere = tempfile::tempdir().expect("a folder");
        let files = folder.path().display().to_string();
        let (code, _, said) = dealsim(elsewhere.path(), &["verify", &receipt, "--files", &files]);
        assert_eq!(code, Some(0), "{said}");
        // A note beside the results of a run says where its scenario is.
        let known = if command[0] == "run" { Some(0) } else { Some(2) };
        assert_eq!(dealsim(elsewhere.path(), &["verify", &receipt]).0, known);
    }
}

#[test]
fn a_batch_is_made_again_with_all_its_scenarios() {
    let folder = folder();
    std::fs::write(folder.path().join("broken.toml"), "format = 1\n[terms.fee]\n").expect("a file");
    let grid = ["batch", "*.toml", "--paths", "640", "--grid", "inputs.price.value=1,2"];
    assert_eq!(dealsim(folder.path(), &grid).0, Some(2), "one file is broken");
    let deal = std::fs::read_dir(folder.path().join("output")).expect("a folder").flatten();
    let deal = deal.map(|entry| entry.path()).next().expect("a deal");
    let own = |path: &std::path::PathBuf| path.to_string_lossy().contains("batch-");
    let results = std::fs::read_dir(&deal).expect("results").flatten().map(|entry| entry.path());
    let result =
        results.filter(own).find(|path| path.is_dir()).expect("a batch").display().to_string();
    let (code, printed, said) = dealsim(folder.path(), &["verify", &result]);
    assert_eq!(code, Some(0), "{said}");
    assert!(printed.starts_with("verified: "), "{printed}");
    let league = format!("{result}/league.csv");
    let text = std::fs::read_to_string(&league).expect("a table");
    std::fs::write(&league, text.replacen("deal", "dial", 1)).expect("a file");
    let (code, _, said) = dealsim(folder.path(), &["verify", &result]);
    assert!(code == Some(1) && said.contains("league.csv differs at byte "), "{said}");
}

#[test]
fn what_differs_is_named() {
    let folder = folder();
    assert_eq!(
        dealsim(folder.path(), &["run", "deal.toml", "--paths", "640", "--charts", "none"]).0,
        Some(0)
    );
    let result = result(folder.path());
    let shown = result.display().to_string();
    let summary = result.join("summary.csv");
    let whole = std::fs::read(&summary).expect("a table");
    let mut other = whole.clone();
    let at = whole.iter().position(|byte| *byte == b'\n').expect("a line") + 3;
    other[at] = b'#';
    std::fs::write(&summary, &other).expect("a file");
    let (code, _, said) = dealsim(folder.path(), &["verify", &shown]);
    assert_eq!(code, Some(1), "{said}");
    let wanted = format!("summary.csv differs at byte {at}, in line 2: it was changed after");
    assert!(said.contains(&wanted), "{said}");
    std::fs::remove_file(&summary).expect("a file");
    let (code, _, said) = dealsim(folder.path(), &["verify", &shown]);
    assert!(code == Some(1) && said.contains("summary.csv is no longer"), "{said}");
    std::fs::write(&summary, &whole).expect("a file");
    assert_eq!(dealsim(folder.path(), &["verify", &shown]).0, Some(0));
    // A receipt of another seed: the tables are not what that run gives.
    let receipt = result.join("receipt.json");
    let text = std::fs::read_to_string(&receipt).expect("a receipt");
    std::fs::write(&receipt, text.replace("\"seed\": 1,", "\"seed\": 2,")).expect("a file");
    let (code, _, said) = dealsim(folder.path(), &["verify", &shown]);
    assert!(code == Some(1) && said.contains("a run gives other bytes now"), "{said}");
    std::fs::write(&receipt, text).expect("a file");
    std::fs::write(folder.path().join("deal.toml"), DEAL.replace("[0, 4]", "[0, 5]"))
        .expect("a file");
    let (code, _, said) = dealsim(folder.path(), &["verify", &shown]);
    assert!(code == Some(1) && said.contains("deal.toml, which was read, has changed"), "{said}");
}
