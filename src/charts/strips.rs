//! How the plot of a chart of clauses is divided among the sides: one scale for all, room for every number.

use super::axis::Scale;
use super::canvas::{Area, Label};
use super::clauses::{ClauseBar, ClauseSide};
use super::font;
use super::frame::{SMALL, TEXT};
use super::palette::{self, INK};
use super::quantity::Unit;

/// One row of the picture: a clause, or several collected, with a bar for each drawn side.
pub(super) struct Row {
    pub(super) label: String,
    pub(super) bars: Vec<Option<ClauseBar>>,
    /// Whether it adds up the others.
    pub(super) sum: bool,
}

/// Some of the sides, which stand beside each other.
pub(super) struct Chunk<'a, 'b> {
    pub(super) sides: &'b [&'a ClauseSide],
    pub(super) rows: &'b [Row],
    /// The place of the first.
    pub(super) first: usize,
    /// How many there are at most.
    pub(super) beside: usize,
}

/// One side's part of the plot.
pub(super) struct Strip<'a> {
    pub(super) side: &'a ClauseSide,
    pub(super) scale: Scale,
    pub(super) left: f64,
    pub(super) right: f64,
}

/// The whole reach of a bar of one row takes, in the chart's unit.
pub(super) fn extent(bar: &ClauseBar) -> (f64, f64) {
    let (low, high) = bar.whisker.unwrap_or((bar.mean, bar.mean));
    (low.min(bar.mean).min(0.0), high.max(bar.mean).max(0.0))
}

/// What one strip must hold: bars in the chart's unit, each with the pixels that its number takes beyond its end.
#[derive(Default)]
struct Need {
    /// Reach left of zero and room for the number there.
    left: Vec<(f64, f64)>,
    /// Reach right of zero and room for the number there.
    right: Vec<(f64, f64)>,
    /// Room for the title.
    title: f64,
}

impl Need {
    /// Pixels left and right of zero at so many pixels a unit.
    fn sides(&self, per_unit: f64) -> (f64, f64) {
        let reach = |ends: &[(f64, f64)]| {
            ends.iter().map(|(reach, number)| reach * per_unit + number).fold(0.0, f64::max)
        };
        (reach(&self.left), reach(&self.right))
    }

    fn width(&self, per_unit: f64) -> f64 {
        let (left, right) = self.sides(per_unit);
        (left + right).max(self.title)
    }
}

fn need(side: &ClauseSide, place: usize, rows: &[Row], format: &Format<'_>, widest: f64) -> Need {
    let title = title(side).iter().map(Label::width).fold(0.0, f64::max).min(widest);
    let mut need = Need { title: title + 6.0, ..Need::default() };
    for bar in rows.iter().filter_map(|row| row.bars.get(place).copied().flatten()) {
        let (low, high) = extent(&bar);
        let number = format.label(bar.mean).width() + 7.0;
        let (left, right) = if bar.mean < 0.0 { (number, 2.0) } else { (2.0, number) };
        need.left.push((-low, left));
        need.right.push((high, right));
    }
    need
}

/// The heading of a side's strip, a long one on two lines of about the same length.
pub(super) fn title(side: &ClauseSide) -> Vec<Label> {
    const LONG: f64 = 110.0;
    let label = |text: &str| Label::new(text, TEXT + 0.5, palette::ink(side.colour)).bold();
    let whole = label(&side.label);
    let width = whole.width();
    if width <= LONG {
        return vec![whole];
    }
    let lines = font::wrap(&whole.text, whole.size, whole.weight, 0.64 * width, 2);
    lines.iter().map(|line| label(line)).collect()
}

/// Divides the plot into one strip a side; all share one scale, the largest at which every number has its room, and none
/// larger than `most` pixels a unit. Gives that scale and the strips.
///
/// None where that leaves no length worth looking at to the longest bar of several sides.
pub(super) fn divide<'a>(
    chunk: &Chunk<'a, '_>,
    plot: &Area,
    format: &Format<'_>,
    most: f64,
) -> Option<(f64, Vec<Strip<'a>>)> {
    const GAP: f64 = 20.0;
    /// The least length of the longest bar where there is more than one side.
    const WORTH: f64 = 30.0;
    let rows = chunk.rows;
    let last = (chunk.first + chunk.beside).min(chunk.sides.len());
    let sides = chunk.sides.get(chunk.first..last)?;
    let room = plot.width() - GAP * (sides.len().max(1) - 1) as f64;
    let widest = (room / sides.len().max(1) as f64 - 6.0).max(40.0);
    let needs: Vec<Need> = sides
        .iter()
        .enumerate()
        .map(|(place, side)| need(side, chunk.first + place, rows, format, widest))
        .collect();
    let largest = needs
        .iter()
        .flat_map(|need| need.left.iter().chain(&need.right))
        .fold(0.0, |largest: f64, end| largest.max(end.0));
    // The width grows with the scale: the largest scale that fits is found by halving.
    let anything = largest > 1e-100;
    let (mut fits, mut too_wide) = (0.0, if anything { (room / largest).min(most) } else { 0.0 });
    for _ in 0..40 {
        let middle = 0.5 * (fits + too_wide);
        let width: f64 = needs.iter().map(|need| need.width(middle)).sum();
        if width <= room { fits = middle } else { too_wide = middle }
    }
    let capped = most.is_finite();
    let shown = capped || fits * largest >= WORTH || !anything || sides.len() == 1;
    let used: f64 = needs.iter().map(|need| need.width(fits)).sum();
    if used > room + 1e-6 || !shown {
        return None;
    }
    let spare = ((room - used) / sides.len().max(1) as f64).max(0.0);
    let mut left = plot.left;
    let mut strips = Vec::new();
    for (side, need) in sides.iter().zip(needs) {
        let (before, after) = need.sides(fits);
        let width = need.width(fits) + spare;
        // What the title needs beyond the bars is shared by both sides of zero, unless one of them is empty.
        let idle = width - before - after;
        let zero = left + before + if before > 4.0 { 0.5 * idle } else { 0.0 };
        let scale = Scale::linear(0.0, 1.0, zero, zero + fits);
        strips.push(Strip { side, scale, left, right: left + width });
        left += width + GAP;
    }
    Some((if anything { fits } else { f64::INFINITY }, strips))
}

/// How the numbers at all bars are written: with the digits that the largest needs.
pub(super) struct Format<'a> {
    pub(super) unit: &'a Unit,
    /// The largest mean in size.
    pub(super) largest: f64,
}

impl Format<'_> {
    pub(super) fn label(&self, mean: f64) -> Label {
        Label::new(&self.unit.signed_in(mean, 0.1 * self.largest), SMALL, INK)
    }
}
