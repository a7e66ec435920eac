//! How much of what a term pays is lost to the money quantum, seen on a few paths that nobody draws.

use super::compile::orders;
use super::known::value;
use crate::lane::math::quantize;
use crate::plan::{NodeId, Plan, TermId};
use std::collections::BTreeMap;

/// The paths that are looked at: every draw in the middle, then every draw low and every draw high. Tails of a thousandth
/// show what a deal pays at its best, and events that are likely to come.
const DRAWN: [f64; 3] = [0.0, -3.0, 3.0];

/// More than this part of what is paid is worth a word.
const WORTH_A_WORD: f64 = 1e-4;

/// What rounding of sums leaves is no amount.
const DUST: f64 = 1e-13;

/// What a term loses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grain {
    /// Which term.
    pub term: TermId,
    /// The largest amount that is rounded.
    pub largest: f64,
    /// Which part of all that it pays is lost or added by rounding.
    pub part: f64,
}

/// An amount on the paths that were looked at so far.
#[derive(Clone, Copy, Debug, Default)]
struct Amount {
    paid: f64,
    moved: f64,
    largest: f64,
}

impl Amount {
    fn is_lost(self) -> bool {
        self.moved > WORTH_A_WORD * self.paid
    }
}

/// The terms of which rounding takes more than a ten-thousandth, whatever is drawn.
#[must_use]
pub fn grains(plan: &Plan) -> Vec<Grain> {
    let mut open: BTreeMap<NodeId, Amount> =
        plan.rounded.iter().map(|(_, node)| (*node, Amount::default())).collect();
    for drawn in DRAWN {
        // What pays in larger amounts on one path is not looked at on another.
        open.retain(|_, amount| amount.paid == 0.0 || amount.is_lost());
        if open.is_empty() || !follow(plan, drawn, &mut open) {
            return Vec::new();
        }
    }
    let mut found: BTreeMap<TermId, Grain> = BTreeMap::new();
    for (term, node) in &plan.rounded {
        let Some(amount) = open.get(node).filter(|amount| amount.is_lost()) else { continue };
        let part = amount.moved / amount.paid;
        let grain = found.entry(*term).or_insert(Grain { term: *term, largest: 0.0, part });
        if amount.largest > grain.largest {
            *grain = Grain { term: *term, largest: amount.largest, part };
        }
    }
    // What is left over by rounding beside amounts that are none of dust says nothing.
    let only_dust = |term: TermId| {
        let own = plan.rounded.iter().filter(|(of, _)| *of == term);
        own.map(|(_, node)| node).all(|node| open.contains_key(node))
    };
    found.into_values().filter(|grain| grain.largest > DUST || only_dust(grain.term)).collect()
}

/// Adds what happens on one path; false where values need one another in the same period.
fn follow(plan: &Plan, drawn: f64, open: &mut BTreeMap<NodeId, Amount>) -> bool {
    let roots: Vec<NodeId> = open.keys().copied().collect();
    let Ok((steps, starts)) = orders(plan, &roots) else { return false };
    let mut now = vec![None; plan.nodes.len()];
    let mut before = now.clone();
    for index in 0..=plan.periods {
        for &id in if index == 0 { &starts } else { &steps } {
            now[id.index()] =
                value(plan, plan.nodes[id.index()], index, Some(drawn), &now, &before);
        }
        for (node, amount) in open.iter_mut() {
            let exact = now[node.index()].filter(|exact: &f64| index > 0 && exact.is_finite());
            let Some(exact) = exact else { continue };
            amount.paid += exact.abs();
            amount.moved += (quantize(exact) - exact).abs();
            amount.largest = amount.largest.max(exact.abs());
        }
        before.copy_from_slice(&now);
    }
    true
}
