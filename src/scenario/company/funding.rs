//! Who funds a company when cash runs short, at what price, and when nobody does any more.

use super::books::Books;
use super::read::Company;
use crate::catalogue::Range;
use crate::diagnose::Diagnostic;
use crate::document::Table;
use crate::kind::{Reading, Scope};
use crate::plan::{AccountId, NodeId, Why};
use crate::scenario::keys::known;
use crate::scenario::ledger::Entry;
use crate::scenario::lowering::Lowering;
use crate::scenario::sections::unknown_keys;

/// What `funding` of a company says.
pub(super) struct Funding {
    pub(super) from: AccountId,
    floor: NodeId,
    pub(super) discount: NodeId,
    most: NodeId,
    recovery: NodeId,
}

/// What came of a gap.
#[derive(Clone, Copy)]
pub(super) struct Raised {
    pub(super) amount: NodeId,
    /// One where the company is insolvent in this period.
    pub(super) insolvent: NodeId,
    /// What part of its value is found in an insolvency.
    pub(super) recovery: NodeId,
}

/// What can still be raised in a period.
#[derive(Clone, Copy)]
pub(super) struct Room {
    /// Cash is kept at this.
    pub(super) floor: NodeId,
    /// How much is left of the funding; zero where shares have no positive price.
    pub(super) left: NodeId,
    /// One where shares have one.
    pub(super) priced: NodeId,
    /// What was raised before.
    so_far: NodeId,
    /// The same with this period's, promised.
    sum: NodeId,
    /// What part of its value is found in an insolvency.
    recovery: NodeId,
}

impl Lowering<'_, '_> {
    /// Reads `funding`.
    pub(super) fn funding(&mut self, path: &str, table: &Table) -> Option<Funding> {
        let entry = table.get("funding")?;
        let inner = format!("{path}.funding");
        let Some(table) = entry.value.as_table() else {
            let message = format!("{inner} is a table");
            let finding = Diagnostic::error("wrong-type", entry.value.span, message);
            let help = "write { from = \"investors\", floor = 2, discount = 0.2, max = 120 }";
            self.diagnostics.push(finding.help(help));
            return None;
        };
        unknown_keys(&inner, table, &known("funding"), self.diagnostics);
        let from = match table.get("from") {
            Some(entry) => {
                let text = entry.value.as_text().unwrap_or("").to_owned();
                self.account(&text, entry.value.span)
            }
            None => {
                let message = format!("`from` is missing in {inner}");
                let finding = Diagnostic::error("missing-key", entry.value.span, message);
                self.diagnostics
                    .push(finding.help("add `from = …`: who funds it when cash runs short"));
                None
            }
        };
        let mut read = |key: &str, default: f64, range: Range| match table.get(key) {
            Some(entry) => {
                let site = format!("{inner}.{key}");
                self.lower_number_within(&entry.value, &site, Reading::Close, range)
            }
            None => self.builder.constant(default),
        };
        let floor = read("floor", 0.0, Range::Any);
        let discount = read("discount", 0.0, Range::BelowOne);
        let most = read("max", f64::INFINITY, Range::NotNegative);
        let recovery = read("recovery", 0.0, Range::Fraction);
        Some(Funding { from: from?, floor, discount, most, recovery })
    }

    /// What a round when cash is short is priced at, before its money.
    pub(super) fn pre_money(&mut self, company: &Company, funding: &Funding) -> NodeId {
        let one = self.builder.constant(1.0);
        let kept = self.builder.subtract(one, funding.discount);
        self.builder.multiply(company.value, kept)
    }

    /// What can still be raised, for a company that somebody funds.
    pub(super) fn room(&mut self, company: &Company) -> Option<Room> {
        let funding = company.funding.as_ref()?;
        let pre_money = self.pre_money(company, funding);
        let builder = &mut self.builder;
        let zero = builder.constant(0.0);
        let floor = builder.quantize(funding.floor);
        let sum = builder.later(&format!("{}.funding", company.name));
        let so_far = builder.previous(sum);
        let unlimited = builder.as_constant(funding.most) == Some(f64::INFINITY);
        let most = if unlimited { funding.most } else { builder.quantize(funding.most) };
        let left = builder.subtract(most, so_far);
        let left = builder.maximum(left, zero);
        let priced = builder.less(zero, pre_money);
        let left = builder.select(priced, left, zero);
        Some(Room { floor, left, priced, so_far, sum, recovery: funding.recovery })
    }

    /// One where a company that is alive at the opening cannot go on: cash and all that can be raised are gone, or cash is
    /// below the floor and nobody funds it.
    pub(super) fn falls_short(&mut self, room: Room, before: NodeId, alive: NodeId) -> NodeId {
        let builder = &mut self.builder;
        let zero = builder.constant(0.0);
        let most = builder.add(before, room.left);
        let gone = builder.less(most, zero);
        let short = builder.less(before, room.floor);
        let unpriced = builder.not(room.priced);
        let refused = builder.and(short, unpriced);
        let fails = builder.or(gone, refused);
        builder.and(fails, alive)
    }

    /// Raises what is missing to the floor as far as there is funding; all that is left before the company fails.
    pub(super) fn raise(
        &mut self,
        company: &Company,
        (before, fails, alive): (NodeId, NodeId, NodeId),
        room: Option<Room>,
        books: &mut Books<'_>,
    ) -> Raised {
        let zero = self.builder.constant(0.0);
        let (Some(funding), Some(room)) = (&company.funding, room) else {
            return Raised { amount: zero, insolvent: zero, recovery: zero };
        };
        let builder = &mut self.builder;
        let gap = builder.subtract(room.floor, before);
        let gap = builder.maximum(gap, zero);
        let gap = builder.minimum(gap, room.left);
        let amount = builder.select(fails, room.left, gap);
        let amount = builder.select(alive, amount, zero);
        let after = builder.add(room.so_far, amount);
        let total = builder.followed(zero, after);
        builder.define(room.sum, total);
        let term = self.own_term(company, "funding");
        let entry = Entry::cash(term, funding.from, company.account, amount, Why::Funding);
        let paid_at = self.settled_at(None, company.account, books);
        books.ledger.push(Entry { paid_at, ..entry });
        Raised { amount, insolvent: fails, recovery: room.recovery }
    }
}
