//! The reference deal against three independent programs.

use crate::support::{How, Ran};

/// A million paths each gave these means with these errors.
#[test]
fn the_reference_deal_agrees_with_hand_written_programs() {
    let ran = Ran::file("scenarios/reference/refdeal.toml", How::paths(100_000));
    for (side, expected, error) in [("a", 275.0, 1.0), ("b", 872.0, 3.0)] {
        let own = ran.payoff(side);
        let z = (own.value - expected) / own.error.hypot(error);
        assert!(z.abs() < 4.0, "{side}: {own:?}, z = {z}");
    }
}
