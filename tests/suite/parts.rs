//! A run cut into parts and joined again has the bytes of the whole run.

use crate::support::{model, path};
use dealsim::draw::Sampler;
use dealsim::engine::{Part, PartMismatch, Prepared, Settings};
use dealsim::results::{Asked, RunResults};
use dealsim::scenario::Model;
use std::fs;
use std::ops::Range;
use std::path::Path;
use std::process::Command;

const PATHS: u64 = 1_000;

fn prepared(model: &Model) -> Prepared {
    Prepared::new(model.plans(), &[])
}

fn part(model: &Model, sampler: Sampler, exact_values: u64, paths: Range<u64>) -> Part {
    let settings =
        Settings { paths, sampler, block_paths: 256, exact_values, ..Settings::new(7, PATHS) };
    prepared(model).run_part(&settings).expect("the part is good")
}

#[test]
fn parts_join_to_the_whole_for_every_sampler_and_way_of_keeping() {
    let model = model("scenarios/microsoft-openai/status-quo.toml");
    for sampler in [Sampler::Random, Sampler::Antithetic, Sampler::Sobol] {
        for exact_values in [0, 50_000, u64::MAX] {
            let part = |paths| part(&model, sampler, exact_values, paths);
            let mut joined = part(0..64);
            joined.append(part(64..704)).expect("it follows");
            joined.append(part(704..PATHS)).expect("it follows");
            assert!(joined == part(0..PATHS), "{sampler:?} keeping {exact_values}");
        }
    }
}

#[test]
fn a_run_says_where_its_percentiles_come_from_sketches() {
    let model = model("scenarios/reference/refdeal.toml");
    let said = |exact_values| {
        let part = part(&model, Sampler::Random, exact_values, 0..PATHS);
        let deals = prepared(&model).finish(part).deals;
        let outcome = deals[0].as_ref().expect("the run is good");
        let results = RunResults::new(&model, outcome, "refdeal.toml", Asked::default());
        (results.precision(), results.terminal(100, false))
    };
    let (precision, terminal) = said(u64::MAX);
    assert!(precision.is_none() && !terminal.contains("sketch"), "{terminal}");
    let (precision, terminal) = said(50_000);
    let precision = precision.expect("some are sketched");
    assert!(precision.contains("within 0.2 %") && terminal.contains(&precision), "{terminal}");
}

#[test]
fn parts_that_do_not_follow_are_refused() {
    let model = model("scenarios/reference/refdeal.toml");
    let part = |paths| part(&model, Sampler::Random, 0, paths);
    let mut first = part(0..64);
    let gap = PartMismatch::Gap { expected: 64, found: 128 };
    assert_eq!(first.append(part(128..192)), Err(gap));
    assert_eq!(first.paths(), 0..64);
}

fn dealsim(arguments: &[&str], folder: &Path) -> i32 {
    let output = Command::new(env!("CARGO_BIN_EXE_dealsim"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the program starts");
    output.status.code().unwrap_or(-1)
}

/// Every file below a folder with its bytes, by name.
fn tree(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let at = entry.expect("an entry").path();
        if at.is_dir() {
            found.extend(tree(&at));
        } else {
            found.push((at.display().to_string(), fs::read(&at).expect("a file")));
        }
    }
    found.sort();
    found
}

#[test]
fn merged_files_are_those_of_the_whole_run() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let scenario = path("scenarios/tour/01_one_payment.toml");
    let copy = folder.path().join("payment.toml");
    fs::copy(&scenario, &copy).expect("a copy");
    let run = |more: &[&str]| {
        let mut arguments = vec!["run", "payment.toml", "--paths", "300", "--quiet"];
        arguments.extend(more);
        dealsim(&arguments, folder.path())
    };
    assert_eq!(run(&[]), 0);
    let deal = folder.path().file_name().expect("a name").to_string_lossy().into_owned();
    let target = folder.path().join("output").join(&deal).join("payment");
    let whole = tree(&target);
    fs::remove_dir_all(&target).expect("it can go");

    assert_eq!(run(&["--from", "0", "--to", "128"]), 0);
    assert_eq!(run(&["--from", "128", "--to", "300"]), 0);
    assert_eq!(run(&["--from", "100", "--to", "300"]), 2, "no multiple of 64");
    assert!(!target.exists(), "a part leaves no results");
    let parts = format!("output/{deal}/payment.parts");
    let (first, second) = (format!("{parts}/0-128.part"), format!("{parts}/128-300.part"));
    assert_eq!(dealsim(&["merge", &first, "--quiet"], folder.path()), 2, "a part is missing");
    assert_eq!(dealsim(&["merge", &second, &first, "--quiet"], folder.path()), 0);
    assert!(tree(&target) == whole);

    // One bit, somewhere among the sums, and one byte too many.
    let bytes = fs::read(folder.path().join(&second)).expect("a part");
    let damaged = folder.path().join("damaged.part");
    for change in [|bytes: &mut Vec<u8>| bytes[700] ^= 1, |bytes: &mut Vec<u8>| bytes.push(0)] {
        let mut other = bytes.clone();
        change(&mut other);
        fs::write(&damaged, other).expect("written");
        assert_eq!(dealsim(&["merge", &first, "damaged.part"], folder.path()), 2, "it is damaged");
    }

    fs::write(&copy, fs::read_to_string(&scenario).expect("a text") + "\n").expect("written");
    assert_eq!(dealsim(&["merge", &first, &second], folder.path()), 2, "the scenario has changed");
}

#[test]
fn a_run_that_needs_too_much_memory_is_refused_before_it_starts() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let scenario = path("scenarios/microsoft-openai/status-quo.toml");
    let output = Command::new(env!("CARGO_BIN_EXE_dealsim"))
        .args(["run", "--paths", "100000", "--max-memory", "120MB", "--output", "out"])
        .arg(&scenario)
        .current_dir(folder.path())
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    let fits: u64 = said
        .lines()
        .find_map(|line| {
            line.trim().strip_prefix("help: ")?.split_once(" paths fit")?.0.parse().ok()
        })
        .expect("how many paths fit");
    assert!(fits.is_multiple_of(64) && fits < 100_000, "{said}");
    assert!(!folder.path().join("out").exists());
    // What is said to fit does.
    let fits = fits.to_string();
    let file = scenario.display().to_string();
    let arguments = ["run", "--paths", &fits, "--max-memory", "120MB", "--quiet", &file];
    assert_eq!(dealsim(&arguments, folder.path()), 0, "{fits} paths");
}

#[cfg(target_os = "linux")]
#[test]
fn results_that_cannot_be_shown_are_a_fault_of_the_machine() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
    let output = Command::new(env!("CARGO_BIN_EXE_dealsim"))
        .args(["run", "--paths", "64"])
        .arg(path("scenarios/tour/01_one_payment.toml"))
        .current_dir(folder.path())
        .stdout(full)
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(4), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_receipt_names_every_file_that_was_read() {
    let loaded = dealsim::scenario::load(&path("scenarios/microsoft-openai/status-quo.toml"), &[]);
    let names: Vec<String> = loaded
        .files
        .iter()
        .filter_map(|file| Some(file.path.file_name()?.to_string_lossy().into_owned()))
        .collect();
    for expected in ["status-quo.toml", "world-2025.toml", "openai_revenue.csv"] {
        assert!(names.iter().any(|name| name == expected), "{expected} is missing in {names:?}");
    }
}
