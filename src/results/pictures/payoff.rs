//! The pictures of how each side's payoff is spread.

use super::super::findings::{between, percentage, possessive};
use super::super::run::RunResults;
use super::super::sides::SideResult;
use super::{Picture, stem_of, unit};
use crate::charts::distribution::Distribution;

/// One picture for each side.
pub(super) fn pictures(results: &RunResults) -> Vec<Picture> {
    let sides = results.sides.iter().enumerate();
    sides.filter_map(|(place, side)| results.payoff(place, side)).collect()
}

impl RunResults {
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
        let caption = self.caption(title, subtitle);
        Some(Picture::new(&stem_of("payoff", &side.name), caption, data))
    }
}
