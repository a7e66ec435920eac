//! Least, likeliest, most, joined by straight lines.

use super::Distribution;
use super::by_mode;
use super::elicited::{P5, P10, P25, P50, P75, P90, P95, Percentiles};
use super::ways::one_way;
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
                Parameter::optional("low", Takes::Number, "", "the least value"),
                Parameter::required("mode", Takes::Number, "the likeliest value"),
                Parameter::optional(
                    "high",
                    Takes::Number,
                    "",
                    "the largest value; instead of `low` and `high`, a percentile on each side of the mode",
                ),
                P5,
                P10,
                P25,
                P50,
                P75,
                P90,
                P95,
            ],
            example: "[inputs.long_run_cost]\nvalue = { triangular = [0.55, 0.70, 0.90] }\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>, probability: NodeId) -> NodeId {
        if !one_way(params, &[&["low", "high"]], &["mode"]) {
            return params.builder().constant(1.0);
        }
        let [low, mode, high] = match Percentiles::read(params) {
            Some(percentiles) => {
                let ends = by_mode::ends(params, &percentiles, standard).unwrap_or([0.0, 0.5, 1.0]);
                ends.map(|number| params.builder().constant(number))
            }
            None => ["low", "mode", "high"].map(|key| params.number(key, Reading::Close)),
        };
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

/// The quantile at `u` of the triangle on [0, 1] with its peak at `mode`.
fn standard(mode: f64, u: f64) -> f64 {
    if u < mode { (u * mode).sqrt() } else { 1.0 - ((1.0 - u) * (1.0 - mode)).sqrt() }
}
