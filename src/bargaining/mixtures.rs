//! Two sides that may toss a coin between packages: the frontier becomes the upper hull of the packages in utilities.

use super::table::{Ideal, Packages};

/// A package, or a coin that falls between two.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mixture {
    /// The two packages; the same one twice where there is no coin.
    pub packages: (usize, usize),
    /// The chance of the second.
    pub chance: f64,
    /// What it is worth to both sides.
    pub worth: [f64; 2],
}

/// What two sides can reach with lotteries, where neither can have more without the other having less.
#[derive(Clone, Debug, PartialEq)]
pub struct Frontier {
    /// Corners: number and worth of a package, from the best for the second side to the best for the first.
    corners: Vec<(usize, [f64; 2])>,
    walk_away: [f64; 2],
}

impl Frontier {
    /// The frontier of packages of two sides; absent with another number of sides, or without a package.
    #[must_use]
    pub fn of(packages: &Packages) -> Option<Self> {
        let &[first, second] = packages.walk_away.as_slice() else { return None };
        let point = |(number, worth): (usize, &Vec<f64>)| match worth.as_slice() {
            &[first, second] if first.is_finite() && second.is_finite() => {
                Some((number, [first, second]))
            }
            _ => None,
        };
        let mut points: Vec<(usize, [f64; 2])> =
            packages.worth.iter().enumerate().filter_map(point).collect();
        points.sort_by(|(_, left), (_, right)| {
            left[0].total_cmp(&right[0]).then(left[1].total_cmp(&right[1]))
        });
        // The upper hull from left to right (Andrew 1979), without what lies left of the best for the second side.
        let mut corners: Vec<(usize, [f64; 2])> = Vec::new();
        for point in points {
            while let [.., before, last] = corners.as_slice() {
                let turn = (last.1[0] - before.1[0]) * (point.1[1] - before.1[1])
                    - (last.1[1] - before.1[1]) * (point.1[0] - before.1[0]);
                if turn < 0.0 {
                    break;
                }
                corners.pop();
            }
            if corners.len() == 1 && corners[0].1[0] == point.1[0] {
                corners.pop();
            }
            corners.push(point);
        }
        let top = (0..corners.len()).rev().max_by(|&left, &right| {
            corners[left].1[1].total_cmp(&corners[right].1[1]).then(left.cmp(&right))
        })?;
        corners.drain(..top);
        Some(Self { corners, walk_away: [first, second] })
    }

    /// The packages at its corners, from the best for the second side to the best for the first.
    pub fn corners(&self) -> impl Iterator<Item = usize> {
        self.corners.iter().map(|(package, _)| *package)
    }

    /// What each side has without a package.
    #[must_use]
    pub fn walk_away(&self) -> [f64; 2] {
        self.walk_away
    }

    /// The pieces between neighbouring corners; a single corner is a piece of no length.
    fn pieces(&self) -> Vec<[(usize, [f64; 2]); 2]> {
        match self.corners.as_slice() {
            &[only] => vec![[only, only]],
            corners => corners.windows(2).map(|pair| [pair[0], pair[1]]).collect(),
        }
    }

    /// The least and the most that the first side has on the frontier.
    #[must_use]
    pub fn range(&self) -> (f64, f64) {
        let of = |corner: Option<&(usize, [f64; 2])>| corner.map_or(f64::NAN, |corner| corner.1[0]);
        (of(self.corners.first()), of(self.corners.last()))
    }

    /// The most that the second side can have while the first has at least this; absent where that is too much.
    #[must_use]
    pub fn second_at(&self, first: f64) -> Option<f64> {
        self.at(first).map(|mixture| mixture.worth[1])
    }

    /// The point of the frontier at which the first side has this, or its left end where that gives it more.
    #[must_use]
    pub fn at(&self, first: f64) -> Option<Mixture> {
        let (left, _) = *self.corners.first()?;
        if first <= self.corners.first()?.1[0] {
            return Some(mixed([(left, self.corners[0].1); 2], 0.0));
        }
        let piece = self.pieces().into_iter().find(|piece| piece[1].1[0] >= first)?;
        let across = piece[1].1[0] - piece[0].1[0];
        let chance = if across > 0.0 { (first - piece[0].1[0]) / across } else { 1.0 };
        Some(mixed(piece, chance))
    }

    /// The most that the first side can have while the second has at least this; absent where that is too much.
    #[must_use]
    pub fn first_at(&self, second: f64) -> Option<f64> {
        let last = self.corners.last()?;
        if second <= last.1[1] {
            return Some(last.1[0]);
        }
        let piece = self.pieces().into_iter().rev().find(|piece| piece[0].1[1] >= second)?;
        let down = piece[0].1[1] - piece[1].1[1];
        let part = if down > 0.0 { (piece[0].1[1] - second) / down } else { 0.0 };
        Some(piece[0].1[0] + part * (piece[1].1[0] - piece[0].1[0]))
    }

    /// The best that each side can hope for.
    #[must_use]
    pub fn ideals(&self, over: Ideal) -> Option<[f64; 2]> {
        match over {
            Ideal::Acceptable => {
                Some([self.first_at(self.walk_away[1])?, self.second_at(self.walk_away[0])?])
            }
            Ideal::FullRange => Some([self.corners.last()?.1[0], self.corners.first()?.1[1]]),
        }
    }

    /// The least and the most that the first side has where neither refuses; absent where one refuses everything.
    fn zone(&self) -> Option<(f64, f64)> {
        let low = self.walk_away[0].max(self.range().0);
        let high = self.first_at(self.walk_away[1])?;
        (low <= high).then_some((low, high))
    }

    /// The point with the greatest product of gains.
    #[must_use]
    pub fn nash(&self) -> Option<Mixture> {
        let (low, high) = self.zone()?;
        let [first, second] = self.walk_away;
        let product = |mixture: &Mixture| (mixture.worth[0] - first) * (mixture.worth[1] - second);
        let mut best = self.at(low)?;
        for piece in self.pieces() {
            let [(_, from), (_, to)] = piece;
            // On a piece the product is a parabola in the chance: its top, or the nearer end.
            let (across, down) = (to[0] - from[0], from[1] - to[1]);
            let top = 0.5 * ((from[1] - second) / down - (from[0] - first) / across);
            let at = if top.is_finite() { from[0] + top.clamp(0.0, 1.0) * across } else { from[0] };
            for at in [at, to[0]] {
                let here = self.at(at.clamp(low, high))?;
                if product(&here) > product(&best) {
                    best = here;
                }
            }
        }
        Some(best)
    }

    /// The point at which both have the same part of what they can hope for, or the nearest to it.
    #[must_use]
    pub fn kalai_smorodinsky(&self, over: Ideal) -> Option<Mixture> {
        let ideals = self.ideals(over)?;
        let part = |side: usize, worth: f64| {
            (worth - self.walk_away[side]) / (ideals[side] - self.walk_away[side])
        };
        self.balanced(|worth| part(0, worth[0]) - part(1, worth[1]))
    }

    /// The point at which both gain the same money, or the nearest to it; `money` is the certainty equivalent of a side's
    /// utility.
    #[must_use]
    pub fn egalitarian(&self, money: impl Fn(usize, f64) -> f64) -> Option<Mixture> {
        let gain = |side: usize, worth: f64| money(side, worth) - money(side, self.walk_away[side]);
        self.balanced(|worth| gain(0, worth[0]) - gain(1, worth[1]))
    }

    /// The point of the zone at which something that rises with what the first side has is nothing, or the nearer end.
    fn balanced(&self, of: impl Fn([f64; 2]) -> f64) -> Option<Mixture> {
        let (mut low, mut high) = self.zone()?;
        for _ in 0..100 {
            let middle = 0.5 * (low + high);
            if of(self.at(middle)?.worth) < 0.0 {
                low = middle;
            } else {
                high = middle;
            }
        }
        self.at(0.5 * (low + high))
    }
}

fn mixed([(one, from), (two, to)]: [(usize, [f64; 2]); 2], chance: f64) -> Mixture {
    let mix = |side: usize| from[side] + chance * (to[side] - from[side]);
    match chance {
        0.0 => Mixture { packages: (one, one), chance: 0.0, worth: from },
        1.0 => Mixture { packages: (two, two), chance: 0.0, worth: to },
        _ => Mixture { packages: (one, two), chance, worth: [mix(0), mix(1)] },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frontier(worth: &[[f64; 2]], walk_away: [f64; 2]) -> Frontier {
        let worth = worth.iter().map(|pair| pair.to_vec()).collect();
        Frontier::of(&Packages { worth, walk_away: walk_away.to_vec() }).unwrap()
    }

    #[test]
    fn a_coin_halves_what_cannot_be_parted() {
        // One thing, worth 1 to whoever has it: all rules toss a fair coin (Luce and Raiffa 1957, chapter 6).
        let coin = frontier(&[[1.0, 0.0], [0.0, 1.0], [0.3, 0.3]], [0.0, 0.0]);
        assert_eq!(coin.corners().collect::<Vec<_>>(), [1, 0]);
        for found in [
            coin.nash(),
            coin.kalai_smorodinsky(Ideal::Acceptable),
            coin.egalitarian(|_, worth| worth),
        ] {
            let found = found.unwrap();
            assert_eq!(found.packages, (1, 0));
            assert!((found.chance - 0.5).abs() < 1e-12 && (found.worth[1] - 0.5).abs() < 1e-12);
        }
    }

    #[test]
    fn nash_and_kalai_smorodinsky_on_a_kinked_frontier() {
        // Corners (0, 1), (0.5, 1), (1, 0). Nash: on the falling piece u2 = 2 − 2 u1, u1 (2 − 2 u1) is greatest at one
        // half, the corner. Kalai-Smorodinsky: u1 = u2 = 2/3 (Kalai and Smorodinsky 1975).
        let kinked = frontier(&[[0.0, 1.0], [0.5, 1.0], [1.0, 0.0]], [0.0, 0.0]);
        let nash = kinked.nash().unwrap();
        assert_eq!((nash.packages, nash.worth), ((1, 1), [0.5, 1.0]));
        let other = kinked.kalai_smorodinsky(Ideal::Acceptable).unwrap();
        assert!(other.worth.iter().all(|worth| (worth - 2.0 / 3.0).abs() < 1e-12), "{other:?}");
    }

    #[test]
    fn what_lies_below_a_line_of_two_others_is_no_corner() {
        let hull =
            frontier(&[[0.0, 4.0], [1.0, 2.5], [2.0, 3.0], [4.0, 0.0], [3.0, 1.0]], [0.0; 2]);
        assert_eq!(hull.corners().collect::<Vec<_>>(), [0, 2, 3]);
        assert_eq!(hull.second_at(1.0), Some(3.5));
        assert_eq!(hull.first_at(3.5), Some(1.0));
        assert_eq!(hull.second_at(-1.0), Some(4.0));
        assert_eq!(hull.second_at(4.1), None);
    }

    #[test]
    fn a_mixture_may_be_in_a_zone_where_no_package_is() {
        let apart = frontier(&[[0.0, 10.0], [10.0, 0.0]], [4.0, 4.0]);
        let nash = apart.nash().unwrap();
        assert!((nash.worth[0] - 5.0).abs() < 1e-12 && (nash.worth[1] - 5.0).abs() < 1e-12);
        assert_eq!(frontier(&[[0.0, 10.0], [10.0, 0.0]], [6.0, 6.0]).nash(), None);
    }

    #[test]
    fn a_single_package_is_its_own_frontier() {
        let only = frontier(&[[2.0, 3.0]], [1.0, 1.0]);
        assert_eq!(only.nash().unwrap().worth, [2.0, 3.0]);
        assert_eq!(only.kalai_smorodinsky(Ideal::Acceptable).unwrap().worth, [2.0, 3.0]);
    }
}
