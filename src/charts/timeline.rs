//! What happens when: events by how likely they are by each date, and under each clause what is paid in each year.

use super::axis::{self, Scale};
use super::canvas::{Anchor, Area, Canvas, Label, tint};
use super::caption::Caption;
use super::drawing::Drawing;
use super::font::{self, Weight};
use super::frame::{self, LINE, SMALL, TEXT};
use super::moment;
use super::number::{self, drawable};
use super::palette::{self, GREY, GRID, INK, PALE};
use super::quantity::Unit;
use super::rows::{Cell, Rows};

/// Something that may happen.
#[derive(Debug, Clone, PartialEq)]
pub struct Happening {
    /// Its name.
    pub label: String,
    /// Decimal year and the fraction of paths on which it has happened by then, ascending by date.
    pub points: Vec<(f64, f64)>,
}

/// What is paid under one clause.
#[derive(Debug, Clone, PartialEq)]
pub struct Lane {
    /// The clause's name.
    pub label: String,
    /// Who pays whom: `OpenAI › Microsoft`.
    pub who: String,
    /// Colour of who receives.
    pub colour: usize,
    /// From when to when, as decimal years, and the mean amount that is paid between.
    pub amounts: Vec<(f64, f64, f64)>,
}

impl Lane {
    /// All amounts.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.amounts.iter().map(|(.., amount)| amount).sum()
    }
}

/// The data of a timeline.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    /// The unit of all amounts: `USD bn`.
    pub unit: Unit,
    /// First and last date, as decimal years.
    pub span: (f64, f64),
    /// Events and failures.
    pub happenings: Vec<Happening>,
    /// Clauses, in the order in which they stand.
    pub lanes: Vec<Lane>,
}

/// The height of the lane of an event.
const LOW: f64 = 24.0;
/// The height of the lane of a clause.
const HIGH: f64 = 40.0;
/// The width of the names.
const NAMES: f64 = 220.0;
/// The width of the column at the right.
const COLUMN: f64 = 78.0;

impl Timeline {
    /// An amount as every word of the picture writes it.
    pub(crate) fn figure(&self, amount: f64) -> String {
        let largest = self.lanes.iter().map(Lane::total).fold(0.0, f64::max);
        self.unit.label_in(amount, 0.1 * largest)
    }
}

/// Draws a timeline.
#[must_use]
pub fn draw(data: &Timeline, caption: &Caption) -> Drawing {
    let dated = moment::known(data.span.0) && moment::known(data.span.1);
    if !dated || (data.happenings.is_empty() && data.lanes.is_empty()) {
        return frame::no_data(caption, "nothing happens and nothing is paid.");
    }
    let notes = notes(data);
    let around = frame::caption(&mut Canvas::default(), caption, &notes);
    let rows = LOW * data.happenings.len() as f64 + HIGH * data.lanes.len() as f64;
    let content = LINE + 8.0 + rows + axis::horizontal_room(&[], "") + 6.0;
    let mut canvas = Canvas::of_height(content + Canvas::default().height - around.height());
    let area = frame::caption(&mut canvas, caption, &notes);
    let plot = Area {
        left: area.left + NAMES + 14.0,
        top: area.top + LINE + 8.0,
        right: area.right - COLUMN,
        bottom: area.top + LINE + 8.0 + rows,
    };
    let (start, end) = data.span;
    let x =
        Scale::linear(start, if end > start { end } else { start + 1.0 }, plot.left, plot.right);
    let ticks = axis::date_ticks(&x);
    axis::draw_horizontal(&mut canvas, &plot, &x, &ticks, "", true);
    let head = |text: &str| Label::new(text, SMALL, GREY).anchored(Anchor::End);
    canvas.text(head("in all").within(COLUMN), area.right, area.top + SMALL);
    let mut top = plot.top;
    for happening in &data.happenings {
        let row = Area { left: area.left, top, right: area.right, bottom: top + LOW };
        draw_happening(&mut canvas, happening, &x, &row);
        top += LOW;
    }
    for lane in &data.lanes {
        let row = Area { left: area.left, top, right: area.right, bottom: top + HIGH };
        draw_lane(&mut canvas, data, lane, &x, &row);
        top += HIGH;
    }
    canvas.finish(&caption.title)
}

fn notes(data: &Timeline) -> Vec<String> {
    let mut notes = Vec::new();
    if !data.happenings.is_empty() {
        notes.push("Grey: the darker, the more paths on which it has happened.".to_string());
    }
    if !data.lanes.is_empty() {
        notes
            .push("Bars: mean amount in each year, each clause on a scale of its own.".to_string());
    }
    notes
}

fn rule(canvas: &mut Canvas, row: &Area) {
    canvas.line(vec![(row.left, row.bottom), (row.right, row.bottom)], GRID, 1.0);
}

fn draw_happening(canvas: &mut Canvas, happening: &Happening, x: &Scale, row: &Area) {
    let middle = 0.5 * (row.top + row.bottom);
    let baseline = middle + 0.36 * TEXT;
    canvas.text(Label::new(&happening.label, TEXT, INK).within(NAMES), row.left, baseline);
    for pair in happening.points.windows(2) {
        let [(from, before), (to, after)] = [pair[0], pair[1]];
        let chance = 0.5 * (before + after);
        if !(chance > 0.0 && moment::known(from) && moment::known(to)) {
            continue;
        }
        let (left, right) = (x.place(from), x.place(to));
        // Five steps can be told apart; a rare event is still to be seen.
        let shade = (libm::ceil(5.0 * chance.min(1.0)) / 5.0) * 0.7;
        let area = Area { left, top: row.top + 5.0, right, bottom: row.bottom - 5.0 };
        canvas.rectangle(area, tint(INK, shade));
    }
    let last = happening.points.last().map_or(0.0, |point| point.1);
    let label = Label::new(&number::percent(last), SMALL, INK).anchored(Anchor::End);
    canvas.text(label, row.right, middle + 0.36 * SMALL);
    rule(canvas, row);
}

fn draw_lane(canvas: &mut Canvas, data: &Timeline, lane: &Lane, x: &Scale, row: &Area) {
    let name = font::shorten(&font::printable(&lane.label), TEXT, Weight::Regular, NAMES);
    canvas.text(Label::new(&name, TEXT, INK), row.left, row.top + 0.5 * HIGH - 4.0);
    let who = Label::new(&lane.who, SMALL, palette::ink(lane.colour)).within(NAMES);
    canvas.text(who, row.left, row.top + 0.5 * HIGH + LINE - 5.0);
    let base = row.bottom - 4.0;
    let drawn = || lane.amounts.iter().filter(|(.., amount)| drawable(*amount));
    // A part of a year is as high as the whole year would be at its pace.
    let pace = |(from, to, amount): &(f64, f64, f64)| amount / (to - from).max(1.0 / 12.0);
    let most = drawn().map(pace).fold(0.0, f64::max);
    for piece in drawn().filter(|piece| piece.2 > 0.0 && most > 0.0) {
        let height = (HIGH - 10.0) * pace(piece) / most;
        let (left, right) = (x.place(piece.0), x.place(piece.1));
        let area = Area { left: left + 0.5, top: base - height, right: right - 0.5, bottom: base };
        canvas.rectangle(area, palette::accent(lane.colour));
    }
    canvas.line(vec![(x.from, base), (x.to, base)], PALE, 1.0);
    let total = Label::new(&data.figure(lane.total()), SMALL, INK).anchored(Anchor::End);
    canvas.text(total, row.right, row.top + 0.5 * HIGH + 0.36 * SMALL);
    rule(canvas, row);
}

/// The table behind a timeline: events by date, then clauses by year.
#[must_use]
pub fn table(data: &Timeline) -> Rows {
    let header = ["kind", "name", "who", "from", "to", "amount", "cumulative_probability"];
    let mut table = Rows::new(&header);
    for happening in &data.happenings {
        for (date, chance) in &happening.points {
            let mut row: Vec<Cell> = vec!["event".into(), happening.label.as_str().into()];
            row.extend([Cell::Absent, Cell::Absent, Cell::Text(moment::iso(*date))]);
            row.extend([Cell::Absent, (*chance).into()]);
            table.rows.push(row);
        }
    }
    for lane in &data.lanes {
        for (from, to, amount) in &lane.amounts {
            let mut row: Vec<Cell> = vec!["clause".into(), lane.label.as_str().into()];
            row.push(lane.who.as_str().into());
            row.extend([*from, *to].map(|date| Cell::Text(moment::iso(date))));
            row.extend([(*amount).into(), Cell::Absent]);
            table.rows.push(row);
        }
    }
    table
}
