//! The findings of one reading together with the texts that they point into: a value that renders by itself.

use super::{Diagnostic, Diagnostics, Severity, Sources, render, to_json};
use std::fmt;

/// Everything that was found in one reading. As a text it shows each line with a caret, the cause and the way out.
///
/// ```
/// use dealsim::Scenario;
///
/// let findings = Scenario::from_text("deal.toml", "format = 1\ntime = 3\n").unwrap_err();
/// let first = findings.iter().next().expect("one at least");
/// assert_eq!((first.code, first.file, first.line), ("wrong-type", "deal.toml", 2));
/// assert!(findings.to_string().contains("--> deal.toml:2:"));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Findings {
    sources: Sources,
    diagnostics: Diagnostics,
}

/// One finding and where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding<'all> {
    /// The stable name of this kind of finding, which `dealsim explain` explains.
    pub code: &'static str,
    /// Whether the scenario cannot run; otherwise it runs, but probably not as meant.
    pub is_error: bool,
    /// The cause, one sentence without a full stop.
    pub message: &'all str,
    /// The way out; empty where none is known.
    pub help: &'all str,
    /// The file, or the override, that it is in.
    pub file: &'all str,
    /// The line, counted from one.
    pub line: usize,
    /// The column in characters, counted from one.
    pub column: usize,
}

impl Findings {
    /// Puts findings and their texts together.
    #[must_use]
    pub(crate) fn new(sources: Sources, diagnostics: Diagnostics) -> Self {
        Self { sources, diagnostics }
    }

    /// Whether any of them keeps the scenario from running.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.has_errors()
    }

    /// Whether there is nothing to say.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.diagnostics.is_empty()
    }

    /// Each of them, in the order of their places.
    pub fn iter(&self) -> impl Iterator<Item = Finding<'_>> {
        self.diagnostics.in_source_order().into_iter().map(|found| self.finding(found))
    }

    fn finding<'all>(&'all self, found: &'all Diagnostic) -> Finding<'all> {
        let span = found.labels.first().map(|label| label.span);
        let (line, column) = span.map_or((1, 1), |span| self.sources.line_column(span));
        Finding {
            code: found.code,
            is_error: found.severity == Severity::Error,
            message: &found.message,
            help: found.help.as_deref().unwrap_or_default(),
            file: span.map_or("", |span| self.sources.name(span.source)),
            line,
            column,
        }
    }

    /// As text, with colours for a terminal or without.
    #[must_use]
    pub fn rendered(&self, color: bool) -> String {
        render(&self.diagnostics, &self.sources, color)
    }

    /// As a list that a program reads, one object for each finding with all its places.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        to_json(&self.diagnostics, &self.sources)
    }

    /// The texts that they point into.
    pub(crate) fn sources(&self) -> &Sources {
        &self.sources
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.rendered(false))
    }
}

impl std::error::Error for Findings {}
