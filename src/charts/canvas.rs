//! The drawing surface: marks and measured text are collected first, then drawn once with plotters.

use plotters::element::{Circle, PathElement, Polygon, Rectangle, Text};
use plotters::prelude::{DrawingArea, IntoDrawingArea, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, RGBAColor, RGBColor, ShapeStyle, TextStyle};

use super::drawing::Drawing;
use super::font::{self, Weight};
use super::palette::{Colour, WHITE};

/// Width of every picture in pixels before scaling.
pub(super) const WIDTH: f64 = 800.0;
/// Height of a picture in pixels before scaling, where its rows do not ask for another.
pub(super) const HEIGHT: f64 = 500.0;
/// plotters places marks at whole pixels: drawn this much larger, lines do not wobble.
const FINENESS: f64 = 20.0;

/// A rectangle; `top` is the smaller of the two heights.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Area {
    pub(super) fn width(&self) -> f64 {
        self.right - self.left
    }

    pub(super) fn height(&self) -> f64 {
        self.bottom - self.top
    }

    /// Whether the two share more than a hair.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        let hair = 0.01;
        self.left + hair < other.right
            && other.left + hair < self.right
            && self.top + hair < other.bottom
            && other.top + hair < self.bottom
    }
}

/// Which point of a text its position names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// One line of text on the picture.
#[derive(Debug, Clone)]
pub(super) struct Label {
    pub(super) text: String,
    /// Pixels an em.
    pub(super) size: f64,
    pub(super) weight: Weight,
    pub(super) colour: Colour,
    pub(super) anchor: Anchor,
}

impl Label {
    /// Regular text that starts at its position.
    pub(super) fn new(text: &str, size: f64, colour: Colour) -> Self {
        let text = font::printable(text);
        Self { text, size, weight: Weight::Regular, colour, anchor: Anchor::Start }
    }

    pub(super) fn bold(mut self) -> Self {
        self.weight = Weight::Bold;
        self
    }

    pub(super) fn anchored(mut self, anchor: Anchor) -> Self {
        self.anchor = anchor;
        self
    }

    /// The same text cut to `limit` pixels.
    pub(super) fn within(mut self, limit: f64) -> Self {
        self.text = font::shorten(&self.text, self.size, self.weight, limit);
        self
    }

    pub(super) fn width(&self) -> f64 {
        font::width(&self.text, self.size, self.weight)
    }

    /// Where the text lies when its baseline is at `baseline`.
    pub(super) fn area(&self, x: f64, baseline: f64) -> Area {
        let width = self.width();
        let left = match self.anchor {
            Anchor::Start => x,
            Anchor::Middle => x - width / 2.0,
            Anchor::End => x - width,
        };
        Area {
            left,
            top: baseline - font::ASCENT * self.size,
            right: left + width,
            bottom: baseline + font::DESCENT * self.size,
        }
    }
}

/// A text that was placed: what the layout tests look at.
#[derive(Debug, Clone)]
#[cfg_attr(not(test), expect(dead_code))]
pub(super) struct Placed {
    pub(super) area: Area,
    pub(super) text: String,
}

/// How a shape is filled or a line is drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ink {
    pub(super) colour: Colour,
    /// 1 is solid.
    pub(super) opacity: f64,
}

impl From<Colour> for Ink {
    fn from(colour: Colour) -> Self {
        Self { colour, opacity: 1.0 }
    }
}

/// A colour that lets through what lies below it.
pub(super) fn tint(colour: Colour, opacity: f64) -> Ink {
    Ink { colour, opacity }
}

type Point = (f64, f64);

enum Mark {
    Line { points: Vec<Point>, ink: Ink, width: f64 },
    Polygon { points: Vec<Point>, ink: Ink },
    Rectangle { area: Area, ink: Ink },
    Dot { at: Point, radius: f64, ink: Ink },
}

impl Mark {
    /// Numbers that are finite if all coordinates are.
    fn extremes(&self) -> [f64; 2] {
        match self {
            Self::Line { points, .. } | Self::Polygon { points, .. } => [
                points.iter().map(|point| point.0.abs()).sum(),
                points.iter().map(|point| point.1.abs()).sum(),
            ],
            Self::Rectangle { area, .. } => {
                [area.left.abs() + area.right.abs(), area.top.abs() + area.bottom.abs()]
            }
            Self::Dot { at, .. } => [at.0, at.1],
        }
    }
}

/// A picture in the making.
pub(super) struct Canvas {
    /// Pixels before scaling.
    pub(super) height: f64,
    marks: Vec<Mark>,
    labels: Vec<(Label, f64, f64)>,
    pub(super) placed: Vec<Placed>,
    /// What is said under the plot.
    pub(super) notes: Vec<String>,
}

impl Default for Canvas {
    fn default() -> Self {
        Self::of_height(HEIGHT)
    }
}

impl Canvas {
    /// An empty picture of this height.
    pub(super) fn of_height(height: f64) -> Self {
        let height = libm::ceil(height);
        Self { height, marks: vec![], labels: vec![], placed: vec![], notes: vec![] }
    }

    pub(super) fn line(&mut self, points: Vec<Point>, ink: impl Into<Ink>, width: f64) {
        if points.len() > 1 {
            self.marks.push(Mark::Line { points, ink: ink.into(), width });
        }
    }

    /// A straight line of dashes.
    pub(super) fn dashes(&mut self, from: Point, to: Point, ink: impl Into<Ink>, width: f64) {
        const PERIOD: f64 = 8.0;
        let ink = ink.into();
        let length = libm::hypot(to.0 - from.0, to.1 - from.1);
        let count = libm::ceil(length / PERIOD) as usize;
        let at = |along: f64| {
            let share = (along / length).min(1.0);
            (from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1))
        };
        for dash in 0..count {
            let start = dash as f64 * PERIOD;
            self.line(vec![at(start), at(start + 0.6 * PERIOD)], ink, width);
        }
    }

    pub(super) fn polygon(&mut self, points: Vec<Point>, ink: impl Into<Ink>) {
        if points.len() > 2 {
            self.marks.push(Mark::Polygon { points, ink: ink.into() });
        }
    }

    pub(super) fn rectangle(&mut self, area: Area, ink: impl Into<Ink>) {
        self.marks.push(Mark::Rectangle { area, ink: ink.into() });
    }

    pub(super) fn dot(&mut self, at: Point, radius: f64, ink: impl Into<Ink>) {
        self.marks.push(Mark::Dot { at, radius, ink: ink.into() });
    }

    /// Places one line of text; all text lies above all marks.
    pub(super) fn text(&mut self, label: Label, x: f64, baseline: f64) {
        if label.text.is_empty() {
            return;
        }
        self.placed.push(Placed { area: label.area(x, baseline), text: label.text.clone() });
        self.labels.push((label, x, baseline));
    }

    /// Draws everything.
    pub(super) fn finish(self, name: &str) -> Drawing {
        let mut svg = String::new();
        let height = self.height;
        let size = ((WIDTH * FINENESS) as u32, (height * FINENESS) as u32);
        let outcome = self.draw(SVGBackend::with_string(&mut svg, size).into_drawing_area());
        Drawing {
            svg: headed(&svg, size, height, name),
            height,
            failure: outcome.err(),
            notes: self.notes,
            placed: self.placed,
        }
    }

    fn draw(
        &self,
        root: DrawingArea<SVGBackend<'_>, plotters::coord::Shift>,
    ) -> Result<(), String> {
        root.fill(&solid(WHITE.into())).map_err(|error| error.to_string())?;
        for mark in &self.marks {
            if !mark.extremes().iter().all(|number| number.is_finite()) {
                return Err("a mark has no place on the picture".to_string());
            }
            draw_mark(&root, mark).map_err(|error| error.to_string())?;
        }
        for (label, x, baseline) in &self.labels {
            let horizontal = match label.anchor {
                Anchor::Start => HPos::Left,
                Anchor::Middle => HPos::Center,
                Anchor::End => HPos::Right,
            };
            let size = label.size * FINENESS * font::PLOTTERS_SIZE_PER_EM;
            let face = FontDesc::new(FontFamily::Name(font::FAMILY), size, label.weight.style());
            let colour = solid(label.colour.into());
            let style = TextStyle::from(face).color(&colour).pos(Pos::new(horizontal, VPos::Top));
            // plotters lets text hang 0.76 em below its position; that is where the baseline goes.
            let at = fine((*x, baseline - 0.76 * label.size));
            root.draw(&Text::new(label.text.as_str(), at, style))
                .map_err(|error| error.to_string())?;
        }
        root.present().map_err(|error| error.to_string())
    }
}

type Failure = plotters::drawing::DrawingAreaErrorKind<std::io::Error>;

fn draw_mark(
    root: &DrawingArea<SVGBackend<'_>, plotters::coord::Shift>,
    mark: &Mark,
) -> Result<(), Failure> {
    match mark {
        Mark::Line { points, ink, width } => {
            let stroke = ShapeStyle {
                color: solid(*ink),
                filled: false,
                stroke_width: libm::round(width * FINENESS) as u32,
            };
            root.draw(&PathElement::new(fine_all(points), stroke))
        }
        Mark::Polygon { points, ink } => {
            root.draw(&Polygon::new(fine_all(points), solid(*ink).filled()))
        }
        Mark::Rectangle { area, ink } => {
            let corners = [fine((area.left, area.top)), fine((area.right, area.bottom))];
            root.draw(&Rectangle::new(corners, solid(*ink).filled()))
        }
        Mark::Dot { at, radius, ink } => {
            let radius = libm::round(radius * FINENESS) as i32;
            root.draw(&Circle::new(fine(*at), radius, solid(*ink).filled()))
        }
    }
}

fn solid(ink: Ink) -> RGBAColor {
    RGBColor(ink.colour.0, ink.colour.1, ink.colour.2).mix(ink.opacity)
}

fn fine(point: Point) -> (i32, i32) {
    (libm::round(point.0 * FINENESS) as i32, libm::round(point.1 * FINENESS) as i32)
}

fn fine_all(points: &[Point]) -> Vec<(i32, i32)> {
    points.iter().map(|point| fine(*point)).collect()
}

/// The SVG with the size that a reader sees, round line joins, and a name for those who hear it read.
fn headed(svg: &str, size: (u32, u32), height: f64, name: &str) -> String {
    let drawn = format!("width=\"{}\" height=\"{}\"", size.0, size.1);
    let shown =
        format!("width=\"{WIDTH}\" height=\"{height}\" role=\"img\" stroke-linejoin=\"round\"");
    let mut title = String::from(">\n<title>");
    for c in font::printable(name).chars() {
        match c {
            '<' => title.push_str("&lt;"),
            '>' => title.push_str("&gt;"),
            '&' => title.push_str("&amp;"),
            _ => title.push(c),
        }
    }
    title.push_str("</title>\n");
    svg.replacen(&drawn, &shown, 1).replacen(">\n", &title, 1)
}
