//! The pictures of drivers over time.

use super::super::findings::{between, decimal_year, month};
use super::super::over_time::{self, SeriesKind, TimeSeries};
use super::super::run::RunResults;
use super::{Picture, stem_of, unit};
use crate::charts::fan::{Fan, Spread};

/// One picture for each driver that matters.
pub(super) fn pictures(results: &RunResults) -> Vec<Picture> {
    let charted = over_time::charted(&results.series);
    let series = charted.into_iter().filter_map(|place| results.series.get(place));
    let drivers = series.filter(|series| series.kind == SeriesKind::Driver);
    drivers.filter_map(|one| results.fan(one, "driver", results.driver_title(one))).collect()
}

impl RunResults {
    pub(super) fn fan(&self, series: &TimeSeries, stem: &str, title: String) -> Option<Picture> {
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
        Some(Picture::new(&stem_of(stem, &series.name), self.caption(title, subtitle), data))
    }

    fn driver_title(&self, series: &TimeSeries) -> String {
        let words = last_quartiles(series)
            .map_or_else(String::new, |(low, high)| between(low, high, &series.unit));
        format!("{}: half of all paths end {words} in {}", series.label, month(self.end))
    }
}

/// The quartiles at the last date.
pub(super) fn last_quartiles(series: &TimeSeries) -> Option<(f64, f64)> {
    let [_, low, _, high, _] = series.points.last()?.percentiles;
    low.zip(high)
}
