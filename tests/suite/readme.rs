//! The README is true: its example is the file that it names, and prints what is shown.

use crate::support::path;
use std::fs;
use std::process::Command;

const EXAMPLE: &str = "scenarios/tour/01_one_payment.toml";

/// The text between a fence that opens with `opening`, after `mark`, and its end.
fn fenced<'a>(text: &'a str, mark: &str, opening: &str) -> &'a str {
    let after = &text[text.find(mark).expect("the mark is there")..];
    let start = after.find(opening).expect("a fence opens") + opening.len();
    let end = after[start..].find("```").expect("a fence closes");
    &after[start..start + end]
}

#[test]
fn the_example_of_the_readme_is_its_file_and_prints_what_is_shown() {
    let readme = fs::read_to_string(path("README.md")).expect("a README");
    let scenario = fs::read_to_string(path(EXAMPLE)).expect("the example");
    let shown = fenced(&readme, "## A deal in ten lines", "```toml\n");
    let (_comment, deal) = scenario.split_once('\n').expect("a first line that says what it is");
    assert_eq!(shown, deal, "the README shows another scenario than {EXAMPLE}");

    let folder = tempfile::tempdir().expect("a temporary folder");
    let copy = folder.path().join(EXAMPLE);
    fs::create_dir_all(copy.parent().expect("a folder")).expect("a folder");
    fs::write(&copy, &scenario).expect("a copy");
    let output = Command::new(env!("CARGO_BIN_EXE_dealsim"))
        .args(["run", EXAMPLE])
        .current_dir(folder.path())
        .output()
        .expect("the program starts");
    assert!(output.status.success());
    let printed = String::from_utf8(output.stdout).expect("text");
    let printed = format!("{}\n", printed.trim_end());
    let claimed = fenced(&readme, "<!-- output of: ", "```text\n");
    if claimed != printed && std::env::var_os("DEALSIM_BLESS").is_some() {
        fs::write(path("README.md"), readme.replace(claimed, &printed)).expect("written");
        return;
    }
    assert_eq!(claimed, printed, "the README shows other output");
}
