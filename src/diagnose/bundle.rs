//! Many findings, handed back together and in source order.

use super::{Diagnostic, Severity, Span};

/// The findings of one reading.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    items: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Keeps a finding; the same finding at the same place is kept once.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if !self.items.contains(&diagnostic) {
            self.items.push(diagnostic);
        }
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
        let at = |item: &Diagnostic| item.labels.first().is_some_and(|label| label.span == span);
        self.items.iter().any(|item| item.code == code && at(item))
    }

    /// The findings in source order.
    #[must_use]
    pub fn in_source_order(&self) -> Vec<&Diagnostic> {
        let mut sorted: Vec<_> = self.items.iter().collect();
        sorted.sort_by_key(|item| item.labels.first().map(|label| label.span));
        sorted
    }
}
