//! Discount rates, whose they are and how they compound, against present values worked out by hand.

use crate::support::{How, Ran};
use crate::watched::HALF_QUANTUM;

/// Two years by the year; two parties at 0 and 30 % a year.
const PREAMBLE: &str = "format = 1\nmoney = \"USD M\"\n\
    [time]\nstart = 2025-01-01\nend = 2027-01-01\nstep = \"year\"\n\
    [parties.payer]\ndiscount_rate = 0\n[parties.payee]\ndiscount_rate = 0.3\n";
/// 121 after two years.
const LATER: &str = "[terms.later]\nkind = \"lump_sum\"\nfrom = \"payer\"\nto = \"payee\"\namount = 121\non = 2026-12-31\n";

fn ran(text: &str) -> Ran {
    Ran::text(text, How::paths(64))
}

#[track_caller]
fn near(what: &str, found: f64, expected: f64) {
    // Each of a few present values is rounded to the nearest quantum.
    let rounding = 64.0 * f64::EPSILON * expected.abs().max(1.0) + 5.0 * HALF_QUANTUM;
    assert!((found - expected).abs() <= rounding, "{what}: {found}, not {expected}");
}

#[test]
fn rates_are_annual_where_nothing_else_is_said() {
    let payoff = |text: &str| ran(text).payoffs("payee")[0];
    let (annual, continuous) = (121.0 / 1.69, 121.0 * libm::exp(-0.6));
    near("by default", payoff(&format!("{PREAMBLE}{LATER}")), annual);
    let top = PREAMBLE.replace("format = 1\n", "format = 1\ncompounding = \"continuous\"\n");
    near("said at the top", payoff(&format!("{top}{LATER}")), continuous);
    let beside = "discount_rate = 0.3\ncompounding = ";
    let own = |text: &str, word: &str| {
        text.replace("discount_rate = 0.3\n", &format!("{beside}\"{word}\"\n"))
    };
    near("beside the rate", payoff(&format!("{}{LATER}", own(PREAMBLE, "continuous"))), continuous);
    near("beside the rate again", payoff(&format!("{}{LATER}", own(&top, "annual"))), annual);
}

#[test]
fn a_clause_with_a_rate_of_its_own_is_worth_as_much_to_both() {
    let found = ran(&format!("{PREAMBLE}{LATER}discount_rate = 0.1\n"));
    near("to the payee", found.payoffs("payee")[0], 100.0);
    near("to the payer", found.payoffs("payer")[0], -100.0);
    assert!(found.model.on_paper.is_empty());
    let continuous =
        ran(&format!("{PREAMBLE}{LATER}discount_rate = 0.1\ncompounding = \"continuous\"\n"));
    near("continuously", continuous.payoffs("payee")[0], 121.0 * libm::exp(-0.2));
}

#[test]
fn two_rates_make_value_on_paper_of_a_payment_between_parties() {
    let more = "[terms.outside]\nkind = \"lump_sum\"\nfrom = \"world\"\nto = \"payee\"\namount = 50\non = 2026-12-31\n\
        [terms.sooner]\nkind = \"lump_sum\"\nfrom = \"payee\"\nto = \"payer\"\namount = 13\non = 2025-12-31\n";
    let found = ran(&format!("{PREAMBLE}{LATER}{more}"));
    let paper: Vec<(Option<&str>, f64)> = found
        .model
        .on_paper
        .iter()
        .map(|paper| {
            let name = paper.term.map(|term| found.model.plan.terms[term.index()].as_str());
            (name, found.mean_of(paper.track))
        })
        .collect();
    let (later, sooner) = (121.0 / 1.69 - 121.0, 13.0 - 13.0 / 1.3);
    let expected = [(Some("later"), later), (Some("sooner"), sooner), (None, later + sooner)];
    assert_eq!(paper.len(), expected.len(), "{paper:?}");
    for (term, value) in expected {
        let found = paper.iter().find(|(name, _)| *name == term).expect("a row").1;
        near(&format!("{term:?}"), found, value);
    }
}

#[test]
fn what_shares_cost_and_receive_is_discounted_at_the_companys_rate() {
    // 10 buy a tenth at 90 before the money after a year; a loan of 20 is repaid with 5 after two; 110 + 10 − 5 are left.
    let company = "[companies.mill]\ncash = 0\nvalue = 115\ndiscount_rate = 0.1\nholders = { payer = \"rest\", payee = 0 }\n\
        [terms.round]\nkind = \"round\"\nfrom = \"payee\"\nto = \"mill\"\namount = 10\npre_money = 90\non = 2025-12-31\n\
        [terms.loan]\nkind = \"loan\"\nfrom = \"payee\"\nto = \"mill\"\nprincipal = 20\ninterest = 0\nstarts = 2026-01-01\nends = 2026-12-31\n";
    let found = ran(&format!("{PREAMBLE}{company}"));
    let shares = 0.1 * (115.0 + 10.0) / 1.21;
    near("the owner", found.payoffs("payer")[0], 9.0 * shares);
    let loan = 20.0 / 1.69 - 20.0 / 1.3;
    near("the fund", found.payoffs("payee")[0], shares - 10.0 / 1.1 + loan);
}
