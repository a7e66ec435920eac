//! What leaves the engine: payoffs, drivers, cash, stakes, events and flows, and what each of them means.

use super::company::Settled;
use super::ledger::{Entry, PresentValues};
use super::lowering::Lowering;
use super::model::{
    CashMeta, CompanyMeta, DriverMeta, EventMeta, FlowMeta, JointMeta, MovedMeta, PaperMeta,
    SideMeta,
};
use super::names::{Item, readable};
use super::parties::Side;
use crate::diagnose::Diagnostic;
use crate::document::ValueKind;
use crate::plan::{
    AccountId, Called, Demand, FlowKind, NodeId, ReadAt, Sink, TermId, TrackId, Why,
};
use std::collections::BTreeMap;

/// So many sides are looked at in pairs.
const JOINT_SIDES: usize = 4;

/// Everything tracked, by meaning.
pub(super) struct Tracks {
    pub(super) sides: Vec<SideMeta>,
    pub(super) joints: Vec<JointMeta>,
    pub(super) drivers: Vec<DriverMeta>,
    pub(super) companies: Vec<CompanyMeta>,
    pub(super) events: Vec<EventMeta>,
    pub(super) flows: Vec<FlowMeta>,
    pub(super) moved: Vec<MovedMeta>,
    pub(super) on_paper: Vec<PaperMeta>,
    pub(super) cash: Vec<CashMeta>,
    pub(super) years: Vec<i16>,
}

/// Under which term what moves from where to where.
type Move = (TermId, AccountId, AccountId, FlowKind);

impl Lowering<'_, '_> {
    /// Tracks everything. Payoffs come first, so that they are the last to lose their exact distribution.
    pub(super) fn track_all(
        &mut self,
        sides: &[Side],
        values: &PresentValues,
        entries: &[Entry],
        companies: &[Settled],
    ) -> Tracks {
        let mut payoffs = Vec::new();
        for side in sides {
            let parts: Vec<NodeId> = values
                .received
                .iter()
                .filter(|((party, _), _)| side.parties.contains(party))
                .map(|(_, node)| *node)
                .collect();
            let payoff = self.total_of(&parts);
            // Amounts are finite, but a discount rate far below zero makes more of them than there are numbers for.
            let called = Called::words(format!("payoff of {}", side.name));
            self.builder.name(called, payoff, Demand::FiniteAtEnd);
            payoffs.push(payoff);
        }
        let ends: Vec<TrackId> = payoffs
            .iter()
            .map(|&node| self.builder.track(node, ReadAt::End, Sink::Distribution))
            .collect();
        let joints = self.track_joints(&payoffs);
        let moved = self.track_moved(sides, values, entries);
        let on_paper = self.track_on_paper(values);
        let drivers = self.track_drivers();
        let companies = companies.iter().map(|company| self.track_company(company)).collect();
        let metas = sides
            .iter()
            .zip(payoffs)
            .zip(ends)
            .map(|((side, node), payoff)| SideMeta {
                name: side.name.clone(),
                label: side.label.clone(),
                colour: side.colour,
                parties: side.parties.clone(),
                payoff,
                payoff_to_date: self.builder.track(node, ReadAt::EachStep, Sink::Distribution),
            })
            .collect();
        let events = self.track_events();
        let (flows, years) = self.track_flows(entries);
        let cash = self.track_cash(sides, entries);
        let sides = metas;
        Tracks { sides, joints, drivers, companies, events, flows, moved, on_paper, cash, years }
    }

    pub(super) fn total_of(&mut self, parts: &[NodeId]) -> NodeId {
        let mut parts = parts.iter().copied();
        let first = parts.next().unwrap_or_else(|| self.builder.constant(0.0));
        parts.fold(first, |sum, part| self.builder.add(sum, part))
    }

    /// Every pair of the first sides: the payoffs of many sides make more pairs than anybody looks at.
    fn track_joints(&mut self, payoffs: &[NodeId]) -> Vec<JointMeta> {
        let mut joints = Vec::new();
        for (up, &second) in payoffs.iter().enumerate().take(JOINT_SIDES) {
            for (across, &first) in payoffs.iter().enumerate().take(up) {
                let joint = self.builder.track_joint(first, second);
                joints.push(JointMeta { across, up, joint });
            }
        }
        joints
    }

    fn track_moved(
        &mut self,
        sides: &[Side],
        values: &PresentValues,
        entries: &[Entry],
    ) -> Vec<MovedMeta> {
        let mut moved = Vec::new();
        for (index, side) in sides.iter().enumerate() {
            let mut by_term: BTreeMap<TermId, Vec<NodeId>> = BTreeMap::new();
            for ((party, term), node) in &values.received {
                if side.parties.contains(party) {
                    by_term.entry(*term).or_default().push(*node);
                }
            }
            for (term, parts) in by_term {
                let node = self.total_of(&parts);
                let track = self.builder.track(node, ReadAt::End, Sink::Moments);
                let own = |entry: &&Entry| {
                    let touches = |account| side.parties.contains(account);
                    entry.term == term && (touches(&entry.from) || touches(&entry.to))
                };
                let why = entries.iter().find(own).map_or(Why::Clause, |entry| entry.why);
                moved.push(MovedMeta { side: index, term, why, track });
            }
        }
        moved
    }

    /// What each term makes on paper, and, where there are several, all of them.
    fn track_on_paper(&mut self, values: &PresentValues) -> Vec<PaperMeta> {
        let track =
            |lowering: &mut Self, node| lowering.builder.track(node, ReadAt::End, Sink::Moments);
        let mut metas: Vec<PaperMeta> = Vec::new();
        for (&term, &node) in &values.on_paper {
            metas.push(PaperMeta { term: Some(term), track: track(self, node) });
        }
        let all: Vec<NodeId> = values.on_paper.values().copied().collect();
        if all.len() > 1 {
            let sum = self.total_of(&all);
            metas.push(PaperMeta { term: None, track: track(self, sum) });
        }
        metas
    }

    fn track_drivers(&mut self) -> Vec<DriverMeta> {
        let mut drivers = Vec::new();
        for (name, item) in Self::items_of(&self.names.drivers) {
            let Some(&node) = self.drivers.get(&name) else { continue };
            let track = self.builder.track(node, ReadAt::EachStep, Sink::Distribution);
            let history = self.history(item);
            let chart = self.chart(&name, item);
            drivers.push(DriverMeta {
                label: item.text("label").map_or_else(|| readable(&name), str::to_owned),
                unit: item.text("unit").unwrap_or("").to_owned(),
                name,
                track,
                history,
                chart,
            });
        }
        drivers
    }

    /// Whether a driver is to have a picture, where that is said.
    fn chart(&mut self, name: &str, item: Item<'_>) -> Option<bool> {
        let value = &item.table().get("chart")?.value;
        if let ValueKind::Boolean(flag) = value.kind {
            return Some(flag);
        }
        let message =
            format!("drivers.{name}.chart takes true or false, not {}", value.description());
        let help = "write `chart = true` for a picture of it, or `chart = false` for none";
        self.diagnostics.push(Diagnostic::error("wrong-type", value.span, message).help(help));
        None
    }

    fn track_company(&mut self, company: &Settled) -> CompanyMeta {
        let account = self.accounts.get(&company.name).copied().unwrap_or(AccountId::WORLD);
        CompanyMeta {
            name: company.name.clone(),
            label: self.builder.accounts()[account.index()].label.clone(),
            cash: self.builder.track(company.cash, ReadAt::EachStep, Sink::Distribution),
            insolvency: self.builder.track(company.insolvency, ReadAt::End, Sink::Arrivals),
            stakes: company
                .stakes
                .iter()
                .map(|&(holder, node)| {
                    (holder, self.builder.track(node, ReadAt::EachStep, Sink::Moments))
                })
                .collect(),
            cap_table: company.cap_table.clone(),
        }
    }

    fn track_events(&mut self) -> Vec<EventMeta> {
        let mut events = Vec::new();
        for (name, item) in Self::items_of(&self.names.events) {
            let Some(&node) = self.event_times.get(&name) else { continue };
            if !self.builder.is_defined(node) {
                continue;
            }
            let track = self.builder.track(node, ReadAt::End, Sink::Arrivals);
            let label = item.text("label").map_or_else(|| readable(&name), str::to_owned);
            let mut parts = self.parts_of(&name);
            parts.retain(|part| {
                let name = format!("{name}.{}", part.name);
                !part.only_where_named || self.named_parts.contains(&name)
            });
            // Numbers in their own order, and names as they are.
            parts.sort_by_key(|part| part.name.parse::<u32>().ok());
            let while_running = self.track_while_running(&name, node);
            let (own, said) = (name.clone(), label.clone());
            events.push(EventMeta { name: own, label: said, part: None, track, while_running });
            for part in parts {
                let name = format!("{name}.{}", part.name);
                let Some(&node) = self.event_times.get(&name) else { continue };
                let track = self.builder.track(node, ReadAt::End, Sink::Arrivals);
                let label = format!("{label}: {}", readable(&part.name).to_lowercase());
                let part = Some(part);
                events.push(EventMeta { name, label, part, track, while_running: None });
            }
        }
        events
    }

    fn track_flows(&mut self, entries: &[Entry]) -> (Vec<FlowMeta>, Vec<i16>) {
        let mut sums: BTreeMap<Move, (Why, Vec<NodeId>)> = BTreeMap::new();
        for entry in entries {
            let key = (entry.term, entry.from, entry.to, entry.kind);
            let (_, parts) = sums.entry(key).or_insert_with(|| (entry.why, Vec::new()));
            parts.push(entry.amount);
        }
        let grid = self.grid;
        let periods = grid.periods();
        let opens_year = |k: usize| {
            k == 1 || grid.calendar_year(k) != grid.calendar_year(k.saturating_sub(1).max(1))
        };
        let mut closes: Vec<u32> = Vec::new();
        let mut years = Vec::new();
        for k in 1..=periods {
            if k == periods || opens_year(k + 1) {
                closes.push(u32::try_from(k).unwrap_or(u32::MAX));
                years.push(grid.calendar_year(k));
            }
        }
        let keep: Vec<f64> =
            (0..=periods).map(|k| f64::from(u8::from(k > 0 && !opens_year(k)))).collect();
        let keep = self.builder.series(keep);
        let mut flows = Vec::new();
        for ((term, from, to, kind), (why, parts)) in sums {
            let amount = self.total_of(&parts);
            let total = self.builder.accumulate("total", amount);
            let total = self.builder.track(total, ReadAt::End, Sink::Moments);
            let zero = self.builder.constant(0.0);
            let year = self.builder.later("year");
            let before = self.builder.previous(year);
            let kept = self.builder.multiply(before, keep);
            let sum = self.builder.add(kept, amount);
            let node = self.builder.followed(zero, sum);
            self.builder.define(year, node);
            let by_year = self.builder.track(node, ReadAt::Steps(closes.clone()), Sink::Moments);
            flows.push(FlowMeta { term, why, from, to, kind, by_year, total });
        }
        (flows, years)
    }
}
