//! The pictures of who holds which part of each company over time.

use super::super::findings::{decimal_year, listed, month, percentage, possessive};
use super::super::over_time::{SeriesKind, TimeSeries};
use super::super::run::RunResults;
use super::{Picture, stem_of};
use crate::charts::stakes::{Stake, Stakes};

/// Holders that the title names.
const NAMED: usize = 3;

/// One picture for each company whose holders' stakes change.
pub(super) fn pictures(results: &RunResults) -> Vec<Picture> {
    let mut companies: Vec<&str> = Vec::new();
    for series in results.series.iter().filter(|series| series.kind == SeriesKind::Cash) {
        companies.push(&series.name);
    }
    companies.into_iter().filter_map(|company| results.stakes_of(company)).collect()
}

impl RunResults {
    fn stakes_of(&self, company: &str) -> Option<Picture> {
        let own = |series: &&TimeSeries| {
            series.kind == SeriesKind::Stake
                && series.name.strip_prefix(company).is_some_and(|rest| rest.starts_with('.'))
        };
        let series: Vec<&TimeSeries> = self.series.iter().filter(own).collect();
        let label =
            self.series.iter().find(|one| one.kind == SeriesKind::Cash && one.name == company)?;
        let label = &label.label;
        let dates: Vec<f64> =
            series.first()?.points.iter().map(|point| decimal_year(point.date)).collect();
        let stake = |series: &&TimeSeries| {
            let means: Option<Vec<f64>> =
                series.points.iter().map(|point| point.mean.map(|mean| mean.value)).collect();
            let name = series.label.strip_suffix(&format!(" in {label}")).unwrap_or(&series.label);
            let colour =
                series.holder.map_or(crate::charts::NOBODY, |holder| self.colour_of(holder));
            Some(Stake { label: name.to_owned(), colour, means: means? })
        };
        let mut holders: Vec<Stake> = series.iter().filter_map(stake).collect();
        holders.retain(|one| one.means.iter().any(|mean| *mean > 0.0005));
        let moves =
            |one: &Stake| one.means.windows(2).any(|pair| (pair[0] - pair[1]).abs() > 0.0005);
        if holders.len() < 2 || !holders.iter().any(moves) {
            return None;
        }
        let last = |one: &Stake| one.means.last().copied().unwrap_or(0.0);
        holders.sort_by(|a, b| last(b).total_cmp(&last(a)));
        let said = |one: &Stake| format!("{} {}", one.label, percentage(last(one)));
        let named: Vec<String> = holders.iter().take(NAMED).map(said).collect();
        let title = format!(
            "{} shares in {}, on average: {}",
            possessive(label),
            month(self.end),
            listed(&named)
        );
        let data = Stakes { dates, holders };
        let subtitle = format!("Mean stakes in {label} by date, a part of all shares");
        Some(Picture::new(&stem_of("stakes", company), self.caption(title, subtitle), data))
    }
}
