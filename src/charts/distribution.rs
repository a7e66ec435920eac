//! How the payoff of one side is spread over all paths: bars, percentiles, mean, losses and point masses.

use super::axis::{self, Scale};
use super::binned::{Binned, PointMass};
use super::canvas::{Area, Canvas, Label};
use super::caption::Caption;
use super::drawing::Drawing;
use super::flags::{self, Flag};
use super::frame::{self, TEXT};
use super::number;
use super::palette::{self, Colour, GREY, INK, NEUTRAL, WHITE};
use super::quantity::Unit;
use super::rows::{Cell, Rows};
use super::ticks;

/// The data of a distribution chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Distribution {
    /// What the horizontal axis shows: `Microsoft's payoff, present value`.
    pub quantity: String,
    /// Its unit: `USD bn`.
    pub unit: Unit,
    /// The side's place in the scenario, which gives its colour.
    pub colour: usize,
    /// The sample, binned by [`Binned::of`].
    pub sample: Binned,
}

/// Point masses that get a label; the others are drawn without one.
const LABELLED_MASSES: usize = 3;

impl Distribution {
    /// A value as every word of the picture writes it: one that many paths share with three digits, another with those
    /// that can be seen on the axis.
    pub(crate) fn figure(&self, value: f64) -> String {
        if self.sample.masses.iter().any(|mass| mass.value == value) {
            return self.unit.label(value);
        }
        self.unit.label_in(value, self.sample.to() - self.sample.from)
    }
}

/// Draws a distribution chart.
#[must_use]
pub fn draw(data: &Distribution, caption: &Caption) -> Drawing {
    let sample = &data.sample;
    if sample.count == 0 || sample.counts.is_empty() {
        return frame::no_data(caption, "no path has a finite value.");
    }
    let mut canvas = Canvas::default();
    let mut area = frame::caption(&mut canvas, caption, &notes(data));
    frame::axis_title(&mut canvas, &mut area, "Share of paths in each bar", &Unit::Plain);
    let ceiling = ceiling(sample);
    let count = axis::vertical_count(area.height() - 80.0);
    let y_ticks = ticks::linear(0.0, ceiling, count, &Unit::Fraction);
    area.left += axis::label_room(&y_ticks);

    let (from, to) = (sample.from, sample.to());
    let mut flags = marks(data);
    let shares: Vec<(f64, &Label)> =
        flags.iter().map(|flag| ((flag.x - from) / (to - from), &flag.label)).collect();
    area.right = flags::right_edge(&shares, area.left, area.right + 12.0).min(area.right);
    let x = Scale::linear(from, to, area.left, area.right);
    for flag in &mut flags {
        flag.x = x.place(flag.x);
    }
    flags::sort(&mut flags);
    area.top += flags::room(&flags);
    let x_ticks = axis::horizontal_ticks(&x, &data.unit);
    let title = frame::axis_name(&data.quantity, &data.unit);
    area.bottom -= axis::horizontal_room(&x_ticks, &title);
    let y = Scale::linear(0.0, ceiling, area.bottom, area.top);

    axis::draw_vertical(&mut canvas, &area, &y, &y_ticks);
    draw_bars(&mut canvas, data, &x, &y);
    draw_masses(&mut canvas, data, &x, &y);
    if from < 0.0 && to > 0.0 {
        let zero = axis::snapped(x.place(0.0));
        canvas.line(vec![(zero, area.top), (zero, area.bottom)], INK, 1.2);
    }
    axis::draw_horizontal(&mut canvas, &area, &x, &x_ticks, &title, false);
    for flag in &mut flags {
        flag.foot = area.bottom;
    }
    flags::draw(&mut canvas, &area, flags);
    canvas.finish(&caption.title)
}

/// The top of the vertical axis: the highest bar, or a point mass where it does not dwarf the bars.
fn ceiling(sample: &Binned) -> f64 {
    let share = |count: &u64| *count as f64 / sample.count as f64;
    let bar = sample.counts.iter().map(share).fold(0.0, f64::max);
    let mass = sample.masses.iter().map(|mass| mass.share).fold(0.0, f64::max);
    let top = if bar > 0.0 && mass > 2.5 * bar { 1.3 * bar } else { bar.max(mass) };
    // With all paths beyond the cuts there is nothing to scale by.
    if top > 0.0 { 1.04 * top } else { 1.0 }
}

/// Percentiles, mean and the largest point masses as flags; `x` is still in the chart's unit.
fn marks(data: &Distribution) -> Vec<Flag> {
    let sample = &data.sample;
    let inside = |value: f64| value >= sample.from && value <= sample.to();
    let flag = |text: String, value: f64, colour: Colour, bold: bool, dashed: bool| {
        let label = Label::new(&text, TEXT, colour);
        let label = if bold { label.bold() } else { label };
        Flag { label, x: value, colour, dashed, foot: 0.0 }
    };
    let label = |name: &str, value: f64| format!("{name} {}", data.figure(value));
    let ink = palette::ink(data.colour);
    let mut flags = Vec::new();
    if sample.p05 < sample.p95 {
        flags.push(flag(label("P5", sample.p05), sample.p05, ink, false, false));
        flags.push(flag(label("median", sample.p50), sample.p50, ink, true, false));
        flags.push(flag(label("P95", sample.p95), sample.p95, ink, false, false));
        flags.push(flag(label("mean", sample.mean), sample.mean, INK, false, true));
    }
    for mass in largest(&sample.masses) {
        let text = format!("{} on {}", data.figure(mass.value), number::percent(mass.share));
        flags.push(flag(text, mass.value, GREY, false, false));
    }
    flags.retain(|flag| inside(flag.x));
    flags
}

/// The largest point masses, ascending by value.
fn largest(masses: &[PointMass]) -> Vec<PointMass> {
    let mut masses = masses.to_vec();
    masses.sort_by(|a, b| b.share.total_cmp(&a.share));
    masses.truncate(LABELLED_MASSES);
    masses
}

fn draw_bars(canvas: &mut Canvas, data: &Distribution, x: &Scale, y: &Scale) {
    let sample = &data.sample;
    let accent = palette::accent(data.colour);
    for (place, count) in sample.counts.iter().enumerate() {
        if *count == 0 {
            continue;
        }
        let left = sample.from + sample.bar_width * place as f64;
        // A bar whose right edge is zero, but for rounding, is a loss.
        let loss = left + 0.5 * sample.bar_width < 0.0;
        let half = |pixel: f64| libm::round(2.0 * pixel) / 2.0;
        let top = y.place(*count as f64 / sample.count as f64);
        let area = Area {
            left: half(x.place(left)) + 0.5,
            top: top.min(y.from - 0.5),
            right: half(x.place(left + sample.bar_width)),
            bottom: y.from,
        };
        canvas.rectangle(area, if loss { NEUTRAL } else { accent });
    }
}

fn draw_masses(canvas: &mut Canvas, data: &Distribution, x: &Scale, y: &Scale) {
    for mass in &data.sample.masses {
        if mass.value < data.sample.from || mass.value > data.sample.to() {
            continue;
        }
        let middle = libm::round(x.place(mass.value));
        let cut = mass.share > y.hi;
        let top = y.place(mass.share.min(y.hi));
        let colour = if mass.value < 0.0 { GREY } else { palette::ink(data.colour) };
        // A white rim keeps it apart from the bar of its neighbours, which it is no part of.
        let rim = Area { left: middle - 5.0, top, right: middle + 5.0, bottom: y.from };
        canvas.rectangle(rim, WHITE);
        let bar = Area { left: middle - 3.0, right: middle + 3.0, ..rim };
        canvas.rectangle(bar, colour);
        if cut {
            // A slanted gap says that the bar goes on beyond the axis.
            for shift in [14.0, 20.0] {
                let height = top + shift;
                canvas.line(
                    vec![(middle - 6.0, height + 3.0), (middle + 6.0, height - 3.0)],
                    WHITE,
                    2.0,
                );
            }
        }
    }
}

fn notes(data: &Distribution) -> Vec<String> {
    let sample = &data.sample;
    let share = |count: u64| number::percent(count as f64 / sample.count as f64);
    let amount = |value: f64| data.figure(value);
    let mut notes = Vec::new();
    if sample.negative > 0 {
        notes.push(format!("Loss (below 0, grey) on {} of paths.", share(sample.negative)));
    }
    let mut beyond = Vec::new();
    if sample.below > 0 {
        let (edge, lowest) = (amount(sample.from), amount(sample.lowest));
        beyond.push(format!("{} of paths lie below {edge} (lowest {lowest})", share(sample.below)));
    }
    if sample.above > 0 {
        let (edge, highest) = (amount(sample.to()), amount(sample.highest));
        beyond.push(format!("{} above {edge} (highest {highest})", share(sample.above)));
    }
    if !beyond.is_empty() {
        notes.push(format!("Not shown: {}.", beyond.join(", ")));
    }
    let outside = sample.mean < sample.from || sample.mean > sample.to();
    if outside {
        notes.push(format!("The mean, {}, lies beyond the axis.", amount(sample.mean)));
    }
    if sample.masses.iter().any(|mass| mass.share > ceiling(sample)) {
        notes.push("Broken bars are taller than the axis.".to_string());
    }
    notes.extend(frame::left_out(sample.not_finite as usize, "path"));
    notes
}

/// The table behind a distribution chart: bars, point masses, and what lies beyond.
#[must_use]
pub fn table(data: &Distribution) -> Rows {
    let sample = &data.sample;
    let mut table = Rows::new(&["kind", "from", "to", "paths", "share"]);
    let total = sample.count as f64;
    let mut push = |kind: &str, from: Cell, to: Cell, count: f64| {
        table.rows.push(vec![kind.into(), from, to, count.into(), (count / total).into()]);
    };
    if sample.count > 0 {
        push("below", Cell::Absent, sample.from.into(), sample.below as f64);
    }
    for (place, count) in sample.counts.iter().enumerate() {
        let left = sample.from + sample.bar_width * place as f64;
        push("bar", left.into(), (left + sample.bar_width).into(), *count as f64);
    }
    if sample.count > 0 {
        push("above", sample.to().into(), Cell::Absent, sample.above as f64);
    }
    for mass in &sample.masses {
        let count = libm::round(mass.share * total);
        push("point_mass", mass.value.into(), mass.value.into(), count);
    }
    if sample.count > 0 {
        let marks =
            [("p05", sample.p05), ("p50", sample.p50), ("p95", sample.p95), ("mean", sample.mean)];
        for (name, value) in marks {
            table.rows.push(vec![
                name.into(),
                value.into(),
                value.into(),
                Cell::Absent,
                Cell::Absent,
            ]);
        }
    }
    table
}
