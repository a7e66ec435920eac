//! Positive and skewed: its logarithm is normal. By median and sigma, mean and sd, or two percentiles.

use super::Distribution;
use super::elicited::{Family, P5, P10, P25, P50, P75, P90, P95, Percentiles};
use super::ways::one_way;
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::kind::{Params, Reading};
use crate::lane::math;
use crate::plan::NodeId;

/// See the entry.
pub(super) struct Lognormal;

impl Distribution for Lognormal {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "lognormal",
            summary: "Positive and skewed to the right: its logarithm is normal.",
            parameters: &[
                Parameter::optional("median", Takes::Number, "", "its median")
                    .within(Range::NotNegative),
                Parameter::optional(
                    "sigma",
                    Takes::Number,
                    "",
                    "standard deviation of its logarithm",
                )
                .within(Range::NotNegative),
                Parameter::optional("mean", Takes::Number, "", "its mean, with `sd` or `sigma`")
                    .within(Range::NotNegative),
                Parameter::optional("sd", Takes::Number, "", "its standard deviation, with `mean`")
                    .within(Range::NotNegative),
                P5,
                P10,
                P25,
                P50,
                P75,
                P90,
                P95,
            ],
            example: "[inputs.exit_multiple]\nvalue = { lognormal = { p10 = 3, p90 = 13 } }\n",
        };
        &ENTRY
    }

    fn readings(&self) -> &'static [[&'static str; 2]] {
        &[["median", "sigma"], ["mean", "sd"], ["p10", "p90"]]
    }

    fn lower(&self, params: &mut Params<'_>, probability: NodeId) -> NodeId {
        if !one_way(params, &[&["median", "sigma"], &["mean", "sigma"], &["mean", "sd"]], &[]) {
            return params.builder().constant(1.0);
        }
        let (median, sigma) = parameters(params);
        super::order::positive(params, "median", median);
        super::order::positive(params, "sigma", sigma);
        let builder = params.builder();
        let normal = builder.normal_quantile(probability);
        let exponent = builder.multiply(sigma, normal);
        let factor = builder.exponential(exponent);
        builder.multiply(median, factor)
    }
}

/// Median and sigma, however they were said.
fn parameters(params: &mut Params<'_>) -> (NodeId, NodeId) {
    if let Some(percentiles) = Percentiles::read(params) {
        let family = Family {
            standard: &math::normal_quantile,
            range: (0.0, f64::INFINITY),
            to: math::ln,
            from: math::exp,
        };
        let (location, spread) = family.member(params, &percentiles);
        let builder = params.builder();
        return (builder.constant(math::exp(location)), builder.constant(spread));
    }
    if !params.has("mean") {
        let median = params.number("median", Reading::Close);
        return (median, params.number("sigma", Reading::Close));
    }
    let mean = params.number("mean", Reading::Close);
    super::order::positive(params, "mean", mean);
    let variance = if params.has("sigma") {
        let sigma = params.number("sigma", Reading::Close);
        params.builder().multiply(sigma, sigma)
    } else {
        // sigma² = ln(1 + (sd / mean)²)
        let spread = params.number("sd", Reading::Close);
        super::order::positive(params, "sd", spread);
        let builder = params.builder();
        let ratio = builder.divide(spread, mean);
        let square = builder.multiply(ratio, ratio);
        let one = builder.constant(1.0);
        let sum = builder.add(one, square);
        builder.logarithm(sum)
    };
    let builder = params.builder();
    let half = builder.scale(variance, -0.5);
    let factor = builder.exponential(half);
    let median = builder.multiply(mean, factor);
    let sigma = builder.square_root(variance);
    (median, sigma)
}
