//! Who gets what for which value at a company's end: a broken line for each holder, said by its breaks.

use super::one_path::values;
use crate::engine::Failure;
use crate::report::{Cell, Column, Kind, Table};
use crate::scenario::Model;

/// Pieces of the range that are looked into at first.
const PIECES: u32 = 64;

/// A break is looked for until it lies in this part of the range; where the lines at both sides cross, it is exact.
const FINEST: f64 = 1e-5;

/// Receipts that differ by less, for each unit of the range, are the same.
const SAME: f64 = 1e-8;

/// What is asked: a company's receipts at a value, by lowering the scenario with that value.
struct Line<'ask> {
    receipts: &'ask dyn Fn(f64) -> Result<Vec<f64>, Failure>,
    width: f64,
}

/// What the holders of a company get on a path for each value from `least` to `most`: one row for the least value, for
/// each break and for the largest value, a column for each holder. `with_value` is the model in which the company has
/// that value.
///
/// # Errors
/// When a path cannot be run.
pub fn payout(
    company: usize,
    path: u64,
    (least, most): (f64, f64),
    with_value: &dyn Fn(f64) -> Option<Model>,
) -> Result<Table, Failure> {
    let receipts = |value: f64| -> Result<Vec<f64>, Failure> {
        let Some(model) = with_value(value) else { return Ok(Vec::new()) };
        let Some(meta) = model.companies.get(company) else { return Ok(Vec::new()) };
        let named: Vec<usize> = meta.cap_table.receipts.iter().map(|(_, named)| *named).collect();
        let read = values(&model, &named, path)?;
        Ok(read.iter().map(|values| values.iter().sum()).collect())
    };
    let line = Line { receipts: &receipts, width: most - least };
    let mut breaks = vec![least];
    let step = line.width / f64::from(PIECES);
    let mut from = (least, receipts(least)?);
    // Breaks at a border of two pieces are seen from the slopes at both sides.
    let mut slope: Option<Vec<f64>> = None;
    for piece in 1..=PIECES {
        let end = least + step * f64::from(piece);
        let to = (end, receipts(end)?);
        let inside = line.breaks(&from, &to)?;
        let (first, last) = if inside.is_empty() {
            (rise(&from, &to), rise(&from, &to))
        } else {
            let near = line.width * FINEST;
            let start = (from.0 + near, receipts(from.0 + near)?);
            let stop = (to.0 - near, receipts(to.0 - near)?);
            (rise(&from, &start), rise(&stop, &to))
        };
        if slope.is_some_and(|before| differ(&before, &first, SAME)) {
            breaks.push(from.0);
        }
        breaks.extend(inside);
        slope = Some(last);
        from = to;
    }
    breaks.push(most);
    let Some(model) = with_value(least) else {
        return Ok(Table::new(Vec::new()));
    };
    let mut columns = vec![Column::new("value", &model.money, Kind::Number)];
    for (holder, _) in model.companies.get(company).iter().flat_map(|it| &it.cap_table.receipts) {
        let name = model.plan.accounts.get(holder.index()).map_or("", |account| &account.name);
        columns.push(Column::new(name, &model.money, Kind::Number));
    }
    let mut table = Table::new(columns);
    for value in breaks {
        let mut row = vec![Cell::Number(value)];
        row.extend(receipts(value)?.into_iter().map(Cell::Number));
        let _ = table.push(row);
    }
    Ok(table)
}

impl Line<'_> {
    /// The breaks strictly between two points.
    fn breaks(&self, from: &(f64, Vec<f64>), to: &(f64, Vec<f64>)) -> Result<Vec<f64>, Failure> {
        let mut found = Vec::new();
        let mut open = vec![(from.clone(), to.clone())];
        while let Some((from, to)) = open.pop() {
            let middle = from.0 + (to.0 - from.0) / 2.0;
            let middle = (middle, (self.receipts)(middle)?);
            let bend = differ(&rise(&from, &middle), &rise(&middle, &to), SAME);
            if !bend {
                continue;
            }
            if to.0 - from.0 > FINEST * self.width {
                open.push((middle.clone(), to));
                open.push((from, middle));
                continue;
            }
            found.push(self.crossing(&from, &to)?);
        }
        found.sort_by(f64::total_cmp);
        found.dedup_by(|one, other| (*one - *other).abs() < 2.0 * FINEST * self.width);
        Ok(found)
    }

    /// Where the lines at both sides of a short piece cross.
    fn crossing(&self, from: &(f64, Vec<f64>), to: &(f64, Vec<f64>)) -> Result<f64, Failure> {
        let short = to.0 - from.0;
        let before = (from.0 - short, (self.receipts)(from.0 - short)?);
        let after = (to.0 + short, (self.receipts)(to.0 + short)?);
        let (left, right) = (rise(&before, from), rise(to, &after));
        let mut best = (0.0, from.0 + short / 2.0);
        for (place, (left, right)) in left.iter().zip(&right).enumerate() {
            let bend = (left - right).abs();
            let (Some(low), Some(high)) = (from.1.get(place), to.1.get(place)) else { continue };
            if bend > best.0 {
                let cross = (high - low + left * from.0 - right * to.0) / (left - right);
                best = (bend, cross.clamp(from.0, to.0));
            }
        }
        Ok(best.1)
    }
}

/// The slopes between two points.
fn rise(from: &(f64, Vec<f64>), to: &(f64, Vec<f64>)) -> Vec<f64> {
    let width = to.0 - from.0;
    from.1.iter().zip(&to.1).map(|(low, high)| (high - low) / width).collect()
}

fn differ(one: &[f64], other: &[f64], room: f64) -> bool {
    // Receipts are multiples of the money quantum, so slopes over short pieces wobble.
    one.iter().zip(other).any(|(one, other)| (one - other).abs() > room.max(1e-4))
}
