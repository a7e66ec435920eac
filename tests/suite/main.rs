//! The one integration binary: numbers against independent ones, and the same bytes however a run is cut up.

use dealsim::engine::{Level, Outcome, Settings, TrackResult, run};
use dealsim::scenario::{Model, load};
use std::path::Path;
use std::sync::atomic::AtomicBool;

fn model(file: &str) -> Model {
    let loaded = load(&Path::new(env!("CARGO_MANIFEST_DIR")).join(file), &[]);
    loaded.model.expect("the scenario is good")
}

fn simulate(model: &Model, paths: u64, block_paths: usize, level: Level) -> Outcome {
    let settings = Settings {
        seed: 1,
        paths: 0..paths,
        sampler: model.settings.sampler,
        block_paths,
        exact_values: 0,
        whole_run_paths: paths,
        level,
        interrupted: &AtomicBool::new(false),
        progress: &|_| {},
    };
    run(&model.plan, &settings).expect("the run is good")
}

fn payoff(model: &Model, outcome: &Outcome, side: &str) -> (f64, f64) {
    let side = model.sides.iter().find(|known| known.name == side).expect("a side");
    let (TrackResult::Distribution(means, _) | TrackResult::Moments(means)) =
        &outcome.tracks[side.payoff]
    else {
        panic!("a payoff has a mean");
    };
    let measure = means[0].measure().expect("paths ran");
    (measure.value, measure.standard_error.expect("many paths ran"))
}

/// Three independent programs, a million paths each, gave these means with these errors.
#[test]
fn the_reference_deal_agrees_with_hand_written_programs() {
    let model = model("scenarios/reference/refdeal.toml");
    let outcome = simulate(&model, 100_000, 512, Level::Best);
    for (side, expected, error) in [("a", 275.0, 1.0), ("b", 872.0, 3.0)] {
        let (mean, own) = payoff(&model, &outcome, side);
        let z = (mean - expected) / (own * own + error * error).sqrt();
        assert!(z.abs() < 4.0, "{side}: {mean} ± {own}, z = {z}");
    }
}

#[test]
fn blocks_and_processor_levels_do_not_show() {
    let model = model("scenarios/microsoft-openai/status-quo.toml");
    let whole = format!("{:?}", simulate(&model, 1_000, 512, Level::Best).tracks);
    for (block, level) in [(64, Level::Best), (1024, Level::Baseline), (128, Level::Avx2)] {
        let other = format!("{:?}", simulate(&model, 1_000, block, level).tracks);
        assert!(whole == other, "block {block}, {level:?} gives other bytes");
    }
}
