//! Who holds which part of a company over time: mean stakes, stacked to the whole.

use super::axis::{self, Scale};
use super::canvas::{Area, Canvas};
use super::caption::Caption;
use super::column::{self, EndLabel};
use super::drawing::Drawing;
use super::frame;
use super::moment;
use super::number;
use super::palette::{self, WHITE};
use super::quantity::Unit;
use super::rows::{Cell, Rows};
use super::ticks;

/// One holder.
#[derive(Debug, Clone, PartialEq)]
pub struct Stake {
    /// The holder's name.
    pub label: String,
    /// Colour of the holder's side.
    pub colour: usize,
    /// The mean stake at each of [`Stakes::dates`], a fraction of the company.
    pub means: Vec<f64>,
}

/// The data of a chart of stakes.
#[derive(Debug, Clone, PartialEq)]
pub struct Stakes {
    /// Decimal years, ascending.
    pub dates: Vec<f64>,
    /// The holders, from the bottom to the top.
    pub holders: Vec<Stake>,
}

/// Draws a chart of stakes.
#[must_use]
pub fn draw(data: &Stakes, caption: &Caption) -> Drawing {
    let dates: Vec<f64> = data.dates.iter().copied().filter(|date| moment::known(*date)).collect();
    let whole = |stake: &&Stake| {
        stake.means.len() == data.dates.len() && stake.means.iter().all(|mean| mean.is_finite())
    };
    let holders: Vec<&Stake> = data.holders.iter().filter(whole).collect();
    let (Some(first), Some(last)) = (dates.first(), dates.last()) else {
        return frame::no_data(caption, "there is no date.");
    };
    if holders.is_empty() || dates.len() != data.dates.len() || first >= last {
        return frame::no_data(caption, "nobody holds shares at two dates.");
    }
    let notes = vec!["Mean over all paths; at the right: at the last date.".to_string()];
    let mut canvas = Canvas::default();
    let mut area = frame::caption(&mut canvas, caption, &notes);
    area.top += 8.0;
    let y_ticks = ticks::linear(0.0, 1.0, 5, &Unit::Fraction);
    area.left += axis::label_room(&y_ticks);
    let mut labels = Vec::new();
    let mut below = vec![0.0; dates.len()];
    let mut bands = Vec::new();
    for stake in &holders {
        let above: Vec<f64> =
            below.iter().zip(&stake.means).map(|(low, mean)| low + mean.max(0.0)).collect();
        let ends = below.last().zip(above.last());
        let middle = ends.map_or(0.0, |(low, high)| 0.5 * (low + high));
        let share = number::percent(stake.means.last().copied().unwrap_or(0.0));
        let ink = palette::ink(stake.colour);
        labels.push(EndLabel::numbered(&share, &stake.label, ink, 190.0, middle));
        bands.push((below, above.clone(), stake.colour));
        below = above;
    }
    let top = below.iter().copied().fold(1.0, f64::max);
    area.right -= column::room(&labels);
    let x = Scale::linear(*first, *last, area.left, area.right);
    let x_ticks = axis::date_ticks(&x);
    area.bottom -= axis::horizontal_room(&x_ticks, "");
    let y = Scale::linear(0.0, top, area.bottom, area.top);
    axis::draw_vertical(&mut canvas, &area, &y, &y_ticks);
    axis::draw_horizontal(&mut canvas, &area, &x, &x_ticks, "", false);
    for (low, high, colour) in bands {
        draw_band(&mut canvas, &dates, (&low, &high), colour, (&x, &y));
    }
    for label in &mut labels {
        label.at = y.place(label.at);
    }
    if column::fits(&area, &labels) {
        column::draw(&mut canvas, &area, labels);
    }
    let Area { left, right, bottom, .. } = area;
    canvas.line(vec![(left, bottom), (right, bottom)], palette::GREY, 1.0);
    canvas.finish(&caption.title)
}

fn draw_band(
    canvas: &mut Canvas,
    dates: &[f64],
    (low, high): (&[f64], &[f64]),
    colour: usize,
    (x, y): (&Scale, &Scale),
) {
    let place = |(date, height): (&f64, &f64)| (x.place(*date), y.place(*height));
    let upper: Vec<(f64, f64)> = dates.iter().zip(high).map(place).collect();
    let mut outline = upper.clone();
    outline.extend(dates.iter().zip(low).map(place).rev());
    canvas.polygon(outline, palette::accent(colour));
    canvas.line(upper, WHITE, 1.4);
}

/// The table behind a chart of stakes: one row a date and holder.
#[must_use]
pub fn table(data: &Stakes) -> Rows {
    let mut table = Rows::new(&["date", "holder", "mean_stake"]);
    for (place, date) in data.dates.iter().enumerate() {
        for stake in &data.holders {
            let date = Cell::Text(moment::iso(*date));
            let mean = stake.means.get(place).copied();
            table.rows.push(vec![date, stake.label.as_str().into(), mean.into()]);
        }
    }
    table
}
