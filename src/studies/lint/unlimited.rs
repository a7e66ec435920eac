//! Companies that get as much new money as they need, where that decides who gains.

use super::super::forcing::{Forced, forcing};
use super::super::payoffs::{Payoffs, run_all};
use super::super::refused::StudyFailure;
use super::looking::{Rule, Seen};
use crate::diagnose::Diagnostic;
use crate::document::NewValue;
use crate::simulation::Scenario;
use crate::statistics::Sample;

/// Funding without a limit on which the sign of a comparison rests.
pub(super) const RULE: Rule = Rule {
    code: "unlimited-funding",
    look,
    fires: FIRES,
    silenced_by: ["floor = 1 }", "floor = 1, max = 60 }"],
};

const FIRES: &str = "format = 1
time = { start = 2026-01-01, end = 2030-12-31, step = \"quarter\" }
parties = { founder = { discount_rate = 0.1 }, fund = { discount_rate = 0.1 } }
inputs = { worth = { value = { uniform = [60, 100] } } }
drivers = { costs = { schedule = { 2026-01-01 = 8, 2029-12-31 = 8 } } }
[companies.firm]
cash = 4
operating = { out = [\"costs\"] }
value = \"worth\"
holders = { founder = \"rest\" }
funding = { from = \"fund\", floor = 1 }
[terms.rent]
kind = \"formula_flow\"
from = \"founder\"
to = \"firm\"
amount = 0.5
";

/// Asks which side gains, or gets something at all where the file names no alternative, with the funding and without any.
fn look(seen: &Seen<'_>) -> Result<Vec<Diagnostic>, StudyFailure> {
    let mut found = Vec::new();
    for company in seen.draft.items_of("companies") {
        let funding = seen.draft.keys_below(&company, "funding");
        if funding.is_empty() || funding.iter().any(|key| key == "max") {
            continue;
        }
        let key = format!("{company}.funding.max");
        let without = |deal: &Scenario| deal.with(&key, NewValue::Number(0.0));
        // A company that cannot do without is a finding of its own.
        let Ok(dry) = without(seen.deal) else { continue };
        let away = alternative(seen);
        // The alternative may know no such company, or limit its funding.
        let dry_away = away.as_ref().and_then(|away| {
            let limited =
                away.laid().keys_below(&company, "funding").iter().any(|key| key == "max");
            if limited { Some(away.clone()) } else { without(away).ok().or(Some(away.clone())) }
        });
        let mut all = vec![seen.deal.clone(), dry];
        all.extend(away.into_iter().chain(dry_away));
        let ran = run_all(&all, seen.settings)?;
        let sides = seen.deal.side_labels();
        let turned = sides.iter().find(|(side, _)| turns(seen, &all, &ran, side));
        let Some((_, label)) = turned else { continue };
        let compared = if all.len() > 2 { "gains over the alternative" } else { "gains" };
        found.extend(seen.warn(&company, |span| {
            let message = format!(
                "whether {label} {compared} rests on the funding of {company}, which has no limit: without it the sign is another"
            );
            Diagnostic::warning("unlimited-funding", span, message)
                .help("say how much investors would give, `max = 60`: who gains then rests on a number that can be argued about")
        }));
    }
    Ok(found)
}

/// The alternative that the file names, on the same grid and draws; the event that makes the deal never happens in it.
fn alternative(seen: &Seen<'_>) -> Option<Scenario> {
    let away = seen.deal.beside(seen.deal.walk_away()?).ok()?;
    if seen.deal.differs_in(&away, seen.settings).is_some() {
        return None;
    }
    let never = |event: &str| away.with_all(&forcing(&away, event, Forced::Never)).ok();
    match seen.deal.signing() {
        Some(signing) => never(&signing.event),
        None => Some(away),
    }
}

/// Whether the mean gain of a side is clearly above zero with the funding and clearly below without, or the other way round.
fn turns(seen: &Seen<'_>, all: &[Scenario], ran: &[Payoffs], side: &str) -> bool {
    let of = |place: usize| ran.get(place)?.named(all.get(place)?, side);
    let sign = |place: usize| -> Option<f64> {
        let own = of(place)?;
        let gains = match of(place + 2) {
            Some(other) => Sample::of_differences(other, own, seen.unit),
            None => Sample::new(own.to_vec(), seen.unit),
        };
        let mean = gains.mean()?;
        (mean.value.abs() > 2.0 * mean.standard_error?).then(|| mean.value.signum())
    };
    sign(0).zip(sign(1)).is_some_and(|(with, without)| with != without)
}
