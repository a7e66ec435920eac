//! How the payoffs of two sides go together: where most paths lie in the plane of both.

use super::axis::{self, Scale};
use super::canvas::{Area, Canvas, Label, WIDTH, tint};
use super::caption::Caption;
use super::column::{self, EndLabel};
use super::corners::{CORNERS, Corner};
use super::drawing::Drawing;
use super::flags::{self, Flag};
use super::font;
use super::frame::{self, LINE, SMALL, TEXT};
use super::number;
use super::palette::{Colour, GREY, INK, WHITE};
use super::quantity::Unit;
use super::regions::{CLASSES, Regions};
use super::rows::{Cell, Rows};
use super::ticks;

/// One of the two payoffs: its name, the cells along its axis, and its middle.
#[derive(Debug, Clone, PartialEq)]
pub struct JointAxis {
    /// What the axis shows: `Microsoft's payoff`.
    pub quantity: String,
    /// The lower edge of the first cell.
    pub from: f64,
    /// The width of a cell.
    pub width: f64,
    /// How many cells there are.
    pub cells: usize,
    /// The mean over all paths, where it exists.
    pub mean: Option<f64>,
    /// The median over all paths, where it exists.
    pub median: Option<f64>,
}

impl JointAxis {
    /// The upper edge of the last cell.
    fn to(&self) -> f64 {
        self.edge(self.cells)
    }

    /// The lower edge of the cell at `place`.
    pub(super) fn edge(&self, place: usize) -> f64 {
        self.from + self.width * place as f64
    }

    fn drawable(&self) -> bool {
        self.cells > 0
            && self.width > 0.0
            && number::drawable(self.from)
            && number::drawable(self.to())
    }

    /// What the axis of the picture spans: the cells, and space around them where they are few and would fill the
    /// picture, or hold few pairs, which would lie hidden under its edges.
    fn range(&self, sparse: bool) -> (f64, f64) {
        const FEW: usize = 4;
        let around = match self.cells {
            0..FEW => 2.0 * self.width,
            _ if sparse => 0.05 * (self.to() - self.from),
            _ => 0.0,
        };
        ticks::usable_range(self.from - around, self.to() + around)
    }
}

/// The data of a joint chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Joint {
    /// The unit of both axes: `USD bn`.
    pub unit: Unit,
    /// The payoff along the horizontal axis.
    pub across: JointAxis,
    /// The payoff along the vertical axis.
    pub up: JointAxis,
    /// Paths in each cell, row by row from the lowest, columns ascending.
    pub counts: Vec<u64>,
    /// All paths, also those beyond the axes.
    pub paths: u64,
    /// Shares of all paths: both payoffs below zero; across at least zero and up below; across below zero and up at
    /// least zero; both at least zero. None where no path is below zero.
    pub quadrants: Option<[f64; 4]>,
}

impl Joint {
    /// Counts of the cells that the axes have.
    pub(super) fn cells(&self) -> &[u64] {
        let cells = self.across.cells.saturating_mul(self.up.cells);
        self.counts.get(..cells).unwrap_or(&self.counts)
    }

    fn inside(&self) -> u64 {
        self.cells().iter().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// All paths, also where the cells hold more than were announced.
    pub(super) fn all(&self) -> u64 {
        self.paths.max(self.inside())
    }
}

/// Fills of the classes of cells, the densest first: one hue, from dark to light, as different in grey as in colour.
const RAMP: [Colour; CLASSES] = [
    Colour(8, 48, 107),
    Colour(28, 103, 172),
    Colour(86, 155, 205),
    Colour(152, 196, 226),
    Colour(206, 224, 241),
];

/// Means and medians: an orange dark enough for text, and unlike any blue.
const MARK: Colour = Colour(172, 74, 0);

/// Room right of the plot for the key.
const KEY: f64 = 128.0;
/// Distance from the plot to the key.
const GAP: f64 = 18.0;

/// The plot and both scales.
pub(super) struct Plot {
    pub(super) area: Area,
    pub(super) x: Scale,
    pub(super) y: Scale,
}

impl Plot {
    /// Where a pair of numbers lies, if it lies in the plot.
    fn place(&self, across: f64, up: f64) -> Option<(f64, f64)> {
        let inside = |scale: &Scale, value: f64| value >= scale.lo && value <= scale.hi;
        let both = inside(&self.x, across) && inside(&self.y, up);
        both.then(|| (self.x.place(across), self.y.place(up)))
    }
}

/// Draws a joint chart.
#[must_use]
pub fn draw(data: &Joint, caption: &Caption) -> Drawing {
    if let Some(reason) = nothing(data) {
        return frame::no_data(caption, reason);
    }
    let regions = Regions::of(data.cells(), data.across.cells, data.up.cells, data.all());
    // The longest notes leave the least room: a corner that has room beside them has it in the end.
    let most = notes(data, &CORNERS, &CORNERS);
    let draft = lay_out(&mut Canvas::default(), data, caption, &most);
    let corners: Vec<Corner> =
        CORNERS.into_iter().filter(|corner| corner.area(data, &draft).is_some()).collect();
    let missing: Vec<Corner> =
        CORNERS.into_iter().filter(|corner| !corners.contains(corner)).collect();
    let mut canvas = Canvas::default();
    let plot = lay_out(&mut canvas, data, caption, &notes(data, &corners, &missing));
    draw_regions(&mut canvas, data, &plot, &regions);
    draw_zeros(&mut canvas, &plot);
    draw_medians(&mut canvas, data, &plot);
    draw_key(&mut canvas, data, &plot, &regions);
    let mut taken = Vec::new();
    for corner in corners {
        if let Some((label, area)) = corner.area(data, &plot) {
            canvas.rectangle(grown(&area), tint(WHITE, 0.75));
            canvas.text(label, area.left, area.top + font::ASCENT * TEXT);
            taken.push(area);
        }
    }
    draw_mean(&mut canvas, data, &plot, &taken);
    canvas.finish(&caption.title)
}

/// A little more than the text itself, for the plate that keeps it apart from the cells.
fn grown(area: &Area) -> Area {
    let Area { left, top, right, bottom } = *area;
    Area { left: left - 3.0, top: top - 2.0, right: right + 3.0, bottom: bottom + 2.0 }
}

/// Why there is nothing to draw.
fn nothing(data: &Joint) -> Option<&'static str> {
    if !data.across.drawable() || !data.up.drawable() {
        Some("there is no pair of payoffs.")
    } else if data.all() == 0 {
        Some("no path has a finite pair of payoffs.")
    } else if data.inside() == 0 {
        Some("all paths lie beyond the axes.")
    } else {
        None
    }
}

/// Caption, axes and grid; what is left is the plot.
fn lay_out(canvas: &mut Canvas, data: &Joint, caption: &Caption, notes: &[String]) -> Plot {
    let sparse = data.cells().iter().filter(|count| **count > 0).count() < 25;
    let (across, up) = (data.across.range(sparse), data.up.range(sparse));
    let mut area = frame::caption(canvas, caption, notes);
    frame::axis_title(canvas, &mut area, &data.up.quantity, &data.unit);
    let y_ticks = ticks::linear(up.0, up.1, axis::vertical_count(area.height() - 50.0), &data.unit);
    area.left += axis::label_room(&y_ticks);
    area.right -= KEY.max(column::room(&median_label(data).into_iter().collect::<Vec<_>>()));
    let x = Scale::linear(across.0, across.1, area.left, area.right);
    area.top += flags::room(&median_flag(data, &x));
    let x_ticks = axis::horizontal_ticks(&x, &data.unit);
    let title = frame::axis_name(&data.across.quantity, &data.unit);
    area.bottom -= axis::horizontal_room(&x_ticks, &title);
    let y = Scale::linear(up.0, up.1, area.bottom, area.top);
    axis::draw_vertical(canvas, &area, &y, &y_ticks);
    axis::draw_horizontal(canvas, &area, &x, &x_ticks, &title, true);
    Plot { area, x, y }
}

fn draw_regions(canvas: &mut Canvas, data: &Joint, plot: &Plot, regions: &Regions) {
    let half = |pixel: f64| libm::round(2.0 * pixel) / 2.0;
    // Cells that are too small for their axis are still to be seen.
    let edges = |axis: &JointAxis, scale: &Scale| {
        let (from, to) = (scale.place(axis.from), scale.place(axis.to()));
        let short = (6.0 - (to - from).abs()).max(0.0) / 2.0;
        let outwards = libm::copysign(short, to - from);
        let (from, to) = (from - outwards, to + outwards);
        let step = (to - from) / axis.cells as f64;
        (0..=axis.cells).map(|place| half(from + step * place as f64)).collect::<Vec<f64>>()
    };
    let (columns, rows) = (edges(&data.across, &plot.x), edges(&data.up, &plot.y));
    for outline in regions.outlines() {
        let colour = outline.class.map_or(WHITE, |class| RAMP[class]);
        let corner =
            |(column, row): &(usize, usize)| Some((*columns.get(*column)?, *rows.get(*row)?));
        canvas.polygon(outline.corners.iter().filter_map(corner).collect(), colour);
    }
    let Area { left, right, bottom, .. } = plot.area;
    canvas.line(vec![(left, bottom), (right, bottom)], tint(GREY, 0.8), 1.0);
}

/// Lines between loss and gain, where the plot has both.
fn draw_zeros(canvas: &mut Canvas, plot: &Plot) {
    let Area { left, top, right, bottom } = plot.area;
    if plot.x.lo < 0.0 && plot.x.hi > 0.0 {
        let x = axis::snapped(plot.x.place(0.0));
        canvas.line(vec![(x, top), (x, bottom)], INK, 1.2);
    }
    if plot.y.lo < 0.0 && plot.y.hi > 0.0 {
        let y = axis::snapped(plot.y.place(0.0));
        canvas.line(vec![(left, y), (right, y)], INK, 1.2);
    }
}

fn median_text(axis: &JointAxis, unit: &Unit) -> Option<(String, f64)> {
    let median = axis.median.filter(|median| *median >= axis.from && *median <= axis.to())?;
    Some((format!("median {}", unit.label_in(median, axis.to() - axis.from)), median))
}

/// The label of the vertical payoff's median, right of the plot; its height is still in the chart's unit.
fn median_label(data: &Joint) -> Option<EndLabel> {
    let (text, median) = median_text(&data.up, &data.unit)?;
    Some(EndLabel::of(Label::new(&text, TEXT, MARK), median))
}

/// The line of the horizontal payoff's median and its label above the plot.
fn median_flag(data: &Joint, x: &Scale) -> Vec<Flag> {
    let flag = |(text, median): (String, f64)| {
        let label = Label::new(&text, TEXT, MARK);
        Flag { label, x: x.place(median), colour: MARK, dashed: false, foot: 0.0 }
    };
    median_text(&data.across, &data.unit).map(flag).into_iter().collect()
}

fn draw_medians(canvas: &mut Canvas, data: &Joint, plot: &Plot) {
    let mut flags = median_flag(data, &plot.x);
    for flag in &mut flags {
        flag.foot = plot.area.bottom;
    }
    flags::draw(canvas, &plot.area, flags);
    if let Some(mut label) = median_label(data) {
        label.at = plot.y.place(label.at);
        canvas.line(vec![(plot.area.left, label.at), (plot.area.right, label.at)], MARK, 1.5);
        column::draw(canvas, &plot.area, vec![label]);
    }
}

/// What the colours mean, right of the plot where the median's label leaves room.
fn draw_key(canvas: &mut Canvas, data: &Joint, plot: &Plot, regions: &Regions) {
    let held: Vec<(usize, f64)> =
        (0..CLASSES).filter_map(|class| Some((class, regions.held[class]?))).collect();
    let left = plot.area.right + GAP;
    let room = (WIDTH - 4.0 - left).max(1.0);
    let heading = ["Cells this dark", "or darker hold"];
    let height = LINE * (heading.len() + held.len()) as f64 + 6.0;
    let label = median_label(data).map(|label| plot.y.place(label.at));
    let covers = |top: f64| label.is_some_and(|at| at > top - LINE && at < top + height + LINE);
    let places = [plot.area.top, plot.area.bottom - height];
    let Some(mut top) = places.into_iter().find(|top| !covers(*top)) else { return };
    for line in heading {
        canvas.text(Label::new(line, SMALL, GREY).within(room), left, top + 0.76 * SMALL);
        top += LINE;
    }
    top += 4.0;
    for (place, (class, share)) in held.into_iter().enumerate() {
        let swatch = Area { left, top, right: left + 20.0, bottom: top + LINE };
        canvas.rectangle(swatch, RAMP[class]);
        let of = if place == 0 { " of paths" } else { "" };
        let text = format!("{}{of}", number::percent(share));
        let label = Label::new(&text, SMALL, GREY).within(room - 26.0);
        canvas.text(label, left + 26.0, top + 0.5 * LINE + 0.36 * SMALL);
        top += LINE;
    }
}

/// The pair of means: a ring that shows on every colour, and its name where there is room.
fn draw_mean(canvas: &mut Canvas, data: &Joint, plot: &Plot, taken: &[Area]) {
    let pair = data.across.mean.zip(data.up.mean);
    let Some((x, y)) = pair.and_then(|(across, up)| plot.place(across, up)) else { return };
    let label = Label::new("mean", TEXT, MARK).bold();
    let below = y + 0.36 * TEXT;
    let (left, right) = (x - 12.0 - label.width(), x + 12.0);
    let middle = x - 0.5 * label.width();
    let places = [(right, below), (left, below), (middle, y - 14.0), (middle, y + 22.0)];
    let free = |(x, baseline): &(f64, f64)| {
        let area = grown(&label.area(*x, *baseline));
        area.left >= plot.area.left
            && area.right <= plot.area.right
            && area.top >= plot.area.top
            && area.bottom <= plot.area.bottom
            && !taken.iter().any(|other| area.overlaps(&grown(other)))
    };
    if let Some((x, baseline)) = places.into_iter().find(free) {
        canvas.rectangle(grown(&label.area(x, baseline)), tint(WHITE, 0.75));
        canvas.text(label, x, baseline);
    }
    let turn = |part: i32| std::f64::consts::TAU * f64::from(part) / 32.0;
    let point = |part: i32| (x + 5.5 * libm::cos(turn(part)), y + 5.5 * libm::sin(turn(part)));
    let ring: Vec<(f64, f64)> = (0..=32).map(point).collect();
    canvas.line(ring.clone(), WHITE, 5.5);
    canvas.line(ring, MARK, 3.0);
}

fn notes(data: &Joint, corners: &[Corner], missing: &[Corner]) -> Vec<String> {
    let mut notes = Vec::new();
    if data.quadrants.is_some() && !corners.is_empty() {
        let corner = if corners.len() == 1 { "corner" } else { "corners" };
        let said = "the share of all paths on that side of both zeros.";
        notes.push(format!("In the {corner}: {said}"));
    }
    let parts: Vec<String> = missing
        .iter()
        .filter_map(|corner| Some((corner, corner.share(data).filter(|share| *share > 0.0)?)))
        .map(|(corner, share)| format!("{} on {}", corner.words(data), number::percent(share)))
        .collect();
    if !parts.is_empty() {
        notes.push(format!("Below zero: {} of paths.", parts.join(", ")));
    }
    let beyond = data.all() - data.inside();
    if beyond > 0 {
        let share = number::percent(beyond as f64 / data.all() as f64);
        notes.push(format!("Not shown: {share} of paths lie beyond the axes."));
    }
    notes.extend(mean_beyond(data));
    notes
}

/// The pair of means where the axes do not reach it.
fn mean_beyond(data: &Joint) -> Option<String> {
    let reached = |axis: &JointAxis, mean: f64| mean >= axis.from && mean <= axis.to();
    let (across, up) = data.across.mean.zip(data.up.mean)?;
    let label = |axis: &JointAxis, mean: f64| data.unit.label_in(mean, axis.to() - axis.from);
    (!reached(&data.across, across) || !reached(&data.up, up)).then(|| {
        let (across, up) = (label(&data.across, across), label(&data.up, up));
        format!("The pair of means, {across} across and {up} up, lies beyond the axes.")
    })
}

/// The table behind a joint chart: cells that are not empty, and a row for the paths beyond the axes.
#[must_use]
pub fn table(data: &Joint) -> Rows {
    let header = ["across_from", "across_to", "up_from", "up_to", "paths", "share"];
    let mut table = Rows::new(&header);
    let share = |paths: u64| Cell::Number(paths as f64 / data.all() as f64);
    for (place, paths) in data.cells().iter().enumerate().filter(|(_, paths)| **paths > 0) {
        let (column, row) = (place % data.across.cells, place / data.across.cells);
        let edges = [
            data.across.edge(column),
            data.across.edge(column + 1),
            data.up.edge(row),
            data.up.edge(row + 1),
        ];
        let mut cells: Vec<Cell> = edges.into_iter().map(Cell::Number).collect();
        cells.extend([Cell::Number(*paths as f64), share(*paths)]);
        table.rows.push(cells);
    }
    if data.all() > 0 {
        let beyond = data.all() - data.inside();
        let mut cells: Vec<Cell> = vec!["beyond".into(), Cell::Absent, Cell::Absent, Cell::Absent];
        cells.extend([Cell::Number(beyond as f64), share(beyond)]);
        table.rows.push(cells);
    }
    table
}
