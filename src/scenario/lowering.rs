//! All sections into one plan: what is under way while that happens, and what kinds may ask of it.

use super::correlations::Correlations;
use super::discounting::{Compounding, OwnRates, Rate};
use super::foreseen::Foreseen;
use super::formulas::At;
use super::names::{Item, Names, unknown, unknown_in_a_crowd};
use super::pieces::Slot;
use super::watches::Watch;
use crate::calendar::Grid;
use crate::diagnose::{Diagnostic, Diagnostics, Sources, Span};
use crate::document::{LoadedFile, Shelf, Table, Value};
use crate::formula::{MoneyScale, parse_number};
use crate::kind::{
    Asked, CapTableRequest, Cuts, Diffusion, EventPart, EventTime, FlowRequest, Piece, Reading,
    Scope, Threshold, Watched, When,
};
use crate::plan::{AccountId, NodeId, PlanBuilder, TermId};
use std::collections::{BTreeMap, BTreeSet};

/// An event whose time is being worked out, or has been.
#[derive(Clone, Copy, Debug)]
pub(super) enum EventState {
    UnderWay,
    Done(EventTime),
}

/// A party.
#[derive(Clone, Debug)]
pub(super) struct Party {
    pub(super) account: AccountId,
    pub(super) name: String,
    /// Its discount rate.
    pub(super) rate: Rate,
}

/// Values of the ledger that are read before they are known; each is said when the ledger is settled.
#[derive(Debug, Default)]
pub(super) struct Promised {
    pub(super) totals: BTreeMap<String, NodeId>,
    pub(super) received: BTreeMap<(String, String), NodeId>,
    pub(super) cash: BTreeMap<String, NodeId>,
    pub(super) stakes: BTreeMap<(String, String), NodeId>,
    /// Where formulas first read parts of events.
    pub(super) event_parts: BTreeMap<String, Span>,
    /// Whether companies are alive at the close.
    pub(super) alive: BTreeMap<AccountId, NodeId>,
    /// Sums of flows at moments, in the order in which they were asked for.
    pub(super) at_moments: Vec<AtMoment>,
    /// When terms that are events happen; each is said when its term is lowered.
    pub(super) moments: BTreeMap<String, NodeId>,
}

/// A sum of flows that is read at a moment within a period.
#[derive(Clone, Debug)]
pub(super) struct AtMoment {
    /// Who received them; whoever did where absent.
    pub(super) party: Option<String>,
    /// Under which term.
    pub(super) term: String,
    /// In years since the start.
    pub(super) moment: NodeId,
    /// The same sum at closes.
    pub(super) sum: NodeId,
    /// What stands for it until it is known.
    pub(super) node: NodeId,
    /// The term that reads it.
    pub(super) reader: String,
}

/// A scenario on its way to a plan.
pub(super) struct Lowering<'doc, 'run> {
    pub(super) root: &'doc Table,
    pub(super) sources: &'run Sources,
    pub(super) shelf: &'run Shelf,
    pub(super) diagnostics: &'run mut Diagnostics,
    pub(super) builder: PlanBuilder,
    pub(super) grid: Grid,
    pub(super) scale: MoneyScale,
    /// How discount rates compound that do not say it themselves.
    pub(super) compounding: Compounding,
    pub(super) names: Names<'doc>,
    pub(super) correlations: Correlations,
    pub(super) accounts: BTreeMap<String, AccountId>,
    pub(super) parties: Vec<Party>,
    /// Rates that come before those of the parties.
    pub(super) own_rates: OwnRates,
    pub(super) inputs: BTreeMap<String, NodeId>,
    pub(super) drivers: BTreeMap<String, NodeId>,
    pub(super) stocks: Vec<String>,
    /// How drivers move between the closes, where their kinds said it.
    pub(super) diffusions: BTreeMap<String, Diffusion>,
    /// Who watches one of them all the time.
    pub(super) watches: Vec<Watch>,
    pub(super) events: BTreeMap<String, EventState>,
    pub(super) event_times: BTreeMap<String, NodeId>,
    /// Events that wait for a ledger reading: their time as read by others, and as worked out.
    pub(super) ledger_events: Vec<(NodeId, NodeId)>,
    pub(super) saw_ledger: bool,
    pub(super) promised: Promised,
    pub(super) term: Option<TermId>,
    pub(super) term_name: String,
    /// The parts that events have said.
    pub(super) event_parts: BTreeMap<String, BTreeSet<EventPart>>,
    /// The parts of events that something names.
    pub(super) named_parts: BTreeSet<String>,
    pub(super) flows: Vec<(TermId, FlowRequest)>,
    pub(super) issues: Vec<(TermId, CapTableRequest)>,
    /// What companies do by themselves: whose it is, and what it is called there.
    pub(super) own_terms: BTreeMap<TermId, (AccountId, String)>,
    /// The CSV files that were read.
    pub(super) data: Vec<LoadedFile>,
    /// What can be seen ahead.
    pub(super) foreseen: Foreseen,
    /// The items that are being lowered, by key path, the innermost last.
    pub(super) under_way: Vec<String>,
    /// The pieces of periods, by number, and those that each set of cuts makes.
    pub(super) slots: Vec<Slot>,
    pub(super) cut: Vec<(Cuts, Vec<Piece>)>,
    /// The drivers whose formulas are being read through.
    pub(super) inside: Vec<String>,
    /// Formulas of drivers as read for parts of periods.
    pub(super) inlined: BTreeMap<(String, When, Reading), NodeId>,
}

impl<'doc> Lowering<'doc, '_> {
    /// The value at a reading, of something that is known at the close.
    pub(super) fn read_at(&mut self, close: NodeId, reading: Reading) -> NodeId {
        match reading {
            Reading::Close => close,
            Reading::Open => self.builder.previous(close),
            Reading::Mean => {
                let open = self.builder.previous(close);
                let sum = self.builder.add(open, close);
                self.builder.scale(sum, 0.5)
            }
        }
    }

    /// A promised value by key, made on first use.
    pub(super) fn promise(
        builder: &mut PlanBuilder,
        map: &mut BTreeMap<String, NodeId>,
        what: &str,
        name: &str,
    ) -> NodeId {
        if let Some(&node) = map.get(name) {
            return node;
        }
        let node = builder.later(&format!("{what}({name})"));
        map.insert(name.to_owned(), node);
        node
    }

    /// A promised value by two keys, made on first use.
    pub(super) fn promise_pair(
        builder: &mut PlanBuilder,
        map: &mut BTreeMap<(String, String), NodeId>,
        what: &str,
        first: &str,
        second: &str,
    ) -> NodeId {
        let key = (first.to_owned(), second.to_owned());
        if let Some(&node) = map.get(&key) {
            return node;
        }
        let node = builder.later(&format!("{what}({first}, {second})"));
        map.insert(key, node);
        node
    }

    /// The item of a section, with its table, by name.
    pub(super) fn items_of(section: &BTreeMap<String, Item<'doc>>) -> Vec<(String, Item<'doc>)> {
        section.iter().map(|(name, item)| (name.clone(), *item)).collect()
    }
}

impl Scope for Lowering<'_, '_> {
    fn builder(&mut self) -> &mut PlanBuilder {
        &mut self.builder
    }

    fn diagnostics(&mut self) -> &mut Diagnostics {
        self.diagnostics
    }

    fn grid(&self) -> Grid {
        self.grid
    }

    fn number(&mut self, value: &Value, site: &str, reading: Reading) -> NodeId {
        self.lower_number(value, site, reading)
    }

    fn number_when(&mut self, value: &Value, site: &str, reading: Reading, when: When) -> NodeId {
        self.lower_number_at(value, site, At { reading, when }, None)
    }

    fn mean(&mut self, value: &Value, site: &str, reading: Reading, squared: bool) -> NodeId {
        self.mean_of(value, site, reading, squared)
    }

    fn cuts(&mut self, value: &Value) -> Cuts {
        self.cuts_of(value)
    }

    fn pieces(&mut self, cuts: &Cuts) -> Vec<Piece> {
        self.pieces_of(cuts)
    }

    fn keep_within(&mut self, node: NodeId, asked: &Asked<'_>) {
        self.keep_within(node, asked);
    }

    fn number_at(&mut self, value: &Value, site: &str, probability: NodeId) -> NodeId {
        self.lower_number_at(value, site, Reading::Close.into(), Some(probability))
    }

    fn formula(&mut self, text: &str, span: Span, reading: Reading) -> NodeId {
        self.mean_of_formula(text, span, reading)
    }

    fn threshold(&mut self, text: &str, span: Span) -> Option<Threshold> {
        self.lower_threshold(text, span)
    }

    fn condition(&mut self, text: &str, span: Span) -> NodeId {
        self.lower_condition(text, span, None)
    }

    fn condition_at(&mut self, text: &str, span: Span, moment: NodeId) -> NodeId {
        self.lower_condition(text, span, Some(moment))
    }

    fn driver(&mut self, name: &str, span: Span, reading: Reading) -> NodeId {
        if let Some(&node) = self.inputs.get(name) {
            return node;
        }
        if let Some(&node) = self.drivers.get(name) {
            return self.read_at(node, reading);
        }
        if self.names.drivers.contains_key(name) {
            // Inputs and discount rates are lowered before any driver is known.
            let message = format!("`{name}` is a driver, which has another number in each period");
            let help = "one number a path is meant here: use a number, an input or a distribution";
            self.diagnostics.push(Diagnostic::error("must-not-move", span, message).help(help));
            return self.builder.constant(1.0);
        }
        if self.diagnostics.crowded() {
            self.diagnostics.push(unknown_in_a_crowd("driver or input", name, span));
            return self.builder.constant(1.0);
        }
        let known: Vec<String> = self.inputs.keys().chain(self.drivers.keys()).cloned().collect();
        let finding = unknown("driver or input", name, span, known.iter().map(String::as_str));
        self.diagnostics.push(finding);
        self.builder.constant(1.0)
    }

    fn event(&mut self, name: &str, span: Span) -> Option<EventTime> {
        self.keep_named(name);
        self.event_time(name, span)
    }

    fn occurrences(&mut self, name: &str, span: Span) -> Vec<EventTime> {
        let names = self.occurrences_of(name);
        names.iter().filter_map(|name| self.event_time(name, span)).collect()
    }

    fn part(&mut self, event: &str, part: EventPart, time: EventTime) {
        self.event_part(event, part, time);
    }

    fn account(&mut self, name: &str, span: Span) -> Option<AccountId> {
        if let Some(&account) = self.accounts.get(name) {
            return Some(account);
        }
        if self.diagnostics.crowded() {
            self.diagnostics.push(unknown_in_a_crowd("party or company", name, span));
            return None;
        }
        let finding =
            unknown("party or company", name, span, self.accounts.keys().map(String::as_str));
        self.diagnostics.push(finding);
        None
    }

    fn shock(&mut self, driver: &str) -> NodeId {
        self.correlations.shock(driver, &mut self.builder)
    }

    fn diffuses(&mut self, driver: &str, diffusion: Diffusion) {
        self.diffusions.insert(driver.to_owned(), diffusion);
    }

    fn watches(&mut self, watched: Watched, span: Span) {
        self.keep_watch(watched, span, false);
    }

    fn human_number(&self, text: &str) -> Option<f64> {
        parse_number(text, self.scale)
    }

    fn flow(&mut self, request: FlowRequest) {
        if let Some(term) = self.term {
            self.flows.push((term, request));
        }
    }

    fn open_escrow(&mut self) -> AccountId {
        self.open_escrow_account()
    }

    fn held(&mut self, account: AccountId) -> NodeId {
        let name = self.builder.accounts()[account.index()].name.clone();
        let map = &mut self.promised.received;
        Self::promise_pair(&mut self.builder, map, "received", &name, &self.term_name)
    }

    fn issue(&mut self, request: CapTableRequest) {
        if let Some(term) = self.term {
            self.issues.push((term, request));
        }
    }

    fn total(&mut self, term: &str) -> NodeId {
        let name = if term.is_empty() { self.term_name.clone() } else { term.to_owned() };
        Self::promise(&mut self.builder, &mut self.promised.totals, "total", &name)
    }

    fn terms(&self) -> Vec<(String, Table)> {
        let terms = self.names.terms.iter();
        terms.map(|(name, item)| (name.clone(), item.table().clone())).collect()
    }

    fn moment(&mut self, term: &str) -> NodeId {
        Self::promise(&mut self.builder, &mut self.promised.moments, "moment", term)
    }

    fn keep_moment(&mut self, time: NodeId) {
        let name = self.term_name.clone();
        let later = self.moment(&name);
        self.builder.define(later, time);
    }

    fn column(&mut self, file: &str, span: Span, column: &str) -> Option<Vec<f64>> {
        self.read_column(file, span, column)
    }

    fn dates(&mut self, file: &str, span: Span) -> Option<Vec<jiff::civil::Date>> {
        self.read_dates(file, span)
    }
}
