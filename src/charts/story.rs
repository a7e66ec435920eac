//! One path as a dated story: what its drivers do, what happens, what is paid under each clause and why, and what each side has so far.

use super::axis::{self, Scale};
use super::canvas::{Anchor, Area, Canvas, Label};
use super::caption::Caption;
use super::drawing::Drawing;
use super::font::{self, Weight};
use super::frame::{self, LINE, SMALL, TEXT};
use super::moment;
use super::number::drawable;
use super::palette::{self, GREY, GRID, INK, NOBODY, PALE};
use super::quantity::Unit;
use super::rows::{Cell, Rows};

/// A number over time: a driver, the cash of a company, what a side has so far.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// Its name.
    pub label: String,
    /// Its unit.
    pub unit: Unit,
    /// Colour of whose it is.
    pub colour: usize,
    /// Decimal year and value, ascending by date.
    pub points: Vec<(f64, f64)>,
}

/// What is paid under one clause.
#[derive(Debug, Clone, PartialEq)]
pub struct Paid {
    /// The clause's name.
    pub label: String,
    /// Who pays whom: `OpenAI › Microsoft`.
    pub who: String,
    /// Colour of who receives.
    pub colour: usize,
    /// From when to when, as decimal years, and the amount that is paid between; one below zero goes the other way.
    pub amounts: Vec<(f64, f64, f64)>,
    /// When something about it is not plain, and why: `cap of 92 reached`.
    pub reason: Option<(f64, String)>,
}

impl Paid {
    /// All amounts.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.amounts.iter().map(|(.., amount)| amount).sum()
    }
}

/// The data of a story.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    /// The unit of all amounts: `USD bn`.
    pub unit: Unit,
    /// First and last date, as decimal years.
    pub span: (f64, f64),
    /// Drivers and cash.
    pub states: Vec<Course>,
    /// Date and name of what happens, ascending by date.
    pub events: Vec<(f64, String)>,
    /// Clauses, in the order in which they stand.
    pub lanes: Vec<Paid>,
    /// What each side has so far.
    pub sums: Vec<Course>,
}

/// The height of the row of an event.
const LOW: f64 = 22.0;
/// The height of the row of a clause or a number.
const HIGH: f64 = 42.0;
/// The height of a line with a reason.
const REASON: f64 = 17.0;
/// The width of the names.
const NAMES: f64 = 220.0;
/// The width of the column at the right.
const COLUMN: f64 = 86.0;

impl Story {
    /// An amount as every word of the picture writes it.
    pub(crate) fn figure(&self, amount: f64) -> String {
        let totals = self.lanes.iter().map(|lane| lane.total().abs());
        let sums = self.sums.iter().filter_map(|sum| Some(sum.points.last()?.1.abs()));
        self.unit.label_in(amount, 0.1 * totals.chain(sums).fold(0.0, f64::max))
    }

    fn height(&self) -> f64 {
        let courses = HIGH * (self.states.len() + self.sums.len()) as f64;
        let reasons = self.lanes.iter().filter(|lane| lane.reason.is_some()).count();
        let lanes = HIGH * self.lanes.len() as f64 + REASON * reasons as f64;
        courses + LOW * self.events.len() as f64 + lanes
    }
}

/// Draws a story.
#[must_use]
pub fn draw(data: &Story, caption: &Caption) -> Drawing {
    let dated = moment::known(data.span.0) && moment::known(data.span.1);
    if !dated || data.height() == 0.0 {
        return frame::no_data(caption, "nothing happens and nothing is paid.");
    }
    let notes = notes(data);
    let around = frame::caption(&mut Canvas::default(), caption, &notes);
    let content = LINE + 8.0 + data.height() + axis::horizontal_room(&[], "") + 6.0;
    let mut canvas = Canvas::of_height(content + Canvas::default().height - around.height());
    let area = frame::caption(&mut canvas, caption, &notes);
    let top = area.top + LINE + 8.0;
    let plot = Area {
        left: area.left + NAMES + 14.0,
        top,
        right: area.right - COLUMN,
        bottom: top + data.height(),
    };
    let (start, end) = data.span;
    let x =
        Scale::linear(start, if end > start { end } else { start + 1.0 }, plot.left, plot.right);
    let ticks = axis::date_ticks(&x);
    axis::draw_horizontal(&mut canvas, &plot, &x, &ticks, "", true);
    let head = Label::new("in all, at the end", SMALL, GREY).anchored(Anchor::End);
    canvas.text(head, area.right, area.top + SMALL);
    for (date, _) in data.events.iter().filter(|(date, _)| moment::known(*date)) {
        let at = x.place(*date);
        canvas.line(vec![(at, plot.top), (at, plot.bottom)], PALE, 1.0);
    }
    let mut top = plot.top;
    let mut row = |height: f64| {
        let row = Area { left: area.left, top, right: area.right, bottom: top + height };
        top += height;
        row
    };
    data.states.iter().for_each(|course| draw_course(&mut canvas, course, &x, &row(HIGH)));
    data.events.iter().for_each(|event| draw_event(&mut canvas, event, &x, &row(LOW)));
    for lane in &data.lanes {
        let reason = if lane.reason.is_some() { REASON } else { 0.0 };
        draw_lane(&mut canvas, data, lane, &x, &row(HIGH + reason));
    }
    data.sums.iter().for_each(|course| draw_course(&mut canvas, course, &x, &row(HIGH)));
    canvas.finish(&caption.title)
}

fn notes(data: &Story) -> Vec<String> {
    let mut notes = Vec::new();
    if !data.lanes.is_empty() {
        notes.push(
            "Bars: what is paid in each period, each clause on a scale of its own; pale the other way."
                .to_string(),
        );
    }
    if !data.sums.is_empty() {
        notes.push("So far: present value of what a side has received, less what it paid.".into());
    }
    notes
}

fn rule(canvas: &mut Canvas, row: &Area) {
    canvas.line(vec![(row.left, row.bottom), (row.right, row.bottom)], GRID, 1.0);
}

fn draw_course(canvas: &mut Canvas, course: &Course, x: &Scale, row: &Area) {
    let middle = 0.5 * (row.top + row.bottom);
    canvas.text(Label::new(&course.label, TEXT, INK).within(NAMES), row.left, middle + 0.36 * TEXT);
    let known: Vec<(f64, f64)> =
        course.points.iter().copied().filter(|(_, value)| drawable(*value)).collect();
    let values = || known.iter().map(|(_, value)| *value);
    let (low, high) = (values().fold(0.0, f64::min), values().fold(0.0, f64::max));
    let y = Scale::linear(
        low,
        if high > low { high } else { low + 1.0 },
        row.bottom - 5.0,
        row.top + 5.0,
    );
    let zero = y.place(0.0);
    canvas.line(vec![(x.from, zero), (x.to, zero)], PALE, 1.0);
    let points = known.iter().map(|(date, value)| (x.place(*date), y.place(*value))).collect();
    let ink = if course.colour == NOBODY { INK } else { palette::accent(course.colour) };
    canvas.line(points, ink, 2.0);
    if let Some((_, last)) = known.last() {
        let text = course.unit.label_in(*last, 0.1 * (high - low));
        let label = Label::new(&text, SMALL, INK).anchored(Anchor::End).within(COLUMN);
        canvas.text(label, row.right, middle + 0.36 * SMALL);
    }
    rule(canvas, row);
}

fn draw_event(canvas: &mut Canvas, (date, name): &(f64, String), x: &Scale, row: &Area) {
    let middle = 0.5 * (row.top + row.bottom);
    canvas.text(Label::new(name, TEXT, INK).within(NAMES), row.left, middle + 0.36 * TEXT);
    if moment::known(*date) {
        let at = x.place(*date);
        let mark =
            Area { left: at - 4.0, top: middle - 4.0, right: at + 4.0, bottom: middle + 4.0 };
        canvas.rectangle(mark, INK);
        let day = Label::new(&moment::iso(*date), SMALL, INK).anchored(Anchor::End);
        canvas.text(day, row.right, middle + 0.36 * SMALL);
    }
    rule(canvas, row);
}

fn draw_lane(canvas: &mut Canvas, data: &Story, lane: &Paid, x: &Scale, row: &Area) {
    let name = font::shorten(&font::printable(&lane.label), TEXT, Weight::Regular, NAMES);
    canvas.text(Label::new(&name, TEXT, INK), row.left, row.top + 0.5 * HIGH - 4.0);
    let who = Label::new(&lane.who, SMALL, palette::ink(lane.colour)).within(NAMES);
    canvas.text(who, row.left, row.top + 0.5 * HIGH + LINE - 5.0);
    let base = row.top + HIGH - 4.0;
    let drawn = || lane.amounts.iter().filter(|(.., amount)| drawable(*amount));
    let most = drawn().map(|piece| piece.2.abs()).fold(0.0, f64::max);
    for (from, to, amount) in drawn().filter(|piece| piece.2 != 0.0) {
        let height = (HIGH - 10.0) * amount.abs() / most;
        let (left, right) = (x.place(*from), x.place(*to));
        let area =
            Area { left, top: base - height, right: (right - 1.0).max(left + 1.0), bottom: base };
        let ink = if *amount > 0.0 { palette::accent(lane.colour) } else { PALE };
        canvas.rectangle(area, ink);
    }
    canvas.line(vec![(x.from, base), (x.to, base)], PALE, 1.0);
    let total = Label::new(&data.figure(lane.total()), SMALL, INK).anchored(Anchor::End);
    canvas.text(total.within(COLUMN), row.right, row.top + 0.5 * HIGH + 0.36 * SMALL);
    if let Some((date, why)) = &lane.reason {
        let text = format!("{}: {why}", moment::iso(*date));
        let label = Label::new(&text, SMALL, GREY).within(row.width());
        canvas.text(label, row.left, row.top + HIGH + SMALL - 1.0);
    }
    rule(canvas, row);
}

/// The table behind a story: numbers, events, payments, and what sides have so far, each by date.
#[must_use]
pub fn table(data: &Story) -> Rows {
    let header = ["kind", "name", "who", "from", "to", "number", "why"];
    let mut table = Rows::new(&header);
    let mut courses = |kind: &str, courses: &[Course]| {
        for course in courses {
            for (date, value) in &course.points {
                let mut row: Vec<Cell> = vec![kind.into(), course.label.as_str().into()];
                row.extend([Cell::Absent, Cell::Absent, Cell::Text(moment::iso(*date))]);
                row.extend([(*value).into(), Cell::Absent]);
                table.rows.push(row);
            }
        }
    };
    courses("state", &data.states);
    courses("so far", &data.sums);
    for (date, name) in &data.events {
        let mut row: Vec<Cell> = vec!["event".into(), name.as_str().into()];
        row.extend([Cell::Absent, Cell::Absent, Cell::Text(moment::iso(*date))]);
        row.extend([Cell::Absent, Cell::Absent]);
        table.rows.push(row);
    }
    for lane in &data.lanes {
        for (from, to, amount) in &lane.amounts {
            let mut row: Vec<Cell> = vec!["clause".into(), lane.label.as_str().into()];
            row.push(lane.who.as_str().into());
            row.extend([*from, *to].map(|date| Cell::Text(moment::iso(date))));
            let own = lane.reason.as_ref().filter(|(date, _)| from <= date && date < to);
            row.extend([
                (*amount).into(),
                own.map_or(Cell::Absent, |(_, why)| Cell::Text(why.clone())),
            ]);
            table.rows.push(row);
        }
    }
    table
}
