//! Holders of one company's receipts that discount them at rates far apart.

use super::super::refused::StudyFailure;
use super::looking::{Rule, Seen};
use crate::diagnose::Diagnostic;
use crate::statistics::digits;

/// Holders of one company that discount the same receipts more than two points apart.
pub(super) const RULE: Rule = Rule {
    code: "rates-apart",
    look,
    fires: FIRES,
    silenced_by: ["value = 100", "value = 100\ndiscount_rate = 0.12"],
};

/// Two points, and what typing them leaves.
const POINTS: f64 = 0.02 + 1e-9;

const FIRES: &str = "format = 1
time = { start = 2026-01-01, end = 2030-12-31, step = \"quarter\" }
parties = { founder = { discount_rate = 0.08 }, fund = { discount_rate = 0.16 } }
[companies.firm]
cash = 1
value = 100
holders = { founder = 0.4, fund = \"rest\" }
[terms.fee]
kind = \"lump_sum\"
from = \"fund\"
to = \"firm\"
amount = 1
on = 2026-12-31
";

fn look(seen: &Seen<'_>) -> Result<Vec<Diagnostic>, StudyFailure> {
    let found = seen.draft.items_of("companies").into_iter().filter_map(|company| {
        if seen.draft.has(&company, &["discount_rate"]) {
            return None;
        }
        let holders = seen.draft.keys_below(&company, "holders");
        let rate = |holder: &String| {
            let path = format!("parties.{holder}");
            Some((holder.clone(), seen.draft.fixed(&format!("{path}.discount_rate"))?))
        };
        let rates: Vec<(String, f64)> = holders.iter().filter_map(rate).collect();
        let least = rates.iter().min_by(|one, two| one.1.total_cmp(&two.1))?;
        let most = rates.iter().max_by(|one, two| one.1.total_cmp(&two.1))?;
        if most.1 - least.1 <= POINTS {
            return None;
        }
        seen.warn(&company, |span| {
            let percent = |rate: f64| format!("{} %", digits::number(100.0 * rate, 3));
            let message = format!(
                "{} discounts what {company} pays its holders at {}, {} at {}: the same risk has two prices",
                least.0, percent(least.1), most.0, percent(most.1)
            );
            Diagnostic::warning("rates-apart", span, message)
                .help("give the company a `discount_rate`, or write `allow = [\"rates-apart\"]` where the two do see it so")
        })
    });
    Ok(found.collect())
}
