//! The complaint that every kind with ends and a middle makes when they are the wrong way round.

use crate::catalogue::Range;
use crate::diagnose::Diagnostic;
use crate::kind::Params;
use crate::plan::{Called, Demand, NodeId};

/// Complains where fixed numbers that must not fall do fall, and lets a run stop where others do.
pub(super) fn ascending(params: &mut Params<'_>, named: &[(&str, NodeId)]) {
    let known: Vec<(&str, f64)> = named
        .iter()
        .filter_map(|(name, node)| {
            params.builder().evaluate_constant(*node).map(|number| (*name, number))
        })
        .collect();
    for pair in known.windows(2) {
        let [(low, a), (high, b)] = pair else { continue };
        if a > b {
            let message = format!("`{low}` ({a}) is above `{high}` ({b}) in {}", params.path);
            let help = format!("swap them, so that {low} ≤ {high}");
            let (first, second) = (params.span_of(low), params.span_of(high));
            let finding = Diagnostic::error("wrong-order", first, message);
            params.complain(finding.also(second, format!("`{high}`")).help(help));
        }
    }
    for pair in named.windows(2) {
        let [(low, a), (high, b)] = *pair else { continue };
        let called = Called::words(format!("{}, `{high}` less `{low}`", params.path));
        let called = called.under(params.path.clone());
        let builder = params.builder();
        let gap = builder.subtract(b, a);
        if builder.evaluate_constant(gap).is_none() {
            let demand = Demand::Within { range: Range::NotNegative, at_opening: false };
            builder.name(called, gap, demand);
        }
    }
}

/// Complains where a fixed number is not above zero.
pub(super) fn positive(params: &mut Params<'_>, name: &str, node: NodeId) {
    if let Some(number) = params.builder().evaluate_constant(node)
        && number <= 0.0
    {
        let message = format!("`{name}` in {} is {number}, but must be above zero", params.path);
        let help = format!("give `{name}` a number above zero");
        let span = params.span_of(name);
        let said = params.scope.diagnostics();
        if said.has("out-of-range", span) || said.has("not-positive", span) {
            return;
        }
        params.complain(Diagnostic::error("not-positive", span, message).help(help));
    }
}

/// A number above zero that must be written out; one where it is not.
pub(super) fn positive_number(params: &mut Params<'_>, name: &str) -> f64 {
    let number = params.fixed_required(name);
    let node = params.builder().constant(number);
    positive(params, name, node);
    if number > 0.0 { number } else { 1.0 }
}
