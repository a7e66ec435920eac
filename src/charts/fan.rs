//! A quantity over time: what it was, its median path, and the bands that hold half and nine tenths of the futures.

use super::axis::{self, Scale, Shape};
use super::canvas::{Area, Canvas, Label, tint};
use super::caption::Caption;
use super::column::{self, EndLabel};
use super::dashes;
use super::drawing::Drawing;
use super::flags::{self, Flag};
use super::frame::{self, LINE, SMALL, TEXT};
use super::moment;
use super::number::drawable;
use super::palette::{self, GREY, INK};
use super::quantity::Unit;
use super::rows::{Cell, Rows};
use super::ticks;

/// The spread at one date, all values in the chart's unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// Decimal year in which a month is a twelfth: 2025.5 is 1 July 2025.
    pub date: f64,
    /// 5th percentile.
    pub p05: f64,
    /// 25th percentile.
    pub p25: f64,
    /// Median.
    pub p50: f64,
    /// 75th percentile.
    pub p75: f64,
    /// 95th percentile.
    pub p95: f64,
    /// Mean, drawn as a dashed line where it is given for every date.
    pub mean: Option<f64>,
}

/// A level that matters, drawn as a dashed line over all dates.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    /// What it is: `cap`, `threshold`.
    pub label: String,
    /// Its height in the chart's unit.
    pub value: f64,
}

/// The data of a fan chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Fan {
    /// What the vertical axis shows: `Revenue`.
    pub quantity: String,
    /// Its unit: `USD bn a year`.
    pub unit: Unit,
    /// Colour of the bands: the side's place in the scenario, or 0.
    pub colour: usize,
    /// Observed values before the start as (decimal year, value), ascending by date; may be empty.
    pub history: Vec<(f64, f64)>,
    /// The spread at each date, ascending by date.
    pub steps: Vec<Spread>,
    /// Caps, thresholds and other levels; may be empty.
    pub references: Vec<Reference>,
    /// How many paths there are.
    pub paths: u64,
    /// Values that many paths share at the last date; they are written with three digits.
    pub shared: Vec<f64>,
}

impl Fan {
    /// A value as every word of the picture writes it.
    pub(crate) fn figure(&self, value: f64) -> String {
        let (fan, _) = clean(self);
        let (lo, hi, _) = vertical_range(&fan, &mut Vec::new());
        fan.written(value, hi - lo)
    }

    /// A value with the digits that can be seen on an axis `span` long.
    fn written(&self, value: f64, span: f64) -> String {
        if self.shared.contains(&value) {
            self.unit.label(value)
        } else {
            self.unit.label_in(value, span)
        }
    }

    /// Where the mean is not among the labels of the last date.
    fn mean_said(&self) -> Option<String> {
        let last = self.steps.last()?;
        let beyond = |mean: &f64| *mean < last.p05 || *mean > last.p95;
        last.mean.filter(beyond).map(|mean| {
            format!("The mean ends at {}, beyond nine paths in ten.", self.figure(mean))
        })
    }

    /// Whether all is above zero and its upper end would press the rest of it flat.
    fn is_logarithmic(&self) -> bool {
        let history = self.history.iter().map(|point| point.1);
        let mut lows = self.steps.iter().map(|step| step.p05).chain(history);
        let flat = |last: &Spread| last.p95 > 100.0 * last.p50;
        self.references.is_empty()
            && self.steps.last().is_some_and(flat)
            && lows.all(|low| low > 0.0)
    }

    /// What the bands are, and what lies in them.
    fn bands(&self) -> String {
        /// Fewer paths than these cannot be divided into tenths.
        const FEW: u64 = 100;
        if self.steps.iter().all(|step| step.p05 == step.p95) {
            "The same on every path, or on nine paths in ten at least.".to_owned()
        } else if self.paths < FEW {
            "The bands reach from P5 to P95 and, darker, from P25 to P75.".to_owned()
        } else {
            "At each date at least nine paths in ten lie between P5 and P95, and at least half in the darker band \
             between P25 and P75."
                .to_owned()
        }
    }
}

/// Draws a fan chart.
#[must_use]
pub fn draw(data: &Fan, caption: &Caption) -> Drawing {
    let cleaned = clean(data);
    let fan = &cleaned.0;
    let (Some(first), Some(last)) = (fan.steps.first(), fan.steps.last()) else {
        return frame::no_data(caption, "there is no date with finite percentiles.");
    };
    let mut notes = vec![fan.bands()];
    notes.extend(fan.mean_said());
    notes.extend(frame::left_out(cleaned.1, "date"));
    let (lo, hi, shown) = vertical_range(fan, &mut notes);
    let mut canvas = Canvas::default();
    let mut area = frame::caption(&mut canvas, caption, &notes);
    // The subtitle says what is shown and in which unit.
    area.top += 8.0;

    let start = fan.history.first().map_or(first.date, |point| point.0.min(first.date));
    let end = if last.date > start { last.date } else { start + 1.0 };
    if !fan.history.is_empty() {
        area.top += LINE + 2.0;
    }
    let plot_height = area.height() - 30.0;
    let shape = if fan.is_logarithmic() { Shape::Logarithmic } else { Shape::Linear };
    let y_ticks = match shape {
        Shape::Linear => ticks::linear(lo, hi, axis::vertical_count(plot_height), &fan.unit),
        _ => ticks::logarithmic(lo, hi, None, &fan.unit),
    };
    area.left += axis::label_room(&y_ticks);
    let mut labels = end_labels(fan, last, &shown, hi - lo);
    area.right -= column::room(&labels);
    let x = Scale::linear(start, end, area.left, area.right);
    let x_ticks = axis::date_ticks(&x);
    area.bottom -= axis::horizontal_room(&x_ticks, "");
    let y = Scale { lo, hi, from: area.bottom, to: area.top, shape };
    for label in &mut labels {
        label.at = y.place(label.at);
    }

    axis::draw_vertical(&mut canvas, &area, &y, &y_ticks);
    axis::draw_horizontal(&mut canvas, &area, &x, &x_ticks, "", false);
    draw_bands(&mut canvas, fan, &x, &y);
    for reference in &shown {
        let height = y.place(reference.value);
        canvas.dashes((area.left, height), (area.right, height), INK, 1.2);
    }
    draw_history(&mut canvas, fan, first, &x, &y, &area);
    column::draw(&mut canvas, &area, labels);
    canvas.finish(&caption.title)
}

/// The data without dates and levels that are not finite, and how many dates those were.
fn clean(data: &Fan) -> (Fan, usize) {
    let finite = |step: &Spread| {
        moment::known(step.date)
            && [step.p05, step.p25, step.p50, step.p75, step.p95].iter().all(|v| drawable(*v))
    };
    let mut fan = data.clone();
    fan.steps.retain(finite);
    fan.history.retain(|(date, value)| moment::known(*date) && drawable(*value));
    fan.references.retain(|reference| drawable(reference.value));
    let all_means = fan.steps.iter().all(|step| step.mean.is_some_and(drawable));
    if !all_means {
        fan.steps.iter_mut().for_each(|step| step.mean = None);
    }
    let kept = fan.steps.len() + fan.history.len();
    let lost = data.steps.len() + data.history.len() - kept;
    (fan, lost)
}

/// The vertical range, and the references that lie in it; of the others a note is made.
fn vertical_range(fan: &Fan, notes: &mut Vec<String>) -> (f64, f64, Vec<Reference>) {
    let steps = fan.steps.iter().flat_map(|step| [step.p05, step.p95, step.p50]);
    let values = steps.chain(fan.history.iter().map(|point| point.1));
    let (mut lo, mut hi) = values
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), value| (lo.min(value), hi.max(value)));
    if fan.is_logarithmic() {
        notes.push("The vertical axis is logarithmic.".to_string());
        return (lo / 1.1, hi * 1.1, Vec::new());
    }
    let reach = (hi - lo.min(0.0)).max(0.1 * hi.abs());
    let (near, far): (Vec<Reference>, Vec<Reference>) =
        fan.references.iter().cloned().partition(|reference| {
            reference.value <= hi + 0.6 * reach && reference.value >= lo - 0.6 * reach
        });
    for reference in far {
        let side = if reference.value > hi { "above" } else { "below" };
        let level = fan.unit.label(reference.value);
        notes.push(format!("Not shown, being far {side}: {} {level}.", reference.label));
    }
    for reference in &near {
        lo = lo.min(reference.value);
        hi = hi.max(reference.value);
    }
    // Heights are compared with zero by eye: it is shown unless all values lie far from it.
    if lo > 0.0 && lo < 0.6 * hi {
        lo = 0.0;
    }
    if hi < 0.0 && hi > 0.6 * lo {
        hi = 0.0;
    }
    let (lo, hi) = ticks::usable_range(lo, hi);
    let pad = 0.03 * (hi - lo);
    (if lo == 0.0 { lo } else { lo - pad }, if hi == 0.0 { hi } else { hi + pad }, near)
}

/// Labels for the last date; heights are still in the chart's unit.
fn end_labels(fan: &Fan, last: &Spread, shown: &[Reference], span: f64) -> Vec<EndLabel> {
    let ink = palette::ink(fan.colour);
    let label = |name: &str, value: f64, bold: bool| {
        let text = Label::new(&format!("{name} {}", fan.written(value, span)), TEXT, ink);
        EndLabel::of(if bold { text.bold() } else { text }, value)
    };
    if fan.steps.iter().all(|step| step.p05 == step.p95) {
        return vec![label("fixed:", last.p50, true)];
    }
    let mut labels = vec![
        label("P95", last.p95, false),
        label("P75", last.p75, false),
        label("median", last.p50, true),
        label("P25", last.p25, false),
        label("P5", last.p05, false),
    ];
    if let Some(mean) = last.mean.filter(|mean| *mean >= last.p05 && *mean <= last.p95) {
        labels.push(label("mean", mean, false));
    }
    for reference in shown.iter().take(5) {
        // The number must survive where the name is cut.
        let level = fan.unit.label(reference.value);
        let room = 185.0 - Label::new(&level, TEXT, INK).width();
        let name = Label::new(&reference.label, TEXT, INK).within(room).text;
        let label = Label::new(&format!("{name} {level}"), TEXT, INK);
        labels.push(EndLabel::of(label, reference.value));
    }
    labels
}

fn draw_bands(canvas: &mut Canvas, fan: &Fan, x: &Scale, y: &Scale) {
    let accent = palette::accent(fan.colour);
    let curve = |pick: fn(&Spread) -> f64| -> Vec<(f64, f64)> {
        fan.steps.iter().map(|step| (x.place(step.date), y.place(pick(step)))).collect()
    };
    let band = |low: fn(&Spread) -> f64, high: fn(&Spread) -> f64| {
        let mut outline = curve(high);
        outline.extend(curve(low).into_iter().rev());
        outline
    };
    canvas.polygon(band(|step| step.p05, |step| step.p95), tint(accent, 0.20));
    canvas.polygon(band(|step| step.p25, |step| step.p75), tint(accent, 0.30));
    if fan.steps.iter().all(|step| step.mean.is_some()) {
        // Where it leaves the plot it ends.
        let inside = |step: &&Spread| step.mean.is_some_and(|mean| mean >= y.lo && mean <= y.hi);
        let place = |step: &Spread| (x.place(step.date), y.place(step.mean.unwrap_or(step.p50)));
        let means: Vec<(f64, f64)> = fan.steps.iter().take_while(inside).map(place).collect();
        for pair in dashes::cut(&means, &[7.0, 4.0]) {
            canvas.line(pair, palette::ink(fan.colour), 1.6);
        }
    }
    canvas.line(curve(|step| step.p50), palette::ink(fan.colour), 2.6);
}

fn draw_history(canvas: &mut Canvas, fan: &Fan, first: &Spread, x: &Scale, y: &Scale, area: &Area) {
    if fan.history.is_empty() {
        return;
    }
    let points: Vec<(f64, f64)> =
        fan.history.iter().map(|(date, value)| (x.place(*date), y.place(*value))).collect();
    let mut line = points.clone();
    line.push((x.place(first.date), y.place(first.p50)));
    canvas.line(line, INK, 1.8);
    let radius = if points.len() > 60 { 1.6 } else { 3.0 };
    for point in points {
        canvas.dot(point, radius, INK);
    }
    let text = format!("start, {}", moment::month_and_year(first.date));
    let flag = Flag {
        label: Label::new(&text, SMALL, GREY),
        x: x.place(first.date),
        colour: GREY,
        dashed: false,
        foot: area.bottom,
    };
    flags::draw(canvas, area, vec![flag]);
}

/// The table behind a fan chart: history first, then one row a date.
#[must_use]
pub fn table(data: &Fan) -> Rows {
    let mut table =
        Rows::new(&["date", "kind", "observed", "p05", "p25", "p50", "p75", "p95", "mean"]);
    for (date, value) in &data.history {
        let mut row = vec![Cell::Text(moment::iso(*date)), "history".into(), (*value).into()];
        row.resize(9, Cell::Absent);
        table.rows.push(row);
    }
    for step in &data.steps {
        let mut row = vec![Cell::Text(moment::iso(step.date)), "simulated".into(), Cell::Absent];
        row.extend([step.p05, step.p25, step.p50, step.p75, step.p95].map(Cell::Number));
        row.push(step.mean.into());
        table.rows.push(row);
    }
    for reference in &data.references {
        let kind = Cell::Text(reference.label.clone());
        let mut row = vec![Cell::Absent, kind, reference.value.into()];
        row.resize(9, Cell::Absent);
        table.rows.push(row);
    }
    table
}
