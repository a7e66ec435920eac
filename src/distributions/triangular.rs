//! Least, likeliest, most, joined by straight lines.

use super::Distribution;
use crate::catalogue::{Entry, Parameter, Takes};
use crate::kind::{Params, Reading};
use crate::plan::NodeId;

/// See the entry.
pub(super) struct Triangular;

impl Distribution for Triangular {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "triangular",
            summary: "Least, likeliest and most, with a density of two straight lines.",
            parameters: &[
                Parameter::required("low", Takes::Number, "the least value"),
                Parameter::required("mode", Takes::Number, "the likeliest value"),
                Parameter::required("high", Takes::Number, "the largest value"),
            ],
            example: "[inputs.long_run_cost]\nvalue = { triangular = [0.55, 0.70, 0.90] }\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>, probability: NodeId) -> NodeId {
        let low = params.number("low", Reading::Close);
        let mode = params.number("mode", Reading::Close);
        let high = params.number("high", Reading::Close);
        super::order::ascending(params, &[("low", low), ("mode", mode), ("high", high)]);
        let builder = params.builder();
        let width = builder.subtract(high, low);
        let left = builder.subtract(mode, low);
        let right = builder.subtract(high, mode);
        // Below the mode: low + √(u · width · left); above: high − √((1 − u) · width · right).
        let at_mode = builder.divide(left, width);
        let rising = builder.multiply(width, left);
        let rising = builder.multiply(rising, probability);
        let rising = builder.square_root(rising);
        let rising = builder.add(low, rising);
        let one = builder.constant(1.0);
        let above = builder.subtract(one, probability);
        let falling = builder.multiply(width, right);
        let falling = builder.multiply(falling, above);
        let falling = builder.square_root(falling);
        let falling = builder.subtract(high, falling);
        let below = builder.less(probability, at_mode);
        builder.select(below, rising, falling)
    }
}
