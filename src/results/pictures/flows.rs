//! The picture of what one party receives and pays in each calendar year.

use super::super::findings::{month, with_unit};
use super::super::run::{FlowResult, RunResults};
use super::{Picture, stem_of, unit};
use crate::charts::NOBODY;
use crate::charts::flows::{ClauseFlows, Flows, PartYear};
use crate::plan::{AccountId, FlowKind, Why};
use jiff::civil::Date;

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
        parties.filter_map(|party| self.flows_of(party)).collect()
    }

    /// None of a party through whose hands no cash goes before the end.
    fn flows_of(&self, party: AccountId) -> Option<Picture> {
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
        // What shares are worth at the end is a value, not money that anybody was paid.
        let is_value = |term: &str| {
            self.flows
                .iter()
                .any(|flow| flow.term == term && matches!(flow.why, Why::Value | Why::Holders))
        };
        let sum = |amounts: fn(&ClauseFlows) -> &Vec<f64>, value: bool| -> f64 {
            let own = clauses.iter().filter(|(term, _)| is_value(term) == value);
            own.flat_map(|(_, clause)| amounts(clause)).sum()
        };
        let (received, paid) =
            (sum(|clause| &clause.received, false), sum(|clause| &clause.paid, false));
        let held = sum(|clause| &clause.received, true);
        let (shares, clauses): (Vec<_>, Vec<_>) =
            clauses.into_iter().partition(|(term, _)| is_value(term));
        let plain = |all: Vec<(&str, ClauseFlows)>| all.into_iter().map(|(_, one)| one).collect();
        if received == 0.0 && paid == 0.0 {
            return None;
        }
        let money = &self.money;
        let data = Flows {
            quantity: format!("Receipts (up) and payments (down) of {label}"),
            unit: unit(money),
            colour: self.colour_of(party),
            years: self.years.iter().map(|year| i32::from(*year)).collect(),
            partial: self.part_years(),
            clauses: plain(clauses),
            shares: plain(shares),
        };
        let amount = |value: f64| with_unit(&data.figure(value), money);
        let moved = match (received > 0.0, paid > 0.0) {
            (false, false) => "nothing received and nothing paid".to_owned(),
            (true, false) => format!("{} received and nothing paid", amount(received)),
            (false, true) => format!("nothing received and {} paid", amount(paid)),
            (true, true) => format!("{} received and {} paid", data.figure(received), amount(paid)),
        };
        let shares = if held > 0.0 {
            format!("; its shares then bring {}", amount(held))
        } else {
            String::new()
        };
        let title = format!("{label}: {moved} over the run, on average{shares}");
        let subtitle = format!(
            "Mean amounts in each calendar year by clause, undiscounted{}",
            self.in_money()
        );
        Some(Picture::new(&stem_of("flows", &name), self.caption(title, subtitle), data))
    }

    /// The colour of the side of a party.
    pub(super) fn colour_of(&self, party: AccountId) -> usize {
        let own = self.parties.iter().position(|parties| parties.contains(&party));
        own.and_then(|side| self.sides.get(side)).map_or(NOBODY, |side| side.colour)
    }

    /// The first and the last year, where only a part of them is in the run.
    fn part_years(&self) -> Vec<PartYear> {
        let (first, last) = (self.start, self.last_day());
        let days = |from: Date, to: Date| f64::from(to.day_of_year() - from.day_of_year() + 1);
        let whole = |year: Date| f64::from(year.days_in_year());
        let mut parts = Vec::new();
        let mut part = |year: Date, share: f64, words: String| {
            if share < 1.0 {
                parts.push(PartYear { year: i32::from(year.year()), part: share, words });
            }
        };
        if first.year() == last.year() {
            let words = format!("{} to {}", month(first), month(last));
            part(first, days(first, last) / whole(first), words);
            return parts;
        }
        let name = |day: Date| month(day).split(' ').next().unwrap_or("").to_owned();
        let (start, end) = (first.first_of_year(), last.last_of_year());
        let before = days(start, first) - 1.0;
        let after = days(last, end) - 1.0;
        part(first, 1.0 - before / whole(first), format!("{} from {}", first.year(), name(first)));
        part(last, 1.0 - after / whole(last), format!("{} to {}", last.year(), name(last)));
        parts
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
