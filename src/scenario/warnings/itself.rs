//! Who deals with itself, lists of nothing, two readers' names that are one, and what was paid before beyond its cap.

use super::Look;
use crate::diagnose::{Diagnostic, Span};
use crate::document::{Table, ValueKind};
use crate::scenario::names::{Item, readable};
use std::collections::BTreeMap;

impl Look<'_, '_> {
    /// Tells who deals with itself, lists that hold nothing, and a cap that is used up before the start.
    pub(super) fn itself(&mut self) {
        for (section, name, item) in self.items() {
            let table = item.table();
            self.empty_lists(section, &name, table);
            if section == "terms" {
                self.pays_itself(&name, table);
                self.used_up(&name, table);
            }
            let holders = table.get("holders").and_then(|entry| entry.value.as_table());
            let own =
                holders.and_then(|holders| holders.get(&name)).filter(|_| section == "companies");
            if let Some(own) = own {
                let message = format!("companies.{name} holds shares of itself");
                let finding = Diagnostic::error("with-itself", own.key.span, message);
                self.found.push(
                    finding
                        .help("take it out of `holders`: what is left is all that somebody owns"),
                );
            }
        }
    }

    fn pays_itself(&mut self, name: &str, table: &Table) {
        let (Some(from), Some(to)) = (table.get("from"), table.get("to")) else { return };
        let (Some(payer), Some(payee)) = (from.value.as_text(), to.value.as_text()) else { return };
        if payer == payee {
            let message = format!("`from` and `to` of terms.{name} are both {payer}");
            let finding = Diagnostic::error("with-itself", to.value.span, message);
            let finding = finding.also(from.value.span, "who pays");
            self.found.push(finding.help("name two: what somebody pays to itself moves nothing"));
        }
    }

    /// Lists of which one counts, or all: of none, nobody can say what holds.
    fn empty_lists(&mut self, section: &str, name: &str, table: &Table) {
        let keys: &[&str] = match section {
            "events" => &["any_of", "all_of", "first_of"],
            "sides" => &["parties"],
            "terms" => &["on", "starts", "ends", "unless"],
            _ => return,
        };
        for entry in &table.entries {
            let key = entry.key.name.as_str();
            let empty = matches!(&entry.value.kind, ValueKind::List(list) if list.is_empty());
            if keys.contains(&key) && empty {
                let message = format!("`{key}` of {section}.{name} lists nothing");
                let help = match section {
                    "sides" => "name a party, or take the side out",
                    "events" => "name an event in it, or take the event out",
                    _ => "name an event or a date in it, or take the key out",
                };
                self.found
                    .push(Diagnostic::error("empty-list", entry.value.span, message).help(help));
            }
        }
    }

    fn used_up(&mut self, name: &str, table: &Table) {
        let (Some(already), Some(cap)) = (table.get("already"), table.get("cap")) else { return };
        let (Some(paid), Some(most)) = (self.constant(&already.value), self.constant(&cap.value))
        else {
            return;
        };
        if paid > most {
            let message = format!(
                "terms.{name} has paid {paid} before the start, more than its cap of {most}"
            );
            let finding = Diagnostic::warning("already-above-cap", already.value.span, message);
            let finding = finding.also(cap.value.span, "the cap");
            self.warn(
                table,
                finding.help("raise the cap, or take off what counts towards another one"),
            );
        }
    }

    /// Tells names that a reader of the results cannot tell apart.
    pub(super) fn labels(&mut self) {
        let names = self.names;
        for (what, sections) in [
            ("sides", vec![&names.sides]),
            ("parties or companies", vec![&names.parties, &names.companies]),
            ("terms", vec![&names.terms]),
            ("events", vec![&names.events]),
            ("drivers", vec![&names.drivers]),
        ] {
            let mut seen: BTreeMap<String, Span> = BTreeMap::new();
            for (name, item) in sections.into_iter().flatten() {
                let label = label(name, item);
                if let Some(first) = seen.insert(label.clone(), item.span) {
                    let message = format!("two {what} are called \"{label}\" in the results");
                    let finding = Diagnostic::warning("same-label", item.span, message);
                    let finding = finding.also(first, "the other one");
                    self.warn(item.table(), finding.help("give one of them another `label`"));
                }
            }
        }
    }
}

fn label(name: &str, item: &Item<'_>) -> String {
    item.text("label").map_or_else(|| readable(name), str::to_owned)
}
