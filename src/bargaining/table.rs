//! A finite set of packages: what each is worth to each side, and what the sides have without any.

/// What the best that a side can hope for is taken over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ideal {
    /// Packages that no other side would refuse.
    #[default]
    Acceptable,
    /// All packages, also those that others would refuse.
    FullRange,
}

/// Packages and the walk-away, in the utility of each side.
#[derive(Clone, Debug, PartialEq)]
pub struct Packages {
    /// For each package, what it is worth to each side.
    pub worth: Vec<Vec<f64>>,
    /// What each side has without a package.
    pub walk_away: Vec<f64>,
}

impl Packages {
    /// How many sides there are.
    #[must_use]
    pub fn sides(&self) -> usize {
        self.walk_away.len()
    }

    /// What a side gains over its walk-away.
    #[must_use]
    pub fn gain(&self, package: usize, side: usize) -> f64 {
        match (self.worth.get(package).and_then(|worth| worth.get(side)), self.walk_away.get(side))
        {
            (Some(worth), Some(without)) => worth - without,
            _ => f64::NAN,
        }
    }

    /// What each side gains.
    #[must_use]
    pub fn gains(&self, package: usize) -> Vec<f64> {
        (0..self.sides()).map(|side| self.gain(package, side)).collect()
    }

    /// Whether no side but one would refuse a package.
    fn others_accept(&self, package: usize, but: usize) -> bool {
        (0..self.sides()).all(|side| side == but || self.gain(package, side) >= 0.0)
    }

    /// The zone of possible agreement: packages that leave no side below its walk-away.
    #[must_use]
    pub fn zone(&self) -> Vec<usize> {
        let accepted =
            |package: &usize| (0..self.sides()).all(|side| self.gain(*package, side) >= 0.0);
        (0..self.worth.len()).filter(accepted).collect()
    }

    /// The best that each side can hope for; absent where the others would refuse every package.
    #[must_use]
    pub fn ideals(&self, over: Ideal) -> Vec<Option<f64>> {
        let best = |side: usize| {
            (0..self.worth.len())
                .filter(|package| over == Ideal::FullRange || self.others_accept(*package, side))
                .filter_map(|package| self.worth[package].get(side).copied())
                .max_by(f64::total_cmp)
        };
        (0..self.sides()).map(best).collect()
    }

    /// How far the walk-away of each side may improve before it refuses every package that the others accept; below zero
    /// where it refuses them all already.
    #[must_use]
    pub fn room(&self) -> Vec<Option<f64>> {
        let room = |(ideal, without): (Option<f64>, &f64)| Some(ideal? - without);
        self.ideals(Ideal::Acceptable).into_iter().zip(&self.walk_away).map(room).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three() -> Packages {
        let worth = vec![vec![4.0, 1.0], vec![3.0, 3.0], vec![0.0, 6.0], vec![9.0, -1.0]];
        Packages { worth, walk_away: vec![1.0, 0.5] }
    }

    #[test]
    fn the_zone_is_what_nobody_refuses() {
        assert_eq!(three().zone(), [0, 1]);
    }

    #[test]
    fn the_ideal_of_a_side_is_among_what_the_others_accept() {
        assert_eq!(three().ideals(Ideal::Acceptable), [Some(4.0), Some(3.0)]);
        assert_eq!(three().ideals(Ideal::FullRange), [Some(9.0), Some(6.0)]);
        assert_eq!(three().room(), [Some(3.0), Some(2.5)]);
    }

    #[test]
    fn a_zone_closes_when_a_walk_away_rises_by_its_room() {
        let mut packages = three();
        packages.walk_away[0] += 3.0;
        assert_eq!(packages.zone(), [0]);
        packages.walk_away[0] += 1e-9;
        assert!(packages.zone().is_empty());
    }
}
