//! One with a probability, otherwise zero.

use super::Distribution;
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::kind::{Params, Reading};
use crate::plan::NodeId;

/// See the entry.
pub(super) struct Bernoulli;

impl Distribution for Bernoulli {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "bernoulli",
            summary: "One with a probability, otherwise zero.",
            parameters: &[Parameter::required("probability", Takes::Number, "between 0 and 1")
                .within(Range::Fraction)],
            example: "[inputs.approved]\nvalue = { bernoulli = 0.7 }\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>, probability: NodeId) -> NodeId {
        let chance = params.number("probability", Reading::Close);
        let builder = params.builder();
        // The upper part of the uniform is the success, so that the quantile rises.
        let one = builder.constant(1.0);
        let failure = builder.subtract(one, chance);
        builder.less(failure, probability)
    }
}
