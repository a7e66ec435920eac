//! The pictures of how the payoffs of two sides go together.

use super::super::findings::{percentage, possessive};
use super::super::joint::JointResult;
use super::super::run::RunResults;
use super::super::sides::SideResult;
use super::{Picture, stem_of, unit};
use crate::charts::joint::{Joint, JointAxis};
use crate::statistics::{self, digits};

/// A picture of fewer cells than these shows less than the table says.
const FEWEST_CELLS: usize = 5;

/// How closely two payoffs go together, in words and as a number; none where one of them does not vary. A few huge
/// payoffs decide their correlation, so ranks speak where there are any.
fn title(pair: &JointResult, first: &SideResult, second: &SideResult) -> Option<String> {
    let (name, correlation) = match pair.rank_correlation {
        Some(of_ranks) => ("rank correlation", of_ranks),
        None => ("correlation", pair.correlation?),
    };
    let both = format!("{} and {} payoffs", possessive(&first.label), possessive(&second.label));
    let said = match correlation.value {
        value if value >= 0.5 => format!("{both} rise together"),
        value if value >= 0.1 => format!("{both} tend to rise together"),
        value if value <= -0.5 => format!("{both} go opposite ways"),
        value if value <= -0.1 => format!("{both} tend to go opposite ways"),
        _ => format!("{both} say little about each other"),
    };
    let both = pair.shares.first().copied().flatten().filter(|share| share.value > 0.0);
    let both =
        both.map_or_else(String::new, |both| format!("; both lose on {}", percentage(both.value)));
    let number = digits::number(correlation.value, 2).replace('-', "−");
    Some(format!("{said} ({name} {number}){both}"))
}

fn axis(axis: &statistics::JointAxis, side: &SideResult) -> JointAxis {
    JointAxis {
        quantity: format!("{} payoff", possessive(&side.label)),
        from: axis.from,
        width: axis.width,
        cells: axis.cells,
        mean: side.mean.map(|mean| mean.value),
        median: side.quantile(1).map(|median| median.value),
    }
}

/// One picture for each pair whose payoffs vary enough.
pub(super) fn pictures(results: &RunResults) -> Vec<Picture> {
    results.joint_pictures()
}

impl RunResults {
    /// One picture for each pair of sides whose payoffs both vary, to more than a few pairs of values.
    fn joint_pictures(&self) -> Vec<Picture> {
        let picture = |pair: &JointResult| {
            let filled = pair.histogram.cells().iter().filter(|paths| **paths > 0).count();
            if filled < FEWEST_CELLS {
                return None;
            }
            let (first, second) = (self.sides.get(pair.across)?, self.sides.get(pair.up)?);
            let title = title(pair, first, second)?;
            let subtitle = format!(
                "Payoff of {} (across) and of {} (up) on every path, present value at the start{}",
                first.label,
                second.label,
                self.in_money()
            );
            let grid = &pair.histogram.grid;
            let data = Joint {
                unit: unit(&self.money),
                across: axis(&grid.across, first),
                up: axis(&grid.up, second),
                counts: pair.histogram.cells().to_vec(),
                paths: pair.histogram.count(),
                quadrants: pair
                    .has_loss()
                    .then(|| pair.shares.map(|share| share.map_or(0.0, |share| share.value))),
            };
            let stem = stem_of("joint", &format!("{}_{}", first.name, second.name));
            Some(Picture::new(&stem, self.caption(title, subtitle), data))
        };
        self.joints.iter().filter_map(picture).collect()
    }
}
