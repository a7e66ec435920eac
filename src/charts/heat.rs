//! A number over two others: shaded cells, lines of equal value, and a heavy line where nothing is gained or lost.

use super::axis::{self, Scale};
use super::canvas::{Area, Canvas, Label, tint};
use super::caption::Caption;
use super::contours;
use super::drawing::Drawing;
use super::frame::{self, LINE, SMALL};
use super::number::drawable;
use super::palette::{self, GREY, INK, WHITE};
use super::quantity::Unit;
use super::rows::{Cell, Rows};
use super::ticks;

/// The data of a heat map.
#[derive(Debug, Clone, PartialEq)]
pub struct Heat {
    /// What goes across, and its values, ascending.
    pub across: (String, Vec<f64>),
    /// What goes up, and its values, ascending.
    pub up: (String, Vec<f64>),
    /// The unit of the numbers in the cells.
    pub unit: Unit,
    /// The colour of the side.
    pub colour: usize,
    /// One number for each value across and each value up, rows from the lowest; absent where there is none.
    pub values: Vec<Option<f64>>,
    /// What the heavy line at zero is called, where zero means something.
    pub zero: Option<String>,
}

/// Room for the key.
const KEY: f64 = 120.0;

impl Heat {
    /// A number as every word of the picture writes it.
    pub(crate) fn figure(&self, value: f64) -> String {
        let (lo, hi) = self.range();
        self.unit.label_in(value, hi - lo)
    }

    fn range(&self) -> (f64, f64) {
        let finite = self.values.iter().flatten().filter(|value| drawable(**value));
        let (lo, hi) = finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), value| {
            (lo.min(*value), hi.max(*value))
        });
        ticks::usable_range(lo, hi)
    }

    fn is_drawable(&self) -> bool {
        let ascending = |values: &[f64]| {
            values.len() > 1
                && values.iter().all(|value| drawable(*value))
                && values.windows(2).all(|pair| pair[0] < pair[1])
        };
        let cells = self.across.1.len() * self.up.1.len();
        ascending(&self.across.1)
            && ascending(&self.up.1)
            && self.values.len() == cells
            && self.values.iter().flatten().any(|value| drawable(*value))
    }
}

/// Draws a heat map.
#[must_use]
pub fn draw(data: &Heat, caption: &Caption) -> Drawing {
    if !data.is_drawable() {
        return frame::no_data(caption, "there are no two values across and up.");
    }
    let (lo, hi) = data.range();
    let levels: Vec<f64> = ticks::linear(lo, hi, 6, &data.unit)
        .into_iter()
        .map(|tick| tick.at)
        .filter(|level| *level > lo && *level < hi)
        .collect();
    let mut canvas = Canvas::default();
    let mut area = frame::caption(&mut canvas, caption, &notes(data, lo, hi));
    frame::axis_title(&mut canvas, &mut area, &data.up.0, &Unit::Plain);
    let (columns, rows) = (edges(&data.across.1), edges(&data.up.1));
    let ends = |edges: &[f64]| edges.first().copied().zip(edges.last().copied());
    let (Some((left, right)), Some((low, high))) = (ends(&columns), ends(&rows)) else {
        return frame::no_data(caption, "there are no cells.");
    };
    let count = axis::vertical_count(area.height() - 50.0);
    let y_ticks = ticks::linear(low, high, count, &Unit::Plain);
    area.left += axis::label_room(&y_ticks);
    area.right -= KEY;
    let x = Scale::linear(left, right, area.left, area.right);
    let x_ticks = axis::horizontal_ticks(&x, &Unit::Plain);
    area.bottom -= axis::horizontal_room(&x_ticks, &data.across.0);
    let y = Scale::linear(low, high, area.bottom, area.top);
    draw_cells(&mut canvas, data, (&columns, &x), (&rows, &y), (lo, hi));
    axis::draw_vertical(&mut canvas, &area, &y, &y_ticks);
    axis::draw_horizontal(&mut canvas, &area, &x, &x_ticks, &data.across.0, false);
    draw_contours(&mut canvas, data, &x, &y, &levels);
    draw_key(&mut canvas, data, &area, (lo, hi), &levels);
    canvas.finish(&caption.title)
}

fn notes(data: &Heat, lo: f64, hi: f64) -> Vec<String> {
    let mut notes = vec!["Thin lines: equal values.".to_string()];
    if let Some(zero) = data.zero.as_ref().filter(|_| lo < 0.0 && hi > 0.0) {
        notes.push(format!("Heavy line: {zero}."));
    }
    let lost = data.values.iter().filter(|value| !value.is_some_and(drawable)).count();
    notes.extend(frame::left_out(lost, "cell"));
    notes
}

/// The edges of the cells around ascending values: half way between them.
fn edges(values: &[f64]) -> Vec<f64> {
    let mut edges: Vec<f64> = values.windows(2).map(|pair| 0.5 * (pair[0] + pair[1])).collect();
    if let [first, second, ..] = values {
        edges.insert(0, first - 0.5 * (second - first));
    }
    if let [.., before, last] = values {
        edges.push(last + 0.5 * (last - before));
    }
    edges
}

/// How strongly a value is shaded, and whether it is below zero where that means something.
fn shade(data: &Heat, value: f64, (lo, hi): (f64, f64)) -> (f64, bool) {
    if data.zero.is_some() {
        let most = lo.abs().max(hi.abs());
        return (0.08 + 0.8 * (value.abs() / most), value < 0.0);
    }
    (0.08 + 0.8 * ((value - lo) / (hi - lo)), false)
}

fn draw_cells(
    canvas: &mut Canvas,
    data: &Heat,
    (columns, x): (&[f64], &Scale),
    (rows, y): (&[f64], &Scale),
    range: (f64, f64),
) {
    let width = data.across.1.len();
    for (place, value) in data.values.iter().enumerate() {
        let Some(value) = value.filter(|value| drawable(*value)) else { continue };
        let (column, row) = (place % width, place / width);
        let edge = |edges: &[f64], at: usize| edges.get(at).copied().unwrap_or(0.0);
        let snapped = |pixel: f64| libm::round(2.0 * pixel) / 2.0;
        let area = Area {
            left: snapped(x.place(edge(columns, column))),
            right: snapped(x.place(edge(columns, column + 1))),
            top: snapped(y.place(edge(rows, row + 1))),
            bottom: snapped(y.place(edge(rows, row))),
        };
        let (strength, negative) = shade(data, value, range);
        let colour = if negative { palette::NEUTRAL } else { palette::accent(data.colour) };
        canvas.rectangle(area, tint(colour, strength));
    }
}

fn draw_contours(canvas: &mut Canvas, data: &Heat, x: &Scale, y: &Scale, levels: &[f64]) {
    let grid = contours::Grid { xs: &data.across.1, ys: &data.up.1, values: &data.values };
    let mut taken: Vec<Area> = Vec::new();
    let zero = data.zero.is_some();
    for level in levels.iter().copied().filter(|level| !(zero && *level == 0.0)) {
        let pieces = contours::at(&grid, level);
        for (from, to) in &pieces {
            let ends = [*from, *to].map(|(a, b)| (x.place(a), y.place(b)));
            canvas.line(ends.to_vec(), INK, 0.9);
        }
        name_contour(canvas, data, (x, y), level, &pieces, &mut taken);
    }
    if zero {
        for (from, to) in contours::at(&grid, 0.0) {
            let ends = [from, to].map(|(a, b)| (x.place(a), y.place(b)));
            canvas.line(ends.to_vec(), WHITE, 5.0);
            canvas.line(ends.to_vec(), INK, 3.0);
        }
    }
}

/// Writes the value of a line on its middle piece, where there is room.
fn name_contour(
    canvas: &mut Canvas,
    data: &Heat,
    (x, y): (&Scale, &Scale),
    level: f64,
    pieces: &[contours::Piece],
    taken: &mut Vec<Area>,
) {
    let label = Label::new(&data.figure(level), SMALL, INK);
    let order = (0..pieces.len()).map(|step| (pieces.len() / 2 + step) % pieces.len());
    for place in order {
        let Some((from, to)) = pieces.get(place) else { continue };
        let middle = (x.place(0.5 * (from.0 + to.0)), y.place(0.5 * (from.1 + to.1)));
        let at = (middle.0 - 0.5 * label.width(), middle.1 + 0.36 * SMALL);
        let area = label.area(at.0, at.1);
        let inside = area.left > x.from + 2.0
            && area.right < x.to - 2.0
            && area.top > y.to + 2.0
            && area.bottom < y.from - 2.0;
        if inside && taken.iter().all(|other| !other.overlaps(&area)) {
            canvas.rectangle(area, tint(WHITE, 0.8));
            canvas.text(label, at.0, at.1);
            taken.push(area);
            return;
        }
    }
}

fn draw_key(canvas: &mut Canvas, data: &Heat, area: &Area, (lo, hi): (f64, f64), levels: &[f64]) {
    let left = area.right + 18.0;
    let mut top = area.top;
    canvas.text(Label::new(data.unit.title(), SMALL, GREY).within(KEY - 20.0), left, top + SMALL);
    top += LINE + 6.0;
    let all = std::iter::once(hi).chain(levels.iter().rev().copied()).chain([lo]);
    for value in all {
        let (strength, negative) = shade(data, value, (lo, hi));
        let colour = if negative { palette::NEUTRAL } else { palette::accent(data.colour) };
        let swatch = Area { left, top, right: left + 20.0, bottom: top + LINE };
        canvas.rectangle(swatch, tint(colour, strength));
        let label = Label::new(&data.figure(value), SMALL, GREY).within(KEY - 48.0);
        canvas.text(label, left + 26.0, top + 0.5 * LINE + 0.36 * SMALL);
        top += LINE;
    }
}

/// The table behind a heat map: one row a cell.
#[must_use]
pub fn table(data: &Heat) -> Rows {
    let mut table = Rows::new(&["across", "up", "value"]);
    let width = data.across.1.len().max(1);
    for (place, value) in data.values.iter().enumerate() {
        let at = |values: &[f64], at: usize| Cell::from(values.get(at).copied());
        let row = vec![at(&data.across.1, place % width), at(&data.up.1, place / width)];
        table.rows.push(row.into_iter().chain([Cell::from(*value)]).collect());
    }
    table
}
