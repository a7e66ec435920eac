//! Events that happen and change nothing, and clauses that hardly ever move anything.

use super::super::refused::StudyFailure;
use super::looking::{Rule, Seen, share};
use crate::diagnose::Diagnostic;
use crate::statistics::Measure;

/// An event that happens often enough to be seen, and changes no payoff on any path.
pub(super) const EVENT: Rule =
    Rule { code: "changes-no-payoff", look: event, fires: LATE, silenced_by: [">= 100", ">= 40"] };

/// A clause that moves less than its error.
pub(super) const CLAUSE: Rule =
    Rule { code: "moves-less-than-error", look: clause, fires: RARE, silenced_by: ["29.97", "25"] };

/// Standard errors below which nothing is told apart from nothing.
const ERRORS: f64 = 2.0;

/// The part of all paths on which a clause that hardly ever moves anything moves nothing.
const SELDOM: f64 = 0.99;

/// Paths on which an event must have happened, for its having no effect to mean something.
const SEEN: u64 = 20;

const LATE: &str = "format = 1
time = { start = 2026-01-01, end = 2030-12-31, step = \"quarter\" }
parties = { buyer = { discount_rate = 0.08 }, seller = { discount_rate = 0.12 } }
inputs = { sales = { value = { uniform = [10, 30] } } }
drivers = { sold = { stock = { inflow = \"sales\" } } }
events = { success = { threshold = \"sold >= 100\" } }
[terms.rent]
kind = \"formula_flow\"
from = \"buyer\"
to = \"seller\"
amount = 1
ends = [\"success\", 2028-12-31]
";
const RARE: &str = "format = 1
time = { start = 2026-01-01, end = 2030-12-31, step = \"quarter\" }
parties = { buyer = { discount_rate = 0.08 }, seller = { discount_rate = 0.12 } }
inputs = { sales = { value = { uniform = [10, 30] } } }
[terms.bonus]
kind = \"formula_flow\"
from = \"buyer\"
to = \"seller\"
amount = \"if(sales > 29.97, 1, 0)\"
[terms.rent]
kind = \"formula_flow\"
from = \"buyer\"
to = \"seller\"
amount = \"0.1 * sales\"
";

fn event(seen: &Seen<'_>) -> Result<Vec<Diagnostic>, StudyFailure> {
    let found = seen.clauses().filter_map(|event| {
        let name = event.path.strip_prefix("events.")?;
        let fired = seen.fired.get(name).copied().unwrap_or(0);
        let same = event.pairs.iter().flatten().all(|pair| pair.shares.equal.value == 1.0);
        if fired < SEEN || !same {
            return None;
        }
        seen.warn(&event.path, |span| {
            let message = format!(
                "the event `{name}` happens on {} and changes no payoff on any of them",
                share(fired, seen.paths)
            );
            Diagnostic::warning("changes-no-payoff", span, message)
                .help("what names it is over before it, or has not begun: check the dates and what else ends the clause")
        })
    });
    Ok(found.collect())
}

fn clause(seen: &Seen<'_>) -> Result<Vec<Diagnostic>, StudyFailure> {
    let small = |measure: &Measure| {
        measure.standard_error.is_some_and(|error| measure.value.abs() < ERRORS * error)
    };
    let found = seen.clauses().filter_map(|clause| {
        if !clause.path.starts_with("terms.") || clause.moved.iter().all(Option::is_none) {
            return None;
        }
        let moved = clause.moved.iter().flatten().all(small);
        let worth = clause.pairs.iter().flatten().all(|pair| small(&pair.difference));
        let pairs = || clause.pairs.iter().flatten();
        let something = pairs().any(|pair| pair.shares.equal.value < 1.0);
        // What moves much on many paths and nothing on average is a swap, and meant.
        let seldom = pairs().all(|pair| pair.shares.equal.value > SELDOM);
        if !(moved && worth && something && seldom) {
            return None;
        }
        seen.warn(&clause.path, |span| {
            let message = format!(
                "{} hardly ever moves anything: what it is worth is less than twice the error of {} paths",
                clause.path, seen.paths
            );
            Diagnostic::warning("moves-less-than-error", span, message)
                .help("check its units and its trigger; more `--paths` show what it is worth")
        })
    });
    Ok(found.collect())
}
