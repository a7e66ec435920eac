//! The tables of a run: summary, terms, flows, timeline and events.

use super::over_time::EventResult;
use super::returns::{self, Returns};
use super::run::RunResults;
use super::sides::SideResult;
use crate::report::{Cell, Column, Kind, Table};
use crate::statistics::Measure;

/// Columns of three quantiles, each with the ends of its 95 % interval.
const QUANTILES: [[&str; 3]; 3] = [
    ["p05", "p05_low_95", "p05_high_95"],
    ["p50", "p50_low_95", "p50_high_95"],
    ["p95", "p95_low_95", "p95_high_95"],
];

impl RunResults {
    /// One row for each side (kind `side`: its payoff, present value at the start, with the 95 %
    /// intervals of its quantiles, the mean of the worst twentieth, the chance of a loss, and, where it both pays and
    /// receives money, how much, undiscounted, and what its mean payments return), then
    /// one for each event and insolvency (its probability by the horizon, and of one that ends a clause the probability
    /// that it comes before whatever else ends it). At last, for each side that believes in
    /// another world, its payoff there (kind `belief`), and the events that are not as likely there as in the base
    /// world (kind `believed_event` or `believed_insolvency`, name `SIDE.EVENT`).
    #[must_use]
    pub fn summary(&self) -> Table {
        let money = self.money.as_str();
        let mut columns = vec![
            Column::new("kind", "", Kind::Text),
            Column::new("name", "", Kind::Text),
            Column::new("label", "", Kind::Text),
            Column::new("unit", "", Kind::Text),
            Column::new("payoff_mean", money, Kind::Measure),
        ];
        columns.extend(
            QUANTILES.as_flattened().iter().map(|name| Column::new(name, money, Kind::Number)),
        );
        columns.push(Column::new("cvar_05", money, Kind::Measure));
        columns.push(Column::new("probability_of_loss", "", Kind::Measure));
        columns.push(Column::new("probability_by_horizon", "", Kind::Measure));
        columns.push(Column::new("variance_share_of_assumed", "", Kind::Measure));
        columns.extend(returns::columns(money));
        columns.push(Column::new("probability_while_running", "", Kind::Measure));
        let mut table = Table::new(columns);
        for (number, side) in self.sides.iter().enumerate() {
            let own = self.returns.iter().find(|returns| returns.side == number);
            add(&mut table, side_row("side", side, money, own));
        }
        for event in &self.events {
            add(&mut table, event_row(event));
        }
        for seen in &self.beliefs {
            add(&mut table, side_row("belief", &seen.side, money, None));
            for own in &seen.events {
                add(&mut table, event_row(&own.event.seen_by(&seen.side)));
            }
        }
        table
    }

    /// What moved under each term: for each side its present value (row `moved`, paid counted
    /// negative), for each payer and payee the undiscounted total (row `flow`), and where two parties discount its
    /// payments at different rates, what their present values add up to (row `paper`, without a term for all together).
    #[must_use]
    pub fn terms(&self) -> Table {
        let money = self.money.as_str();
        let mut table = Table::new(vec![
            Column::new("row", "", Kind::Text),
            Column::new("term", "", Kind::Text),
            Column::new("label", "", Kind::Text),
            Column::new("side", "", Kind::Text),
            Column::new("from", "", Kind::Text),
            Column::new("to", "", Kind::Text),
            Column::new("kind", "", Kind::Text),
            Column::new("unit", "", Kind::Text),
            Column::new("present_value", money, Kind::Measure),
            Column::new("undiscounted", money, Kind::Measure),
        ]);
        for moved in &self.moved {
            let side = self.sides.get(moved.side).map(|side| side.name.clone());
            let row = vec![
                "moved".into(),
                moved.term.as_str().into(),
                moved.term_label.as_str().into(),
                side.into(),
                Cell::Absent,
                Cell::Absent,
                Cell::Absent,
                money.into(),
                measured(moved.present_value),
                Cell::Absent,
            ];
            add(&mut table, row);
        }
        for flow in &self.flows {
            let row = vec![
                "flow".into(),
                flow.term.as_str().into(),
                flow.term_label.as_str().into(),
                Cell::Absent,
                flow.from.name.as_str().into(),
                flow.to.name.as_str().into(),
                flow.kind_name().into(),
                money.into(),
                Cell::Absent,
                measured(flow.total),
            ];
            add(&mut table, row);
        }
        for paper in &self.on_paper {
            let (term, label) = paper.term.clone().unzip();
            let mut row: Vec<Cell> = vec!["paper".into(), term.into(), label.into()];
            row.resize(row.len() + 4, Cell::Absent);
            row.extend([money.into(), measured(paper.present_value), Cell::Absent]);
            add(&mut table, row);
        }
        table
    }

    /// Where each number comes from, as the scenario says.
    #[must_use]
    pub fn sources(&self) -> Table {
        let names = ["path", "value", "confidence", "as_of", "source", "note"];
        let columns = names.iter().map(|name| Column::new(name, "", Kind::Text));
        let mut table = Table::new(columns.collect());
        for note in &self.sources {
            let cells =
                [&note.path, &note.value, &note.confidence, &note.as_of, &note.source, &note.note];
            add(&mut table, cells.iter().map(|text| text.as_str().into()).collect());
        }
        table
    }

    /// The mean undiscounted amount by calendar year, term, payer, payee and kind.
    #[must_use]
    pub fn flows(&self) -> Table {
        let money = self.money.as_str();
        let mut table = Table::new(vec![
            Column::new("year", "", Kind::Text),
            Column::new("term", "", Kind::Text),
            Column::new("from", "", Kind::Text),
            Column::new("to", "", Kind::Text),
            Column::new("kind", "", Kind::Text),
            Column::new("unit", "", Kind::Text),
            Column::new("amount", money, Kind::Measure),
        ]);
        for (at, year) in self.years.iter().enumerate() {
            for flow in &self.flows {
                let amount = flow.by_year.get(at).and_then(|(_, amount)| *amount);
                let row = vec![
                    // A year is a name, not a count whose thousands are set apart.
                    year.to_string().into(),
                    flow.term.as_str().into(),
                    flow.from.name.as_str().into(),
                    flow.to.name.as_str().into(),
                    flow.kind_name().into(),
                    money.into(),
                    measured(amount),
                ];
                add(&mut table, row);
            }
        }
        table
    }

    /// Mean and percentiles of every driver, company's cash, stake and payoff to date, by date.
    #[must_use]
    pub fn timeline(&self) -> Table {
        let mut columns = vec![
            Column::new("date", "", Kind::Date),
            Column::new("kind", "", Kind::Text),
            Column::new("name", "", Kind::Text),
            Column::new("unit", "", Kind::Text),
            Column::new("mean", "", Kind::Measure),
        ];
        let percentiles = ["p05", "p25", "p50", "p75", "p95"];
        columns.extend(percentiles.map(|name| Column::new(name, "", Kind::Number)));
        let mut table = Table::new(columns);
        for series in &self.series {
            for point in &series.points {
                let mut row = vec![
                    point.date.into(),
                    series.kind.name().into(),
                    series.name.as_str().into(),
                    series.unit.as_str().into(),
                    measured(point.mean),
                ];
                row.extend(point.percentiles.map(number));
                add(&mut table, row);
            }
        }
        table
    }

    /// The probability of each event, and of each company's insolvency, by the close of each
    /// period.
    #[must_use]
    pub fn events(&self) -> Table {
        let mut table = Table::new(vec![
            Column::new("date", "", Kind::Date),
            Column::new("event", "", Kind::Text),
            Column::new("kind", "", Kind::Text),
            Column::new("cumulative_probability", "", Kind::Measure),
        ]);
        for event in &self.events {
            for (date, measure) in &event.cumulative {
                let row = vec![
                    (*date).into(),
                    event.name.as_str().into(),
                    event.kind().into(),
                    measured(Some(*measure)),
                ];
                add(&mut table, row);
            }
        }
        table
    }
}

fn side_row(kind: &str, side: &SideResult, money: &str, returns: Option<&Returns>) -> Vec<Cell> {
    let mut row = vec![
        kind.into(),
        side.name.as_str().into(),
        side.label.as_str().into(),
        money.into(),
        measured(side.mean),
    ];
    for place in 0..QUANTILES.len() {
        let quantile = side.quantiles.get(place);
        row.push(number(quantile.and_then(|q| q.measure).map(|measure| measure.value)));
        row.push(number(quantile.and_then(|q| q.interval.low)));
        row.push(number(quantile.and_then(|q| q.interval.high)));
    }
    row.extend([measured(side.worst), measured(side.loss), Cell::Absent]);
    row.push(measured(side.assumed));
    row.extend(returns::cells(returns));
    row.push(Cell::Absent);
    row
}

fn event_row(event: &EventResult) -> Vec<Cell> {
    let mut row: Vec<Cell> =
        vec![event.kind().into(), event.name.as_str().into(), event.label.as_str().into()];
    // Unit, mean, nine columns of quantiles, tail and loss say nothing about an event.
    row.resize(row.len() + 4 + QUANTILES.as_flattened().len(), Cell::Absent);
    row.extend([measured(event.by_horizon()), Cell::Absent]);
    row.extend(returns::cells(None));
    row.push(measured(event.while_running));
    row
}

/// A number that is not finite cannot be shown: it is absent, as is one that was not measured.
fn number(value: Option<f64>) -> Cell {
    value.filter(|value| value.is_finite()).into()
}

pub(super) fn measured(measure: Option<Measure>) -> Cell {
    let finite = |measure: &Measure| {
        measure.value.is_finite() && measure.standard_error.is_none_or(f64::is_finite)
    };
    measure.filter(finite).into()
}

/// Adds a row that fits by construction.
pub(super) fn add(table: &mut Table, row: Vec<Cell>) {
    let added = table.push(row);
    debug_assert!(added.is_ok(), "{added:?}");
}
