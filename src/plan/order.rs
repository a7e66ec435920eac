//! The order in which the nodes of a period can be worked out, and the loops that have none.

use super::{Node, NodeId, Plan};

/// A loop: every node reads the next in the same period, the last reads the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cycle {
    /// The nodes of the loop, in reading order.
    pub nodes: Vec<NodeId>,
}

/// The nodes that `roots` need at the start, each after what it reads.
///
/// # Errors
/// The first loop found.
pub fn order_of_start(plan: &Plan, roots: &[NodeId]) -> Result<Vec<NodeId>, Cycle> {
    order(&plan.nodes, roots, |node| match node {
        Node::Followed(start, _) => [Some(start), None, None],
        other => other.inputs(),
    })
}

/// The nodes that `roots` need in a period, each after what it reads; what the previous period knew needs nothing.
///
/// # Errors
/// The first loop found.
pub fn order_of_step(plan: &Plan, roots: &[NodeId]) -> Result<Vec<NodeId>, Cycle> {
    order(&plan.nodes, roots, |node| match node {
        Node::Followed(_, step) => [Some(step), None, None],
        Node::Previous(_) => [None; 3],
        other => other.inputs(),
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    New,
    Open,
    Done,
}

/// The nodes that `roots` need, each after what `reads` says that it reads.
pub(super) fn order(
    nodes: &[Node],
    roots: &[NodeId],
    reads: impl Fn(Node) -> [Option<NodeId>; 3],
) -> Result<Vec<NodeId>, Cycle> {
    let mut marks = vec![Mark::New; nodes.len()];
    let mut result = Vec::new();
    // A path of (node, next input to visit): recursion on a heap, since plans may be deep.
    let mut path: Vec<(NodeId, usize)> = Vec::new();
    for &root in roots {
        if marks[root.index()] == Mark::New {
            marks[root.index()] = Mark::Open;
            path.push((root, 0));
        }
        while let Some((id, next)) = path.last_mut() {
            let inputs = reads(nodes[id.index()]);
            let Some(slot) = inputs.get(*next) else {
                marks[id.index()] = Mark::Done;
                result.push(*id);
                path.pop();
                continue;
            };
            *next += 1;
            let Some(input) = *slot else { continue };
            match marks[input.index()] {
                Mark::Done => {}
                Mark::New => {
                    marks[input.index()] = Mark::Open;
                    path.push((input, 0));
                }
                Mark::Open => {
                    let from = path.iter().position(|(id, _)| *id == input).unwrap_or(0);
                    return Err(Cycle { nodes: path[from..].iter().map(|(id, _)| *id).collect() });
                }
            }
        }
    }
    Ok(result)
}
