//! Ranges that together make a box: one bar a number on a scale of percentiles, with what each range is in words.

use super::axis::{self, Scale};
use super::canvas::{Anchor, Area, Canvas, Label};
use super::caption::Caption;
use super::drawing::Drawing;
use super::font::{self, Weight};
use super::frame::{self, LINE, SMALL, TEXT};
use super::number;
use super::palette::{self, GREY, GRID, INK};
use super::quantity::Unit;
use super::rows::{Cell, Rows};

/// One number of the box.
#[derive(Debug, Clone, PartialEq)]
pub struct LimitRow {
    /// Its name.
    pub label: String,
    /// Its range in words: `is at most 0.08`.
    pub said: String,
    /// What it is where it is not an input: `an outcome`.
    pub kind: String,
    /// The percentiles of its own draws between which it lies, as parts of one.
    pub levels: [f64; 2],
    /// For each end the chance that it does nothing; absent where there is no limit.
    pub chances: [Option<f64>; 2],
}

/// The data of a chart of limits.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// The colour of the side that the box is about.
    pub colour: usize,
    /// The numbers, the one that matters most first.
    pub rows: Vec<LimitRow>,
    /// Which part of all paths is bad, which part of these lies in the box, and which part of the box is bad.
    pub shares: [f64; 3],
}

/// The height of a row.
const PITCH: f64 = 46.0;
/// Room of a name at the most.
const NAMES: f64 = 190.0;
/// Room of the chances at the right.
const CHANCES: f64 = 120.0;

/// Draws a chart of limits.
#[must_use]
pub fn draw(data: &Limits, caption: &Caption) -> Drawing {
    let finite = |row: &&LimitRow| {
        let [low, high] = row.levels;
        (0.0..=1.0).contains(&low) && (low..=1.0).contains(&high)
    };
    let rows: Vec<&LimitRow> = data.rows.iter().filter(finite).collect();
    if rows.is_empty() {
        return frame::no_data(caption, "no range was found.");
    }
    let notes = notes(data);
    let around = frame::caption(&mut Canvas::default(), caption, &notes);
    let unit = Unit::Plain;
    let title = "percentile of its own draws";
    let height = PITCH * rows.len() as f64;
    let content = LINE + 8.0 + height + axis::horizontal_room(&[], title) + 4.0;
    let mut canvas = Canvas::of_height(content + Canvas::default().height - around.height());
    let area = frame::caption(&mut canvas, caption, &notes);
    let top = area.top + LINE + 8.0;
    let plot = Area {
        left: area.left + NAMES + 14.0,
        right: area.right - CHANCES,
        top,
        bottom: top + height,
    };
    let x = Scale::linear(0.0, 100.0, plot.left, plot.right);
    let ticks = axis::horizontal_ticks(&x, &unit);
    axis::draw_horizontal(&mut canvas, &plot, &x, &ticks, title, true);
    let head = Label::new("p that it is idle", SMALL, GREY).within(CHANCES - 8.0);
    canvas.text(head.anchored(Anchor::End), area.right, area.top + SMALL);
    for (place, row) in rows.iter().enumerate() {
        let middle = plot.top + PITCH * (place as f64 + 0.5);
        if place > 0 {
            let height = middle - 0.5 * PITCH;
            canvas.line(vec![(area.left, height), (area.right, height)], GRID, 1.0);
        }
        draw_row(&mut canvas, data, row, &x, (area.left, area.right), middle);
    }
    canvas.finish(&caption.title)
}

fn notes(data: &Limits) -> Vec<String> {
    let mut notes = vec!["Bar: where the number lies in the box.".to_owned()];
    if data.rows.iter().any(|row| !row.kind.is_empty()) {
        notes.push("Outcomes follow from the deal and from what is drawn.".to_owned());
    }
    let [bad, ..] = data.shares;
    notes.push(format!("Without the box it is so on {} of paths.", number::percent(bad)));
    notes
}

fn draw_row(
    canvas: &mut Canvas,
    data: &Limits,
    row: &LimitRow,
    x: &Scale,
    (left, right): (f64, f64),
    middle: f64,
) {
    let label = if row.kind.is_empty() {
        row.label.clone()
    } else {
        format!("{} ({})", row.label, row.kind)
    };
    let lines = font::wrap(&font::printable(&label), TEXT, Weight::Regular, NAMES, 2);
    let first = middle - 0.5 * (LINE - 1.0) * (lines.len() as f64 - 1.0);
    for (place, line) in lines.iter().enumerate() {
        let height = first + (LINE - 1.0) * place as f64 + 0.36 * TEXT;
        canvas.text(Label::new(line, TEXT, INK), left, height);
    }
    let [low, high] = row.levels.map(|level| x.place(100.0 * level));
    let thin = Area { left: x.from, right: x.to, top: middle + 4.0, bottom: middle + 6.0 };
    canvas.rectangle(thin, GRID);
    // What a bar of one value has no width for is drawn all the same.
    let bar = Area {
        left: low.min(high - 2.0),
        right: high.max(low + 2.0),
        top: middle,
        bottom: middle + 10.0,
    };
    canvas.rectangle(bar, palette::accent(data.colour));
    let words = Label::new(&row.said, SMALL, palette::ink(data.colour)).within(x.to - x.from);
    let room = words.width();
    let at = (0.5 * (low + high) - 0.5 * room).clamp(x.from, (x.to - room).max(x.from));
    canvas.text(words, at, middle - 6.0);
    let chances: Vec<String> = row.chances.iter().flatten().map(|chance| said(*chance)).collect();
    let chances = Label::new(&chances.join(" / "), SMALL, INK).within(CHANCES - 8.0);
    canvas.text(chances.anchored(Anchor::End), right, middle + 0.36 * SMALL);
}

/// A chance that is small as such.
fn said(chance: f64) -> String {
    if chance < 0.001 { "<0.001".to_owned() } else { format!("{chance:.3}") }
}

/// The table behind a chart of limits: one row a number.
#[must_use]
pub fn table(data: &Limits) -> Rows {
    let header =
        ["name", "kind", "range", "low_level", "high_level", "low_p_value", "high_p_value"];
    let mut table = Rows::new(&header);
    for row in &data.rows {
        table.rows.push(vec![
            row.label.as_str().into(),
            row.kind.as_str().into(),
            row.said.as_str().into(),
            Cell::Number(row.levels[0]),
            Cell::Number(row.levels[1]),
            row.chances[0].into(),
            row.chances[1].into(),
        ]);
    }
    table
}
