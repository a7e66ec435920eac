//! The complaint about a distribution whose parameters are said in two ways at once: nothing is silently ignored.

use super::elicited::KEYS;
use crate::diagnose::Diagnostic;
use crate::kind::Params;

/// Whether the keys that were written belong to one of the ways in which this kind can be said; complains where not.
///
/// Each way is a list of keys; `always` may stand with any of them. Percentiles are a way of their own.
pub(super) fn one_way(params: &mut Params<'_>, ways: &[&[&str]], always: &[&str]) -> bool {
    let own = params.entry.parameters;
    let written: Vec<&'static str> = own
        .iter()
        .map(|parameter| parameter.name)
        .filter(|name| params.has(name) && !always.contains(name))
        .collect();
    let within = |way: &[&str]| written.iter().all(|key| way.contains(key));
    let percentiles = own.iter().any(|parameter| KEYS.contains(&parameter.name));
    if ways.iter().any(|way| within(way)) || percentiles && within(&KEYS) {
        return true;
    }
    let mut known: Vec<String> = ways.iter().map(|way| way.join(" and ")).collect();
    if percentiles {
        known.push("percentiles".to_owned());
    }
    let message = format!(
        "{} in {} is said in more than one way: {}",
        params.entry.name,
        params.path,
        written.join(", ")
    );
    let help = format!("keep one of: {}", known.join("; "));
    params.complain(Diagnostic::error("said-two-ways", params.span, message).help(help));
    false
}
