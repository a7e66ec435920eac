//! Timelines and stakes for the layout tests and for the eye.

use super::Drawing;
use super::gallery::{Numbers, usd, words};
use super::heat::{self, Heat};
use super::stakes::{self, Stake, Stakes};
use super::timeline::{self, Happening, Lane, Timeline};

pub(super) fn pictures() -> Vec<(&'static str, Drawing)> {
    let mut pictures = timelines();
    pictures.extend(holdings());
    pictures.extend(heats());
    pictures
}

fn heats() -> Vec<(&'static str, Drawing)> {
    let chart = |across: usize, up: usize, scale: f64, zero: bool| {
        let steps = |count: usize| (0..count).map(|at| 0.2 + 0.05 * at as f64).collect::<Vec<_>>();
        let value = |row: usize, column: usize| {
            let (x, y) = (column as f64, row as f64);
            (column + row != 3).then_some(scale * (x * y - 0.3 * x * x - 4.0))
        };
        let values = (0..up).flat_map(|row| (0..across).map(move |column| value(row, column)));
        let data = Heat {
            across: ("terms.revenue_share.rate".into(), steps(across)),
            up: ("terms.revenue_share.cap".into(), steps(up)),
            unit: usd(),
            colour: 2,
            values: values.collect(),
            zero: zero.then(|| "neither gain nor loss over the alternative".into()),
        };
        heat::draw(&data, &words("Microsoft gains 12 USD bn", "Mean gain over the alternative"))
    };
    vec![
        ("heat_gain", chart(9, 7, 3.0, true)),
        ("heat_payoff", chart(25, 25, 1e12, false)),
        ("heat_small", chart(2, 2, 1e-6, true)),
        ("heat_line", chart(1, 5, 1.0, false)),
    ]
}

fn timelines() -> Vec<(&'static str, Drawing)> {
    let chart = |events: u32, clauses: u32, years: i32, scale: f64| {
        let mut numbers = Numbers(9);
        let happening = |place: u32| {
            let point = |k: i32| {
                let chance = 1.0 - libm::exp(-0.03 * f64::from(place) * f64::from(k));
                (2025.5 + f64::from(k), chance)
            };
            let label = format!("Die Aufsichtsbehörde genehmigt den Zusammenschluss {place}");
            Happening { label, points: (0..=years).map(point).collect() }
        };
        let mut lane = |place: u32| {
            let mut amount = |k: i32| {
                let from = 2025.5 + f64::from(k);
                (from, from + 1.0, scale * numbers.uniform())
            };
            Lane {
                label: format!("Clause {place} with a name that is longer than its column is wide"),
                who: "OpenAI › Everybody else who has a claim on it".into(),
                colour: place as usize,
                amounts: (0..years).map(&mut amount).collect(),
            }
        };
        let data = Timeline {
            unit: usd(),
            span: (2025.5, 2025.5 + f64::from(years)),
            happenings: (0..events).map(happening).collect(),
            lanes: (0..clauses).map(&mut lane).collect(),
        };
        timeline::draw(&data, &words("“Clause 1” pays most", "Mean amounts by year, USD bn"))
    };
    vec![
        ("timeline_few", chart(2, 3, 10, 40.0)),
        ("timeline_many", chart(8, 14, 40, 1e12)),
        ("timeline_short", chart(0, 1, 1, 1e-6)),
        ("timeline_empty", chart(0, 0, 1, 1.0)),
    ]
}

fn holdings() -> Vec<(&'static str, Drawing)> {
    let chart = |holders: u32, dates: u32| {
        let stake = |place: u32| {
            let mean = |k: u32| {
                let tilt = 1.0 + 0.02 * f64::from(k) * (f64::from(place) - 1.0);
                tilt.max(0.0) / f64::from(holders)
            };
            Stake {
                label: format!("Staff and investors of round {place}"),
                colour: place as usize,
                means: (0..dates).map(mean).collect(),
            }
        };
        let dates = (0..dates).map(|k| 2025.5 + f64::from(k)).collect();
        let data = Stakes { dates, holders: (0..holders).map(stake).collect() };
        stakes::draw(&data, &words("OpenAI's shares at the end", "Mean stakes by date"))
    };
    vec![
        ("stakes_three", chart(3, 11)),
        ("stakes_many", chart(12, 40)),
        ("stakes_one_date", chart(2, 1)),
        ("stakes_empty", chart(0, 5)),
    ]
}
