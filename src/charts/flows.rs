//! What one party receives and pays in each year, by clause, as stacked bars above and below zero.

use super::axis::{self, Scale};
use super::canvas::{Area, Canvas};
use super::caption::Caption;
use super::column::{self, EndLabel};
use super::drawing::Drawing;
use super::frame::{self, LINE};
use super::number::drawable;
use super::palette::{self, Colour, INK, NEUTRAL, TONE_COUNT, WHITE};
use super::quantity::Unit;
use super::rows::Rows;
use super::ticks::{self, Tick};

/// The flows of one clause.
#[derive(Debug, Clone, PartialEq)]
pub struct ClauseFlows {
    /// The clause's name as people say it.
    pub label: String,
    /// Mean amount that the party receives in each year, one for each of [`Flows::years`].
    pub received: Vec<f64>,
    /// Mean amount that the party pays in each year, as a positive number, likewise.
    pub paid: Vec<f64>,
}

/// The data of a flow chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Flows {
    /// What the vertical axis shows: `Microsoft receives (up) and pays (down), mean of all paths`.
    pub quantity: String,
    /// Its unit: `USD bn`.
    pub unit: Unit,
    /// Colour of the party, of which the clauses take tones.
    pub colour: usize,
    /// Calendar years, ascending.
    pub years: Vec<i32>,
    /// Years of which only a part is in the run: which part of them, and in words.
    pub partial: Vec<PartYear>,
    /// The clauses in the scenario's order.
    pub clauses: Vec<ClauseFlows>,
    /// What shares bring at the end: no payment, and not drawn.
    pub shares: Vec<ClauseFlows>,
}

/// A calendar year of which only a part is in the run.
#[derive(Debug, Clone, PartialEq)]
pub struct PartYear {
    /// The year.
    pub year: i32,
    /// Which part of it, between 0 and 1.
    pub part: f64,
    /// The same in words: `2036 to Sep`.
    pub words: String,
}

impl Flows {
    /// An amount as every word of the picture writes it.
    pub(crate) fn figure(&self, amount: f64) -> String {
        let (parts, _) = parts(self);
        self.unit.label_in(amount, span(&parts))
    }
}

/// The largest net amount of a part, by which all are written.
fn span(parts: &[Part]) -> f64 {
    parts.iter().map(|part| part.net().abs()).fold(0.0, f64::max)
}

/// One stack member: a clause, or all that are too small to tell apart.
struct Part {
    label: String,
    colour: Colour,
    received: Vec<f64>,
    paid: Vec<f64>,
}

impl Part {
    fn net(&self) -> f64 {
        self.received.iter().sum::<f64>() - self.paid.iter().sum::<f64>()
    }

    fn size(&self) -> f64 {
        self.received.iter().sum::<f64>() + self.paid.iter().sum::<f64>()
    }
}

/// Draws a flow chart.
#[must_use]
pub fn draw(data: &Flows, caption: &Caption) -> Drawing {
    let (parts, lost) = parts(data);
    if data.years.is_empty() || parts.is_empty() {
        return frame::no_data(caption, "no clause moves money in any year.");
    }
    let notes = notes(data, &parts, lost);
    let mut canvas = Canvas::default();
    let mut area = frame::caption(&mut canvas, caption, &notes);
    frame::axis_title(&mut canvas, &mut area, &data.quantity, &data.unit);
    let total = |pick: fn(&Part) -> &Vec<f64>, year: usize| -> f64 {
        parts.iter().map(|part| pick(part)[year]).sum()
    };
    let range = 0..data.years.len();
    let hi = range.clone().map(|year| total(|part| &part.received, year)).fold(0.0, f64::max);
    let lo = -range.clone().map(|year| total(|part| &part.paid, year)).fold(0.0, f64::max);
    let (lo, hi) = ticks::usable_range(1.04 * lo, 1.04 * hi);
    let y_ticks = ticks::linear(lo, hi, axis::vertical_count(area.height() - 30.0), &data.unit);
    area.left += axis::label_room(&y_ticks);
    let mut labels = key(&parts, &data.unit);
    area.right -= column::room(&labels);
    let x = Scale::linear(-0.5, data.years.len() as f64 - 0.5, area.left, area.right);
    let x_ticks = year_ticks(&x, &data.years);
    area.bottom -= axis::horizontal_room(&x_ticks, "");
    let y = Scale::linear(lo, hi, area.bottom, area.top);

    axis::draw_vertical(&mut canvas, &area, &y, &y_ticks);
    axis::draw_horizontal(&mut canvas, &area, &x, &x_ticks, "", false);
    let middles = draw_stacks(&mut canvas, &parts, &x, &y, data);
    canvas.line(vec![(area.left, y.place(0.0)), (area.right, y.place(0.0))], INK, 1.2);
    for year in range {
        draw_net(&mut canvas, &parts, year, &x, &y);
    }
    place_key(&mut labels, &parts, &middles, &y);
    column::draw(&mut canvas, &area, labels);
    canvas.finish(&caption.title)
}

/// What the picture shows, and what it does not.
fn notes(data: &Flows, parts: &[Part], lost: usize) -> Vec<String> {
    let mut notes = vec!["Bars: mean of all paths. At the right: net total.".to_string()];
    if (0..data.years.len()).any(|year| is_mixed(parts, year)) {
        notes.push("Black: net.".to_string());
    }
    let words: Vec<&str> = data.partial.iter().map(|year| year.words.as_str()).collect();
    if !words.is_empty() {
        notes.push(format!("Narrow: part of a year ({}).", words.join(", ")));
    }
    if !data.shares.is_empty() {
        notes.push("Not drawn: what shares bring at the end.".to_string());
    }
    notes.extend(frame::left_out(lost, "amount"));
    notes
}

/// Whether there are receipts and payments in a year, both large enough to be seen.
fn is_mixed(parts: &[Part], year: usize) -> bool {
    /// Of the largest stack.
    const SEEN: f64 = 0.004;
    let stack = |pick: fn(&Part) -> &Vec<f64>, year: usize| -> f64 {
        parts.iter().filter_map(|part| pick(part).get(year)).sum()
    };
    let years = 0..parts.first().map_or(0, |part| part.paid.len());
    let size = |year: usize| stack(|part| &part.received, year).max(stack(|part| &part.paid, year));
    let least = SEEN * years.map(size).fold(0.0, f64::max);
    stack(|part| &part.received, year) > least && stack(|part| &part.paid, year) > least
}

/// Clauses that move anything, the largest first, those beyond the colours collected; and amounts left out.
fn parts(data: &Flows) -> (Vec<Part>, usize) {
    let mut lost = 0;
    let mut read = |amounts: &[f64], year: usize| match amounts.get(year) {
        Some(amount) if drawable(*amount) => *amount,
        Some(_) => {
            lost += 1;
            0.0
        }
        None => 0.0,
    };
    let mut all: Vec<Part> = Vec::new();
    for clause in &data.clauses {
        let both: Vec<(f64, f64)> = (0..data.years.len())
            .map(|year| (read(&clause.received, year), read(&clause.paid, year)))
            .collect();
        // What is received with a minus sign is paid, and the other way round.
        let sum = |a: f64, b: f64| a.max(0.0) + (-b).max(0.0);
        all.push(Part {
            label: clause.label.clone(),
            colour: palette::accent(data.colour),
            received: both.iter().map(|(received, paid)| sum(*received, *paid)).collect(),
            paid: both.iter().map(|(received, paid)| sum(*paid, *received)).collect(),
        });
    }
    all.retain(|part| part.size() > 0.0);
    all.sort_by(|a, b| b.size().total_cmp(&a.size()));
    let crowd = all.len() > TONE_COUNT;
    let rest = if crowd { all.split_off(TONE_COUNT - 1) } else { Vec::new() };
    for (place, part) in all.iter_mut().enumerate() {
        part.colour = palette::tone(data.colour, place);
    }
    if !rest.is_empty() {
        let sum = |pick: fn(&Part) -> &Vec<f64>| -> Vec<f64> {
            (0..data.years.len())
                .map(|year| rest.iter().map(|part| pick(part)[year]).sum())
                .collect()
        };
        all.push(Part {
            label: format!("{} others", rest.len()),
            colour: NEUTRAL,
            received: sum(|part| &part.received),
            paid: sum(|part| &part.paid),
        });
    }
    (all, lost)
}

/// One label for each part: its name and what it nets over all years.
fn key(parts: &[Part], unit: &Unit) -> Vec<EndLabel> {
    let span = span(parts);
    let label = |part: &Part| {
        let total = unit.signed_in(part.net(), span);
        let label = EndLabel::numbered(&total, &part.label, INK, 190.0, 0.0);
        EndLabel { swatch: Some(part.colour), ..label }
    };
    parts.iter().map(label).collect()
}

/// The years that have room for their label: all, or the multiples of 2, 5, 10 and so on.
fn year_ticks(x: &Scale, years: &[i32]) -> Vec<Tick> {
    /// The width of a year and the space after it.
    const ROOM: f64 = 42.0;
    let pitch = x.place(1.0) - x.place(0.0);
    let step = [1, 2, 5, 10, 20, 50, 100].into_iter().find(|step| f64::from(*step) * pitch >= ROOM);
    let step = step.unwrap_or(1000);
    let tick = |(place, year): (usize, &i32)| Tick {
        at: place as f64,
        text: if year % step == 0 { year.to_string() } else { String::new() },
        below: String::new(),
    };
    let mut ticks: Vec<Tick> = years.iter().enumerate().map(tick).collect();
    ticks.retain(|tick| !tick.text.is_empty());
    ticks
}

/// Draws all stacks; gives where the last visible piece of each part lies, in the chart's unit.
fn draw_stacks(
    canvas: &mut Canvas,
    parts: &[Part],
    x: &Scale,
    y: &Scale,
    data: &Flows,
) -> Vec<Option<f64>> {
    let mut middles = vec![None; parts.len()];
    let pitch = (x.to - x.from) / data.years.len() as f64;
    for (year, called) in data.years.iter().enumerate() {
        let partial = data.partial.iter().find(|partial| partial.year == *called);
        let part = partial.map_or(1.0, |partial| partial.part.clamp(0.2, 1.0));
        let width = part * (0.72 * pitch).min(70.0);
        let left = libm::round(x.place(year as f64) - width / 2.0);
        let (mut up, mut down) = (0.0, 0.0);
        for (place, part) in parts.iter().enumerate() {
            for (edge, amount) in [(&mut up, part.received[year]), (&mut down, -part.paid[year])] {
                if amount == 0.0 {
                    continue;
                }
                let (a, b) = (y.place(*edge), y.place(*edge + amount));
                let area = Area { left, top: a.min(b), right: left + width, bottom: a.max(b) };
                canvas.rectangle(area, part.colour);
                if area.height() > 4.0 {
                    canvas.line(vec![(left, b), (left + width, b)], WHITE, 1.0);
                }
                middles[place] = Some(*edge + amount / 2.0);
                *edge += amount;
            }
        }
    }
    middles
}

/// A black bar at what remains of one year's stack.
fn draw_net(canvas: &mut Canvas, parts: &[Part], year: usize, x: &Scale, y: &Scale) {
    let net: f64 = parts.iter().map(|part| part.received[year] - part.paid[year]).sum();
    if !is_mixed(parts, year) {
        return;
    }
    let pitch = x.place(1.0) - x.place(0.0);
    let half = (0.40 * pitch).clamp(2.0, 40.0);
    let (middle, height) = (x.place(year as f64), y.place(net));
    // The rim keeps it apart from the bars and hides next to nothing of them.
    canvas.line(vec![(middle - half, height), (middle + half, height)], WHITE, 3.6);
    canvas.line(vec![(middle - half, height), (middle + half, height)], INK, 2.6);
}

/// The key stands in the order of the stack in the last year, at its heights where there is room.
fn place_key(labels: &mut [EndLabel], parts: &[Part], middles: &[Option<f64>], y: &Scale) {
    for (place, label) in labels.iter_mut().enumerate() {
        let side = if parts[place].net() < 0.0 { -1.0 } else { 1.0 };
        // Equal heights keep the order of the stack: larger parts are nearer to zero.
        let order = side * LINE * 0.01 * place as f64;
        label.at = y.place(middles[place].unwrap_or(0.0)) - order;
    }
}

/// The table behind a flow chart: one row a year and clause.
#[must_use]
pub fn table(data: &Flows) -> Rows {
    let mut table = Rows::new(&["year", "clause", "received", "paid"]);
    for (place, year) in data.years.iter().enumerate() {
        for clause in data.clauses.iter().chain(&data.shares) {
            table.rows.push(vec![
                f64::from(*year).into(),
                clause.label.as_str().into(),
                clause.received.get(place).copied().into(),
                clause.paid.get(place).copied().into(),
            ]);
        }
    }
    table
}
