//! Lanes that begin at a cache line: a vector as long as a line then never lies across two.

use std::ops::{Deref, DerefMut};

/// Bytes of a cache line.
const LINE: usize = 64;

/// A value that begins at a cache line.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(align(64))]
pub struct Aligned<T>(pub T);

/// A slice of numbers that begins at a cache line.
#[derive(Debug, Default)]
pub struct AlignedLanes {
    values: Vec<f64>,
    start: usize,
    length: usize,
}

impl AlignedLanes {
    /// Makes it so many lanes long; what they hold is left open.
    pub fn resize(&mut self, lanes: usize) {
        let spare = LINE / size_of::<f64>();
        if self.values.len() < lanes + spare {
            self.values = vec![0.0; lanes + spare];
            let over = self.values.as_ptr().addr() % LINE;
            self.start = if over == 0 { 0 } else { (LINE - over) / size_of::<f64>() };
        }
        self.length = lanes;
    }
}

impl Deref for AlignedLanes {
    type Target = [f64];

    #[inline(always)]
    fn deref(&self) -> &[f64] {
        &self.values[self.start..self.start + self.length]
    }
}

impl DerefMut for AlignedLanes {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut [f64] {
        &mut self.values[self.start..self.start + self.length]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanes_begin_at_a_line_whatever_their_length() {
        let mut lanes = AlignedLanes::default();
        for length in [64, 128, 64, 4096] {
            lanes.resize(length);
            assert_eq!((lanes.len(), lanes.as_ptr().addr() % LINE), (length, 0));
            lanes.fill(1.0);
        }
    }
}
