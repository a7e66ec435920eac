//! A plan as text, for snapshots and for readers who want to see what a clause lowers to.

use super::{Node, NodeId, Plan, order_of_step};
use std::collections::{HashMap, HashSet};
use std::fmt::Write;

/// The nodes that the postings and named values of a plan need in a period, one a line, numbered as they come: what
/// stands elsewhere in a plan changes nothing here.
#[must_use]
pub fn print(plan: &Plan) -> String {
    let mut roots: Vec<NodeId> = plan.named.iter().map(|named| named.node).collect();
    roots.extend(plan.postings.iter().map(|posting| posting.amount));
    roots.extend(plan.postings.iter().filter_map(|posting| posting.paid_at));
    let Ok(order) = order_of_step(plan, &read_by(plan, roots)) else {
        return "a plan with a loop\n".to_owned();
    };
    let own: HashMap<NodeId, NodeId> = order.iter().copied().zip((0..).map(NodeId)).collect();
    let own = |id: NodeId| own.get(&id).copied().unwrap_or(id);
    let mut text = String::new();
    for id in order {
        let names: Vec<&str> = plan
            .named
            .iter()
            .filter(|named| named.node == id)
            .map(|named| named.called.label.as_str())
            .collect();
        let label =
            if names.is_empty() { String::new() } else { format!("    # {}", names.join(", ")) };
        let _ = writeln!(
            text,
            "n{} = {}{label}",
            own(id).0,
            describe(plan, plan.nodes[id.index()].map(own))
        );
    }
    for posting in &plan.postings {
        let _ = writeln!(
            text,
            "post {} ({:?}, {:?}): {} -> {} n{}{}",
            plan.terms[posting.term.index()],
            posting.why,
            posting.step,
            plan.accounts[posting.from.index()].name,
            plan.accounts[posting.to.index()].name,
            own(posting.amount).0,
            posting.paid_at.map(|time| format!(" at n{}", own(time).0)).unwrap_or_default(),
        );
    }
    text
}

/// The nodes, and whatever they read now, in the period before, or at the start.
fn read_by(plan: &Plan, mut found: Vec<NodeId>) -> Vec<NodeId> {
    let mut known: HashSet<NodeId> = found.iter().copied().collect();
    let mut next = 0;
    while let Some(&id) = found.get(next) {
        let inputs = plan.nodes[id.index()].inputs();
        found.extend(inputs.into_iter().flatten().filter(|input| known.insert(*input)));
        next += 1;
    }
    found
}

fn describe(plan: &Plan, node: Node) -> String {
    match node {
        Node::Constant(bits) => format!("{}", f64::from_bits(bits)),
        Node::Time(field) => format!("time {field:?}").to_lowercase(),
        Node::Series(index) => {
            let values = &plan.series[index as usize];
            format!("series {:?} … {:?}", values.get(1), values.last())
        }
        Node::Uniform { site, each_step } => {
            format!("uniform {} {}", plan.sites[site.0 as usize], often(each_step))
        }
        Node::Normal { site, each_step } => {
            format!("normal {} {}", plan.sites[site.0 as usize], often(each_step))
        }
        Node::Unary(operation, a) => format!("{operation:?} n{}", a.0).to_lowercase(),
        Node::Binary(operation, a, b) => format!("{operation:?} n{} n{}", a.0, b.0).to_lowercase(),
        Node::Select(c, a, b) => format!("select n{} n{} n{}", c.0, a.0, b.0),
        Node::Overlap(a, b) => format!("overlap n{} n{}", a.0, b.0),
        Node::Table(a, table) => format!("table {} n{}", table.0, a.0),
        Node::Followed(a, b) => format!("n{} followed by n{}", a.0, b.0),
        Node::Previous(a) => format!("previous n{}", a.0),
        Node::Parameter(number) => format!("parameter {number}"),
        Node::Later(number) => format!("later {number}"),
    }
}

fn often(each_step: bool) -> &'static str {
    if each_step { "each period" } else { "once" }
}
