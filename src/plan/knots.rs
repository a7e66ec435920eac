//! Nodes that are worth the same in every period, found also where they hang on themselves one period earlier.
//!
//! Two deals of one world say each of its drivers anew, as a knot: a value that follows from itself. Hashing node by node
//! never sees that two knots are one, because neither is known before the other. So they are held to be one until
//! something tells them apart (Hopcroft's partition refinement, with the looks backwards as the only places that need
//! an assumption): what is never told apart is the same on every path and date, to the bit.

use super::order::{Cycle, order};
use super::{Node, NodeId};
use std::collections::HashMap;

/// Nodes of which no two are the same.
pub(super) struct Merged {
    pub(super) nodes: Vec<Node>,
    /// The marks of the nodes.
    pub(super) marks: Vec<bool>,
    /// What became of each node that was given; nothing where no root needs it.
    pub(super) new: Vec<Option<NodeId>>,
}

/// Keeps what the roots need, once. Nodes with different marks stay apart, and so does all that reads them.
///
/// # Errors
/// Values that need one another in the same period.
pub(super) fn merge(nodes: &[Node], marks: &[bool], roots: &[NodeId]) -> Result<Merged, Cycle> {
    let live = reachable(nodes, roots);
    let ordered = order(nodes, &live, |node| match node {
        Node::Previous(_) | Node::Followed(..) => [None; 3],
        other => other.inputs(),
    })?;
    let class = classes(nodes, marks, &ordered);
    let mut ascending = live;
    ascending.sort_unstable();
    let mut number: HashMap<u32, NodeId> = HashMap::with_capacity(ascending.len());
    let mut first = Vec::new();
    let mut new = vec![None; nodes.len()];
    for id in ascending {
        let merged = *number.entry(class[id.index()]).or_insert_with(|| {
            first.push(id);
            node_id(first.len() - 1)
        });
        new[id.index()] = Some(merged);
    }
    let to = |id: NodeId| new[id.index()].unwrap_or(id);
    Ok(Merged {
        nodes: first.iter().map(|id| nodes[id.index()].map(to)).collect(),
        marks: first.iter().map(|id| marks[id.index()]).collect(),
        new,
    })
}

fn node_id(place: usize) -> NodeId {
    NodeId(u32::try_from(place).unwrap_or(u32::MAX))
}

/// Everything that some nodes read, now or one period earlier.
fn reachable(nodes: &[Node], roots: &[NodeId]) -> Vec<NodeId> {
    let mut seen = vec![false; nodes.len()];
    let mut open = roots.to_vec();
    let mut live = Vec::new();
    while let Some(id) = open.pop() {
        if !std::mem::replace(&mut seen[id.index()], true) {
            live.push(id);
            open.extend(nodes[id.index()].inputs().into_iter().flatten());
        }
    }
    live
}

/// For each node the number of its class; those that nothing tells apart share one.
fn classes(nodes: &[Node], marks: &[bool], ordered: &[NodeId]) -> Vec<u32> {
    let is_knot =
        |id: &&NodeId| matches!(nodes[id.index()], Node::Previous(_) | Node::Followed(..));
    let (knots, others): (Vec<NodeId>, Vec<NodeId>) = ordered.iter().partition(|id| is_knot(id));
    let mut class = vec![0_u32; nodes.len()];
    // At first only what sort of look it is tells two of them apart.
    for &id in &knots {
        let follows = matches!(nodes[id.index()], Node::Followed(..));
        class[id.index()] = 2 * u32::from(follows) + u32::from(marks[id.index()]);
    }
    let mut count = 0;
    loop {
        let mut known: HashMap<(Node, bool), u32> = HashMap::with_capacity(others.len());
        for &id in &others {
            let key = (nodes[id.index()].map(|id| NodeId(class[id.index()])), marks[id.index()]);
            // Numbers from above, so that none is that of a knot.
            let next = u32::MAX - u32::try_from(known.len()).unwrap_or(u32::MAX);
            class[id.index()] = *known.entry(key).or_insert(next);
        }
        let mut finer: HashMap<(u32, Node), u32> = HashMap::with_capacity(knots.len());
        let told: Vec<u32> = knots
            .iter()
            .map(|id| {
                let reads = nodes[id.index()].map(|id| NodeId(class[id.index()]));
                let next = u32::try_from(finer.len()).unwrap_or(u32::MAX);
                *finer.entry((class[id.index()], reads)).or_insert(next)
            })
            .collect();
        // As many classes as before: nothing was told apart.
        if finer.len() == count {
            return class;
        }
        count = finer.len();
        for (id, told) in knots.iter().zip(told) {
            class[id.index()] = told;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Binary, PlanBuilder};

    /// The pool of two plans, the second one's numbers after the first one's.
    fn pool(plans: [PlanBuilder; 2]) -> (Vec<Node>, u32) {
        let [first, second] = plans.map(|builder| builder.finish().expect("all is said").nodes);
        let offset = u32::try_from(first.len()).expect("few nodes");
        let moved = second.into_iter().map(|node| node.map(|id| NodeId(id.0 + offset)));
        (first.iter().copied().chain(moved).collect(), offset)
    }

    /// Two running sums, of which the second adds `step` to what the first was: a chain of knots.
    fn chain(step: f64) -> (PlanBuilder, NodeId, NodeId) {
        let mut builder = PlanBuilder::new(vec![0.0, 1.0, 2.0], 1.0);
        let one = builder.constant(1.0);
        let first = builder.accumulate("first", one);
        let step = builder.constant(step);
        let before = builder.previous(first);
        let grown = builder.binary(Binary::Multiply, before, step);
        let second = builder.accumulate("second", grown);
        (builder, first, second)
    }

    #[test]
    fn equal_knots_become_one_and_others_stay_apart() {
        for (step, same) in [(2.0, true), (3.0, false)] {
            let (left, first, second) = chain(2.0);
            let (right, ..) = chain(step);
            let (nodes, offset) = pool([left, right]);
            let other = |id: NodeId| NodeId(id.0 + offset);
            let roots = [first, second, other(first), other(second)];
            let merged = merge(&nodes, &vec![false; nodes.len()], &roots).expect("no loop");
            let new = |id: NodeId| merged.new[id.index()].expect("needed");
            assert_eq!(new(first), new(other(first)));
            assert_eq!(new(second) == new(other(second)), same, "{step}");
            // Alone, the chain needs so many: the pair needs none more where it is the same.
            let alone = merge(&nodes, &vec![false; nodes.len()], &roots[..2]).expect("no loop");
            assert_eq!(alone.nodes.len() == merged.nodes.len(), same);
        }
    }

    #[test]
    fn marks_keep_apart_what_reads_them_too() {
        let (left, first, second) = chain(2.0);
        let (right, ..) = chain(2.0);
        let (nodes, offset) = pool([left, right]);
        let other = |id: NodeId| NodeId(id.0 + offset);
        let mut marks = vec![false; nodes.len()];
        marks[other(first).index()] = true;
        let roots = [first, second, other(first), other(second)];
        let merged = merge(&nodes, &marks, &roots).expect("no loop");
        for id in [first, second] {
            assert_ne!(merged.new[id.index()], merged.new[other(id).index()]);
        }
    }
}
