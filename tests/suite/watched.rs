//! A run whose every tracked value and every flow is kept path by path, so that single paths can be checked.

use crate::support::{How, model_of, model_with, simulate};
use dealsim::engine::{Outcome, Series, TrackResult};
use dealsim::plan::{FlowKind, Node, NodeId, Plan, ReadAt, Sink, TimeField, TrackId};
use dealsim::scenario::Model;

/// Half of the money quantum: the most by which rounding moves one amount.
pub(crate) const HALF_QUANTUM: f64 = 0.5 / 1_073_741_824.0;

/// A model, and what every path of a run of it did.
pub(crate) struct Watched {
    pub(crate) model: Model,
    pub(crate) outcome: Outcome,
    /// The track of each posting's amount, by posting.
    postings: Vec<TrackId>,
    /// The track of the time at which each posting is paid, by posting.
    paid_at: Vec<TrackId>,
    /// The track of each event's time, by event.
    events: Vec<TrackId>,
    /// The track of the time of each company's insolvency, by company.
    insolvencies: Vec<TrackId>,
}

/// What a track reads.
fn node_of(plan: &Plan, track: TrackId) -> NodeId {
    plan.track(track).expect("it is tracked").node
}

impl Watched {
    /// Runs a text.
    pub(crate) fn text(text: &str, how: How) -> Self {
        Self::run(model_of(text), how)
    }

    /// Runs a file of the repository with some of its numbers changed.
    pub(crate) fn file_with(file: &str, sets: &[&str], how: How) -> Self {
        Self::run(model_with(file, sets), how)
    }

    /// Runs a model whose plan is first told to keep everything.
    pub(crate) fn run(mut model: Model, how: How) -> Self {
        let plan = &mut model.plan;
        let close = NodeId(u32::try_from(plan.nodes.len()).expect("few nodes"));
        plan.nodes.push(Node::Time(TimeField::Close));
        let lines: Vec<(NodeId, NodeId)> = plan
            .postings
            .iter()
            .map(|posting| (posting.amount, posting.paid_at.unwrap_or(close)))
            .collect();
        let mut keep = |node: NodeId| plan.keep(node, ReadAt::EachStep, Sink::Distribution);
        let (postings, paid_at) =
            lines.into_iter().map(|(amount, time)| (keep(amount), keep(time))).unzip();
        let times: Vec<NodeId> =
            model.events.iter().map(|event| node_of(plan, event.track)).collect();
        let ends: Vec<NodeId> =
            model.companies.iter().map(|company| node_of(plan, company.insolvency)).collect();
        let mut keep = |node: NodeId| plan.keep(node, ReadAt::End, Sink::Distribution);
        let events = times.into_iter().map(&mut keep).collect();
        let insolvencies = ends.into_iter().map(&mut keep).collect();
        for track in &mut plan.tracks {
            if track.sink == Sink::Moments {
                track.sink = Sink::Distribution;
            }
        }
        let outcome = simulate(&model, How { every_value: true, ..how });
        Self { model, outcome, postings, paid_at, events, insolvencies }
    }

    /// The values of a track at one of its times of reading, by path.
    pub(crate) fn values(&self, track: TrackId, at: usize) -> &[f64] {
        match &self.outcome.tracks[track] {
            TrackResult::Distribution(_, Series::Every(values)) => &values[at],
            _ => panic!("track {track:?} keeps no values"),
        }
    }

    /// Number of paths.
    pub(crate) fn paths(&self) -> usize {
        usize::try_from(self.outcome.paths).expect("a small run")
    }

    /// Number of periods.
    pub(crate) fn periods(&self) -> usize {
        self.model.plan.periods
    }

    /// The amounts of a posting in a period, by path.
    pub(crate) fn posting(&self, posting: usize, period: usize) -> &[f64] {
        self.values(self.postings[posting], period)
    }

    /// When a posting is paid in a period, by path; without meaning where nothing is.
    pub(crate) fn paid_at(&self, posting: usize, period: usize) -> &[f64] {
        self.values(self.paid_at[posting], period)
    }

    /// What moved under a term from one account to another in a period on a path; both kinds of flow.
    pub(crate) fn flow(&self, term: &str, from: &str, to: &str, period: usize, path: usize) -> f64 {
        let plan = &self.model.plan;
        let mut found = false;
        let mut sum = 0.0;
        for (number, posting) in plan.postings.iter().enumerate() {
            let named = plan.terms[posting.term.index()] == term
                && plan.accounts[posting.from.index()].name == from
                && plan.accounts[posting.to.index()].name == to;
            if named {
                found = true;
                sum += self.posting(number, period)[path];
            }
        }
        assert!(found, "nothing flows under {term} from {from} to {to}");
        sum
    }

    /// The same for every period, on the first path: for deals without chance.
    pub(crate) fn flows(&self, term: &str, from: &str, to: &str) -> Vec<f64> {
        (1..=self.periods()).map(|period| self.flow(term, from, to, period, 0)).collect()
    }

    /// The times of an event, by path; infinite for never.
    pub(crate) fn event_times(&self, event: &str) -> &[f64] {
        let place = self.model.events.iter().position(|known| known.name == event);
        self.values(self.events[place.expect("an event")], 0)
    }

    /// The times at which a company became insolvent, by path; infinite for never.
    pub(crate) fn insolvency_times(&self, company: &str) -> &[f64] {
        let place = self.model.companies.iter().position(|known| known.name == company);
        self.values(self.insolvencies[place.expect("a company")], 0)
    }

    /// The cash of a company at a close, before value is paid out, by path.
    pub(crate) fn cash(&self, company: &str, period: usize) -> &[f64] {
        let company = self.model.companies.iter().find(|known| known.name == company);
        self.values(company.expect("a company").cash, period)
    }

    /// The stake of a holder at a close, by path.
    pub(crate) fn stake(&self, holder: &str, company: &str, period: usize) -> &[f64] {
        let accounts = &self.model.plan.accounts;
        let company = self.model.companies.iter().find(|known| known.name == company);
        let stakes = &company.expect("a company").stakes;
        let named = |account: usize| accounts[account].name == holder;
        let (_, track) = stakes.iter().find(|(id, _)| named(id.index())).expect("a holder");
        self.values(*track, period)
    }

    /// A driver at a close, by path.
    pub(crate) fn driver(&self, driver: &str, period: usize) -> &[f64] {
        let driver = self.model.drivers.iter().find(|known| known.name == driver);
        self.values(driver.expect("a driver").track, period)
    }

    /// The payoff of a side, by path.
    pub(crate) fn payoff(&self, side: &str) -> &[f64] {
        let side = self.model.sides.iter().find(|known| known.name == side).expect("a side");
        self.values(side.payoff, 0)
    }

    /// The undiscounted sum of everything that a party receives under a term less what it pays, by path.
    pub(crate) fn received(&self, party: &str, term: &str) -> Vec<f64> {
        let plan = &self.model.plan;
        let mut sums = vec![0.0; self.paths()];
        for flow in &self.model.flows {
            if plan.terms[flow.term.index()] != term || flow.kind != FlowKind::Cash {
                continue;
            }
            let sign = f64::from(u8::from(plan.accounts[flow.to.index()].name == party))
                - f64::from(u8::from(plan.accounts[flow.from.index()].name == party));
            for (sum, value) in sums.iter_mut().zip(self.values(flow.total, 0)) {
                *sum += sign * value;
            }
        }
        sums
    }
}
