//! What several deals cost together, measured in runs: the answers alone of one deal at the same paths, loading and compiling included.
//!
//! `cargo bench --bench studies [-- rounds]` prints each ratio beside its bar, least of so many rounds of everything in turn.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark prints what its clock says"
)]

use dealsim::engine::{Prepared, Settings};
use dealsim::plan::{Difference, Plan, TrackId};
use dealsim::scenario::load;
use std::path::{Path, PathBuf};
use std::time::Instant;

const REFERENCE: &str = "scenarios/reference/refdeal.toml";
const FLAGSHIP: &str = "scenarios/microsoft-openai/status-quo.toml";

/// A deal of a study: a file, and what is laid over it.
type Written = (&'static str, Vec<String>);

/// Something that is timed, and how many runs of one deal it may take.
struct Study {
    name: &'static str,
    paths: u64,
    deals: Vec<Written>,
    most: f64,
}

fn main() {
    let rounds = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(5);
    let studies = studies();
    let mut least = vec![(f64::INFINITY, f64::INFINITY); studies.len()];
    for _ in 0..rounds {
        for (study, least) in studies.iter().zip(&mut least) {
            least.0 = least.0.min(seconds(&study.deals[..1], study.paths));
            least.1 = least.1.min(seconds(&study.deals, study.paths));
        }
    }
    println!("{:<58} {:>9} {:>9} {:>7} {:>7}", "study", "one, ms", "all, ms", "runs", "bar");
    for (Study { name, most, .. }, (one, all)) in studies.iter().zip(least) {
        let (runs, one, all) = (all / one, 1e3 * one, 1e3 * all);
        let verdict = if runs < *most { "" } else { "  above" };
        println!("{name:<58} {one:>9.1} {all:>9.1} {runs:>7.2} {most:>7.2}{verdict}");
    }
}

fn studies() -> Vec<Study> {
    let set = |file, set: String| -> Written { (file, vec![set]) };
    let pair = |set: &str| vec![(REFERENCE, Vec::new()), (REFERENCE, vec![set.to_owned()])];
    let world = [
        "status-quo",
        "restructured",
        "talks-fail",
        "variants/agi-clause-dropped",
        "variants/agi-disputed",
        "variants/cap-on-profit-only",
        "variants/compute-37-5",
        "variants/exclusivity-voided",
        "variants/losses-carried",
        "variants/share-without-date",
        "variants/money-held-back",
        "variants/rupture",
    ];
    let world = world.map(|name| -> Written {
        (Box::leak(format!("scenarios/microsoft-openai/{name}.toml").into_boxed_str()), Vec::new())
    });
    let rates = (0..12).map(|place| 0.06 + 0.005 * f64::from(place));
    let rates = rates.map(|rate| set(FLAGSHIP, format!("parties.microsoft.discount_rate={rate}")));
    let study = |name, paths, deals, most| Study { name, paths, deals, most };
    vec![
        study(
            "two files, another discount rate",
            1_000_000,
            pair("parties.a.discount_rate=0.07"),
            1.3,
        ),
        study("two files, another cap", 1_000_000, pair("terms.revenue_share.cap=60"), 1.3),
        study(
            "two files of the flagship, another rate (cash)",
            100_000,
            vec![(FLAGSHIP, Vec::new()), set(FLAGSHIP, "terms.revenue_share.rate=0.15".to_owned())],
            1.8,
        ),
        study("twelve deals of one world", 100_000, world.to_vec(), 9.0),
        study(
            "twelve that differ in one rate that feeds nothing back",
            100_000,
            rates.collect(),
            4.0,
        ),
    ]
}

/// How long it takes to load, compile and run deals, with the difference of each from the first.
fn seconds(deals: &[Written], paths: u64) -> f64 {
    let start = Instant::now();
    let mut plans: Vec<Plan> = Vec::new();
    let mut payoffs: Vec<Vec<TrackId>> = Vec::new();
    for (file, sets) in deals {
        let loaded = load(&path(file), sets);
        let Some(model) = loaded.model else {
            println!("{file} {sets:?} has faults");
            return f64::NAN;
        };
        let own: Vec<TrackId> = model.sides.iter().map(|side| side.payoff).collect();
        plans.push(model.plan.asked_for(&own));
        payoffs.push(own);
    }
    let mut differences = Vec::new();
    for (deal, own) in payoffs.iter().enumerate().skip(1) {
        let sides = payoffs[0].iter().zip(own);
        differences
            .extend(sides.map(|(from, to)| Difference { from: (0, *from), to: (deal, *to) }));
    }
    let settings = Settings { exact_values: 0, ..Settings::new(1, paths) };
    let prepared = Prepared::new(plans, &differences);
    let together = prepared.run(&settings);
    let seconds = start.elapsed().as_secs_f64();
    if let Err(failure) = together.map(std::hint::black_box) {
        println!("{failure:?}");
    }
    seconds
}

fn path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(file)
}
