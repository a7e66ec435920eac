//! Whether one payoff is better than another for everybody who prefers more, or for everybody who also dislikes risk.

/// How far a dominance reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Order {
    /// For everybody who prefers more to less: no chance of falling below a value is larger.
    First,
    /// For everybody who also dislikes risk.
    Second,
}

/// Which of two samples dominates the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dominance {
    /// The first one.
    OfFirst(Order),
    /// The second one.
    OfSecond(Order),
    /// Both are the same.
    Same,
    /// Neither: who prefers which is a matter of taste.
    Neither,
}

/// Dominance of two samples of one size, each in ascending order; differences of at most `tolerance` count as none.
///
/// First order compares the order statistics, second order their running sums (Hadar and Russell 1969; Rothschild and
/// Stiglitz 1970). It is a statement about these samples: an order that hangs on a few paths has no error here.
///
/// # Panics
/// When the samples differ in length, which two deals of one study cannot.
#[must_use]
pub fn dominance(first: &[f64], second: &[f64], tolerance: f64) -> Dominance {
    assert_eq!(first.len(), second.len(), "samples of one study differ in length");
    let gaps = || second.iter().zip(first).map(|(second, first)| second - first);
    let (mut above, mut below) = (false, false);
    for gap in gaps() {
        above |= gap > tolerance;
        below |= gap < -tolerance;
    }
    match (above, below) {
        (false, false) => return Dominance::Same,
        (true, false) => return Dominance::OfSecond(Order::First),
        (false, true) => return Dominance::OfFirst(Order::First),
        (true, true) => {}
    }
    // The running sum grows by one tolerance with every value that may be off by one.
    let (mut sum, mut slack) = (0.0, 0.0);
    let (mut above, mut below) = (false, false);
    for gap in gaps() {
        sum += gap;
        slack += tolerance;
        above |= sum > slack;
        below |= sum < -slack;
    }
    match (above, below) {
        (true, false) => Dominance::OfSecond(Order::Second),
        (false, true) => Dominance::OfFirst(Order::Second),
        _ => Dominance::Neither,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_on_every_rank_is_better_for_everybody() {
        let (low, high) = ([1.0, 2.0, 3.0], [1.0, 2.5, 3.0]);
        assert_eq!(dominance(&low, &high, 0.0), Dominance::OfSecond(Order::First));
        assert_eq!(dominance(&high, &low, 0.0), Dominance::OfFirst(Order::First));
        assert_eq!(dominance(&low, &low, 0.0), Dominance::Same);
        assert_eq!(dominance(&low, &high, 0.5), Dominance::Same);
    }

    #[test]
    fn the_same_mean_with_less_risk_is_better_for_whom_risk_is_a_burden() {
        let (risky, safe) = ([0.0, 2.0, 4.0], [1.0, 2.0, 3.0]);
        assert_eq!(dominance(&risky, &safe, 0.0), Dominance::OfSecond(Order::Second));
        // More risk and more mean: a matter of taste.
        assert_eq!(dominance(&[0.0, 5.0, 9.0], &safe, 0.0), Dominance::Neither);
        // A lower mean never dominates, however safe.
        assert_eq!(dominance(&[1.0, 1.0, 1.0], &[0.5, 2.0, 2.0], 0.0), Dominance::Neither);
    }
}
