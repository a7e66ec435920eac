//! The floor: the normals of the reference deal and one exponential a step, nothing done with them.
//!
//! `--method vectorised` (the default) draws eight paths side by side with xoshiro256++ and
//! Box–Muller, written so that the compiler vectorises it; `--method ziggurat` is what rand_distr
//! and the platform's exponential cost alone.

use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, StandardNormal};
use rayon::prelude::*;
use refdeal_peers::{Arguments, CHUNK, STEPS, best_of_three, timing};
use std::f64::consts::{FRAC_PI_2, LN_2, LOG2_E, SQRT_2};

const LANES: usize = 8;
type Lanes = [f64; LANES];

/// Adding and subtracting it rounds to a whole number and leaves that number in the low bits.
const ROUND: f64 = 6_755_399_441_055_744.0;

/// xoshiro256++ (Blackman and Vigna 2021), eight generators side by side.
struct Generators {
    state: [[u64; LANES]; 4],
}

impl Generators {
    fn new(seed: u64) -> Self {
        let mut source = SmallRng::seed_from_u64(seed);
        Self { state: std::array::from_fn(|_| std::array::from_fn(|_| source.random())) }
    }

    /// Uniform on (0, 1].
    #[inline(always)]
    fn uniform(&mut self) -> Lanes {
        let [a, b, c, d] = &mut self.state;
        let mut uniform = [0.0; LANES];
        for lane in 0..LANES {
            let sum = a[lane].wrapping_add(d[lane]);
            let word = sum.rotate_left(23).wrapping_add(a[lane]);
            let shifted = b[lane] << 17;
            c[lane] ^= a[lane];
            d[lane] ^= b[lane];
            b[lane] ^= c[lane];
            a[lane] ^= d[lane];
            c[lane] ^= shifted;
            d[lane] = d[lane].rotate_left(45);
            uniform[lane] = 2.0 - f64::from_bits(0x3FF0_0000_0000_0000 | (word >> 12));
        }
        uniform
    }
}

/// ln(x) for normal x > 0, from 2 atanh((m - 1) / (m + 1)).
#[inline(always)]
fn ln(x: f64) -> f64 {
    let bits = x.to_bits();
    let mantissa = f64::from_bits((bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000);
    let large = mantissa > SQRT_2;
    let mantissa = if large { 0.5 * mantissa } else { mantissa };
    // The exponent, as a number, without an integer conversion that old processors lack.
    let exponent = f64::from_bits(0x4330_0000_0000_0000 | (bits >> 52)) - 4_503_599_627_370_496.0;
    let exponent = exponent - if large { 1022.0 } else { 1023.0 };
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let q = s * s;
    let mut series = 1.0 / 19.0;
    for odd in [17.0, 15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0, 1.0] {
        series = series * q + 1.0 / odd;
    }
    2.0 * s * series + exponent * LN_2
}

/// exp(x) for |x| < 700.
#[inline(always)]
fn exp(x: f64) -> f64 {
    let shifted = x * LOG2_E + ROUND;
    let r = x - (shifted - ROUND) * LN_2;
    let mut series = 1.0;
    for divisor in [12.0, 11.0, 10.0, 9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0] {
        series = series * r * (1.0 / divisor) + 1.0;
    }
    let scale = f64::from_bits(shifted.to_bits().wrapping_add(1023) << 52);
    series * scale
}

/// cos and sin of 2πu.
#[inline(always)]
fn turn(u: f64) -> (f64, f64) {
    let shifted = 4.0 * u + ROUND;
    let r = (4.0 * u - (shifted - ROUND)) * FRAC_PI_2;
    let q = r * r;
    let (mut sine, mut cosine) = (1.0, 1.0);
    for n in [14.0, 12.0, 10.0, 8.0, 6.0, 4.0, 2.0] {
        sine = 1.0 - sine * q * (1.0 / (n * (n + 1.0)));
        cosine = 1.0 - cosine * q * (1.0 / (n * (n - 1.0)));
    }
    let sine = sine * r;
    let quarter = shifted.to_bits();
    let odd = quarter & 1 == 1;
    let (x, y) = if odd { (sine, cosine) } else { (cosine, sine) };
    let x_sign = (quarter.wrapping_add(1) & 2) << 62;
    let y_sign = (quarter & 2) << 62;
    (f64::from_bits(x.to_bits() ^ x_sign), f64::from_bits(y.to_bits() ^ y_sign))
}

/// Two normals a lane (Box and Muller 1958).
#[inline(always)]
fn normals(generators: &mut Generators) -> (Lanes, Lanes) {
    let (u, v) = (generators.uniform(), generators.uniform());
    let (mut first, mut second) = ([0.0; LANES], [0.0; LANES]);
    for lane in 0..LANES {
        let radius = (-2.0 * ln(u[lane])).sqrt();
        let (x, y) = turn(v[lane]);
        first[lane] = radius * x;
        second[lane] = radius * y;
    }
    (first, second)
}

/// The sums of all normals, their squares and the exponentials, so that nothing can be left out.
type Sums = [f64; 3];

fn vectorised(paths: usize, seed: u64) -> Sums {
    let mut generators = Generators::new(seed);
    let mut sums = [[0.0; LANES]; 3];
    for _ in 0..paths.div_ceil(LANES) {
        for _ in 0..STEPS {
            let (first, second) = normals(&mut generators);
            for lane in 0..LANES {
                sums[0][lane] += first[lane] + second[lane];
                sums[1][lane] += first[lane] * first[lane] + second[lane] * second[lane];
                sums[2][lane] += exp(0.125 * first[lane]);
            }
        }
    }
    sums.map(|lanes| lanes.iter().sum())
}

fn ziggurat(paths: usize, seed: u64) -> Sums {
    let mut random = SmallRng::seed_from_u64(seed);
    let mut sums = [0.0; 3];
    for _ in 0..paths * STEPS {
        let first: f64 = StandardNormal.sample(&mut random);
        let second: f64 = StandardNormal.sample(&mut random);
        sums[0] += first + second;
        sums[1] += first * first + second * second;
        sums[2] += (0.125 * first).exp();
    }
    sums
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments = Arguments::read()?;
    // Whole chunks, so that every lane has the same number of paths.
    let chunks = usize::try_from(arguments.number("--paths", 1_000_000)?)?.div_ceil(CHUNK).max(1);
    let seed = arguments.number("--seed", 1)?;
    let method = arguments.text("--method").unwrap_or("vectorised");
    let draw = if method == "ziggurat" { ziggurat } else { vectorised };
    let (sums, seconds) = best_of_three(|| {
        (0..chunks as u64)
            .into_par_iter()
            .map(|chunk| draw(CHUNK, seed ^ chunk.wrapping_mul(0x9E37_79B9_7F4A_7C15)))
            .reduce(|| [0.0; 3], |a, b| std::array::from_fn(|index| a[index] + b[index]))
    });
    let paths = chunks * CHUNK;
    let mut line = timing(arguments.text("--name").unwrap_or("draws"), paths, seconds);
    let count = (paths * STEPS) as f64;
    line["draws"] = serde_json::json!({
        "normal_mean": sums[0] / (2.0 * count),
        "normal_variance": sums[1] / (2.0 * count),
        "exponential_mean": sums[2] / count,
    });
    println!("{line}");
    Ok(())
}
