//! `dealsim check --json`: one list of findings that a program can read, and the exit code of the terminal.

use crate::support::path;
use serde_json::Value;
use std::process::Command;

/// Exit code, standard error, and the findings.
fn checked(files: &[&str]) -> (Option<i32>, String, Vec<Value>) {
    let ran = Command::new(env!("CARGO_BIN_EXE_dealsim"))
        .args(["check", "--json"])
        .args(files)
        .current_dir(path(""))
        .output()
        .expect("the program starts");
    let findings = serde_json::from_slice(&ran.stdout).expect("one list");
    (ran.status.code(), String::from_utf8_lossy(&ran.stderr).into_owned(), findings)
}

#[test]
fn a_sound_scenario_gives_an_empty_list() {
    let (code, complaints, findings) = checked(&["scenarios/tour/01_one_payment.toml"]);
    assert_eq!((code, complaints.as_str(), findings.len()), (Some(0), "", 0));
}

#[test]
fn findings_of_several_files_are_one_list_with_every_part() {
    let floor = "tests/broken/floor-above-cap.toml";
    let (code, complaints, findings) = checked(&[floor, "tests/broken/unknown-key.toml"]);
    assert_eq!((code, complaints.as_str(), findings.len()), (Some(2), "", 2));
    let first = &findings[0];
    for (key, wanted) in [
        ("code", Value::from("floor-above-cap")),
        ("severity", "error".into()),
        ("file", floor.into()),
        ("line", 14.into()),
        ("column", 9.into()),
        ("end_line", 14.into()),
        ("end_column", 12.into()),
        ("message", "the floor of terms.share (100) is above its cap (92)".into()),
        ("help", "lower the floor or raise the cap".into()),
        ("label", "a floor here".into()),
    ] {
        assert_eq!(first[key], wanted, "{key}");
    }
    let related = &first["related"][0];
    assert_eq!((&related["line"], &related["label"]), (&15.into(), &"a cap there".into()));
    assert_eq!(findings[1]["code"], "unknown-key");
    assert_eq!(findings[1]["related"], Value::Array(Vec::new()));
}
