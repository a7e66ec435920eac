//! Many findings, handed back together and in source order.

use super::{Diagnostic, Severity, Span};
use std::collections::BTreeMap;

/// From so many findings on nobody needs to be told the nearest name: something larger is wrong.
const CROWD: usize = 200;

/// The findings of one reading.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    items: Vec<Diagnostic>,
    /// Numbers of the findings by place, so that a thousand findings cost no more than a thousand times one.
    places: BTreeMap<Option<Span>, Vec<usize>>,
    /// Places of which all has been said.
    quiet: Vec<Span>,
}

impl Diagnostics {
    /// Keeps a finding; the same finding at the same place is kept once.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let inside = |span: Span| self.quiet.iter().any(|quiet| quiet.covers(span));
        if place(&diagnostic).is_some_and(inside) {
            return;
        }
        let here = self.places.entry(place(&diagnostic)).or_default();
        let known = here.iter().any(|&at| self.items.get(at) == Some(&diagnostic));
        if !known {
            here.push(self.items.len());
            self.items.push(diagnostic);
        }
    }

    /// Lets nothing more be said of a place: what would be is a consequence of what was.
    pub fn quiet(&mut self, span: Span) {
        self.quiet.push(span);
    }

    /// Takes out the findings that do not pass.
    pub fn retain(&mut self, keep: impl Fn(&Diagnostic) -> bool) {
        let items = std::mem::take(&mut self.items);
        self.places.clear();
        for item in items.into_iter().filter(|item| keep(item)) {
            self.places.entry(place(&item)).or_default().push(self.items.len());
            self.items.push(item);
        }
    }

    /// Whether there are so many findings that looking for near names is no help any more.
    #[must_use]
    pub fn crowded(&self) -> bool {
        self.items.len() >= CROWD
    }

    /// Whether any finding stops the scenario from running.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.items.iter().any(|item| item.severity == Severity::Error)
    }

    /// Whether there is nothing to say.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Whether a finding of this code has been made at this place.
    #[must_use]
    pub fn has(&self, code: &str, span: Span) -> bool {
        let here = self.places.get(&Some(span)).map(Vec::as_slice).unwrap_or_default();
        here.iter().filter_map(|&at| self.items.get(at)).any(|item| item.code == code)
    }

    /// The findings in source order.
    #[must_use]
    pub fn in_source_order(&self) -> Vec<&Diagnostic> {
        let mut sorted: Vec<_> = self.items.iter().collect();
        sorted.sort_by_key(|item| place(item));
        sorted
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(findings: I) -> Self {
        let mut all = Self::default();
        findings.into_iter().for_each(|finding| all.push(finding));
        all
    }
}

/// Where the fault is.
fn place(item: &Diagnostic) -> Option<Span> {
    item.labels.first().map(|label| label.span)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnose::SourceId;

    fn at(start: usize) -> Span {
        Span { source: SourceId(0), start, end: start + 1 }
    }

    #[test]
    fn a_finding_is_kept_once_and_found_by_its_place() {
        let mut diagnostics = Diagnostics::default();
        for start in [7, 3, 7] {
            diagnostics.push(Diagnostic::error("unknown-name", at(start), "a name"));
        }
        diagnostics.push(Diagnostic::warning("unknown-name", at(7), "a name"));
        let places: Vec<usize> =
            diagnostics.in_source_order().iter().map(|item| item.labels[0].span.start).collect();
        assert_eq!(places, [3, 7, 7]);
        diagnostics.quiet(Span { end: 9, ..at(5) });
        diagnostics.push(Diagnostic::error("unknown-name", at(6), "a name"));
        assert_eq!(diagnostics.in_source_order().len(), 3);
        diagnostics.retain(|finding| finding.severity == Severity::Warning);
        assert_eq!(diagnostics.in_source_order().len(), 1);
        diagnostics.push(Diagnostic::error("unknown-name", at(3), "a name"));
        assert!(diagnostics.has("unknown-name", at(3)) && !diagnostics.has("unknown-name", at(4)));
        assert!(!diagnostics.has("loop", at(3)));
    }
}
