//! Every kind of distribution against independent codes: path by path, and as a sample.
#![expect(clippy::disallowed_methods, reason = "exact values may come from the standard library")]

use crate::support::{How, Ran, read, simulate};
use dealsim::draw::{Generator, Stream};
use rand_distr::Distribution as Draws;
use statrs::distribution::{self as oracle, ContinuousCDF};
use statrs::statistics::Distribution as Moments;

/// A scenario with inputs and, for each, a driver that repeats it.
pub(crate) fn scenario(inputs: &[(&str, &str)], more: &str) -> String {
    let mut text = "format = 1\nname = \"Numbers\"\nmoney = \"USD m\"\n\
                    [time]\nstart = 2025-01-01\nend = 2026-01-01\nstep = \"year\"\n\
                    [parties.buyer]\ndiscount_rate = 0.1\n"
        .to_owned();
    for (name, value) in inputs {
        text += &format!("[inputs.{name}]\nvalue = {value}\n");
        text += &format!("[drivers.{name}_seen]\nformula = \"{name}\"\n");
    }
    text + more
}

/// A hundred thousand draws of `inputs.x`.
pub(crate) fn draws(value: &str) -> Vec<f64> {
    let ran = Ran::text(&scenario(&[("x", value)], ""), How::paths(PATHS));
    ran.driver_values("x_seen", 1).to_vec()
}

pub(crate) const PATHS: u64 = 100_000;

pub(crate) fn mean_of(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Mean and variance by z-score: four standard errors, that of the variance from the fourth moment.
#[track_caller]
pub(crate) fn moments_agree(what: &str, values: &[f64], mean: f64, variance: f64) {
    let n = values.len() as f64;
    let own = mean_of(values);
    let z = (own - mean) / (variance / n).sqrt();
    assert!(z.abs() < 4.0, "{what}: mean {own}, not {mean}: z = {z}");
    let squares: Vec<f64> = values.iter().map(|value| (value - mean).powi(2)).collect();
    let fourth = mean_of(&squares.iter().map(|square| square * square).collect::<Vec<_>>());
    let own = mean_of(&squares);
    let z = (own - variance) / ((fourth - own * own) / n).sqrt();
    assert!(z.abs() < 4.0, "{what}: variance {own}, not {variance}: z = {z}");
}

/// The distance of Kolmogorov and Smirnov, held against its bound at a level of one in a thousand.
#[track_caller]
pub(crate) fn cumulative_agrees(what: &str, values: &[f64], cumulative: impl Fn(f64) -> f64) {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let distance = sorted
        .iter()
        .enumerate()
        .map(|(rank, &value)| {
            let p = cumulative(value);
            (p - rank as f64 / n).abs().max((p - (rank + 1) as f64 / n).abs())
        })
        .fold(0.0, f64::max);
    assert!(distance < 1.95 / n.sqrt(), "{what}: distance {distance}");
}

/// The same for two samples, the other drawn by `rand_distr` from a named stream.
#[track_caller]
fn sample_agrees(what: &str, values: &[f64], other: &impl Draws<f64>) {
    let stream = Stream::new(7, "oracle");
    let mut theirs: Vec<f64> =
        (0..PATHS).map(|path| other.sample(&mut Generator::new(&stream, path))).collect();
    let mut own = values.to_vec();
    own.sort_by(f64::total_cmp);
    theirs.sort_by(f64::total_cmp);
    let distance = own
        .iter()
        .enumerate()
        .map(|(rank, value)| {
            let below = theirs.partition_point(|their| their <= value);
            (below as f64 / theirs.len() as f64 - rank as f64 / own.len() as f64).abs()
        })
        .fold(0.0, f64::max);
    let bound = 1.95 * (2.0 / values.len() as f64).sqrt();
    assert!(distance < bound, "{what}: distance {distance}, bound {bound}");
}

/// Every draw is the quantile of its own uniform, to within what tables leave; moments and the whole sample agree.
#[track_caller]
fn agrees(value: &str, oracle: &(impl ContinuousCDF<f64, f64> + Moments<f64>)) -> Vec<f64> {
    let values = draws(value);
    let stream = Stream::new(1, "inputs.x");
    for (&x, path) in values.iter().zip(0..) {
        let u = stream.uniform(path, 0);
        let error = oracle.cdf(x) - u;
        assert!(error.abs() < 1e-5, "{value}: path {path} has {x} at {u}, off by {error:e}");
    }
    let (mean, variance) = (oracle.mean().expect("it has one"), oracle.variance().expect("too"));
    moments_agree(value, &values, mean, variance);
    cumulative_agrees(value, &values, |x| oracle.cdf(x));
    values
}

#[test]
fn bounded_kinds() {
    agrees("{ uniform = [2, 5] }", &oracle::Uniform::new(2.0, 5.0).unwrap());
    let values =
        agrees("{ triangular = [1, 2, 6] }", &oracle::Triangular::new(1.0, 6.0, 2.0).unwrap());
    sample_agrees("triangular", &values, &rand_distr::Triangular::new(1.0, 6.0, 2.0).unwrap());
    let values =
        agrees("{ beta = { alpha = 2, beta = 5 } }", &oracle::Beta::new(2.0, 5.0).unwrap());
    sample_agrees("beta", &values, &rand_distr::Beta::new(2.0, 5.0).unwrap());
    agrees("{ beta = { alpha = 0.4, beta = 0.6 } }", &oracle::Beta::new(0.4, 0.6).unwrap());
    // Mean 0.3 and variance 0.3 · 0.7 / (9 + 1) are of shapes that add up to 9.
    let spread = (0.3_f64 * 0.7 / 10.0).sqrt();
    let by_moments = format!("{{ beta = {{ mean = 0.3, sd = {spread} }} }}");
    agrees(&by_moments, &oracle::Beta::new(2.7, 6.3).unwrap());
    let stretched = draws("{ beta = { alpha = 2, beta = 5, low = -10, high = 60 } }");
    // 70 · 2/7 − 10 and 70² · 2 · 5 / (7² · 8).
    moments_agree("stretched beta", &stretched, 10.0, 125.0);
}

#[test]
fn pert_is_the_one_of_rand_distr() {
    for (value, shape) in [
        ("{ pert = [10, 15, 40] }", 4.0),
        ("{ pert = { low = 10, mode = 15, high = 40, shape = 9 } }", 9.0),
    ] {
        let values = draws(value);
        let other = rand_distr::Pert::new(10.0, 40.0).with_shape(shape).with_mode(15.0).unwrap();
        sample_agrees(value, &values, &other);
        let mean = (10.0 + shape * 15.0 + 40.0) / (shape + 2.0);
        // Vose: variance = (mean − low) (high − mean) / (shape + 3).
        moments_agree(value, &values, mean, (mean - 10.0) * (40.0 - mean) / (shape + 3.0));
    }
}

#[test]
fn positive_kinds() {
    let gamma = oracle::Gamma::new(2.5, 1.0 / 3.0).unwrap();
    let values = agrees("{ gamma = { shape = 2.5, scale = 3 } }", &gamma);
    sample_agrees("gamma", &values, &rand_distr::Gamma::new(2.5, 3.0).unwrap());
    agrees("{ gamma = { shape = 2.5, mean = 7.5 } }", &gamma);
    agrees("{ gamma = { mean = 4, sd = 2 } }", &oracle::Gamma::new(4.0, 1.0).unwrap());
    agrees("{ gamma = { shape = 0.3, scale = 2 } }", &oracle::Gamma::new(0.3, 0.5).unwrap());
    let values = agrees("{ exponential = 1.5 }", &oracle::Exp::new(1.0 / 1.5).unwrap());
    sample_agrees("exponential", &values, &rand_distr::Exp::new(1.0 / 1.5).unwrap());
    agrees("{ exponential = { rate = 4 } }", &oracle::Exp::new(4.0).unwrap());
    let values = agrees(
        "{ weibull = { shape = 2.5, scale = 6 } }",
        &oracle::Weibull::new(2.5, 6.0).unwrap(),
    );
    sample_agrees("weibull", &values, &rand_distr::Weibull::new(6.0, 2.5).unwrap());
    let values =
        agrees("{ pareto = { low = 2, alpha = 5.5 } }", &oracle::Pareto::new(2.0, 5.5).unwrap());
    sample_agrees("pareto", &values, &rand_distr::Pareto::new(2.0, 5.5).unwrap());
    agrees(
        "{ lognormal = { median = 3, sigma = 0.5 } }",
        &oracle::LogNormal::new(3.0_f64.ln(), 0.5).unwrap(),
    );
}

#[test]
fn one_distribution_said_in_several_ways() {
    // Mean e^(μ + σ²/2), variance mean² (e^σ² − 1).
    let oracle = oracle::LogNormal::new(1.0, 0.4).unwrap();
    let mean = (1.0_f64 + 0.08).exp();
    let spread = mean * (0.16_f64.exp() - 1.0).sqrt();
    agrees(&format!("{{ lognormal = {{ mean = {mean}, sd = {spread} }} }}"), &oracle);
    agrees(&format!("{{ lognormal = {{ mean = {mean}, sigma = 0.4 }} }}"), &oracle);
}

#[test]
fn kinds_with_few_values() {
    let values = draws("{ bernoulli = 0.7 }");
    moments_agree("bernoulli", &values, 0.7, 0.21);
    assert!(values.iter().all(|value| [0.0, 1.0].contains(value)));
    let values = draws("{ choice = { values = [5, -1, 2], weights = [1, 6, 3] } }");
    // 0.5 − 0.6 + 0.6 and 2.5 + 0.6 + 1.2 − 0.25.
    moments_agree("choice", &values, 0.5, 4.05);
    assert!(draws("{ fixed = 7 }").iter().all(|value| *value == 7.0));
}

#[test]
fn kinds_of_both_signs() {
    agrees("{ normal = { mean = -1, sd = 2 } }", &oracle::Normal::new(-1.0, 2.0).unwrap());
    let t = oracle::StudentsT::new(1.0, 2.0, 7.0).unwrap();
    let values = agrees("{ student_t = { df = 7, location = 1, scale = 2 } }", &t);
    let standard: Vec<f64> = values.iter().map(|value| (value - 1.0) / 2.0).collect();
    sample_agrees("student_t", &standard, &rand_distr::StudentT::new(7.0).unwrap());
}

#[test]
fn parameters_may_be_formulas_and_distributions() {
    // X = Y · E with independent Y uniform on [1, 3] and E exponential of mean one: mean 2, variance 2 · 13/3 − 4.
    let text = scenario(&[("y", "{ uniform = [1, 3] }"), ("x", "{ exponential = \"y\" }")], "");
    let ran = Ran::text(&text, How::paths(PATHS));
    moments_agree("mixed exponential", ran.driver_values("x_seen", 1), 2.0, 26.0 / 3.0 - 4.0);
    for value in [
        "{ gamma = { shape = 2, scale = \"y\" } }",
        "{ weibull = { shape = \"y\", scale = 2 } }",
        "{ pareto = { low = \"y\", alpha = 5 } }",
        "{ student_t = { df = 8, location = \"y\" } }",
        "{ beta = { alpha = 2, beta = 2, low = 0, high = \"y\" } }",
    ] {
        Ran::text(&scenario(&[("y", "{ uniform = [1, 3] }"), ("x", value)], ""), How::paths(64));
    }
}

#[test]
fn bounds_leave_the_shape_between_them() {
    // The standard normal between −0.5 and 2: closed form of mean and variance (Johnson, Kotz & Balakrishnan 13.10).
    let values = draws("{ normal = { mean = 0, sd = 1 }, min = -0.5, max = 2 }");
    let normal = oracle::Normal::new(0.0, 1.0).unwrap();
    let density = |x: f64| statrs::distribution::Continuous::pdf(&normal, x);
    let mass = normal.cdf(2.0) - normal.cdf(-0.5);
    let mean = (density(-0.5) - density(2.0)) / mass;
    let variance = 1.0 + (-0.5 * density(-0.5) - 2.0 * density(2.0)) / mass - mean * mean;
    moments_agree("bounded normal", &values, mean, variance);
    for (value, oracle, low, high) in [
        (
            "{ gamma = { shape = 2, scale = 1 }, min = 1, max = 4 }",
            oracle::Gamma::new(2.0, 1.0).unwrap(),
            1.0,
            4.0,
        ),
        (
            "{ gamma = { mean = 3, sd = 3 }, min = 2 }",
            oracle::Gamma::new(1.0, 1.0 / 3.0).unwrap(),
            2.0,
            f64::INFINITY,
        ),
    ] {
        let values = draws(value);
        assert!(values.iter().all(|value| (low..=high).contains(value)), "{value}");
        let (below, above) = (oracle.cdf(low), oracle.cdf(high));
        cumulative_agrees(value, &values, |x| (oracle.cdf(x) - below) / (above - below));
    }
}

#[test]
fn a_mixture_has_the_moments_of_its_parts() {
    // Law of total variance; overlapping parts, one a point, one with a formula for its mean.
    let good = "{ weight = 3, gamma = { mean = 4, sd = 2 } }";
    let bad = "{ weight = 1, normal = { mean = \"0 - 1\", sd = 1 } }";
    let none = "{ weight = 1, value = 0 }";
    let mean = 0.6 * 4.0 - 0.2;
    let variance = 0.6 * (4.0 + 16.0) + 0.2 * (1.0 + 1.0) - mean * mean;
    for value in [
        format!("{{ mixture = {{ of = {{ bad = {bad}, none = {none}, good = {good} }} }} }}"),
        format!("{{ mixture = {{ of = [{good}, {bad}, {none}] }} }}"),
    ] {
        let values = draws(&value);
        moments_agree("mixture", &values, mean, variance);
        let zeros = values.iter().filter(|value| **value == 0.0).count() as f64 / PATHS as f64;
        assert!((zeros - 0.2).abs() < 4.0 * (0.2 * 0.8 / PATHS as f64).sqrt(), "{zeros}");
        let normal = oracle::Normal::new(-1.0, 1.0).unwrap();
        let gamma = oracle::Gamma::new(4.0, 1.0).unwrap();
        let continuous: Vec<f64> = values.into_iter().filter(|value| *value != 0.0).collect();
        cumulative_agrees("mixture", &continuous, |x| 0.75 * gamma.cdf(x) + 0.25 * normal.cdf(x));
    }
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|left, right| values[*left].total_cmp(&values[*right]));
    let mut ranks = vec![0.0; values.len()];
    for (rank, place) in order.into_iter().enumerate() {
        ranks[place] = rank as f64;
    }
    ranks
}

#[test]
fn correlated_inputs_have_the_rank_correlation_of_the_gaussian_copula() {
    for rho in [-0.8, 0.3, 0.9] {
        let correlation = format!("[correlations]\n\"x ~ y\" = {rho}\n");
        let inputs = [
            ("x", "{ gamma = { shape = 2, scale = 1 } }"),
            ("y", "{ pareto = { low = 1, alpha = 3 } }"),
        ];
        let ran = Ran::text(&scenario(&inputs, &correlation), How::paths(PATHS));
        let (x, y) = (ran.driver_values("x_seen", 1), ran.driver_values("y_seen", 1));
        let (a, b) = (ranks(x), ranks(y));
        let n = PATHS as f64;
        let middle = (n - 1.0) / 2.0;
        // Products of standardised ranks: their mean is Spearman's coefficient, their spread gives its error (from
        // above: that the ranks are fixed as a whole only lessens it).
        let variance = (n * n - 1.0) / 12.0;
        let products: Vec<f64> =
            a.iter().zip(&b).map(|(a, b)| (a - middle) * (b - middle) / variance).collect();
        let own = mean_of(&products);
        let spread = mean_of(&products.iter().map(|p| (p - own).powi(2)).collect::<Vec<_>>());
        let exact = 6.0 / std::f64::consts::PI * (rho / 2.0_f64).asin();
        let z = (own - exact) / (spread / n).sqrt();
        assert!(z.abs() < 4.0, "rho {rho}: {own}, not {exact}: z = {z}");
        // Correlation leaves each of them as it is.
        moments_agree("gamma", x, 2.0, 2.0);
        // The first of the two is the quantile of its own uniform, as if it were alone.
        let (gamma, stream) = (oracle::Gamma::new(2.0, 1.0).unwrap(), Stream::new(1, "inputs.x"));
        let own = x
            .iter()
            .zip(0..)
            .all(|(x, path)| (gamma.cdf(*x) - stream.uniform(path, 0)).abs() < 1e-5);
        assert!(own, "rho {rho}: correlation moves the first input");
        cumulative_agrees("gamma", x, |x| oracle::Gamma::new(2.0, 1.0).unwrap().cdf(x));
        cumulative_agrees("pareto", y, |y| oracle::Pareto::new(1.0, 3.0).unwrap().cdf(y));
    }
}

#[test]
fn every_example_runs() {
    for kind in dealsim::distributions::ALL {
        let entry = kind.entry();
        let text = scenario(&[], entry.example);
        let ran = Ran::text(&text, How::paths(64));
        assert_eq!(ran.outcome.paths, 64, "{}", entry.name);
        for parameter in entry.parameters {
            assert!(!parameter.summary.is_empty(), "{}.{}", entry.name, parameter.name);
        }
    }
}

#[test]
fn observations_are_drawn_as_they_are_or_with_what_lies_between() {
    // Seven values, one of them twice; a CSV file with a column of another name.
    let observed = [3.1, -2.0, 0.7, 3.1, 10.3, 5.5, 1e-3];
    let n = observed.len() as f64;
    let rows: String = observed.iter().map(|value| format!("{value},1\n")).collect();
    let sheet = format!("multiple,n\n{rows}");
    let value = "{ empirical = { file = \"x.csv\", column = \"multiple\" } }";
    let files = [("a.toml", &*scenario(&[("x", value)], "")), ("x.csv", &sheet)];
    let model = read(&files, &[]).model.expect("it is sound");
    let outcome = simulate(&model, How::paths(PATHS));
    let values = Ran { model, outcome }.driver_values("x_seen", 1).to_vec();
    let mean = mean_of(&observed);
    let spread = mean_of(&observed.map(|value| (value - mean).powi(2)));
    moments_agree("empirical", &values, mean, spread);
    for known in observed {
        let expected = observed.iter().filter(|value| **value == known).count() as f64 / n;
        let share = values.iter().filter(|value| **value == known).count() as f64 / PATHS as f64;
        let error = (expected * (1.0 - expected) / PATHS as f64).sqrt();
        assert!((share - expected).abs() < 4.0 * error, "{known}: {share}");
    }
    assert!(values.iter().all(|value| observed.contains(value)), "a value that nobody observed");
    // Between neighbours a and b the value is uniform: mean (a + b) / 2, mean square (a² + ab + b²) / 3.
    let values =
        draws(&format!("{{ empirical = {{ values = {observed:?}, interpolate = true }} }}"));
    let mut sorted = observed;
    sorted.sort_by(f64::total_cmp);
    let pairs = sorted.windows(2).map(|pair| (pair[0], pair[1]));
    let mean = pairs.clone().map(|(a, b)| (a + b) / 2.0).sum::<f64>() / (n - 1.0);
    let square = pairs.map(|(a, b)| (a * a + a * b + b * b) / 3.0).sum::<f64>() / (n - 1.0);
    moments_agree("interpolated", &values, mean, square - mean * mean);
}
