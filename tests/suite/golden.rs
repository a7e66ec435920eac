//! The flagship's tables at a few paths, as they were when somebody last looked: any number that moves shows.

use crate::support::path;
use dealsim::{Scenario, Settings, TableName};
use sha2::{Digest, Sha256};
use std::fs;

const PATHS: u64 = 2_000;

#[test]
fn the_tables_of_the_flagship_are_what_they_were() {
    let bless = std::env::var_os("DEALSIM_BLESS").is_some();
    let mut moved = Vec::new();
    for scenario in ["status-quo", "restructured", "talks-fail"] {
        let file = format!("scenarios/microsoft-openai/{scenario}.toml");
        let deal = Scenario::open(path(&file)).expect("it is sound");
        let run = deal.run(&Settings::paths(PATHS).seed(1)).expect("it runs");
        let tables = [
            ("summary.csv", TableName::Summary),
            ("terms.csv", TableName::Terms),
            ("events.csv", TableName::Events),
            ("joint.csv", TableName::Joint),
        ];
        let folder = path("tests/golden/microsoft-openai").join(scenario);
        for (name, table) in tables {
            let found = readable(&text(&run.table(table).to_csv().expect("a table")));
            let place = folder.join(name);
            if bless {
                fs::create_dir_all(&folder).expect("a folder");
                fs::write(&place, &found).expect("a file");
                continue;
            }
            let golden = fs::read(&place).unwrap_or_default();
            if let Some(difference) = difference(&text(&golden), &found) {
                moved.push(format!("{}: {difference}", place.display()));
            }
        }
    }
    let help = "if that is meant: DEALSIM_BLESS=1 cargo test --test suite golden, and look at the difference";
    assert!(moved.is_empty(), "{}\n{help}", moved.join("\n"));
}

/// A table as a reader compares it: six digits a number, and above it a hash of the exact bytes, which tells whether
/// any digit moved.
fn readable(table: &str) -> String {
    let hash: String =
        Sha256::digest(table).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let mut shown = csv::Writer::from_writer(Vec::new());
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(table.as_bytes());
    for row in reader.records() {
        let row = row.expect("a row");
        shown.write_record(row.iter().map(six_digits)).expect("a row");
    }
    let shown = text(&shown.into_inner().expect("the rows"));
    format!("# {hash} of the exact bytes; six digits of each number:\n{shown}")
}

fn six_digits(cell: &str) -> String {
    match cell.parse::<f64>() {
        Ok(number) if cell.contains('.') || cell.contains('e') => {
            let rounded: f64 = format!("{number:.5e}").parse().expect("a number");
            format!("{rounded}")
        }
        _ => cell.to_owned(),
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("tables are UTF-8")
}

/// The first line that is another: by its bytes on x86-64, with a tolerance for numbers elsewhere.
fn difference(golden: &str, found: &str) -> Option<String> {
    let same = if cfg!(target_arch = "x86_64") { golden == found } else { near(golden, found) };
    if same {
        return None;
    }
    let mut lines = golden.lines().zip(found.lines());
    let (was, is) = lines.find(|(was, is)| was != is).unwrap_or(("(another length)", ""));
    Some(format!("was\n  {was}\nand is\n  {is}"))
}

/// Whether two tables say the same texts in the same cells, and numbers to six digits.
fn near(golden: &str, found: &str) -> bool {
    let cells = |text: &str| -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        let rows = reader.records().map(|row| row.expect("a row"));
        rows.map(|row| row.iter().map(str::to_owned).collect()).collect()
    };
    // The first line is the hash of bytes that are others elsewhere.
    let body = |text: &str| text.split_once('\n').map_or("", |(_, rest)| rest).to_owned();
    let (golden, found) = (cells(&body(golden)), cells(&body(found)));
    let alike = |(was, is): (&String, &String)| match (was.parse::<f64>(), is.parse::<f64>()) {
        (Ok(was), Ok(is)) => (was - is).abs() <= 2e-5 * was.abs().max(is.abs()),
        _ => was == is,
    };
    golden.len() == found.len()
        && golden
            .iter()
            .zip(&found)
            .all(|(was, is)| was.len() == is.len() && was.iter().zip(is).all(alike))
}

#[test]
fn a_golden_table_that_moved_is_seen() {
    let golden = readable("name,mean\nA,1.25\n");
    assert!(near(&golden, &readable("name,mean\nA,1.2500000001\n")));
    assert!(!near(&golden, &readable("name,mean\nA,1.2501\n")));
    assert!(!near(&golden, &readable("name,mean\nB,1.25\n")));
    assert!(!near(&golden, &readable("name,mean\nA,1.25\nB,1\n")));
    assert_eq!(difference(&golden, &golden), None);
    let last_digit = readable("name,mean\nA,1.2500000000000002\n");
    assert_ne!(golden, last_digit, "the hash sees every digit");
    let moved = readable("name,mean\nA,1.26\n");
    assert!(golden.lines().skip(1).ne(moved.lines().skip(1)) && moved.ends_with("A,1.26\n"));
}
