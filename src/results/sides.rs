//! What each side's payoff comes to: its mean, quantiles and tail, each with its error.

use super::colours;
use super::findings::Shape;
use super::reading;
use super::sketched;
use crate::charts::{Binned, exceedance};
use crate::engine::Outcome;
use crate::scenario::{Model, SideMeta};
use crate::statistics::{Interval, Measure, Quantiles, Tail, Unit};
use rayon::prelude::*;

/// The level of the intervals of quantiles.
const LEVEL: f64 = 0.95;
/// The share of the worst paths that CVaR is the mean of.
const WORST: f64 = 0.05;

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
    /// Which of the colours of parties it has.
    pub(super) colour: usize,
    pub(super) mean: Option<Measure>,
    /// At 5, 50 and 95 %; empty where the run kept no distribution.
    pub(super) quantiles: Vec<QuantileResult>,
    /// How its values lie.
    pub(super) shape: Option<Shape>,
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
    let mut sides: Vec<SideResult> =
        model.sides.par_iter().map(|side| read_one(side, outcome, unit)).collect();
    for (side, colour) in sides.iter_mut().zip(colours::of(&model.sides)) {
        side.colour = colour;
    }
    sides
}

/// Reads the payoff of one side.
pub(super) fn read_one(side: &SideMeta, outcome: &Outcome, unit: Unit) -> SideResult {
    let mut result = SideResult {
        name: side.name.clone(),
        label: side.label.clone(),
        colour: 0,
        mean: reading::without_dust(reading::mean(outcome, side.payoff, 0)),
        quantiles: Vec::new(),
        shape: None,
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
    result.worst = payoff.expected_shortfall(Tail::Lower, WORST);
    result.loss = payoff.probability_below_zero(dust);
    if let (true, Some(loss)) = (result.is_constant(), &mut result.loss) {
        loss.standard_error = Some(0.0);
    }
    let laid_out = match &payoff {
        Quantiles::Exact(_) => None,
        Quantiles::Sketch(sketch, _) => Some(sketched::laid_out(sketch)),
    };
    let (values, stride) = match (&payoff, &laid_out) {
        (Quantiles::Exact(sample), _) => (sample.by_path(), 1),
        (_, Some((values, stride))) => (values.as_slice(), *stride),
        (_, None) => (&[][..], 1),
    };
    let mut binned = Binned::of(values);
    let percentile = |p| payoff.quantile(p).map_or(f64::NAN, |measure| measure.value);
    let percentiles = [0.05, 0.25, 0.5, 0.75, 0.95].map(percentile);
    result.shape = Shape::of(values, percentiles, binned.masses.clone());
    scale_counts(&mut binned, stride);
    agree(&mut binned, result.mean, &result.quantiles);
    result.exceedance = exceedance::points(values);
    result.binned = Some(binned);
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

fn scale_counts(binned: &mut Binned, stride: u64) {
    for count in &mut binned.counts {
        *count *= stride;
    }
    for count in [&mut binned.count, &mut binned.below, &mut binned.above, &mut binned.negative] {
        *count *= stride;
    }
}
