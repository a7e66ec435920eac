//! The tiers of a waterfall as written: who gets which part, and until when.

use super::interest::growth;
use super::waterfall::no_capital;
use crate::catalogue::Range;
use crate::diagnose::{Diagnostic, Span, nearest};
use crate::document::{Entry, Table, Value};
use crate::kind::{Growth, Params, Reading};
use crate::plan::{AccountId, NodeId};

/// One tier.
pub(super) struct Tier {
    rank: f64,
    /// Fractions by party.
    pub(super) split: Vec<(AccountId, NodeId)>,
    /// When it is full; `None` takes the rest.
    pub(super) until: Option<(AccountId, Until)>,
}

/// What a tier waits for a party to have.
#[derive(Clone)]
pub(super) enum Until {
    /// Its capital with a return a year, which grows so.
    Return(NodeId, Growth),
    /// A multiple of its capital.
    Multiple(NodeId),
    /// An amount.
    Amount(NodeId),
    /// A share of the profit of all.
    Share(NodeId),
}

/// What a tier's `until` can wait for.
const UNTIL: [&str; 4] = ["return", "multiple", "amount", "share"];

/// The tiers in their order.
pub(super) fn read_tiers(params: &mut Params<'_>) -> Vec<Tier> {
    let Some(value) = params.value("tiers").cloned() else {
        params.missing("tiers");
        return Vec::new();
    };
    let Some(table) = value.as_table() else {
        let wanted = "named tables, each with `rank`, `split` and `until`";
        params.wrong_type("tiers", value.span, value.description(), wanted);
        return Vec::new();
    };
    let mut tiers: Vec<(Span, Tier)> = Vec::new();
    for entry in &table.entries {
        if let Some(tier) = read_tier(params, entry) {
            tiers.push((entry.key.span, tier));
        }
    }
    tiers.sort_by(|left, right| left.1.rank.total_cmp(&right.1.rank));
    for pair in tiers.windows(2) {
        if let [(first, one), (second, other)] = pair
            && one.rank.total_cmp(&other.rank).is_eq()
        {
            let message = format!("two tiers of {} have the rank {}", params.path, one.rank);
            let finding = Diagnostic::error("tier-order", *second, message);
            params.complain(
                finding.also(*first, "the other one").help("number the tiers 1, 2, 3, …"),
            );
        }
    }
    let last = tiers.len().saturating_sub(1);
    for (index, (span, tier)) in tiers.iter().enumerate() {
        let (message, help) = match (&tier.until, index == last) {
            (Some(_), true) => ("the last tier takes the rest", "leave its `until` out"),
            (None, false) => ("a tier before the last takes everything", "add an `until` to it"),
            _ => continue,
        };
        params.complain(Diagnostic::error("tier-order", *span, message).help(help));
    }
    tiers.into_iter().map(|(_, tier)| tier).collect()
}

fn read_tier(params: &mut Params<'_>, entry: &Entry) -> Option<Tier> {
    let path = format!("{}.tiers.{}", params.path, entry.key.name);
    let Some(table) = entry.value.as_table() else {
        let wanted = "tables with `rank`, `split` and `until`";
        params.wrong_type("tiers", entry.value.span, entry.value.description(), wanted);
        return None;
    };
    known_keys(params, &path, table, &["rank", "split", "until"]);
    let rank = table.get("rank").and_then(|entry| entry.value.as_number());
    let split = table.get("split").and_then(|entry| entry.value.as_table());
    let (Some(rank), Some(split)) = (rank, split) else {
        let message = format!("{path} does not say its `rank` and its `split`");
        let help = "write rank = 1 and split = { limited = 0.9, general = 0.1 }";
        params.complain(Diagnostic::error("missing-key", entry.key.span, message).help(help));
        return None;
    };
    let mut parts = Vec::new();
    let mut sum = params.builder().constant(0.0);
    for part in &split.entries {
        let Some(account) = params.scope.account(&part.key.name, part.key.span) else { continue };
        let site = format!("{path}.split.{}", part.key.name);
        let node = params.number_within(&part.value, &site, Reading::Close, Range::Fraction);
        sum = params.builder().add(sum, node);
        parts.push((account, node));
    }
    if let Some(sum) = params.builder().evaluate_constant(sum)
        && (sum - 1.0).abs() > 1e-12
    {
        let message = format!("the fractions of {path} sum to {sum}, not to 1");
        let span = table.get("split").map_or(entry.key.span, |entry| entry.value.span);
        let help = "what runs through a tier is split among its parties without a rest";
        params.complain(Diagnostic::error("holders-sum", span, message).help(help));
    }
    let until = table.get("until").and_then(|entry| read_until(params, &path, &entry.value, split));
    Some(Tier { rank, split: parts, until })
}

fn read_until(
    params: &mut Params<'_>,
    path: &str,
    value: &Value,
    split: &Table,
) -> Option<(AccountId, Until)> {
    let site = format!("{path}.until");
    let Some(table) = value.as_table() else {
        let wanted = "a table such as { party = \"limited\", return = 0.08 }";
        params.wrong_type("until", value.span, value.description(), wanted);
        return None;
    };
    let beside = ["party", "compounded", "day_count"];
    known_keys(params, &site, table, &[&beside[..], &UNTIL[..]].concat());
    let beside = |it: &&Entry| !beside.contains(&it.key.name.as_str());
    let said: Vec<&Entry> = table.entries.iter().filter(beside).collect();
    let party = table.get("party").and_then(|entry| entry.value.as_text());
    let (Some(party), [what]) = (party, &said[..]) else {
        let message = format!("{site} names a `party` and one of {}", UNTIL.join(", "));
        let help = "write until = { party = \"limited\", return = 0.08 }";
        params.complain(Diagnostic::error("one-of", value.span, message).help(help));
        return None;
    };
    let span = table.get("party").map_or(value.span, |entry| entry.value.span);
    let account = params.scope.account(party, span)?;
    if split.get(party).is_none() {
        let message = format!("`{party}` gets nothing in {path}, so it would never be full");
        let help = format!("give `{party}` a part in its `split`, or wait for another party");
        params.complain(Diagnostic::error("tier-order", span, message).help(help));
    }
    let paid_in = params.value("capital").and_then(|value| value.as_table());
    if what.key.name != "amount" && paid_in.is_some_and(|table| table.get(party).is_none()) {
        no_capital(params, party, span);
    }
    let key = what.key.name.as_str();
    let range = match key {
        "return" => Range::Any,
        "share" => Range::Fraction,
        _ => Range::NotNegative,
    };
    let site = format!("{site}.{key}");
    let node = params.number_within(&what.value, &site, Reading::Close, range);
    let until = match key {
        "return" => Until::Return(node, return_growth(params, &site, table)),
        "multiple" => Until::Multiple(node),
        "amount" => Until::Amount(node),
        _ => Until::Share(node),
    };
    if key != "return" && (table.get("compounded").is_some() || table.get("day_count").is_some()) {
        let message = format!("{site} compounds nothing");
        let finding = Diagnostic::error("not-together", value.span, message);
        params.complain(finding.help("`compounded` and `day_count` go with `return`"));
    }
    if let Until::Share(share) = until {
        check_share(params, share, party, split, span);
    }
    Some((account, until))
}

/// How a return on capital grows: what is distributed comes first out of it, so that it compounds.
fn return_growth(params: &mut Params<'_>, site: &str, table: &Table) -> Growth {
    let key = site.strip_prefix(&format!("{}.", params.path)).unwrap_or(site).to_owned();
    let growth = growth(&mut params.within(&key, table));
    if growth.months.is_none() {
        let span = table.get("compounded").map_or(params.span, |entry| entry.value.span);
        let message = format!("the return of {site} cannot be simple");
        let help = "say how often it compounds: \"month\", \"quarter\", \"half_year\", \"year\"";
        params.complain(Diagnostic::error("unknown-word", span, message).help(help));
    }
    growth
}

/// A catch-up that gives less than the share it aims at never gets there.
fn check_share(params: &mut Params<'_>, share: NodeId, party: &str, split: &Table, span: Span) {
    let part = split.get(party).and_then(|entry| entry.value.as_number());
    let share = params.builder().evaluate_constant(share);
    if let (Some(part), Some(share)) = (part, share)
        && part <= share
    {
        let message =
            format!("`{party}` gets {part} of this tier and so never comes to {share} of all");
        let help = "give it a larger part in this tier's `split`";
        params.complain(Diagnostic::error("tier-order", span, message).help(help));
    }
}

fn known_keys(params: &mut Params<'_>, path: &str, table: &Table, known: &[&str]) {
    for entry in &table.entries {
        let name = entry.key.name.as_str();
        if known.contains(&name) || ["note", "source", "label"].contains(&name) {
            continue;
        }
        let message = format!("unknown key `{name}` in {path}");
        let help = match nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known keys are {}", known.join(", ")),
        };
        params.complain(Diagnostic::error("unknown-key", entry.key.span, message).help(help));
    }
}
