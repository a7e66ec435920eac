//! What is named on the command line: folders without scenarios, and results that would take one another's place.

use std::path::Path;
use std::process::Command;

const DEAL: &str = "format = 1\nmoney = \"USD M\"\n\
    time = { start = 2026-01-01, end = 2027-01-01, step = \"year\" }\n\
    parties = { a = { discount_rate = 0 }, b = { discount_rate = 0 } }\n\
    terms.fee = { kind = \"lump_sum\", from = \"a\", to = \"b\", amount = 3, on = 2026-06-30 }\n";

/// Exit code and everything that is said.
fn call(folder: &Path, words: &[&str]) -> (Option<i32>, String) {
    let ran = Command::new(env!("CARGO_BIN_EXE_dealsim"))
        .args(words)
        .current_dir(folder)
        .output()
        .expect("the program starts");
    let said = [ran.stdout, ran.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    (ran.status.code(), said.concat())
}

fn write(folder: &Path, file: &str, text: &str) {
    let path = folder.join(file);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
    std::fs::write(path, text).expect("a file");
}

fn run<'words>(files: &[&'words str]) -> Vec<&'words str> {
    let settings = ["--paths", "64", "--charts", "none", "--output", "out", "--quiet"];
    [&["run"], files, &settings[..]].concat()
}

#[test]
fn a_folder_in_which_nothing_was_checked_is_no_success() {
    let root = tempfile::tempdir().expect("a folder");
    write(root.path(), "deals/here/x.toml", DEAL);
    write(root.path(), "deals/notes.txt", "");
    write(root.path(), "deals/.hidden.toml", "nonsense");
    std::fs::create_dir(root.path().join("deals/folder.toml")).expect("a folder");
    for command in [&["check", "deals"][..], &["check", "--json", "deals"], &["run", "deals"]] {
        let (code, said) = call(root.path(), command);
        assert_eq!(code, Some(2), "{command:?}: {said}");
        assert!(said.contains("no scenario file in deals"), "{said}");
        assert!(said.contains("deals/here"), "the way out: {said}");
    }
    write(root.path(), "deals/LOUD.TOML", DEAL);
    let (code, said) = call(root.path(), &["check", "deals"]);
    assert!(code == Some(0) && said.contains("LOUD.TOML: nothing wrong"), "{said}");
}

#[test]
fn two_deals_that_would_write_one_folder_are_refused_before_a_path_runs() {
    let root = tempfile::tempdir().expect("a folder");
    write(root.path(), "one/deal/x.toml", DEAL);
    write(root.path(), "two/deal/x.toml", &DEAL.replace("amount = 3", "amount = 4"));
    let (code, said) = call(root.path(), &run(&["one/deal/x.toml", "two/deal/x.toml"]));
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("would both write out/deal/x"), "{said}");
    assert!(!root.path().join("out").exists());

    let summary = || std::fs::read(root.path().join("out/deal/x/summary.csv")).expect("a summary");
    assert_eq!(call(root.path(), &run(&["one/deal/x.toml"])).0, Some(0));
    let first = summary();
    let (code, said) = call(root.path(), &run(&["two/deal/x.toml"]));
    assert!(code == Some(2) && said.contains("one/deal/x.toml"), "{code:?} {said}");
    assert_eq!(summary(), first, "the results of the other deal are as they were");
    // The same file, however it is spelt and from wherever it is run, replaces its own results.
    write(root.path(), "one/deal/x.toml", &DEAL.replace("amount = 3", "amount = 5"));
    let (code, said) = call(root.path(), &run(&["one/../one/./deal/x.toml"]));
    assert_eq!(code, Some(0), "{said}");
    assert_ne!(summary(), first);
}

#[test]
fn no_name_of_a_file_takes_the_place_of_others() {
    let root = tempfile::tempdir().expect("a folder");
    let long = format!("deal/{}.toml", "x".repeat(245));
    for file in ["deal/..toml", "deal/...toml", &long] {
        write(root.path(), file, DEAL);
        write(root.path(), "deal/b.toml", DEAL);
        assert_eq!(call(root.path(), &run(&["deal/b.toml"])).0, Some(0));
        let (code, said) = call(root.path(), &run(&[file]));
        assert!(code == Some(2) || code == Some(4), "{file}: {code:?} {said}");
        assert!(root.path().join("out/deal/b/summary.csv").exists(), "{file}");
    }
}

/// A receipt is the same from whichever folder and by whichever spelling its scenario was named.
#[test]
fn a_receipt_does_not_depend_on_the_spelling_of_a_path() {
    let root = tempfile::tempdir().expect("a folder");
    write(root.path(), "world.toml", DEAL);
    write(root.path(), "deal/x.toml", "extends = \"../world.toml\"\nterms.fee.amount = 4\n");
    let absolute = root.path().join("deal/x.toml").display().to_string();
    let out = root.path().join("out").display().to_string();
    let mut receipts = Vec::new();
    for (from, file) in
        [("", "deal/x.toml"), ("deal", "x.toml"), ("", "./deal/../deal//x.toml"), ("", &absolute)]
    {
        let words = ["run", file, "--paths", "64", "--charts", "none", "--output", &out];
        let (code, said) = call(&root.path().join(from), &words);
        assert_eq!(code, Some(0), "{said}");
        receipts.push(
            std::fs::read_to_string(root.path().join("out/deal/x/receipt.json")).expect("one"),
        );
    }
    assert!(receipts.iter().all(|receipt| *receipt == receipts[0]), "{receipts:#?}");
    assert!(receipts[0].contains("\"../world.toml\"") && receipts[0].contains("\"x.toml\""));
}
