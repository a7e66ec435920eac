//! The three forms of a table, and the rows it refuses.

use super::*;
use proptest::prelude::*;

fn table() -> Table {
    let mut table = Table::new(vec![
        Column::new("party", "", Kind::Text),
        Column::new("mean_payoff", "USD bn", Kind::Measure),
        Column::new("p05", "USD bn", Kind::Number),
        Column::new("paths", "", Kind::Integer),
        Column::new("paid_on", "", Kind::Date),
    ]);
    let mean = Measure { value: 275.1234, standard_error: Some(0.912), count: 100_000 };
    let date = jiff::civil::date(2030, 12, 31);
    let row =
        vec!["Microsoft, Inc.".into(), mean.into(), (-1.5).into(), 100_000.into(), date.into()];
    table.push(row).unwrap();
    let without_error = Measure { value: 1.0, standard_error: None, count: 1 };
    let absent = None::<f64>;
    table
        .push(vec![
            "the \"staff\"".into(),
            without_error.into(),
            absent.into(),
            7.into(),
            Cell::Absent,
        ])
        .unwrap();
    table
}

#[test]
fn csv_has_names_on_top_and_nothing_where_nothing_is() {
    let expected = "party,mean_payoff,mean_payoff_standard_error,p05,paths,paid_on\n\
        \"Microsoft, Inc.\",275.1234,0.912,-1.5,100000,2030-12-31\n\
        \"the \"\"staff\"\"\",1,,,7,\n";
    assert_eq!(String::from_utf8(table().to_csv().unwrap()).unwrap(), expected);
    assert!(Table::new(vec![]).to_csv().unwrap().is_empty());
}

#[test]
fn csv_numbers_have_no_exponent_and_no_negative_zero() {
    for (value, text) in [
        (1e21, "1000000000000000000000"),
        (1e-7, "0.0000001"),
        (0.1 + 0.2, "0.30000000000000004"),
        (-0.0, "0"),
        (92.0, "92"),
    ] {
        assert_eq!(plain_number(value), text);
    }
}

#[test]
fn json_keeps_units_the_order_of_columns_and_null() {
    let text = String::from_utf8(table().to_json().unwrap()).unwrap();
    let read: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(read["columns"][1]["unit"], "USD bn");
    assert_eq!(read["columns"][1]["kind"], "measure");
    assert_eq!(read["rows"][0]["mean_payoff"]["standard_error"], 0.912);
    assert_eq!(read["rows"][0]["paid_on"], "2030-12-31");
    assert!(read["rows"][1]["p05"].is_null());
    assert!(read["rows"][1]["mean_payoff"]["standard_error"].is_null());
    let places: Vec<usize> = ["\"party\": \"M", "\"mean_payoff\": {", "\"p05\": -", "\"paths\": 1"]
        .iter()
        .map(|key| text.find(key).unwrap())
        .collect();
    assert!(places.is_sorted());
}

#[test]
fn the_terminal_sees_aligned_numbers_without_idle_digits() {
    let text = table().shown().to_terminal(100, true);
    assert!(text.contains("275.1 +- 0.9") && text.contains("100,000"), "{text}");
    let line = |needle: &str| text.lines().find(|line| line.contains(needle)).unwrap();
    let end_of = |needle: &str| line(needle).find(needle).unwrap() + needle.len();
    assert_eq!(end_of("275.1 +- 0.9"), end_of("mean payoff"), "{text}");
    assert_eq!(end_of("100,000"), end_of("      7"), "{text}");
    assert!(text.is_ascii(), "{text}");
    assert!(table().shown().to_terminal(100, false).contains("275.1 ± 0.9"));
}

#[test]
fn a_narrow_terminal_is_not_overrun() {
    let text = table().shown().to_terminal(40, false);
    assert!(text.lines().all(|line| line.chars().count() <= 40), "{text}");
}

#[test]
fn what_is_certain_is_said_as_such_and_what_was_never_seen_has_a_footnote() {
    let share = |value: f64, error: Option<f64>| -> Cell {
        Measure { value, standard_error: error, count: 100_000 }.into()
    };
    let shown = |cells: Vec<Cell>| {
        let mut table = Table::new(vec![Column::new("P(loss)", "", Kind::Share)]);
        for cell in cells {
            table.push(vec![cell]).unwrap();
        }
        let shown = table.shown();
        let texts = shown.rows.into_iter().map(|mut row| row.remove(0)).collect::<Vec<_>>();
        (texts, shown.notes)
    };
    let certain = vec![share(1.0, Some(0.0)), share(0.0, Some(0.0))];
    assert_eq!(shown(certain), (vec!["100 %".into(), "0 %".into()], vec![]));
    let seen = vec![
        share(0.0, Some(1e-5)),
        share(1.0, Some(1e-5)),
        share(0.5, Some(0.0016)),
        share(0.00001, Some(0.00001)),
        share(0.99999, Some(0.00001)),
        Cell::Absent,
    ];
    let texts = ["0 %*", "100 %*", "50.0 ± 0.2 % ", "<0.1 % ", ">99.9 % ", "– "].map(String::from);
    let notes = ["* on none of 100,000 paths", "* on all of 100,000 paths"].map(String::from);
    assert_eq!(shown(seen), (texts.to_vec(), notes.to_vec()));
    assert_eq!(shown(vec![share(0.0, None)]).0, ["0 %*"]);
}

#[test]
fn rows_that_do_not_fit_are_refused() {
    let mut numbers = Table::new(vec![Column::new("x", "", Kind::Number)]);
    let width = numbers.push(vec![]).unwrap_err();
    assert_eq!(width.to_string(), "a row of 0 cells does not fit a table of 1 columns");
    for cell in [Cell::from("1"), Cell::from(f64::NAN), Cell::from(f64::INFINITY), Cell::from(1)] {
        assert!(matches!(numbers.push(vec![cell]), Err(TableError::Misfit { .. })));
    }
    assert!(numbers.rows().is_empty());
    numbers.push(vec![Cell::Absent]).unwrap();
}

proptest! {
    #[test]
    fn numbers_read_back_as_themselves(
        value in prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL,
    ) {
        let text = plain_number(value);
        prop_assert!(!text.contains('e'));
        prop_assert_eq!(text.parse::<f64>().unwrap().to_bits(), value.to_bits());
    }
}
