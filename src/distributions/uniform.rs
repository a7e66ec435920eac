//! Anything between two ends, equally likely.

use super::Distribution;
use crate::catalogue::{Entry, Parameter, Takes};
use crate::kind::{Params, Reading};
use crate::plan::NodeId;

/// See the entry.
pub(super) struct Uniform;

impl Distribution for Uniform {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "uniform",
            summary: "Anything between two ends, equally likely.",
            parameters: &[
                Parameter::required("low", Takes::Number, "the least value"),
                Parameter::required("high", Takes::Number, "the largest value"),
            ],
            example: "[inputs.stake]\nvalue = { uniform = [0.20, 0.49] }\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>, probability: NodeId) -> NodeId {
        let low = params.number("low", Reading::Close);
        let high = params.number("high", Reading::Close);
        super::order::ascending(params, &[("low", low), ("high", high)]);
        let builder = params.builder();
        let width = builder.subtract(high, low);
        let part = builder.multiply(width, probability);
        builder.add(low, part)
    }
}
