//! All or nothing: whatever goes wrong with a run, the output of the one before it stays as it was.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const GOOD: &str = "format = 1\nname = \"A price\"\nmoney = \"USD bn\"\n\
    [time]\nstart = 2025-07-01\nend = 2027-07-01\nstep = \"quarter\"\n\
    [simulation]\npaths = 600\nseed = 3\n\
    [parties.a]\ndiscount_rate = 0.1\n[parties.b]\ndiscount_rate = 0.1\n\
    [drivers.price]\nprocess = \"geometric_brownian\"\nstart = 100\nvolatility = 0.5\n\
    [drivers.gain]\nformula = \"price - 40\"\n\
    [terms.fee]\nkind = \"revenue_share\"\nfrom = \"a\"\nto = \"b\"\nrate = 0.1\nof = \"gain\"\n";

/// `dealsim run` in a folder that holds the scenario.
fn dealsim(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dealsim"));
    command.current_dir(folder).args(arguments).output().expect("the program starts")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Every file below a folder with its bytes.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                found.insert(format!("{}/", path.display()), Vec::new());
                open.push(path);
            } else {
                found.insert(path.display().to_string(), fs::read(&path).expect("a file"));
            }
        }
    }
    found
}

/// Runs the good scenario, then each bad one over it, and holds the output against what it was.
fn after_a_good_run(bad: &[(&str, &str)]) -> Vec<Output> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let scenario = folder.path().join("deal.toml");
    fs::write(&scenario, GOOD).expect("a file");
    let all = ["run", "deal.toml", "--output", "out"];
    let first = dealsim(folder.path(), &all);
    assert_eq!(first.status.code(), Some(0), "{}", said(&first));
    let before = files(&folder.path().join("out"));
    assert!(before.keys().any(|name| name.ends_with("summary.csv")), "{:?}", before.keys());
    let mut outputs = Vec::new();
    for (good, wrong) in bad {
        let text = GOOD.replace(good, wrong);
        assert_ne!(text, GOOD, "nothing was made wrong");
        fs::write(&scenario, text).expect("a file");
        let output = dealsim(folder.path(), &all);
        let after = files(&folder.path().join("out"));
        assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>(), "{wrong}");
        assert!(before == after, "{wrong}: the output is another");
        assert!(output.stdout.is_empty(), "{wrong}: {:?}", output.stdout);
        outputs.push(output);
    }
    outputs
}

#[test]
fn a_number_that_is_not_finite_leaves_the_output_and_says_where() {
    let bad = [
        ("price - 40", "ln(price - 40)"),
        ("price - 40", "1 / max(0, price - 60)"),
        // A smallest of several or a choice does not hide it.
        (
            "price - 40",
            "1 / max(0, price - 60)\"\n[drivers.shown]\nformula = \"if(gain > 5, 5, min(gain, 5))",
        ),
        ("of = \"gain\"", "of = \"1 / max(0, price - 60)\""),
    ];
    let outputs = after_a_good_run(&bad);
    let names = ["drivers.gain", "drivers.gain", "drivers.gain", "terms.fee.of"];
    for (output, name) in outputs.iter().zip(names) {
        let said = said(output);
        assert_eq!(output.status.code(), Some(2), "{said}");
        for part in [name, "on path ", "deal.toml", "is not a finite number"] {
            assert!(said.contains(part), "`{part}` is not in:\n{said}");
        }
        let date = said.split(" at ").nth(1).and_then(|rest| rest.get(..10)).unwrap_or("");
        assert!(jiff::civil::Date::strptime("%Y-%m-%d", date).is_ok(), "no date in:\n{said}");
    }
}

#[test]
fn what_would_hide_a_bad_number_does_not() {
    let fee = "of = \"gain\"";
    let with = |more: &str| format!("{fee}\n{more}");
    let event = |text: &str| with(&format!("[events.e]\n{text}"));
    let bad = [
        // (instead of what, what, who is named)
        ("\nrate = 0.1", "\nrate = \"1 / 0\"\ncap = 5".to_owned(), "terms.fee.rate"),
        ("\nrate = 0.1", "\nrate = 1e308\ncap = 5".to_owned(), "terms.fee, due to date"),
        (fee, with("cap = \"ln(price - 100)\""), "terms.fee.cap"),
        (fee, "of = \"min(5, 1 / max(0, price - 101))\"".to_owned(), "`1 / max(0, price - 101)`"),
        ("price - 40", "exp(-exp(9 * price))".to_owned(), "`-exp(9 * price)`"),
        ("price - 40", "if(ln(price - 101) > 0, 1, 2)".to_owned(), "`ln(price - 101)`"),
        (fee, event("hazard = \"ln(price - 101)\""), "events.e.hazard"),
        (fee, event("threshold = \"ln(price - 101) > 2\""), "`ln(price - 101)`"),
        (fee, event("chance = { probability = \"0 / 0\", by = 2026-06-30 }"), "events.e.chance"),
        (
            "discount_rate = 0.1\n[parties.b]",
            "discount_rate = -1e5\n[parties.b]".to_owned(),
            "parties.a.discount_rate",
        ),
    ];
    let texts: Vec<(&str, &str)> = bad.iter().map(|(old, new, _)| (*old, new.as_str())).collect();
    for (output, (_, new, name)) in after_a_good_run(&texts).iter().zip(&bad) {
        let said = said(output);
        assert_eq!(output.status.code(), Some(2), "{new}: {said}");
        for part in [name, " path", "is not a finite number", "deal.toml"] {
            assert!(said.contains(part), "`{part}` is not in what {new} says:\n{said}");
        }
        // What is so on every path is found before a run, with nothing to see again.
        let known = said.contains(" on every path at ");
        assert_ne!(known, said.contains("to see it again: "), "{new}: {said}");
    }
}

#[test]
fn what_is_no_number_at_the_start_counts_where_it_is_read_there() {
    // The price is 100 at the start and never again.
    let folder = tempfile::tempdir().expect("a temporary folder");
    let with = |event: &str| {
        let text = format!("{GOOD}[events.e]\nthreshold = \"1 / abs(price - 100) > 0\"\n{event}");
        let text = text.replace("[terms.fee]", "[terms.fee]\nends = \"e\"");
        fs::write(folder.path().join("deal.toml"), text).expect("a file");
        dealsim(folder.path(), &["run", "deal.toml"])
    };
    let exact = with("");
    let fault =
        "`1 / abs(price - 100)` (deal.toml:29) is not a finite number on path 0 at 2025-07-01";
    assert!(said(&exact).contains(fault), "{}", said(&exact));
    assert_eq!(exact.status.code(), Some(2));
    // Where it is read at the closes only, or in a later window, it does not matter what it is at the start.
    for later in ["monitoring = \"step\"\n", "window = { from = 2026-01-01 }\n"] {
        let output = with(later);
        assert_eq!(output.status.code(), Some(0), "{later}: {}", said(&output));
    }
}

#[test]
fn the_branch_that_does_not_count_may_be_no_number() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = GOOD.replace("price - 40", "if(price > 100, max(0, ln(price - 100)), 0)");
    fs::write(folder.path().join("deal.toml"), text).expect("a file");
    let output = dealsim(folder.path(), &["run", "deal.toml"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}

#[test]
fn the_command_that_it_prints_shows_the_same_fault() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("deal.toml"), GOOD).expect("a file");
    let bad = "drivers.gain.formula=ln(price - 30)";
    let first = said(&dealsim(folder.path(), &["run", "deal.toml", "--set", bad]));
    let command =
        first.lines().find_map(|line| line.split_once("again: ")).map(|(_, command)| command);
    let command = command.expect(&first);
    // The shell reads it, with the program on the path.
    let program = Path::new(env!("CARGO_BIN_EXE_dealsim")).parent().expect("a folder");
    let path = std::env::join_paths([program]).expect("a path");
    let again = Command::new("/bin/sh")
        .current_dir(folder.path())
        .env("PATH", path)
        .args(["-c", command])
        .output()
        .expect("a shell");
    let again = said(&again);
    assert!(first.starts_with("error[not-finite]: drivers.gain"), "{first}");
    assert_eq!(first.lines().next(), again.lines().next(), "{command}\n{again}");
}

#[test]
fn a_wrong_input_leaves_the_output() {
    let bad = [
        ("discount_rate = 0.1\n[parties.b]", "discount_rate = \n[parties.b]"),
        ("of = \"gain\"", "of = \"gains\""),
        ("kind = \"revenue_share\"", "kind = \"revenue_shares\""),
        ("end = 2027-07-01", "end = 2024-07-01"),
        ("format = 1", "format = 9"),
        ("volatility = 0.5", "volatility = \"1 / 0\""),
    ];
    for output in after_a_good_run(&bad) {
        let said = said(&output);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("error") && said.contains("deal.toml"), "{said}");
    }
}

#[cfg(unix)]
#[test]
fn a_run_that_is_stopped_leaves_the_output() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("deal.toml"), GOOD).expect("a file");
    let first = dealsim(folder.path(), &["run", "deal.toml", "--output", "out"]);
    assert_eq!(first.status.code(), Some(0), "{}", said(&first));
    let before = files(&folder.path().join("out"));
    // Far more paths than a machine runs before the signal comes; sketched, so that memory stays small.
    let arguments = ["run", "deal.toml", "--output", "out", "--paths", "900000000", "--quiet"];
    let child = Command::new(env!("CARGO_BIN_EXE_dealsim"))
        .current_dir(folder.path())
        .args(arguments)
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program starts");
    std::thread::sleep(std::time::Duration::from_secs(1));
    let signal = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(signal.expect("a signal").success());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(130), "{}", said(&output));
    assert!(before == files(&folder.path().join("out")), "the output is another");
}
