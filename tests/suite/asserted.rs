//! What a scenario asserts of its results decides the exit code of its run.

use std::process::Command;

const DEAL: &str = "format = 1\nmoney = \"USD bn\"\n\
    time = { start = 2025-01-01, end = 2027-01-01, step = \"year\" }\n\
    parties = { buyer = { discount_rate = 0 }, seller = { discount_rate = 0 } }\n\
    [events.sale]\nchance = { probability = 0.25, by = 2026-06-30 }\n\
    [terms.fee]\nkind = \"lump_sum\"\nfrom = \"buyer\"\nto = \"seller\"\n\
    amount = { uniform = [0, 4] }\non = 2026-06-30\n\
    [assertions]\n";

/// Exit code and messages of a run with these assertions.
fn run(assertions: &str) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("deal.toml");
    std::fs::write(&file, format!("{DEAL}{assertions}")).expect("a file");
    let output = Command::new(env!("CARGO_BIN_EXE_dealsim"))
        .arg("run")
        .arg(&file)
        .args(["--paths", "4096", "--charts", "none", "--quiet", "--output"])
        .arg(folder.path().join("output"))
        .output()
        .expect("the program runs");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn assertions_that_hold_say_nothing() {
    // The fee is uniform on [0, 4]: mean 2, median 2, fifth percentile 0.2.
    let all = "a = \"mean(seller) > 1.8\"\nb = \"median(seller) < 2.2\"\nc = \"p05(seller) >= 0.1\"\n\
        d = \"loss(seller) < 1%\"\ne = \"loss(buyer) > 99%\"\nf = \"fired(sale) < 0.3\"\n";
    assert_eq!(run(all), (Some(0), String::new()));
}

#[test]
fn every_quantity_is_what_its_name_says() {
    // Of a uniform on [0, 4] and a chance of 0.25, each within four standard errors of 4,096 paths: 4 √(p (1 − p) / n) for
    // the level p, 4 / √(12 n) for the mean, √(p (1 − p) / n) for a chance.
    let root = |variance: f64| 4.0 * (variance / 4096.0).sqrt();
    let known = [
        ("mean(seller)", 2.0, root(16.0 / 12.0)),
        ("median(seller)", 2.0, 4.0 * root(0.25)),
        ("p05(seller)", 0.2, 4.0 * root(0.05 * 0.95)),
        ("p95(seller)", 3.8, 4.0 * root(0.05 * 0.95)),
        ("fired(sale)", 0.25, root(0.25 * 0.75)),
    ];
    let mut both = String::new();
    for (place, (quantity, value, room)) in known.iter().enumerate() {
        both += &format!("low{place} = \"{quantity} > {}\"\n", value - room);
        both += &format!("high{place} = \"{quantity} < {}\"\n", value + room);
    }
    let (code, said) = run(&both);
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn one_that_fails_says_by_how_much_and_ends_with_one() {
    let (code, said) = run("good = \"mean(seller) > 1.8\"\nbad = \"p50(seller) > 3\"\n");
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("deal.toml: assertion `bad` fails: p50(seller) > 3; it is "), "{said}");
    assert!(said.contains(" ± ") && said.contains("standard errors"), "{said}");
    assert!(!said.contains("`good`"), "{said}");
    let (code, said) = run("often = \"fired(sale) > 50%\"\n");
    assert_eq!(code, Some(1), "{said}");
}

#[test]
fn one_that_holds_by_a_hair_is_a_warning() {
    // The mean is 2 with a standard error of about 0.018.
    let (above, said) = run("close = \"mean(seller) > 1.97\"\n");
    let (below, other) = run("close = \"mean(seller) < 2.03\"\n");
    assert_eq!((above, below), (Some(0), Some(0)), "{said}{other}");
    assert!(
        said.contains(": assertion `close` holds") || other.contains(": assertion `close` holds")
    );
}

#[test]
fn one_that_asks_for_nothing_is_an_error_of_the_file() {
    for wrong in ["x = \"average(seller) > 1\"\n", "x = \"mean(nobody) > 1\"\n", "x = 3\n"] {
        let (code, said) = run(wrong);
        assert_eq!(code, Some(2), "{wrong}: {said}");
    }
}
