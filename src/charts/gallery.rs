//! Realistic and nasty data for every chart: pictures for the layout tests and for the eye.

use super::clauses::{ClauseBar, ClauseSide, Clauses, Whisker};
use super::distribution::Distribution;
use super::events::{Deadline, EventCurve, Events, Shown};
use super::exceedance::{Exceedance, ExceedanceCurve};
use super::fan::{Fan, Reference, Spread};
use super::flows::{ClauseFlows, Flows};
use super::gallery_dated;
use super::ranges::{Range, Ranges};
use super::{Binned, Caption, Drawing, Unit};
use super::{clauses, distribution, events, exceedance, fan, flows, ranges};
use super::{
    gallery_dumbbells, gallery_joint, gallery_limits, gallery_plane, gallery_story,
    gallery_tornado, gallery_turned,
};

/// A small generator for test data (SplitMix64; Steele, Lea and Flood 2014).
pub(super) struct Numbers(pub(super) u64);

impl Numbers {
    pub(super) fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64 + 1e-17
    }

    pub(super) fn normal(&mut self) -> f64 {
        let radius = libm::sqrt(-2.0 * libm::log(self.uniform()));
        radius * libm::cos(std::f64::consts::TAU * self.uniform())
    }

    fn lognormals(&mut self, median: f64, sigma: f64, count: usize) -> Vec<f64> {
        (0..count).map(|_| median * libm::exp(sigma * self.normal())).collect()
    }
}

pub(super) fn words(title: &str, subtitle: &str) -> Caption {
    Caption {
        title: title.into(),
        subtitle: subtitle.into(),
        source:
            "Scenario: Status quo (deals/microsoft-openai). 100,000 paths, seed 1, quarterly steps."
                .into(),
    }
}

pub(super) fn usd() -> Unit {
    Unit::Named("USD bn".into())
}

fn spreads(
    start: f64,
    dt: f64,
    count: u32,
    median: impl Fn(f64) -> f64,
    sigma: f64,
) -> Vec<Spread> {
    let spread = |k: u32| {
        let t = f64::from(k) * dt;
        let at = |z: f64| median(t) * libm::exp(z * sigma * libm::sqrt(t));
        let mean = Some(median(t) * libm::exp(sigma * sigma * t / 2.0));
        let [p05, p25, p50, p75, p95] = [-1.645, -0.674, 0.0, 0.674, 1.645].map(at);
        Spread { date: start + t, p05, p25, p50, p75, p95, mean }
    };
    (0..=count).map(spread).collect()
}

fn fans() -> Vec<(&'static str, Drawing)> {
    let revenue = Fan {
        quantity: "Revenue of OpenAI".into(),
        unit: Unit::Named("USD bn a year".into()),
        colour: 0,
        history: vec![(2022.5, 0.03), (2023.5, 0.9), (2024.5, 3.4), (2025.0, 6.1), (2025.25, 9.8)],
        steps: spreads(2025.5, 0.25, 40, |t| 12.7 * libm::exp(0.6 * t / (1.0 + 0.25 * t)), 0.22),
        references: vec![
            Reference { label: "cap".into(), value: 92.0 },
            Reference { label: "break-even".into(), value: 60.0 },
        ],
        paths: 1000,
        shared: vec![],
    };
    let tails = Fan {
        quantity: "Payoff to date of Microsoft".into(),
        unit: usd(),
        colour: 1,
        history: vec![],
        steps: spreads(2025.5, 1.0, 40, |t| 10.0 + t, 0.5),
        references: vec![Reference { label: "a threshold far away".into(), value: 1e7 }],
        paths: 1000,
        shared: vec![],
    };
    let months = Fan {
        quantity: "Cash".into(),
        unit: usd(),
        colour: 2,
        history: (0..12)
            .map(|m| (2024.5 + f64::from(m) / 12.0, -1.0 + f64::from(m) * 0.1))
            .collect(),
        steps: (0..=12)
            .map(|m| {
                let t = f64::from(m) / 12.0;
                let at = |z: f64| 0.2 - 2.0 * t + z * 1.5 * libm::sqrt(t);
                let [p05, p25, p50, p75, p95] = [-1.6, -0.7, 0.0, 0.7, 1.6].map(at);
                Spread { date: 2025.5 + t, p05, p25, p50, p75, p95, mean: None }
            })
            .collect(),
        references: vec![Reference { label: "floor that the funding keeps".into(), value: -2.0 }],
        paths: 1000,
        shared: vec![],
    };
    let tiny = Fan {
        references: vec![],
        steps: spreads(2025.5, 0.25, 20, |_| 2.3e-6, 0.1),
        history: vec![],
        ..revenue.clone()
    };
    let flat = Fan { steps: spreads(2025.5, 0.25, 20, |_| 1e12, 0.0), ..tiny.clone() };
    let mut broken = revenue.clone();
    broken.steps[7].p95 = f64::NAN;
    broken.history.clear();
    let empty = Fan { steps: vec![], ..revenue.clone() };
    let long = "Half of all futures see OpenAI earn more than 120 billion dollars a year by 2035, but in one of \
                twenty it never passes the 25 billion that the compute contracts need";
    vec![
        (
            "fan_revenue",
            fan::draw(&revenue, &words(long, "Revenue, USD bn a year; history to mid-2025")),
        ),
        ("fan_tails", fan::draw(&tails, &words("The tail is far away", "Forty years, USD bn"))),
        (
            "fan_months",
            fan::draw(&months, &words("Cash runs out within the year", "USD bn, by month")),
        ),
        ("fan_tiny", fan::draw(&tiny, &words("Tiny numbers", "A quantity of millionths"))),
        ("fan_flat", fan::draw(&flat, &words("All the same, and large", "USD"))),
        ("fan_broken", fan::draw(&broken, &words("One date is not finite", "USD bn a year"))),
        ("fan_empty", fan::draw(&empty, &words("Nothing to see", "USD bn a year"))),
    ]
}

fn payoffs(kind: &str) -> Vec<f64> {
    let mut numbers = Numbers(7);
    let count = 50_000;
    match kind {
        "microsoft" => numbers.lognormals(74.0, 1.6, count).iter().map(|x| x - 10.0).collect(),
        "heavy" => numbers.lognormals(1.0, 1.82, count),
        "normal" => (0..count).map(|_| 3.0 + 2.5 * numbers.normal()).collect(),
        "zero" => {
            let positive = numbers.lognormals(12.0, 0.5, count);
            positive.into_iter().enumerate().map(|(i, x)| if i % 5 < 3 { 0.0 } else { x }).collect()
        }
        "discrete" => (0..count)
            .map(|_| match numbers.uniform() {
                u if u < 0.3 => -10.0,
                u if u < 0.6 => 0.0,
                u if u < 0.9 => 10.0,
                _ => 30.0 + numbers.normal(),
            })
            .collect(),
        "narrow" => (0..count).map(|_| 1000.0 + 0.01 * numbers.normal()).collect(),
        "pareto" => (0..count).map(|_| 1.0 / numbers.uniform()).collect(),
        "tiny" => (0..count).map(|_| 1e-6 * numbers.normal()).collect(),
        "huge" => numbers.lognormals(1e11, 0.8, count),
        "few" => vec![1.0, 2.5, -3.0, f64::NAN],
        "same" => vec![7.5; 1000],
        _ => vec![],
    }
}

fn distributions() -> Vec<(&'static str, Drawing)> {
    let draw = |kind: &str, colour: usize, title: &str| {
        let data = Distribution {
            quantity: "Microsoft's payoff, present value".into(),
            unit: usd(),
            colour,
            sample: Binned::of(&payoffs(kind)),
        };
        distribution::draw(
            &data,
            &words(title, "Present value on 1 July 2025 at 9 % a year, USD bn"),
        )
    };
    vec![
        (
            "distribution_microsoft",
            draw(
                "microsoft",
                0,
                "Microsoft gets 64 billion in the median future, and loses money in 11 % of them",
            ),
        ),
        ("distribution_heavy", draw("heavy", 1, "Heavy tail")),
        ("distribution_normal", draw("normal", 2, "A bell")),
        (
            "distribution_zero",
            draw("zero", 3, "In three futures of five the option is never exercised"),
        ),
        ("distribution_discrete", draw("discrete", 4, "Four outcomes")),
        ("distribution_narrow", draw("narrow", 5, "All labels near each other and far from zero")),
        ("distribution_pareto", draw("pareto", 0, "No mean to speak of")),
        ("distribution_tiny", draw("tiny", 0, "Millionths")),
        ("distribution_huge", draw("huge", 0, "Hundreds of billions")),
        ("distribution_few", draw("few", 0, "Three paths")),
        ("distribution_same", draw("same", 0, "One value")),
        ("distribution_empty", draw("empty", 0, "No value")),
    ]
}

fn range_charts() -> Vec<(&'static str, Drawing)> {
    let chart = |names: &[&str], scale: f64| {
        let mut numbers = Numbers(5);
        let range = |(colour, name): (usize, &&str)| {
            let median = scale * numbers.normal();
            let reach = scale * numbers.uniform();
            let at = |z: f64| median + z * reach;
            Range {
                label: (*name).into(),
                colour,
                percentiles: [-1.6, -0.7, 0.0, 0.7, 1.6].map(at),
                mean: Some(median + 0.3 * reach),
                loss: Some(numbers.uniform()),
                held: (colour % 2 == 0).then_some(0.4 * median),
                shared: (colour % 3 == 0).then_some((median - reach, 0.2)),
            }
        };
        let sides = names.iter().enumerate().map(range).collect();
        let data = Ranges { quantity: "Payoff, present value".into(), unit: usd(), sides };
        let subtitle = "Payoff of each side over the whole run, present value at the start, USD bn";
        ranges::draw(&data, &words("Microsoft: 431 USD bn on average", subtitle))
    };
    let long = "Süddeutsche Müller-Lüdenscheidt Beteiligungs- und Vermögensverwaltungsgesellschaft";
    vec![
        ("ranges_few", chart(&["Microsoft", "SoftBank", "OpenAI's holders", long], 300.0)),
        ("ranges_many", chart(&["A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K"], 1e12)),
        ("ranges_tiny", chart(&["One"], 1e-6)),
        ("ranges_empty", chart(&[], 1.0)),
    ]
}

fn exceedances() -> Vec<(&'static str, Drawing)> {
    let draw = |kinds: &[(&str, &str)], title: &str| {
        let curve = |(place, (side, kind)): (usize, &(&str, &str))| ExceedanceCurve {
            side: (*side).into(),
            colour: place,
            points: exceedance::points(&payoffs(kind)),
        };
        let data = Exceedance {
            quantity: "Payoff, present value".into(),
            unit: usd(),
            curves: kinds.iter().enumerate().map(curve).collect(),
        };
        exceedance::draw(
            &data,
            &words(title, "Share of paths on which a side gets more than the amount"),
        )
    };
    let three =
        [("Microsoft", "microsoft"), ("Staff and investors", "zero"), ("SoftBank", "normal")];
    vec![
        (
            "exceedance_three",
            draw(&three, "Microsoft is ahead of everybody in nine futures of ten"),
        ),
        ("exceedance_linear", draw(&[("A", "normal"), ("B", "discrete")], "Plain axis")),
        ("exceedance_heavy", draw(&[("A", "heavy"), ("B", "huge")], "Eleven powers of ten")),
        (
            "exceedance_same",
            draw(&[("A", "normal"), ("The very same", "normal")], "On top of each other"),
        ),
        ("exceedance_one_value", draw(&[("A", "same"), ("B", "few")], "One value and three")),
        ("exceedance_empty", draw(&[("A", "none")], "Nothing")),
    ]
}

fn clause_charts() -> Vec<(&'static str, Drawing)> {
    let chart = |names: &[&str], sides: &[&str], whisker: Whisker, scale: f64| {
        let mut numbers = Numbers(11);
        let side = |(place, side): (usize, &&str)| ClauseSide {
            label: (*side).into(),
            colour: place,
            bars: (0..names.len())
                .map(|_| {
                    let mean = scale * numbers.normal() * libm::exp(1.5 * numbers.normal());
                    let half = mean.abs() * 0.4 + 0.3 * scale;
                    let bar = ClauseBar { mean, whisker: Some((mean - half, mean + 1.3 * half)) };
                    (numbers.uniform() < 0.8).then_some(bar)
                })
                .collect(),
            sum: Some(12.5 * scale),
        };
        let sides = sides.iter().enumerate().map(side).collect();
        let clauses = names.iter().map(ToString::to_string).collect();
        let data = Clauses { unit: usd(), whisker, clauses, sides };
        let title = "The stake is worth more to Microsoft than everything else together";
        clauses::draw(
            &data,
            &words(
                title,
                "What each side receives (right) and pays (left) under each clause, mean, USD bn",
            ),
        )
    };
    let few =
        ["Revenue share", "Stake at exit", "Cloud commitment", "IP access", "SoftBank's money"];
    let long: Vec<String> = (0..24)
        .map(|i| {
            format!("Clause {i}: an exceedingly long name of a clause that no lawyer would shorten")
        })
        .collect();
    let long: Vec<&str> = long.iter().map(String::as_str).collect();
    let three = ["Microsoft", "Foundation", "Staff and investors"];
    let five =
        ["Microsoft", "Foundation", "Staff and investors", "SoftBank", "Everyone else of note"];
    vec![
        ("clauses_few", chart(&few, &["Microsoft", "OpenAI's holders"], Whisker::P5ToP95, 30.0)),
        ("clauses_long", chart(&long, &three, Whisker::MeanInterval90, 2e3)),
        ("clauses_five", chart(&long[..16], &five, Whisker::P5ToP95, 5.0)),
        ("clauses_one", chart(&few[..1], &["Microsoft"], Whisker::P5ToP95, 1e-6)),
        ("clauses_empty", chart(&[], &["Microsoft"], Whisker::P5ToP95, 1.0)),
    ]
}

fn event_charts() -> Vec<(&'static str, Drawing)> {
    let chart = |count: u32, years: f64, rate: f64| {
        let curve = |place: u32| {
            let yearly = rate * f64::from(place % 7 + 1) / f64::from(place % 5 + 1);
            let steps = place % 3 == 1;
            let point = |k: u32| {
                let t = years * f64::from(k) / 40.0;
                (2025.5 + t, 1.0 - libm::exp(-yearly * t))
            };
            let name = ["AGI declared by the board", "Restructured", "Contract ends", "Insolvent"];
            let label = format!("{} {place}", name[place as usize % 4]);
            // Of many events some are dates, and some are shown by others.
            let shown = match place % 6 {
                3 if count > 4 => Shown::Flag(2025.5 + years * f64::from(place) / f64::from(count)),
                5 if count > 4 => Shown::Table,
                _ => Shown::Curve,
            };
            EventCurve { label, points: (0..=40).map(point).collect(), steps, shown }
        };
        let deadlines = vec![
            Deadline { label: "Tranche due".into(), date: 2025.5 + 0.05 * years },
            Deadline { label: "Contract to 2030 ends".into(), date: 2025.5 + 0.55 * years },
            Deadline { label: "Extension ends".into(), date: 2025.5 + 0.6 * years },
            Deadline { label: "Horizon of the plan".into(), date: 2025.5 + years },
        ];
        let data = Events { curves: (0..count).map(curve).collect(), deadlines };
        events::draw(
            &data,
            &words(
                "AGI is declared before 2030 in one future of three",
                "Share of paths on which each event has happened by the date",
            ),
        )
    };
    vec![
        ("events_twelve", chart(12, 10.0, 0.05)),
        ("events_three", chart(3, 1.0, 0.3)),
        ("events_rare", chart(4, 40.0, 1e-5)),
        ("events_thirty", chart(30, 10.0, 0.2)),
        ("events_empty", chart(0, 1.0, 0.3)),
    ]
}

pub(super) fn flow_charts() -> Vec<(&'static str, Drawing)> {
    let chart = |clauses: u32, first: i32, years: u32, scale: f64| {
        let mut numbers = Numbers(3);
        let names = [
            "Revenue share",
            "Cloud commitment",
            "Stake at exit",
            "Conditional funding from SoftBank",
        ];
        let clause = |place: u32| {
            let size = scale * libm::exp(numbers.normal());
            let ramp = |k: u32| size * f64::from(k + 1) / f64::from(years);
            let amounts: Vec<f64> = (0..years).map(ramp).collect();
            let none = vec![0.0; years as usize];
            let (received, paid) = if place % 3 == 1 { (none, amounts) } else { (amounts, none) };
            ClauseFlows { label: format!("{} {place}", names[place as usize % 4]), received, paid }
        };
        let data = Flows {
            quantity: "Microsoft receives (up) and pays (down)".into(),
            unit: Unit::Named("USD bn a year".into()),
            years: (first..).take(years as usize).collect(),
            colour: 1,
            partial: vec![],
            shares: vec![],
            clauses: (0..clauses).map(clause).collect(),
        };
        flows::draw(
            &data,
            &words(
                "Microsoft pays first and is paid back from 2029 on",
                "Mean flows by calendar year, USD bn",
            ),
        )
    };
    vec![
        ("flows_four", chart(4, 2025, 11, 5.0)),
        ("flows_many", chart(14, 2025, 40, 300.0)),
        ("flows_one_year", chart(3, 2025, 1, 0.02)),
        ("flows_empty", chart(0, 2025, 10, 1.0)),
    ]
}

pub(super) fn all() -> Vec<(&'static str, Drawing)> {
    let mut pictures = fans();
    pictures.extend(range_charts());
    pictures.extend(gallery_dated::pictures());
    pictures.extend(distributions());
    pictures.extend(exceedances());
    pictures.extend(gallery_joint::pictures());
    pictures.extend(clause_charts());
    pictures.extend(event_charts());
    pictures.extend(flow_charts());
    pictures.extend(gallery_dumbbells::pictures());
    pictures.extend(gallery_limits::pictures());
    pictures.extend(gallery_plane::pictures());
    pictures.extend(gallery_tornado::pictures());
    pictures.extend(gallery_turned::turned_charts());
    pictures.extend(gallery_story::stories());
    pictures
}

/// Writes every picture of the gallery as PNG to look at: `cargo test --lib charts -- --ignored`.
#[test]
#[ignore = "writes files for the eye"]
fn pictures_to_look_at() {
    let folder = std::env::temp_dir().join("dealsim-gallery");
    std::fs::create_dir_all(&folder).unwrap();
    for (name, drawing) in all() {
        std::fs::write(folder.join(format!("{name}.svg")), &drawing.svg).unwrap();
        std::fs::write(folder.join(format!("{name}.png")), drawing.png(2.0).unwrap()).unwrap();
    }
    println!("{}", folder.display());
}
