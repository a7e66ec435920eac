//! Companies without chance against numbers worked out by hand: rounds, claims, shares, commitments.

use crate::support::How;
use crate::watched::{HALF_QUANTUM, Watched};

const PREAMBLE: &str = "format = 1\nmoney = \"USD bn\"\ncompounding = \"continuous\"\n\
    [time]\nstart = 2025-01-01\nend = 2027-01-01\nstep = \"quarter\"\n\
    [parties.buyer]\ndiscount_rate = 0\n[parties.seller]\ndiscount_rate = 0.1\n[parties.bank]\ndiscount_rate = 0\n";

/// Eight quarters of one path of a company without operations, worth 100, with 10 in cash.
fn deal(company: &str, more: &str) -> Watched {
    Watched::text(
        &format!(
            "{PREAMBLE}[companies.lab]\ncash = 10\nvalue = 100\nholders = {{ seller = \"rest\" }}\n{company}{more}"
        ),
        How::paths(64),
    )
}

/// Amounts that were rounded to the money quantum a few times each.
#[track_caller]
fn same(what: &str, found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len(), "{what}: {found:?}");
    for (period, (found, expected)) in found.iter().zip(expected).enumerate() {
        let close = (found - expected).abs() <= 2.0 * HALF_QUANTUM;
        assert!(close, "{what}, period {}: {found}, not {expected}", period + 1);
    }
}

/// A value that comes from a few operations and at most three roundings to the quantum.
#[track_caller]
fn near(what: &str, found: f64, expected: f64) {
    let rounding = 64.0 * f64::EPSILON * expected.abs().max(1.0) + 3.0 * HALF_QUANTUM;
    assert!((found - expected).abs() <= rounding, "{what}: {found}, not {expected}");
}

/// What holders receive at the horizon.
#[track_caller]
fn receives(ran: &Watched, holder: &str, expected: f64) {
    near(holder, ran.flow("lab.value", "lab", holder, 8, 0), expected);
}

#[test]
fn a_stake_is_its_part_of_value_and_cash_at_the_horizon() {
    let ran = deal(
        "",
        "[terms.first]\nkind = \"equity\"\ncompany = \"lab\"\nholder = \"buyer\"\nstake = 0.25\nstarts = 2025-06-30\n\
         [terms.second]\nkind = \"equity\"\ncompany = \"lab\"\nholder = \"bank\"\nstake = \"20%\"\nstarts = 2026-02-01\n",
    );
    // The first closing is diluted by the second: 0.25 · 0.8.
    for (period, buyer, bank) in [(1, 0.0, 0.0), (2, 0.25, 0.0), (4, 0.25, 0.0), (5, 0.2, 0.2)] {
        near("buyer", ran.stake("buyer", "lab", period)[0], buyer);
        near("bank", ran.stake("bank", "lab", period)[0], bank);
        near("seller", ran.stake("seller", "lab", period)[0], 1.0 - buyer - bank);
    }
    receives(&ran, "buyer", 0.2 * 110.0);
    receives(&ran, "bank", 0.2 * 110.0);
    receives(&ran, "seller", 0.6 * 110.0);
    near("buyer", ran.payoff("buyer")[0], 22.0);
    near("seller", ran.payoff("seller")[0], 66.0 * libm::exp(-0.2));
}

#[test]
fn a_round_sells_new_shares_at_pre_money() {
    // Costs of 4 a quarter leave 6, 2, −2: two rounds of 4 at 80, then the third is above the most.
    let company = "operating = { in = [], out = [\"cost\"] }\n\
        funding = { from = \"bank\", floor = 2, discount = 0.2, max = 8, recovery = 0.5 }\n\
        [drivers.cost]\nformula = \"16\"\n";
    let ran = deal(
        company,
        "[terms.none]\nkind = \"formula_flow\"\nfrom = \"buyer\"\nto = \"bank\"\namount = 0\n",
    );
    same(
        "rounds",
        &ran.flows("lab.funding", "bank", "lab"),
        &[0.0, 0.0, 4.0, 4.0, 0.0, 0.0, 0.0, 0.0],
    );
    let seller = [1.0, 1.0, 1.0, 1.0 / 1.05, 1.0 / (1.05 * 1.05)];
    for (period, expected) in seller.into_iter().enumerate() {
        near("seller", ran.stake("seller", "lab", period)[0], expected);
        near("bank", ran.stake("bank", "lab", period)[0], 1.0 - expected);
    }
    for (period, cash) in [10.0, 6.0, 2.0, 2.0, 2.0, 0.0, 0.0, 0.0, 0.0].into_iter().enumerate() {
        near("cash", ran.cash("lab", period)[0], cash);
    }
    // Insolvent in the middle of the fifth quarter: its last 2 have gone to the supplier by then, and the half of its value
    // that is found goes to the holders, at once.
    let costs = ran.flows("lab.cost", "lab", "world");
    same("costs", &costs, &[4.0, 4.0, 4.0, 4.0, 2.0, 0.0, 0.0, 0.0]);
    let estate = ran.flows("lab.value", "lab", "seller");
    same("estate", &estate, &[0.0, 0.0, 0.0, 0.0, 50.0 / (1.05 * 1.05), 0.0, 0.0, 0.0]);
    let bank = 50.0 - 50.0 / (1.05 * 1.05) - 8.0;
    near("bank", ran.payoff("bank")[0], bank);
    near("seller", ran.payoff("seller")[0], 50.0 / (1.05 * 1.05) * libm::exp(-0.1125));
}

#[test]
fn an_insolvent_company_pays_by_rank_and_equal_ranks_share() {
    let debt = |name: &str, to: &str, amount: u8, rank: i8| {
        format!(
            "[terms.{name}]\nkind = \"lump_sum\"\nfrom = \"lab\"\nto = \"{to}\"\namount = {amount}\non = 2025-06-30\nrank = {rank}\n"
        )
    };
    let debts = [
        debt("junior", "seller", 5, 3),
        debt("left", "buyer", 8, 1),
        debt("right", "bank", 4, 1),
        debt("senior", "bank", 6, -1),
    ];
    let ran = deal("funding = { from = \"bank\", max = 0 }\n", &debts.concat());
    let quantum = 2.0 * HALF_QUANTUM;
    // Ten in all: six to the senior claim, four over claims of eight and four; parts of a quantum stay.
    for (name, to, expected) in [
        ("senior", "bank", 6.0),
        ("left", "buyer", (8.0 / 3.0 / quantum).floor() * quantum),
        ("right", "bank", (4.0 / 3.0 / quantum).floor() * quantum),
        ("junior", "seller", 0.0),
    ] {
        assert_eq!(ran.flow(name, "lab", to, 2, 0), expected, "{name}");
    }
    let rest =
        4.0 - [8.0_f64, 4.0].map(|due| (due / 3.0 / quantum).floor() * quantum).iter().sum::<f64>();
    assert_eq!(ran.flow("lab.value", "lab", "seller", 2, 0), rest);
    assert_eq!(ran.flow("lab.value", "lab", "seller", 8, 0), 0.0, "paid once");
    // One more in cash, and each of the second rank has a third of it more.
    let enough = deal("funding = { from = \"bank\", max = 20 }\n", &debts.concat());
    assert_eq!(enough.flow("junior", "lab", "seller", 2, 0), 5.0, "funded, all are paid");
    assert_eq!(enough.flow("lab.funding", "bank", "lab", 2, 0), 13.0);
}

#[test]
fn what_reaches_a_company_that_is_over_goes_to_its_holders() {
    // The lab cannot pay its first costs; its half of the other company is worth 20 in the end.
    let ran = deal(
        "funding = { from = \"bank\", max = 0 }\noperating = { in = [], out = [\"cost\"] }\n[drivers.cost]\nformula = \"80\"\n\
         [companies.other]\nvalue = 40\nholders = { lab = 0.5, bank = \"rest\" }\n",
        "[terms.none]\nkind = \"formula_flow\"\nfrom = \"buyer\"\nto = \"bank\"\namount = 0\n",
    );
    same(
        "costs",
        &ran.flows("lab.cost", "lab", "world"),
        &[10.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
    );
    receives(&ran, "seller", 20.0);
    near("seller", ran.payoff("seller")[0], 20.0 * libm::exp(-0.2));
    near("bank", ran.payoff("bank")[0], 20.0);
}

#[test]
#[should_panic(expected = "terms.stake.stake")]
fn nobody_gets_the_whole_company_by_new_shares() {
    deal(
        "",
        "[terms.stake]\nkind = \"equity\"\ncompany = \"lab\"\nholder = \"buyer\"\nstake = { uniform = [0.9, 1.1] }\n",
    );
}

#[test]
fn a_conditional_funder_pays_in_time_or_the_other_amount() {
    let ran = |day: &str| {
        deal(
            "",
            &format!(
                "[events.converted]\ndate = {day}\n\
                 [terms.round]\nkind = \"conditional_funding\"\nfrom = \"buyer\"\nto = \"lab\"\namount = 30\non = \"converted\"\n\
                 by = 2025-12-31\notherwise = 12\nprice = {{ post_money = 300 }}\n"
            ),
        )
    };
    for (day, period, paid) in
        [("2025-05-15", 2, 30.0), ("2025-12-31", 4, 30.0), ("2026-01-01", 4, 12.0)]
    {
        let ran = ran(day);
        let mut expected = [0.0; 8];
        expected[period - 1] = paid;
        same(day, &ran.flows("round", "buyer", "lab"), &expected);
        near(day, ran.stake("buyer", "lab", period - 1)[0], 0.0);
        near(day, ran.stake("buyer", "lab", period)[0], paid / 300.0);
        near(day, ran.payoff("buyer")[0], paid / 300.0 * (110.0 + paid) - paid);
    }
}

#[test]
fn a_cloud_commitment_redirects_what_is_bought_anyway() {
    let ran = |spend: &str, more: &str| {
        deal(
            "operating = { in = [], out = [\"compute\"] }\n[drivers.compute]\nformula = \"4 * t\"\n",
            &format!(
                "[terms.cloud]\nkind = \"cloud_commitment\"\nfrom = \"lab\"\nto = \"buyer\"\nspend = \"{spend}\"\ncovers = \"compute\"\nmargin = 0.25\n{more}"
            ),
        )
    };
    // Compute is 1/4, 2/4, … a quarter: 9 in all, cash ends at 1.
    let part = ran("0.75 * compute", "");
    for period in 1..=8 {
        let compute = 0.25 * period as f64;
        near("cloud", part.flow("cloud", "lab", "buyer", period, 0), 0.75 * compute);
        near("elsewhere", part.flow("lab.compute", "lab", "world", period, 0), 0.25 * compute);
        near("cost", part.flow("cloud", "buyer", "world", period, 0), 0.75 * 0.75 * compute);
    }
    near("cash", part.cash("lab", 8)[0], 1.0);
    near("margin", part.payoff("buyer")[0], 0.25 * 0.75 * 9.0);
    receives(&part, "seller", 101.0);
    // A promise of a half a quarter: more than the first needs, from the third on the rest is bought elsewhere.
    let fixed = ran("2", "");
    for period in 1..=8 {
        let compute = 0.25 * period as f64;
        near("promised", fixed.flow("cloud", "lab", "buyer", period, 0), 0.5);
        let rest = (compute - 0.5).max(0.0);
        near("elsewhere", fixed.flow("lab.compute", "lab", "world", period, 0), rest);
    }
    near("cash", fixed.cash("lab", 8)[0], 10.0 - 4.0 - 5.25);
}

#[test]
fn operations_move_cash_and_reach_the_holders() {
    // Sales of 12 t and costs of 4 a year, for eight quarters: 3 · (1 + … + 8) / 4 − 8 = 19.
    let ran = deal(
        "operating = { in = [\"sales\"], out = [\"cost\"] }\n[drivers.sales]\nformula = \"12 * t\"\n[drivers.cost]\nformula = \"4\"\n",
        "[terms.share]\nkind = \"revenue_share\"\nfrom = \"lab\"\nto = \"buyer\"\nrate = 0.5\nof = \"sales\"\ncap = 7\n",
    );
    near("share", ran.received("buyer", "share")[0], 7.0);
    near("cash", ran.cash("lab", 8)[0], 10.0 + 27.0 - 8.0 - 7.0);
    near("cash", ran.cash("lab", 3)[0], 10.0 + 4.5 - 3.0 - 2.25);
    receives(&ran, "seller", 122.0);
}
