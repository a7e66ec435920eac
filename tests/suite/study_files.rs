//! A study file asks for what the command line asks for, and leaves the same bytes.

use std::path::Path;
use std::process::{Command, Output};

const WORLD: &str = "format = 1\nmoney = \"USD bn\"\n\
    time = { start = 2025-01-01, end = 2027-01-01, step = \"year\" }\n\
    parties = { buyer = { discount_rate = 0 }, seller = { discount_rate = 0 } }\n\
    [inputs.price]\nvalue = { uniform = [0, 4] }\n";
const FEE: &str = "extends = \"world.toml\"\n[terms.fee]\nkind = \"lump_sum\"\nfrom = \"buyer\"\n\
    to = \"seller\"\namount = \"price\"\non = 2026-06-30\n";

/// A folder with two deals in `deals`.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let deals = folder.path().join("deals");
    std::fs::create_dir(&deals).expect("a folder");
    std::fs::write(deals.join("world.toml"), WORLD).expect("a file");
    std::fs::write(deals.join("fee.toml"), FEE).expect("a file");
    let more = FEE.replace("\"price\"", "\"price + 1\"");
    std::fs::write(deals.join("more.toml"), more).expect("a file");
    folder
}

fn dealsim(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dealsim"));
    command.current_dir(folder).args(arguments).output().expect("the program runs")
}

fn study(folder: &Path, text: &str, more: &[&str]) -> Output {
    std::fs::write(folder.join("deals/study.toml"), text).expect("a file");
    let mut arguments = vec!["study", "deals/study.toml"];
    arguments.extend(more);
    dealsim(folder, &arguments)
}

/// What a result folder says of itself.
fn receipt(folder: &Path, result: &str) -> String {
    std::fs::read_to_string(folder.join(result).join("receipt.json")).expect("a receipt")
}

#[test]
fn a_file_leaves_what_the_command_leaves() {
    for (text, command, result) in [
        (
            "study = \"compare\"\ndeals = [\"fee.toml\", \"more.toml\"]\npaths = 640\nseed = 3\n",
            &["compare", "deals/fee.toml", "deals/more.toml", "--paths", "640", "--seed", "3"][..],
            "compare-fee-more",
        ),
        (
            "study = \"sweep\"\nabout = \"the price\"\ndeal = \"fee.toml\"\npaths = 64\nsteps = 3\n\
             ranges = { \"terms.fee.amount\" = \"1..3\" }\n",
            &["sweep", "deals/fee.toml", "terms.fee.amount=1..3", "--steps", "3", "--paths", "64"],
            "sweep-fee-terms.fee.amount",
        ),
        (
            "study = \"worlds\"\ndeal = \"fee.toml\"\nside = \"seller\"\nbelow = 1.5\npaths = 1_280\n",
            &["worlds", "deals/fee.toml", "--side", "seller", "--below", "1.5", "--paths", "1280"],
            "worlds-fee-seller-1.5",
        ),
    ] {
        let folder = folder();
        let by_file = study(folder.path(), text, &["--output", "one"]);
        assert!(by_file.status.success(), "{by_file:?}");
        let by_hand: Vec<&str> = command.iter().copied().chain(["--output", "two"]).collect();
        assert!(dealsim(folder.path(), &by_hand).status.success());
        let (one, two) = (format!("one/deals/{result}"), format!("two/deals/{result}"));
        assert_eq!(receipt(folder.path(), &one), receipt(folder.path(), &two));
        assert!(receipt(folder.path(), &one).contains("\"arguments\": \""));
    }
}

#[test]
fn the_command_line_has_the_last_word() {
    let folder = folder();
    let text = "study = \"compare\"\ndeals = [\"fee.toml\", \"more.toml\"]\npaths = 640\n\
        set = { \"terms.fee.on\" = 2026-03-31 }\n";
    let ran = study(folder.path(), text, &["--paths=128", "--set", "inputs.price.value=2"]);
    assert!(ran.status.success(), "{ran:?}");
    let receipt = receipt(folder.path(), "output/deals/compare-fee-more");
    assert!(receipt.contains("\"paths\": 128"), "{receipt}");
    let sets = receipt.find("terms.fee.on=2026-03-31").zip(receipt.find("inputs.price.value=2"));
    assert!(sets.is_some_and(|(first, second)| first < second), "{receipt}");
}

#[test]
fn what_is_wrong_is_shown_in_the_file() {
    let folder = folder();
    for (text, place, words) in [
        ("study = \"compair\"\n", "study.toml:1:9", "did you mean `compare`?"),
        ("paths = 3\n", "study.toml:1:1", "which study it is"),
        ("study = \"sweep\"\ndeel = \"a.toml\"\n", "study.toml:2:1", "did you mean `deal`?"),
        ("study = \"solve\"\nkey = [\"a\"]\n", "study.toml:2:7", "not a list"),
        ("study = \"compare\"\ndeals = []\nquiet = 3\n", "study.toml:3:9", "true or false"),
        ("study = \"sweep\"\ndeal = \"fee.toml\"\n", "study.toml", "<KEY=VALUES>"),
        ("study = 3 3\n", "study.toml:1:", "toml-syntax"),
    ] {
        let ran = study(folder.path(), text, &[]);
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert_eq!(ran.status.code(), Some(2), "{text}{said}");
        assert!(said.contains(place) && said.contains(words), "{text}{said}");
        let checked = dealsim(folder.path(), &["check", "deals/study.toml"]);
        assert_eq!(checked.status.code(), Some(2), "{checked:?}");
    }
}

#[test]
fn a_folder_of_scenarios_may_hold_studies() {
    let folder = folder();
    let text = "study = \"compare\"\ndeals = [\"fee.toml\", \"more.toml\"]\n";
    std::fs::write(folder.path().join("deals/study.toml"), text).expect("a file");
    let ran = dealsim(folder.path(), &["run", "deals", "--paths", "64", "--charts", "none"]);
    assert!(ran.status.success(), "{ran:?}");
    assert!(dealsim(folder.path(), &["check", "deals"]).status.success());
    let ran = dealsim(folder.path(), &["run", "deals/study.toml"]);
    assert_eq!(ran.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&ran.stderr).contains("dealsim study deals/study.toml"));
}
