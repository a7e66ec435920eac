//! Reads `[terms]`.

use super::lowering::Lowering;
use super::sections::{NOTES, unknown_keys};
use crate::catalogue::Entry;
use crate::diagnose::{Diagnostic, Span, nearest};
use crate::document::Table;
use crate::kind::{Params, Scope};
use crate::terms;

impl Lowering<'_, '_> {
    /// Lowers every term, by name.
    pub(super) fn lower_terms(&mut self) {
        for (name, item) in Self::items_of(&self.names.terms) {
            let path = format!("terms.{name}");
            let table = item.table();
            let Some(entry) = table.get("kind") else {
                let names: Vec<&str> = terms::ALL.iter().map(|kind| kind.entry().name).collect();
                let message = format!("`kind` is missing in {path}");
                let help = format!("add `kind = …`: one of {}", names.join(", "));
                let finding = Diagnostic::error("missing-key", item.span, message);
                self.diagnostics.push(finding.help(help));
                continue;
            };
            let text = entry.value.as_text().unwrap_or("");
            let near = || nearest(text, terms::ALL.iter().map(|kind| kind.entry().name));
            let known = terms::find(text);
            if known.is_none() {
                let message = format!("no kind of term is called `{text}`");
                let help = match near() {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "`dealsim list terms` shows them all".to_owned(),
                };
                let finding = Diagnostic::error("unknown-kind", entry.value.span, message);
                self.diagnostics.push(finding.help(help));
            }
            // Read as the kind that was meant, so that a slip in it hides no other.
            let Some(kind) = known.or_else(|| terms::find(near()?)) else {
                self.check_accounts(table);
                continue;
            };
            let mut known: Vec<&str> = vec!["kind"];
            known.extend(kind.entry().parameters.iter().map(|parameter| parameter.name));
            let common = if kind.pays() { terms::COMMON } else { terms::WITHOUT_PAYMENT };
            known.extend(common.iter().map(|parameter| parameter.name));
            known.extend(NOTES);
            unknown_keys(&path, table, &known, self.diagnostics);
            let term = self.builder.term(&name);
            if let Some(rate) = self.own_rate(&path, table) {
                self.own_rates.terms.insert(term, rate);
            }
            self.term = Some(term);
            self.term_name.clone_from(&name);
            let before = self.flows.len();
            self.builder.round_for(Some(term));
            let mut params =
                Params { table, span: item.span, path, entry: kind.entry(), scope: self };
            kind.lower(&mut params);
            self.builder.round_for(None);
            self.lead_through_escrow(table, item.span, kind.entry(), before);
            self.term = None;
        }
    }

    /// Looks at who pays whom in a term of which nothing else is known.
    fn check_accounts(&mut self, table: &Table) {
        for key in ["from", "to", "holder", "company"] {
            let entry = table.get(key).map(|entry| &entry.value);
            if let Some((name, span)) = entry.and_then(|value| Some((value.as_text()?, value.span)))
            {
                let _ = Scope::account(self, name, span);
            }
        }
    }

    /// Lets what the term asked for wait in escrow while a dispute is open, where it says so.
    fn lead_through_escrow(
        &mut self,
        table: &Table,
        span: Span,
        entry: &'static Entry,
        before: usize,
    ) {
        let Some(term) = self.term.filter(|_| table.get("escrow").is_some()) else { return };
        let requests = self.flows.split_off(before).into_iter().map(|(_, request)| request);
        let requests = requests.collect();
        let path = format!("terms.{}", self.term_name);
        let mut params = Params { table, span, path, entry, scope: self };
        let requests = terms::through_escrow(&mut params, requests);
        self.flows.extend(requests.into_iter().map(|request| (term, request)));
    }
}
