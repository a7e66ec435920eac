//! The pictures of companies' cash over time.

use super::super::findings::{percentage, possessive};
use super::super::over_time::{EventResult, SeriesKind, TimeSeries};
use super::super::run::RunResults;
use super::Picture;

/// One picture for each company.
pub(super) fn pictures(results: &RunResults) -> Vec<Picture> {
    let companies = results.series.iter().filter(|series| series.kind == SeriesKind::Cash);
    let picture = |cash: &TimeSeries| {
        let subject = format!("{} cash", possessive(&cash.label));
        results.fan(cash, "cash", &subject, &results.insolvency_said(cash))
    };
    companies.filter_map(picture).collect()
}

impl RunResults {
    /// How often a company fails, for the end of a title.
    fn insolvency_said(&self, series: &TimeSeries) -> String {
        let found = self.events.iter().find(|event| event.is_insolvency_of(&series.name));
        let insolvent = found.and_then(EventResult::by_horizon).map_or(0.0, |by| by.value);
        if insolvent > 0.0 {
            format!("; insolvent on {} of paths", percentage(insolvent))
        } else {
            String::new()
        }
    }
}
