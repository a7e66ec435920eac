//! The chance that each event has happened by a date.

use super::axis::{self, Scale};
use super::canvas::{Area, Canvas, Label, WIDTH};
use super::caption::Caption;
use super::column::{self, EndLabel};
use super::drawing::Drawing;
use super::flags::{self, Flag};
use super::frame::{self, SMALL};
use super::moment;
use super::number;
use super::palette::{self, ACCENT_COUNT, GREY};
use super::quantity::Unit;
use super::rows::{Cell, Rows};
use super::ticks;

/// One event.
#[derive(Debug, Clone, PartialEq)]
pub struct EventCurve {
    /// The event's name as people say it.
    pub label: String,
    /// Decimal year (2025.5 is 1 July 2025) and the fraction of paths on which it has happened, ascending by date.
    pub points: Vec<(f64, f64)>,
    /// True where the chance jumps at each date, false where it grows between dates.
    pub steps: bool,
}

/// A date that matters to the contract.
#[derive(Debug, Clone, PartialEq)]
pub struct Deadline {
    /// What is due.
    pub label: String,
    /// Decimal year of the day itself: 31 December 2030 is 2030 + (11 + 30 / 31) / 12.
    pub date: f64,
}

/// The data of an event chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Events {
    /// The events in the scenario's order, which gives their colours.
    pub curves: Vec<EventCurve>,
    /// Dates marked by a vertical line; may be empty.
    pub deadlines: Vec<Deadline>,
}

/// Deadlines that are marked; more would be noise.
const MOST_DEADLINES: usize = 5;

struct Curve {
    place: usize,
    label: String,
    steps: bool,
    points: Vec<(f64, f64)>,
    last: f64,
}

/// Events at most.
const MOST_EVENTS: usize = 16;

/// Draws an event chart.
#[must_use]
pub fn draw(data: &Events, caption: &Caption) -> Drawing {
    let attempts = (1..=MOST_EVENTS).rev();
    attempts
        .filter_map(|most| attempt(data, caption, most))
        .next()
        .unwrap_or_else(|| frame::no_data(caption, "there is no room for a single event."))
}

/// The picture with at most so many events, if their labels fit beside the plot.
fn attempt(data: &Events, caption: &Caption, most: usize) -> Option<Drawing> {
    let (mut curves, lost) = clean(data);
    let dates = curves.iter().flat_map(|curve| curve.points.iter().map(|point| point.0));
    let (start, end) = dates
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), date| (lo.min(date), hi.max(date)));
    if curves.is_empty() {
        return Some(frame::no_data(caption, "there is no event with a finite probability."));
    }
    let end = if end > start { end } else { start + 1.0 };
    let mut notes: Vec<String> = frame::left_out(lost, "point").into_iter().collect();
    notes.extend(keep_likeliest(&mut curves, most));
    let mut canvas = Canvas::default();
    let mut area = frame::caption(&mut canvas, caption, &notes);
    frame::axis_title(&mut canvas, &mut area, "Chance that it has happened", &Unit::Plain);
    let highest = curves.iter().flat_map(|curve| &curve.points).fold(0.0, |hi: f64, p| hi.max(p.1));
    let top = if highest > 0.5 { 1.0 } else { (1.08 * highest).max(0.0005) };
    let count = axis::vertical_count(area.height() - 30.0);
    let y_ticks = ticks::linear(0.0, top, count, &Unit::Fraction);
    area.left += axis::label_room(&y_ticks);
    let mut labels = end_labels(&curves);
    area.right -= column::room(&labels);
    let mut flags = deadline_flags(data, start, end);
    let shares: Vec<(f64, &Label)> =
        flags.iter().map(|flag| ((flag.x - start) / (end - start), &flag.label)).collect();
    area.right = area.right.min(flags::right_edge(&shares, area.left, WIDTH - 8.0));
    let x = Scale::linear(start, end, area.left, area.right);
    for flag in &mut flags {
        flag.x = x.place(flag.x);
    }
    area.top += flags::room(&flags);
    let x_ticks = axis::date_ticks(&x);
    area.bottom -= axis::horizontal_room(&x_ticks, "");
    if !column::fits(&area, &labels) {
        return None;
    }
    let y = Scale::linear(0.0, top, area.bottom, area.top);
    for label in &mut labels {
        label.at = y.place(label.at);
    }

    axis::draw_vertical(&mut canvas, &area, &y, &y_ticks);
    axis::draw_horizontal(&mut canvas, &area, &x, &x_ticks, "", false);
    let flags = flags.into_iter().map(|flag| Flag { foot: area.bottom, ..flag }).collect();
    flags::draw(&mut canvas, &area, flags);
    for curve in &curves {
        draw_curve(&mut canvas, curve, &x, &y, &area);
    }
    column::draw(&mut canvas, &area, labels);
    Some(canvas.finish(&caption.title))
}

/// Drops the least likely events beyond `most` and says so.
fn keep_likeliest(curves: &mut Vec<Curve>, most: usize) -> Option<String> {
    let beyond = curves.len().saturating_sub(most);
    if beyond == 0 {
        return None;
    }
    // Equally likely ones stay in the scenario's order.
    curves.sort_by(|a, b| b.last.total_cmp(&a.last).then(a.place.cmp(&b.place)));
    curves.truncate(most);
    curves.sort_by_key(|curve| curve.place);
    let plural = if beyond == 1 { "event is" } else { "events are" };
    Some(format!("{beyond} less likely {plural} not drawn."))
}

/// Curves with at least one finite point, and how many points were left out.
fn clean(data: &Events) -> (Vec<Curve>, usize) {
    let mut lost = 0;
    let mut curves = Vec::new();
    for (place, curve) in data.curves.iter().enumerate() {
        let finite = |point: &&(f64, f64)| moment::known(point.0) && point.1.is_finite();
        let points: Vec<(f64, f64)> = curve
            .points
            .iter()
            .filter(finite)
            .map(|(date, chance)| (*date, chance.clamp(0.0, 1.0)))
            .collect();
        lost += curve.points.len() - points.len();
        if let Some((_, last)) = points.last().copied() {
            let label = curve.label.clone();
            curves.push(Curve { place, label, steps: curve.steps, points, last });
        }
    }
    (curves, lost)
}

fn end_labels(curves: &[Curve]) -> Vec<EndLabel> {
    let label = |curve: &Curve| {
        let chance = number::percent(curve.last);
        let ink = palette::ink(curve.place);
        EndLabel::numbered(&chance, &curve.label, ink, 205.0, curve.last)
    };
    curves.iter().map(label).collect()
}

/// Flags of the deadlines between two dates, in order; their places are still dates.
fn deadline_flags(data: &Events, start: f64, end: f64) -> Vec<Flag> {
    let shown = |deadline: &&Deadline| deadline.date >= start && deadline.date <= end;
    let mut flags: Vec<Flag> = data
        .deadlines
        .iter()
        .filter(shown)
        .take(MOST_DEADLINES)
        .map(|deadline| {
            let text = format!("{}, {}", deadline.label, moment::month_and_year(deadline.date));
            let label = Label::new(&text, SMALL, GREY).within(210.0);
            Flag { label, x: deadline.date, colour: GREY, dashed: true, foot: 0.0 }
        })
        .collect();
    flags::sort(&mut flags);
    flags
}

fn draw_curve(canvas: &mut Canvas, curve: &Curve, x: &Scale, y: &Scale, area: &Area) {
    let mut line: Vec<(f64, f64)> = Vec::new();
    for (date, chance) in &curve.points {
        let point = (x.place(*date), y.place(*chance));
        if let (true, Some(before)) = (curve.steps, line.last().copied()) {
            line.push((point.0, before.1));
        }
        line.push(point);
    }
    // A curve that ends early stays at its last chance to the edge, where its label is.
    if let Some(last) = line.last().copied().filter(|last| last.0 < area.right) {
        line.push((area.right, last.1));
    }
    let accent = palette::accent(curve.place);
    canvas.line(line.clone(), accent, 2.4);
    if curve.place >= ACCENT_COUNT {
        // Colours repeat from here on: dots along the curve tell it from its elder sibling.
        let stride = (line.len() / 12).max(1);
        for point in line.iter().skip(stride / 2).step_by(stride) {
            canvas.dot(*point, 3.2, palette::ink(curve.place));
        }
    }
}

/// The table behind an event chart: one row an event and date.
#[must_use]
pub fn table(data: &Events) -> Rows {
    let mut table = Rows::new(&["event", "date", "cumulative_probability"]);
    for curve in &data.curves {
        for (date, chance) in &curve.points {
            let date = Cell::Text(moment::iso(*date));
            table.rows.push(vec![curve.label.as_str().into(), date, (*chance).into()]);
        }
    }
    table
}
