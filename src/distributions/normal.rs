//! The bell curve, by mean and spread or by two of its percentiles.

use super::Distribution;
use super::elicited::{Percentiles, location_and_spread};
use crate::catalogue::{Entry, Parameter, Takes};
use crate::kind::{Params, Reading};
use crate::plan::NodeId;

/// See the entry.
pub(super) struct Normal;

impl Distribution for Normal {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "normal",
            summary: "The bell curve, by mean and standard deviation or by two percentiles.",
            parameters: &[
                Parameter::optional("mean", Takes::Number, "", "its mean"),
                Parameter::optional("sd", Takes::Number, "", "its standard deviation"),
                Parameter::optional("p5", Takes::FixedNumber, "", "its 5th percentile"),
                Parameter::optional("p10", Takes::FixedNumber, "", "its 10th percentile"),
                Parameter::optional("p25", Takes::FixedNumber, "", "its 25th percentile"),
                Parameter::optional("p50", Takes::FixedNumber, "", "its median"),
                Parameter::optional("p75", Takes::FixedNumber, "", "its 75th percentile"),
                Parameter::optional("p90", Takes::FixedNumber, "", "its 90th percentile"),
                Parameter::optional("p95", Takes::FixedNumber, "", "its 95th percentile"),
            ],
            example: "[inputs.margin]\nvalue = { normal = { mean = 0.2, sd = 0.05 } }\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>, probability: NodeId) -> NodeId {
        let (mean, spread) = match Percentiles::read(params) {
            Some(percentiles) => {
                let (mean, spread) = location_and_spread(params, &percentiles, Some);
                (params.builder().constant(mean), params.builder().constant(spread))
            }
            None => (params.number("mean", Reading::Close), params.number("sd", Reading::Close)),
        };
        super::order::positive(params, "sd", spread);
        let builder = params.builder();
        let normal = builder.normal_quantile(probability);
        let part = builder.multiply(spread, normal);
        builder.add(mean, part)
    }
}
