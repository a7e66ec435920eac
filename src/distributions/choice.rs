//! One of a few values, by weight.

use super::Distribution;
use crate::catalogue::{Entry, Parameter, Takes};
use crate::diagnose::Diagnostic;
use crate::kind::Params;
use crate::plan::NodeId;

/// See the entry.
pub(super) struct Choice;

impl Distribution for Choice {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "choice",
            summary: "One of a few values, by weight.",
            parameters: &[
                Parameter::required("values", Takes::Numbers, "the values"),
                Parameter::optional(
                    "weights",
                    Takes::Numbers,
                    "all equal",
                    "one for each value; any scale",
                ),
            ],
            example: "[inputs.revenue]\nvalue = { choice = { values = [3.5, 4.5, 5.5], weights = [1, 6, 3] } }\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>, probability: NodeId) -> NodeId {
        if !params.has("values") {
            params.missing("values");
        }
        let values = params.numbers("values").unwrap_or_default();
        let weights = params.numbers("weights").unwrap_or_else(|| vec![1.0; values.len()]);
        let total: f64 = weights.iter().sum();
        let good = weights.len() == values.len()
            && !values.is_empty()
            && total > 0.0
            && weights.iter().all(|weight| *weight >= 0.0);
        if !good {
            let message = format!("weights of {} do not fit its values", params.path);
            let help = "write one weight that is not negative for each value, not all zero";
            let span = params.span_of("weights");
            params.complain(Diagnostic::error("bad-weights", span, message).help(help));
            return params.builder().constant(1.0);
        }
        // By rising value, so that the quantile rises.
        let mut pairs: Vec<(f64, f64)> = values.into_iter().zip(weights).collect();
        pairs.sort_by(|left, right| left.0.total_cmp(&right.0));
        let builder = params.builder();
        let mut result = builder.constant(pairs[pairs.len() - 1].0);
        let mut upper = total;
        for (value, weight) in
            pairs.iter().rev().skip(1).zip(pairs.iter().rev()).map(|(pair, next)| (pair.0, next.1))
        {
            upper -= weight;
            let bound = builder.constant(upper / total);
            let below = builder.less(probability, bound);
            let value = builder.constant(value);
            result = builder.select(below, value, result);
        }
        result
    }
}
