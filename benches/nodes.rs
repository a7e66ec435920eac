//! What one node of a plan costs a path: chains of each operation over 64 periods, run by the engine on one thread.
//!
//! The throughput that is printed counts nodes times paths; where a chain holds two nodes a period, its name says so and
//! both count as one.
#![allow(missing_docs, reason = "criterion's macros make undocumented items")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dealsim::engine::{Settings, run};
use dealsim::plan::{Binary, NodeId, Plan, PlanBuilder, ReadAt, Sink, Unary};

const PERIODS: u32 = 64;
const PATHS: u64 = 1 << 16;

/// What a chain may read beside its own value one period earlier.
struct Given {
    /// A uniform, drawn once a path.
    uniform: NodeId,
    /// A number within a thousandth of one.
    near_one: NodeId,
}

/// A step of a chain: from its value one period earlier to the next.
type Step = fn(&mut PlanBuilder, &Given, NodeId) -> NodeId;

const STEPS: [(&str, Step); 19] = [
    ("sum", |b, given, x| b.add(x, given.uniform)),
    ("product", |b, given, x| b.multiply(x, given.near_one)),
    ("quotient", |b, given, x| b.divide(given.near_one, x)),
    ("smaller of a sum and a number", |b, given, x| {
        let sum = b.add(x, given.uniform);
        b.minimum(sum, given.near_one)
    }),
    ("floor of a product", |b, given, x| {
        let product = b.multiply(x, given.near_one);
        b.unary(Unary::Floor, product)
    }),
    ("money quantum of a sum", |b, given, x| {
        let sum = b.add(x, given.uniform);
        b.quantize(sum)
    }),
    ("square root of a sum", |b, given, x| {
        let sum = b.add(x, given.uniform);
        b.square_root(sum)
    }),
    ("exponential of a difference", |b, given, x| {
        let difference = b.subtract(given.uniform, x);
        b.exponential(difference)
    }),
    ("logarithm of a sum", |b, given, x| {
        let sum = b.add(x, given.near_one);
        b.logarithm(sum)
    }),
    ("power", |b, given, x| b.binary(Binary::Power, given.near_one, x)),
    ("normal cumulative", |b, _, x| b.unary(Unary::NormalCumulative, x)),
    ("table", |b, _, x| b.table(x, (0..1_024).map(|i| f64::from(i) / 1_023.0).collect())),
    ("comparison and choice", |b, given, x| {
        let less = b.less(x, given.uniform);
        b.select(less, given.near_one, given.uniform)
    }),
    ("overlap and sum", |b, given, x| {
        let end = b.scale(given.uniform, 16.0);
        let overlap = b.overlap(given.near_one, end);
        b.add(x, overlap)
    }),
    ("uniform and sum", |b, _, x| {
        let draw = b.uniform_each_step("site");
        b.add(x, draw)
    }),
    ("shock and sum", |b, _, x| {
        let draw = b.normal_each_step("site");
        b.add(x, draw)
    }),
    ("sum, its mean kept", |b, given, x| kept(b, given, x, Sink::Moments)),
    ("sum, its distribution kept", |b, given, x| kept(b, given, x, Sink::Distribution)),
    ("sum, its time counted", |b, given, x| kept(b, given, x, Sink::Arrivals)),
];

fn kept(builder: &mut PlanBuilder, given: &Given, x: NodeId, sink: Sink) -> NodeId {
    let sum = builder.add(x, given.uniform);
    // Times are counted by period at one reading; the others are read in every period.
    let at = if sink == Sink::Arrivals { ReadAt::End } else { ReadAt::EachStep };
    builder.track(sum, at, sink);
    sum
}

fn chain(step: Step) -> Option<Plan> {
    let times = (0..=PERIODS).map(|period| 0.25 * f64::from(period)).collect();
    let mut builder = PlanBuilder::new(times, 0.25);
    let uniform = builder.uniform_once("given");
    let part = builder.scale(uniform, 0.001);
    let one = builder.constant(1.0);
    let near_one = builder.add(one, part);
    let given = Given { uniform, near_one };
    let value = builder.later("chain");
    let before = builder.previous(value);
    let next = step(&mut builder, &given, before);
    let whole = builder.followed(uniform, next);
    builder.define(value, whole);
    builder.track(whole, ReadAt::End, Sink::Moments);
    builder.finish().ok()
}

fn nodes(criterion: &mut Criterion) {
    let Ok(one_thread) = rayon::ThreadPoolBuilder::new().num_threads(1).build() else { return };
    let mut group = criterion.benchmark_group("nodes");
    group.sample_size(20);
    group.throughput(Throughput::Elements(u64::from(PERIODS) * PATHS));
    for (name, step) in STEPS {
        let Some(plan) = chain(step) else { continue };
        for (keeping, exact_values) in [("", u64::MAX), (" in a sketch", 0)] {
            if exact_values == 0 && !name.contains("distribution") {
                continue;
            }
            let settings = Settings { exact_values, ..Settings::new(1, PATHS) };
            group.bench_function(format!("{name}{keeping}"), |bencher| {
                one_thread.install(|| bencher.iter(|| run(black_box(&plan), &settings)));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, nodes);
criterion_main!(benches);
