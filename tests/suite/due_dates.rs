//! Sums at the edges of time and sign: before the start, on the evening before, at a first close, below zero.

use crate::support::{How, read};
use crate::watched::{HALF_QUANTUM, Watched};
use dealsim::diagnose::render;

const PREAMBLE: &str = "format = 1\n[time]\nstart = 2025-01-01\nend = 2030-01-01\nstep = \"quarter\"\n\
    [parties.buyer]\ndiscount_rate = 0\n[parties.seller]\ndiscount_rate = 0\n";

/// What is said of a deal that is wrong.
fn said(terms: &str) -> String {
    let loaded = read(&[("deal.toml", &format!("{PREAMBLE}{terms}"))], &[]);
    assert!(loaded.model.is_none(), "nothing is wrong with {terms}");
    render(&loaded.diagnostics, &loaded.sources, false)
}

#[test]
fn what_fell_due_before_the_start_is_an_error() {
    let lump = |when: &str| {
        format!(
            "[terms.x]\nkind = \"lump_sum\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 10\n{when}\n"
        )
    };
    let named = "[events.signed]\ndate = 2024-06-30\n[events.late]\nhazard = 0.1\n";
    let wrong = [
        lump("on = 2024-12-31"),
        lump("on = 2020-01-01"),
        lump("on = \"signed\"") + named,
        lump("on = [\"late\", \"signed\"]") + named,
        lump("on = \"late\"\nby = 2024-03-31\notherwise = 4") + named,
        lump("on = 2025-03-31\n").replace("lump_sum", "penalty").replace("2025-03-31", "2024-03-31"),
        "[terms.x]\nkind = \"milestone\"\nfrom = \"buyer\"\nto = \"seller\"\npays = { signed = 3, 2025-06-30 = 4 }\n".to_owned() + named,
    ];
    for terms in wrong {
        let said = said(&terms);
        assert!(
            said.contains("[before-start]") && said.contains("before the start"),
            "{terms}\n{said}"
        );
    }
    // The first day of the run is in it.
    let terms = lump("on = 2025-01-01");
    let ran = Watched::text(&format!("{PREAMBLE}{terms}"), How::paths(1));
    assert_eq!(ran.flow("x", "buyer", "seller", 1, 0), 10.0);
}

#[test]
fn a_clause_that_starts_on_a_day_does_not_pay_what_fell_due_the_evening_before() {
    let paid = |starts: &str, on: &str| {
        let text = format!(
            "{PREAMBLE}[events.closing]\ndate = 2026-03-31\n[events.early]\nthreshold = \"t >= 0\"\n\
             [terms.x]\nkind = \"lump_sum\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 10\nstarts = {starts}\non = {on}\n"
        );
        Watched::text(&text, How::paths(1)).received("seller", "x")[0]
    };
    assert_eq!(paid("2026-04-01", "2026-03-31"), 0.0);
    assert_eq!(paid("2026-03-31", "2026-03-31"), 10.0);
    assert_eq!(paid("2026-04-01", "2026-04-01"), 10.0);
    assert_eq!(paid("[2026-06-01, 2026-04-01]", "2026-03-31"), 0.0);
    // The event that starts it may be the one on which it pays.
    assert_eq!(paid("\"closing\"", "\"closing\""), 10.0);
    assert_eq!(paid("[2026-04-01, \"closing\"]", "2026-03-31"), 10.0);
    // From the first day on, also at its first moment.
    assert_eq!(paid("2025-01-01", "\"early\""), 10.0);
}

#[test]
fn a_loan_is_repaid_in_equal_parts_from_the_first_close_after_the_draw() {
    let repaid = |more: &str| {
        let text = format!(
            "{PREAMBLE}[terms.loan]\nkind = \"loan\"\nfrom = \"buyer\"\nto = \"seller\"\nprincipal = 40\n{more}"
        );
        let ran = Watched::text(&text, How::paths(1));
        let mut paid = ran.flows("loan", "seller", "buyer");
        paid.truncate(6);
        paid
    };
    let near = |found: Vec<f64>, expected: [f64; 6]| {
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() <= 4.0 * HALF_QUANTUM, "{found}, not {expected}");
        }
    };
    let linear = "repayment = \"linear\"\nends = 2025-12-31\n";
    // From the start: 10 a quarter, and 2.5 % of 40, 30, 20, 10.
    near(repaid(&format!("interest = 0.1\n{linear}")), [11.0, 10.75, 10.5, 10.25, 0.0, 0.0]);
    // Drawn in the middle of February: a month and a half of interest first, and 10 at each of the four closes.
    let found = repaid(&format!("interest = 0.1\nstarts = 2025-02-15\n{linear}"));
    near(found, [10.0 + 4.0 * (1.0 + 14.0 / 28.0) / 12.0, 10.75, 10.5, 10.25, 0.0, 0.0]);
    // Drawn on the first of July: nothing at the close of the day before, then 20 twice.
    let found = repaid(&format!("interest = 0\nstarts = 2025-07-01\n{linear}"));
    near(found, [0.0, 0.0, 20.0, 20.0, 0.0, 0.0]);
    // Four equal payments of 40 · i / (1 − (1 + i)^−4).
    let payment = 40.0 * 0.025 / (1.0 - libm::pow(1.025, -4.0));
    let annuity = "interest = 0.1\nrepayment = \"annuity\"\nends = 2025-12-31\n";
    near(repaid(annuity), [payment, payment, payment, payment, 0.0, 0.0]);
}

/// Two ways in which a company may owe: under a flow to it that is negative, and one from it that is positive.
const BOTH_WAYS: [(&str, &str, f64); 2] = [("seller", "lab", -1.0), ("lab", "seller", 1.0)];

#[test]
fn a_flow_below_zero_to_a_company_is_a_due_of_the_company() {
    for (from, to, sign) in BOTH_WAYS {
        let amount = sign * 8.0;
        let ran = Watched::text(
            &format!(
                "{PREAMBLE}[companies.lab]\ncash = 5\nvalue = 0\nholders = {{ buyer = \"rest\" }}\nfunding = {{ from = \"buyer\", max = 0 }}\n\
                 [terms.x]\nkind = \"formula_flow\"\nfrom = \"{from}\"\nto = \"{to}\"\namount = {amount}\n"
            ),
            How::paths(1),
        );
        // 2 a quarter: 2, 2, and the last 1 of an insolvent company.
        let paid: Vec<f64> = ran.flows("x", from, to).iter().map(|amount| sign * amount).collect();
        assert_eq!(paid[..5], [2.0, 2.0, 1.0, 0.0, 0.0], "{from} to {to}");
        assert_eq!(ran.insolvency_times("lab"), [0.75]);
        assert_eq!(ran.received("seller", "x"), [5.0]);
        assert_eq!(ran.payoff("buyer"), [0.0]);
        for period in 0..=20 {
            assert!(ran.cash("lab", period)[0] >= 0.0, "cash in {period}");
        }
    }
}

#[test]
fn a_flow_that_changes_its_sign_is_paid_both_ways_and_funded() {
    for (from, to, sign) in BOTH_WAYS {
        // The lab gets 4 a year in 2025 and owes 8 a year in 2026; 3 of that are raised beyond the floor of 0.
        let ran = Watched::text(
            &format!(
                "{PREAMBLE}[drivers.flow]\nschedule = {{ 2025-01-01 = {}, 2026-01-01 = {}, 2027-01-01 = 0 }}\n\
                 [companies.lab]\ncash = 1\nvalue = 100\nholders = {{ buyer = \"rest\" }}\nfunding = {{ from = \"buyer\" }}\n\
                 [terms.x]\nkind = \"formula_flow\"\nfrom = \"{from}\"\nto = \"{to}\"\namount = \"flow\"\n",
                -4.0 * sign,
                8.0 * sign
            ),
            How::paths(1),
        );
        let paid: Vec<f64> = ran.flows("x", from, to).iter().map(|amount| sign * amount).collect();
        assert_eq!(paid[..9], [-1.0, -1.0, -1.0, -1.0, 2.0, 2.0, 2.0, 2.0, 0.0]);
        let cash: Vec<f64> = (0..=9).map(|period| ran.cash("lab", period)[0]).collect();
        assert_eq!(cash, [1.0, 2.0, 3.0, 4.0, 5.0, 3.0, 1.0, 0.0, 0.0, 0.0]);
        assert_eq!(ran.received("seller", "x"), [4.0]);
        assert_eq!(ran.payoff("buyer"), [100.0 - 3.0]);
    }
}

#[test]
fn any_clause_to_a_company_that_falls_below_zero_is_a_due() {
    let clauses = [
        ("kind = \"revenue_share\"\nrate = 1\nof = -8", 3),
        ("kind = \"lump_sum\"\non = 2025-09-30\namount = -8", 3),
        ("kind = \"milestone\"\npays = { 2025-09-30 = -8 }", 3),
    ];
    for (clause, period) in clauses {
        let ran = Watched::text(
            &format!(
                "{PREAMBLE}[companies.lab]\ncash = 5\nvalue = 0\nholders = {{ buyer = \"rest\" }}\nfunding = {{ from = \"buyer\", max = 0 }}\n\
                 [terms.x]\nfrom = \"seller\"\nto = \"lab\"\n{clause}\n"
            ),
            How::paths(1),
        );
        assert_eq!(ran.insolvency_times("lab"), [0.25 * f64::from(period)], "{clause}");
        assert_eq!(ran.received("seller", "x"), [5.0], "{clause}");
        assert_eq!(ran.payoff("buyer"), [0.0], "{clause}");
    }
}
