//! The picture of what happens when: events, and what is paid under each clause.

use super::super::findings::{decimal_year, percentage, with_unit};
use super::super::over_time::EventResult;
use super::super::run::{FlowResult, RunResults};
use super::{Picture, unit};
use crate::charts::timeline::{Happening, Lane, Timeline};
use crate::plan::Why;
use jiff::civil::{Date, date};

/// Events that are drawn at most, and clauses.
const MOST: (usize, usize) = (8, 14);

/// One picture of the whole deal.
pub(super) fn pictures(results: &RunResults) -> Vec<Picture> {
    results.deal_timeline().into_iter().collect()
}

impl RunResults {
    fn deal_timeline(&self) -> Option<Picture> {
        let comes = |event: &&EventResult| {
            !event.is_part() && event.by_horizon().is_some_and(|by| by.value > 0.0)
        };
        let happening = |event: &EventResult| {
            let mut points = vec![(decimal_year(self.start), 0.0)];
            points.extend(event.cumulative.iter().map(|(day, by)| (decimal_year(*day), by.value)));
            Happening { label: event.label.clone(), points }
        };
        let happenings: Vec<Happening> =
            self.events.iter().filter(comes).take(MOST.0).map(happening).collect();
        let mut lanes: Vec<Lane> = self
            .flows
            .iter()
            .filter(|flow| flow.why == Why::Clause)
            .map(|flow| self.lane(flow))
            .collect();
        lanes.retain(|lane| lane.total() > 0.0);
        if lanes.is_empty() {
            return None;
        }
        let mut sizes: Vec<f64> = lanes.iter().map(Lane::total).collect();
        sizes.sort_by(|a, b| b.total_cmp(a));
        let least = sizes.get(MOST.1 - 1).copied().unwrap_or(0.0);
        let all = lanes.len();
        lanes.retain(|lane| lane.total() >= least);
        let end = self.last_day().tomorrow().unwrap_or(self.last_day());
        let data = Timeline {
            unit: unit(&self.money),
            span: (decimal_year(self.start), decimal_year(end)),
            happenings,
            lanes,
        };
        let title = self.largest_said(&data)?;
        let left_out = all - data.lanes.len();
        let more = if left_out > 0 {
            format!("; {left_out} smaller ones are left out")
        } else {
            String::new()
        };
        let subtitle = format!(
            "Mean amounts under each clause by calendar year, undiscounted{}{more}",
            self.in_money()
        );
        Some(Picture::new("timeline", self.caption(title, subtitle), data))
    }

    fn lane(&self, flow: &FlowResult) -> Lane {
        let (first, last) = (self.start, self.last_day().tomorrow().unwrap_or(self.last_day()));
        let piece = |(year, amount): &(i16, Option<crate::statistics::Measure>)| {
            let (from, to): (Date, Date) =
                (date(*year, 1, 1).max(first), date(*year + 1, 1, 1).min(last));
            let amount = amount.map_or(0.0, |amount| amount.value.abs());
            (decimal_year(from), decimal_year(to), amount)
        };
        Lane {
            label: flow.term_label.clone(),
            who: format!("{} › {}", flow.from.label, flow.to.label),
            colour: self.colour_of(flow.to.id),
            amounts: flow.by_year.iter().map(piece).filter(|(from, to, _)| from < to).collect(),
        }
    }

    /// Under which clause most is paid, and within which years nearly all of it.
    fn largest_said(&self, data: &Timeline) -> Option<String> {
        let most = data.lanes.iter().max_by(|a, b| a.total().total_cmp(&b.total()))?;
        let total = with_unit(&data.figure(most.total()), &self.money);
        let year = |date: f64| libm::floor(date + 1e-9) as i64;
        let paid = || most.amounts.iter().filter(|(.., amount)| *amount > 0.0);
        let (first, last) = (year(paid().next()?.0), year(paid().next_back()?.0));
        let when =
            if first == last { format!("in {first}") } else { format!("from {first} to {last}") };
        let open = data.happenings.iter().filter_map(|one| Some((one, one.points.last()?.1)));
        let open = open.filter(|(_, chance)| *chance < 1.0);
        let open = open.min_by(|a, b| (a.1 - 0.5).abs().total_cmp(&(b.1 - 0.5).abs()));
        let event = open.map_or_else(String::new, |(one, chance)| {
            format!("; {} on {} of paths", one.label, percentage(chance))
        });
        Some(format!("“{}” pays most: {total} on average, {when}{event}", most.label))
    }
}
