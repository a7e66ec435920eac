//! The pictures of drivers over time.

use super::super::findings::{Finding, Manner, decimal_year, month, month_before, with_unit};
use super::super::over_time::{self, SeriesKind, TimeSeries};
use super::super::run::RunResults;
use super::{Picture, stem_of, unit};
use crate::charts::NOBODY;
use crate::charts::fan::{Fan, Spread};

/// A mean whose error is a larger part of it is not drawn.
const NOISY: f64 = 0.2;

/// One picture for each driver that matters.
pub(super) fn pictures(results: &RunResults) -> Vec<Picture> {
    let charted = over_time::charted(&results.series);
    let series = charted.into_iter().filter_map(|place| results.series.get(place));
    let drivers = series.filter(|series| series.kind == SeriesKind::Driver);
    drivers.filter_map(|one| results.fan(one, "driver", &one.label, "")).collect()
}

impl RunResults {
    /// The picture of a series; `subject` is what its title speaks of, `end` what the title says at last.
    pub(super) fn fan(
        &self,
        series: &TimeSeries,
        stem: &str,
        subject: &str,
        end: &str,
    ) -> Option<Picture> {
        // A mean of which the simulation knows too little would only draw its noise.
        let known =
            series.points.iter().filter_map(|point| point.mean).all(|mean| {
                mean.standard_error.is_none_or(|error| error <= NOISY * mean.value.abs())
            });
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
                    mean: point.mean.map(|mean| mean.value).filter(|_| known),
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
        let said = if series.unit.is_empty() { "" } else { ", " };
        let subtitle =
            format!("{quantity}{said}{}, by date: percentiles over all paths", series.unit);
        let history =
            series.history.iter().map(|(date, value)| (decimal_year(*date), *value)).collect();
        let shared = series.end.iter().flat_map(|end| &end.masses).map(|mass| mass.value).collect();
        let data = Fan {
            quantity,
            unit: unit(&series.unit),
            colour: NOBODY,
            history,
            steps,
            references: Vec::new(),
            paths: self.paths,
            shared,
        };
        let title = self.fan_title(series, subject, &data) + end;
        Some(Picture::new(&stem_of(stem, &series.name), self.caption(title, subtitle), data))
    }

    /// Where a series ends; of one that nothing moves, what it is.
    fn fan_title(&self, series: &TimeSeries, subject: &str, data: &Fan) -> String {
        let Some(shape) = &series.end else { return format!("{subject} over time") };
        let end = month(self.end);
        let fixed = data.steps.iter().all(|step| step.p05 == step.p95);
        let ends = data.steps.first().zip(data.steps.last());
        if let (true, true, Some((first, last))) = (fixed, shape.lowest == shape.highest, ends) {
            let (from, to) = (data.figure(first.p50), data.figure(last.p50));
            let level = data.steps.iter().all(|step| step.p50 == first.p50);
            return if level {
                format!("{subject} is {} at every date", with_unit(&from, &series.unit))
            } else {
                let to = with_unit(&to, &series.unit);
                let start = series.points.first().map_or_else(String::new, |one| month(one.date));
                format!("{subject} is fixed: {from} in {start}, {to} in {end}")
            };
        }
        let finding = Finding::of(shape, 0.5);
        let figure = |value| data.figure(value);
        let words = finding.words(subject, Manner::Ends, figure, &series.unit);
        let when = series.points.last().map_or_else(|| end.clone(), |one| month_before(one.date));
        format!("{words} in {when}")
    }
}
