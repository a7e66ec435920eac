//! Closings of one moment against a solver in exact fractions that knows the definitions and nothing of the program,
//! and what must hold of every cap table: names and order decide nothing, and neither does how an event is cut up.

use crate::ratio::Ratio;
use crate::support::How;
use crate::watched::Watched;
use dealsim::Scenario;
use dealsim::report::{Cell, Table};
use proptest::prelude::*;
use std::fmt::Write;

/// What a note says; amounts and caps in whole money, the discount in twentieths.
#[derive(Clone, Debug)]
struct Note {
    amount: i128,
    cap: Option<i128>,
    post_money: bool,
    discount: i128,
    most_favoured: bool,
}

/// How a round is priced.
#[derive(Clone, Copy, Debug)]
enum Price {
    PostMoney,
    PreMoney,
    PreMoneyOutstanding,
    PerShare,
}

/// Everything that closes on one day; fractions count hundredths.
#[derive(Clone, Debug)]
struct Deal {
    staff: i128,
    notes: Vec<Note>,
    money: Vec<i128>,
    price: Price,
    value: i128,
    pool: Option<(i128, bool, i128)>,
    grants: Vec<i128>,
}

/// Shares before the day.
const SHARES: i128 = 1000;

fn ratio(up: i128, down: i128) -> Ratio {
    Ratio::new(up, down)
}

/// What is issued, by clause: notes, money, pool, grants.
#[derive(Debug)]
struct Issued {
    notes: Vec<Ratio>,
    money: Vec<Ratio>,
    pool: Ratio,
    grants: Vec<Ratio>,
}

impl Issued {
    fn sum(&self) -> Ratio {
        let all = self.notes.iter().chain(&self.money).chain(&self.grants);
        all.fold(self.pool, |sum, part| sum + *part)
    }
}

/// Whether each note takes its cap, and whether the pool grows; nobody asked where `None`.
type Choices<'a> = Option<(&'a [bool], bool)>;

impl Deal {
    /// The shares that one of money buys, with `total` after the day.
    fn each(&self, total: Ratio) -> Ratio {
        let money: i128 = self.money.iter().sum();
        match self.price {
            Price::PostMoney => total / ratio(self.value, 1),
            Price::PreMoney => total / ratio(self.value + money, 1),
            Price::PreMoneyOutstanding => ratio(SHARES, self.value),
            Price::PerShare => ratio(100, self.value),
        }
    }

    /// The cap and the discount that a note goes by.
    fn terms(&self, note: &Note) -> (Option<i128>, i128) {
        if !note.most_favoured {
            return (note.cap, note.discount);
        }
        // All are lent on the first day.
        let cap = self.notes.iter().filter_map(|other| other.cap).min();
        (cap, self.notes.iter().map(|other| other.discount).max().unwrap_or(0))
    }

    /// Everything that is issued where there are `total` shares after the day, by the definitions.
    fn issued(&self, total: Ratio, choices: Choices<'_>) -> Issued {
        let zero = ratio(0, 1);
        let each = self.each(total);
        let money: Vec<Ratio> = self.money.iter().map(|it| each * ratio(*it, 1)).collect();
        let grants: Vec<Ratio> = self.grants.iter().map(|it| total * ratio(*it, 100)).collect();
        let mut uncounted = zero;
        let mut pool = zero;
        if let Some((stake, top_up, promised)) = self.pool {
            pool = total * ratio(stake, 100);
            if top_up {
                pool = pool - ratio(SHARES * self.staff, 100);
                let grows = choices.map_or(pool > zero, |(_, grows)| grows);
                pool = if grows { pool } else { zero };
            }
            uncounted = pool * ratio(100 - promised, 100);
        }
        let bought = money.iter().fold(zero, |sum, it| sum + *it);
        let granted = grants.iter().fold(zero, |sum, it| sum + *it);
        let notes = self.notes.iter().enumerate().map(|(index, note)| {
            if self.money.is_empty() {
                return zero;
            }
            let (cap, discount) = self.terms(note);
            let by_price = each * ratio(note.amount * 20, 20 - discount);
            let by_cap = cap.map(|cap| {
                let over = if note.post_money {
                    total - bought - uncounted
                } else {
                    ratio(SHARES, 1) + granted + pool
                };
                over * ratio(note.amount, cap)
            });
            match (by_cap, choices) {
                (None, _) => by_price,
                (Some(by_cap), Some((caps, _))) => {
                    if caps[index] {
                        by_cap
                    } else {
                        by_price
                    }
                }
                (Some(by_cap), None) => {
                    if by_cap > by_price {
                        by_cap
                    } else {
                        by_price
                    }
                }
            }
        });
        let notes = notes.collect();
        Issued { notes, money, pool, grants }
    }

    /// The total at which what is issued brings the shares there were to the total: for each set of choices there is at
    /// most one, as everything is then a straight line, and it counts where nobody would choose otherwise.
    fn total(&self) -> Option<Ratio> {
        let before = ratio(SHARES, 1);
        let one = ratio(1, 1);
        let mut found: Option<Ratio> = None;
        for bits in 0..(2_u32 << self.notes.len()) {
            let caps: Vec<bool> = (0..self.notes.len()).map(|it| bits >> it & 1 == 1).collect();
            let grows = bits >> self.notes.len() & 1 == 1;
            let choices = Some((caps.as_slice(), grows));
            let fixed = self.issued(ratio(0, 1), choices).sum();
            let slope = self.issued(one, choices).sum() - fixed;
            if slope >= one {
                continue;
            }
            let total = (before + fixed) / (one - slope);
            if self.issued(total, None).sum() + before == total {
                assert!(found.is_none_or(|known| known == total), "two solutions: {self:?}");
                found = Some(total);
            }
        }
        found
    }

    /// The clauses as lines of a scenario, without their names, each with its holder.
    fn clauses(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for (index, note) in self.notes.iter().enumerate() {
            let mut line = format!(
                "kind = \"convertible\", from = \"note{index}\", to = \"co\", amount = {}, discount = \"{}/20\", \
                 cap_counted = \"{}\", most_favoured = {}",
                note.amount,
                note.discount,
                if note.post_money { "post_money" } else { "pre_money" },
                note.most_favoured,
            );
            if let Some(cap) = note.cap {
                let _ = write!(line, ", cap = {cap}");
            }
            lines.push(line);
        }
        for (index, amount) in self.money.iter().enumerate() {
            let price = match self.price {
                Price::PostMoney => format!("post_money = {}", self.value),
                Price::PreMoney => format!("pre_money = {}", self.value),
                Price::PreMoneyOutstanding => {
                    format!("pre_money = {}, pre_money_counts = \"outstanding\"", self.value)
                }
                Price::PerShare => format!("price = \"{}/100\"", self.value),
            };
            lines.push(format!(
                "kind = \"round\", from = \"fund{index}\", to = \"co\", amount = {amount}, {price}, on = 2026-06-30, class = \"a\""
            ));
        }
        if let Some((stake, top_up, promised)) = self.pool {
            lines.push(format!(
                "kind = \"option_pool\", company = \"co\", holder = \"staff\", stake = \"{stake}%\", top_up = {top_up}, \
                 promised = \"{promised}%\", starts = 2026-06-30"
            ));
        }
        for (index, stake) in self.grants.iter().enumerate() {
            lines.push(format!(
                "kind = \"equity\", company = \"co\", holder = \"grant{index}\", stake = \"{stake}%\", starts = 2026-06-30"
            ));
        }
        lines
    }

    fn holders(&self) -> Vec<String> {
        let mut names = vec!["founders".to_owned(), "staff".to_owned()];
        names.extend((0..self.notes.len()).map(|it| format!("note{it}")));
        names.extend((0..self.money.len()).map(|it| format!("fund{it}")));
        names.extend((0..self.grants.len()).map(|it| format!("grant{it}")));
        names
    }

    /// The scenario, its clauses in this order under these names.
    fn text(&self, order: &[usize], names: &[&str], value: i128) -> String {
        let mut text = String::from(
            "format = 1\nmoney = \"USD M\"\ntime = { start = 2025-01-01, end = 2028-01-01, step = \"year\" }\n",
        );
        for holder in self.holders() {
            let _ = writeln!(text, "parties.{holder} = {{ discount_rate = 0.07 }}");
        }
        let _ = writeln!(
            text,
            "companies.co = {{ value = {value}, shares = {SHARES}, holders = {{ founders = \"rest\", staff = \"{}%\" }} }}",
            self.staff
        );
        let clauses = self.clauses();
        for (place, &clause) in order.iter().enumerate() {
            let _ = writeln!(text, "terms.{} = {{ {} }}", names[place], clauses[clause]);
        }
        text
    }

    fn run(&self, order: &[usize], names: &[&str], value: i128) -> Watched {
        Watched::text(&self.text(order, names, value), How::paths(64))
    }

    fn in_order(&self) -> Vec<usize> {
        (0..self.clauses().len()).collect()
    }
}

const NAMES: [&str; 9] = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
const OTHERS: [&str; 9] = ["q9", "zz", "m", "k3", "aa", "p", "b", "x1", "o"];

prop_compose! {
    fn note()(
        amount in 1..5_i128,
        cap in prop::option::weighted(0.8, 20..60_i128),
        post_money: bool,
        discount in prop_oneof![Just(0_i128), 1..7_i128],
        most_favoured in prop::bool::weighted(0.2),
    ) -> Note {
        Note { amount, cap, post_money, discount, most_favoured }
    }
}

prop_compose! {
    fn deal()(
        staff in prop_oneof![Just(0_i128), 1..15_i128],
        notes in prop::collection::vec(note(), 0..4),
        money in prop::collection::vec(1..8_i128, 0..3),
        price in prop_oneof![
            Just(Price::PostMoney), Just(Price::PreMoney), Just(Price::PreMoneyOutstanding), Just(Price::PerShare)
        ],
        value in 15..90_i128,
        pool in prop::option::of((1..20_i128, any::<bool>(), prop_oneof![Just(0_i128), 1..100_i128])),
        grants in prop::collection::vec(1..12_i128, 0..3),
    ) -> Deal {
        Deal { staff, notes, money, price, value, pool, grants }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_closing_is_the_exact_solution(deal in deal()) {
        let Some(total) = deal.total() else { return Ok(()) };
        prop_assume!(!deal.clauses().is_empty());
        let issued = deal.issued(total, None);
        let order = deal.in_order();
        let ran = deal.run(&order, &NAMES, 100);
        let mut expected = vec![
            (ratio(SHARES * (100 - deal.staff), 100), "founders".to_owned()),
            (ratio(SHARES * deal.staff, 100) + issued.pool, "staff".to_owned()),
        ];
        let named = |parts: Vec<Ratio>, name: &str| -> Vec<(Ratio, String)> {
            parts.into_iter().enumerate().map(|(it, part)| (part, format!("{name}{it}"))).collect()
        };
        expected.extend(named(issued.notes, "note"));
        expected.extend(named(issued.money, "fund"));
        expected.extend(named(issued.grants, "grant"));
        let mut sum = 0.0;
        for (shares, holder) in expected {
            let stake = ran.stake(&holder, "co", 2)[0];
            let exact = (shares / total).to_f64();
            prop_assert!((stake - exact).abs() < 1e-12, "{holder}: {stake}, not {exact}");
            sum += stake;
        }
        prop_assert!((sum - 1.0).abs() < 1e-13);
    }

    #[test]
    fn names_and_order_move_no_bit(
        (deal, order) in deal().prop_flat_map(|deal| {
            let order = Just(deal.in_order()).prop_shuffle();
            (Just(deal), order)
        }),
        value in 5..120_i128,
    ) {
        prop_assume!(!order.is_empty() && deal.total().is_some());
        let written = deal.run(&deal.in_order(), &NAMES, value);
        let shuffled = deal.run(&order, &OTHERS, value);
        for holder in deal.holders() {
            let (one, other) = (written.payoff(&holder)[0], shuffled.payoff(&holder)[0]);
            prop_assert_eq!(one.to_bits(), other.to_bits(), "{}: {} or {}", holder, one, other);
        }
    }

    #[test]
    fn how_an_event_is_cut_up_decides_nothing(deal in deal(), into in 2..4_i128) {
        prop_assume!(deal.total().is_some() && !deal.money.is_empty());
        let whole = deal.run(&deal.in_order(), &NAMES, 100);
        // Each investor closes in several parts, on one day.
        let mut text = String::new();
        for line in deal.text(&deal.in_order(), &NAMES, 100).lines() {
            let amount = line.split("amount = ").nth(1).and_then(|rest| rest.split(',').next());
            match amount.filter(|_| line.contains("\"round\"")) {
                None => text.push_str(line),
                Some(amount) => for part in 0..into {
                    let name = line.replacen(" =", &format!("_{part} ="), 1);
                    let less = format!("amount = \"{amount}/{into}\"");
                    text.push_str(&name.replace(&format!("amount = {amount}"), &less));
                    text.push('\n');
                },
            }
            text.push('\n');
        }
        let parts = Watched::text(&text, How::paths(64));
        for holder in deal.holders() {
            let (one, other) = (whole.stake(&holder, "co", 3)[0], parts.stake(&holder, "co", 3)[0]);
            prop_assert!((one - other).abs() < 1e-13, "{holder}: {one} or {other}");
        }
    }
}

/// What each of these notes gets of an estate that is at least what all are owed, in the largest set of notes of which
/// nobody gains by taking money and which nobody gains by joining. Nothing where some note gets exactly the same either way:
/// there rounding decides what it does, and others feel it.
fn at_the_end(notes: &[Note], estate: Ratio) -> Option<Vec<Ratio>> {
    let count = notes.len();
    let paid = |set: u32| -> Vec<Ratio> {
        let takes_shares = |it: usize| set >> it & 1 == 1;
        let zero = ratio(0, 1);
        let weight = |it: usize| ratio(notes[it].amount, notes[it].cap.expect("a cap"));
        let inside = || (0..count).filter(|it| takes_shares(*it));
        let before =
            inside().filter(|it| !notes[*it].post_money).fold(zero, |sum, it| sum + weight(it));
        let after =
            inside().filter(|it| notes[*it].post_money).fold(zero, |sum, it| sum + weight(it));
        let base = ratio(SHARES, 1);
        let all = base * (ratio(1, 1) + before) / (ratio(1, 1) - after);
        let owed = (0..count).filter(|it| !takes_shares(*it)).map(|it| ratio(notes[it].amount, 1));
        let level = (estate - owed.fold(zero, |sum, it| sum + it)) / all;
        let each = |it: usize| {
            let over = if notes[it].post_money { all } else { base };
            if takes_shares(it) { over * weight(it) * level } else { ratio(notes[it].amount, 1) }
        };
        (0..count).map(each).collect()
    };
    let tied = |set: u32| (0..count).any(|it| paid(set)[it] == paid(set ^ (1 << it))[it]);
    if (0..1_u32 << count).any(tied) {
        return None;
    }
    let stands = |set: u32| {
        let now = paid(set);
        (0..count).all(|it| {
            let otherwise = paid(set ^ (1 << it))[it];
            if set >> it & 1 == 1 { now[it] >= otherwise } else { now[it] > otherwise }
        })
    };
    let sets = (0..1_u32 << count).filter(|set| stands(*set));
    let set = sets.max_by_key(|set| set.count_ones()).expect("there always is one");
    Some(paid(set))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn at_the_end_notes_convert_where_nobody_gains_by_leaving(
        notes in prop::collection::vec(note(), 1..4),
        value in 0..60_i128,
    ) {
        let notes: Vec<Note> = notes
            .into_iter()
            .map(|note| Note { cap: note.cap.or(Some(30)), most_favoured: false, ..note })
            .collect();
        let lent: i128 = notes.iter().map(|note| note.amount).sum();
        let deal = Deal {
            staff: 0, notes, money: Vec::new(), price: Price::PreMoney, value: 1, pool: None, grants: Vec::new(),
        };
        // The company has what was lent, and its value.
        let expected = at_the_end(&deal.notes, ratio(lent + value, 1));
        prop_assume!(expected.is_some());
        let expected = expected.unwrap_or_default();
        let ran = deal.run(&deal.in_order(), &NAMES, value);
        for (index, exact) in expected.iter().enumerate() {
            let found = ran.flow(NAMES[index], "co", &format!("note{index}"), 3, 0);
            prop_assert!((found - exact.to_f64()).abs() < 1e-8, "note{index}: {found}, not {}", exact.to_f64());
        }
    }
}

/// A SAFE of 5 %, a round for a quarter, and a pool of which 60 % is granted; money back first for both investors.
const VENTURE: &str = "format = 1\nmoney = \"USD M\"\n\
    time = { start = 2025-01-01, end = 2029-12-31, step = \"quarter\" }\n\
    parties = { founders = { discount_rate = 0 }, staff = { discount_rate = 0 }, angel = { discount_rate = 0 }, fund = { discount_rate = 0 } }\n\
    companies.startup = { value = 100, shares = 1000, holders = { founders = \"rest\", staff = \"8%\" } }\n\
    terms.safe = { kind = \"convertible\", form = \"post_money_safe\", from = \"angel\", to = \"startup\", amount = 0.5, cap = 10 }\n\
    terms.series_a = { kind = \"round\", from = \"fund\", to = \"startup\", amount = 5, pre_money = 15, on = 2026-06-30, class = \"a\" }\n\
    terms.pool = { kind = \"option_pool\", company = \"startup\", holder = \"staff\", stake = \"10%\", round = \"series_a\", top_up = true, granted = \"60%\" }\n\
    terms.preference = { kind = \"preference\", company = \"startup\", class = \"a\" }\n";

fn number(table: &Table, row: usize, column: &str) -> f64 {
    let place = table.columns().iter().position(|it| it.name == column).expect("a column");
    match table.rows()[row][place] {
        Cell::Number(number) => number,
        ref other => panic!("{column} in row {row} is {other:?}"),
    }
}

/// Holders with their fractions, as the rows have them.
fn fractions(table: &Table) -> Vec<(String, f64)> {
    let holder = table.columns().iter().position(|it| it.name == "holder").expect("a column");
    let name = |row: usize| match &table.rows()[row][holder] {
        Cell::Text(name) => name.clone(),
        other => panic!("{other:?}"),
    };
    (0..table.rows().len()).map(|row| (name(row), number(table, row, "fraction"))).collect()
}

#[test]
fn the_cap_table_is_shown_after_each_closing() {
    let scenario = Scenario::from_text("venture.toml", VENTURE).expect("a scenario");
    let all = scenario.cap_table(0, None).expect("a table");
    assert_eq!(all.rows().len(), 6, "two holders at the start, four after the round");
    let before = scenario.cap_table(0, Some(jiff::civil::date(2026, 6, 29))).expect("a table");
    assert_eq!(before.rows().len(), 2);
    let after = scenario.cap_table(0, Some(jiff::civil::date(2026, 6, 30))).expect("a table");
    // The pool is filled up to a tenth with what is not granted of 80 shares: I = 0.1 T - 32. The SAFE has a twentieth
    // of T - N - I, the fund a quarter: T = 1000 + I + 0.25 T + 0.05 (0.75 T - I).
    let total = (1000.0 - 32.0 * 0.95) / (1.0 - 0.25 - 0.1 - 0.05 * 0.65);
    let expected = [
        ("fund", 0.25),
        ("angel", 0.05 * (0.65 * total + 32.0) / total),
        ("staff", (80.0 + 0.1 * total - 32.0) / total),
        ("founders", 920.0 / total),
    ];
    for (holder, fraction) in expected {
        let found = fractions(&after).into_iter().find(|(name, _)| name == holder);
        let found = found.unwrap_or_else(|| panic!("{holder} has shares")).1;
        assert!((found - fraction).abs() < 1e-12, "{holder}: {found}, not {fraction}");
    }
    let row = fractions(&after).iter().position(|(name, _)| name == "angel").expect("the angel");
    assert!((number(&after, row, "paid") - 0.5).abs() < 1e-9);
    // The price at which the SAFE converted is its cap over what the cap counts.
    let price = 10.0 / (0.65 * total + 32.0);
    assert!((number(&after, row, "price") - price).abs() < 1e-12);
}

#[test]
fn the_line_of_what_holders_get_breaks_where_somebody_converts() {
    let scenario = Scenario::from_text("venture.toml", VENTURE).expect("a scenario");
    let table = scenario.payout(None, 0, (0.0, 50.0)).expect("a table");
    let after = scenario.cap_table(0, Some(jiff::civil::date(2027, 1, 1))).expect("a table");
    let shares = |holder: &str| {
        let row = fractions(&after).iter().position(|(name, _)| name == holder).expect("a holder");
        number(&after, row, "shares")
    };
    // Common shares and granted options share what is beyond 5.5 in cash, until a share is worth what the angel, and
    // then the fund, paid for one.
    let common = shares("founders") + 0.6 * shares("staff");
    let angel = 0.5 / shares("angel") * common;
    let fund = 5.0 / shares("fund") * (common + shares("angel")) - 0.5;
    let expected = [0.0, angel, fund, 50.0];
    assert_eq!(table.rows().len(), expected.len());
    for (row, value) in expected.into_iter().enumerate() {
        let found = number(&table, row, "value");
        assert!((found - value).abs() < 1e-4, "break {row} at {found}, not {value}");
        let sum: f64 =
            ["angel", "founders", "fund", "staff"].iter().map(|it| number(&table, row, it)).sum();
        assert!((sum - found - 5.5).abs() < 1e-6, "all of it is paid");
    }
    let twice = scenario.payout(Some("nobody"), 0, (0.0, 50.0));
    assert!(twice.is_err_and(|failure| failure.to_string().contains("startup")));
}
