//! Reads bands: between which values a fixed number could as well lie, for studies that ask what hangs on it.

use super::sections::NOTES;
use crate::diagnose::{Diagnostic, Diagnostics};
use crate::document::{Table, Value, ValueKind};
use crate::formula::{MoneyScale, parse_number};

/// What a fixed number could as well be.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// Key path of the number.
    pub path: String,
    /// The number as written.
    pub value: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// Every band of a document, by path.
pub(super) fn collect(root: &Table, scale: MoneyScale, diagnostics: &mut Diagnostics) -> Vec<Band> {
    let mut found = Vec::new();
    for entry in root.entries.iter().filter(|entry| entry.key.name != "beliefs") {
        walk(&entry.key.name, &entry.value, scale, diagnostics, &mut found);
    }
    found.sort_by(|left, right| left.path.cmp(&right.path));
    found
}

fn walk(
    path: &str,
    value: &Value,
    scale: MoneyScale,
    diagnostics: &mut Diagnostics,
    found: &mut Vec<Band>,
) {
    let ValueKind::Table(table) = &value.kind else { return };
    if let Some(entry) = table.get("band")
        && let Some((value, low, high)) = band(path, table, &entry.value, scale, diagnostics)
    {
        found.push(Band { path: path.to_owned(), value, low, high });
    }
    for entry in &table.entries {
        walk(&format!("{path}.{}", entry.key.name), &entry.value, scale, diagnostics, found);
    }
}

/// The number and its band, where both are sound.
fn band(
    path: &str,
    table: &Table,
    value: &Value,
    scale: MoneyScale,
    diagnostics: &mut Diagnostics,
) -> Option<(f64, f64, f64)> {
    let number = |value: &Value| {
        let text = || parse_number(value.as_text()?, scale);
        value.as_number().or_else(text).filter(|number| number.is_finite())
    };
    let ends = match &value.kind {
        ValueKind::List(items) => items.iter().map(number).collect::<Option<Vec<f64>>>(),
        _ => None,
    };
    let Some(&[low, high]) = ends.as_deref() else {
        let message = format!("the `band` of {path} takes two numbers");
        let finding = Diagnostic::error("wrong-type", value.span, message);
        diagnostics.push(finding.help("write `band = [0.2, 0.8]`, the lower one first"));
        return None;
    };
    if low >= high {
        let message = format!("the `band` of {path} ends below its beginning");
        let finding = Diagnostic::error("out-of-range", value.span, message);
        diagnostics.push(finding.help(format!("write the lower one first: [{high}, {low}]")));
        return None;
    }
    let fixed = table.get("value").map(|entry| &entry.value);
    let Some(fixed) = fixed.and_then(number) else {
        let message = format!("{path} has a `band` and is no fixed number");
        let finding = Diagnostic::error("wrong-type", value.span, message);
        let help = "a band is for a number that is written out; what is drawn or worked out has a spread already";
        diagnostics.push(match table.entries.iter().find(|entry| is_number(entry)) {
            Some(entry) => finding.also(entry.value.span, "this is the number").help(help),
            None => finding.help(help),
        });
        return None;
    };
    if !(low..=high).contains(&fixed) {
        let message = format!("the `band` of {path} does not hold {fixed}, the number itself");
        let finding = Diagnostic::error("out-of-range", value.span, message);
        diagnostics.push(finding.help(format!(
            "widen it: [{}, {}]",
            low.min(fixed),
            high.max(fixed)
        )));
        return None;
    }
    Some((fixed, low, high))
}

fn is_number(entry: &crate::document::Entry) -> bool {
    !NOTES.contains(&entry.key.name.as_str())
}
