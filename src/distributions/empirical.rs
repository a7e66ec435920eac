//! What was observed, drawn again: a column of a CSV file or a list of values.

use super::Distribution;
use super::ways::one_way;
use crate::catalogue::{Entry, Parameter, Takes};
use crate::diagnose::Diagnostic;
use crate::kind::Params;
use crate::plan::{NodeId, Unary};

/// See the entry.
pub(super) struct Empirical;

impl Distribution for Empirical {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "empirical",
            summary: "What was observed, drawn again, each value as likely as any other.",
            parameters: &[
                Parameter::optional("file", Takes::File, "", "a CSV file with a header"),
                Parameter::optional("column", Takes::Text, "value", "the column that is read"),
                Parameter::optional("values", Takes::Numbers, "", "the values, instead of a file"),
                Parameter::optional(
                    "interpolate",
                    Takes::Flag,
                    "false",
                    "also draw what lies between neighbouring values (quantiles of type 7)",
                ),
            ],
            example: "[inputs.ev_to_revenue]\nvalue = { empirical = { values = [4.1, 6.3, 5.0, 9.8, 7.2], interpolate = true } }\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>, probability: NodeId) -> NodeId {
        if !one_way(params, &[&["file", "column"], &["values"]], &["interpolate"]) {
            return params.builder().constant(1.0);
        }
        let interpolate = params.flag("interpolate", false);
        let Some(mut values) = observed(params) else { return params.builder().constant(1.0) };
        values.sort_by(f64::total_cmp);
        match values[..] {
            [only] => params.builder().constant(only),
            _ if interpolate => params.builder().table(probability, values),
            _ => step(params, probability, &values),
        }
    }
}

/// The values, at least one.
fn observed(params: &mut Params<'_>) -> Option<Vec<f64>> {
    let (key, values) = if params.has("values") {
        ("values", params.numbers("values")?)
    } else {
        if !params.has("file") {
            params.missing("file");
            return None;
        }
        let file = params.text("file")?;
        let column = if params.has("column") { params.text("column")? } else { "value".to_owned() };
        let span = params.span_of("file");
        ("file", params.scope.column(&file, span, &column)?)
    };
    if values.is_empty() {
        let message = format!("`{key}` of {} holds no value", params.path);
        let help = "give it at least one value, better thirty";
        let span = params.span_of(key);
        params.complain(Diagnostic::error("no-values", span, message).help(help));
        return None;
    }
    Some(values)
}

/// The value of rank ⌊u n⌋. Every value stands twice in the table, so that a place in the middle of such a pair reads
/// it without rounding.
fn step(params: &mut Params<'_>, probability: NodeId, values: &[f64]) -> NodeId {
    #[expect(clippy::cast_precision_loss, reason = "columns are small")]
    let count = values.len() as f64;
    let doubled: Vec<f64> = values.iter().flat_map(|value| [*value, *value]).collect();
    let builder = params.builder();
    let rank = builder.scale(probability, count);
    let rank = builder.unary(Unary::Floor, rank);
    let last = builder.constant(count - 1.0);
    let rank = builder.minimum(rank, last);
    let cell = builder.scale(rank, 2.0);
    let half = builder.constant(0.5);
    let middle = builder.add(cell, half);
    let place = builder.scale(middle, 1.0 / (2.0 * count - 1.0));
    builder.table(place, doubled)
}
