//! The pictures of how each side's payoff is spread.

use super::super::findings::{Finding, Losses, Manner, possessive};
use super::super::run::RunResults;
use super::super::sides::SideResult;
use super::{Picture, stem_of, unit};
use crate::charts::distribution::Distribution;

/// One picture for each side.
pub(super) fn pictures(results: &RunResults) -> Vec<Picture> {
    results.sides.iter().filter_map(|side| results.payoff(side)).collect()
}

impl RunResults {
    fn payoff(&self, side: &SideResult) -> Option<Picture> {
        let (sample, shape) = (side.binned.clone()?, side.shape.as_ref()?);
        let subject = format!("{} payoff", possessive(&side.label));
        let data = Distribution {
            quantity: format!("{subject}, present value"),
            unit: unit(&self.money),
            colour: side.colour,
            sample,
        };
        let finding = Finding::of(shape, 0.9);
        let words = finding.words(&subject, Manner::Is, |value| data.figure(value), &self.money);
        let title = words + &Losses::of(shape).words();
        let subtitle = format!(
            "Payoff of {} over the whole run, present value at the start{}",
            side.label,
            self.in_money()
        );
        let caption = self.caption(title, subtitle);
        Some(Picture::new(&stem_of("payoff", &side.name), caption, data))
    }
}
