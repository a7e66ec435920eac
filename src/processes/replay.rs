//! What was observed: a column of a CSV file over again, or a bootstrap of its changes.

use super::Process;
use crate::calendar::Grid;
use crate::catalogue::{Entry, Parameter, Takes};
use crate::diagnose::Diagnostic;
use crate::kind::{Params, Reading};
use crate::lane::math::ln;
use crate::plan::{NodeId, Unary};
use jiff::civil::Date;

/// See the entry.
pub(super) struct Replay;

impl Process for Replay {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "replay",
            summary: "A column of a CSV file, the same on every path; or a block bootstrap of its changes from row to row.",
            parameters: &[
                Parameter::optional(
                    "file",
                    Takes::File,
                    "needed where `values` does not say them",
                    "the CSV file, relative to the file that names it; with a column `date`, a replay reads the last row on or before each day",
                ),
                Parameter::optional("column", Takes::Text, "\"value\"", "which column of the file"),
                Parameter::optional(
                    "values",
                    Takes::Numbers,
                    "read from the file",
                    "the values written out: the start's, then one for each period",
                ),
                Parameter::optional(
                    "bootstrap",
                    Takes::Flag,
                    "false",
                    "draw runs of its changes instead of replaying it; rows then are one period apart",
                ),
                Parameter::optional(
                    "block",
                    Takes::Count,
                    "4",
                    "how many changes in a row are drawn together (circular blocks, Politis & Romano 1992)",
                ),
                Parameter::optional(
                    "changes",
                    Takes::Word(&["relative", "absolute"]),
                    "\"relative\"",
                    "whether changes multiply (of logarithms) or add",
                ),
                Parameter::optional(
                    "start",
                    Takes::Number,
                    "the last value of the column",
                    "where a bootstrap starts",
                ),
            ],
            example: "[drivers.demand]\nprocess = \"replay\"\nvalues = [100, 104, 99, 108, 111, 107, 118]\nbootstrap = true\nblock = 2\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>) -> NodeId {
        let Some(values) = observed(params) else { return params.builder().constant(1.0) };
        if params.flag("bootstrap", false) {
            bootstrap(params, &values)
        } else {
            replayed(params, &values)
        }
    }
}

fn observed(params: &mut Params<'_>) -> Option<Vec<f64>> {
    if params.has("values") {
        for key in ["file", "column"] {
            if params.has(key) {
                let message =
                    format!("`values` of {} leave nothing for `{key}` to say", params.path);
                let span = params.span_of(key);
                let finding = Diagnostic::error("not-together", span, message);
                params.complain(finding.help("keep `file`, or `values`"));
            }
        }
        return params.numbers("values");
    }
    if !params.has("file") {
        params.missing("file");
        return None;
    }
    let file = params.text("file")?;
    let column = if params.has("column") { params.text("column")? } else { "value".to_owned() };
    let span = params.span_of("file");
    params.scope.column(&file, span, &column)
}

/// The first row at the start, one more at the close of every period; with dates, the last row on or before that day.
fn replayed(params: &mut Params<'_>, values: &[f64]) -> NodeId {
    for key in ["block", "changes", "start"] {
        if params.has(key) {
            let message = format!("`{key}` in {} needs `bootstrap = true`", params.path);
            let help = "a replay has nothing to draw and starts where its column does";
            let span = params.span_of(key);
            params.complain(Diagnostic::error("not-together", span, message).help(help));
        }
    }
    let span = params.span_of(if params.has("file") { "file" } else { "values" });
    let dates = match params.has("file").then(|| params.text("file")).flatten() {
        Some(file) => params.scope.dates(&file, span),
        None => None,
    };
    let grid = params.scope.grid();
    let rows = rows(grid, values.len(), dates.as_deref());
    let series: Option<Vec<f64>> =
        rows.and_then(|rows| rows.into_iter().map(|row| values.get(row).copied()).collect());
    if let Some(series) = series {
        return params.builder().series(series);
    }
    let path = &params.path;
    let message =
        format!("what {path} replays does not reach from the start to the end of the run");
    let (first, periods) = (grid.start(), grid.periods());
    let help = format!(
        "it needs a value for {first} and one for each of the {periods} periods after it, or `bootstrap = true`"
    );
    params.complain(Diagnostic::error("short-history", span, message).help(help));
    params.builder().constant(1.0)
}

/// Which row stands at the start and at each close; `None` where some are missing.
fn rows(grid: Grid, count: usize, dates: Option<&[Date]>) -> Option<Vec<usize>> {
    let periods = grid.periods();
    let Some(dates) = dates else {
        return (periods < count).then(|| (0..=periods).collect());
    };
    // The last row may be a little older than the end, but not by a whole period.
    let newest = dates.iter().max()?;
    if periods > 0 && *newest <= grid.date(periods - 1) {
        return None;
    }
    (0..=periods)
        .map(|k| {
            let known = dates.iter().enumerate().filter(|(_, date)| **date <= grid.date(k));
            known.max_by_key(|(row, date)| (**date, *row)).map(|(row, _)| row)
        })
        .collect()
}

/// Every `block` periods a place among the changes is drawn, and read on from there, round the end to the beginning.
fn bootstrap(params: &mut Params<'_>, values: &[f64]) -> NodeId {
    let relative = params.word("changes") == "relative";
    let block = block(params);
    let (Some(changes), Some(&last)) = (changes(params, values, relative), values.last()) else {
        return params.builder().constant(1.0);
    };
    let start = params.number_or("start", last, Reading::Close);
    let (path, site) = (params.path.clone(), params.site("place"));
    let builder = params.builder();
    let periods = builder.periods();
    #[expect(clippy::cast_precision_loss, reason = "rows of a file")]
    let count = changes.len() as f64;
    let begins = (0..=periods).map(|k| if k % block == 1 % block { 1.0 } else { 0.0 }).collect();
    let begins = builder.series(begins);
    let uniform = builder.uniform_each_step(&site);
    let drawn = builder.scale(uniform, count);
    let drawn = builder.unary(Unary::Floor, drawn);
    let place = builder.later(&site);
    let before = builder.previous(place);
    let one = builder.constant(1.0);
    let after = builder.add(before, one);
    let end = builder.constant(count);
    let past = builder.less_equal(end, after);
    let zero = builder.constant(0.0);
    let after = builder.select(past, zero, after);
    let next = builder.select(begins, drawn, after);
    let found = builder.followed(zero, next);
    builder.define(place, found);
    let probability = builder.scale(found, 1.0 / (count - 1.0));
    let change = builder.table(probability, changes);
    let value = builder.later(&path);
    let before = builder.previous(value);
    let next = if relative {
        let factor = builder.exponential(change);
        builder.multiply(before, factor)
    } else {
        builder.add(before, change)
    };
    let result = builder.followed(start, next);
    builder.define(value, result);
    result
}

fn block(params: &mut Params<'_>) -> usize {
    let Some(written) = params.fixed("block") else { return 4 };
    let found = (1..=1200_u16).find(|&count| f64::from(count) == written);
    if found.is_none() {
        let message = format!("`block` in {} is a whole number from 1 to 1200", params.path);
        let span = params.span_of("block");
        let help = "write `block = 4`, say";
        params.complain(Diagnostic::error("out-of-range", span, message).help(help));
    }
    usize::from(found.unwrap_or(4))
}

/// Changes from row to row, at least two of them.
fn changes(params: &mut Params<'_>, values: &[f64], relative: bool) -> Option<Vec<f64>> {
    let span = params.span_of(if params.has("file") { "file" } else { "values" });
    if values.len() < 3 {
        let message = format!("{} has too few rows to draw changes from", params.path);
        let help = "three rows, one period apart, are the least";
        params.complain(Diagnostic::error("short-history", span, message).help(help));
        return None;
    }
    if relative && values.iter().any(|value| *value <= 0.0) {
        let message =
            format!("{} draws relative changes of values that are not above zero", params.path);
        let help = "write `changes = \"absolute\"`";
        params.complain(Diagnostic::error("not-positive", span, message).help(help));
        return None;
    }
    let change =
        |pair: &[f64]| if relative { ln(pair[1]) - ln(pair[0]) } else { pair[1] - pair[0] };
    Some(values.windows(2).map(change).collect())
}
