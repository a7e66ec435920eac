//! Clauses that are in force on no path, for a reason that reading alone does not show.

use super::super::refused::StudyFailure;
use super::looking::{Rule, Seen, share};
use crate::diagnose::Diagnostic;

/// A clause in force on no path.
pub(super) const RULE: Rule =
    Rule { code: "in-force-on-no-path", look, fires: FIRES, silenced_by: [">= 400", ">= 100"] };

const FIRES: &str = "format = 1
time = { start = 2026-01-01, end = 2030-12-31, step = \"quarter\" }
parties = { buyer = { discount_rate = 0.08 }, seller = { discount_rate = 0.12 } }
inputs = { sales = { value = { uniform = [10, 30] } } }
drivers = { sold = { stock = { inflow = \"sales\" } } }
events = { success = { threshold = \"sold >= 400\" } }
[terms.rent]
kind = \"formula_flow\"
from = \"buyer\"
to = \"seller\"
amount = 1
starts = \"success\"
";

fn look(seen: &Seen<'_>) -> Result<Vec<Diagnostic>, StudyFailure> {
    // What takes effect at a moment, such as shares that are granted on the last day, lasts for no time and changes payoffs.
    let changes = |path: &str| {
        let mut own = seen.clauses().filter(|clause| clause.path == path);
        own.any(|clause| clause.pairs.iter().flatten().any(|pair| pair.shares.equal.value < 1.0))
    };
    let idle = (seen.observed.iter())
        .filter(|(path, observed)| observed.in_force == Some(0) && !changes(path));
    let found = idle.filter_map(|(path, _)| {
        seen.warn(path, |span| {
            let of = share(0, seen.paths);
            Diagnostic::warning("in-force-on-no-path", span, format!("{path} is in force on {of}"))
                .help("look at its events with `dealsim trace`: their thresholds and units, and whether one always comes first")
        })
    });
    Ok(found.collect())
}
