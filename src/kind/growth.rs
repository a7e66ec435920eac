//! A return a year on money that waits: how often it compounds, and how its years are counted.

use super::Years;
use crate::plan::{Binary, NodeId, PlanBuilder};

/// How a return compounds. Parts of a compounding period grow by the same power, so that a return has one value at
/// every moment.
#[derive(Clone, Debug)]
pub struct Growth {
    /// After how many months; never for a simple return.
    pub months: Option<i32>,
    /// How years are counted.
    pub years: Years,
}

impl Default for Growth {
    /// Compounded yearly.
    fn default() -> Self {
        Self { months: Some(12), years: Years::default() }
    }
}

impl Growth {
    /// What one of money becomes at a rate in so many years.
    pub fn factor(&self, rate: NodeId, years: NodeId, builder: &mut PlanBuilder) -> NodeId {
        let one = builder.constant(1.0);
        match self.months {
            None => {
                let earned = builder.multiply(rate, years);
                builder.add(one, earned)
            }
            Some(12) => {
                let base = builder.add(one, rate);
                builder.binary(Binary::Power, base, years)
            }
            Some(months) => {
                let part = f64::from(months) / 12.0;
                let each = builder.scale(rate, part);
                let base = builder.add(one, each);
                let times = builder.scale(years, 1.0 / part);
                builder.binary(Binary::Power, base, times)
            }
        }
    }
}
