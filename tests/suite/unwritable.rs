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
    let commands: [&[&str]; 9] = [
        &["check", deal],
        &["check", "--json", deal],
        &["list"],
        &["list", "terms"],
        &["explain", "revenue_share"],
        &["explain", deal],
        &["explain", deal, "terms"],
        &["run", deal, "--paths", "100", "--output", &output],
        &["merge", &first, &second, "--output", &output],
    ];
    for arguments in commands {
        let full = OpenOptions::new().write(true).open("/dev/full").expect("a device");
        let (code, said) = into(full, arguments);
        assert_eq!(code, Some(4), "{arguments:?}: {said}");
        assert!(said.contains("standard output cannot be written"), "{arguments:?}: {said}");
    }
}
