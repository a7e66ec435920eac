//! What is drawn together: sites of random numbers by the thing that draws them, those that are correlated as one.

use crate::plan::Plan;
use std::collections::BTreeMap;

/// The thing that draws at a site: `drivers.growth` of `drivers.growth.jumps`.
pub(super) fn owner(site: &str) -> String {
    let mut parts = site.splitn(3, '.');
    match (parts.next(), parts.next()) {
        (Some(section), Some(name)) => format!("{section}.{name}"),
        _ => site.to_owned(),
    }
}

/// Groups of owners that are drawn together, each in order, in the order of their first members.
pub(super) fn groups(plans: &[&Plan], correlated: &[(String, String)]) -> Vec<Vec<String>> {
    let mut leader: BTreeMap<String, String> = BTreeMap::new();
    for site in plans.iter().flat_map(|plan| &plan.sites) {
        let owner = owner(site);
        leader.insert(owner.clone(), owner);
    }
    let root = |leader: &BTreeMap<String, String>, name: &str| {
        let mut at = name.to_owned();
        while let Some(next) = leader.get(&at).filter(|next| **next != at) {
            at = next.clone();
        }
        at
    };
    for (one, other) in correlated {
        let (one, other) = (root(&leader, one), root(&leader, other));
        if leader.contains_key(&one) && leader.contains_key(&other) {
            let (first, second) = if one <= other { (one, other) } else { (other, one) };
            leader.insert(second, first);
        }
    }
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for name in leader.keys() {
        groups.entry(root(&leader, name)).or_default().push(name.clone());
    }
    groups.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_correlated_is_drawn_as_one() {
        let sites =
            ["inputs.c", "drivers.x.jumps", "inputs.a", "drivers.x", "inputs.b", "events.e"];
        let plan = Plan { sites: sites.map(str::to_owned).to_vec(), ..Plan::default() };
        let pairs =
            [("inputs.c", "inputs.b"), ("inputs.b", "inputs.a"), ("inputs.a", "inputs.gone")];
        let pairs = pairs.map(|(one, other)| (one.to_owned(), other.to_owned()));
        let found = groups(&[&plan], &pairs);
        let wanted: [&[&str]; 3] =
            [&["drivers.x"], &["events.e"], &["inputs.a", "inputs.b", "inputs.c"]];
        assert_eq!(found, wanted);
    }
}
