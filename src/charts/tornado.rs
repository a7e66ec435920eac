//! Which inputs move a result: a bar for each, from the result at its lower value to that at its upper, the values at the ends.

use super::axis::{self, Scale};
use super::canvas::{Anchor, Area, Canvas, Label, WIDTH};
use super::caption::Caption;
use super::drawing::Drawing;
use super::font::{self, Weight};
use super::frame::{self, LINE, MARGIN, SMALL, TEXT};
use super::number;
use super::palette::{Colour, GREY, INK, accent, ink};
use super::quantity::Unit;
use super::rows::{Cell, Rows};
use super::ticks;

/// How sure a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confidence {
    /// Somebody reported it.
    Reported,
    /// It follows from what was reported.
    Derived,
    /// It is assumed.
    Assumed,
    /// Nothing is said.
    Unsaid,
}

/// An input.
#[derive(Debug, Clone, PartialEq)]
pub struct TornadoRow {
    /// Its name.
    pub label: String,
    /// Its lower and its upper value, as they are to be read.
    pub values: [String; 2],
    /// The result at these values.
    pub results: [f64; 2],
    /// The part of the variance that it takes part in, where that is known.
    pub share: Option<f64>,
    /// How sure it is.
    pub confidence: Confidence,
}

/// The data of a tornado.
#[derive(Debug, Clone, PartialEq)]
pub struct Tornado {
    /// What is shown: `Microsoft's mean payoff`.
    pub quantity: String,
    /// Its unit.
    pub unit: Unit,
    /// The result with all inputs at their draws.
    pub base: f64,
    /// The inputs, largest first.
    pub rows: Vec<TornadoRow>,
}

/// So many inputs are drawn.
const MOST: usize = 12;

/// Room of a name at the most.
const NAME: f64 = 190.0;

/// Fill of the half of a bar at the lower value, and at the upper.
const HALVES: [usize; 2] = [4, 0];

/// Draws a tornado.
#[must_use]
pub fn draw(data: &Tornado, caption: &Caption) -> Drawing {
    let drawable = |row: &&TornadoRow| row.results.iter().all(|result| number::drawable(*result));
    let rows: Vec<&TornadoRow> = data.rows.iter().filter(drawable).take(MOST).collect();
    if rows.is_empty() || !number::drawable(data.base) {
        return frame::no_data(caption, "no input moves it.");
    }
    let mut canvas = Canvas::default();
    let mut area = frame::caption(&mut canvas, caption, &notes(data, rows.len()));
    let widths =
        rows.iter().map(|row| font::width(&font::printable(&row.label), TEXT, Weight::Regular));
    let name_room = widths.fold(0.0, f64::max).min(NAME);
    let left = area.left + name_room + 22.0;
    let shares = rows.iter().any(|row| row.share.is_some());
    let right = area.right - if shares { 62.0 } else { 0.0 };
    if shares {
        let heading = Label::new("of variance", SMALL, GREY).anchored(Anchor::End);
        canvas.text(heading, area.right, area.top + SMALL);
    }
    let flag = data.unit.label_in(data.base, spread(data, &rows));
    area.top += LINE + 8.0;
    let scale = scale(data, &rows, left, right);
    let x_ticks = axis::horizontal_ticks(&scale, &data.unit);
    let title = frame::axis_name(&data.quantity, &data.unit);
    area.bottom -= axis::horizontal_room(&x_ticks, &title);
    let plot = Area { left, right, ..area };
    axis::draw_horizontal(&mut canvas, &plot, &scale, &x_ticks, &title, true);
    let height = (area.height() / rows.len() as f64).min(34.0);
    for (place, row) in rows.iter().enumerate() {
        let middle = area.top + height * (place as f64 + 0.5);
        draw_row(&mut canvas, &scale, row, data.base, (middle, height));
        let name = Label::new(&row.label, TEXT, INK).within(name_room);
        canvas.text(name, MARGIN + 16.0, middle + 0.36 * TEXT);
        draw_confidence(&mut canvas, row.confidence, (MARGIN + 6.0, middle));
        if let Some(share) = row.share {
            let label = Label::new(&number::percent(share), SMALL, GREY).anchored(Anchor::End);
            canvas.text(label, WIDTH - MARGIN, middle + 0.36 * SMALL);
        }
    }
    let base = axis::snapped(scale.place(data.base));
    canvas.line(vec![(base, area.top - 4.0), (base, area.bottom)], INK, 1.4);
    let label = Label::new(&flag, TEXT, INK).bold().anchored(Anchor::Middle);
    let half = 0.5 * label.width();
    let at = base.clamp(left + half, (right - half).max(left + half));
    canvas.text(label, at, area.top - 8.0);
    canvas.finish(&caption.title)
}

fn notes(data: &Tornado, shown: usize) -> Vec<String> {
    let mut notes = vec![
        "Dark: at its upper value; light: at its lower, all others at their draws. Line: all at their draws.".to_owned(),
    ];
    if data.rows.iter().any(|row| row.confidence != Confidence::Unsaid) {
        notes.push("Full dot: reported; half: derived; ring: assumed.".to_owned());
    }
    if data.rows.len() > shown {
        notes.push(format!("{} more move less.", data.rows.len() - shown));
    }
    notes
}

fn spread(data: &Tornado, rows: &[&TornadoRow]) -> f64 {
    let (low, high) = extremes(data, rows);
    high - low
}

fn extremes(data: &Tornado, rows: &[&TornadoRow]) -> (f64, f64) {
    rows.iter()
        .flat_map(|row| row.results)
        .fold((data.base, data.base), |(low, high), one| (low.min(one), high.max(one)))
}

/// The scale with room beyond every bar for the value at its end.
fn scale(data: &Tornado, rows: &[&TornadoRow], left: f64, right: f64) -> Scale {
    let (low, high) = extremes(data, rows);
    let (low, high) = ticks::usable_range(low, high);
    let widest = rows
        .iter()
        .flat_map(|row| &row.values)
        .map(|value| font::width(&font::printable(value), SMALL, Weight::Regular))
        .fold(0.0, f64::max);
    let room = (widest.min(0.2 * (right - left)) + 10.0) / (right - left);
    let wide = (high - low) * room / (1.0 - 2.0 * room).max(0.2);
    Scale::linear(low - wide, high + wide, left, right)
}

fn draw_row(
    canvas: &mut Canvas,
    scale: &Scale,
    row: &TornadoRow,
    base: f64,
    (middle, height): (f64, f64),
) {
    let half = 0.32 * height;
    let base = scale.place(base);
    let limit = 0.2 * (scale.to - scale.from);
    let ends = row.results.map(|result| scale.place(result));
    for (end, colour) in ends.into_iter().zip(HALVES) {
        let bar = Area {
            left: end.min(base),
            right: end.max(base),
            top: middle - half,
            bottom: middle + half,
        };
        canvas.rectangle(bar, accent(colour));
    }
    // The value stands outside of its end; where both ends lie on one side, only the outer one has room.
    let outer = |end: f64, other: f64| {
        if end >= base && end >= other {
            Some((end + 5.0, Anchor::Start))
        } else if end <= base && end <= other {
            Some((end - 5.0, Anchor::End))
        } else {
            None
        }
    };
    for (place, value) in row.values.iter().enumerate() {
        let (end, other) = (ends[place], ends[1 - place]);
        if end == other {
            continue;
        }
        if let Some((x, anchor)) = outer(end, other) {
            let label = Label::new(value, SMALL, ink(HALVES[place])).within(limit).anchored(anchor);
            canvas.text(label, x, middle + 0.36 * SMALL);
        }
    }
}

/// A full dot, a half one, or a ring.
fn draw_confidence(canvas: &mut Canvas, confidence: Confidence, (x, y): (f64, f64)) {
    const RADIUS: f64 = 4.5;
    let colour: Colour = GREY;
    let turn = |part: i32| std::f64::consts::TAU * f64::from(part) / 24.0;
    let point =
        |part: i32| (x + RADIUS * libm::sin(turn(part)), y - RADIUS * libm::cos(turn(part)));
    match confidence {
        Confidence::Unsaid => return,
        Confidence::Reported => canvas.dot((x, y), RADIUS, colour),
        Confidence::Derived => canvas.polygon((0..=12).map(point).collect(), colour),
        Confidence::Assumed => {}
    }
    canvas.line((0..=24).map(point).collect(), colour, 1.2);
}

/// The table behind a tornado.
#[must_use]
pub fn table(data: &Tornado) -> Rows {
    let header = ["input", "low", "high", "at_low", "at_high", "share_of_variance", "confidence"];
    let mut table = Rows::new(&header);
    for row in &data.rows {
        let confidence = match row.confidence {
            Confidence::Reported => "reported".into(),
            Confidence::Derived => "derived".into(),
            Confidence::Assumed => "assumed".into(),
            Confidence::Unsaid => Cell::Absent,
        };
        table.rows.push(vec![
            row.label.as_str().into(),
            row.values[0].as_str().into(),
            row.values[1].as_str().into(),
            row.results[0].into(),
            row.results[1].into(),
            row.share.into(),
            confidence,
        ]);
    }
    table
}
