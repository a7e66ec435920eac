//! The cap table after each closing of a path: holder and class by shares, fraction, price and what was paid.

use super::one_path::values;
use crate::engine::Failure;
use crate::report::{Cell, Column, Kind, Table};
use crate::scenario::{CompanyMeta, Model};
use jiff::civil::Date;

/// The end of a day is the midnight after it: so much earlier, in years, it is still that day.
const MOMENT: f64 = 1e-6;

/// Shares that are fewer than this part of all are rounding.
const DUST: f64 = 1e-12;

/// One table for all companies: a block of rows for the start and for each closing of the path up to a date; with
/// `at`, the last block up to it only.
///
/// # Errors
/// When the path cannot be run.
pub fn closings(model: &Model, path: u64, at: Option<Date>) -> Result<Table, Failure> {
    let money = model.money.as_str();
    let mut table = Table::new(vec![
        Column::new("date", "", Kind::Date),
        Column::new("company", "", Kind::Text),
        Column::new("holder", "", Kind::Text),
        Column::new("class", "", Kind::Text),
        Column::new("series", "", Kind::Text),
        Column::new("shares", "", Kind::Number),
        Column::new("fraction", "", Kind::Number),
        Column::new("new_shares", "", Kind::Number),
        Column::new("price", money, Kind::Number),
        Column::new("paid", money, Kind::Number),
    ]);
    for company in &model.companies {
        for row in of_company(model, company, path, at)? {
            // Every number is finite, and every row has ten cells.
            let _ = table.push(row);
        }
    }
    Ok(table)
}

fn of_company(
    model: &Model,
    company: &CompanyMeta,
    path: u64,
    at: Option<Date>,
) -> Result<Vec<Vec<Cell>>, Failure> {
    let looked = &company.cap_table;
    let mut named = vec![looked.closed_at];
    named.extend(looked.lines.iter().flat_map(|line| [line.shares, line.paid]));
    let read = values(model, &named, path)?;
    let value = |column: usize, period: usize| {
        read.get(column).and_then(|values| values.get(period)).copied().unwrap_or(0.0)
    };
    let mut rows = Vec::new();
    for period in 0..=model.grid.periods() {
        let shares = |line: usize| value(1 + 2 * line, period);
        let before = |line: usize| value(1 + 2 * line, period.saturating_sub(1));
        let count = looked.lines.len();
        let all: f64 = (0..count).map(shares).sum();
        let moved = |line: usize| (shares(line) - before(line)).abs() > DUST * all;
        if period > 0 && !(0..count).any(moved) {
            continue;
        }
        let closed = value(0, period);
        let date = if period == 0 {
            model.grid.date(0)
        } else {
            model.grid.date_at((closed - MOMENT).max(0.0))
        };
        if at.is_some_and(|at| date > at) {
            break;
        }
        if at.is_some() {
            rows.clear();
        }
        for (number, line) in looked.lines.iter().enumerate() {
            if shares(number) <= DUST * all {
                continue;
            }
            let paid = value(2 + 2 * number, period);
            let now = paid - value(2 + 2 * number, period.saturating_sub(1));
            let new = if period == 0 { 0.0 } else { shares(number) - before(number) };
            let priced = now > 0.0 && new > DUST * all;
            let holder = model.plan.accounts.get(line.holder.index());
            let under = line.under.and_then(|term| model.plan.terms.get(term.index()));
            rows.push(vec![
                Cell::Date(date),
                Cell::Text(company.name.clone()),
                Cell::Text(holder.map_or_else(String::new, |account| account.name.clone())),
                Cell::Text(line.class.clone()),
                under.map_or(Cell::Absent, |term| Cell::Text(term.clone())),
                Cell::Number(shares(number)),
                Cell::Number(shares(number) / all),
                Cell::Number(if moved(number) { new } else { 0.0 }),
                if priced { Cell::Number(now / new) } else { Cell::Absent },
                if paid > 0.0 { Cell::Number(paid) } else { Cell::Absent },
            ]);
        }
    }
    Ok(rows)
}
