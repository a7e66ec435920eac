//! The plan of a trace: the same nodes, and other values that leave the engine.

use crate::plan::{FactKind, NodeId, Plan, ReadAt, Sink, Track, TrackId};
use crate::scenario::Model;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a trace reads of a run, by the places of its tracks.
pub struct Tracing {
    pub(super) model: Arc<Model>,
    plan: Plan,
    /// For each posting: amount, day, and for each party what it is worth.
    pub(super) postings: Vec<PostingTracks>,
    /// Of each side.
    pub(super) payoffs: Vec<TrackId>,
    /// Of each driver, then of each company's cash.
    pub(super) states: Vec<TrackId>,
    /// Of each event, then of each company's insolvency.
    pub(super) events: Vec<TrackId>,
    /// Of each fact, in the order in which its kind lists them.
    pub(super) facts: Vec<Vec<TrackId>>,
}

pub(super) struct PostingTracks {
    pub(super) amount: TrackId,
    pub(super) paid_at: Option<TrackId>,
    pub(super) worth: Vec<TrackId>,
}

impl Tracing {
    /// What a trace of this model reads.
    #[must_use]
    pub fn new(model: Arc<Model>) -> Self {
        let mut plan = model.plan.clone();
        let tracked: BTreeMap<TrackId, NodeId> =
            plan.tracks.iter().map(|track| (track.id, track.node)).collect();
        let mut next = (0..).map(TrackId);
        // Draws are dealt over all nodes of a plan, read or not: with the same nodes they are the same draws.
        plan.tracks.clear();
        plan.joints.clear();
        let mut track = |plan: &mut Plan, node: NodeId, at: ReadAt| {
            let id = next.next().unwrap_or(TrackId(u32::MAX));
            plan.tracks.push(Track { id, node, at, sink: Sink::Distribution });
            id
        };
        let old = |id: TrackId| tracked.get(&id).copied();
        let payoffs = model.sides.iter().filter_map(|side| old(side.payoff));
        let payoffs = payoffs.map(|node| track(&mut plan, node, ReadAt::End)).collect();
        let postings = plan.postings.clone();
        let postings = postings
            .iter()
            .map(|posting| PostingTracks {
                amount: track(&mut plan, posting.amount, ReadAt::EachStep),
                paid_at: posting.paid_at.map(|node| track(&mut plan, node, ReadAt::EachStep)),
                worth: posting
                    .worth
                    .iter()
                    .map(|(_, node)| track(&mut plan, *node, ReadAt::EachStep))
                    .collect(),
            })
            .collect();
        let states = model.drivers.iter().map(|driver| driver.track);
        let states = states.chain(model.companies.iter().map(|company| company.cash));
        let states =
            states.filter_map(old).map(|node| track(&mut plan, node, ReadAt::EachStep)).collect();
        let times = model.events.iter().map(|event| event.track);
        let times = times.chain(model.companies.iter().map(|company| company.insolvency));
        let events =
            times.filter_map(old).map(|node| track(&mut plan, node, ReadAt::End)).collect();
        let facts = plan.facts.clone();
        let facts = facts
            .iter()
            .map(|fact| {
                let nodes = match fact.kind {
                    FactKind::InForce(part) | FactKind::Ends(part) => vec![part],
                    FactKind::Cap { before, due, most, paid } => vec![before, due, most, paid],
                };
                nodes.into_iter().map(|node| track(&mut plan, node, ReadAt::EachStep)).collect()
            })
            .collect();
        Self { model, plan, postings, payoffs, states, events, facts }
    }

    /// The plan to run, every value kept; any paths of it will do.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }
}
