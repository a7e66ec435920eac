//! Reads on after a slip of syntax: what was meant stands in for it, so that everything else in the file is still checked.

use super::line::Line;
use super::slips::{self, Slip};
use super::value::ValueKind;
use crate::diagnose::{Diagnostic, Diagnostics, SourceId, Span};
use std::collections::BTreeMap;
use toml::de::DeTable;

/// How many syntax errors of one text are told: after these the rest follows from the first.
const MOST: usize = 20;

/// How many slips are mended: each costs one more reading of the text, so fewer in a large one.
fn most_slips(text: &str) -> usize {
    if text.len() < 1 << 20 { 200 } else { MOST }
}

/// A text that TOML can read, and what stands in for its slips.
#[derive(Debug)]
pub(super) struct Mended {
    /// As long as what was written, so that every place is the same.
    pub(super) text: String,
    /// What stands in, by the byte at which it begins.
    pub(super) meant: BTreeMap<usize, ValueKind>,
    /// Whether there were no slips.
    pub(super) sound: bool,
}

/// Makes a text readable and says what was wrong with it; `None` where it cannot be told what was meant.
pub(super) fn mend(text: &str, source: SourceId, diagnostics: &mut Diagnostics) -> Option<Mended> {
    let mut mended = Mended { text: text.to_owned(), meant: BTreeMap::new(), sound: true };
    if let Some(finding) = another_format(text, source) {
        diagnostics.push(finding);
        return None;
    }
    for _ in 0..most_slips(text) {
        let (_, errors) = DeTable::parse_recoverable(&mended.text);
        let first = errors.iter().min_by_key(|error| error.span().map_or(0, |span| span.start));
        let Some(error) = first else { return Some(mended) };
        mended.sound = false;
        let Some(slip) = slip_of(error, &mended) else {
            for error in errors.iter().take(MOST) {
                diagnostics.push(super::parse::syntax_error(error, source, 0, &mended.text));
            }
            return None;
        };
        let span =
            |range: &std::ops::Range<usize>| Span { source, start: range.start, end: range.end };
        let (place, message) = (span(&slip.range), slip.message.clone());
        let mut finding = match slip.code {
            "bad-date" => Diagnostic::error("bad-date", place, message),
            _ => Diagnostic::error("toml-syntax", place, message),
        };
        if let Some(first) = &slip.first {
            finding = finding.also(span(first), "first here");
        }
        diagnostics.push(finding.help(slip.help.clone()));
        // What else is said of this place follows from the slip.
        diagnostics.quiet(span(&slip.hidden));
        if matches!(slip.meant, Some(ValueKind::Table(_))) {
            diagnostics.quiet(span(&Line::at(&mended.text, slip.hidden.start).range));
        }
        mended.take_out(&slip);
    }
    None
}

/// A slip with what it hides.
struct Fault {
    code: &'static str,
    range: std::ops::Range<usize>,
    message: String,
    help: String,
    meant: Option<ValueKind>,
    /// What TOML reads in its place, as long.
    instead: Option<String>,
    /// What nothing more is said about.
    hidden: std::ops::Range<usize>,
    /// Where the same was said before.
    first: Option<std::ops::Range<usize>>,
}

impl From<Slip> for Fault {
    fn from(slip: Slip) -> Self {
        let Slip { code, range, message, help, meant, instead } = slip;
        Self { code, hidden: range.clone(), range, message, help, meant, instead, first: None }
    }
}

impl Mended {
    /// Puts a number of the same length in the place of a slip, or blanks where nothing stands in for it.
    fn take_out(&mut self, slip: &Fault) {
        let length = slip.hidden.len();
        let kept = self.text.get(slip.hidden.clone()).unwrap_or("");
        let stand_in = match (&slip.meant, &slip.instead) {
            (_, Some(instead)) => instead.clone(),
            (Some(meant), _) => {
                self.meant.insert(slip.range.start, meant.clone());
                format!("{:<length$}", "1")
            }
            // Lines stay lines.
            _ => kept.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect(),
        };
        self.text.replace_range(slip.hidden.clone(), &stand_in);
    }
}

/// The slip behind an error of the TOML parser.
fn slip_of(error: &toml::de::Error, mended: &Mended) -> Option<Fault> {
    let text = mended.text.as_str();
    let span = error.span()?;
    let line = Line::at(text, span.start);
    if error.message().contains("recurs") || line.range.is_empty() {
        return None;
    }
    if error.message().contains("duplicate key") {
        return Some(twice(text, &line, span));
    }
    if let Some(slip) = slips::find(&line) {
        return Some(slip.into());
    }
    let written = text.get(span.clone())?;
    let plain = !written.trim().is_empty() && !written.contains(['\n', '\r']);
    if error.message().contains("must be quoted") && plain {
        let start = span.start + (written.len() - written.trim_start().len());
        let written = written.trim();
        return Some(slips::unquoted(start..start + written.len(), written).into());
    }
    any_other(error, text, &line)
}

/// What no slip explains: the parser's own words, and the value or the line passed over.
fn any_other(error: &toml::de::Error, text: &str, line: &Line<'_>) -> Option<Fault> {
    if line.balance != 0 || open_brackets(text, line.range.start) != 0 {
        return None;
    }
    let source = SourceId(0);
    let said = super::parse::syntax_error(error, source, 0, text);
    let range =
        said.labels.first().map_or(line.range.clone(), |label| label.span.start..label.span.end);
    let hidden = match line.slots.first() {
        Some(slot) if slot.depth == 0 && !slot.value.is_empty() => slot.value.clone(),
        _ => line.range.clone(),
    };
    let is_value = hidden != line.range;
    let table = text.get(hidden.clone()).is_some_and(|value| value.starts_with('{'));
    let meant = if table {
        ValueKind::Table(super::value::Table::default())
    } else {
        ValueKind::Text("1".to_owned())
    };
    let mut fault = Fault {
        code: said.code,
        range,
        message: said.message,
        help: said.help.unwrap_or_default(),
        meant: None,
        instead: None,
        hidden,
        first: None,
    };
    if is_value {
        // The stand-in is looked up where the value begins.
        fault.range = fault.hidden.start..fault.range.end.max(fault.hidden.start + 1);
        fault.meant = Some(meant);
        // A table that cannot be read lacks all its keys.
        fault.hidden = fault.hidden.start..fault.hidden.end;
    }
    Some(fault)
}

/// Brackets that are open at a place.
fn open_brackets(text: &str, at: usize) -> i32 {
    let mut from = 0;
    let mut open = 0;
    while from < at {
        let line = Line::at(text, from);
        open += line.balance;
        from = text.get(from..).and_then(|rest| rest.find('\n')).map_or(at, |end| from + end + 1);
    }
    open
}

/// A key or a table that is there already: the second one is passed over whole.
fn twice(text: &str, line: &Line<'_>, span: std::ops::Range<usize>) -> Fault {
    let header = line.header();
    let begins = line.range.start;
    let lines = || {
        text.split_inclusive('\n').scan(0, |from, part| {
            let start = *from;
            *from += part.len();
            Some(Line::at(text, start))
        })
    };
    let (hidden, first, what) = match &header {
        Some(name) => {
            let next =
                lines().find(|other| other.range.start > begins && other.words().starts_with('['));
            let end = next.map_or(text.len(), |next| next.range.start);
            let first = lines()
                .find(|other| other.range.start < begins && other.header().as_ref() == Some(name));
            (begins..end, first.map(|first| first.range), format!("the table [{name}]"))
        }
        None => {
            let key = line
                .slots
                .iter()
                .rev()
                .find(|slot| span.start < slot.value.start)
                .or(line.slots.first());
            let name = key.map_or("", |slot| slot.key.as_str());
            let before = |other: &Line<'_>| {
                let found = other.slots.iter().find(|slot| slot.depth == 0 && slot.key == name)?;
                Some(other.range.start..found.value.end)
            };
            let mut first = None;
            for other in lines().take_while(|other| other.range.start < begins) {
                if other.header().is_some() {
                    first = None;
                }
                first = first.or_else(|| before(&other));
            }
            (line.range.clone(), first, format!("the key `{name}`"))
        }
    };
    Fault {
        code: "toml-syntax",
        range: line.range.clone(),
        message: format!("{what} is there already"),
        help: "join the two, or give one of them another name".to_owned(),
        meant: None,
        instead: None,
        hidden,
        first,
    }
}

/// A file of another format under the name of a scenario.
fn another_format(text: &str, source: SourceId) -> Option<Diagnostic> {
    let text = text.trim_start_matches('\u{feff}');
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .take(3)
        .collect();
    let first = lines.first()?;
    let counted =
        |sign: char| lines.iter().map(|line| line.matches(sign).count()).collect::<Vec<_>>();
    let table = [';', '\t', ','].into_iter().find(|sign| {
        let counts = counted(*sign);
        counts[0] > 0 && counts.iter().all(|count| *count == counts[0]) && lines.len() > 1
    });
    let plain = lines.iter().all(|line| !line.contains('=') && !line.starts_with('['));
    let (what, help) = if first.starts_with('{') && !first.contains('=') {
        ("JSON", "write the same as TOML: `key = value` lines under [section.name] headers")
    } else if first.starts_with('<') {
        (
            "a page or XML",
            "write the deal as TOML: `key = value` lines under [section.name] headers",
        )
    } else if first.starts_with("---") || first.starts_with("%YAML") {
        ("YAML", "write the same as TOML: `key = value` lines under [section.name] headers")
    } else if plain && table.is_some() {
        (
            "a CSV table",
            "name it .csv and let a driver read it: `schedule = \"name.csv\"`, with the columns date and value",
        )
    } else {
        return None;
    };
    let start = text.find(first)?;
    let span = Span { source, start, end: start + first.len() };
    let message = format!("this is not a TOML file: it looks like {what}");
    Some(Diagnostic::error("toml-syntax", span, message).help(help))
}

#[cfg(test)]
mod tests {
    use crate::diagnose::{Diagnostics, Sources};
    use crate::document::Table;
    use crate::document::parse::parse_source;
    use crate::document::value::ValueKind;
    use proptest::prelude::*;

    /// The tree that is read on with, and what is said: place, code and help of each finding.
    fn read(text: &str) -> (Option<Table>, Vec<(usize, String)>) {
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let source = sources.add("deal.toml", text);
        let parsed = parse_source(source, &sources, &mut diagnostics);
        let said = diagnostics.in_source_order().into_iter().map(|finding| {
            (
                sources.line_column(finding.labels[0].span).0,
                finding.help.clone().unwrap_or_default(),
            )
        });
        let said: Vec<_> = said.collect();
        assert!(parsed.as_ref().is_none_or(|parsed| parsed.sound == said.is_empty()));
        (parsed.map(|parsed| parsed.table), said)
    }

    #[test]
    fn every_slip_is_told_once_and_what_was_meant_is_read_on_with() {
        let text = ValueKind::Text;
        let day = |y, m, d| ValueKind::Date(jiff::civil::date(y, m, d));
        for (written, help, meant) in [
            ("2027-06-31", "write 2027-06-30, the last day of that month", day(2027, 6, 30)),
            ("30.06.2027", "write 2027-06-30", day(2027, 6, 30)),
            ("07/01/2026", "write 2026-01-07 or 2026-07-01", day(2026, 1, 7)),
            ("10,000,000", "write 10_000_000", ValueKind::Float(1e7)),
            ("0,25", "write 0.25", ValueKind::Float(0.25)),
            (".5", "write 0.5", ValueKind::Float(0.5)),
            ("007", "write 7", ValueKind::Float(7.0)),
            (
                "“buyer”",
                "write \"buyer\" with the straight quotes of the keyboard",
                text("buyer".into()),
            ),
            (
                "\"C:\\data\\a.csv\"",
                "write \"C:/data/a.csv\", or 'C:\\data\\a.csv' in single quotes",
                text("C:/data/a.csv".into()),
            ),
            (
                "25% * sales",
                "put texts, formulas and numbers with a unit in quotes: \"25% * sales\"",
                text("25% * sales".into()),
            ),
            (
                "$8 million",
                "leave the currency out, amounts are in the file's money: \"8M\"",
                text("8M".into()),
            ),
            (
                "8,000,000 EUR",
                "leave the currency out, amounts are in the file's money: \"8M\"",
                text("8M".into()),
            ),
            ("10 000 000", "write 10_000_000", ValueKind::Float(1e7)),
            (
                "June",
                "put texts, formulas and numbers with a unit in quotes: \"June\"",
                text("June".into()),
            ),
            ("True", "write `true` in small letters", ValueKind::Boolean(true)),
            (
                "never",
                "put texts, formulas and numbers with a unit in quotes: \"never\"",
                text("never".into()),
            ),
        ] {
            for (before, after) in [("[t]\nx = ", "\ny = 2\n"), ("t = { x = ", ", y = 2 }\n")] {
                let (table, said) = read(&format!("{before}{written}{after}"));
                let helps: Vec<&str> = said.iter().map(|(_, help)| help.as_str()).collect();
                // A comma ends a value in an inline table, so an amount in words may be cut there.
                if written.contains(',') && written.contains(' ') && before.contains('{') {
                    continue;
                }
                assert_eq!(helps, [help], "{before}{written}");
                let table = table.unwrap_or_else(|| panic!("{written}"));
                let table = table.get("t").and_then(|t| t.value.as_table().cloned()).expect("t");
                assert_eq!(table.get("x").map(|x| &x.value.kind), Some(&meant), "{written}");
                assert_eq!(table.get("y").and_then(|y| y.value.as_number()), Some(2.0));
            }
        }
    }

    #[test]
    fn slips_of_a_line_are_told_where_they_are() {
        for (line, help) in [
            ("name = \"open", "write \"open\""),
            ("a: 5", "write `a = 5`"),
            ("a 5", "write `a = 5`"),
            ("a == 5", "write `a = 5`"),
            ("a = 5,", "write `a = 5`"),
            ("a = 5;", "write `a = 5`"),
            ("a b = 5", "write `a_b = 5`, or put the key in quotes"),
            ("// a remark", "a remark begins with `#`: # a remark"),
            ("a = 5 // five", "a remark begins with `#`: # five"),
            ("[terms.fee", "write [terms.fee]"),
            ("[terms fee]", "write [terms.fee]"),
        ] {
            let (table, said) = read(&format!("z = 1\n{line}\n"));
            assert_eq!(said, [(2, help.to_owned())], "{line}");
            assert!(table.is_some_and(|table| table.get("z").is_some()), "{line}");
        }
    }

    #[test]
    fn a_table_or_key_that_is_there_twice_is_passed_over_whole() {
        let (table, said) = read("[a.b]\nx = 1\n[a.b]\nx = 2\ny = 3\n[c]\nz = 1\nz = 2\n");
        assert_eq!(said.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [3, 8]);
        let table = table.expect("a tree");
        assert!(table.get("c").is_some());
        let b = table.get("a").and_then(|a| a.value.as_table()?.get("b")?.value.as_table());
        assert_eq!(b.map(|b| b.entries.len()), Some(1));
    }

    #[test]
    fn a_file_of_another_format_is_named() {
        for text in [
            "Sheet1;Buyer;Seller\n1;2;3\n",
            "# x\na,b\n1,2\n",
            "{\"a\": 1}\n",
            "---\na: 1\n",
            "<html>\n",
        ] {
            let (table, said) = read(text);
            assert!(table.is_none() && said.len() == 1, "{text}: {said:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_breaks_it(text in "([a-z.=,:;/\"'\\[\\]{}“” \\\\0-9#$%-]{0,24}\n?){0,6}") {
            let (table, said) = read(&text);
            prop_assert!(table.is_some() || !said.is_empty());
        }
    }
}
