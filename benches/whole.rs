//! How long the parts of a run take: every kind on its own example, two whole deals, their compilation, statistics, tables
//! with charts, and reading without running.
#![allow(missing_docs, reason = "criterion's macros make undocumented items")]

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dealsim::engine::{Outcome, Settings, compile, run};
use dealsim::plan::Plan;
use dealsim::reference::families;
use dealsim::report::OutputFolder;
use dealsim::results::{Asked, RunResults};
use dealsim::scenario::{Draft, Model, load};
use dealsim::statistics::probability::EventCounts;
use dealsim::statistics::{JointHistogram, Sample, Unit};
use dealsim::{Memory, Overrides};

const PATHS: u64 = 10_000;
const REFERENCE: &str = "scenarios/reference/refdeal.toml";
const FLAGSHIP: &str = "scenarios/microsoft-openai/status-quo.toml";

fn path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(file)
}

fn simulate(plan: &Plan, paths: u64) -> Option<Outcome> {
    let settings = Settings::new(1, paths);
    run(plan, &settings).ok()
}

/// Each kind alone, in paths a second: the example with everything that it tracks.
fn kinds(criterion: &mut Criterion) {
    for family in families() {
        let mut group = criterion.benchmark_group(family.name);
        group.throughput(Throughput::Elements(PATHS));
        for entry in &family.entries {
            let files = Memory::new().with("a.toml", entry.scenario());
            let draft = Draft::read(Arc::new(files), Path::new("a.toml"));
            let Some(model) = draft.checked(&Overrides::new()).model else { continue };
            group.bench_function(entry.name, |bencher| {
                bencher.iter(|| simulate(black_box(&model.plan), PATHS));
            });
        }
        group.finish();
    }
}

fn deal(criterion: &mut Criterion, name: &str, file: &str) {
    let file = path(file);
    let Some(model) = load(&file, &[]).model else { return };
    let Some(outcome) = simulate(&model.plan, PATHS) else { return };
    let payoffs: Vec<_> = model.sides.iter().map(|side| side.payoff).collect();
    let asked = model.plan.asked_for(&payoffs);
    let mut group = criterion.benchmark_group(name);
    group.sample_size(20);
    group.bench_function("check", |bencher| bencher.iter(|| load(black_box(&file), &[])));
    group.bench_function("compile", |bencher| bencher.iter(|| compile(black_box(&model.plan))));
    group.throughput(Throughput::Elements(PATHS));
    group.bench_function("payoffs", |bencher| bencher.iter(|| simulate(&asked, PATHS)));
    group.bench_function("all tracks", |bencher| bencher.iter(|| simulate(&model.plan, PATHS)));
    group.bench_function("tables and charts", |bencher| {
        bencher.iter(|| write(&model, &outcome));
    });
    group.finish();
}

/// Writes the tables and charts of a run into a folder that is thrown away.
fn write(model: &Model, outcome: &Outcome) -> bool {
    let Ok(folder) = tempfile::tempdir() else { return false };
    let results = RunResults::new(model, outcome, "benchmark", Asked::default());
    OutputFolder::create(&folder.path().join("run"))
        .and_then(|mut output| results.write(&mut output))
        .is_ok()
}

fn deals(criterion: &mut Criterion) {
    deal(criterion, "reference deal", REFERENCE);
    deal(criterion, "flagship", FLAGSHIP);
}

fn statistics(criterion: &mut Criterion) {
    let values: Vec<f64> = (0..1_u64 << 17).map(|i| (i * 40_503 % 65_537) as f64).collect();
    let mut group = criterion.benchmark_group("statistics of 131072 values");
    group.bench_function("mean", |bencher| {
        bencher.iter(|| dealsim::statistics::mean_of(black_box(&values), Unit::Path));
    });
    group.bench_function("sorted sample with its median", |bencher| {
        bencher.iter(|| Sample::new(black_box(values.clone()), Unit::Path).median());
    });
    group.bench_function("sketch", |bencher| {
        bencher.iter(|| {
            let mut sketch = dealsim::statistics::Sketch::default();
            sketch.add(black_box(&values));
            sketch.quantile(0.5)
        });
    });
    let mirrored: Vec<f64> = values.iter().rev().copied().collect();
    group.bench_function("joint histogram with its correlation", |bencher| {
        bencher.iter(|| {
            let (xs, ys) = (black_box(&values), black_box(&mirrored));
            JointHistogram::of(xs, ys, Unit::Path).correlation()
        });
    });
    let closes: Vec<f64> = (1..=40).map(|period| 1_600.0 * f64::from(period)).collect();
    group.bench_function("arrivals over 40 periods", |bencher| {
        bencher.iter(|| {
            let mut counts = EventCounts::new(closes.len(), Unit::Path);
            counts.add(black_box(&values), &closes);
            counts.cumulative()
        });
    });
    group.finish();
}

criterion_group!(benches, deals, statistics, kinds);
criterion_main!(benches);
