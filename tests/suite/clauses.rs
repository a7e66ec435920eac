//! Clauses of payment against sums worked out by hand: each number is written as the arithmetic of the contract.

use crate::support::{How, Ran, model_of, simulate};
use dealsim::engine::TrackResult;

/// A deal of two parties without discounting, five years by quarter, around some clauses.
fn deal(clauses: &str) -> Ran {
    let text = format!(
        "format = 1\n[time]\nstart = 2025-01-01\nend = 2030-01-01\nstep = \"quarter\"\n\
         [parties.buyer]\ndiscount_rate = 0\n[parties.seller]\ndiscount_rate = 0.1\n\
         [parties.third]\ndiscount_rate = 0\n{clauses}"
    );
    // One path: nothing here is drawn unless a test says so.
    ran(&text)
}

fn ran(text: &str) -> Ran {
    let model = model_of(text);
    let outcome = simulate(&model, How::paths(1));
    Ran { model, outcome }
}

fn mean(ran: &Ran, track: usize, index: usize) -> f64 {
    match &ran.outcome.tracks[track] {
        TrackResult::Distribution(means, _) | TrackResult::Moments(means) => {
            means[index].measure().expect("a path ran").value
        }
        _ => panic!("this track counts arrivals"),
    }
}

fn index_of(ran: &Ran, account: &str) -> usize {
    let found = ran.model.plan.accounts.iter().position(|known| known.name == account);
    found.expect("an account")
}

/// What moved under a term between two accounts: over the run, and by calendar year.
pub(crate) fn moved(ran: &Ran, term: &str, from: &str, to: &str) -> (f64, Vec<f64>) {
    let (from, to) = (index_of(ran, from), index_of(ran, to));
    let flow = ran.model.flows.iter().find(|flow| {
        ran.model.plan.terms[usize::from(flow.term.0)] == term
            && flow.from.index() == from
            && flow.to.index() == to
    });
    let flow = flow.expect("a flow between them");
    let years = (0..ran.model.years.len()).map(|year| mean(ran, flow.by_year, year)).collect();
    (mean(ran, flow.total, 0), years)
}

/// Holds amounts of money against exact ones, to the money quantum for each of the periods that were rounded.
#[track_caller]
pub(crate) fn exact(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len(), "{found:?} and {expected:?}");
    // At most twenty amounts were each rounded by half a quantum of 2⁻³⁰.
    let room = 10.0 / 1_073_741_824.0;
    for (index, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!((found - expected).abs() <= room, "number {index}: {found}, not {expected}");
    }
}

/// The clause `terms.x` from the seller to the buyer, by year.
#[track_caller]
fn by_year(clauses: &str, expected: &[f64]) {
    let (total, years) = moved(&deal(clauses), "x", "seller", "buyer");
    exact(&years, expected);
    exact(&[total], &[expected.iter().sum()]);
}

const SHARE: &str = "[terms.x]\nkind = \"revenue_share\"\nfrom = \"seller\"\nto = \"buyer\"\n";

#[test]
fn a_change_inside_a_period_is_pro_rata() {
    // 20 % of 10 until the end of April 2026, 8 % from 1 May 2026 (one month into its quarter), 5 % from 2028.
    by_year(
        &format!(
            "{SHARE}rate = 0.2\nof = 10\nchanges = {{ rate = {{ 2026-05-01 = 0.08, 2028-01-01 = \"5%\" }} }}\n"
        ),
        &[
            0.2 * 10.0,
            4.0 / 12.0 * 0.2 * 10.0 + 8.0 / 12.0 * 0.08 * 10.0,
            0.08 * 10.0,
            0.05 * 10.0,
            0.05 * 10.0,
        ],
    );
}

#[test]
fn two_numbers_that_change_at_different_days_are_multiplied_day_by_day() {
    // In the first quarter of 2026: rate 0.2 on 10 in January, 0.1 on 10 in February, 0.1 on 40 in March.
    by_year(
        &format!(
            "{SHARE}rate = 0.2\nof = 10\nchanges.rate = {{ 2026-02-01 = 0.1 }}\nchanges.of = {{ 2026-03-01 = 40 }}\n"
        ),
        &[
            2.0,
            (0.2 * 10.0 + 0.1 * 10.0 + 10.0 * 0.1 * 40.0) / 12.0,
            0.1 * 40.0,
            0.1 * 40.0,
            0.1 * 40.0,
        ],
    );
}

#[test]
fn the_latest_change_holds_whatever_the_order_in_the_file() {
    by_year(
        &format!(
            "{SHARE}rate = 0.2\nof = 10\nchanges = {{ rate = {{ 2028-01-01 = 0.05, 2026-01-01 = 0.1 }} }}\n"
        ),
        &[2.0, 1.0, 1.0, 0.5, 0.5],
    );
}

#[test]
fn a_cap_that_an_event_raises_lets_payments_go_on() {
    // 2 a year under a cap of 3, which becomes 7 from 2028 on: what fell due to date is paid up to it, 8 by then.
    by_year(
        &format!(
            "{SHARE}rate = 0.2\nof = 10\ncap = 3\nchanges = {{ cap = {{ 2028-01-01 = 7 }} }}\n"
        ),
        &[2.0, 1.0, 0.0, 7.0 - 3.0, 0.0],
    );
}

#[test]
fn what_falls_into_a_suspension_is_lost() {
    // Suspended from 1 February 2026 to the end of July 2027: 1 month of 2026, 5 months of 2027 are left.
    by_year(
        &format!(
            "{SHARE}rate = 0.2\nof = 12\nsuspended = {{ from = 2026-02-01, until = 2027-07-31 }}\n"
        ),
        &[2.4, 0.2, 5.0 * 0.2, 2.4, 2.4],
    );
}

#[test]
fn a_payment_a_quarter_later_moves_to_the_next_quarter_and_the_last_one_is_settled_at_the_horizon()
{
    // 1, 2, 3, … 20 a quarter: revenue grows by 4 a year each quarter, all of it is shared.
    let clauses = format!("{SHARE}rate = 1\nof = \"16 * t\"\npay_after = \"1 quarter\"\n");
    // Quarter k earns 16 · k/4 · 1/4 = k. Paid in year y: quarters 4y−1 … 4y+2; the 20th is settled in year 5.
    by_year(
        &clauses,
        &[
            1.0 + 2.0 + 3.0,
            4.0 + 5.0 + 6.0 + 7.0,
            8.0 + 9.0 + 10.0 + 11.0,
            12.0 + 13.0 + 14.0 + 15.0,
            16.0 + 17.0 + 18.0 + 19.0 + 20.0,
        ],
    );
    // The seller's loss: each quarter's k discounted from a quarter after its close, the last from 5.25 years.
    let seller = deal(&clauses);
    let paid: f64 =
        (1..=20).map(|k| f64::from(k) * libm::exp(-0.1 * (f64::from(k) / 4.0 + 0.25))).sum();
    exact(&[seller.payoffs("seller")[0]], &[-paid]);
}

#[test]
fn a_wait_that_is_no_whole_number_of_periods_is_discounted_from_its_day() {
    // Paid 4 months after each quarter: two periods later, two months before that one's close.
    let seller = deal(&format!("{SHARE}rate = 1\nof = 4\npay_after = \"4 months\"\n"));
    let paid: f64 = (1..=20).map(|k| libm::exp(-0.1 * (f64::from(k) / 4.0 + 4.0 / 12.0))).sum();
    exact(&[seller.payoffs("seller")[0]], &[-paid]);
    // The first quarter's is paid at 0.25 + 4/12 years, in the third quarter of the first year, and so on.
    exact(&moved(&seller, "x", "seller", "buyer").1, &[2.0, 4.0, 4.0, 4.0, 6.0]);
}

#[test]
fn an_amount_that_waits_keeps_the_size_it_had_when_it_was_earned() {
    // At the end of June 2026 (t = 1.5) the amount is 10 · 1.5; a year later it is paid.
    by_year(
        "[terms.x]\nkind = \"lump_sum\"\nfrom = \"seller\"\nto = \"buyer\"\namount = \"10 * t\"\non = 2026-06-30\npay_after = \"1 year\"\n",
        &[0.0, 0.0, 15.0, 0.0, 0.0],
    );
    // Earned at the end of June 2029, due in 2030: settled at the horizon.
    by_year(
        "[terms.x]\nkind = \"lump_sum\"\nfrom = \"seller\"\nto = \"buyer\"\namount = \"10 * t\"\non = 2029-06-30\npay_after = \"1 year\"\n",
        &[0.0, 0.0, 0.0, 0.0, 45.0],
    );
}

#[test]
fn a_clause_that_does_not_start_by_its_deadline_pays_what_was_said_instead() {
    let clauses = |start: &str| {
        format!(
            "[events.signed]\ndate = {start}\n{SHARE}rate = 0.2\nof = 10\nstarts = \"signed\"\nby = 2026-12-31\notherwise = 3\n"
        )
    };
    by_year(&clauses("2025-12-31"), &[0.0, 2.0, 2.0, 2.0, 2.0]);
    by_year(&clauses("2026-12-31"), &[0.0, 0.0, 2.0, 2.0, 2.0]);
    by_year(&clauses("2027-01-01"), &[0.0, 3.0, 0.0, 0.0, 0.0]);
}

#[test]
fn a_tail_is_paid_at_the_horizon_where_the_clause_goes_on() {
    by_year(
        &format!("{SHARE}rate = 0.2\nof = 10\ntail = \"6 + t\"\n"),
        &[2.0, 2.0, 2.0, 2.0, 13.0],
    );
    // It ends with the horizon: nothing goes on.
    by_year(
        &format!("{SHARE}rate = 0.2\nof = 10\ntail = \"6 + t\"\nends = 2029-12-31\n"),
        &[2.0, 2.0, 2.0, 2.0, 2.0],
    );
    // A cap for life leaves 1.5 after 10 were paid.
    by_year(
        &format!("{SHARE}rate = 0.2\nof = 10\ntail = \"6 + t\"\ncap = 11.5\n"),
        &[2.0, 2.0, 2.0, 2.0, 2.0 + 1.5],
    );
    by_year(&format!("{SHARE}rate = 0.2\nof = 10\ntail = \"none\"\n"), &[2.0; 5]);
}

#[test]
fn none_takes_back_a_cap() {
    by_year(&format!("{SHARE}rate = 0.2\nof = 10\ncap = \"none\"\nfloor = \"none\"\n"), &[2.0; 5]);
}

#[test]
fn tiers_by_slice_share_each_slice_of_a_year_at_its_own_rate() {
    // 40 a year by quarter; 5 % to 15, 10 % to 35, 20 % beyond; the year starts anew.
    let year = 0.05 * 15.0 + 0.1 * 20.0 + 0.2 * 5.0;
    by_year(
        &format!(
            "{SHARE}of = 40\ntiers = {{ 0 = \"5%\", 15 = \"10%\", 35 = \"20%\" }}\nper = \"year\"\n"
        ),
        &[year; 5],
    );
    // Over the life, the second year lies wholly in the last tier.
    by_year(
        &format!("{SHARE}of = 40\ntiers = {{ 0 = \"5%\", 15 = \"10%\", 35 = \"20%\" }}\n"),
        &[year, 8.0, 8.0, 8.0, 8.0],
    );
}

#[test]
fn tiers_for_the_whole_share_everything_at_the_rate_that_was_reached() {
    // Above 15 a year 10 % of everything, above 35 20 % of everything.
    by_year(
        &format!(
            "{SHARE}of = 40\ntiers = {{ 0 = \"5%\", 15 = \"10%\", 35 = \"20%\" }}\ntier_basis = \"whole\"\nper = \"year\"\n"
        ),
        &[0.2 * 40.0; 5],
    );
}

#[test]
fn tiers_on_what_is_received_change_the_share_as_money_comes_in() {
    // 10 a year; 75 % until 9 are received, then 50 % until 12, then 10 %.
    // Year 1: 7.5. Year 2: 1.5 of 2 units of base, then 3 of 6, then 10 % of 2. Then 10 % of 10.
    by_year(
        &format!(
            "{SHARE}of = 10\ntiers = {{ 0 = 0.75, 9 = 0.5, 12 = 0.1 }}\ntier_on = \"received\"\n"
        ),
        &[7.5, 1.5 + 3.0 + 0.1 * 2.0, 1.0, 1.0, 1.0],
    );
}

#[test]
fn windows_may_differ_between_tiers_and_cap() {
    // Annual tiers give 3.75 a year; the cap of 8 is for life.
    by_year(
        &format!(
            "{SHARE}of = 40\ntiers = {{ 0 = \"5%\", 15 = \"10%\", 35 = \"20%\" }}\nper = {{ tiers = \"year\", cap = \"life\" }}\ncap = 8\n"
        ),
        &[3.75, 3.75, 0.5, 0.0, 0.0],
    );
}

#[test]
fn access_decays_from_a_day_on_and_carve_outs_come_first() {
    // Worth 10 a year, 80 % in scope, a tenth of that carved out; from 1 May 2026 (t = 4/3) it shrinks by 50 % a year.
    let ran = deal(
        "[terms.x]\nkind = \"ip_access\"\nto = \"buyer\"\nbenefit = 10\nscope = 0.8\ncarve_outs = { hardware = 0.1 }\ndecays = { after = 2026-05-01, rate = 0.5 }\nends = 2028-11-30\n",
    );
    let worth = 10.0 * 0.8 * (1.0 - 0.1);
    // Whole until t = 4/3; then the integral of exp(−s/2) ds over so many years.
    let integral = |from: f64, until: f64| (libm::exp(-0.5 * from) - libm::exp(-0.5 * until)) / 0.5;
    let event = 4.0 / 3.0;
    let (_, years) = moved(&ran, "x", "world", "buyer");
    exact(
        &years,
        &[
            worth,
            worth * (event - 1.0 + integral(0.0, 2.0 - event)),
            worth * integral(2.0 - event, 3.0 - event),
            worth * integral(3.0 - event, 4.0 - 1.0 / 12.0 - event),
            0.0,
        ],
    );
}

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

/// A file of `scenarios/clauses` on one path, which is enough where nothing is drawn.
fn clause_file(name: &str) -> Ran {
    Ran::file(&format!("scenarios/clauses/{name}.toml"), How::paths(1))
}

#[test]
fn file_01_an_earn_out_with_catch_up() {
    let ran = Ran::file("scenarios/clauses/01-earn-out.toml", How::paths(20_000));
    // With revenue r, uniform on 20 … 60: nothing to 30, then (r − 30)/2, which reaches the cap of 9 at r = 48, before it
    // would reach r/5 at r = 50; from there on 9.
    let mean = ((48.0 - 30.0) * 9.0 / 2.0 + (60.0 - 48.0) * 9.0) / 40.0;
    // Year one ends at t = 1; a quarter later each side discounts at its own rate.
    ran.payoff("seller").agrees("seller", mean * libm::exp(-0.12 * 1.25));
    ran.payoff("buyer").agrees("buyer", -mean * libm::exp(-0.08 * 1.25));
}

#[test]
fn file_02_royalties_by_slice_and_by_whole() {
    let ran = clause_file("02-royalty");
    let sales = [80.0_f64, 120.0, 160.0, 200.0, 240.0];
    let earned = sales.map(|sales| 0.05 * sales.min(100.0) + 0.07 * (sales - 100.0).max(0.0));
    // Half of each royalty goes against 8: 2.0 of 4.0, 3.2 of 6.4, then the last 2.8.
    assert!(earned[0] / 2.0 + earned[1] / 2.0 + 2.8 == 8.0);
    let paid = [6.0 + 2.0, 3.2 + (3.0 - 2.0), earned[2] - 2.8, earned[3], earned[4]];
    exact(&moved(&ran, "royalty", "publisher", "author").1, &paid);
    // By the whole: at 80 all at 5 %, in the other years all at 7 %.
    let whole = [0.05 * 80.0, 0.07 * 120.0, 0.07 * 160.0, 0.07 * 200.0, 0.07 * 240.0];
    exact(&moved(&ran, "translation", "publisher", "author").1, &whole);
}

#[test]
fn file_03_a_capped_right_to_profits() {
    let ran = clause_file("03-capped-profit-right");
    // 2025 loses 10 more: 15 to make good. 2026 shares 20 − 15 = 5, of which 3.75.
    // 2027: 9.25 more fill the first step with 9.25/0.75 of 60; the rest pays 49 %.
    let first = (13.0 - 3.75) / 0.75;
    let second = 60.0 - first;
    let to_2027 = 13.0 + 0.49 * second;
    let to_2028 = to_2027 + 0.49 * 80.0;
    // 2029: until 92 at 49 %, and everything else reverts.
    let third = (92.0 - to_2028) / 0.49;
    exact(
        &moved(&ran, "profit_right", "lab", "investor").1,
        &[0.0, 3.75, 9.25 + 0.49 * second, 0.49 * 80.0, 92.0 - to_2028],
    );
    exact(
        &moved(&ran, "profit_right", "lab", "staff").1,
        &[0.0, 0.0, 0.49 * second, 0.49 * 80.0, 0.49 * third],
    );
    exact(
        &moved(&ran, "profit_right", "lab", "foundation").1,
        &[
            0.0,
            0.25 * 5.0,
            0.25 * first + 0.02 * second,
            0.02 * 80.0,
            0.02 * third + (120.0 - third),
        ],
    );
}

#[test]
fn file_04_access_that_decays_once_substitutes_arrive() {
    let ran = Ran::file("scenarios/clauses/04-access-that-decays.toml", How::paths(20_000));
    // Worth at time s, given the arrival T with density h·exp(−hT): 1 before it, exp(−k(s − T)) after it. Its mean is
    // exp(−hs) + h·(exp(−hs) − exp(−ks)) / (k − h), here with h = 0.4, k = 0.5; integrated from 0 to 5:
    let (h, k) = (0.4, 0.5);
    let until = |rate: f64| (1.0 - libm::exp(-rate * 5.0)) / rate;
    let mean = until(h) + h * (until(h) - until(k)) / (k - h);
    ran.payoff("user").agrees("user", 10.0 * 0.8 * (1.0 - 0.1) * mean);
}

#[test]
fn file_05_a_cloud_commitment() {
    let ran = clause_file("05-cloud-commitment");
    let bought = 0.9 * 6.0;
    let first = bought + 0.5 * (7.0 - bought);
    let later = bought + 0.5 * (12.0 - 6.0);
    exact(&moved(&ran, "cloud", "lab", "provider").1, &[first, first, later, later, later]);
    let cost = (1.0 - 0.3) * bought;
    let more = cost + (1.0 - 0.1) * 3.0;
    exact(&moved(&ran, "cloud", "provider", "world").1, &[cost, cost, more, more, more]);
    exact(&moved(&ran, "lab.compute", "lab", "world").1, &[4.0, 4.0, 3.0, 3.0, 3.0]);
}

#[test]
fn file_06_a_tranche_that_shrinks_at_a_deadline() {
    let ran = Ran::file("scenarios/clauses/06-tranche-that-shrinks.toml", How::paths(20_000));
    // It happens by mid-2026 (1.5 years) with 0.7, evenly: by the end of 2025 with 0.7 · 1 / 1.5.
    let in_time = 0.7 / 1.5;
    // 30 buy 10 % of a company with 10 + 30 in cash and worth 100; 10 buy 10/300 of one with 10 + 10.
    let with = 0.1 * (100.0 + 40.0) - 30.0;
    let without = 10.0 / 300.0 * (100.0 + 20.0) - 10.0;
    let mean = in_time * with + (1.0 - in_time) * without;
    ran.payoff("funder").agrees("funder", mean);
}

#[test]
fn clauses_read_the_ledger_events_and_the_past() {
    let reads = |formula: &str| {
        let ran = deal(&format!(
            "[drivers.level]\nformula = \"t\"\n[events.signed]\ndate = 2025-12-31\n\
             [companies.lab]\ncash = 10\noperating = {{ in = [], out = [] }}\nvalue = 0\nholders = {{ third = 0.25, seller = \"rest\" }}\n\
             {SHARE}rate = 0.2\nof = 10\n\
             [terms.y]\nkind = \"formula_flow\"\nfrom = \"buyer\"\nto = \"third\"\namount = \"{formula}\"\n"
        ));
        moved(&ran, "y", "buyer", "third").1
    };
    // The sum over the quarters k of each year of what `quarter` says, paid as it stands: the rate is four times it.
    let years = |quarter: &dyn Fn(f64) -> f64| -> Vec<f64> {
        (0..5).map(|year| (1..=4).map(|k| quarter(f64::from(4 * year + k))).sum()).collect()
    };
    // What has moved by the opening of quarter k: half a unit for each quarter before.
    exact(&reads("4 * total(x)"), &years(&|k| 0.5 * (k - 1.0)));
    exact(&reads("4 * received(buyer, x)"), &years(&|k| 0.5 * (k - 1.0)));
    exact(&reads("4 * cash(lab)"), &years(&|_| 10.0));
    exact(&reads("4 * stake(third, lab)"), &years(&|_| 0.25));
    // Signed at t = 1; known from the opening of the fifth quarter on.
    exact(&reads("4 * fired(signed)"), &years(&|k| if k > 4.0 { 1.0 } else { 0.0 }));
    exact(&reads("4 * since(signed)"), &years(&|k| (k / 4.0 - 1.0).max(0.0)));
    exact(&reads("4 * prev(level)"), &years(&|k| (k - 1.0) / 4.0));
    exact(&reads("4 * lookup(level, 0: 1, 2: 3, 4: 3)"), &years(&|k| 1.0 + (k / 4.0).min(2.0)));
}

#[test]
fn caps_floors_and_tiers_may_be_formulas_of_the_ledger() {
    let deal = deal(&format!(
        "{SHARE}rate = 0.2\nof = 10\n\
         [terms.y]\nkind = \"revenue_share\"\nfrom = \"buyer\"\nto = \"third\"\nrate = 1\nof = 10\ncap = \"0.5 * total(x)\"\n"
    ));
    // The cap follows at the opening what has been received: at the last close of year y it is half of 2y − 0.5.
    let cap = |year: f64| 0.5 * (2.0 * year - 0.5);
    let paid: Vec<f64> = (1..=5)
        .map(|year| cap(f64::from(year)) - if year > 1 { cap(f64::from(year) - 1.0) } else { 0.0 })
        .collect();
    exact(&moved(&deal, "y", "buyer", "third").1, &paid);
}

#[test]
fn a_change_at_a_random_moment_counts_from_that_moment() {
    let text = format!(
        "format = 1\n[time]\nstart = 2025-01-01\nend = 2030-01-01\nstep = \"quarter\"\n\
         [parties.buyer]\ndiscount_rate = 0\n[parties.seller]\ndiscount_rate = 0\n\
         [events.restructured]\nhazard = 0.3\n{SHARE}rate = 0.2\nof = 10\nchanges = {{ rate = {{ restructured = \"8%\" }} }}\n\
         [events.filed]\nhazard = 0.2\n[terms.y]\nkind = \"formula_flow\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 3\nsuspended = {{ from = \"filed\" }}\n"
    );
    let ran = Ran::text(&text, How::paths(20_000));
    // Years before an arrival at rate h within five years: the integral of exp(−hs).
    let before = |h: f64| (1.0 - libm::exp(-5.0 * h)) / h;
    let share = 10.0 * (0.08 * 5.0 + (0.2 - 0.08) * before(0.3));
    ran.payoff("buyer").agrees("buyer", share - 3.0 * before(0.2));
}
