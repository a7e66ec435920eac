//! How good a package on the table is: what it leaves, and how far it is from the best in its own direction.

use super::table::Packages;

/// A package held against all others, in certainty equivalents.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// What each side gains over its walk-away.
    pub gains: Vec<f64>,
    /// For each side, the most that it can have more with no other side below the package, and the package that gives it;
    /// none where nothing gives it more.
    pub on_the_table: Vec<Option<(f64, usize)>>,
    /// The part of the largest gains in the same proportion that it reaches: 1 on the frontier. Absent where it leaves a
    /// side no better off than its walk-away.
    pub efficiency: Option<f64>,
}

impl Score {
    /// Whether no side would refuse it.
    #[must_use]
    pub fn in_zone(&self) -> bool {
        self.gains.iter().all(|gain| *gain >= 0.0)
    }
}

/// Scores what a package is worth to the sides, which need not be one of the packages.
#[must_use]
pub fn score(packages: &Packages, worth: &[f64]) -> Score {
    let gains: Vec<f64> =
        worth.iter().zip(&packages.walk_away).map(|(worth, without)| worth - without).collect();
    let keeps_others = |package: &[f64], but: usize| {
        package
            .iter()
            .zip(worth)
            .enumerate()
            .all(|(side, (other, own))| side == but || other >= own)
    };
    let most = |side: usize| {
        packages
            .worth
            .iter()
            .enumerate()
            .filter(|(_, package)| keeps_others(package, side))
            .map(|(number, package)| (package[side] - worth[side], number))
            .filter(|(more, _)| *more > 0.0)
            .max_by(|left, right| left.0.total_cmp(&right.0).then(right.1.cmp(&left.1)))
    };
    let stretch = |package: &usize| {
        let parts = packages.gains(*package).into_iter().zip(&gains);
        parts.map(|(best, own)| best / own).min_by(f64::total_cmp)
    };
    let largest = (0..packages.worth.len()).filter_map(|package| stretch(&package));
    let efficiency = if gains.iter().all(|gain| *gain > 0.0) {
        largest.max_by(f64::total_cmp).map(|stretch| 1.0 / stretch.max(1.0))
    } else {
        None
    };
    Score { on_the_table: (0..worth.len()).map(most).collect(), gains, efficiency }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_below_the_frontier_leaves_something() {
        let worth = vec![vec![8.0, 2.0], vec![4.0, 4.0], vec![3.0, 3.0], vec![1.0, 9.0]];
        let packages = Packages { worth, walk_away: vec![1.0, 1.0] };
        let found = score(&packages, &[3.0, 3.0]);
        assert_eq!(found.gains, [2.0, 2.0]);
        assert_eq!(found.on_the_table, [Some((1.0, 1)), Some((1.0, 1))]);
        // Gains of 2 and 2 of the 3 and 3 that another package has in the same proportion.
        assert!((found.efficiency.unwrap() - 2.0 / 3.0).abs() < 1e-15);
        let best = score(&packages, &[4.0, 4.0]);
        assert_eq!((best.on_the_table.as_slice(), best.efficiency), (&[None, None][..], Some(1.0)));
        let refused = score(&packages, &[0.5, 7.0]);
        assert!(!refused.in_zone() && refused.efficiency.is_none());
        assert_eq!(refused.on_the_table, [Some((0.5, 3)), Some((2.0, 3))]);
    }
}
