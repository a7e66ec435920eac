//! The keys that every term takes besides its own: when it is in force, and how it pays.

use super::clause::TIMING;
use super::entitlement::PAYMENT;
use crate::catalogue::Parameter;

/// Keys of every term that pays: those of time, then those of payment.
pub static COMMON: &[Parameter] = &JOINED;

/// Keys of every term, also of one that pays nothing by itself, such as a grant of shares.
pub static WITHOUT_PAYMENT: &[Parameter] = TIMING;

static JOINED: [Parameter; TIMING.len() + PAYMENT.len()] = {
    let mut all = [TIMING[0]; TIMING.len() + PAYMENT.len()];
    let mut place = 0;
    while place < all.len() {
        all[place] =
            if place < TIMING.len() { TIMING[place] } else { PAYMENT[place - TIMING.len()] };
        place += 1;
    }
    all
};
