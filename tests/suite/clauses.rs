//! Clauses of payment against sums worked out by hand: each number is written as the arithmetic of the contract.

use crate::support::{How, Ran, model_of, simulate};
use dealsim::engine::TrackResult;
use dealsim::plan::TrackId;

/// A deal of two parties without discounting, five years by quarter, around some clauses.
pub(crate) fn deal(clauses: &str) -> Ran {
    let text = format!(
        "format = 1\ncompounding = \"continuous\"\n[time]\nstart = 2025-01-01\nend = 2030-01-01\nstep = \"quarter\"\n\
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

fn mean(ran: &Ran, track: TrackId, index: usize) -> f64 {
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
        ran.model.plan.terms[flow.term.index()] == term
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
pub(crate) fn by_year(clauses: &str, expected: &[f64]) {
    let (total, years) = moved(&deal(clauses), "x", "seller", "buyer");
    exact(&years, expected);
    exact(&[total], &[expected.iter().sum()]);
}

pub(crate) const SHARE: &str =
    "[terms.x]\nkind = \"revenue_share\"\nfrom = \"seller\"\nto = \"buyer\"\n";

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
fn clauses_read_the_ledger_events_and_the_past() {
    let reads = |formula: &str| {
        let ran = deal(&format!(
            "[drivers.level]\nformula = \"t\"\n[events.signed]\ndate = 2026-01-01\n\
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
    // Signed with the beginning of the fifth quarter, at t = 1.
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
