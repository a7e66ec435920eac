//! A run made by hand, so that every number that is shown can be worked out on paper.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use super::over_time::Happening;
use super::{Asked, Charts, Compared, Picture, RunResults, Timeline, comparison};
use crate::calendar::{Grid, Step};
use crate::charts::{Drawing, Rows};
use crate::draw::Sampler;
use crate::engine::{Outcome, Series, TrackResult};
use crate::kind::EventPart;
use crate::plan::{Account, AccountId, AccountKind, FlowKind, Plan, TermId, TrackId, Why};
use crate::report::{Cell, OutputFolder};
use crate::scenario::{
    CapTableMeta, CompanyMeta, DriverMeta, EventMeta, FlowMeta, Model, MovedMeta, RunSettings,
    SideMeta,
};
use crate::statistics::mean::accumulate;
use crate::statistics::probability::EventCounts;
use crate::statistics::{Measure, Unit};
use jiff::civil::date;
use std::sync::Arc;

/// Paths of the run by hand.
const PATHS: u32 = 1000;

fn distribution(columns: Vec<Vec<f64>>) -> TrackResult {
    let means =
        columns.iter().map(|column| accumulate(column.iter().copied(), Unit::Path).unwrap());
    TrackResult::Distribution(
        means.collect(),
        Series::Every(columns.into_iter().map(Arc::new).collect()),
    )
}

/// The values `offset`, `offset + 1`, … by path.
fn ladder(offset: f64) -> Vec<f64> {
    (0..PATHS).map(|path| offset + f64::from(path)).collect()
}

fn moments(columns: &[Vec<f64>]) -> TrackResult {
    let mean = |column: &Vec<f64>| accumulate(column.iter().copied(), Unit::Path).unwrap();
    TrackResult::Moments(columns.iter().map(mean).collect())
}

/// An event that so many paths have in the first year, and so many in the second.
fn arrivals(first: usize, second: usize) -> TrackResult {
    let mut times = vec![f64::INFINITY; PATHS as usize];
    times[..first].fill(0.5);
    times[first..first + second].fill(1.5);
    let mut counts = EventCounts::new(2, Unit::Path);
    counts.add(&times, &[1.0, 2.0]);
    TrackResult::Arrivals(counts)
}

fn account(name: &str, label: &str, kind: AccountKind) -> Account {
    Account { name: name.to_owned(), label: label.to_owned(), kind }
}

fn plan() -> Plan {
    Plan {
        nodes: Vec::new(),
        series: Vec::new(),
        tables: Vec::new(),
        sites: Vec::new(),
        periods: 2,
        times: vec![0.0, 1.0, 2.0],
        period_years: 1.0,
        named: Vec::new(),
        tracks: Vec::new(),
        joints: Vec::new(),
        accounts: vec![
            account("world", "the world", AccountKind::World),
            account("buyer", "Buyer", AccountKind::Party),
            account("maker", "Maker", AccountKind::Company),
        ],
        terms: vec!["share".to_owned(), "maker.operations".to_owned()],
        postings: Vec::new(),
        rounded: Vec::new(),
        facts: Vec::new(),
        too_large: false,
    }
}

fn flow(term: u32, from: u32, to: u32, by_year: u32) -> FlowMeta {
    FlowMeta {
        term: TermId(term),
        why: if term == 0 { Why::Clause } else { Why::Operation },
        from: AccountId(from),
        to: AccountId(to),
        kind: FlowKind::Cash,
        by_year: TrackId(by_year),
        total: TrackId(by_year + 1),
    }
}

fn event(name: &str, label: &str, track: u32) -> EventMeta {
    let (name, label) = (name.to_owned(), label.to_owned());
    EventMeta { name, label, part: None, track: TrackId(track), while_running: None }
}

/// Two years; a buyer whose payoff is −100, −99, … 899; a company whose cash is 0, 1, … 999.
fn run() -> (Model, Outcome) {
    let model = Model {
        name: "by-hand".to_owned(),
        about: String::new(),
        money: "USD bn".to_owned(),
        grid: Grid::new(date(2025, 1, 1), date(2027, 1, 1), Step::Year).unwrap(),
        settings: RunSettings { paths: u64::from(PATHS), seed: 7, sampler: Sampler::Random },
        plan: plan(),
        places: Vec::new(),
        term_labels: vec!["Revenue share".to_owned(), String::new()],
        years: vec![2025, 2026],
        sides: vec![SideMeta {
            name: "buyer".to_owned(),
            label: "Buyer".to_owned(),
            colour: None,
            parties: vec![AccountId(1)],
            payoff: TrackId(0),
            payoff_to_date: TrackId(1),
        }],
        joints: Vec::new(),
        drivers: vec![DriverMeta {
            name: "revenue".to_owned(),
            label: "Revenue".to_owned(),
            unit: "USD bn a year".to_owned(),
            track: TrackId(1),
            history: vec![(date(2024, 1, 1), 3.0)],
            chart: None,
        }],
        companies: vec![CompanyMeta {
            name: "maker".to_owned(),
            label: "Maker".to_owned(),
            cash: TrackId(2),
            insolvency: TrackId(3),
            stakes: Vec::new(),
            cap_table: CapTableMeta { closed_at: 0, lines: Vec::new(), receipts: Vec::new() },
        }],
        events: vec![event("agi", "AGI", 4), event("ipo", "IPO", 5)],
        flows: vec![flow(0, 2, 1, 6), flow(1, 0, 2, 8)],
        moved: vec![MovedMeta { side: 0, term: TermId(0), why: Why::Clause, track: TrackId(7) }],
        on_paper: Vec::new(),
        cash: Vec::new(),
        beliefs: Vec::new(),
        assertions: Vec::new(),
        bands: Vec::new(),
        walk_away: None,
        signing: None,
        data: Vec::new(),
        sources: Vec::new(),
        assumptions: Vec::new(),
    };
    let three = || vec![ladder(-100.0), ladder(0.0), ladder(100.0)];
    let outcome = Outcome {
        first_path: 0,
        paths: u64::from(PATHS),
        tracks: vec![
            distribution(vec![ladder(-100.0)]),
            distribution(three()),
            distribution(three()),
            arrivals(0, 250),
            arrivals(400, 200),
            arrivals(0, 0),
            moments(&[vec![-2.0; 1000], vec![5.0; 1000]]),
            moments(&[vec![3.0; 1000]]),
            moments(&[vec![900.0; 1000], vec![900.0; 1000]]),
            moments(&[vec![1800.0; 1000]]),
        ]
        .into_iter()
        .zip(0..)
        .map(|(result, id)| (TrackId(id), result))
        .collect(),
        joints: Vec::new(),
    };
    (model, outcome)
}

fn results() -> RunResults {
    let (model, outcome) = run();
    RunResults::new(&model, &outcome, "by-hand.toml", Asked::default())
}

fn close(cell: &Cell, expected: f64) {
    let value = match cell {
        Cell::Number(value) | Cell::Measure(Measure { value, .. }) => *value,
        other => panic!("{other:?} is no number"),
    };
    assert!((value - expected).abs() < 1e-9, "{value} is not {expected}");
}

#[test]
fn one_path_is_not_several() {
    let mut results = results();
    assert!(results.terminal(100, false).contains("\n1,000 paths, seed 7, "));
    assert!(results.page(&[]).contains("1,000 paths, seed 7, "));
    results.paths = 1;
    assert!(results.terminal(100, false).contains("\n1 path, seed 7, "));
    assert!(results.page(&[]).contains("meta\">1 path, seed 7, "));
    assert!(results.caption(String::new(), String::new()).source.contains(" · 1 path · "));
}

#[test]
fn the_summary_holds_the_payoff_and_the_chances() {
    let table = results().summary();
    let column = |name: &str| table.columns().iter().position(|c| c.name == name).unwrap();
    let rows = table.rows();
    assert_eq!(rows.len(), 4);
    // The values −100 … 899: mean 399.5, type 7 quantiles −100 + 999 p, the worst 50 average −75.5.
    close(&rows[0][column("payoff_mean")], 399.5);
    close(&rows[0][column("p05")], -100.0 + 999.0 * 0.05);
    close(&rows[0][column("p95")], -100.0 + 999.0 * 0.95);
    close(&rows[0][column("cvar_05")], -75.5);
    close(&rows[0][column("probability_of_loss")], 0.1);
    assert_eq!(rows[0][column("probability_by_horizon")], Cell::Absent);
    close(&rows[1][column("probability_by_horizon")], 0.6);
    close(&rows[3][column("probability_by_horizon")], 0.25);
    assert_eq!(rows[1][column("payoff_mean")], Cell::Absent);
}

#[test]
fn the_timeline_has_every_series_at_every_date() {
    let table = results().timeline();
    assert_eq!(table.rows().len(), 3 * 3);
    let row = &table.rows()[1];
    assert_eq!(row[0], Cell::Date(date(2026, 1, 1)));
    close(&row[4], 499.5);
    for (cell, p) in row[5..].iter().zip([0.05, 0.25, 0.5, 0.75, 0.95]) {
        close(cell, 999.0 * p);
    }
}

#[test]
fn every_table_is_filled() {
    let results = results();
    assert_eq!(results.terms().rows().len(), 3);
    assert_eq!(results.flows().rows().len(), 4);
    assert_eq!(results.events().rows().len(), 6);
    let csv = String::from_utf8(results.flows().to_csv().unwrap()).unwrap();
    assert!(csv.contains("\n2026,share,maker,buyer,cash,USD bn,5,0\n"), "{csv}");
}

#[test]
fn the_terminal_says_payoffs_clauses_and_events() {
    let text = results().terminal(100, true);
    assert!(text.is_ascii(), "{text}");
    assert!(
        text.contains("1,000 paths, seed 7, 2025-01-01 to 2026-12-31, money in USD bn"),
        "{text}"
    );
    assert_eq!(text.matches("USD bn").count(), 1, "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    let rows = |name: &str| -> Vec<Vec<&str>> {
        let lines = text.lines().filter(|line| line.starts_with(name));
        lines.map(|line| line.split_whitespace().collect()).collect()
    };
    // −100 … 899: standard error 288.8 / √1000 = 9.13; a loss on 100 of 1,000 paths.
    let payoff = ["Buyer", "400", "+-", "9", "-50.05", "399.5", "849", "10.0", "+-", "0.9", "%"];
    assert_eq!(rows("Buyer"), [payoff.to_vec()], "{text}");
    assert_eq!(rows("Revenue share"), [["Revenue", "share", "3"]], "{text}");
    assert_eq!(rows("payoff "), [["payoff", "400", "+-", "9"]], "{text}");
    assert_eq!(rows("IPO"), [["IPO", "0", "%*"]], "{text}");
    assert!(text.contains("* on none of 1,000 paths"), "{text}");
    assert!(text.contains("+- is one standard error of the simulation"), "{text}");
}

#[test]
fn events_beyond_eight_are_counted_and_narrow_terminals_are_kept_to() {
    let mut results = results();
    let event = results.events[0].clone();
    results.events.extend(std::iter::repeat_n(event, 10));
    let text = results.terminal(50, false);
    assert!(text.contains("and 5 more in events.csv"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 62), "{text}");
}

#[test]
fn several_runs_are_compared_world_by_world() {
    let run = |world: &str, name: &str| Compared {
        world: world.to_owned(),
        name: name.to_owned(),
        results: results(),
    };
    let tables = comparison(&[run("a.toml", "one"), run("b.toml", "two"), run("a.toml", "three")]);
    let [first, second] = &tables[..] else { panic!("{} tables", tables.len()) };
    let text = first.shown().to_terminal(100, false);
    assert!(text.contains("(world of a.toml)") && text.contains("USD bn"), "{text}");
    let place = |name: &str| text.find(name).unwrap();
    assert!(place("Buyer") < place("  one") && place("  one") < place("  three"), "{text}");
    assert!(!text.contains("two"), "{text}");
    assert!(second.shown().to_terminal(100, false).contains("  two"));
}

#[test]
fn what_is_next_to_nothing_is_zero_and_no_loss() {
    let (model, mut outcome) = run();
    let quantum = crate::lane::math::MONEY_QUANTUM;
    let mut values = ladder(0.0);
    values[..400].fill(-0.5 * quantum);
    outcome.tracks.put(TrackId(0), distribution(vec![values]));
    let results = RunResults::new(&model, &outcome, "by-hand.toml", Asked::default());
    let side = &results.sides[0];
    assert_eq!(side.loss.unwrap().value, 0.0);
    assert_eq!(side.quantiles[0].measure.unwrap().value, 0.0);
    let mass = side.binned.as_ref().unwrap().masses[0];
    assert_eq!((mass.value, mass.share), (0.0, 0.4));
    // What is small but no rounding is a loss.
    let mut values = ladder(0.0);
    values[..400].fill(-1.0);
    outcome.tracks.put(TrackId(0), distribution(vec![values]));
    let results = RunResults::new(&model, &outcome, "by-hand.toml", Asked::default());
    assert_eq!(results.sides[0].loss.unwrap().value, 0.4);
}

#[test]
fn a_certain_payoff_has_no_percentiles_and_a_certain_loss() {
    let (model, mut outcome) = run();
    outcome.tracks.put(TrackId(0), distribution(vec![vec![-4.756_147_122_5; 1000]]));
    let results = RunResults::new(&model, &outcome, "by-hand.toml", Asked::default());
    let text = results.terminal(100, false);
    assert!(text.contains("Buyer                  -4.756    100 %\n"), "{text}");
    assert!(!text.contains("P50"), "{text}");
}

#[test]
fn every_title_says_a_number_of_this_run() {
    let charts = results().pictures();
    let said = [
        ("who_gets_what", "Buyer: 400 USD bn on average"),
        (
            "timeline",
            "“Revenue share” pays most: 7 USD bn on average, from 2025 to 2026; AGI on 60\u{202f}% of paths",
        ),
        (
            "driver_revenue",
            "Revenue ends between 350 and 849 USD bn a year on half of all paths in Dec 2026",
        ),
        (
            "cash_maker",
            "Maker's cash ends between 350 and 849 USD bn on half of all paths in Dec 2026; insolvent on 25",
        ),
        (
            "payoff_buyer",
            "Buyer's payoff is 400 at the median, −50 to 849 USD bn on nine paths in ten; a loss on 10",
        ),
        ("exceedance", "Median payoff: 400 USD bn for Buyer"),
        ("clauses", "On average “Revenue share” moves 3 USD bn to Buyer, the most of all"),
        ("events", "AGI: on 60\u{202f}% of paths by Dec 2026, on 40\u{202f}% by Dec 2025"),
        ("flows_buyer", "Buyer: 5 received and 2 USD bn paid over the run, on average"),
    ];
    assert_eq!(charts.len(), said.len());
    for (picture, (expected, words)) in charts.iter().zip(said) {
        let stem = &picture.stem;
        assert_eq!(stem, expected);
        let title = &picture.caption.title;
        assert!(title.contains(words), "{stem}: {title}");
        assert!(!picture.table().rows.is_empty(), "{stem}");
    }
}

#[test]
fn what_never_happens_is_named_and_not_drawn() {
    let charts = results().pictures();
    let (drawing, rows) = named(&charts, "events");
    assert!(plain(&drawing.svg).contains("On no path: IPO"));
    assert!(!rows.csv().unwrap().contains("IPO"));
}

#[test]
fn dates_get_flags_and_parts_of_disputes_stay_in_the_table() {
    let mut results = results();
    let mut filed = results.events[0].clone();
    (filed.name, filed.label) = ("agi.filed".to_owned(), "AGI: filed".to_owned());
    filed.of = Happening::Part(EventPart {
        name: "filed".to_owned(),
        told_by_another: true,
        only_where_named: false,
    });
    // A year and a half after 1 January 2025 the last day is 30 June 2026.
    results.events[0].certain = Some(1.5);
    results.events.push(filed);
    let charts = results.pictures();
    let (drawing, rows) = named(&charts, "events");
    let text = plain(&drawing.svg);
    assert!(text.contains("AGI, Jun 2026") && !text.contains("% AGI"), "{text}");
    assert!(text.contains("In the table only: AGI: filed."), "{text}");
    assert!(text.contains("25\u{202f}% Maker insolvent"), "{text}");
    assert_eq!(rows.csv().unwrap().matches("\nAGI").count(), 6, "three dates of both");
}

#[test]
fn where_nothing_happens_there_is_no_picture_of_it() {
    let mut results = results();
    results.events.retain(|event| event.name == "ipo");
    assert!(results.pictures().iter().all(|one| one.stem != "events"));
    assert_eq!(results.events().rows().len(), 2);
}

#[test]
fn means_without_a_distribution_leave_the_quantiles_absent() {
    let (model, mut outcome) = run();
    outcome.tracks.put(TrackId(0), moments(&[ladder(-100.0)]));
    let results = RunResults::new(&model, &outcome, "by-hand.toml", Asked::default());
    let table = results.summary();
    close(&table.rows()[0][4], 399.5);
    assert!(table.rows()[0][5..].iter().all(|cell| *cell == Cell::Absent));
    assert!(results.pictures().iter().all(|one| one.stem != "payoff_buyer"));
}

/// The picture of this name, and the table behind it.
fn named(pictures: &[Picture], stem: &str) -> (Drawing, Rows) {
    let found = pictures.iter().find(|one| one.stem == stem).unwrap();
    (found.draw(), found.table())
}

#[test]
fn only_the_pictures_that_were_asked_for_are_drawn() {
    let stems = |charts| {
        let asked = RunResults { asked: Asked { charts, ..Asked::default() }, ..results() };
        asked.pictures().into_iter().map(|one| one.stem).collect::<Vec<_>>()
    };
    let all = stems(Charts::All);
    assert_eq!(stems(Charts::Svg), all);
    assert!(stems(Charts::None).is_empty());
    let few = stems(Charts::Few);
    assert_eq!(few.len(), 6, "{few:?}");
    assert!(few.iter().all(|stem| all.contains(stem)) && few.len() < all.len());
    for (name, choice) in Charts::ALL {
        assert_eq!((name.parse(), choice.to_string().as_str()), (Ok(choice), name));
    }
}

#[test]
fn svg_alone_leaves_no_png() {
    let folder = tempfile::tempdir().unwrap();
    let endings = |charts| {
        let results = RunResults { asked: Asked { charts, ..Asked::default() }, ..results() };
        let mut output = OutputFolder::create(&folder.path().join("run")).unwrap();
        results.write(&mut output).unwrap();
        let names = output.outputs().into_iter().map(|file| file.path);
        let ending = |name: String| name.rsplit('.').next().unwrap().to_owned();
        names.map(ending).collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(endings(Charts::All), ["csv", "html", "png", "svg"].map(str::to_owned).into());
    assert_eq!(endings(Charts::Svg), ["csv", "html", "svg"].map(str::to_owned).into());
    assert_eq!(endings(Charts::None), ["csv", "html"].map(str::to_owned).into());
}

#[test]
fn what_no_picture_shows_is_read_at_year_ends() {
    let (mut model, mut outcome) = run();
    model.grid = Grid::new(date(2025, 7, 1), date(2027, 7, 1), Step::Quarter).unwrap();
    let dates: Vec<Vec<f64>> = (0..9).map(|at| ladder(f64::from(at))).collect();
    outcome.tracks.put(TrackId(1), distribution(dates.clone()));
    outcome.tracks.put(TrackId(2), distribution(dates));
    let read = |timeline| {
        let asked = Asked { timeline, ..Asked::default() };
        let results = RunResults::new(&model, &outcome, "by-hand.toml", asked);
        results
            .series
            .iter()
            .map(|one| one.points.iter().map(|point| point.date).collect())
            .collect()
    };
    let every: Vec<_> = (0..9).map(|at| model.grid.date(at)).collect();
    let ends = vec![every[0], date(2026, 1, 1), date(2027, 1, 1), every[8]];
    // The driver and the cash have pictures; the payoff to date has none.
    let [first, second, third]: [Vec<_>; 3] =
        <[Vec<_>; 3]>::try_from(read(Timeline::Years)).unwrap();
    assert_eq!((&first, &second, &third), (&every, &every, &ends));
    let all: Vec<Vec<_>> = read(Timeline::All);
    assert_eq!(all, vec![every; 3]);
}

/// The words of a picture in order, with its lines joined.
fn plain(svg: &str) -> String {
    let mut text = String::new();
    for part in svg.split('<') {
        if let Some((_, words)) = part.split_once('>') {
            let words = words.trim();
            if !words.is_empty() {
                text.push_str(words);
                text.push(' ');
            }
        }
    }
    text.replace('\u{a0}', " ")
}

#[test]
#[ignore = "writes files for the eye"]
fn pictures_to_look_at() {
    let folder = std::env::temp_dir().join("dealsim-results");
    let mut output = crate::report::OutputFolder::create(&folder).unwrap();
    let results = results();
    results.write(&mut output).unwrap();
    println!("{}\n{}", results.terminal(100, false), output.outputs().len());
    for picture in results.pictures() {
        let file = std::env::temp_dir().join(picture.stem.clone() + ".png");
        std::fs::write(file, picture.draw().png(1.0).unwrap()).unwrap();
    }
}
