//! Where the findings of one formula go: offsets become places, and there is an end of them.

use crate::diagnose::{Diagnostic, Diagnostics, Span};
use std::ops::Range;

/// How many findings one formula may bring; more would only repeat that it is broken.
const FINDING_LIMIT: usize = 20;

/// The findings of one formula.
pub(super) struct Faults<'a> {
    text: &'a str,
    span: Span,
    diagnostics: &'a mut Diagnostics,
    count: usize,
    stopped: bool,
}

impl<'a> Faults<'a> {
    pub(super) fn new(text: &'a str, span: Span, diagnostics: &'a mut Diagnostics) -> Self {
        Self { text, span, diagnostics, count: 0, stopped: false }
    }

    /// The place of a range of the text: the whole formula where escapes make offsets meaningless.
    pub(super) fn place(&self, range: &Range<usize>) -> Span {
        if self.span.end.saturating_sub(self.span.start) == self.text.len() {
            self.span.part(range.start, range.end.saturating_sub(range.start))
        } else {
            self.span
        }
    }

    /// The text of a range.
    pub(super) fn slice(&self, range: &Range<usize>) -> &'a str {
        self.text.get(range.clone()).unwrap_or("")
    }

    /// The text from a place on.
    pub(super) fn after(&self, from: usize) -> &'a str {
        self.text.get(from..).unwrap_or("")
    }

    /// Reports an error with its way out.
    pub(super) fn report(
        &mut self,
        code: &'static str,
        range: &Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.count += 1;
        if !self.stopped && self.count <= FINDING_LIMIT {
            let place = self.place(range);
            self.diagnostics.push(Diagnostic::error(code, place, message).help(help));
        }
    }

    /// Reports a syntax error with its way out.
    pub(super) fn syntax(
        &mut self,
        range: &Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.report("formula-syntax", range, message, help);
    }

    /// Says nothing from here on: what follows would be consequences.
    pub(super) fn stop(&mut self) {
        self.stopped = true;
    }

    /// Whether anything was wrong.
    pub(super) fn any(&self) -> bool {
        self.count > 0
    }
}
