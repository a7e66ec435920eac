//! The table in which some kinds of events say what they are made of.

use crate::calendar::parse_duration;
use crate::diagnose::{Diagnostic, nearest};
use crate::document::{Table, ValueKind};
use crate::kind::{Params, Reading};
use crate::plan::NodeId;

/// The table under `key`, with complaints about keys that are not among `known`; `None` where there is no table.
pub(super) fn table(params: &mut Params<'_>, key: &str, known: &[&str]) -> Option<Table> {
    let value = params.value(key)?.clone();
    let found = value.description();
    let ValueKind::Table(table) = value.kind else {
        let wanted = format!("a table with {}", known.join(", "));
        params.wrong_type(key, value.span, found, &wanted);
        return None;
    };
    for entry in &table.entries {
        let name = entry.key.name.as_str();
        if !known.contains(&name) {
            let message = format!("unknown key `{name}` in {}.{key}", params.path);
            let help = match nearest(name, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("it takes {}", known.join(", ")),
            };
            params.complain(Diagnostic::error("unknown-key", entry.key.span, message).help(help));
        }
    }
    Some(table)
}

/// The parameters in a table under `key`; draws are named by the key path.
pub(super) fn params<'a>(outer: &'a mut Params<'_>, key: &str, table: &'a Table) -> Params<'a> {
    Params {
        table,
        span: outer.span_of(key),
        path: format!("{}.{key}", outer.path),
        entry: outer.entry,
        scope: &mut *outer.scope,
    }
}

/// A length of time in years: `"6 months"`, a number, a formula read at the close, or a distribution.
pub(super) fn years(params: &mut Params<'_>, key: &str) -> Option<NodeId> {
    let length = params.value(key)?.as_text().and_then(parse_duration);
    let node = match length {
        Some(years) => params.builder().constant(years),
        None => params.optional(key, Reading::Close)?,
    };
    if params.builder().as_constant(node).is_some_and(|years| years < 0.0) {
        let message = format!("`{key}` in {} goes back in time", params.path);
        let help = format!("write `{key} = \"6 months\"`, or a number of years from 0");
        let span = params.span_of(key);
        params.complain(Diagnostic::error("negative-time", span, message).help(help));
    }
    Some(node)
}

/// A probability, where it was said: complains of a number outside 0 to 1.
pub(super) fn probability(params: &mut Params<'_>, key: &str, reading: Reading) -> Option<NodeId> {
    let node = params.optional(key, reading)?;
    if let Some(number) = params.builder().as_constant(node)
        && !(0.0..=1.0).contains(&number)
    {
        let message = format!("a probability lies between 0 and 1, not at {number}");
        let help = format!("write 0.7 or \"70%\" for seventy percent in {}", params.path);
        let span = params.span_of(key);
        params.complain(Diagnostic::error("bad-probability", span, message).help(help));
    }
    Some(node)
}
