//! Reads `[companies]`: cash, operations, value, exit, who owns it and who funds it.

use super::funding::Funding;
use crate::catalogue::{Entry, Range};
use crate::diagnose::Diagnostic;
use crate::document::{Table, ValueKind};
use crate::kind::{Params, Reading, Scope};
use crate::plan::{AccountId, NodeId};
use crate::scenario::keys::{known, known_with_notes};
use crate::scenario::lowering::Lowering;
use crate::scenario::names::Item;
use crate::scenario::sections::unknown_keys;

/// A company as written.
pub(in crate::scenario) struct Company {
    pub(super) name: String,
    pub(super) account: AccountId,
    pub(super) cash: NodeId,
    pub(super) inflows: Vec<(String, NodeId)>,
    pub(super) outflows: Vec<(String, NodeId)>,
    pub(super) value: NodeId,
    /// When it is sold; the horizon where absent.
    pub(super) exit: Option<NodeId>,
    /// Who has how many shares at the start.
    pub(super) holders: Vec<(AccountId, NodeId)>,
    pub(super) funding: Option<Funding>,
}

/// The keys of a company that are read like those of a kind.
static ENTRY: Entry = Entry { name: "company", summary: "", parameters: &[], example: "" };

impl Lowering<'_, '_> {
    /// Reads `[companies]`.
    pub(in crate::scenario) fn read_companies(&mut self) -> Vec<Company> {
        let items = Self::items_of(&self.names.companies);
        items.into_iter().filter_map(|(name, item)| self.read_company(&name, item)).collect()
    }

    fn read_company(&mut self, name: &str, item: Item<'_>) -> Option<Company> {
        let path = format!("companies.{name}");
        let table = item.table();
        unknown_keys(&path, table, &known_with_notes("companies"), self.diagnostics);
        let account = *self.accounts.get(name)?;
        if let Some(rate) = self.own_rate(&path, table) {
            self.own_rates.companies.insert(account, rate);
        }
        let cash = self.once_or(&path, table, ("cash", Range::Any), 0.0);
        let value = self.company_value(&path, item);
        let operating = table.get("operating").and_then(|entry| entry.value.as_table());
        if let Some(operating) = operating {
            let inner = format!("{path}.operating");
            unknown_keys(&inner, operating, &known("operating"), self.diagnostics);
        }
        let inflows = self.operating_flows(operating, "in");
        let outflows = self.operating_flows(operating, "out");
        let exit = self.exit(&path, item);
        let holders = self.holders(&path, item);
        let funding = self.funding(&path, table);
        Some(Company {
            name: name.to_owned(),
            account,
            cash,
            inflows,
            outflows,
            value,
            exit,
            holders,
            funding,
        })
    }

    /// A number in a range that is the same in every period.
    pub(super) fn once_or(
        &mut self,
        path: &str,
        table: &Table,
        (key, range): (&str, Range),
        default: f64,
    ) -> NodeId {
        let Some(entry) = table.get(key) else { return self.builder.constant(default) };
        let site = format!("{path}.{key}");
        let node = self.lower_number_within(&entry.value, &site, Reading::Close, range);
        self.once_only(node, &entry.value, &site);
        node
    }

    fn company_value(&mut self, path: &str, item: Item<'_>) -> NodeId {
        if let Some(entry) = item.table().get("value") {
            return self.lower_number(&entry.value, &format!("{path}.value"), Reading::Close);
        }
        let message = format!("`value` is missing in {path}");
        let help = "add `value = …`: what the enterprise is worth, without its cash; 0 for nothing";
        let finding = Diagnostic::error("missing-key", item.span, message);
        self.diagnostics.push(finding.help(help));
        self.builder.constant(0.0)
    }

    fn exit(&mut self, path: &str, item: Item<'_>) -> Option<NodeId> {
        let mut params = Params {
            table: item.table(),
            span: item.span,
            path: path.to_owned(),
            entry: &ENTRY,
            scope: self,
        };
        let exit = params.events("exit", false)?;
        Some(exit.time(&mut self.builder))
    }

    fn operating_flows(&mut self, table: Option<&Table>, key: &str) -> Vec<(String, NodeId)> {
        let Some(entry) = table.and_then(|table| table.get(key)) else { return Vec::new() };
        let items = match &entry.value.kind {
            ValueKind::List(items) => items.clone(),
            _ => vec![entry.value.clone()],
        };
        let mut flows = Vec::new();
        for item in items {
            if let Some(name) = item.as_text() {
                let node = self.driver(name, item.span, Reading::Close);
                let node = self.mean_of_driver(name, node);
                flows.push((name.to_owned(), node));
            } else {
                let message = format!("`operating.{key}` lists the names of drivers");
                let finding = Diagnostic::error("wrong-type", item.span, message);
                self.diagnostics.push(finding.help(format!("write {key} = [\"revenue\"]")));
            }
        }
        flows
    }
}
