//! Which packages leave nothing that all sides would rather have.

/// Packages that no other one is at least as good as for every side and better for one. Equal ones all stay.
#[must_use]
pub fn undominated(worth: &[Vec<f64>]) -> Vec<usize> {
    // What is dominated by something dominated is so by what dominates that: those that stay are enough to look at.
    let mut kept: Vec<usize> = Vec::new();
    for package in by_sum(worth) {
        if !kept.iter().any(|better| dominates(worth, *better, package, &|_, _, _| 0.0)) {
            kept.push(package);
        }
    }
    kept.sort_unstable();
    kept
}

/// Packages that no other one clearly dominates: is better than by more than `margin` for one side, and worse for none.
///
/// `margin(better, worse, side)` is how large a difference of two packages has to be to be one, such as 1.96 of its
/// standard errors; zero where both are known exactly. A package that is on the true frontier is missed no more often than
/// the margin says; some that are a little below it stay.
#[must_use]
pub fn robustly_undominated(
    worth: &[Vec<f64>],
    margin: impl Fn(usize, usize, usize) -> f64,
) -> Vec<usize> {
    let frontier = undominated(worth);
    let beaten =
        |package: usize| frontier.iter().any(|better| dominates(worth, *better, package, &margin));
    (0..worth.len()).filter(|package| !beaten(*package)).collect()
}

/// Packages by falling sum: whoever dominates another one comes before it.
fn by_sum(worth: &[Vec<f64>]) -> Vec<usize> {
    let sum = |package: &usize| worth[*package].iter().sum::<f64>();
    let mut order: Vec<usize> = (0..worth.len()).collect();
    order.sort_by(|left, right| sum(right).total_cmp(&sum(left)));
    order
}

/// Whether a package is no worse than another for any side, better for one, and by more than the margin wherever they differ.
fn dominates(
    worth: &[Vec<f64>],
    better: usize,
    worse: usize,
    margin: &impl Fn(usize, usize, usize) -> f64,
) -> bool {
    let mut clear = false;
    for (side, (more, less)) in worth[better].iter().zip(&worth[worse]).enumerate() {
        let gap = more - less;
        // `>=` and `>` are false for what is no number.
        if !(gap == 0.0 || gap > 0.0 && gap >= margin(better, worse, side)) {
            return false;
        }
        clear |= gap > 0.0;
    }
    clear
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frontier_keeps_what_nothing_beats() {
        let worth = vec![
            vec![0.0, 5.0],
            vec![2.0, 4.0],
            vec![2.0, 3.0],
            vec![4.0, 1.0],
            vec![3.9, 0.9],
            vec![2.0, 4.0],
        ];
        assert_eq!(undominated(&worth), [0, 1, 3, 5]);
        assert_eq!(undominated(&[vec![1.0, 2.0, 3.0], vec![1.0, 2.0, 2.0]]), [0]);
    }

    #[test]
    fn the_frontier_is_that_of_every_pair_compared() {
        // A scrambled grid of three sides, compared pair by pair.
        let worth: Vec<Vec<f64>> = (0..343_u32)
            .map(|n| (0..3).map(|side| f64::from((n * (17 + side * 6) + side) % 29)).collect())
            .collect();
        let beaten = |one: &Vec<f64>| {
            worth
                .iter()
                .any(|other| other != one && other.iter().zip(one).all(|(more, less)| more >= less))
        };
        let all: Vec<usize> = (0..worth.len()).filter(|&one| !beaten(&worth[one])).collect();
        assert_eq!(undominated(&worth), all);
        assert!(all.len() > 3 && all.len() < 100, "{}", all.len());
    }

    #[test]
    fn what_lies_within_the_error_of_the_frontier_stays_on_it() {
        let worth = vec![vec![2.0, 4.0], vec![1.9, 3.9], vec![1.0, 3.0]];
        assert_eq!(robustly_undominated(&worth, |_, _, _| 0.2), [0, 1]);
        assert_eq!(undominated(&worth), [0]);
    }
}
