//! Offers in turn: what two patient or impatient sides agree on at once, because both see where haggling would end.
//!
//! - A. Rubinstein, "Perfect equilibrium in a bargaining model", Econometrica 50 (1982).
//! - K. Binmore, A. Shaked and J. Sutton, "An outside option experiment", Quarterly Journal of Economics 104 (1989): a
//!   walk-away binds only where it is better than what haggling gives.

use super::mixtures::{Frontier, Mixture};

/// How two sides talk.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Talks {
    /// What is left of the worth of a package for each side after one more round.
    pub patience: [f64; 2],
    /// What each side has while they talk for ever, in its utility.
    pub impasse: [f64; 2],
    /// The side that offers first.
    pub first: usize,
}

/// What is offered in equilibrium.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Offers {
    /// What each side offers when it is its turn; the offer of the one that is first is accepted at once.
    pub offers: [Mixture; 2],
    /// Whether the walk-away of each side, and not what haggling would give, decides what it is offered.
    pub walk_away_binds: [bool; 2],
}

/// The offers of the only subgame-perfect equilibrium over a frontier with lotteries; absent where no package is
/// acceptable to both, or a patience is not at least 0 and below 1.
#[must_use]
pub fn offers(frontier: &Frontier, talks: &Talks) -> Option<Offers> {
    let sound = |patience: &f64| (0.0..1.0).contains(patience);
    if !talks.patience.iter().all(sound) {
        return None;
    }
    let outside = frontier.walk_away();
    // What a side accepts now: what waiting for its own offer is worth, or its walk-away where that is more.
    let waits = |side: usize, own: f64| {
        talks.impasse[side] + talks.patience[side] * (own - talks.impasse[side])
    };
    let accepts = |side: usize, own: f64| waits(side, own).max(outside[side]);
    let most = frontier.first_at(outside[1])?;
    if most < outside[0] || frontier.second_at(outside[0])? < outside[1] {
        return None;
    }
    // What the first side offers itself, given what it would offer itself a round later.
    let answer = |own: f64| {
        let offered = accepts(0, own);
        let other = frontier.second_at(offered).unwrap_or(outside[1]);
        frontier.first_at(accepts(1, other))
    };
    // The answer rises with the offer, and on a concave frontier meets it once (Rubinstein 1982).
    let (mut low, mut high) = (outside[0].min(frontier.range().0), most);
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if answer(middle)? > middle {
            low = middle;
        } else {
            high = middle;
        }
    }
    let own = 0.5 * (low + high);
    let one = frontier.at(own)?;
    let two = frontier.at(accepts(0, own))?;
    let binds = [outside[0] > waits(0, one.worth[0]), outside[1] > waits(1, two.worth[1])];
    Some(Offers { offers: [one, two], walk_away_binds: binds })
}

#[cfg(test)]
mod tests {
    use super::super::table::Packages;
    use super::*;

    fn cake(walk_away: [f64; 2]) -> Frontier {
        let worth = vec![vec![1.0, 0.0], vec![0.0, 1.0]];
        Frontier::of(&Packages { worth, walk_away: walk_away.to_vec() }).unwrap()
    }

    fn talks(one: f64, two: f64) -> Talks {
        Talks { patience: [one, two], impasse: [0.0, 0.0], first: 0 }
    }

    #[test]
    fn a_cake_is_shared_as_rubinstein_says() {
        // Who offers first gets (1 − δ₂)/(1 − δ₁ δ₂) (Rubinstein 1982).
        for (one, two) in [(0.9, 0.9), (0.9, 0.5), (0.2, 0.95), (0.0, 0.5), (0.999, 0.999)] {
            let found = offers(&cake([0.0, 0.0]), &talks(one, two)).unwrap();
            let wanted = (1.0 - two) / (1.0 - one * two);
            assert!((found.offers[0].worth[0] - wanted).abs() < 1e-9, "{one} {two}: {found:?}");
            let wanted = (1.0 - one) / (1.0 - one * two);
            assert!((found.offers[1].worth[1] - wanted).abs() < 1e-9, "{one} {two}: {found:?}");
            assert_eq!(found.walk_away_binds, [false, false]);
        }
    }

    #[test]
    fn a_walk_away_binds_only_where_it_is_better_than_haggling() {
        // Both would get about one half: 0.3 elsewhere changes nothing, 0.7 elsewhere is what the other side pays.
        let patient = talks(0.999, 0.999);
        let half = offers(&cake([0.0, 0.0]), &patient).unwrap();
        let idle = offers(&cake([0.0, 0.3]), &patient).unwrap();
        assert!((idle.offers[0].worth[0] - half.offers[0].worth[0]).abs() < 1e-12);
        assert!(!idle.walk_away_binds[1]);
        let binding = offers(&cake([0.0, 0.7]), &patient).unwrap();
        assert!((binding.offers[0].worth[0] - 0.3).abs() < 1e-9, "{binding:?}");
        assert!(binding.walk_away_binds[1]);
        assert_eq!(offers(&cake([0.6, 0.5]), &patient), None);
    }

    #[test]
    fn patience_without_end_leads_to_nash_above_the_impasse() {
        // Binmore, Rubinstein and Wolinsky 1986: as δ goes to 1, offers of both go to the Nash solution whose
        // disagreement point is the impasse. Here u2 = 1 − u1², Nash at 1/√3.
        let worth = (0..=2_000)
            .map(|part| f64::from(part) / 2_000.0)
            .map(|share| vec![share, 1.0 - share * share])
            .collect();
        let frontier = Frontier::of(&Packages { worth, walk_away: vec![0.0, 0.0] }).unwrap();
        let found = offers(&frontier, &talks(0.9999, 0.9999)).unwrap();
        for offer in found.offers {
            assert!((offer.worth[0] - 1.0 / 3.0_f64.sqrt()).abs() < 1e-3, "{offer:?}");
        }
    }

    #[test]
    fn the_less_patient_side_gets_less() {
        let even = offers(&cake([0.0, 0.0]), &talks(0.9, 0.9)).unwrap();
        let hurried = offers(&cake([0.0, 0.0]), &talks(0.8, 0.9)).unwrap();
        assert!(hurried.offers[0].worth[0] < even.offers[0].worth[0]);
        assert_eq!(offers(&cake([0.0, 0.0]), &talks(1.0, 0.9)), None);
    }
}
