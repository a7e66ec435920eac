//! Who gets what: one row a side, all on one axis, with the range of nine paths in ten, the middle half, median and mean.

use super::axis::{self, Scale};
use super::canvas::{Anchor, Area, Canvas, Label};
use super::caption::Caption;
use super::drawing::Drawing;
use super::font::{self, Weight};
use super::frame::{self, LINE, SMALL, TEXT};
use super::number::{self, drawable};
use super::palette::{self, Colour, GREY, GRID, INK, SHADE, WHITE};
use super::quantity::Unit;
use super::rows::{Cell, Rows};
use super::ticks;

/// One side.
#[derive(Debug, Clone, PartialEq)]
pub struct Range {
    /// The side's name.
    pub label: String,
    /// The side's place in the scenario, which gives its colour.
    pub colour: usize,
    /// The 5th, 25th, 50th, 75th and 95th percentile, in the chart's unit.
    pub percentiles: [f64; 5],
    /// The mean, where it is known.
    pub mean: Option<f64>,
    /// The share of paths with a loss.
    pub loss: Option<f64>,
    /// Which part of the mean is what shares bring at the end; none where it has no shares.
    pub held: Option<f64>,
    /// A value that many paths share, and how many.
    pub shared: Option<(f64, f64)>,
}

/// The data of a chart of ranges.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranges {
    /// What the axis shows: `Payoff, present value`.
    pub quantity: String,
    /// Its unit: `USD bn`.
    pub unit: Unit,
    /// The sides in the order in which they stand, the first on top.
    pub sides: Vec<Range>,
}

/// The height of a row.
const PITCH: f64 = 36.0;
/// The width of a column of numbers at the right.
const COLUMN: f64 = 76.0;
/// The width of the names.
const NAMES: f64 = 150.0;
/// The radius of a ring around a value that all paths share.
const RING: f64 = 12.0;

impl Ranges {
    /// An amount as every word of the picture writes it.
    pub(crate) fn figure(&self, amount: f64) -> String {
        let (lo, hi) = span(&self.sides);
        self.unit.label_in(amount, hi - lo)
    }
}

/// Draws a chart of ranges.
#[must_use]
pub fn draw(data: &Ranges, caption: &Caption) -> Drawing {
    let finite = |side: &&Range| side.percentiles.iter().all(|value| drawable(*value));
    let sides: Vec<Range> = data.sides.iter().filter(finite).cloned().collect();
    if sides.is_empty() {
        return frame::no_data(caption, "no side has a finite payoff.");
    }
    let notes = notes(&sides, data.sides.len() - sides.len());
    let around = frame::caption(&mut Canvas::default(), caption, &notes);
    let (lo, hi) = span(&sides);
    let title = frame::axis_name(&data.quantity, &data.unit);
    let rows = PITCH * sides.len() as f64;
    let content = LINE + 8.0 + rows + axis::horizontal_room(&[], &title) + 4.0;
    let mut canvas = Canvas::of_height(content + Canvas::default().height - around.height());
    let area = frame::caption(&mut canvas, caption, &notes);
    let columns = columns(data, &sides);
    let top = area.top + LINE + 8.0;
    let plot = Area {
        left: area.left + NAMES + 14.0,
        top,
        right: area.right - COLUMN * columns.len() as f64 - 14.0,
        bottom: top + rows,
    };
    let x = Scale::linear(lo, hi, plot.left, plot.right);
    if lo < 0.0 {
        canvas.rectangle(Area { right: x.place(0.0).min(plot.right), ..plot }, SHADE);
    }
    let x_ticks = axis::horizontal_ticks(&x, &data.unit);
    axis::draw_horizontal(&mut canvas, &plot, &x, &x_ticks, &title, true);
    for (place, side) in sides.iter().enumerate() {
        let middle = plot.top + PITCH * (place as f64 + 0.5);
        if place > 0 {
            let height = middle - 0.5 * PITCH;
            canvas.line(vec![(area.left, height), (area.right, height)], GRID, 1.0);
        }
        draw_name(&mut canvas, side, area.left, middle);
        draw_side(&mut canvas, side, &x, middle);
    }
    for (place, (head, cells)) in columns.iter().enumerate() {
        let right = area.right - COLUMN * (columns.len() - 1 - place) as f64;
        let text = |text: &str, colour: Colour| {
            Label::new(text, SMALL, colour).within(COLUMN - 6.0).anchored(Anchor::End)
        };
        canvas.text(text(head, GREY), right, area.top + SMALL);
        for (row, cell) in cells.iter().enumerate() {
            let middle = plot.top + PITCH * (row as f64 + 0.5);
            canvas.text(text(cell, INK), right, middle + 0.36 * SMALL);
        }
    }
    canvas.finish(&caption.title)
}

/// The ends of the axis, zero among them.
fn span(sides: &[Range]) -> (f64, f64) {
    let ends = sides.iter().flat_map(|side| {
        let [p05, .., p95] = side.percentiles;
        let inside = |mean: &f64| drawable(*mean) && *mean <= 2.0 * p95.max(0.0);
        [p05, p95].into_iter().chain(side.mean.filter(inside))
    });
    let (lo, hi) = ends
        .filter(|end| drawable(*end))
        .fold((0.0, 0.0), |(lo, hi): (f64, f64), end| (lo.min(end), hi.max(end)));
    let (lo, hi) = ticks::usable_range(lo, hi);
    let pad = 0.02 * (hi - lo);
    (if lo < 0.0 { lo - pad } else { lo }, if hi > 0.0 { hi + pad } else { hi })
}

/// The columns of numbers at the right: head and one cell a side.
fn columns(data: &Ranges, sides: &[Range]) -> Vec<(&'static str, Vec<String>)> {
    let amount = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |it| data.figure(it));
    let mut columns = vec![
        ("median", sides.iter().map(|side| amount(Some(side.percentiles[2]))).collect()),
        ("mean", sides.iter().map(|side| amount(side.mean)).collect()),
    ];
    if sides.iter().any(|side| side.held.is_some()) {
        let held = |side: &Range| side.held.map_or_else(String::new, |held| data.figure(held));
        columns.push(("from value", sides.iter().map(held).collect()));
    }
    let loss = |side: &Range| side.loss.map_or_else(|| "–".to_owned(), number::percent);
    columns.push(("P(loss)", sides.iter().map(loss).collect()));
    columns
}

fn notes(sides: &[Range], lost: usize) -> Vec<String> {
    let mut notes =
        vec!["Line: P5 to P95. Bar: P25 to P75. Dot: median. Diamond: mean.".to_string()];
    if sides.iter().any(|side| side.shared.is_some()) {
        notes.push("Ring: many paths share this value, the larger the more.".to_string());
    }
    if sides.iter().any(|side| side.held.is_some()) {
        notes.push("From value: the part of the mean that shares bring at the end.".to_string());
    }
    notes.extend(frame::left_out(lost, "side"));
    notes
}

fn draw_name(canvas: &mut Canvas, side: &Range, left: f64, middle: f64) {
    let name = font::printable(&side.label);
    let lines = font::wrap(&name, TEXT, Weight::Bold, NAMES, 2);
    let first = middle - 0.5 * (LINE - 1.0) * (lines.len() as f64 - 1.0);
    for (place, line) in lines.iter().enumerate() {
        let label = Label::new(line, TEXT, palette::ink(side.colour)).bold();
        canvas.text(label, left, first + (LINE - 1.0) * place as f64 + 0.36 * TEXT);
    }
}

fn draw_side(canvas: &mut Canvas, side: &Range, x: &Scale, middle: f64) {
    let [p05, p25, p50, p75, p95] = side.percentiles.map(|value| x.place(value));
    let colour = palette::accent(side.colour);
    if let Some((value, share)) = side.shared.filter(|(value, _)| *value >= x.lo && *value <= x.hi)
    {
        ring(canvas, (x.place(value), middle), RING * libm::sqrt(share.clamp(0.02, 1.0)));
    }
    canvas.line(vec![(p05, middle), (p95, middle)], colour, 2.0);
    if p75 - p25 > 1.0 {
        let bar = Area { left: p25, top: middle - 5.0, right: p75, bottom: middle + 5.0 };
        canvas.rectangle(bar, colour);
    }
    canvas.dot((p50, middle), 6.0, WHITE);
    canvas.dot((p50, middle), 4.5, palette::ink(side.colour));
    let inside =
        |mean: &f64| *mean >= x.lo && *mean <= x.hi && side.percentiles[0] < side.percentiles[4];
    if let Some(mean) = side.mean.filter(inside).map(|mean| x.place(mean)) {
        let diamond = |reach: f64| {
            let ends = [(0.0, -reach), (reach, 0.0), (0.0, reach), (-reach, 0.0)];
            ends.into_iter().map(|(a, b)| (mean + a, middle + b)).collect::<Vec<_>>()
        };
        canvas.polygon(diamond(7.5), WHITE);
        canvas.polygon(diamond(6.0), INK);
        canvas.polygon(diamond(3.6), WHITE);
    }
}

/// A thin ring.
fn ring(canvas: &mut Canvas, (x, y): (f64, f64), radius: f64) {
    let turn = |part: i32| std::f64::consts::TAU * f64::from(part) / 32.0;
    let point =
        |part: i32| (x + radius * libm::cos(turn(part)), y + radius * libm::sin(turn(part)));
    canvas.line((0..=32).map(point).collect(), GREY, 1.6);
}

/// The table behind a chart of ranges: one row a side.
#[must_use]
pub fn table(data: &Ranges) -> Rows {
    let mut table = Rows::new(&[
        "side",
        "p05",
        "p25",
        "p50",
        "p75",
        "p95",
        "mean",
        "from_value",
        "probability_of_loss",
        "shared_value",
        "shared_by",
    ]);
    for side in &data.sides {
        let mut row: Vec<Cell> = vec![side.label.as_str().into()];
        row.extend(side.percentiles.map(Cell::Number));
        row.extend([side.mean.into(), side.held.into(), side.loss.into()]);
        let (value, share) = side.shared.unzip();
        row.extend([Cell::from(value), share.into()]);
        table.rows.push(row);
    }
    table
}
