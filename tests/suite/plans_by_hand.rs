//! The engine on plans that no scenario made: each against what is known of it in closed form.

use dealsim::engine::{Outcome, Settings, TrackResult, run};
use dealsim::plan::{NodeId, PlanBuilder, ReadAt, Sink};

const PATHS: u64 = 100_000;

/// Runs a plan of twelve months with one value, whose means at each close come back with their errors.
fn means(value: impl FnOnce(&mut PlanBuilder) -> NodeId) -> Vec<(f64, f64)> {
    let times = (0..=12).map(|month| f64::from(month) / 12.0).collect();
    let mut builder = PlanBuilder::new(times, 1.0 / 12.0);
    let node = value(&mut builder);
    let track = builder.track(node, ReadAt::EachStep, Sink::Moments);
    let plan = builder.finish().expect("everything is said");
    let settings = Settings::new(7, PATHS);
    let outcome: Outcome = run(&plan, &settings).expect("it runs");
    let TrackResult::Moments(means) = &outcome.tracks[track] else {
        panic!("means were asked for")
    };
    let measure = |mean: &dealsim::statistics::MeanAccumulator| {
        let measure = mean.measure().expect("paths ran");
        (measure.value, measure.standard_error.unwrap_or(0.0))
    };
    means.iter().map(measure).collect()
}

fn agrees((value, error): (f64, f64), exact: f64) {
    assert!((value - exact).abs() < 4.0 * error, "{value} ± {error}, not {exact}");
}

#[test]
fn what_is_known_grows_with_interest_to_the_last_bit() {
    let grown = means(|builder| {
        let value = builder.later("account");
        let before = builder.previous(value);
        let next = builder.scale(before, 1.5);
        let start = builder.constant(8.0);
        let whole = builder.followed(start, next);
        builder.define(value, whole);
        whole
    });
    let mut exact = 8.0;
    for (value, error) in grown {
        assert_eq!((value, error), (exact, 0.0));
        exact *= 1.5;
    }
}

#[test]
fn a_walk_of_normals_has_the_variance_of_its_steps() {
    let squares = means(|builder| {
        let shock = builder.normal_each_step("shock");
        let walk = builder.accumulate("walk", shock);
        builder.multiply(walk, walk)
    });
    assert_eq!(squares[0], (0.0, 0.0));
    for (month, square) in (0_u32..).zip(&squares).skip(1) {
        agrees(*square, f64::from(month));
    }
}

#[test]
fn a_uniform_is_drawn_once_a_path_or_anew_each_period() {
    let [once, anew] = [false, true].map(|each| {
        means(|builder| {
            let draw = |builder: &mut PlanBuilder| {
                if each { builder.uniform_each_step("u") } else { builder.uniform_once("u") }
            };
            let now = draw(builder);
            let before = builder.previous(now);
            builder.multiply(now, before)
        })
    });
    // E U² = 1/3 of one draw with itself, 1/4 of two.
    agrees(once[2], 1.0 / 3.0);
    agrees(anew[2], 0.25);
}

#[test]
fn the_part_of_a_period_between_two_times_adds_up_to_their_distance() {
    let overlaps = means(|builder| {
        let start = builder.uniform_once("start");
        let end = builder.constant(1.0);
        let part = builder.overlap(start, end);
        let length = builder.period_length();
        let years = builder.multiply(part, length);
        builder.accumulate("in force", years)
    });
    // By time t the mean of (t − U)⁺ is t² / 2.
    for (month, value) in (0_u32..).zip(&overlaps).skip(1) {
        let time = f64::from(month) / 12.0;
        agrees(*value, time * time / 2.0);
    }
}
