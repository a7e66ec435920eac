//! Frequency, compounding and day count belong to the clause: where it says them, the step of the run decides nothing.

use crate::support::{How, Ran, findings, read};
use libm::pow;

/// A deal by the month, the quarter or the year.
fn deal(step: &str, rate: f64, rest: &str) -> String {
    format!(
        "format = 1\ntime = {{ start = 2023-01-15, end = 2027-01-15, step = \"{step}\" }}\n\
         parties = {{ a = {{ discount_rate = {rate} }}, b = {{ discount_rate = {rate} }} }}\n{rest}\n"
    )
}

/// What `b` gets on each path, by the month, the quarter and the year.
fn by_step(rate: f64, rest: &str) -> Vec<Vec<f64>> {
    ["month", "quarter", "year"].map(|step| payoffs(step, rate, rest)).to_vec()
}

fn payoffs(step: &str, rate: f64, rest: &str) -> Vec<f64> {
    Ran::text(&deal(step, rate, rest), How::paths(64)).payoffs("b").to_vec()
}

/// Each period of a month rounds its interest to half a quantum, forty-eight times.
const ROUNDED: f64 = 1e-6;

fn agree(name: &str, all: &[Vec<f64>]) {
    for other in &all[1..] {
        for (path, (one, two)) in all[0].iter().zip(other).enumerate() {
            assert!((one - two).abs() < ROUNDED, "{name}, path {path}: {one} and {two}");
        }
    }
}

fn loan(rest: &str) -> String {
    format!("[terms.note]\nkind = \"loan\"\nfrom = \"b\"\nto = \"a\"\nprincipal = 1000\n{rest}")
}

/// Loans that say how often they pay and compound, and what `b` gains undiscounted where that is known by hand.
fn loans() -> Vec<(&'static str, String, Option<f64>)> {
    let days = |from: [i16; 3], to: [i16; 3]| {
        let day = |it: [i16; 3]| jiff::civil::date(it[0], it[1] as i8, it[2] as i8);
        f64::from(day(from).until(day(to)).expect("two days").get_days())
    };
    let actual = 1000.0 * 0.06 * days([2023, 1, 15], [2026, 1, 15]) / 360.0;
    let odd = days([2023, 3, 10], [2024, 3, 10]) / 365.0;
    let odd_two = days([2024, 3, 10], [2025, 3, 10]) / 365.0;
    let stub = days([2025, 3, 10], [2025, 7, 1]) / 365.0;
    let odd = (1.0 + 0.06 * odd) * (1.0 + 0.06 * odd_two) * (1.0 + 0.06 * stub);
    vec![
        (
            "compounded yearly",
            loan(
                "interest = 0.05\ninterest_is = \"capitalised\"\ncompounded = \"year\"\nends = 2025-01-14",
            ),
            Some(102.5),
        ),
        (
            "compounded every two years",
            loan("interest = 0.05\ninterest_is = \"capitalised\"\ncompounded = \"2 years\""),
            Some(210.0),
        ),
        (
            "simple",
            loan("interest = 0.05\ninterest_is = \"capitalised\"\ncompounded = \"never\""),
            Some(200.0),
        ),
        (
            "paid yearly by actual/360",
            loan(
                "interest = 0.06\nevery = \"year\"\nday_count = \"actual/360\"\nends = 2026-01-14",
            ),
            Some(actual),
        ),
        (
            "compounded from the middle of a month by actual/365 to the middle of a year",
            loan(
                "interest = 0.06\ninterest_is = \"capitalised\"\ncompounded = \"year\"\nday_count = \"actual/365\"\nstarts = 2023-03-10\nends = 2025-06-30",
            ),
            Some(1000.0 * odd - 1000.0),
        ),
        (
            "paid yearly by 30/360 from the end of a month",
            loan(
                "interest = 0.06\nevery = \"year\"\nday_count = \"30/360\"\nstarts = 2023-08-31\nends = 2026-08-30",
            ),
            Some(180.0),
        ),
        (
            "an annuity by the year",
            loan("interest = 0.05\nevery = \"year\"\nrepayment = \"annuity\"\nends = 2027-01-14"),
            Some(4.0 * 1000.0 * 0.05 / (1.0 - pow(1.05, -4.0)) - 1000.0),
        ),
        (
            "equal parts by the year from the middle of a month",
            loan(
                "interest = 0.05\nevery = \"year\"\nrepayment = \"linear\"\nstarts = 2023-05-20\nends = 2026-05-19",
            ),
            None,
        ),
    ]
}

/// The same of clauses that are no loans.
fn others() -> Vec<(&'static str, String, Option<f64>)> {
    vec![
        (
            "a share by the year with a cap, from the middle of a month",
            "[terms.share]\nkind = \"revenue_share\"\nfrom = \"a\"\nto = \"b\"\nof = 100\nrate = \"10%\"\ncap = 31\nevery = \"year\"\nstarts = 2023-04-20".to_owned(),
            Some(31.0),
        ),
        (
            "a royalty by the year with tiers, an advance and a wait",
            "[terms.licence]\nkind = \"royalty\"\nfrom = \"a\"\nto = \"b\"\nof = 100\ntiers = { 0 = \"5%\", 60 = \"7%\" }\nper = \"contract_year\"\nadvance = 2\nevery = \"year\"\npay_after = \"2 months\"".to_owned(),
            Some(4.0 * (3.0 + 2.8)),
        ),
        (
            "a rent by the year from an event on, ended by another",
            "[events.begins]\nhazard = 0.8\n[events.over]\nhazard = 0.3\n[terms.rent]\nkind = \"formula_flow\"\nfrom = \"a\"\nto = \"b\"\namount = 12\nevery = \"year\"\nstarts = \"begins\"\nends = \"over\"".to_owned(),
            None,
        ),
        (
            "a loan from an event on, compounded by the year",
            format!("[events.begins]\nhazard = 0.8\n{}", loan("interest = 0.05\ninterest_is = \"capitalised\"\ncompounded = \"year\"\nstarts = \"begins\"\nday_count = \"actual/actual\"")),
            None,
        ),
        (
            "a loan from an event on, paid and repaid by the year",
            format!("[events.begins]\nhazard = 0.8\n{}", loan("interest = 0.05\nevery = \"year\"\nrepayment = \"linear\"\nstarts = \"begins\"\nends = 2026-08-31")),
            None,
        ),
        (
            "a profit share by the year with losses",
            "[terms.right]\nkind = \"profit_share\"\nfrom = \"a\"\nto = \"b\"\nof = 10\ntiers = { 0 = 0.5, 6 = 0.25 }\nloss_before = 5\nevery = \"year\"\nstarts = 2023-06-20".to_owned(),
            None,
        ),
        (
            "a penalty by the year",
            "[terms.late]\nkind = \"penalty\"\nfrom = \"a\"\nto = \"b\"\na_day = 0.01\nevery = \"year\"".to_owned(),
            Some(14.61),
        ),
        (
            "a note compounded by the year and actual/365, turned into money at the end",
            "[companies.lab]\ncash = 500\nvalue = 1000\nholders = { a = \"rest\" }\n[terms.note]\nkind = \"convertible\"\nfrom = \"b\"\nto = \"lab\"\namount = 100\ninterest = 0.08\ncompounded = \"year\"\nday_count = \"actual/365\"".to_owned(),
            Some(100.0 * (pow(1.08, 3.0) * (1.0 + 0.08 * 366.0 / 365.0)) - 100.0),
        ),
        (
            "a preferred return compounded by the quarter",
            "[companies.lab]\ncash = 50\nvalue = 10\nholders = { a = \"rest\" }\n[terms.round]\nkind = \"round\"\nfrom = \"b\"\nto = \"lab\"\namount = 40\npost_money = 1000\non = 2024-01-14\nclass = \"preferred\"\n[terms.first]\nkind = \"preference\"\ncompany = \"lab\"\nclass = \"preferred\"\npreferred_return = 0.08\ncompounded = \"quarter\"".to_owned(),
            None,
        ),
    ]
}

#[test]
fn the_step_decides_nothing_where_the_clause_says_how_often() {
    for (name, text, by_hand) in loans().into_iter().chain(others()) {
        agree(name, &by_step(0.09, &text.replace("\"quarter\"", "\"year\"")));
        let Some(exact) = by_hand else { continue };
        for found in by_step(0.0, &text) {
            for value in found {
                assert!((value - exact).abs() < ROUNDED, "{name}: {value}, not {exact}");
            }
        }
    }
}

#[test]
fn payments_by_the_quarter_agree_by_the_month_and_the_quarter() {
    for (name, text, _) in loans().into_iter().chain(others()) {
        let text = text.replace("\"year\"", "\"quarter\"").replace("\"2 years\"", "\"half_year\"");
        let steps = ["month", "quarter"].map(|step| payoffs(step, 0.09, &text));
        agree(name, &steps);
    }
}

#[test]
fn interest_that_waits_for_its_day_bears_interest_where_that_is_said() {
    // Compounded by the quarter and paid by the year: (1 + 0.08 / 4)^4 - 1 a year.
    let text = loan("interest = 0.08\nevery = \"year\"\ncompounded = \"quarter\"");
    for step in ["month", "quarter"] {
        let found = payoffs(step, 0.0, &text)[0];
        let exact = 4.0 * 1000.0 * (pow(1.02, 4.0) - 1.0);
        assert!((found - exact).abs() < ROUNDED, "{step}: {found}, not {exact}");
    }
}

#[test]
fn what_is_earned_waits_for_its_day_and_is_settled_at_the_end() {
    // By the half year from 1 June 2023 on: three years and a half in seven payments, and a month and a half at the end.
    let text = "[terms.rent]\nkind = \"formula_flow\"\nfrom = \"a\"\nto = \"b\"\namount = 12\n\
                every = \"half_year\"\nstarts = 2023-06-01";
    let last = (jiff::civil::date(2027, 1, 15), jiff::civil::date(2023, 1, 15));
    assert_eq!(last.1.until(last.0).expect("days").get_days(), 1461);
    let at = |months: f64| pow(1.09, -months / 12.0);
    // A first of the month is 17 days after the fifteenth before: in months of 31, 30, 31 and so on days.
    let june = 4.0 + 17.0 / 31.0;
    let december = 10.0 + 16.0 / 30.0;
    let mut exact = 0.0;
    let mut before = june;
    for year in 0..4 {
        for month in [december, 12.0 + june] {
            let day = 12.0 * f64::from(year) + month;
            if day < 48.0 {
                exact += (day - before) * at(day);
                before = day;
            }
        }
    }
    exact += (48.0 - before) * at(48.0);
    for found in by_step_of(&["month", "quarter"], text) {
        assert!((found - exact).abs() < ROUNDED, "{found}, not {exact}");
    }
}

fn by_step_of(steps: &[&str], text: &str) -> Vec<f64> {
    steps.iter().map(|step| payoffs(step, 0.09, text)[0]).collect()
}

#[test]
fn a_frequency_finer_than_the_step_is_an_error_that_names_the_step() {
    for (key, value) in [("every", "month"), ("compounded", "month"), ("every", "4 months")] {
        let rest = format!("interest = 0.05\ninterest_is = \"capitalised\"\n{key} = \"{value}\"");
        let text = deal("quarter", 0.0, &loan(&rest));
        let said = findings(&read(&[("deal.toml", &text)], &[]));
        assert!(said.contains("finer-than-step") && said.contains("a quarter"), "{said}");
        assert!(said.contains(key) && said.contains("step = \"month\""), "{said}");
    }
    let text = deal("month", 0.0, &loan("interest = 0.05\ncompounded = \"quarter\""));
    let said = findings(&read(&[("deal.toml", &text)], &[]));
    assert!(said.contains("compounds nothing"), "{said}");
}
