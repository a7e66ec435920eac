//! Everyday slips where TOML gives up: dates, separators, quotes, remarks of other languages; each with what was meant.

use super::line::{Line, Slot};
use super::value::ValueKind;
use crate::spelling::{meant_amount, meant_day};
use std::ops::Range;
use toml::de::DeValue;

/// A slip that was recognised.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Slip {
    pub(super) code: &'static str,
    /// What is marked, and taken out of the text.
    pub(super) range: Range<usize>,
    pub(super) message: String,
    pub(super) help: String,
    /// What stands in for the marked part, so that the rest can be read; nothing where it is passed over.
    pub(super) meant: Option<ValueKind>,
    /// The same in good TOML and as long, where that can be had.
    pub(super) instead: Option<String>,
}

impl Slip {
    fn new(range: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Self {
        let (message, help) = (message.into(), help.into());
        Self { code: "toml-syntax", range, message, help, meant: None, instead: None }
    }

    /// Reads on as if this had been written, which is as long.
    fn instead(self, text: String) -> Self {
        let instead = Some(text).filter(|text| text.len() == self.range.len());
        Self { instead, ..self }
    }

    fn meaning(self, meant: ValueKind) -> Self {
        Self { meant: Some(meant), ..self }
    }
}

/// The first slip of a line, in the order of their places.
pub(super) fn find(line: &Line<'_>) -> Option<Slip> {
    let by_line = [curly_quotes, remark, doubled_equals, header];
    by_line.iter().find_map(|slip| slip(line)).or_else(|| {
        let by_value =
            [comma_in_number, day, open_quote, backslash, bare_point, amount, stray_end, bare_word];
        let of_slot = |slot| by_value.iter().find_map(|slip| slip(line, slot));
        line.slots
            .iter()
            .find_map(of_slot)
            .or_else(|| no_equals(line))
            .or_else(|| key_in_words(line))
    })
}

/// What was meant by a value that stands without quotes.
pub(super) fn unquoted(range: Range<usize>, written: &str) -> Slip {
    let shown = beginning(written);
    let lower = written.to_lowercase();
    let message = format!("`{shown}` is neither a number nor a text in quotes");
    let text = ValueKind::Text(written.to_owned());
    if let Some(flag) = ["true", "false"].into_iter().find(|flag| *flag == lower) {
        let help = format!("write `{flag}` in small letters");
        return Slip::new(range, message, help).meaning(ValueKind::Boolean(flag == "true"));
    }
    if ["none", "null", "nil", "na", "n/a"].contains(&lower.as_str()) {
        let help = "leave the key out where nothing holds; in a file that extends another, `false` takes it out";
        return Slip::new(range, message, help).meaning(text);
    }
    let bare = written.trim_matches(['"', '\'', '“', '”']);
    let quote = if bare.contains('"') { '\'' } else { '"' };
    let help = match meant_amount(bare) {
        Some(meant) if meant.currency => {
            format!(
                "leave the currency out, amounts are in the file's money: \"{}\"",
                meant.written
            )
        }
        Some(meant) => format!("put numbers with a unit in quotes: \"{}\"", meant.written),
        None => format!(
            "put texts, formulas and numbers with a unit in quotes: {quote}{}{quote}",
            beginning(bare)
        ),
    };
    let meant = meant_amount(bare).map_or(bare.to_owned(), |meant| meant.written);
    Slip::new(range, message, help).meaning(ValueKind::Text(meant))
}

/// The first characters of a text, enough to recognise it in a message.
pub(super) fn beginning(text: &str) -> String {
    let mut letters = text.chars();
    let start: String = letters.by_ref().take(40).collect();
    if letters.next().is_some() { format!("{start}…") } else { start }
}

const CURLY: [char; 9] = ['“', '”', '„', '‟', '‘', '’', '‚', '«', '»'];

fn curly_quotes(line: &Line<'_>) -> Option<Slip> {
    let places = CURLY.iter().filter_map(|quote| line.find(quote.encode_utf8(&mut [0; 4])));
    let start = places.min()?;
    let rest = line.text.get(start..line.range.end)?;
    let first = rest.chars().next()?;
    let inner = &rest[first.len_utf8()..];
    let signs = |letter: char| CURLY.contains(&letter) || letter == '"' || letter == '\'';
    let (end, close) = match inner.char_indices().find(|(_, letter)| signs(*letter)) {
        Some((at, close)) => (at, close.len_utf8()),
        None => (inner.find([',', '}', ']', '#']).unwrap_or(inner.len()), 0),
    };
    let text = inner.get(..end)?.trim_end();
    let range = start..start + first.len_utf8() + end + close;
    let message = "these are the curly quotes of a word processor";
    let help = format!("write \"{text}\" with the straight quotes of the keyboard");
    // Where the key has them too, nothing can stand in for it.
    let is_value = line.slots.iter().any(|slot| slot.value.start <= start);
    let slip = Slip::new(range, message, help);
    Some(if is_value { slip.meaning(ValueKind::Text(text.to_owned())) } else { slip })
}

/// `// …`, `-- …` and the like.
fn remark(line: &Line<'_>) -> Option<Slip> {
    let words = line.words();
    let begins = ["//", "--", "/*", "*/", "* ", ";", "%", "<!--", "REM "];
    let whole = begins.iter().find(|sign| words.starts_with(**sign));
    let (sign, start) = match whole {
        Some(sign) => (*sign, line.range.start),
        None => ["//", "/*"].iter().find_map(|sign| {
            let at = line.find(sign)?;
            let inside = line.slots.iter().any(|slot| slot.depth == 0 && slot.value.start < at);
            (inside && line.text[..at].ends_with(char::is_whitespace)).then_some((*sign, at))
        })?,
    };
    let text = line.text.get(start..line.range.end)?;
    let said = text.trim_start_matches(sign).trim_end_matches("*/").trim();
    let message = format!("`{}` begins no remark here", sign.trim());
    let help = format!("a remark begins with `#`: # {}", beginning(said));
    Some(Slip::new(start..line.range.end, message, help))
}

/// `amount == 5`, `amount := 5`, `amount => 5`.
fn doubled_equals(line: &Line<'_>) -> Option<Slip> {
    let sign = ["==", ":=", "=>", "<-"].into_iter().find(|sign| line.find(sign).is_some())?;
    let at = line.find(sign)?;
    let key = line.text.get(line.range.start..at)?.rsplit([',', '{']).next()?.trim();
    let value = line.text.get(at + 2..line.range.end)?.split([',', '}']).next()?.trim();
    let help = format!("write `{key} = {}`", beginning(value));
    let message = format!("a key is given its value by `=`, not by `{sign}`");
    Some(Slip::new(at..at + 2, message, help).instead("= ".to_owned()))
}

/// `[terms.fee` and `terms.fee]`, `[terms fee]`.
fn header(line: &Line<'_>) -> Option<Slip> {
    let words = line.words();
    let (opens, closes) = (words.starts_with('['), words.ends_with(']'));
    let inner = words.trim_matches(['[', ']', '(', ')', '{', '}']).trim();
    let plain = !inner.is_empty() && !inner.contains(['=', ',', '[', ']']);
    let spaced = inner.contains(char::is_whitespace) && !inner.contains(['"', '\'', '~']);
    if !plain || !(opens || closes) || (opens && closes && !spaced) || words.starts_with("[[") {
        return None;
    }
    let joined: Vec<&str> = inner.split([' ', '.', '\t']).filter(|part| !part.is_empty()).collect();
    let wanted = match joined.split_first() {
        Some((section, name)) if !name.is_empty() => format!("[{section}.{}]", name.join("_")),
        _ => format!("[{inner}]"),
    };
    let message = format!("`{}` is no header of a table", beginning(words));
    let mut instead = wanted.clone();
    // A bracket that is missing takes the place of the last letter, so that what follows keeps its place.
    while instead.len() > line.range.len() && instead.pop().is_some() && instead.pop().is_some() {
        instead.push(']');
    }
    let slip = Slip::new(line.range.clone(), message, format!("write {wanted}"));
    if instead.len() < 3 {
        return Some(slip);
    }
    instead.push_str(&" ".repeat(line.range.len() - instead.len()));
    Some(slip.instead(instead))
}

/// `10,000,000` and `0,25`.
fn comma_in_number(line: &Line<'_>, slot: &Slot) -> Option<Slip> {
    let rest = line.text.get(slot.value.start..line.range.end)?;
    let part = |letter: char| letter.is_ascii_digit() || ",.'’_".contains(letter);
    let signed = usize::from(rest.starts_with(['-', '+']));
    let length = rest.get(signed..)?.find(|letter| !part(letter)).unwrap_or(rest.len() - signed);
    let written = rest.get(..signed + length)?.trim_end_matches([',', '.', '\'']);
    // A unit, a percent sign or a word after it is for others to say.
    let after = rest.get(written.len()..)?.trim_start_matches(',').trim_start();
    let stops = after.is_empty()
        || after.starts_with(['}', ']', '#'])
        || rest[written.len()..].starts_with(',');
    let stops = stops || rest[written.len()..].starts_with(char::is_whitespace) && slot.depth > 0;
    if !written.contains([',', '\'', '’']) && written.matches('.').count() < 2 || !stops {
        return None;
    }
    let meant = meant_amount(written)?;
    let number: f64 = meant.written.replace('_', "").parse().ok()?;
    let range = slot.value.start..slot.value.start + written.len();
    let help = match &meant.or {
        Some(or) => format!("write {} for thousands, {or} for decimals", meant.written),
        None => format!("write {}", meant.written),
    };
    let message = "a number has a point before its decimals, and `_` where digits are grouped";
    Some(Slip::new(range, message, help).meaning(ValueKind::Float(number)))
}

/// Days that do not exist, and days in other spellings.
fn day(line: &Line<'_>, slot: &Slot) -> Option<Slip> {
    let written = line.text.get(slot.value.clone())?;
    // A day of letters has commas of its own, which end the value in an inline table.
    let meant = meant_day(written)?;
    let first = *meant.days.first()?;
    let message = if meant.impossible {
        format!("there is no day {written}")
    } else {
        "a day is written as year, month and day: YYYY-MM-DD".to_owned()
    };
    let days: Vec<String> = meant.days.iter().map(ToString::to_string).collect();
    let help = if meant.impossible {
        format!("write {first}, the last day of that month")
    } else {
        format!("write {}", days.join(" or "))
    };
    let slip = Slip { code: "bad-date", ..Slip::new(slot.value.clone(), message, help) };
    Some(slip.meaning(ValueKind::Date(first)))
}

/// `name = "open`.
fn open_quote(line: &Line<'_>, slot: &Slot) -> Option<Slip> {
    let start = line.open_quote.filter(|at| *at == slot.value.start && slot.depth == 0)?;
    let quote = line.text.get(start..=start)?;
    let rest = line.text.get(start + 1..line.range.end)?;
    let text = rest.split(" #").next()?.trim_end();
    let help = format!("write {quote}{}{quote}", beginning(text));
    let slip = Slip::new(start..line.range.end, "this text is never closed", help);
    Some(slip.meaning(ValueKind::Text(text.to_owned())))
}

/// `"C:\data\arr.csv"`.
fn backslash(line: &Line<'_>, slot: &Slot) -> Option<Slip> {
    let written = line.text.get(slot.value.clone())?;
    let inner = written.strip_prefix('"')?.strip_suffix('"')?;
    if !inner.contains('\\') || DeValue::parse(written).is_ok() {
        return None;
    }
    let forward = inner.replace("\\\\", "\\").replace('\\', "/");
    let message = "a backslash in double quotes begins a sign of its own";
    let help =
        format!("write \"{}\", or '{}' in single quotes", beginning(&forward), beginning(inner));
    Some(Slip::new(slot.value.clone(), message, help).meaning(ValueKind::Text(forward)))
}

/// `.5` and `5.`, `007`.
fn bare_point(line: &Line<'_>, slot: &Slot) -> Option<Slip> {
    let written = line.text.get(slot.value.clone())?;
    let (sign, digits) = match written.strip_prefix(['-', '+']) {
        Some(digits) => (&written[..1], digits),
        None => ("", written),
    };
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if !plain || digits.matches('.').count() > 1 || !digits.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: f64 = written.parse().ok()?;
    let mended = format!("{sign}{}", number.abs()).replace('+', "");
    if DeValue::parse(written).is_ok() {
        return None;
    }
    let message = "a number has digits on both sides of its point, and no zeros in front";
    let slip = Slip::new(slot.value.clone(), message, format!("write {mended}"));
    Some(slip.meaning(ValueKind::Float(number)))
}

/// `$8 million`, `EUR 8M`, `10 000 000`, without quotes.
fn amount(line: &Line<'_>, slot: &Slot) -> Option<Slip> {
    let written = line.text.get(slot.value.clone())?;
    let meant = meant_amount(written)?;
    let _ = DeValue::parse(written).err()?;
    Some(match meant.written.replace('_', "").parse::<f64>() {
        Ok(number) => {
            let message = format!("`{written}` is no number as a scenario writes it");
            let out = if meant.currency { "leave the currency out: " } else { "" };
            let slip =
                Slip::new(slot.value.clone(), message, format!("{out}write {}", meant.written));
            slip.meaning(ValueKind::Float(number))
        }
        Err(_) => unquoted(slot.value.clone(), written),
    })
}

/// `amount = 5,` and `amount = 5;`.
fn stray_end(line: &Line<'_>, slot: &Slot) -> Option<Slip> {
    let written = line.text.get(slot.value.clone())?;
    let value = written.strip_suffix([',', ';'])?.trim_end();
    if slot.depth > 0 || DeValue::parse(value).is_err() {
        return None;
    }
    let range = slot.value.start + value.len()..slot.value.end;
    let help = format!("write `{} = {}`", slot.key, beginning(value));
    Some(Slip::new(range, "nothing stands between two lines of a table", help))
}

/// `on = June`, `cap = null`.
fn bare_word(line: &Line<'_>, slot: &Slot) -> Option<Slip> {
    let written = line.text.get(slot.value.clone())?;
    let bare = !written.starts_with(['"', '\'', '[', '{']) && !written.contains(['[', '{', '=']);
    let wrong = !written.is_empty() && DeValue::parse(written).is_err();
    (bare && wrong).then(|| unquoted(slot.value.clone(), written))
}

/// `amount: 5` and `amount 5`.
fn no_equals(line: &Line<'_>) -> Option<Slip> {
    let words = line.words();
    let letters = |letter: char| letter.is_ascii_alphanumeric() || ".-_".contains(letter);
    let end = words.find(|letter| !letters(letter))?;
    let (key, rest) = words.split_at(end);
    let value = rest.trim_start().trim_start_matches(':').trim();
    if !line.slots.is_empty() || key.is_empty() || value.is_empty() {
        return None;
    }
    let shown = match DeValue::parse(value) {
        Ok(_) => value.to_owned(),
        Err(_) => format!("\"{}\"", value.trim_matches(['"', '\''])),
    };
    let help = format!("write `{key} = {}`", beginning(&shown));
    let message = format!("a `=` is missing after `{key}`");
    let after = line.range.start + key.len();
    let instead = line.text.get(line.range.clone())?.replacen([':', ' ', '\t'], "=", 1);
    let slip = Slip::new(line.range.clone(), message, help);
    Some(if line.text[after..].trim_start().starts_with(':') || DeValue::parse(value).is_ok() {
        slip.instead(instead.replacen("=:", "= ", 1))
    } else {
        slip
    })
}

/// `discount rate = 0.1`.
fn key_in_words(line: &Line<'_>) -> Option<Slip> {
    let slot = line.slots.iter().find(|slot| {
        let plain = |letter: char| letter.is_alphanumeric() || "_-. ".contains(letter);
        slot.key.contains(' ') && slot.key.chars().all(plain)
    })?;
    let key = slot.key.replace(' ', "_");
    let value = line.text.get(slot.value.clone())?;
    let help = format!("write `{key} = {}`, or put the key in quotes", beginning(value));
    let message = format!("the key `{}` has a blank in it", slot.key);
    let from = line.range.start + line.text.get(line.range.clone())?.find(&slot.key)?;
    Some(Slip::new(from..from + slot.key.len(), message, help).instead(key))
}
