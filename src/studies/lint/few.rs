//! Means that a few paths own.

use super::super::refused::StudyFailure;
use super::looking::{Rule, Seen};
use crate::diagnose::Diagnostic;
use crate::statistics::{Sample, digits};

/// A mean that a thousandth of the paths owns.
pub(super) const RULE: Rule =
    Rule { code: "mean-of-few", look, fires: FIRES, silenced_by: ["alpha = 0.6", "alpha = 3"] };

/// One path in so many.
const ONE_IN: usize = 1_000;

const FIRES: &str = "format = 1
time = { start = 2026-01-01, end = 2030-12-31, step = \"quarter\" }
parties = { buyer = { discount_rate = 0.08 }, seller = { discount_rate = 0.12 } }
inputs = { prize = { value = { pareto = { low = 1, alpha = 0.6 } } } }
[terms.prize]
kind = \"lump_sum\"
from = \"buyer\"
to = \"seller\"
amount = \"prize\"
on = 2026-12-31
";

fn look(seen: &Seen<'_>) -> Result<Vec<Diagnostic>, StudyFailure> {
    let labels = seen.deal.side_labels();
    let found = labels.iter().zip(&seen.payoffs).filter_map(|((name, label), payoffs)| {
        let sample = Sample::new(payoffs.clone(), seen.unit);
        let (mean, median) = (sample.mean()?.value, sample.median()?.value);
        let mut gaps: Vec<f64> = payoffs.iter().map(|value| value - median).collect();
        gaps.sort_by(|one, two| two.abs().total_cmp(&one.abs()));
        let few = gaps.len().div_ceil(ONE_IN);
        let size = |gaps: &[f64]| gaps.iter().fold(0.0, |sum, gap| sum + gap.abs());
        let owned = gaps.iter().take(few).fold(0.0, |sum, gap| sum + gap);
        let of_spread = size(gaps.get(..few)?) > 0.5 * size(&gaps);
        let of_mean = owned.abs() > 0.5 * mean.abs() * gaps.len() as f64;
        if !of_spread || !of_mean {
            return None;
        }
        let paths = seen.deal.places_of_side(name);
        paths.iter().find_map(|path| {
            seen.warn(path, |span| {
                let message = format!(
                    "more than half of the mean payoff of {label} comes from {few} of {} paths",
                    digits::integer(i64::try_from(payoffs.len()).unwrap_or(i64::MAX))
                );
                Diagnostic::warning("mean-of-few", span, message)
                    .help("its mean says little and its error is not to be trusted: bound the tail that makes it, and read the median")
            })
        })
    });
    Ok(found.collect())
}
