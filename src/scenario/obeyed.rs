//! Refuses texts with characters that a terminal obeys instead of showing them, in every text of a scenario.

use crate::diagnose::harmless::is_obeyed;
use crate::diagnose::{Diagnostic, Diagnostics, Span};
use crate::document::{Table, Value, ValueKind};

/// Keys of one line: what they say stands in tables and titles.
const OF_ONE_LINE: [&str; 4] = ["name", "label", "money", "unit"];

/// Complains of every text and name that has such a character.
pub(super) fn refuse(table: &Table, diagnostics: &mut Diagnostics) {
    for entry in &table.entries {
        let key = entry.key.name.as_str();
        refuse_in(key, entry.key.span, false, diagnostics);
        refuse_value(&entry.value, OF_ONE_LINE.contains(&key), diagnostics);
    }
}

fn refuse_value(value: &Value, one_line: bool, diagnostics: &mut Diagnostics) {
    match &value.kind {
        ValueKind::Text(text) => refuse_in(text, value.span, one_line, diagnostics),
        ValueKind::List(items) => {
            items.iter().for_each(|item| refuse_value(item, one_line, diagnostics));
        }
        ValueKind::Table(table) => refuse(table, diagnostics),
        _ => {}
    }
}

fn refuse_in(text: &str, span: Span, one_line: bool, diagnostics: &mut Diagnostics) {
    let bad = |sign: &char| {
        is_obeyed(*sign) && *sign != '\r' || one_line && matches!(sign, '\n' | '\t' | '\r')
    };
    let Some(sign) = text.chars().find(bad) else { return };
    let what = match sign {
        '\n' | '\r' => "a line break".to_owned(),
        '\t' => "a tab".to_owned(),
        sign => format!("the character U+{:04X}", u32::from(sign)),
    };
    let message = format!("this text has {what} in it, which is obeyed and not shown");
    let help = "take it out; texts are printed in terminals, tables and titles";
    diagnostics.push(Diagnostic::error("control-character", span, message).help(help));
}
