//! The same bytes however a run is cut up: blocks, threads, processor levels, parts, order of tables.

use crate::generated::deal;
use crate::support::{How, Ran, model, model_of, simulate};
use crate::watched::Watched;
use dealsim::draw::Sampler;
use dealsim::engine::{Level, Outcome, Settings, TrackResult, run};
use dealsim::scenario::Model;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::SliceRandom;
use statrs::distribution::{ChiSquared, ContinuousCDF};

const FLAGSHIP: &str = "scenarios/microsoft-openai/status-quo.toml";

/// A run, told by every digit.
fn told(model: &Model, how: How) -> String {
    let outcome = simulate(model, how);
    format!("{:?} {:?}", outcome.tracks, outcome.joints)
}

#[test]
fn blocks_and_processor_levels_do_not_show() {
    let model = model(FLAGSHIP);
    for sampler in [Sampler::Random, Sampler::Antithetic, Sampler::Sobol] {
        let base = How { every_value: false, sampler, ..How::paths(1_000) };
        let whole = told(&model, base);
        for (block_paths, level) in [
            (64, Level::Best),
            (128, Level::Avx2),
            (512, Level::Baseline),
            (1024, Level::Avx2),
            (8192, Level::Baseline),
        ] {
            let other = told(&model, How { block_paths, level, ..base });
            assert!(whole == other, "{sampler:?}, block {block_paths}, {level:?}: other bytes");
        }
    }
}

#[test]
fn threads_do_not_show() {
    let model = model(FLAGSHIP);
    // Blocks of 64 make sixteen of them for the threads to take in any order.
    let how = How { block_paths: 64, ..How::paths(1_000) };
    let whole = told(&model, how);
    for threads in [1, 2, 7] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        assert!(pool.install(|| told(&model, how)) == whole, "{threads} threads: other bytes");
    }
}

/// Every value of every distribution of a run, path by path.
fn values(outcome: &Outcome) -> impl Iterator<Item = &[f64]> {
    let columns = outcome.tracks.iter().flat_map(|track| match track {
        TrackResult::Distribution(_, dealsim::engine::Series::Every(values)) => values.as_slice(),
        _ => &[],
    });
    columns.map(|column| column.as_slice())
}

#[test]
fn the_first_paths_of_a_longer_run_are_the_shorter_run() {
    let model = model(FLAGSHIP);
    for sampler in [Sampler::Random, Sampler::Antithetic, Sampler::Sobol] {
        let short = simulate(&model, How { sampler, ..How::paths(320) });
        let long = simulate(&model, How { sampler, ..How::paths(640) });
        let mut count = 0;
        for (short, long) in values(&short).zip(values(&long)) {
            assert!(short[..] == long[..320], "{sampler:?}: other values");
            count += 1;
        }
        assert!(count > 400, "{count} series were kept");
    }
}

#[test]
fn a_part_of_a_run_is_the_same_paths() {
    let model = model(FLAGSHIP);
    let whole = simulate(&model, How::paths(640));
    for part in [0..192_u64, 192..640] {
        let settings = Settings {
            paths: part.clone(),
            block_paths: 128,
            exact_values: u64::MAX,
            ..Settings::new(1, 640)
        };
        let outcome = run(&model.plan, &settings).expect("the run is good");
        assert_eq!((outcome.first_path, outcome.paths), (part.start, part.end - part.start));
        for (own, all) in values(&outcome).zip(values(&whole)) {
            let range = usize::try_from(part.start).expect("small")
                ..usize::try_from(part.end).expect("small");
            assert!(own[..] == all[range], "paths {part:?} are others on their own");
        }
    }
}

#[test]
fn the_order_of_tables_does_not_matter() {
    let mut runner = TestRunner::deterministic();
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(5);
    for number in 0..12 {
        let deal = deal().new_tree(&mut runner).expect("a deal").current();
        let mut sections = deal.sections();
        let head = "format = 1\nmoney = \"USD bn\"\n";
        let how = How { seed: number, ..How::paths(128) };
        let first = told(&model_of(&format!("{head}{}", sections.concat())), how);
        for _ in 0..3 {
            sections.shuffle(&mut generator);
            let text = format!("{head}{}", sections.concat());
            assert!(told(&model_of(&text), how) == first, "other bytes in this order:\n{text}");
        }
    }
}

#[test]
fn what_is_added_moves_nobody_elses_draws() {
    let mut runner = TestRunner::deterministic();
    let more = "[inputs.another]\nvalue = { uniform = [0, 1] }\n\
        [drivers.aaa]\nprocess = \"geometric_brownian\"\nstart = 1\nvolatility = \"another\"\n\
        [events.aaa]\nhazard = 0.3\n[events.zzz]\nchance = { probability = 0.5, by = 2026-06-30 }\n\
        [terms.aaa]\nkind = \"lump_sum\"\nfrom = \"world\"\nto = \"p1\"\namount = \"aaa\"\non = [\"aaa\", \"zzz\"]\n";
    for number in 0..6 {
        let deal = deal().new_tree(&mut runner).expect("a deal").current();
        let how = How { seed: number, ..How::paths(128) };
        let plain = Watched::text(&deal.text(), how);
        let added = Watched::text(&format!("{}{more}", deal.text()), how);
        for driver in &plain.model.drivers {
            for period in 0..=plain.periods() {
                let same = plain.driver(&driver.name, period) == added.driver(&driver.name, period);
                assert!(same, "{} is another in period {period}", driver.name);
            }
        }
        for event in &plain.model.events {
            let same = plain.event_times(&event.name) == added.event_times(&event.name);
            assert!(same, "{} comes at another time", event.name);
        }
    }
}

/// One price whose logarithm is the sum of its shocks, and one input.
const ONE_OF_EACH: &str = "format = 1\nmoney = \"USD bn\"\n\
    [time]\nstart = 2025-01-01\nend = 2027-01-01\nstep = \"quarter\"\n[parties.a]\ndiscount_rate = 0\n\
    [inputs.level]\nvalue = { uniform = [0, 1] }\n\
    [drivers.x]\nprocess = \"mean_reverting\"\nstart = 0\nmean = 0\nspeed = 0\nvolatility = 1\n\
    [drivers.y]\nprocess = \"mean_reverting\"\nstart = 0\nmean = 0\nspeed = 0\nvolatility = 1\n\
    [terms.a]\nkind = \"lump_sum\"\nfrom = \"world\"\nto = \"a\"\namount = \"level\"\non = 2025-06-30\n";

#[test]
fn antithetic_pairs_mirror_every_draw() {
    let ran = Ran::text(ONE_OF_EACH, How { sampler: Sampler::Antithetic, ..How::paths(512) });
    for period in 1..=8 {
        for pair in ran.driver_values("x", period).as_chunks::<2>().0 {
            assert_eq!(pair[0], -pair[1], "shocks to period {period}");
        }
    }
    for pair in ran.payoffs("a").as_chunks::<2>().0 {
        // Uniforms are odd multiples of 2⁻⁵³, but amounts are rounded to the quantum.
        assert!((pair[0] + pair[1] - 1.0).abs() <= dealsim::lane::math::MONEY_QUANTUM);
    }
    let (even, odd): (Vec<f64>, Vec<f64>) = {
        let pairs = ran.driver_values("x", 8).as_chunks::<2>().0;
        (pairs.iter().map(|pair| pair[0]).collect(), pairs.iter().map(|pair| pair[1]).collect())
    };
    assert!(even != odd && even[0] != even[1], "pairs differ among themselves");
}

/// Standard normal shocks of two years, as uniforms in eight equal cells.
fn cells(values: &[f64]) -> Vec<usize> {
    let uniform = |value: &f64| dealsim::lane::math::normal_cdf(value / 2.0_f64.sqrt());
    values.iter().map(|value| ((uniform(value) * 8.0) as usize).min(7)).collect()
}

/// Pearson's statistic of a joint histogram of 8 × 8 equally likely cells: chi-square with 63 degrees of freedom.
fn chi_square(left: &[f64], right: &[f64]) -> f64 {
    let mut counts = [[0.0_f64; 8]; 8];
    for (row, column) in cells(left).into_iter().zip(cells(right)) {
        counts[row][column] += 1.0;
    }
    let expected = left.len() as f64 / 64.0;
    counts
        .as_flattened()
        .iter()
        .map(|count| (count - expected) * (count - expected) / expected)
        .sum()
}

#[test]
fn seeds_and_names_are_independent_and_zero_is_a_seed_like_any() {
    const COUNT: u64 = 1 << 16;
    let ran = |seed: u64| Ran::text(ONE_OF_EACH, How { seed, ..How::paths(COUNT) });
    let seeds = [0_u64, 1, 2, u64::MAX];
    let runs: Vec<Ran> = seeds.into_iter().map(ran).collect();
    // As rarely left as four standard errors on both sides.
    let law = ChiSquared::new(63.0).expect("63 degrees of freedom");
    let rare = dealsim::lane::math::normal_cdf(-4.0);
    let (low, high) = (law.inverse_cdf(rare), law.inverse_cdf(1.0 - rare));
    let mut series: Vec<&[f64]> = runs.iter().map(|ran| ran.driver_values("x", 8)).collect();
    series.push(runs[0].driver_values("y", 8));
    series.push(runs[1].driver_values("y", 8));
    for (place, left) in series.iter().enumerate() {
        // Of sums over two years: mean 0, variance 2.
        let mean = left.iter().sum::<f64>() / COUNT as f64;
        assert!(mean.abs() < 4.0 * (2.0 / COUNT as f64).sqrt(), "series {place}: mean {mean}");
        for (other, right) in series.iter().enumerate().skip(place + 1) {
            let products = left.iter().zip(*right).map(|(a, b)| a * b / 2.0);
            let correlation = products.sum::<f64>() / COUNT as f64;
            // Of independent normals, a correlation has the variance 1 / n.
            assert!(
                correlation.abs() < 4.0 / (COUNT as f64).sqrt(),
                "{place}, {other}: {correlation}"
            );
            let statistic = chi_square(left, right);
            assert!((low..high).contains(&statistic), "{place}, {other}: chi-square {statistic}");
        }
    }
}
