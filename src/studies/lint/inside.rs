//! Clauses whose whole time lies inside one step, so that what they are a share of is read once or not where they are in force.

use super::super::refused::StudyFailure;
use super::looking::{Rule, Seen};
use crate::diagnose::Diagnostic;

/// A step that is too coarse for the time of a clause.
pub(super) const RULE: Rule = Rule {
    code: "shorter-than-a-step",
    look,
    fires: FIRES,
    silenced_by: ["\"year\"", "\"month\""],
};

const FIRES: &str = "format = 1
time = { start = 2026-01-01, end = 2030-12-31, step = \"year\" }
parties = { buyer = { discount_rate = 0.08 }, seller = { discount_rate = 0.12 } }
drivers = { sales = { process = \"geometric_brownian\", start = 10, drift = 0.1, volatility = 0.2 } }
[terms.share]
kind = \"revenue_share\"
from = \"buyer\"
to = \"seller\"
rate = 0.2
of = \"sales\"
starts = 2027-03-01
ends = 2027-08-31
";

fn look(seen: &Seen<'_>) -> Result<Vec<Diagnostic>, StudyFailure> {
    let short = seen.observed.iter().filter(|(path, observed)| {
        let in_force = observed.in_force.is_some_and(|paths| paths > 0);
        in_force
            && observed.longest < 1.0 - 1e-6
            && seen.draft.has(path, &["of", "amount", "base"])
            && !seen.draft.has(path, &["on"])
    });
    let found = short.filter_map(|(path, _)| {
        seen.warn(path, |span| {
            let message = format!("{path} is in force for less than one step on every path");
            Diagnostic::warning("shorter-than-a-step", span, message).help(
                "what it reads is read at the close of the step: take a finer `step`, or pay a lump sum",
            )
        })
    });
    Ok(found.collect())
}
