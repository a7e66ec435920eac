//! Findings for programs: editors and pipelines.

use super::place::place;
use super::{Diagnostic, Diagnostics, Label, Severity, Sources};
use serde_json::{Map, Value, json};

/// The findings in source order: a list of objects with `code`, `severity`, `message`, `file`,
/// `line`, `column`, `end_line`, `end_column`, `label`, `help` and `related`. Lines and columns
/// count from one, columns in characters, the end is exclusive. What a finding does not have is
/// null.
#[must_use]
pub fn to_json(diagnostics: &Diagnostics, sources: &Sources) -> Value {
    diagnostics.in_source_order().into_iter().map(|item| finding(item, sources)).collect()
}

fn finding(diagnostic: &Diagnostic, sources: &Sources) -> Value {
    let mut object = match diagnostic.labels.first() {
        Some(label) => located(label, sources),
        None => ["file", "line", "column", "end_line", "end_column", "label"]
            .map(|key| (key.to_owned(), Value::Null))
            .into_iter()
            .collect(),
    };
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let related: Vec<Value> = diagnostic
        .labels
        .iter()
        .skip(1)
        .map(|label| Value::Object(located(label, sources)))
        .collect();
    object.insert("code".to_owned(), json!(diagnostic.code));
    object.insert("severity".to_owned(), json!(severity));
    object.insert("message".to_owned(), json!(diagnostic.message));
    object.insert("help".to_owned(), json!(diagnostic.help));
    object.insert("related".to_owned(), json!(related));
    Value::Object(object)
}

fn located(label: &Label, sources: &Sources) -> Map<String, Value> {
    let place = place(label.span, sources);
    let text = (!label.text.is_empty()).then_some(&label.text);
    [
        ("file", json!(sources.name(label.span.source))),
        ("line", json!(place.line)),
        ("column", json!(place.column)),
        ("end_line", json!(place.end_line)),
        ("end_column", json!(place.end_column)),
        ("label", json!(text)),
    ]
    .map(|(key, value)| (key.to_owned(), value))
    .into_iter()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnose::Span;

    #[test]
    fn a_finding_says_where_it_is() {
        let mut sources = Sources::default();
        let source = sources.add("deal.toml", "a = 1\r\nname = \"é\" x\n");
        let mut diagnostics = Diagnostics::default();
        let span = Span { source, start: 19, end: 20 };
        let other = Span { source, start: 0, end: 1 };
        let finding = Diagnostic::error("toml-syntax", span, "cause").help("way out");
        diagnostics.push(finding.also(other, "first here"));
        let expected = json!([{
            "code": "toml-syntax", "severity": "error", "message": "cause", "help": "way out",
            "file": "deal.toml", "line": 2, "column": 12, "end_line": 2,
            "end_column": 13, "label": null,
            "related": [{
                "file": "deal.toml", "line": 1, "column": 1, "end_line": 1, "end_column": 2,
                "label": "first here",
            }],
        }]);
        assert_eq!(to_json(&diagnostics, &sources), expected);
    }
}
