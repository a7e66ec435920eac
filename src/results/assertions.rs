//! Whether a run bears out what its scenario asserts, by how much, and with which error.

use super::reading;
use crate::engine::Outcome;
use crate::scenario::{Assertion, Model, Quantity};
use crate::statistics::{Measure, digits};

/// What became of an assertion.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// What was asserted.
    pub assertion: Assertion,
    /// The result; none where the run left none.
    pub found: Option<Measure>,
}

/// Looks at every assertion of a scenario.
#[must_use]
pub fn verdicts(model: &Model, outcome: &Outcome) -> Vec<Verdict> {
    let found = |assertion: &Assertion| Verdict {
        assertion: assertion.clone(),
        found: quantity(model, outcome, assertion.quantity),
    };
    model.assertions.iter().map(found).collect()
}

fn quantity(model: &Model, outcome: &Outcome, quantity: Quantity) -> Option<Measure> {
    let unit = reading::unit_of(model.settings.sampler);
    let payoff = |side: usize| {
        let track = model.sides.get(side)?.payoff;
        let dust = reading::dust_of(outcome, track);
        Some((reading::distribution(outcome, track, 0, unit, dust)?, dust))
    };
    match quantity {
        Quantity::Mean(side) => reading::mean(outcome, model.sides.get(side)?.payoff, 0),
        Quantity::Quantile(side, p) => payoff(side)?.0.quantile(p),
        Quantity::Loss(side) => {
            let (payoff, dust) = payoff(side)?;
            payoff.probability_below_zero(dust)
        }
        Quantity::Fired(event) => {
            reading::cumulative(outcome, model.events.get(event)?.track).last().copied()
        }
        Quantity::Insolvent(company) => {
            reading::cumulative(outcome, model.companies.get(company)?.insolvency).last().copied()
        }
    }
}

impl Verdict {
    /// Whether it holds; one without a result does not.
    #[must_use]
    pub fn holds(&self) -> bool {
        let Assertion { comparison, limit, .. } = self.assertion;
        self.found.is_some_and(|found| comparison.holds(found.value, limit))
    }

    /// How many standard errors lie between result and limit; none where the result has no error.
    #[must_use]
    pub fn errors(&self) -> Option<f64> {
        let found = self.found?;
        let error = found.standard_error.filter(|error| *error > 0.0)?;
        Some((found.value - self.assertion.limit).abs() / error)
    }

    /// The margin and its error, in words.
    #[must_use]
    pub fn sentence(&self) -> String {
        let Assertion { name, text, limit, .. } = &self.assertion;
        let Some(found) = self.found else {
            return format!("assertion `{name}` cannot be judged: {text} has no result here");
        };
        let verdict = if self.holds() { "holds" } else { "fails" };
        let margin = digits::number((found.value - limit).abs(), 3);
        let errors = self.errors().map_or_else(String::new, |errors| {
            format!(", {} standard errors", digits::number(errors, 2))
        });
        let value = digits::measure(Some(&found));
        format!("assertion `{name}` {verdict}: {text}; it is {value}, by {margin}{errors}")
    }
}
