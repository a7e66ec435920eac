//! What each clause brings each side: one row a clause, one column a side, bars left and right of zero.

use super::canvas::{Anchor, Area, Canvas, Label, tint};
use super::caption::Caption;
use super::drawing::Drawing;
use super::font::{self, Weight};
use super::frame::{self, LINE, SMALL, TEXT};
use super::number::drawable;
use super::palette::{self, GREY, GRID, INK};
use super::quantity::Unit;
use super::rows::{Cell, Rows};
use super::strips::{self, Format, Row, Strip, extent};

/// What the whiskers of the bars show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whisker {
    /// The 90 % interval of the mean: how well the simulation knows it.
    MeanInterval90,
    /// The 5th and 95th percentile over paths: how uncertain the future is.
    P5ToP95,
}

/// What one clause brings one side, in the chart's unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClauseBar {
    /// The mean: what the side received under the clause (negative: paid), or what the clause is worth to it.
    pub mean: f64,
    /// Lower and upper end of the whisker, where there is one.
    pub whisker: Option<(f64, f64)>,
}

/// One side's column.
#[derive(Debug, Clone, PartialEq)]
pub struct ClauseSide {
    /// The side's name.
    pub label: String,
    /// The side's place in the scenario, which gives its colour.
    pub colour: usize,
    /// One entry for each of [`Clauses::clauses`]; none where the clause does not touch the side.
    pub bars: Vec<Option<ClauseBar>>,
}

/// The data of a chart of clauses.
#[derive(Debug, Clone, PartialEq)]
pub struct Clauses {
    /// The unit of all bars: `USD bn`.
    pub unit: Unit,
    /// What the whiskers are, said in a note.
    pub whisker: Whisker,
    /// Names of the clauses in the scenario's order; the picture sorts them by size.
    pub clauses: Vec<String>,
    /// The sides; at most four are drawn, the largest.
    pub sides: Vec<ClauseSide>,
}

impl Clauses {
    /// A mean as the picture writes it beside its bar.
    pub(crate) fn figure(&self, mean: f64) -> String {
        let bars = self.sides.iter().flat_map(|side| side.bars.iter().flatten());
        let largest = bars.map(|bar| bar.mean.abs()).filter(|mean| drawable(*mean));
        self.unit.label_in(mean, 0.1 * largest.fold(0.0, f64::max))
    }
}

/// Rows at most; what is beyond is collected in one of them.
const MOST_ROWS: usize = 16;
/// Sides at most.
const MOST_SIDES: usize = 4;

/// Draws a chart of clauses.
#[must_use]
pub fn draw(data: &Clauses, caption: &Caption) -> Drawing {
    let attempts = (1..=MOST_SIDES).rev();
    attempts.filter_map(|most| attempt(data, caption, most)).next().unwrap_or_else(|| {
        frame::no_data(caption, "the numbers are too long to stand beside their bars.")
    })
}

/// The picture with at most so many sides, if their bars and numbers fit beside each other.
fn attempt(data: &Clauses, caption: &Caption, most: usize) -> Option<Drawing> {
    let (sides, mut notes) = chosen_sides(data, most);
    let (rows, lost) = rows(data, &sides);
    if rows.is_empty() {
        return Some(frame::no_data(caption, "no clause moves anything."));
    }
    if rows.iter().flat_map(|row| row.bars.iter().flatten()).any(|bar| bar.whisker.is_some()) {
        let lines = match data.whisker {
            Whisker::MeanInterval90 => "its 90\u{202f}% interval",
            Whisker::P5ToP95 => "nine futures in ten (P5 to P95)",
        };
        notes.insert(0, format!("Bars: mean; lines: {lines}."));
    }
    notes.extend(frame::left_out(lost, "value"));
    let mut canvas = Canvas::default();
    let mut area = frame::caption(&mut canvas, caption, &notes);
    let titles: Vec<Vec<Label>> = sides.iter().map(|side| strips::title(side)).collect();
    area.top += LINE * titles.iter().map(Vec::len).fold(0, usize::max) as f64 + 6.0;
    let pitch = (area.height() / rows.len() as f64).min(62.0);
    let names = names(&rows, if sides.len() > 2 { 190.0 } else { 240.0 }, pitch);
    let names_width = names.iter().flatten().map(Label::width).fold(0.0, f64::max);
    let left = area.left + names_width + 12.0;
    let plot = Area { left, bottom: area.top + pitch * rows.len() as f64, ..area };
    let means = rows.iter().flat_map(|row| row.bars.iter().flatten().map(|bar| bar.mean.abs()));
    let format = Format { unit: &data.unit, largest: means.fold(0.0, f64::max) };
    let strips = strips::divide(&sides, &rows, &plot, &format)?;

    draw_names(&mut canvas, &area, names, pitch);
    for (place, strip) in strips.iter().enumerate() {
        let axis = libm::round(strip.scale.place(0.0));
        for (above, line) in titles[place].iter().rev().enumerate() {
            let line = line.clone().within(strip.right - strip.left);
            let half = line.width() / 2.0;
            let middle = axis.clamp(strip.left + half, strip.right - half);
            canvas.text(
                line.anchored(Anchor::Middle),
                middle,
                plot.top - 8.0 - LINE * above as f64,
            );
        }
        for (number, row) in rows.iter().enumerate() {
            let middle = plot.top + pitch * (number as f64 + 0.5);
            draw_bar(&mut canvas, &format, strip, row.bars[place], middle, pitch);
        }
        canvas.line(vec![(axis, plot.top), (axis, plot.bottom)], GREY, 1.0);
    }
    Some(canvas.finish(&caption.title))
}

fn draw_names(canvas: &mut Canvas, area: &Area, names: Vec<Vec<Label>>, pitch: f64) {
    let height = (0.5 * (pitch - 1.0)).clamp(TIGHT, LINE);
    for (place, lines) in names.into_iter().enumerate() {
        let middle = area.top + pitch * (place as f64 + 0.5);
        let first = middle - 0.5 * height * (lines.len() as f64 - 1.0);
        for (line, name) in lines.into_iter().enumerate() {
            canvas.text(name, area.left, first + height * line as f64 + 0.36 * TEXT);
        }
        if place > 0 {
            let height = area.top + pitch * place as f64;
            canvas.line(vec![(area.left, height), (area.right, height)], tint(GRID, 0.7), 1.0);
        }
    }
}

/// The sides to draw, in order, and a note about those that are not.
fn chosen_sides(data: &Clauses, most: usize) -> (Vec<&ClauseSide>, Vec<String>) {
    let mut places: Vec<usize> = (0..data.sides.len()).collect();
    let size = |place: &usize| -> f64 {
        let bars = data.sides[*place].bars.iter().flatten();
        bars.map(|bar| bar.mean.abs()).filter(|mean| drawable(*mean)).sum()
    };
    places.sort_by(|a, b| size(b).total_cmp(&size(a)));
    let left_out = places.split_off(places.len().min(most));
    places.sort_unstable();
    let mut notes = Vec::new();
    if !left_out.is_empty() {
        let names: Vec<&str> =
            left_out.iter().map(|place| data.sides[*place].label.as_str()).collect();
        notes.push(format!("Not drawn, being smaller: {}.", names.join(", ")));
    }
    (places.into_iter().map(|place| &data.sides[place]).collect(), notes)
}

/// The clauses that move anything, largest first, the smallest collected; and how many values were left out.
fn rows(data: &Clauses, sides: &[&ClauseSide]) -> (Vec<Row>, usize) {
    let mut lost = 0;
    let mut rows: Vec<Row> = Vec::new();
    for (place, clause) in data.clauses.iter().enumerate() {
        let mut bars = Vec::new();
        for side in sides {
            let bar = side.bars.get(place).copied().flatten();
            lost += usize::from(bar.is_some_and(|bar| !drawable(bar.mean)));
            bars.push(bar.filter(|bar| drawable(bar.mean)).map(|bar| ClauseBar {
                whisker: bar.whisker.filter(|(low, high)| drawable(*low) && drawable(*high)),
                ..bar
            }));
        }
        rows.push(Row { label: clause.clone(), bars });
    }
    let size = |row: &Row| -> f64 { row.bars.iter().flatten().map(|bar| bar.mean.abs()).sum() };
    rows.retain(|row| row.bars.iter().any(Option::is_some));
    rows.sort_by(|a, b| size(b).total_cmp(&size(a)));
    if rows.len() > MOST_ROWS {
        let rest = rows.split_off(MOST_ROWS - 1);
        let bars = (0..sides.len())
            .map(|side| {
                let bars: Vec<ClauseBar> = rest.iter().filter_map(|row| row.bars[side]).collect();
                // The interval of a sum does not follow from those of its parts: none is drawn.
                let mean = bars.iter().map(|bar| bar.mean).sum();
                (!bars.is_empty()).then_some(ClauseBar { mean, whisker: None })
            })
            .collect();
        rows.push(Row { label: format!("{} other clauses", rest.len()), bars });
    }
    (rows, lost)
}

/// The least height of a line of a name: letters that hang touch those that rise.
const TIGHT: f64 = 13.6;

/// The name of each row, on two lines where rows are high enough.
fn names(rows: &[Row], limit: f64, pitch: f64) -> Vec<Vec<Label>> {
    let lines = if pitch >= 2.0 * TIGHT + 1.0 { 2 } else { 1 };
    let label = |line: &String| Label::new(line, TEXT, INK);
    rows.iter()
        .map(|row| {
            let name = font::printable(&row.label);
            font::wrap(&name, TEXT, Weight::Regular, limit, lines).iter().map(label).collect()
        })
        .collect()
}

fn draw_bar(
    canvas: &mut Canvas,
    format: &Format<'_>,
    strip: &Strip<'_>,
    bar: Option<ClauseBar>,
    middle: f64,
    pitch: f64,
) {
    let Some(bar) = bar else { return };
    let half = (0.30 * pitch).min(14.0);
    let zero = libm::round(strip.scale.place(0.0));
    let end = strip.scale.place(bar.mean);
    let area = Area {
        left: zero.min(end),
        top: libm::round(middle - half),
        right: zero.max(end),
        bottom: libm::round(middle + half),
    };
    let accent = palette::accent(strip.side.colour);
    canvas.rectangle(area, if bar.mean < 0.0 { tint(accent, 0.55) } else { tint(accent, 1.0) });
    if let Some((low, high)) = bar.whisker {
        let (a, b) = (strip.scale.place(low), strip.scale.place(high));
        canvas.line(vec![(a, middle), (b, middle)], INK, 1.4);
        for end in [a, b] {
            canvas.line(vec![(end, middle - 3.0), (end, middle + 3.0)], INK, 1.4);
        }
    }
    let (low, high) = extent(&bar);
    let label = format.label(bar.mean);
    let baseline = middle + 0.36 * SMALL;
    if bar.mean < 0.0 {
        canvas.text(label.anchored(Anchor::End), strip.scale.place(low) - 5.0, baseline);
    } else {
        canvas.text(label, strip.scale.place(high) + 5.0, baseline);
    }
}

/// The table behind a chart of clauses: one row a clause and side, in the scenario's order.
#[must_use]
pub fn table(data: &Clauses) -> Rows {
    let (low, high) = match data.whisker {
        Whisker::MeanInterval90 => ("mean_low_90", "mean_high_90"),
        Whisker::P5ToP95 => ("p05", "p95"),
    };
    let mut table = Rows::new(&["clause", "side", "mean", low, high]);
    for (place, clause) in data.clauses.iter().enumerate() {
        for side in &data.sides {
            let bar = side.bars.get(place).copied().flatten();
            let whisker = bar.and_then(|bar| bar.whisker);
            table.rows.push(vec![
                clause.as_str().into(),
                side.label.as_str().into(),
                bar.map_or(Cell::Absent, |bar| bar.mean.into()),
                whisker.map(|ends| ends.0).into(),
                whisker.map(|ends| ends.1).into(),
            ]);
        }
    }
    table
}
