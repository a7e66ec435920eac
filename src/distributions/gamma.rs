//! Positive and skewed, with a lighter tail than the lognormal: waiting for the k-th arrival, sums of sizes.

use super::Distribution;
use super::beta::halve;
use super::drawable;
use super::elicited::{P5, P10, P25, P50, P75, P90, P95, Percentiles, Said};
use super::standard_gamma::Standard;
use super::ways::one_way;
use super::{order, tabulated};
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::kind::{Params, Reading};
use crate::lane::math;
use crate::plan::NodeId;

/// See the entry.
pub(super) struct Gamma;

impl Distribution for Gamma {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "gamma",
            summary: "Positive and skewed to the right, with a lighter tail than the lognormal.",
            parameters: &[
                Parameter::optional("shape", Takes::FixedNumber, "", "its shape, above zero")
                    .within(Range::Positive),
                Parameter::optional("scale", Takes::Number, "", "its scale: mean = shape · scale")
                    .within(Range::NotNegative),
                Parameter::optional(
                    "mean",
                    Takes::Number,
                    "",
                    "its mean, with `shape` or `sd`; with `sd` a number written out",
                )
                .within(Range::NotNegative),
                Parameter::optional(
                    "sd",
                    Takes::FixedNumber,
                    "",
                    "its standard deviation, with `mean`",
                )
                .within(Range::Positive),
                P5,
                P10,
                P25,
                P50,
                P75,
                P90,
                P95,
            ],
            example: "[inputs.integration_cost]\nvalue = { gamma = { mean = 4, sd = 2 } }\n",
        };
        &ENTRY
    }

    fn readings(&self) -> &'static [[&'static str; 2]] {
        &[["shape", "scale"], ["mean", "sd"]]
    }

    fn lower(&self, params: &mut Params<'_>, probability: NodeId) -> NodeId {
        if !one_way(params, &[&["shape", "scale"], &["shape", "mean"], &["mean", "sd"]], &[]) {
            return params.builder().constant(1.0);
        }
        let (shape, scale) = parameters(params);
        if !drawable::are_not_too_small(params, &[shape])
            || !drawable::is_wide(params, 1.0 / shape.sqrt())
        {
            return scale;
        }
        let standard = Standard::of(shape);
        let builder = params.builder();
        let standard = tabulated::read(builder, probability, |z| standard.quantile(z));
        builder.multiply(scale, standard)
    }
}

/// Shape and scale, however they were said.
fn parameters(params: &mut Params<'_>) -> (f64, NodeId) {
    if let Some(percentiles) = Percentiles::read(params) {
        let (shape, scale) = through(params, &percentiles);
        return (shape, params.builder().constant(scale));
    }
    if params.has("sd") {
        let mean = order::positive_number(params, "mean");
        let spread = order::positive_number(params, "sd");
        let scale = spread * spread / mean;
        return (mean / scale, params.builder().constant(scale));
    }
    let shape = order::positive_number(params, "shape");
    if params.has("mean") {
        let mean = params.number("mean", Reading::Close);
        order::positive(params, "mean", mean);
        return (shape, params.builder().scale(mean, 1.0 / shape));
    }
    let scale = params.number("scale", Reading::Close);
    order::positive(params, "scale", scale);
    (shape, scale)
}

/// Shape and scale with the percentiles that were said: the ratio of two percentiles falls as the shape grows.
fn through(params: &mut Params<'_>, percentiles: &Percentiles) -> (f64, f64) {
    let Some([first, last]) = percentiles.outer(params, (0.0, f64::INFINITY)) else {
        return (1.0, 1.0);
    };
    let z = |said: Said| math::normal_quantile(said.probability);
    let wanted = math::ln(last.value / first.value);
    let too_wide = |ln_shape: f64| {
        let standard = Standard::of(math::exp(ln_shape));
        let [upper, lower] = [last, first].map(|said| standard.quantile(z(said)).value);
        math::ln(upper / lower) > wanted
    };
    let shape = math::exp(halve(-4.6, 18.0, too_wide));
    let standard = Standard::of(shape);
    let scale = last.value / standard.quantile(z(last)).value;
    percentiles.agree(params, |probability| {
        scale * standard.quantile(math::normal_quantile(probability)).value
    });
    (shape, scale)
}
