//! What changes between two deals, in words.

use crate::scenario::{Change, ChangedItem, Happened, Said};

/// Texts longer than this are cut in the middle of a table; the CSV has them whole.
const LONGEST: usize = 60;

/// A change in one sentence without its subject: `adds terms.stake, with inputs.new_stake`.
pub(super) fn sentence(change: &Change) -> String {
    let Some((lead, others)) = change.items.split_first() else { return String::new() };
    let first = item(lead);
    // What is only there for the first item is named, what is altered beside it is told.
    let mut told = vec![first];
    let mut with = Vec::new();
    for other in others {
        match other.happened {
            Happened::Added => with.push(other.path.clone()),
            Happened::Altered | Happened::Removed => told.push(item(other)),
        }
    }
    let mut text = told.join("; ");
    if !with.is_empty() {
        text.push_str(&format!(", with {}", with.join(", ")));
    }
    text
}

fn item(item: &ChangedItem) -> String {
    let path = &item.path;
    match item.happened {
        Happened::Added => format!("adds {path}"),
        Happened::Removed => format!("takes out {path}"),
        Happened::Altered => {
            let said: Vec<String> = item.said.iter().map(key).collect();
            format!("{path}: {}", said.join(", "))
        }
    }
}

fn key(said: &Said) -> String {
    let name = if said.key.is_empty() { String::new() } else { format!("{} ", said.key) };
    match (&said.before, &said.after) {
        (Some(before), Some(after)) => format!("{name}from {} to {}", cut(before), cut(after)),
        (None, Some(after)) => format!("{name}now {}", cut(after)),
        (Some(before), None) => format!("{name}no longer {}", cut(before)),
        (None, None) => name,
    }
}

fn cut(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let start: String = text.chars().take(LONGEST - 1).collect();
    format!("{start}…")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Block;

    #[test]
    fn a_change_says_what_was_and_what_is() {
        let said = |key: &str, before: Option<&str>, after: Option<&str>| Said {
            key: key.to_owned(),
            before: before.map(str::to_owned),
            after: after.map(str::to_owned),
        };
        let altered = ChangedItem {
            path: "terms.share".to_owned(),
            happened: Happened::Altered,
            said: vec![said("rate", Some("0.2"), Some("0.1")), said("cap", None, Some("92"))],
        };
        let added = ChangedItem {
            path: "inputs.x".to_owned(),
            happened: Happened::Added,
            said: Vec::new(),
        };
        let change = Change { block: Block::Deal, items: vec![altered, added.clone()] };
        let wanted = "terms.share: rate from 0.2 to 0.1, cap now 92, with inputs.x";
        assert_eq!(sentence(&change), wanted);
        let alone = Change { block: Block::Deal, items: vec![added] };
        assert_eq!(sentence(&alone), "adds inputs.x");
    }
}
