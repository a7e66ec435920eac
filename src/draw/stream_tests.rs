//! What a stream promises: uniform, independent along every direction, and a function of identity.

use super::*;

const COUNT: usize = 1 << 20;

/// The first [`COUNT`] uniforms: 4 indices of 2¹⁸ paths.
fn uniforms(seed: u64, name: &str) -> Vec<f64> {
    let stream = Stream::new(seed, name);
    let mut all = vec![0.0; COUNT];
    for (index, row) in (0..).zip(all.chunks_exact_mut(COUNT / 4)) {
        stream.fill_uniforms(0, index, row);
    }
    all
}

/// The correlation of two samples, in its standard errors.
fn correlation_score(x: &[f64], y: &[f64]) -> f64 {
    let sum: f64 = x.iter().zip(y).map(|(a, b)| (a - 0.5) * (b - 0.5)).sum();
    sum / (x.len() as f64).sqrt() * 12.0
}

#[test]
fn uniforms_are_uniform() {
    for seed in [0, 1, u64::MAX] {
        let mut draws = uniforms(seed, "inputs.multiple");
        assert!(draws.iter().all(|&u| u > 0.0 && u < 1.0));
        let mut cells = [0_u32; 1_024];
        for u in &draws {
            cells[(u * 1_024.0) as usize] += 1;
        }
        let expected = (COUNT / 1_024) as f64;
        let square: f64 =
            cells.iter().map(|&c| (f64::from(c) - expected) * (f64::from(c) - expected)).sum();
        // Chi-square with 1023 degrees of freedom, as a standard normal.
        let score = (square / expected - 1_023.0) / (2.0 * 1_023.0_f64).sqrt();
        assert!(score.abs() < 4.5, "seed {seed}: chi-square score {score}");
        draws.sort_by(f64::total_cmp);
        let distance = draws.iter().enumerate().fold(0.0_f64, |worst, (i, u)| {
            let (below, above) = (i as f64 / COUNT as f64, (i + 1) as f64 / COUNT as f64);
            worst.max(u - below).max(above - u)
        });
        // Kolmogorov-Smirnov: exceeded with probability 2 exp(-2 * 2.4²) = 2 in 100,000.
        assert!(distance * (COUNT as f64).sqrt() < 2.4, "seed {seed}: distance {distance}");
    }
}

#[test]
fn every_binary_digit_is_fair() {
    let draws = uniforms(3, "digits");
    let whole: Vec<u64> = draws.iter().map(|u| (u / f64::EPSILON - 0.5) as u64).collect();
    for digit in 0..52 {
        let ones = whole.iter().filter(|&k| k >> digit & 1 == 1).count();
        let score = (ones as f64 - COUNT as f64 / 2.0) / (COUNT as f64 / 4.0).sqrt();
        assert!(score.abs() < 4.5, "digit {digit}: {score}");
    }
}

#[test]
fn no_correlation_along_path_index_name_or_seed() {
    let draws = uniforms(0, "a");
    let (row, path) = (COUNT / 4, COUNT - 128);
    let mut scores: Vec<(String, f64)> = [1, 2, 31, 32, 33, 63, 64, 65, 128]
        .map(|lag| {
            (format!("path lag {lag}"), correlation_score(&draws[..path], &draws[lag..][..path]))
        })
        .into();
    scores.push(("index".to_owned(), correlation_score(&draws[..3 * row], &draws[row..])));
    for (seed, name) in [(0, "b"), (0, ""), (0, "a "), (1, "a"), (2, "a"), (1 << 32, "a")] {
        let other = uniforms(seed, name);
        assert!(other.iter().zip(&draws).all(|(x, y)| x != y), "{seed} {name:?}");
        scores.push((format!("{seed} {name:?}"), correlation_score(&draws, &other)));
    }
    for (what, score) in scores {
        assert!(score.abs() < 4.5, "{what}: {score}");
    }
}

#[test]
fn shocks_have_the_moments_of_a_normal() {
    let stream = Stream::new(0, "drivers.revenue");
    let mut draws = vec![0.0; COUNT];
    stream.fill_shocks(0, 7, &mut draws);
    // Power, its expectation, and the variance of one term.
    for (power, expected, variance) in
        [(1, 0.0, 1.0), (2, 1.0, 2.0), (3, 0.0, 15.0), (4, 3.0, 96.0), (6, 15.0, 10_170.0)]
    {
        let sum: f64 = draws.iter().map(|x| (0..power).fold(1.0, |y, _| y * x)).sum();
        let score = (sum / COUNT as f64 - expected) / (variance / COUNT as f64).sqrt();
        assert!(score.abs() < 4.5, "moment {power}: {score}");
    }
}

#[test]
fn the_two_normals_of_a_pair_are_independent() {
    let stream = Stream::new(0, "drivers.growth");
    let mut draws = vec![0.0; COUNT];
    stream.fill_shocks(0, 7, &mut draws);
    // x y, x² y², x y³ and x³ y have the expectations 0, 1, 0 and 0 and the variances 1, 8, 15 and 15.
    let mut sums = [0.0; 4];
    for group in draws.chunks(64) {
        for (x, y) in group[..32].iter().zip(&group[32..]) {
            let product = x * y;
            let terms = [product, product * product - 1.0, product * y * y, product * x * x];
            for (sum, term) in sums.iter_mut().zip(terms) {
                *sum += term;
            }
        }
    }
    for (sum, variance) in sums.into_iter().zip([1.0, 8.0, 15.0, 15.0]) {
        let score = sum / (variance * COUNT as f64 / 2.0_f64).sqrt();
        assert!(score.abs() < 4.5, "{score}");
    }
}

#[test]
fn a_draw_is_a_function_of_path_and_index() {
    let stream = Stream::new(42, "x");
    let first_path = (1_u64 << 34) - 64;
    let mut long = vec![0.0; 256];
    stream.fill_uniforms(first_path, 9, &mut long);
    for (path, &u) in (first_path..).zip(&long) {
        assert_eq!(u, stream.uniform(path, 9));
    }
    let mut short = vec![0.0; 128];
    stream.fill_uniforms(first_path, 9, &mut short);
    assert_eq!(short, long[..128]);
    stream.fill_uniforms(first_path + 128, 9, &mut short);
    assert_eq!(short, long[128..]);
    let mut normals = vec![0.0; 256];
    stream.fill_normals(first_path, 9, &mut normals);
    for (&x, &u) in normals.iter().zip(&long) {
        assert_eq!(x, crate::lane::math::normal_quantile(u));
    }
    let (mut shocks, mut late) = (vec![0.0; 256], vec![0.0; 64]);
    stream.fill_shocks(first_path, 9, &mut shocks);
    stream.fill_shocks(first_path + 192, 9, &mut late);
    assert_eq!(late, shocks[192..]);
    for (path, &x) in (first_path..).zip(&shocks) {
        assert_eq!(x, stream.shock(path, 9));
    }
}

#[test]
fn antithetic_pairs_mirror_the_draws_of_half_as_many_paths() {
    let stream = Stream::new(42, "x");
    for first_path in [0_u64, 64, 128, 1 << 20] {
        let (mut uniforms, mut normals) = ([0.0; 192], [0.0; 192]);
        stream.fill_antithetic_uniforms(first_path, 3, &mut uniforms);
        stream.fill_antithetic_normals(first_path, 3, &mut normals);
        let pairs = uniforms.as_chunks::<2>().0.iter().zip(normals.as_chunks::<2>().0);
        for (pair, (u, x)) in (first_path / 2..).zip(pairs) {
            assert_eq!(u[0], stream.uniform(pair, 3));
            assert_eq!(u[1], 1.0 - u[0]);
            assert_eq!(x[0], crate::lane::math::normal_quantile(u[0]));
            assert_eq!(x[1], -x[0]);
            assert_eq!(x[1], crate::lane::math::normal_quantile(u[1]));
        }
    }
}

#[test]
fn the_first_draws_of_seed_zero_stay_what_they_are() {
    // Computed once more in another language: a change of generator, key or counter changes every
    // result.
    let stream = Stream::new(0, "golden");
    let draws =
        [stream.uniform(0, 0), stream.uniform(1, 0), stream.uniform(32, 0), stream.uniform(0, 1)];
    let written = [
        0x3FCD_C32E_7795_159C,
        0x3FA1_4294_C796_FD90,
        0x3FC5_27C7_4578_8EEC,
        0x3FED_9FA8_770E_2FF9,
    ];
    assert_eq!(draws.map(f64::to_bits), written);
}
