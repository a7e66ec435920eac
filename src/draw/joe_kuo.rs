//! The direction numbers of S. Joe and F. Y. Kuo, set "new-joe-kuo-6" (SIAM J. Sci. Comput. 30, 2008),
//! under their BSD licence, `joe_kuo.LICENSE`. `benches/sobol_table.py` packs them from scipy.

/// How many dimensions the table has.
pub(super) const DIMENSIONS: usize = 8_192;

/// Binary digits of a coordinate.
pub(super) const BITS: usize = 32;

/// What each bit of a point's number adds (xor) to the coordinate, first binary digit lowest.
pub(super) type Direction = [u32; BITS];

const PACKED: &[u8] = include_bytes!("joe_kuo.bin");

/// The directions of every dimension, in order, unpacked one by one.
pub(super) fn directions() -> impl Iterator<Item = Direction> {
    let mut packed = Packed { position: 0 };
    (0..DIMENSIONS).map(move |dimension| {
        let numbers = if dimension == 0 { [1; BITS] } else { packed.next_numbers() };
        let mut direction = [0; BITS];
        for (bit, (direction, number)) in direction.iter_mut().zip(numbers).enumerate() {
            // The fraction m / 2^(bit + 1), its digits in reverse.
            *direction = (number << (BITS - 1 - bit)).reverse_bits();
        }
        direction
    })
}

/// A place in the stream of bits.
struct Packed {
    position: usize,
}

impl Packed {
    fn bits(&mut self, count: usize) -> u32 {
        let mut value = 0;
        for bit in 0..count {
            let byte = PACKED.get(self.position / 8).copied().unwrap_or(0);
            value |= u32::from(byte >> (self.position % 8) & 1) << bit;
            self.position += 1;
        }
        value
    }

    /// The odd numbers m of the next dimension: the initial ones, then by the recurrence of its
    /// primitive polynomial (Bratley & Fox 1988), whose leading and last coefficients are one.
    fn next_numbers(&mut self) -> [u32; BITS] {
        let polynomial = self.bits(18);
        let degree = polynomial.checked_ilog2().unwrap_or(1) as usize;
        let mut numbers = [0_u32; BITS];
        for (i, number) in numbers.iter_mut().enumerate().take(degree) {
            *number = self.bits(i) << 1 | 1;
        }
        for i in degree..BITS {
            let mut number = numbers[i - degree];
            for back in 1..=degree {
                if polynomial >> (degree - back) & 1 == 1 {
                    number ^= numbers[i - back] << back;
                }
            }
            numbers[i] = number;
        }
        numbers
    }
}
