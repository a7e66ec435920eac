//! The picture of who gets what: all sides on one axis.

use super::super::findings::with_unit;
use super::super::run::RunResults;
use super::super::sides::SideResult;
use super::{Picture, unit};
use crate::charts::ranges::{Range, Ranges};
use crate::plan::Why;

/// One picture of all sides.
pub(super) fn pictures(results: &RunResults) -> Vec<Picture> {
    results.who_gets_what().into_iter().collect()
}

impl RunResults {
    /// What shares bring a side at the end, as a part of its mean payoff; none where it has none.
    pub(in crate::results) fn held(&self, side: usize) -> Option<f64> {
        let own = self.moved.iter().filter(|moved| moved.side == side);
        let valued = own.filter(|moved| matches!(moved.why, Why::Value | Why::Holders));
        let values: Vec<f64> =
            valued.filter_map(|moved| moved.present_value).map(|value| value.value).collect();
        (!values.is_empty()).then(|| values.iter().sum())
    }

    fn who_gets_what(&self) -> Option<Picture> {
        let range = |(place, side): (usize, &SideResult)| {
            let shape = side.shape.as_ref()?;
            let largest = shape.masses.iter().max_by(|a, b| a.share.total_cmp(&b.share));
            Some(Range {
                label: side.label.clone(),
                colour: side.colour,
                percentiles: shape.percentiles,
                mean: side.mean.map(|mean| mean.value),
                loss: side.loss.map(|loss| loss.value),
                held: self.held(place),
                shared: largest.map(|mass| (mass.value, mass.share)),
            })
        };
        let mut sides: Vec<Range> = self.sides.iter().enumerate().filter_map(range).collect();
        sides.sort_by(|a, b| b.percentiles[2].total_cmp(&a.percentiles[2]));
        let data =
            Ranges { quantity: "Payoff, present value".to_owned(), unit: unit(&self.money), sides };
        let title = self.most_said(&data)?;
        let subtitle = format!(
            "Payoff of each side over the whole run, present value at the start{}",
            self.in_money()
        );
        Some(Picture::new("who_gets_what", self.caption(title, subtitle), data))
    }

    /// What the side gets that gets most on average, and how much of it hangs on what shares are worth at the end.
    fn most_said(&self, data: &Ranges) -> Option<String> {
        let most = data
            .sides
            .iter()
            .max_by(|a, b| a.mean.unwrap_or(f64::MIN).total_cmp(&b.mean.unwrap_or(f64::MIN)))?;
        let mean = most.mean?;
        let amount = with_unit(&data.figure(mean), &self.money);
        let name = &most.label;
        let first = format!("{name}: {amount} on average");
        Some(match most.held.filter(|held| *held > 0.0) {
            Some(held) if data.figure(held) == data.figure(mean) => {
                format!("{first}, all of it from what shares bring at the end")
            }
            Some(held) if held <= mean => {
                format!("{first}, {} of it from what shares bring at the end", data.figure(held))
            }
            Some(held) => {
                format!("{first}, less than the {} that shares bring at the end", data.figure(held))
            }
            None if self.sides.len() > 1 => format!("{first}, the most of all sides"),
            None => first,
        })
    }
}
