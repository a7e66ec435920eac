//! Anything between two ends, equally likely, by its ends or by two of its percentiles.

use super::Distribution;
use super::elicited::{Family, P5, P10, P25, P50, P75, P90, P95, Percentiles};
use super::ways::one_way;
use crate::catalogue::{Entry, Parameter, Takes};
use crate::kind::{Params, Reading};
use crate::plan::NodeId;

/// See the entry.
pub(super) struct Uniform;

impl Distribution for Uniform {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "uniform",
            summary: "Anything between two ends, equally likely, by its ends or by two percentiles.",
            parameters: &[
                Parameter::optional("low", Takes::Number, "", "the least value"),
                Parameter::optional("high", Takes::Number, "", "the largest value"),
                P5,
                P10,
                P25,
                P50,
                P75,
                P90,
                P95,
            ],
            example: "[inputs.stake]\nvalue = { uniform = [0.20, 0.49] }\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>, probability: NodeId) -> NodeId {
        if !one_way(params, &[&["low", "high"]], &[]) {
            return params.builder().constant(1.0);
        }
        let (low, width) = match Percentiles::read(params) {
            Some(percentiles) => {
                let family = Family {
                    standard: &|probability| probability,
                    range: (f64::NEG_INFINITY, f64::INFINITY),
                    to: |value| value,
                    from: |value| value,
                };
                let (low, width) = family.member(params, &percentiles);
                (params.builder().constant(low), params.builder().constant(width))
            }
            None => {
                let low = params.number("low", Reading::Close);
                let high = params.number("high", Reading::Close);
                super::order::ascending(params, &[("low", low), ("high", high)]);
                (low, params.builder().subtract(high, low))
            }
        };
        let builder = params.builder();
        let part = builder.multiply(width, probability);
        builder.add(low, part)
    }
}
