//! Who gets what of a company, against waterfalls worked out by hand: each expected number is written as its arithmetic.

use crate::support::How;
use crate::watched::{HALF_QUANTUM, Watched};

/// A clause of the repository, without chance, with some of its numbers changed.
fn clause(file: &str, sets: &[&str]) -> Watched {
    Watched::file_with(&format!("scenarios/clauses/{file}"), sets, How::paths(1))
}

/// Two years by quarter of a company `lab` worth 100 of which `seller` has all thousand shares.
fn deal(company: &str, terms: &str) -> Watched {
    Watched::text(
        &format!(
            "format = 1\nmoney = \"USD M\"\n\
             [time]\nstart = 2025-01-01\nend = 2027-01-01\nstep = \"quarter\"\n\
             [parties.buyer]\ndiscount_rate = 0\n[parties.seller]\ndiscount_rate = 0\n\
             [parties.bank]\ndiscount_rate = 0\n[parties.staff]\ndiscount_rate = 0\n\
             [companies.lab]\nvalue = 100\nshares = 1000\nholders = {{ seller = \"rest\" }}\n{company}{terms}"
        ),
        How::paths(1),
    )
}

/// A value that comes from a few operations and at most three roundings to the quantum.
#[track_caller]
fn near(what: &str, found: f64, expected: f64) {
    let rounding = 64.0 * f64::EPSILON * expected.abs().max(1.0) + 3.0 * HALF_QUANTUM;
    assert!((found - expected).abs() <= rounding, "{what}: {found}, not {expected}");
}

#[test]
fn limited_and_general_partner_share_as_printed() {
    let ran = clause("11-partners.toml", &[]);
    // 900 · 1.08 = 972 of 90 %: 1,080 in all, 108 to the general partner. The other 920 at 80/20.
    let general: f64 = 108.0 + 920.0 * 0.20;
    let limited: f64 = 972.0 + 920.0 * 0.80;
    assert_eq!((general, limited), (292.0, 1708.0));
    assert_eq!(ran.flow("distribution", "fund", "general", 1, 0), general);
    assert_eq!(ran.flow("distribution", "fund", "limited", 1, 0), limited);
}

#[test]
fn a_catch_up_brings_the_general_partner_to_its_share_of_the_profit() {
    let tiers = "terms.distribution.tiers={\
        first = { rank = 1, split = { limited = 0.9, general = 0.1 }, until = { party = \"limited\", return = 0.08 } },\
        catch_up = { rank = 2, split = { general = 1 }, until = { party = \"general\", share = 0.2 } },\
        carry = { rank = 3, split = { limited = 0.8, general = 0.2 } } }";
    let ran = clause("11-partners.toml", &[tiers]);
    // After 1,080 the profit is 80, of which the general partner has 8: 8 + x = 0.2 (80 + x) for x = 10. Then 80/20.
    let left: f64 = 2000.0 - 1080.0 - 10.0;
    let general = 108.0 + 10.0 + 0.2 * left;
    near("general", ran.flow("distribution", "fund", "general", 1, 0), general);
    near("a fifth of the profit", general - 100.0, 0.2 * 1000.0);
}

#[test]
fn distributions_over_time_reduce_what_earns_the_preferred_return() {
    let ran = deal(
        "",
        "[terms.split]\nkind = \"waterfall\"\nfrom = \"world\"\namount = 400\non = 2025-12-31\n\
         capital = { buyer = 900, seller = 0 }\n\
         [terms.split.tiers]\nfirst = { rank = 1, split = { buyer = 1 }, until = { party = \"buyer\", return = 0.1 } }\n\
         last = { rank = 2, split = { buyer = 0.8, seller = 0.2 } }\n\
         [terms.again]\nkind = \"waterfall\"\nfrom = \"world\"\namount = 500\n\
         capital = { buyer = 600, seller = 0 }\n\
         [terms.again.tiers]\nfirst = { rank = 1, split = { buyer = 1 }, until = { party = \"buyer\", return = 0.1 } }\n\
         last = { rank = 2, split = { buyer = 0.8, seller = 0.2 } }\n",
    );
    assert_eq!(ran.flow("split", "world", "buyer", 4, 0), 400.0);
    assert_eq!(ran.flow("split", "world", "seller", 4, 0), 0.0);
    // 125 a quarter; 600 grows by 1.1^¼ between payments and is gone with the sixth.
    let growth = libm::pow(1.1, 0.25);
    let mut owed: f64 = 600.0;
    for period in 1..=8 {
        owed *= growth;
        let first = owed.min(125.0);
        owed -= first;
        let buyer = first + 0.8 * (125.0 - first);
        near("buyer", ran.flow("again", "world", "buyer", period, 0), buyer);
        near("seller", ran.flow("again", "world", "seller", period, 0), 125.0 - buyer);
    }
    assert_eq!(owed, 0.0);
}

#[test]
fn a_note_converts_at_the_lower_of_cap_and_discounted_price() {
    let ran = clause("03-convertible-note.toml", &[]);
    // The bridge: 0.5 at 10 / 1,000 a share. It is below 2, so the note stays.
    let bridge = 0.5 / (10.0 / 1000.0);
    near("bridge", ran.stake("friends", "startup", 2)[0], bridge / (1000.0 + bridge));
    assert_eq!(ran.stake("angel", "startup", 5)[0], 0.0);
    // After a year and a half 1.12 is owed. At the cap a share is 8 / 1,050; the fund has 5 of 20, as 15 before the money
    // are the value of all other shares, the note's too.
    let before = 1000.0 + bridge;
    let note = (1.0 + 0.08 * 1.5) / 8.0 * before;
    let all = (before + note) / 0.75;
    let fund = 0.25 * all;
    assert!(note > 1.12 / (0.8 * 20.0 / all), "the cap gives more than the discount");
    near("angel", ran.stake("angel", "startup", 6)[0], note / all);
    near("fund", ran.stake("fund", "startup", 6)[0], fund / all);
    near("founders", ran.stake("founders", "startup", 6)[0], 1000.0 / all);
    // Nothing is repaid; 40 and the cash of 0.5 + 1 + 0.5 + 5 go to shares.
    assert_eq!(ran.flow("note", "startup", "angel", 12, 0), 0.0);
    near("angel", ran.flow("startup.value", "startup", "angel", 16, 0), 47.0 * note / all);

    // By the discount: 1.12 buys 1.12 / 0.8 of the 20 that all shares are worth after the round.
    let ran = clause("03-convertible-note.toml", &["terms.note.cap=100"]);
    near("by discount", ran.stake("angel", "startup", 6)[0], 1.12 / 0.8 / 20.0);
    // Of the shares that were there alone, 15 are the value of 1,050: a share costs 15 / 1,050.
    let outstanding = "terms.series_a.pre_money_counts=outstanding";
    let ran = clause("03-convertible-note.toml", &["terms.note.cap=100", outstanding]);
    let (note, fund) = (1.12 / 0.8 / 15.0 * before, 5.0 / 15.0 * before);
    near("by discount", ran.stake("angel", "startup", 6)[0], note / (before + note + fund));
}

#[test]
fn a_note_in_a_post_money_round_leaves_the_investor_its_fraction() {
    let post = [
        "terms.series_a={kind=\"round\", from=\"fund\", to=\"startup\", amount=5, post_money=20, on=2026-06-30}",
    ];
    // By the cap: 1.12 / 8 for each of 1,050 shares, and 5 of 20 is a third of what the others have.
    let ran = clause("03-convertible-note.toml", &post);
    let note = 1050.0 * 1.12 / 8.0;
    near("fund", ran.stake("fund", "startup", 6)[0], 0.25);
    near("angel", ran.stake("angel", "startup", 6)[0], 0.75 * note / (1050.0 + note));
    // By the discount: 1.12 buys 1.12 / 0.8 of the 20 that all shares are worth after the round.
    let ran = clause("03-convertible-note.toml", &[post[0], "terms.note.cap=100"]);
    near("fund", ran.stake("fund", "startup", 6)[0], 0.25);
    near("angel", ran.stake("angel", "startup", 6)[0], 1.12 / 0.8 / 20.0);
    // By a cap counted after conversion, 1.12 is 1.12 / 8 of all shares before the new money.
    let ran = clause("03-convertible-note.toml", &[post[0], "terms.note.cap_counted=post_money"]);
    near("angel", ran.stake("angel", "startup", 6)[0], 0.75 * 1.12 / 8.0);
}

#[test]
fn a_note_without_a_round_is_repaid_or_turns_into_shares_at_maturity() {
    let late = "terms.series_a.on=2028-06-30";
    let ran = clause("03-convertible-note.toml", &[late]);
    near("repaid", ran.flow("note", "startup", "angel", 12, 0), 1.0 + 0.08 * 3.0);
    assert_eq!(ran.stake("angel", "startup", 16)[0], 0.0);
    let ran = clause("03-convertible-note.toml", &[late, "terms.note.at_maturity=convert"]);
    let note = 1050.0 * 1.24 / 8.0;
    near("converted", ran.stake("angel", "startup", 12)[0], note / (1050.0 + note));
}

#[test]
fn a_note_that_is_open_at_the_end_takes_the_better_of_claim_and_shares() {
    let open = ["terms.series_a=false", "terms.note.maturity=2031-12-31"];
    // 1.32 owed; at the cap it is 1.32 / 8 of 1,050 shares. 40 + 2 over all shares is worth more than the claim.
    let ran = clause("03-convertible-note.toml", &open);
    let shares = 1050.0 * 1.32 / 8.0;
    let worth = 42.0 * shares / (1050.0 + shares);
    assert!(worth > 1.32);
    near("as shares", ran.flow("note", "startup", "angel", 16, 0), worth);
    // Of 3 + 2 it takes its claim, of 2 all there is.
    let ran = clause("03-convertible-note.toml", &[open[0], open[1], "companies.startup.value=3"]);
    near("claim", ran.flow("note", "startup", "angel", 16, 0), 1.32);
    near("rest", ran.flow("startup.value", "startup", "founders", 16, 0), 3.68 / 1.05);
}

#[test]
fn preferences_by_rank_equal_ranks_caps_and_conversions() {
    // Shares: founders 5, seed 2 (4 back), growth 2 (10 back, takes part up to 20), late 1 (10 back).
    let cases: [(f64, [f64; 4]); 6] = [
        // The two of rank 1 are owed 10 each and share 12.
        (12.0, [0.0, 0.0, 6.0, 6.0]),
        // Then comes seed.
        (22.0, [0.0, 2.0, 10.0, 10.0]),
        // 24 first; 6 over 5 + 2 shares is less than 2 a share, so seed keeps its 4.
        (30.0, [6.0 * 5.0 / 7.0, 4.0, 10.0 + 6.0 * 2.0 / 7.0, 10.0]),
        // Seed converts: 30 over 9 shares.
        (50.0, [30.0 * 5.0 / 9.0, 30.0 * 2.0 / 9.0, 10.0 + 30.0 * 2.0 / 9.0, 10.0]),
        // Growth stops at 20: 80 − 20 − 10 over 7 shares, a bit over 7 each and so less than 10.
        (80.0, [50.0 * 5.0 / 7.0, 50.0 * 2.0 / 7.0, 20.0, 10.0]),
        // All convert: 13 a share.
        (130.0, [5.0 * 13.0, 2.0 * 13.0, 2.0 * 13.0, 13.0]),
    ];
    for (value, expected) in cases {
        let set = format!("companies.startup.value={value}");
        let ran = clause("04-liquidation-waterfall.toml", &[&set]);
        for (holder, expected) in ["founders", "seed", "growth", "late"].iter().zip(expected) {
            let found = ran.flow("startup.value", "startup", holder, 1, 0);
            near(&format!("{holder} of {value}"), found, expected);
        }
    }
}

#[test]
fn what_rounds_brought_comes_back_with_its_preferred_return() {
    let ran = deal(
        "exit = 2026-12-31\n",
        "[terms.first]\nkind = \"round\"\nfrom = \"buyer\"\nto = \"lab\"\namount = 50\nprice = 0.5\non = 2025-06-30\nclass = \"a\"\n\
         [terms.preference]\nkind = \"preference\"\ncompany = \"lab\"\nclass = \"a\"\nmultiple = 1.5\npreferred_return = 0.08\nparticipation = \"full\"\n",
    );
    // 100 shares for 50. After a year and a half: 75, and what 50 has earned at 8 %; the rest of 150 by shares.
    let first = 75.0 + 50.0 * (libm::pow(1.08, 1.5) - 1.0);
    let expected = first + (150.0 - first) * 100.0 / 1100.0;
    near("buyer", ran.flow("lab.value", "lab", "buyer", 8, 0), expected);
}

#[test]
fn a_warrant_is_used_where_it_is_in_the_money() {
    let warrant = |strike: f64, more: &str| {
        format!(
            "[terms.warrant]\nkind = \"warrant\"\ncompany = \"lab\"\nholder = \"buyer\"\nshares = 250\nstrike = {strike}\n{more}"
        )
    };
    // At the horizon, net: v with 1,000 v + 250 (v − 0.04) = 100, so v = 110 / 1,250.
    let ran = deal("", &warrant(0.04, ""));
    let level = (100.0 + 250.0 * 0.04) / 1250.0;
    near("net", ran.flow("warrant", "lab", "buyer", 8, 0), 250.0 * (level - 0.04));
    near("seller", ran.flow("lab.value", "lab", "seller", 8, 0), 1000.0 * level);
    // A year earlier, for cash: 250 · 0.04 comes in and a fifth of 100 + 10 goes out.
    let ran = deal("", &warrant(0.04, "expires = 2025-12-31\n"));
    assert_eq!(ran.flow("warrant", "buyer", "lab", 4, 0), 10.0);
    near("stake", ran.stake("buyer", "lab", 4)[0], 0.2);
    near("at the horizon", ran.flow("lab.value", "lab", "buyer", 8, 0), 22.0);
    // Out of the money, at a strike above 100 / 1,000.
    let ran = deal("", &warrant(0.11, ""));
    assert_eq!(ran.flow("warrant", "lab", "buyer", 8, 0), 0.0);
    let ran = deal("", &warrant(0.11, "expires = 2025-12-31\n"));
    assert_eq!(ran.stake("buyer", "lab", 8)[0], 0.0);
}

#[test]
fn a_pool_before_a_round_is_paid_by_those_before_it() {
    let pool = |counted: &str| {
        format!(
            "[terms.pool]\nkind = \"option_pool\"\ncompany = \"lab\"\nholder = \"staff\"\nstake = 0.1\nround = \"first\"\ncounted = \"{counted}\"\n\
             [terms.first]\nkind = \"round\"\nfrom = \"buyer\"\nto = \"lab\"\namount = 25\npost_money = 100\non = 2025-06-30\n"
        )
    };
    let ran = deal("", &pool("pre_money"));
    for (holder, expected) in [("buyer", 0.25), ("staff", 0.1), ("seller", 0.65)] {
        near(holder, ran.stake(holder, "lab", 2)[0], expected);
    }
    let ran = deal("", &pool("post_money"));
    for (holder, expected) in [("buyer", 0.225), ("staff", 0.1), ("seller", 0.675)] {
        near(holder, ran.stake(holder, "lab", 2)[0], expected);
    }
}

#[test]
fn closings_of_one_period_follow_their_times_and_at_one_moment_are_one() {
    let grant = |name: &str, holder: &str, on: &str| {
        format!(
            "[terms.{name}]\nkind = \"equity\"\ncompany = \"lab\"\nholder = \"{holder}\"\nstake = 0.25\nstarts = {on}\n"
        )
    };
    let stakes = |terms: &str| {
        let ran = deal("", terms);
        ["buyer", "bank"].map(|holder| ran.stake(holder, "lab", 1)[0])
    };
    let early = "2025-01-20";
    let late = "2025-02-20";
    // The later of two quarters is a quarter of all, the earlier three quarters of one; together both are a quarter.
    let first = grant("a", "buyer", early) + &grant("b", "bank", late);
    assert_eq!(stakes(&first), [0.1875, 0.25]);
    let second = grant("a", "buyer", late) + &grant("b", "bank", early);
    assert_eq!(stakes(&second), [0.25, 0.1875]);
    let together = grant("a", "buyer", early) + &grant("b", "bank", early);
    assert_eq!(stakes(&together), [0.25, 0.25]);
    // A rank puts them in an order again.
    let ranked = |a: i32, b: i32| {
        let (a, b) = (format!("rank = {a}\n"), format!("rank = {b}\n"));
        stakes(&(grant("a", "buyer", early) + &a + &grant("b", "bank", early) + &b))
    };
    assert_eq!(ranked(1, 2), [0.1875, 0.25]);
    assert_eq!(ranked(2, 1), [0.25, 0.1875]);
    // Events whose times are only known on the path.
    let drivers = "[drivers.one]\nstock = { inflow = \"8\" }\n[drivers.two]\nstock = { inflow = \"16\" }\n\
        [events.slow]\nthreshold = \"one >= 1\"\n[events.fast]\nthreshold = \"two >= 1\"\n";
    let moving = |a: &str, b: &str| {
        let a = grant("a", "buyer", &format!("\"{a}\""));
        stakes(&format!("{drivers}{a}{}", grant("b", "bank", &format!("\"{b}\""))))
    };
    assert_eq!(moving("fast", "slow"), [0.1875, 0.25]);
    assert_eq!(moving("slow", "fast"), [0.25, 0.1875]);
    assert_eq!(moving("slow", "slow"), [0.25, 0.25]);
}

#[test]
fn an_exit_pays_the_value_once_and_ends_operations() {
    let ran = deal(
        "exit = 2025-12-31\noperating = { in = [\"sales\"], out = [] }\n[drivers.sales]\nformula = \"8\"\n",
        "",
    );
    let sales = ran.flows("lab.sales", "world", "lab");
    assert_eq!(sales, [2.0, 2.0, 2.0, 2.0, 0.0, 0.0, 0.0, 0.0]);
    let value = ran.flows("lab.value", "lab", "seller");
    assert_eq!(value, [0.0, 0.0, 0.0, 108.0, 0.0, 0.0, 0.0, 0.0]);
}

#[test]
fn a_loan_is_paid_in_time_or_comes_before_shares() {
    let loan = |more: &str| {
        format!(
            "[terms.loan]\nkind = \"loan\"\nfrom = \"bank\"\nto = \"lab\"\nprincipal = 40\ninterest = 0.1\n{more}"
        )
    };
    let cash = "cash = 20\n";
    // Interest of 1 a quarter, and 40 at the end of the first year.
    let ran = deal(cash, &loan("ends = 2025-12-31\n"));
    let paid = ran.flows("loan", "lab", "bank");
    for (found, expected) in paid.iter().zip([1.0, 1.0, 1.0, 41.0, 0.0, 0.0, 0.0, 0.0]) {
        near("bullet", *found, expected);
    }
    // Interest added, due with the rest at the horizon: before shares.
    let ran = deal(cash, &loan("interest_is = \"capitalised\"\n"));
    let owed = 40.0 * libm::pow(1.0 + 0.1 / 4.0, 8.0);
    near("added", ran.flows("loan", "lab", "bank").iter().sum(), owed);
    near("seller", ran.flow("lab.value", "lab", "seller", 8, 0), 160.0 - owed);
    // Sold after a year for 100, with 60 in cash less 4 of interest.
    let sold = format!("{cash}exit = 2025-12-31\n");
    let ran = deal(&sold, &loan("ends = 2026-12-31\n"));
    near("at the exit", ran.flow("loan", "lab", "bank", 4, 0), 41.0);
    near("seller", ran.flow("lab.value", "lab", "seller", 4, 0), 100.0 + 56.0 - 40.0);
}

#[test]
fn claims_of_an_insolvency_share_what_is_there_with_dues() {
    // A due of 60 meets 50 in cash, and nobody funds.
    let ran = deal(
        "cash = 10\nfunding = { from = \"staff\", max = 0, recovery = 0.2 }\n",
        "[terms.loan]\nkind = \"loan\"\nfrom = \"bank\"\nto = \"lab\"\nprincipal = 40\ninterest = 0\nrank = 1\nends = 2026-12-31\n\
         [terms.claim]\nkind = \"lump_sum\"\nfrom = \"lab\"\nto = \"buyer\"\namount = 60\non = 2025-06-30\nrank = 0\n",
    );
    // 50 in cash and 20 of the value: 60 to the due of rank 0, the other 10 to the loan, nothing to shares.
    near("due", ran.flow("claim", "lab", "buyer", 2, 0), 60.0);
    near("loan", ran.flow("loan", "lab", "bank", 2, 0), 10.0);
    assert_eq!(ran.flow("lab.value", "lab", "seller", 2, 0), 0.0);
}
