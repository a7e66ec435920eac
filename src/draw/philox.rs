//! The counter-based generator Philox4x32-10 of Salmon, Moraes, Dror & Shaw, "Parallel random numbers:
//! as easy as 1, 2, 3" (2011).

use crate::lane::aligned::Aligned;

/// Calls that [`philox4x32_lanes`] makes at once.
pub(super) const CALLS: usize = 32;

const ROUNDS: u32 = 10;
const MULTIPLIERS: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];
const KEY_STEPS: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];

/// Four random words for a counter under a key.
#[must_use]
pub fn philox4x32(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    let wide = philox_of_wide(counter.map(u64::from), key);
    // Each is a masked 32-bit word, so nothing is cut off.
    wide.map(|word| word as u32)
}

/// The words 0 and 1, and the words 2 and 3, of [`CALLS`] consecutive calls, as 64-bit numbers whose
/// upper half is the first of the two words.
///
/// Call number `first_call` has the counter (low half, high half, `index`, `domain`).
#[inline(always)]
pub(super) fn philox4x32_lanes(
    key: [u32; 2],
    first_call: u64,
    index: u32,
    domain: u32,
) -> (Aligned<[u64; CALLS]>, Aligned<[u64; CALLS]>) {
    let (mut first, mut second) = (Aligned([0; CALLS]), Aligned([0; CALLS]));
    for (lane, (first, second)) in first.0.iter_mut().zip(&mut second.0).enumerate() {
        let call = first_call.wrapping_add(lane as u64);
        let counter = [call & WORD, call >> 32, u64::from(index), u64::from(domain)];
        let [a, b, c, d] = philox_of_wide(counter, key);
        *first = (a << 32) | b;
        *second = (c << 32) | d;
    }
    (first, second)
}

const WORD: u64 = 0xFFFF_FFFF;

/// Words are kept in 64 bits, because vectors multiply 32 × 32 to 64 bits within lanes of 64.
#[inline(always)]
fn philox_of_wide(counter: [u64; 4], key: [u32; 2]) -> [u64; 4] {
    let [mut a, mut b, mut c, mut d] = counter;
    let mut round = 0;
    while round < ROUNDS {
        let key_a = u64::from(key[0].wrapping_add(KEY_STEPS[0].wrapping_mul(round)));
        let key_b = u64::from(key[1].wrapping_add(KEY_STEPS[1].wrapping_mul(round)));
        let product_a = a * u64::from(MULTIPLIERS[0]);
        let product_c = c * u64::from(MULTIPLIERS[1]);
        a = (product_c >> 32) ^ b ^ key_a;
        b = product_c & WORD;
        c = (product_a >> 32) ^ d ^ key_b;
        d = product_a & WORD;
        round += 1;
    }
    [a, b, c, d]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The known answers that the authors publish with their library Random123.
    #[test]
    fn known_answers() {
        for (counter, key, answer) in [
            ([0; 4], [0; 2], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
            ([!0; 4], [!0; 2], [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
            (
                [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
                [0xa409_3822, 0x299f_31d0],
                [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1],
            ),
        ] {
            assert_eq!(philox4x32(counter, key), answer);
        }
    }

    #[test]
    fn lanes_are_single_calls() {
        let key = [7, 11];
        for first_call in [0, 4_294_967_280, 1 << 40] {
            let (first, second) = philox4x32_lanes(key, first_call, 5, 1);
            let (first, second) = (first.0, second.0);
            for lane in 0..CALLS {
                let call = first_call + lane as u64;
                let words = philox4x32([call as u32, (call >> 32) as u32, 5, 1], key);
                assert_eq!(first[lane], u64::from(words[0]) << 32 | u64::from(words[1]));
                assert_eq!(second[lane], u64::from(words[2]) << 32 | u64::from(words[3]));
            }
        }
    }
}
