//! Fixed numbers that their author calls assumed, and that decide who gains.

use super::super::payoffs::run_all;
use super::super::refused::StudyFailure;
use super::looking::{Rule, Seen};
use crate::diagnose::Diagnostic;
use crate::document::NewValue;
use crate::statistics::Sample;

/// A payoff whose sign rests on one assumed constant.
pub(super) const RULE: Rule = Rule {
    code: "rests-on-one-number",
    look,
    fires: FIRES,
    silenced_by: ["value = 10,", "value = 12,"],
};

/// How far such a number is moved: a tenth of itself.
const PART: f64 = 0.1;

/// How many of them are looked at.
const MOST: usize = 100;

const FIRES: &str = "format = 1
time = { start = 2026-01-01, end = 2030-12-31, step = \"quarter\" }
parties = { buyer = { discount_rate = 0.08 }, seller = { discount_rate = 0.12 } }
inputs = { price = { value = 10, confidence = \"assumed\" }, cost = { value = { uniform = [9, 10] } } }
[terms.price]
kind = \"lump_sum\"
from = \"buyer\"
to = \"seller\"
amount = \"price\"
on = 2026-12-31
[terms.cost]
kind = \"lump_sum\"
from = \"seller\"
to = \"world\"
amount = \"cost\"
on = 2026-12-31
";

fn look(seen: &Seen<'_>) -> Result<Vec<Diagnostic>, StudyFailure> {
    let model = seen.deal.model();
    let banded = |path: &str| model.bands.iter().any(|band| band.path == path);
    let assumed = model.sources.iter().filter(|note| note.confidence == "assumed");
    let fixed = assumed.filter(|note| !note.path.starts_with("beliefs.") && !banded(&note.path));
    let fixed = fixed.filter_map(|note| Some((note.path.as_str(), seen.draft.fixed(&note.path)?)));
    let numbers: Vec<(&str, f64)> = fixed.filter(|(_, value)| *value != 0.0).take(MOST).collect();
    let (mut turned, mut of) = (Vec::new(), Vec::new());
    for (place, (path, value)) in numbers.iter().enumerate() {
        for part in [1.0 - PART, 1.0 + PART] {
            // A number that cannot be turned alone, because it must add up with others, decides nothing alone.
            if let Ok(deal) =
                seen.deal.with(&format!("{path}.value"), NewValue::Number(value * part))
            {
                turned.push(deal);
                of.push(place);
            }
        }
    }
    let ran = run_all(&turned, seen.settings)?;
    let sides = seen.deal.side_labels();
    let mut found = Vec::new();
    for (place, (path, value)) in numbers.iter().enumerate() {
        let turns = |side: usize| {
            let mean = |values: &[f64]| Sample::new(values.to_vec(), seen.unit).mean();
            let here = mean(seen.payoffs.get(side)?)?;
            // What is not known to be above or below zero has no sign that could turn.
            if here.value.abs() <= 2.0 * here.standard_error? {
                return None;
            }
            let there = ran.iter().zip(&of).filter(|(_, own)| **own == place);
            let mut means = there.filter_map(|(payoffs, _)| mean(payoffs.of(side)));
            means.find(|there| there.value * here.value < 0.0).map(|_| side)
        };
        let Some(side) = (0..sides.len()).find_map(turns) else { continue };
        let label = sides.get(side).map_or("", |(_, label)| label.as_str());
        found.extend(seen.warn(path, |span| {
            let message = format!(
                "whether {label} gains rests on {path}, which is assumed to be {value}: a tenth of it turns the sign"
            );
            Diagnostic::warning("rests-on-one-number", span, message)
                .help("give it a distribution, or a `band = [low, high]` so that studies ask what hangs on it")
        }));
    }
    Ok(found)
}
