//! The files of `scenarios/deals` against closed forms, and against integrals worked out apart.

use crate::poisson::{gamma_above, over_counts};
use crate::support::{Estimate, How, Ran};
use crate::watched::{HALF_QUANTUM, Watched};
use dealsim::lane::math::normal_cdf;
use libm::{exp, log, pow, sqrt};

fn file(name: &str) -> String {
    format!("scenarios/deals/{name}.toml")
}

/// The mean of values with its error.
fn mean(values: impl Iterator<Item = f64>) -> Estimate {
    let values: Vec<f64> = values.collect();
    let count = values.len() as f64;
    let value = values.iter().sum::<f64>() / count;
    let square = values.iter().map(|x| (x - value) * (x - value)).sum::<f64>() / (count - 1.0);
    Estimate { value, error: sqrt(square / count) }
}

/// A lognormal value by its tenth and ninetieth percentiles: the mean and the deviation of its logarithm.
fn by_percentiles(p10: f64, p90: f64) -> (f64, f64) {
    let deviations = 2.0 * 1.281_551_565_544_600_4;
    (0.5 * (log(p10) + log(p90)), log(p90 / p10) / deviations)
}

/// The mean of (X − level)⁺ of a lognormal value (Black 1976).
fn beyond((mu, sigma): (f64, f64), level: f64) -> f64 {
    let forward = exp(mu + 0.5 * sigma * sigma);
    if level <= 0.0 {
        return forward - level;
    }
    let d = (mu - log(level)) / sigma;
    forward * normal_cdf(d + sigma) - level * normal_cdf(d)
}

/// Simpson's rule on two hundred pieces.
fn integral(from: f64, until: f64, of: impl Fn(f64) -> f64) -> f64 {
    let step = (until - from) / 400.0;
    let sum: f64 = (0..=400)
        .map(|k| {
            let weight = if k == 0 || k == 400 { 1.0 } else { f64::from(2 + 2 * (k % 2)) };
            weight * of(from + f64::from(k) * step)
        })
        .sum();
    sum * step / 3.0
}

#[test]
fn a_pharma_licence() {
    let ran = Ran::file(&file("pharma-licence"), How::paths(20_000));
    let (second, third, review) = (0.45, 0.6, 0.9);
    // The mean of e^(−k U) for U uniform between two times.
    let over = |k: f64, a: f64, b: f64| (exp(-k * a) - exp(-k * b)) / (k * (b - a));
    let (own, theirs, rate) = (log(1.13), log(1.09), 0.25);
    let readout = over(own, 1.5, 2.5);
    let both = own + rate;
    let milestones = 10.0 * second * readout
        + 25.0 * second * third * readout * over(own, 2.0, 3.0)
        // At approval 55 are left below 90, or 47.5 where a quarter of 30 came from a sublicence.
        + second * third * review * readout * exp(-own)
            * (47.5 * over(own, 2.0, 3.0) + 7.5 * over(both, 2.0, 3.0));
    ran.received("biotech", "milestones").agrees("milestones", milestones);
    let share = 7.5 * second * readout * rate / both * (1.0 - over(both, 2.0, 3.0));
    ran.received("biotech", "share_of_sublicence").agrees("share of the sublicence", share);
    let stopped = (1.0 - second)
        + second * over(theirs, 2.0, 3.0) * (1.0 - third + third * (1.0 - review) * exp(-theirs));
    let stopping = 4.0 * over(theirs, 1.5, 2.5) * stopped;
    ran.received("pharma", "stopping").agrees("stopping", -stopping);
    let (mu, sigma) = by_percentiles(120.0, 900.0);
    let peak = exp(mu + 0.5 * sigma * sigma);
    // Quarter by quarter at the rate of its close, over the two random phases by midpoints.
    let royalty = |approval: f64| -> f64 {
        let quarter = |k: i32| {
            let close = 0.25 * f64::from(k);
            let sold = 1.0 - exp(-0.6 * (close - approval).max(0.0));
            sold * (close - approval).clamp(0.0, 0.25) * exp(-own * close)
        };
        (1..=60).map(quarter).sum()
    };
    let points = 60;
    let place = |k: i32| (f64::from(k) + 0.5) / f64::from(points);
    let sum: f64 = (0..points * points)
        .map(|k| royalty(1.5 + place(k / points) + 2.0 + place(k % points) + 1.0))
        .sum();
    let royalties = 0.12 * peak * second * third * review * sum / f64::from(points * points);
    ran.received("biotech", "royalty").agrees("royalties", royalties);
    let all = 20.0 + milestones + share + royalties;
    ran.payoff("biotech").agrees("the biotech", all);
}

#[test]
fn a_software_purchase() {
    let sets = ["terms.retention.interest=0"];
    let ran = Watched::file_with(&file("software-purchase"), &sets, How::paths(40_000));
    let of = |party: &str, term: &str| ran.received(party, term);
    // Claims within a year and a half, each exponential: P(S > s), and E (S − s)⁺.
    let (count, size, most) = (0.8 * 1.5, 1.5, 8);
    let exceeds = |s: f64| over_counts(count, most, |n| gamma_above(n, s / size));
    let excess = |s: f64| {
        over_counts(count, most, |n| {
            f64::from(n) * size * gamma_above(n + 1, s / size) - s * gamma_above(n, s / size)
        })
    };
    // Once above 1 all of them count: E S 1(S > 1).
    let tipped = excess(1.0) + exceeds(1.0);
    let from_account = tipped - excess(6.0);
    mean(of("sellers", "retention").into_iter()).agrees("released", 6.0 - from_account);
    // Revenue in three years, and what lies above 50 and 80.
    let (drift, volatility) = (0.12, 0.22);
    let sigma = volatility * sqrt(3.0);
    let law = (log(40.0) + 3.0 * drift - 0.5 * sigma * sigma, sigma);
    let earn_out = 0.5 * (beyond(law, 50.0) - beyond(law, 80.0));
    mean(of("sellers", "earn_out").into_iter()).agrees("earn-out", earn_out);
    // min(R, E) with R = (claims − 6)⁺ up to 4 and E independent: the integral of P(R > u) P(E > u).
    let set_off = integral(0.0, 4.0, |u| {
        exceeds(6.0 + u) * normal_cdf((law.0 - log(50.0 + 2.0 * u)) / sigma)
    });
    mean(of("buyer", "warranties").into_iter()).agrees("claims", from_account + set_off);
    mean(
        of("buyer", "warranties")
            .iter()
            .zip(of("retention.escrow", "warranties"))
            .map(|(a, b)| a + b),
    )
    .agrees("set off", set_off);
    // Working capital is off by N(0, 1.5²); beyond the collar of 1 it counts, net debt always.
    let a = 1.0 / 1.5;
    let density = exp(-0.5 * a * a) / sqrt(2.0 * std::f64::consts::PI);
    let collared = 2.0 * 1.5 * 1.5 * ((1.0 + a * a) * normal_cdf(-a) - a * density);
    let adjustment = of("sellers", "adjustment");
    mean(adjustment.iter().copied()).agrees("adjustment", -3.0);
    mean(adjustment.iter().map(|x| (x + 3.0) * (x + 3.0))).agrees("its square", 1.0 + collared);
}

#[test]
fn the_account_of_a_purchase_is_empty_in_the_end() {
    let ran = Watched::file_with(&file("software-purchase"), &[], How::paths(2_000));
    let (own, claims) = (
        ran.received("retention.escrow", "retention"),
        ran.received("retention.escrow", "warranties"),
    );
    assert!(own.iter().zip(&claims).all(|(own, claims)| own + claims == 0.0));
    // Where nobody claims, two years of interest at 2 %.
    let sellers = ran.received("sellers", "retention");
    let free = sellers.iter().zip(&claims).filter(|(_, claims)| **claims == 0.0);
    let whole = 6.0 * pow(1.02, 2.0);
    assert!(free.clone().count() > 500);
    assert!(free.clone().all(|(sellers, _)| (sellers - whole).abs() < 16.0 * HALF_QUANTUM));
}

#[test]
fn a_film_and_who_recoups_first() {
    let ran = Watched::file_with(&file("film-recoupment"), &[], How::paths(40_000));
    let (mu, sigma) = by_percentiles(6.0, 70.0);
    // Three quarters of the receipts go through the tiers, whose totals hang on their sum alone.
    let law = (mu + log(0.75), sigma);
    let tier = |from: f64, size: f64| beyond(law, from) - beyond(law, from + size);
    let of = |party: &str, term: &str| mean(ran.received(party, term).into_iter());
    let rest = 0.5 * beyond(law, 3.0 + 14.4 + 1.5);
    of("distributor", "fee").agrees("fee", 0.25 * beyond((mu, sigma), 0.0));
    of("distributor", "recoupment").agrees("costs", tier(0.0, 3.0));
    of("investors", "recoupment").agrees("investors", tier(3.0, 14.4) + rest);
    of("crew", "recoupment").agrees("crew", tier(17.4, 1.5));
    of("producer", "recoupment").agrees("producer", rest);
    of("director", "awards").agrees("awards", 0.25 * over_counts(0.8, 3, f64::from));
}

#[test]
fn venture_rounds_up_to_the_sale() {
    let parties = ["founders", "staff", "angel", "fund_a", "fund_b"];
    let sets = parties.map(|party| format!("parties.{party}.discount_rate=0"));
    let sets: Vec<&str> = sets.iter().map(String::as_str).collect();
    let ran = Watched::file_with(&file("venture"), &sets, How::paths(4_000));
    let alike = |one: &[f64; 5], other: &[f64; 5]| {
        one.iter().zip(other).all(|(one, other)| (one - other).abs() < 1e-6)
    };
    // After the first round: 25 % fund, 12 % pool, 2 / 10 of the other 63 % the angel, 50.4 % the founders. The second
    // takes 20 % of all. Money back first, the later fund before the earlier; who converts shares with all others.
    let common = |left: f64, all: f64| {
        let part = |share: f64| left * share / all;
        (part(50.4), part(12.0), part(12.6), part(25.0))
    };
    let mut cases: Vec<([f64; 5], f64)> = Vec::new();
    for (enterprise, odds) in [(10.0, 0.5), (60.0, 0.3), (270.0, 0.2)] {
        for (second, chance) in [(true, 0.7), (false, 0.3)] {
            let estate = enterprise + if second { 30.0 } else { 10.0 };
            let late = if second { f64::max(0.2 * estate, 20.0) } else { 0.0 };
            let left = estate - late;
            let (mut founders, mut staff, mut angel, mut early) = common(left, 100.0);
            if early < 8.0 {
                early = 8.0;
                (founders, staff, angel, _) = common(left - 8.0, 75.0);
            }
            // The angel's 2 are less than its shares bring in all of these.
            assert!(angel > 2.0);
            let paid = if second { 20.0 } else { 0.0 };
            let case = [founders, staff, angel - 2.0, early - 8.0, late - paid];
            // Where the later fund takes its money back, nobody else can tell whether it came.
            match cases.iter_mut().find(|(known, _)| alike(known, &case)) {
                Some((_, sum)) => *sum += odds * chance,
                None => cases.push((case, odds * chance)),
            }
        }
    }
    let payoffs = parties.map(|party| ran.payoff(party));
    let mut counts = vec![0.0; cases.len()];
    for (path, _) in payoffs[0].iter().enumerate() {
        let found = payoffs.map(|of| of[path]);
        let case = cases.iter().position(|(case, _)| alike(case, &found));
        counts[case.unwrap_or_else(|| panic!("{found:?} is none of {cases:?}"))] += 1.0;
    }
    for ((case, odds), count) in cases.iter().zip(counts) {
        let value = count / 4_000.0;
        let error = sqrt(odds * (1.0 - odds) / 4_000.0);
        Estimate { value, error }.agrees(&format!("{case:?}"), *odds);
    }
}

#[test]
fn no_deal_leaves_anything_to_say() {
    for name in ["pharma-licence", "software-purchase", "film-recoupment", "venture"] {
        let loaded = dealsim::scenario::load(&crate::support::path(&file(name)), &[]);
        let said = crate::support::findings(&loaded);
        assert!(said.is_empty(), "{said}");
    }
}
