//! Published numbers, held against runs of scenarios: every table under tests/validation, and docs/validation.md from it.
//!
//! A table is a TOML file of cases. A case says `title`, `scenario` (under scenarios/validation), `source`, `rule`, and `rows`. A row
//! says what it changes (`set`, as on the command line; or `at`, numbers for the case's `columns`), what it `reads`, the `expected` number as
//! printed and, where it can be worked out, the `exact` one. Both may be said for the whole case as well: `reads`, `half_unit` (half a unit in
//! the last printed digit), `within` (for what does not depend on chance), `expected_error` (where the expected number is an estimate too),
//! `paths` and `debug_paths`, `seed`, and `precise` (the largest standard error, as a part of the value or of one).
//!
//! Readings: `payoff SIDE`, `driver NAME at K`, `variance NAME at K` (of a normal quantity), `event NAME`, `event NAME by K`,
//! `event NAME in J..K`, `insolvency COMPANY` likewise, and `ONE / OTHER` of payoffs and drivers. K counts periods; `end` is the last.
//!
//! Every run of a case has a seed of its own, so that scores of different runs are independent; rows that change the same share a run.

use crate::support::{Estimate, How, Ran, path};
use dealsim::diagnose::{Diagnostics, Sources, render};
use dealsim::document::{self, Disk, MergeRules, Shelf, Table, Value, ValueKind};
use dealsim::statistics::{Measure, digits};
use std::fmt::Write as _;
use std::sync::Arc;

const FULL: bool = !cfg!(debug_assertions);

struct Case<'a> {
    id: &'a str,
    table: &'a Table,
}

struct Row {
    label: String,
    reads: String,
    expected: f64,
    exact: Option<f64>,
    estimate: Estimate,
    score: f64,
    run: usize,
}

fn tables() -> Vec<(String, Table)> {
    let mut files: Vec<_> = std::fs::read_dir(path("tests/validation"))
        .expect("the folder of tables")
        .map(|entry| entry.expect("a file").path())
        .filter(|file| file.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    let mut cases = Vec::new();
    for file in files {
        let mut sources = Sources::default();
        let mut findings = Diagnostics::default();
        let rules = MergeRules { discriminators: &[], in_parts: &[] };
        let shelf = Shelf::new(Arc::new(Disk));
        let document = document::read(&file, &shelf, &rules, &mut sources, &mut findings);
        let Some(document) = document else {
            panic!("{}", render(&findings, &sources, false));
        };
        for entry in document.root.entries {
            let ValueKind::Table(table) = entry.value.kind else {
                panic!("{}: `{}` is not a case", file.display(), entry.key.name);
            };
            cases.push((entry.key.name, table));
        }
    }
    cases.sort_by(|left, right| left.0.cmp(&right.0));
    cases
}

fn number(table: &Table, key: &str) -> Option<f64> {
    table.get(key).and_then(|entry| entry.value.as_number())
}

fn text<'a>(table: &'a Table, key: &str) -> Option<&'a str> {
    table.get(key).and_then(|entry| entry.value.as_text())
}

fn list<'a>(table: &'a Table, key: &str) -> &'a [Value] {
    match table.get(key).map(|entry| &entry.value.kind) {
        Some(ValueKind::List(items)) => items,
        _ => &[],
    }
}

impl Case<'_> {
    fn number(&self, row: &Table, key: &str) -> Option<f64> {
        number(row, key).or_else(|| number(self.table, key))
    }

    fn text(&self, key: &str) -> &str {
        text(self.table, key).unwrap_or_else(|| panic!("{} does not say its {key}", self.id))
    }

    /// What a row changes, as on the command line.
    fn sets(&self, row: &Table) -> Vec<String> {
        let common = list(self.table, "set");
        let words = common.iter().chain(list(row, "set")).map(|item| {
            item.as_text().unwrap_or_else(|| panic!("{}: `set` takes texts", self.id)).to_owned()
        });
        let columns = list(self.table, "columns");
        let numbers = list(row, "at");
        assert_eq!(
            columns.len().min(numbers.len()),
            numbers.len(),
            "{}: `at` is too long",
            self.id
        );
        let places = columns.iter().zip(numbers).map(|(column, value)| {
            let column = column.as_text().unwrap_or_default();
            format!("{column}={}", value.as_number().expect("`at` takes numbers"))
        });
        words.chain(places).collect()
    }

    fn label(&self, row: &Table, sets: &[String]) -> String {
        if let Some(name) = text(row, "name") {
            return name.to_owned();
        }
        let short = |set: &String| {
            let (key, value) = set.split_once('=').unwrap_or((set, ""));
            let key = key.rsplit('.').next().unwrap_or(key).trim_matches('"').replace('_', " ");
            format!("{key} {value}")
        };
        let own = &sets[list(self.table, "set").len()..];
        own.iter().map(short).collect::<Vec<_>>().join(", ")
    }

    fn how(&self, run: usize, rows: &[&Value]) -> How {
        let wanted = |key, otherwise: f64| number(self.table, key).unwrap_or(otherwise) as u64;
        let paths =
            if FULL { wanted("paths", 1_000_000.0) } else { wanted("debug_paths", 10_000.0) };
        // A ratio needs every value; nothing else does.
        let own = rows.iter().filter_map(|row| text(row.as_table()?, "reads"));
        let common = text(self.table, "reads");
        let every_value = own.chain(common).any(is_ratio);
        How { seed: wanted("seed", 1.0) + run as u64, every_value, ..How::paths(paths) }
    }

    fn rows(&self) -> Vec<Row> {
        let rows: Vec<&Value> = list(self.table, "rows").iter().collect();
        assert!(!rows.is_empty(), "{} has no rows", self.id);
        let file = format!("scenarios/validation/{}", self.text("scenario"));
        let mut done = Vec::new();
        let mut last: Option<(Vec<String>, Ran)> = None;
        let mut run = 0;
        for row in &rows {
            let row = row.as_table().unwrap_or_else(|| panic!("{}: a row is a table", self.id));
            let sets = self.sets(row);
            if last.as_ref().is_none_or(|(known, _)| *known != sets) {
                run += 1;
                let ran = Ran::file_with(&file, &sets, self.how(run, &rows));
                last = Some((sets.clone(), ran));
            }
            let Some((_, ran)) = &last else { continue };
            let label = self.label(row, &sets);
            let reads = text(row, "reads").unwrap_or_else(|| self.text("reads"));
            let estimate = read(ran, reads);
            let expected = self.number(row, "expected");
            let expected = expected.unwrap_or_else(|| panic!("{}: {label}: what?", self.id));
            let exact = number(row, "exact");
            let own = self.number(row, "expected_error").unwrap_or(0.0);
            let gap = estimate.value - exact.unwrap_or(expected);
            let error = estimate.error.hypot(own);
            let score = if error > 0.0 { gap / error } else { 0.0 };
            self.judge(row, &label, estimate, expected);
            let reads = reads.to_owned();
            done.push(Row { label, reads, expected, exact, estimate, score, run });
        }
        done
    }

    /// The rule: within four standard errors, half a printed unit and what is granted to arithmetic.
    fn judge(&self, row: &Table, label: &str, estimate: Estimate, expected: f64) {
        let id = self.id;
        let own = self.number(row, "expected_error").unwrap_or(0.0);
        let chance = 4.0 * estimate.error.hypot(own);
        let within = self.number(row, "within").unwrap_or(0.0);
        let half_unit = self.number(row, "half_unit").unwrap_or(0.0);
        assert!(chance + within > 0.0, "{id}: {label}: no error, so say `within`");
        let gap = (estimate.value - expected).abs();
        let room = chance + within + half_unit;
        assert!(gap <= room, "{id}: {label}: {estimate:?}, not {expected} within {room}");
        if let Some(exact) = number(row, "exact") {
            let gap = (estimate.value - exact).abs();
            let room = chance + within;
            assert!(gap <= room, "{id}: {label}: {estimate:?}, not {exact} within {room}");
        }
        if let (Some(part), true) = (self.number(row, "precise"), FULL) {
            let most = part * expected.abs().max(1.0);
            assert!(estimate.error <= most, "{id}: {label}: {estimate:?} is coarser than {most}");
        }
    }

    /// The scores of a table of independent rows are neither too wide nor too narrow.
    fn judge_together(&self, rows: &[Row]) -> Option<f64> {
        let independent = rows.windows(2).all(|pair| pair[0].run != pair[1].run);
        let random = rows.iter().all(|row| row.estimate.error > 0.0);
        if !independent || !random || rows.len() < 8 {
            return None;
        }
        let count = rows.len() as f64;
        let square = rows.iter().map(|row| row.score * row.score).sum::<f64>() / count;
        let room = 4.0 * (2.0 / count).sqrt();
        assert!((square - 1.0).abs() <= room, "{}: mean square score {square}", self.id);
        Some(square)
    }

    fn page(&self, rows: &[Row], square: Option<f64>, page: &mut String) -> std::fmt::Result {
        let (id, title, scenario) = (self.id, self.text("title"), self.text("scenario"));
        writeln!(page, "\n## {id}: {title}\n")?;
        writeln!(page, "Source: {}.\n", self.text("source").trim_end_matches('.'))?;
        write!(page, "Scenario: [{scenario}](../scenarios/validation/{scenario}).")?;
        if let Some(rule) = text(self.table, "rule") {
            write!(page, " {rule}")?;
        }
        if let Some(square) = square {
            write!(page, " Mean square of the scores: {square:.2}.")?;
        }
        writeln!(page, "\n\n| case | reads | expected | estimate | z |")?;
        writeln!(page, "| --- | --- | ---: | ---: | ---: |")?;
        for row in rows {
            let Row { label, reads, expected, exact, estimate, score, .. } = row;
            let expected = exact.unwrap_or(*expected);
            let measure =
                Measure { value: estimate.value, standard_error: Some(estimate.error), count: 0 };
            let (shown, score) = if estimate.error > 0.0 {
                (with_error(&measure), format!("{score:+.2}"))
            } else {
                (digits::number(estimate.value, 10), "no chance in it".to_owned())
            };
            let expected = digits::number(expected, 8);
            writeln!(page, "| {label} | `{reads}` | {expected} | {shown} | {score} |")?;
        }
        Ok(())
    }
}

/// A number and its error with all digits that the error lets it have, two of the error while it begins below 355 and
/// one from there on (Particle Data Group): a comparison wants more than the four that a reader of results does.
fn with_error(measure: &Measure) -> String {
    let error = measure.standard_error.unwrap_or(0.0);
    let text = format!("{error:.2e}");
    let (leading, exponent) = text.split_once('e').expect("an exponent");
    let exponent: i32 = exponent.parse().expect("a whole number");
    let place =
        if leading.parse::<f64>().expect("a number") < 3.55 { exponent - 1 } else { exponent };
    let decimals = usize::try_from(-place).unwrap_or(0);
    format!("{:.decimals$} ± {error:.decimals$}", measure.value)
}

fn is_ratio(reads: &str) -> bool {
    reads.contains(" / ")
}

/// What a reading says of a run.
fn read(ran: &Ran, reads: &str) -> Estimate {
    if let Some((above, below)) = reads.split_once(" / ") {
        return ratio(values(ran, above), values(ran, below));
    }
    let words: Vec<&str> = reads.split_whitespace().collect();
    let periods = ran.model.grid.periods();
    let period = |word: &str| if word == "end" { periods } else { whole(word) };
    match words[..] {
        ["payoff", side] => ran.payoff(side),
        ["driver", name, "at", at] => ran.driver(name, period(at)),
        ["variance", name, "at", at] => ran.driver_variance(name, period(at)),
        ["event", name] => ran.happens_in(name, 1, periods),
        ["event", name, "by", at] => ran.happens_in(name, 1, period(at)),
        ["event", name, "in", range] => {
            let (first, last) = range.split_once("..").expect("J..K");
            ran.happens_in(name, period(first), period(last))
        }
        ["insolvency", name] => ran.insolvent_in(name, 1, periods),
        ["insolvency", name, "by", at] => ran.insolvent_in(name, 1, period(at)),
        ["insolvency", name, "in", range] => {
            let (first, last) = range.split_once("..").expect("J..K");
            ran.insolvent_in(name, period(first), period(last))
        }
        _ => panic!("nobody knows how to read `{reads}`"),
    }
}

fn whole(word: &str) -> usize {
    word.parse().unwrap_or_else(|_| panic!("`{word}` is not the number of a period"))
}

fn values<'a>(ran: &'a Ran, reads: &str) -> &'a [f64] {
    let words: Vec<&str> = reads.split_whitespace().collect();
    match words[..] {
        ["payoff", side] => ran.payoffs(side),
        ["driver", name, "at", "end"] => ran.driver_values(name, ran.model.grid.periods()),
        ["driver", name, "at", at] => ran.driver_values(name, whole(at)),
        _ => panic!("`{reads}` has no value on each path"),
    }
}

/// A ratio of means with its error by the delta method: that of the mean of (y − r x) / mean x.
fn ratio(above: &[f64], below: &[f64]) -> Estimate {
    let count = above.len() as f64;
    let mean = |values: &[f64]| values.iter().sum::<f64>() / count;
    let (top, bottom) = (mean(above), mean(below));
    let value = top / bottom;
    let squares: f64 =
        above.iter().zip(below).map(|(y, x)| (y - value * x) * (y - value * x)).sum();
    let error = (squares / (count - 1.0) / count).sqrt() / bottom.abs();
    Estimate { value, error }
}

const OPENING: &str = "# Validation

Published and exact numbers beside what runs of scenarios give, each with its source, its standard error and the score z: how many standard
errors lie between the two. A score beyond 4 fails the tests, and so does a table of independent rows whose scores are too wide or too narrow
together. Expected numbers are those that can be worked out where the source prints fewer digits; what is printed has to agree within
half a unit of its last digit more. The page is written by the tests (`DEALSIM_BLESS=1 cargo test --release validation`), from the tables in
`tests/validation`.
";

#[test]
fn scenarios_reproduce_published_numbers() {
    let mut page = OPENING.to_owned();
    for (id, table) in &tables() {
        let case = Case { id, table };
        let rows = case.rows();
        let square = case.judge_together(&rows);
        case.page(&rows, square, &mut page).expect("a text takes lines");
    }
    // Fewer paths give other digits, so only a full run is held against the page.
    if !FULL {
        return;
    }
    let file = path("docs/validation.md");
    if std::env::var_os("DEALSIM_BLESS").is_some() {
        std::fs::write(&file, &page).expect("the page can be written");
    }
    let written = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(written == page, "docs/validation.md is not what the runs give: see its first lines");
}
