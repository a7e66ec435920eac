//! `key.path=value`: one value of a scenario changed on the command line, or by a program.

use super::merge::{BELIEFS, Shape, nothing_to_remove, removes};
use super::overrides::Override;
use super::parse::{Reading, parse_value};
use super::value::{Entry, Key, Table, Value, ValueKind};
use crate::diagnose::{Diagnostic, Diagnostics, SourceId, Sources, Span, nearest};
use toml::de::DeValue;

/// Puts the value of an override into its place. Every table on the way must exist; the last key may be new.
pub(super) fn apply(
    root: &mut Table,
    said: &Override,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) {
    let text = said.text.as_str();
    let source = sources.add(said.name(), text);
    let outcome = split(text, source).and_then(|(path, equals)| {
        // A program's key ends where it says, even where an equals sign in it looks like another end.
        if said.key.is_some_and(|end| end != equals) {
            return Err(bad_set(source, equals, equals + 1, "a key cannot go on like this"));
        }
        match value_at(text, skip_blanks(text, equals + 1), source, diagnostics)? {
            Some(value) => put(root, path, value),
            None => Ok(()),
        }
    });
    if let Err(finding) = outcome {
        diagnostics.push(*finding);
    }
}

/// Sections that an override may begin: those of a scenario whose keys or items it can give.
const KNOWN: [&str; 10] = [
    "time",
    "simulation",
    "parties",
    "sides",
    "companies",
    "inputs",
    "drivers",
    "correlations",
    "events",
    "terms",
];

/// A finding on the way out; boxed, because it is large and rare.
type Fault = Box<Diagnostic>;

/// A finding about an argument that is not `key.path=value`.
fn bad_set(source: SourceId, start: usize, end: usize, message: &str) -> Fault {
    let finding = Diagnostic::error("bad-set", Span { source, start, end }, message);
    Box::new(finding.help(
        "write `--set key.path=value`, as in `--set terms.share.amount=25`; put a key with \
         blanks in quotes",
    ))
}

/// The keys before the equals sign, and where that stands.
fn split(argument: &str, source: SourceId) -> Result<(Vec<Key>, usize), Fault> {
    let mut keys = Vec::new();
    let mut at = 0;
    loop {
        at = skip_blanks(argument, at);
        let end = key_end(argument, at);
        let written = argument.get(at..end).unwrap_or_default();
        let name = match written.chars().next() {
            Some('"' | '\'') => match DeValue::parse(written).map(toml::Spanned::into_inner) {
                Ok(DeValue::String(name)) => name.into_owned(),
                _ => return Err(bad_set(source, at, end, "this quoted key is not closed")),
            },
            Some(_) => written.to_owned(),
            None => return Err(bad_set(source, at, at, "a key is missing here")),
        };
        keys.push(Key { name, span: Span { source, start: at, end } });
        at = skip_blanks(argument, end);
        match argument.as_bytes().get(at) {
            Some(b'.') => at += 1,
            Some(b'=') => return Ok((keys, at)),
            Some(_) => return Err(bad_set(source, at, at + 1, "a key cannot go on like this")),
            None => return Err(bad_set(source, at, at, "there is no `=value`")),
        }
    }
}

fn skip_blanks(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    text.len() - rest.trim_start_matches([' ', '\t']).len()
}

/// Where the key that begins at `at` ends.
fn key_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes().get(at..).unwrap_or_default();
    let length = match bytes.first() {
        Some(&quote @ (b'"' | b'\'')) => {
            let mut escaped = false;
            let closing = bytes.iter().skip(1).position(|&byte| {
                let closes = byte == quote && !escaped;
                escaped = byte == b'\\' && quote == b'"' && !escaped;
                closes
            });
            closing.map_or(bytes.len(), |closing| closing + 2)
        }
        _ => bytes
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
            .count(),
    };
    at + length
}

/// The value from `at` on: as TOML, or else as a text. `None` where a finding was made of it.
fn value_at(
    argument: &str,
    at: usize,
    source: SourceId,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Value>, Fault> {
    let text = argument.get(at..).unwrap_or_default().trim_end();
    if text.is_empty() {
        return Err(bad_set(source, at, at, "there is no value after the equals sign"));
    }
    match parse_value(text, source, at, diagnostics) {
        Reading::Sound(value) => Ok(Some(value)),
        Reading::Refused => Ok(None),
        // An opened quote or bracket was meant as TOML, and its fault would be a riddle as a text.
        Reading::NotToml(finding) if text.starts_with(['"', '\'', '[', '{']) => {
            Err(Box::new(finding))
        }
        Reading::NotToml(_) => {
            let span = Span { source, start: at, end: at + text.len() };
            Ok(Some(Value { span, kind: ValueKind::Text(text.to_owned()) }))
        }
    }
}

/// Puts a value where the path leads.
fn put(root: &mut Table, mut path: Vec<Key>, value: Value) -> Result<(), Fault> {
    let removing = removes(&value) && is_item(&path);
    let Some(last) = path.pop() else { return Ok(()) };
    if path.is_empty() && last.name == "extends" {
        let finding = Diagnostic::error("bad-set", last.span, "`extends` belongs into a file");
        return Err(Box::new(finding.help("write a small file that extends the others")));
    }
    let believes = path.first().is_some_and(|first| first.name == BELIEFS);
    let mut table = root;
    let mut walked = String::new();
    for key in &path {
        let names: Vec<String> = table.entries.iter().map(|entry| entry.key.name.clone()).collect();
        // Beliefs say only what differs, so their tables need not be there; the scenario checks their names.
        let known = walked.is_empty() && KNOWN.contains(&key.name.as_str());
        if (believes || known) && !names.contains(&key.name) {
            let value = Value { span: key.span, kind: ValueKind::Table(Table::default()) };
            table.entries.push(Entry { key: key.clone(), value });
        }
        let entry = table.entries.iter_mut().find(|entry| entry.key.name == key.name);
        let Some(entry) = entry else { return Err(unknown(&walked, key, &names)) };
        walked = joined(&walked, &key.name);
        let description = entry.value.description();
        let ValueKind::Table(inner) = &mut entry.value.kind else {
            let message = format!("`{walked}` is {description}, not a table");
            let finding = Diagnostic::error("set-unknown-path", key.span, message);
            return Err(Box::new(finding.help(format!("set `{walked}` as a whole"))));
        };
        table = inner;
    }
    let at = table.entries.iter().position(|entry| entry.key.name == last.name);
    let takes_out_key = path.len() > 1 && !believes;
    match at.and_then(|at| table.entries.get_mut(at)) {
        Some(entry)
            if removes(&value)
                && (removing || takes_out_key || takes_out_section(&path, entry)) =>
        {
            table.entries.retain(|entry| entry.key.name != last.name);
        }
        // The place that has the last word is the place that messages should show.
        Some(entry) => *entry = Entry { key: last, value },
        None if removing => {
            let names = table.entries.iter().map(|entry| entry.key.name.as_str());
            let path = joined(&walked, &last.name);
            return Err(Box::new(nothing_to_remove(&path, &last.name, last.span, names)));
        }
        None => table.entries.push(Entry { key: last, value }),
    }
    Ok(())
}

/// Whether a path leads to a named thing that `false` takes out.
fn is_item(path: &[Key]) -> bool {
    matches!(path, [section, _] if Shape::of(&section.name) != Shape::Settings)
}

/// Whether `false` stands for a whole section.
fn takes_out_section(path: &[Key], entry: &Entry) -> bool {
    path.is_empty() && entry.value.as_table().is_some()
}

fn joined(walked: &str, name: &str) -> String {
    if walked.is_empty() { name.to_owned() } else { format!("{walked}.{name}") }
}

fn unknown(walked: &str, key: &Key, names: &[String]) -> Fault {
    let path = joined(walked, &key.name);
    let message = format!("there is no `{path}` in this scenario");
    let finding = Diagnostic::error("set-unknown-path", key.span, message);
    let meant = nearest(&key.name, names.iter().map(String::as_str));
    Box::new(finding.help(match (meant, walked) {
        (Some(meant), _) => format!("did you mean `{meant}`?"),
        (None, "") => "the sections that there are begin with a `[section]` header".to_owned(),
        (None, _) => format!("choose a name that `[{walked}]` has"),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnose::render;
    use crate::document::{Overrides, parse};
    use proptest::prelude::*;

    const DEAL: &str = "name = 'x'\n[terms.softbank]\namount = 30\n\
                        price = { post_money = 300, a.b = 1 }\n\
                        [drivers.growth]\nstart = 1\n[correlations]\n\
                        'growth ~ revenue' = 0.3\n\
                        [simulation]\nquick = true\n[beliefs.m]\nevents.agi.hazard = 0.1\n";

    fn set(argument: &str) -> (Table, String) {
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let mut root = parse(DEAL, "deal.toml", &mut sources, &mut diagnostics).unwrap();
        let said = Override { text: argument.to_owned(), key: None };
        apply(&mut root, &said, &mut sources, &mut diagnostics);
        (root, render(&diagnostics, &sources, false))
    }

    fn at<'a>(root: &'a Table, path: &[&str]) -> Option<&'a Value> {
        let (last, tables) = path.split_last()?;
        let mut table = root;
        for name in tables {
            table = table.get(name)?.value.as_table()?;
        }
        table.get(last).map(|entry| &entry.value)
    }

    #[test]
    fn a_leaf_is_replaced_at_any_depth() {
        for (argument, path, wanted) in [
            (
                "terms.softbank.amount=25",
                &["terms", "softbank", "amount"][..],
                ValueKind::Integer(25),
            ),
            (
                "terms.softbank.price.post_money = 5.5",
                &["terms", "softbank", "price", "post_money"],
                ValueKind::Float(5.5),
            ),
            (
                "terms.softbank.price.a.b=2",
                &["terms", "softbank", "price", "a", "b"],
                ValueKind::Integer(2),
            ),
            (
                "terms.softbank.rate=20%",
                &["terms", "softbank", "rate"],
                ValueKind::Text("20%".into()),
            ),
            (
                "correlations.\"growth ~ revenue\"=0",
                &["correlations", "growth ~ revenue"],
                ValueKind::Integer(0),
            ),
            ("correlations.'a = \"b.c'=1", &["correlations", "a = \"b.c"], ValueKind::Integer(1)),
            ("correlations.\"a \\\" b\"=1", &["correlations", "a \" b"], ValueKind::Integer(1)),
            ("simulation.quick=false", &["simulation", "quick"], ValueKind::Boolean(false)),
            ("inputs.k=2", &["inputs", "k"], ValueKind::Integer(2)),
            ("name='a=b'", &["name"], ValueKind::Text("a=b".into())),
            ("about=a = b", &["about"], ValueKind::Text("a = b".into())),
            (
                "terms.softbank.by=2025-12-31",
                &["terms", "softbank", "by"],
                ValueKind::Date(jiff::civil::date(2025, 12, 31)),
            ),
            ("beliefs.m.terms=1", &["beliefs", "m", "terms"], ValueKind::Integer(1)),
            (
                "beliefs.m.events.agi=false",
                &["beliefs", "m", "events", "agi"],
                ValueKind::Boolean(false),
            ),
        ] {
            let (root, findings) = set(argument);
            assert_eq!(findings, "", "{argument}");
            assert_eq!(at(&root, path).map(|value| &value.kind), Some(&wanted), "{argument}");
        }
        let (root, _) = set("terms.softbank.price.post_money=5");
        assert!(at(&root, &["terms", "softbank", "price", "a", "b"]).is_some());
    }

    #[test]
    fn a_span_points_into_the_argument() {
        let (root, _) = set("terms.softbank.by = [1, 2]");
        let value = at(&root, &["terms", "softbank", "by"]).unwrap();
        assert_eq!((value.span.source, value.span.start, value.span.end), (SourceId(1), 20, 26));
        let ValueKind::List(list) = &value.kind else { panic!("{value:?}") };
        assert_eq!((list[1].span.start, list[1].span.end), (24, 25));
    }

    #[test]
    fn false_takes_an_item_out() {
        for (argument, gone) in [
            ("terms.softbank=false", &["terms", "softbank"][..]),
            ("correlations.'growth ~ revenue'=false", &["correlations", "growth ~ revenue"]),
            ("beliefs.m=false", &["beliefs", "m"]),
            ("terms.softbank.amount=false", &["terms", "softbank", "amount"]),
            ("terms.softbank.price.a.b=false", &["terms", "softbank", "price", "a", "b"]),
            ("correlations=false", &["correlations"]),
        ] {
            let (root, findings) = set(argument);
            assert_eq!((findings.as_str(), at(&root, gone)), ("", None), "{argument}");
        }
        let (_, findings) = set("terms.sofbank=false");
        assert!(
            findings.contains("error[nothing-to-remove]") && findings.contains("`softbank`"),
            "{findings}"
        );
    }

    #[test]
    fn what_leads_nowhere_is_refused() {
        for (argument, code, said) in [
            ("terms.sofbank.amount=25", "set-unknown-path", "did you mean `softbank`?"),
            ("term.softbank.amount=25", "set-unknown-path", "did you mean `terms`?"),
            (
                "terms.softbank.amount.x=25",
                "set-unknown-path",
                "`terms.softbank.amount` is a number",
            ),
            ("terms.softbank.amount", "bad-set", "no `=value`"),
            ("terms.softbank.amount=", "bad-set", "no value"),
            ("terms..amount=1", "bad-set", "key is missing"),
            ("=1", "bad-set", "key is missing"),
            ("correlations.growth ~ revenue=1", "bad-set", "cannot go on"),
            ("correlations.\"growth=1", "bad-set", "not closed"),
            ("extends=a.toml", "bad-set", "belongs into a file"),
            ("terms.softbank.price={a = 1", "toml-syntax", "1 error"),
            ("terms.softbank.amount=nan", "bad-number", "finite"),
            ("terms.softbank.by=2025-12-31T10:00:00", "bad-date", "plain day"),
        ] {
            let (_, findings) = set(argument);
            assert!(findings.contains(&format!("error[{code}]")), "{argument}: {findings}");
            assert!(findings.contains(said), "{argument}: {findings}");
            assert!(
                findings.contains(&format!("--> --set {argument}:1:")),
                "{argument}: {findings}"
            );
        }
    }

    #[test]
    fn a_program_is_told_the_same_at_its_own_words() {
        let with = |key: &str, value: crate::document::NewValue| {
            let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
            let mut root = parse(DEAL, "deal.toml", &mut sources, &mut diagnostics).unwrap();
            let overrides = Overrides::new().with(key, value);
            apply(&mut root, &overrides.all[0], &mut sources, &mut diagnostics);
            (root, render(&diagnostics, &sources, false))
        };
        let (root, findings) = with("terms.softbank.amount", 25.5.into());
        assert_eq!(findings, "");
        let amount = at(&root, &["terms", "softbank", "amount"]).unwrap();
        assert_eq!(amount.kind, ValueKind::Float(25.5));
        assert_eq!((amount.span.source, amount.span.start), (SourceId(1), 22));
        // A text stays a text, whatever it looks like.
        let (root, _) = with("terms.softbank.rate", "[20, 30]".into());
        let rate = at(&root, &["terms", "softbank", "rate"]).map(|value| &value.kind);
        assert_eq!(rate, Some(&ValueKind::Text("[20, 30]".into())));
        for (key, value, part) in [
            ("terms.sofbank.amount", 1.into(), "with terms.sofbank.amount=1:1:7"),
            ("terms.softbank.amount", f64::NAN.into(), "is not a finite number"),
            // What looks like a shorter key and a value is not taken for one.
            ("name=x", 1.into(), "a key cannot go on like this"),
        ] {
            let (_, findings) = with(key, value);
            assert!(findings.contains(part), "{key}: {findings}");
        }
    }

    proptest! {
        #[test]
        fn no_argument_breaks_it(argument in "[a-z.='\"{}\\[\\], é\\\\\\n0-9-]{0,24}|\\PC{0,16}") {
            let (_, findings) = set(&argument);
            prop_assert!(findings.is_empty() || findings.ends_with("1 error\n"), "{}", findings);
        }
    }
}
