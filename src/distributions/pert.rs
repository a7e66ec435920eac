//! Least, likeliest, most, as a smooth hump: a beta distribution stretched over the range.

use super::Distribution;
use super::elicited::{P5, P10, P25, P50, P75, P90, P95, Percentiles};
use super::standard_beta::Standard;
use super::ways::one_way;
use super::{by_mode, drawable, order, tabulated};
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::kind::Params;
use crate::lane::math;
use crate::plan::NodeId;

/// See the entry.
pub(super) struct Pert;

impl Distribution for Pert {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "pert",
            summary: "Least, likeliest and most, as a smooth hump: a stretched beta distribution.",
            parameters: &[
                Parameter::optional("low", Takes::FixedNumber, "", "the least value"),
                Parameter::required("mode", Takes::FixedNumber, "the likeliest value"),
                Parameter::optional(
                    "high",
                    Takes::FixedNumber,
                    "",
                    "the largest value; instead of `low` and `high`, a percentile on each side of the mode",
                ),
                Parameter::optional(
                    "shape",
                    Takes::FixedNumber,
                    "4",
                    "how much the likeliest value counts: the mean is (low + shape · mode + high) / (shape + 2)",
                ).within(Range::Positive),
                P5,
                P10,
                P25,
                P50,
                P75,
                P90,
                P95,
            ],
            example: "[inputs.duration]\nvalue = { pert = [10, 15, 40] }\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>, probability: NodeId) -> NodeId {
        if !one_way(params, &[&["low", "high"]], &["mode", "shape"]) {
            return params.builder().constant(1.0);
        }
        let shape = if params.has("shape") { order::positive_number(params, "shape") } else { 4.0 };
        // Before percentiles are looked for among humps that nobody can draw.
        if !drawable::is_wide(params, 1.0 / (1.0 + shape).sqrt()) {
            return params.builder().constant(1.0);
        }
        let [low, mode, high] = match Percentiles::read(params) {
            Some(percentiles) => by_mode::ends(params, &percentiles, |mode, u| {
                let hump = Standard::of(1.0 + shape * mode, 1.0 + shape * (1.0 - mode));
                hump.quantile(math::normal_quantile(u)).value
            })
            .unwrap_or([0.0, 0.5, 1.0]),
            None => ["low", "mode", "high"].map(|key| params.fixed_required(key)),
        };
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
        if !drawable::is_wide(params, drawable::spread_of_beta(alpha, beta)) {
            return least;
        }
        let hump = Standard::of(alpha, beta);
        let builder = params.builder();
        let share = tabulated::read(builder, probability, |z| hump.quantile(z));
        let part = builder.scale(share, high - low);
        builder.add(least, part)
    }
}
