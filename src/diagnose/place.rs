//! Where a span stands, in words that a person can follow: one answer for the terminal and for
//! JSON.

use super::{Sources, Span};

/// Lines and columns of a span, counted from one, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) end_line: usize,
    pub(super) end_column: usize,
}

/// The place of a span in its text.
pub(super) fn place(span: Span, sources: &Sources) -> Place {
    let span = visible(span, sources.text(span.source));
    let (line, column) = sources.line_column(span);
    let (end_line, end_column) = sources.line_column(Span { start: span.end, ..span });
    Place { line, column, end_line, end_column }
}

/// The part of a span that can be shown: inside its text, on whole characters, not starting inside
/// or after the line break that ends a line (a fault found at the end of a file is shown after its
/// last word), and not reaching over the line breaks at its own end.
pub(super) fn visible(span: Span, text: &str) -> Span {
    let mut start = span.start.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    if text[start..].chars().all(char::is_whitespace) {
        start = start.min(text.trim_end().len());
    }
    if text[start..].starts_with('\n') && text[..start].ends_with('\r') {
        start -= 1;
    }
    let mut end = span.end.clamp(start, text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    let end = start + text[start..end].trim_end_matches(['\r', '\n']).len();
    Span { source: span.source, start, end }
}
