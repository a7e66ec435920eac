//! What each side's payoff comes to: its mean, quantiles and tail, each with its error.

use super::reading;
use crate::charts::{Binned, exceedance};
use crate::engine::Outcome;
use crate::scenario::{Model, SideMeta};
use crate::statistics::{Interval, Measure, Quantiles, Sketch, Tail, Unit};
use rayon::prelude::*;

/// The level of the intervals of quantiles.
const LEVEL: f64 = 0.95;
/// The share of the worst paths that CVaR is the mean of.
const WORST: f64 = 0.05;
/// So many values of a sketch are laid out for a picture at most.
const MOST_LAID_OUT: u64 = 4_000_000;

/// A quantile with its error and its interval.
#[derive(Clone, Debug)]
pub(super) struct QuantileResult {
    pub(super) measure: Option<Measure>,
    pub(super) interval: Interval,
}

/// The payoff of one side.
#[derive(Clone, Debug, Default)]
pub(super) struct SideResult {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) mean: Option<Measure>,
    /// At 5, 50 and 95 %; empty where the run kept no distribution.
    pub(super) quantiles: Vec<QuantileResult>,
    /// The lower and the upper quartile.
    pub(super) quartiles: Option<(f64, f64)>,
    pub(super) worst: Option<Measure>,
    pub(super) loss: Option<Measure>,
    /// The part of its variance that rests on assumed numbers.
    pub(super) assumed: Option<Measure>,
    /// For its histogram.
    pub(super) binned: Option<Binned>,
    /// For its exceedance curve.
    pub(super) exceedance: Vec<(f64, f64)>,
}

impl SideResult {
    /// Whether it is the same on every path, of which there are several.
    pub(super) fn is_constant(&self) -> bool {
        self.mean.is_some_and(|mean| mean.standard_error == Some(0.0) && mean.count > 1)
    }

    /// The quantile at a place of the three, without interval.
    pub(super) fn quantile(&self, place: usize) -> Option<Measure> {
        self.quantiles.get(place).and_then(|quantile| quantile.measure)
    }
}

/// Reads the payoff of every side.
pub(super) fn read(model: &Model, outcome: &Outcome, unit: Unit) -> Vec<SideResult> {
    model.sides.par_iter().map(|side| read_one(side, outcome, unit)).collect()
}

/// Reads the payoff of one side.
pub(super) fn read_one(side: &SideMeta, outcome: &Outcome, unit: Unit) -> SideResult {
    let mut result = SideResult {
        name: side.name.clone(),
        label: side.label.clone(),
        mean: reading::without_dust(reading::mean(outcome, side.payoff, 0)),
        quantiles: Vec::new(),
        quartiles: None,
        worst: None,
        loss: None,
        assumed: None,
        binned: None,
        exceedance: Vec::new(),
    };
    let dust = reading::dust_of(outcome, side.payoff);
    let Some(payoff) = reading::distribution(outcome, side.payoff, 0, unit, dust) else {
        return result;
    };
    result.quantiles = [0.05, 0.5, 0.95]
        .map(|p| QuantileResult {
            measure: payoff.quantile(p),
            interval: payoff.interval(p, LEVEL),
        })
        .into();
    let quartile = |p| payoff.quantile(p).map(|measure| measure.value);
    result.quartiles = quartile(0.25).zip(quartile(0.75));
    result.worst = payoff.expected_shortfall(Tail::Lower, WORST);
    result.loss = payoff.probability_below_zero(dust);
    if let (true, Some(loss)) = (result.is_constant(), &mut result.loss) {
        loss.standard_error = Some(0.0);
    }
    match &payoff {
        Quantiles::Exact(sample) => {
            result.binned = Some(Binned::of(sample.by_path()));
            result.exceedance = exceedance::points(sample.by_path());
        }
        Quantiles::Sketch(sketch, _) => {
            let (values, stride) = laid_out(sketch);
            let mut binned = Binned::of(&values);
            scale_counts(&mut binned, stride);
            result.binned = Some(binned);
            result.exceedance = exceedance::points(&values);
        }
    }
    if let Some(binned) = &mut result.binned {
        agree(binned, result.mean, &result.quantiles);
    }
    result
}

/// The marks of a histogram are the numbers of the table, to the last digit.
fn agree(binned: &mut Binned, mean: Option<Measure>, quantiles: &[QuantileResult]) {
    let value = |place: usize, own: f64| {
        quantiles.get(place).and_then(|q| q.measure).map_or(own, |measure| measure.value)
    };
    binned.mean = mean.map_or(binned.mean, |mean| mean.value);
    binned.p05 = value(0, binned.p05);
    binned.p50 = value(1, binned.p50);
    binned.p95 = value(2, binned.p95);
}

/// The values of a sketch, spread evenly over their buckets so that no bucket is taken for a point
/// mass (zero, which is exact, stays one), and of how many paths each stands for one.
fn laid_out(sketch: &Sketch) -> (Vec<f64>, u64) {
    let stride = sketch.count().div_ceil(MOST_LAID_OUT).max(1);
    let (low, high) = sketch.range().unwrap_or((0.0, 0.0));
    let mut values = Vec::new();
    let mut passed = 0_u64;
    for (middle, count) in sketch.buckets() {
        // A bucket ends where the sample does.
        let reach = Sketch::RELATIVE_ERROR * middle.abs();
        let (from, to) = ((middle - reach).max(low), (middle + reach).min(high));
        // Ranks that are multiples of the stride, counted over all buckets.
        let mut rank = passed.div_ceil(stride) * stride;
        while rank < passed + count {
            let share = ((rank - passed) as f64 + 0.5) / count as f64;
            values.push(if from < to { from + share * (to - from) } else { middle });
            rank += stride;
        }
        passed += count;
    }
    (values, stride)
}

fn scale_counts(binned: &mut Binned, stride: u64) {
    for count in &mut binned.counts {
        *count *= stride;
    }
    for count in [&mut binned.count, &mut binned.below, &mut binned.above, &mut binned.negative] {
        *count *= stride;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sketch_is_laid_out_without_loss_or_false_point_masses() {
        let mut sketch = Sketch::default();
        let exact: Vec<f64> = (0..10_000_u32).map(|i| 100.0 + f64::from(i) * 1e-4).collect();
        sketch.add(&exact);
        sketch.add(&[0.0; 500]);
        let (values, stride) = laid_out(&sketch);
        assert_eq!((values.len(), stride), (10_500, 1));
        assert_eq!(values.iter().filter(|value| **value == 0.0).count(), 500);
        let masses = Binned::of(&values).masses;
        assert_eq!(masses.len(), 1, "{masses:?}");
    }
}
