//! Quantiles of a large sample without sorting all of it.

use super::number::drawable;

/// The finite values of a sample, ready to be asked for quantiles.
pub(super) struct Sample {
    values: Vec<f64>,
    /// How many values were left out because they are not finite.
    pub(super) not_finite: usize,
}

impl Sample {
    pub(super) fn new(values: &[f64]) -> Self {
        let finite: Vec<f64> = values.iter().copied().filter(|value| drawable(*value)).collect();
        let not_finite = values.len() - finite.len();
        Self { values: finite, not_finite }
    }

    pub(super) fn values(&self) -> &[f64] {
        &self.values
    }

    /// Quantiles of type 7 (Hyndman and Fan 1996) at ascending probabilities; empty for an empty sample.
    pub(super) fn quantiles(&mut self, probabilities: &[f64]) -> Vec<f64> {
        let Some(last) = self.values.len().checked_sub(1) else { return Vec::new() };
        let place = |probability: f64| {
            let exact = probability.clamp(0.0, 1.0) * last as f64;
            let below = (libm::floor(exact) as usize).min(last);
            (below, (below + 1).min(last), exact - below as f64)
        };
        let mut ranks: Vec<usize> =
            probabilities.iter().flat_map(|p| [place(*p).0, place(*p).1]).collect();
        ranks.sort_unstable();
        ranks.dedup();
        select(&mut self.values, 0, &ranks);
        probabilities
            .iter()
            .map(|probability| {
                let (below, above, share) = place(*probability);
                let (low, high) = (self.values[below], self.values[above]);
                // Neighbours that are equal give exactly that value, also where their difference would overflow.
                if low == high { low } else { low * (1.0 - share) + high * share }
            })
            .collect()
    }

    /// The mean, summed in pairs so that millions of values lose no digits.
    pub(super) fn mean(&self) -> f64 {
        pairwise(&self.values) / self.values.len() as f64
    }
}

/// Puts the values of these ascending `ranks` (counted from `first`) in their sorted places.
fn select(values: &mut [f64], first: usize, ranks: &[usize]) {
    let Some(rank) = ranks.get(ranks.len() / 2) else { return };
    let place = rank - first;
    values.select_nth_unstable_by(place, f64::total_cmp);
    let (before, after) = values.split_at_mut(place);
    select(before, first, &ranks[..ranks.len() / 2]);
    select(&mut after[1..], rank + 1, &ranks[ranks.len() / 2 + 1..]);
}

fn pairwise(values: &[f64]) -> f64 {
    if values.len() <= 64 {
        return values.iter().sum();
    }
    let (left, right) = values.split_at(values.len() / 2);
    pairwise(left) + pairwise(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_agree_with_a_full_sort() {
        let values: Vec<f64> = (0..1001_u32).map(|i| f64::from(i * 7919 % 1001)).collect();
        let mut sample = Sample::new(&values);
        let probabilities = [0.0, 0.005, 0.05, 0.5, 0.9505, 1.0];
        let expected = [0.0, 5.0, 50.0, 500.0, 950.5, 1000.0];
        for (got, expected) in sample.quantiles(&probabilities).iter().zip(expected) {
            assert!((got - expected).abs() < 1e-9, "{got} against {expected}");
        }
        assert!((sample.mean() - 500.0).abs() < 1e-12);
    }

    #[test]
    fn an_empty_sample_has_no_quantiles() {
        let mut sample = Sample::new(&[f64::NAN, f64::INFINITY]);
        assert_eq!(sample.not_finite, 2);
        assert!(sample.quantiles(&[0.5]).is_empty());
    }
}
