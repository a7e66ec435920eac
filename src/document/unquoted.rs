//! The commonest slip, a value without its quotes, read as if it had them, so that the rest of the file is still checked.

use std::collections::BTreeMap;

/// Values that lack their quotes, by the byte at which each begins.
#[derive(Debug, Default)]
pub(super) struct Unquoted {
    texts: BTreeMap<usize, String>,
}

impl Unquoted {
    /// The values that the errors of the TOML parser speak of; `None` where one of the errors is of another sort.
    pub(super) fn of(text: &str, errors: &[toml::de::Error]) -> Option<Self> {
        let mut texts = BTreeMap::new();
        for error in errors {
            let span = error.span()?;
            let written = text.get(span.clone())?;
            let plain = !written.trim().is_empty() && !written.contains(['\n', '\r', '"', '\'']);
            if !error.message().contains("must be quoted") || !plain {
                return None;
            }
            texts.insert(span.start, written.trim().to_owned());
        }
        Some(Self { texts })
    }

    /// The text with a number in the place of each, as long as what was written; `None` where there are none.
    pub(super) fn masked(&self, text: &str) -> Option<String> {
        if self.texts.is_empty() {
            return None;
        }
        let mut masked = String::with_capacity(text.len());
        let mut from = 0;
        for (&start, written) in &self.texts {
            masked.push_str(text.get(from..start)?);
            masked.push('1');
            masked.extend(std::iter::repeat_n(' ', written.len() - 1));
            from = start + written.len();
        }
        masked.push_str(text.get(from..)?);
        Some(masked)
    }

    /// The text that begins at a byte.
    pub(super) fn at(&self, start: usize) -> Option<&str> {
        self.texts.get(&start).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnose::{Diagnostics, Sources};
    use crate::document::parse::parse_source;

    #[test]
    fn a_value_without_quotes_keeps_its_place_and_the_rest_is_read() {
        let text = "rate = 25% * sales\na = { kind = lump_sum, b = 2 }\nc = 3\n";
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let source = sources.add("deal.toml", text);
        let parsed = parse_source(source, &sources, &mut diagnostics).expect("a tree");
        assert!(!parsed.sound && diagnostics.in_source_order().len() == 2);
        let value = |key: &str| parsed.table.get(key).map(|entry| entry.value.clone());
        let rate = value("rate").expect("a rate");
        assert_eq!(rate.as_text(), Some("25% * sales"));
        assert_eq!(value("c").and_then(|value| value.as_number()), Some(3.0));
        let inner = value("a").expect("a table");
        let inner = inner.as_table().expect("a table");
        assert_eq!(inner.get("kind").and_then(|entry| entry.value.as_text()), Some("lump_sum"));
        assert_eq!(inner.get("b").map(|entry| sources.slice(entry.value.span)), Some("2"));
    }

    #[test]
    fn other_errors_are_not_guessed_at() {
        for text in ["a = [1,\nb = 2\n", "a = 1\na = 2\n", "a = \"x\nb = y\n"] {
            let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
            let source = sources.add("deal.toml", text);
            assert!(parse_source(source, &sources, &mut diagnostics).is_none(), "{text}");
        }
    }
}
