//! Clauses that take the payments of others in hand: limits over several, accounts that pay claims, set-off.

use super::lowering::Lowering;
use super::names::{Item, unknown};
use crate::diagnose::{Diagnostic, Span};
use crate::kind::Params;
use crate::plan::AccountId;
use crate::terms::{self, Asked, Term};
use std::collections::BTreeMap;

/// A clause that another one names.
struct Chosen {
    name: String,
    span: Span,
    key: &'static str,
    /// Whether the `from` of who names it pays.
    paid: bool,
}

impl Lowering<'_, '_> {
    /// Lets them do it, kind by kind in the order of the list of kinds.
    pub(super) fn rework_terms(&mut self) {
        for &kind in terms::ALL.iter().filter(|kind| !kind.takes_in_hand().is_empty()) {
            let mut taken: BTreeMap<(&'static str, String), Span> = BTreeMap::new();
            for (name, item) in Self::items_of(&self.names.terms) {
                if item.text("kind") == Some(kind.entry().name) {
                    self.rework(kind, &name, item, &mut taken);
                }
            }
        }
    }

    fn rework(
        &mut self,
        kind: &'static dyn Term,
        name: &str,
        item: Item<'_>,
        taken: &mut BTreeMap<(&'static str, String), Span>,
    ) {
        let chosen = self.chosen(kind, name, item, taken);
        let mut asked = Vec::new();
        for clause in chosen {
            let term = self.builder.term(&clause.name);
            let flows = std::mem::take(&mut self.flows);
            let (own, others): (Vec<_>, Vec<_>) =
                flows.into_iter().partition(|(known, _)| *known == term);
            self.flows = others;
            let own =
                own.into_iter().map(|(term, request)| Asked { term, key: clause.key, request });
            let own: Vec<Asked> = own.collect();
            self.check_direction(name, item, &clause, &own);
            asked.extend(own);
        }
        let path = format!("terms.{name}");
        let (table, span, entry) = (item.table(), item.span, kind.entry());
        let term = self.builder.term(name);
        self.term = Some(term);
        name.clone_into(&mut self.term_name);
        self.builder.round_for(Some(term));
        let mut params = Params { table, span, path, entry, scope: self };
        let left = kind.rework(&mut params, asked);
        self.builder.round_for(None);
        self.term = None;
        self.flows.extend(left.into_iter().map(|asked| (asked.term, asked.request)));
    }

    /// The clauses that its keys name, in the order in which they are written.
    fn chosen(
        &mut self,
        kind: &'static dyn Term,
        name: &str,
        item: Item<'_>,
        taken: &mut BTreeMap<(&'static str, String), Span>,
    ) -> Vec<Chosen> {
        let mut found: Vec<Chosen> = Vec::new();
        for &(key, paid) in kind.takes_in_hand() {
            let path = format!("terms.{name}");
            let (table, span, entry) = (item.table(), item.span, kind.entry());
            let mut params = Params { table, span, path, entry, scope: self };
            let required = entry.parameters.iter().any(|it| it.name == key && it.required);
            if required && !params.has(key) {
                params.missing(key);
            }
            for value in params.listed(key) {
                let Some(text) = value.as_text() else {
                    let wanted = "the name of a clause, or a list of them";
                    params.wrong_type(key, value.span, value.description(), wanted);
                    continue;
                };
                found.push(Chosen { name: text.to_owned(), span: value.span, key, paid });
            }
        }
        found.retain(|clause| self.can_be_taken(name, clause, taken));
        found
    }

    fn can_be_taken(
        &mut self,
        name: &str,
        clause: &Chosen,
        taken: &mut BTreeMap<(&'static str, String), Span>,
    ) -> bool {
        let Some(item) = self.names.terms.get(&clause.name).copied() else {
            let known = self.names.terms.keys().map(String::as_str);
            self.diagnostics.push(unknown("term", &clause.name, clause.span, known));
            return false;
        };
        if let Some(first) = taken.get(&(clause.key, clause.name.clone())).copied() {
            let message =
                format!("`{}` is in the hands of two clauses, or of one twice", clause.name);
            let finding = Diagnostic::error("cannot-take", clause.span, message);
            let help = "name it once: where both are meant, one clause has to say what comes first";
            self.diagnostics.push(finding.also(first, "named here first").help(help));
            return false;
        }
        taken.insert((clause.key, clause.name.clone()), clause.span);
        let why = if clause.name == name {
            Some("is the clause itself")
        } else if item.table().get("escrow").is_some() {
            Some("has an `escrow` of its own, into which it pays")
        } else {
            None
        };
        if let Some(why) = why {
            let message =
                format!("terms.{name} cannot take `{}` in hand, which {why}", clause.name);
            let finding = Diagnostic::error("cannot-take", clause.span, message);
            self.diagnostics.push(finding.help("take it out of the list"));
        }
        why.is_none()
    }

    /// Complains of a clause that pays nothing in the direction that counts.
    fn check_direction(&mut self, name: &str, item: Item<'_>, clause: &Chosen, own: &[Asked]) {
        let account = |key: &str| {
            let text = item.text(key)?;
            self.accounts.get(text).copied().map(|account: AccountId| (account, text))
        };
        let (Some(from), Some(to)) = (account("from"), account("to")) else { return };
        let (payer, payee) = if clause.paid { (from, to) } else { (to, from) };
        // A clause that is wrong itself has asked for nothing.
        if self.diagnostics.has_errors() || own.iter().any(|asked| asked.goes(payer.0, payee.0)) {
            return;
        }
        let message = format!(
            "terms.{} pays nothing from {} to {}, which `{}` of terms.{name} is about",
            clause.name, payer.1, payee.1, clause.key
        );
        let help = if clause.paid {
            "name clauses that its `from` pays to its `to`"
        } else {
            "name clauses that its `to` pays to its `from`"
        };
        self.diagnostics.push(Diagnostic::error("cannot-take", clause.span, message).help(help));
    }
}
