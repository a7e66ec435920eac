//! Several deals of one grid in one plan: what is equal is worked out once, and what each asks stays its own.

use super::knots::{Merged, merge};
use super::{
    Binary, Cycle, Demand, Joint, Named, Node, NodeId, Plan, Site, SiteId, TableId, Track, TrackId,
};
use std::collections::HashMap;
use std::hash::Hash;

/// A deal that goes into a batch.
#[derive(Clone, Copy, Debug)]
pub struct Member<'plan> {
    /// Its plan.
    pub plan: &'plan Plan,
    /// Whether it is there for differences only, and leaves nothing itself.
    pub guest: bool,
}

/// A difference of two tracked values of two deals, path by path, after the last period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What is taken away: the number of a deal, and its track.
    pub from: (usize, TrackId),
    /// What it is taken from.
    pub to: (usize, TrackId),
}

/// What one deal asks of the nodes.
#[derive(Clone, Debug)]
pub struct Deal {
    /// The nodes of its named values and what has to hold of each, in the order of its own plan.
    pub named: Vec<(NodeId, Demand)>,
    /// What leaves the engine, under the numbers of its own plan.
    pub tracks: Vec<Track>,
    /// Its pairs of values whose joint distribution is kept.
    pub joints: Vec<Joint>,
}

/// Several deals in one plan.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The nodes and the grid; asks for nothing itself.
    pub plan: Plan,
    /// Where random numbers enter, by number.
    pub sites: Vec<Site>,
    /// What each deal asks.
    pub deals: Vec<Deal>,
    /// The differences; absent where one of the two does not track what is asked for.
    pub differences: Vec<Option<NodeId>>,
    /// The nodes that have to be finite where something reads them, and only there.
    pub where_read: Vec<bool>,
}

impl Batch {
    /// One deal, node for node.
    #[must_use]
    pub fn alone(plan: &Plan) -> Self {
        let deal = Deal::of(plan, plan.tracks.clone(), |id| id);
        Self {
            sites: plan.drawn(),
            deals: vec![deal],
            differences: Vec::new(),
            where_read: where_read(plan),
            plan: Plan { nodes: plan.nodes.clone(), ..bare(plan) },
        }
    }

    /// Several deals with the grid of the first, and differences between them. A deal's own values have the bits that
    /// they have alone.
    ///
    /// # Errors
    /// When values of some deal need one another in the same period.
    pub fn join(members: &[Member<'_>], differences: &[Difference]) -> Result<Self, Cycle> {
        let mut pool = Pool::default();
        let offsets: Vec<u32> = members.iter().map(|member| pool.add(member.plan)).collect();
        let differences: Vec<Option<NodeId>> =
            differences.iter().map(|one| pool.difference(one, members, &offsets)).collect();
        let mut roots: Vec<NodeId> = differences.iter().copied().flatten().collect();
        for (member, &offset) in members.iter().zip(&offsets) {
            roots.extend(asked(member).map(|id| NodeId(id.0 + offset)));
        }
        let Merged { nodes, marks, new } = merge(&pool.nodes, &pool.where_read, &roots)?;
        // What nothing asks for is gone: names for traces lead to any node.
        let to = |id: NodeId| new[id.index()].unwrap_or(NodeId(0));
        let deals = members.iter().zip(&offsets).map(|(member, &offset)| {
            let tracks = if member.guest { Vec::new() } else { member.plan.tracks.clone() };
            Deal::of(member.plan, tracks, |id| to(NodeId(id.0 + offset)))
        });
        let deals = deals
            .zip(members)
            .map(
                |(deal, member)| {
                    if member.guest { Deal { joints: Vec::new(), ..deal } } else { deal }
                },
            )
            .collect();
        let grid = members.first().map_or_else(Plan::default, |member| bare(member.plan));
        let Pool { series, tables, sites, .. } = pool;
        let names = sites.list.iter().map(|site: &Site| site.name.clone()).collect();
        Ok(Self {
            plan: Plan {
                nodes,
                series: series.list.into_iter().map(from_bits).collect(),
                tables: tables.list.into_iter().map(from_bits).collect(),
                sites: names,
                ..grid
            },
            sites: sites.list,
            deals,
            differences: differences.into_iter().map(|id| id.map(to)).collect(),
            where_read: marks,
        })
    }
}

impl Deal {
    fn of(plan: &Plan, tracks: Vec<Track>, to: impl Fn(NodeId) -> NodeId) -> Self {
        let named = plan.named.iter().map(|named| (to(named.node), named.demand));
        let joint = |joint: &Joint| Joint { across: to(joint.across), up: to(joint.up) };
        Self {
            named: named.collect(),
            tracks: tracks.into_iter().map(|own| Track { node: to(own.node), ..own }).collect(),
            joints: plan.joints.iter().map(joint).collect(),
        }
    }
}

/// The nodes that a member needs for itself.
fn asked<'plan>(member: &Member<'plan>) -> impl Iterator<Item = NodeId> + use<'plan> {
    let Member { plan, guest } = *member;
    let demanded = plan.named.iter().filter(|named| named.demand != Demand::Nothing);
    let left = plan.tracks.iter().map(|track| track.node);
    let joint = plan.joints.iter().flat_map(|joint| [joint.across, joint.up]);
    demanded.map(|named| named.node).chain(left.chain(joint).filter(move |_| !guest))
}

/// A plan without nodes that asks for nothing, with everything that nodes refer to.
fn bare(plan: &Plan) -> Plan {
    Plan {
        series: plan.series.clone(),
        tables: plan.tables.clone(),
        sites: plan.sites.clone(),
        periods: plan.periods,
        times: plan.times.clone(),
        period_years: plan.period_years,
        ..Plan::default()
    }
}

/// The nodes that have to be finite where something reads them, and only there.
pub(super) fn where_read(plan: &Plan) -> Vec<bool> {
    let mut found = vec![false; plan.nodes.len()];
    for where_read in [true, false] {
        let due = |named: &&Named| {
            where_read == (named.demand == Demand::FiniteWhereRead) && named.demand.is_due(1, 1)
        };
        for named in plan.named.iter().filter(due) {
            found[named.node.index()] = where_read;
        }
    }
    found
}

/// Things that are numbered once each.
struct Numbered<T> {
    list: Vec<T>,
    places: HashMap<T, u32>,
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self { list: Vec::new(), places: HashMap::new() }
    }
}

impl<T: Clone + Eq + Hash> Numbered<T> {
    fn number(&mut self, thing: T) -> u32 {
        if let Some(&place) = self.places.get(&thing) {
            return place;
        }
        let place = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.list.push(thing.clone());
        self.places.insert(thing, place);
        place
    }
}

fn bits(numbers: &[f64]) -> Vec<u64> {
    numbers.iter().map(|number| number.to_bits()).collect()
}

fn from_bits(bits: Vec<u64>) -> Vec<f64> {
    bits.into_iter().map(f64::from_bits).collect()
}

/// The nodes of all members, one member after the other.
#[derive(Default)]
struct Pool {
    nodes: Vec<Node>,
    where_read: Vec<bool>,
    series: Numbered<Vec<u64>>,
    tables: Numbered<Vec<u64>>,
    sites: Numbered<Site>,
}

impl Pool {
    /// Adds the nodes of a plan; returns by how much their numbers rise.
    fn add(&mut self, plan: &Plan) -> u32 {
        let offset = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        let series: Vec<u32> =
            plan.series.iter().map(|values| self.series.number(bits(values))).collect();
        let tables: Vec<u32> =
            plan.tables.iter().map(|values| self.tables.number(bits(values))).collect();
        let sites: Vec<SiteId> =
            plan.drawn().into_iter().map(|site| SiteId(self.sites.number(site))).collect();
        let moved = |node: &Node| match node.map(|id| NodeId(id.0 + offset)) {
            Node::Series(place) => Node::Series(series[place as usize]),
            Node::Table(a, table) => Node::Table(a, TableId(tables[table.0 as usize])),
            Node::Uniform { site, each_step } => {
                Node::Uniform { site: sites[site.0 as usize], each_step }
            }
            Node::Normal { site, each_step } => {
                Node::Normal { site: sites[site.0 as usize], each_step }
            }
            other => other,
        };
        self.nodes.extend(plan.nodes.iter().map(moved));
        self.where_read.extend(where_read(plan));
        offset
    }

    fn difference(
        &mut self,
        Difference { from, to }: &Difference,
        members: &[Member<'_>],
        offsets: &[u32],
    ) -> Option<NodeId> {
        let node = |(member, track): (usize, TrackId)| {
            let track = members.get(member)?.plan.track(track)?;
            Some(NodeId(track.node.0 + offsets.get(member)?))
        };
        let (from, to) = (node(*from)?, node(*to)?);
        let id = NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(Node::Binary(Binary::Subtract, to, from));
        self.where_read.push(false);
        Some(id)
    }
}
