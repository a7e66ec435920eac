//! What is probably not as meant in a study file of a negotiation, and reading it with its deal shows.

use super::question::Question;
use crate::bargaining::Utility;
use crate::diagnose::{Diagnostic, Diagnostics, Findings, Sources};
use crate::document::{Files, Overrides, Value, ValueKind, parse};
use crate::simulation::Scenario;
use crate::statistics::digits;
use std::path::Path;
use std::sync::Arc;

/// A rate above this has something for risk in it: money that is sure to come back has hardly ever paid more.
const SURE: f64 = 0.06;

/// Asks of each side that shuns risk whether its payoffs are discounted at a rate that has the risk in it already.
///
/// # Errors
/// Everything that is wrong with the study or its deal.
pub fn look_over(files: &Arc<dyn Files>, path: &Path) -> Result<Findings, Findings> {
    let question = Question::read(files, path)?;
    let deal = Scenario::read_with(Arc::clone(files), &question.deal, &Overrides::new())?;
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    // It was read before.
    let bytes = files.read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let root = parse(&text, &path.display().to_string(), &mut sources, &mut diagnostics);
    let Some(root) = root else { return Ok(Findings::new(sources, diagnostics)) };
    let allowed = root.get("allow").map(|entry| &entry.value).is_some_and(allows);
    let sides = root.get("sides").and_then(|entry| entry.value.as_table());
    for entry in sides.into_iter().flat_map(|sides| &sides.entries) {
        let side = entry.key.name.as_str();
        let averse = question.utilities.get(side).is_some_and(|one| *one != Utility::Neutral);
        if !averse || allowed || question.rates.contains_key(side) {
            continue;
        }
        let rate = deal.rates_of_side(side).into_iter().max_by(|one, two| one.1.total_cmp(&two.1));
        let Some((party, rate)) = rate.filter(|(_, rate)| *rate > SURE) else { continue };
        let percent = digits::number(100.0 * rate, 3);
        let message = format!(
            "{side} shuns risk, and {party} discounts its payoffs at {percent} %: a rate that pays for risk counts it twice"
        );
        let finding = Diagnostic::warning("risk-counted-twice", entry.key.span, message).help(
            "give the utility a rate of its own for money that is sure, such as `discount_rate = 0.03`, or write `allow = [\"risk-counted-twice\"]` at the top",
        );
        diagnostics.push(finding);
    }
    Ok(Findings::new(sources, diagnostics))
}

/// Whether a list has the code in it.
fn allows(value: &Value) -> bool {
    let is_own = |value: &Value| value.as_text() == Some("risk-counted-twice");
    match &value.kind {
        ValueKind::List(codes) => codes.iter().any(is_own),
        _ => is_own(value),
    }
}
