//! The chance that each event has happened by a date.

use super::axis::{self, Scale};
use super::canvas::{Area, Canvas, Label, WIDTH};
use super::caption::Caption;
use super::column::{self, EndLabel};
use super::dashes;
use super::drawing::Drawing;
use super::flags::{self, Flag};
use super::font::{self, Weight};
use super::frame::{self, SMALL};
use super::moment;
use super::number;
use super::palette::{self, ACCENT_COUNT, GREY};
use super::quantity::Unit;
use super::rows::{Cell, Rows};
use super::ticks;

/// How an event is to be seen; the table has all of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shown {
    /// By its curve.
    Curve,
    /// By a flag above this day (a decimal year): it is certain to happen then, as a date is.
    Flag(f64),
    /// In the table only, because another curve shows it already.
    Table,
}

/// One event.
#[derive(Debug, Clone, PartialEq)]
pub struct EventCurve {
    /// The event's name as people say it.
    pub label: String,
    /// Decimal year (2025.5 is 1 July 2025) and the fraction of paths on which it has happened, ascending by date.
    pub points: Vec<(f64, f64)>,
    /// True where the chance jumps at each date, false where it grows between dates.
    pub steps: bool,
    /// Whether it gets a curve, a flag, or neither.
    pub shown: Shown,
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
    /// The events in the scenario's order.
    pub curves: Vec<EventCurve>,
    /// Further dates marked by a vertical line; may be empty.
    pub deadlines: Vec<Deadline>,
}

/// Dates that are marked; more would be noise.
const MOST_FLAGS: usize = 5;
/// Where no chance comes to this much the axis ends early.
const RARE: f64 = 0.05;
/// Curves that can be told apart in one picture.
const MOST_CURVES: usize = ACCENT_COUNT;

struct Curve {
    /// Its place in the scenario.
    place: usize,
    label: String,
    steps: bool,
    points: Vec<(f64, f64)>,
    last: f64,
}

/// Draws an event chart.
#[must_use]
pub fn draw(data: &Events, caption: &Caption) -> Drawing {
    let attempts = (1..=MOST_CURVES).rev();
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
    let (flagged, unflagged) = flagged(data, start, end);
    let dropped = keep_uncertain(&mut curves, most);
    notes.extend(table_only(data, dropped.iter().chain(&unflagged).map(String::as_str)));
    let highest = curves.iter().flat_map(|curve| &curve.points).fold(0.0, |hi: f64, p| hi.max(p.1));
    let top = if highest >= RARE { 1.0 } else { (1.08 * highest).max(0.0005) };
    if top < 1.0 {
        notes.push("The vertical axis ends far below 100\u{202f}%.".to_string());
    }
    let mut canvas = Canvas::default();
    let mut area = frame::caption(&mut canvas, caption, &notes);
    frame::axis_title(&mut canvas, &mut area, "Chance that it has happened", &Unit::Plain);
    let count = axis::vertical_count(area.height() - 30.0);
    let y_ticks = ticks::linear(0.0, top, count, &Unit::Fraction);
    area.left += axis::label_room(&y_ticks);
    let mut labels = end_labels(&curves);
    area.right -= column::room(&labels);
    let mut flags = flags_of(&flagged, start, end);
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
    for (place, curve) in curves.iter().enumerate() {
        draw_curve(&mut canvas, curve, place, &x, &y, &area);
    }
    column::draw(&mut canvas, &area, labels);
    Some(canvas.finish(&caption.title))
}

/// Drops the curves that say least beyond `most`, and gives their names: those of events that are all but certain, or
/// all but impossible, by every date.
fn keep_uncertain(curves: &mut Vec<Curve>, most: usize) -> Vec<String> {
    // The mean over the dates of the variance of having happened.
    let doubt = |curve: &Curve| {
        let sum: f64 = curve.points.iter().map(|(_, chance)| chance * (1.0 - chance)).sum();
        sum / curve.points.len() as f64
    };
    // Equally uncertain ones stay in the scenario's order.
    curves.sort_by(|a, b| doubt(b).total_cmp(&doubt(a)).then(a.place.cmp(&b.place)));
    let mut dropped = curves.split_off(most.min(curves.len()));
    curves.sort_by_key(|curve| curve.place);
    dropped.sort_by_key(|curve| curve.place);
    dropped.into_iter().map(|curve| curve.label).collect()
}

/// The note about events that have neither curve nor flag.
fn table_only<'a>(data: &'a Events, dropped: impl Iterator<Item = &'a str>) -> Option<String> {
    /// Names that are written out.
    const NAMED: usize = 4;
    let of_the_table = data.curves.iter().filter(|curve| curve.shown == Shown::Table);
    let names: Vec<&str> = of_the_table.map(|curve| curve.label.as_str()).chain(dropped).collect();
    let beyond = names.len().saturating_sub(NAMED);
    let more = if beyond > 0 { format!("; and {beyond} more") } else { String::new() };
    let named = names.get(..NAMED).unwrap_or(&names).join("; ");
    (!names.is_empty()).then(|| format!("In the table only: {named}{more}."))
}

/// Curves with at least one finite point, and how many points were left out.
fn clean(data: &Events) -> (Vec<Curve>, usize) {
    let mut lost = 0;
    let mut curves = Vec::new();
    let drawn = |(_, curve): &(usize, &EventCurve)| curve.shown == Shown::Curve;
    for (place, curve) in data.curves.iter().enumerate().filter(drawn) {
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
    let label = |(place, curve): (usize, &Curve)| {
        let chance = number::percent(curve.last);
        let ink = palette::ink(place);
        EndLabel::numbered(&chance, &curve.label, ink, 205.0, curve.last)
    };
    curves.iter().enumerate().map(label).collect()
}

/// Names and days to be marked between two dates, and the names of events whose day is one too many.
fn flagged(data: &Events, start: f64, end: f64) -> (Vec<(&str, f64)>, Vec<String>) {
    let certain = data.curves.iter().filter_map(|curve| match curve.shown {
        Shown::Flag(day) => Some((curve.label.as_str(), day)),
        Shown::Curve | Shown::Table => None,
    });
    let further = data.deadlines.iter().map(|deadline| (deadline.label.as_str(), deadline.date));
    let inside = |(_, day): &(&str, f64)| *day >= start && *day <= end;
    let (mut shown, outside): (Vec<_>, Vec<_>) = certain.partition(inside);
    let beyond = shown.split_off(MOST_FLAGS.min(shown.len()));
    shown.extend(further.filter(inside).take(MOST_FLAGS - shown.len()));
    let unshown = beyond.into_iter().chain(outside).map(|(name, _)| name.to_string());
    (shown, unshown.collect())
}

/// Flags in order; their places are still dates.
fn flags_of(days: &[(&str, f64)], start: f64, end: f64) -> Vec<Flag> {
    let flag = |(name, day): &(&str, f64)| {
        // The month must not be cut off with the end of a long name.
        let month = format!(", {}", moment::month_and_year(*day));
        // About what is left to the picture's edge.
        let limit = (720.0 - 510.0 * (day - start) / (end - start)).clamp(210.0, 340.0);
        let room = limit - font::width(&month, SMALL, Weight::Regular);
        let name = font::shorten(&font::printable(name), SMALL, Weight::Regular, room);
        let label = Label::new(&format!("{name}{month}"), SMALL, GREY);
        Flag { label, x: *day, colour: GREY, dashed: true, foot: 0.0 }
    };
    let mut flags: Vec<Flag> = days.iter().map(flag).collect();
    flags::sort(&mut flags);
    flags
}

fn draw_curve(canvas: &mut Canvas, curve: &Curve, place: usize, x: &Scale, y: &Scale, area: &Area) {
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
    for dash in dashes::patterned(&line, place) {
        canvas.line(dash, palette::accent(place), 2.4);
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
