//! Where in the files the values stand that a run insists on, so that a bad number can be shown where it was written.

use super::model::Model;
use super::ranges::{Outside, outside};
use crate::diagnose::{Diagnostic, Label, SourceId, Span};
use crate::document::{Table, ValueKind};
use crate::engine::{KnownFault, known_faults};
use crate::plan::{Demand, Named};
use std::collections::BTreeSet;

/// The place of each named value; none for one that stands nowhere, such as a flow.
pub(super) fn places(named: &[Named], root: &Table) -> Vec<Option<Span>> {
    let place =
        |named: &Named| named.called.at.or_else(|| of_path(named.called.path.as_deref()?, root));
    named.iter().map(place).collect()
}

/// The place of the deepest value on a key path.
fn of_path(path: &str, root: &Table) -> Option<Span> {
    let mut table = root;
    let mut found = None;
    let mut deepest = None;
    for (depth, key) in path.split('.').enumerate() {
        let Some(entry) = table.get(key) else { break };
        // A section alone is no place.
        if depth > 0 {
            found = Some(entry.value.span);
        }
        match &entry.value.kind {
            ValueKind::Table(inner) => table = inner,
            _ => return found,
        }
        deepest = Some(table);
    }
    // Of an item as a whole, what says its value.
    let said = deepest
        .filter(|_| found.is_some())
        .and_then(|item| ["formula", "value"].into_iter().find_map(|key| item.get(key)));
    said.map_or(found, |entry| Some(entry.value.span))
}

impl Model {
    /// A finding for each value that is the same on all paths and not what it must be; one that stands nowhere in the
    /// files is shown at `elsewhere`.
    pub(super) fn known_faults(&self, elsewhere: Span) -> Vec<Diagnostic> {
        let mut faults = known_faults(&self.plan);
        // A value can be insisted on twice: as what it is and as what others read.
        let mut told = BTreeSet::new();
        faults.retain(|fault| {
            self.plan.named.get(fault.named).is_none_or(|named| told.insert(&named.called.label))
        });
        // A payoff that is no number follows from a flow that is none, and that one stands somewhere.
        let stands = |fault: &KnownFault| self.places.get(fault.named).copied().flatten().is_some();
        if faults.iter().any(stands) {
            faults.retain(|fault| stands(fault) || fault.value.is_finite());
        }
        let finding = |fault: &KnownFault| {
            let when = format!("on every path at {}", self.grid.date(fault.index));
            let (mut finding, placed) = self.bad_number(fault.named, fault.value, &when);
            if !placed {
                finding.labels = vec![Label { span: elsewhere, text: String::new() }];
            }
            finding
        };
        faults.iter().map(finding).collect()
    }

    /// The finding for a named value that is not a finite number, or is finite and still not what it must be, and whether
    /// its place in the files is known. `when` says on which path and date.
    #[must_use]
    pub fn bad_number(&self, named: usize, value: f64, when: &str) -> (Diagnostic, bool) {
        let place = self.places.get(named).copied().flatten();
        let nowhere = Span { source: SourceId(0), start: 0, end: 0 };
        let named = self.plan.named.get(named);
        let label = named.map_or("a value", |named| &named.called.label);
        let at = place.unwrap_or(nowhere);
        let finding = if let (true, Some(Demand::Within { range, .. })) =
            (value.is_finite(), named.map(|named| named.demand))
        {
            outside(label, at, Outside { number: value, range, when: Some(when) })
        } else if let (true, Some(Demand::Room)) =
            (value.is_finite(), named.map(|named| named.demand))
        {
            let sum = percent(1.0 - value);
            let message = format!("{sum} of the company goes to {label} {when}");
            Diagnostic::error("more-than-all", at, message).help(
                "what they take together has to leave a part to others: lower a stake, raise a cap or a value, or give \
                 one of them a `rank`, which puts it before or after the others",
            )
        } else if let (true, Some(Demand::OnePrice)) =
            (value.is_finite(), named.map(|named| named.demand))
        {
            let message =
                format!("shares under {label} are sold at different prices at one moment {when}");
            Diagnostic::error("two-prices", at, message).help(
                "investors of one round state one value; where one closes after the other, say `rank = 1` and `rank = 2`",
            )
        } else if value.is_finite() {
            Diagnostic::error("below-zero", at, format!("{label} falls below zero {when}")).help(
                "a company that can run out of money needs `funding`, or the amount a `max(0, …)`",
            )
        } else {
            let message = format!("{label} is not a finite number {when}");
            Diagnostic::error("not-finite", at, message).help(
                "look for a division by zero, a logarithm or root of a negative number, or a rate that explodes",
            )
        };
        (finding, place.is_some())
    }
}

/// A part of a whole, in percent with at most one decimal.
fn percent(part: f64) -> String {
    format!("{} %", (part * 1000.0).round() / 10.0)
}
