//! What terms that change a cap table have in common: classes, and keys of which exactly one is said.

use super::clause::Clause;
use crate::catalogue::{Parameter, Takes};
use crate::diagnose::Diagnostic;
use crate::kind::{COMMON_CLASS, Params};
use crate::plan::NodeId;

/// Parameter of every term that issues shares.
pub(super) const CLASS: Parameter =
    Parameter::optional("class", Takes::Text, "\"common\"", "the class of the shares");

/// The class of the shares.
pub(super) fn class(params: &mut Params<'_>) -> String {
    params.text("class").unwrap_or_else(|| COMMON_CLASS.to_owned())
}

/// The one of these keys that was said; a finding where it is none or several.
pub(super) fn one_of(params: &mut Params<'_>, keys: &[&'static str]) -> Option<&'static str> {
    let said: Vec<&'static str> = keys.iter().copied().filter(|key| params.has(key)).collect();
    if let [one] = said[..] {
        return Some(one);
    }
    let list: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
    let list = list.join(", ");
    let finding = match said[..] {
        [first, second, ..] => {
            let message = format!("{} says both `{first}` and `{second}`", params.path);
            Diagnostic::error("one-of", params.span_of(second), message)
                .also(params.span_of(first), "said here first")
                .help(format!("keep one of {list}"))
        }
        _ => {
            let message = format!("{} says none of {list}", params.path);
            Diagnostic::error("one-of", params.span, message).help(format!("add one of {list}"))
        }
    };
    params.complain(finding);
    None
}

/// When shares are issued that a term grants: with what it starts on, a date meaning the end of its day, which it shares
/// with rounds of that day.
pub(super) fn closes(params: &mut Params<'_>, clause: &Clause) -> NodeId {
    let begun = begins(params, clause);
    let Some(on) = params.events("starts", false) else { return begun };
    let builder = params.builder();
    let day = on.time(builder);
    let never = builder.constant(f64::INFINITY);
    let happens = builder.less(begun, never);
    let time = builder.maximum(begun, day);
    builder.select(happens, time, never)
}

/// When a term's shares or claims begin: its start, at the earliest the start of the run; infinite where it does not hold.
pub(super) fn begins(params: &mut Params<'_>, clause: &Clause) -> NodeId {
    let builder = params.builder();
    let start = clause.start_time(builder);
    let zero = builder.constant(0.0);
    let time = builder.maximum(start, zero);
    let holds = clause.holds_once_begun(time, params);
    let builder = params.builder();
    let never = builder.constant(f64::INFINITY);
    builder.select(holds, time, never)
}
