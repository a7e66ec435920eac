//! A generator for the traits of `rand`, over one path of a named stream: for bootstraps, shuffles and
//! any distribution of `rand_distr`.

use std::convert::Infallible;

use rand::TryRng;

use super::Stream;
use super::philox::philox4x32;

/// An endless sequence of words that depends on seed, name and path only, and shares none with the
/// uniforms of the same stream.
#[derive(Clone, Debug)]
pub struct Generator {
    key: [u32; 2],
    path: u64,
    calls: u64,
    words: [u32; 4],
    used: usize,
}

impl Generator {
    /// The generator of one path.
    #[must_use]
    pub fn new(stream: &Stream, path: u64) -> Self {
        Self { key: stream.key(), path, calls: 0, words: [0; 4], used: 4 }
    }

    fn next_word(&mut self) -> u32 {
        if self.used == self.words.len() {
            // The last word of the counter is zero for uniforms, so it is at least one here.
            let domain = 1 + (self.calls >> 32) as u32;
            let path = [self.path as u32, (self.path >> 32) as u32];
            self.words = philox4x32([path[0], path[1], self.calls as u32, domain], self.key);
            self.calls += 1;
            self.used = 0;
        }
        let word = self.words[self.used];
        self.used += 1;
        word
    }
}

impl TryRng for Generator {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.next_word())
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let low = u64::from(self.next_word());
        Ok(low | u64::from(self.next_word()) << 32)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(4) {
            let word = self.next_word().to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use rand::{Rng, RngExt, seq::SliceRandom};
    use rand_distr::{Distribution, Gamma};

    use super::*;

    #[test]
    fn a_path_repeats_itself_and_no_other() {
        let words = |name, path| {
            let mut generator = Generator::new(&Stream::new(0, name), path);
            (0..64).map(|_| generator.next_u64()).collect::<Vec<_>>()
        };
        assert_eq!(words("a", 7), words("a", 7));
        let all: Vec<u64> =
            [words("a", 7), words("a", 8), words("b", 7), words("a", 7 + (1 << 32))].concat();
        let distinct: std::collections::BTreeSet<u64> = all.iter().copied().collect();
        assert_eq!(distinct.len(), all.len());
    }

    #[test]
    fn serves_the_distributions_and_shuffles_of_rand() {
        let stream = Stream::new(1, "gamma");
        let gamma = Gamma::new(3.0, 2.0).unwrap();
        let count = 100_000_u32;
        let sum: f64 =
            (0..count).map(|p| gamma.sample(&mut Generator::new(&stream, p.into()))).sum();
        // Mean 6 and variance 12: four standard errors of the mean.
        let error = (12.0 / f64::from(count)).sqrt();
        assert!((sum / f64::from(count) - 6.0).abs() < 4.0 * error);
        let mut order: Vec<u32> = (0..100).collect();
        let mut generator = Generator::new(&stream, 0);
        order.shuffle(&mut generator);
        assert_ne!(order, (0..100).collect::<Vec<_>>());
        assert!((0.0..1.0).contains(&generator.random::<f64>()));
        let mut bytes = [0; 7];
        generator.fill_bytes(&mut bytes);
        assert_ne!(bytes, [0; 7]);
    }
}
