//! Reads `[parties]`, `[sides]` and the names of `[companies]`: everybody gets an account.

use super::discounting::Rate;
use super::keys::known_with_notes;
use super::lowering::{Lowering, Party};
use super::names::{readable, unknown};
use super::sections::unknown_keys;
use crate::diagnose::{Diagnostic, SourceId, Span};
use crate::document::{Table, ValueKind};
use crate::plan::{AccountId, AccountKind, NodeId};

/// Parties that bargain as one.
#[derive(Clone, Debug)]
pub(super) struct Side {
    pub(super) name: String,
    pub(super) label: String,
    /// Its place in [`COLOURS`], where the file asks for one.
    pub(super) colour: Option<usize>,
    pub(super) parties: Vec<AccountId>,
}

/// The colours that a party or a side can ask for.
pub const COLOURS: [&str; 8] =
    ["blue", "orange", "green", "pink", "amber", "sky", "brown", "violet"];

impl Lowering<'_, '_> {
    /// Opens the accounts.
    pub(super) fn open_accounts(&mut self) {
        self.accounts.insert("world".to_owned(), AccountId::WORLD);
        for (name, item) in Self::items_of(&self.names.parties) {
            let label = item.text("label").map_or_else(|| readable(&name), str::to_owned);
            let account = self.builder.account(&name, &label, AccountKind::Party);
            self.accounts.insert(name, account);
        }
        for (name, item) in Self::items_of(&self.names.companies) {
            let label = item.text("label").map_or_else(|| readable(&name), str::to_owned);
            let account = self.builder.account(&name, &label, AccountKind::Company);
            self.accounts.insert(name, account);
        }
    }

    /// Opens an account in which money of the term that is lowered now waits. Its name cannot be that of a party.
    pub(super) fn open_escrow_account(&mut self) -> AccountId {
        let mut name = format!("{}.escrow", self.term_name);
        while self.accounts.contains_key(&name) {
            name.push_str(".more");
        }
        let item = self.names.terms.get(&self.term_name);
        let term = item.and_then(|item| item.text("label"));
        let term = term.map_or_else(|| readable(&self.term_name), str::to_owned);
        let label = format!("Escrow: {}", term.to_lowercase());
        let account = self.builder.account(&name, &label, AccountKind::Escrow);
        self.accounts.insert(name, account);
        account
    }

    /// Reads the discount rates.
    pub(super) fn lower_parties(&mut self) {
        for (name, item) in Self::items_of(&self.names.parties) {
            let path = format!("parties.{name}");
            let table = item.table();
            unknown_keys(&path, table, &known_with_notes("parties"), self.diagnostics);
            let rate = match self.own_rate(&path, table) {
                Some(rate) => rate,
                None => {
                    let message = format!("`discount_rate` is missing in {path}");
                    let help = "add `discount_rate = 0.10`, a year; 0 where time costs nothing";
                    let finding = Diagnostic::error("missing-key", item.span, message);
                    self.diagnostics.push(finding.help(help));
                    let a_year = self.builder.constant(0.0);
                    Rate { a_year, compounding: self.compounding }
                }
            };
            if let Some(&account) = self.accounts.get(&name) {
                self.parties.push(Party { account, name, rate });
            }
        }
        if self.names.parties.is_empty() {
            let first = self.root.entries.first().map(|entry| entry.key.span);
            let end = first.unwrap_or(Span { source: SourceId(0), start: 0, end: 0 });
            let finding = Diagnostic::error("missing-section", end, "the deal has no parties");
            self.diagnostics.push(finding.help("add [parties.somebody] with discount_rate = 0.10"));
        }
    }

    /// Complains of a number that moves where it must stay the same.
    pub(super) fn once_only(&mut self, node: NodeId, value: &crate::document::Value, path: &str) {
        // Inputs are promised, and so is everything made of them; only drivers and time move.
        if !self.builder.is_once(node) {
            let message = format!("{path} must not change over time");
            let help = "use a number, an input or a distribution, not a driver or a schedule";
            let finding = Diagnostic::error("must-not-move", value.span, message);
            self.diagnostics.push(finding.help(help));
        }
    }

    /// The sides: those of the file, and every party that is in none.
    pub(super) fn sides(&mut self) -> Vec<Side> {
        let mut sides = Vec::new();
        let mut taken: Vec<AccountId> = Vec::new();
        for (name, item) in Self::items_of(&self.names.sides) {
            let path = format!("sides.{name}");
            unknown_keys(&path, item.table(), &known_with_notes("sides"), self.diagnostics);
            let label = item.text("label").map_or_else(|| readable(&name), str::to_owned);
            let mut parties = Vec::new();
            let list = match item.table().get("parties").map(|entry| &entry.value.kind) {
                Some(ValueKind::List(list)) => list.clone(),
                _ => {
                    let message = format!("`parties` is missing in {path}");
                    let help = "add `parties = [\"one\", \"another\"]`";
                    let finding = Diagnostic::error("missing-key", item.span, message);
                    self.diagnostics.push(finding.help(help));
                    Vec::new()
                }
            };
            for entry in list {
                let text = entry.as_text().unwrap_or("");
                let account = self.names.parties.get(text).and(self.accounts.get(text)).copied();
                match account {
                    Some(account) if taken.contains(&account) => {
                        let message = format!("`{text}` is in more than one side");
                        let finding = Diagnostic::error("two-sides", entry.span, message);
                        self.diagnostics.push(
                            finding.help("a party bargains in one side: take it out of the other"),
                        );
                    }
                    Some(account) => {
                        taken.push(account);
                        parties.push(account);
                    }
                    None => {
                        let known = self.names.parties.keys().map(String::as_str);
                        self.diagnostics.push(unknown("party", text, entry.span, known));
                    }
                }
            }
            // Else that of its first party which asks for one.
            let of = |party: &AccountId| self.parties.iter().find(|one| one.account == *party);
            let named: Vec<String> =
                parties.iter().filter_map(of).map(|party| party.name.clone()).collect();
            let own = self.colour(item.table());
            let colour = own.or_else(|| named.iter().find_map(|name| self.colour_of_party(name)));
            sides.push(Side { name, label, colour, parties });
        }
        let alone: Vec<(String, AccountId)> = self
            .parties
            .iter()
            .filter(|party| !taken.contains(&party.account))
            .map(|party| (party.name.clone(), party.account))
            .collect();
        for (name, account) in alone {
            let label = self.builder.accounts()[account.index()].label.clone();
            let colour = self.colour_of_party(&name);
            sides.push(Side { name, label, colour, parties: vec![account] });
        }
        sides
    }

    fn colour_of_party(&mut self, name: &str) -> Option<usize> {
        let table = self.names.parties.get(name).map(|item| item.table().clone())?;
        self.colour(&table)
    }

    /// The colour that a table asks for.
    fn colour(&mut self, table: &Table) -> Option<usize> {
        let entry = table.get("colour")?;
        let text = entry.value.as_text().unwrap_or("");
        let found = COLOURS.iter().position(|colour| *colour == text);
        if found.is_none() {
            let message = format!("`{text}` is none of the colours of pictures");
            let finding = Diagnostic::error("unknown-name", entry.value.span, message);
            let help = format!("say one of {}", COLOURS.join(", "));
            self.diagnostics.push(finding.help(help));
        }
        found
    }
}
