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
use super::strips::{self, Chunk, Format, Row, Strip, extent};

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
    /// What the bars add up to, where they do: it stands in a row of its own at the foot.
    pub sum: Option<f64>,
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
    /// The sides, all of which are drawn; where they are many, in several rows.
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
/// Sides beside each other at most.
const MOST_SIDES: usize = 4;
/// The height of a row: two lines of a name.
const PITCH: f64 = 29.0;
/// Space between two rows of sides.
const APART: f64 = 18.0;

/// Draws a chart of clauses.
#[must_use]
pub fn draw(data: &Clauses, caption: &Caption) -> Drawing {
    let attempts = (1..=MOST_SIDES).rev();
    attempts.filter_map(|most| attempt(data, caption, most)).next().unwrap_or_else(|| {
        frame::no_data(caption, "the numbers are too long to stand beside their bars.")
    })
}

/// The picture with at most so many sides beside each other, if their bars and numbers fit.
fn attempt(data: &Clauses, caption: &Caption, most: usize) -> Option<Drawing> {
    let sides = touched(data);
    let (rows, lost) = rows(data, &sides);
    if rows.is_empty() {
        return Some(frame::no_data(caption, "no clause moves anything."));
    }
    let notes = notes(data, &rows, lost);
    let panels = sides.len().div_ceil(most);
    let beside = sides.len().div_ceil(panels);
    let titles: Vec<Vec<Label>> = sides.iter().map(|side| strips::title(side)).collect();
    let above = |panel: usize| {
        let own = titles.iter().skip(panel * beside).take(beside);
        LINE * own.map(Vec::len).fold(0, usize::max) as f64 + 6.0
    };
    let shown = |panel: usize| of_panel(&rows, panel * beside, beside);
    let height = |panel: usize| above(panel) + PITCH * shown(panel).len() as f64;
    let content: f64 = (0..panels).map(|panel| height(panel) + APART).sum();
    // What stands around the plot takes the same room at any height.
    let around = frame::caption(&mut Canvas::default(), caption, &notes);
    let mut canvas = Canvas::of_height(content + Canvas::default().height - around.height());
    let area = frame::caption(&mut canvas, caption, &notes);
    let limit = if beside > 2 { 190.0 } else { 240.0 };
    let widths = names(&rows.iter().collect::<Vec<_>>(), limit, PITCH);
    let names_width = widths.iter().flatten().map(Label::width).fold(0.0, f64::max);
    let plot = Area { left: area.left + names_width + 12.0, ..area };
    let means = rows.iter().flat_map(|row| row.bars.iter().flatten().map(|bar| bar.mean.abs()));
    let format = Format { unit: &data.unit, largest: means.fold(0.0, f64::max) };
    let chunk = |panel: usize| Chunk { first: panel * beside, sides: &sides, rows: &rows, beside };
    let reach = (0..panels)
        .map(|panel| strips::divide(&chunk(panel), &plot, &format, f64::INFINITY).map(|it| it.0))
        .try_fold(f64::INFINITY, |least: f64, one| one.map(|one| least.min(one)))?;
    let mut top = area.top;
    for panel in 0..panels {
        let (_, strips) = strips::divide(&chunk(panel), &plot, &format, reach)?;
        let (bottom, shown) = (top + height(panel), shown(panel));
        let place = Area { top: top + above(panel), bottom, ..area };
        draw_names(&mut canvas, &place, names(&shown, limit, PITCH), &shown);
        for (own, strip) in strips.iter().enumerate() {
            let side = panel * beside + own;
            let bars = shown.iter().map(|row| row.bars.get(side).copied().flatten());
            draw_strip(&mut canvas, &format, strip, &place, titles.get(side)?, bars.collect());
        }
        top = bottom + APART;
    }
    Some(canvas.finish(&caption.title))
}

/// The rows that touch some of these sides.
fn of_panel(rows: &[Row], first: usize, count: usize) -> Vec<&Row> {
    let touches = |row: &&Row| row.bars.iter().skip(first).take(count).any(Option::is_some);
    rows.iter().filter(touches).collect()
}

fn notes(data: &Clauses, rows: &[Row], lost: usize) -> Vec<String> {
    let mut notes = Vec::new();
    if rows.iter().flat_map(|row| row.bars.iter().flatten()).any(|bar| bar.whisker.is_some()) {
        let lines = match data.whisker {
            Whisker::MeanInterval90 => "its 90\u{202f}% interval",
            Whisker::P5ToP95 => "nine futures in ten (P5 to P95)",
        };
        notes.push(format!("Bars: mean; lines: {lines}."));
    }
    notes.extend(frame::left_out(lost, "value"));
    notes
}

/// One side's column under its name.
fn draw_strip(
    canvas: &mut Canvas,
    format: &Format<'_>,
    strip: &Strip<'_>,
    place: &Area,
    title: &[Label],
    bars: Vec<Option<ClauseBar>>,
) {
    let axis = libm::round(strip.scale.place(0.0));
    for (above, line) in title.iter().rev().enumerate() {
        let line = line.clone().within(strip.right - strip.left);
        let half = line.width() / 2.0;
        let middle = axis.clamp(strip.left + half, strip.right - half);
        let baseline = place.top - 8.0 - LINE * above as f64;
        canvas.text(line.anchored(Anchor::Middle), middle, baseline);
    }
    for (number, bar) in bars.into_iter().enumerate() {
        let middle = place.top + PITCH * (number as f64 + 0.5);
        draw_bar(canvas, format, strip, bar, middle, PITCH);
    }
    canvas.line(vec![(axis, place.top), (axis, place.bottom)], GREY, 1.0);
}

fn draw_names(canvas: &mut Canvas, area: &Area, names: Vec<Vec<Label>>, rows: &[&Row]) {
    let pitch = PITCH;
    let height = (0.5 * (pitch - 1.0)).clamp(TIGHT, LINE);
    for (place, lines) in names.into_iter().enumerate() {
        let middle = area.top + pitch * (place as f64 + 0.5);
        let first = middle - 0.5 * height * (lines.len() as f64 - 1.0);
        for (line, name) in lines.into_iter().enumerate() {
            canvas.text(name, area.left, first + height * line as f64 + 0.36 * TEXT);
        }
        if place > 0 {
            let height = area.top + pitch * place as f64;
            // Above a sum stands a rule, as in a ledger.
            let rule = if rows.get(place).is_some_and(|row| row.sum) {
                GREY.into()
            } else {
                tint(GRID, 0.7)
            };
            canvas.line(vec![(area.left, height), (area.right, height)], rule, 1.0);
        }
    }
}

/// The sides that any clause touches.
fn touched(data: &Clauses) -> Vec<&ClauseSide> {
    let drawn = |side: &&ClauseSide| side.bars.iter().flatten().any(|bar| drawable(bar.mean));
    data.sides.iter().filter(drawn).collect()
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
        rows.push(Row { label: clause.clone(), bars, sum: false });
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
        rows.push(Row { label: format!("{} other clauses", rest.len()), bars, sum: false });
    }
    if sides.iter().any(|side| side.sum.is_some()) && !rows.is_empty() {
        let bar = |mean: f64| ClauseBar { mean, whisker: None };
        let sums = sides.iter().map(|side| side.sum.filter(|sum| drawable(*sum)).map(bar));
        rows.push(Row { label: "Payoff".to_string(), bars: sums.collect(), sum: true });
    }
    (rows, lost)
}

/// The least height of a line of a name: letters that hang touch those that rise.
const TIGHT: f64 = 13.6;

/// The name of each row, on two lines where rows are high enough.
fn names(rows: &[&Row], limit: f64, pitch: f64) -> Vec<Vec<Label>> {
    let lines = if pitch >= 2.0 * TIGHT + 1.0 { 2 } else { 1 };
    let label = |line: &String, bold: bool| {
        let label = Label::new(line, TEXT, INK);
        if bold { label.bold() } else { label }
    };
    rows.iter()
        .map(|row| {
            let name = font::printable(&row.label);
            let broken = font::wrap(&name, TEXT, Weight::Regular, limit, lines);
            broken.iter().map(|line| label(line, row.sum)).collect()
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
    if bar.mean < 0.0 {
        // Pale inside, but with an edge that can be seen.
        canvas.rectangle(area, tint(accent, 0.55));
        let Area { left, top, right, bottom } = area;
        let edge = vec![(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
        canvas.line(edge, accent, 1.2);
    } else {
        canvas.rectangle(area, accent);
    }
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
    for side in data.sides.iter().filter(|side| side.sum.is_some()) {
        let sum = side.sum.into();
        let row =
            vec!["payoff".into(), side.label.as_str().into(), sum, Cell::Absent, Cell::Absent];
        table.rows.push(row);
    }
    table
}
