//! Evenly spread draws: Sobol sequences with the direction numbers of Joe & Kuo (2008), in 32 Owen
//! scrambles from which errors are measured.

use super::joe_kuo::{BITS, DIMENSIONS, Direction, directions};
use super::philox::philox4x32;
use super::stream::{GROUP, Stream, uniform_of_bits};
use crate::lane::math::normal_quantiles;

/// Independent scrambles: path p is point p div 32 of scramble p mod 32.
pub const SCRAMBLES: usize = 32;

/// What one input or driver needs: a dimension for each of its draws.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DimensionBlock {
    /// The key path of the input or driver.
    pub name: String,
    /// How many draws it makes on each path.
    pub count: usize,
    /// Whether its dimensions come after those of all blocks that are not `later`: then these have the dimensions that
    /// they have without it.
    pub later: bool,
}

/// More dimensions are asked for than there are direction numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyDimensions {
    /// How many a path needs.
    pub needed: usize,
    /// How many there may be.
    pub most: usize,
}

impl std::fmt::Display for TooManyDimensions {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { needed, most } = self;
        write!(formatter, "a path makes {needed} draws, and `sobol` has at most {most}")
    }
}

impl std::error::Error for TooManyDimensions {}

/// The dimensions of a run, dealt to names.
///
/// Draw 0 of every name, which a Brownian bridge makes the most important one, comes before draw 1 of
/// any: dimensions go by draw, then by name. The early dimensions are the most even. Blocks that are `later` follow, dealt
/// in the same way.
#[derive(Clone, Debug)]
pub struct SobolTable {
    /// For each name in the order given, its draws.
    draws: Vec<Vec<Dimension>>,
}

#[derive(Clone, Debug)]
struct Dimension {
    direction: Direction,
    seeds: [[u32; SCRAMBLES]; 3],
}

impl SobolTable {
    /// Deals dimensions to the blocks. Where names are distinct, their order does not matter, apart from the number by
    /// which [`SobolTable::fill_uniforms`] knows a block; blocks of one name go in their order.
    ///
    /// # Errors
    ///
    /// There are 8,192 dimensions.
    pub fn new(seed: u64, blocks: &[DimensionBlock]) -> Result<Self, TooManyDimensions> {
        let needed = blocks.iter().fold(0_usize, |sum, block| sum.saturating_add(block.count));
        if needed > DIMENSIONS {
            return Err(TooManyDimensions { needed, most: DIMENSIONS });
        }
        let mut places: Vec<(bool, usize, &str, usize)> = Vec::with_capacity(needed);
        for (number, block) in blocks.iter().enumerate() {
            let place = |draw| (block.later, draw, block.name.as_str(), number);
            places.extend((0..block.count).map(place));
        }
        places.sort_unstable();
        let key = Stream::new(seed, "sobol").key();
        let mut draws: Vec<Vec<Dimension>> = vec![Vec::new(); blocks.len()];
        for ((dimension, direction), (.., number)) in (0..).zip(directions()).zip(places) {
            let mut seeds = [[0; SCRAMBLES]; 3];
            for scramble in 0..SCRAMBLES {
                let words = philox4x32([dimension, scramble as u32, 0, u32::MAX], key);
                for (seeds, word) in seeds.iter_mut().zip(words) {
                    seeds[scramble] = word;
                }
            }
            draws[number].push(Dimension { direction, seeds });
        }
        Ok(Self { draws })
    }

    /// The uniforms in (0, 1) of consecutive paths for one draw of one block.
    ///
    /// `block` is its place in the list that the table was made from, `draw` is below its count.
    /// `first_path` and the length of `out` are multiples of [`GROUP`]; a last partial group is left
    /// untouched, and so is everything if there is no such draw. A sequence has 2³² points.
    #[inline(always)]
    pub fn fill_uniforms(&self, block: usize, draw: usize, first_path: u64, out: &mut [f64]) {
        let Some(dimension) = self.draws.get(block).and_then(|draws| draws.get(draw)) else {
            return;
        };
        let mut point = first_path / SCRAMBLES as u64;
        for points in out.as_chunks_mut::<GROUP>().0 {
            for lanes in points.as_chunks_mut::<SCRAMBLES>().0 {
                let unscrambled = sobol_point(&dimension.direction, point as u32);
                let [first, second, low] = &dimension.seeds;
                for (lane, uniform) in lanes.iter_mut().enumerate() {
                    *uniform = scrambled(unscrambled, first[lane], second[lane], low[lane]);
                }
                point += 1;
            }
        }
    }

    /// The standard normals that are the quantiles of the same uniforms.
    #[inline(always)]
    pub fn fill_normals(&self, block: usize, draw: usize, first_path: u64, out: &mut [f64]) {
        self.fill_uniforms(block, draw, first_path, out);
        normal_quantiles(out);
    }
}

/// The numbered point of one dimension in natural order, first binary digit after the point lowest.
#[inline(always)]
fn sobol_point(direction: &Direction, number: u32) -> u32 {
    let mut digits = 0;
    for (bit, &column) in (0..BITS).zip(direction) {
        digits ^= column & 0_u32.wrapping_sub((number >> bit) & 1);
    }
    digits
}

/// Owen's scramble of a digit string, and random digits beyond it, as a uniform.
///
/// Laine & Karras (2011) saw that additions, and multiplications by odd and xor of even multiples,
/// carry only from lower to higher bits, so that on reversed digits each one is flipped by a hash of
/// those before it, which is a nested uniform scramble. Constants of Vegdahl (2021) and Burley (2020),
/// one after the other, since each alone mixes short strings little.
#[inline(always)]
fn scrambled(digits: u32, first: u32, second: u32, low: u32) -> f64 {
    let mut x = digits;
    x ^= x.wrapping_mul(0x3D20_ADEA);
    x = x.wrapping_add(first);
    x = x.wrapping_mul((first >> 16) | 1);
    x ^= x.wrapping_mul(0x0552_6C56);
    x ^= x.wrapping_mul(0x53A2_2864);
    x = x.wrapping_add(second);
    x ^= x.wrapping_mul(0x6C50_B47C);
    x ^= x.wrapping_mul(0xB82F_1E52);
    x ^= x.wrapping_mul(0xC7AF_E638);
    x ^= x.wrapping_mul(0x8D22_F6E6);
    let leading = x.reverse_bits();
    // Digits beyond the 32nd: a hash of those before (Mueller's, from his hash prospector 2018).
    let mut y = leading ^ low;
    y ^= y >> 16;
    y = y.wrapping_mul(0x21F0_AAAD);
    y ^= y >> 15;
    y = y.wrapping_mul(0xD35A_2D97);
    y ^= y >> 15;
    uniform_of_bits((u64::from(leading) << 32) | u64::from(y))
}

#[cfg(test)]
#[path = "sobol_tests.rs"]
mod tests;
