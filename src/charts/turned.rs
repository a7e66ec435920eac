//! What each side gets as one number of a deal is turned: a line a side, a band around it, and where it passes zero.

use super::axis::{self, Scale};
use super::canvas::{Area, Canvas, Label, tint};
use super::caption::Caption;
use super::column::{self, EndLabel};
use super::drawing::Drawing;
use super::frame::{self, TEXT};
use super::number::drawable;
use super::palette::{self, GREY, INK};
use super::quantity::Unit;
use super::rows::{Cell, Rows};
use super::ticks;

/// One value of the number that is turned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TurnedPoint {
    /// The value.
    pub at: f64,
    /// What the side gets there.
    pub mean: f64,
    /// Lower and upper end of the band there, where there is one.
    pub band: Option<(f64, f64)>,
}

/// One side's line.
#[derive(Debug, Clone, PartialEq)]
pub struct TurnedSide {
    /// The side's name.
    pub label: String,
    /// The side's place in the scenario, which gives its colour.
    pub colour: usize,
    /// Its points, ascending.
    pub points: Vec<TurnedPoint>,
    /// Where its line passes zero.
    pub zeros: Vec<f64>,
}

/// The data of a chart of a number that is turned.
#[derive(Debug, Clone, PartialEq)]
pub struct Turned {
    /// What is turned.
    pub key: String,
    /// What the vertical axis shows: `Gain over the walk-away`.
    pub quantity: String,
    /// Its unit.
    pub unit: Unit,
    /// What the bands are, said in a note; empty for none.
    pub bands: String,
    /// The sides.
    pub sides: Vec<TurnedSide>,
}

/// Width of the names at the right, at most.
const NAMES: f64 = 190.0;

/// Draws a chart of a number that is turned.
#[must_use]
pub fn draw(data: &Turned, caption: &Caption) -> Drawing {
    let (sides, lost) = clean(data);
    if sides.is_empty() {
        return frame::no_data(caption, "no side has two finite points.");
    }
    let mut notes: Vec<String> = frame::left_out(lost, "point").into_iter().collect();
    if !data.bands.is_empty() {
        notes.insert(0, data.bands.clone());
    }
    let (lo, hi) = vertical_range(&sides);
    let mut canvas = Canvas::default();
    let mut area = frame::caption(&mut canvas, caption, &notes);
    frame::axis_title(&mut canvas, &mut area, &data.quantity, &data.unit);
    let y_ticks = ticks::linear(lo, hi, axis::vertical_count(area.height() - 40.0), &data.unit);
    area.left += axis::label_room(&y_ticks);
    let mut names: Vec<EndLabel> =
        sides.iter().filter_map(|side| name(data, side, hi - lo)).collect();
    area.right -= column::room(&names);
    let ends = sides.iter().flat_map(|side| &side.points).map(|point| point.at);
    let (from, to) =
        ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), at| (lo.min(at), hi.max(at)));
    let (from, to) = ticks::usable_range(from, to);
    let x = Scale::linear(from, to, area.left, area.right);
    let x_ticks = axis::horizontal_ticks(&x, &Unit::Plain);
    area.bottom -= axis::horizontal_room(&x_ticks, &data.key);
    let y = Scale::linear(lo, hi, area.bottom, area.top);
    names.iter_mut().for_each(|name| name.at = y.place(name.at));
    axis::draw_vertical(&mut canvas, &area, &y, &y_ticks);
    axis::draw_horizontal(&mut canvas, &area, &x, &x_ticks, &data.key, false);
    for side in &sides {
        draw_side(&mut canvas, side, &x, &y);
    }
    draw_zeros(&mut canvas, &sides, &area, (&x, &y));
    column::draw(&mut canvas, &area, names);
    canvas.finish(&caption.title)
}

/// Sides with at least two finite points, and how many points were left out.
fn clean(data: &Turned) -> (Vec<TurnedSide>, usize) {
    let mut sides = data.sides.clone();
    let count = |sides: &[TurnedSide]| sides.iter().map(|side| side.points.len()).sum::<usize>();
    for side in &mut sides {
        side.points.retain(|point| drawable(point.at) && drawable(point.mean));
        for point in &mut side.points {
            point.band = point.band.filter(|(low, high)| drawable(*low) && drawable(*high));
        }
        side.zeros.retain(|zero| drawable(*zero));
    }
    let lost = count(&data.sides) - count(&sides);
    sides.retain(|side| side.points.len() > 1);
    (sides, lost)
}

/// From the lowest to the highest of all lines and bands, with zero in it unless all lies far from it.
fn vertical_range(sides: &[TurnedSide]) -> (f64, f64) {
    let points = sides.iter().flat_map(|side| &side.points);
    let ends = points.flat_map(|point| {
        let (low, high) = point.band.unwrap_or((point.mean, point.mean));
        [point.mean, low, high]
    });
    let (mut lo, mut hi) =
        ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), end| (lo.min(end), hi.max(end)));
    if lo > 0.0 && lo < 0.6 * hi {
        lo = 0.0;
    }
    if hi < 0.0 && hi > 0.6 * lo {
        hi = 0.0;
    }
    let (lo, hi) = ticks::usable_range(lo, hi);
    let pad = 0.04 * (hi - lo);
    (if lo == 0.0 { lo } else { lo - pad }, if hi == 0.0 { hi } else { hi + pad })
}

/// The name of a side beside the end of its line, with what it gets there; the height is in the chart's unit.
fn name(data: &Turned, side: &TurnedSide, span: f64) -> Option<EndLabel> {
    let last = side.points.last()?;
    let number = data.unit.signed_in(last.mean, span);
    Some(EndLabel::numbered(&number, &side.label, palette::ink(side.colour), NAMES, last.mean))
}

fn draw_side(canvas: &mut Canvas, side: &TurnedSide, x: &Scale, y: &Scale) {
    let place = |at: f64, value: f64| (x.place(at), y.place(value));
    let banded: Vec<_> =
        side.points.iter().filter_map(|point| Some((point.at, point.band?))).collect();
    if banded.len() > 1 {
        let mut outline: Vec<(f64, f64)> =
            banded.iter().map(|(at, (_, high))| place(*at, *high)).collect();
        outline.extend(banded.iter().rev().map(|(at, (low, _))| place(*at, *low)));
        canvas.polygon(outline, tint(palette::accent(side.colour), 0.18));
    }
    let line = side.points.iter().map(|point| place(point.at, point.mean)).collect();
    canvas.line(line, palette::accent(side.colour), 2.6);
}

/// A dot on each place where a line passes zero, with the number at it where there is room.
fn draw_zeros(canvas: &mut Canvas, sides: &[TurnedSide], area: &Area, (x, y): (&Scale, &Scale)) {
    if y.lo > 0.0 || y.hi < 0.0 {
        return;
    }
    let height = y.place(0.0);
    canvas.line(vec![(area.left, height), (area.right, height)], GREY, 1.0);
    let mut taken: Vec<Area> = Vec::new();
    for side in sides {
        for zero in &side.zeros {
            let at = x.place(*zero);
            canvas.dot((at, height), 4.5, palette::accent(side.colour));
            let label = Label::new(&Unit::Plain.label_in(*zero, x.hi - x.lo), TEXT, INK).bold();
            let baselines = [height - 8.0, height + 18.0];
            let free = baselines.into_iter().find_map(|baseline| {
                let left = (at + 6.0).min(area.right - label.width());
                let place = label.area(left, baseline);
                let inside = place.top > area.top && place.bottom < area.bottom;
                let clear = inside && taken.iter().all(|other| !other.overlaps(&place));
                clear.then_some((left, baseline, place))
            });
            if let Some((left, baseline, place)) = free {
                canvas.text(label, left, baseline);
                taken.push(place);
            }
        }
    }
}

/// The table behind a chart of a number that is turned: one row a side and value, then one for each place at zero.
#[must_use]
pub fn table(data: &Turned) -> Rows {
    let mut table = Rows::new(&["side", "value", "mean", "band_low", "band_high"]);
    for side in &data.sides {
        for point in &side.points {
            let (low, high) = (point.band.map(|band| band.0), point.band.map(|band| band.1));
            let mut row: Vec<Cell> =
                vec![side.label.as_str().into(), point.at.into(), point.mean.into()];
            row.extend([low.into(), high.into()]);
            table.rows.push(row);
        }
        for zero in &side.zeros {
            let mut row: Vec<Cell> = vec![side.label.as_str().into(), (*zero).into(), 0.0.into()];
            row.extend([Cell::Absent, Cell::Absent]);
            table.rows.push(row);
        }
    }
    table
}
