//! What holds on every path of every deal: nothing appears or vanishes, nobody owes below zero, caps and floors are kept.

use crate::generated::{Clause, Deal, EVENTS, WINDOWS, deal, sixteenths};
use crate::support::{How, read};
use crate::watched::Watched;
use dealsim::lane::math::MONEY_QUANTUM;
use dealsim::plan::{AccountKind, FlowKind};
use dealsim::scenario::{CompanyMeta, SideMeta};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, rng_seed: RngSeed::Fixed(1), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_deal_keeps_its_books(deal in deal(), seed in 0..1_000_u64) {
        let text = deal.text();
        let Some(ran) = run(&text, seed) else { return Err(TestCaseError::reject("a loop")) };
        flows_sum_alike(&ran);
        for company in &ran.model.companies {
            balances(&ran, company);
        }
        for side in 0..ran.model.sides.len() {
            payoffs_are_what_moved(&ran, side);
            payoffs_are_discounted_flows(&deal, &ran, &ran.model.sides[side]);
        }
        for (number, clause) in deal.clauses.iter().enumerate() {
            if deal.is_comparable(clause) {
                limits_hold(&deal, &ran, number, clause);
            }
        }
    }
}

/// A run of 256 paths; `None` for a deal that is refused because values wait for one another.
fn run(text: &str, seed: u64) -> Option<Watched> {
    let loaded = read(&[("scenario.toml", text)], &[]);
    let Some(model) = loaded.model else {
        let only_loops =
            loaded.diagnostics.in_source_order().iter().all(|finding| finding.code == "loop");
        let said = dealsim::diagnose::render(&loaded.diagnostics, &loaded.sources, false);
        assert!(only_loops, "{said}\n{text}");
        return None;
    };
    Some(Watched::run(model, How { seed, ..How::paths(256) }))
}

/// The postings, the totals and the sums by year say the same, and all accounts together neither win nor lose.
fn flows_sum_alike(ran: &Watched) {
    let plan = &ran.model.plan;
    for path in 0..ran.paths() {
        let mut accounts = vec![0.0; plan.accounts.len()];
        for flow in &ran.model.flows {
            let total = ran.values(flow.total, 0)[path];
            let years = (0..ran.model.years.len()).map(|year| ran.values(flow.by_year, year)[path]);
            assert_eq!(years.sum::<f64>(), total, "{flow:?} by year on path {path}");
            let mut posted = 0.0;
            for (number, posting) in plan.postings.iter().enumerate() {
                let same = (posting.term, posting.from, posting.to, posting.kind);
                if same == (flow.term, flow.from, flow.to, flow.kind) {
                    posted +=
                        (1..=ran.periods()).map(|k| ran.posting(number, k)[path]).sum::<f64>();
                }
            }
            assert_eq!(posted, total, "{flow:?} as posted on path {path}");
            accounts[flow.from.index()] -= total;
            accounts[flow.to.index()] += total;
        }
        assert_eq!(accounts.iter().sum::<f64>(), 0.0, "all accounts on path {path}");
    }
}

/// The account of a company is its cash at the start and its flows since; it never owes, and is empty in the end.
fn balances(ran: &Watched, company: &CompanyMeta) {
    let ends = ran.insolvency_times(&company.name);
    for (path, end) in ends.iter().enumerate() {
        let mut cash = ran.values(company.cash, 0)[path];
        for period in 1..=ran.periods() {
            let place = format!("{} on path {path} in period {period}", company.name);
            let [received, paid, estate] = moved(ran, company, period, path);
            let before = cash + received - paid;
            // In an insolvency what is found of the value pays what the cash does not.
            let times = &ran.model.plan.times;
            let dies = times[period - 1] < *end && *end <= times[period];
            let shown = if dies { before.max(0.0) } else { before };
            assert_eq!(shown, ran.values(company.cash, period)[path], "cash of {place}");
            assert!(shown >= 0.0, "cash of {place}: {shown}");
            cash = before - estate;
            if times[period] >= *end || period == ran.periods() {
                assert_eq!(cash, 0.0, "{place} keeps money after its end");
            }
            if times[period - 1] >= *end {
                assert_eq!(paid, 0.0, "{place} pays after its end");
            }
            let stakes = company.stakes.iter().map(|(_, track)| ran.values(*track, period)[path]);
            // Each fraction and each step of the sum is rounded once.
            let rounding = company.stakes.len() as f64 * f64::EPSILON;
            assert!((stakes.clone().sum::<f64>() - 1.0).abs() <= rounding, "stakes of {place}");
            assert!(stakes.clone().all(|stake| (0.0..=1.0).contains(&stake)), "stakes of {place}");
        }
    }
}

/// What a company received and paid in a period on a path, and what its holders got beyond its own value.
fn moved(ran: &Watched, company: &CompanyMeta, period: usize, path: usize) -> [f64; 3] {
    let plan = &ran.model.plan;
    let value = format!("{}.value", company.name);
    let [mut received, mut paid, mut estate] = [0.0; 3];
    for (number, posting) in plan.postings.iter().enumerate() {
        let to = plan.accounts[posting.to.index()].name == company.name;
        let from = plan.accounts[posting.from.index()].name == company.name;
        let amount = ran.posting(number, period)[path];
        if posting.kind != FlowKind::Cash || !(to || from) {
            continue;
        }
        if plan.terms[posting.term.index()] == value {
            estate += if from { amount } else { -amount };
        } else if to {
            received += amount;
        } else {
            paid += amount;
        }
    }
    [received, paid, estate]
}

/// A payoff is the sum of what moved under each clause, to the last bit.
fn payoffs_are_what_moved(ran: &Watched, side: usize) {
    let moved: Vec<_> = ran
        .model
        .moved
        .iter()
        .filter(|moved| moved.side == side)
        .map(|moved| moved.track)
        .collect();
    let payoff = ran.values(ran.model.sides[side].payoff, 0);
    for (path, payoff) in payoff.iter().enumerate() {
        let parts = moved.iter().map(|track| ran.values(*track, 0)[path]);
        assert_eq!(*payoff, parts.sum::<f64>(), "path {path}");
    }
}

/// A payoff is the sum of amounts times exp(−rate · time), each to the nearest quantum: every summand has a dozen
/// roundings, and so has the sum.
fn payoffs_are_discounted_flows(deal: &Deal, ran: &Watched, side: &SideMeta) {
    let plan = &ran.model.plan;
    for path in 0..ran.paths() {
        let (mut sum, mut size, mut count) = (0.0, 0.0, 16.0);
        for party in &side.parties {
            let name = &plan.accounts[party.index()].name;
            let place: usize = name[1..].parse().expect("a number");
            let rate = sixteenths(deal.rates[place]);
            let rate = if place == 1 { libm::log1p(rate) } else { rate };
            for (number, posting) in plan.postings.iter().enumerate() {
                let sign = i8::from(posting.to == *party) - i8::from(posting.from == *party);
                for period in 1..=ran.periods() {
                    let amount = f64::from(sign) * ran.posting(number, period)[path];
                    if amount != 0.0 {
                        let worth = amount * libm::exp(-rate * ran.paid_at(number, period)[path]);
                        sum += worth;
                        size += worth.abs();
                        count += 1.0;
                    }
                }
            }
        }
        let error = (ran.values(side.payoff, 0)[path] - sum).abs();
        assert!(
            error <= count * (f64::EPSILON * size + MONEY_QUANTUM / 2.0),
            "{} on path {path}: off by {error}",
            side.name
        );
    }
}

/// Paid to date is the smaller of the cap and of what fell due to date, to the last bit; the floor is made up.
fn limits_hold(deal: &Deal, ran: &Watched, number: usize, clause: &Clause) {
    let (from, to) = deal.between(clause);
    let cap = clause.cap.map_or(f64::INFINITY, sixteenths);
    let floor = clause.floor.map_or(f64::NEG_INFINITY, sixteenths);
    let limited = clause.cap.is_some() || clause.floor.is_some();
    let already = if limited { sixteenths(clause.already) } else { 0.0 };
    let ends = clause.ends.map(|event| ran.event_times(EVENTS[event]));
    let times = &ran.model.plan.times;
    for path in 0..ran.paths() {
        let end = ends.map_or(f64::INFINITY, |times| times[path]);
        let (mut paid, mut due) = (already, already);
        for period in 1..=ran.periods() {
            if period > 1 && opens_window(ran, clause, period) {
                (paid, due) = (0.0, 0.0);
            }
            let before = paid;
            paid += ran.flow(&format!("term{number}"), &from, &to, period, path);
            due += ran.flow(&format!("due{number}"), &from, &to, period, path);
            let place = format!("term{number} on path {path} in period {period}");
            assert!(paid <= cap.max(before), "{place} pays {paid} in all, above {cap}");
            if clause.floor.is_none() {
                let expected = due.min(cap.max(before));
                assert_eq!(paid, expected, "{place} to date");
            }
            // In force from the start up to its end, the floor is made up where a window or the term closes.
            let ending = times[period - 1] < end && end <= times[period];
            let closes = period == ran.periods() || opens_window(ran, clause, period + 1);
            let lives = end > 0.0 && (end >= times[period] || ending);
            let whole = closes && end > times[period];
            if Deal::runs_from_the_start(clause) && lives && (whole || ending) {
                assert!(paid >= floor.min(cap), "{place} pays {paid} in all, below {floor}");
            }
        }
    }
}

/// Whether a period is the first of a window.
fn opens_window(ran: &Watched, clause: &Clause, period: usize) -> bool {
    // All deals start on New Year: years of the calendar and of the contract are the same.
    let a_year = (1.0 / ran.model.plan.period_years).round() as usize;
    match WINDOWS[clause.per] {
        "life" => period == 1,
        "period" => true,
        _ => (period - 1).is_multiple_of(a_year),
    }
}

/// The generator reaches what it is for: rounds, insolvencies, caps that bind.
#[test]
fn the_generated_deals_are_not_idle() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let (mut rounds, mut ends, mut bound, mut shared) = (0, 0, 0, 0);
    for _ in 0..60 {
        let deal = deal().new_tree(&mut runner).expect("a deal").current();
        let Some(ran) = run(&deal.text(), 1) else { continue };
        for company in ran.model.companies.iter().map(|company| company.name.as_str()) {
            let raised: f64 = ran.flows(&format!("{company}.funding"), "p0", company).iter().sum();
            rounds += usize::from(raised > 0.0);
            let early = (1..ran.periods())
                .any(|k| ran.flow(&format!("{company}.value"), company, "p0", k, 0) != 0.0);
            ends += usize::from(early);
        }
        for (number, clause) in deal.clauses.iter().enumerate() {
            if deal.is_comparable(clause) && clause.cap.is_some() {
                let (from, to) = deal.between(clause);
                let paid: f64 = ran.flows(&format!("term{number}"), &from, &to).iter().sum();
                let due: f64 = ran.flows(&format!("due{number}"), &from, &to).iter().sum();
                bound += usize::from(paid < due);
            }
        }
        let companies = ran.model.plan.accounts.iter().filter(|a| a.kind == AccountKind::Company);
        shared += usize::from(companies.count() > 1);
    }
    assert!(rounds > 5 && ends > 3 && bound > 3 && shared > 5, "{rounds} {ends} {bound} {shared}");
}
