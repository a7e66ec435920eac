//! TOML text to a tree with places: every fault of the text at once.

use super::mend::mend;
use super::slips::beginning;
use super::value::{Entry, Key, Table, Value, ValueKind};
use crate::diagnose::{Diagnostic, Diagnostics, SourceId, Sources, Span};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeArray, DeFloat, DeInteger, DeTable, DeValue};

/// How deep tables and lists may be nested.
pub(super) const DEEPEST: usize = 64;

/// Reads a TOML text that is already in memory. `extends` is left as it stands.
///
/// The text is kept in `sources` under `name`. `None` where it is not valid TOML or holds a value
/// that a scenario cannot have; `diagnostics` then say why, all faults at once.
#[must_use]
pub fn parse(
    text: &str,
    name: &str,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Table> {
    let source = sources.add(name, text);
    parse_source(source, sources, diagnostics).filter(|parsed| parsed.sound).map(|read| read.table)
}

/// A text as a tree.
pub(super) struct Parsed {
    pub(super) table: Table,
    /// Whether nothing was wrong. Otherwise stand-ins are in the place of what was, so that the rest can be checked.
    pub(super) sound: bool,
}

/// Reads a source that is already kept; `None` where it cannot be told what was meant.
pub(super) fn parse_source(
    source: SourceId,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Parsed> {
    let mended = mend(sources.text(source), source, diagnostics)?;
    let table = DeTable::parse(&mended.text).ok()?;
    let (meant, sound) = (mended.meant, mended.sound);
    let mut reader = Reader { source, offset: 0, diagnostics, meant, sound, whole: true };
    let table = reader.table(table.get_ref(), 0);
    let sound = reader.sound;
    reader.whole.then_some(Parsed { table, sound })
}

/// A value as the part of a source from `offset` on has it.
pub(super) enum Reading {
    /// It is a value.
    Sound(Value),
    /// It is a value that a scenario cannot have; the findings say why.
    Refused,
    /// It is not TOML; the finding that would say so.
    NotToml(Diagnostic),
}

/// Reads the TOML value `text`, which stands `offset` bytes into its source.
pub(super) fn parse_value(
    text: &str,
    source: SourceId,
    offset: usize,
    diagnostics: &mut Diagnostics,
) -> Reading {
    let (value, errors) = DeValue::parse_recoverable(text);
    if let Some(error) = errors.first() {
        return Reading::NotToml(syntax_error(error, source, offset, text));
    }
    let meant = BTreeMap::new();
    let mut reader = Reader { source, offset, diagnostics, meant, sound: true, whole: true };
    let value = reader.value(&value, 0);
    match value {
        Some(value) if reader.sound => Reading::Sound(value),
        _ => Reading::Refused,
    }
}

/// One error of the TOML parser as a finding, in words that need no knowledge of TOML where that is
/// possible.
pub(super) fn syntax_error(
    error: &toml::de::Error,
    source: SourceId,
    offset: usize,
    text: &str,
) -> Diagnostic {
    let at = error.span().unwrap_or(text.len()..text.len());
    let span = Span { source, start: at.start + offset, end: at.end.max(at.start) + offset };
    let message = error.message();
    if message.contains("recurs") {
        return too_deep(span);
    }
    let marked = text.get(at).unwrap_or_default().trim();
    let (message, help) = match message {
        said if said.contains("must be quoted") && marked.is_empty() => {
            ("there is no value here".to_owned(), "write a value, or take the key out".to_owned())
        }
        said if said.contains("must be quoted") => (
            format!("`{}` is neither a number nor a text in quotes", beginning(marked)),
            format!("put texts, formulas and numbers with a unit in quotes: {}", quoted(marked)),
        ),
        said => {
            let said = said.trim_end_matches(", expected nothing").replace("float", "number");
            let help = way_out(&said).to_owned();
            (said, help)
        }
    };
    Diagnostic::error("toml-syntax", span, message).help(help)
}

/// A text as it would stand in a file.
fn quoted(text: &str) -> String {
    if text.contains('"') {
        format!("'{}'", beginning(text))
    } else {
        format!("\"{}\"", beginning(text))
    }
}

/// What to do about an error that the TOML parser describes.
fn way_out(said: &str) -> &'static str {
    const WAYS: [(&str, &str); 8] = [
        (
            "duplicate key",
            "give each key and each table once: rename one of the two or take it out",
        ),
        ("unclosed", "close every quote, bracket and brace that is opened"),
        ("basic string", "close every quote, bracket and brace that is opened"),
        (
            "invalid",
            "write numbers as in 1_000.5, days as YYYY-MM-DD, and all else in double quotes",
        ),
        ("leading zero", "write numbers without zeros in front, and days as YYYY-MM-DD"),
        ("comma", "separate the parts of a list or table by one comma each"),
        ("carriage return", "save the file with ordinary line ends"),
        ("dotted key", "a key is a value or a table, not both: take one of the two out"),
    ];
    WAYS.iter()
        .find(|(sign, _)| said.contains(sign))
        .map_or("write one `key = value` a line, under a `[section.name]` header", |(_, way)| way)
}

fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::error("too-deep", span, format!("nested more than {DEEPEST} levels deep"))
        .help("close the brackets that are open, or give the inner parts names of their own")
}

/// Turns the parser's tree into the program's own.
struct Reader<'a> {
    source: SourceId,
    /// Where the parsed text begins in its source.
    offset: usize,
    diagnostics: &'a mut Diagnostics,
    /// What stands in for slips, by the byte at which it begins.
    meant: BTreeMap<usize, ValueKind>,
    /// Whether everything so far is a value that a scenario can have.
    sound: bool,
    /// Whether nothing had to be left out.
    whole: bool,
}

impl Reader<'_> {
    fn span(&self, range: Range<usize>) -> Span {
        let (start, end) = (range.start + self.offset, range.end + self.offset);
        Span { source: self.source, start, end }
    }

    fn refuse(&mut self, diagnostic: Diagnostic) {
        self.sound = false;
        self.diagnostics.push(diagnostic);
    }

    fn table(&mut self, table: &DeTable<'_>, depth: usize) -> Table {
        let mut entries = Vec::with_capacity(table.len());
        for (key, value) in table.iter() {
            let key = Key { name: key.get_ref().to_string(), span: self.span(key.span()) };
            if let DeValue::Array(list) = value.get_ref()
                && self.refuse_tables_without_names(&key, self.span(value.span()), list)
            {
                let kind = ValueKind::Table(Table::default());
                entries.push(Entry { value: Value { span: key.span, kind }, key });
                continue;
            }
            if let Some(value) = self.value(value, depth) {
                entries.push(Entry { key, value });
            }
        }
        // The parser's map is in alphabetical order; people expect the order that they wrote.
        entries.sort_by_key(|entry| entry.key.span);
        Table { entries }
    }

    /// The header of a table in double brackets holds its own key; a list of inline tables does
    /// not.
    fn refuse_tables_without_names(&mut self, key: &Key, span: Span, list: &DeArray<'_>) -> bool {
        let double = span.start < key.span.start && key.span.end < span.end && !list.is_empty();
        if double {
            let example = format!("[{}.a_name]", key.name);
            let message = format!("`[[{}]]` makes tables without names", key.name);
            let finding = Diagnostic::error("array-of-tables", span, message);
            self.refuse(
                finding.help(format!("give each table a name of its own, as in {example}")),
            );
        }
        double
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>, depth: usize) -> Option<Value> {
        let span = self.span(value.span());
        if depth >= DEEPEST {
            self.refuse(too_deep(span));
            self.whole = false;
            return None;
        }
        if let Some(meant) = self.meant.get(&value.span().start) {
            return Some(Value { span, kind: meant.clone() });
        }
        let kind = match value.get_ref() {
            DeValue::Boolean(value) => ValueKind::Boolean(*value),
            DeValue::Integer(number) => ValueKind::Integer(self.integer(number, span).unwrap_or(1)),
            DeValue::Float(number) => ValueKind::Float(self.float(number, span).unwrap_or(1.0)),
            DeValue::String(text) => ValueKind::Text(text.to_string()),
            when @ DeValue::Datetime(_) => {
                // A day far ahead stands in: hardly any deadline is missed by it.
                let far = Date::constant(2100, 1, 1);
                ValueKind::Date(self.date(when, span).unwrap_or(far))
            }
            DeValue::Array(list) => {
                let values = list.iter().filter_map(|value| self.value(value, depth + 1));
                ValueKind::List(values.collect())
            }
            DeValue::Table(table) => ValueKind::Table(self.table(table, depth + 1)),
        };
        Some(Value { span, kind })
    }

    fn integer(&mut self, number: &DeInteger<'_>, span: Span) -> Option<i64> {
        let value = i64::from_str_radix(number.as_str(), number.radix()).ok();
        if value.is_none() {
            let finding = Diagnostic::error(
                "bad-number",
                span,
                "this whole number does not fit into 64 bits",
            );
            self.refuse(finding.help("choose a larger unit, such as `money = \"USD bn\"`"));
        }
        value
    }

    fn float(&mut self, number: &DeFloat<'_>, span: Span) -> Option<f64> {
        let value = number.as_str().parse::<f64>().ok().filter(|value| value.is_finite());
        if value.is_none() {
            let message = format!("`{number}` is not a finite number");
            let finding = Diagnostic::error("bad-number", span, message);
            self.refuse(finding.help("write a finite number; leave a limit out that there is not"));
        }
        value
    }

    fn date(&mut self, when: &DeValue<'_>, span: Span) -> Option<Date> {
        let day = when.as_datetime().and_then(|when| {
            let plain = when.time.is_none() && when.offset.is_none();
            let date = when.date.filter(|_| plain)?;
            let year = i16::try_from(date.year).ok()?;
            Date::new(year, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?).ok()
        });
        if day.is_none() {
            let message = "this is not a plain day of the calendar";
            let finding = Diagnostic::error("bad-date", span, message);
            self.refuse(
                finding.help("write the day alone, as YYYY-MM-DD, without time of day or zone"),
            );
        }
        day
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnose::{nearest, render};
    use jiff::civil::date;
    use proptest::prelude::*;

    fn read(text: &str) -> (Option<Table>, String) {
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let table = parse(text, "deal.toml", &mut sources, &mut diagnostics);
        assert_eq!(table.is_none(), diagnostics.has_errors());
        (table, render(&diagnostics, &sources, false))
    }

    #[test]
    fn values_keep_kind_place_and_order() {
        let text = "z = 1_000\r\na = 0x1F\n[t.'é']\nf = 1_0.5e1\nb = true\n\
                    d = 2030-12-31\nl = ['x', -2]\n[b]\n[t.a]\n";
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let root = parse(text, "deal.toml", &mut sources, &mut diagnostics).unwrap();
        let names: Vec<&str> = root.entries.iter().map(|entry| entry.key.name.as_str()).collect();
        assert_eq!(names, ["z", "a", "t", "b"]);
        assert_eq!(root.entries[0].value.kind, ValueKind::Integer(1000));
        assert_eq!(root.entries[1].value.kind, ValueKind::Integer(31));
        let t = root.entries[2].value.as_table().unwrap();
        assert_eq!(t.entries[0].key.name, "é");
        assert_eq!(sources.slice(t.entries[0].value.span), "[t.'é']");
        let item = t.entries[0].value.as_table().unwrap();
        let kinds: Vec<&ValueKind> = item.entries.iter().map(|entry| &entry.value.kind).collect();
        assert_eq!(
            kinds[..3],
            [
                &ValueKind::Float(105.0),
                &ValueKind::Boolean(true),
                &ValueKind::Date(date(2030, 12, 31))
            ]
        );
        assert_eq!(sources.slice(item.entries[3].key.span), "l");
        let ValueKind::List(list) = kinds[3] else { panic!("{kinds:?}") };
        assert_eq!((sources.slice(list[0].span), sources.slice(list[1].span)), ("'x'", "-2"));
    }

    #[test]
    fn several_faults_are_told_at_once() {
        let (_, text) = read("rate = 20%\nname = \"open\nx = \ndate = 31.12.2030\n[a]\n[a]\n");
        assert!(text.matches("error[").count() >= 5, "{text}");
        assert!(text.contains("in quotes: \"20%\"") && text.contains("no value here"), "{text}");
        for line in ["deal.toml:1:", "deal.toml:2:", "deal.toml:3:", "deal.toml:4:", "deal.toml:6:"]
        {
            assert!(text.contains(line), "{line} in {text}");
        }
    }

    #[test]
    fn values_that_a_scenario_cannot_have_are_refused() {
        for (value, code) in [
            ("2030-12-31T10:00:00Z", "bad-date"),
            ("10:00:00", "bad-date"),
            ("nan", "bad-number"),
            ("-inf", "bad-number"),
            ("1e999", "bad-number"),
            ("9223372036854775808", "bad-number"),
        ] {
            let (_, text) = read(&format!("a = 1\nx = [{value}]\n"));
            assert!(text.contains(&format!("error[{code}]")), "{value}: {text}");
            assert!(text.contains("deal.toml:2:6\n"), "{value}: {text}");
        }
        let (table, _) = read("x = [-9223372036854775808, 1e308]");
        assert!(table.is_some());
    }

    #[test]
    fn tables_without_names_are_refused() {
        let (_, text) = read("[[terms]]\na = 1\n[[terms]]\na = 2\n");
        assert!(
            text.contains("error[array-of-tables]") && text.contains("[terms.a_name]"),
            "{text}"
        );
        assert!(read("x = [[1, 2], [3]]\ny = [{ a = 1 }]").0.is_some());
    }

    #[test]
    fn the_deepest_nesting_is_64() {
        let nested = |depth: usize| format!("a = {}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(read(&nested(64)).0.is_some());
        for depth in [65, 79, 100, 100_000] {
            let (_, text) = read(&nested(depth));
            assert!(text.contains("error[too-deep]"), "{depth}: {text}");
        }
        let dotted = format!("{}a = 1", "a.".repeat(70));
        assert!(read(&dotted).1.contains("error[too-deep]"));
        assert!(read(&format!("{}a = 1", "a.".repeat(500))).1.contains("error[too-deep]"));
    }

    /// Text that comes near enough to TOML to reach every corner of its parser.
    const TOML_LIKE: &str =
        "([\\[\\]{}a-b.=\"'#, \\r\\n0-9:é%_-]|\\[\\[a|\\]\\]\\n|\\[a\\.b\\]\\n){0,40}";

    proptest! {
        #[test]
        fn no_text_breaks_it(text in TOML_LIKE) {
            read(&text);
        }
    }

    #[test]
    fn a_header_of_long_letters_is_mended_without_a_break() {
        for text in ["[[a]]\né]", "é]", "[é", "a]", "]", "[", "éé b]\nx = 1"] {
            let (_, said) = read(text);
            assert!(!said.is_empty(), "{text}");
        }
    }

    #[test]
    fn a_byte_order_mark_is_no_fault() {
        let (table, text) = read("\u{feff}name = 'x'\n");
        assert_eq!(text, "");
        let table = table.unwrap();
        let names = table.entries.iter().map(|entry| entry.key.name.as_str());
        assert_eq!(nearest("name", names), Some("name"));
    }
}
