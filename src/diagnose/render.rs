//! Findings for people: the line, a caret under the fault, and the way out.

use super::harmless;
use super::place::visible;
use super::{Diagnostic, Diagnostics, Label, Severity, SourceId, Sources, Span};
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

/// Columns that a rendered source line may take; longer lines are trimmed around the fault.
const WIDTH: usize = 120;

/// Findings that are shown with their lines; of the next only place and cause.
const SHOWN: usize = 16;

/// Findings that are named after these; the rest is counted.
const NAMED: usize = 40;

/// Characters of one line that a label may mark: carets along a whole long line say nothing.
const LONGEST_MARK: usize = 80;

/// The findings in source order, as text, and a last line that counts them; empty where there are
/// none.
#[must_use]
pub fn render(diagnostics: &Diagnostics, sources: &Sources, color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.term_width(WIDTH);
    let items = diagnostics.in_source_order();
    let mut text = String::new();
    for item in items.iter().take(SHOWN) {
        text.push_str(&renderer.render(&[group(item, sources)]));
        text.push_str("\n\n");
    }
    let rest = items.get(SHOWN..).unwrap_or_default();
    for item in rest.iter().take(NAMED) {
        text.push_str(&in_one_line(item, sources));
    }
    if rest.len() > NAMED {
        let more = rest.len() - NAMED;
        text.push_str(&format!("and {more} more; `dealsim check --json FILE` lists them all\n"));
    }
    if !rest.is_empty() {
        text.push('\n');
    }
    if !items.is_empty() {
        text.push_str(&summary(&items));
        text.push('\n');
    }
    text
}

/// A finding after the first screens: its place and what it is.
fn in_one_line(item: &Diagnostic, sources: &Sources) -> String {
    let level = match item.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let place = item.labels.first().map_or_else(String::new, |label| {
        let (line, column) = sources.line_column(label.span);
        format!("{}:{line}:{column}: ", sources.name(label.span.source))
    });
    let letters: String = item.message.chars().take(WIDTH).collect();
    format!("{}{level}[{}]: {}\n", harmless::shown(&place), item.code, harmless::shown(&letters))
}

/// `2 errors, 1 warning`.
fn summary(items: &[&Diagnostic]) -> String {
    let errors = items.iter().filter(|item| item.severity == Severity::Error).count();
    let counted = [(errors, "error"), (items.len() - errors, "warning")];
    let parts: Vec<String> = counted
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, noun)| format!("{count} {noun}{}", if count == 1 { "" } else { "s" }))
        .collect();
    parts.join(", ")
}

/// One finding: its title, one excerpt per text that it points into, and its help.
fn group<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Group<'a> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(harmless::shown(&diagnostic.message)).id(diagnostic.code);
    let mut group = Group::with_title(title);
    let mut shown: Vec<SourceId> = Vec::new();
    for label in &diagnostic.labels {
        let source = label.span.source;
        if shown.contains(&source) {
            continue;
        }
        shown.push(source);
        group = if sources.text(source).trim().is_empty() {
            // There is no line to show: the file could not be read, or says nothing.
            group.element(Origin::path(sources.name(source)))
        } else {
            group.element(excerpt(diagnostic, source, sources))
        };
    }
    match &diagnostic.help {
        Some(help) => group.element(Level::HELP.message(harmless::shown(help))),
        None => group,
    }
}

/// The lines of one source from its first to its last label; lines without a label are folded by
/// the renderer.
fn excerpt<'a>(
    diagnostic: &'a Diagnostic,
    source: SourceId,
    sources: &'a Sources,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let text = sources.text(source);
    let marks: Vec<(bool, &Label, Span)> = diagnostic
        .labels
        .iter()
        .enumerate()
        .filter(|(_, label)| label.span.source == source)
        .map(|(at, label)| (at == 0, label, markable(label.span, text)))
        .collect();
    let first = marks.iter().map(|(_, _, span)| span.start).min().unwrap_or(0);
    let last = marks.iter().map(|(_, _, span)| span.end).max().unwrap_or(0);
    let from = text[..first].rfind('\n').map_or(0, |at| at + 1);
    let to = text[last..].find('\n').map_or(text.len(), |at| last + at + 1);
    let line_start = sources.line(source, from);
    let annotations = marks.into_iter().map(|(primary, label, span)| {
        let kind = if primary { AnnotationKind::Primary } else { AnnotationKind::Context };
        let said = (!label.text.is_empty()).then_some(label.text.as_str());
        kind.span(span.start - from..span.end - from).label(said)
    });
    Snippet::source(&text[from..to])
        .line_start(line_start)
        .path(sources.name(source))
        .annotations(annotations)
}

/// The part of a span that is marked: at most so many characters where it is on one line.
fn markable(span: Span, text: &str) -> Span {
    let span = visible(span, text);
    let marked = &text[span.start..span.end];
    match marked.char_indices().nth(LONGEST_MARK) {
        Some((length, _)) if !marked.contains('\n') => Span { end: span.start + length, ..span },
        _ => span,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnose::place::place;
    use proptest::prelude::*;

    fn spot(source: SourceId, start: usize, end: usize) -> Span {
        Span { source, start, end }
    }

    fn rendered(items: Vec<Diagnostic>, sources: &Sources) -> String {
        let mut diagnostics = Diagnostics::default();
        for item in items {
            diagnostics.push(item);
        }
        render(&diagnostics, sources, false)
    }

    #[test]
    fn a_finding_shows_line_caret_related_place_and_way_out() {
        let mut sources = Sources::default();
        let base = sources.add("world.toml", "[terms.a]\nrate = 0.2\n");
        let deal = sources.add("deal.toml", "name = \"x\"\n[terms.b]\n\trate = 2\n");
        let error = Diagnostic::error("bad-rate", spot(deal, 22, 30), "the rate is above one")
            .here("200 %")
            .also(spot(base, 10, 14), "the other share")
            .help("write 0.02");
        let warning = Diagnostic::warning("odd", spot(base, 0, 9), "odd");
        let expected = "\
warning[odd]: odd
 --> world.toml:1:1
  |
1 | [terms.a]
  | ^^^^^^^^^

error[bad-rate]: the rate is above one
 --> deal.toml:3:2
  |
3 |     rate = 2
  |     ^^^^^^^^ 200 %
  |
 ::: world.toml:2:1
  |
2 | rate = 0.2
  | ---- the other share
  |
  = help: write 0.02

1 error, 1 warning
";
        assert_eq!(rendered(vec![error, warning], &sources), expected);
        assert_eq!(rendered(vec![], &sources), "");
    }

    #[test]
    fn the_end_of_a_file_is_shown_after_its_last_word() {
        let mut sources = Sources::default();
        let source = sources.add("a.toml", "a = [1,\r\n\r\n");
        let text = rendered(vec![Diagnostic::error("x", spot(source, 11, 11), "open")], &sources);
        assert!(text.contains("a.toml:1:8") && text.contains("1 | a = [1,\n"), "{text}");
    }

    #[test]
    fn a_file_without_text_is_named() {
        let mut sources = Sources::default();
        let source = sources.add("gone.toml", "");
        let text = rendered(vec![Diagnostic::error("x", spot(source, 0, 0), "gone")], &sources);
        assert_eq!(text, "error[x]: gone\n--> gone.toml\n\n1 error\n");
    }

    #[test]
    fn a_long_line_is_trimmed() {
        let mut sources = Sources::default();
        let line = format!("values = [{}]", "1234, ".repeat(100_000));
        let source = sources.add("long.toml", line);
        for (start, end) in [(300_000, 300_004), (10, 500_000), (0, 6), (600_010, 600_011)] {
            let finding = Diagnostic::error("x", spot(source, start, end), "here").here("this");
            let text = rendered(vec![finding], &sources);
            assert!(text.contains('^') && text.contains("this"), "{text}");
            assert!(text.lines().all(|line| line.chars().count() <= 150), "{text}");
        }
    }

    /// Text with the characters that break renderers: wide, combining, invisible, control, and
    /// every line break.
    fn awkward_text() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            4 => "[a-z =\\[\\]\"]{0,8}",
            1 => Just("\n".to_owned()), 1 => Just("\r\n".to_owned()), 1 => Just("\r".to_owned()),
            1 => Just("\t".to_owned()),
            1 => Just("日本".to_owned()), 1 => Just("e\u{301}".to_owned()),
            1 => Just("👩‍👩‍👧".to_owned()), 1 => Just("\u{202e}".to_owned()),
            1 => Just("\0\u{1b}".to_owned()),
            1 => Just(" ".repeat(50)), 1 => Just("w".repeat(200)), 1 => any::<String>(),
        ];
        proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn no_text_and_no_span_breaks_it(
            text in awkward_text(),
            other in awkward_text(),
            spans in proptest::collection::vec((0usize..400, 0usize..400, 0u32..4), 1..5),
            color in any::<bool>(),
        ) {
            let mut sources = Sources::default();
            sources.add("a", text);
            sources.add("b", other);
            let mut spans =
                spans.into_iter().map(|(start, end, source)| spot(SourceId(source), start, end));
            let first = spans.next().unwrap_or(spot(SourceId(0), 0, 0));
            let mut finding = Diagnostic::error("x", first, "m").here("label").help("h");
            for span in spans {
                finding = finding.also(span, "other");
            }
            let mut diagnostics = Diagnostics::default();
            diagnostics.push(finding);
            let rendered = render(&diagnostics, &sources, color);
            prop_assert!(rendered.ends_with("1 error\n"));
            let said = place(first, &sources);
            prop_assert!(said.line >= 1);
            prop_assert!((said.line, said.column) <= (said.end_line, said.end_column));
            if !color && !sources.text(first.source).trim().is_empty() {
                let name = sources.name(first.source);
                let wanted = format!("{name}:{}:{}\n", said.line, said.column);
                prop_assert!(rendered.contains(&wanted), "{wanted} in\n{rendered}");
            }
        }
    }
}
