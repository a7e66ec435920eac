//! A least value and a heavy tail: few are very large.

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
pub(super) struct Pareto;

impl Distribution for Pareto {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "pareto",
            summary: "A least value and a heavy tail: few are very large.",
            parameters: &[
                Parameter::optional("low", Takes::Number, "", "the least value, above zero").within(Range::Positive),
                Parameter::optional(
                    "alpha",
                    Takes::Number,
                    "",
                    "tail index, above zero: P(X > x) = (low / x)^alpha; no mean at 1 or less, no variance at 2 or less",
                ).within(Range::Positive),
                P5,
                P10,
                P25,
                P50,
                P75,
                P90,
                P95,
            ],
            example: "[inputs.damages]\nvalue = { pareto = { low = 2, alpha = 3 } }\n",
        };
        &ENTRY
    }

    fn readings(&self) -> &'static [[&'static str; 2]] {
        &[["low", "alpha"], ["p10", "p90"]]
    }

    fn tail_index(&self) -> Option<&'static str> {
        Some("alpha")
    }

    fn lower(&self, params: &mut Params<'_>, probability: NodeId) -> NodeId {
        if !one_way(params, &[&["low", "alpha"]], &[]) {
            return params.builder().constant(1.0);
        }
        let (low, inverse) = parameters(params);
        // low · (1 − u)^(−1 / alpha)
        let builder = params.builder();
        let exponential = standard(builder, probability);
        let exponent = builder.multiply(exponential, inverse);
        let factor = builder.exponential(exponent);
        builder.multiply(low, factor)
    }
}

/// The least value, and one over the tail index.
fn parameters(params: &mut Params<'_>) -> (NodeId, NodeId) {
    if let Some(percentiles) = Percentiles::read(params) {
        let family = Family {
            standard: &standard_number,
            range: (0.0, f64::INFINITY),
            to: math::ln,
            from: math::exp,
        };
        let (location, spread) = family.member(params, &percentiles);
        let builder = params.builder();
        return (builder.constant(math::exp(location)), builder.constant(spread));
    }
    let low = params.number("low", Reading::Close);
    order::positive(params, "low", low);
    let alpha = params.number("alpha", Reading::Close);
    order::positive(params, "alpha", alpha);
    let builder = params.builder();
    let one = builder.constant(1.0);
    (low, builder.divide(one, alpha))
}
