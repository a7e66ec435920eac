//! Money in dispute: amounts worked out by hand, and accounts that close.

use crate::support::How;
use crate::watched::{HALF_QUANTUM, Watched};

/// Rent of 4 a year and a fee of 10, declared over after a year, in court for a year and a half.
fn deal(upheld: u8, court: &str, escrow: &str) -> String {
    format!(
        "format = 1\nmoney = \"USD M\"\n[time]\nstart = 2025-01-01\nend = 2030-01-01\nstep = \"quarter\"\n\
         [parties.buyer]\ndiscount_rate = 0\n[parties.seller]\ndiscount_rate = 0\n[parties.broker]\ndiscount_rate = 0\n\
         [drivers.paid]\nformula = \"total(rent)\"\n\
         [events.declared]\ndate = 2026-01-31\n\
         [events.over]\ndisputed = {{ event = \"declared\", probability_upheld = {upheld}, time_in_court = \"{court}\" }}\n\
         [terms.rent]\nkind = \"formula_flow\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 4\nends = \"over\"\n\
         escrow = {{ dispute = \"over\", {escrow} }}\n\
         [terms.fee]\nkind = \"lump_sum\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 10\non = 2026-08-31\nunless = \"over\"\n\
         escrow = {{ dispute = \"over\" }}\n"
    )
}

fn near(what: &str, value: f64, exact: f64, roundings: f64) {
    assert!((value - exact).abs() <= roundings * HALF_QUANTUM, "{what}: {value}, not {exact}");
}

/// Filed at 13/12 and judged at 31/12: in the quarter that closes at 5/4 two thirds of the rent are in dispute.
const HELD: [f64; 6] = [2.0 / 3.0, 1.0, 1.0, 1.0, 1.0, 1.0];

/// What six deposits have earned at 0.04 a year when they are judged a month into the quarter after them.
fn interest() -> f64 {
    let mut balance = 0.0;
    for deposit in HELD {
        balance = balance * 1.01 + deposit;
    }
    balance * (1.0 + 0.04 / 12.0) - HELD.iter().sum::<f64>()
}

#[test]
fn what_was_held_goes_to_the_payee_when_the_declaration_is_rejected() {
    let text = deal(0, "18 months", "interest = 0.04");
    let ran = Watched::text(&text, How::paths(1));
    let deposits = ran.flows("rent", "buyer", "rent.escrow");
    for (period, deposit) in deposits.iter().enumerate() {
        let expected = if (4..10).contains(&period) { HELD[period - 4] } else { 0.0 };
        near("deposit", *deposit, expected, 1.0);
    }
    let held: f64 = HELD.iter().sum();
    let direct: f64 = ran.flows("rent", "buyer", "seller").iter().sum();
    near("direct", direct, 20.0 - held, 2.0);
    let out = ran.flows("rent", "rent.escrow", "seller");
    near("released", out[10], held + interest(), 16.0);
    assert!(out.iter().enumerate().all(|(period, flow)| period == 10 || *flow == 0.0));
    near("received", ran.received("seller", "rent")[0], 20.0 + interest(), 32.0);
    near("left", ran.received("rent.escrow", "rent")[0], 0.0, 0.0);
    assert_eq!(ran.received("seller", "fee")[0], 10.0);
    assert_eq!(ran.flows("fee", "buyer", "fee.escrow")[6], 10.0);
    // The total counts what was paid in, not what was paid out again: as the driver reads it at the last opening.
    near("total", ran.driver("paid", 20)[0], 19.0, 2.0);
}

#[test]
fn what_was_held_goes_back_to_the_payer_when_it_is_upheld() {
    let text = deal(1, "18 months", "interest = 0.04, interest_to = \"broker\"");
    let ran = Watched::text(&text, How::paths(1));
    let held: f64 = HELD.iter().sum();
    // Rent is owed up to the filing: thirteen months of a third of one.
    near("kept", ran.received("seller", "rent")[0], 13.0 / 3.0, 2.0);
    near("cost", ran.received("buyer", "rent")[0], -13.0 / 3.0, 2.0);
    near("back", ran.flows("rent", "rent.escrow", "buyer")[10], held, 8.0);
    near("interest", ran.received("broker", "rent")[0], interest(), 16.0);
    near("left", ran.received("rent.escrow", "rent")[0], 0.0, 0.0);
    assert_eq!(ran.received("seller", "fee")[0], 0.0);
    assert_eq!(ran.received("buyer", "fee")[0], 0.0);
    near("total", ran.driver("paid", 20)[0], 13.0 / 3.0, 4.0);
}

#[test]
fn a_case_that_is_open_at_the_end_keeps_the_money() {
    let ran = Watched::text(&deal(1, "10 years", "interest = 0"), How::paths(1));
    near("waits", ran.received("rent.escrow", "rent")[0], 20.0 - 13.0 / 3.0, 2.0);
    near("kept", ran.received("seller", "rent")[0], 13.0 / 3.0, 2.0);
    assert_eq!(ran.received("fee.escrow", "fee")[0], 10.0);
}

/// Filed and judged within one quarter: nothing is held, and only what accrued outside of the dispute is owed.
#[test]
fn a_short_case_holds_nothing() {
    for (upheld, rent) in [(0, 20.0), (1, 13.0 / 3.0)] {
        let ran = Watched::text(&deal(upheld, "1 month", "interest = 0.04"), How::paths(1));
        near("rent", ran.received("seller", "rent")[0], rent, 2.0);
        assert!(ran.flows("rent", "buyer", "rent.escrow").iter().all(|flow| *flow == 0.0));
    }
}

/// A company pays while it can; what it cannot pay is not in escrow either, and every account closes.
#[test]
fn a_company_pays_into_escrow_as_far_as_it_can() {
    let text = "format = 1\nmoney = \"USD M\"\n[time]\nstart = 2025-01-01\nend = 2030-01-01\nstep = \"quarter\"\n\
        [parties.owner]\ndiscount_rate = 0\n[parties.seller]\ndiscount_rate = 0\n\
        [drivers.sales]\nprocess = \"geometric_brownian\"\nstart = 4\nvolatility = 0.6\n\
        [companies.maker]\ncash = 1\noperating = { in = [\"sales\"], out = [] }\nvalue = 0\nholders = { owner = \"rest\" }\n\
        funding = { from = \"owner\", max = 0 }\n\
        [events.declared]\nhazard = 0.5\n\
        [events.over]\ndisputed = { event = \"declared\", probability_upheld = 0.5, time_in_court = { uniform = [0, 3] } }\n\
        [terms.rent]\nkind = \"formula_flow\"\nfrom = \"maker\"\nto = \"seller\"\namount = 4\nends = \"over\"\n\
        escrow = { dispute = \"over\", interest = 0.05 }\n";
    let ran = Watched::text(text, How::paths(500));
    let left = ran.received("rent.escrow", "rent");
    let judged = ran.event_times("over.upheld").iter().zip(ran.event_times("over.rejected"));
    let mut waiting = 0;
    for ((path, left), (upheld, rejected)) in left.iter().enumerate().zip(judged) {
        assert!(*left >= 0.0, "path {path}: {left}");
        // Money that would go back to a company that is insolvent by then stays where it is.
        if *rejected <= 5.0 {
            assert_eq!(*left, 0.0, "path {path}");
        } else if *upheld > 5.0 && *left > 0.0 {
            waiting += 1;
        }
    }
    assert!(waiting > 0, "no case was open at the end");
    for path in 0..ran.paths() {
        let sum: f64 = ["world", "owner", "seller", "maker", "rent.escrow"]
            .iter()
            .map(|account| ran.received(account, "rent")[path])
            .sum();
        assert_eq!(sum, 0.0);
    }
}
