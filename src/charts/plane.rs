//! Packages in the plane of what two sides gain: the zone in which both do, the frontier, and what rules would have them sign.

use super::axis::{self, Scale};
use super::canvas::{Area, Canvas, Label, tint};
use super::caption::Caption;
use super::drawing::Drawing;
use super::frame::{self, TEXT};
use super::number;
use super::palette::{Colour, GREY, INK, NEUTRAL, WHITE, accent, ink};
use super::quantity::Unit;
use super::rows::{Cell, Rows};
use super::ticks;

/// A package.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlanePoint {
    /// What the side across gains.
    pub across: f64,
    /// What the side upwards gains.
    pub up: f64,
    /// Whether some other side loses by it.
    pub hurts_others: bool,
    /// Whether nothing clearly beats it.
    pub frontier: bool,
}

/// How a named package is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// A triangle.
    Triangle,
    /// A square.
    Square,
    /// A round dot.
    Dot,
    /// A diamond, for packages on the table.
    Diamond,
}

/// A named package.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaneMark {
    /// Its name.
    pub label: String,
    /// What the side across gains.
    pub across: f64,
    /// What the side upwards gains.
    pub up: f64,
    /// How it is marked.
    pub mark: Mark,
}

/// The data of a plane.
#[derive(Debug, Clone, PartialEq)]
pub struct Plane {
    /// The unit of both axes: `USD bn`.
    pub unit: Unit,
    /// What is shown across: `What Microsoft gains`.
    pub across: String,
    /// What is shown upwards.
    pub up: String,
    /// All packages.
    pub points: Vec<PlanePoint>,
    /// Named packages.
    pub marks: Vec<PlaneMark>,
}

/// So many dots are drawn at most: more hide one another, and make the picture large.
const MOST: usize = 1_500;

/// The zone in which both gain: the green of the palette, as a tint.
const ZONE: usize = 2;

/// Packages by which another side loses.
const HURTS: usize = 5;

/// The plot and both scales.
struct Plot {
    area: Area,
    x: Scale,
    y: Scale,
}

impl Plot {
    fn place(&self, across: f64, up: f64) -> (f64, f64) {
        (self.x.place(across), self.y.place(up))
    }
}

/// Draws a plane.
#[must_use]
pub fn draw(data: &Plane, caption: &Caption) -> Drawing {
    let points: Vec<PlanePoint> = data.points.iter().copied().filter(drawable).collect();
    let marks: Vec<PlaneMark> = data
        .marks
        .iter()
        .filter(|mark| number::drawable(mark.across) && number::drawable(mark.up))
        .cloned()
        .collect();
    if points.is_empty() && marks.is_empty() {
        return frame::no_data(caption, "there is no package.");
    }
    let mut canvas = Canvas::default();
    let notes = notes(data, &points);
    let plot = lay_out(&mut canvas, data, caption, &points, &marks, &notes);
    draw_zone(&mut canvas, &plot);
    draw_points(&mut canvas, &plot, &points);
    draw_frontier(&mut canvas, &plot, &points);
    draw_marks(&mut canvas, &plot, &marks);
    canvas.finish(&caption.title)
}

fn drawable(point: &PlanePoint) -> bool {
    number::drawable(point.across) && number::drawable(point.up)
}

fn notes(data: &Plane, points: &[PlanePoint]) -> Vec<String> {
    let mut notes =
        vec!["Zero is the walk-away. Green: both gain. Line: nothing clearly beats it.".to_owned()];
    if points.iter().any(|point| point.hurts_others) {
        notes.push("Orange: another side loses.".to_owned());
    }
    if points.len() > MOST {
        notes.push(format!("One dot in {} is drawn.", points.len().div_ceil(MOST)));
    }
    notes.extend(frame::left_out(data.points.len() - points.len(), "package"));
    notes
}

/// Caption, axes and grid; what is left is the plot.
fn lay_out(
    canvas: &mut Canvas,
    data: &Plane,
    caption: &Caption,
    points: &[PlanePoint],
    marks: &[PlaneMark],
    notes: &[String],
) -> Plot {
    let range = |of: fn(f64, f64) -> f64| {
        let all = points.iter().map(|point| of(point.across, point.up));
        let named = marks.iter().map(|mark| of(mark.across, mark.up));
        let (low, high) = all
            .chain(named)
            .chain([0.0])
            .fold((0.0_f64, 0.0_f64), |(low, high), one| (low.min(one), high.max(one)));
        let around = 0.06 * (high - low);
        ticks::usable_range(low - around, high + around)
    };
    let (across, up) = (range(|across, _| across), range(|_, up| up));
    let mut area = frame::caption(canvas, caption, notes);
    frame::axis_title(canvas, &mut area, &data.up, &data.unit);
    let y_ticks = ticks::linear(up.0, up.1, axis::vertical_count(area.height() - 50.0), &data.unit);
    area.left += axis::label_room(&y_ticks);
    area.right -= 8.0;
    let x = Scale::linear(across.0, across.1, area.left, area.right);
    let x_ticks = axis::horizontal_ticks(&x, &data.unit);
    let title = frame::axis_name(&data.across, &data.unit);
    area.bottom -= axis::horizontal_room(&x_ticks, &title);
    let y = Scale::linear(up.0, up.1, area.bottom, area.top);
    axis::draw_vertical(canvas, &area, &y, &y_ticks);
    axis::draw_horizontal(canvas, &area, &x, &x_ticks, &title, true);
    Plot { area, x, y }
}

/// The quadrant in which both gain, and the two walk-aways as its edges.
fn draw_zone(canvas: &mut Canvas, plot: &Plot) {
    let Area { left, top, right, bottom } = plot.area;
    let (x, y) = plot.place(0.0, 0.0);
    let (x, y) = (axis::snapped(x), axis::snapped(y));
    canvas.rectangle(Area { left: x, top, right, bottom: y }, tint(accent(ZONE), 0.14));
    canvas.line(vec![(x, top), (x, bottom)], INK, 1.2);
    canvas.line(vec![(left, y), (right, y)], INK, 1.2);
}

fn draw_points(canvas: &mut Canvas, plot: &Plot, points: &[PlanePoint]) {
    let every = points.len().div_ceil(MOST).max(1);
    for point in points.iter().step_by(every).filter(|point| !point.frontier) {
        let colour = if point.hurts_others { accent(HURTS) } else { NEUTRAL };
        canvas.dot(plot.place(point.across, point.up), 2.2, tint(colour, 0.45));
    }
}

/// Packages that nothing clearly beats, joined from left to right where each step also goes down.
fn draw_frontier(canvas: &mut Canvas, plot: &Plot, points: &[PlanePoint]) {
    let mut frontier: Vec<&PlanePoint> = points.iter().filter(|point| point.frontier).collect();
    frontier.sort_by(|left, right| {
        right.across.total_cmp(&left.across).then(right.up.total_cmp(&left.up))
    });
    let mut upper: Vec<(f64, f64)> = Vec::new();
    let mut highest = f64::NEG_INFINITY;
    for point in &frontier {
        if point.up > highest {
            highest = point.up;
            upper.push(plot.place(point.across, point.up));
        }
    }
    canvas.line(upper, accent(0), 1.8);
    for point in frontier {
        let colour = if point.hurts_others { accent(HURTS) } else { accent(0) };
        canvas.dot(plot.place(point.across, point.up), 2.8, colour);
    }
}

/// Named packages, and their names where there is room beside them; names of one place stand together.
fn draw_marks(canvas: &mut Canvas, plot: &Plot, marks: &[PlaneMark]) {
    let places: Vec<(f64, f64)> =
        marks.iter().map(|mark| plot.place(mark.across, mark.up)).collect();
    let mut groups: Vec<(usize, Vec<&str>)> = Vec::new();
    for (number, mark) in marks.iter().enumerate() {
        let near = |first: usize| {
            libm::hypot(places[first].0 - places[number].0, places[first].1 - places[number].1)
                < 9.0
        };
        match groups.iter_mut().find(|(first, _)| near(*first)) {
            Some((_, names)) => names.push(&mark.label),
            None => groups.push((number, vec![&mark.label])),
        }
    }
    for (mark, at) in marks.iter().zip(&places) {
        draw_mark(canvas, mark.mark, *at);
    }
    let around = |at: (f64, f64)| Area {
        left: at.0 - 7.0,
        top: at.1 - 7.0,
        right: at.0 + 7.0,
        bottom: at.1 + 7.0,
    };
    let mut taken: Vec<Area> = places.iter().map(|at| around(*at)).collect();
    for (first, names) in groups {
        let colour = if marks[first].mark == Mark::Diamond { ink(HURTS) } else { INK };
        let label = Label::new(&names.join(", "), TEXT, colour).bold();
        let (x, y) = places[first];
        let (width, below) = (label.width(), y + 0.36 * TEXT);
        let free = |(x, baseline): &(f64, f64)| {
            let area = label.area(*x, *baseline);
            area.left >= plot.area.left
                && area.right <= plot.area.right
                && area.top >= plot.area.top
                && area.bottom <= plot.area.bottom
                && !taken.iter().any(|other| area.overlaps(other))
        };
        let beside = [x + 10.0, x - 10.0 - width];
        let candidates = [0.0, -14.0, 14.0, -28.0, 28.0, -42.0, 42.0]
            .into_iter()
            .flat_map(|rise| beside.map(|left| (left, below + rise)))
            .chain([(x - 0.5 * width, y - 14.0), (x - 0.5 * width, y + 24.0)]);
        if let Some((x, baseline)) = candidates.into_iter().find(free) {
            let area = label.area(x, baseline);
            canvas.rectangle(area, tint(WHITE, 0.7));
            canvas.text(label, x, baseline);
            taken.push(area);
        }
    }
}

fn draw_mark(canvas: &mut Canvas, mark: Mark, (x, y): (f64, f64)) {
    let outlined = |canvas: &mut Canvas, corners: &[(f64, f64)], colour: Colour| {
        let grown =
            |size: f64| corners.iter().map(|(dx, dy)| (x + size * dx, y + size * dy)).collect();
        canvas.polygon(grown(7.5), WHITE);
        canvas.polygon(grown(5.5), colour);
    };
    match mark {
        Mark::Triangle => {
            outlined(canvas, &[(0.0, -1.1), (1.0, 0.8), (-1.0, 0.8)], INK);
        }
        Mark::Square => {
            outlined(canvas, &[(-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)], INK);
        }
        Mark::Diamond => {
            outlined(canvas, &[(0.0, -1.1), (1.1, 0.0), (0.0, 1.1), (-1.1, 0.0)], ink(HURTS));
        }
        Mark::Dot => {
            canvas.dot((x, y), 6.5, WHITE);
            canvas.dot((x, y), 4.8, GREY);
        }
    }
}

/// The table behind a plane: named packages first, then all others.
#[must_use]
pub fn table(data: &Plane) -> Rows {
    let mut table = Rows::new(&["name", "across", "up", "frontier", "hurts_others"]);
    let yes = |is: bool| Cell::from(if is { "yes" } else { "no" });
    for mark in &data.marks {
        table.rows.push(vec![
            mark.label.as_str().into(),
            mark.across.into(),
            mark.up.into(),
            Cell::Absent,
            Cell::Absent,
        ]);
    }
    for point in &data.points {
        table.rows.push(vec![
            Cell::Absent,
            point.across.into(),
            point.up.into(),
            yes(point.frontier),
            yes(point.hurts_others),
        ]);
    }
    table
}
