//! Nanoseconds for each uniform, normal, exponential and so on, over lanes of 1,024 paths at the
//! processor level chosen at run time.
#![allow(missing_docs, reason = "criterion's macros make undocumented items")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dealsim::draw::{Bridge, DimensionBlock, SobolTable, Stream};
use dealsim::lane::math::{
    exp, floor, ln, normal_cdf, normal_quantile, normal_quantiles, pow, quantize,
};
use pulp::{Arch, Simd, WithSimd};

const LANES: usize = 1_024;

/// A loop over a block of lanes that the compiler is to vectorise for the level of the run. Its bound is
/// `Fn`, because the call of a closure as `FnOnce` is a function that is not inlined.
struct OverLanes<'a, F> {
    input: &'a [f64],
    output: &'a mut [f64],
    each: F,
}

impl<F: Fn(&[f64], &mut [f64])> WithSimd for OverLanes<'_, F> {
    type Output = ();
    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        (self.each)(self.input, self.output);
    }
}

/// Element by element.
macro_rules! each {
    ($function:expr) => {
        #[inline(always)]
        |input: &[f64], output: &mut [f64]| {
            for (y, &x) in output.iter_mut().zip(input) {
                *y = $function(x);
            }
        }
    };
}

fn measure(
    criterion: &mut Criterion,
    name: &str,
    (low, high): (f64, f64),
    each: impl Fn(&[f64], &mut [f64]) + Copy,
) {
    let arch = Arch::new();
    let step = (high - low) / LANES as f64;
    let input: Vec<f64> = (0..LANES).map(|i| low + step * (i as f64 + 0.5)).collect();
    let (mut output, mut plain) = (vec![0.0; LANES], vec![0.0; LANES]);
    // The level of the run may not show in a single bit.
    each(black_box(&input), &mut plain);
    arch.dispatch(OverLanes { input: &input, output: &mut output, each });
    assert_eq!(bits(&output), bits(&plain), "{name}");
    let mut group = criterion.benchmark_group("lanes of 1024");
    group.throughput(Throughput::Elements(LANES as u64));
    group.bench_function(name, |bencher| {
        bencher.iter(|| {
            arch.dispatch(OverLanes { input: black_box(&input), output: &mut output, each });
            black_box(&mut output);
        });
    });
    group.finish();
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|value| value.to_bits()).collect()
}

fn draws(criterion: &mut Criterion) {
    let stream = Stream::new(1, "bench");
    measure(
        criterion,
        "uniform",
        (0.0, 1.0),
        #[inline(always)]
        |_, out| {
            stream.fill_uniforms(black_box(64), black_box(3), out);
        },
    );
    measure(
        criterion,
        "normal",
        (0.0, 1.0),
        #[inline(always)]
        |_, out| {
            stream.fill_normals(black_box(64), black_box(3), out);
        },
    );
    measure(
        criterion,
        "shock",
        (0.0, 1.0),
        #[inline(always)]
        |_, out| {
            stream.fill_shocks(black_box(64), black_box(3), out);
        },
    );
    measure(
        criterion,
        "antithetic normal",
        (0.0, 1.0),
        #[inline(always)]
        |_, out| {
            stream.fill_antithetic_normals(black_box(64), black_box(3), out);
        },
    );
}

fn even_draws(criterion: &mut Criterion) {
    let block = DimensionBlock { name: "bench".to_owned(), count: 8, later: false };
    let Ok(table) = SobolTable::new(1, &[block]) else { return };
    measure(
        criterion,
        "sobol uniform",
        (0.0, 1.0),
        #[inline(always)]
        |_, out| {
            table.fill_uniforms(0, black_box(5), black_box(64), out);
        },
    );
    // Sixteen steps of 64 lanes.
    let bridge = Bridge::new(16);
    measure(
        criterion,
        "bridge",
        (-2.0, 2.0),
        #[inline(always)]
        |input, out| {
            bridge.transform(input, out, black_box(64));
        },
    );
}

fn functions(criterion: &mut Criterion) {
    measure(criterion, "exp", (-20.0, 20.0), each!(exp));
    measure(criterion, "ln", (0.0, 20.0), each!(ln));
    measure(criterion, "pow", (0.0, 20.0), each!(|x| pow(x, 1.7)));
    measure(criterion, "normal_cdf", (-8.0, 8.0), each!(normal_cdf));
    measure(criterion, "normal_quantile", (0.0, 1.0), each!(normal_quantile));
    measure(
        criterion,
        "normal_quantiles",
        (0.0, 1.0),
        #[inline(always)]
        |input, out| {
            out.copy_from_slice(input);
            normal_quantiles(out);
        },
    );
    measure(criterion, "floor", (-20.0, 20.0), each!(floor));
    measure(criterion, "quantize", (-20.0, 20.0), each!(quantize));
}

criterion_group!(benches, draws, even_draws, functions);
criterion_main!(benches);
