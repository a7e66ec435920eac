//! The picture of the chance that each side gets more than any amount.

use super::super::findings::{figure, listed};
use super::super::run::RunResults;
use super::super::sides::SideResult;
use super::{Picture, unit};
use crate::charts::exceedance::{Exceedance, ExceedanceCurve};

/// One picture of all sides.
pub(super) fn pictures(results: &RunResults) -> Vec<Picture> {
    results.exceedance().into_iter().collect()
}

impl RunResults {
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
        Some(Picture::new("exceedance", self.caption(title, subtitle), data))
    }
}
