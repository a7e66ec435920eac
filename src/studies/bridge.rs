//! From one deal to another, change by change: what each alone moves the mean payoff of a side, and what they do together.

use crate::statistics::{Measure, Sample, Unit};

/// One over the money quantum.
const QUANTA: f64 = 1_073_741_824.0;

/// One step of a bridge.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Number of the change.
    pub change: usize,
    /// What the change alone moves the mean payoff, from the first deal on.
    pub moved: Measure,
}

/// From the mean payoff of a side in one deal to that in another.
#[derive(Clone, Debug, PartialEq)]
pub struct Bridge {
    /// Mean payoff in the first deal.
    pub start: f64,
    /// Each change alone.
    pub steps: Vec<Step>,
    /// What the changes do together beyond the sum of each alone.
    pub interaction: f64,
    /// Mean payoff in the second deal.
    pub end: f64,
    /// Whether each step is an average over all orders of the changes; what is left is then rounding.
    pub ordered: bool,
}

impl Bridge {
    /// The larger of the payoffs at its ends.
    pub(super) fn size(&self) -> f64 {
        self.start.abs().max(self.end.abs())
    }

    /// Builds a bridge from payoffs in path order: of the first deal, of it with each change alone, of the second deal.
    ///
    /// All of its numbers are multiples of the money quantum, so that steps and interaction add up from start to end as an
    /// equality. Absent where there are no paths.
    #[must_use]
    pub fn of(
        first: &[f64],
        alone: &[(usize, &[f64])],
        second: &[f64],
        unit: Unit,
    ) -> Option<Self> {
        let mean = |values: &[f64]| Sample::new(values.to_vec(), unit).mean();
        let start = quantized(mean(first)?.value);
        let end = quantized(mean(second)?.value);
        let step = |&(change, payoffs): &(usize, &[f64])| {
            let moved = Sample::of_differences(first, payoffs, unit).mean()?;
            Some(Step { change, moved: Measure { value: quantized(moved.value), ..moved } })
        };
        let steps: Vec<Step> = alone.iter().map(step).collect::<Option<_>>()?;
        // Multiples of one quantum: differences and sums of numbers of this size are exact.
        let moved: f64 = steps.iter().map(|step| step.moved.value).fold(0.0, |sum, one| sum + one);
        Some(Self { interaction: (end - start) - moved, start, steps, end, ordered: false })
    }

    /// What the last step is called.
    pub(super) fn rest(&self) -> &'static str {
        if self.ordered { "rounding" } else { "interaction" }
    }

    /// Start, steps and interaction added up: equal to the end.
    #[must_use]
    pub fn sum(&self) -> f64 {
        let steps = self.steps.iter().map(|step| step.moved.value);
        steps.fold(self.start, |sum, one| sum + one) + self.interaction
    }
}

pub(super) fn quantized(value: f64) -> f64 {
    (value * QUANTA).round() / QUANTA
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn changes_that_do_not_meet_leave_no_interaction() {
        let first = [1.0, 2.0, 3.0];
        let (one, two) = ([2.0, 3.0, 4.0], [0.5, 1.5, 2.5]);
        let both = [1.5, 2.5, 3.5];
        let bridge = Bridge::of(&first, &[(0, &one), (1, &two)], &both, Unit::Path).unwrap();
        let moved: Vec<f64> = bridge.steps.iter().map(|step| step.moved.value).collect();
        assert_eq!((moved, bridge.interaction), (vec![1.0, -0.5], 0.0));
        assert_eq!(bridge.steps[0].moved.standard_error, Some(0.0));
    }

    proptest! {
        #[test]
        fn a_bridge_adds_up_to_the_last_quantum(
            first in proptest::collection::vec(-1e4..1e4, 64),
            one in proptest::collection::vec(-1e4..1e4, 64),
            two in proptest::collection::vec(-1e4..1e4, 64),
            second in proptest::collection::vec(-1e4..1e4, 64),
        ) {
            let bridge = Bridge::of(&first, &[(0, &one), (1, &two)], &second, Unit::Path);
            let bridge = bridge.expect("there are paths");
            prop_assert_eq!(bridge.sum().to_bits(), bridge.end.to_bits());
        }
    }
}
