//! Stories of one path for the layout tests and for the eye.

use super::gallery::{Numbers, usd, words};
use super::palette::NOBODY;
use super::story::{self, Course, Paid, Story};
use super::{Drawing, Unit};

pub(super) fn stories() -> Vec<(&'static str, Drawing)> {
    let chart = |years: i32, clauses: u32, events: u32, scale: f64| {
        let mut numbers = Numbers(11);
        let mut course = |label: &str, unit: Unit, colour: usize, scale: f64| {
            let mut value = scale;
            let mut point = |quarter: i32| {
                value += 0.2 * scale * numbers.normal();
                (2025.5 + 0.25 * f64::from(quarter), value)
            };
            let points = (0..=4 * years).map(&mut point).collect();
            Course { label: label.into(), unit, colour, points }
        };
        let states = vec![
            course("Revenue of OpenAI, at the pace of the last quarter", usd(), NOBODY, scale),
            course("Growth", Unit::Plain, NOBODY, 0.4),
        ];
        let sums = vec![
            course("Microsoft so far", usd(), 2, scale),
            course("Everybody else who has a claim on it so far", usd(), 1, -scale),
        ];
        let lane = |place: u32| {
            let amount = |quarter: i32| {
                let from = 2025.5 + 0.25 * f64::from(quarter);
                let sign = if place == 1 && quarter % 3 == 0 { -1.0 } else { 1.0 };
                (from, from + 0.25, sign * scale * f64::from(place + 1) / 7.0)
            };
            let why = "cap of 92 reached after 37 % of what the quarter earns; 1.3 of 2.1 paid; in force for 82 % of the quarter";
            Paid {
                label: format!("Clause {place} with a name that is longer than its column is wide"),
                who: "OpenAI › Everybody else who has a claim on it".into(),
                colour: place as usize,
                amounts: (0..4 * years).map(amount).collect(),
                reason: place.is_multiple_of(2).then(|| (2027.0, why.to_owned())),
            }
        };
        let event = |place: u32| {
            let name = format!("Die Aufsichtsbehörde genehmigt den Zusammenschluss {place}");
            (2026.0 + 0.4 * f64::from(place), name)
        };
        let data = Story {
            unit: usd(),
            span: (2025.5, 2025.5 + f64::from(years)),
            states,
            events: (0..events).map(event).collect(),
            lanes: (0..clauses).map(lane).collect(),
            sums,
        };
        let subtitle = "Path 41,863 of “Status quo”: amounts undiscounted, USD bn";
        story::draw(&data, &words("Microsoft loses 31 USD bn on path 41,863", subtitle))
    };
    vec![
        ("story", chart(10, 6, 3, 12.0)),
        ("story_long", chart(25, 12, 8, 4e11)),
        ("story_short", chart(1, 1, 0, 3e-6)),
    ]
}
