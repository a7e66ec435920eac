//! Readers find clauses and events in the order in which the file says them, whatever order the program works in.

use super::model::{EventMeta, MovedMeta};
use crate::document::Table;
use crate::plan::Why;

/// Where a name stands among the entries of a section; after all others where it does not stand there.
fn place(root: &Table, section: &str, name: &str) -> usize {
    let table = root.get(section).and_then(|entry| entry.value.as_table());
    let found = table.and_then(|table| table.entries.iter().position(|it| it.key.name == name));
    found.unwrap_or(usize::MAX)
}

/// Events in the order of the file, each followed by its parts.
pub(super) fn events(root: &Table, mut events: Vec<EventMeta>) -> Vec<EventMeta> {
    let owner = |event: &EventMeta| match &event.part {
        Some(part) => event
            .name
            .strip_suffix(&part.name)
            .map_or("", |own| own.trim_end_matches('.'))
            .to_owned(),
        None => event.name.clone(),
    };
    events.sort_by_cached_key(|event| place(root, "events", &owner(event)));
    events
}

/// Clauses in the order of the file, then what companies do by themselves; `terms` are the names of the plan's terms.
pub(super) fn moved(root: &Table, terms: &[String], mut moved: Vec<MovedMeta>) -> Vec<MovedMeta> {
    moved.sort_by_cached_key(|moved| {
        let name = terms.get(moved.term.index()).map_or("", String::as_str);
        let own = moved.why != Why::Clause;
        (own, if own { 0 } else { place(root, "terms", name) })
    });
    moved
}
