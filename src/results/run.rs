//! Everything that is shown of one run, read from its outcome once.

use super::asked::Asked;
use super::beliefs::Seen;
use super::joint::{self, JointResult};
use super::over_time::{self, EventResult, TimeSeries};
use super::reading;
use super::returns::{self, Returns};
use super::sides::{self, SideResult};
use crate::engine::Outcome;
use crate::plan::{AccountId, FlowKind, TermId, Why};
use crate::scenario::{FlowMeta, Model, SourceNote};
use crate::statistics::{Measure, Sketch, digits};
use jiff::civil::Date;

/// Who moved what under a term.
#[derive(Clone, Debug)]
pub(super) struct FlowResult {
    pub(super) term: String,
    pub(super) term_label: String,
    pub(super) why: Why,
    pub(super) from: Account,
    pub(super) to: Account,
    pub(super) kind: FlowKind,
    /// Undiscounted, over the whole run.
    pub(super) total: Option<Measure>,
    /// Undiscounted, by calendar year.
    pub(super) by_year: Vec<(i16, Option<Measure>)>,
}

impl FlowResult {
    /// The name of what moves.
    pub(super) fn kind_name(&self) -> &'static str {
        match self.kind {
            FlowKind::Cash => "cash",
            FlowKind::Benefit => "benefit",
        }
    }
}

/// An account by number and names.
#[derive(Clone, Debug)]
pub(super) struct Account {
    pub(super) id: AccountId,
    pub(super) name: String,
    pub(super) label: String,
}

/// What a side received under a term.
#[derive(Clone, Debug)]
pub(super) struct MovedResult {
    pub(super) side: usize,
    pub(super) term: String,
    pub(super) term_label: String,
    pub(super) why: Why,
    pub(super) present_value: Option<Measure>,
    /// The 5th and 95th percentile, where the run kept the distribution.
    pub(super) spread: Option<(f64, f64)>,
}

/// What present values at two rates make of a term's payments between parties.
#[derive(Clone, Debug)]
pub(super) struct PaperResult {
    /// Name and label of the term; absent for all together.
    pub(super) term: Option<(String, String)>,
    pub(super) present_value: Option<Measure>,
}

/// Everything that is shown of one run.
#[derive(Clone, Debug)]
pub struct RunResults {
    pub(super) asked: Asked,
    pub(super) scenario: String,
    pub(super) path: String,
    pub(super) about: String,
    pub(super) money: String,
    pub(super) seed: u64,
    pub(super) paths: u64,
    pub(super) start: Date,
    pub(super) end: Date,
    pub(super) sides: Vec<SideResult>,
    /// How the payoffs of two sides go together.
    pub(super) joints: Vec<JointResult>,
    /// The parties of each side.
    pub(super) parties: Vec<Vec<AccountId>>,
    pub(super) series: Vec<TimeSeries>,
    pub(super) events: Vec<EventResult>,
    pub(super) flows: Vec<FlowResult>,
    pub(super) moved: Vec<MovedResult>,
    /// What is value on paper only.
    pub(super) on_paper: Vec<PaperResult>,
    /// What sides pay and receive in money, of those that do both.
    pub(super) returns: Vec<Returns>,
    pub(super) years: Vec<i16>,
    /// Where the numbers come from.
    pub(super) sources: Vec<SourceNote>,
    /// What the scenario assumes.
    pub(super) assumptions: Vec<SourceNote>,
    /// Distributions that were sketched, and all of them.
    pub(super) sketched: (usize, usize),
    /// What sides see that believe in other worlds.
    pub(super) beliefs: Vec<Seen>,
}

impl RunResults {
    /// Reads an outcome of this model. `scenario_path` is what the user called the scenario's file;
    /// it is shown on the terminal only.
    #[must_use]
    pub fn new(model: &Model, outcome: &Outcome, scenario_path: &str, asked: Asked) -> Self {
        let unit = reading::unit_of(model.settings.sampler);
        Self {
            asked,
            scenario: model.name.clone(),
            path: scenario_path.to_owned(),
            about: model.about.clone(),
            money: model.money.clone(),
            seed: model.settings.seed,
            paths: outcome.paths,
            start: model.grid.start(),
            end: model.grid.last_day(),
            sides: sides::read(model, outcome, unit),
            joints: joint::read(model, outcome, unit),
            parties: model.sides.iter().map(|side| side.parties.clone()).collect(),
            series: over_time::series(model, outcome, asked.timeline),
            events: over_time::events(model, outcome),
            flows: model.flows.iter().map(|flow| read_flow(model, outcome, flow)).collect(),
            moved: read_moved(model, outcome),
            on_paper: read_paper(model, outcome),
            returns: returns::read(model, outcome),
            years: model.years.clone(),
            sources: model.sources.clone(),
            assumptions: model.assumptions.clone(),
            sketched: reading::sketched(outcome),
            beliefs: Vec::new(),
        }
    }

    /// Adds, for each side, the part of its payoff's variance that rests on numbers that their author calls assumed.
    #[must_use]
    pub fn with_assumed(mut self, shares: &[Option<Measure>]) -> Self {
        for (side, share) in self.sides.iter_mut().zip(shares) {
            side.assumed = *share;
        }
        self
    }

    /// What is shown of it.
    #[must_use]
    pub fn asked(&self) -> Asked {
        self.asked
    }

    /// The last day of the run.
    pub(super) fn last_day(&self) -> Date {
        self.end
    }

    /// How many paths ran: `1 path`, `100,000 paths`.
    pub(super) fn paths_said(&self) -> String {
        let count = digits::integer(i64::try_from(self.paths).unwrap_or(i64::MAX));
        format!("{count} {}", if self.paths == 1 { "path" } else { "paths" })
    }

    /// How far percentiles are right where values were counted into sketches, in one sentence; nothing where all are
    /// exact.
    #[must_use]
    pub fn precision(&self) -> Option<String> {
        let (sketched, all) = self.sketched;
        let bound = digits::number(100.0 * Sketch::RELATIVE_ERROR, 1);
        (sketched > 0).then(|| {
            format!(
                "percentiles of {sketched} of {all} series come from sketches, each within {bound} % of its value"
            )
        })
    }
}

fn read_flow(model: &Model, outcome: &Outcome, flow: &FlowMeta) -> FlowResult {
    let (term, term_label) = term_names(model, flow.term);
    let by_year = model.years.iter().enumerate();
    FlowResult {
        term,
        term_label,
        why: flow.why,
        from: account(model, flow.from),
        to: account(model, flow.to),
        kind: flow.kind,
        total: reading::without_dust(reading::mean(outcome, flow.total, 0)),
        by_year: by_year
            .map(|(at, year)| {
                (*year, reading::without_dust(reading::mean(outcome, flow.by_year, at)))
            })
            .collect(),
    }
}

fn read_moved(model: &Model, outcome: &Outcome) -> Vec<MovedResult> {
    let read = |moved: &crate::scenario::MovedMeta| {
        let (term, term_label) = term_names(model, moved.term);
        let [low, high] = reading::quantiles_at(outcome, moved.track, 0, [0.05, 0.95]);
        MovedResult {
            side: moved.side,
            term,
            term_label,
            why: moved.why,
            present_value: reading::without_dust(reading::mean(outcome, moved.track, 0)),
            spread: low.zip(high),
        }
    };
    model.moved.iter().map(read).collect()
}

fn read_paper(model: &Model, outcome: &Outcome) -> Vec<PaperResult> {
    let read = |paper: &crate::scenario::PaperMeta| PaperResult {
        term: paper.term.map(|term| term_names(model, term)),
        present_value: reading::mean(outcome, paper.track, 0),
    };
    model.on_paper.iter().map(read).collect()
}

/// A term's name in the scenario and for readers.
fn term_names(model: &Model, term: TermId) -> (String, String) {
    let place = term.index();
    let name = model.plan.terms.get(place).cloned().unwrap_or_default();
    let label = model.term_labels.get(place).filter(|label| !label.is_empty());
    let label = label.cloned().unwrap_or_else(|| name.clone());
    (name, label)
}

fn account(model: &Model, id: AccountId) -> Account {
    let found = model.plan.accounts.get(id.index());
    Account {
        id,
        name: found.map(|account| account.name.clone()).unwrap_or_default(),
        label: found.map(|account| account.label.clone()).unwrap_or_default(),
    }
}
