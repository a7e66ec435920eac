//! From one deal to another in every order: what each change moves on average over all orders in which the changes can be made.

use super::bridge::{Bridge, Step, quantized};
use super::refused::Refusal;
use crate::scenario::Change;
use crate::simulation::Scenario;
use crate::statistics::{Measure, Sample, Unit};

/// The most changes of which all orders are looked at.
pub(super) const MOST: usize = 8;

/// The first deal with some changes of another one, for every choice of them.
pub(super) struct Choices {
    changes: usize,
    /// By choice: bit `n` says whether change `n` is made. The first is the first deal, the last the other one.
    pub(super) deals: Vec<Scenario>,
}

impl Choices {
    /// Every choice of changes.
    ///
    /// # Errors
    /// When there are too many, or some of them make no scenario without others.
    pub(super) fn of(
        first: &Scenario,
        other: &Scenario,
        changes: &[&Change],
    ) -> Result<Self, Refusal> {
        let count = changes.len();
        let refused = |message: String| {
            Refusal {
            message,
            help: "leave out `--order shapley`: then each change is taken alone, and the rest is one step".to_owned(),
        }
        };
        let (one, two) = (first.path().display(), other.path().display());
        if count > MOST {
            return Err(refused(format!(
                "{one} and {two} differ in {count} changes, more than {MOST}"
            )));
        }
        let mut deals = Vec::new();
        for choice in 0..1_usize << count {
            let made: Vec<&Change> = (0..count)
                .filter(|place| choice >> place & 1 == 1)
                .map(|place| changes[place])
                .collect();
            let deal =
                if made.is_empty() { Ok(first.clone()) } else { first.with_changes(other, &made) };
            deals.push(deal.map_err(|_| {
                let names: Vec<&str> = made.iter().map(|change| change.name()).collect();
                refused(format!("{one} with only {} of {two} is no scenario", names.join(", ")))
            })?);
        }
        Ok(Self { changes: count, deals })
    }

    /// The bridge of a side, from its payoffs by choice. What rounding to the money quantum leaves is its last step.
    pub(super) fn bridge(&self, payoffs: &[&[f64]], unit: Unit) -> Option<Bridge> {
        let mean = |values: &[f64]| Sample::new(values.to_vec(), unit).mean();
        let (first, second) = (payoffs.first()?, payoffs.last()?);
        let (start, end) = (quantized(mean(first)?.value), quantized(mean(second)?.value));
        let mut steps = Vec::new();
        for change in 0..self.changes {
            let moved = mean(&self.moved(change, payoffs))?;
            steps.push(Step { change, moved: Measure { value: quantized(moved.value), ..moved } });
        }
        let sum = steps.iter().fold(0.0, |sum, step| sum + step.moved.value);
        Some(Bridge { interaction: (end - start) - sum, start, steps, end, ordered: true })
    }

    /// What a change moves on each path, on average over all orders (Shapley 1953).
    fn moved(&self, change: usize, payoffs: &[&[f64]]) -> Vec<f64> {
        let paths = payoffs.first().map_or(0, |values| values.len());
        let mut moved = vec![0.0; paths];
        for choice in (0..payoffs.len()).filter(|choice| choice >> change & 1 == 0) {
            let before = choice.count_ones() as usize;
            let weight = weight(before, self.changes);
            let (Some(without), Some(with)) =
                (payoffs.get(choice), payoffs.get(choice | 1 << change))
            else {
                continue;
            };
            for ((moved, without), with) in moved.iter_mut().zip(*without).zip(*with) {
                *moved += weight * (with - without);
            }
        }
        moved
    }
}

/// The part of all orders in which exactly these changes come before one: `b! (n − b − 1)! / n!`.
fn weight(before: usize, all: usize) -> f64 {
    let factorial = |n: usize| (1..=n).fold(1.0, |product, factor| product * factor as f64);
    factorial(before) * factorial(all - before - 1) / factorial(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_of_all_choices_before_a_change_add_up_to_one() {
        for all in 1..=MOST {
            let sum: f64 = (0..1_usize << (all - 1))
                .map(|before| weight(before.count_ones() as usize, all))
                .sum();
            assert!((sum - 1.0).abs() < 1e-12, "{all}: {sum}");
        }
    }

    #[test]
    fn what_two_changes_do_together_is_shared_by_halves() {
        // Alone 1 and 2, together 7: each gets half of the 4 beyond.
        let choices = Choices { changes: 2, deals: Vec::new() };
        let payoffs = [[10.0; 4], [11.0; 4], [12.0; 4], [17.0; 4]];
        let payoffs: Vec<&[f64]> = payoffs.iter().map(|values| &values[..]).collect();
        let bridge = choices.bridge(&payoffs, Unit::Path).unwrap();
        let moved: Vec<f64> = bridge.steps.iter().map(|step| step.moved.value).collect();
        assert_eq!((moved, bridge.interaction, bridge.sum()), (vec![3.0, 4.0], 0.0, 17.0));
    }
}
