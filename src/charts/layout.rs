//! What must hold for every picture: no text on another or outside, valid SVG, the same bytes, whatever the data.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use proptest::prelude::*;

use super::canvas::{Area, WIDTH};
use super::clauses::{ClauseBar, ClauseSide, Clauses, Whisker};
use super::distribution::Distribution;
use super::events::{Deadline, EventCurve, Events, Shown};
use super::exceedance::{Exceedance, ExceedanceCurve};
use super::fan::{Fan, Reference, Spread};
use super::flows::{ClauseFlows, Flows};
use super::gallery;
use super::joint::{Joint, JointAxis};
use super::{Binned, Caption, Drawing, Unit};
use super::{clauses, distribution, events, exceedance, fan, flows, joint};

/// No text lies on another or leaves the picture, and the SVG is one that the rasteriser reads.
pub(super) fn check_layout(name: &str, drawing: &Drawing) {
    assert!(drawing.failure.is_none(), "{name}: {:?}", drawing.failure);
    let canvas = Area { left: 0.0, top: 0.0, right: WIDTH, bottom: drawing.height };
    for (place, text) in drawing.placed.iter().enumerate() {
        let area = text.area;
        let inside = area.left >= canvas.left
            && area.top >= canvas.top
            && area.right <= canvas.right
            && area.bottom <= canvas.bottom;
        assert!(inside, "{name}: {:?} leaves the picture: {area:?}", text.text);
        for other in &drawing.placed[..place] {
            let apart = !area.overlaps(&other.area);
            assert!(apart, "{name}: {:?} lies on {:?}", text.text, other.text);
        }
    }
}

#[test]
fn no_text_overlaps_or_leaves_any_picture_of_the_gallery() {
    for (name, drawing) in gallery::all() {
        check_layout(name, &drawing);
    }
}

#[test]
fn the_same_data_gives_the_same_bytes_and_a_png_of_the_stated_size() {
    let (first, second) = (gallery::flow_charts(), gallery::flow_charts());
    for ((name, a), (_, b)) in first.iter().zip(&second) {
        assert_eq!(a.svg, b.svg, "{name}");
        let png = a.png(2.0).unwrap();
        assert_eq!(png, b.png(2.0).unwrap(), "{name}");
        assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
        let size = |from: usize| u32::from_be_bytes(png[from..from + 4].try_into().unwrap());
        assert_eq!((size(16), size(20)), (1600, 1000));
    }
    assert!(first[0].1.png(f32::NAN).is_err());
}

/// The table as header and records, read back from its CSV.
fn read_back(table: &super::Rows) -> Vec<Vec<String>> {
    let text = table.csv().unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_string).collect()).collect()
}

#[test]
fn tables_hold_what_the_picture_was_drawn_from() {
    let spread =
        |date, p50| Spread { date, p05: 1.0, p25: 2.0, p50, p75: 8.0, p95: 9.0, mean: None };
    let chart = Fan {
        quantity: "Revenue".into(),
        unit: Unit::Plain,
        colour: 0,
        history: vec![(2025.25, 0.5)],
        steps: vec![spread(2025.5, 4.0), spread(2025.75, f64::NAN)],
        references: vec![Reference { label: "cap".into(), value: 92.0 }],
        paths: 1000,
        shared: vec![],
    };
    let rows = read_back(&fan::table(&chart));
    assert_eq!(rows[1], ["2025-04-01", "history", "0.5", "", "", "", "", "", ""]);
    assert_eq!(rows[2], ["2025-07-01", "simulated", "", "1", "2", "4", "8", "9", ""]);
    assert_eq!(rows[3][5], "", "what is not finite is absent");
    assert_eq!(rows[4], ["", "cap", "92", "", "", "", "", "", ""]);

    let bar = ClauseBar { mean: -2.5, whisker: Some((-4.0, -1.0)) };
    let sides =
        vec![ClauseSide { label: "A".into(), colour: 0, bars: vec![Some(bar), None], sum: None }];
    let names = vec!["Share".into(), "Stake".into()];
    let chart = Clauses { unit: Unit::Plain, whisker: Whisker::P5ToP95, clauses: names, sides };
    let rows = read_back(&clauses::table(&chart));
    assert_eq!(rows[0], ["clause", "side", "mean", "p05", "p95"]);
    assert_eq!(rows[1], ["Share", "A", "-2.5", "-4", "-1"]);
    assert_eq!(rows[2], ["Stake", "A", "", "", ""]);

    let sample = Binned::of(&(0..1000_u32).map(f64::from).collect::<Vec<_>>());
    let chart = Distribution { quantity: String::new(), unit: Unit::Plain, colour: 0, sample };
    let rows = read_back(&distribution::table(&chart));
    let counted = ["below", "bar", "above", "point_mass"];
    let paths = rows.iter().filter(|row| counted.contains(&row[0].as_str()));
    let total: f64 = paths.map(|row| row[3].parse::<f64>().unwrap()).sum();
    assert!((total - 1000.0).abs() < 0.5, "{total} paths in the table");
}

#[test]
fn the_table_of_pairs_holds_every_path() {
    let axis = |from: f64| JointAxis {
        quantity: String::new(),
        from,
        width: 5.0,
        cells: 2,
        mean: None,
        median: None,
    };
    let counts = vec![0, 3, 1, 0];
    let chart = Joint {
        unit: Unit::Plain,
        across: axis(-5.0),
        up: axis(10.0),
        counts,
        paths: 8,
        quadrants: None,
    };
    let rows = read_back(&joint::table(&chart));
    assert_eq!(rows[0], ["across_from", "across_to", "up_from", "up_to", "paths", "share"]);
    assert_eq!(rows[1], ["0", "5", "10", "15", "3", "0.375"]);
    assert_eq!(rows[2], ["-5", "0", "15", "20", "1", "0.125"]);
    assert_eq!(rows[3], ["beyond", "", "", "", "4", "0.5"]);
    assert_eq!(rows.len(), 4);
}

#[test]
fn pictures_of_pairs_stay_small() {
    for (name, drawing) in gallery::all().iter().filter(|(name, _)| name.starts_with("joint")) {
        assert!(drawing.svg.len() < 150_000, "{name} has {} bytes", drawing.svg.len());
    }
}

#[test]
fn the_words_of_a_picture_say_what_it_shows() {
    let shown = |drawing: &Drawing, text: &str| drawing.placed.iter().any(|p| p.text == text);
    let point = |k: u32| (2025.5 + f64::from(k), 0.1 * f64::from(k));
    let curve = |label: &str, shown| EventCurve {
        label: label.into(),
        points: (0..5).map(point).collect(),
        steps: false,
        shown,
    };
    let curves = vec![
        curve("AGI", Shown::Curve),
        curve("The contract ends", Shown::Flag(2028.0)),
        curve("AGI: filed", Shown::Table),
    ];
    let picture = events::draw(&Events { curves, deadlines: vec![] }, &Caption::default());
    assert!(shown(&picture, "40\u{202f}% AGI") && shown(&picture, "2027"));
    assert!(shown(&picture, "The contract ends, Jan 2028"));
    assert!(shown(&picture, "In the table only: AGI: filed."));
    assert_eq!(picture.placed.iter().filter(|p| p.text.contains("% ")).count(), 1, "one curve");

    let both =
        ClauseFlows { label: "Share".into(), received: vec![3.0, -1.0], paid: vec![0.0, 4.0] };
    let data = Flows {
        quantity: String::new(),
        unit: Unit::Plain,
        years: vec![2025, 2026],
        colour: 1,
        partial: vec![],
        shares: vec![],
        clauses: vec![both],
    };
    let picture = flows::draw(&data, &Caption::default());
    assert!(shown(&picture, "−2 Share"), "a receipt with a minus sign is a payment");

    let values: Vec<f64> = (0..1000_u32).map(|i| f64::from(i) - 250.0).collect();
    let sample = Binned::of(&values);
    let data = Distribution { quantity: String::new(), unit: Unit::Plain, colour: 0, sample };
    let picture = distribution::draw(&data, &Caption::default());
    assert!(shown(&picture, "median 250") && shown(&picture, "P95 699"));
    let loss = "Loss (below 0, grey) on 25\u{202f}% of paths.";
    assert!(picture.placed.iter().any(|p| p.text.starts_with(loss)));
}

fn label() -> impl Strategy<Value = String> {
    prop_oneof!["[A-Za-z ,&<>\"'é漢–]{0,70}", "[W]{1,120}", "[a-z_]{1,12}"]
}

/// Any number from a millionth to a trillion in size, of both signs, zero, and some that are not finite.
fn number() -> impl Strategy<Value = f64> {
    let size = (-6.0..12.0_f64, prop::bool::ANY).prop_map(|(exponent, negative)| {
        let size = libm::exp10(exponent);
        if negative { -size } else { size }
    });
    prop_oneof![12 => size, 2 => Just(0.0), 1 => Just(7.5), 1 => Just(f64::NAN), 1 => Just(f64::INFINITY),
        1 => Just(f64::MAX), 1 => Just(-5e-324)]
}

fn any_words() -> impl Strategy<Value = Caption> {
    (label(), label(), label()).prop_map(|(title, subtitle, source)| Caption {
        title: format!("{title} {subtitle} {title}"),
        subtitle: format!("{subtitle} {source}"),
        source,
    })
}

fn any_unit() -> impl Strategy<Value = Unit> {
    prop_oneof![Just(Unit::Plain), Just(Unit::Fraction), label().prop_map(Unit::Named)]
}

fn any_fan() -> impl Strategy<Value = Fan> {
    let steps = prop::collection::vec(prop::collection::vec(number(), 5), 0..30);
    let references = prop::collection::vec((label(), number()), 0..5);
    let history = prop::collection::vec(number(), 0..9);
    (label(), any_unit(), steps, references, history, prop::bool::ANY).prop_map(
        |(quantity, unit, steps, references, history, mean)| {
            let spread = |(k, mut q): (usize, Vec<f64>)| {
                q.sort_by(f64::total_cmp);
                let mean = mean.then_some(0.3 * q[1] + 0.7 * q[3]);
                let date = 2025.5 + k as f64 / 4.0;
                Spread { date, p05: q[0], p25: q[1], p50: q[2], p75: q[3], p95: q[4], mean }
            };
            // One date in nine is not of this calendar.
            let before = |(k, value): (usize, f64)| {
                (if k == 8 { 1e99 } else { 2020.0 + k as f64 / 2.0 }, value)
            };
            Fan {
                quantity,
                unit,
                colour: 3,
                history: history.into_iter().enumerate().map(before).collect(),
                steps: steps.into_iter().enumerate().map(spread).collect(),
                references: references
                    .into_iter()
                    .map(|(label, value)| Reference { label, value })
                    .collect(),
                paths: 1000,
                shared: vec![],
            }
        },
    )
}

type MeanAndWidth = (f64, f64);

fn any_clauses() -> impl Strategy<Value = Clauses> {
    let bar = prop::option::weighted(0.8, (number(), 0.0..2.0_f64));
    let side = (label(), prop::collection::vec(bar, 0..26));
    (any_unit(), prop::collection::vec(label(), 0..26), prop::collection::vec(side, 0..7)).prop_map(
        |(unit, clauses, sides)| {
            let bar = |(mean, width): (f64, f64)| ClauseBar {
                mean,
                whisker: (width > 0.5)
                    .then(|| (mean - width * mean.abs(), mean + width * mean.abs())),
            };
            let side = |(colour, (label, bars)): (usize, (String, Vec<Option<MeanAndWidth>>))| {
                let bars = bars.into_iter().map(|value| value.map(bar)).collect();
                ClauseSide { label, colour, bars, sum: Some(0.0) }
            };
            let sides = sides.into_iter().enumerate().map(side).collect();
            Clauses { unit, whisker: Whisker::P5ToP95, clauses, sides }
        },
    )
}

fn any_events() -> impl Strategy<Value = Events> {
    let shown = prop_oneof![
        4 => Just(Shown::Curve),
        1 => (2024.0..2030.0_f64).prop_map(Shown::Flag),
        1 => Just(Shown::Table)
    ];
    let curve = (label(), prop::collection::vec(0.0..1.05_f64, 0..12), prop::bool::ANY, shown);
    let deadline = (label(), 2024.0..2030.0_f64);
    (prop::collection::vec(curve, 0..20), prop::collection::vec(deadline, 0..7)).prop_map(
        |(curves, deadlines)| {
            let curve = |(label, mut chances, steps, shown): (String, Vec<f64>, bool, Shown)| {
                chances.sort_by(f64::total_cmp);
                let dated = |(k, chance): (usize, f64)| (2025.5 + k as f64 / 3.0, chance);
                EventCurve {
                    label,
                    points: chances.into_iter().enumerate().map(dated).collect(),
                    steps,
                    shown,
                }
            };
            let deadline = |(label, date)| Deadline { label, date };
            Events {
                curves: curves.into_iter().map(curve).collect(),
                deadlines: deadlines.into_iter().map(deadline).collect(),
            }
        },
    )
}

fn any_flows() -> impl Strategy<Value = Flows> {
    let amounts = || prop::collection::vec(number(), 0..30);
    let clause = (label(), amounts(), amounts());
    (label(), any_unit(), 0..45_i32, prop::collection::vec(clause, 0..12)).prop_map(
        |(quantity, unit, years, clauses)| Flows {
            quantity,
            unit,
            years: (2025..2025 + years).collect(),
            colour: 1,
            partial: vec![],
            shares: vec![],
            clauses: clauses
                .into_iter()
                .map(|(label, received, paid)| ClauseFlows { label, received, paid })
                .collect(),
        },
    )
}

fn any_exceedance() -> impl Strategy<Value = Exceedance> {
    let curve = (label(), prop::collection::vec(number(), 0..60));
    (label(), any_unit(), prop::collection::vec(curve, 0..6)).prop_map(
        |(quantity, unit, curves)| {
            let curve = |(colour, (side, sample)): (usize, (String, Vec<f64>))| ExceedanceCurve {
                side,
                colour,
                points: exceedance::points(&sample),
            };
            let curves = curves.into_iter().enumerate().map(curve).collect();
            Exceedance { quantity, unit, curves }
        },
    )
}

fn any_distribution() -> impl Strategy<Value = Distribution> {
    (label(), any_unit(), prop::collection::vec(number(), 0..300)).prop_map(
        |(quantity, unit, sample)| Distribution {
            quantity,
            unit,
            colour: 1,
            sample: Binned::of(&sample),
        },
    )
}

fn any_axis() -> impl Strategy<Value = JointAxis> {
    let middle = || prop::option::weighted(0.8, number());
    (label(), number(), number(), 0..12_usize, middle(), middle()).prop_map(
        |(quantity, from, width, cells, mean, median)| {
            // Half of all middles lie among the cells.
            let near = |middle: f64| if middle > 1.0 { from + width } else { middle };
            JointAxis {
                quantity,
                from,
                width: width.abs(),
                cells,
                mean: mean.map(near),
                median: median.map(near),
            }
        },
    )
}

fn any_joint() -> impl Strategy<Value = Joint> {
    let counts = prop::collection::vec(0..9_u64, 0..140);
    let quadrants = prop::option::weighted(0.8, [0.0..1.0, 0.0..1.0, 0.0..1.0, 0.0..1.0_f64]);
    (any_unit(), any_axis(), any_axis(), counts, 0..900_u64, quadrants).prop_map(
        |(unit, across, up, counts, paths, quadrants)| Joint {
            unit,
            across,
            up,
            counts,
            paths,
            quadrants,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_data_breaks_the_layout(
        words in any_words(),
        fan in any_fan(),
        clauses in any_clauses(),
        events in any_events(),
        flows in any_flows(),
        exceedance in any_exceedance(),
        distribution in any_distribution(),
        joint in any_joint(),
    ) {
        check_layout("fan", &fan::draw(&fan, &words));
        check_layout("clauses", &clauses::draw(&clauses, &words));
        check_layout("events", &events::draw(&events, &words));
        check_layout("flows", &flows::draw(&flows, &words));
        check_layout("exceedance", &exceedance::draw(&exceedance, &words));
        check_layout("distribution", &distribution::draw(&distribution, &words));
        check_layout("joint", &joint::draw(&joint, &words));
        let options = resvg::usvg::Options { fontdb: super::font::database(), ..Default::default() };
        let drawing = clauses::draw(&clauses, &words);
        prop_assert!(resvg::usvg::Tree::from_str(&drawing.svg, &options).is_ok());
    }
}
