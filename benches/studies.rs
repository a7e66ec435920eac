//! What several deals cost together, measured in runs: the answers alone of one deal at the same paths, loading and compiling included.
//!
//! `cargo bench --bench studies [-- rounds]` prints each ratio beside its bar, least of so many rounds of everything in turn.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark prints what its clock says"
)]

use dealsim::engine::{Prepared, Settings, Turning};
use dealsim::plan::{Difference, Families, Plan, TrackId};
use dealsim::scenario::{Draft, load};
use dealsim::studies::negotiation::{Question, negotiate};
use dealsim::{Disk, Overrides};
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

const REFERENCE: &str = "scenarios/reference/refdeal.toml";
const FLAGSHIP: &str = "scenarios/microsoft-openai/status-quo.toml";
const PROPOSAL: &str = "scenarios/microsoft-openai/proposals/equity-33.toml";
const PACKAGES: &str = "scenarios/microsoft-openai/studies/packages.toml";

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
    for grid in grids() {
        // A grid takes long enough to be measured once; a run beside it is the least of so many.
        let least = (0..rounds).map(|_| seconds(&[(grid.file, Vec::new())], grid.paths));
        let one = least.fold(f64::INFINITY, f64::min);
        let (all, programs) = grid.seconds();
        let (name, most, runs) = (grid.name, grid.most, all / one);
        let verdict = if runs < most { "" } else { "  above" };
        let (one, all) = (1e3 * one, 1e3 * all);
        println!(
            "{name:<58} {one:>9.1} {all:>9.1} {runs:>7.2} {most:>7.2}{verdict}  {programs} programs"
        );
    }
    negotiation();
}

/// Two numbers of a deal, each from a number to another in so many steps.
struct Grid {
    name: &'static str,
    file: &'static str,
    paths: u64,
    keys: [(&'static str, f64, f64); 2],
    steps: u32,
    most: f64,
}

fn grids() -> Vec<Grid> {
    let share = ("inputs.lower_share_rate.value", 0.05, 0.21);
    vec![
        Grid {
            name: "50 x 50, a sum and a discount rate of the other side",
            file: REFERENCE,
            paths: 1_000_000,
            keys: [
                ("terms.investment.amount", 5.3, 20.1),
                ("parties.a.discount_rate", 0.051, 0.153),
            ],
            steps: 50,
            most: 25.0,
        },
        Grid {
            name: "50 x 50, the rate and the cap of one clause",
            file: REFERENCE,
            paths: 1_000_000,
            keys: [
                ("terms.revenue_share.rate", 0.11, 0.31),
                ("terms.revenue_share.cap", 41.0, 151.0),
            ],
            steps: 50,
            most: 250.0,
        },
        Grid {
            name: "5 x 5 of the flagship, a stake and a share of revenue",
            file: PROPOSAL,
            paths: 100_000,
            keys: [("inputs.new_stake.value", 0.15, 0.45), share],
            steps: 5,
            most: 25.0,
        },
    ]
}

impl Grid {
    /// How long it takes to read, compile and run all points, and how many programs they share.
    fn seconds(&self) -> (f64, usize) {
        let start = Instant::now();
        let draft = Draft::read(Arc::new(Disk), &path(self.file));
        let at = |(low, high): (f64, f64), step: u32| {
            low + (high - low) * f64::from(step) / f64::from(self.steps - 1)
        };
        let steps = 0..self.steps;
        let cells: Vec<(u32, u32)> =
            steps.clone().flat_map(|one| steps.clone().map(move |other| (one, other))).collect();
        let plan = |&(one, other): &(u32, u32)| {
            let [first, second] = self.keys;
            let numbers = Overrides::new()
                .with(first.0, at((first.1, first.2), one))
                .with(second.0, at((second.1, second.2), other));
            let model = draft.checked(&numbers).model?;
            let own: Vec<TrackId> = model.sides.iter().map(|side| side.payoff).collect();
            Some(model.plan.asked_for(&own))
        };
        let mut families = Families::default();
        for some in cells.chunks(64) {
            let plans: Vec<Option<Plan>> = some.par_iter().map(plan).collect();
            plans.into_iter().flatten().for_each(|plan| families.push(plan, None));
        }
        let (structures, _) = families.finish();
        let settings = Settings::new(1, self.paths);
        let mut programs = 0;
        for turned in &structures {
            let Ok(turning) = Turning::new(turned, None) else { continue };
            programs += turning.programs().len();
            let all: Vec<usize> = (0..turned.cells).collect();
            let left = turning.run(&all, false, &settings);
            if left.map(std::hint::black_box).is_err() {
                println!("{} does not run", self.name);
            }
        }
        (start.elapsed().as_secs_f64(), programs)
    }
}

/// The packages of the flagship's study on a grid of ten thousand.
fn negotiation() {
    let files: Arc<dyn dealsim::Files> = Arc::new(Disk);
    let Ok(mut question) = Question::read(&files, &path(PACKAGES)) else {
        println!("{PACKAGES} has faults");
        return;
    };
    for issue in &mut question.issues {
        if let dealsim::studies::negotiation::Values::Range { steps, .. } = &mut issue.values {
            *steps = 50;
        }
    }
    let start = Instant::now();
    let found = negotiate(&files, &Overrides::new(), &question, &dealsim::Settings::as_written());
    let seconds = start.elapsed().as_secs_f64();
    let Ok(found) = found else {
        println!("{PACKAGES} does not run");
        return;
    };
    let worst = found.agreement.named.iter().flat_map(|named| &named.view.sides).map(|side| {
        side.money_gain.standard_error.unwrap_or(f64::NAN) / side.money_gain.value.abs()
    });
    let worst = worst.fold(0.0, f64::max);
    println!(
        "{:<58} {seconds:>9.1} s, bar 60 s; largest error of what is named: {:.2} % of the gain",
        format!("{} packages of the flagship", question.packages()),
        100.0 * worst
    );
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
