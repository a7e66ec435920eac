//! Caps that are reached on no path, and caps that are reached on all of them.

use super::super::refused::StudyFailure;
use super::looking::{Rule, Seen, share};
use crate::diagnose::Diagnostic;

/// A cap that nothing reaches.
pub(super) const NEVER: Rule = Rule {
    code: "cap-never-reached",
    look: never,
    fires: HIGH,
    silenced_by: ["cap = 40", "cap = 20"],
};

/// A cap that everything reaches.
pub(super) const ALWAYS: Rule = Rule {
    code: "cap-always-reached",
    look: always,
    fires: LOW,
    silenced_by: ["cap = 5", "cap = 20"],
};

const HIGH: &str = "format = 1
time = { start = 2026-01-01, end = 2030-12-31, step = \"quarter\" }
parties = { buyer = { discount_rate = 0.08 }, seller = { discount_rate = 0.12 } }
inputs = { sales = { value = { uniform = [10, 30] } } }
[terms.share]
kind = \"revenue_share\"
from = \"buyer\"
to = \"seller\"
rate = 0.2
of = \"sales\"
cap = 40
";
const LOW: &str = "format = 1
time = { start = 2026-01-01, end = 2030-12-31, step = \"quarter\" }
parties = { buyer = { discount_rate = 0.08 }, seller = { discount_rate = 0.12 } }
inputs = { sales = { value = { uniform = [10, 30] } } }
[terms.share]
kind = \"revenue_share\"
from = \"buyer\"
to = \"seller\"
rate = 0.2
of = \"sales\"
cap = 5
";

fn never(seen: &Seen<'_>) -> Result<Vec<Diagnostic>, StudyFailure> {
    let unreached = seen.observed.iter().filter_map(|(path, observed)| {
        let (due, reached) = observed.capped?;
        if due == 0 || reached > 0 {
            return None;
        }
        seen.warn(path, |span| {
            let of = share(0, seen.paths);
            Diagnostic::warning("cap-never-reached", span, format!("the cap of {path} is reached on {of}"))
                .help("check its unit and what it caps; take it out, or write `allow = [\"cap-never-reached\"]` where it is a safeguard")
        })
    });
    Ok(unreached.collect())
}

fn always(seen: &Seen<'_>) -> Result<Vec<Diagnostic>, StudyFailure> {
    let reached = seen.observed.iter().filter_map(|(path, observed)| {
        let (due, reached) = observed.capped?;
        if due < seen.paths || reached < seen.paths {
            return None;
        }
        seen.warn(path, |span| {
            let of = share(reached, seen.paths);
            Diagnostic::warning("cap-always-reached", span, format!("the cap of {path} is reached on {of}"))
                .help("the clause pays the cap whatever happens: check the unit of the cap and of what it caps")
        })
    });
    Ok(reached.collect())
}
