//! More than all of one base given away by one payer.

use super::Look;
use super::never::Window;
use super::units::{entries, kind_of};
use crate::diagnose::{Diagnostic, Span};
use crate::document::Table;
use std::collections::BTreeMap;

/// A clause that gives away a part of a base.
struct Part<'doc> {
    name: String,
    share: f64,
    span: Span,
    window: Window,
    table: &'doc Table,
}

impl<'doc> Look<'_, 'doc> {
    /// Asks about shares of one base that add up to more than the whole at some time.
    pub(super) fn shares(&mut self) {
        let mut bases: BTreeMap<(String, String), Vec<Part<'doc>>> = BTreeMap::new();
        for (name, item) in &self.names.terms {
            let table = item.table();
            let (Some(from), Some(of)) = (item.text("from"), item.text("of")) else { continue };
            let shares = ["revenue_share", "royalty"].contains(&kind_of("terms", table));
            let Some((share, span)) = self.largest_share(table).filter(|_| shares) else {
                continue;
            };
            let Some(window) = self.window(table) else { continue };
            if self.counts_units(table) {
                continue;
            }
            let key = (from.to_owned(), of.split_whitespace().collect::<String>());
            let part = Part { name: name.clone(), share, span, window, table };
            bases.entry(key).or_default().push(part);
        }
        for ((from, of), parts) in bases {
            let at = |time: f64| parts.iter().filter(move |part| part.window.holds(time));
            let sum = |time: f64| at(time).fold(0.0, |sum, part| sum + part.share);
            let times = parts.iter().map(|part| part.window.from);
            let most = times.max_by(|one, other| sum(*one).total_cmp(&sum(*other)));
            let Some(most) = most.filter(|most| sum(*most) > 1.0 + 1e-9) else { continue };
            let together: Vec<&Part<'_>> = at(most).collect();
            let [first, others @ ..] = &together[..] else { continue };
            if others.is_empty() {
                continue;
            }
            let names: Vec<&str> = together.iter().map(|part| part.name.as_str()).collect();
            let percent = (sum(most) * 1e6).round() / 1e4;
            let message =
                format!("{} give away {percent} % of `{of}`, all from {from}", names.join(" and "));
            let mut finding = Diagnostic::warning("more-than-base", first.span, message);
            for other in others {
                finding = finding.also(other.span, format!("and {} here", other.name));
            }
            let finding = finding.help(
                "lower one of them, or write another base where shares are of different things",
            );
            let table = first.table;
            self.warn(table, finding);
        }
    }

    /// The largest share that a clause gives away, and where it stands.
    fn largest_share(&self, table: &Table) -> Option<(f64, Span)> {
        if let Some(rate) = table.get("rate") {
            return Some((self.constant(&rate.value)?, rate.value.span));
        }
        let tiers = table.get("tiers")?;
        let shares = entries(&tiers.value).into_iter().map(|(_, share)| self.constant(&share));
        let shares: Option<Vec<f64>> = shares.collect();
        // Slices of which only the last is large take less of the whole; the first is what holds from the start.
        Some((shares?.into_iter().reduce(f64::min)?, tiers.value.span))
    }
}
