//! Lifetimes: waiting for something that grows likelier, or less likely, with age.

use super::Distribution;
use super::elicited::{Family, P5, P10, P25, P50, P75, P90, P95, Percentiles};
use super::exponential::{standard, standard_number};
use super::order;
use super::ways::one_way;
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::kind::{Params, Reading};
use crate::lane::math;
use crate::plan::NodeId;

/// See the entry.
pub(super) struct Weibull;

impl Distribution for Weibull {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "weibull",
            summary: "Waiting for what grows likelier (shape above 1) or less likely with age.",
            parameters: &[
                Parameter::optional(
                    "shape",
                    Takes::Number,
                    "",
                    "above zero; 1 is the exponential, 3.6 is nearly symmetric",
                )
                .within(Range::Positive),
                Parameter::optional(
                    "scale",
                    Takes::Number,
                    "",
                    "what 63.2 % of values are below, above zero",
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
            example: "[inputs.chip_life]\nvalue = { weibull = { shape = 2.5, scale = 6 } }\n",
        };
        &ENTRY
    }

    fn readings(&self) -> &'static [[&'static str; 2]] {
        &[["shape", "scale"], ["p10", "p90"]]
    }

    fn lower(&self, params: &mut Params<'_>, probability: NodeId) -> NodeId {
        if !one_way(params, &[&["shape", "scale"]], &[]) {
            return params.builder().constant(1.0);
        }
        let (inverse_shape, scale) = parameters(params);
        // scale · (−ln(1 − u))^(1 / shape)
        let builder = params.builder();
        let exponential = standard(builder, probability);
        let power = builder.binary(crate::plan::Binary::Power, exponential, inverse_shape);
        builder.multiply(scale, power)
    }
}

/// One over the shape, and the scale.
fn parameters(params: &mut Params<'_>) -> (NodeId, NodeId) {
    if let Some(percentiles) = Percentiles::read(params) {
        let family = Family {
            standard: &|probability| math::ln(standard_number(probability)),
            range: (0.0, f64::INFINITY),
            to: math::ln,
            from: math::exp,
        };
        let (location, spread) = family.member(params, &percentiles);
        let builder = params.builder();
        return (builder.constant(spread), builder.constant(math::exp(location)));
    }
    let shape = params.number("shape", Reading::Close);
    order::positive(params, "shape", shape);
    let scale = params.number("scale", Reading::Close);
    order::positive(params, "scale", scale);
    let builder = params.builder();
    let one = builder.constant(1.0);
    (builder.divide(one, shape), scale)
}
