//! A result that cannot be written is no success: every command says so, with the exit code of a machine that failed.
#![cfg(target_os = "linux")]

use crate::support::path;
use std::fs::{File, OpenOptions};
use std::process::{Command, Stdio};

/// Exit code and complaints of a command whose results go to this place.
fn into(out: File, arguments: &[&str]) -> (Option<i32>, String) {
    let ran = Command::new(env!("CARGO_BIN_EXE_dealsim"))
        .args(arguments)
        .current_dir(path(""))
        .stdout(Stdio::from(out))
        .output()
        .expect("the program starts");
    (ran.status.code(), String::from_utf8_lossy(&ran.stderr).into_owned())
}

#[test]
fn every_command_minds_a_full_disk() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let output = folder.path().display().to_string();
    let deal = "scenarios/tour/01_one_payment.toml";
    for (from, to) in [("0", "64"), ("64", "100")] {
        let part = ["--output", &output, "--from", from, "--to", to, "--quiet"];
        let arguments = [&["run", deal, "--paths", "100"][..], &part].concat();
        let (code, said) = into(File::create("/dev/null").expect("a device"), &arguments);
        assert_eq!(code, Some(0), "{said}");
    }
    let part = |paths: &str| format!("{output}/tour/01_one_payment.parts/{paths}.part");
    let (first, second) = (part("0-64"), part("64-100"));
    let key = "terms.fee.amount";
    let commands: [&[&str]; 17] = [
        &["check", deal],
        &["check", "--json", deal],
        &["list"],
        &["list", "terms"],
        &["explain", "revenue_share"],
        &["explain", deal],
        &["explain", deal, "terms"],
        &["run", deal, "--paths", "100", "--output", &output],
        &["merge", &first, &second, "--output", &output],
        &["lint", deal],
        &["captable", "scenarios/clauses/03-convertible-note.toml"],
        &["compare", deal, deal, "--paths", "100", "--output", &output],
        &["worth", deal, "--paths", "100", "--output", &output],
        &["sweep", deal, &format!("{key}=1..3"), "--paths", "100", "--output", &output],
        &[
            "solve",
            deal,
            key,
            "--in",
            "0..9",
            "mean(buyer) = -3",
            "--paths",
            "100",
            "--output",
            &output,
        ],
        &["trace", deal, "--path", "7", "--paths", "100", "--output", &output],
        &["batch", deal, "--paths", "100", "--output", &output],
    ];
    for arguments in commands {
        let full = OpenOptions::new().write(true).open("/dev/full").expect("a device");
        let (code, said) = into(full, arguments);
        assert_eq!(code, Some(4), "{arguments:?}: {said}");
        assert!(said.contains("standard output cannot be written"), "{arguments:?}: {said}");
    }
}

#[test]
fn every_study_minds_a_folder_that_cannot_be_written() {
    let deal = "scenarios/tour/01_one_payment.toml";
    let key = "terms.fee.amount";
    // No folder can be made here, whoever asks.
    let output = "/proc/self/results";
    let turned = format!("{key}=1..3");
    let commands: [&[&str]; 7] = [
        &["run", deal],
        &["compare", deal, deal],
        &["worth", deal],
        &["sweep", deal, &turned],
        &["solve", deal, key, "--in", "0..9", "mean(buyer) = -3"],
        &["trace", deal, "--path", "7"],
        &["batch", deal],
    ];
    for arguments in commands {
        let all = [arguments, &["--paths", "100", "--output", output]].concat();
        let (code, said) = into(File::create("/dev/null").expect("a device"), &all);
        assert_eq!(code, Some(4), "{arguments:?}: {said}");
        assert!(said.contains("/proc/self/results"), "{arguments:?}: {said}");
    }
    let csv =
        ["captable", "scenarios/clauses/03-convertible-note.toml", "--csv", "/proc/self/table.csv"];
    let (code, said) = into(File::create("/dev/null").expect("a device"), &csv);
    assert!(code == Some(4) && said.contains("/proc/self/table.csv"), "{said}");
}
