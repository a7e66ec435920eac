//! Waiting for something that is as likely at any time, by its mean, its rate or one percentile.

use super::Distribution;
use super::elicited::{P5, P10, P25, P50, P75, P90, P95, Percentiles};
use super::order;
use super::ways::one_way;
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::kind::{Params, Reading};
use crate::plan::{NodeId, PlanBuilder};

/// See the entry.
pub(super) struct Exponential;

impl Distribution for Exponential {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "exponential",
            summary: "Waiting for what is as likely at any time: positive, with its peak at zero.",
            parameters: &[
                Parameter::optional("mean", Takes::Number, "", "its mean")
                    .within(Range::NotNegative),
                Parameter::optional("rate", Takes::Number, "", "one over its mean")
                    .within(Range::Positive),
                P5,
                P10,
                P25,
                P50,
                P75,
                P90,
                P95,
            ],
            example: "[inputs.years_to_approval]\nvalue = { exponential = { mean = 1.5 } }\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>, probability: NodeId) -> NodeId {
        if !one_way(params, &[&["mean"], &["rate"]], &[]) {
            return params.builder().constant(1.0);
        }
        let mean = mean(params);
        let builder = params.builder();
        let standard = standard(builder, probability);
        builder.multiply(mean, standard)
    }
}

/// −ln(1 − u), the quantile of mean one.
pub(super) fn standard(builder: &mut PlanBuilder, probability: NodeId) -> NodeId {
    let one = builder.constant(1.0);
    let above = builder.subtract(one, probability);
    let logarithm = builder.logarithm(above);
    builder.negate(logarithm)
}

/// The same for a number.
pub(super) fn standard_number(probability: f64) -> f64 {
    -libm::log1p(-probability)
}

fn mean(params: &mut Params<'_>) -> NodeId {
    if let Some(percentiles) = Percentiles::read(params) {
        // The uppermost fixes the mean: it says most about it.
        let fixed = percentiles.said.last().copied();
        let possible = percentiles.are_possible(params, (0.0, f64::INFINITY));
        let mean = match fixed {
            Some(last) if possible => last.value / standard_number(last.probability),
            _ => 1.0,
        };
        if possible {
            percentiles.agree(params, |probability| mean * standard_number(probability));
        }
        return params.builder().constant(mean);
    }
    if params.has("rate") {
        let rate = params.number("rate", Reading::Close);
        order::positive(params, "rate", rate);
        let builder = params.builder();
        let one = builder.constant(1.0);
        return builder.divide(one, rate);
    }
    let mean = params.number("mean", Reading::Close);
    order::positive(params, "mean", mean);
    mean
}
