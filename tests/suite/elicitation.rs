//! Percentiles that somebody said come back from the draws, and what cannot be is refused with a way out.
#![expect(clippy::disallowed_methods, reason = "exact values may come from the standard library")]

use crate::distributions::{PATHS, cumulative_agrees, draws, moments_agree, scenario};
use crate::support::read;
use dealsim::diagnose::render;

/// What `check` says of a scenario with this value of `x`.
fn findings(value: &str) -> String {
    let loaded = read(&[("scenario.toml", &scenario(&[("x", value)], ""))], &[]);
    render(&loaded.diagnostics, &loaded.sources, false)
}

#[track_caller]
fn is_refused(value: &str, parts: &[&str]) {
    let text = findings(value);
    for part in parts {
        assert!(text.contains(part), "{value}: no {part:?} in\n{text}");
    }
}

#[test]
fn what_cannot_be_is_refused_with_a_way_out() {
    is_refused("{ pert = [10, 5, 40] }", &["wrong-order", "swap them"]);
    is_refused("{ beta = { alpha = -1, beta = 2 } }", &["not-positive"]);
    is_refused("{ beta = { mean = 0.5, sd = 0.6 } }", &["no-such-member", "sd²"]);
    is_refused("{ gamma = { shape = 2 } }", &["missing-key", "scale"]);
    is_refused("{ gamma = { shape = \"1 + 1\", scale = 1 } }", &["wrong-type"]);
    is_refused("{ normal = { mean = 1, sd = 2, p90 = 4 } }", &["said-two-ways", "mean and sd"]);
    is_refused("{ normal = { p10 = 5 } }", &["no-such-member", "say two percentiles"]);
    is_refused("{ normal = { p10 = 5, p90 = 4 } }", &["do not rise", "`p90` is 4"]);
    is_refused("{ uniform = { low = 1, high = 2, p90 = 4 } }", &["said-two-ways", "low and high"]);
    is_refused("{ uniform = { low = 1 } }", &["missing-key", "high"]);
    is_refused("{ lognormal = { p10 = -1, p90 = 4 } }", &["above 0"]);
    is_refused("{ exponential = \"1 + zz\", min = 2 }", &["unknown-name"]);
    is_refused(
        "{ pert = { p10 = 2, mode = 1, p90 = 6 } }",
        &["no-such-member", "one percentile below"],
    );
    is_refused("{ triangular = { mode = 1, low = 0 } }", &["missing-key", "high"]);
    is_refused("{ empirical = { values = [1], file = \"x.csv\" } }", &["said-two-ways"]);
    is_refused("{ empirical = { file = \"none.csv\" } }", &["cannot-read"]);
    is_refused("{ metalog = { p50 = 2 } }", &["takes two to 10"]);
    is_refused("{ metalog = { p10 = 2, p50 = 1 } }", &["do not rise", "`p50` is 1"]);
    is_refused("{ metalog = { p10 = 2, p50 = 3, low = 2.5 } }", &["not between its ends"]);
    is_refused("{ metalog = { probabilities = [0.1, 0.9], values = [1] } }", &["do not fit"]);
    is_refused("{ mixture = { of = { a = { weight = 0, fixed = 1 } } } }", &["bad-weights"]);
    is_refused("{ mixture = { of = { a = { weight = -1, fixed = 1 } } } }", &["bad-weights"]);
    is_refused("{ mixture = { of = { a = { fixed = 1 } } } }", &["missing-key", "weight"]);
    is_refused("{ mixture = { of = { a = 1 } } }", &["wrong-type", "parts that are tables"]);
    is_refused("{ mixture = { of = 1 } }", &["wrong-type", "a table of parts"]);
    is_refused(
        "{ mixture = { of = { a = { weight = 1, nrmal = [1, 2] } } } }",
        &["unknown-kind", "normal"],
    );
}

#[test]
fn percentiles_come_back() {
    let cases = [
        "{ normal = { p10 = 2, p90 = 6 } }",
        "{ normal = { p25 = 2, p75 = 6 } }",
        "{ lognormal = { p10 = 2, p90 = 6 } }",
        "{ gamma = { p10 = 2, p90 = 6 } }",
        "{ gamma = { p10 = 0.01, p90 = 6 } }",
        "{ gamma = { p10 = 5.9, p90 = 6 } }",
        "{ weibull = { p10 = 2, p90 = 6 } }",
        "{ pareto = { p10 = 2, p90 = 6 } }",
        "{ student_t = { df = 3, p10 = 2, p90 = 6 } }",
        "{ beta = { p10 = 0.2, p90 = 0.6 } }",
        "{ beta = { p10 = 0.001, p90 = 0.999 } }",
        "{ beta = { p10 = 0.49, p90 = 0.5 } }",
        "{ beta = { p5 = -3, p50 = -1.5, low = -5, high = 10 } }",
        "{ exponential = { p50 = 2 } }",
        "{ uniform = { p10 = 2, p90 = 6 } }",
        "{ triangular = { p10 = 2, mode = 3, p90 = 6 } }",
        "{ triangular = { p5 = 2, mode = 5.99, p75 = 6 } }",
        "{ pert = { p10 = 2, mode = 3, p90 = 6 } }",
        "{ pert = { p25 = 2, mode = 5, p95 = 6, shape = 2 } }",
        "{ metalog = { p10 = 2, p50 = 3, p90 = 6 } }",
        "{ metalog = { p10 = 2, p50 = 3, p90 = 6, low = 1 } }",
        "{ metalog = { p10 = 2, p50 = 3, p90 = 6, high = 9 } }",
        "{ metalog = { p5 = 1, p25 = 2, p50 = 3, p75 = 5, low = 0, high = 9 } }",
    ];
    for value in cases {
        let mut values = draws(value);
        values.sort_by(f64::total_cmp);
        for (key, p) in [
            ("p5 ", 0.05),
            ("p10 ", 0.1),
            ("p25 ", 0.25),
            ("p50 ", 0.5),
            ("p75 ", 0.75),
            ("p90 ", 0.9),
        ] {
            let Some((_, rest)) = value.split_once(key) else { continue };
            let said: f64 = rest[2..].split([',', ' ']).next().unwrap().parse().unwrap();
            // The share of draws below a percentile is binomial.
            let share = values.partition_point(|value| *value < said) as f64 / PATHS as f64;
            let z = (share - p) / (p * (1.0 - p) / PATHS as f64).sqrt();
            assert!(z.abs() < 4.0, "{value}: {share} below {said}, z = {z}");
        }
    }
}

#[test]
fn a_third_percentile_must_agree() {
    // The lognormal through 2 and 6 has its median at √12 = 3.464.
    assert_eq!(findings("{ lognormal = { p10 = 2, p50 = 3.46, p90 = 6 } }"), "");
    is_refused(
        "{ lognormal = { p10 = 2, p50 = 4, p90 = 6 } }",
        &["no lognormal", "p50 = 3.464", "leave out `p50`"],
    );
    is_refused("{ normal = { p10 = 2, p50 = 3.46, p90 = 6 } }", &["p10 = 2, p50 = 4, p90 = 6"]);
    is_refused("{ exponential = { p10 = 1, p90 = 2 } }", &["no exponential", "p10 = 0.09151"]);
    is_refused("{ beta = { p10 = 0.2, p50 = 0.3, p90 = 0.8 } }", &["no beta", "p50 = 0.5"]);
    is_refused("{ gamma = { p10 = 2, p50 = 5, p90 = 6 } }", &["no gamma", "p50 = 3.6"]);
}

#[test]
fn a_metalog_that_cannot_be_names_one_that_can() {
    let text = findings("{ metalog = { p10 = 0, p50 = 9, p90 = 10 } }");
    assert!(text.contains("would fall between the probabilities"), "{text}");
    // Possible up to r = 0.83342: Keelin (2016), section 3.
    let (_, median) = text.split_once("`p50` ").expect("a median that is possible");
    let median: f64 = median.split(',').next().expect("a number").parse().expect("a number");
    assert!((median - 8.334).abs() < 0.05 && median < 8.334, "{median}");
    assert_eq!(findings(&format!("{{ metalog = {{ p10 = 0, p50 = {median}, p90 = 10 }} }}")), "");
    let four = "{ metalog = { p10 = 0, p25 = 4.9, p50 = 5, p90 = 10 } }";
    is_refused(four, &["no metalog has", "or leave out `p25`"]);
}

#[test]
fn a_metalog_of_two_percentiles_is_logistic() {
    // Scale s = 4 / (2 ln 9): mean 4, variance s² π² / 3.
    let scale = 4.0 / (2.0 * 9.0_f64.ln());
    let values = draws("{ metalog = { p10 = 2, p90 = 6 } }");
    moments_agree("logistic", &values, 4.0, (scale * std::f64::consts::PI).powi(2) / 3.0);
    cumulative_agrees("logistic", &values, |x| 1.0 / (1.0 + (-(x - 4.0) / scale).exp()));
    // Through the logarithm it is log-logistic, between two ends it is the logit that is logistic.
    let values = draws("{ metalog = { p10 = 2, p90 = 8, low = 0 } }");
    let scale = 4.0_f64.ln() / (2.0 * 9.0_f64.ln());
    cumulative_agrees("log-logistic", &values, |x| 1.0 / (1.0 + (4.0 / x).powf(1.0 / scale)));
    let values =
        draws("{ metalog = { probabilities = [0.9, 0.1], values = [8, 2], low = 0, high = 10 } }");
    let scale = 4.0_f64.ln() / 9.0_f64.ln();
    cumulative_agrees("logit-logistic", &values, |x| {
        1.0 / (1.0 + ((10.0 - x) / x).powf(1.0 / scale))
    });
}
