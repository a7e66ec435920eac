//! Tells of clauses whose payments are so small that the ledger's steps show in them.

use super::model::Model;
use super::warnings::allowed;
use crate::diagnose::{Diagnostic, Diagnostics};
use crate::document::{Table, Value};
use crate::engine::grains;
use crate::formula::MoneyScale;
use crate::lane::math::MONEY_QUANTUM;

/// The keys that say how much is paid, the first that is there.
const AMOUNTS: [&str; 10] =
    ["amount", "pays", "rate", "of", "price", "benefit", "principal", "a_day", "cap", "kind"];

/// A warning for each clause of which rounding takes more than a ten-thousandth.
pub(super) fn tell(model: &Model, root: &Table, diagnostics: &mut Diagnostics) {
    let terms = root.get("terms").and_then(|entry| entry.value.as_table());
    for grain in grains(&model.plan) {
        let name = model.plan.terms.get(grain.term.index()).map_or("", String::as_str);
        let Some(entry) = terms.and_then(|terms| terms.get(name)) else { continue };
        let Some(table) = entry.value.as_table() else { continue };
        if allowed(table, "rounds-to-nothing") {
            continue;
        }
        let at = AMOUNTS.iter().find_map(|key| table.get(key));
        let span = at.map_or(entry.key.span, |amount| amount.value.span);
        let (largest, step) = (short(grain.largest), short(MONEY_QUANTUM));
        let money =
            if model.money.is_empty() { String::new() } else { format!(" {}", model.money) };
        let lost = if grain.largest < 0.5 * MONEY_QUANTUM {
            "nothing of it is paid".to_owned()
        } else {
            format!("rounding moves {} % of it", short(100.0 * grain.part))
        };
        let message = format!(
            "terms.{name} pays at most {largest}{money} at once, and the ledger keeps steps of {step}: {lost}"
        );
        let help = match smaller(root.get("money").map(|entry| &entry.value)) {
            Some(unit) => format!("write the file in a smaller unit: money = \"{unit}\""),
            None => "count in a smaller unit, and say so in labels".to_owned(),
        };
        diagnostics.push(Diagnostic::warning("rounds-to-nothing", span, message).help(help));
    }
}

/// Three digits.
fn short(number: f64) -> String {
    let rounded: f64 = format!("{number:.2e}").parse().unwrap_or(number);
    if (1e-3..1e6).contains(&rounded) { format!("{rounded}") } else { format!("{rounded:e}") }
}

/// The next smaller unit of money.
fn smaller(money: Option<&Value>) -> Option<String> {
    let text = money?.as_text()?;
    MoneyScale::from_unit(text)?;
    let (currency, scale) = text.trim().rsplit_once(' ')?;
    let next = match scale {
        "tn" => " bn",
        "bn" => " M",
        _ => "",
    };
    Some(format!("{currency}{next}"))
}
