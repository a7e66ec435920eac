//! What sides believe: a row an event with its chance in the base world and to each side, and below a row a side with what it gets.

use super::axis::{self, Scale};
use super::canvas::{Area, Canvas, Label};
use super::caption::Caption;
use super::drawing::Drawing;
use super::font::{self, Weight};
use super::frame::{self, LINE, SMALL, TEXT};
use super::number::drawable;
use super::palette::{self, GREY, GRID, INK, WHITE};
use super::quantity::Unit;
use super::rows::{Cell, Rows};
use super::ticks;

/// What lies between two words.
const GAP: f64 = 12.0;

/// What one side believes.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// The side.
    pub who: String,
    /// Its colour.
    pub colour: usize,
    /// The value.
    pub value: f64,
}

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct Dumbbell {
    /// What it is about.
    pub label: String,
    /// The value in the base world.
    pub base: f64,
    /// The values to sides that see the world otherwise.
    pub marks: Vec<Mark>,
}

/// The data of a chart of beliefs.
#[derive(Debug, Clone, PartialEq)]
pub struct Dumbbells {
    /// Events and their chances, from 0 to 1.
    pub chances: Vec<Dumbbell>,
    /// What the lower rows show: `mean gain`.
    pub quantity: String,
    /// Its unit.
    pub unit: Unit,
    /// Sides and what they get.
    pub amounts: Vec<Dumbbell>,
}

/// The height of a row.
const PITCH: f64 = 44.0;
/// Room of a name.
const NAMES: f64 = 170.0;
/// Rows of a panel at most.
const MOST: usize = 10;

/// Draws a chart of beliefs.
#[must_use]
pub fn draw(data: &Dumbbells, caption: &Caption) -> Drawing {
    let (chances, amounts) = (sound(&data.chances), sound(&data.amounts));
    if chances.is_empty() && amounts.is_empty() {
        return frame::no_data(caption, "nobody believes anything.");
    }
    let notes = notes(data, &chances, &amounts);
    let around = frame::caption(&mut Canvas::default(), caption, &notes);
    let percent = Unit::Named("%".to_owned());
    let title = frame::axis_name(&data.quantity, &data.unit);
    let height = |rows: &[&Dumbbell], title: &str| match rows.len() {
        0 => 0.0,
        count => PITCH * count as f64 + axis::horizontal_room(&[], title) + 16.0,
    };
    let chance = "chance by the end, %";
    let content = height(&chances, chance) + height(&amounts, &title) + 8.0;
    let mut canvas = Canvas::of_height(content + Canvas::default().height - around.height());
    let area = frame::caption(&mut canvas, caption, &notes);
    let left = area.left + NAMES + 14.0;
    let mut top = area.top + 4.0;
    for (rows, name, unit, factor) in
        [(&chances, chance, &percent, 100.0), (&amounts, title.as_str(), &data.unit, 1.0)]
    {
        if rows.is_empty() {
            continue;
        }
        let plot =
            Area { left, right: area.right - 30.0, top, bottom: top + PITCH * rows.len() as f64 };
        let (lo, hi) = if factor > 1.0 { (0.0, 100.0) } else { span(rows) };
        let x = Scale::linear(lo, hi, plot.left, plot.right);
        let x_ticks = axis::horizontal_ticks(&x, if factor > 1.0 { &Unit::Plain } else { unit });
        axis::draw_horizontal(&mut canvas, &plot, &x, &x_ticks, name, true);
        for (place, row) in rows.iter().enumerate() {
            let middle = plot.top + PITCH * (place as f64 + 0.5);
            draw_row(&mut canvas, row, (&x, factor), unit, (area.left, middle));
        }
        top = plot.bottom + axis::horizontal_room(&x_ticks, name) + 16.0;
    }
    canvas.finish(&caption.title)
}

fn sound(rows: &[Dumbbell]) -> Vec<&Dumbbell> {
    let finite =
        |row: &&Dumbbell| drawable(row.base) && row.marks.iter().all(|mark| drawable(mark.value));
    rows.iter().filter(finite).take(MOST).collect()
}

/// The ends of the axis of amounts, zero among them.
fn span(rows: &[&Dumbbell]) -> (f64, f64) {
    let values = rows
        .iter()
        .flat_map(|row| row.marks.iter().map(|mark| mark.value).chain(std::iter::once(row.base)));
    let (lo, hi) =
        values.fold((0.0, 0.0), |(lo, hi): (f64, f64), value| (lo.min(value), hi.max(value)));
    let (lo, hi) = ticks::usable_range(lo, hi);
    let pad = 0.04 * (hi - lo);
    (if lo < 0.0 { lo - pad } else { lo }, if hi > 0.0 { hi + pad } else { hi })
}

fn notes(data: &Dumbbells, chances: &[&Dumbbell], amounts: &[&Dumbbell]) -> Vec<String> {
    let mut notes = vec!["Ring: base world. Dot: in the eyes of a side.".to_owned()];
    let lost = data.chances.len() + data.amounts.len() - chances.len() - amounts.len();
    notes.extend(frame::left_out(lost, "row"));
    notes
}

fn draw_row(
    canvas: &mut Canvas,
    row: &Dumbbell,
    (x, factor): (&Scale, f64),
    unit: &Unit,
    (left, middle): (f64, f64),
) {
    let lines = font::wrap(&font::printable(&row.label), TEXT, Weight::Regular, NAMES, 2);
    let first = middle - 0.5 * (LINE - 1.0) * (lines.len() as f64 - 1.0);
    for (place, line) in lines.iter().enumerate() {
        let height = first + (LINE - 1.0) * place as f64 + 0.36 * TEXT;
        canvas.text(Label::new(line, TEXT, INK), left, height);
    }
    let at = |value: f64| x.place(factor * value);
    let values = || row.marks.iter().map(|mark| mark.value).chain(std::iter::once(row.base));
    let (lo, hi) = values()
        .map(at)
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), place| (lo.min(place), hi.max(place)));
    let height = middle + 8.0;
    canvas.line(vec![(x.from, height), (x.to, height)], GRID, 1.0);
    canvas.line(vec![(lo, height), (hi, height)], GREY, 3.0);
    canvas.dot((at(row.base), height), 6.5, GREY);
    canvas.dot((at(row.base), height), 4.0, WHITE);
    for mark in &row.marks {
        canvas.dot((at(mark.value), height), 6.0, palette::accent(mark.colour));
    }
    let figure = |value: f64| {
        if factor > 1.0 { super::percent(value) } else { unit.label_in(value, x.hi - x.lo) }
    };
    let mut words: Vec<(f64, Label)> =
        vec![(at(row.base), Label::new(&figure(row.base), SMALL, GREY))];
    let widest = (x.to - x.from) / (row.marks.len() + 1) as f64 - GAP;
    for mark in &row.marks {
        let said = format!("{} {}", mark.who, figure(mark.value));
        let label = Label::new(&said, SMALL, palette::ink(mark.colour));
        words.push((at(mark.value), label.within(widest)));
    }
    words.sort_by(|a, b| a.0.total_cmp(&b.0));
    let wanted: Vec<(f64, f64)> =
        words.iter().map(|(place, label)| (*place, label.width())).collect();
    for ((_, label), start) in words.into_iter().zip(starts(&wanted, x.from, x.to + 20.0)) {
        canvas.text(label, start, middle - 4.0);
    }
}

/// Where words of these widths begin that stand above these ascending places, in their order and apart: those that would meet
/// share their shift (isotonic regression of the wanted places by pooling of adjacent violators).
fn starts(words: &[(f64, f64)], from: f64, to: f64) -> Vec<f64> {
    let total: f64 = words.iter().map(|(_, width)| width + GAP).sum::<f64>() - GAP;
    let mut before = 0.0;
    // Sums of what was wanted, less the widths of the words before, and how many share it.
    let mut pools: Vec<(f64, usize)> = Vec::new();
    for (place, width) in words {
        pools.push((place - 0.5 * width - before, 1));
        before += width + GAP;
        while let [.., first, second] = pools[..]
            && first.0 / first.1 as f64 > second.0 / second.1 as f64
        {
            pools.truncate(pools.len() - 2);
            pools.push((first.0 + second.0, first.1 + second.1));
        }
    }
    let shifts = pools.iter().flat_map(|(sum, count)| vec![sum / *count as f64; *count]);
    let mut before = 0.0;
    let start = |((_, width), shift): (&(f64, f64), f64)| {
        let start = before + shift.min(to - total).max(from);
        before += width + GAP;
        start
    };
    words.iter().zip(shifts).map(start).collect()
}

/// The table behind a chart of beliefs: one row a mark.
#[must_use]
pub fn table(data: &Dumbbells) -> Rows {
    let mut table = Rows::new(&["what", "about", "world", "value"]);
    for (what, rows) in [("chance", &data.chances), (data.quantity.as_str(), &data.amounts)] {
        for row in rows {
            let own = row.marks.iter().map(|mark| (mark.who.as_str(), mark.value));
            for (world, value) in std::iter::once(("base", row.base)).chain(own) {
                let label = row.label.as_str();
                table.rows.push(vec![what.into(), label.into(), world.into(), Cell::Number(value)]);
            }
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_the_order_of_their_places_and_stay_apart() {
        // The first two would meet; the third stands free.
        let words = [(100.0, 80.0), (120.0, 40.0), (300.0, 50.0)];
        let found = starts(&words, 0.0, 400.0);
        assert!(found[0] + 80.0 + GAP <= found[1] + 1e-9, "{found:?}");
        assert!((found[2] - 275.0).abs() < 1e-9, "{found:?}");
        // Shared alike: each is as far from its place as the other.
        let off = |at: usize| found[at] + 0.5 * words[at].1 - words[at].0;
        assert!((off(0) + off(1)).abs() < 1e-9, "{found:?}");
        // At the edges they stay within.
        let found = starts(&[(0.0, 50.0), (1.0, 50.0), (399.0, 60.0)], 0.0, 400.0);
        assert!(found[0] >= 0.0 && found[2] + 60.0 <= 400.0 + 1e-9, "{found:?}");
    }
}
