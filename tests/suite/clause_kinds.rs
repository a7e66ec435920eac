//! Kinds of payment clauses, each against sums worked out by hand.

use crate::clauses::{SHARE, by_year, deal, exact, moved};

#[test]
fn a_royalty_credits_its_advance_and_trues_up_its_minimum() {
    // 5 % of 100 a year to 100 and 7 % beyond; sales 80, 120, 160, 200, 240 a year, each spread evenly.
    let clauses = "[drivers.sales]\nschedule = { 2025-01-01 = 80, 2026-01-01 = 120, 2027-01-01 = 160, 2028-01-01 = 200, 2029-01-01 = 240 }\n\
        [terms.x]\nkind = \"royalty\"\nfrom = \"seller\"\nto = \"buyer\"\nof = \"sales\"\ntiers = { 0 = \"5%\", 100 = \"7%\" }\nper = \"year\"\n\
        advance = 6\nrecoups = 2\ncredit = 0.5\nfloor = 3\ntrue_up = \"1 quarter\"\n";
    let earned = [
        0.05 * 80.0,
        0.05 * 100.0 + 0.07 * 20.0,
        0.05 * 100.0 + 0.07 * 60.0,
        0.05 * 100.0 + 0.07 * 100.0,
        0.05 * 100.0 + 0.07 * 140.0,
    ];
    // Half of each royalty goes against 6 + 2: 2.0, 3.2, and the last 2.8 in 2027.
    let paid = [2.0, 3.2, earned[2] - 2.8, earned[3], earned[4]];
    // 2025 pays 2.0 of a minimum of 3.0: the missing 1.0 comes a quarter after the year, in 2026.
    by_year(clauses, &[6.0 + paid[0], paid[1] + 1.0, paid[2], paid[3], paid[4]]);
}

#[test]
fn an_advance_counts_towards_the_cap() {
    // 10 a year; the advance of 4 is credited at once; the cap of 23 leaves 19 − … for the years.
    by_year(
        "[terms.x]\nkind = \"royalty\"\nfrom = \"seller\"\nto = \"buyer\"\nof = 100\nrate = 0.1\nadvance = 4\ncap = 23\n",
        &[4.0 + 6.0, 10.0, 3.0, 0.0, 0.0],
    );
}

#[test]
fn a_profit_right_goes_by_steps_with_siblings_losses_and_reversion() {
    // Profit −8, 20, 40, 40, 100 a year. 3 were lost before.
    let clauses = "[drivers.profit]\nschedule = { 2025-01-01 = -8, 2026-01-01 = 20, 2027-01-01 = 40, 2028-01-01 = 40, 2029-01-01 = 100 }\n\
        [terms.x]\nkind = \"profit_share\"\nfrom = \"seller\"\nto = \"buyer\"\nof = \"profit\"\n\
        tiers = { 0 = 0.75, 13 = 0.49, 50 = 0 }\nsiblings = { third = { 0 = 0.25, 13 = 0.02, 50 = 1 }, world = { 13 = 0.49, 50 = 0 } }\nloss_before = 3\n";
    let deal = deal(clauses);
    // 2026: 20 − 11 = 9 are shared: 6.75. 2027: 6.25 more fill the first step with 25/3 of 40, then 49 % of the rest.
    let filled = 6.25 / 0.75;
    let second = 0.49 * (40.0 - filled);
    // 2028: 49 % of 40. 2029: what is missing to 50, the rest goes to the third party.
    let so_far = 13.0 + second + 0.49 * 40.0;
    let last = 50.0 - so_far;
    let used = last / 0.49;
    exact(&moved(&deal, "x", "seller", "buyer").1, &[0.0, 6.75, 6.25 + second, 0.49 * 40.0, last]);
    exact(
        &moved(&deal, "x", "seller", "third").1,
        &[
            0.0,
            0.25 * 9.0,
            0.25 * filled + 0.02 * (40.0 - filled),
            0.02 * 40.0,
            0.02 * used + (100.0 - used),
        ],
    );
    exact(
        &moved(&deal, "x", "seller", "world").1,
        &[0.0, 0.0, 0.49 * (40.0 - filled), 0.49 * 40.0, 0.49 * used],
    );
}

#[test]
fn a_multiple_of_what_was_invested_is_a_cap_and_the_rest_reverts() {
    let deal = deal(
        "[terms.x]\nkind = \"profit_share\"\nfrom = \"seller\"\nto = \"buyer\"\nof = 20\ntiers = { 0 = 0.5 }\ninvested = 1.25\nmultiple = 20\nreverts_to = \"third\"\n",
    );
    exact(&moved(&deal, "x", "seller", "buyer").1, &[10.0, 10.0, 5.0, 0.0, 0.0]);
    exact(&moved(&deal, "x", "seller", "third").1, &[0.0, 0.0, 5.0, 10.0, 10.0]);
}

#[test]
fn losses_that_are_dropped_leave_later_profits_alone() {
    by_year(
        "[drivers.profit]\nschedule = { 2025-01-01 = -8, 2026-01-01 = 20 }\n[terms.x]\nkind = \"profit_share\"\nfrom = \"seller\"\nto = \"buyer\"\nof = \"profit\"\ntiers = { 0 = 0.5 }\nlosses = \"dropped\"\nloss_before = 4\n",
        &[0.0, 0.5 * (20.0 - 4.0), 10.0, 10.0, 10.0],
    );
}

/// Every kind's example is a scenario that runs, pays, and pays only between accounts.
#[test]
fn the_example_of_every_kind_of_term_runs() {
    for kind in dealsim::terms::ALL {
        let entry = kind.entry();
        let ran = deal(&entry.example.replace("[parties.third]", ""));
        assert!(!ran.model.flows.is_empty(), "{} moves nothing", entry.name);
    }
}

#[test]
fn milestones_pay_in_the_order_of_the_file_under_a_cap() {
    by_year(
        "[events.approved]\ndate = 2027-03-31\n[terms.x]\nkind = \"milestone\"\nfrom = \"seller\"\nto = \"buyer\"\npays = { 2025-06-30 = 5, approved = 20, 2028-12-31 = 7 }\ncap = 27\n",
        &[5.0, 0.0, 20.0, 2.0, 0.0],
    );
    // Only the first comes by the deadline; where none does, something else is paid then.
    let clauses = |first: &str| {
        format!(
            "[terms.x]\nkind = \"milestone\"\nfrom = \"seller\"\nto = \"buyer\"\npays = {{ {first} = 5, 2028-12-31 = 7 }}\nby = 2026-12-31\notherwise = 1\n"
        )
    };
    by_year(&clauses("2025-06-30"), &[5.0, 0.0, 0.0, 0.0, 0.0]);
    by_year(&clauses("2027-06-30"), &[0.0, 1.0, 0.0, 0.0, 0.0]);
}

const EARN_OUT: &str = "[terms.x]\nkind = \"earn_out\"\nfrom = \"seller\"\nto = \"buyer\"\n";

#[test]
fn an_earn_out_catches_up_and_is_paid_a_quarter_after_its_year() {
    // 40 are measured in year one, the target is 30: 20 % of everything, 8, is less than all of the excess of 10.
    let clauses = format!(
        "{EARN_OUT}of = 40\nends = 2025-12-31\ntarget = 30\nrate = 0.2\ncatch_up = 1\npay_after = \"1 quarter\"\n"
    );
    by_year(&clauses, &[0.0, 0.2 * 40.0, 0.0, 0.0, 0.0]);
    exact(&[deal(&clauses).payoffs("seller")[0]], &[-8.0 * libm::exp(-0.1 * 1.25)]);
    // Halfway through the catch-up: half of the excess of 10 is less than 20 % of 40.
    let with = |target: &str, rest: &str| {
        format!("{EARN_OUT}of = 40\nends = 2025-12-31\ntarget = {target}\nrate = 0.2\n{rest}")
    };
    by_year(&with("30", "catch_up = 0.5\n"), &[0.5 * 10.0, 0.0, 0.0, 0.0, 0.0]);
    by_year(&with("30", ""), &[0.2 * 10.0, 0.0, 0.0, 0.0, 0.0]);
    by_year(&with("30", "amount = 3\ncap = 4.5\n"), &[4.5, 0.0, 0.0, 0.0, 0.0]);
    by_year(&with("41", "amount = 3\n"), &[0.0; 5]);
}

#[test]
fn an_earn_out_that_was_missed_can_be_made_up() {
    // 40 of 50 in year one, but 80 of 75 by the end of year two: 20 % of 5 and 1 fixed.
    let clauses = |target: &str| {
        format!(
            "{EARN_OUT}of = 40\nends = 2025-12-31\ntarget = {target}\nrate = 0.2\namount = 1\nmade_up_by = 2026-12-31\ntarget_then = 75\n"
        )
    };
    by_year(&clauses("50"), &[0.0, 0.2 * 5.0 + 1.0, 0.0, 0.0, 0.0]);
    by_year(&clauses("40"), &[1.0, 0.0, 0.0, 0.0, 0.0]);
}

#[test]
fn penalties_are_fixed_by_the_day_or_by_what_is_missing() {
    let penalty = "[terms.x]\nkind = \"penalty\"\nfrom = \"seller\"\nto = \"buyer\"\n";
    by_year(&format!("{penalty}on = 2026-08-15\namount = 5\n"), &[0.0, 5.0, 0.0, 0.0, 0.0]);
    // 1 December 2027 to 15 January 2028, both included: 31 of the 92 days of its quarter and 15 of 91, where a
    // quarter is prorated by months: 1/3 of the fourth quarter, 15/31 of a third of the first one of 2028.
    by_year(
        &format!("{penalty}a_day = 0.5\nstarts = 2027-12-01\nends = 2028-01-15\n"),
        &[0.0, 0.0, 0.5 * 92.0 / 3.0, 0.5 * 91.0 * 15.0 / 31.0 / 3.0, 0.0],
    );
    // The level of 2 is missed while t < 2, at closes 0.25 … 1.75: the first sum once, a tenth of what is missing a year.
    let short: Vec<f64> = (1..=8).map(|k| 0.1 * (2.0 - f64::from(k) / 4.0) / 4.0).collect();
    by_year(
        &format!("{penalty}of = \"t\"\nlevel = 2\namount = 3\nrate = 0.1\n"),
        &[3.0 + short[..4].iter().sum::<f64>(), short[4..].iter().sum(), 0.0, 0.0, 0.0],
    );
    // By the day while short: the 365 days of 2025 and the first three quarters of 2026.
    by_year(
        &format!("{penalty}of = \"t\"\nlevel = 2\na_day = 0.01\ncap = 3\nper = \"year\"\n"),
        &[3.0, 0.01 * (90.0 + 91.0 + 92.0), 0.0, 0.0, 0.0],
    );
}

#[test]
fn a_loan_is_repaid_as_its_schedule_says() {
    let loan = |rest: &str| {
        deal(&format!(
            "[terms.x]\nkind = \"loan\"\nfrom = \"buyer\"\nto = \"seller\"\nprincipal = 20\ninterest = 0.08\nstarts = 2026-01-01\n{rest}"
        ))
    };
    let paths = |rest: &str| {
        let ran = loan(rest);
        (moved(&ran, "x", "buyer", "seller").1, moved(&ran, "x", "seller", "buyer").1)
    };
    let (lent, back) = paths("ends = 2027-12-31\n");
    exact(&lent, &[20.0, 0.0, 0.0, 0.0, 0.0]);
    exact(&back, &[0.0, 1.6, 1.6 + 20.0, 0.0, 0.0]);
    // Eight equal parts of 2.5, interest on 20, 17.5, … 2.5.
    let (_, back) = paths("ends = 2027-12-31\nrepayment = \"linear\"\n");
    let interest = |owed: &[f64]| owed.iter().map(|owed| 0.02 * owed).sum::<f64>();
    exact(
        &back,
        &[
            0.0,
            10.0 + interest(&[20.0, 17.5, 15.0, 12.5]),
            10.0 + interest(&[10.0, 7.5, 5.0, 2.5]),
            0.0,
            0.0,
        ],
    );
    // Eight equal payments of principal and interest at 2 % a quarter.
    let (_, back) = paths("ends = 2027-12-31\nrepayment = \"annuity\"\n");
    let payment = 20.0 * 0.02 / (1.0 - libm::pow(1.02, -8.0));
    exact(&back, &[0.0, 4.0 * payment, 4.0 * payment, 0.0, 0.0]);
    // Interest added to what is owed, all of it at the end.
    let (_, back) = paths("ends = 2027-12-31\ninterest_is = \"capitalised\"\n");
    exact(&back, &[0.0, 0.0, 20.0 * libm::pow(1.02, 8.0), 0.0, 0.0]);
    // Without an end it is open at the horizon and repaid there.
    let (_, back) = paths("");
    exact(&back, &[0.0, 1.6, 1.6, 1.6, 1.6 + 20.0]);
}

#[test]
fn a_buyout_ends_a_clause_on_the_first_date_on_which_its_rule_holds() {
    let clauses = |rule: &str| {
        format!(
            "{SHARE}rate = 0.2\nof = 10\n[terms.buyout]\nkind = \"option\"\nfrom = \"seller\"\nto = \"buyer\"\nterm = \"x\"\nat = [2026-06-30, 2027-12-31]\nif = \"{rule}\"\nprice = \"2 * t\"\n"
        )
    };
    by_year(&clauses("t > 1"), &[2.0, 1.0, 0.0, 0.0, 0.0]);
    exact(
        &moved(&deal(&clauses("t > 1")), "buyout", "seller", "buyer").1,
        &[0.0, 3.0, 0.0, 0.0, 0.0],
    );
    // The ledger is read at the opening: 5 have been received by the close of the third quarter of 2027.
    by_year(&clauses("total(x) > 5"), &[2.0, 2.0, 2.0, 0.0, 0.0]);
    by_year(&clauses("total(x) > 6"), &[2.0; 5]);
    // Its name is an event.
    let follows = format!(
        "{}[terms.y]\nkind = \"revenue_share\"\nfrom = \"buyer\"\nto = \"seller\"\nrate = 1\nof = \"if(fired(buyout), 4, 0)\"\nstarts = \"buyout\"\n",
        clauses("t > 1")
    );
    exact(&moved(&deal(&follows), "y", "buyer", "seller").1, &[0.0, 2.0, 4.0, 4.0, 4.0]);
}

#[test]
fn an_extension_moves_one_end_and_no_other() {
    let clauses = |agi: &str, rule: &str| {
        format!(
            "[events.agi]\ndate = {agi}\n[events.contract_end]\ndate = 2026-12-31\n{SHARE}rate = 0.2\nof = 10\nends = [\"agi\", \"contract_end\"]\n\
             [terms.renewal]\nkind = \"option\"\nright = \"extend\"\nfrom = \"buyer\"\nto = \"seller\"\nterm = \"x\"\npast = \"contract_end\"\nfor = \"2 years\"\nif = \"{rule}\"\nprice = 3\n"
        )
    };
    let fee = |clauses: &str| moved(&deal(clauses), "renewal", "buyer", "seller").1;
    let late = clauses("2030-12-31", "t > 1");
    by_year(&late, &[2.0, 2.0, 2.0, 2.0, 0.0]);
    exact(&fee(&late), &[0.0, 3.0, 0.0, 0.0, 0.0]);
    let during = clauses("2027-06-30", "t > 1");
    by_year(&during, &[2.0, 2.0, 1.0, 0.0, 0.0]);
    exact(&fee(&during), &[0.0, 3.0, 0.0, 0.0, 0.0]);
    let before = clauses("2026-06-30", "t > 1");
    by_year(&before, &[2.0, 1.0, 0.0, 0.0, 0.0]);
    exact(&fee(&before), &[0.0; 5]);
    by_year(&clauses("2030-12-31", "t > 3"), &[2.0, 2.0, 0.0, 0.0, 0.0]);
}

#[test]
fn a_cloud_commitment_covers_discounts_falls_short_and_matches() {
    // Compute costs the lab 10 a year, 12 from 2027 on. It buys 6 at a tenth off, and the provider may match for half of
    // what is above 6 once that is more than 5.
    let deal = deal(
        "[drivers.compute]\nschedule = { 2025-01-01 = 10, 2027-01-01 = 12 }\n\
         [companies.lab]\ncash = 200\noperating = { in = [], out = [\"compute\"] }\nvalue = 0\nholders = { seller = \"rest\" }\n\
         [terms.x]\nkind = \"cloud_commitment\"\nfrom = \"lab\"\nto = \"buyer\"\nspend = 6\nprice = 0.9\ncovers = \"compute\"\nmargin = 0.3\n\
         floor = 7\nper = \"year\"\nshortfall = 0.5\n\
         first_refusal = { of = \"compute - 6\", matches = \"compute - 6 > 5\", share = 0.5, price = 1, margin = 0.1 }\n",
    );
    let bought = 0.9 * 6.0;
    let short = 0.5 * (7.0 - bought);
    let matched = 0.5 * 6.0;
    // From 2027 on the commitment of 7 is met: 5.4 and 3.
    exact(
        &moved(&deal, "x", "lab", "buyer").1,
        &[bought + short, bought + short, bought + matched, bought + matched, bought + matched],
    );
    let cost = 0.7 * bought;
    let later = cost + 0.9 * matched;
    exact(&moved(&deal, "x", "buyer", "world").1, &[cost, cost, later, later, later]);
    // What was bought from the provider replaces 6, and later 6 and 3, of what others would have supplied.
    exact(&moved(&deal, "lab.compute", "lab", "world").1, &[4.0, 4.0, 3.0, 3.0, 3.0]);
}
