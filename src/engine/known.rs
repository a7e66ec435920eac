//! What a plan says whatever is drawn: values that are the same on all paths and not what they must be.

use super::compile::orders;
use crate::plan::arithmetic as fold;
use crate::plan::{Demand, Node, NodeId, Plan, TimeField, Unary};
use std::collections::BTreeSet;

/// A named value that is the same on all paths and not what it must be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KnownFault {
    /// Which named value.
    pub named: usize,
    /// Period, zero at the start.
    pub index: usize,
    /// Its value.
    pub value: f64,
}

/// Every named value that is the same on all paths and not what it must be, each at the first period in which it is not.
/// Those that only follow from others are left out; so are all where values need one another in the same period.
#[must_use]
pub fn known_faults(plan: &Plan) -> Vec<KnownFault> {
    let demanded = plan.named.iter().filter(|named| named.demand != Demand::Nothing);
    let roots: Vec<NodeId> = demanded.map(|named| named.node).collect();
    let Ok((steps, starts)) = orders(plan, &roots) else { return Vec::new() };
    let mut told = vec![false; plan.named.len()];
    let mut faults = Vec::new();
    let mut now = vec![None; plan.nodes.len()];
    let mut before = now.clone();
    for index in 0..=plan.periods {
        for &id in if index == 0 { &starts } else { &steps } {
            now[id.index()] = value(plan, plan.nodes[id.index()], index, None, &now, &before);
        }
        for (named, told) in told.iter_mut().enumerate() {
            let (node, demand) = (plan.named[named].node, plan.named[named].demand);
            let Some(value) = now[node.index()].filter(|_| demand.is_due(index, plan.periods))
            else {
                continue;
            };
            if !demand.is_met(value) && !std::mem::replace(told, true) {
                let stays = before[node.index()].is_some_and(|before| before == value);
                faults.push(KnownFault { named, index: demand.dated(index, stays), value });
            }
        }
        before.copy_from_slice(&now);
    }
    let bad: BTreeSet<NodeId> = faults.iter().map(|fault| plan.named[fault.named].node).collect();
    faults.retain(|fault| !follows(plan, plan.named[fault.named].node, &bad));
    faults
}

/// The value of a node in a period where it is the same on all paths, or on the path on which every normal draw is `drawn`.
pub(super) fn value(
    plan: &Plan,
    node: Node,
    index: usize,
    drawn: Option<f64>,
    now: &[Option<f64>],
    before: &[Option<f64>],
) -> Option<f64> {
    let get = |id: NodeId| now[id.index()];
    let opens = index.saturating_sub(1);
    match node {
        Node::Constant(bits) => Some(f64::from_bits(bits)),
        Node::Time(TimeField::Open) => Some(plan.times[opens]),
        Node::Time(TimeField::Close) => Some(plan.times[index]),
        Node::Time(TimeField::Index) => Some(index as f64),
        Node::Series(series) => Some(plan.series[series as usize][index]),
        Node::Normal { .. } => drawn,
        Node::Uniform { .. } => Some(fold::unary(Unary::NormalCumulative, drawn?)),
        Node::Parameter(_) | Node::Later(_) => None,
        Node::Unary(operation, a) => Some(fold::unary(operation, get(a)?)),
        Node::Binary(operation, a, b) => Some(fold::binary(operation, get(a)?, get(b)?)),
        Node::Select(condition, a, b) => get(if get(condition)? != 0.0 { a } else { b }),
        Node::Overlap(..) if index == 0 => Some(0.0),
        Node::Overlap(start, end) => {
            let (open, close) = (plan.times[opens], plan.times[index]);
            Some(fold::overlap(get(start)?, get(end)?, open, close, 1.0 / plan.period_years))
        }
        Node::Table(a, table) => Some(fold::table(get(a)?, &plan.tables[table.0 as usize])),
        Node::Followed(start, next) => get(if index == 0 { start } else { next }),
        Node::Previous(a) if index == 0 => get(a),
        Node::Previous(a) => before[a.index()],
    }
}

/// Whether a node reads one of some others, directly or through what it reads.
fn follows(plan: &Plan, node: NodeId, others: &BTreeSet<NodeId>) -> bool {
    let mut seen = vec![false; plan.nodes.len()];
    let mut open = vec![node];
    while let Some(next) = open.pop() {
        for input in plan.nodes[next.index()].inputs().into_iter().flatten() {
            if input != node && others.contains(&input) {
                return true;
            }
            if !std::mem::replace(&mut seen[input.index()], true) {
                open.push(input);
            }
        }
    }
    false
}
