//! The four corners that the lines at zero make of a joint chart, each with its share of all paths.

use super::axis::Scale;
use super::canvas::{Area, Label};
use super::font::{self, Weight};
use super::frame::{SMALL, TEXT};
use super::joint::{Joint, JointAxis, Plot};
use super::number;
use super::palette::INK;

/// One of the four parts that the lines at zero make of the plot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Corner {
    /// Its place in [`Joint::quadrants`].
    place: usize,
    /// Whether the payoff across is at least zero here.
    right: bool,
    /// Whether the payoff upwards is at least zero here.
    upper: bool,
}

/// All four, in the order of [`Joint::quadrants`].
pub(super) const CORNERS: [Corner; 4] = [
    Corner { place: 0, right: false, upper: false },
    Corner { place: 1, right: true, upper: false },
    Corner { place: 2, right: false, upper: true },
    Corner { place: 3, right: true, upper: true },
];

impl Corner {
    pub(super) fn share(self, data: &Joint) -> Option<f64> {
        data.quadrants.and_then(|shares| shares.get(self.place).copied())
    }

    /// Its share of all paths and where that stands in the plot, if it has room there.
    pub(super) fn area(self, data: &Joint, plot: &Plot) -> Option<(Label, Area)> {
        /// From the plot's edges, sideways and upwards: a strip of losses may be low.
        const AWAY: (f64, f64) = (8.0, 4.0);
        let label = Label::new(&number::percent(self.share(data)?), TEXT, INK).bold();
        let size = label.area(0.0, 0.0);
        let Area { left, top, right, bottom } = plot.area;
        let (across, up) = (plot.x.place(0.0), plot.y.place(0.0));
        let part = Area {
            left: if self.right { left.max(across) } else { left },
            right: if self.right { right } else { right.min(across) },
            top: if self.upper { top } else { top.max(up) },
            bottom: if self.upper { bottom.min(up) } else { bottom },
        };
        let room = part.width() >= size.width() + 2.0 * AWAY.0
            && part.height() >= size.height() + 2.0 * AWAY.1;
        if !room {
            return None;
        }
        let across = [part.left + AWAY.0, part.right - AWAY.0 - size.width()];
        let up = [part.bottom - AWAY.1 - size.height(), part.top + AWAY.1];
        let (outer, inner) = ((self.right, self.upper), (!self.right, !self.upper));
        let places = [outer, (inner.0, outer.1), (outer.0, inner.1)].map(|(right, upper)| {
            let (left, top) = (across[usize::from(right)], up[usize::from(upper)]);
            Area { left, top, right: left + size.width(), bottom: top + size.height() }
        });
        // The corner of the plot, unless the share would hide more there than at the end of a line at zero.
        let area = places.into_iter().min_by_key(|area| hidden_percent(data, plot, area))?;
        Some((label, area))
    }

    /// Which of the two are below zero, for the notes.
    pub(super) fn words(self, data: &Joint) -> String {
        let only = |axis: &JointAxis, place: &str| {
            let name = if axis.quantity.is_empty() { place } else { &axis.quantity };
            format!("only {}", font::shorten(name, SMALL, Weight::Regular, 300.0))
        };
        match (self.right, self.upper) {
            (false, false) => "both".to_string(),
            (true, false) => only(&data.up, "the one upwards"),
            (false, true) => only(&data.across, "the one across"),
            (true, true) => "neither".to_string(),
        }
    }
}

/// How many whole percent of the paths lie in cells that a share there would touch.
fn hidden_percent(data: &Joint, plot: &Plot, area: &Area) -> u64 {
    let span = |axis: &JointAxis, scale: &Scale, place: usize| {
        let ends = [scale.place(axis.edge(place)), scale.place(axis.edge(place + 1))];
        (ends[0].min(ends[1]), ends[0].max(ends[1]))
    };
    let touches = |(place, count): (usize, &u64)| {
        let columns = data.across.cells.max(1);
        let (left, right) = span(&data.across, &plot.x, place % columns);
        let (top, bottom) = span(&data.up, &plot.y, place / columns);
        let cell = Area { left, top, right, bottom };
        if cell.overlaps(area) { *count } else { 0 }
    };
    let paths = data.cells().iter().enumerate().map(touches).fold(0, u64::saturating_add);
    paths.saturating_mul(100) / data.all().max(1)
}
