//! How a sample lies: the few numbers from which it follows what may be said of it.

use crate::charts::PointMass;

/// How a sample lies.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Shape {
    /// How many values there are.
    pub(crate) count: u64,
    /// The smallest.
    pub(crate) lowest: f64,
    /// The largest.
    pub(crate) highest: f64,
    /// The 5th, 25th, 50th, 75th and 95th percentile.
    pub(crate) percentiles: [f64; 5],
    /// Values that many share, ascending.
    pub(crate) masses: Vec<PointMass>,
    /// The share of values from the lower quartile to the upper one, both included.
    pub(crate) half: f64,
    /// The share of values from the 5th to the 95th percentile, both included.
    pub(crate) nine: f64,
    /// The share of values below zero.
    pub(crate) below_zero: f64,
}

impl Shape {
    /// The shape of a sample whose percentiles are known, as is which values many share; none of an empty one.
    pub(crate) fn of(
        values: &[f64],
        percentiles: [f64; 5],
        masses: Vec<PointMass>,
    ) -> Option<Self> {
        let [p05, p25, _, p75, p95] = percentiles;
        let (mut lowest, mut highest) = (f64::INFINITY, f64::NEG_INFINITY);
        let (mut half, mut nine, mut below_zero) = (0_u64, 0_u64, 0_u64);
        for value in values {
            lowest = lowest.min(*value);
            highest = highest.max(*value);
            half += u64::from(*value >= p25 && *value <= p75);
            nine += u64::from(*value >= p05 && *value <= p95);
            below_zero += u64::from(*value < 0.0);
        }
        let share = |count: u64| count as f64 / values.len() as f64;
        (!values.is_empty()).then(|| Self {
            count: values.len() as u64,
            lowest,
            highest,
            percentiles,
            masses,
            half: share(half),
            nine: share(nine),
            below_zero: share(below_zero),
        })
    }

    /// The value that most paths share, where many share one.
    pub(super) fn largest_mass(&self) -> Option<PointMass> {
        let mut largest: Option<PointMass> = None;
        for mass in &self.masses {
            if largest.is_none_or(|found| mass.share > found.share) {
                largest = Some(*mass);
            }
        }
        largest
    }

    /// Whether a share of the values is this one, but for a hundredth and the grain of a small sample.
    pub(super) fn is_about(&self, share: f64, of: f64) -> bool {
        (share - of).abs() <= 0.01 + 2.0 / self.count as f64
    }
}
