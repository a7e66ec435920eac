//! Deals held against one another: which of them have one structure, and by which numbers they differ.

use super::batch::where_read;
use super::turned::{Parameter, Turned};
use super::{Demand, Node, NodeId, Plan, Site};
use std::collections::{BTreeMap, HashMap};

/// What a cell has otherwise than the first one.
#[derive(Clone, Debug, Default)]
struct OtherNumbers {
    numbers: Vec<(NodeId, f64)>,
    series: Vec<(NodeId, Vec<f64>)>,
}

/// Deals of one structure while they are collected, each held against the first one.
///
/// Numbers that happen to be equal are one node of a plan, and so is all that is made of them alike. Where that is so in the
/// first plan and not in a later one, the node is told apart: one copy for each that it is there.
#[derive(Debug)]
pub struct Alike {
    first: Plan,
    sites: Vec<Site>,
    where_read: Vec<bool>,
    cells: Vec<OtherNumbers>,
}

/// The nodes of the first plan and what each is in another one.
struct Walk {
    /// The node that each pair is: the node of the first plan itself, or a copy.
    ids: HashMap<(NodeId, NodeId), NodeId>,
    /// The pairs in the order in which they were found.
    pairs: Vec<(NodeId, NodeId)>,
    /// What was copied.
    copied: Vec<NodeId>,
    numbers: OtherNumbers,
}

impl Walk {
    /// The node that a pair is, and whether it was found before.
    fn find(&mut self, pair: (NodeId, NodeId), seen: &mut [bool], nodes: usize) -> (NodeId, bool) {
        if let Some(&known) = self.ids.get(&pair) {
            return (known, true);
        }
        let id = if std::mem::replace(&mut seen[pair.0.index()], true) {
            self.copied.push(pair.0);
            NodeId(u32::try_from(nodes + self.copied.len() - 1).unwrap_or(u32::MAX))
        } else {
            pair.0
        };
        self.ids.insert(pair, id);
        self.pairs.push(pair);
        (id, false)
    }
}

/// How a plan compares with the first of its structure.
#[derive(Debug)]
pub struct Compared {
    numbers: OtherNumbers,
    /// How many nodes the first plan had.
    nodes: usize,
    /// Whether some of them have to be told apart.
    tells_apart: bool,
}

impl Alike {
    /// The deals that are like this one, which is the first cell.
    #[must_use]
    pub fn new(first: Plan) -> Self {
        let (sites, where_read) = (sites(&first), where_read(&first));
        Self { first, sites, where_read, cells: vec![OtherNumbers::default()] }
    }

    /// The numbers that a plan has otherwise; nothing where more than numbers tells it from the first one.
    #[must_use]
    pub fn compare(&self, plan: &Plan) -> Option<Compared> {
        let Walk { numbers, copied, .. } = self.walk(plan)?;
        let nodes = self.first.nodes.len();
        Some(Compared { numbers, nodes, tells_apart: !copied.is_empty() })
    }

    fn walk(&self, plan: &Plan) -> Option<Walk> {
        let first = &self.first;
        if !one_frame(first, plan) || self.sites != sites(plan) {
            return None;
        }
        let marked = where_read(plan);
        let mut open = roots(first, plan)?;
        let mut seen = vec![false; first.nodes.len()];
        let mut walk = Walk {
            ids: HashMap::new(),
            pairs: Vec::new(),
            copied: Vec::new(),
            numbers: OtherNumbers::default(),
        };
        while let Some(pair) = open.pop() {
            let (own, there) = pair;
            let (id, known) = walk.find(pair, &mut seen, first.nodes.len());
            if known {
                continue;
            }
            let (node, like) = (first.nodes[own.index()], plan.nodes[there.index()]);
            let marks = (self.where_read[own.index()], marked[there.index()]);
            if marks.0 != marks.1 && !is_finite(node) {
                return None;
            }
            match (node, like) {
                (Node::Constant(left), Node::Constant(right)) if left != right => {
                    walk.numbers.numbers.push((id, f64::from_bits(right)));
                }
                (Node::Series(left), Node::Series(right)) => {
                    let values = &plan.series[right as usize];
                    if !same(&first.series[left as usize], values) {
                        walk.numbers.series.push((id, values.clone()));
                    }
                }
                _ if !self.says_the_same(node, plan, like) => return None,
                _ => {}
            }
            let inputs = node.inputs().into_iter().zip(like.inputs());
            open.extend(inputs.filter_map(|(own, there)| own.zip(there)));
        }
        Some(walk)
    }

    /// Adds a cell that was compared.
    pub fn push(&mut self, plan: &Plan, compared: Compared) {
        let stale = compared.nodes != self.first.nodes.len();
        if !stale && !compared.tells_apart {
            self.cells.push(compared.numbers);
        } else if let Some(walk) = self.walk(plan) {
            let numbers = self.tell_apart(plan, walk);
            self.cells.push(numbers);
        }
    }

    /// Copies the nodes of the first plan that are several in another one.
    fn tell_apart(&mut self, plan: &Plan, walk: Walk) -> OtherNumbers {
        let Walk { ids, pairs, copied, numbers } = walk;
        let id = |pair: (NodeId, NodeId)| ids.get(&pair).copied().unwrap_or(pair.0);
        let own_roots = roots(&self.first, plan).unwrap_or_default();
        let old = self.first.nodes.clone();
        let nodes = &mut self.first.nodes;
        nodes.extend(copied.iter().map(|node| old[node.index()]));
        for &pair in &pairs {
            let there = plan.nodes[pair.1.index()].inputs();
            let place = std::cell::Cell::new(0);
            let input = |own: NodeId| {
                let other = there.get(place.replace(place.get() + 1)).copied().flatten();
                other.map_or(own, |other| id((own, other)))
            };
            nodes[id(pair).index()] = old[pair.0.index()].map(input);
        }
        let mut roots = own_roots.into_iter().map(id);
        let named = self.first.named.iter_mut().filter(|named| named.demand != Demand::Nothing);
        for (named, root) in named.zip(roots.by_ref()) {
            named.node = root;
        }
        for (track, root) in self.first.tracks.iter_mut().zip(roots) {
            track.node = root;
        }
        self.where_read = where_read(&self.first);
        // Who came before has in every copy what it had in the one node.
        let copies: Vec<(NodeId, NodeId)> =
            copied.into_iter().zip((old.len()..).map(node_id)).collect();
        for cell in &mut self.cells {
            for &(node, copy) in &copies {
                let number = cell.numbers.iter().find(|(own, _)| *own == node).map(|own| own.1);
                cell.numbers.extend(number.map(|number| (copy, number)));
                let series = cell.series.iter().find(|(own, _)| *own == node);
                let series = series.map(|(_, values)| (copy, values.clone()));
                cell.series.extend(series);
            }
        }
        numbers
    }

    /// How many cells there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.cells.len()
    }

    /// One plan for all cells.
    #[must_use]
    pub fn finish(self) -> Turned {
        let Self { first: mut plan, cells, .. } = self;
        let count = cells.len();
        let mut parameters: BTreeMap<NodeId, Parameter> = BTreeMap::new();
        for (cell, other) in cells.into_iter().enumerate() {
            for (node, number) in other.numbers {
                let usual = match plan.nodes[node.index()] {
                    Node::Constant(bits) => f64::from_bits(bits),
                    _ => f64::NAN,
                };
                let new = || Parameter::Number(vec![usual; count]);
                if let Parameter::Number(numbers) = parameters.entry(node).or_insert_with(new) {
                    numbers[cell] = number;
                }
            }
            for (node, values) in other.series {
                let usual = match plan.nodes[node.index()] {
                    Node::Series(place) => plan.series[place as usize].clone(),
                    _ => Vec::new(),
                };
                let new = || Parameter::Series(vec![usual; count]);
                if let Parameter::Series(series) = parameters.entry(node).or_insert_with(new) {
                    series[cell] = values;
                }
            }
        }
        for (number, node) in (0..).zip(parameters.keys()) {
            plan.nodes[node.index()] = Node::Parameter(number);
        }
        Turned { plan, parameters: parameters.into_values().collect(), cells: count }
    }

    /// Whether two nodes do the same, whatever they read. Series are compared by their values elsewhere.
    fn says_the_same(&self, own: Node, plan: &Plan, there: Node) -> bool {
        let name = |plan: &Plan, site: super::SiteId| plan.sites.get(site.0 as usize).cloned();
        match (own, there) {
            (
                Node::Uniform { site, each_step },
                Node::Uniform { site: other, each_step: often },
            )
            | (Node::Normal { site, each_step }, Node::Normal { site: other, each_step: often }) => {
                each_step == often && name(&self.first, site) == name(plan, other)
            }
            (Node::Table(_, own), Node::Table(_, there)) => {
                let (own, there) = (own.0 as usize, there.0 as usize);
                same(&self.first.tables[own], &plan.tables[there])
            }
            _ => own.map(|_| NodeId(0)) == there.map(|_| NodeId(0)),
        }
    }
}

fn node_id(place: usize) -> NodeId {
    NodeId(u32::try_from(place).unwrap_or(u32::MAX))
}

/// The places where a plan draws, sorted.
fn sites(plan: &Plan) -> Vec<Site> {
    let mut sites = plan.drawn();
    sites.sort_unstable();
    sites
}

fn same(left: &[f64], right: &[f64]) -> bool {
    let bits = |(left, right): (&f64, &f64)| left.to_bits() == right.to_bits();
    left.len() == right.len() && left.iter().zip(right).all(bits)
}

/// Whether a node is a number of which nothing is ever said that it is not finite.
fn is_finite(node: Node) -> bool {
    matches!(node, Node::Constant(bits) if f64::from_bits(bits).is_finite())
}

/// Whether two plans have the same periods and leave the same things.
fn one_frame(one: &Plan, other: &Plan) -> bool {
    let tracks = one.tracks.iter().zip(&other.tracks);
    one.period_years.to_bits() == other.period_years.to_bits()
        && same(&one.times, &other.times)
        && one.joints.is_empty()
        && other.joints.is_empty()
        && one.tracks.len() == other.tracks.len()
        && tracks
            .into_iter()
            .all(|(own, there)| own.id == there.id && own.at == there.at && own.sink == there.sink)
}

/// The nodes of two plans that have to be worth the same: what leaves and what is insisted on.
fn roots(one: &Plan, other: &Plan) -> Option<Vec<(NodeId, NodeId)>> {
    let demanded = |plan: &Plan| -> Vec<(NodeId, Demand)> {
        let named = plan.named.iter().filter(|named| named.demand != Demand::Nothing);
        named.map(|named| (named.node, named.demand)).collect()
    };
    let (own, there) = (demanded(one), demanded(other));
    let like = |((_, own), (_, there)): (&(NodeId, Demand), &(NodeId, Demand))| own == there;
    if own.len() != there.len() || !own.iter().zip(&there).all(like) {
        return None;
    }
    let tracks = one.tracks.iter().zip(&other.tracks).map(|(own, there)| (own.node, there.node));
    let named = own.iter().zip(&there).map(|((own, _), (there, _))| (*own, *there));
    Some(named.chain(tracks).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Binary, PlanBuilder, ReadAt, Sink};

    /// `draw · rate + fee`, kept at the end.
    fn plan(rate: f64, fee: f64) -> Plan {
        let mut builder = PlanBuilder::new(vec![0.0, 1.0], 1.0);
        let draw = builder.uniform_once("draw");
        let (rate, fee) = (builder.constant(rate), builder.constant(fee));
        let product = builder.multiply(draw, rate);
        let sum = builder.add(product, fee);
        builder.track(sum, ReadAt::End, Sink::Moments);
        builder.finish().expect("all is said")
    }

    fn add(alike: &mut Alike, plan: &Plan) {
        let compared = alike.compare(plan).expect("of one structure");
        alike.push(plan, compared);
    }

    fn numbers(turned: &Turned) -> Vec<Vec<f64>> {
        let number = |parameter: &Parameter| -> Vec<f64> {
            (0..turned.cells).map(|cell| parameter.at(cell, 0)).collect()
        };
        turned.parameters.iter().map(number).collect()
    }

    #[test]
    fn only_numbers_that_differ_somewhere_are_turned() {
        let mut alike = Alike::new(plan(2.0, 5.0));
        for rate in [3.0, 2.0] {
            add(&mut alike, &plan(rate, 5.0));
        }
        let turned = alike.finish();
        assert_eq!(numbers(&turned), [[2.0, 3.0, 2.0]]);
        assert_eq!(turned.cell(1).nodes, plan(3.0, 5.0).nodes);
    }

    #[test]
    fn numbers_that_happen_to_be_equal_are_told_apart_when_they_are_not() {
        for (first, second, third) in
            [((2.0, 2.0), (2.0, 3.0), (4.0, 5.0)), ((2.0, 3.0), (4.0, 4.0), (7.0, 7.0))]
        {
            let all = [first, second, third];
            let mut alike = Alike::new(plan(first.0, first.1));
            add(&mut alike, &plan(second.0, second.1));
            add(&mut alike, &plan(third.0, third.1));
            let turned = alike.finish();
            for (cell, (rate, fee)) in all.into_iter().enumerate() {
                // What is one node there may be two of one number here.
                let again = Alike::new(turned.cell(cell));
                let compared = again.compare(&plan(rate, fee)).expect("of one structure");
                let OtherNumbers { numbers, series } = compared.numbers;
                assert!(numbers.is_empty() && series.is_empty(), "{rate} and {fee}");
            }
        }
    }

    #[test]
    fn what_draws_elsewhere_or_leaves_otherwise_is_not_alike() {
        let alike = Alike::new(plan(2.0, 5.0));
        let mut drawn = plan(3.0, 5.0);
        drawn.sites[0] = "other".to_owned();
        assert!(alike.compare(&drawn).is_none());
        let mut kept = plan(3.0, 5.0);
        kept.tracks[0].sink = Sink::Distribution;
        assert!(alike.compare(&kept).is_none());
        let mut less = plan(3.0, 5.0);
        let sum = less.tracks[0].node.index();
        let Node::Binary(operation, a, b) = less.nodes[sum] else { panic!("a sum") };
        assert_ne!(operation, Binary::Subtract);
        less.nodes[sum] = Node::Binary(Binary::Subtract, a, b);
        assert!(alike.compare(&less).is_none());
    }
}
