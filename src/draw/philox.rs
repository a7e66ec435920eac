//! The counter-based generator Philox4x32-10 of Salmon, Moraes, Dror & Shaw, "Parallel random numbers:
//! as easy as 1, 2, 3" (2011).

use crate::lane::aligned::Aligned;

/// Calls that [`philox4x32_lanes`] makes at once.
pub(super) const CALLS: usize = 32;

const ROUNDS: usize = 10;
const MULTIPLIERS: [u64; 2] = [0xD251_1F53, 0xCD9E_8D57];
const KEY_STEPS: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];

/// Rounds that [`philox4x32_lanes`] makes of a call before it turns to the next.
const AT_ONCE: usize = 2;

/// The keys of all rounds. How many there are is left to run time: the compiler then keeps the loop over
/// them, and the words of all lanes stay in the processor's registers from round to round.
pub(super) type Schedule = Vec<[[u64; 2]; AT_ONCE]>;

/// The keys of all rounds under a key.
pub(super) fn schedule(key: [u32; 2]) -> Schedule {
    keys_of_rounds(key).as_chunks().0.to_vec()
}

/// Each round has the key of the one before, with a step added to each half.
fn keys_of_rounds(mut key: [u32; 2]) -> [[u64; 2]; ROUNDS] {
    let mut keys = [[0; 2]; ROUNDS];
    for of_round in &mut keys {
        *of_round = key.map(u64::from);
        key = [key[0].wrapping_add(KEY_STEPS[0]), key[1].wrapping_add(KEY_STEPS[1])];
    }
    keys
}

/// Four random words for a counter under a key.
#[must_use]
pub fn philox4x32(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    let words = keys_of_rounds(key).into_iter().fold(counter.map(u64::from), round);
    // The lower halves are the words.
    words.map(|word| word as u32)
}

/// The words 0 and 1, and the words 2 and 3, of [`CALLS`] consecutive calls, as 64-bit numbers whose
/// upper half is the first of the two words.
///
/// Call number `first_call` has the counter (low half, high half, `index`, `domain`).
#[inline(always)]
pub(super) fn philox4x32_lanes(
    schedule: &Schedule,
    first_call: u64,
    index: u32,
    domain: u32,
) -> (Aligned<[u64; CALLS]>, Aligned<[u64; CALLS]>) {
    let mut words = [Aligned([0; CALLS]); 4];
    let [a, b, c, d] = &mut words;
    for lane in 0..CALLS {
        let call = first_call.wrapping_add(lane as u64);
        (a.0[lane], b.0[lane]) = (call & WORD, call >> 32);
        (c.0[lane], d.0[lane]) = (u64::from(index), u64::from(domain));
    }
    // Each round of a call waits for the one before. All calls go through the same rounds before any goes
    // on to the next, so that a processor has other calls to work on meanwhile.
    for keys in schedule {
        for lane in 0..CALLS {
            let counter = [a.0[lane], b.0[lane], c.0[lane], d.0[lane]];
            [a.0[lane], b.0[lane], c.0[lane], d.0[lane]] = keys.iter().fold(
                counter,
                #[inline(always)]
                |words, &key| round(words, key),
            );
        }
    }
    for lane in 0..CALLS {
        a.0[lane] = (a.0[lane] << 32) | (b.0[lane] & WORD);
        c.0[lane] = (c.0[lane] << 32) | (d.0[lane] & WORD);
    }
    (*a, *c)
}

const WORD: u64 = 0xFFFF_FFFF;

/// One round. Words are the lower halves of 64 bits, because vectors multiply 32 × 32 to 64 bits within
/// lanes of 64; what is in the upper halves is left there, nothing reads it.
#[inline(always)]
fn round([a, b, c, d]: [u64; 4], key: [u64; 2]) -> [u64; 4] {
    let product_a = (a & WORD) * MULTIPLIERS[0];
    let product_c = (c & WORD) * MULTIPLIERS[1];
    [(product_c >> 32) ^ b ^ key[0], product_c, (product_a >> 32) ^ d ^ key[1], product_a]
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
        let schedule = schedule(key);
        for first_call in [0, 4_294_967_280, 1 << 40] {
            let (first, second) = philox4x32_lanes(&schedule, first_call, 5, 1);
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
