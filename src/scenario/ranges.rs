//! Numbers that make no sense for the key they stand at: an error where they are known, and what a run has to watch where they vary.

use super::lowering::Lowering;
use crate::catalogue::Range;
use crate::diagnose::{Diagnostic, Span};
use crate::document::{Value, ValueKind};
use crate::formula::parse_number;
use crate::kind::{Asked, Reading};
use crate::plan::{Called, Demand, NodeId};

impl Lowering<'_, '_> {
    /// A number in a range.
    pub(super) fn lower_number_within(
        &mut self,
        value: &Value,
        site: &str,
        reading: Reading,
        range: Range,
    ) -> NodeId {
        let node = self.lower_number(value, site, reading);
        let asked = Asked { value, site, reading, range, only_where_used: false };
        self.keep_within(node, &asked);
        node
    }

    /// Complains of a known number outside of its range, and lets a run stop where one that varies leaves it.
    pub(super) fn keep_within(&mut self, node: NodeId, asked: &Asked<'_>) {
        let Asked { value, site, reading, range, .. } = *asked;
        if range == Range::Any || self.has_points_outside(value, site, range) {
            return;
        }
        if let Some(number) = self.builder.evaluate_constant(node) {
            // What is no finite number is for the run to say, as everywhere.
            if number.is_finite() && !range.contains(number) {
                let span = written(value).span;
                let found = Outside { number, range, when: None };
                self.diagnostics.push(outside(site, span, found));
            }
            return;
        }
        if asked.only_where_used && !self.builder.is_once(node) {
            return;
        }
        let at_opening = reading == Reading::Open;
        let called = Called::path(site).at(written(value).span);
        self.builder.name(called, node, Demand::Within { range, at_opening });
    }

    /// Whether a schedule has known points outside of the range; complains of each.
    fn has_points_outside(&mut self, value: &Value, site: &str, range: Range) -> bool {
        let points = value.as_table().and_then(|table| table.get("schedule"));
        let Some(points) = points.and_then(|entry| entry.value.as_table()) else { return false };
        let mut found = false;
        for entry in &points.entries {
            let text = entry.value.as_text().and_then(|text| parse_number(text, self.scale));
            let Some(number) = entry.value.as_number().or(text) else { continue };
            if !range.contains(number) {
                let outside_it = Outside { number, range, when: None };
                self.diagnostics.push(outside(site, entry.value.span, outside_it));
                found = true;
            }
        }
        found
    }
}

/// A number that is not in its range.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outside<'a> {
    pub(super) number: f64,
    pub(super) range: Range,
    /// On which path and date, where it varies.
    pub(super) when: Option<&'a str>,
}

/// The finding for a number outside of its range.
pub(super) fn outside(label: &str, span: Span, found: Outside<'_>) -> Diagnostic {
    let Outside { number, range, when } = found;
    let code = if range == Range::Positive { "not-positive" } else { "out-of-range" };
    let rule = range.rule();
    let (message, help) = match when {
        None => (format!("{label} is {number}, but {rule}"), range.way_out()),
        Some(when) => (format!("{label} is {number}, but {rule}, {when}"), range.clamp()),
    };
    Diagnostic::error(code, span, message).help(help)
}

/// The number itself, where it stands in a table with its source.
fn written(value: &Value) -> &Value {
    match &value.kind {
        ValueKind::Table(table) => table.get("value").map_or(value, |entry| written(&entry.value)),
        _ => value,
    }
}
