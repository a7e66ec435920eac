//! The declaration that is disputed: filed, in court, upheld or rejected or still open, with the money in escrow, by hand.

use crate::support::How;
use crate::watched::{HALF_QUANTUM, Watched};

const FILE: &str = "scenarios/clauses/07-disputed-declaration.toml";

/// Declared on 31 March 2026 (15/12), filed a month later, within the sixth quarter.
const DECLARED: &str = "events.declared={ date = 2026-03-31 }";

/// A judgment that is certain, after a certain time in court.
fn judged(upheld: u8, court: &str, more: &[&str]) -> Watched {
    let upheld = format!("events.agi.disputed.probability_upheld={upheld}");
    let court = format!("events.agi.disputed.time_in_court={court}");
    let mut sets = vec![DECLARED, upheld.as_str(), court.as_str()];
    sets.extend_from_slice(more);
    Watched::file_with(FILE, &sets, How::paths(1))
}

/// A fifth of a quarter's revenue of 100 for eight quarters, of 160 for eight, of 200 for four.
fn due() -> Vec<f64> {
    [vec![5.0; 8], vec![8.0; 8], vec![10.0; 4]].concat()
}

/// An amount that a quarter's rounding touched so many times.
#[track_caller]
fn near(what: &str, found: f64, expected: f64, roundings: f64) {
    assert!(
        (found - expected).abs() <= roundings * HALF_QUANTUM,
        "{what}: {found}, not {expected}"
    );
}

#[track_caller]
fn all_near(what: &str, found: &[f64], expected: &[f64], roundings: f64) {
    assert_eq!(found.len(), expected.len());
    for (index, (found, expected)) in found.iter().zip(expected).enumerate() {
        near(&format!("{what}, quarter {}", index + 1), *found, *expected, roundings);
    }
}

/// What lies in escrow at each close, with interest of 3 % a year on what lay there when the quarter opened.
fn balances(deposits: &[f64]) -> Vec<f64> {
    let mut balance = 0.0;
    deposits
        .iter()
        .map(|deposit| {
            balance = balance * (1.0 + 0.03 / 4.0) + deposit;
            balance
        })
        .collect()
}

/// Deposits from the filing on: of the sixth quarter the two months after it.
fn deposits(last: usize) -> Vec<f64> {
    let mut deposits = due();
    deposits.truncate(last);
    deposits[..5].fill(0.0);
    deposits[5] = 5.0 * 2.0 / 3.0;
    deposits
}

/// Everything under the clause, from everybody's side, sums to nothing.
#[track_caller]
fn closes(ran: &Watched) {
    for path in 0..ran.paths() {
        let sum: f64 = ["world", "lab", "investor", "revenue_share.escrow"]
            .iter()
            .map(|account| ran.received(account, "revenue_share")[path])
            .sum();
        assert_eq!(sum, 0.0, "path {path}");
    }
}

/// Nineteen months after the filing, at 35/12: two months into the twelfth quarter.
const COURT: &str = "19 months";
const JUDGED: f64 = 35.0 / 12.0;

#[test]
fn a_rejected_declaration_releases_what_was_held_and_the_share_goes_on() {
    let ran = judged(0, COURT, &[]);
    assert_eq!(ran.event_times("agi.filed"), [16.0 / 12.0]);
    assert_eq!(ran.event_times("agi"), [f64::INFINITY]);
    let held = deposits(11);
    let mut expected = held.clone();
    expected.resize(20, 0.0);
    let into = ran.flows("revenue_share", "lab", "revenue_share.escrow");
    all_near("held", &into, &expected, 1.0);
    // Paid at once: what fell due before the filing, and from the judgment on.
    let direct: Vec<f64> = due().iter().zip(&expected).map(|(due, held)| due - held).collect();
    all_near("direct", &ran.flows("revenue_share", "lab", "investor"), &direct, 1.0);
    // With interest for two more months.
    let released = balances(&held)[10] * (1.0 + 0.03 * 2.0 / 12.0);
    let out = ran.flows("revenue_share", "revenue_share.escrow", "investor");
    for (period, amount) in out.iter().enumerate() {
        near("released", *amount, if period == 11 { released } else { 0.0 }, 16.0);
    }
    let interest = released - held.iter().sum::<f64>();
    near("investor", ran.received("investor", "revenue_share")[0], 144.0 + interest, 24.0);
    assert_eq!(ran.received("lab", "revenue_share")[0], -144.0);
    assert_eq!(ran.received("revenue_share.escrow", "revenue_share")[0], 0.0);
    // Each amount at its own day.
    let worth: f64 = (1_u8..)
        .zip(&direct)
        .map(|(period, amount)| amount * libm::exp(-0.09 * 0.25 * f64::from(period)))
        .sum::<f64>()
        + released * libm::exp(-0.09 * JUDGED);
    near("payoff", ran.payoff("investor")[0], worth, 64.0);
    closes(&ran);
}

#[test]
fn an_upheld_declaration_gives_back_what_was_held_with_effect_from_the_filing() {
    let ran = judged(1, COURT, &[]);
    assert_eq!(ran.event_times("agi"), ran.event_times("agi.upheld"));
    near("when", ran.event_times("agi")[0], JUDGED, 1.0);
    // Five quarters and a month are owed: nothing of the quarter in which it was judged.
    let owed = 5.0 * 5.0 + 5.0 / 3.0;
    near("investor", ran.received("investor", "revenue_share")[0], owed, 1.0);
    let held = deposits(11);
    let back = balances(&held)[10] * (1.0 + 0.03 * 2.0 / 12.0);
    let out = ran.flows("revenue_share", "revenue_share.escrow", "lab");
    near("back", out[11], back, 16.0);
    assert_eq!(out.iter().filter(|amount| **amount != 0.0).count(), 1, "{out:?}");
    let interest = back - held.iter().sum::<f64>();
    near("lab", ran.received("lab", "revenue_share")[0], interest - owed, 24.0);
    assert_eq!(ran.received("revenue_share.escrow", "revenue_share")[0], 0.0);
    closes(&ran);
}

#[test]
fn a_case_that_is_open_at_the_horizon_leaves_the_money_in_escrow() {
    for upheld in [0, 1] {
        let ran = judged(upheld, "10 years", &[]);
        assert!(ran.event_times("agi")[0] > 5.0);
        let held = deposits(20);
        assert_eq!(due().iter().sum::<f64>(), 144.0);
        let left = balances(&held)[19];
        near("left", ran.received("revenue_share.escrow", "revenue_share")[0], left, 32.0);
        near("investor", ran.received("investor", "revenue_share")[0], 80.0 / 3.0, 1.0);
        assert_eq!(ran.received("lab", "revenue_share")[0], -144.0);
        closes(&ran);
    }
}

#[test]
fn a_declaration_that_nobody_disputes_ends_the_share_at_once() {
    let ran = judged(0, COURT, &["events.agi.disputed.probability_filed=0"]);
    assert_eq!(ran.event_times("agi.filed"), [f64::INFINITY]);
    assert_eq!(ran.event_times("agi"), [1.25]);
    assert_eq!(ran.received("investor", "revenue_share")[0], 25.0);
    assert_eq!(ran.received("revenue_share.escrow", "revenue_share")[0], 0.0);
}

#[test]
fn what_is_held_counts_towards_the_cap() {
    let cap = "terms.revenue_share.cap=60";
    // 40 after eight quarters, 56 after ten, and the last 4 in the eleventh, all of them due or held.
    let mut held = deposits(11);
    held[10] = 4.0;
    let ran = judged(0, COURT, &[cap]);
    let mut expected = held.clone();
    expected.resize(20, 0.0);
    let into = ran.flows("revenue_share", "lab", "revenue_share.escrow");
    all_near("held", &into, &expected, 1.0);
    assert_eq!(ran.received("lab", "revenue_share")[0], -60.0);
    let interest = balances(&held)[10] * (1.0 + 0.03 * 2.0 / 12.0) - held.iter().sum::<f64>();
    near("rejected", ran.received("investor", "revenue_share")[0], 60.0 + interest, 24.0);
    let ran = judged(1, COURT, &[cap]);
    near("upheld", ran.received("investor", "revenue_share")[0], 80.0 / 3.0, 1.0);
}

/// What is due by a time, in years.
fn due_by(time: f64) -> f64 {
    20.0 * time.min(2.0) + 32.0 * (time.clamp(2.0, 4.0) - 2.0) + 40.0 * (time.clamp(4.0, 5.0) - 4.0)
}

#[test]
fn every_path_ends_as_its_judgment_says() {
    let ran =
        Watched::file_with(FILE, &["terms.revenue_share.escrow.interest=0"], How::paths(2000));
    let investor = ran.received("investor", "revenue_share");
    let escrow = ran.received("revenue_share.escrow", "revenue_share");
    let (filed, agi) = (ran.event_times("agi.filed"), ran.event_times("agi"));
    let rejected = ran.event_times("agi.rejected");
    let mut seen = [0; 3];
    for path in 0..ran.paths() {
        let (owed, left) = if filed[path] > 5.0 || rejected[path] <= 5.0 {
            seen[0] += 1;
            (144.0, 0.0)
        } else if agi[path] <= 5.0 {
            seen[1] += 1;
            (due_by(filed[path]), 0.0)
        } else {
            seen[2] += 1;
            (due_by(filed[path]), 144.0 - due_by(filed[path]))
        };
        near(&format!("investor on path {path}"), investor[path], owed, 44.0);
        near(&format!("left on path {path}"), escrow[path], left, 44.0);
    }
    assert!(seen.iter().all(|count| *count > 100), "{seen:?}");
    closes(&ran);
}
