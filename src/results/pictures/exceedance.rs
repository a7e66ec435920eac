//! The picture of the chance that each side gets more than any amount.

use super::super::findings::{listed, with_unit};
use super::super::run::RunResults;
use super::super::sides::SideResult;
use super::{Picture, unit};
use crate::charts::exceedance::{Exceedance, ExceedanceCurve};

/// Sides that the title names.
const NAMED: usize = 3;

/// One picture of all sides.
pub(super) fn pictures(results: &RunResults) -> Vec<Picture> {
    results.exceedance().into_iter().collect()
}

impl RunResults {
    fn exceedance(&self) -> Option<Picture> {
        let with_curve: Vec<&SideResult> =
            self.sides.iter().filter(|side| !side.exceedance.is_empty()).collect();
        if with_curve.is_empty() {
            return None;
        }
        let curve = |side: &&SideResult| ExceedanceCurve {
            side: side.label.clone(),
            colour: side.colour,
            points: side.exceedance.clone(),
        };
        let data = Exceedance {
            quantity: "Payoff, present value".to_owned(),
            unit: unit(&self.money),
            curves: with_curve.iter().map(curve).collect(),
        };
        let mut medians: Vec<(&str, f64)> = with_curve
            .iter()
            .filter_map(|side| Some((side.label.as_str(), side.quantile(1)?.value)))
            .collect();
        medians.sort_by(|a, b| b.1.total_cmp(&a.1));
        let part = |(at, (label, median)): (usize, &(&str, f64))| {
            let unit = if at == 0 { self.money.as_str() } else { "" };
            format!("{} for {label}", with_unit(&data.figure(*median), unit))
        };
        let parts: Vec<String> = medians.iter().take(NAMED).enumerate().map(part).collect();
        let title = format!("Median payoff: {}", listed(&parts));
        let subtitle = format!(
            "Chance that a side's payoff, present value at the start{}, exceeds an amount",
            self.in_money()
        );
        Some(Picture::new("exceedance", self.caption(title, subtitle), data))
    }
}
