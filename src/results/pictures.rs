//! The pictures of a run, each with a title that says its finding in numbers of this run.

use super::findings::{
    amount, between, decimal_year, figure, listed, month, percentage, possessive,
};
use super::over_time::{EventResult, SeriesKind, TimeSeries};
use super::run::{MovedResult, RunResults};
use super::sides::SideResult;
use crate::charts::clauses::{ClauseBar, ClauseSide, Clauses, Whisker};
use crate::charts::distribution::Distribution;
use crate::charts::events::{EventCurve, Events, Shown};
use crate::charts::exceedance::{Exceedance, ExceedanceCurve};
use crate::charts::fan::{Fan, Spread};
use crate::charts::{Caption, Drawing, Rows, Unit, clauses, distribution, events, exceedance, fan};
use crate::plan::Why;
use crate::statistics::special::normal_quantile;

/// Drivers that get a picture at most.
const MOST_DRIVERS: usize = 3;

/// Events from which on parts of disputes get no curve beside them.
const MOST_EVENTS: usize = 6;

/// File stem, picture, and the table behind it.
pub(super) type Picture = (String, Drawing, Rows);

impl RunResults {
    /// Every picture: file stem, drawing, and the table that it was drawn from.
    #[must_use]
    pub fn charts(&self) -> Vec<(String, Drawing, Rows)> {
        let mut pictures: Vec<Picture> = Vec::new();
        for driver in self.headline_drivers() {
            pictures.extend(self.fan(driver, "driver", self.driver_title(driver)));
        }
        for cash in self.series.iter().filter(|series| series.kind == SeriesKind::Cash) {
            pictures.extend(self.fan(cash, "cash", self.cash_title(cash)));
        }
        for (place, side) in self.sides.iter().enumerate() {
            pictures.extend(self.payoff(place, side));
        }
        pictures.extend(self.exceedance());
        pictures.extend(self.joint_pictures());
        pictures.extend(self.value_by_clause());
        pictures.extend(self.events_over_time());
        pictures.extend(self.flows_by_year());
        pictures
    }

    /// Title, subtitle, and the line that says where the numbers come from.
    pub(super) fn caption(&self, title: String, subtitle: String) -> Caption {
        let paths = self.paths_said();
        let source =
            format!("scenario {} · seed {} · {paths} · {}", self.scenario, self.seed, self.money);
        Caption { title, subtitle, source }
    }

    /// Drivers named revenue or observed before the start; failing these, the first ones.
    fn headline_drivers(&self) -> Vec<&TimeSeries> {
        let drivers = || self.series.iter().filter(|series| series.kind == SeriesKind::Driver);
        let named = |series: &&TimeSeries| series.name == "revenue" || !series.history.is_empty();
        let found: Vec<&TimeSeries> = drivers().filter(named).take(MOST_DRIVERS).collect();
        if found.is_empty() { drivers().take(MOST_DRIVERS).collect() } else { found }
    }

    fn fan(&self, series: &TimeSeries, stem: &str, title: String) -> Option<Picture> {
        let steps: Vec<Spread> = series
            .points
            .iter()
            .filter_map(|point| {
                let [p05, p25, p50, p75, p95] = point.percentiles;
                Some(Spread {
                    date: decimal_year(point.date),
                    p05: p05?,
                    p25: p25?,
                    p50: p50?,
                    p75: p75?,
                    p95: p95?,
                    mean: point.mean.map(|mean| mean.value),
                })
            })
            .collect();
        if steps.is_empty() {
            return None;
        }
        let quantity = match series.kind {
            SeriesKind::Cash => format!("{}: cash", series.label),
            _ => series.label.clone(),
        };
        let unit = unit(&series.unit);
        let said = if series.unit.is_empty() { "" } else { ", " };
        let subtitle =
            format!("{quantity}{said}{}, by date: percentiles over all paths", series.unit);
        let history =
            series.history.iter().map(|(date, value)| (decimal_year(*date), *value)).collect();
        let data = Fan { quantity, unit, colour: 0, history, steps, references: Vec::new() };
        let drawing = fan::draw(&data, &self.caption(title, subtitle));
        Some((stem_of(stem, &series.name), drawing, fan::table(&data)))
    }

    fn driver_title(&self, series: &TimeSeries) -> String {
        let words = last_quartiles(series)
            .map_or_else(String::new, |(low, high)| between(low, high, &series.unit));
        format!("{}: half of all paths end {words} in {}", series.label, month(self.end))
    }

    fn cash_title(&self, series: &TimeSeries) -> String {
        let words = last_quartiles(series)
            .map_or_else(String::new, |(low, high)| between(low, high, &series.unit));
        let found = self.events.iter().find(|event| event.is_insolvency_of(&series.name));
        let insolvent = found.and_then(EventResult::by_horizon).map_or(0.0, |by| by.value);
        if insolvent > 0.0 {
            let share = percentage(insolvent);
            format!(
                "{} becomes insolvent on {share} of paths; half of all end with cash {words}",
                series.label
            )
        } else {
            format!("{}: half of all paths end with cash {words}", series.label)
        }
    }

    fn payoff(&self, place: usize, side: &SideResult) -> Option<Picture> {
        let sample = side.binned.clone()?;
        let lie = side.quartiles.map_or_else(String::new, |(low, high)| {
            format!(": half of all paths lie {}", between(low, high, &self.money))
        });
        let loss = side
            .loss
            .filter(|loss| loss.value > 0.0)
            .map_or_else(String::new, |loss| format!("; a loss on {}", percentage(loss.value)));
        let title = format!("{} payoff{lie}{loss}", possessive(&side.label));
        let subtitle = format!(
            "Payoff of {} over the whole run, present value at the start, {}",
            side.label, self.money
        );
        let data = Distribution {
            quantity: format!("{} payoff, present value", possessive(&side.label)),
            unit: unit(&self.money),
            colour: place,
            sample,
        };
        let drawing = distribution::draw(&data, &self.caption(title, subtitle));
        Some((stem_of("payoff", &side.name), drawing, distribution::table(&data)))
    }

    fn exceedance(&self) -> Option<Picture> {
        let with_curve: Vec<(usize, &SideResult)> =
            self.sides.iter().enumerate().filter(|(_, side)| !side.exceedance.is_empty()).collect();
        if with_curve.is_empty() {
            return None;
        }
        let mut medians: Vec<(String, f64)> = with_curve
            .iter()
            .filter_map(|(_, side)| Some((side.label.clone(), side.quantile(1)?.value)))
            .collect();
        medians.sort_by(|a, b| b.1.total_cmp(&a.1));
        let parts: Vec<String> = medians
            .iter()
            .take(3)
            .map(|(label, median)| format!("{} for {label}", figure(*median)))
            .collect();
        let title =
            format!("The payoff exceeds {} on half of all paths ({})", listed(&parts), self.money);
        let subtitle = format!(
            "Chance that a side's payoff, present value at the start in {}, exceeds an amount",
            self.money
        );
        let curve = |(place, side): (usize, &SideResult)| ExceedanceCurve {
            side: side.label.clone(),
            colour: place,
            points: side.exceedance.clone(),
        };
        let data = Exceedance {
            quantity: "Payoff, present value".to_owned(),
            unit: unit(&self.money),
            curves: with_curve.into_iter().map(curve).collect(),
        };
        let drawing = exceedance::draw(&data, &self.caption(title, subtitle));
        Some(("exceedance".to_owned(), drawing, exceedance::table(&data)))
    }

    fn value_by_clause(&self) -> Option<Picture> {
        let mut clauses: Vec<(&str, &str)> = Vec::new();
        for moved in &self.moved {
            let clause = (moved.term.as_str(), moved.term_label.as_str());
            if !clauses.contains(&clause) {
                clauses.push(clause);
            }
        }
        if clauses.is_empty() {
            return None;
        }
        // One kind of whisker for the whole picture, so that bars can be compared.
        let whisker = if self.moved.iter().all(|moved| moved.spread.is_some()) {
            Whisker::P5ToP95
        } else {
            Whisker::MeanInterval90
        };
        let side = |(place, side): (usize, &SideResult)| ClauseSide {
            label: side.label.clone(),
            colour: place,
            bars: clauses
                .iter()
                .map(|(term, _)| {
                    let own = |moved: &&MovedResult| moved.side == place && moved.term == *term;
                    self.moved.iter().find(own).and_then(|moved| bar(moved, whisker))
                })
                .collect(),
        };
        let data = Clauses {
            unit: unit(&self.money),
            whisker,
            clauses: clauses.iter().map(|(_, label)| (*label).to_owned()).collect(),
            sides: self.sides.iter().enumerate().map(side).collect(),
        };
        let subtitle = format!(
            "Moved: what each side received (left: paid) under each clause, present value, {}",
            self.money
        );
        let drawing = clauses::draw(&data, &self.caption(self.clause_title(), subtitle));
        Some(("clauses".to_owned(), drawing, clauses::table(&data)))
    }

    fn clause_title(&self) -> String {
        let own = |moved: &&MovedResult| moved.why != Why::Clause;
        let size =
            |moved: &&MovedResult| moved.present_value.map_or(0.0, |value| value.value.abs());
        let most = self
            .moved
            .iter()
            .filter(|moved| !own(moved))
            .max_by(|a, b| size(a).total_cmp(&size(b)))
            .or_else(|| self.moved.iter().max_by(|a, b| size(a).total_cmp(&size(b))));
        let found = most.and_then(|moved| {
            let value = moved.present_value?.value;
            Some((moved, self.sides.get(moved.side)?, value))
        });
        match found {
            Some((moved, side, value)) if value != 0.0 => {
                let does = if value > 0.0 { "to" } else { "from" };
                let amount = amount(value.abs(), &self.money);
                format!(
                    "{}: the clause that moves most, {amount} on average {does} {}",
                    moved.term_label, side.label
                )
            }
            _ => "No clause moves anything".to_owned(),
        }
    }

    /// None where no event happens on any path: there would be nothing to see.
    fn events_over_time(&self) -> Option<Picture> {
        let happens = |event: &&EventResult| event.by_horizon().is_some_and(|by| by.value > 0.0);
        let (seen, never): (Vec<&EventResult>, Vec<&EventResult>) =
            self.events.iter().partition(happens);
        if seen.is_empty() {
            return None;
        }
        // Where all events are dates they are drawn as curves: flags alone would make no picture.
        let open = seen.iter().any(|event| event.certain.is_none());
        let wholes = seen.iter().filter(|event| event.certain.is_none() && !event.is_part());
        let crowded = wholes.count() >= MOST_EVENTS;
        let shown = |event: &EventResult| match event.certain {
            Some(time) if open => Shown::Flag(self.day_before(time)),
            None if event.is_part() && (crowded || event.is_told_by_another()) => Shown::Table,
            _ => Shown::Curve,
        };
        let curve = |event: &&EventResult| {
            let mut points = vec![(decimal_year(self.start), 0.0)];
            let later =
                |(date, by): &(_, crate::statistics::Measure)| (decimal_year(*date), by.value);
            points.extend(event.cumulative.iter().map(later));
            let jumps = points.windows(2).filter(|pair| matches!(pair, [a, b] if b.1 > a.1));
            // What happens on one or two dates only is a date of the contract, not a risk.
            let steps = jumps.count() <= 2;
            EventCurve { label: event.label.clone(), points, steps, shown: shown(event) }
        };
        let curves: Vec<EventCurve> = seen.iter().map(curve).collect();
        let mut subtitle = "Share of paths on which each event has happened by the date".to_owned();
        if curves.iter().any(|curve| matches!(curve.shown, Shown::Flag(_))) {
            subtitle.push_str("; dashed: fixed dates");
        }
        if !never.is_empty() {
            let names: Vec<String> = never.iter().map(|event| event.label.clone()).collect();
            subtitle.push_str(&format!(". On no path: {}", listed(&names)));
        }
        let data = Events { curves, deadlines: Vec::new() };
        let drawing = events::draw(&data, &self.caption(self.event_title(&seen), subtitle));
        Some(("events".to_owned(), drawing, events::table(&data)))
    }

    /// The day that ends at a time in years, as a decimal year: a contract to 31 December ends with that day.
    fn day_before(&self, time: f64) -> f64 {
        let start = decimal_year(self.start);
        (start + time - 0.5 / 365.0).max(start)
    }

    /// The event whose coming is least certain.
    fn event_title(&self, seen: &[&EventResult]) -> String {
        let chance = |event: &EventResult| event.by_horizon().map_or(0.0, |by| by.value);
        let open = |event: &EventResult| (chance(event) - 0.5).abs();
        // A part of a dispute says little without the dispute: it comes after all others.
        let order = |a: &EventResult, b: &EventResult| {
            a.is_part().cmp(&b.is_part()).then(open(a).total_cmp(&open(b)))
        };
        let Some(event) = seen.iter().copied().min_by(|a, b| order(a, b)) else {
            return format!("No event happens on any path before {}", month(self.end));
        };
        let half = event.cumulative.iter().find(|(_, by)| by.value >= 0.5);
        match half {
            Some((date, _)) => {
                let share = if event.certain.is_some() { "all" } else { "half of all" };
                format!("{}: on {share} paths by {}", event.label, month(*date))
            }
            None => {
                let share = percentage(chance(event));
                format!("{}: on {share} of paths by {}", event.label, month(self.end))
            }
        }
    }
}

fn bar(moved: &MovedResult, whisker: Whisker) -> Option<ClauseBar> {
    let measure = moved.present_value?;
    let ends = match whisker {
        Whisker::P5ToP95 => moved.spread,
        Whisker::MeanInterval90 => {
            let reach = measure.standard_error.map(|error| error * normal_quantile(0.95));
            reach.map(|reach| (measure.value - reach, measure.value + reach))
        }
    };
    Some(ClauseBar { mean: measure.value, whisker: ends })
}

fn last_quartiles(series: &TimeSeries) -> Option<(f64, f64)> {
    let [_, low, _, high, _] = series.points.last()?.percentiles;
    low.zip(high)
}

/// A named unit, or none.
pub(super) fn unit(name: &str) -> Unit {
    if name.is_empty() { Unit::Plain } else { Unit::Named(name.to_owned()) }
}

/// A file stem of letters, digits and underscores.
pub(super) fn stem_of(kind: &str, name: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    format!("{kind}_{}", name.chars().map(safe).collect::<String>())
}
