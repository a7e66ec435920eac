//! Processes against their exact moments, at a fixed seed and within four standard errors.
#![expect(clippy::disallowed_methods, reason = "exact values come from the platform's functions")]

use crate::support::{Estimate, How, Ran, read};
use dealsim::processes::ALL;

const PATHS: u64 = 20_000;

/// Five years by quarter, two parties, and a payment, around some drivers.
fn scenario(drivers: &str) -> String {
    format!(
        "format = 1\nname = \"Process\"\nmoney = \"USD M\"\n\
         time = {{ start = 2025-01-01, end = 2030-01-01, step = \"quarter\" }}\n\
         parties = {{ buyer = {{ discount_rate = 0 }}, seller = {{ discount_rate = 0 }} }}\n\
         [terms.fee]\nkind = \"lump_sum\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 1\non = 2025-12-31\n\n{drivers}\n"
    )
}

fn ran(drivers: &str) -> Ran {
    Ran::text(&scenario(drivers), How::paths(PATHS))
}

/// A driver `x`, its square beside it, for the first two moments.
fn with_square(driver: &str) -> Ran {
    ran(&format!("[drivers.x]\n{driver}\n[drivers.square]\nformula = \"x * x\"\n"))
}

#[track_caller]
fn holds(ran: &Ran, period: usize, mean: f64, second: f64) {
    ran.driver("x", period).agrees("mean", mean);
    ran.driver("square", period).agrees("second moment", second);
}

/// The codes of what is wrong.
fn codes(drivers: &str) -> Vec<String> {
    let loaded = read(&[("scenario.toml", &scenario(drivers))], &[]);
    assert_eq!(loaded.model.is_some(), loaded.diagnostics.is_empty());
    loaded.diagnostics.in_source_order().iter().map(|finding| finding.code.to_owned()).collect()
}

#[test]
fn every_example_runs() {
    for kind in ALL {
        let entry = kind.entry();
        let outcome = Ran::text(&scenario(entry.example), How::paths(64)).outcome;
        assert_eq!(outcome.paths, 64, "{}", entry.name);
        assert!(entry.example.contains(&format!("\"{}\"", entry.name)), "{}", entry.name);
    }
}

#[test]
fn geometric_brownian_has_lognormal_moments() {
    let ran = with_square(
        "process = \"geometric_brownian\"\nstart = 100\ndrift = 0.05\nvolatility = 0.3",
    );
    let t = 3.0;
    holds(&ran, 12, 100.0 * f64::exp(0.05 * t), 1e4 * f64::exp((0.1 + 0.09) * t));
}

#[test]
fn random_walk_has_normal_moments() {
    let ran = with_square("process = \"random_walk\"\nstart = -2\ndrift = 1.5\nvolatility = 3");
    let mean = -2.0 + 1.5 * 4.0;
    holds(&ran, 16, mean, mean * mean + 9.0 * 4.0);
}

#[test]
fn mean_reverting_has_the_moments_of_its_steps() {
    let ran = with_square(
        "process = \"mean_reverting\"\nstart = 0.9\nmean = 0.1\nspeed = 0.5\nvolatility = 0.2\n\
         volatility_mean = 0.05\nvolatility_speed = 0.8\nmarket_price_of_risk = 0.3",
    );
    let (mut mean, mut variance) = (0.9, 0.0);
    let kept = f64::exp(-0.5 * 0.25);
    for k in 0..20 {
        let sigma = 0.05 + 0.15 * f64::exp(-0.8 * 0.25 * f64::from(k));
        mean = 0.1 + (mean - 0.1) * kept - 0.3 * sigma * (1.0 - kept) / 0.5;
        variance = variance * kept * kept + sigma * sigma * (1.0 - kept * kept) / (2.0 * 0.5);
    }
    holds(&ran, 20, mean, mean * mean + variance);
}

#[test]
fn mean_reverting_without_speed_is_a_random_walk() {
    let ran = with_square(
        "process = \"mean_reverting\"\nstart = 1\nmean = 5\nspeed = 0\nvolatility = 0.2\nmarket_price_of_risk = 2",
    );
    let mean = 1.0 - 2.0 * 0.2 * 5.0;
    holds(&ran, 20, mean, mean * mean + 0.04 * 5.0);
}

/// Normal moments of growth and logarithm by the recursion of their steps.
fn growth_moments(periods: u32, rho: f64) -> [f64; 4] {
    let dt = 0.25;
    let kept = f64::exp(-0.7 * dt);
    let (mut growth, mut growth_variance) = (0.4, 0.0);
    let (mut log, mut variance, mut shared) = (10.0_f64.ln(), 0.0, 0.0);
    for k in 0..periods {
        let t = dt * f64::from(k);
        let sigma = 0.1 + 0.3 * f64::exp(-0.6 * t);
        let eta = 0.02 + 0.28 * f64::exp(-0.9 * t);
        let spread = eta * ((1.0 - kept * kept) / 1.4).sqrt();
        log += (growth - 0.2 * sigma - 0.5 * sigma * sigma) * dt;
        variance += 2.0 * dt * shared + dt * dt * growth_variance + sigma * sigma * dt;
        shared = kept * (shared + dt * growth_variance) + rho * sigma * dt.sqrt() * spread;
        growth = 0.05 + (growth - 0.05) * kept - 0.1 * eta * (1.0 - kept) / 0.7;
        growth_variance = growth_variance * kept * kept + spread * spread;
    }
    [log, variance, growth, growth_variance]
}

const GROWTH: &str = "process = \"growth\"\nstart = 10\nvolatility = 0.4\nvolatility_mean = 0.1\n\
    volatility_speed = 0.6\nmarket_price_of_risk = 0.2\n";

#[test]
fn growth_with_its_own_rate_has_the_moments_of_its_steps() {
    let ran = ran(&format!(
        "[drivers.x]\n{GROWTH}growth_start = 0.4\ngrowth_mean = 0.05\ngrowth_speed = 0.7\n\
         growth_volatility = 0.3\ngrowth_volatility_mean = 0.02\ngrowth_volatility_speed = 0.9\n\
         growth_market_price_of_risk = 0.1\ngrowth_correlation = 0.5\n\
         [drivers.log]\nformula = \"ln(x)\"\n",
    ));
    for period in [1, 7, 20] {
        let [log, variance, ..] = growth_moments(period, 0.5);
        let period = period as usize;
        ran.driver("log", period).agrees("mean of the logarithm", log);
        ran.driver_variance("log", period).agrees("its variance", variance);
        ran.driver("x", period).agrees("mean", f64::exp(log + 0.5 * variance));
    }
}

#[test]
fn growth_with_a_named_rate_is_the_same_process() {
    let ran = ran(&format!(
        "[drivers.x]\n{GROWTH}growth = \"pace\"\n[drivers.log]\nformula = \"ln(x)\"\n\
         [drivers.pace]\nprocess = \"mean_reverting\"\nstart = 0.4\nmean = 0.05\nspeed = 0.7\n\
         volatility = 0.3\nvolatility_mean = 0.02\nvolatility_speed = 0.9\nmarket_price_of_risk = 0.1\n\
         [correlations]\n\"pace ~ x\" = -0.6\n",
    ));
    let [log, variance, growth, growth_variance] = growth_moments(20, -0.6);
    ran.driver("log", 20).agrees("mean of the logarithm", log);
    ran.driver_variance("log", 20).agrees("its variance", variance);
    ran.driver("pace", 20).agrees("growth", growth);
    ran.driver_variance("pace", 20).agrees("its variance", growth_variance);
}

const JUMPS: &str = "process = \"jump_diffusion\"\nstart = 100\ndrift = 0.1\nvolatility = 0.2\n\
    jump_mean = -0.1\njump_volatility = 0.15\n";

#[test]
fn jump_diffusion_has_the_moments_of_merton() {
    let ran = with_square(&format!("{JUMPS}jump_rate = 1.5"));
    let (t, rate, m, s) = (2.0, 1.5, -0.1, 0.15_f64);
    let k = f64::exp(m + 0.5 * s * s) - 1.0;
    let twice = f64::exp(2.0 * m + 2.0 * s * s) - 1.0;
    let second = 1e4 * f64::exp((0.2 - 2.0 * rate * k + 0.04 + rate * twice) * t);
    holds(&ran, 8, 100.0 * f64::exp(0.1 * t), second);
}

#[test]
fn jumps_are_counted_as_poisson_does() {
    // Without noise, and with leaps of e, the logarithm is a count.
    let ran = with_square(
        "process = \"jump_diffusion\"\nstart = 1\nvolatility = 0\njump_rate = 6\njump_mean = 1\ndrift = \"6 * (exp(1) - 1)\"",
    );
    let counts: Vec<f64> = ran.driver_values("x", 1).iter().map(|x| x.ln()).collect();
    let mut probability = f64::exp(-1.5);
    for k in 0..8 {
        let found = counts.iter().filter(|count| (**count - f64::from(k)).abs() < 1e-9).count();
        let value = found as f64 / PATHS as f64;
        let error = (probability * (1.0 - probability) / PATHS as f64).sqrt();
        Estimate { value, error }.agrees(&format!("{k} jumps"), probability);
        probability *= 1.5 / f64::from(k + 1);
    }
}

#[test]
fn a_moving_jump_rate_counts_as_a_fixed_one_does() {
    let fixed = with_square(&format!("{JUMPS}jump_rate = 1.5"));
    let moving = with_square(&format!("{JUMPS}jump_rate = \"1.5 + 0 * t\""));
    let pairs = fixed.driver_values("x", 20).iter().zip(moving.driver_values("x", 20));
    assert!(pairs.clone().all(|(a, b)| (a / b - 1.0).abs() < 1e-12));
    assert_eq!(codes(&format!("[drivers.x]\n{JUMPS}jump_rate = 300")), ["out-of-range"]);
}

#[test]
fn square_root_has_exact_mean_and_variance() {
    // The second never reaches zero, the first often does.
    for (speed, mean, sigma, sub_steps) in
        [(0.5, 0.04, 0.4, 1), (0.5, 0.04, 0.4, 3), (2.0, 0.09, 0.3, 2), (0.0, 0.1, 0.2, 1)]
    {
        let ran = with_square(&format!(
            "process = \"square_root\"\nstart = 0.06\nmean = {mean}\nspeed = {speed}\nvolatility = {sigma}\nsub_steps = {sub_steps}"
        ));
        let t = 5.0;
        let kept = f64::exp(-speed * t);
        let (closing, level) = if speed == 0.0 { (t, 0.0) } else { ((1.0 - kept) / speed, mean) };
        let expected = level + (0.06 - level) * kept;
        let variance = sigma * sigma * closing * (0.06 * kept + 0.5 * level * (1.0 - kept));
        holds(&ran, 20, expected, expected * expected + variance);
        assert!(ran.driver_values("x", 20).iter().all(|x| *x >= 0.0));
    }
}

#[test]
fn sub_steps_keep_the_correlation_of_the_shock() {
    // With little noise and no pull the value is normal, and its change is the sum of all its shocks.
    let ran = ran(
        "[drivers.x]\nprocess = \"square_root\"\nstart = 1\nmean = 1\nspeed = 0\nvolatility = 1e-5\nsub_steps = 4\n\
         [drivers.y]\nprocess = \"random_walk\"\nstart = 0\nvolatility = 1\n[correlations]\n\"x ~ y\" = 0.6\n",
    );
    let product: Vec<f64> = ran
        .driver_values("x", 1)
        .iter()
        .zip(ran.driver_values("y", 1))
        .map(|(x, y)| (x - 1.0) / 1e-5 * y / 0.25)
        .collect();
    let value = product.iter().sum::<f64>() / PATHS as f64;
    let error = ((1.0 + 0.36) / PATHS as f64).sqrt();
    Estimate { value, error }.agrees("correlation", 0.6);
}

/// Two regimes: probabilities over a quarter, by the closed form.
fn quarter(leave: f64, back: f64) -> [[f64; 2]; 2] {
    let sum = leave + back;
    let left = f64::exp(-sum * 0.25);
    [
        [(back + leave * left) / sum, leave * (1.0 - left) / sum],
        [back * (1.0 - left) / sum, (leave + back * left) / sum],
    ]
}

#[test]
fn regimes_have_the_moments_of_their_chain() {
    let ran = with_square(
        "process = \"regime_switching\"\nstart = 10\nbegins = \"storm\"\n\
         regimes = { calm = { drift = 0.3, volatility = 0.1, to = { storm = 0.7 } }, storm = { drift = -0.4, volatility = 0.5, to = { calm = 1.2 } } }",
    );
    let p = quarter(0.7, 1.2);
    let factors = |power: f64| {
        [(0.3, 0.1), (-0.4, 0.5)].map(|(drift, sigma): (f64, f64)| {
            f64::exp(0.25 * (power * drift + 0.5 * power * (power - 1.0) * sigma * sigma))
        })
    };
    let moment = |power: f64| {
        let grown = factors(power);
        let mut weights = [0.0, f64::powf(10.0, power)];
        for _ in 0..10 {
            let [a, b] = [weights[0] * grown[0], weights[1] * grown[1]];
            weights = [a * p[0][0] + b * p[1][0], a * p[0][1] + b * p[1][1]];
        }
        weights[0] + weights[1]
    };
    holds(&ran, 10, moment(1.0), moment(2.0));
}

#[test]
fn yearly_probabilities_hold_after_a_year_and_regimes_are_read_by_others() {
    let ran = ran(
        "[drivers.x]\nprocess = \"regime_switching\"\nbegins = \"low\"\nto = \"yearly_probability\"\n\
         [drivers.x.regimes.low]\nvalue = 0\nto = { middle = 0.2, high = 0.05 }\n\
         [drivers.x.regimes.middle]\nvalue = 1\nto = { low = 0.1, high = 0.2 }\n\
         [drivers.x.regimes.high]\nvalue = 3\nto = { low = 0.1, middle = 0.4 }\n\
         [drivers.middle]\nformula = \"if(x == 1, 1, 0)\"\n\
         [drivers.follower]\nprocess = \"random_walk\"\nstart = 0\ndrift = \"x\"\nvolatility = 0\n",
    );
    ran.driver("middle", 4).agrees("in the middle after a year", 0.2);
    ran.driver("x", 4).agrees("mean after a year", 0.2 + 3.0 * 0.05);
    // After two years, by the square of the yearly matrix: low → middle.
    let middle = 0.75 * 0.2 + 0.2 * 0.7 + 0.05 * 0.4;
    ran.driver("middle", 8).agrees("in the middle after two years", middle);
    // A process reads the regime at the opening.
    let sum: Vec<f64> = (0..20).map(|k| ran.driver("x", k).value * 0.25).collect();
    let gap = ran.driver("follower", 20).value - sum.iter().sum::<f64>();
    assert!(gap.abs() < 1e-10, "{gap}");
}

#[test]
fn regimes_that_cannot_be_are_refused() {
    let regimes = |text: &str| {
        codes(&format!("[drivers.x]\nprocess = \"regime_switching\"\nstart = 1\n{text}\n"))
    };
    let two = "regimes = { a = { volatility = 0.1, to = { b = 1 } }, b = { volatility = 0.2 } }";
    assert!(regimes(&format!("begins = \"a\"\n{two}")).is_empty());
    assert_eq!(regimes(&format!("begins = \"c\"\n{two}")), ["unknown-name"]);
    assert_eq!(regimes(two), ["missing-key"]);
    let negative = two.replace("b = 1", "b = -1");
    assert_eq!(regimes(&format!("begins = \"a\"\n{negative}")), ["bad-regimes"]);
    let mixed = two.replace("volatility = 0.2", "value = 2");
    assert_eq!(regimes(&format!("begins = \"a\"\n{mixed}")), ["missing-key", "unknown-key"]);
    let flips = "begins = \"a\"\nto = \"yearly_probability\"\nregimes = { a = { drift = 0, to = { b = 0.8 } }, b = { drift = 1, to = { a = 0.9 } } }";
    assert_eq!(regimes(flips), ["bad-regimes"]);
}

#[test]
fn logistic_follows_its_curve_and_its_odds_are_normal() {
    let ran = ran(
        "[drivers.plain]\nprocess = \"logistic\"\nstart = 5\nceiling = 100\nspeed = 0.9\n\
         [drivers.x]\nprocess = \"logistic\"\nstart = 5\nceiling = 100\nspeed = 0.9\nvolatility = 0.4\n\
         [drivers.odds]\nformula = \"ln(x / (100 - x))\"\n",
    );
    let t = 4.0;
    let exact = 100.0 / (1.0 + (100.0 / 5.0 - 1.0) * f64::exp(-0.9 * t));
    let found = ran.driver("plain", 16).value;
    assert!((found - exact).abs() < 1e-12 * exact, "{found}, not {exact}");
    ran.driver("odds", 16).agrees("mean odds", f64::ln(5.0 / 95.0) + 0.9 * t);
    ran.driver_variance("odds", 16).agrees("their variance", 0.16 * t);
}

#[test]
fn bass_solves_its_equation() {
    let ran = ran(
        "[drivers.x]\nprocess = \"bass\"\nmarket = 50\ninnovation = 0.03\nimitation = 0.6\nadopted = 0.1\n\
         [drivers.rate]\nprocess = \"bass\"\nmeasure = \"rate\"\nmarket = 50\ninnovation = 0.03\nimitation = 0.6\nadopted = 0.1\n",
    );
    let slope = |part: f64| (0.03 + 0.6 * part) * (1.0 - part);
    // Four slopes a step (Runge & Kutta): the error of 2000 steps is far below that of the last digits.
    let h = 5.0 / 2000.0;
    let mut part = 0.1;
    for _ in 0..2000 {
        let a = slope(part);
        let b = slope(part + 0.5 * h * a);
        let c = slope(part + 0.5 * h * b);
        let d = slope(part + h * c);
        part += h * (a + 2.0 * b + 2.0 * c + d) / 6.0;
    }
    assert!((ran.driver("x", 0).value - 5.0).abs() < 1e-13);
    assert!((ran.driver("x", 20).value - 50.0 * part).abs() < 1e-10);
    assert!((ran.driver("rate", 20).value - 50.0 * slope(part)).abs() < 1e-10);
    let moving = "[drivers.x]\nprocess = \"bass\"\nmarket = 50\ninnovation = \"0.03 * t\"\nimitation = 0.6\n";
    assert_eq!(codes(moving), ["must-not-move"]);
}

#[test]
fn extremes_between_closes_follow_the_reflection_principle() {
    let ran = ran("[drivers.walk]\nprocess = \"random_walk\"\nstart = 1\nvolatility = 2\n\
         [drivers.highest]\nrunning = { max = \"walk\", monitoring = \"continuous\" }\n\
         [drivers.lowest]\nallow = [\"watched-apart\"]\nrunning = { min = \"walk\", monitoring = \"continuous\" }\n\
         [drivers.price]\nprocess = \"geometric_brownian\"\nstart = 100\ndrift = 0.05\nvolatility = 0.3\n\
         [drivers.peak]\nrunning = { max = \"price\", monitoring = \"continuous\" }\n\
         [drivers.reached]\nformula = \"if(peak >= 140, 1, 0)\"\n\
         [events.touched]\nthreshold = \"price >= 140\"\nmonitoring = \"continuous\"\n");
    // Without drift the highest of a walk is distributed as its distance from the start: mean σ √(2 t / π).
    let t = 5.0;
    let mean = 2.0 * (2.0 * t / std::f64::consts::PI).sqrt();
    ran.driver("highest", 20).agrees("mean of the highest", 1.0 + mean);
    ran.driver("lowest", 20).agrees("mean of the lowest", 1.0 - mean);
    let above: Vec<f64> =
        ran.driver_values("highest", 20).iter().map(|x| (x - 1.0) * (x - 1.0)).collect();
    let value = above.iter().sum::<f64>() / PATHS as f64;
    Estimate { value, error: 4.0 * t * (2.0 / PATHS as f64).sqrt() }.agrees("its square", 4.0 * t);
    // A level is touched on the very paths on which the peak passes it.
    let reached = ran.driver("reached", 20).value;
    let touched = ran.probability("touched", 20).value;
    assert!((reached - touched).abs() < 1e-12, "{reached} {touched}");
    let mean = "[drivers.x]\nprocess = \"random_walk\"\nstart = 1\nvolatility = 1\n[drivers.m]\nrunning = { mean = \"x\", monitoring = \"continuous\" }\n";
    assert_eq!(codes(mean), ["not-continuous"]);
}

#[test]
fn a_curve_without_noise_cannot_be_correlated() {
    let drivers = |noise: &str| {
        format!(
            "[drivers.x]\nprocess = \"logistic\"\nstart = 5\nceiling = 100\nspeed = 0.9\n{noise}\n\
             [drivers.y]\nprocess = \"random_walk\"\nstart = 0\nvolatility = 1\n[correlations]\n\"x ~ y\" = 0.5\n"
        )
    };
    assert_eq!(codes(&drivers("")), ["bad-correlation"]);
    assert!(codes(&drivers("volatility = 0.1")).is_empty());
}

fn with_file(csv: &str, driver: &str) -> Result<Ran, Vec<String>> {
    let loaded = read(&[("scenario.toml", &scenario(driver)), ("history.csv", csv)], &[]);
    match loaded.model {
        Some(model) => {
            let outcome = crate::support::simulate(&model, How::paths(PATHS));
            Ok(Ran { model, outcome })
        }
        None => Err(loaded
            .diagnostics
            .in_source_order()
            .iter()
            .map(|finding| finding.code.to_owned())
            .collect()),
    }
}

#[test]
fn replay_reads_the_last_row_on_or_before_each_day() {
    let driver = "[drivers.x]\nprocess = \"replay\"\nfile = \"history.csv\"\ncolumn = \"price\"\n";
    let csv =
        "date,price\n2024-11-15,7\n2025-01-01,8\n2025-06-30,9\n2025-07-02,10\n2029-12-31,11\n";
    let ran = with_file(csv, driver).expect("the file reaches");
    let found: Vec<f64> = [0, 1, 2, 3, 19, 20].map(|k| ran.driver("x", k).value).to_vec();
    assert_eq!(found, [8.0, 8.0, 9.0, 10.0, 10.0, 11.0]);
    let short = "date,price\n2024-11-15,7\n2029-06-30,11\n";
    assert_eq!(with_file(short, driver).err(), Some(vec!["short-history".to_owned()]));
    let late = "date,price\n2025-02-15,7\n2029-12-31,11\n";
    assert_eq!(with_file(late, driver).err(), Some(vec!["short-history".to_owned()]));
    let rows: Vec<String> = (0..21).map(|k| format!("{}", 100 + k)).collect();
    let undated = format!("price\n{}\n", rows.join("\n"));
    let ran = with_file(&undated, driver).expect("the file reaches");
    assert_eq!([0, 1, 20].map(|k| ran.driver("x", k).value), [100.0, 101.0, 120.0]);
}

#[test]
fn a_bootstrap_has_the_mean_of_its_blocks() {
    let values = [100.0, 130.0, 104.0, 156.0, 140.4];
    let ran = ran(
        "[drivers.x]\nprocess = \"replay\"\nvalues = [100, 130, 104, 156, 140.4]\nbootstrap = true\nblock = 3\nstart = 1\n\
         [drivers.single]\nprocess = \"replay\"\nvalues = [100, 130, 104, 156, 140.4]\nbootstrap = true\nblock = 1\n\
         [drivers.sum]\nprocess = \"replay\"\nvalues = [100, 130, 104, 156, 140.4]\nbootstrap = true\nblock = 2\nchanges = \"absolute\"\n",
    );
    let factors: Vec<f64> = values.windows(2).map(|pair| pair[1] / pair[0]).collect();
    let mean = |length: usize| {
        let run = |from: usize| (0..length).map(|k| factors[(from + k) % 4]).product::<f64>();
        (0..4).map(run).sum::<f64>() / 4.0
    };
    // Seven periods are two whole blocks of three and the beginning of a third.
    ran.driver("x", 7).agrees("blocks of three", mean(3) * mean(3) * mean(1));
    ran.driver("single", 4).agrees("blocks of one", 140.4 * mean(1).powi(4));
    // Circular blocks weigh every change alike.
    ran.driver("sum", 20).agrees("changes that add", 140.4 + 20.0 * 40.4 / 4.0);
    // Only products of neighbours occur.
    let known: Vec<f64> = (0..4).map(|k| factors[k] * factors[(k + 1) % 4]).collect();
    let values = ran.driver_values("x", 2);
    assert!(values.iter().all(|x| known.iter().any(|known| (x - known).abs() < 1e-12)));
}
