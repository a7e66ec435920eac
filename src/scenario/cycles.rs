//! Values that need one another in the same period: found before anything runs, and said by name.

use super::names::Names;
use crate::diagnose::{Diagnostic, Span};
use crate::plan::{
    Called, Cycle, Demand, Named, Node, NodeId, Plan, order_of_start, order_of_step,
};

/// Loops that are told of one scenario: more would only repeat that everything hangs together.
const MOST_LOOPS: usize = 10;

/// The first loop of a plan and when it bites, where there is one.
pub(super) fn first(plan: &Plan) -> Option<(Cycle, &'static str)> {
    let mut roots: Vec<NodeId> = plan
        .named
        .iter()
        .filter(|named| named.demand != Demand::Nothing)
        .map(|named| named.node)
        .collect();
    roots.extend(plan.tracks.iter().map(|track| track.node));
    // What one period hands to the next is worked out in every period as well.
    roots.extend(plan.nodes.iter().filter_map(|node| match node {
        Node::Previous(target) => Some(*target),
        _ => None,
    }));
    if let Err(cycle) = order_of_step(plan, &roots) {
        return Some((cycle, "in the same period"));
    }
    order_of_start(plan, &roots).err().map(|cycle| (cycle, "at the start"))
}

/// An error for every loop of a plan: each that is found is cut, so that the next one shows.
pub(super) fn find(mut plan: Plan, names: &Names<'_>, end: Span) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    while findings.len() < MOST_LOOPS
        && let Some((cycle, when)) = first(&plan)
    {
        findings.push(describe(&plan, names, &cycle, end, when));
        let Some(cut) = cycle.nodes.first().and_then(|node| plan.nodes.get_mut(node.index()))
        else {
            break;
        };
        *cut = Node::Constant(0);
    }
    findings
}

fn describe(plan: &Plan, names: &Names<'_>, cycle: &Cycle, end: Span, when: &str) -> Diagnostic {
    let mut path: Vec<&Called> = Vec::new();
    for id in &cycle.nodes {
        let named = plan.named.iter().find(|named| named.node == *id && named.called.stands());
        if let Some(Named { called, .. }) = named
            && path.last().is_none_or(|last| last.label != called.label)
        {
            path.push(called);
        }
    }
    let first = path.first().map_or("a value", |called| &called.label);
    let mut round: Vec<&str> = path.iter().map(|called| called.label.as_str()).collect();
    round.push(first);
    let span = path.iter().find_map(|called| place(names, called)).unwrap_or(end);
    let message = format!("these need one another {when}: {}", round.join(" → "));
    let mut finding = Diagnostic::error("loop", span, message);
    for called in path.iter().skip(1) {
        if let Some(span) = place(names, called) {
            finding = finding.also(span, "part of the loop");
        }
    }
    let of_money = |called: &&Called| {
        called
            .path
            .as_deref()
            .is_some_and(|path| path.starts_with("terms.") || path.starts_with("companies."))
    };
    if path.iter().all(of_money) {
        return finding.help(
            "none of these can be settled before the others: take one of the payments or holdings out of the circle",
        );
    }
    let path = path.first().and_then(|called| called.path.as_deref()).unwrap_or(first);
    let short = path.split_once('.').map_or(path, |(_, name)| name);
    finding.help(if when == "at the start" {
        format!("give `{short}` a `start`")
    } else {
        format!("read the value of the period before in one of them: prev({short})")
    })
}

/// The place of the item that a key path leads to.
fn place(names: &Names<'_>, called: &Called) -> Option<Span> {
    let (section, name) = called.path.as_deref()?.split_once('.')?;
    let items = match section {
        "inputs" => &names.inputs,
        "drivers" => &names.drivers,
        "events" => &names.events,
        "companies" => &names.companies,
        "terms" => &names.terms,
        _ => return None,
    };
    items.get(name.split('.').next().unwrap_or(name)).map(|item| item.span)
}
