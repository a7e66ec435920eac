//! Means, variances and probabilities against closed forms: within four standard errors at a fixed seed.

use crate::support::{Estimate, How, Ran};
use dealsim::lane::math::normal_cdf;
use libm::{exp, expm1, log, sqrt};
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::{Distribution, StandardNormal};

/// So many paths keep four standard errors near half a percent of a spread.
const PATHS: u64 = 1 << 19;

fn preamble(end: &str, step: &str) -> String {
    format!(
        "format = 1\nmoney = \"USD bn\"\ncompounding = \"continuous\"\n[time]\nstart = 2025-01-01\nend = {end}\nstep = \"{step}\"\n\
         [parties.buyer]\ndiscount_rate = 0\n[parties.seller]\ndiscount_rate = 0.1\n"
    )
}

/// Five years by quarter.
fn run(text: &str) -> Ran {
    Ran::text(&format!("{}{text}", preamble("2030-01-01", "quarter")), How::paths(PATHS))
}

/// A flow that gives a file its term and moves nothing.
const NOTHING: &str =
    "[terms.nothing]\nkind = \"formula_flow\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 0\n";

/// Holds the mean and the variance of normal values against exact ones.
///
/// Of n normal values the variance about the known mean has the variance (μ₄ − σ⁴) / n = 2 σ⁴ / n.
#[track_caller]
fn normal(what: &str, values: impl Iterator<Item = f64> + Clone, mean: f64, variance: f64) {
    let count = values.clone().count() as f64;
    let average = values.clone().sum::<f64>() / count;
    Estimate { value: average, error: sqrt(variance / count) }.agrees(what, mean);
    let spread = values.map(|value| (value - mean) * (value - mean)).sum::<f64>() / count;
    Estimate { value: spread, error: variance * sqrt(2.0 / count) }.agrees(what, variance);
}

#[test]
fn geometric_brownian_motion_is_lognormal() {
    let (start, drift, volatility) = (100.0, 0.05, 0.3);
    let ran = run(&format!(
        "[drivers.price]\nprocess = \"geometric_brownian\"\nstart = {start}\ndrift = {drift}\nvolatility = {volatility}\n{NOTHING}"
    ));
    for period in [1_u8, 7, 20] {
        let t = f64::from(period) / 4.0;
        let values = ran.driver_values("price", period.into());
        let mean = log(start) + (drift - volatility * volatility / 2.0) * t;
        normal(
            "logarithm",
            values.iter().map(|value| log(*value)),
            mean,
            volatility * volatility * t,
        );
        ran.driver("price", period.into()).agrees("mean", start * exp(drift * t));
    }
    assert!(ran.driver_values("price", 0).iter().all(|value| *value == start));
}

/// Uhlenbeck & Ornstein (1930): mean m + (x − m) e^(−κt), variance σ² (1 − e^(−2κt)) / 2κ; at κ = 0 Brownian motion.
#[test]
fn mean_reverting_is_ornstein_uhlenbeck() {
    let (start, mean, volatility) = (0.9, 0.1, 0.2);
    for speed in [0.5, 3.0, 0.0] {
        let ran = run(&format!(
            "[drivers.pace]\nprocess = \"mean_reverting\"\nstart = {start}\nmean = {mean}\nspeed = {speed}\nvolatility = {volatility}\n{NOTHING}"
        ));
        for period in [1_u8, 5, 20] {
            let t = f64::from(period) / 4.0;
            let years = if speed == 0.0 { t } else { -expm1(-2.0 * speed * t) / (2.0 * speed) };
            let expected = mean + (start - mean) * exp(-speed * t);
            let values = ran.driver_values("pace", period.into());
            normal("pace", values.iter().copied(), expected, volatility * volatility * years);
        }
    }
}

/// ln R after n steps, with the growth read at the opening of each, is normal. With the growth's own step
/// g' = m + (g − m) a + b Z, the sum of its first n values is known plus Σ b Z_i (1 − a^(n − i)) / (1 − a), and the
/// noise of R itself is σ √dt (ρ Z_i + √(1 − ρ²) W_i).
#[test]
fn growth_that_reverts_gives_lognormal_revenue() {
    let (first, level, speed, wander) = (0.9, 0.1, 0.5, 0.2);
    let (start, sigma, rho, dt) = (12.7, 0.25, 0.3, 0.25);
    let ran = run(&format!(
        "[drivers.pace]\nprocess = \"mean_reverting\"\nstart = {first}\nmean = {level}\nspeed = {speed}\nvolatility = {wander}\n\
         [drivers.revenue]\nprocess = \"growth\"\nstart = {start}\ngrowth = \"pace\"\nvolatility = {sigma}\n\
         [correlations]\n\"pace ~ revenue\" = {rho}\n{NOTHING}"
    ));
    let a = exp(-speed * dt);
    let b = wander * sqrt((1.0 - a * a) / (2.0 * speed));
    for period in [1_i32, 2, 20] {
        let (mut mean, mut variance) = (log(start), 0.0);
        for step in 1..=period {
            let pace = level + (first - level) * libm::pow(a, f64::from(step - 1));
            mean += (pace - sigma * sigma / 2.0) * dt;
            let later = b * (1.0 - libm::pow(a, f64::from(period - step))) / (1.0 - a);
            let shared = dt * later + sigma * sqrt(dt) * rho;
            variance += shared * shared + sigma * sigma * dt * (1.0 - rho * rho);
        }
        let at = period.unsigned_abs() as usize;
        let values = ran.driver_values("revenue", at);
        normal("revenue", values.iter().map(|value| log(*value)), mean, variance);
        ran.driver("revenue", at).agrees("mean revenue", exp(mean + variance / 2.0));
    }
}

/// Black (1976): E max(X − c, 0) = m N(d) − c N(d − s), d = (ln(m / c) + s² / 2) / s; E min(X, c) = m − that.
#[test]
fn a_capped_payment_is_worth_the_mean_less_a_call() {
    let (mean, spread, cap) = (exp(0.08), 0.4, 1.2);
    let text = format!(
        "{}[drivers.sales]\nprocess = \"geometric_brownian\"\nstart = 1\ndrift = 0.08\nvolatility = {spread}\n\
         [terms.share]\nkind = \"revenue_share\"\nfrom = \"buyer\"\nto = \"seller\"\nrate = 1\nof = \"sales\"\ncap = {cap}\n\
         [terms.floored]\nkind = \"revenue_share\"\nfrom = \"seller\"\nto = \"buyer\"\nrate = 1\nof = \"sales\"\nfloor = {cap}\n",
        preamble("2026-01-01", "year")
    );
    let ran = Ran::text(&text, How::paths(PATHS));
    let d = (log(mean / cap) + spread * spread / 2.0) / spread;
    let call = mean * normal_cdf(d) - cap * normal_cdf(d - spread);
    ran.received("buyer", "share").agrees("capped", call - mean);
    ran.received("buyer", "floored").agrees("floored", cap + call);
    ran.received("seller", "share").agrees("discounted", exp(-0.1) * (mean - call));
}

#[test]
fn a_hazard_arrives_exponentially() {
    let rate = 0.3;
    let ran = run(&format!(
        "[events.over]\nhazard = {rate}\n[events.slow]\nhazard = \"0.1 + 0.2 * t\"\n[events.noticed]\nhazard = {rate}\nmonitoring = \"step\"\n\
         [terms.rent]\nkind = \"formula_flow\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 1\nends = \"over\"\n\
         [terms.whole]\nkind = \"formula_flow\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 1\nends = \"over\"\nin_period = \"none\"\n\
         [terms.fee]\nkind = \"lump_sum\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 1\non = \"over\"\n\
         [terms.fee_when_noticed]\nkind = \"lump_sum\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 1\non = \"noticed\"\n"
    ));
    let (mut rent, mut whole, mut noticed) = (0.0, 0.0, 0.0);
    for period in 1..=20_u8 {
        let (open, close) = (f64::from(period - 1) / 4.0, f64::from(period) / 4.0);
        ran.probability("over", period.into()).agrees("hazard", -expm1(-rate * close));
        // A rate that is known ahead counts by its integral: 0.1 t + 0.1 t².
        let sum = 0.1 * close + 0.1 * close * close;
        ran.probability("slow", period.into()).agrees("rising hazard", -expm1(-sum));
        ran.probability("noticed", period.into()).agrees("noticed", -expm1(-rate * close));
        // What is earned up to the hazard is paid at the close; what comes at its moment is discounted from there.
        rent += exp(-0.1 * close) * (exp(-rate * open) - exp(-rate * close)) / rate;
        whole += exp(-0.1 * close) * 0.25 * exp(-rate * close);
        noticed += exp(-0.1 * close) * (exp(-rate * open) - exp(-rate * close));
    }
    ran.received("buyer", "rent").agrees("time in force", expm1(-rate * 5.0) / rate);
    ran.received("seller", "rent").agrees("rent", rent);
    ran.received("seller", "whole").agrees("whole quarters", whole);
    let fee = rate / (rate + 0.1) * -expm1(-(rate + 0.1) * 5.0);
    ran.received("seller", "fee").agrees("fee", fee);
    ran.received("seller", "fee_when_noticed").agrees("fee when noticed", noticed);
}

#[test]
fn events_made_of_others_compete_and_combine() {
    let ran = run(&format!(
        "[events.a]\nhazard = 0.2\n[events.b]\nhazard = 0.5\n[events.c]\nchance = {{ probability = 0.7, by = 2026-12-31 }}\n\
         [events.d]\nchance = {{ probability = 0.4, on = 2027-06-30 }}\n[events.deadline]\ndate = 2028-12-31\n\
         [events.first]\nany_of = [\"a\", \"b\"]\n[events.last]\nall_of = [\"a\", \"b\"]\n\
         [events.mixed]\nall_of = [\"first\", \"c\"]\n[events.either]\nany_of = [\"c\", \"d\", \"a\"]\n\
         [events.by_date]\nany_of = [\"a\", \"deadline\"]\n[events.after_date]\nall_of = [\"a\", 2028-12-31]\n{NOTHING}"
    ));
    for period in 1..=20_u8 {
        let t = f64::from(period) / 4.0;
        let (a, b) = (-expm1(-0.2 * t), -expm1(-0.5 * t));
        let c = 0.7 * (t / 2.0).min(1.0);
        let d = if t >= 2.5 { 0.4 } else { 0.0 };
        let first = -expm1(-0.7 * t);
        let at = period.into();
        ran.probability("c", at).agrees("chance by", c);
        ran.probability("d", at).agrees("chance on", d);
        ran.probability("first", at).agrees("competing hazards", first);
        ran.probability("last", at).agrees("both", a * b);
        ran.probability("mixed", at).agrees("both of unlike kinds", first * c);
        let either = 1.0 - (1.0 - c) * (1.0 - d) * (1.0 - a);
        ran.probability("either", at).agrees("one of three", either);
        let past = if t >= 4.0 { 1.0 } else { 0.0 };
        ran.probability("by_date", at).agrees("or a date", f64::max(a, past));
        ran.probability("after_date", at).agrees("and a date", a * past);
    }
}

/// No closed form with monitoring at steps: a plain simulation with the generators of rand stands in.
#[test]
fn first_passage_at_closes_agrees_with_a_plain_simulation() {
    let ran = run(&format!(
        "[drivers.price]\nprocess = \"geometric_brownian\"\nstart = 100\ndrift = 0.05\nvolatility = 0.3\n\
         [events.high]\nthreshold = \"price >= 130\"\n[events.low]\nthreshold = \"price < 80\"\n{NOTHING}"
    ));
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(20_250_701);
    let mut counts = [[0_u32; 21]; 2];
    for _ in 0..PATHS {
        let (mut price, mut reached) = (100.0_f64, [21_usize; 2]);
        for period in 1..=20_usize {
            let shock: f64 = StandardNormal.sample(&mut generator);
            price *= exp((0.05 - 0.045) * 0.25 + 0.15 * shock);
            for (side, hit) in [price >= 130.0, price < 80.0].into_iter().enumerate() {
                if hit {
                    reached[side] = reached[side].min(period);
                }
            }
        }
        for (count, reached) in counts.iter_mut().zip(reached) {
            for later in &mut count[reached.min(21)..] {
                *later += 1;
            }
        }
    }
    for period in [1, 4, 20] {
        for (event, count) in ["high", "low"].into_iter().zip(counts) {
            let expected = f64::from(count[period]) / PATHS as f64;
            let own = ran.probability(event, period);
            // Both are estimates of the same probability from as many paths.
            let both = Estimate { value: own.value, error: own.error * sqrt(2.0) };
            both.agrees(event, expected);
        }
    }
}

#[test]
fn a_stake_drawn_once_is_worth_its_mean_of_the_mean_value() {
    let ran = run(
        "[inputs.part]\nvalue = { uniform = [0.2, 0.49] }\n[inputs.multiple]\nvalue = { lognormal = { median = 6, sigma = 0.4 } }\n\
         [drivers.sales]\nprocess = \"geometric_brownian\"\nstart = 10\ndrift = 0.1\nvolatility = 0.3\n\
         [companies.lab]\ncash = 3\nvalue = \"sales * multiple\"\nholders = { seller = \"rest\" }\n\
         [events.converted]\nchance = { probability = 0.7, by = 2025-12-31 }\n\
         [terms.stake]\nkind = \"equity\"\ncompany = \"lab\"\nholder = \"buyer\"\nstake = \"part\"\nstarts = \"converted\"\n",
    );
    let value = 10.0 * exp(0.5) * 6.0 * exp(0.08) + 3.0;
    ran.payoff("buyer").agrees("buyer", 0.7 * 0.345 * value);
    ran.payoff("seller").agrees("seller", exp(-0.5) * (1.0 - 0.7 * 0.345) * value);
}
