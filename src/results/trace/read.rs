//! Reads one path of a traced run.

use super::tracing::Tracing;
use super::words::{self, Facts};
use crate::engine::{Outcome, Series, TrackResult};
use crate::plan::{AccountId, FactKind, FlowKind, TermId, TrackId};
use crate::scenario::Model;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Something that happened on the path.
#[derive(Clone, Debug)]
pub struct Line {
    /// Number of the period, from one.
    pub period: usize,
    /// When, in years since the start.
    pub time: f64,
    /// The day.
    pub date: Date,
    /// The place of the line among what may move in a period; none for an event.
    pub posting: Option<usize>,
    /// Under which term or event, by its name in the scenario.
    pub name: String,
    /// The same for readers.
    pub label: String,
    /// Who pays and who receives; none of an event.
    pub between: Option<[AccountId; 2]>,
    /// What moves.
    pub kind: FlowKind,
    /// How much; negative moves the other way.
    pub amount: f64,
    /// What it is worth at the start to a party, negative where it pays.
    pub worth: Vec<(AccountId, f64)>,
    /// Why, in words; empty where the clause says it all.
    pub why: String,
}

/// What a party has under a term, present value, summed as the engine does.
#[derive(Clone, Debug)]
pub struct Holding {
    /// Number of the side.
    pub side: usize,
    /// The party.
    pub party: AccountId,
    /// The term.
    pub term: TermId,
    /// Present value.
    pub value: f64,
}

/// Drivers and cash at the close of a period; period 0 is the start.
#[derive(Clone, Debug)]
pub struct State {
    /// The period.
    pub period: usize,
    /// The value of each driver, then the cash of each company.
    pub values: Vec<f64>,
}

/// One path.
#[derive(Clone, Debug)]
pub struct Trace {
    pub(super) model: Arc<Model>,
    /// Its number.
    pub path: u64,
    /// What happened, by date.
    pub lines: Vec<Line>,
    /// By side, party and term, in the order in which payoffs are summed.
    pub holdings: Vec<Holding>,
    /// The payoff of each side, from the engine.
    pub payoffs: Vec<f64>,
    /// The state at each close.
    pub states: Vec<State>,
}

/// Values of one path.
struct Lane<'run> {
    outcome: &'run Outcome,
    lane: usize,
}

impl Lane<'_> {
    /// The value of a track at a reading.
    fn at(&self, track: TrackId, reading: usize) -> f64 {
        match self.outcome.tracks.get(track) {
            Some(TrackResult::Distribution(_, Series::Every(values))) => {
                let found = values.get(reading).and_then(|values| values.get(self.lane));
                found.copied().unwrap_or(0.0)
            }
            _ => 0.0,
        }
    }
}

impl Tracing {
    /// Reads a path; `None` where it did not run, or not every value was kept.
    #[must_use]
    pub fn read(&self, outcome: &Outcome, path: u64) -> Option<Trace> {
        let lane = usize::try_from(path.checked_sub(outcome.first_path)?).ok()?;
        if path - outcome.first_path >= outcome.paths {
            return None;
        }
        let lane = Lane { outcome, lane };
        let model = Arc::clone(&self.model);
        let mut lines = self.flows(&lane);
        let holdings = self.holdings(&lines);
        lines.extend(self.happened(&lane));
        lines.sort_by(|one, other| {
            one.time.total_cmp(&other.time).then(one.posting.cmp(&other.posting))
        });
        let periods = 0..=self.model.grid.periods();
        Some(Trace {
            model,
            path,
            lines,
            holdings,
            payoffs: self.payoffs.iter().map(|track| lane.at(*track, 0)).collect(),
            states: periods
                .map(|period| State {
                    period,
                    values: self.states.iter().map(|track| lane.at(*track, period)).collect(),
                })
                .collect(),
        })
    }

    /// Every amount that moved.
    fn flows(&self, lane: &Lane<'_>) -> Vec<Line> {
        let (model, grid) = (&self.model, &self.model.grid);
        let mut lines = Vec::new();
        for period in 1..=grid.periods() {
            for (place, (posting, tracks)) in
                model.plan.postings.iter().zip(&self.postings).enumerate()
            {
                let amount = lane.at(tracks.amount, period);
                if amount == 0.0 {
                    continue;
                }
                let close = grid.time(period);
                let time = tracks.paid_at.map_or(close, |track| lane.at(track, period));
                let name = model.plan.terms.get(posting.term.index()).cloned().unwrap_or_default();
                let label = model.term_labels.get(posting.term.index());
                let label = label.filter(|label| !label.is_empty()).unwrap_or(&name).clone();
                let worth = posting.worth.iter().zip(&tracks.worth).map(|((party, _), track)| {
                    let worth = lane.at(*track, period);
                    (*party, if *party == posting.to { worth } else { -worth })
                });
                let facts = self.facts_of(&name, lane, period);
                lines.push(Line {
                    period,
                    time,
                    date: words::day(grid, time),
                    posting: Some(place),
                    between: Some([posting.from, posting.to]),
                    kind: posting.kind,
                    amount,
                    worth: worth.collect(),
                    why: words::why(posting, amount, &facts, grid),
                    name,
                    label,
                });
            }
        }
        lines
    }

    /// What a term knows of itself in a period.
    fn facts_of(&self, term: &str, lane: &Lane<'_>, period: usize) -> Facts {
        let path = format!("terms.{term}");
        let own =
            self.model.plan.facts.iter().zip(&self.facts).filter(|(fact, _)| fact.path == path);
        let mut facts = Facts::default();
        for (fact, tracks) in own {
            let values: Vec<f64> = tracks.iter().map(|track| lane.at(*track, period)).collect();
            match (fact.kind, &values[..]) {
                (FactKind::InForce(_), [part]) => facts.in_force = Some(*part),
                (FactKind::Cap { .. }, [before, due, most, paid]) => {
                    facts.caps.push([*before, *due, *most, *paid]);
                }
                _ => {}
            }
        }
        facts
    }

    /// The events, and companies that ran out of money.
    fn happened(&self, lane: &Lane<'_>) -> Vec<Line> {
        let model = &self.model;
        let own = model.events.iter().map(|event| (event.name.clone(), event.label.clone()));
        let insolvent = model
            .companies
            .iter()
            .map(|company| (company.name.clone(), format!("{} insolvent", company.label)));
        let named = own.chain(insolvent).zip(&self.events);
        let line = |((name, label), track): ((String, String), &TrackId)| {
            let time = lane.at(*track, 0);
            let period = model.grid.period_of(time)?;
            Some(Line {
                period: period.max(1),
                time,
                date: words::day(&model.grid, time),
                posting: None,
                name,
                label,
                between: None,
                kind: FlowKind::Cash,
                amount: 0.0,
                worth: Vec::new(),
                why: "happens".to_owned(),
            })
        };
        named.filter_map(line).collect()
    }

    /// Sums as the engine does: in each period over a term's lines in their order, over the periods, and then over parties
    /// and terms.
    fn holdings(&self, lines: &[Line]) -> Vec<Holding> {
        let model = &self.model;
        let mut known: BTreeMap<(AccountId, TermId), Vec<(usize, f64)>> = BTreeMap::new();
        for posting in &model.plan.postings {
            for (party, _) in &posting.worth {
                known.entry((*party, posting.term)).or_default();
            }
        }
        for line in lines {
            let posting = line.posting.and_then(|place| model.plan.postings.get(place));
            let Some(posting) = posting else { continue };
            for (party, worth) in &line.worth {
                let sums = known.entry((*party, posting.term)).or_default();
                match sums.last_mut() {
                    Some((period, sum)) if *period == line.period => *sum += worth,
                    _ => sums.push((line.period, *worth)),
                }
            }
        }
        let mut holdings = Vec::new();
        for (number, side) in model.sides.iter().enumerate() {
            let own = known.iter().filter(|((party, _), _)| side.parties.contains(party));
            holdings.extend(own.map(|((party, term), sums)| Holding {
                side: number,
                party: *party,
                term: *term,
                value: sums.iter().fold(0.0, |sum, (_, flow)| sum + flow),
            }));
        }
        holdings
    }
}

impl Trace {
    /// The payoff of a side as its holdings add up to it: what the engine says, to the last bit.
    #[must_use]
    pub fn summed(&self, side: usize) -> f64 {
        let mut own = self.holdings.iter().filter(|holding| holding.side == side);
        let first = own.next().map_or(0.0, |holding| holding.value);
        own.fold(first, |sum, holding| sum + holding.value)
    }
}
