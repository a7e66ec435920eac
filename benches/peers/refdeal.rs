//! dealsim on the reference deal: loads the scenario file, runs it and prints the same line of JSON as
//! its peers. `--results answers` (the default) asks for what the peers work out, `--results all` for every table of `dealsim run`.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "the clock and the line of JSON are what it is for"
)]

use dealsim::engine::{self, Level, Outcome, Series, Settings, TrackResult};
use dealsim::plan::{Plan, TrackId};
use dealsim::scenario::{Model, load};
use dealsim::statistics::quantiles::{interval, quantile};
use dealsim::statistics::{MeanAccumulator, Unit};
use serde_json::{Value, json};
use std::error::Error;
use std::path::Path;
use std::time::Instant;

const SCENARIO: &str = "scenarios/reference/refdeal.toml";

/// As many as `dealsim run` keeps before it sketches distributions.
const EXACT_VALUES: u64 = 16 << 20;

/// What the peers print: two payoffs with their distributions, the share's worth, the trigger.
struct Asked {
    payoffs: [TrackId; 2],
    share: TrackId,
    trigger: TrackId,
}

struct Arguments {
    paths: u64,
    seed: u64,
    block_paths: usize,
    level: Level,
    all: bool,
}

impl Arguments {
    fn read() -> Result<Self, Box<dyn Error>> {
        let mut read =
            Self { paths: 1_000_000, seed: 1, block_paths: 512, level: Level::Best, all: false };
        let mut words = std::env::args().skip(1);
        while let Some(name) = words.next() {
            let value = words.next().ok_or_else(|| format!("{name} needs a value"))?;
            match (name.as_str(), value.as_str()) {
                ("--paths", value) => read.paths = value.parse()?,
                ("--seed", value) => read.seed = value.parse()?,
                ("--block", value) => read.block_paths = value.parse()?,
                ("--results", "all") => read.all = true,
                ("--results", "answers") => read.all = false,
                ("--level", "best") => read.level = Level::Best,
                ("--level", "avx2") => read.level = Level::Avx2,
                ("--level", "baseline") => read.level = Level::Baseline,
                (name, value) => return Err(format!("cannot read {name} {value}").into()),
            }
        }
        Ok(read)
    }
}

fn asked(model: &Model) -> Result<Asked, String> {
    let side = |name: &str| {
        model.sides.iter().position(|side| side.name == name).ok_or(format!("no side {name}"))
    };
    let trigger = model.events.iter().find(|event| event.name == "trigger").ok_or("no trigger")?;
    let (a, b) = (side("a")?, side("b")?);
    let of_share = |term: usize| model.plan.terms[term].ends_with("revenue_share");
    let share = model
        .moved
        .iter()
        .find(|moved| moved.side == a && of_share(moved.term.index()))
        .ok_or("no revenue share")?;
    Ok(Asked {
        payoffs: [model.sides[a].payoff, model.sides[b].payoff],
        share: share.track,
        trigger: trigger.track,
    })
}

/// Loads, compiles and runs; how long loading and the whole took, in seconds.
fn once(arguments: &Arguments) -> Result<(Outcome, Asked, f64, f64), Box<dyn Error>> {
    let start = Instant::now();
    let loaded = load(Path::new(SCENARIO), &[]);
    let model = loaded.model.ok_or("the scenario has errors")?;
    let asked = asked(&model)?;
    let plan: Plan = if arguments.all {
        model.plan
    } else {
        let [a, b] = asked.payoffs;
        model.plan.asked_for(&[a, b, asked.share, asked.trigger])
    };
    let loading = start.elapsed().as_secs_f64();
    let settings = Settings {
        sampler: model.settings.sampler,
        block_paths: arguments.block_paths,
        exact_values: EXACT_VALUES,
        level: arguments.level,
        ..Settings::new(arguments.seed, arguments.paths)
    };
    let outcome = engine::run(&plan, &settings).map_err(|failure| format!("{failure:?}"))?;
    Ok((outcome, asked, loading, start.elapsed().as_secs_f64()))
}

fn mean(means: &[MeanAccumulator]) -> Option<Value> {
    let measure = means.first()?.measure()?;
    Some(json!({ "mean": measure.value, "se": measure.standard_error }))
}

fn payoff(track: &TrackResult) -> Option<Value> {
    let TrackResult::Distribution(means, Series::Every(values)) = track else { return None };
    let mut sorted = values.first()?.to_vec();
    sorted.sort_by(f64::total_cmp);
    let mut fields = mean(means)?;
    for (name, level) in [("p5", 0.05), ("p50", 0.5), ("p95", 0.95)] {
        fields[name] = json!(quantile(&sorted, level)?);
        // The peers know no error of a quantile; theirs follows from this one and the number of paths.
        let error = interval(&sorted, level, 0.95, Unit::Path).standard_error();
        fields[format!("{name}_se")] = json!(error?);
    }
    Some(fields)
}

fn report(outcome: &Outcome, asked: &Asked) -> Option<Value> {
    let TrackResult::Moments(share) = &outcome.tracks[asked.share] else { return None };
    let TrackResult::Arrivals(arrivals) = &outcome.tracks[asked.trigger] else { return None };
    let arrivals = arrivals.by_period();
    let [a, b] = asked.payoffs.map(|track| payoff(&outcome.tracks[track]));
    Some(json!({
        "program": "dealsim",
        "paths": outcome.paths,
        "steps": arrivals.len(),
        "pv_a": a?,
        "pv_b": b?,
        "pv_share": mean(share)?,
        "p_trigger": arrivals.iter().sum::<u64>() as f64 / outcome.paths as f64,
    }))
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::read()?;
    // Once to warm up, then the best of three, as the peers do.
    once(&arguments)?;
    let (mut seconds, mut loading) = (f64::INFINITY, f64::INFINITY);
    let mut line = Value::Null;
    for _ in 0..3 {
        let (outcome, asked, load, whole) = once(&arguments)?;
        if line.is_null() {
            line = report(&outcome, &asked).ok_or("the outcome has another shape")?;
        }
        (loading, seconds) = (loading.min(load), seconds.min(whole));
    }
    let path_steps = line["paths"].as_f64().unwrap_or(0.0) * line["steps"].as_f64().unwrap_or(0.0);
    line["seconds"] = json!(seconds);
    line["loading_seconds"] = json!(loading);
    line["nanoseconds_per_path_step"] = json!(seconds * 1e9 / path_steps);
    println!("{line}");
    Ok(())
}
