//! The Brownian bridge: which normal moves which part of a path, so that the first ones move the most.

use std::collections::VecDeque;

/// Turns normals in order of importance into the increments of a walk of equal steps.
///
/// The first normal sets the end of the walk, the next its middle given the end, and so on by halves
/// (Moskowitz & Caflisch 1996). The transformation is orthogonal: increments are independent standard
/// normals exactly if the normals are.
#[derive(Clone, Debug, PartialEq)]
pub struct Bridge {
    steps: usize,
    splits: Vec<Split>,
}

/// The sum of the increments of [first, end) is divided at `middle`.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Split {
    first: usize,
    middle: usize,
    /// The share of the sum that belongs to the left part on average.
    weight: f64,
    /// The standard deviation of the left part given the sum.
    deviation: f64,
}

impl Bridge {
    /// The bridge over a number of equal steps; none at all is allowed.
    #[must_use]
    pub fn new(steps: usize) -> Self {
        let mut splits = Vec::with_capacity(steps.saturating_sub(1));
        let mut intervals = VecDeque::from([(0, steps)]);
        while let Some((first, end)) = intervals.pop_front() {
            if end - first < 2 {
                continue;
            }
            let middle = first + (end - first).div_ceil(2);
            let (left, right) = ((middle - first) as f64, (end - middle) as f64);
            let weight = left / (left + right);
            splits.push(Split { first, middle, weight, deviation: (weight * right).sqrt() });
            intervals.extend([(first, middle), (middle, end)]);
        }
        Self { steps, splits }
    }

    /// How many steps the walk has, and how many normals it needs.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// Writes the increments of `lanes` walks at once.
    ///
    /// Row j of `normals` (`lanes` values from `j * lanes` on) is the j-th most important normal of
    /// every walk, row k of `increments` its k-th increment. Both have `steps * lanes` values.
    #[inline(always)]
    pub fn transform(&self, normals: &[f64], increments: &mut [f64], lanes: usize) {
        if self.steps == 0 || lanes == 0 {
            return;
        }
        // Until it is divided, the sum over an interval stands in the row of its first step.
        let whole = (self.steps as f64).sqrt();
        for (sum, &normal) in increments[..lanes].iter_mut().zip(normals) {
            *sum = whole * normal;
        }
        for (split, normals) in self.splits.iter().zip(normals[lanes..].chunks_exact(lanes)) {
            let (left, right) = increments.split_at_mut(split.middle * lanes);
            let left = &mut left[split.first * lanes..][..lanes];
            for ((left, right), &normal) in left.iter_mut().zip(&mut right[..lanes]).zip(normals) {
                let sum = *left;
                *left = split.weight * sum + split.deviation * normal;
                *right = sum - *left;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Row j of the result is what the j-th normal adds to each increment.
    fn matrix(steps: usize) -> Vec<f64> {
        let mut identity = vec![0.0; steps * steps];
        for j in 0..steps {
            identity[j * steps + j] = 1.0;
        }
        let mut increments = vec![f64::NAN; steps * steps];
        Bridge::new(steps).transform(&identity, &mut increments, steps);
        increments
    }

    #[test]
    fn is_orthogonal() {
        for steps in [1, 2, 3, 7, 10, 40, 64, 120] {
            let matrix = matrix(steps);
            for a in 0..steps {
                for b in 0..steps {
                    let rows =
                        matrix[a * steps..][..steps].iter().zip(&matrix[b * steps..][..steps]);
                    let product: f64 = rows.map(|(x, y)| x * y).sum();
                    let wanted = if a == b { 1.0 } else { 0.0 };
                    assert!((product - wanted).abs() < 1e-12, "{steps}: {a}, {b}");
                }
            }
        }
    }

    #[test]
    fn the_first_normal_moves_the_end_and_the_second_the_middle() {
        let steps = 8;
        let matrix = matrix(steps);
        // Walks at the end and in the middle, as combinations of normals.
        let walk = |until: usize| -> Vec<f64> {
            (0..steps).map(|j| (0..until).map(|k| matrix[k * steps + j]).sum()).collect()
        };
        let (end, middle) = (walk(8), walk(4));
        assert!((end[0] - 8.0_f64.sqrt()).abs() < 1e-15);
        assert!(end[1..].iter().all(|c| c.abs() < 1e-15));
        assert!((middle[0] - 2.0_f64.sqrt()).abs() < 1e-15);
        assert!((middle[1] - 2.0_f64.sqrt()).abs() < 1e-15);
        assert!(middle[2..].iter().all(|c| c.abs() < 1e-15));
    }

    #[test]
    fn nothing_to_do_is_allowed() {
        Bridge::new(0).transform(&[], &mut [], 64);
        let mut increments = [0.0; 2];
        Bridge::new(1).transform(&[1.5, -2.0], &mut increments, 2);
        assert_eq!(increments, [1.5, -2.0]);
    }
}
