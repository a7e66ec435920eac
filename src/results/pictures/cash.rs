//! The pictures of companies' cash over time.

use super::super::findings::{between, percentage};
use super::super::over_time::{EventResult, SeriesKind, TimeSeries};
use super::super::run::RunResults;
use super::Picture;
use super::driver::last_quartiles;

/// One picture for each company.
pub(super) fn pictures(results: &RunResults) -> Vec<Picture> {
    let companies = results.series.iter().filter(|series| series.kind == SeriesKind::Cash);
    companies.filter_map(|cash| results.fan(cash, "cash", results.cash_title(cash))).collect()
}

impl RunResults {
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
}
