//! Least, likeliest, most, as a smooth hump: a beta distribution stretched over the range.

use super::Distribution;
use super::{order, standard_beta, tabulated};
use crate::catalogue::{Entry, Parameter, Takes};
use crate::kind::Params;
use crate::plan::NodeId;

/// See the entry.
pub(super) struct Pert;

impl Distribution for Pert {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "pert",
            summary: "Least, likeliest and most, as a smooth hump: a stretched beta distribution.",
            parameters: &[
                Parameter::required("low", Takes::FixedNumber, "the least value"),
                Parameter::required("mode", Takes::FixedNumber, "the likeliest value"),
                Parameter::required("high", Takes::FixedNumber, "the largest value"),
                Parameter::optional(
                    "shape",
                    Takes::FixedNumber,
                    "4",
                    "how much the likeliest value counts: the mean is (low + shape · mode + high) / (shape + 2)",
                ),
            ],
            example: "[inputs.duration]\nvalue = { pert = [10, 15, 40] }\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>, probability: NodeId) -> NodeId {
        let low = params.fixed_required("low");
        let mode = params.fixed_required("mode");
        let high = params.fixed_required("high");
        let shape = if params.has("shape") { order::positive_number(params, "shape") } else { 4.0 };
        let builder = params.builder();
        let least = builder.constant(low);
        let named =
            [("low", least), ("mode", builder.constant(mode)), ("high", builder.constant(high))];
        order::ascending(params, &named);
        if !(low <= mode && mode <= high && low < high) {
            return least;
        }
        // Malcolm et al. (1959); the shape as in Vose, Risk Analysis (2008).
        let alpha = 1.0 + shape * (mode - low) / (high - low);
        let beta = 1.0 + shape * (high - mode) / (high - low);
        let builder = params.builder();
        let share =
            tabulated::read(builder, probability, |z| standard_beta::quantile(alpha, beta, z));
        let part = builder.scale(share, high - low);
        builder.add(least, part)
    }
}
