//! Many drivers that vary, and no word on how they go together.

use super::super::refused::StudyFailure;
use super::looking::{Rule, Seen};
use crate::diagnose::Diagnostic;

/// Several random drivers without a correlation.
pub(super) const RULE: Rule = Rule {
    code: "no-correlation",
    look,
    fires: FIRES,
    silenced_by: ["[terms.share]", "[correlations]\n\"price ~ cost\" = 0.6\n[terms.share]"],
};

/// So many random drivers are many.
const MANY: usize = 3;

const FIRES: &str = "format = 1
time = { start = 2026-01-01, end = 2030-12-31, step = \"quarter\" }
parties = { buyer = { discount_rate = 0.08 }, seller = { discount_rate = 0.12 } }
[drivers]
price = { process = \"geometric_brownian\", start = 2, drift = 0.02, volatility = 0.2 }
volume = { process = \"geometric_brownian\", start = 10, drift = 0.05, volatility = 0.3 }
cost = { process = \"geometric_brownian\", start = 15, drift = 0.03, volatility = 0.2 }
[terms.share]
kind = \"formula_flow\"
from = \"buyer\"
to = \"seller\"
amount = \"0.1 * max(0, price * volume - cost)\"
";

fn look(seen: &Seen<'_>) -> Result<Vec<Diagnostic>, StudyFailure> {
    if !seen.draft.items_of("correlations").is_empty() {
        return Ok(Vec::new());
    }
    let named = seen.draft.named();
    let read = |path: &String| named.values().any(|names| names.contains(path));
    let random = seen.draft.items_of("drivers").into_iter();
    let random: Vec<String> =
        random.filter(|path| seen.draft.has(path, &["volatility"]) && read(path)).collect();
    let Some(first) = random.first().filter(|_| random.len() >= MANY) else {
        return Ok(Vec::new());
    };
    let finding = seen.warn(first, |span| {
        let message =
            format!("{} drivers vary, and nothing says how they go together", random.len());
        Diagnostic::warning("no-correlation", span, message).help(
            "write `[correlations]`, with 0 where two do not: what moves together makes good and bad futures more likely",
        )
    });
    Ok(finding.into_iter().collect())
}
