//! The bell curve, by mean and spread or by two of its percentiles.

use super::Distribution;
use super::elicited::{Family, P5, P10, P25, P50, P75, P90, P95, Percentiles};
use super::ways::one_way;
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::kind::{Params, Reading};
use crate::lane::math;
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
                Parameter::optional("sd", Takes::Number, "", "its standard deviation")
                    .within(Range::NotNegative),
                P5,
                P10,
                P25,
                P50,
                P75,
                P90,
                P95,
            ],
            example: "[inputs.margin]\nvalue = { normal = { mean = 0.2, sd = 0.05 } }\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>, probability: NodeId) -> NodeId {
        if !one_way(params, &[&["mean", "sd"]], &[]) {
            return params.builder().constant(1.0);
        }
        let (mean, spread) = match Percentiles::read(params) {
            Some(percentiles) => {
                let family = Family {
                    standard: &math::normal_quantile,
                    range: (f64::NEG_INFINITY, f64::INFINITY),
                    to: |value| value,
                    from: |value| value,
                };
                let (mean, spread) = family.member(params, &percentiles);
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
