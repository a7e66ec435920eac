//! A named stream of draws: one number for each path and index, whatever else is drawn.

use sha2::{Digest, Sha256};

use super::philox::{CALLS, Schedule, philox4x32_lanes, schedule};
use crate::lane::aligned::Aligned;
use crate::lane::math::{normal_quantiles, normals_by_pairs};

/// Paths are drawn in groups of this many; blocks of paths are whole groups.
pub const GROUP: usize = 64;

/// The draws of one input, driver or event under one seed.
///
/// A draw depends on seed, name, path and index only. Two streams of different names or seeds have
/// keys from a cryptographic hash, so that neighbouring seeds are as unrelated as any two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stream {
    key: [u32; 2],
    schedule: Schedule,
}

impl Stream {
    /// The stream of a name under a seed.
    #[must_use]
    pub fn new(seed: u64, name: &str) -> Self {
        let hash = Sha256::new().chain_update(seed.to_le_bytes()).chain_update(name).finalize();
        let word =
            |at: usize| u32::from_le_bytes([hash[at], hash[at + 1], hash[at + 2], hash[at + 3]]);
        let key = [word(0), word(4)];
        Self { key, schedule: schedule(key) }
    }

    /// The key of the counter-based generator.
    pub(super) fn key(&self) -> [u32; 2] {
        self.key
    }

    /// The uniforms in (0, 1) of consecutive paths at one index.
    ///
    /// `first_path` and the length of `out` are multiples of [`GROUP`]; a last partial group is left
    /// untouched. Each number is an odd multiple of 2⁻⁵³, so that 1 − u is one too.
    #[inline(always)]
    pub fn fill_uniforms(&self, first_path: u64, index: u32, out: &mut [f64]) {
        let mut call = first_call(first_path);
        for group in out.as_chunks_mut::<GROUP>().0 {
            let (first, second) = philox4x32_lanes(&self.schedule, call, index, UNIFORMS);
            let (low, high) = group.split_at_mut(CALLS);
            for (uniform, &bits) in low.iter_mut().zip(&first.0) {
                *uniform = uniform_of_bits(bits);
            }
            for (uniform, &bits) in high.iter_mut().zip(&second.0) {
                *uniform = uniform_of_bits(bits);
            }
            call = call.wrapping_add(CALLS as u64);
        }
    }

    /// The standard normals of consecutive paths at one index: the quantiles of the same uniforms.
    #[inline(always)]
    pub fn fill_normals(&self, first_path: u64, index: u32, out: &mut [f64]) {
        self.fill_uniforms(first_path, index, out);
        normal_quantiles(out);
    }

    /// Other standard normals of consecutive paths, for shocks of every period: the uniforms of path p and of
    /// path p + 32 of the same group give the normals of both (Box & Muller 1958) in half the time.
    #[inline(always)]
    pub fn fill_shocks(&self, first_path: u64, index: u32, out: &mut [f64]) {
        self.fill_uniforms(first_path, index, out);
        normals_by_pairs::<CALLS>(out.as_chunks_mut().0.as_chunks_mut().0);
    }

    /// The uniforms of consecutive paths in antithetic pairs: path 2k has the draw that path k has in
    /// [`Stream::fill_uniforms`], and path 2k + 1 has one minus it.
    #[inline(always)]
    pub fn fill_antithetic_uniforms(&self, first_path: u64, index: u32, out: &mut [f64]) {
        for (group, number) in out.as_chunks_mut::<GROUP>().0.iter_mut().zip(0..) {
            let draws = self.half_group(first_path / 2 + number * CALLS as u64, index);
            for (two, draw) in group.as_chunks_mut::<2>().0.iter_mut().zip(draws.0) {
                *two = [draw, 1.0 - draw];
            }
        }
    }

    /// The standard normals of consecutive paths in antithetic pairs, the quantiles of their uniforms:
    /// path 2k + 1 has exactly minus that of path 2k.
    #[inline(always)]
    pub fn fill_antithetic_normals(&self, first_path: u64, index: u32, out: &mut [f64]) {
        for (group, number) in out.as_chunks_mut::<GROUP>().0.iter_mut().zip(0..) {
            let mut draws = self.half_group(first_path / 2 + number * CALLS as u64, index);
            normal_quantiles(&mut draws.0);
            for (two, draw) in group.as_chunks_mut::<2>().0.iter_mut().zip(draws.0) {
                *two = [draw, -draw];
            }
        }
    }

    /// The uniforms of half a group of paths, which is one half of the words of as many calls.
    #[inline(always)]
    fn half_group(&self, first_path: u64, index: u32) -> Aligned<[f64; CALLS]> {
        let (first, second) =
            philox4x32_lanes(&self.schedule, first_call(first_path), index, UNIFORMS);
        let bits = if first_path % (GROUP as u64) < CALLS as u64 { first } else { second };
        uniforms_of(&bits)
    }

    /// The standard normal of one path at one index, as [`Stream::fill_shocks`] draws it.
    #[must_use]
    pub fn shock(&self, path: u64, index: u32) -> f64 {
        let half = CALLS as u64;
        let first = path - path % GROUP as u64 + path % half;
        let mut pair = [[[self.uniform(first, index)], [self.uniform(first + half, index)]]];
        normals_by_pairs(&mut pair);
        let [[[cosine], [sine]]] = pair;
        if path % (GROUP as u64) < half { cosine } else { sine }
    }

    /// The uniform of one path at one index, as [`Stream::fill_uniforms`] draws it.
    #[must_use]
    pub fn uniform(&self, path: u64, index: u32) -> f64 {
        let call = first_call(path) + path % CALLS as u64;
        let words =
            super::philox4x32([call as u32, (call >> 32) as u32, index, UNIFORMS], self.key);
        let half = 2 * (path % GROUP as u64 / CALLS as u64) as usize;
        uniform_of_bits((u64::from(words[half]) << 32) | u64::from(words[half + 1]))
    }
}

/// The last word of the counters of uniforms; generators have others.
const UNIFORMS: u32 = 0;

/// The number of the first call for the group of a path: one call serves path p and path p + 32.
#[inline(always)]
fn first_call(path: u64) -> u64 {
    path / GROUP as u64 * CALLS as u64
}

#[inline(always)]
fn uniforms_of(bits: &Aligned<[u64; CALLS]>) -> Aligned<[f64; CALLS]> {
    let mut uniforms = Aligned([0.0; CALLS]);
    for (uniform, &bits) in uniforms.0.iter_mut().zip(&bits.0) {
        *uniform = uniform_of_bits(bits);
    }
    uniforms
}

/// (k + ½) 2⁻⁵² from the top 52 bits k, which go straight into the mantissa of a number of [1, 2).
#[inline(always)]
pub(super) fn uniform_of_bits(bits: u64) -> f64 {
    const JUST_UNDER_ONE: f64 = 1.0 - f64::EPSILON / 2.0;
    f64::from_bits((bits >> 12) | 1.0_f64.to_bits()) - JUST_UNDER_ONE
}

#[cfg(test)]
#[path = "stream_tests.rs"]
mod tests;
