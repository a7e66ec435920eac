//! From numbers to pixels, and the lines and labels of both axes.

use super::canvas::{Anchor, Area, Canvas, Label, WIDTH, tint};
use super::font::{self, Weight};
use super::frame::{LINE, SMALL};
use super::palette::{GREY, GRID, PALE};
use super::quantity::Unit;
use super::ticks::{self, Tick};

/// How distances on an axis follow its numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Shape {
    Linear,
    /// Powers of ten are equally far apart; all numbers are positive.
    Logarithmic,
    /// Linear within the threshold of zero, logarithmic outside, mirrored.
    Symmetric {
        threshold: f64,
    },
}

/// A range of numbers laid over a range of pixels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    pub(super) lo: f64,
    pub(super) hi: f64,
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) shape: Shape,
}

impl Scale {
    pub(super) fn linear(lo: f64, hi: f64, from: f64, to: f64) -> Self {
        Self { lo, hi, from, to, shape: Shape::Linear }
    }

    /// The pixel of a number.
    pub(super) fn place(&self, number: f64) -> f64 {
        let (lo, hi) = (self.stretch(self.lo), self.stretch(self.hi));
        self.from + (self.stretch(number) - lo) / (hi - lo) * (self.to - self.from)
    }

    fn stretch(&self, number: f64) -> f64 {
        match self.shape {
            Shape::Linear => number,
            Shape::Logarithmic => libm::log10(number.max(f64::MIN_POSITIVE)),
            Shape::Symmetric { threshold } => {
                libm::copysign(libm::log10(1.0 + number.abs() / threshold), number)
            }
        }
    }

    fn ticks(&self, most: usize, unit: &Unit) -> Vec<Tick> {
        match self.shape {
            Shape::Linear => ticks::linear(self.lo, self.hi, most, unit),
            Shape::Logarithmic => ticks::logarithmic(self.lo, self.hi, None, unit),
            Shape::Symmetric { threshold } => {
                ticks::logarithmic(self.lo, self.hi, Some(threshold), unit)
            }
        }
    }
}

/// Room for the labels of a vertical axis between `lo` and `hi`.
pub(super) fn label_room(ticks: &[Tick]) -> f64 {
    let widths = ticks.iter().map(|tick| font::width(&tick.text, SMALL, Weight::Regular));
    widths.fold(0.0, f64::max) + 8.0
}

/// How many ticks suit a vertical axis of `height` pixels.
pub(super) fn vertical_count(height: f64) -> usize {
    ((height / 44.0) as usize).clamp(2, 8)
}

/// Grid lines and labels of the vertical axis; `scale.from` is its bottom.
pub(super) fn draw_vertical(canvas: &mut Canvas, area: &Area, scale: &Scale, ticks: &[Tick]) {
    for tick in ticks {
        let y = snapped(scale.place(tick.at));
        let line = if tick.at == 0.0 { PALE } else { GRID };
        canvas.line(vec![(area.left, y), (area.right, y)], line, 1.0);
        let label = Label::new(&tick.text, SMALL, GREY).anchored(Anchor::End);
        canvas.text(label, area.left - 8.0, y + 0.36 * SMALL);
    }
}

/// Pixels below the plot that a horizontal axis needs.
pub(super) fn horizontal_room(ticks: &[Tick], title: &str) -> f64 {
    let lines = if ticks.iter().any(|tick| !tick.below.is_empty()) { 2.0 } else { 1.0 };
    let title = if title.is_empty() { 0.0 } else { LINE };
    6.0 + LINE * lines + title
}

/// Ticks of a horizontal axis of numbers, as many as fit beside each other.
pub(super) fn horizontal_ticks(scale: &Scale, unit: &Unit) -> Vec<Tick> {
    let mut ticks = Vec::new();
    for most in [9, 7, 6, 5, 4, 3, 2, 1] {
        ticks = scale.ticks(most, unit);
        if fit_beside(scale, &ticks) {
            return ticks;
        }
        if scale.shape != Shape::Linear {
            break;
        }
    }
    thinned(scale, ticks)
}

/// Ticks of a horizontal axis of dates, as many as fit beside each other.
pub(super) fn date_ticks(scale: &Scale) -> Vec<Tick> {
    for most in [14, 12, 9, 7, 6, 5, 4, 3, 2] {
        let ticks = ticks::dates(scale.lo, scale.hi, most);
        if !ticks.is_empty() && fit_beside(scale, &ticks) {
            return ticks;
        }
    }
    Vec::new()
}

/// Drops labels that would run into the one before, keeping zero.
fn thinned(scale: &Scale, ticks: Vec<Tick>) -> Vec<Tick> {
    let zero = ticks.iter().position(|tick| tick.at == 0.0).unwrap_or(0);
    let mut kept: Vec<Tick> = ticks.get(zero).cloned().into_iter().collect();
    let (before, after) = ticks.split_at(zero.min(ticks.len()));
    for tick in after.iter().skip(1).chain(before.iter().rev()) {
        let mut with = kept.clone();
        with.push(tick.clone());
        with.sort_by(|a, b| a.at.total_cmp(&b.at));
        if fit_beside(scale, &with) {
            kept = with;
        }
    }
    kept
}

fn fit_beside(scale: &Scale, ticks: &[Tick]) -> bool {
    let areas: Vec<Area> = ticks.iter().map(|tick| tick_area(scale, tick)).collect();
    areas.windows(2).all(|pair| match pair {
        [left, right] => left.right + 12.0 <= right.left,
        _ => true,
    })
}

/// Where the label of a tick lies horizontally: centred on it, but within the picture.
fn tick_area(scale: &Scale, tick: &Tick) -> Area {
    let text = font::width(&tick.text, SMALL, Weight::Regular);
    let below = font::width(&tick.below, SMALL, Weight::Regular);
    let half = text.max(below) / 2.0;
    let middle = scale.place(tick.at).clamp(half + 4.0, WIDTH - half - 4.0);
    Area { left: middle - half, top: 0.0, right: middle + half, bottom: 0.0 }
}

/// The horizontal axis: its line, ticks, labels and title under the plot; light vertical lines if `grid`.
pub(super) fn draw_horizontal(
    canvas: &mut Canvas,
    area: &Area,
    scale: &Scale,
    ticks: &[Tick],
    title: &str,
    grid: bool,
) {
    let mut baseline = area.bottom + 6.0 + font::ASCENT * SMALL + 2.0;
    for tick in ticks {
        let x = snapped(scale.place(tick.at));
        if grid {
            let line = if tick.at == 0.0 { PALE } else { GRID };
            canvas.line(vec![(x, area.top), (x, area.bottom)], line, 1.0);
        }
        canvas.line(vec![(x, area.bottom), (x, area.bottom + 5.0)], PALE, 1.0);
        let label_area = tick_area(scale, tick);
        let middle = (label_area.left + label_area.right) / 2.0;
        let label = |text: &str| Label::new(text, SMALL, GREY).anchored(Anchor::Middle);
        canvas.text(label(&tick.text), middle, baseline);
        canvas.text(label(&tick.below), middle, baseline + LINE);
    }
    canvas.line(vec![(area.left, area.bottom), (area.right, area.bottom)], tint(GREY, 0.8), 1.0);
    if !title.is_empty() {
        baseline += horizontal_room(ticks, "") - 6.0;
        let label = Label::new(title, SMALL, GREY).within(WIDTH - 40.0);
        let half = label.width() / 2.0;
        let middle = ((area.left + area.right) / 2.0).clamp(half + 4.0, WIDTH - half - 4.0);
        canvas.text(label.anchored(Anchor::Middle), middle, baseline);
    }
}

/// A place at which a line one pixel wide is sharp.
pub(super) fn snapped(pixel: f64) -> f64 {
    libm::round(pixel)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_are_monotone_and_reach_both_ends() {
        let shapes = [Shape::Linear, Shape::Symmetric { threshold: 10.0 }];
        for shape in shapes {
            let scale = Scale { lo: -50.0, hi: 3000.0, from: 60.0, to: 700.0, shape };
            assert!((scale.place(-50.0) - 60.0).abs() < 1e-9);
            assert!((scale.place(3000.0) - 700.0).abs() < 1e-9);
            let places: Vec<f64> =
                (-50..=3000).map(|number| scale.place(f64::from(number))).collect();
            assert!(places.windows(2).all(|pair| pair[0] < pair[1]), "{shape:?}");
        }
    }

    #[test]
    fn labels_of_a_horizontal_axis_never_touch() {
        for (lo, hi) in [(0.0, 3.0), (0.0, 5e5), (-3e6, 9e6), (0.0, 2e-6), (-1e14, 1e14)] {
            let scale = Scale::linear(lo, hi, 60.0, 360.0);
            let ticks = horizontal_ticks(&scale, &Unit::Plain);
            assert!(fit_beside(&scale, &ticks), "{lo}..{hi}");
            assert!(!ticks.is_empty());
        }
    }
}
