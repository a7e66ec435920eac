//! The league table of a batch: who gets most in which scenario, read from the tables that the runs left.

use super::case::End;
use super::cases::Case;
use crate::charts::clauses::{ClauseBar, ClauseSide, Clauses, Whisker};
use crate::charts::{Caption, Unit};
use crate::report::{Cell, Column, Kind, Shown, Table, TableError};
use crate::results::Picture;
use crate::statistics::{Measure, digits};
use std::path::Path;

/// Rows of a league on a terminal: the best, and after a gap the last.
const BEST: usize = 10;

/// What a side gets in a scenario.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Payoff {
    pub(super) side: String,
    pub(super) label: String,
    pub(super) unit: String,
    pub(super) mean: Measure,
    pub(super) p05: Option<f64>,
    pub(super) p50: Option<f64>,
    pub(super) p95: Option<f64>,
    pub(super) loss: Option<f64>,
}

impl Payoff {
    /// The payoffs of the run that left its tables in a folder.
    pub(super) fn all_of(target: &Path) -> Result<Vec<Self>, String> {
        let path = target.join("summary.csv");
        let failed = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let mut reader = csv::Reader::from_path(&path).map_err(|error| failed(&error))?;
        let header = reader.headers().map_err(|error| failed(&error))?.clone();
        let place = |name: &str| header.iter().position(|column| column == name);
        let mut all = Vec::new();
        for row in reader.records() {
            let row = row.map_err(|error| failed(&error))?;
            let text = |name: &str| place(name).and_then(|at| row.get(at)).unwrap_or_default();
            let number = |name: &str| text(name).parse::<f64>().ok();
            if text("kind") != "side" {
                continue;
            }
            let Some(value) = number("payoff_mean") else { continue };
            let standard_error = number("payoff_mean_standard_error");
            all.push(Self {
                side: text("name").to_owned(),
                label: text("label").to_owned(),
                unit: text("unit").to_owned(),
                mean: Measure { value, standard_error, count: 0 },
                p05: number("p05"),
                p50: number("p50"),
                p95: number("p95"),
                loss: number("probability_of_loss"),
            });
        }
        Ok(all)
    }

    /// `Buyer -5.19`.
    pub(super) fn said(&self) -> String {
        format!("{} {}", self.label, digits::number(self.mean.value, 4))
    }
}

/// One place in the league of a side.
struct Place<'all> {
    rank: usize,
    case: &'all Case,
    payoff: &'all Payoff,
}

/// The scenarios of a batch that left results, side by side.
pub(super) struct League<'all> {
    sides: Vec<Vec<Place<'all>>>,
}

impl<'all> League<'all> {
    /// Ranks scenarios by each side's mean payoff; sums of different money are leagues of their own.
    pub(super) fn new(cases: &'all [Case], ended: &'all [End]) -> Self {
        let mut sides: Vec<Vec<Place<'all>>> = Vec::new();
        for (case, end) in cases.iter().zip(ended) {
            let End::Done { payoffs, .. } = end else { continue };
            for payoff in payoffs {
                let same = |places: &&mut Vec<Place<'_>>| {
                    places.first().is_some_and(|first| {
                        (&first.payoff.side, &first.payoff.unit) == (&payoff.side, &payoff.unit)
                    })
                };
                let place = Place { rank: 0, case, payoff };
                match sides.iter_mut().find(same) {
                    Some(places) => places.push(place),
                    None => sides.push(vec![place]),
                }
            }
        }
        for places in &mut sides {
            // A stable sort: scenarios that are equal stay in their order, and share a rank.
            places.sort_by(|one, two| two.payoff.mean.value.total_cmp(&one.payoff.mean.value));
            let mut rank = 0;
            let mut last = None;
            for (at, place) in places.iter_mut().enumerate() {
                if last != Some(place.payoff.mean.value) {
                    rank = at + 1;
                }
                last = Some(place.payoff.mean.value);
                place.rank = rank;
            }
        }
        Self { sides }
    }

    /// One row for each side and scenario, the best first.
    pub(super) fn table(&self, base: &Path) -> Result<Table, TableError> {
        let mut columns =
            ["side", "label", "unit"].map(|name| Column::new(name, "", Kind::Text)).to_vec();
        columns.push(Column::new("rank", "", Kind::Integer));
        columns.push(Column::new("scenario", "", Kind::Text));
        columns.push(Column::new("payoff_mean", "", Kind::Measure));
        for name in ["p05", "p50", "p95", "probability_of_loss"] {
            columns.push(Column::new(name, "", Kind::Number));
        }
        columns.push(Column::new("results", "", Kind::Text));
        let mut table = Table::new(columns);
        for Place { rank, case, payoff } in self.sides.iter().flatten() {
            let texts = [payoff.side.as_str(), payoff.label.as_str(), payoff.unit.as_str()];
            let mut row = texts.map(Cell::from).to_vec();
            row.push(Cell::Integer(i64::try_from(*rank).unwrap_or(i64::MAX)));
            row.push(Cell::from(case.name.as_str()));
            row.push(Cell::Measure(payoff.mean));
            row.extend([payoff.p05, payoff.p50, payoff.p95, payoff.loss].map(Cell::from));
            row.push(Cell::from(link(&case.target, base).as_str()));
            table.push(row)?;
        }
        Ok(table)
    }

    /// The best scenarios of each side, and its last.
    pub(super) fn shown(&self) -> Vec<Shown> {
        let mut all = Vec::new();
        for places in &self.sides {
            let Some(first) = places.first() else { continue };
            let unit = &first.payoff.unit;
            let unit = if unit.is_empty() { String::new() } else { format!(", {unit}") };
            let head = format!("{}: payoff, present value{unit}", first.payoff.label);
            let mut table = Shown::new(&["", head.as_str(), "mean", "P5", "P95"]);
            let last = places.len().saturating_sub(1);
            for (at, Place { rank, case, payoff }) in places.iter().enumerate() {
                if at >= BEST && at != last {
                    continue;
                }
                let number = |value: Option<f64>| {
                    value.map_or(String::new(), |value| digits::number(value, 4))
                };
                table.push(vec![
                    rank.to_string(),
                    case.name.clone(),
                    digits::measure(Some(&payoff.mean)),
                    number(payoff.p05),
                    number(payoff.p95),
                ]);
            }
            if places.len() > BEST + 1 {
                let left = places.len() - BEST - 1;
                table.notes.push(format!(
                    "{left} between the first {BEST} and the last are in league.csv"
                ));
            }
            all.push(table);
        }
        all
    }

    /// One picture for each sum of money: scenarios as rows, sides as columns.
    pub(super) fn pictures(&self, cases: &[Case]) -> Vec<Picture> {
        let mut units: Vec<&str> = Vec::new();
        for place in self.sides.iter().filter_map(|places| places.first()) {
            if !units.contains(&place.payoff.unit.as_str()) {
                units.push(&place.payoff.unit);
            }
        }
        units.iter().enumerate().filter_map(|(at, unit)| self.picture(cases, at, unit)).collect()
    }

    fn picture(&self, cases: &[Case], number: usize, unit: &str) -> Option<Picture> {
        let own =
            |places: &&Vec<Place<'_>>| places.first().is_some_and(|one| one.payoff.unit == unit);
        let sides: Vec<&Vec<Place<'_>>> = self.sides.iter().filter(own).collect();
        let has = |case: &&Case| {
            sides.iter().any(|places| places.iter().any(|one| one.case.name == case.name))
        };
        let rows: Vec<&Case> = cases.iter().filter(has).collect();
        let column = |(colour, places): (usize, &&Vec<Place<'_>>)| {
            let bar = |case: &&Case| {
                let own = places.iter().find(|place| std::ptr::eq(place.case, *case))?;
                let Payoff { mean, p05, p95, .. } = own.payoff;
                Some(ClauseBar { mean: mean.value, whisker: p05.zip(*p95) })
            };
            let label = places.first().map_or(String::new(), |place| place.payoff.label.clone());
            ClauseSide { label, colour, bars: rows.iter().map(bar).collect(), sum: None }
        };
        let best = sides.first()?.first()?;
        let title = format!("{} gets most in {}", best.payoff.label, best.case.name);
        let money = if unit.is_empty() { String::new() } else { format!(" ({unit})") };
        let caption = Caption {
            title,
            subtitle: format!("Mean payoff by scenario, present value at the start{money}"),
            source: format!("{} scenarios; they need not have the same draws", rows.len()),
        };
        let chart = Clauses {
            unit: if unit.is_empty() { Unit::Plain } else { Unit::Named(unit.to_owned()) },
            whisker: Whisker::P5ToP95,
            clauses: rows.iter().map(|case| case.name.clone()).collect(),
            sides: sides.iter().enumerate().map(column).collect(),
        };
        let stem = if number == 0 { "league".to_owned() } else { format!("league_{}", number + 1) };
        Some(Picture::new(&stem, caption, chart))
    }
}

/// The page of a run as the page of the batch names it; both lie below one folder.
pub(super) fn link(target: &Path, base: &Path) -> String {
    let inside = target.strip_prefix(base).unwrap_or(target);
    let parts: Vec<String> =
        inside.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    format!("../../{}/report.html", parts.join("/"))
}
