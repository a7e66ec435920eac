//! What a side's money returns: its multiple, its internal rate of return and when it is paid back, of mean payments.

use super::reading;
use super::tables::measured;
use crate::calendar::Grid;
use crate::engine::Outcome;
use crate::plan::TrackId;
use crate::report::{Cell, Column, Kind};
use crate::scenario::{CashMeta, Model};
use crate::statistics::{InternalRate, Measure, internal_rate};
use jiff::civil::Date;

/// The money of one side, undiscounted, with what its shares are worth at the end.
#[derive(Clone, Debug)]
pub(super) struct Returns {
    /// Number of the side.
    pub(super) side: usize,
    pub(super) paid: Option<Measure>,
    pub(super) received: Option<Measure>,
    /// Of the mean payments, a year, compounded annually, by actual days over 365.
    pub(super) rate: InternalRate,
    /// The first day after which the mean payments to date stay at zero or above, where they were below it before.
    pub(super) paid_back: Option<Date>,
}

impl Returns {
    /// Mean received over mean paid.
    pub(super) fn multiple(&self) -> Option<f64> {
        let paid = self.paid?.value;
        (paid > 0.0).then(|| Some(self.received?.value / paid)).flatten()
    }
}

/// Reads what sides pay and receive of those that do both on some path.
pub(super) fn read(model: &Model, outcome: &Outcome) -> Vec<Returns> {
    let of = |cash: &CashMeta| {
        let [paid, received] =
            cash.totals.map(|track| reading::without_dust(reading::mean(outcome, track, 0)));
        let moves = |total: Option<Measure>| total.is_some_and(|total| total.value != 0.0);
        if !moves(paid) || !moves(received) {
            return None;
        }
        let mut flows = mean_flows(cash, &model.grid, outcome);
        flows.sort_by(|a, b| a.0.total_cmp(&b.0));
        let paid_back = paid_back(&flows).map(|time| day_of(&model.grid, time));
        let by_days = |(time, amount): &(f64, f64)| (model.grid.days_to(*time) / 365.0, *amount);
        let rate = internal_rate(&flows.iter().map(by_days).collect::<Vec<_>>());
        Some(Returns { side: cash.side, paid, received, rate, paid_back })
    };
    model.cash.iter().filter_map(of).collect()
}

/// The columns of the summary.
pub(super) fn columns(money: &str) -> [Column; 5] {
    [
        Column::new("cash_paid", money, Kind::Measure),
        Column::new("cash_received", money, Kind::Measure),
        Column::new("multiple_of_money", "", Kind::Number),
        Column::new("internal_rate_of_return", "", Kind::Number),
        Column::new("payback_date", "", Kind::Date),
    ]
}

/// Their cells; empty where a side does not both pay and receive.
pub(super) fn cells(returns: Option<&Returns>) -> [Cell; 5] {
    let Some(returns) = returns else { return [const { Cell::Absent }; 5] };
    [
        measured(returns.paid),
        measured(returns.received),
        returns.multiple().into(),
        returns.rate.only().into(),
        returns.paid_back.into(),
    ]
}

/// Mean payments by time in years; what is paid is negative.
fn mean_flows(cash: &CashMeta, grid: &Grid, outcome: &Outcome) -> Vec<(f64, f64)> {
    let mean = |track: TrackId, at: usize| {
        reading::mean(outcome, track, at).map_or(0.0, |measure| measure.value)
    };
    let mut flows: Vec<(f64, f64)> =
        cash.dated.iter().map(|&(time, track)| (time, mean(track, 0))).collect();
    for period in 1..=grid.periods() {
        let within = |track: TrackId| mean(track, period) - mean(track, period - 1);
        if let Some(track) = cash.closing {
            flows.push((grid.time(period), within(track)));
        }
        for moving in &cash.moving {
            let amount = within(moving.amount);
            if amount != 0.0 {
                let time = within(moving.amount_times_time) / amount;
                let time = time.clamp(grid.time(period - 1), grid.time(period));
                flows.push((time, moving.sign * amount));
            }
        }
    }
    flows.retain(|(_, amount)| *amount != 0.0);
    flows
}

/// The time from which the sums to date of flows by time stay at zero or above, where they were below it.
fn paid_back(flows: &[(f64, f64)]) -> Option<f64> {
    let (mut sum, mut was_below, mut since) = (0.0, false, None);
    for moment in flows.chunk_by(|a, b| a.0 == b.0) {
        sum += moment.iter().map(|(_, amount)| amount).sum::<f64>();
        if sum < 0.0 {
            (was_below, since) = (true, None);
        } else if was_below && since.is_none() {
            since = moment.first().map(|(time, _)| *time);
        }
    }
    since
}

/// The day on which something happens that falls due by its end.
fn day_of(grid: &Grid, time: f64) -> Date {
    let day = grid.date_at(time);
    let whole = time > 0.0 && (grid.years_to(day) - time).abs() < 1e-9;
    if whole { day.yesterday().unwrap_or(day) } else { day }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_paid_back_stays_so() {
        let flows = [(0.0, -10.0), (1.0, 12.0), (2.0, -5.0), (3.0, 3.0), (4.0, 1.0)];
        assert_eq!(paid_back(&flows), Some(3.0));
        assert_eq!(paid_back(&flows[..3]), None);
        assert_eq!(paid_back(&[(0.0, 1.0), (1.0, 2.0)]), None);
    }
}
