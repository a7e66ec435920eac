//! The table in which some kinds of events say what they are made of.

use crate::diagnose::{Diagnostic, nearest};
use crate::document::{Table, ValueKind};
use crate::kind::Params;

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
