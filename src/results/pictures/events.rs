//! The picture of how likely each event is by when.

use super::super::findings::{decimal_year, listed, month, month_before, percentage};
use super::super::over_time::EventResult;
use super::super::run::RunResults;
use super::Picture;
use crate::charts::events::{EventCurve, Events, Shown};

/// Events from which on parts of disputes get no curve beside them.
const MOST_EVENTS: usize = 6;

/// One picture of all events.
pub(super) fn pictures(results: &RunResults) -> Vec<Picture> {
    results.events_over_time().into_iter().collect()
}

impl RunResults {
    /// None where no event happens on any path: there would be nothing to see.
    fn events_over_time(&self) -> Option<Picture> {
        let happens = |event: &&EventResult| event.by_horizon().is_some_and(|by| by.value > 0.0);
        let (seen, never): (Vec<&EventResult>, Vec<&EventResult>) =
            self.events.iter().partition(happens);
        // What happens at once or not at all makes no curve: the table says it.
        let drawn = |event: &&EventResult| event.by_horizon().is_some_and(|by| by.value < 1.0);
        let comes =
            |event: &&EventResult| event.cumulative.first().is_some_and(|(_, by)| by.value < 1.0);
        if !seen.iter().any(|event| drawn(event) || comes(event)) {
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
        Some(Picture::new("events", self.caption(self.event_title(&seen), subtitle), data))
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
        let (share, end) = (percentage(chance(event)), month(self.end));
        let first = event.cumulative.iter().find(|(_, by)| by.value >= 0.5 * chance(event));
        let (label, certain) = (&event.label, chance(event) >= 1.0);
        let paths = if certain { "every path".to_owned() } else { format!("{share} of paths") };
        match first {
            Some((date, by)) if by.value >= chance(event) => {
                let more = if certain { "" } else { ", and on no more after that" };
                format!("{label}: on {paths} by {}{more}", month_before(*date))
            }
            Some((date, by)) => {
                let (early, date) = (percentage(by.value), month_before(*date));
                format!("{label}: on {paths} by {end}, on {early} by {date}")
            }
            None => format!("{label}: on {share} of paths by {end}"),
        }
    }
}
