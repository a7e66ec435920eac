//! Claims, money held back for them, set-off, limits over several clauses and prices adjusted at closing: by hand, and
//! compound sums against their closed forms.

use crate::poisson::{gamma_above, over_counts};
use crate::support::{How, findings, read};
use crate::watched::{HALF_QUANTUM, Watched};
use libm::{exp, pow};

/// Four years, nothing discounted; `text` comes after it.
fn deal(step: &str, text: &str) -> String {
    format!(
        "format = 1\nmoney = \"USD M\"\n[time]\nstart = 2025-01-01\nend = 2029-01-01\nstep = \"{step}\"\n\
         [parties.buyer]\ndiscount_rate = 0\n[parties.seller]\ndiscount_rate = 0\n{text}"
    )
}

const WARRANTY: &str = "[terms.warranty]\nkind = \"claims\"\nfrom = \"seller\"\nto = \"buyer\"\n";

fn near(what: &str, value: f64, exact: f64) {
    let error = (value - exact).abs();
    assert!(error <= 20.0 * HALF_QUANTUM, "{what}: {value}, not {exact}");
}

/// All that moved under a term from one account to another, on the first path.
fn moved(ran: &Watched, term: &str, from: &str, to: &str) -> f64 {
    ran.flows(term, from, to).iter().sum()
}

#[test]
fn a_basket_is_deducted_or_tips() {
    // Claims of 4, 6 and 5: 4, 10, 15 to date.
    let amounts = "on = [2025-06-30, 2026-03-31, 2027-03-31]\n\
                   amount = { schedule = { 2025-01-01 = 4, 2026-01-01 = 6, 2027-01-01 = 5 } }\n";
    for (keys, paid) in [
        ("", [4.0, 6.0, 5.0]),
        ("basket = 7", [0.0, 3.0, 5.0]),
        ("basket = 7\nbasket_is = \"tipping\"", [0.0, 10.0, 5.0]),
        ("basket = 10\nbasket_is = \"tipping\"", [0.0, 0.0, 15.0]),
        ("basket = 7\ncap = 6", [0.0, 3.0, 3.0]),
        ("basket = 7\nbasket_is = \"tipping\"\ncap = 11", [0.0, 10.0, 1.0]),
        ("ends = 2026-12-31", [4.0, 6.0, 0.0]),
        ("least = 5", [0.0, 6.0, 5.0]),
        ("least = 5\nbasket = 7", [0.0, 0.0, 4.0]),
        ("basket = 7\nchanges = { basket = { 2027-01-01 = 3 } }", [0.0, 3.0, 9.0]),
        ("basket = 3\nchanges = { basket = { 2027-01-01 = 14 } }", [1.0, 6.0, 0.0]),
        ("already = 2\ncap = 9", [4.0, 3.0, 0.0]),
    ] {
        for (step, at) in [("quarter", [2, 5, 9]), ("year", [1, 2, 3])] {
            let ran =
                Watched::text(&deal(step, &format!("{WARRANTY}{amounts}{keys}\n")), How::paths(1));
            let flows = ran.flows("warranty", "seller", "buyer");
            for (period, flow) in flows.iter().enumerate() {
                let number = at.iter().position(|at| *at == period + 1);
                near(keys, *flow, number.map_or(0.0, |number| paid[number]));
            }
        }
    }
}

#[test]
fn compound_claims_agree_with_their_closed_forms() {
    // Of n exponential claims of mean m: E(S − b)⁺ = n m Q(n + 1, b / m) − b Q(n, b / m), and E S 1(S > b) is its first part.
    let (rate, years, size, basket, most) = (0.9, 2.5, 2.0, 3.0, 8);
    let beyond = |level: f64| {
        over_counts(rate * years, most, |n| {
            f64::from(n) * size * gamma_above(n + 1, level / size)
                - level * gamma_above(n, level / size)
        })
    };
    let tipped = over_counts(rate * years, most, |n| {
        f64::from(n) * size * gamma_above(n + 1, basket / size)
    });
    let text = |keys: &str| {
        deal(
            "quarter",
            &format!(
                "[events.claim]\nrecurring = {{ hazard = {rate}, most = {most} }}\n\
                 {WARRANTY}on = \"claim\"\namount = {{ exponential = {{ mean = {size} }} }}\nends = 2027-06-30\n{keys}\n"
            ),
        )
    };
    for (keys, exact) in [
        ("", beyond(0.0)),
        ("basket = 3", beyond(basket)),
        ("basket = 3\nbasket_is = \"tipping\"", tipped),
        ("basket = 3\ncap = 4", beyond(basket) - beyond(basket + 4.0)),
        ("least = 1", 0.0),
    ] {
        let ran = crate::support::Ran::text(&text(keys), How::paths(40_000));
        let exact = if keys.starts_with("least") {
            // Each claim counts where it is at least 1: (m + 1) e^(−1 / m) on average.
            over_counts(rate * years, most, f64::from) * (size + 1.0) * exp(-1.0 / size)
        } else {
            exact
        };
        ran.payoff("buyer").agrees(keys, exact);
    }
}

/// 10 paid in, claims of 4, 5 and 3, what lies beyond 5 released in between.
const HELD: &str = "[terms.held]\nkind = \"holdback\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 10\non = 2025-03-31\n\
                    release = 2028-03-31\nkeeps = { 2026-09-30 = 5 }\npays = \"warranty\"\n";

#[test]
fn claims_are_paid_out_of_what_is_held_back() {
    let claims = "on = [2026-02-15, 2026-12-31, 2028-02-15]\namount = { schedule = { 2026-01-01 = 4, 2026-10-01 = 5, 2028-01-01 = 3 } }\n";
    for step in ["month", "quarter", "year"] {
        for (shortfall, own) in [("owed", 3.0), ("lapses", 0.0)] {
            let text =
                deal(step, &format!("{WARRANTY}{claims}{HELD}shortfall = \"{shortfall}\"\n"));
            let ran = Watched::text(&text, How::paths(1));
            near("paid in", moved(&ran, "held", "buyer", "held.escrow"), 10.0);
            near("released", moved(&ran, "held", "held.escrow", "seller"), 1.0);
            near("claims", moved(&ran, "warranty", "held.escrow", "buyer"), 9.0);
            if shortfall == "owed" {
                near("the rest", moved(&ran, "warranty", "seller", "buyer"), own);
            }
            near("seller", ran.payoff("seller")[0], 1.0 - own);
            near("buyer", ran.payoff("buyer")[0], own - 1.0);
        }
    }
}

#[test]
fn what_is_held_back_earns_its_interest_whatever_the_step() {
    // A claim a year after the deposit and the release two years after it: (10 · 1.06 − 4) · 1.06.
    let claims = "on = 2026-06-30\namount = 4\n";
    for step in ["month", "quarter", "year"] {
        let text = deal(
            step,
            &format!(
                "{WARRANTY}{claims}[terms.held]\nkind = \"holdback\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 10\n\
                 on = 2025-06-30\nrelease = 2027-06-30\npays = [\"warranty\"]\ninterest = \"6%\"\n"
            ),
        );
        let ran = Watched::text(&text, How::paths(1));
        let left = (10.0 * 1.06 - 4.0) * 1.06;
        near(step, moved(&ran, "held", "held.escrow", "seller"), left);
        near(step, moved(&ran, "held", "world", "held.escrow"), left - 6.0);
        near(
            step,
            ran.received("held.escrow", "held")[0] + ran.received("held.escrow", "warranty")[0],
            0.0,
        );
    }
}

#[test]
fn a_release_by_an_event_takes_the_claims_before_it() {
    let text = deal(
        "year",
        &format!(
            "[events.claim]\nhazard = 0.7\n[events.settled]\nhazard = 0.7\n{WARRANTY}on = \"claim\"\namount = 4\n\
             [terms.held]\nkind = \"holdback\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 10\nrelease = \"settled\"\npays = \"warranty\"\nshortfall = \"lapses\"\n"
        ),
    );
    let ran = Watched::text(&text, How::paths(4_000));
    let (claim, settled) = (ran.event_times("claim"), ran.event_times("settled"));
    for (path, seller) in ran.payoff("seller").iter().enumerate() {
        let released = settled[path] <= 4.0;
        let claimed = claim[path] <= settled[path] && claim[path] <= 4.0;
        let left = if claimed { 6.0 } else { 10.0 };
        near("seller", *seller, if released { left } else { 0.0 });
        near("buyer", ran.payoff("buyer")[path], if claimed { -6.0 } else { -10.0 });
    }
}

#[test]
fn what_is_left_of_a_holdback_agrees_with_its_closed_form() {
    let (mean, size, held, most) = (0.9 * 2.5, 2.0, 6.0, 8);
    let text = deal(
        "quarter",
        &format!(
            "[events.claim]\nrecurring = {{ hazard = 0.9, most = {most} }}\n{WARRANTY}on = \"claim\"\namount = {{ exponential = {{ mean = {size} }} }}\n\
             [terms.held]\nkind = \"holdback\"\nfrom = \"buyer\"\nto = \"seller\"\namount = {held}\nrelease = 2027-06-30\npays = \"warranty\"\nshortfall = \"lapses\"\n"
        ),
    );
    let ran = crate::support::Ran::text(&text, How::paths(40_000));
    let all = over_counts(mean, most, |n| f64::from(n) * size);
    let beyond = over_counts(mean, most, |n| {
        f64::from(n) * size * gamma_above(n + 1, held / size) - held * gamma_above(n, held / size)
    });
    ran.payoff("seller").agrees("what is left", held - (all - beyond));
}

#[test]
fn debts_are_set_off_against_later_payments() {
    let text = |step: &str, rest: &str| {
        deal(
            step,
            &format!(
                "{WARRANTY}on = [2026-02-15, 2027-11-15, 2028-11-15]\namount = {{ schedule = {{ 2026-01-01 = 4, 2027-10-01 = 5, 2028-10-01 = 2 }} }}\n\
                 [terms.first]\nkind = \"lump_sum\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 3\non = 2026-06-30\n\
                 [terms.second]\nkind = \"lump_sum\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 4\non = 2027-06-30\n\
                 [terms.third]\nkind = \"lump_sum\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 10\non = 2028-06-30\n\
                 [terms.offsetting]\nkind = \"set_off\"\nfrom = \"buyer\"\nto = \"seller\"\nof = \"warranty\"\nagainst = [\"first\", \"second\", \"third\"]\nrest = \"{rest}\"\n"
            ),
        )
    };
    for step in ["quarter", "year"] {
        for (rest, last) in [("lapses", 0.0), ("owed", 2.0)] {
            let ran = Watched::text(&text(step, rest), How::paths(1));
            let a_year = if step == "year" { 1 } else { 4 };
            let flows = ran.flows("warranty", "seller", "buyer");
            let by_year: Vec<f64> = flows.chunks(a_year).map(|year| year.iter().sum()).collect();
            for (found, exact) in by_year.iter().zip([0.0, 3.0, 1.0, 5.0 + last]) {
                near("set off", *found, exact);
            }
            near("seller", ran.payoff("seller")[0], 17.0 - 9.0 - last);
        }
    }
}

#[test]
fn a_limit_holds_over_several_clauses() {
    let text = |keys: &str| {
        deal(
            "quarter",
            &format!(
                "[terms.royalty]\nkind = \"formula_flow\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 4\nends = 2027-12-31\n\
                 [terms.milestone]\nkind = \"lump_sum\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 3\non = 2026-06-30\n\
                 [terms.both]\nkind = \"joint_limit\"\nfrom = \"buyer\"\nto = \"seller\"\nof = [\"milestone\", \"royalty\"]\n{keys}\n"
            ),
        )
    };
    let by_year = |ran: &Watched, term: &str| -> Vec<f64> {
        ran.flows(term, "buyer", "seller").chunks(4).map(|year| year.iter().sum()).collect()
    };
    // One a quarter; in the second quarter of 2026 the milestone comes first.
    let ran = Watched::text(&text("cap = 7"), How::paths(1));
    assert_eq!(by_year(&ran, "milestone"), [0.0, 2.0, 0.0, 0.0]);
    assert_eq!(by_year(&ran, "royalty"), [4.0, 1.0, 0.0, 0.0]);
    let ran = Watched::text(&text("cap = 5\nper = \"year\"\nalready = 2"), How::paths(1));
    assert_eq!(by_year(&ran, "milestone"), [0.0, 3.0, 0.0, 0.0]);
    assert_eq!(by_year(&ran, "royalty"), [3.0, 2.0, 4.0, 0.0]);
    let ran = Watched::text(&text("floor = 5\nper = \"year\""), How::paths(1));
    assert_eq!(by_year(&ran, "royalty"), [4.0, 4.0, 4.0, 0.0]);
    assert_eq!(by_year(&ran, "both"), [1.0, 0.0, 1.0, 5.0]);
    let ran = Watched::text(&text("floor = 20\ncap = 40"), How::paths(1));
    assert_eq!(by_year(&ran, "both"), [0.0, 0.0, 0.0, 5.0]);
}

#[test]
fn a_price_is_adjusted_at_closing() {
    for (keys, seller) in [
        ("net_debt = 4", -4.0),
        ("net_debt = -1.5", 1.5),
        ("working_capital = 13\ntarget = 10", 3.0),
        ("working_capital = 13\ntarget = 10\ncollar = 1", 2.0),
        ("working_capital = 13\ntarget = 10\ncollar = 1\ncollar_is = \"tipping\"", 3.0),
        ("working_capital = 11\ntarget = 10\ncollar = 1\ncollar_is = \"tipping\"", 0.0),
        ("working_capital = 6\ntarget = 10\ncollar = 1", -3.0),
        ("working_capital = 6\ntarget = 10\ncollar = 1\nmost = 2", -2.0),
        ("working_capital = 6\ntarget = 10\nnet_debt = 1\nmost = 2", -3.0),
    ] {
        let text = deal(
            "quarter",
            &format!(
                "[terms.adjustment]\nkind = \"price_adjustment\"\nfrom = \"buyer\"\nto = \"seller\"\non = 2025-05-15\n{keys}\n"
            ),
        );
        let ran = Watched::text(&text, How::paths(1));
        assert_eq!(ran.payoff("seller")[0], seller, "{keys}");
        assert_eq!(ran.flows("adjustment", "buyer", "seller")[1], seller, "{keys}");
    }
}

#[test]
fn a_loan_costs_more_after_a_breach_and_is_called() {
    // A quarter of the principal falls due each quarter; nobody knows beforehand that the loan is called.
    let text = deal(
        "quarter",
        "[events.breach]\nchance = { probability = 1, on = 2025-08-15 }\n\
         [events.called]\ndelayed = { event = \"breach\", by = \"6 months\" }\n\
         [terms.loan]\nkind = \"loan\"\nfrom = \"buyer\"\nto = \"seller\"\nprincipal = 16\ninterest = \"8%\"\nrepayment = \"linear\"\n\
         ends = [2028-12-31, \"called\"]\nchanges = { interest = { breach = \"12%\" } }\n",
    );
    let ran = Watched::text(&text, How::paths(1));
    let back = ran.flows("loan", "seller", "buyer");
    // Half of the third quarter, and half of the fifth: the loan was called on 15 February 2026, months and days apart.
    let breach = (1.0 + 15.0 / 31.0) / 12.0;
    let called = breach + 0.5 - 0.5;
    let third = 14.0 * (0.08 * breach + 0.12 * (0.25 - breach));
    near("first", back[0], 1.0 + 16.0 * 0.02);
    near("second", back[1], 1.0 + 15.0 * 0.02);
    near("third", back[2], 1.0 + third);
    near("fourth", back[3], 1.0 + 13.0 * 0.03);
    near("fifth", back[4], 12.0 + 12.0 * 0.12 * called);
    assert!(back[5..].iter().all(|flow| *flow == 0.0));
    // What is no number of a loan cannot change in it.
    let text = text.replace("changes = { interest", "changes = { cap");
    let found = findings(&read(&[("scenario.toml", &text)], &[]));
    assert!(found.contains("is not a number of terms.loan"), "{found}");
}

#[test]
fn powers_of_a_year_are_what_they_are() {
    // The deposit earns by the day: 1.06 to the power of a half after six months.
    let text = deal(
        "month",
        &format!(
            "{WARRANTY}on = 2028-12-31\namount = 1\n[terms.held]\nkind = \"holdback\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 10\n\
             on = 2025-06-30\nrelease = 2025-12-31\npays = \"warranty\"\ninterest = \"6%\"\n"
        ),
    );
    let ran = Watched::text(&text, How::paths(1));
    near("half a year", moved(&ran, "held", "held.escrow", "seller"), 10.0 * pow(1.06, 0.5));
    near("its own claim", moved(&ran, "warranty", "seller", "buyer"), 1.0);
}
