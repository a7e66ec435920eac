//! Deals without chance against numbers worked out by hand: exact to the money quantum.

use crate::support::How;
use crate::watched::{HALF_QUANTUM, Watched};

const PREAMBLE: &str = "format = 1\nmoney = \"USD bn\"\ncompounding = \"continuous\"\n\
    [time]\nstart = 2025-01-01\nend = 2027-01-01\nstep = \"quarter\"\n\
    [parties.buyer]\ndiscount_rate = 0\n[parties.seller]\ndiscount_rate = 0.1\n[parties.bank]\ndiscount_rate = 0\n";

/// Eight quarters of one path.
fn deal(text: &str) -> Watched {
    Watched::text(&format!("{PREAMBLE}{text}"), How::paths(64))
}

/// Amounts that were rounded to the money quantum once each.
#[track_caller]
fn same(what: &str, found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len(), "{what}: {found:?}");
    for (period, (found, expected)) in found.iter().zip(expected).enumerate() {
        let close = (found - expected).abs() <= HALF_QUANTUM;
        assert!(close, "{what}, period {}: {found}, not {expected}", period + 1);
    }
}

/// Values that come from a few operations on numbers of size one to a thousand, and from one to three present values, each
/// to the nearest quantum.
#[track_caller]
fn near(what: &str, found: f64, expected: f64) {
    let rounding = 64.0 * f64::EPSILON * expected.abs().max(1.0) + 3.0 * HALF_QUANTUM;
    assert!((found - expected).abs() <= rounding, "{what}: {found}, not {expected}");
}

#[test]
fn a_date_inside_a_period_discounts_to_that_date() {
    // The end of 15 February 2026 is 15 of 28 days into the fourteenth month.
    let ran = deal(
        "[terms.fee]\nkind = \"lump_sum\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 10\non = 2026-02-15\n",
    );
    let years = (13.0 + 15.0 / 28.0) / 12.0;
    same("fee", &ran.flows("fee", "buyer", "seller"), &[0.0, 0.0, 0.0, 0.0, 10.0, 0.0, 0.0, 0.0]);
    near("payoff of the seller", ran.payoff("seller")[0], 10.0 * libm::exp(-0.1 * years));
    near("payoff of the buyer", ran.payoff("buyer")[0], -10.0);
}

#[test]
fn annual_compounding_divides_by_whole_years() {
    let ran = deal(
        "[parties.saver]\ndiscount_rate = 0.21\ncompounding = \"annual\"\n\
         [terms.fee]\nkind = \"lump_sum\"\nfrom = \"buyer\"\nto = \"saver\"\namount = 100\non = 2025-06-30\n",
    );
    near("payoff", ran.payoff("saver")[0], 100.0 / 1.1);
}

#[test]
fn what_is_never_paid_is_worth_nothing_at_any_rate() {
    let ran = deal(
        "[parties.lender]\ndiscount_rate = { bernoulli = 0.5 }\n[events.never]\nhazard = 0\n\
         [terms.fee]\nkind = \"lump_sum\"\nfrom = \"buyer\"\nto = \"lender\"\namount = 5\non = \"never\"\n\
         [terms.rare]\nkind = \"lump_sum\"\nfrom = \"buyer\"\nto = \"lender\"\namount = 5\non = \"soon\"\n\
         [events.soon]\nhazard = 0.5\n",
    );
    for (path, time) in ran.event_times("soon").iter().enumerate() {
        let paid = if *time <= 2.0 { 5.0 } else { 0.0 };
        near("paid", ran.payoff("buyer")[path], -paid);
        let lender = ran.payoff("lender")[path];
        let (kept, lost) = (paid, paid * libm::exp(-time));
        let one_of_both =
            (lender - kept).abs() <= HALF_QUANTUM || (lender - lost).abs() <= HALF_QUANTUM;
        assert!(one_of_both, "path {path}: {lender}, paid {paid} at {time}");
    }
}

#[test]
fn a_start_and_an_end_date_prorate_their_quarters() {
    // From the beginning of 15 February (14 of 28 days into month 2) to the end of 15 August (15 of 31 days into month 8).
    let ran = deal(
        "[terms.rent]\nkind = \"formula_flow\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 12\n\
         starts = 2025-02-15\nends = 2025-08-15\n",
    );
    let expected = [1.5, 3.0, 1.0 + 15.0 / 31.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    same("rent", &ran.flows("rent", "buyer", "seller"), &expected);
    for (how, third) in [("none", 0.0), ("full", 3.0)] {
        let ran = deal(&format!(
            "[terms.rent]\nkind = \"formula_flow\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 12\n\
             ends = 2025-08-15\nin_period = \"{how}\"\n"
        ));
        let expected = [3.0, 3.0, third, 0.0, 0.0, 0.0, 0.0, 0.0];
        same(how, &ran.flows("rent", "buyer", "seller"), &expected);
    }
}

#[test]
fn caps_and_floors_are_measured_in_their_windows() {
    let term = |more: &str| {
        let ran = deal(&format!(
            "[drivers.sales]\nformula = \"8 * t\"\n\
             [terms.share]\nkind = \"revenue_share\"\nfrom = \"buyer\"\nto = \"seller\"\nrate = \"50%\"\nof = \"sales\"\n{more}"
        ));
        ran.flows("share", "buyer", "seller")
    };
    // Half of 8 t a year, for a quarter: 1/4, 2/4, … 8/4.
    same("plain", &term(""), &[0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0]);
    same("cap", &term("cap = 3\n"), &[0.25, 0.5, 0.75, 1.0, 0.5, 0.0, 0.0, 0.0]);
    same("already", &term("cap = 3\nalready = 2\n"), &[0.25, 0.5, 0.25, 0.0, 0.0, 0.0, 0.0, 0.0]);
    same("over", &term("cap = 3\nalready = 4\n"), &[0.0; 8]);
    let yearly = [0.25, 0.5, 0.75, 0.5, 1.25, 0.75, 0.0, 0.0];
    same("yearly cap", &term("cap = 2\nper = \"year\"\n"), &yearly);
    let first = [0.25, 0.5, 0.25, 0.0, 1.25, 0.75, 0.0, 0.0];
    same("already counts once", &term("cap = 2\nper = \"year\"\nalready = 1\n"), &first);
    let quarterly = [0.25, 0.5, 0.75, 1.0, 1.0, 1.0, 1.0, 1.0];
    same("each period", &term("cap = 1\nper = \"period\"\n"), &quarterly);
    // The floor of a year is made up in its last quarter: 4 − 1.5, and nothing in the second year with 6.5.
    let floored = [0.25, 0.5, 0.75, 2.5, 1.25, 1.5, 1.75, 2.0];
    same("yearly floor", &term("floor = 4\nper = \"year\"\n"), &floored);
    // Over the life of the term: 10 − 9 with the last payment.
    let life = [0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 3.0];
    same("floor", &term("floor = 10\n"), &life);
    // Ended within the sixth quarter, with 3.75 paid before it: made up there, whatever that quarter earns.
    for in_period in ["prorate", "none", "full"] {
        let ended = format!("floor = 10\nends = 2026-05-15\nin_period = \"{in_period}\"\n");
        let expected = [0.25, 0.5, 0.75, 1.0, 1.25, 6.25, 0.0, 0.0];
        same("floor at the end", &term(&ended), &expected);
    }
    // Never in force, it owes no floor.
    same(
        "over before it starts",
        &term("floor = 10\nstarts = 2026-06-01\nends = 2026-05-15\n"),
        &[0.0; 8],
    );
}

#[test]
fn what_is_held_back_by_a_cap_is_paid_when_there_is_room() {
    let ran = |amount: &str, cap: &str| {
        let ran = deal(&format!(
            "[terms.rent]\nkind = \"formula_flow\"\nfrom = \"buyer\"\nto = \"seller\"\namount = \"{amount}\"\ncap = \"{cap}\"\n"
        ));
        ran.flows("rent", "buyer", "seller")
    };
    // Due to date 2, 4, … 16. The cap is 5, and 9 from the fifth quarter on, whose opening is at 1.
    let raised = ran("8", "if(t < 1, 5, 9)");
    same("raised", &raised, &[2.0, 2.0, 1.0, 0.0, 4.0, 0.0, 0.0, 0.0]);
    // A cap that falls takes nothing back.
    let lowered = ran("8", "if(t < 1, 5, 3)");
    same("lowered", &lowered, &[2.0, 2.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    // Due to date 2, 4, 6, 8, 6, 4, 2, 0 under 5: what is due back sets in below the cap.
    let back = ran("if(t <= 1, 8, -8)", "5");
    same("back", &back, &[2.0, 2.0, 1.0, 0.0, 0.0, -1.0, -2.0, -2.0]);
}

#[test]
fn a_stock_crosses_where_the_straight_line_does() {
    // The stock is 0.5, 1.5, 3, 5, … at the closes; 4 lies half way through the fourth quarter.
    let text = |monitoring: &str, test: &str| {
        format!(
            "[drivers.profit]\nformula = \"8 * t\"\n[drivers.sum]\nstock = {{ inflow = \"profit\" }}\n\
             [events.target]\nthreshold = \"{test}\"\nmonitoring = \"{monitoring}\"\n\
             [terms.rent]\nkind = \"formula_flow\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 4\nends = \"target\"\n"
        )
    };
    let ran = deal(&text("exact", "sum >= 4"));
    near("crossing", ran.event_times("target")[0], 0.875);
    let rent = ran.flows("rent", "buyer", "seller");
    same("until then", &rent, &[1.0, 1.0, 1.0, 0.5, 0.0, 0.0, 0.0, 0.0]);
    let ran = deal(&text("step", "sum >= 4"));
    near("noticed", ran.event_times("target")[0], 1.0);
    // Exactly at a close: at or above holds there, above holds only after it.
    near("at", deal(&text("exact", "sum >= 3")).event_times("target")[0], 0.75);
    near("above", deal(&text("exact", "sum > 3")).event_times("target")[0], 0.75);
    near("above, noticed", deal(&text("step", "sum > 3")).event_times("target")[0], 1.0);
    near("a part of it", deal(&text("exact", "sum / 2 + 1 >= 3")).event_times("target")[0], 0.875);
    near("from above", deal(&text("exact", "5 - sum <= 1")).event_times("target")[0], 0.875);
    near("at once", deal(&text("exact", "sum >= 0")).event_times("target")[0], 0.0);
    assert_eq!(deal(&text("exact", "sum >= 19")).event_times("target")[0], f64::INFINITY);
}

#[test]
fn a_reading_of_the_ledger_ends_its_own_term_at_the_crossing() {
    let ran = deal(
        "[events.enough]\nthreshold = \"total(rent) >= 5\"\n\
         [terms.rent]\nkind = \"formula_flow\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 8\nends = \"enough\"\n\
         [terms.after]\nkind = \"formula_flow\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 8\nstarts = \"enough\"\n",
    );
    near("crossing", ran.event_times("enough")[0], 0.625);
    let rent = ran.flows("rent", "buyer", "seller");
    same("rent", &rent, &[2.0, 2.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    let after = ran.flows("after", "buyer", "seller");
    same("after", &after, &[0.0, 0.0, 1.0, 2.0, 2.0, 2.0, 2.0, 2.0]);
}

#[test]
fn what_has_happened_stays_so_although_it_stopped_what_it_waited_for() {
    // Above five, the total stops at five: the event is not taken back.
    for test in ["total(rent) > 5", "received(seller, rent) > 5", "9 - total(rent) < 4"] {
        let ran = deal(&format!(
            "[events.enough]\nthreshold = \"{test}\"\n\
             [terms.rent]\nkind = \"formula_flow\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 8\nends = \"enough\"\n"
        ));
        near(test, ran.event_times("enough")[0], 0.625);
        let rent = ran.flows("rent", "buyer", "seller");
        same(test, &rent, &[2.0, 2.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    }
}

#[test]
fn cash_is_watched_before_the_value_is_paid_out() {
    // Cash 20 less 2 a quarter: 20, 18, … 4 at the eighth close; below 9 in the middle of the sixth quarter.
    let text = |test: &str| {
        format!(
            "[drivers.cost]\nformula = \"8\"\n\
             [companies.lab]\ncash = 20\noperating = {{ in = [], out = [\"cost\"] }}\nvalue = 0\nholders = {{ seller = \"rest\" }}\n\
             [events.short]\nthreshold = \"{test}\"\n\
             [terms.help]\nkind = \"lump_sum\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 1\non = \"short\"\n"
        )
    };
    near("crossing", deal(&text("cash(lab) < 9")).event_times("short")[0], 1.375);
    let never = deal(&text("cash(lab) < 3"));
    assert_eq!(never.event_times("short")[0], f64::INFINITY, "the horizon is no shortage");
    same("nothing", &never.flows("help", "buyer", "seller"), &[0.0; 8]);
}

#[test]
fn fired_since_and_prev_are_read_at_the_close() {
    let ran = deal(
        "[events.signed]\ndate = 2025-05-15\n\
         [drivers.x]\nformula = \"t * t\"\n\
         [drivers.flag]\nformula = \"fired(signed)\"\n\
         [drivers.age]\nformula = \"since(signed)\"\n\
         [drivers.was]\nformula = \"prev(x)\"\n\
         [drivers.rise]\nformula = \"x - prev(x)\"\n\
         [drivers.doubling]\nformula = \"2 * prev(doubling)\"\nstart = 3\n\
         [terms.x]\nkind = \"formula_flow\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 1\n",
    );
    // The beginning of 15 May: 14 of 31 days into the fifth month, before the second close.
    let signed = (4.0 + 14.0 / 31.0) / 12.0;
    for period in 0..=8_u8 {
        let at = usize::from(period);
        let t = f64::from(period) / 4.0;
        let before = f64::from(period.saturating_sub(1)) / 4.0;
        let known = period >= 2;
        assert_eq!(ran.driver("flag", at)[0], f64::from(u8::from(known)), "fired at {t}");
        near("since", ran.driver("age", at)[0], if known { t - signed } else { 0.0 });
        assert_eq!(ran.driver("was", at)[0], before * before, "prev at {t}");
        assert_eq!(ran.driver("rise", at)[0], t * t - before * before, "rise at {t}");
        assert_eq!(ran.driver("doubling", at)[0], 3.0 * f64::from(1 << period), "at {t}");
    }
}
