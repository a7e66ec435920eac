//! One of several distributions, by weight: the deal closes or not, the year is good or bad.

use super::Distribution;
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::diagnose::Diagnostic;
use crate::document::{Table, Value, ValueKind};
use crate::kind::{Asked, Params, Reading};
use crate::plan::NodeId;

/// See the entry.
pub(super) struct Mixture;

impl Distribution for Mixture {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "mixture",
            summary: "One of several distributions, by weight.",
            parameters: &[Parameter::required(
                "of",
                Takes::Table,
                "its parts by name, each with `weight` (any scale) and a number or a distribution of its own; \
                 one uniform is shared out among them in the order in which they stand, so put the lower ones first",
            )],
            example: "[inputs.price]\nvalue.mixture.of.sold_in_a_hurry = { weight = 0.3, uniform = [4, 6] }\n\
                      value.mixture.of.sold_at_leisure = { weight = 0.7, lognormal = { p10 = 7, p90 = 15 } }\n",
        };
        &ENTRY
    }

    /// Each part takes its share of the uniform, stretched to (0, 1): exact for any parts, also with parameters that
    /// are formulas, and one uniform a draw. Where parts overlap, the value falls at the start of the next share, so
    /// this is not the quantile of the whole, and correlation with other inputs follows the order of the parts.
    fn lower(&self, params: &mut Params<'_>, probability: NodeId) -> NodeId {
        let parts = parts(params);
        let mut weights = Vec::new();
        let mut total = params.builder().constant(0.0);
        for part in &parts {
            let weight = weight(params, part);
            total = params.builder().add(total, weight);
            weights.push(weight);
        }
        if params.builder().evaluate_constant(total).is_some_and(|total| total <= 0.0) {
            let message = format!("the weights of {} add up to nothing", params.path);
            let help =
                "give each part a `weight` that is not negative, and one of them more than zero";
            let span = params.span_of("of");
            params.complain(Diagnostic::error("bad-weights", span, message).help(help));
            return params.builder().constant(1.0);
        }
        let mut result: Option<NodeId> = None;
        let mut upper = total;
        // From the last part to the first: each is chosen where the uniform is below its upper end.
        for (part, weight) in parts.iter().zip(weights).rev() {
            let builder = params.builder();
            let lower = builder.subtract(upper, weight);
            let scaled = builder.multiply(probability, total);
            let inside = builder.subtract(scaled, lower);
            let share = builder.divide(inside, weight);
            // A draw at the very edge of a share stays inside: quantiles of 0 and 1 may be infinite.
            let (least, most) = (builder.constant(EDGE), builder.constant(1.0 - EDGE));
            let share = builder.maximum(share, least);
            let share = builder.minimum(share, most);
            let value = params.scope.number_at(&part.value, &part.site, share);
            let builder = params.builder();
            result = Some(match result {
                None => value,
                Some(rest) => {
                    let below = builder.less(scaled, upper);
                    builder.select(below, value, rest)
                }
            });
            upper = lower;
        }
        result.unwrap_or_else(|| params.builder().constant(1.0))
    }

    fn rises(&self) -> bool {
        false
    }
}

/// Half of the distance between uniforms.
const EDGE: f64 = f64::EPSILON / 2.0;

/// A part: where its weight stands, and what is left without it.
struct Part {
    site: String,
    weight: Option<Value>,
    value: Value,
}

fn parts(params: &mut Params<'_>) -> Vec<Part> {
    let Some(of) = params.value("of").cloned() else {
        params.missing("of");
        return Vec::new();
    };
    let named: Vec<(String, Value)> = match &of.kind {
        ValueKind::Table(table) => table
            .entries
            .iter()
            .map(|entry| (entry.key.name.clone(), entry.value.clone()))
            .collect(),
        ValueKind::List(items) => items
            .iter()
            .enumerate()
            .map(|(index, item)| ((index + 1).to_string(), item.clone()))
            .collect(),
        _ => Vec::new(),
    };
    if named.is_empty() {
        let wanted = "a table of parts such as { good = { weight = 1, normal = [5, 1] } }";
        params.wrong_type("of", of.span, of.description(), wanted);
    }
    let mut parts = Vec::new();
    for (name, value) in named {
        let site = params.site(&format!("of.{name}"));
        let ValueKind::Table(table) = &value.kind else {
            let wanted = "parts that are tables such as { weight = 1, normal = [5, 1] }";
            params.wrong_type("of", value.span, value.description(), wanted);
            continue;
        };
        let weight = table.get("weight").map(|entry| entry.value.clone());
        let entries = table.entries.iter().filter(|entry| entry.key.name != "weight");
        let rest = Table { entries: entries.cloned().collect() };
        let rest = Value { span: value.span, kind: ValueKind::Table(rest) };
        parts.push(Part { site, weight, value: rest });
    }
    parts
}

fn weight(params: &mut Params<'_>, part: &Part) -> NodeId {
    let Some(value) = &part.weight else {
        let message = format!("`weight` is missing in {}", part.site);
        let help = "add `weight = 0.3`, say: how often this part is the one, on any scale";
        let finding = Diagnostic::error("missing-key", part.value.span, message);
        params.complain(finding.help(help));
        return params.builder().constant(1.0);
    };
    let site = format!("{}.weight", part.site);
    let node = params.scope.number(value, &site, Reading::Close);
    if params.builder().evaluate_constant(node).is_some_and(|weight| weight < 0.0) {
        let message = format!("the weight of {} is negative", part.site);
        let finding = Diagnostic::error("bad-weights", value.span, message);
        params.complain(finding.help("write a weight that is not negative"));
        return node;
    }
    let (reading, range) = (Reading::Close, Range::NotNegative);
    let asked = Asked { value, site: &site, reading, range, only_where_used: false };
    params.scope.keep_within(node, &asked);
    node
}
