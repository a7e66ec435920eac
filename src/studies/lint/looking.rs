//! Runs a scenario briefly and asks every rule about it.

use super::super::payoffs::unit;
use super::super::refused::StudyFailure;
use super::super::worth::{Clause, Worth, of_deal};
use super::{alone, apart, caps, deciding, few, idle, inside, moving, unlimited};
use crate::diagnose::{Diagnostic, Diagnostics, Findings};
use crate::document::Overrides;
use crate::results::Observed;
use crate::scenario::Draft;
use crate::simulation::{Scenario, Settings};
use crate::statistics::Unit;
use std::collections::BTreeMap;

/// How many paths a look takes, where nobody says.
pub const PATHS: u64 = 2_000;

/// A rule.
#[derive(Clone, Copy)]
pub struct Rule {
    /// Its stable name, which `dealsim explain` explains and `allow` takes.
    pub code: &'static str,
    /// What it finds in a scenario.
    pub(super) look: fn(&Seen<'_>) -> Result<Vec<Diagnostic>, StudyFailure>,
    /// A scenario on which it speaks.
    pub fires: &'static str,
    /// What of that scenario has to be written otherwise for it to be silent, and how.
    pub(super) silenced_by: [&'static str; 2],
}

impl Rule {
    /// A scenario on which it does not speak, in one word another than the one on which it does.
    #[must_use]
    pub fn silent(&self) -> String {
        let [wrong, right] = self.silenced_by;
        self.fires.replace(wrong, right)
    }
}

/// Every rule.
pub const RULES: [Rule; 11] = [
    caps::NEVER,
    caps::ALWAYS,
    idle::RULE,
    moving::EVENT,
    moving::CLAUSE,
    few::RULE,
    inside::RULE,
    deciding::RULE,
    apart::RULE,
    alone::RULE,
    unlimited::RULE,
];

/// A scenario that was run briefly.
pub(super) struct Seen<'run> {
    /// It, in the base world alone.
    pub(super) deal: &'run Scenario,
    pub(super) draft: &'run Draft,
    pub(super) settings: &'run Settings,
    pub(super) paths: u64,
    /// What each term did, by its path.
    pub(super) observed: BTreeMap<String, Observed>,
    /// On how many paths each event happened.
    pub(super) fired: BTreeMap<String, u64>,
    /// What each clause is worth; none where none can be taken out.
    pub(super) worth: Option<Worth>,
    /// Payoffs by side, path by path.
    pub(super) payoffs: Vec<Vec<f64>>,
    pub(super) unit: Unit,
}

/// What `check` finds in a scenario, and what the rules find in a short run of it.
///
/// # Errors
/// When the run fails.
pub fn lint(scenario: &Scenario, settings: &Settings) -> Result<Findings, StudyFailure> {
    let mut laid = Overrides::new();
    for belief in scenario.items_of("beliefs") {
        laid = laid.with(&belief, false);
    }
    let deal = scenario.with_all(&laid)?;
    let (tracing, outcome) = deal.traced(settings)?;
    let worth = match of_deal(&deal, scenario, None, settings) {
        Ok(worth) => Some(worth),
        Err(StudyFailure::Refused(_)) => None,
        Err(failure) => return Err(failure),
    };
    let draft = deal.laid();
    let seen = Seen {
        deal: &deal,
        draft: &draft,
        settings,
        paths: outcome.paths,
        observed: tracing.observed(&outcome),
        fired: tracing.fired(&outcome),
        worth,
        payoffs: tracing.payoffs_of(&outcome).into_iter().map(<[f64]>::to_vec).collect(),
        unit: unit(&deal, settings),
    };
    let mut diagnostics = Diagnostics::default();
    for rule in &RULES {
        for finding in (rule.look)(&seen)? {
            diagnostics.push(finding);
        }
    }
    Ok(draft.found(diagnostics))
}

impl Seen<'_> {
    /// The clauses and events that could be taken out, and what they are worth.
    pub(super) fn clauses(&self) -> impl Iterator<Item = &Clause> {
        self.worth.iter().flat_map(|worth| &worth.clauses)
    }

    /// A warning about an item, unless the file allows it.
    pub(super) fn warn(
        &self,
        path: &str,
        make: impl FnOnce(crate::diagnose::Span) -> Diagnostic,
    ) -> Option<Diagnostic> {
        let finding = make(self.draft.place(path)?);
        (!self.draft.allows(path, finding.code)).then_some(finding)
    }
}

/// How many of all paths: `none of 2,000 paths`.
pub(super) fn share(count: u64, of: u64) -> String {
    let number =
        |count: u64| crate::statistics::digits::integer(i64::try_from(count).unwrap_or(i64::MAX));
    match count {
        0 => format!("none of {} paths", number(of)),
        _ if count == of => format!("all of {} paths", number(of)),
        _ => format!("{} of {} paths", number(count), number(of)),
    }
}
