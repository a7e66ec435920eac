//! The picture of what one party receives and pays in each calendar year.

use super::super::findings::figure;
use super::super::run::{FlowResult, RunResults};
use super::{Picture, stem_of};
use crate::charts::Unit;
use crate::charts::flows::{ClauseFlows, Flows};
use crate::plan::{AccountId, FlowKind};

/// One picture for the main party of each side, the one through whose hands most cash goes.
pub(super) fn pictures(results: &RunResults) -> Vec<Picture> {
    results.flows_by_year()
}

impl RunResults {
    fn flows_by_year(&self) -> Vec<Picture> {
        let parties = self.parties.iter().filter_map(|side| {
            let through = |id: &AccountId| -> f64 {
                let own = self.flows.iter().filter(|flow| touches(flow, *id));
                own.filter_map(|flow| flow.total).map(|total| total.value.abs()).sum()
            };
            let busy = side.iter().copied().filter(|id| through(id) > 0.0);
            busy.max_by(|a, b| through(a).total_cmp(&through(b)))
        });
        parties.map(|party| self.flows_of(party)).collect()
    }

    fn flows_of(&self, party: AccountId) -> Picture {
        let own: Vec<&FlowResult> = self.flows.iter().filter(|flow| touches(flow, party)).collect();
        let mut clauses: Vec<(&str, ClauseFlows)> = Vec::new();
        let (mut name, mut label) = (String::new(), String::new());
        for flow in own {
            let receives = flow.to.id == party;
            let account = if receives { &flow.to } else { &flow.from };
            (name, label) = (account.name.clone(), account.label.clone());
            let place = clauses.iter().position(|(term, _)| *term == flow.term);
            let place = place.unwrap_or_else(|| {
                let none = vec![0.0; self.years.len()];
                let label = flow.term_label.clone();
                let empty = ClauseFlows { label, received: none.clone(), paid: none };
                clauses.push((flow.term.as_str(), empty));
                clauses.len() - 1
            });
            if let Some((_, clause)) = clauses.get_mut(place) {
                add(clause, flow, receives);
            }
        }
        let clauses: Vec<ClauseFlows> = clauses.into_iter().map(|(_, clause)| clause).collect();
        let sum = |amounts: fn(&ClauseFlows) -> &Vec<f64>| -> f64 {
            clauses.iter().flat_map(amounts).sum()
        };
        let (received, paid) = (sum(|clause| &clause.received), sum(|clause| &clause.paid));
        let money = &self.money;
        let moved = if paid == 0.0 {
            format!("{} {money} received and nothing paid", figure(received))
        } else if received == 0.0 {
            format!("nothing received and {} {money} paid", figure(paid))
        } else {
            format!("{} received and {} {money} paid", figure(received), figure(paid))
        };
        let title = format!("{label}: {moved} in cash over the run, on average");
        let subtitle =
            format!("Mean cash flows by calendar year and clause, undiscounted, {}", self.money);
        let data = Flows {
            quantity: format!("{label} receives (up) and pays (down)"),
            unit: Unit::Named(format!("{} a year", self.money)),
            years: self.years.iter().map(|year| i32::from(*year)).collect(),
            clauses,
        };
        Picture::new(&stem_of("flows", &name), self.caption(title, subtitle), data)
    }
}

/// Whether cash comes from or goes to an account.
fn touches(flow: &FlowResult, account: AccountId) -> bool {
    flow.kind == FlowKind::Cash && (flow.from.id == account) != (flow.to.id == account)
}

/// Adds a flow to its clause; a negative amount moves the other way.
fn add(clause: &mut ClauseFlows, flow: &FlowResult, receives: bool) {
    for (at, (_, measure)) in flow.by_year.iter().enumerate() {
        let Some(amount) = measure.map(|measure| measure.value) else { continue };
        let column =
            if receives == (amount >= 0.0) { &mut clause.received } else { &mut clause.paid };
        if let Some(sum) = column.get_mut(at) {
            *sum += amount.abs();
        }
    }
}
