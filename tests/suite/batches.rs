//! Batches: every point of a grid, what is up to date left as it is, the same bytes after a stop, and broken files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const WORLD: &str = "format = 1\nmoney = \"USD bn\"\n\
    time = { start = 2025-01-01, end = 2027-01-01, step = \"year\" }\n\
    parties = { buyer = { discount_rate = 0 }, seller = { discount_rate = 0 } }\n\
    [inputs.price]\nvalue = { uniform = [0, 4] }\n";
const FEE: &str = "extends = \"world.toml\"\n[terms.fee]\nkind = \"lump_sum\"\nfrom = \"buyer\"\n\
    to = \"seller\"\namount = \"price\"\non = 2026-06-30\n";

/// A folder `deals` with a world, two deals and one that is broken.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let deals = folder.path().join("deals");
    std::fs::create_dir(&deals).expect("a folder");
    for (name, text) in [
        ("world.toml", WORLD.to_owned()),
        ("fee.toml", FEE.to_owned()),
        ("more.toml", FEE.replace("\"price\"", "\"price + 1\"")),
        ("broken.toml", FEE.replace("\"price\"", "\"prise\"")),
    ] {
        std::fs::write(deals.join(name), text).expect("a file");
    }
    folder
}

fn batch(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dealsim"));
    let output = command.current_dir(folder).arg("batch").args(arguments).output();
    output.expect("the program runs")
}

fn said(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// Every file below a folder with its bytes.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(&next).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("inside").to_path_buf();
                all.insert(name, std::fs::read(&path).expect("a file"));
            }
        }
    }
    all
}

#[test]
fn a_broken_file_stops_nothing_and_the_exit_code_tells() {
    let folder = folder();
    let (code, printed, told) = said(&batch(folder.path(), &["deals", "--paths", "640"]));
    assert_eq!(code, Some(2), "{told}");
    // In the order of the list; a world is no scenario.
    let places: Vec<Option<usize>> = ["broken: broken", "fee: Buyer -", "more: Buyer -"]
        .iter()
        .map(|line| printed.find(line))
        .collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{printed}");
    assert!(!printed.contains("world"), "{printed}");
    assert!(told.contains("deals/broken.toml:") && told.contains("did you mean `price`"), "{told}");
    let result = folder.path().join("output/deals/batch-deals");
    let league = std::fs::read_to_string(result.join("league.csv")).expect("a table");
    // The seller gets one more in the dearer deal: the same draws, so the means differ by one to the last bit.
    let mean = |name: &str| -> f64 {
        let start = format!("seller,Seller,USD bn,{name}");
        let row = league.lines().find(|line| line.starts_with(&start)).expect("a row");
        row.split(',').nth(5).and_then(|text| text.parse().ok()).expect("a number")
    };
    assert!((mean("1,more") - mean("2,fee") - 1.0).abs() < 1e-9, "{league}");
    let scenarios = std::fs::read_to_string(result.join("scenarios.csv")).expect("a table");
    assert!(scenarios.contains("broken,deals/broken.toml,,broken,"), "{scenarios}");
    let page = std::fs::read_to_string(result.join("report.html")).expect("a page");
    assert!(page.contains("href=\"../../deals/more/report.html\""), "no link");
    assert!(result.join("../../deals/more/report.html").exists());
}

#[test]
fn what_is_up_to_date_is_left_as_it_is_and_a_stop_changes_no_byte() {
    let (one, two) = (folder(), folder());
    let grid = [
        "deals/fee.toml",
        "deals/m*.toml",
        "--paths",
        "640",
        "--grid",
        "inputs.price.value=1..3",
        "--steps",
        "3",
    ];
    assert_eq!(batch(one.path(), &grid).status.code(), Some(0));
    let whole = files(&one.path().join("output"));
    // Killed half-way: some results are there, one is cut short, one is of another seed.
    assert_eq!(batch(two.path(), &grid).status.code(), Some(0));
    let results = two.path().join("output/deals");
    let mut names: Vec<PathBuf> = std::fs::read_dir(&results)
        .expect("a folder")
        .flatten()
        .map(|entry| entry.path())
        .collect();
    names.sort();
    assert_eq!(names.len(), 7, "{names:?}");
    std::fs::remove_dir_all(&names[0]).expect("a folder");
    std::fs::remove_dir_all(&names[2]).expect("a folder");
    std::fs::write(names[3].join("summary.csv"), "cut").expect("a file");
    let receipt = std::fs::read_to_string(names[4].join("receipt.json")).expect("a receipt");
    std::fs::write(names[4].join("receipt.json"), receipt.replace("\"seed\": 1,", "\"seed\": 2,"))
        .expect("a file");
    let (code, printed, _) = said(&batch(two.path(), &grid));
    assert_eq!(code, Some(0));
    assert_eq!(printed.matches("up to date").count(), 6 - 3, "{printed}");
    assert!(files(&two.path().join("output")) == whole, "other bytes after a stop");
    let (_, printed, _) = said(&batch(two.path(), &grid));
    assert_eq!(printed.matches("up to date").count(), 6, "{printed}");
    // Another input is another result.
    let world = two.path().join("deals/world.toml");
    std::fs::write(&world, WORLD.replace("[0, 4]", "[0, 5]")).expect("a file");
    let (_, printed, _) = said(&batch(two.path(), &grid));
    assert_eq!(printed.matches("up to date").count(), 0, "{printed}");
    let (_, printed, _) = said(&batch(two.path(), &[&grid[..], &["--again"]].concat()));
    assert_eq!(printed.matches("up to date").count(), 0, "{printed}");
}

#[test]
fn a_batch_that_is_killed_goes_on_to_the_same_bytes() {
    let (one, two) = (folder(), folder());
    let grid = [
        "deals/fee.toml",
        "deals/more.toml",
        "--paths",
        "2000",
        "--charts",
        "svg",
        "--grid",
        "inputs.price.value=1..3",
        "--steps",
        "12",
    ];
    assert_eq!(batch(one.path(), &grid).status.code(), Some(0));
    let mut command = Command::new(env!("CARGO_BIN_EXE_dealsim"));
    let quiet = command.current_dir(two.path()).arg("batch").args(grid).arg("--quiet");
    let mut child = quiet.spawn().expect("the program starts");
    let results = two.path().join("output/deals");
    let done = || {
        let inside = std::fs::read_dir(&results).into_iter().flatten().flatten();
        inside.filter(|entry| entry.path().join("receipt.json").exists()).count()
    };
    while done() < 3 && child.try_wait().expect("a state").is_none() {
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    child.kill().expect("it can be killed");
    let ended = child.wait().expect("it ends");
    let before = done();
    assert!(!ended.success() && (3..24).contains(&before), "{before} were done");
    let (code, printed, _) = said(&batch(two.path(), &grid));
    assert_eq!((code, printed.matches("up to date").count()), (Some(0), before), "{printed}");
    // What the killed one was at lies hidden beside the results, as what no program reads.
    let seen = |folder: &Path| -> BTreeMap<PathBuf, Vec<u8>> {
        let hidden = |path: &Path| {
            path.components().any(|part| part.as_os_str().to_string_lossy().starts_with('.'))
        };
        files(&folder.join("output")).into_iter().filter(|(path, _)| !hidden(path)).collect()
    };
    assert!(seen(one.path()) == seen(two.path()), "other bytes after a kill");
}

#[test]
fn a_point_of_the_grid_is_the_run_with_the_same_overrides() {
    let folder = folder();
    let grid = [
        "deals/fee.toml",
        "--paths",
        "640",
        "--charts",
        "none",
        "--grid",
        "terms.fee.amount=2,price * 3",
    ];
    assert_eq!(batch(folder.path(), &grid).status.code(), Some(0));
    let mut command = Command::new(env!("CARGO_BIN_EXE_dealsim"));
    let run = [
        "run",
        "deals/fee.toml",
        "--paths",
        "640",
        "--charts",
        "none",
        "--output",
        "alone",
        "--set",
    ];
    let ran =
        command.current_dir(folder.path()).args(run).arg("terms.fee.amount=price * 3").output();
    assert!(ran.expect("the program runs").status.success());
    let alone = files(&folder.path().join("alone/deals/fee"));
    let results =
        std::fs::read_dir(folder.path().join("output/deals")).expect("a folder").flatten();
    let same = results.map(|entry| entry.path()).filter(|path| files(path) == alone).count();
    assert_eq!(same, 1);
}

#[test]
fn assertions_are_judged_each_time() {
    let folder = folder();
    let text = format!("{FEE}[assertions]\nrich = \"mean(seller) > 3\"\n");
    std::fs::write(folder.path().join("deals/fee.toml"), text).expect("a file");
    for _ in 0..2 {
        let (code, printed, told) =
            said(&batch(folder.path(), &["deals/fee.toml", "--paths", "640"]));
        assert_eq!(code, Some(1), "{told}");
        assert!(
            printed.contains("an assertion fails") && told.contains("assertion `rich` fails"),
            "{printed}{told}"
        );
    }
}

#[test]
fn what_names_nothing_is_refused() {
    let folder = folder();
    for (arguments, words) in [
        (&["deals/*.tom"][..], "no file is called so"),
        (&["deals/world.toml", "--grid", "a"], "names no key and values"),
        (&["deals/fee.toml", "deals/../deals/fee.toml"], "would both be written"),
    ] {
        let (code, _, told) = said(&batch(folder.path(), arguments));
        assert!(code == Some(2) && told.contains(words), "{arguments:?}: {told}");
    }
}
