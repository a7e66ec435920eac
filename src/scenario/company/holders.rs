//! Reads who owns a company at the start, and how many shares there are.

use crate::catalogue::Range;
use crate::diagnose::{Diagnostic, Span};
use crate::document::{Entry, Table};
use crate::kind::{Reading, Scope};
use crate::plan::{AccountId, Called, Demand, NodeId};
use crate::scenario::lowering::Lowering;
use crate::scenario::names::Item;

/// Fractions as written, and whoever has the rest.
struct Fractions {
    holders: Vec<(AccountId, NodeId)>,
    rest: Option<(AccountId, Span)>,
    sum: NodeId,
}

impl Lowering<'_, '_> {
    /// The shares of each holder at the start.
    pub(super) fn holders(&mut self, path: &str, item: Item<'_>) -> Vec<(AccountId, NodeId)> {
        let Some(entry) = item.table().get("holders") else {
            let message = format!("`holders` is missing in {path}");
            let help =
                "add `holders = { founders = \"rest\" }`: who owns it at the start, as fractions";
            let finding = Diagnostic::error("missing-key", item.span, message);
            self.diagnostics.push(finding.help(help));
            return Vec::new();
        };
        let Some(table) = entry.value.as_table() else {
            let finding = Diagnostic::error("wrong-type", entry.value.span, "`holders` is a table");
            self.diagnostics.push(finding.help("write { founders = \"rest\" }"));
            return Vec::new();
        };
        let fractions = self.fractions_of_holders(path, table);
        let mut holders = self.with_the_rest(path, entry.value.span, fractions);
        if item.table().get("shares").is_some() {
            let count = self.once_or(path, item.table(), ("shares", Range::Positive), 1.0);
            for (_, shares) in &mut holders {
                *shares = self.builder.multiply(*shares, count);
            }
        }
        holders
    }

    fn fractions_of_holders(&mut self, path: &str, table: &Table) -> Fractions {
        let sum = self.builder.constant(0.0);
        let mut found = Fractions { holders: Vec::new(), rest: None, sum };
        // By name: sums of fractions have the same bits in whatever order holders are written.
        let mut entries: Vec<&Entry> = table.entries.iter().collect();
        entries.sort_by(|a, b| a.key.name.cmp(&b.key.name));
        for holder in entries {
            let Some(account) = self.account(&holder.key.name, holder.key.span) else { continue };
            if path.strip_prefix("companies.") == Some(holder.key.name.as_str()) {
                let message = format!("{} cannot hold itself", holder.key.name);
                let finding = Diagnostic::error("holds-itself", holder.key.span, message);
                self.diagnostics
                    .push(finding.help("name a party or another company that holds it"));
                continue;
            }
            if holder.value.as_text() == Some("rest") {
                if let Some((_, earlier)) = found.rest {
                    let message = "only one holder can have the rest";
                    let finding = Diagnostic::error("two-rests", holder.value.span, message);
                    self.diagnostics.push(
                        finding
                            .also(earlier, "the rest goes here")
                            .help("write a fraction for one of the two, such as 0.3"),
                    );
                } else {
                    found.rest = Some((account, holder.value.span));
                }
                continue;
            }
            let site = format!("{path}.holders.{}", holder.key.name);
            let (reading, range) = (Reading::Close, Range::Fraction);
            let node = self.lower_number_within(&holder.value, &site, reading, range);
            self.once_only(node, &holder.value, &site);
            found.sum = self.builder.add(found.sum, node);
            found.holders.push((account, node));
        }
        found
    }

    fn with_the_rest(
        &mut self,
        path: &str,
        span: Span,
        found: Fractions,
    ) -> Vec<(AccountId, NodeId)> {
        let Fractions { mut holders, rest, sum } = found;
        let fixed = self.builder.evaluate_constant(sum);
        if let Some((account, _)) = rest {
            let one = self.builder.constant(1.0);
            let node = self.builder.subtract(one, sum);
            if fixed.is_none() {
                let demand = Demand::Within { range: Range::Fraction, at_opening: false };
                let path = format!("{path}.holders");
                let called = Called::words(format!("{path}, the rest")).under(path);
                self.builder.name(called, node, demand);
            }
            holders.push((account, node));
        }
        let good = match (fixed, rest) {
            (Some(sum), Some(_)) => sum <= 1.0,
            (Some(sum), None) => (sum - 1.0).abs() < 1e-12,
            (None, Some(_)) => true,
            (None, None) => false,
        };
        if !good {
            let found = fixed.map_or_else(
                || "not fixed".to_owned(),
                |sum| format!("{}", (sum * 1e9).round() / 1e9),
            );
            let message =
                format!("the fractions of the holders of {path} sum to {found}, not to 1");
            let finding = Diagnostic::error("holders-sum", span, message);
            self.diagnostics.push(finding.help("give one holder \"rest\""));
        }
        holders
    }
}
