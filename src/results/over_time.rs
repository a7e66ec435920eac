//! What is shown by date: drivers, cash, stakes and payoffs, and how likely each event is by when.

use super::asked::Timeline;
use super::findings::Shape;
use super::reading;
use super::sides::SideResult;
use crate::calendar::Grid;
use crate::charts::Binned;
use crate::engine::Outcome;
use crate::kind::EventPart;
use crate::plan::{AccountId, Node, Plan, TrackId};
use crate::scenario::Model;
use crate::statistics::Measure;
use jiff::civil::Date;
use rayon::prelude::*;

/// The probabilities of the percentiles that are shown by date.
const PERCENTILES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// What a series is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SeriesKind {
    Driver,
    Cash,
    Stake,
    PayoffToDate,
}

impl SeriesKind {
    /// Its name in tables.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Driver => "driver",
            Self::Cash => "cash",
            Self::Stake => "stake",
            Self::PayoffToDate => "payoff_to_date",
        }
    }
}

/// One date of a series.
#[derive(Clone, Debug)]
pub(super) struct Point {
    pub(super) date: Date,
    pub(super) mean: Option<Measure>,
    /// The 5th, 25th, 50th, 75th and 95th percentile.
    pub(super) percentiles: [Option<f64>; 5],
}

/// A quantity by date.
#[derive(Clone, Debug)]
pub(super) struct TimeSeries {
    pub(super) kind: SeriesKind,
    pub(super) name: String,
    pub(super) label: String,
    pub(super) unit: String,
    /// What was observed before the start.
    pub(super) history: Vec<(Date, f64)>,
    /// Whether it is to have a picture, where that is said.
    pub(super) chart: Option<bool>,
    pub(super) points: Vec<Point>,
    /// Whose stake it is, of a stake.
    pub(super) holder: Option<AccountId>,
    /// How its values lie at the last date, where it gets a picture.
    pub(super) end: Option<Shape>,
    track: TrackId,
}

/// What happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Happening {
    Event,
    /// A part of a dispute, such as `agi.rejected`.
    Part(EventPart),
    /// A company runs out of money; by its name.
    Insolvency(String),
}

/// How likely something is by each date.
#[derive(Clone, Debug)]
pub(super) struct EventResult {
    pub(super) of: Happening,
    /// Whether it is what a side believes.
    pub(super) believed: bool,
    pub(super) name: String,
    pub(super) label: String,
    /// By the close of each period.
    pub(super) cumulative: Vec<(Date, Measure)>,
    /// The time in years at which the scenario itself says that it happens on every path, as a date does.
    pub(super) certain: Option<f64>,
    /// How likely it is before whatever else ends a clause that it ends, where there is such.
    pub(super) while_running: Option<Measure>,
}

impl EventResult {
    /// The same event under the name that tables give it where one side believes it.
    pub(super) fn seen_by(&self, side: &SideResult) -> Self {
        Self {
            of: self.of.clone(),
            believed: true,
            name: format!("{}.{}", side.name, self.name),
            label: format!("{}: {}", side.label, self.label),
            cumulative: self.cumulative.clone(),
            certain: self.certain,
            while_running: None,
        }
    }

    /// What tables call the kind of thing that it is.
    pub(super) fn kind(&self) -> &'static str {
        match (&self.of, self.believed) {
            (Happening::Event | Happening::Part(_), false) => "event",
            (Happening::Event | Happening::Part(_), true) => "believed_event",
            (Happening::Insolvency(_), false) => "insolvency",
            (Happening::Insolvency(_), true) => "believed_insolvency",
        }
    }

    /// Whether it is a part of a dispute.
    pub(super) fn is_part(&self) -> bool {
        matches!(self.of, Happening::Part(_))
    }

    /// Whether it is a part whose curve lies on that of another event.
    pub(super) fn is_told_by_another(&self) -> bool {
        matches!(&self.of, Happening::Part(part) if part.told_by_another)
    }

    /// Whether it is the insolvency of a company.
    pub(super) fn is_insolvency_of(&self, company: &str) -> bool {
        matches!(&self.of, Happening::Insolvency(name) if name == company)
    }

    /// The probability by the horizon.
    pub(super) fn by_horizon(&self) -> Option<Measure> {
        self.cumulative.last().map(|(_, measure)| *measure)
    }
}

/// Reads every series, one date at a time, on all processors; those that no picture shows at year ends, unless every
/// date is asked for.
pub(super) fn series(model: &Model, outcome: &Outcome, timeline: Timeline) -> Vec<TimeSeries> {
    let mut all = listed(model);
    let charted = charted(&all);
    let year_ends = year_ends(&model.grid);
    let read = |place: usize, at: usize| {
        timeline == Timeline::All
            || charted.contains(&place)
            || year_ends.get(at).copied().unwrap_or(true)
    };
    let jobs: Vec<(usize, TrackId, usize)> = all
        .iter()
        .enumerate()
        .flat_map(|(place, one)| {
            let dates = 0..reading::readings(outcome, one.track);
            dates.filter(move |at| read(place, *at)).map(move |at| (place, one.track, at))
        })
        .collect();
    // The order of the list is kept, whatever thread does the work.
    let points: Vec<(usize, Point)> = jobs
        .into_par_iter()
        .map(|(place, track, at)| {
            let percentiles = reading::quantiles_at(outcome, track, at, PERCENTILES);
            let mean = reading::mean(outcome, track, at);
            (place, Point { date: model.grid.date(at), mean, percentiles })
        })
        .collect();
    for (place, point) in points {
        if let Some(one) = all.get_mut(place) {
            one.points.push(point);
        }
    }
    let end = |place: &usize| Some((*place, end_shape(all.get(*place)?, outcome)?));
    let ends: Vec<(usize, Shape)> = charted.par_iter().filter_map(end).collect();
    for (place, end) in ends {
        if let Some(one) = all.get_mut(place) {
            one.end = Some(end);
        }
    }
    all
}

/// How the values of a series lie at its last date.
fn end_shape(series: &TimeSeries, outcome: &Outcome) -> Option<Shape> {
    let last = reading::readings(outcome, series.track).checked_sub(1)?;
    let (values, dust) = reading::values_at(outcome, series.track, last)?;
    let [p05, p25, p50, p75, p95] = series.points.last()?.percentiles;
    let snapped = |value: f64| if value.abs() <= dust { 0.0 } else { value };
    let percentiles = [p05?, p25?, p50?, p75?, p95?].map(snapped);
    Shape::of(&values, percentiles, Binned::of(&values).masses)
}

/// Drivers that get a picture at most.
const MOST_DRIVERS: usize = 3;

/// The places of the series that get a picture, in order: the drivers whose `chart` says so, and the cash of companies.
/// Where none does, the first drivers do, those before all others that were observed before the start.
pub(super) fn charted(series: &[TimeSeries]) -> Vec<usize> {
    let of =
        |kind: SeriesKind| series.iter().enumerate().filter(move |(_, series)| series.kind == kind);
    let drivers = |wanted: Option<bool>| {
        of(SeriesKind::Driver).filter(move |(_, series)| series.chart == wanted)
    };
    let mut places: Vec<usize> = drivers(Some(true)).map(|(place, _)| place).collect();
    if places.is_empty() {
        let (observed, others): (Vec<_>, Vec<_>) =
            drivers(None).partition(|(_, series)| !series.history.is_empty());
        let first = if observed.is_empty() { others } else { observed };
        places.extend(first.into_iter().take(MOST_DRIVERS).map(|(place, _)| place));
    }
    places.extend(of(SeriesKind::Cash).map(|(place, _)| place));
    places
}

/// For each date of the grid whether it is the first, the last, or the last close of a calendar year.
fn year_ends(grid: &Grid) -> Vec<bool> {
    let last = grid.periods();
    let ends = |at: usize| grid.calendar_year(at) != grid.calendar_year(at + 1);
    (0..=last).map(|at| at == 0 || at == last || ends(at)).collect()
}

/// Every series without its points.
fn listed(model: &Model) -> Vec<TimeSeries> {
    let new = |kind, name: &str, label: &str, unit: &str, track| TimeSeries {
        kind,
        name: name.to_owned(),
        label: label.to_owned(),
        unit: unit.to_owned(),
        history: Vec::new(),
        chart: None,
        points: Vec::new(),
        holder: None,
        end: None,
        track,
    };
    let mut all = Vec::new();
    for driver in &model.drivers {
        let one = new(SeriesKind::Driver, &driver.name, &driver.label, &driver.unit, driver.track);
        all.push(TimeSeries { history: driver.history.clone(), chart: driver.chart, ..one });
    }
    for company in &model.companies {
        let (name, label) = (&company.name, &company.label);
        all.push(new(SeriesKind::Cash, name, label, &model.money, company.cash));
    }
    for company in &model.companies {
        for (holder, track) in &company.stakes {
            let Some(account) = model.plan.accounts.get(holder.index()) else { continue };
            let name = format!("{}.{}", company.name, account.name);
            let label = format!("{} in {}", account.label, company.label);
            let stake = new(SeriesKind::Stake, &name, &label, "", *track);
            all.push(TimeSeries { holder: Some(*holder), ..stake });
        }
    }
    for side in &model.sides {
        let kind = SeriesKind::PayoffToDate;
        all.push(new(kind, &side.name, &side.label, &model.money, side.payoff_to_date));
    }
    all
}

/// The time that a track reads where it is the same on all paths by the scenario itself, as a date is.
fn certain_time(plan: &Plan, track: TrackId) -> Option<f64> {
    match plan.track(track).and_then(|track| plan.nodes.get(track.node.index())) {
        Some(Node::Constant(bits)) => Some(f64::from_bits(*bits)),
        _ => None,
    }
}

/// Reads every event, and the insolvency of every company.
pub(super) fn events(model: &Model, outcome: &Outcome) -> Vec<EventResult> {
    let own = model.events.iter().map(|event| {
        let of = event.part.clone().map_or(Happening::Event, Happening::Part);
        (of, event.name.clone(), event.label.clone(), event.track, event.while_running)
    });
    let insolvencies = model.companies.iter().map(|company| {
        let of = Happening::Insolvency(company.name.clone());
        let name = format!("{}.insolvency", company.name);
        (of, name, format!("{} insolvent", company.label), company.insolvency, None)
    });
    type Read = (Happening, String, String, TrackId, Option<TrackId>);
    let read = |(of, name, label, track, running): Read| {
        let plan = &model.plan;
        let certain = certain_time(plan, track);
        let known = plan.tracks.get(track.index()).is_some_and(|track| !plan.is_drawn(track.node));
        let date = |(place, measure): (usize, Measure)| {
            let exact = Measure { standard_error: Some(0.0), ..measure };
            (model.grid.date(place + 1), if known { exact } else { measure })
        };
        let cumulative = reading::cumulative(outcome, track).into_iter().enumerate().map(date);
        let cumulative = cumulative.collect();
        let by_the_end = |track| reading::cumulative(outcome, track).into_iter().last();
        let while_running = running.and_then(by_the_end);
        EventResult { of, believed: false, name, label, cumulative, certain, while_running }
    };
    own.chain(insolvencies).map(read).collect()
}
