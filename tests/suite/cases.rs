//! Small contracts with their right values: every list `tests/cases/*.json` is run as a user would run its files.
//!
//! A case is `{"id", "file", "args", "paths", "expect": [...], "or": [[...]]}`; its file lies in `tests/cases/`. What can be expected:
//! - `{"table", "where": {column: text}, "column", "value", "tolerance": 1e-6 | "4se", "rel", "half", "sum"}`: one cell of `run`;
//! - `{"exit": 2 | [..], "stderr_contains": [...], "lacks": [...], "errors": N, "of": "run"}`: `check` refuses, in these words;
//! - `{"warns": [...], "lacks": [...], "error_too": true}`: `check` warns (an error is as good) and names these;
//! - `{"quiet": true}`: `check` says nothing;
//! - `{"prints": [...], "lacks": [...]}`: what `run` writes on the terminal.
//!
//! In every list of words an entry may be a list of its own: one of these is enough. `or` holds other lists that would do as well.

use crate::support::path;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a command left.
struct Call {
    code: Option<i32>,
    said: String,
}

impl Call {
    /// Runs the program; the name of the file is taken out of what it says, so that no word of it counts.
    fn of(words: &[String], file: &Path) -> Self {
        let output = Command::new(env!("CARGO_BIN_EXE_dealsim")).args(words).output();
        let output = output.expect("the program starts");
        let mut said = String::from_utf8_lossy(&output.stdout).into_owned();
        said.push_str(&String::from_utf8_lossy(&output.stderr));
        let folder = format!("{}/", file.parent().expect("a folder").display());
        let stem = file.file_stem().expect("a name").to_string_lossy().into_owned();
        let said = said.replace(&folder, "").replace(&format!("{stem}.toml"), "FILE");
        Self { code: output.status.code(), said: said.replace(&stem, "FILE") }
    }

    /// How many findings of a sort it shows.
    fn count(&self, sort: &str) -> usize {
        self.said.lines().filter(|line| line.trim_start().starts_with(sort)).count()
    }
}

/// A case while it is tried.
struct Tried<'case> {
    case: &'case Value,
    file: PathBuf,
    output: tempfile::TempDir,
    ran: Option<Call>,
    checked: Option<Call>,
    faults: Vec<String>,
}

impl<'case> Tried<'case> {
    fn new(case: &'case Value) -> Self {
        let file = path("tests/cases").join(text(case, "file"));
        let output = tempfile::tempdir().expect("a temporary folder");
        Self { case, file, output, ran: None, checked: None, faults: Vec::new() }
    }

    fn words(&self, command: &str, paths: Option<u64>) -> Vec<String> {
        let mut words = vec![command.to_owned(), self.file.display().to_string()];
        if command == "run" {
            words.extend(["--output".to_owned(), self.output.path().display().to_string()]);
            words.extend(texts(&self.case["args"]));
            words.extend(paths.into_iter().flat_map(|n| ["--paths".to_owned(), n.to_string()]));
        }
        words
    }

    /// Tries a list of expectations; what did not hold.
    fn tries(mut self, expected: &Value) -> Vec<String> {
        for expectation in expected.as_array().expect("a list of expectations") {
            let has = |key: &str| !expectation[key].is_null();
            if has("table") || has("prints") || (has("lacks") && !has("warns") && !has("exit")) {
                self.of_run(expectation);
            } else {
                self.of_check(expectation);
            }
        }
        self.faults
    }

    fn of_run(&mut self, expected: &Value) {
        if self.ran.is_none() {
            let words = self.words("run", self.case["paths"].as_u64());
            self.ran = Some(Call::of(&words, &self.file));
        }
        let Some(ran) = &self.ran else { return };
        if ran.code != Some(0) {
            self.faults.push(format!("it does not run: {:?}\n{}", ran.code, ran.said));
        } else if expected["table"].is_null() {
            self.faults.extend(wrong_words(&ran.said, &expected["prints"], &expected["lacks"]));
        } else {
            let folder = folder_with(self.output.path(), "summary.csv").expect("a summary");
            self.faults.extend(wrong_cell(&folder, expected));
        }
    }

    fn of_check(&mut self, expected: &Value) {
        if self.checked.is_none() {
            // `check` takes no `--set`, and some faults show only on a path: then what `run` says counts.
            let by_run = !texts(&self.case["args"]).is_empty() || expected["of"] == "run";
            let command = if by_run { "run" } else { "check" };
            self.checked = Some(Call::of(&self.words(command, Some(64)), &self.file));
        }
        let Some(check) = &self.checked else { return };
        let (code, said) = (check.code.unwrap_or(-1), &check.said);
        let (errors, warnings) = (check.count("error["), check.count("warning"));
        let mut faults = Vec::new();
        if !expected["exit"].is_null() {
            let codes = expected["exit"].as_array().cloned();
            let codes = codes.unwrap_or_else(|| vec![expected["exit"].clone()]);
            if !codes.contains(&Value::from(code)) {
                faults.push(format!("exit {code}, not {codes:?}\n{said}"));
            }
            if let Some(wanted) = expected["errors"].as_u64()
                && wanted != errors as u64
            {
                faults.push(format!("{errors} errors, not {wanted}\n{said}"));
            }
            faults.extend(wrong_words(said, &expected["stderr_contains"], &expected["lacks"]));
        } else if !expected["warns"].is_null() {
            let refused = code == 2 && expected["error_too"] == true;
            if !refused && (warnings == 0 || !(0..=1).contains(&code)) {
                faults.push(format!("no warning, exit {code}\n{said}"));
            }
            faults.extend(wrong_words(said, &expected["warns"], &expected["lacks"]));
        } else if expected["quiet"] == true && (code != 0 || errors + warnings > 0) {
            faults.push(format!("exit {code}, where nothing is wrong\n{said}"));
        }
        self.faults.extend(faults);
    }
}

fn text<'case>(case: &'case Value, key: &str) -> &'case str {
    case[key].as_str().unwrap_or_else(|| panic!("{key} is missing in {case}"))
}

fn texts(list: &Value) -> Vec<String> {
    let entries = list.as_array().map(Vec::as_slice).unwrap_or_default();
    entries.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Words that are missing, and those that should not be there.
fn wrong_words(said: &str, wanted: &Value, unwanted: &Value) -> Vec<String> {
    let there = |word: &Value| match word {
        Value::Array(words) => words.iter().filter_map(Value::as_str).any(|w| said.contains(w)),
        word => said.contains(word.as_str().expect("a word")),
    };
    let list = |words: &Value| words.as_array().cloned().unwrap_or_default();
    let missing = list(wanted).into_iter().filter(|word| !there(word));
    let missing = missing.map(|word| format!("not a word of {word}\n{said}"));
    let present = list(unwanted).into_iter().filter(there);
    missing.chain(present.map(|word| format!("says {word}\n{said}"))).collect()
}

/// The folder below another that holds a file.
fn folder_with(folder: &Path, name: &str) -> Option<PathBuf> {
    if folder.join(name).exists() {
        return Some(folder.to_path_buf());
    }
    let entries = std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path());
    entries.filter(|path| path.is_dir()).find_map(|path| folder_with(&path, name))
}

type Row = BTreeMap<String, String>;

fn rows(file: &Path) -> Vec<Row> {
    let mut reader =
        csv::Reader::from_path(file).unwrap_or_else(|_| panic!("no {}", file.display()));
    reader.deserialize().collect::<Result<_, _>>().expect("rows")
}

/// The column of the standard error of another.
fn error_column(expected: &Value) -> String {
    let column = text(expected, "column");
    expected["se_column"].as_str().map_or(format!("{column}_standard_error"), str::to_owned)
}

/// Why a cell of a table is not what it should be.
fn wrong_cell(folder: &Path, expected: &Value) -> Option<String> {
    let wanted = expected["where"].as_object().expect("where");
    let matches = |row: &Row| {
        wanted.iter().all(|(key, value)| row.get(key).map(String::as_str) == value.as_str())
    };
    let rows = rows(&folder.join(text(expected, "table")));
    let found: Vec<&Row> = rows.iter().filter(|row| matches(row)).collect();
    let column = text(expected, "column");
    let number = |row: &&Row, column: &str| -> Option<f64> { row.get(column)?.parse().ok() };
    let Some(first) = found.first() else {
        return Some(format!("no row {wanted:?} in {}", text(expected, "table")));
    };
    let (got, error) = if expected["sum"] == true {
        (found.iter().map(|row| number(row, column).unwrap_or(f64::NAN)).sum(), 0.0)
    } else {
        let bounds = ["low", "high"].map(|end| number(first, &format!("{column}_{end}_95")));
        let error = match bounds {
            [Some(low), Some(high)] => (high - low) / 3.92,
            _ => number(first, &error_column(expected)).unwrap_or(0.0),
        };
        (number(first, column).unwrap_or(f64::NAN), error)
    };
    let value = expected["value"].as_f64().expect("a value");
    let mut room = match expected["tolerance"].as_f64() {
        Some(tolerance) => tolerance,
        None if expected["tolerance"] == "4se" => (4.0 * error).max(1e-9 * value.abs().max(1.0)),
        None => 1e-6,
    };
    room += expected["half"].as_f64().unwrap_or(0.0);
    room += expected["rel"].as_f64().unwrap_or(0.0) * value.abs();
    let near = (got - value).abs() <= room;
    (!near).then(|| format!("{wanted:?} {column} is {got} ± {error}, not {value}"))
}

#[test]
fn every_case_has_its_right_value() {
    let mut lists: Vec<PathBuf> = std::fs::read_dir(path("tests/cases"))
        .expect("a folder")
        .flatten()
        .map(|entry| entry.path())
        .filter(|file| file.extension().is_some_and(|extension| extension == "json"))
        .collect();
    lists.sort();
    assert!(!lists.is_empty());
    let mut wrong = Vec::new();
    for list in lists {
        let read = std::fs::read_to_string(&list).expect("a list");
        let cases: Vec<Value> = serde_json::from_str(&read).expect("a list of cases");
        for case in &cases {
            let mut faults = Tried::new(case).tries(&case["expect"]);
            let others = case["or"].as_array().cloned().unwrap_or_default();
            if !faults.is_empty() && others.iter().any(|or| Tried::new(case).tries(or).is_empty()) {
                faults.clear();
            }
            wrong.extend(faults.into_iter().map(|fault| format!("{}: {fault}", text(case, "id"))));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// A case that is wrong is told: of a value, of a word, of a count of errors and of silence.
#[test]
fn a_wrong_expectation_is_seen() {
    for expectation in [
        r#"{"table": "summary.csv", "where": {"kind": "side", "name": "platform"}, "column": "payoff_mean", "value": 682.6}"#,
        r#"{"table": "summary.csv", "where": {"kind": "side", "name": "nobody"}, "column": "payoff_mean", "value": 682.5}"#,
        r#"{"prints": ["no such word"]}"#,
        r#"{"prints": [], "lacks": [["platform", "Platform"]]}"#,
        r#"{"exit": 2}"#,
        r#"{"exit": 0, "errors": 1}"#,
        r#"{"warns": []}"#,
    ] {
        let case = serde_json::json!({"id": "x", "file": "fee-tiers-of-a-month.toml", "paths": 64});
        let expected: Value = serde_json::from_str(&format!("[{expectation}]")).expect("JSON");
        let faults = Tried::new(&case).tries(&expected);
        assert_eq!(faults.len(), 1, "{expectation}: {faults:?}");
    }
}
