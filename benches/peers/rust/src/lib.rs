//! What the programs of this package share: the command line, the clock, and the JSON they print.

use serde_json::{Value, json};
use std::time::Instant;

/// Periods of the reference deal.
pub const STEPS: usize = 40;

/// Paths that one task simulates with a generator of its own.
pub const CHUNK: usize = 4096;

/// What one path of the reference deal leaves.
#[derive(Clone, Copy, Debug, Default)]
pub struct Outcome {
    /// Present value of party A, USD bn.
    pub pv_a: f64,
    /// Present value of party B, USD bn.
    pub pv_b: f64,
    /// Present value of the revenue share, USD bn.
    pub pv_share: f64,
    /// Whether the trigger fired within the horizon.
    pub triggered: bool,
}

/// `--paths N --seed S`, and any other `--name value`.
#[derive(Debug)]
pub struct Arguments {
    pairs: Vec<(String, String)>,
}

impl Arguments {
    /// Reads the command line of this process.
    ///
    /// # Errors
    /// Where an option has no value.
    pub fn read() -> Result<Self, String> {
        let mut pairs = Vec::new();
        let mut words = std::env::args().skip(1);
        while let Some(name) = words.next() {
            let value = words.next().ok_or_else(|| format!("{name} needs a value"))?;
            pairs.push((name, value));
        }
        Ok(Self { pairs })
    }

    /// The value of an option.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.pairs.iter().rev().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    /// The value of an option that is a whole number.
    ///
    /// # Errors
    /// Where it is not a whole number.
    pub fn number(&self, name: &str, default: u64) -> Result<u64, String> {
        self.text(name).map_or(Ok(default), |value| {
            value.parse().map_err(|_| format!("{name} takes a whole number, not {value}"))
        })
    }
}

/// Runs once to warm up, then takes the best of three.
pub fn best_of_three<T>(mut run: impl FnMut() -> T) -> (T, f64) {
    let mut result = run();
    let mut best = f64::INFINITY;
    for _ in 0..3 {
        let start = Instant::now();
        result = run();
        best = best.min(start.elapsed().as_secs_f64());
    }
    (result, best)
}

/// Program, paths and time, which every line begins with.
#[must_use]
pub fn timing(program: &str, paths: usize, seconds: f64) -> Value {
    let steps = (paths * STEPS) as f64;
    json!({
        "program": program,
        "paths": paths,
        "seconds": seconds,
        "nanoseconds_per_path_step": seconds * 1e9 / steps,
    })
}

/// The whole line of a simulation.
#[must_use]
pub fn report(program: &str, seconds: f64, outcomes: &[Outcome]) -> Value {
    let column = |read: fn(&Outcome) -> f64| outcomes.iter().map(read).collect::<Vec<f64>>();
    let mut line = timing(program, outcomes.len(), seconds);
    line["pv_a"] = summary(column(|outcome| outcome.pv_a), true);
    line["pv_b"] = summary(column(|outcome| outcome.pv_b), true);
    let triggered = outcomes.iter().filter(|outcome| outcome.triggered).count();
    line["p_trigger"] = json!(triggered as f64 / outcomes.len() as f64);
    line["pv_share"] = summary(column(|outcome| outcome.pv_share), false);
    line
}

fn summary(mut sample: Vec<f64>, with_quantiles: bool) -> Value {
    let count = sample.len() as f64;
    let mean = sample.iter().sum::<f64>() / count;
    let squares: f64 = sample.iter().map(|value| (value - mean) * (value - mean)).sum();
    let mut fields = json!({ "mean": mean, "se": (squares / (count - 1.0) / count).sqrt() });
    if with_quantiles {
        sample.sort_by(f64::total_cmp);
        for (name, level) in [("p5", 0.05), ("p50", 0.5), ("p95", 0.95)] {
            fields[name] = json!(quantile(&sample, level));
        }
    }
    fields
}

/// Type 7 of Hyndman and Fan (1996), as NumPy's default.
fn quantile(sorted: &[f64], level: f64) -> f64 {
    let place = level * (sorted.len() - 1) as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (place - place.floor()) * (sorted[above] - sorted[below])
}
