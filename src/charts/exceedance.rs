//! The chance that a payoff exceeds any amount, for two or more sides on one picture.

use super::axis::{self, Scale, Shape};
use super::canvas::{Area, Canvas, Label};
use super::caption::Caption;
use super::dashes;
use super::drawing::Drawing;
use super::frame::{self, LINE, TEXT};
use super::number::drawable;
use super::palette::{self, Colour};
use super::quantity::Unit;
use super::rows::Rows;
use super::sample::Sample;
use super::ticks;

/// One side's curve.
#[derive(Debug, Clone, PartialEq)]
pub struct ExceedanceCurve {
    /// The side's name.
    pub side: String,
    /// The side's place in the scenario, which gives its colour.
    pub colour: usize,
    /// Amount in the chart's unit and the chance that the payoff exceeds it, ascending by amount; see [`points`].
    pub points: Vec<(f64, f64)>,
}

/// The data of an exceedance chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Exceedance {
    /// What the horizontal axis shows: `Payoff, present value`.
    pub quantity: String,
    /// Its unit: `USD bn`.
    pub unit: Unit,
    /// The sides.
    pub curves: Vec<ExceedanceCurve>,
}

impl Exceedance {
    /// An amount as every word of the picture writes it.
    pub(crate) fn figure(&self, amount: f64) -> String {
        self.unit.label(amount)
    }
}

/// The curve of a sample at 239 probabilities that are denser in the tails; empty for an empty sample.
///
/// A value that many paths share exactly gives a vertical piece, as it should.
#[must_use]
pub fn points(values: &[f64]) -> Vec<(f64, f64)> {
    let mut probabilities: Vec<f64> = (1..200).map(|i| f64::from(i) / 200.0).collect();
    let tails = (1..=20).map(|i| 0.005 * libm::pow(0.7, f64::from(i)));
    probabilities.extend(tails.flat_map(|tail| [tail, 1.0 - tail]));
    probabilities.sort_by(f64::total_cmp);
    let mut sample = Sample::new(values);
    let quantiles = sample.quantiles(&probabilities);
    quantiles.into_iter().zip(probabilities).map(|(amount, below)| (amount, 1.0 - below)).collect()
}

/// A curve in pixels with its name.
struct Line {
    points: Vec<(f64, f64)>,
    colour: Colour,
    /// Its place among the curves, which gives its dashes.
    pattern: usize,
    label: Label,
}

/// Draws an exceedance chart.
#[must_use]
pub fn draw(data: &Exceedance, caption: &Caption) -> Drawing {
    let (curves, lost) = clean(data);
    if curves.is_empty() {
        return frame::no_data(caption, "no side has a finite payoff.");
    }
    let (lo, hi, shape) = horizontal_range(&curves);
    let mut notes: Vec<String> = frame::left_out(lost, "point").into_iter().collect();
    if shape != Shape::Linear {
        notes.push(match shape {
            Shape::Symmetric { .. } => {
                "Far from zero, the horizontal axis is logarithmic.".to_string()
            }
            _ => "The horizontal axis is logarithmic.".to_string(),
        });
    }
    let mut canvas = Canvas::default();
    let mut area = frame::caption(&mut canvas, caption, &notes);
    frame::axis_title(&mut canvas, &mut area, "Chance to exceed the amount", &Unit::Plain);
    let y_ticks = ticks::linear(0.0, 1.0, 5, &Unit::Fraction);
    area.left += axis::label_room(&y_ticks);
    let x = Scale { lo, hi, from: area.left, to: area.right, shape };
    let x_ticks = axis::horizontal_ticks(&x, &data.unit);
    let title = frame::axis_name(&data.quantity, &data.unit);
    area.bottom -= axis::horizontal_room(&x_ticks, &title);

    // Names stand at the curves, with medians where there is room; else all stand in rows above the plot.
    let direct = [true, false].into_iter().find_map(|medians| {
        let lines = lines(data, &curves, &x, &area, medians);
        direct_places(&lines, &area).map(|places| (places, medians))
    });
    let mut key = Vec::new();
    if direct.is_none() {
        key = key_rows(area.width(), |medians| lines(data, &curves, &x, &area, medians));
        area.top += LINE * key.len() as f64 + 4.0;
    }
    let y = Scale::linear(0.0, 1.0, area.bottom, area.top);
    let medians = direct.as_ref().is_some_and(|(_, medians)| *medians);
    let lines = lines(data, &curves, &x, &area, medians);
    axis::draw_vertical(&mut canvas, &area, &y, &y_ticks);
    axis::draw_horizontal(&mut canvas, &area, &x, &x_ticks, &title, true);
    for line in &lines {
        for dash in dashes::patterned(&line.points, line.pattern) {
            canvas.line(dash, line.colour, 2.6);
        }
    }
    match direct {
        Some((places, _)) => {
            for (line, (left, baseline)) in lines.into_iter().zip(places) {
                canvas.text(line.label, left, baseline);
            }
        }
        None => draw_key(&mut canvas, &area, key),
    }
    canvas.finish(&caption.title)
}

/// Curves with at least two finite points, and how many points were left out.
fn clean(data: &Exceedance) -> (Vec<ExceedanceCurve>, usize) {
    let mut curves = data.curves.clone();
    for curve in &mut curves {
        curve.points.retain(|(amount, chance)| drawable(*amount) && chance.is_finite());
    }
    let count = |curves: &[ExceedanceCurve]| curves.iter().map(|c| c.points.len()).sum::<usize>();
    let lost = count(&data.curves) - count(&curves);
    curves.retain(|curve| curve.points.len() > 1);
    (curves, lost)
}

/// From the amount that 99.5 % exceed to the one that 0.5 % exceed, over all sides, and how to lay it out.
///
/// The axis is logarithmic where the largest amount is 25 times the usual one of some side, and mirrored about zero
/// where amounts are not all positive.
fn horizontal_range(curves: &[ExceedanceCurve]) -> (f64, f64, Shape) {
    let (mut lo, mut hi, mut usual) = (f64::INFINITY, f64::NEG_INFINITY, f64::INFINITY);
    for curve in curves {
        let inner = |point: &&(f64, f64)| (0.0049..=0.9951).contains(&point.1);
        let some_inner = curve.points.iter().any(|point| inner(&point));
        let mut sizes = Vec::new();
        for (amount, _) in curve.points.iter().filter(|point| !some_inner || inner(point)) {
            lo = lo.min(*amount);
            hi = hi.max(*amount);
            if *amount != 0.0 {
                sizes.push(amount.abs());
            }
        }
        sizes.sort_by(f64::total_cmp);
        if let Some(middle) = sizes.get(sizes.len() / 2) {
            usual = usual.min(*middle);
        }
    }
    let (lo, hi) = ticks::usable_range(lo, hi);
    let most = lo.abs().max(hi.abs());
    if !usual.is_finite() || most <= 25.0 * usual {
        let pad = 0.02 * (hi - lo);
        let from = if lo > 0.0 && lo < 0.3 * hi { 0.0 } else { lo - pad };
        return (from, hi + pad, Shape::Linear);
    }
    if lo > most * 1e-5 {
        return (lo / 1.1, hi * 1.1, Shape::Logarithmic);
    }
    // More than twelve powers of ten on one axis would tell nothing.
    let least = (usual / 3.0).max(1e-12 * most);
    let threshold = libm::exp10(libm::floor(libm::log10(least)));
    let wider = |end: f64| if end == 0.0 { 0.0 } else { 1.15 * end };
    (
        wider(lo).min(-0.3 * threshold),
        wider(hi).max(0.3 * threshold),
        Shape::Symmetric { threshold },
    )
}

/// The curves in pixels, from certainty at the left edge on, named with their medians on request.
fn lines(
    data: &Exceedance,
    curves: &[ExceedanceCurve],
    x: &Scale,
    area: &Area,
    medians: bool,
) -> Vec<Line> {
    let y = Scale::linear(0.0, 1.0, area.bottom, area.top);
    let line = |(pattern, curve): (usize, &ExceedanceCurve)| {
        let shown = curve.points.iter().filter(|point| point.0 >= x.lo && point.0 <= x.hi);
        let mut points: Vec<(f64, f64)> = shown
            .map(|(amount, chance)| (x.place(*amount), y.place(chance.clamp(0.0, 1.0))))
            .collect();
        let starts_inside = curve.points.first().is_some_and(|point| point.0 > x.lo);
        if let (true, Some(first)) = (starts_inside, points.first().copied()) {
            points.splice(0..0, [(area.left, area.top), (first.0, area.top)]);
        }
        let from_half = |point: &(f64, f64)| (point.1 - 0.5).abs();
        let median = curve.points.iter().min_by(|a, b| from_half(a).total_cmp(&from_half(b)));
        let text = match median {
            Some((amount, _)) if medians => {
                format!("{}, median {}", curve.side, data.figure(*amount))
            }
            _ => curve.side.clone(),
        };
        let label = Label::new(&text, TEXT, palette::ink(curve.colour)).bold().within(340.0);
        Line { points, colour: palette::accent(curve.colour), pattern, label }
    };
    curves.iter().enumerate().map(line).collect()
}

/// Left end and baseline of each name where none touches a curve, another name or the edge; none if one has no place.
fn direct_places(lines: &[Line], area: &Area) -> Option<Vec<(f64, f64)>> {
    const HEIGHTS: [f64; 13] =
        [0.5, 0.45, 0.4, 0.35, 0.6, 0.3, 0.7, 0.25, 0.2, 0.8, 0.15, 0.12, 0.9];
    let mut taken: Vec<Area> = Vec::new();
    let mut places = Vec::new();
    for line in lines {
        let width = line.label.width();
        let candidates = HEIGHTS.into_iter().flat_map(|chance| {
            let height = area.bottom - chance * area.height();
            // The curve falls to the right: beside the text it is furthest out at its lower or upper edge.
            let below = crossing(&line.points, height + 8.0).map(|x| x + 7.0);
            let above = crossing(&line.points, height - 8.0).map(|x| x - 7.0 - width);
            below.into_iter().chain(above).map(move |left| (left, height))
        });
        let free = candidates.into_iter().find_map(|(left, height)| {
            let baseline = height + 0.3 * line.label.size;
            let label = line.label.area(left, baseline);
            let inside = label.left > area.left + 3.0
                && label.right < area.right - 3.0
                && label.top > area.top + 3.0
                && label.bottom < area.bottom - 3.0;
            let clear = inside
                && taken.iter().all(|other| !other.overlaps(&label))
                && lines.iter().all(|other| !crosses(&other.points, &label));
            clear.then_some((left, baseline, label))
        })?;
        places.push((free.0, free.1));
        taken.push(free.2);
    }
    Some(places)
}

/// Where a falling curve passes a height.
fn crossing(points: &[(f64, f64)], height: f64) -> Option<f64> {
    points.windows(2).find_map(|pair| match pair {
        [a, b] if a.1 <= height && b.1 >= height && b.1 > a.1 => {
            Some(a.0 + (height - a.1) / (b.1 - a.1) * (b.0 - a.0))
        }
        _ => None,
    })
}

/// Whether a curve comes within 3 pixels of a text.
fn crosses(points: &[(f64, f64)], text: &Area) -> bool {
    const NEAR: f64 = 3.0;
    let inside = |x: f64, y: f64| {
        x > text.left - NEAR
            && x < text.right + NEAR
            && y > text.top - NEAR
            && y < text.bottom + NEAR
    };
    points.windows(2).any(|pair| {
        let [a, b] = [pair[0], pair[1]];
        let steps = libm::ceil(libm::hypot(b.0 - a.0, b.1 - a.1) / NEAR).max(1.0) as usize;
        (0..=steps).any(|step| {
            let share = step as f64 / steps as f64;
            inside(a.0 + share * (b.0 - a.0), a.1 + share * (b.1 - a.1))
        })
    })
}

/// Rows of names above the plot at most.
const KEY_ROWS: usize = 4;
/// What stands left of each name in the key: a piece of its line.
const KEY_LINE: f64 = 21.0;
/// Between the names of one row.
const KEY_GAP: f64 = 16.0;

/// Names in as many rows as they need, with medians where that leaves few rows, and cut only where there are too many.
fn key_rows(width: f64, named: impl Fn(bool) -> Vec<Line>) -> Vec<Vec<Line>> {
    for medians in [true, false] {
        let rows = beside(named(medians), width);
        if rows.len() <= KEY_ROWS {
            return rows;
        }
    }
    let mut lines = named(false);
    let room = width / lines.len().div_ceil(KEY_ROWS) as f64 - KEY_LINE - KEY_GAP;
    for line in &mut lines {
        line.label = line.label.clone().within(room.max(20.0));
    }
    beside(lines, width)
}

/// As many names beside each other as fit.
fn beside(lines: Vec<Line>, width: f64) -> Vec<Vec<Line>> {
    let mut rows: Vec<Vec<Line>> = Vec::new();
    let mut left = width;
    for line in lines {
        let needed = KEY_LINE + line.label.width();
        match rows.last_mut() {
            Some(row) if left >= needed => row.push(line),
            _ => {
                rows.push(vec![line]);
                left = width;
            }
        }
        left -= needed + KEY_GAP;
    }
    rows
}

/// All names above the plot, each with a piece of its line.
fn draw_key(canvas: &mut Canvas, area: &Area, rows: Vec<Vec<Line>>) {
    for (above, row) in rows.into_iter().rev().enumerate() {
        let baseline = area.top - 10.0 - LINE * above as f64;
        let height = baseline - 0.36 * TEXT;
        let mut left = area.left;
        for line in row {
            for dash in dashes::patterned(&[(left, height), (left + 16.0, height)], line.pattern) {
                canvas.line(dash, line.colour, 3.0);
            }
            let width = line.label.width();
            canvas.text(line.label, left + KEY_LINE, baseline);
            left += KEY_LINE + width + KEY_GAP;
        }
    }
}

/// The table behind an exceedance chart: one row a side and amount.
#[must_use]
pub fn table(data: &Exceedance) -> Rows {
    let mut table = Rows::new(&["side", "amount", "probability_to_exceed"]);
    for curve in &data.curves {
        for (amount, chance) in &curve.points {
            table.rows.push(vec![curve.side.as_str().into(), (*amount).into(), (*chance).into()]);
        }
    }
    table
}
