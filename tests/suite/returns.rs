//! What money returns: multiple, internal rate and payback against a published example and against sums by hand.

use dealsim::report::{Cell, Table};
use dealsim::{Scenario, Settings, TableName};

const PARTIES: &str = "[parties.fund]\ndiscount_rate = 0.1\n[parties.firm]\ndiscount_rate = 0\n";

fn summary(time: &str, terms: &str, paths: u64) -> Table {
    let text = format!("format = 1\nmoney = \"USD M\"\n[time]\n{time}\n{PARTIES}{terms}");
    let scenario =
        Scenario::from_text("deal.toml", &text).unwrap_or_else(|findings| panic!("{findings}"));
    let run = scenario.run(&Settings::paths(paths)).unwrap_or_else(|why| panic!("{why}"));
    run.table(TableName::Summary)
}

/// A cell of the row of the fund.
fn of_fund(table: &Table, column: &str) -> Cell {
    let at = table.columns().iter().position(|own| own.name == column).expect("a column");
    let is_fund = |row: &&Vec<Cell>| matches!(&row[1], Cell::Text(name) if name == "fund");
    table.rows().iter().find(is_fund).expect("the fund")[at].clone()
}

fn number(table: &Table, column: &str) -> f64 {
    match of_fund(table, column) {
        Cell::Number(value) => value,
        Cell::Measure(measure) => measure.value,
        other => panic!("{column}: {other:?}"),
    }
}

fn lump(name: &str, from: &str, to: &str, amount: &str, on: &str) -> String {
    format!(
        "[terms.{name}]\nkind = \"lump_sum\"\nfrom = \"{from}\"\nto = \"{to}\"\namount = {amount}\non = {on}\n"
    )
}

#[test]
fn the_rate_of_dated_payments_is_that_of_a_spreadsheet() {
    // The example of the function XIRR: 37.3362535 % a year. A payment counts at the end of its day, the first at the start.
    let terms = [
        lump("price", "fund", "firm", "10_000", "2008-01-01"),
        lump("a", "firm", "fund", "2_750", "2008-02-29"),
        lump("b", "firm", "fund", "4_250", "2008-10-29"),
        lump("c", "firm", "fund", "3_250", "2009-02-14"),
        lump("d", "firm", "fund", "2_750", "2009-03-31"),
    ];
    for step in ["month", "quarter", "year"] {
        let time = format!("start = 2008-01-01\nend = 2010-01-01\nstep = \"{step}\"");
        let table = summary(&time, &terms.concat(), 16);
        let rate = number(&table, "internal_rate_of_return");
        assert!((rate - 0.373_362_535).abs() < 5e-9, "{step}: {rate}");
        assert!((number(&table, "multiple_of_money") - 1.3).abs() < 1e-12);
        let Cell::Date(day) = of_fund(&table, "payback_date") else { panic!("a day") };
        assert_eq!(day.to_string(), "2009-02-14", "{step}");
    }
}

#[test]
fn what_is_paid_at_closes_returns_what_an_annuity_does() {
    // 100 at the start, and 40 a year for three years of 365 days: the rate at which an annuity of 40 is worth 100.
    let terms = lump("price", "fund", "firm", "100", "2025-01-01")
        + "[terms.rent]\nkind = \"royalty\"\nfrom = \"firm\"\nto = \"fund\"\nof = 40\nrate = 1\n";
    let table = summary("start = 2025-01-01\nend = 2028-01-01\nstep = \"year\"", &terms, 16);
    let rate = number(&table, "internal_rate_of_return");
    let worth: f64 = (1..=3).map(|year| 40.0 * libm::pow(1.0 + rate, -f64::from(year))).sum();
    assert!((worth - 100.0).abs() < 1e-9, "{rate}");
    assert_eq!(number(&table, "cash_paid"), 100.0);
    assert_eq!(number(&table, "cash_received"), 120.0);
    let Cell::Date(day) = of_fund(&table, "payback_date") else { panic!("a day") };
    assert_eq!(day.to_string(), "2027-12-31");
}

#[test]
fn payments_on_days_that_differ_count_on_their_mean_day() {
    // Certain to come within the first year, uniformly: on average after half of it.
    let terms = lump("price", "fund", "firm", "100", "2025-01-01")
        + "[events.sale]\nchance = { probability = 1, by = 2025-12-31 }\n"
        + &lump("proceeds", "firm", "fund", "110", "\"sale\"");
    let table = summary("start = 2025-01-01\nend = 2028-01-01\nstep = \"year\"", &terms, 4096);
    let rate = number(&table, "internal_rate_of_return");
    let years = libm::log(1.1) / libm::log1p(rate);
    // The mean of 4,096 uniform times has the standard error 1 / √(12 · 4096).
    let error = 1.0 / f64::sqrt(12.0 * 4096.0);
    assert!((years - 0.5).abs() < 4.0 * error, "{years}");
}

#[test]
fn who_only_receives_has_no_rate() {
    let terms = lump("gift", "firm", "fund", "100", "2026-06-30");
    let table = summary("start = 2025-01-01\nend = 2028-01-01\nstep = \"year\"", &terms, 16);
    for column in ["cash_paid", "multiple_of_money", "internal_rate_of_return", "payback_date"] {
        assert!(matches!(of_fund(&table, column), Cell::Absent), "{column}");
    }
}
